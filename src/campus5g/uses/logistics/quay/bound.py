"""Three lower bounds on the time in port at a continuous quay, none of which knows where along the quay a ship lies.

*Alone*: each ship as if there were no other: the sum of its shortest stays that the water allows.

*Mean busy time*: the quay as one machine with R metres of work a step. A ship of w cells handled for h steps is a job of size w·h/R; one
that is handled without break ends half of h after the middle of its work, and the sum of the middles is least when at every instant the
smallest job at hand is worked on (Goemans 1997). Hence Σ (Mᵢ + hᵢ/2 − aᵢ) ≤ time in port.

*Prices of the metres*: with a price u(r, t) ≥ 0 for each resource r in step t, ships no longer share anything, and each takes its
cheapest stay, at the quay from its begin to its end::

    L(u) = Σᵢ min over its stays of  end − aᵢ + Σ over the stay and r of wᵢᵣ·u(r, t)   −  Σ Rᵣ·u(r, t)   ≤   time in port

Resources: the cells of the quay; those deep enough for each class of depth; cranes; and, since ships side by side are packed and do
not flow, what the dual feasible functions of Fekete and Schepers 2001 make of both: of ships wider than 1/(k + 1) of the quay at most k
lie side by side, k = 1 to 4. The best L is that of the linear relaxation of the time-indexed model with these rows. Prices climb along a
deflected subgradient with Polyak's step; times being whole, the bound is rounded up.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from math import ceil

import numpy as np

from campus5g.core.compiled import compiled
from campus5g.uses.logistics.quay.shore import Flags, Floats, Ints, Shore, Tables

DEFLECT = 0.7
PATIENCE = 40
SHORTER = 0.7
PACKED = 4
"""Highest k of the dual feasible functions."""
NEVER = 1_000_000


@compiled
def _cheapest(
    hours: int,
    cranes: int,
    paid: Floats,
    crane: Floats,
    afloat: Ints,
    enters: Flags,
    leaves: Ints,
    span: tuple[int, int],
    least: float,
) -> tuple[float, int, int]:
    """Return the cost, begin and end of the cheapest stay of a ship, given sums of prices; (``least``, −1, −1): none is cheaper."""
    arrival, latest = span
    found = (least, -1, -1)
    for start in range(arrival, latest - hours + 1):
        end = leaves[start + hours]
        if end > latest or end - arrival >= found[0]:
            break
        if enters[start] and afloat[start] >= end:
            cost = end - arrival + paid[end] - paid[start] + cranes * (crane[start + hours] - crane[start])
            if cost < found[0]:
                found = (cost, start, end)
    return found


@compiled
def _stays(
    shortest: Ints,
    taken: Floats,
    sums: Floats,
    afloat: Ints,
    enters: Flags,
    leaves: Ints,
    arrival: Ints,
    latest: Ints,
    use: Floats,
) -> float:
    """Return the sum of the cheapest stays, given sums of prices (rows, steps + 1); mark in ``use`` where what they take begins and ends.

    The last row is cranes.
    """
    ships, kinds, most = shortest.shape
    rows, last = sums.shape[0], sums.shape[1]
    total = 0.0
    for i in range(ships):
        least, kind, hands, begin, end = 1e18, 0, 0, -1, -1
        for k in range(kinds):
            if shortest[i, k].min() >= NEVER:
                continue
            paid = np.zeros(last)
            for r in range(rows - 1):
                if taken[i, k, r] > 0:
                    paid += taken[i, k, r] * sums[r]
            for q in range(most):
                if shortest[i, k, q] < NEVER:
                    cost, start, stop = _cheapest(
                        shortest[i, k, q],
                        q + 1,
                        paid,
                        sums[rows - 1],
                        afloat[i, k],
                        enters[i],
                        leaves[i],
                        (arrival[i], latest[i]),
                        least,
                    )
                    if start >= 0:
                        least, kind, hands, begin, end = cost, k, q, start, stop
        if begin >= 0:
            total += least
            use[: rows - 1, begin] += taken[i, kind, : rows - 1]
            use[: rows - 1, end] -= taken[i, kind, : rows - 1]
            use[rows - 1, begin] += hands + 1
            use[rows - 1, begin + shortest[i, kind, hands]] -= hands + 1
    return total


@dataclass(slots=True)
class Prices:
    """A bound in the making: ``climb`` betters it as long as one wishes. taken (n, kinds, rows), room (rows,), prices (rows, steps)."""

    shore: Shore
    made: Tables
    shortest: Ints
    taken: Floats
    room: Floats
    prices: Floats
    best_prices: Floats
    direction: Floats
    best: float
    factor: float = 1.0
    waited: int = 0

    @property
    def bound(self) -> int:
        """The least time in port that any plan can have, in steps."""
        return ceil(self.best - 1e-6)

    def climb(self, steps: int, upper: int) -> int:
        """Take ``steps`` steps towards ``upper``, the time in port of a known plan, and return the bound."""
        for _ in range(steps):
            value, over = self._value()
            if value > self.best + 1e-9:
                self.best, self.waited = value, 0
                self.best_prices[:] = self.prices
            else:
                self.waited += 1
                if self.waited >= PATIENCE:
                    self.factor, self.waited = self.factor * SHORTER, 0
                    self.prices[:] = self.best_prices
            # a price of nothing that would fall further does not turn the direction
            over = np.where((self.prices <= 0) & (over < 0), 0.0, over)
            self.direction[:] = DEFLECT * over + (1 - DEFLECT) * self.direction
            length = float((self.direction**2).sum())
            if length < 1e-12:
                break
            self.prices += self.factor * max(upper - value, 1e-6) / length * self.direction
            np.maximum(self.prices, 0, out=self.prices)
        return self.bound

    def _value(self) -> tuple[float, Floats]:
        """Return L at the prices and what is taken beyond the room there is, its subgradient."""
        shore, made = self.shore, self.made
        use = np.zeros((len(self.room), shore.steps + 1))
        value = _stays(
            self.shortest,
            self.taken,
            np.hstack([np.zeros((len(self.room), 1)), np.cumsum(self.prices, axis=1)]),
            made.afloat,
            made.enters,
            made.leaves,
            shore.ships.arrival,
            shore.ships.latest,
            use,
        )
        over = np.cumsum(use, axis=1)[:, :-1] - self.room[:, None]
        if not shore.cranes:
            over[-1] = 0
        return value - float((self.prices * self.room[:, None]).sum()), over


def prices_of(shore: Shore, made: Tables) -> Prices:
    """Begin from prices of nothing: the bound of each ship alone."""
    taken, room = _resources(shore, made)
    zero = np.zeros((len(room), shore.steps))
    found = Prices(shore, made, _shortest(shore, made), taken, room, zero, zero.copy(), zero.copy(), 0.0)
    found.best = found._value()[0]
    return found


def _resources(shore: Shore, made: Tables) -> tuple[Floats, Floats]:
    """Return (n, kinds, rows) what a ship at a place of a kind takes of each resource, and (rows,) how much there is."""
    kinds = made.afloat.shape[1]
    gap = ceil(shore.spacing / shore.cell - 1e-9)
    classes = _classes(shore, made)
    rows: list[Floats] = []
    room: list[float] = []
    for k, depth in enumerate(classes):
        deep = shore.depths >= depth
        runs = int(deep[0]) + int((deep[1:] & ~deep[:-1]).sum())
        cells = float(deep.sum() + runs * gap)
        within = np.where(np.arange(kinds)[None, :] >= k, made.wide[:, None], 0).astype(np.float64)
        rows.append(within)
        room.append(cells)
        for parts in range(1, PACKED + 1):
            share = (parts + 1) * within / cells
            whole = np.abs(share - np.rint(share)) < 1e-9
            rows.append(np.where(whole, parts * within / cells, np.floor(share)))
            room.append(float(parts))
    rows.append(np.zeros((shore.count, kinds)))
    return np.stack(rows, axis=2), np.array([*room, float(shore.cranes)])


def _classes(shore: Shore, made: Tables) -> list[float]:
    """Return the least depth of the places of each kind."""
    hull = np.ceil(shore.ships.length / shore.cell - 1e-9).astype(np.int64)
    found = [float("inf")] * made.afloat.shape[1]
    for i, row in enumerate(made.kind):
        for x in np.flatnonzero(row >= 0):
            found[row[x]] = min(found[row[x]], float(shore.depths[x : x + hull[i]].min()))
    return found


def _shortest(shore: Shore, made: Tables) -> Ints:
    """Return (n, kinds, cranes) the shortest handling at places of each kind of depth; ``NEVER`` where there is none."""
    kinds, most = made.afloat.shape[1], made.handling.shape[2]
    found = np.full((shore.count, kinds, most), NEVER, dtype=np.int64)
    for i in range(shore.count):
        for k in range(kinds):
            here = np.flatnonzero(made.kind[i] == k)
            if len(here):
                found[i, k] = made.handling[i, here].min(axis=0)
        if shore.cranes:
            found[i, :, : int(shore.ships.least[i]) - 1] = NEVER
            found[i, :, int(shore.ships.most[i]) :] = NEVER
    return found


def alone(shore: Shore, made: Tables) -> int:
    """Return the sum of the shortest stays that the water allows each ship by itself."""
    return prices_of(shore, made).bound


def mean_busy_time(shore: Shore, made: Tables) -> int:
    """Return the bound of the quay as one machine (see the head of this file)."""
    shortest = np.min(_shortest(shore, made), axis=(1, 2)).astype(float)
    room = (len(shore.depths) * shore.cell + shore.spacing) / shore.cell
    size = made.wide * shortest / room
    arrival = shore.ships.arrival.astype(float)
    left, middle = size.copy(), np.zeros(shore.count)
    ready: list[tuple[float, int]] = []
    order = list(np.argsort(arrival, kind="stable"))
    now = 0.0
    while order or ready:
        if not ready:
            now = max(now, arrival[order[0]])
        while order and arrival[order[0]] <= now:
            ship = int(order.pop(0))
            heapq.heappush(ready, (float(size[ship]), ship))
        ship = ready[0][1]
        until = min(now + left[ship], arrival[order[0]] if order else np.inf)
        middle[ship] += (until - now) * (until + now) / 2
        left[ship] -= until - now
        now = until
        if left[ship] <= 1e-12:
            heapq.heappop(ready)
    return ceil(float((middle / size + shortest / 2 - arrival).sum()) - 1e-6)
