"""Re-planning along a quay while it works: what has begun stays where it is, the rest is planned again around it.

At ``now`` the arrivals are known better than when the plan was made. A ship that has begun keeps its metres, its times and its
cranes; so does one that the plan begins within the freeze window and that will be there by then. All others are free. Three plans are
held against each other (same order and same metres, each ship as early as it can; that one bettered; a search from first come, first
served) and the best is taken, a change of place counting for ``worth`` steps in port.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.uses.logistics.quay.plan import ShorePlan
from campus5g.uses.logistics.quay.search import BOUND, LATE, Held, anneal
from campus5g.uses.logistics.quay.shore import Flags, Ints, Shore, Tables, tables

STEPS = 4000
"""Moves tried by each of the two searches."""
GENTLE = 1.5
"""Heat at which the former plan is bettered: most of it stays."""


_NO_PLACE = (msg("it finds no place before the tides that are given end"), msg("tides for longer"))


@dataclass(frozen=True, slots=True)
class Shifted:
    """A ship (from 0) whose cell or begin is not what it was, and why."""

    ship: int
    old_place: int
    place: int
    old_begin: int
    begin: int
    why: Message


@dataclass(frozen=True, slots=True)
class ShoreReplanned:
    """The new plan, on the quay as it is now known. begun, frozen, overdue (they leave after their latest departure): ships."""

    shore: Shore
    plan: ShorePlan
    moved: tuple[Shifted, ...]
    begun: tuple[int, ...]
    frozen: tuple[int, ...]
    overdue: tuple[int, ...]


def replan(
    shore: Shore, plan: ShorePlan, now: int, arrivals: Ints, *, freeze: int = 0, worth: int = 0, steps: int = STEPS, seed: int = 0
) -> ShoreReplanned:
    """Return the plan to follow from step ``now`` on, when ``arrivals`` (n,) are as they are now known.

    freeze, worth: steps. A latest departure that can no longer be kept is no refusal: the ship is ``overdue``. ``BadInput`` when the
    arrivals are not those of this quay's ships, or when a ship finds no place within the tides that are given.
    """
    found = np.asarray(arrivals, dtype=np.int64)
    if found.shape != shore.ships.arrival.shape:
        raise BadInput(shore.name, msg("%(n)s arrivals", n=found.size), msg("one for each of the %(n)s ships", n=shore.count))
    known = replace(shore, ships=replace(shore.ships, arrival=found))
    there = found <= plan.begin
    begun = there & (plan.begin <= now)
    frozen = there & ~begun & (plan.begin < now + freeze)
    best = min(
        _plans(known, plan, now, begun | frozen, steps, seed),
        key=lambda new: _cost(known, new) + worth * int((new.place != plan.place).sum()),
    )
    if (best.begin < 0).any():
        raise BadInput(f"{shore.name}, ships, {known.ships.names[int(np.flatnonzero(best.begin < 0)[0])]}", *_NO_PLACE)
    return ShoreReplanned(
        known,
        best,
        tuple(_shifted(shore, plan, known, best)),
        tuple(np.flatnonzero(begun).tolist()),
        tuple(np.flatnonzero(frozen).tolist()),
        tuple(np.flatnonzero(best.end > known.ships.latest).tolist()),
    )


def _plans(known: Shore, old: ShorePlan, now: int, stays: Flags, steps: int, seed: int) -> Iterator[ShorePlan]:
    """Give the plans to choose from: the old order and places, these bettered, and a search from first come, first served."""
    made = _tables(known)
    rows = np.array([old.place, old.begin, old.done, old.end, old.cranes], dtype=np.int64)
    first = np.flatnonzero(stays)
    held = Held(len(first), rows, np.maximum(known.ships.arrival, now))
    free = np.flatnonzero(~stays)
    former = np.concatenate([first, free[np.argsort(old.begin[free], kind="stable")]])
    turn = np.concatenate([first, free[np.argsort(known.ships.arrival[free], kind="stable")]])
    where = BOUND + old.place
    for order, leans, tried, hot in ((former, where, 0, GENTLE), (former, where, steps, GENTLE), (turn, None, steps, None)):
        yield anneal(known, made, order, tried, seed, hot=hot, held=held, leans=leans)[1]


def _tables(known: Shore) -> Tables:
    """Return the tables of the quay, latest departures forgiven: a ship that cannot keep its own is late, not impossible."""
    forgiven = replace(known, ships=replace(known.ships, latest=np.full(known.count, known.steps)))
    try:
        return tables(forgiven)
    except BadInput as fault:
        raise BadInput(fault.where, *_NO_PLACE) from None


def _cost(shore: Shore, plan: ShorePlan) -> int:
    """Return the steps in port, what leaves late or finds no place at the price of the search."""
    lost = LATE * shore.steps * int((plan.begin < 0).sum())
    return plan.time_in_port + LATE * int(np.maximum(plan.end - shore.ships.latest, 0).sum()) + lost


def _shifted(shore: Shore, old: ShorePlan, known: Shore, new: ShorePlan) -> Iterator[Shifted]:
    """Give the ships that moved, in the order of their new begin."""
    changed = (new.place != old.place) | (new.begin != old.begin)
    for ship in np.argsort(new.begin, kind="stable").tolist():
        if changed[ship]:
            places = (int(old.place[ship]), int(new.place[ship]), int(old.begin[ship]), int(new.begin[ship]))
            yield Shifted(ship, *places, _why(shore, old, known, new, ship))


def _why(shore: Shore, old: ShorePlan, known: Shore, new: ShorePlan, ship: int) -> Message:
    """Return the nearest cause of a move: the ship itself, who holds its metres, or what all gain together."""
    later = int(known.ships.arrival[ship] - shore.ships.arrival[ship])
    if later > 0 and known.ships.arrival[ship] > old.begin[ship]:
        return msg("it arrives %(minutes)s minutes later", minutes=later * shore.step)
    wide = known.ships.length + known.spacing
    low, high = new.place * known.cell, new.place * known.cell + wide
    mine = float(old.place[ship] * known.cell)
    begin = max(int(old.begin[ship]), int(known.ships.arrival[ship]))
    there = (low < mine + wide[ship]) & (high > mine) & (new.begin <= begin) & (new.end > begin)
    there[ship] = False
    if there.any():
        holder = int(np.flatnonzero(there)[np.argmax(new.end[there])])
        return msg(
            "its place is held by ship %(name)s until %(end)s",
            name=known.ships.names[holder],
            end=known.instant(int(new.end[holder])),
        )
    if new.place[ship] == old.place[ship] and new.begin[ship] < old.begin[ship]:
        return msg("its place is free sooner")
    return msg("all ships together spend less time in port that way")


def late(shore: Shore, delays: dict[int, float]) -> Ints:
    """Return the arrivals when some ships come later: ship (from 0) to minutes. ``BadInput`` for an unknown ship."""
    arrivals = shore.ships.arrival.copy()
    for ship, minutes in delays.items():
        if not 0 <= ship < shore.count:
            raise BadInput(
                shore.name, msg("there is no ship %(ship)s", ship=ship + 1), msg("from 1 to %(most)s", most=shore.count)
            )
        arrivals[ship] += int(np.ceil(minutes / shore.step))
    return arrivals
