"""The terminal shown again: its quay planned again, its cranes over each network, and its vehicles seen from above."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from campus5g.core.benefit import Replay, Scene, Series
from campus5g.core.message import msg
from campus5g.core.service import Connectivity
from campus5g.uses import compare
from campus5g.uses.logistics.data.quay import Quay
from campus5g.uses.logistics.simulate.dispatch import Freshness, shift
from campus5g.uses.logistics.slips import slipping
from campus5g.uses.logistics.terminal.case import Terminal
from campus5g.uses.logistics.value import Valuation, error
from campus5g.uses.parameters import Floats, Parameters

HOUR_S = 3600.0
SHOWN_S = 600.0
PICTURES = 60
MOST_VEHICLES = 60
COLUMNS = 60
"""Cells along the quay in the picture from above."""
STEP_MIN = 10.0
"""Minutes between two points of the curves of a day."""


def replays(
    valuation: Valuation, parameters: Parameters, rival: Connectivity | None, quays: Sequence[Quay], seed: int
) -> tuple[Replay, ...]:
    """Return the quay planned again as ships slip, where there are ships; then the cranes and the yard, where there are any."""
    return (*_quay(valuation, parameters, quays, seed), *_cranes(valuation, parameters, rival, seed))


def _quay(valuation: Valuation, parameters: Parameters, quays: Sequence[Quay], seed: int) -> tuple[Replay, ...]:
    if not quays:
        return ()
    typical = parameters.typical()
    told = valuation.operation(Connectivity.PRIVATE_5G, valuation.links[Connectivity.PRIVATE_5G], typical).known
    found = slipping(quays[0], float(error(told, typical)[0]), seed)
    return () if found is None else (found,)


def _cranes(valuation: Valuation, parameters: Parameters, rival: Connectivity | None, seed: int) -> tuple[Replay, ...]:
    """Return a day of the cranes over all networks, then the yard over private 5G and over its rival, the same boxes for all."""
    if not valuation.response.enough:
        return ()
    terminal, typical = valuation.terminal, parameters.typical()
    trails = {}
    for connectivity, links in valuation.links.items():
        delay = float(valuation.operation(connectivity, links, typical).known.delay_s[0])
        found = shift(terminal, terminal.vehicles, Freshness(2 * delay), seed, hours=8.0, keep=20_000)
        trails[connectivity] = found.trail
    against = rival or Connectivity.MANUAL
    shown = [c for c in dict.fromkeys((Connectivity.PRIVATE_5G, against)) if c in trails]
    return (_day(terminal, trails), *(_yard(terminal, c, trails[c]) for c in shown))


def _day(terminal: Terminal, trails: dict[Connectivity, Floats]) -> Replay:
    """Return how many boxes each network has moved beyond those of voice and paper, since the beginning of eight hours."""
    minutes = np.arange(0.0, 8 * 60 + 1, STEP_MIN)
    done = {c: np.searchsorted(np.sort(trail[:, 6]) / 60, minutes, side="right") for c, trail in trails.items()}
    voice = done.pop(Connectivity.MANUAL)
    curves = tuple(
        Series(str(c), compare.NAMES[c], "", tuple(map(float, minutes)), tuple(map(float, moved - voice)))
        for c, moved in done.items()
    )
    title = msg(
        "Eight hours of %(cranes)s cranes and %(n)s vehicles: boxes moved beyond those with voice and paper",
        cranes=terminal.cranes,
        n=terminal.vehicles,
    )
    return Replay("moves", title, None, msg("time"), "min", curves)


def _yard(terminal: Terminal, connectivity: Connectivity, trail: Floats) -> Replay:
    """Return ten minutes of the third hour from above: vehicles at work, and those that nobody has given an order to."""
    at = np.linspace(2 * HOUR_S, 2 * HOUR_S + SHOWN_S, PICTURES)
    vehicles = min(terminal.vehicles, MOST_VEHICLES)
    cell_m = terminal.quay_m / COLUMNS
    columns, rows = COLUMNS + 1, int(terminal.depths[1] // cell_m) + 4
    cells = np.zeros((PICTURES, vehicles), dtype=int)
    idle = np.ones((PICTURES, vehicles), dtype=np.bool_)
    for vehicle in range(vehicles):
        x, y, idle[:, vehicle] = _track(trail[trail[:, 0] == vehicle], terminal.crane_places, at)
        cells[:, vehicle] = (np.rint(y / cell_m).astype(int) + 2) * columns + np.rint(x / cell_m).astype(int)
    seconds = tuple(round(float(second - at[0]), 1) for second in at)
    count = tuple(map(float, idle.sum(axis=1)))
    scene = Scene(
        rows=rows,
        columns=columns,
        walls=tuple((max(0, round(place / cell_m) - 1), 0, 3, 2) for place in terminal.crane_places),
        at=seconds,
        cells=tuple(tuple(map(int, row)) for row in cells),
        standing=tuple(tuple(map(int, np.flatnonzero(row))) for row in idle),
        moving_label=msg("at work"),
        standing_label=msg("without an order"),
    )
    curve = Series("idle", msg("vehicles without an order"), "", seconds, count)
    title = msg("Ten minutes of the yard from above, cranes along the upper edge")
    return Replay(f"yard_{connectivity}", title, connectivity, msg("time"), "s", (curve,), (), scene)


def _track(jobs: Floats, cranes: Floats, at: Floats) -> tuple[Floats, Floats, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Return (pictures,) places of a vehicle, straight between the points of its ``jobs``, and when it has none.

    It has an order from when it is told until it has put its box down.
    """
    if not len(jobs):
        return np.zeros(len(at)), np.zeros(len(at)), np.ones(len(at), dtype=np.bool_)
    crane = cranes[jobs[:, 1].astype(int)]
    zero = np.zeros(len(jobs))
    times = jobs[:, [2, 5, 6, 9]].ravel()
    x = np.interp(at, times, np.column_stack([jobs[:, 3], crane, crane, jobs[:, 7]]).ravel())
    y = np.interp(at, times, np.column_stack([jobs[:, 4], zero, zero, jobs[:, 8]]).ravel())
    current = np.searchsorted(jobs[:, 2], at, side="right") - 1
    busy = (current >= 0) & (at < jobs[np.maximum(current, 0), 9])
    return x, y, ~busy
