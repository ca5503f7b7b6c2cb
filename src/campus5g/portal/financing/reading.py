"""A plan as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse

from campus5g.core.message import Message
from campus5g.core.project import Allocation, CashFlow, Category, Ceiling, CostLine
from campus5g.portal.financing.labels import KIND, OF_SEVERAL
from campus5g.portal.financing.models import Plan
from campus5g.portal.projects.labels import CATEGORY

PARTS = ("grant_cents", "advance_cents", "loan_cents", "equivalent_cents", "own_cents")
FLOWS = {
    "spent_cents": -1, "grant_cents": 1, "advance_cents": 1, "loan_cents": 1, "repaid_cents": -1, "interest_cents": -1,
}  # fmt: skip
"""What moves in a quarter, with the sign that it has in the balance."""


@dataclass(slots=True)
class Row:
    """One allocation with the line it pays and the call that pays it."""

    line: CostLine
    category: Message
    call: str
    part: Allocation


@dataclass(slots=True)
class PartnerShare:
    """What one partner receives and brings: grant, advance, loan and own money add up to its cost."""

    name: str
    rows: list[Row] = field(default_factory=list)
    cost_cents: int = 0
    grant_cents: int = 0
    advance_cents: int = 0
    loan_cents: int = 0
    equivalent_cents: int = 0
    own_cents: int = 0


@dataclass(frozen=True, slots=True)
class Gauge:
    """A ceiling with how much of it is used, in whole percent of its length."""

    ceiling: Ceiling
    filled: int


@dataclass(frozen=True, slots=True)
class Clash:
    """A member of a conflict: what it says, what kind of rule it is, and where it can be changed (empty: nowhere)."""

    sentence: Message
    kind: Message
    url: str


@dataclass(slots=True)
class Quarter:
    """The cash of the whole project in one quarter, and the balance since the start (what must be borrowed when negative)."""

    name: str
    spent_cents: int = 0
    grant_cents: int = 0
    advance_cents: int = 0
    loan_cents: int = 0
    repaid_cents: int = 0
    interest_cents: int = 0
    balance_cents: int = 0


@dataclass(slots=True)
class Reading:
    """``lends``: whether any call lends; without it, pages say nothing of loans."""

    shares: list[PartnerShare]
    total: PartnerShare
    gauges: list[Gauge]
    quarters: list[Quarter]

    @property
    def lends(self) -> bool:
        return self.total.loan_cents > 0

    @property
    def interest(self) -> bool:
        return any(quarter.interest_cents for quarter in self.quarters)


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
            for name in PARTS:
                setattr(sums, name, getattr(sums, name) + getattr(part, name))
    tightest = sorted(plan.ceilings, key=lambda ceiling: (ceiling.slack_cents > 0, ceiling.article, ceiling.key))
    return Reading(list(shares.values()), total, [_gauge(ceiling) for ceiling in tightest], _quarters(plan.cash))


def clashes(kept: Plan) -> list[Clash]:
    """Return the rules and wishes of a refused plan that cannot hold together, each with its page; older plans do not name them."""
    plan, project = kept.plan, kept.core_project
    owners = {line.id: line.partner_id for line in project.lines}
    found = []
    for key, sentence in zip(plan.conflict_keys, plan.conflict, strict=False):
        kind, _, name = key.partition(".")
        url = ""
        if kind == "line":
            url = reverse("projects:edit-line", args=[kept.project_id, owners[name], name])
        elif kind in ("rate", "max", "min", "size"):
            url = reverse("calls:terms", args=[kept.project_id, name])
        elif kind == "wish":
            url = "#compute"
        found.append(Clash(sentence, KIND.get(kind, OF_SEVERAL), url))
    return found


def _gauge(ceiling: Ceiling) -> Gauge:
    """A limit of nothing is full."""
    return Gauge(ceiling, 100 * ceiling.used_cents // ceiling.limit_cents if ceiling.limit_cents else 100)


def _quarters(cash: tuple[CashFlow, ...]) -> list[Quarter]:
    quarters: dict[str, Quarter] = {}
    for flow in sorted(cash, key=lambda flow: flow.quarter):
        quarter = quarters.setdefault(flow.quarter, Quarter(flow.quarter))
        for name in FLOWS:
            setattr(quarter, name, getattr(quarter, name) + getattr(flow, name))
    balance = 0
    for quarter in quarters.values():
        balance += sum(sign * getattr(quarter, name) for name, sign in FLOWS.items())
        quarter.balance_cents = balance
    return list(quarters.values())
