"""How large an organisation is for the aid rules, from its accounts and those of its group, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from campus5g.core.message import Message, msg
from campus5g.core.project import Size
from campus5g.funding.group import GroupSize
from campus5g.funding.rules import law
from campus5g.funding.sme import SmeClass
from campus5g.portal.directory.group import group_of, last_accounts
from campus5g.portal.directory.models import Organisation

LABELS: dict[SmeClass, Message] = {
    SmeClass.MICRO: msg("micro-enterprise"),
    SmeClass.SMALL: msg("small enterprise"),
    SmeClass.MEDIUM: msg("medium-sized enterprise"),
    SmeClass.LARGE: msg("large enterprise"),
}


@dataclass(frozen=True, slots=True)
class SizeAnswer:
    """The size that the accounts give (``None``: one that counts has none), the sentence that says why, and the article."""

    size: Size | None
    reason: Message
    article: str


def size_by_accounts(organisation: Organisation, on: date) -> SizeAnswer | None:
    """Apply the SME test to the organisation's accounts, those of its group and of earlier years; ``None`` without its own."""
    if last_accounts(organisation) is None:
        return None
    group = group_of(organisation)
    found = group.size(law().on(on))
    if found.status is None:
        return SizeAnswer(None, msg("Size not known: %(why)s.", why=found.reason), found.article)
    return SizeAnswer(found.status.size, _reason(organisation, found, bool(group.stakes)), found.article)


def judge(organisation: Organisation, on: date) -> None:
    """Let the accounts decide the size where they are given, except for research outside economic activity."""
    answer = None if organisation.size == Size.RESEARCH_NON_ECONOMIC else size_by_accounts(organisation, on)
    organisation.size_computed = answer is not None
    if answer:
        organisation.size = answer.size.value if answer.size else ""


def _reason(organisation: Organisation, found: GroupSize, held: bool) -> Message:
    if found.status is None:
        return found.reason
    year, size = str(organisation.accounts_year or "?"), LABELS[found.status]
    if not held and len(found.judged) == 1:
        return msg(
            "By its own accounts of %(year)s alone, a %(size)s; enterprises that hold it or that it holds, and the year before, "
            "may change the answer.",
            year=year, size=size,
        )  # fmt: skip
    if not held:
        return msg(
            "By its own accounts of the %(n)s years up to %(year)s, a %(size)s; enterprises that hold it or that it holds may change "
            "the answer.",
            n=len(found.judged), year=year, size=size,
        )  # fmt: skip
    if len(found.judged) == 1:
        return msg("With the enterprises of its group, by the accounts of %(year)s, a %(size)s.", year=year, size=size)
    return msg(
        "With the enterprises of its group, by the accounts of the %(n)s years up to %(year)s, a %(size)s.",
        n=len(found.judged), year=year, size=size,
    )  # fmt: skip
