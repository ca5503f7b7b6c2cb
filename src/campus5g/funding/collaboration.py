"""Effective collaboration, Article 25(6)(b)(i): who bears how much of a research project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    mixed = any(share.size in (Size.SMALL, Size.MEDIUM) for share in sized) or len({share.country for share in sized}) > 1
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
