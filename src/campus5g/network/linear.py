"""The linear model of placement, as data, and what a choice of antennas is worth in it.

Binaries ``x_j`` (antenna j: a mast with an azimuth and a tilt, or a cell of a hall) and ``y_m`` (place m is opened). With
``v_jp`` the chance that antenna j alone serves point p under a fixed interference margin, ``w_p`` the share of its group's
devices at p and ``tau_r`` what requirement r wants:

    minimise    ``sum_m s_m y_m + sum_j c_j x_j + d u``                          site, antenna, larger core
    subject to  ``sum_{p in r} w_p z_p >= tau_r``                                every requirement r
                ``z_p <= sum_j v_jp a_jp``, ``sum_j a_jp <= 1``, ``0 <= a_jp <= x_j``        coverage: the best antenna
                ``z_p`` = second-best place (redundancy) or antenna (resilience)        any one of them may fail
                ``sum_{j in m} x_j <= 3 y_m``, at most one antenna of m in any 90 degrees
                ``sum_{j reaches r} min(F, D_j) x_j >= load_r``                      cells filled at the best rate
                ``sum_j x_j <= n + M u``                                        more radios than a small core takes
                ``y_m = 1`` (pinned), ``x_j = 1`` (standing), forbidden masts left out, ``cost <= budget``

``z`` and ``a`` are continuous: once ``x`` is whole they are the best (second-best) antenna of each point. ``cutting`` projects
them out, so that the model may have thousands of points at the cost of its few hundred antennas. With a budget the model turns
round: the devices served are maximised, each requirement up to ``tau_r``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from campus5g.network.antennas import wrapped_deg

Array = NDArray[np.float64]
Chosen = Sequence[int]

SECTORS_PER_PLACE = 3
LEAST_ANGLE_DEG = 90.0
CLOSE = 1e-6
"""Shares that differ by less are equal."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A share of one group's devices to be reached: ``target`` of ``weight`` [point] (sums to 1) by ``value`` [antenna, point].

    order 1 counts the best antenna of a point; order 2 the second best that is of another ``group`` [antenna].
    devices: how many it stands for, which ranks requirements when a budget cannot meet them all.
    """

    crowd: int
    kind: str
    target: float
    weight: Array
    value: NDArray[np.float32]
    order: int = 1
    group: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, np.intp))
    devices: float = 1.0

    def reached(self, chosen: Chosen) -> float:
        """Return the share reached by the antennas ``chosen``."""
        return float(self.reached_at(chosen) @ self.weight)

    def reached_at(self, chosen: Chosen) -> Array:
        """Return the chance at each point."""
        if len(chosen) == 0:
            return np.zeros(self.weight.size)
        at = np.asarray(chosen, np.intp)
        value = self.value[at].astype(np.float64)
        if self.order == 1:
            return np.asarray(value.max(axis=0))
        best = np.argmax(value, axis=0)
        others = self.group[at][:, None] != self.group[at][best][None, :]
        return np.asarray(np.where(others, value, 0.0).max(axis=0))


@dataclass(frozen=True, slots=True)
class Capacity:
    """Antennas together must carry ``least``, each at most ``most`` [antenna] (shares of a cell); way: up or down."""

    most: Array
    least: float
    way: str = "up"


@dataclass(frozen=True, slots=True)
class Core:
    """More radios than ``radios`` take a larger core, ``cents`` dearer."""

    radios: int
    cents: int


@dataclass(frozen=True, slots=True)
class Model:
    """One instance. antenna_cents, place, azimuth_deg (NaN: alike in every direction) are [antenna]; place_cents is [place].

    kept: places that must be open (pinned). standing: antennas that are always chosen.
    """

    antenna_cents: NDArray[np.int64]
    place_cents: NDArray[np.int64]
    place: NDArray[np.intp]
    azimuth_deg: Array
    family: NDArray[np.intp]
    requirements: tuple[Requirement, ...]
    capacities: tuple[Capacity, ...] = ()
    core: Core | None = None
    kept: tuple[int, ...] = ()
    standing: tuple[int, ...] = ()
    budget_cents: int | None = None

    @property
    def size(self) -> int:
        return int(self.place.size)

    def cents(self, chosen: Chosen) -> int:
        """Return what ``chosen`` costs: antennas, the places they open, and the larger core where they are many."""
        at = np.asarray(sorted(set(chosen)), np.intp)
        total = int(self.antenna_cents[at].sum()) + int(self.place_cents[np.unique(self.place[at])].sum())
        return total + (self.core.cents if self.core and at.size > self.core.radios else 0)

    def meets(self, chosen: Chosen) -> bool:
        """Whether every row of the model holds for ``chosen``."""
        at = np.asarray(sorted(set(chosen)), np.intp)
        return (
            set(self.standing) <= set(chosen)
            and set(self.kept) <= set(self.place[at].tolist())
            and not any(self.blocked(chosen)[at])
            and all(float(c.most[at].sum()) >= c.least - CLOSE for c in self.capacities)
            and (self.budget_cents is None or self.cents(chosen) <= self.budget_cents)
            and all(r.reached(chosen) >= r.target - CLOSE for r in self.requirements)
        )

    def blocked(self, chosen: Chosen) -> NDArray[np.bool_]:
        """Return which antennas cannot stand beside the others of ``chosen``: place full, or one looks the same way; [antenna]."""
        found = np.zeros(self.size, np.bool_)
        count = np.bincount(self.place[np.asarray(chosen, np.intp)], minlength=self.place_cents.size)
        mine = np.zeros(self.size, np.int64)
        for one in chosen:
            same = self.place == self.place[one]
            apart = np.abs(wrapped_deg(self.azimuth_deg - self.azimuth_deg[one]))
            clash = same & (np.isnan(apart) | (apart < LEAST_ANGLE_DEG - CLOSE))
            clash[one] = False
            found |= clash
            mine[one] = 1
        return found | (count[self.place] - mine >= SECTORS_PER_PLACE)

    def shortage(self, chosen: Chosen) -> float:
        """Return the devices that ``chosen`` leaves short of their targets."""
        return sum(r.devices * max(r.target - r.reached(chosen), 0.0) for r in self.requirements)

    def within(self, budget_cents: int | None) -> Model:
        return replace(self, budget_cents=budget_cents)

    def with_targets(self, targets: Sequence[float]) -> Model:
        """Return the same model with other targets, in the order of ``requirements``."""
        moved = tuple(replace(r, target=t) for r, t in zip(self.requirements, targets, strict=True))
        return replace(self, requirements=moved)


def greedy(model: Model, chosen: Chosen = ()) -> list[int]:
    """Add to ``chosen``, one at a time, the antenna that brings most missing devices for each euro, until none is missing.

    Stops as well when nothing helps any more or the budget is spent; the caller asks ``shortage``.
    """
    picked = sorted({*chosen, *model.standing})
    for place in model.kept:
        if place not in model.place[picked]:
            picked.append(_best_of(model, picked, np.flatnonzero(model.place == place)))
    while True:
        gain = _gains(model, picked)
        gain[model.blocked(picked)] = 0.0
        gain[picked] = 0.0
        price = _prices(model, picked)
        if model.budget_cents is not None:
            gain[price > model.budget_cents - model.cents(picked)] = 0.0
        best = int(np.argmax(gain / np.maximum(price, 1.0)))
        if gain[best] <= CLOSE:
            return picked
        picked.append(best)


def _best_of(model: Model, picked: Chosen, among: NDArray[np.intp]) -> int:
    gain = _gains(model, picked)[among]
    return int(among[int(np.argmax(gain))])


def _prices(model: Model, picked: Chosen) -> Array:
    opened = np.isin(model.place, model.place[np.asarray(picked, np.intp)])
    price = model.antenna_cents + np.where(opened, 0, model.place_cents[model.place])
    if model.core and len(picked) == model.core.radios:
        price = price + model.core.cents
    return np.asarray(price, dtype=np.float64)


def _gains(model: Model, picked: Chosen) -> Array:
    """Devices that each antenna would bring nearer to their targets; an antenna that fills a cell's worth counts as well."""
    gain = np.zeros(model.size)
    for r in model.requirements:
        missing = r.target - r.reached(picked)
        if missing > CLOSE:
            gain += r.devices * np.minimum(_brought(r, picked), missing)
    devices = sum(r.devices for r in model.requirements)
    for c in model.capacities:
        missing = c.least - float(c.most[np.asarray(picked, np.intp)].sum())
        if missing > CLOSE:
            gain += devices * np.minimum(c.most, missing) / c.least
    return gain


def _brought(r: Requirement, picked: Chosen) -> Array:
    """Share that each antenna adds; for the second best, half of what it would add to the best as well (a first step)."""
    now = r.reached_at(picked)
    if r.order == 1:
        return np.asarray(np.maximum(r.value - now, 0) @ r.weight)
    at = np.asarray(picked, np.intp)
    if at.size == 0:
        return np.asarray(0.5 * (r.value @ r.weight))
    held = r.value[at]
    top = held.max(axis=0)
    other = r.group[:, None] != r.group[at][np.argmax(held, axis=0)][None, :]
    second = np.where(other, np.minimum(np.maximum(r.value, now), np.maximum(top, now)), now) - now
    return np.asarray(second @ r.weight + 0.5 * (np.maximum(r.value - top, 0) @ r.weight))


def pruned(model: Model, chosen: Chosen) -> list[int]:
    """Take out, dearest first, every antenna without which no requirement loses."""
    kept = list(chosen)
    for one in sorted(chosen, key=lambda j: (-int(model.antenna_cents[j] + model.place_cents[model.place[j]]), j)):
        rest = [j for j in kept if j != one]
        if model.meets(rest):
            kept = rest
    return kept
