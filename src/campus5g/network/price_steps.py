"""Costs are sums of a few prices: a bound is lifted to the next cost that they can add up to."""

from __future__ import annotations

from math import gcd

import numpy as np
from numpy.typing import NDArray

from campus5g.network.linear import Model

_MOST_STEPS = 200_000

Steps = tuple[int, NDArray[np.bool_]]
"""A unit (cents), and which multiples of it prices can add up to."""


def lifted(cost: float, steps: Steps) -> float:
    """Return the least cost at or above ``cost`` that prices can add up to."""
    unit, reached = steps
    if not np.isfinite(cost):
        return cost
    at = max(int(np.ceil(cost / unit - 1e-6)), 0)
    later = np.flatnonzero(reached[at:])
    return float(unit * (at + int(later[0]))) if later.size else max(cost, unit * reached.size)


def steps_of(model: Model, most: float) -> Steps:
    """Return a unit (cents) and which multiples of it, up to ``most``, prices can add up to (each price any number of times)."""
    opening = {int(model.place_cents[m] + c) for m, c in zip(model.place, model.antenna_cents, strict=True)}
    prices = sorted(p for p in {*opening, *map(int, model.antenna_cents), *([model.core.cents] if model.core else [])} if p > 0)
    unit = gcd(*prices) if prices else 1
    count = int(most // unit) + 1
    if count > _MOST_STEPS:
        return unit, np.ones(1, np.bool_)
    reached = np.zeros(count + 1, np.bool_)
    reached[0] = True
    for price in prices:
        step = price // unit
        while step <= count:  # any number of times: once, then twice as much, and so on
            reached[step:] |= reached[:-step].copy()
            step *= 2
    return unit, reached
