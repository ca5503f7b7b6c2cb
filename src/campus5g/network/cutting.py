"""Rows that hold a requirement to its meaning: tangents of its share, laid where a fractional choice overrates itself.

For any thresholds ``t_p`` the best value that x reaches at p is at most ``t_p + sum_j max(v_jp - t_p, 0) x_j``: with t_p the value
at which the antennas, best first, add up to one, the bound is tight (Benders' cut of facility location; Fischetti, Ljubic and
Sinnl 2017, doi:10.1287/mnsc.2016.2461; Cordeau, Furini and Ljubic 2019, doi:10.1016/j.ejor.2018.12.021). The second best, when
g is one group of antennas, is at most

    ``t_p + 1/2 sum_j max(v_jp - t_p, 0) x_j``     and     ``t_p + sum_{j not in g} max(v_jp - t_p, 0) x_j``

whichever is lower at each point. A whole choice is measured exactly by its own tangent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus5g.network.linear import Array, Requirement

_SUPPORT = 1e-9


@dataclass(frozen=True, slots=True)
class Tangent:
    """``share <= constant + coefficient @ x`` for every whole x; ``here`` is its value where it was laid. [antenna]"""

    constant: float
    coefficient: Array
    here: float

    def capped(self, target: float) -> tuple[Array, float]:
        """Return ``a @ x >= b``, what ``share >= target`` asks of whole x: no antenna need count for more than all of b."""
        least = target - self.constant
        return np.minimum(self.coefficient, max(least, 0.0)), least


def tangent(r: Requirement, x: Array) -> Tangent:
    """Lay the tangent of requirement ``r`` at ``x`` [antenna]."""
    support = np.flatnonzero(x > _SUPPORT)
    if support.size == 0:
        if r.order == 1:
            return _best(r, np.zeros(r.weight.size), 0.0)
        return _second(r, np.zeros(r.weight.size), np.zeros(r.weight.size), np.full(r.weight.size, -1), 0.0)
    value, weight = r.value[support].astype(np.float64), x[support]
    if r.order == 1:
        at, reached = _water(value, np.broadcast_to(weight[:, None], value.shape), 1.0)
        return _best(r, at, float(reached @ r.weight))
    half, by_half = _water(value, np.broadcast_to(weight[:, None] / 2, value.shape), 1.0)
    strongest = np.argmax(weight[:, None] * np.maximum(value - half, 0.0) + 1e-12 * value, axis=0)
    group = r.group[support]
    without = weight[:, None] * (group[:, None] != group[strongest][None, :])
    apart, by_apart = _water(value, without, 1.0)
    lower = by_apart < by_half
    reached = np.where(lower, by_apart, by_half)
    left_out = np.where(lower, group[strongest], -1)
    return _second(r, half, apart, left_out, float(reached @ r.weight))


def _water(value: Array, weight: NDArray[np.float64], full: float) -> tuple[Array, Array]:
    """Fill each point with its best values, ``weight`` of each, up to ``full``: the level where it stops, and the sum; [point]."""
    order = np.argsort(-value, axis=0, kind="stable")
    sorted_value = np.take_along_axis(value, order, axis=0)
    poured = np.cumsum(np.take_along_axis(weight, order, axis=0), axis=0)
    enough = poured >= full - _SUPPORT
    first = np.argmax(enough, axis=0)
    level = np.where(enough.any(axis=0), sorted_value[first, np.arange(value.shape[1])], 0.0)
    return level, level + (weight * np.maximum(value - level, 0.0)).sum(axis=0)


def _best(r: Requirement, level: Array, here: float) -> Tangent:
    above = np.maximum(r.value - level.astype(np.float32), 0.0)
    return Tangent(float(level @ r.weight), np.asarray(above @ r.weight), here)


def _second(r: Requirement, half: Array, apart: Array, left_out: NDArray[np.intp], here: float) -> Tangent:
    by_half = left_out < 0
    level = np.where(by_half, half, apart)
    above = np.maximum(r.value - level.astype(np.float32), 0.0)
    share = np.where(by_half[None, :], 0.5, (r.group[:, None] != left_out[None, :]).astype(np.float64))
    return Tangent(float(level @ r.weight), np.asarray((above * share) @ r.weight), here)
