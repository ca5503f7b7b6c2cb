"""The worth of what can be moved over uncertain figures: the dispatch solved at few nodes, straight lines between them.

For one MW of connection, the gain of energy g and of subscribed power s are solved at the low, typical and high of what a means can
move (its level) and of the daily spread of prices; a draw is worth MW x utilisation / typical x (g + 1000 x €/kW x s). What all
means do together is the sum of the three times the ratio solved at the typical figures: each takes part of the same hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from campus5g.core.figures import Assumption
from campus5g.core.message import msg
from campus5g.core.progress import Progress
from campus5g.territory.power.flexibility import Moved, cheapest, lowest_peak
from campus5g.territory.power.outcome import Means
from campus5g.uses.parameters import Draws, Floats, Parameters

LEVELS = {Means.COMPUTING: "wait_share", Means.COOLING: "cold_h", Means.BATTERY: "battery_share"}


@dataclass(frozen=True, slots=True)
class Worths:
    """(draws,) € a year and MW freed, by means."""

    eur: Mapping[Means, Floats]
    freed_mw: Mapping[Means, Floats]


def nodes(assumption: Assumption) -> tuple[float, ...]:
    """Return the low, typical and high of an assumption, each once."""
    return tuple(sorted({assumption.low, assumption.value, assumption.high}))


def worths(p: Parameters, a: Draws, site_mw: Floats, area_mw: Floats, seed: int, progress: Progress) -> Worths:
    """Return the worth of each means when ``site_mw``, (draws,), is in service beside an area of (HOURS,) MW."""
    typical = {key: one.value for key, one in p.assumptions.items()}
    eur = _eur(p, a, typical, site_mw, seed, progress)
    progress(0.6, msg("sparing the peak"))
    return Worths(eur, _freed(p, a, typical, site_mw, area_mw, seed))


def moved(p: Parameters) -> Moved:
    """Return all that can be moved at the typical figures."""
    return Moved(*(p[key] for key in LEVELS.values()))


def _eur(
    p: Parameters, a: Draws, typical: Mapping[str, float], site_mw: Floats, seed: int, progress: Progress
) -> dict[Means, Floats]:
    spreads = nodes(p.assumptions["spread_eur_mwh"])
    idle = [cheapest(typical, Moved(), spread, seed) for spread in spreads]

    def gains(change: Moved) -> Floats:
        """Return (2, spreads) €/MW of energy gained, and MW no longer subscribed."""
        runs = [cheapest(typical, change, spread, seed) for spread in spreads]
        energy = [base.energy_eur - run.energy_eur for base, run in zip(idle, runs, strict=True)]
        power = [base.subscribed_mw - run.subscribed_mw for base, run in zip(idle, runs, strict=True)]
        return np.array([energy, power])

    def per_mw(energy: Floats, power: Floats) -> Floats:
        return np.asarray(energy + 1000 * a["power_eur_kw"] * power)

    middle = spreads.index(p["spread_eur_mwh"])
    found, alone = {}, 0.0
    for place, (means, key) in enumerate(LEVELS.items()):
        progress(0.1 + 0.15 * place, msg("dispatching the site"))
        levels = nodes(p.assumptions[key])
        table = np.array([gains(replace(Moved(), **{key: level})) for level in levels])
        energy, power = (_between(levels, spreads, table[:, part], a[key], a["spread_eur_mwh"]) for part in (0, 1))
        found[means] = per_mw(energy, power)
        alone += float(table[levels.index(p[key]), 0, middle])
    together = float(gains(moved(p))[0, middle])
    scale = site_mw * a["utilisation"] / p["utilisation"]
    ratio = together / alone if alone > 0 else 0.0
    eur = {means: np.maximum(value, 0.0) * scale for means, value in found.items()}
    return {**eur, Means.ALL: ratio * np.asarray(sum(eur.values()))}


def _between(xs: tuple[float, ...], ys: tuple[float, ...], table: Floats, x: Floats, y: Floats) -> Floats:
    """Return (draws,) values of a (xs, ys) table, in straight lines between its nodes."""
    along_x = np.array([np.interp(x, xs, table[:, place]) for place in range(len(ys))])
    if len(ys) == 1:
        return np.asarray(along_x[0])
    right = np.clip(np.searchsorted(ys, y), 1, len(ys) - 1)
    low, high = np.asarray(ys)[right - 1], np.asarray(ys)[right]
    share = np.clip((y - low) / (high - low), 0.0, 1.0)
    draws = np.arange(len(y))
    return np.asarray((1 - share) * along_x[right - 1, draws] + share * along_x[right, draws])


def _freed(
    p: Parameters, a: Draws, typical: Mapping[str, float], site_mw: Floats, area_mw: Floats, seed: int
) -> dict[Means, Floats]:
    """Return (draws,) MW: solved over the level at the median site, and over the size of the site with all means."""
    sizes = tuple(sorted({round(float(q), 3) for q in np.quantile(site_mw, (0.1, 0.5, 0.9))}))
    if sizes[-1] <= 0:
        return {means: np.zeros_like(site_mw) for means in Means}
    sizes = tuple(size for size in sizes if size > 0)
    median = sizes[len(sizes) // 2]
    idle = {size: lowest_peak(typical, Moved(), area_mw, size, seed).subscribed_mw for size in sizes}

    def freed(change: Moved, size: float) -> float:
        return max(idle[size] - lowest_peak(typical, change, area_mw, size, seed).subscribed_mw, 0.0)

    by_size = [freed(moved(p), size) for size in sizes]
    whole = by_size[len(sizes) // 2]
    scale = np.interp(site_mw, (0.0, *sizes), (0.0, *by_size)) / (whole or 1.0)
    scale = scale * a["utilisation"] / p["utilisation"]
    found: dict[Means, Floats] = {}
    for means, key in LEVELS.items():
        levels = nodes(p.assumptions[key])
        solved = [freed(replace(Moved(), **{key: level}), median) for level in levels]
        found[means] = np.asarray(scale * np.interp(a[key], levels, solved))
    return {**found, Means.ALL: whole * scale}
