"""The mixed-integer programme of a project: its law, its calls and the wishes of the user, as limits in cents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from campus5g.core.money import floor_share
from campus5g.core.project import CallTerms, CostLine, Project
from campus5g.funding.plan.cash import received_by_quarter, spent_by_quarter
from campus5g.funding.plan.groups import GroupRoom
from campus5g.funding.plan.optimise import Group, Pair, Problem
from campus5g.funding.plan.options import Option, options_of
from campus5g.funding.plan.room import LineRoom, Rooms
from campus5g.funding.plan.wishes import Objective, Wishes, smallest_partner
from campus5g.funding.rules import RulesOn

_MARGIN = 2
"""Cents kept free for each loan: its parts and its equivalent are rounded apart."""


def state_problem(
    project: Project, rooms: Rooms, calls: Sequence[CallTerms], aim: Objective, wishes: Wishes, rules: RulesOn
) -> Problem:
    """Return the programme of a plan over calls that the project is large enough for."""
    options = [option for call in calls for option in options_of(call)]
    partners = {partner.id: partner for partner in project.partners}
    pairs = {(room.line.id, o.key): _most(room, o) for room in rooms.lines for o in options}
    pairs = {pair: most for pair, most in pairs.items() if most}
    weights = {
        (line.id, o.key): o.weight(partners[line.partner_id], rules)
        for line in project.lines
        for o in options
        if o.loan and (line.id, o.key) in pairs
    }
    favoured = smallest_partner(project) if aim is Objective.SMALLEST_OWN else None
    return Problem(
        pairs=pairs,
        line_limits={room.line.id: _kept_free(room.limit_cents, (room.line.id,), weights) for room in rooms.lines},
        groups=[_group(group, weights) for group in rooms.groups],
        floors={call.call_id: call.min_aid_cents for call in calls if call.min_aid_cents},
        caps={call.call_id: call.max_aid_cents for call in calls if call.max_aid_cents is not None},
        values={o.key: float(_worth(o, aim, rules)) for o in options},
        weights=weights,
        costs={room.line.id: room.line.cents for room in rooms.lines},
        calls={o.key: o.call.call_id for o in options},
        boosted={room.line.id: room.boosted_cents for room in rooms.lines if room.boosted_cents > room.limit_cents},
        pure=frozenset(o.key for o in options if o.pure),
        demands=[(found, least) for _, found, least in demands_of(project, pairs, wishes, {o.key: o for o in options})],
        first=frozenset(line.id for line in project.lines if favoured and line.partner_id == favoured.id),
        peaks=_peaks(project, options, rules) if aim is Objective.CASH else (),
    )


def demands_of(
    project: Project, pairs: Mapping[Pair, int], wishes: Wishes, options: Mapping[str, Option]
) -> list[tuple[str, frozenset[Pair], int]]:
    """Return what the wishes ask as money to be brought: (``public``, ``own.PARTNER`` or ``call.CALL``; the pairs; the least)."""
    found: list[tuple[str, frozenset[Pair], int]] = []
    if wishes.least_public_cents:
        found.append(("public", frozenset(pairs), wishes.least_public_cents))
    for partner, most in wishes.most_own_cents.items():
        mine = {line.id for line in project.lines if line.partner_id == partner}
        cost = sum(line.cents for line in project.lines if line.id in mine)
        found.append((f"own.{partner}", frozenset(pair for pair in pairs if pair[0] in mine), cost - most))
    for call in wishes.use_calls:
        named = frozenset(pair for pair in pairs if options[pair[1]].call.call_id == call)
        found.append((f"call.{call}", named, 1))
    return [demand for demand in found if demand[2] > 0]


def own_rate(line: CostLine, call: CallTerms) -> int:
    """The most money that a call's own rate lets it pay of a line."""
    return line.cents if call.rate_cap is None else min(line.cents, floor_share(line.cents, call.rate_cap))


def _most(room: LineRoom, option: Option) -> int:
    rate = own_rate(room.line, option.call)
    if option.loan:
        return rate
    return min(rate, room.boosted_cents if option.pure else room.limit_cents)


def _group(group: GroupRoom, weights: Mapping[Pair, Fraction]) -> Group:
    if group.of_money:
        return Group(group.line_ids, group.limit_cents, of_money=True)
    limit = _kept_free(group.limit_cents, group.line_ids, weights)
    return Group(group.line_ids, limit, _kept_free(group.raised_cents, group.line_ids, weights))


def _kept_free(limit: int, lines: tuple[str, ...], weights: Mapping[Pair, Fraction]) -> int:
    return max(0, limit - _MARGIN * sum(1 for pair in weights if pair[0] in lines))


def _worth(option: Option, aim: Objective, rules: RulesOn) -> Fraction:
    """The value of one cent, for the objective."""
    if aim is Objective.PUBLIC:
        return Fraction(1)
    return Fraction(option.grant) if aim is Objective.GRANT else option.value(rules)


def _peaks(project: Project, options: Sequence[Option], rules: RulesOn) -> list[tuple[int, dict[str, float]]]:
    """For each quarter up to the last instalment: what is spent by its end, and the share of each option received by then."""
    spent = spent_by_quarter(project, options, rules)
    received = {option.key: received_by_quarter(project, option, tuple(spent), rules) for option in options}
    return [(cents, {key: float(shares[quarter]) for key, shares in received.items()}) for quarter, cents in spent.items()]
