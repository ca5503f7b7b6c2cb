"""The best legal financing plan of a project over several calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from campus5g.core.equivalent import equivalent_share
from campus5g.core.message import msg
from campus5g.core.money import nearest_cent
from campus5g.core.project import Allocation, CallTerms, Category, CostLine, FinancingPlan, Partner, Project
from campus5g.funding.equivalent import discount_rate
from campus5g.funding.plan.admission import notes, refusals, refuse_unreadable
from campus5g.funding.plan.cash import cash_by_quarter
from campus5g.funding.plan.check import verify_plan
from campus5g.funding.plan.conditions import conditions_of
from campus5g.funding.plan.conflict import irreducible_conflict
from campus5g.funding.plan.lapse import ways_after_lapse
from campus5g.funding.plan.optimise import Solution, solve
from campus5g.funding.plan.options import loan_equivalent_cents, options_of
from campus5g.funding.plan.problem import state_problem
from campus5g.funding.plan.reasons import ceilings_of, reasons_of
from campus5g.funding.plan.room import Rooms, measure_rooms
from campus5g.funding.plan.wishes import Objective, Wishes
from campus5g.funding.rules import Basis, RulesOn, law

__all__ = ["Objective", "Wishes", "plan_financing", "public_value_cents", "verify_plan"]


def plan_financing(
    project: Project, calls: Sequence[CallTerms], on: date, *, objective: str = Objective.NET_PUBLIC, wishes: Wishes | None = None
) -> FinancingPlan:
    """Return the best plan that respects every ceiling, with each ceiling used, or the reasons why there is none.

    A line paid by several calls has one allocation a call; own money stands in the first. ``intensity`` is the aid of the row
    in % of the line's cost. An advance counts at its nominal in every ceiling: no method for its equivalent is approved; one that
    success repays with interest raises the intensity by ten points where it is the whole aid (Art. 7(5)). A loan counts at its
    gross grant equivalent. Rules are those of the day of the grant; ``on`` is today. Wishes that the law or the calls do not allow:
    no money, and in ``conflict`` the rules that cannot hold together. ``BadInput`` when the project cannot be read.
    """
    refuse_unreadable(project, calls)
    aim, asked = Objective(objective), wishes or Wishes()
    asked.refuse_unreadable(project, tuple(call.call_id for call in calls))
    rules = law().on(project.granted)
    if refused := refusals(project):
        return FinancingPlan((), (), (), Basis.IN_FORCE.value, notes(project, on), refused)
    rooms = measure_rooms(project, rules)
    usable = large_enough(project, calls)
    amounts = solve(state_problem(project, rooms, tuple(usable.values()), aim, asked, rules))
    if amounts is None:
        conflict = irreducible_conflict(project, rooms, calls, asked, rules)
        head = msg("no plan: the rules and wishes that follow cannot hold together, and each of them takes part in that")
        why = tuple(conflict.values())
        return FinancingPlan(
            (), (), (), rooms.basis.value, notes(project, on), (head, *why), conflict=why, conflict_keys=tuple(conflict)
        )
    rows = _allocations(project, usable, amounts, rules)
    ceilings = ceilings_of(project, rooms, usable, rows, rules)
    cash = cash_by_quarter(project, rows, usable, rules)
    reasons = reasons_of(project, rooms, calls, rows, public_value_cents(rows, calls, project.granted), rules, on)
    conditions = conditions_of(project, rooms, usable, rows, rules)
    plan = FinancingPlan(rows, ceilings, cash, rooms.basis.value, reasons, conditions=conditions)
    if rooms.basis is Basis.IN_FORCE:
        return plan
    adjusted = _without_regional_aid(project, rooms, usable, aim, rules)
    return replace(plan, ways=ways_after_lapse(project, plan.public_cents, adjusted, rules))


def public_value_cents(allocations: Sequence[Allocation], calls: Sequence[CallTerms], granted: date) -> int:
    """Return grants + advances + loans - present value of the repayments, as if each were paid on the day of the grant."""
    rate = discount_rate(law().on(granted))
    terms = {call.call_id: call for call in calls}
    value = Fraction(0)
    for row in allocations:
        value += row.grant_cents
        if row.advance_cents and not terms[row.call_id].advance_interest:
            call = terms[row.call_id]
            value += row.advance_cents * equivalent_share(call.advance_years, call.advance_grace_years, Decimal(0), rate, rate)
        if row.loan_cents:
            call = terms[row.call_id]
            lent = equivalent_share(call.loan_years, call.loan_grace_years, call.loan_rate / 100, rate, rate, floor=False)
            value += row.loan_cents * lent
    return nearest_cent(Decimal(value.numerator) / Decimal(value.denominator) / 100)


def large_enough(project: Project, calls: Sequence[CallTerms]) -> dict[str, CallTerms]:
    """Return the calls whose smallest project this one reaches."""
    total = sum(line.cents for line in project.lines)
    return {call.call_id: call for call in calls if total >= call.min_cost_cents}


def _without_regional_aid(
    project: Project, rooms: Rooms, usable: Mapping[str, CallTerms], aim: Objective, rules: RulesOn
) -> int:  # fmt: skip
    """The public money of the plan that the adjustment period allows: Article 14 is not prolonged by it."""
    barred = replace(
        rooms,
        lines=tuple(
            replace(room, limit_cents=0, boosted_cents=0) if room.line.category is Category.REGIONAL_INVESTMENT else room
            for room in rooms.lines
        ),
    )
    amounts = solve(state_problem(project, barred, tuple(usable.values()), aim, Wishes(), rules))
    return sum((amounts or {}).values())


def _allocations(
    project: Project, calls: Mapping[str, CallTerms], amounts: Solution, rules: RulesOn
) -> tuple[Allocation, ...]:  # fmt: skip
    rows: list[Allocation] = []
    partners = {partner.id: partner for partner in project.partners}
    for line in project.lines:
        paid = [_row(line, partners[line.partner_id], call, amounts, rules) for call in calls.values()]
        paid = [row for row in paid if row.money_cents] or [Allocation(line.id, line.partner_id, "", Decimal(0), 0, 0, 0)]
        own = line.cents - sum(row.money_cents for row in paid)
        rows += [replace(paid[0], own_cents=own), *paid[1:]]
    return tuple(rows)


def _row(line: CostLine, partner: Partner, call: CallTerms, amounts: Solution, rules: RulesOn) -> Allocation:
    """What one call pays of one line, all its ways together."""
    parts = [option.split(amounts.get((line.id, option.key), 0)) for option in options_of(call)]
    grant, advance, loan = (sum(part) for part in zip(*parts, strict=True))
    equivalent = loan_equivalent_cents(loan, call, partner, rules)
    percent = _percent(grant + advance + equivalent, line.cents)
    return Allocation(line.id, line.partner_id, call.call_id, percent, grant, advance, 0, loan, equivalent)


def _percent(cents: int, cost: int) -> Decimal:
    return (Decimal(100 * cents) / cost).quantize(Decimal("0.01"), ROUND_FLOOR) if cost else Decimal(0)
