"""Re-planning while the quay works: what has begun stays, what is about to begin keeps its place, the rest is planned again.

At ``now`` the arrivals (and handling times) are known better than when the plan was made. A ship that has begun keeps its berth
and its begin. One that the plan begins within the freeze window, and that will be there in it, keeps its berth and its rank: pilots,
tugs and cranes are ordered for it. All others are free. Three plans are held against each other (the same order with every ship as
early as it can; that order slightly bettered; a search from first come, first served) and the best is taken, a change of berth
counting for ``worth`` units of time in port.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.uses.logistics.data.quay import Ints, Quay
from campus5g.uses.logistics.model.anneal import LATE, anneal, in_turn
from campus5g.uses.logistics.model.plan import BerthPlan, sequences

STEPS = 50_000
"""Moves tried by each of the two searches."""
GENTLE = 4.0
"""Heat at which the order of the former plan is bettered: most of it stays."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A ship whose berth or begin is not what it was, and why. Ships and berths are counted from 0."""

    ship: int
    old_berth: int
    berth: int
    old_begin: int
    begin: int
    why: Message


@dataclass(frozen=True, slots=True)
class Replanned:
    """The new plan, on the quay as it is now known. begun, frozen, overdue (they leave after their latest departure): ships."""

    quay: Quay
    plan: BerthPlan
    moved: tuple[Moved, ...]
    begun: tuple[int, ...]
    frozen: tuple[int, ...]
    overdue: tuple[int, ...]


def replan(
    quay: Quay,
    plan: BerthPlan,
    now: int,
    arrivals: Ints,
    *,
    handling: Ints | None = None,
    freeze: int = 0,
    worth: int = 0,
    steps: int = STEPS,
    seed: int = 0,
) -> Replanned:
    """Return the plan to follow from ``now`` on, when ``arrivals`` (n,) and ``handling`` (n, m) are as they are now known.

    freeze, worth: units of time of the quay. A latest departure that can no longer be kept is no refusal: the ship is ``overdue``.
    ``BadInput`` when the figures are not those of this quay's ships.
    """
    known = _known(quay, now, arrivals, handling)
    orders = sequences(quay, plan)
    begun = [_begun(known, plan, order, k, now) for k, order in enumerate(orders)]
    frozen = [
        [ship for ship in order[len(begun[k]) :] if max(int(plan.begin[ship]), int(known.arrivals[ship])) < now + freeze]
        for k, order in enumerate(orders)
    ]
    held = [first + then for first, then in zip(begun, frozen, strict=True)]
    rest = [[ship for ship in order if ship not in held[k]] for k, order in enumerate(orders)]
    best = min(
        (_planned(known, plan, now, begun, held, tails) for tails in _tails(known, plan, now, begun, held, rest, steps, seed)),
        key=lambda new: _cost(known, new) + worth * int((new.berth != plan.berth).sum()),
    )
    limits = np.minimum(known.departures, known.closings[best.berth])
    return Replanned(
        known,
        best,
        tuple(_moved(quay, plan, known, best)),
        tuple(sorted(ship for ships in begun for ship in ships)),
        tuple(sorted(ship for ships in frozen for ship in ships)),
        tuple(np.flatnonzero(best.end > limits).tolist()),
    )


def _known(quay: Quay, now: int, arrivals: Ints, handling: Ints | None) -> Quay:
    """Return the quay with what is now known; refuse what is of another quay."""
    found = np.asarray(arrivals)
    if found.shape != quay.arrivals.shape:
        raise BadInput(quay.name, msg("%(n)s arrivals", n=found.size), msg("one for each of the %(n)s ships", n=quay.ships))
    times = quay.handling if handling is None else np.asarray(handling)
    if times.shape != quay.handling.shape:
        raise BadInput(quay.name, msg("handling times of another quay"), msg("one for each ship and berth"))
    if now < 0 or (found < 0).any() or (times < 1).any():
        raise BadInput(quay.name, msg("a time before the beginning"), msg("times from 0 and handling times from 1"))
    return replace(quay, arrivals=found.astype(np.int64), handling=times.astype(np.int64))


def _begun(quay: Quay, plan: BerthPlan, order: list[int], berth: int, now: int) -> list[int]:
    """Return the ships of a berth that have begun: there in time, at a berth that was free, no later than ``now``."""
    free, found = int(quay.openings[berth]), []
    for ship in order:
        begin = int(plan.begin[ship])
        if begin > now or begin < max(free, int(quay.arrivals[ship])):
            break
        found.append(ship)
        free = begin + int(quay.handling[ship, berth])
    return found


def _planned(
    quay: Quay, old: BerthPlan, now: int, begun: list[list[int]], held: list[list[int]], tails: list[list[int]]
) -> BerthPlan:
    """Return the plan in which each berth takes the ships it holds, then its tail, each as early as it can from ``now`` on."""
    berth, begin, end = old.berth.copy(), old.begin.copy(), old.end.copy()
    for k, (first, ships) in enumerate(zip(held, tails, strict=True)):
        free = int(quay.openings[k])
        for place, ship in enumerate(first + ships):
            berth[ship] = k
            if place >= len(begun[k]):
                begin[ship] = max(free, int(quay.arrivals[ship]), now)
            free = end[ship] = begin[ship] + quay.handling[ship, k]
    return BerthPlan(berth, begin, end, int((end - quay.arrivals).sum()))


def _tails(
    quay: Quay,
    old: BerthPlan,
    now: int,
    begun: list[list[int]],
    held: list[list[int]],
    rest: list[list[int]],
    steps: int,
    seed: int,
) -> Iterable[list[list[int]]]:
    """Give the orders to choose from, for the ships that are free: the old one, that one bettered, one searched from nothing."""
    yield rest
    free = np.array(sorted(ship for ships in rest for ship in ships), dtype=np.int64)
    if not len(free):
        return
    kept = _planned(quay, old, now, begun, held, rest)
    openings = np.array(
        [max([now, int(quay.openings[k]), *(int(kept.end[ship]) for ship in ships)]) for k, ships in enumerate(held)]
    )
    left = Quay(quay.name, quay.arrivals[free], openings, quay.handling[free], quay.closings, quay.departures[free])
    place = {int(ship): i for i, ship in enumerate(free)}
    former = [[place[ship] for ship in ships] for ships in rest]
    for start, hot, draw in ((former, GENTLE, seed), (in_turn(left), None, seed + 1)):
        found = anneal(left, start, steps, draw, hot=hot)
        yield [[int(free[i]) for i in ships] for ships in found]


def _cost(quay: Quay, plan: BerthPlan) -> int:
    """Return the time in port, what breaks a limit at the price of the search."""
    late = np.maximum(plan.end - quay.departures, 0) + np.maximum(plan.end - quay.closings[plan.berth], 0)
    return plan.time_in_port + LATE * int(late.sum())


def _moved(quay: Quay, old: BerthPlan, known: Quay, new: BerthPlan) -> Iterable[Moved]:
    """Give the ships that moved, in the order of their new begin."""
    changed = (new.berth != old.berth) | (new.begin != old.begin)
    for ship in np.argsort(new.begin, kind="stable").tolist():
        if changed[ship]:
            yield Moved(
                ship,
                int(old.berth[ship]),
                int(new.berth[ship]),
                int(old.begin[ship]),
                int(new.begin[ship]),
                _why(quay, old, known, new, ship),
            )


def _why(quay: Quay, old: BerthPlan, known: Quay, new: BerthPlan, ship: int) -> Message:
    """Return the nearest cause of a move: the ship itself, who holds its place, or what all gain together."""
    late = int(known.arrivals[ship] - quay.arrivals[ship])
    if late > 0 and new.begin[ship] == known.arrivals[ship]:
        return msg("it arrives %(units)s units later", units=late)
    there = new.berth == old.berth[ship]
    there[ship] = False
    begin = max(int(old.begin[ship]), int(known.arrivals[ship]))
    holders = np.flatnonzero(there & (new.begin < begin + known.handling[ship, old.berth[ship]]) & (new.end > begin))
    if len(holders) and (new.berth[ship] != old.berth[ship] or new.begin[ship] > old.begin[ship]):
        last = int(holders[np.argmax(new.end[holders])])
        return msg(
            "its place at berth %(berth)s is held by ship %(ship)s until %(end)s",
            berth=int(old.berth[ship]) + 1,
            ship=last + 1,
            end=int(new.end[last]),
        )
    if new.begin[ship] < old.begin[ship] and new.berth[ship] == old.berth[ship]:
        return msg("its berth is free sooner")
    return msg("all ships together spend less time in port that way")


def late(quay: Quay, delays: dict[int, int]) -> Ints:
    """Return the arrivals when some ships come later: ship (from 0) to units of time. ``BadInput`` for an unknown ship."""
    arrivals = quay.arrivals.copy()
    for ship, units in delays.items():
        if not 0 <= ship < quay.ships:
            raise BadInput(quay.name, msg("there is no ship %(ship)s", ship=ship + 1), msg("from 1 to %(most)s", most=quay.ships))
        arrivals[ship] += units
    return arrivals
