"""Why no plan meets the wishes: an irreducible set of rules and wishes, found by taking them away one by one.

Deletion filter: each named rule is dropped in turn; if there is still no plan without it, it stays dropped. What is left has no
plan, and has one as soon as any of its members is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from campus5g.core.message import Amount, Message, msg
from campus5g.core.project import CallTerms, Project
from campus5g.funding.plan.optimise import solve
from campus5g.funding.plan.problem import state_problem
from campus5g.funding.plan.room import Rooms
from campus5g.funding.plan.wishes import Objective, Wishes
from campus5g.funding.rules import RulesOn


def irreducible_conflict(
    project: Project, rooms: Rooms, calls: Sequence[CallTerms], wishes: Wishes, rules: RulesOn
) -> dict[str, Message]:  # fmt: skip
    """Return an irreducible set of rules without a plan, by name. The wishes come last: laws go first where they can."""
    named = named_rules(project, rooms, calls, wishes, rules)
    dropped: set[str] = set()
    for name in named:
        if not has_plan(project, rooms, calls, wishes, rules, dropped | {name}):
            dropped.add(name)
    return {name: sentence for name, sentence in named.items() if name not in dropped}


def has_plan(
    project: Project, rooms: Rooms, calls: Sequence[CallTerms], wishes: Wishes, rules: RulesOn, dropped: set[str]
) -> bool:  # fmt: skip
    """Say whether there is a plan once some rules and wishes are dropped, by their names."""
    total = sum(line.cents for line in project.lines)
    eased = [_ease_call(call, dropped) for call in calls]
    open_calls = [call for call in eased if total >= call.min_cost_cents]
    asked = _ease_wishes(wishes, dropped)
    if set(asked.use_calls) - {call.call_id for call in open_calls}:
        return False
    problem = state_problem(project, _ease_rooms(rooms, dropped), open_calls, Objective.PUBLIC, asked, rules)
    return solve(problem) is not None


def named_rules(
    project: Project, rooms: Rooms, calls: Sequence[CallTerms], wishes: Wishes, rules: RulesOn
) -> dict[str, Message]:  # fmt: skip
    """Every rule and wish that can be dropped, with its sentence. That a line is never paid above its cost cannot."""
    found: dict[str, Message] = {}
    for room in rooms.lines:
        found[f"line.{room.line.id}"] = msg("“%(label)s” receives at most %(limit)s (%(article)s)", label=room.line.label,
                                            limit=Amount(room.limit_cents), article=room.article)  # fmt: skip
    for group in rooms.groups:
        found[group.key] = msg("%(about)s: at most %(limit)s (%(article)s)", about=group.about, limit=Amount(group.limit_cents),
                               article=group.article)  # fmt: skip
    for call in calls:
        found |= _named_of_call(call)
    names = {partner.id: partner.name for partner in project.partners}
    titles = {call.call_id: call.title for call in calls}
    if wishes.least_public_cents:
        found["wish.public"] = msg("wish: at least %(least)s of public money", least=Amount(wishes.least_public_cents))
    for partner, most in wishes.most_own_cents.items():
        found[f"wish.own.{partner}"] = msg("wish: %(name)s brings at most %(most)s of its own", name=names[partner],
                                           most=Amount(most))  # fmt: skip
    for name in wishes.use_calls:
        found[f"wish.call.{name}"] = msg("wish: “%(title)s” pays", title=titles[name])
    return found


def _named_of_call(call: CallTerms) -> dict[str, Message]:
    found: dict[str, Message] = {}
    if call.rate_cap is not None:
        found[f"rate.{call.call_id}"] = msg("“%(title)s” pays at most %(rate)s %% of a cost", title=call.title,
                                            rate=float(call.rate_cap))  # fmt: skip
    if call.max_aid_cents is not None:
        found[f"max.{call.call_id}"] = msg("“%(title)s” pays at most %(most)s", title=call.title, most=Amount(call.max_aid_cents))
    if call.min_aid_cents:
        found[f"min.{call.call_id}"] = msg(
            "“%(title)s” pays at least %(least)s", title=call.title, least=Amount(call.min_aid_cents)
        )
    if call.min_cost_cents:
        found[f"size.{call.call_id}"] = msg("“%(title)s” asks for a project of at least %(least)s", title=call.title,
                                            least=Amount(call.min_cost_cents))  # fmt: skip
    return found


def _ease_rooms(rooms: Rooms, dropped: set[str]) -> Rooms:
    lines = tuple(
        replace(room, limit_cents=room.line.cents, boosted_cents=room.line.cents) if f"line.{room.line.id}" in dropped else room
        for room in rooms.lines
    )
    return replace(rooms, lines=lines, groups=tuple(group for group in rooms.groups if group.key not in dropped))


def _ease_call(call: CallTerms, dropped: set[str]) -> CallTerms:
    name = call.call_id
    return replace(
        call,
        rate_cap=None if f"rate.{name}" in dropped else call.rate_cap,
        max_aid_cents=None if f"max.{name}" in dropped else call.max_aid_cents,
        min_aid_cents=0 if f"min.{name}" in dropped else call.min_aid_cents,
        min_cost_cents=0 if f"size.{name}" in dropped else call.min_cost_cents,
    )


def _ease_wishes(wishes: Wishes, dropped: set[str]) -> Wishes:
    return Wishes(
        0 if "wish.public" in dropped else wishes.least_public_cents,
        {partner: most for partner, most in wishes.most_own_cents.items() if f"wish.own.{partner}" not in dropped},
        tuple(name for name in wishes.use_calls if f"wish.call.{name}" not in dropped),
    )
