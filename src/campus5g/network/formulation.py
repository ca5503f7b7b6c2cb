"""From candidates and places to the linear model (``linear``): chances, prices, rows; dominated candidates are left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from campus5g.network.antennas import wrapped_deg
from campus5g.network.candidates import Candidate, Reach
from campus5g.network.carriers import Figures
from campus5g.network.coupled import Cells, Targets
from campus5g.network.demand import Points
from campus5g.network.diversity import single
from campus5g.network.linear import CLOSE, LEAST_ANGLE_DEG, Array, Capacity, Core, Model, Requirement
from campus5g.network.link import Link
from campus5g.network.wishes import Wishes

_NEGLIGIBLE = 0.02
"""A chance below this counts for nothing: it keeps far masts out of the rows."""

_AS_GOOD = 0.005
"""An antenna is dominated by another of its place that serves every group as well but for this share of its devices."""

_PART_OF_A_CELL = 4.0
"""Demands that fill less than this part of one cell at the best rates are left to the re-check."""

_PRICE_STEP_CENTS = 50_000
"""Prices of the model are rounded to 500 €: finer than any of their ranges, and a bound then closes on whole steps."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What antennas cost, in cents: opening each place, a sector, a cell of a hall, the larger core; ``base`` without antennas."""

    base: int
    site: dict[str, int]
    sector: int
    indoor: int
    core: Core


def prices_of(candidates: Cells, bill: Callable[[Cells], int], figures: Figures) -> Prices:
    """Ask the bill: each mast alone (its fibre as if it were the only one), one more sector, one more cell, one radio too many."""
    base = bill(())
    first = {c.place: c for c in reversed(candidates) if c.kind == "sector"}
    indoor = next((c for c in candidates if c.kind == "indoor"), None)
    cell = bill((indoor, replace(indoor, place=f"{indoor.place}+"))) - bill((indoor,)) if indoor else 0
    if not first:
        return Prices(base, {}, 0, cell, Core(len(candidates), 0))
    one = next(iter(first.values()))
    sector = bill((one, one)) - bill((one,))
    site = {place: bill((c,)) - base - sector for place, c in first.items()}
    few = int(figures["private_5g.small_core_radios"])
    larger = bill((one,) * (few + 1)) - bill((one,) * few) - sector
    return Prices(base, site, sector, cell, Core(few, max(larger, 0)))


def undominated(
    value: NDArray[np.float32], places: NDArray[np.intp], azimuth_deg: Array, points: Points, kept: set[int]
) -> NDArray[np.intp]:
    """Return the candidates worth keeping: those with some reach that none of their place, looking much the same way, equals.

    Antennas that look different ways may stand side by side and share the load: none replaces the other. ``kept`` always stay.
    """
    keep = value.sum(axis=1) > 0
    for place in np.unique(places):
        mine = np.flatnonzero((places == place) & keep)
        loss = np.zeros((mine.size, mine.size))
        for crowd in range(len(points.crowds)):
            part = value[np.ix_(mine, np.flatnonzero(points.crowd == crowd))]
            loss = np.maximum(loss, np.maximum(part[:, None] - part[None, :], 0).mean(axis=2))
        apart = np.abs(wrapped_deg(azimuth_deg[mine][:, None] - azimuth_deg[mine][None, :]))
        loss[apart >= LEAST_ANGLE_DEG - CLOSE] = np.inf
        total = value[mine].sum(axis=1)
        for a in range(mine.size):
            better = (loss[a] <= _AS_GOOD) & ((total > total[a]) | ((total == total[a]) & (np.arange(mine.size) < a)))
            keep[mine[a]] = not bool((better & keep[mine]).any())
    keep[list(kept)] = True
    return np.flatnonzero(keep)


def margins_db(candidates: Cells, reach: Reach, points: Points, link: Link, interference_db: float) -> NDArray[np.float32]:
    """Return by how much each antenna's link exceeds what each point needs (``Link.margin_db``); [antenna, point].

    The downlink counts ``interference_db`` above the noise; the uplink its noise rise.
    """
    power = np.array([c.power_dbm for c in candidates])[:, None]
    received = link.rsrp_dbm(power, reach.gain_db)
    snr = received - link.element_noise_dbm - interference_db
    return link.margin_db(received, snr, reach.gain_db, points.need_sinr_db, points.need_gain_db).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Instance:
    """A model and the candidates that its antennas are, in order; chance [antenna, point] of serving alone."""

    model: Model
    candidates: Cells
    chance: NDArray[np.float32]
    names: tuple[str, ...]

    def cells(self, chosen: tuple[int, ...]) -> Cells:
        return tuple(self.candidates[j] for j in chosen)


def instance_of(
    candidates: Cells,
    reach: Reach,
    points: Points,
    link: Link,
    figures: Figures,
    targets: Targets,
    wishes: Wishes,
    prices: Prices,
) -> Instance:
    """Write the linear model for ``candidates`` and the devices of ``points``, with the planned interference margin."""
    margin = margins_db(candidates, reach, points, link, figures["plan.interference_db"])
    chance = single(margin, reach.sigma_db).astype(np.float32)
    chance[chance < _NEGLIGIBLE] = 0.0
    names = tuple(dict.fromkeys(c.place for c in candidates))
    place = np.array([names.index(c.place) for c in candidates], dtype=np.intp)
    fixed = {f.id for f in wishes.fixed}
    standing = {at for at, c in enumerate(candidates) if c.place in fixed}
    azimuth = np.array([np.nan if c.azimuth_deg is None else c.azimuth_deg for c in candidates])
    pinned = {next(at for at, c in enumerate(candidates) if c.place == name) for name in wishes.pinned}
    keep = undominated(chance, place, azimuth, points, standing | pinned)
    kept, chance, place = tuple(candidates[i] for i in keep), chance[keep], place[keep]
    families = {"sector": 0, **{f"zone {c.zone}": 1 + n for n, c in enumerate(_one_of_each_hall(kept))}}
    model = Model(
        antenna_cents=np.array([_antenna_cents(c, prices, fixed) for c in kept], dtype=np.int64),
        place_cents=np.array([_rounded(0 if n in fixed else prices.site.get(n, 0)) for n in names], dtype=np.int64),
        place=place,
        azimuth_deg=azimuth[keep],
        family=np.array([families["sector" if c.kind == "sector" else f"zone {c.zone}"] for c in kept], dtype=np.intp),
        requirements=_requirements(points, chance, place, targets, wishes, figures["plan.strong"]),
        capacities=_capacities(points, chance, reach.gain_db[keep], link, figures),
        core=Core(prices.core.radios, _rounded(prices.core.cents)),
        kept=tuple(names.index(n) for n in wishes.pinned),
        standing=tuple(at for at, c in enumerate(kept) if c.place in fixed),
    )
    return Instance(model, kept, chance, names)


def _one_of_each_hall(cells: Cells) -> list[Candidate]:
    return list({c.zone: c for c in cells if c.kind == "indoor"}.values())


def _antenna_cents(candidate: Candidate, prices: Prices, fixed: set[str]) -> int:
    if candidate.place in fixed:
        return 0
    return _rounded(prices.indoor if candidate.kind == "indoor" else prices.sector)


def _rounded(cents: int) -> int:
    return round(cents / _PRICE_STEP_CENTS) * _PRICE_STEP_CENTS


def _requirements(
    points: Points, chance: NDArray[np.float32], place: NDArray[np.intp], targets: Targets, wishes: Wishes, strong: float
) -> tuple[Requirement, ...]:
    found: list[Requirement] = []
    antennas = np.arange(place.size)
    for at, crowd in enumerate(points.crowds):
        mine = np.flatnonzero(points.crowd == at)
        weight, value = points.weight[mine] / points.weight[mine].sum(), chance[:, mine]
        devices, target = float(crowd.group.count), float(targets.coverage[at])
        found.append(Requirement(at, "coverage", target, weight, value, devices=devices))
        if targets.second[at] > 0:
            sure = (value >= strong).astype(np.float32)
            found.append(Requirement(at, "redundancy", float(targets.second[at]), weight, sure, 2, place, devices / 2))
        if wishes.resilient or wishes.resilient_masts:
            group = place if wishes.resilient_masts else antennas
            found.append(Requirement(at, "resilience", target, weight, value, 2, group, devices / 2))
    return tuple(found)


def _capacities(
    points: Points, chance: NDArray[np.float32], gain_db: NDArray[np.float32], link: Link, figures: Figures
) -> tuple[Capacity, ...]:
    """Cells that the devices fill in each direction, each device at the rate of the best antenna it could have."""
    if not chance.size:
        return ()
    full = figures["plan.full_load"]
    best = gain_db.max(axis=0)
    noise = link.element_noise_dbm + figures["plan.interference_db"]
    strongest = link.rsrp_dbm(figures["sector.power_dbm"], best) - noise
    found = []
    for way, asked, rate in (
        ("up", points.mean_up_bps, link.uplink_bps(best)),
        ("down", points.mean_down_bps, link.downlink_bps(strongest)),
    ):
        load = np.where(rate > 0, points.weight * asked / np.maximum(rate, 1.0), 0.0)
        most = np.minimum(full, (chance > 0.5) @ load)
        least = min(float(load.sum()), float(most.sum()))
        if least > full / _PART_OF_A_CELL:
            found.append(Capacity(np.asarray(most, dtype=np.float64), least, way))
    return tuple(found)


def rescaled(model: Model, shifts: Array, loads: dict[str, float]) -> Model:
    """Return the model with the targets of coverage moved by ``shifts`` [crowd], and at least ``loads`` (cells) to carry."""
    moved = [
        min(max(r.target - float(shifts[r.crowd]), 0.0), 0.9995) if r.kind == "coverage" else r.target for r in model.requirements
    ]
    capacities = tuple(replace(c, least=min(max(c.least, loads.get(c.way, 0.0)), float(c.most.sum()))) for c in model.capacities)
    return replace(model.with_targets(moved), capacities=capacities)
