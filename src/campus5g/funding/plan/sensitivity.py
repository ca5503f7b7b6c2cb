"""What one change would bring: the plan computed again with one more partner, or better terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from campus5g.core.message import Message, msg
from campus5g.core.money import floor_share
from campus5g.core.project import CallTerms, CostLine, FinancingPlan, Partner, Project, Size
from campus5g.funding.intensity import RESEARCH
from campus5g.funding.plan import Objective, Wishes, plan_financing, public_value_cents
from campus5g.funding.rules import law

_POINTS = 10
_NEWCOMER = "newcomer"


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """One change, and how much more public money it brings: in all, and net of what is repaid (negative: it costs)."""

    key: str
    change: Message
    public_cents: int
    net_cents: int


def sensitivities(
    project: Project, calls: Sequence[CallTerms], on: date, *, objective: str = Objective.NET_PUBLIC, wishes: Wishes | None = None
) -> tuple[Sensitivity, ...]:
    """Return what each change brings to the plan, the best first; changes that bring nothing are left out.

    Costs stay as they are: a newcomer takes its part of the research costs from the undertaking that bears most. A refused
    project has none.
    """

    def plan(changed: Project, terms: Sequence[CallTerms]) -> FinancingPlan:
        return plan_financing(changed, terms, on, objective=objective, wishes=wishes)

    base = plan(project, calls)
    if base.refused:
        return ()
    found: list[Sensitivity] = []
    for key, change, changed, terms in _changes(project, calls):
        other = plan(changed, terms)
        if other.refused:
            continue
        before = public_value_cents(base.allocations, calls, project.granted)
        net = public_value_cents(other.allocations, terms, changed.granted) - before
        more = other.public_cents - base.public_cents
        if more or net:
            found.append(Sensitivity(key, change, more, net))
    return tuple(sorted(found, key=lambda s: (-s.net_cents, -s.public_cents, s.key)))


_Change = tuple[str, Message, Project, Sequence[CallTerms]]


def _changes(project: Project, calls: Sequence[CallTerms]) -> Iterator[_Change]:
    for size, name in (
        (Size.SMALL, msg("one more SME partner, bearing %(share)s %% of the research costs", share=_share(project))),
        (
            Size.RESEARCH_NON_ECONOMIC,
            msg("one more research organisation, bearing %(share)s %% of the research costs", share=_share(project)),
        ),
    ):
        joined = _with_newcomer(project, size)
        if joined is not None:
            yield f"partner.{size.value}", name, joined, calls
    for index, call in enumerate(calls):
        for key, about, eased in _eased(call):
            yield f"{key}.{call.call_id}", about, project, [*calls[:index], eased, *calls[index + 1 :]]


def _eased(call: CallTerms) -> Iterator[tuple[str, Message, CallTerms]]:
    if call.rate_cap is not None and call.rate_cap <= 100 - _POINTS:
        about = msg("%(points)s points more of the own rate of “%(title)s”", points=_POINTS, title=call.title)
        yield "rate", about, replace(call, rate_cap=call.rate_cap + _POINTS)
    share = call.grant_share + Decimal(_POINTS) / 100
    if not call.free_split and share + call.loan_share <= 1:
        about = msg("%(points)s points more of grant in the split of “%(title)s”", points=_POINTS, title=call.title)
        yield "grant", about, replace(call, grant_share=share)
    if call.max_aid_cents is not None:
        about = msg("%(points)s %% more of what “%(title)s” may pay", points=_POINTS, title=call.title)
        yield "max", about, replace(call, max_aid_cents=call.max_aid_cents * (100 + _POINTS) // 100)


def _largest(project: Project) -> tuple[str, dict[str, int]]:
    """The undertaking that bears most of the research costs, and what each partner bears."""
    borne: dict[str, int] = {}
    for line in project.lines:
        if line.category in RESEARCH:
            borne[line.partner_id] = borne.get(line.partner_id, 0) + line.cents
    firms = [p.id for p in project.partners if p.size is not Size.RESEARCH_NON_ECONOMIC and borne.get(p.id)]
    return max(firms, key=lambda name: (borne[name], name), default=""), borne


def _share(project: Project) -> float:
    """In % of the research costs: the law's least share of a laboratory, or what brings the largest bearer down to its most."""
    rules = law().on(project.granted)
    name, borne = _largest(project)
    total = sum(borne.values())
    least = rules.rule("gber.art25.collaboration.research_share").value
    if not name or not total:
        return float(least)
    most = rules.rule("gber.art25.collaboration.largest_share").value
    over = Decimal(100 * borne[name]) / total - most
    return float(max(least, over).quantize(Decimal("0.01"), "ROUND_UP"))


def _with_newcomer(project: Project, size: Size) -> Project | None:
    """The same project with a part of the largest bearer's research costs carried by a new partner, line by line."""
    name, borne = _largest(project)
    if not name:
        return None
    part = Decimal(str(_share(project))) * sum(borne.values()) / borne[name]
    if part >= 100:
        return None
    lines: list[CostLine] = []
    for line in project.lines:
        if line.partner_id == name and line.category in RESEARCH:
            moved = line.cents - floor_share(line.cents, 100 - part)
            lines += [
                replace(line, cents=line.cents - moved),
                replace(line, id=f"{line.id}.{_NEWCOMER}", partner_id=_NEWCOMER, cents=moved),
            ]
        else:
            lines.append(line)
    partner = Partner(_NEWCOMER, _NEWCOMER, size, in_difficulty=False)
    return replace(project, partners=(*project.partners, partner), lines=tuple(lines))
