"""Peaks cut in closed loop over a link: what subscribing less saves when measures are old, lost, or cut off.

Each minute the controller sees the load of A minutes ago (A: mean age of a measure), wants it at or under a target, and tells
the battery, and what can be curtailed, what to do. A lost message leaves the last command; an outage stops the battery (fail
safe). The bill of a year at €b for each kW subscribed is, in the form of the French tariff, over the means P of ten minutes::

    b S + 0.04 b Σ_months √( Σ max(P - S, 0)² )

and S is chosen anew for each link. Everything random (load, losses, outages) is shared by all links: a loss or an outage of a
good link is one of a worse link too, so that two links differ by what they are and not by luck.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from campus5g.uses.parameters import Floats

Flags = NDArray[np.bool_]
MINUTES_A_WEEK = 10_080
MOST_OUTAGES_A_WEEK = 20.0
POINTS_A_MONTH = 30 * 144
TARGETS = 14
CORRELATION = 0.9
"""Of the minute noise of a load from one minute to the next (design prototype, to be measured)."""


@dataclass(frozen=True, slots=True)
class ControlLink:
    """What control has of a network: minutes of age of a measure, loss of a minute's message, outages, share reached."""

    age_min: float
    loss: float
    outages_per_week: float
    outage_min: float
    reach: float


@dataclass(frozen=True, slots=True)
class Plant:
    """What cuts peaks: a battery (MW, MWh, one-way efficiency) and what can be curtailed at once (MW)."""

    battery_mw: float
    battery_mwh: float
    efficiency: float
    curtail_mw: float


@dataclass(frozen=True, slots=True)
class World:
    """One year of chance: (minutes,) MW of load, and what losses and outages are drawn from."""

    load_mw: Floats
    tries: Floats
    starts: NDArray[np.intp]
    marks: Floats
    lengths: Floats

    @property
    def days(self) -> float:
        return len(self.load_mw) / 1440

    def heard(self, link: ControlLink) -> tuple[Flags, Flags]:
        """Return (minutes,) whether the link is up, and whether the minute's message arrives."""
        up = np.ones(len(self.load_mw), dtype=np.bool_)
        share = link.outages_per_week / MOST_OUTAGES_A_WEEK
        for start, mark, length in zip(self.starts, self.marks, self.lengths, strict=True):
            if mark < share:
                up[start : start + max(1, round(length * link.outage_min))] = False
        return up, up & (self.tries >= link.loss)


@dataclass(frozen=True, slots=True)
class Bill:
    """The best subscription of a site under control, in MW; ``power_mw`` is its yearly cost divided by the price of a MW.

    peak_mw: of ten minutes. excess: how many of them are above what is subscribed. cycles: of the battery.
    """

    subscribed_mw: float
    power_mw: float
    peak_mw: float
    excess: float
    cycles: float


def make_world(load_mw: Floats, step_h: float, noise: float, seed: int) -> World:
    """Return a year of minutes: the load between its steps in straight lines, times 1 + an AR(1) noise of ``noise`` (std)."""
    random = np.random.default_rng([seed, len(load_mw)])
    per_step = round(step_h * 60)
    minutes = len(load_mw) * per_step
    smooth = np.interp(np.arange(minutes) / per_step, np.arange(len(load_mw)) + 0.5, load_mw)
    load = np.maximum(smooth * (1 + noise * _ar1(random.standard_normal(minutes), CORRELATION)), 0.0)
    weeks = minutes / MINUTES_A_WEEK
    count = int(random.poisson(MOST_OUTAGES_A_WEEK * weeks))
    starts = random.integers(0, minutes, count)
    return World(load, random.random(minutes), starts, random.random(count), random.exponential(size=count))


def best_bill(worlds: tuple[World, ...], plant: Plant | None, link: ControlLink | None, factor: float = 0.04) -> Bill:
    """Return the subscription of least cost over ``worlds`` (same for all), with control over ``link`` or without any."""
    grid = targets(worlds[0])
    found = [_over_worlds(worlds, plant, link, target, factor) for target in grid]
    return min(found, key=lambda bill: bill.power_mw)


def targets(world: World) -> Floats:
    """Return the subscriptions tried, from the power exceeded 3 % of the time without control to the highest."""
    means = _tens(world.load_mw)
    return np.linspace(float(np.quantile(means, 0.97)), float(means.max()), TARGETS)


def controlled(world: World, plant: Plant | None, link: ControlLink | None, target: float) -> tuple[Floats, float]:
    """Return (minutes / 10,) MW taken, as means of ten minutes, and the MWh that the battery moved."""
    if plant is None or link is None:
        return _tens(world.load_mw), 0.0
    up, got = world.heard(link)
    whole, part = divmod(link.age_min, 1.0)
    size = len(world.load_mw) // 10
    power, moved = _loop(
        world.load_mw, got, up, size, target, plant.battery_mw * link.reach, plant.battery_mwh, plant.efficiency,
        plant.curtail_mw * link.reach, int(whole), part,
    )  # fmt: skip
    return power, float(moved)


def excess_mw(power_mw: Floats, subscribed_mw: float, days: float) -> float:
    """Return Σ over months of √(Σ of squared excesses), MW, carried to a year."""
    over = np.maximum(power_mw - subscribed_mw, 0.0) ** 2
    month = np.minimum(np.arange(len(over)) // POINTS_A_MONTH, 11)
    return float(np.sqrt(np.bincount(month, over)).sum()) * 365 / days


def _over_worlds(worlds: tuple[World, ...], plant: Plant | None, link: ControlLink | None, target: float, factor: float) -> Bill:
    cost, peak, excess, cycles = [], [], [], []
    for world in worlds:
        power, moved = controlled(world, plant, link, target)
        cost.append(target + factor * excess_mw(power, target, world.days))
        peak.append(power.max())
        excess.append(np.count_nonzero(power > target + 1e-9) * 365 / world.days)
        cycles.append(moved / 2 / plant.battery_mwh * 365 / world.days if plant and plant.battery_mwh else 0.0)
    return Bill(target, *(float(np.mean(values)) for values in (cost, peak, excess, cycles)))


def _tens(load_mw: Floats) -> Floats:
    return np.asarray(load_mw[: len(load_mw) // 10 * 10].reshape(-1, 10).mean(axis=1))


@numba.njit(cache=True)
def _ar1(white: Floats, rho: float) -> Floats:
    found = np.empty_like(white)
    scale, last = np.sqrt(1 - rho * rho), 0.0
    for i in range(len(white)):
        last = rho * last + scale * white[i]
        found[i] = last
    return found


@numba.njit(cache=True)
def _loop(
    load: Floats, got: Flags, up: Flags, size: int, target: float, most: float, energy: float, eta: float, flex: float,
    age: int, part: float,
) -> tuple[Floats, float]:  # fmt: skip
    """Run the controller: the battery first, what can be curtailed for the rest, as it was seen ``age + part`` minutes ago."""
    power, level, command, moved = np.zeros(size), energy, 0.0, 0.0
    for t in range(size * 10):
        cut = 0.0
        if got[t] and t > age:
            seen = (1 - part) * load[t - age] + part * load[t - age - 1]
            need = seen - target
            command = min(most, max(-most, need))
            if need > most:
                cut = min(flex, need - most)
        wished = command if up[t] else 0.0
        if wished > 0:
            given = min(wished, level * 60 * eta)
            level -= given / 60 / eta
        else:
            given = -min(-wished, (energy - level) * 60 / eta)
            level -= given / 60 * eta
        moved += abs(given) / 60
        power[t // 10] += (load[t] - given - cut) / 10
    return power, moved
