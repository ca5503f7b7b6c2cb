"""An hour of the fleet shown again: deliveries over each network, and five minutes of the floor seen from above."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from campus5g.core.benefit import Mark, Replay, Scene, Series, Shade
from campus5g.core.message import msg
from campus5g.core.service import Connectivity
from campus5g.uses import compare
from campus5g.uses.parameters import Parameters
from campus5g.uses.robots.data.grid import Grid
from campus5g.uses.robots.model.lifelong import Shift
from campus5g.uses.robots.simulate.response import Fleet
from campus5g.uses.robots.simulate.served import Under, spread
from campus5g.uses.robots.simulate.stops import stops
from campus5g.uses.robots.value import Valuation

HOUR_S, SCENE_S = 3600.0, 300.0
MOST_MARKS = 12
MOST_POSITIONS = 4000
"""Vehicles times pictures of a scene: what a page can hold."""
MOST_PICTURES = 100
MOST_BLOCKS = 40
"""Blocks of the coverage under a scene, along and across."""


def replays(
    ready: Fleet, valuation: Valuation, parameters: Parameters, rival: Connectivity | None, under: Under | None = None
) -> tuple[Replay, ...]:
    """Return the hour of all networks, then the floor over private 5G and over its best rival, the same tasks for all.

    under: what the plan's map of private 5G says under the floor; its stops then fall as the map has them.
    """
    shifts = _shifts(ready, valuation, parameters, under)
    if not shifts:
        return ()
    scenes = [c for c in (Connectivity.PRIVATE_5G, rival) if c in shifts]
    begin = _busiest(ready, [shifts[c] for c in scenes])
    floors = (
        _floor(ready, c, shifts[c], begin, shade(under, ready.floor.grid) if under and c is Connectivity.PRIVATE_5G else None)
        for c in dict.fromkeys(scenes)
    )
    return (_hour(ready, shifts), *floors)


def _shifts(ready: Fleet, valuation: Valuation, parameters: Parameters, under: Under | None) -> dict[Connectivity, Shift]:
    """Return an hour of the fleet over each radio that can drive it, at typical assumptions."""
    steps, typical = int(HOUR_S / ready.step_s), parameters.typical()
    found = {}
    for connectivity, links in valuation.links.items():
        if connectivity in (Connectivity.MANUAL, Connectivity.WIRED):
            continue
        met = [stops(link.service, typical) for link in links]
        rate = sum(link.share * float(m.per_hour[0]) for link, m in zip(links, met, strict=True))
        if not np.isfinite(rate):
            continue
        outage = max(float(m.outage_s[0]) for m in met)
        mapped = under if connectivity is Connectivity.PRIVATE_5G else None
        pattern = spread(links, mapped, ready.floor.grid, typical) if mapped else None
        risk = ready.hazards(rate, outage, parameters["restart_s"], parameters["call_share"], parameters["answer_s"], pattern)
        found[connectivity] = ready.shift(steps, ready.seed, risk, keep=steps)
    return found


def _hour(ready: Fleet, shifts: Mapping[Connectivity, Shift]) -> Replay:
    curves, marks = [], []
    for connectivity, shift in shifts.items():
        minutes = np.minimum((np.arange(shift.steps) * ready.step_s / 60).astype(int), 59)
        done = np.bincount(minutes, shift.pulse[:, 0], 60)
        name = compare.NAMES[connectivity]
        curves.append(Series(str(connectivity), name, "", tuple(map(float, range(60))), tuple(map(float, done))))
        if connectivity is Connectivity.PRIVATE_5G:
            met_at = np.flatnonzero(np.diff(shift.pulse[:, 1]) > 0)[:MOST_MARKS]
            marks = [Mark(float(step * ready.step_s / 60), msg("a vehicle stops (private 5G)")) for step in met_at]
    title = msg("An hour of the fleet: ways done in each minute, over each network")
    return Replay("hour", title, None, msg("time"), "min", tuple(curves), tuple(marks))


def _busiest(ready: Fleet, shifts: list[Shift]) -> int:
    """Return the step that begins the five minutes in which most vehicles are held up."""
    length = min(int(SCENE_S / ready.step_s), shifts[0].steps)
    held = np.cumsum(np.concatenate([[0], sum(shift.pulse[:, 1] for shift in shifts)]))
    return int(np.argmax(held[length:] - held[:-length]))


def _floor(ready: Fleet, connectivity: Connectivity, shift: Shift, begin: int, shade: Shade | None) -> Replay:
    """Return five minutes of the floor from step ``begin``: who goes, who is held up, how many, and over what coverage."""
    length = min(int(SCENE_S / ready.step_s), shift.steps)
    pictures = max(2, min(length, MOST_PICTURES, MOST_POSITIONS // shift.robots))
    at = np.unique(np.linspace(0, length - 1, pictures).astype(int))
    seconds = tuple(round(float(step * ready.step_s), 1) for step in at)
    trace: NDArray[np.int32] = shift.trace if shift.trace is not None else np.empty((0, 0), dtype=np.int32)
    cells = trace[begin + at]
    held = cells < 0
    grid = ready.floor.grid
    places = grid.places[np.where(held, -1 - cells, cells)]
    numbers = places[..., 0] * grid.free.shape[1] + places[..., 1]
    scene = Scene(
        rows=grid.free.shape[0],
        columns=grid.free.shape[1],
        walls=walls(grid),
        at=seconds,
        cells=tuple(tuple(map(int, row)) for row in numbers),
        standing=tuple(tuple(map(int, np.flatnonzero(row))) for row in held),
        moving_label=msg("on its way"),
        standing_label=msg("held up by its network"),
        shade=shade,
    )
    count = tuple(map(float, held.sum(axis=1)))
    curve = Series("standing", msg("vehicles held up by their network"), "", seconds, count)
    title = msg("Five minutes of the floor, where most vehicles are held up")
    return Replay(f"floor_{connectivity}", title, connectivity, msg("time"), "s", (curve,), (), scene)


def walls(grid: Grid) -> tuple[tuple[int, int, int, int], ...]:
    """Return the blocked cells as few rectangles: runs of a row, joined with an equal run of the row above."""
    found: dict[tuple[int, int], list[int]] = {}
    done = []
    for row in range(grid.free.shape[0]):
        edges = np.flatnonzero(np.diff(np.concatenate([[False], ~grid.free[row], [False]]).astype(int)))
        runs = {(int(start), int(end - start)) for start, end in edges.reshape(-1, 2)}
        done += [(column, top, width, height) for (column, width), (top, height) in found.items() if (column, width) not in runs]
        found = {run: [found[run][0], found[run][1] + 1] if run in found else [row, 1] for run in sorted(runs)}
    done += [(column, top, width, height) for (column, width), (top, height) in found.items()]
    return tuple(sorted(done))


def shade(under: Under, grid: Grid) -> Shade:
    """Return the chance of service under the floor, as means over blocks of cells; blocks of walls alone take the worst."""
    height, width = grid.free.shape
    rows, columns = min(height, MOST_BLOCKS), min(width, MOST_BLOCKS)
    block = (grid.places[:, 0] * rows // height) * columns + grid.places[:, 1] * columns // width
    count = np.bincount(block, minlength=rows * columns)
    total = np.bincount(block, under.served, minlength=rows * columns)
    mean = np.where(count > 0, total / np.maximum(count, 1), under.served.min())
    return Shade(msg("places served"), rows, columns, tuple(round(float(value), 3) for value in mean))
