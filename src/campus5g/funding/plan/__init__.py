"""The best legal financing plan of a project over several calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

from campus5g.core.message import Amount, Day, Message, msg
from campus5g.core.money import floor_share, nearest_cent
from campus5g.core.project import Allocation, CallTerms, Ceiling, FinancingPlan, Project
from campus5g.funding.equivalent import discount_rate, repayment_share
from campus5g.funding.instruments import split_aid
from campus5g.funding.plan.admission import notes, refusals, refuse_unreadable
from campus5g.funding.plan.cash import cash_by_quarter
from campus5g.funding.plan.check import verify_plan
from campus5g.funding.plan.optimise import Problem, Solution, solve
from campus5g.funding.plan.room import Rooms, measure_rooms
from campus5g.funding.rules import Basis, RulesOn, law

__all__ = ["Objective", "plan_financing", "public_value_cents", "verify_plan"]


class Objective(StrEnum):
    """What the plan makes as large as possible."""

    NET_PUBLIC = "net_public"
    """Grants and advances, less the present value of what must be repaid."""
    PUBLIC = "public"
    """Grants and advances: the least own money on the day."""
    GRANT = "grant"
    """Grants alone."""


def plan_financing(
    project: Project, calls: Sequence[CallTerms], on: date, *, objective: str = Objective.NET_PUBLIC
) -> FinancingPlan:
    """Return the best plan that respects every ceiling, with each ceiling used, or the reasons why there is none.

    A line paid by several calls has one allocation a call; own money stands in the first. ``intensity`` is the aid of the row
    in % of the line's cost. An advance counts at its nominal in every ceiling: no method for its equivalent is approved, and at
    0 % interest Article 7(5) adds no points. Rules are those of the day of the grant; ``on`` is today. ``BadInput`` when the
    project cannot be read.
    """
    refuse_unreadable(project, calls)
    aim = Objective(objective)
    rules = law().on(project.granted)
    if refused := refusals(project):
        return FinancingPlan((), (), (), Basis.IN_FORCE.value, notes(project, on), refused)
    rooms = measure_rooms(project, rules)
    usable = {call.call_id: call for call in calls if _total(project) >= call.min_cost_cents}
    amounts = solve(_problem(rooms, usable, aim, rules))
    allocations = _allocations(project, usable, amounts)
    ceilings = _ceilings(project, rooms, usable, amounts)
    cash = cash_by_quarter(project, allocations, usable, rules)
    reasons = _reasons(project, rooms, calls, amounts, allocations, rules, on)
    return FinancingPlan(allocations, ceilings, cash, rooms.basis.value, reasons)


def public_value_cents(allocations: Sequence[Allocation], calls: Sequence[CallTerms], granted: date) -> int:
    """Return grants + advances - present value of the repayments, as if each advance were paid on the day of the grant."""
    rate = discount_rate(law().on(granted))
    terms = {call.call_id: call for call in calls}
    value = Decimal(0)
    for row in allocations:
        value += row.grant_cents
        if row.advance_cents:
            call = terms[row.call_id]
            value += row.advance_cents * (1 - repayment_share(call.advance_years, call.advance_grace_years, rate))
    return nearest_cent(value / 100)


def _problem(rooms: Rooms, calls: Mapping[str, CallTerms], aim: Objective, rules: RulesOn) -> Problem:
    pairs = {
        (room.line.id, call.call_id): _pair_limit(room.line.cents, room.limit_cents, call)
        for room in rooms.lines
        for call in calls.values()
    }
    return Problem(
        pairs={pair: limit for pair, limit in pairs.items() if limit},
        line_limits={room.line.id: room.limit_cents for room in rooms.lines},
        groups=[(group.line_ids, group.limit_cents) for group in rooms.groups],
        floors={name: call.min_aid_cents for name, call in calls.items() if call.min_aid_cents},
        caps={name: call.max_aid_cents for name, call in calls.items() if call.max_aid_cents is not None},
        values={name: float(_worth(call, aim, rules)) for name, call in calls.items()},
    )


def _pair_limit(cost: int, limit: int, call: CallTerms) -> int:
    return limit if call.rate_cap is None else min(limit, floor_share(cost, call.rate_cap))


def _worth(call: CallTerms, aim: Objective, rules: RulesOn) -> Decimal:
    """The value of one euro of a call's aid, for the objective."""
    if aim is Objective.PUBLIC:
        return Decimal(1)
    if aim is Objective.GRANT:
        return call.grant_share
    repaid = repayment_share(call.advance_years, call.advance_grace_years, discount_rate(rules))
    return call.grant_share + (1 - call.grant_share) * (1 - repaid)


def _allocations(project: Project, calls: Mapping[str, CallTerms], amounts: Solution) -> tuple[Allocation, ...]:
    rows: list[Allocation] = []
    for line in project.lines:
        paid = [(name, amounts[line.id, name]) for name in calls if (line.id, name) in amounts]
        own = line.cents - sum(cents for _, cents in paid)
        for name, cents in paid or [("", 0)]:
            grant, advance = split_aid(cents, calls[name].grant_share) if name else (0, 0)
            rows.append(Allocation(line.id, line.partner_id, name, _percent(cents, line.cents), grant, advance, own))
            own = 0
    return tuple(rows)


def _percent(cents: int, cost: int) -> Decimal:
    return (Decimal(100 * cents) / cost).quantize(Decimal("0.01"), ROUND_FLOOR) if cost else Decimal(0)


def _ceilings(project: Project, rooms: Rooms, calls: Mapping[str, CallTerms], amounts: Solution) -> tuple[Ceiling, ...]:
    names = {partner.id: partner.name for partner in project.partners}
    found: list[Ceiling] = []
    for room in rooms.lines:
        used = sum(cents for (line, _), cents in amounts.items() if line == room.line.id)
        about = msg("aid on “%(label)s” (%(partner)s)", label=room.line.label, partner=names[room.line.partner_id])
        found.append(Ceiling(f"line.{room.line.id}", room.article, about, room.limit_cents, used, room.to_confirm))
    for group in rooms.groups:
        used = sum(cents for (line, _), cents in amounts.items() if line in group.line_ids)
        found.append(Ceiling(group.key, group.article, group.about, group.limit_cents, used, group.to_confirm))
    for call in calls.values():
        found += _call_ceilings(project, call, amounts)
    return tuple(found)


def _call_ceilings(project: Project, call: CallTerms, amounts: Solution) -> list[Ceiling]:
    found: list[Ceiling] = []
    if call.max_aid_cents is not None:
        used = sum(cents for (_, name), cents in amounts.items() if name == call.call_id)
        about = msg("aid of the call “%(title)s”", title=call.title)
        found.append(Ceiling(f"call.{call.call_id}.max", call.title, about, call.max_aid_cents, used, call.to_confirm))
    for line in project.lines:
        if call.rate_cap is not None and (line.id, call.call_id) in amounts:
            about = msg("the call's own rate of %(rate)s %% on “%(label)s”", rate=float(call.rate_cap), label=line.label)
            limit, used = floor_share(line.cents, call.rate_cap), amounts[line.id, call.call_id]
            found.append(Ceiling(f"call.{call.call_id}.rate.{line.id}", call.title, about, limit, used, call.to_confirm))
    return found


def _reasons(
    project: Project, rooms: Rooms, calls: Sequence[CallTerms], amounts: Solution, allocations: Sequence[Allocation],
    rules: RulesOn, on: date,
) -> tuple[Message, ...]:  # fmt: skip
    found: list[Message] = []
    if rooms.basis is Basis.LAPSED:
        found.append(
            msg("on %(day)s the rules used here have lapsed: they are assumed continued, and every figure is to confirm",
                day=Day.of(project.granted))
        )  # fmt: skip
    if rooms.collaboration is not None:
        why = rooms.collaboration.reason
        effective = rooms.collaboration.effective
        found.append(
            msg("effective collaboration: %(why)s", why=why) if effective else msg("no effective collaboration: %(why)s", why=why)
        )
    found += [_call_reason(project, rooms, call, amounts) for call in calls]
    if any(row.advance_cents for row in allocations):
        net, rate = public_value_cents(allocations, calls, project.granted), rules.rule("rates.base.FR")
        found.append(msg("net of what must be repaid, the aid is worth %(net)s today", net=Amount(net)))
        if rate.to_confirm:
            found.append(msg("the base rate of %(rate)s %% used for that is to confirm", rate=float(rate.value / 100)))
    return (*found, *notes(project, on))


def _call_reason(project: Project, rooms: Rooms, call: CallTerms, amounts: Solution) -> Message:
    """Say what a call pays, or why it pays nothing."""
    paid = sum(cents for (_, name), cents in amounts.items() if name == call.call_id)
    if paid:
        return msg("“%(title)s” pays %(aid)s", title=call.title, aid=Amount(paid))
    if _total(project) < call.min_cost_cents:
        return msg("“%(title)s” is not used: the project costs %(cost)s, the call asks for %(least)s", title=call.title,
                   cost=Amount(_total(project)), least=Amount(call.min_cost_cents))  # fmt: skip
    reach = sum(_pair_limit(room.line.cents, room.limit_cents, call) for room in rooms.lines)
    if reach < call.min_aid_cents:
        return msg("“%(title)s” is not used: at most %(reach)s could be asked, its floor is %(least)s", title=call.title,
                   reach=Amount(reach), least=Amount(call.min_aid_cents))  # fmt: skip
    return msg("“%(title)s” is not used: other calls fill the room better", title=call.title)


def _total(project: Project) -> int:
    return sum(line.cents for line in project.lines)
