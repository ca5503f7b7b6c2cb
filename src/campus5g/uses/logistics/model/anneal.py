"""Simulated annealing on the sequences of ships at each berth, compiled: the plan of least time in port that chance finds.

Moves: a ship goes to another place (its berth or another), or two ships exchange theirs. A change is followed along a sequence
only until the times meet again, and given up as soon as it costs more than the temperature would forgive.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from campus5g.core.compiled import compiled
from campus5g.uses.logistics.data.quay import FORBIDDEN, Ints, Quay

LATE = 1000
"""What one unit beyond a closing or a latest departure costs while searching: never worth it, yet a way through."""
RELOCATE = 0.55
"""Share of the moves that take one ship elsewhere; the others exchange two."""
SAME_HEAT = 256
"""Moves between two coolings."""
Parts = tuple[Ints, Ints, Ints, Ints, Ints]
"""Arrivals, openings, handling times, closings and latest departures of a quay."""


@compiled
def _price(ship: int, berth: int, end: int, quay: Parts) -> int:
    """Return what a ship's end at a berth costs, limits that it breaks dearly."""
    arrivals, _, _, closings, departures = quay
    late = max(0, end - departures[ship]) + max(0, end - closings[berth])
    return int(end - arrivals[ship] + LATE * late)


@compiled
def _before(berth: int, place: int, ends: Ints, quay: Parts) -> int:
    """Return when the berth is free for the ship at ``place`` of its sequence."""
    return int(ends[berth, place - 1] if place > 0 else quay[1][berth])


@compiled
def _end(ship: int, berth: int, free: int, quay: Parts) -> int:
    return int(max(free, quay[0][ship]) + quay[2][ship, berth])


@compiled
def _tail(
    berth: int, place: int, free: int, change: float, limit: float, order: Ints, ends: Ints, count: int, quay: Parts
) -> float:
    """Return ``change`` with that of the ships from ``place`` on, when the berth is free for them at ``free``."""
    if place > 0 and free == ends[berth, place - 1]:
        return change
    for x in range(place, count):
        ship, old = order[berth, x], ends[berth, x]
        end = _end(ship, berth, free, quay)
        if end == old:
            return change
        change += _price(ship, berth, end, quay) - _price(ship, berth, old, quay)
        if end > old and change > limit:
            return change
        free = end
    return change


@compiled
def _refresh(berth: int, place: int, order: Ints, ends: Ints, count: int, quay: Parts) -> None:
    free = _before(berth, place, ends, quay)
    for x in range(place, count):
        free = _end(order[berth, x], berth, free, quay)
        ends[berth, x] = free


@compiled
def _source(x: int, p: int, q: int, swap: bool) -> int:
    """Return where the ship at ``x`` stood before the ship at p moved to q, or the two were exchanged."""
    if x == q:
        return p
    if swap:
        return q if x == p else x
    return x + 1 if q > p else x - 1


@compiled
def _within(k: int, p: int, q: int, swap: bool, limit: float, order: Ints, ends: Ints, counts: Ints, quay: Parts) -> float:
    """Return the change of cost of a move within one berth."""
    low, high = min(p, q), max(p, q)
    free, change = _before(k, low, ends, quay), 0.0
    for x in range(low, high + 1):
        ship = order[k, _source(x, p, q, swap)]
        free = _end(ship, k, free, quay)
        change += _price(ship, k, free, quay) - _price(order[k, x], k, ends[k, x], quay)
    return _tail(k, high + 1, free, change, limit, order, ends, counts[k], quay)


@compiled
def _take_within(k: int, p: int, q: int, swap: bool, order: Ints, ends: Ints, counts: Ints, quay: Parts) -> None:
    ship = order[k, p]
    if swap:
        order[k, p] = order[k, q]
    else:
        for x in range(p, q, 1 if q > p else -1):
            order[k, x] = order[k, _source(x, p, q, False)]
    order[k, q] = ship
    _refresh(k, min(p, q), order, ends, counts[k], quay)


@compiled
def _across(k: int, p: int, j: int, q: int, limit: float, order: Ints, ends: Ints, counts: Ints, quay: Parts) -> float:
    """Return the change of cost when the ship at (k, p) goes before the one at (j, q): first what is gained, then what is lost."""
    ship = order[k, p]
    change = -float(_price(ship, k, ends[k, p], quay))
    change = _tail(k, p + 1, _before(k, p, ends, quay), change, 1e18, order, ends, counts[k], quay)
    end = _end(ship, j, _before(j, q, ends, quay), quay)
    change += _price(ship, j, end, quay)
    return change if change > limit else _tail(j, q, end, change, limit, order, ends, counts[j], quay)


@compiled
def _take_across(k: int, p: int, j: int, q: int, order: Ints, ends: Ints, counts: Ints, quay: Parts) -> None:
    ship = order[k, p]
    for x in range(p, counts[k] - 1):
        order[k, x] = order[k, x + 1]
    for x in range(counts[j], q, -1):
        order[j, x] = order[j, x - 1]
    order[j, q] = ship
    counts[k] -= 1
    counts[j] += 1
    _refresh(k, p, order, ends, counts[k], quay)
    _refresh(j, q, order, ends, counts[j], quay)


@compiled
def _exchange(k: int, p: int, j: int, q: int, limit: float, order: Ints, ends: Ints, counts: Ints, quay: Parts) -> float:
    """Return the change of cost when two ships of different berths exchange their places."""
    ship, other = order[k, p], order[j, q]
    here = _end(other, k, _before(k, p, ends, quay), quay)
    there = _end(ship, j, _before(j, q, ends, quay), quay)
    change = float(_price(other, k, here, quay) - _price(ship, k, ends[k, p], quay))
    change += _price(ship, j, there, quay) - _price(other, j, ends[j, q], quay)
    change = _tail(k, p + 1, here, change, 1e18, order, ends, counts[k], quay)
    return _tail(j, q + 1, there, change, limit, order, ends, counts[j], quay)


@compiled
def _move(limit: float, order: Ints, ends: Ints, counts: Ints, quay: Parts) -> float:
    """Try one move drawn at random; return the change of cost, 0 when it is not made."""
    handling = quay[2]
    k, j = np.random.randint(len(counts)), np.random.randint(len(counts))
    swap = np.random.random() >= RELOCATE
    room = counts[j] + (0 if swap or j == k else 1)
    if counts[k] == 0 or room == 0:
        return 0.0
    p, q = np.random.randint(counts[k]), np.random.randint(room)
    if handling[order[k, p], j] >= FORBIDDEN or (swap and handling[order[j, q], k] >= FORBIDDEN):
        return 0.0
    if j == k:
        change = 0.0 if p == q else _within(k, p, q, swap, limit, order, ends, counts, quay)
        if p != q and change <= limit:
            _take_within(k, p, q, swap, order, ends, counts, quay)
    elif swap:
        change = _exchange(k, p, j, q, limit, order, ends, counts, quay)
        if change <= limit:
            order[k, p], order[j, q] = order[j, q], order[k, p]
            _refresh(k, p, order, ends, counts[k], quay)
            _refresh(j, q, order, ends, counts[j], quay)
    else:
        change = _across(k, p, j, q, limit, order, ends, counts, quay)
        if change <= limit:
            _take_across(k, p, j, q, order, ends, counts, quay)
    return change if change <= limit else 0.0


@compiled
def _anneal(
    steps: int, hot: float, cold: float, seed: int, order: Ints, counts: Ints, quay: Parts, stop: Ints
) -> tuple[Ints, Ints]:
    np.random.seed(seed)
    ends = np.zeros_like(order)
    for k in range(len(counts)):
        _refresh(k, 0, order, ends, counts[k], quay)
    cost, best, best_order, best_counts = 0.0, 0.0, order.copy(), counts.copy()
    heat, fall = hot, (cold / hot) ** (1.0 / max(1, steps // SAME_HEAT))
    for step in range(steps):
        if step % SAME_HEAT == SAME_HEAT - 1:
            heat *= fall
            if stop[0]:
                break
        cost += _move(-heat * np.log(1.0 - np.random.random()), order, ends, counts, quay)
        if cost < best:
            best = cost
            best_order[:], best_counts[:] = order, counts
    return best_order, best_counts


def in_turn(quay: Quay) -> list[list[int]]:
    """Return first come, first served: each ship in turn to the berth where it would be done first."""
    free = quay.openings.copy()
    found: list[list[int]] = [[] for _ in range(quay.berths)]
    for ship in np.argsort(quay.arrivals, kind="stable"):
        ends = np.maximum(free, quay.arrivals[ship]) + quay.handling[ship]
        berth = int(np.argmin(ends))
        free[berth] = ends[berth]
        found[berth].append(int(ship))
    return found


def anneal(
    quay: Quay,
    start: list[list[int]],
    steps: int,
    seed: int,
    *,
    hot: float | None = None,
    cold: float = 0.3,
    stop: Ints | None = None,
) -> list[list[int]]:
    """Return better sequences than ``start`` after ``steps`` tried moves, cooling from ``hot`` (half the ships, at least 20).

    stop: (1,) that another thread sets to 1 when time is out; what was best until then is returned.
    """
    order: NDArray[np.int64] = np.full((quay.berths, quay.ships + 1), -1, dtype=np.int64)
    for berth, ships in enumerate(start):
        order[berth, : len(ships)] = ships
    counts = np.array([len(ships) for ships in start], dtype=np.int64)
    warm = max(20.0, quay.ships / 2) if hot is None else hot
    parts = (quay.arrivals, quay.openings, quay.handling, quay.closings, quay.departures)
    best, lengths = _anneal(steps, warm, cold, seed, order, counts, parts, np.zeros(1, dtype=np.int64) if stop is None else stop)
    return [best[berth, : lengths[berth]].tolist() for berth in range(quay.berths)]
