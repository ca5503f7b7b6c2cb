"""Simulated annealing on the order in which ships choose their place, compiled.

Each ship in turn takes the place, the begin and the cranes with which it leaves first, given those before it; among places that are
as good its lean decides: nearest to where it wishes to be, lowest or highest. A lean may also bind a ship to one cell, so that every
plan worth having can be reached: the best one, its ships ordered by their begin and bound to their cells, is found as it is. Moves are
those of the discrete quay: a ship goes to another rank or two exchange theirs, or a lean changes. Only ships that a change may touch
are placed again, and that is given up as soon as it costs more than the temperature would forgive.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from campus5g.core.compiled import compiled
from campus5g.uses.logistics.quay.plan import ShorePlan
from campus5g.uses.logistics.quay.shore import Flags, Ints, Shore, Tables

LATE = 1000
"""What one step beyond a latest departure costs while searching."""
RELOCATE, EXCHANGE = 0.4, 0.7
"""Up to which draw a move is one or the other; beyond, a lean changes."""
BOUND = 3
"""From this lean on a ship is bound to a cell: lean less this; below, it goes nearest, lowest, highest."""
SAME_HEAT = 32
COLD = 0.3
PLACE, BEGIN, DONE, END, CRANES = range(5)
"""Rows of the table of places, a column a ship."""
Parts = tuple[Ints, Ints, Ints, Ints, Ints, Ints, Flags, Ints, Ints, Ints, Ints, Ints, Ints]
"""wide, places, desired, kind, handling, afloat, enters, leaves, arrival, latest, least, most, corners."""


@compiled
def _begin(
    ship: int, x: int, q: int, rank: int, best: int, order: Ints, at: Ints, used: Ints, cranes: int, parts: Parts
) -> tuple[int, int]:
    """Return the first begin and end at cell x with q cranes beside the ships of lower rank; (−1, ·) when later than ``best``."""
    wide, handling, afloat, enters, leaves = parts[0], parts[4], parts[5], parts[6], parts[7]
    hours, kind, last = handling[ship, x, q - 1], parts[3][ship, x], enters.shape[1] - 1
    start = parts[8][ship]
    while start + hours <= min(last, best):
        end = leaves[ship, start + hours]
        if not enters[ship, start] or end > last or afloat[ship, kind, start] < end:
            start += 1
            continue
        free = start
        for p in order[:rank]:
            beside = x < at[PLACE, p] + wide[p] and at[PLACE, p] < x + wide[ship]
            if beside and at[BEGIN, p] < end and at[END, p] > start:
                free = max(free, at[END, p])
        if cranes > 0 and free == start:
            for t in range(start + hours - 1, start - 1, -1):
                if used[t] + q > cranes:
                    free = t + 1
                    break
        if free == start:
            return start, end
        start = free
    return -1, -1


@compiled
def _settle(ship: int, lean: int, rank: int, order: Ints, at: Ints, used: Ints, cranes: int, parts: Parts) -> int:
    """Put a ship where it leaves first, beside those of lower rank; return what that costs."""
    wide, places, desired, kind, handling = parts[0], parts[1], parts[2], parts[3], parts[4]
    arrival, latest, corners = parts[8][ship], parts[9][ship], parts[12]
    last = parts[6].shape[1] - 1
    best, nearest, taken = last + 1, 0, 0
    for c in range(1 if lean >= BOUND else corners.shape[1] + 2 * rank):
        if lean >= BOUND:
            x = lean - BOUND
        elif c < corners.shape[1]:
            x = corners[ship, c]
        else:
            p = order[(c - corners.shape[1]) // 2]
            x = at[PLACE, p] + wide[p] if (c - corners.shape[1]) % 2 else at[PLACE, p] - wide[ship]
        if x < 0 or x >= places[ship] or kind[ship, x] < 0:
            continue
        far = abs(x - desired[ship]) if lean == 0 else x if lean == 1 else -x
        for q in range(parts[10][ship], parts[11][ship] + 1):
            if arrival + handling[ship, x, q - 1] > best:
                continue
            start, end = _begin(ship, x, q, rank, best, order, at, used, cranes, parts)
            if start >= 0 and (end < best or (end == best and taken > 0 and (far < nearest or (far == nearest and q < taken)))):
                best, nearest, taken = end, far, q
                at[PLACE, ship], at[BEGIN, ship], at[END, ship], at[CRANES, ship] = x, start, end, q
                at[DONE, ship] = start + handling[ship, x, q - 1]
    if taken == 0:
        at[PLACE, ship], at[BEGIN, ship], at[DONE, ship], at[END, ship], at[CRANES, ship] = -10_000, -1, -1, -1, 0
        return int(LATE * (last + 1))
    return int(best - arrival + LATE * max(0, best - latest))


@compiled
def _all(
    first: int,
    moved: tuple[int, int],
    limit: float,
    order: Ints,
    leans: Ints,
    at: Ints,
    costs: Ints,
    used: Ints,
    cranes: int,
    parts: Parts,
) -> float:
    """Place again the ships from rank ``first`` on; return the cost of all, or more than ``limit`` when it is given up.

    A ship whose stay neither the ``moved`` ships nor those that gave way to them touched in time, before or now, stays as it is.
    """
    total, low, high = 0.0, min(at[BEGIN, moved[0]], at[BEGIN, moved[1]]), max(at[END, moved[0]], at[END, moved[1]])
    used[:] = 0
    for rank in range(len(order)):
        ship = order[rank]
        begin, end = at[BEGIN, ship], at[END, ship]
        if rank >= first and (ship in moved or begin < 0 or (end > low and parts[8][ship] < high)):
            x = at[PLACE, ship]
            costs[ship] = _settle(ship, leans[ship], rank, order, at, used, cranes, parts)
            if begin != at[BEGIN, ship] or end != at[END, ship] or x != at[PLACE, ship]:
                low, high = min(low, begin, at[BEGIN, ship]), max(high, end, at[END, ship])
        total += costs[ship]
        if total > limit:
            break
        for t in range(at[BEGIN, ship], at[DONE, ship]):
            used[t] += at[CRANES, ship]
    return float(total)


@compiled
def _shift(order: Ints, p: int, q: int) -> None:
    ship = order[p]
    for x in range(p, q, 1 if q > p else -1):
        order[x] = order[x + 1] if q > p else order[x - 1]
    order[q] = ship


@compiled
def _move(order: Ints, p: int, q: int, draw: float) -> None:
    """Take the ship of rank p to rank q, or exchange the two; the same call with p and q exchanged takes it back."""
    if draw < RELOCATE:
        _shift(order, p, q)
    else:
        order[p], order[q] = order[q], order[p]


@compiled
def _lean(ship: int, at: Ints, parts: Parts) -> int:
    """Return a lean drawn: half of them bind the ship to a cell, mostly one beside another ship."""
    if np.random.random() < 0.5:
        return int(np.random.randint(BOUND))
    other = np.random.randint(at.shape[1])
    draw, x = np.random.random(), np.random.randint(parts[1][ship])
    if draw < 0.4:
        x = at[PLACE, other] + parts[0][other]
    elif draw < 0.8:
        x = at[PLACE, other] - parts[0][ship]
    good = 0 <= x < parts[1][ship] and parts[3][ship, x] >= 0
    return int(BOUND + x) if good else 0


@compiled
def _anneal(
    steps: int, hot: float, seed: int, order: Ints, held: int, leans: Ints, at: Ints, cranes: int, parts: Parts, stop: Ints
) -> tuple[Ints, Ints]:
    """Return the best order and its table of places, a column a ship. The first ``held`` of the order stay where ``at`` has them."""
    np.random.seed(seed)
    count, free = len(order), len(order) - held
    costs = np.zeros(count, dtype=np.int64)
    for rank in range(held):
        costs[order[rank]] = at[END, order[rank]] - parts[8][order[rank]]
    used = np.zeros(parts[6].shape[1] + 1, dtype=np.int64)
    if free == 0:
        return order, at
    cost = _all(held, (order[held], order[held]), 1e18, order, leans, at, costs, used, cranes, parts)
    best, best_order, best_at = cost, order.copy(), at.copy()
    old_at, old_costs = at.copy(), costs.copy()
    heat, fall = hot, (COLD / hot) ** (1.0 / max(1, steps // SAME_HEAT))
    reach = max(2, free // 3)
    for step in range(steps):
        if step % SAME_HEAT == SAME_HEAT - 1:
            heat *= fall
            if stop[0]:
                break
        p, draw = held + np.random.randint(free), np.random.random()
        q = min(count - 1, max(held, p + np.random.randint(-reach, reach + 1)))
        lean = leans[order[p]]
        if draw < EXCHANGE:
            _move(order, p, q, draw)
        else:
            q = p
            leans[order[p]] = _lean(order[p], at, parts)
        if (draw < EXCHANGE and p == q) or (draw >= EXCHANGE and leans[order[p]] == lean):
            continue
        limit = cost - heat * np.log(1.0 - np.random.random())
        new = _all(min(p, q), (order[p], order[q]), limit, order, leans, at, costs, used, cranes, parts)
        if new <= limit:
            cost = new
            old_at[:], old_costs[:] = at, costs
            if cost < best:
                best = cost
                best_order[:], best_at[:] = order, at
            continue
        at[:], costs[:] = old_at, old_costs
        if draw < EXCHANGE:
            _move(order, q, p, draw)
        else:
            leans[order[p]] = lean
    return best_order, best_at


def parts_of(shore: Shore, made: Tables) -> Parts:
    """Return what the compiled search reads."""
    ships = shore.ships
    none = np.ones(shore.count, dtype=np.int64)
    least, most = (ships.least, ships.most) if shore.cranes else (none, none)
    return (
        made.wide,
        made.places,
        made.desired,
        made.kind,
        made.handling,
        made.afloat,
        made.enters,
        made.leaves,
        ships.arrival,
        ships.latest,
        least,
        most,
        _corners(made),
    )


def _corners(made: Tables) -> Ints:
    """Return (n, ·) the places to try whoever is there: the wished one, the ends and where the depth changes; −1 fills up."""
    rows = []
    for ship, row in enumerate(made.kind):
        last = int(made.places[ship])
        change = np.flatnonzero(row[1:last] != row[: last - 1])
        wished = [int(made.desired[ship])]
        rows.append(wished + sorted({0, last - 1, *change.tolist(), *(change + 1).tolist()} - set(wished)))
    found = np.full((len(rows), max(map(len, rows))), -1, dtype=np.int64)
    for ship, places in enumerate(rows):
        found[ship, : len(places)] = places
    return found


class Held(NamedTuple):
    """What stays in place: the first ``first`` of an order, at their columns of ``rows`` (5, n); when the others can begin (n,)."""

    first: int
    rows: Ints
    from_step: Ints


def anneal(
    shore: Shore,
    made: Tables,
    order: Ints,
    steps: int,
    seed: int,
    *,
    hot: float | None = None,
    stop: Ints | None = None,
    held: Held | None = None,
    leans: Ints | None = None,
) -> tuple[Ints, ShorePlan]:
    """Return a better order than ``order`` after ``steps`` tried moves, with its plan; ``hot``: a quarter of the mean handling.

    stop: (1,) that another thread sets to 1 when time is out; what was best until then is returned. leans: (n,) to begin with.
    """
    parts = parts_of(shore, made)
    at = np.full((5, len(order)), -1, dtype=np.int64)
    if held is not None:
        parts = (*parts[:8], held.from_step, *parts[9:])
        at[:, order[: held.first]] = held.rows[:, order[: held.first]]
    warm = max(2.0, float(made.handling[:, :, 0].min(axis=1).mean()) / 4) if hot is None else hot
    halt = np.zeros(1, dtype=np.int64) if stop is None else stop
    lean = np.zeros(len(order), dtype=np.int64) if leans is None else leans.astype(np.int64).copy()
    rank = order.astype(np.int64).copy()
    best, at = _anneal(steps, warm, seed, rank, held.first if held else 0, lean, at, shore.cranes, parts, halt)
    time = int((at[END] - shore.ships.arrival).sum())
    return best, ShorePlan(at[PLACE], at[BEGIN], at[DONE], at[END], at[CRANES], time)


def in_turn(shore: Shore) -> Ints:
    """Return first come, first served."""
    return np.argsort(shore.ships.arrival, kind="stable").astype(np.int64)
