"""How large an organisation is for the aid rules, from its own accounts, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from campus5g.core.message import Message, msg
from campus5g.core.project import Size
from campus5g.funding.rules import law
from campus5g.funding.sme import Enterprise, SmeClass, judge_size
from campus5g.portal.directory.models import Organisation

LABELS: dict[SmeClass, Message] = {
    SmeClass.MICRO: msg("micro-enterprise"),
    SmeClass.SMALL: msg("small enterprise"),
    SmeClass.MEDIUM: msg("medium-sized enterprise"),
    SmeClass.LARGE: msg("large enterprise"),
}


@dataclass(frozen=True, slots=True)
class SizeAnswer:
    """The size that the accounts give, the sentence that says why, and the article."""

    size: Size
    reason: Message
    article: str


def size_by_accounts(organisation: Organisation, on: date) -> SizeAnswer | None:
    """Apply the SME test of ``funding`` to the organisation's own accounts; ``None`` while they are missing.

    Its holders and holdings are not known here, nor is the year before: the answer says so.
    """
    staff, turnover, balance = organisation.staff_awu, organisation.turnover_cents, organisation.balance_cents
    if staff is None or turnover is None or balance is None:
        return None
    rules = law().on(on)
    answer = judge_size(Enterprise(staff, turnover, balance), rules)
    reason = msg(
        "By its own accounts of %(year)s alone, a %(size)s; enterprises that hold it or that it holds, and the year before, "
        "may change the answer.",
        year=str(organisation.accounts_year or "?"),
        size=LABELS[answer.status],
    )
    return SizeAnswer(answer.status.size, reason, rules.rule("sme.medium.staff").article)
