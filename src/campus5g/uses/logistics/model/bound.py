"""A lower bound on the time in port: the time-indexed relaxation, solved by Lagrangian relaxation.

With a price λᵢ for serving ship i, the berths no longer share ships, and each finds its dearest timetable by itself, going back
in time over the whole units t (it may serve a ship twice, or never)::

    Fₖ(t) = min( Fₖ(t + 1),  min over ships i that are there and fit of  t + hᵢₖ − aᵢ − λᵢ + Fₖ(t + hᵢₖ) )
    L(λ)  = Σ λᵢ + Σ Fₖ(openingₖ)   ≤   time in port of any plan

Its best value is that of the linear relaxation of the time-indexed model (Dyer and Wolsey 1990, van den Akker et al. 2000).
Once it hardly climbs, timetables that serve a ship twice in a row are left out, as cycles of two customers are in vehicle routing
(Houck et al. 1980), which lifts it above that relaxation.
Prices climb along a deflected subgradient with Polyak's step; times being whole, the bound is rounded up.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from campus5g.core.compiled import compiled
from campus5g.uses.logistics.data.quay import FORBIDDEN, Ints, Quay

Floats = NDArray[np.float64]
DEFLECT = 0.7
"""Share of the new subgradient in the direction followed."""
PATIENCE = 30
"""Steps without a better bound after which the step is shortened ..."""
SHORTER = 0.7
"""... by this factor, and the best prices are taken up again."""
NEAR = 0.1
"""Below this factor no timetable may serve a ship twice in a row any more: a higher bound, at twice the work a step."""
WORN, AGAIN = 0.001, 0.05
"""Below the first factor, the climb begins again with the second."""
FAR = 1e18


@compiled
def _timetable(
    k: int,
    prices: Floats,
    arrivals: Ints,
    openings: Ints,
    handling: Ints,
    closings: Ints,
    departures: Ints,
    gain: Floats,
    taken: Ints,
    served: Floats,
) -> float:
    """Return F of berth k at its opening, and count in ``served`` the ships of its best timetable."""
    closing, here = closings[k], len(prices)
    gain[closing] = 0.0
    for t in range(closing - 1, openings[k] - 1, -1):
        while here > 0 and arrivals[here - 1] > t:
            here -= 1
        least, ship = gain[t + 1], -1
        for i in range(here):
            end = t + handling[i, k]
            if end <= closing and end <= departures[i]:
                cost = end - arrivals[i] - prices[i] + gain[end]
                if cost < least:
                    least, ship = cost, i
        gain[t], taken[t] = least, ship
    t = openings[k]
    while t < closing:
        if taken[t] < 0:
            t += 1
        else:
            served[taken[t]] += 1.0
            t += handling[taken[t], k]
    return float(gain[openings[k]])


@compiled
def _apart(
    k: int,
    prices: Floats,
    arrivals: Ints,
    openings: Ints,
    handling: Ints,
    closings: Ints,
    departures: Ints,
    labels: Floats,
    ships: Ints,
    served: Floats,
) -> float:
    """The same for timetables that serve no ship twice in a row: at each time two labels are kept, whose next ships differ.

    labels, ships (2, times): value of the best label and of the best with another next ship, and these ships; −1: none follows.
    """
    closing, here = closings[k], len(prices)
    labels[0, closing], labels[1, closing], ships[:, closing] = 0.0, FAR, -1
    for t in range(closing - 1, openings[k] - 1, -1):
        while here > 0 and arrivals[here - 1] > t:
            here -= 1
        first, second, one, other = labels[0, t + 1], labels[1, t + 1], ships[0, t + 1], ships[1, t + 1]
        for i in range(here):
            end = t + handling[i, k]
            if end <= closing and end <= departures[i]:
                cost = end - arrivals[i] - prices[i] + labels[int(ships[0, end] == i), end]
                if cost < first:
                    if one != i:
                        second, other = first, one
                    first, one = cost, i
                elif cost < second and i != one:
                    second, other = cost, i
        labels[0, t], labels[1, t], ships[0, t], ships[1, t] = first, second, one, other
    t, before = openings[k], -2
    while t < closing:
        row = int(ships[0, t] == before)
        ship, value = ships[row, t], labels[row, t]
        if ship < 0:
            break
        # the label came down from the time when the ship begins: the last one that still holds it
        ahead = int(ships[0, t + 1] != ship)
        if ships[ahead, t + 1] == ship and labels[ahead, t + 1] == value:
            t += 1
            continue
        served[ship] += 1.0
        t, before = t + handling[ship, k], ship
    return float(labels[0, openings[k]])


@compiled
def _ascend(
    steps: int,
    upper: float,
    prices: Floats,
    direction: Floats,
    state: Floats,
    best_prices: Floats,
    arrivals: Ints,
    openings: Ints,
    handling: Ints,
    closings: Ints,
    departures: Ints,
) -> None:
    """Take ``steps`` steps in place. Ships come in order of arrival; state: best bound, step factor, steps since better, apart."""
    gain, labels = np.zeros(closings.max() + 2), np.zeros((2, closings.max() + 2))
    taken, ships = np.zeros(closings.max() + 2, dtype=np.int64), np.zeros((2, closings.max() + 2), dtype=np.int64)
    for _ in range(steps):
        served = np.zeros(len(prices))
        value = prices.sum()
        for k in range(len(openings)):
            if state[3] > 0:
                value += _apart(k, prices, arrivals, openings, handling, closings, departures, labels, ships, served)
            else:
                value += _timetable(k, prices, arrivals, openings, handling, closings, departures, gain, taken, served)
        if value > state[0] + 1e-9:
            state[0], state[2] = value, 0.0
            best_prices[:] = prices
        else:
            state[2] += 1.0
            if state[2] >= PATIENCE:
                state[1], state[2] = state[1] * SHORTER, 0.0
                prices[:] = best_prices
                if state[1] < NEAR:
                    state[3] = 1.0
                if state[1] < WORN:
                    state[1] = AGAIN
        direction[:] = DEFLECT * (1.0 - served) + (1.0 - DEFLECT) * direction
        length = (direction * direction).sum()
        if length < 1e-12:
            return
        prices += state[1] * max(upper - value, 1e-6) / length * direction


@dataclass(slots=True)
class Ascent:
    """A bound in the making: ``climb`` betters it as long as one wishes."""

    quay: Quay
    order: Ints
    prices: Floats
    direction: Floats
    best_prices: Floats
    state: Floats

    @property
    def bound(self) -> int:
        """The least time in port that any plan can have."""
        return ceil(float(self.state[0]) - 1e-6)

    def climb(self, steps: int, upper: int) -> int:
        """Take ``steps`` steps towards ``upper``, the time in port of a known plan, and return the bound."""
        quay, order = self.quay, self.order
        _ascend(
            steps,
            float(upper),
            self.prices,
            self.direction,
            self.state,
            self.best_prices,
            quay.arrivals[order],
            quay.openings,
            np.ascontiguousarray(quay.handling[order]),
            quay.closings,
            quay.departures[order],
        )
        return self.bound


def ascent(quay: Quay, times: Ints) -> Ascent:
    """Begin from the prices of a known plan: ``times`` (n,) is what each ship spends in port in it."""
    order = np.argsort(quay.arrivals, kind="stable").astype(np.int64)
    alone = np.where(quay.handling < FORBIDDEN, quay.handling, np.iinfo(np.int64).max).min(axis=1)
    wait = np.maximum(quay.openings.min() - quay.arrivals, 0)
    # a ship alone at its fastest berth is the bound that needs no search
    first = float((alone + wait).sum())
    prices = times[order].astype(np.float64)
    return Ascent(quay, order, prices, np.zeros(quay.ships), prices.copy(), np.array([first, 1.0, 0.0, 0.0]))
