"""Small changes of a chosen network, each judged with its loads and interference: turn, tilt, lower the power, add, take out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from campus5g.core.message import msg
from campus5g.core.progress import Progress
from campus5g.network.antennas import wrapped_deg
from campus5g.network.candidates import Candidate
from campus5g.network.coupled import Cells, Coupled, Verdict
from campus5g.network.formulation import Instance
from campus5g.network.linear import LEAST_ANGLE_DEG, SECTORS_PER_PLACE

_TURNS_DEG = (-10.0, 10.0)
_TILTS_DEG = (-1.0, 1.0)
_POWERS_DB = (-3.0, 3.0)
_LEAST_POWER_DB = -6.0
_SWEEPS = 2
_TRIALS = 10
_LEAST_HELP = 0.02
"""An antenna is added if it takes at least this share of what is short, or a whole device."""

_BETTER = 1e-4
"""Least gain in devices served (share) for which an antenna is touched."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the search may do: places that keep an antenna, antennas that stay as they are, tilts, most antennas, spending."""

    kept_places: frozenset[str]
    standing: frozenset[str]
    tilts_deg: tuple[float, float]
    affordable: Callable[[Cells], bool]
    most_antennas: int = 60


def fits_beside(cell: Candidate, others: Cells) -> bool:
    """Whether ``cell`` may stand beside ``others``: its place has room, and none there looks nearly the same way."""
    same = [o for o in others if o.place == cell.place]
    if len(same) >= SECTORS_PER_PLACE:
        return False
    return all(
        o.azimuth_deg is not None
        and cell.azimuth_deg is not None
        and abs(float(wrapped_deg(o.azimuth_deg - cell.azimuth_deg))) >= LEAST_ANGLE_DEG - 1e-6
        for o in same
    )


def repaired(cells: Cells, judge: Coupled, instance: Instance, price: Callable[[Candidate, Cells], int], limits: Limits) -> Cells:
    """Add antennas until no group is short, each time the one that takes most of what is short for each euro.

    The likeliest few, by what they bring to devices that are not served or whose cell is full, are tried on the coupled
    network: a further cell also disturbs.
    """
    now = judge.verdict(cells)
    while not now.content and len(cells) < limits.most_antennas:
        best: tuple[float, Candidate, Verdict] | None = None
        for candidate in likeliest(cells, judge, instance, price):
            if not limits.affordable((*cells, candidate)):
                continue
            then = judge.verdict((*cells, candidate))
            relief = (now.short - then.short) / max(price(candidate, cells), 1)
            if now.short - then.short >= min(_LEAST_HELP * now.short, 1.0) and (best is None or relief > best[0]):
                best = (relief, candidate, then)
        if best is None:
            return cells
        cells, now = (*cells, best[1]), best[2]
    return cells


def likeliest(
    cells: Cells, judge: Coupled, instance: Instance, price: Callable[[Candidate, Cells], int], count: int = _TRIALS
) -> list[Candidate]:
    """Return the candidates that reach most of the devices in want, for each euro."""
    want = _want(cells, judge)
    gain = instance.chance @ want
    worth = np.array([g / max(price(c, cells), 1) for g, c in zip(gain, instance.candidates, strict=True)])
    order = np.argsort(-worth, kind="stable")
    able = (instance.candidates[int(j)] for j in order if worth[j] > 0)
    return _first(count, (c for c in able if fits_beside(c, cells)))


def _first(count: int, several: Iterator[Candidate]) -> list[Candidate]:
    return [c for _, c in zip(range(count), several, strict=False)]


def _want(cells: Cells, judge: Coupled) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Devices in want at each point: not served where the group is short, or in a cell that is full."""
    points, targets = judge.points, judge.targets
    if not cells:
        return points.weight
    radio, verdict = judge.radio(cells), judge.verdict(cells)
    short = (verdict.coverage < targets.coverage - 1e-9)[points.crowd]
    lonely = (verdict.second < targets.second - 1e-9)[points.crowd] | bool(judge.may_fail)
    alone = lonely & (radio.masts < 2)
    full = 1 - np.where(radio.loads.can_serve, radio.fits[radio.loads.server], 1.0)
    return np.asarray(points.weight * (short * (1 - radio.served) + 0.5 * alone + full))


def thinned(cells: Cells, judge: Coupled, price: Callable[[Candidate, Cells], int], limits: Limits) -> Cells:
    """Take out, dearest first, every antenna without which no more devices are short."""
    now = judge.verdict(cells)
    order = sorted(cells, key=lambda c: (-price(c, tuple(o for o in cells if o is not c)), c.place, c.azimuth_deg or 0.0))
    for cell in order:
        if not may_go(cell, cells, limits):
            continue
        rest = tuple(c for c in cells if c is not cell)
        then = judge.verdict(rest)
        if then.short <= now.short + 1e-6 and rest:
            cells, now = rest, then
    return cells


def may_go(cell: Candidate, cells: Cells, limits: Limits) -> bool:
    """Whether ``cell`` may be taken out: it was not standing, and is not the last of a place that must keep one."""
    last = all(c is cell or c.place != cell.place for c in cells)
    return cell.place not in limits.standing and not (last and cell.place in limits.kept_places)


def tuned(cells: Cells, judge: Coupled, limits: Limits, full_power: Callable[[Candidate], float], progress: Progress) -> Cells:
    """Turn, tilt and weaken one antenna at a time while it leaves fewer devices short or serves more of them.

    Where any one may fail the antennas stay as the linear model set them: each trial would be as many networks as antennas.
    """
    if judge.may_fail:
        return cells
    now = judge.verdict(cells)
    for sweep in range(_SWEEPS):
        touched = False
        for at in range(len(cells)):
            progress((sweep + at / len(cells)) / _SWEEPS, msg("turning and tilting %(n)s antennas", n=len(cells)))
            if cells[at].place in limits.standing:
                continue
            for other in _moves(cells[at], limits, full_power(cells[at])):
                rest = (*cells[:at], *cells[at + 1 :])
                if not fits_beside(other, rest):
                    continue
                trial = (*cells[:at], other, *cells[at + 1 :])
                then = judge.verdict(trial)
                more = then.short <= now.short + 1e-9 and then.served > now.served + _BETTER
                if then.short < now.short - 1e-6 or more:
                    cells, now, touched = trial, then, True
        if not touched:
            break
    return cells


def _moves(cell: Candidate, limits: Limits, full_power_dbm: float) -> Iterator[Candidate]:
    if cell.azimuth_deg is not None:
        for turn in _TURNS_DEG:
            yield replace(cell, azimuth_deg=(cell.azimuth_deg + turn) % 360)
        for tilt in _TILTS_DEG:
            if limits.tilts_deg[0] <= cell.tilt_deg + tilt <= limits.tilts_deg[1]:
                yield replace(cell, tilt_deg=cell.tilt_deg + tilt)
    for step in _POWERS_DB:
        power = cell.power_dbm + step
        if full_power_dbm + _LEAST_POWER_DB - 1e-9 <= power <= full_power_dbm + 1e-9:
            yield replace(cell, power_dbm=power)
