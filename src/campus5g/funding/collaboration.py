"""Effective collaboration, Article 25(6)(b)(i): who bears how much of a research project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from campus5g.core.message import Amount, Message, msg
from campus5g.core.project import Size
from campus5g.funding.rules import RulesOn


@dataclass(frozen=True, slots=True)
class Share:
    """What one independent party bears of the eligible costs. ``may_publish``: a research organisation's right."""

    party: str
    size: Size
    country: str
    cents: int
    may_publish: bool = True


@dataclass(frozen=True, slots=True)
class Collaboration:
    """Whether the collaboration is effective, and the reason on either side."""

    effective: bool
    reason: Message
    article: str


def judge_collaboration(shares: Sequence[Share], rules: RulesOn) -> Collaboration:
    """Test both ways of Article 25(6)(b)(i), exactly, in integer cents.

    Between undertakings: at least two, of which one is an SME or two are in different Member States, and none bears more than
    ``largest_share`` % of the eligible costs. With research organisations: they bear together at least ``research_share`` % and
    may publish. Shares of one party add up; subcontracting is not collaboration and must not be given here.
    """
    largest, research = (
        rules.rule("gber.art25.collaboration.largest_share"),
        rules.rule("gber.art25.collaboration.research_share"),
    )
    total = sum(share.cents for share in shares)
    firms = _by_party([share for share in shares if share.size is not Size.RESEARCH_NON_ECONOMIC])
    labs = sum(share.cents for share in shares if share.size is Size.RESEARCH_NON_ECONOMIC and share.may_publish)
    sized = [share for share in shares if share.size is not Size.RESEARCH_NON_ECONOMIC and share.cents]
    mixed = _mixed(sized)
    top = max(firms.values(), default=0)
    if firms and labs and labs * 100 >= research.value * total:
        reason = msg("research organisations bear %(labs)s of %(total)s, at least %(share)s %%", labs=Amount(labs),
                     total=Amount(total), share=float(research.value))  # fmt: skip
        return Collaboration(True, reason, research.article)
    if len(firms) > 1 and mixed and top * 100 <= largest.value * total:
        reason = msg("the largest undertaking bears %(top)s of %(total)s, at most %(share)s %%", top=Amount(top),
                     total=Amount(total), share=float(largest.value))  # fmt: skip
        return Collaboration(True, reason, largest.article)
    return Collaboration(
        False, _why_not(len(firms), mixed, labs > 0, float(largest.value), float(research.value)), largest.article
    )


@dataclass(frozen=True, slots=True)
class PartTest:
    """One test of Article 25(6)(b)(i): the share found, the law's limit (both in %; ``None``: yes or no), whether it holds."""

    key: str
    about: Message
    percent: Decimal | None
    limit: Decimal | None
    holds: bool
    article: str


def collaboration_tests(shares: Sequence[Share], rules: RulesOn) -> tuple[PartTest, ...]:
    """Return the tests one by one, for a page that shows how far each is: 70 %, 10 %, several firms, an SME or a border.

    The first three make the way between undertakings, the last the way with research organisations: one way is enough.
    ``percent`` is rounded to a hundredth for reading; ``holds`` is exact.
    """
    largest = rules.rule("gber.art25.collaboration.largest_share")
    research = rules.rule("gber.art25.collaboration.research_share")
    total = sum(share.cents for share in shares)
    sized = [share for share in shares if share.size is not Size.RESEARCH_NON_ECONOMIC and share.cents]
    firms = _by_party(sized)
    labs = sum(share.cents for share in shares if share.size is Size.RESEARCH_NON_ECONOMIC and share.may_publish)
    top = max(firms.values(), default=0)
    return (
        PartTest("firms", msg("two independent undertakings or more"), None, None, len(firms) > 1, largest.article),
        PartTest("mixed", msg("one is an SME, or two are in different Member States"), None, None, _mixed(sized), largest.article),
        PartTest("largest", msg("the largest undertaking's part of the costs"), _percent(top, total), largest.value,
                 bool(firms) and top * 100 <= largest.value * total, largest.article),
        PartTest("research", msg("the research organisations' part of the costs"), _percent(labs, total), research.value,
                 bool(labs) and labs * 100 >= research.value * total, research.article),
    )  # fmt: skip


def _mixed(firms: Sequence[Share]) -> bool:
    return any(share.size in (Size.SMALL, Size.MEDIUM) for share in firms) or len({share.country for share in firms}) > 1


def _percent(cents: int, total: int) -> Decimal:
    return (Decimal(100 * cents) / total).quantize(Decimal("0.01")) if total else Decimal(0)


def _by_party(shares: Sequence[Share]) -> dict[str, int]:
    borne: dict[str, int] = {}
    for share in shares:
        borne[share.party] = borne.get(share.party, 0) + share.cents
    return {party: cents for party, cents in borne.items() if cents}


def _why_not(firms: int, mixed: bool, labs: bool, largest: float, research: float) -> Message:
    if not firms:
        return msg("no undertaking takes part")
    if firms == 1 and not labs:
        return msg("one undertaking alone does not collaborate")
    if firms > 1 and not mixed:
        return msg("the undertakings are all large and in one Member State")
    if firms > 1:
        return msg("one undertaking bears more than %(share)s %% of the eligible costs", share=largest)
    return msg("the research organisations bear less than %(share)s %% of the eligible costs", share=research)
