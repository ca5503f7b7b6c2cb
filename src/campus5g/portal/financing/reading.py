"""A plan as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass, field

from campus5g.core.message import Message
from campus5g.core.project import Allocation, CashFlow, Category, Ceiling, CostLine
from campus5g.portal.financing.models import Plan
from campus5g.portal.projects.labels import CATEGORY


@dataclass(slots=True)
class Row:
    """One allocation with the line it pays and the call that pays it."""

    line: CostLine
    category: Message
    call: str
    part: Allocation


@dataclass(slots=True)
class PartnerShare:
    """What one partner receives and brings; the parts add up to its cost."""

    name: str
    rows: list[Row] = field(default_factory=list)
    cost_cents: int = 0
    grant_cents: int = 0
    advance_cents: int = 0
    own_cents: int = 0


@dataclass(slots=True)
class Quarter:
    """The cash of the whole project in one quarter, and the balance since the start (what must be borrowed when negative)."""

    name: str
    spent_cents: int = 0
    grant_cents: int = 0
    advance_cents: int = 0
    repaid_cents: int = 0
    balance_cents: int = 0


@dataclass(slots=True)
class Reading:
    shares: list[PartnerShare]
    total: PartnerShare
    ceilings: list[Ceiling]
    quarters: list[Quarter]


def read(kept: Plan) -> Reading:
    """Lay a plan out by partner, ceiling and quarter."""
    project, plan = kept.core_project, kept.plan
    lines = {line.id: line for line in project.lines}
    calls = {call.call_id: call.title for call in kept.terms}
    shares = {partner.id: PartnerShare(partner.name) for partner in project.partners}
    total = PartnerShare("")
    for line in project.lines:
        shares[line.partner_id].cost_cents += line.cents
        total.cost_cents += line.cents
    for part in plan.allocations:
        line = lines[part.line_id]
        share = shares[part.partner_id]
        share.rows.append(Row(line, CATEGORY[Category(line.category)], calls.get(part.call_id, ""), part))
        for sums in (share, total):
            sums.grant_cents += part.grant_cents
            sums.advance_cents += part.advance_cents
            sums.own_cents += part.own_cents
    tightest = sorted(plan.ceilings, key=lambda ceiling: (ceiling.slack_cents > 0, ceiling.article, ceiling.key))
    return Reading(list(shares.values()), total, tightest, _quarters(plan.cash))


def _quarters(cash: tuple[CashFlow, ...]) -> list[Quarter]:
    quarters: dict[str, Quarter] = {}
    for flow in sorted(cash, key=lambda flow: flow.quarter):
        quarter = quarters.setdefault(flow.quarter, Quarter(flow.quarter))
        quarter.spent_cents += flow.spent_cents
        quarter.grant_cents += flow.grant_cents
        quarter.advance_cents += flow.advance_cents
        quarter.repaid_cents += flow.repaid_cents
    balance = 0
    for quarter in quarters.values():
        balance += quarter.grant_cents + quarter.advance_cents - quarter.spent_cents - quarter.repaid_cents
        quarter.balance_cents = balance
    return list(quarters.values())
