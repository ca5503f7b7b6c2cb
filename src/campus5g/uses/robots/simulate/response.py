"""What stops cost a whole fleet: a stopped vehicle blocks an aisle, and the larger the fleet the more wait behind it.

Measured on the floor itself: with φ the share of time that vehicles stand, deliveries follow D = D₀ · exp(−A φ) closely; A, the
amplification, is near 1 for a few vehicles and above 10 for hundreds, and smaller for short stops. A is fitted on shifts
with stops of 10 and of 60 seconds, and taken in between by their length.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from campus5g.core.message import msg
from campus5g.core.progress import Progress, silent
from campus5g.uses.parameters import Floats
from campus5g.uses.robots.data.grid import Cells, Grid
from campus5g.uses.robots.model.guidance import around, guided
from campus5g.uses.robots.model.lifelong import Body, Floor, Hazards, Shift, draw_places, draw_starts, work
from campus5g.uses.robots.model.search import far_from
from campus5g.uses.robots.simulate.served import Pattern

SHORT_S, LONG_S = 10.0, 60.0
STANDING = 0.04
"""Share of time that vehicles stand in the shifts on which the amplification is fitted: large enough to be told from chance."""
ROBOT_STEPS = 500_000
"""Length of a shift times its vehicles: keeps an assessment within seconds."""
LEAST_STEPS, MOST_STEPS = 1200, 12_000
PLACES = 400
LEGS = 2
"""Ways that a delivery takes: to the load, and to where it is wanted."""
SEEDS = 3


@dataclass(frozen=True, slots=True)
class Response:
    """A fleet on its floor: deliveries an hour when nobody is stopped, and the amplification of short and of long stops.

    moving: vehicles on their way at a time; the others load or unload beside the aisles. mapped: both amplifications where
    stops fall as the plan's map has them.
    """

    vehicles: int
    moving: int
    deliveries_h: float
    short: float
    long: float
    mapped: tuple[float, float] | None = None

    def amplification(self, stop_s: Floats, mapped: bool = False) -> Floats:
        """Return A for stops of (draws,) seconds: straight between the two lengths measured, flat beyond them.

        mapped: for stops that fall where the plan's map has them, if there is a map; else they fall anywhere alike.
        """
        lengths = self.mapped if mapped and self.mapped else (self.short, self.long)
        return np.asarray(np.interp(stop_s, (SHORT_S, LONG_S), lengths))

    def kept(self, standing: Floats, stop_s: Floats) -> Floats:
        """Return the share of deliveries kept when vehicles stand for a share ``standing`` of the time."""
        return np.asarray(np.exp(-self.amplification(stop_s) * standing))


@dataclass(frozen=True, slots=True)
class Fleet:
    """A floor with its guidance, and ``moving`` of its ``vehicles`` on their way. step_s: seconds to cross a cell."""

    floor: Floor
    vehicles: int
    moving: int
    body: Body
    step_s: float
    seed: int

    def shift(self, steps: int, seed: int, hazards: Hazards | None = None, keep: int = 0) -> Shift:
        """Let the fleet work from places drawn with ``seed``, keeping where everybody is in the first ``keep`` steps."""
        starts = draw_starts(self.floor.grid, self.moving, seed)
        return work(self.floor, starts, steps, hazards=hazards, body=self.body, seed=seed, keep=keep)

    @property
    def steps(self) -> int:
        return int(np.clip(ROBOT_STEPS / self.moving, LEAST_STEPS, MOST_STEPS))

    def hazards(
        self,
        stops_h: float,
        outage_s: float,
        restart_s: float,
        call: float = 0.0,
        answer_s: float = 0.0,
        pattern: Pattern | None = None,
    ) -> Hazards:
        """Return ``stops_h`` an hour and vehicle in steps of this fleet, the same everywhere or as ``pattern`` spreads them."""
        step, spread = self.step_s, pattern or Pattern.even(self.floor.grid)
        chance = stops_h * step / 3600
        cell, side = np.minimum(1.0, chance * spread.cell), np.minimum(1.0, chance * spread.side)
        return Hazards(cell, side, outage_s / step, restart_s / step, call, answer_s / step)


def fleet(grid: Grid, vehicles: int, body: Body, step_s: float, handling_s: float, seed: int) -> Fleet:
    """Return the fleet with the lanes that suit it. handling_s: loading or unloading at each end of a way, beside the aisle."""
    # a load that waits where a vehicle charges would wait for an hour
    places = draw_places(grid, PLACES, seed, body.chargers)
    travel_s = mean_distance(grid, places) * step_s
    moving = max(1, round(vehicles * travel_s / (travel_s + handling_s)))
    floor = guided(grid, places, draw_starts(grid, moving, seed), seed=seed)
    floor = replace(floor, weights=around(grid, floor.weights, body.chargers))
    return Fleet(floor, vehicles, moving, body, step_s, seed)


def mean_distance(grid: Grid, places: Cells) -> float:
    """Return the mean number of steps from one place to another, over some of them."""
    far = far_from(grid.neighbours, places[:40])[:, places]
    return float(far[far > 0].mean()) if (far > 0).any() else 1.0


def measure(ready: Fleet, progress: Progress = silent, pattern: Pattern | None = None) -> Response:
    """Run the shifts and fit the amplification (least squares through the origin of −log(D / D₀) on φ).

    pattern: where stops fall by the plan's map; the fleet is then also seen under it.
    """
    free: list[Shift] = []
    for number in range(SEEDS):
        free.append(ready.shift(ready.steps, ready.seed + number))
        progress((number + 1) / (3 * SEEDS), msg("letting the fleet work"))
    even = tuple(_amplification(ready, free, length, None) for length in (SHORT_S, LONG_S))
    progress(2 / 3, msg("letting the fleet work while some are stopped"))
    mapped = None
    if pattern is not None:
        mapped = (_amplification(ready, free, SHORT_S, pattern), _amplification(ready, free, LONG_S, pattern))
    progress(1.0, msg("letting the fleet work while some are stopped"))
    legs = float(np.mean([shift.tasks_per_step for shift in free])) * 3600 / ready.step_s
    return Response(ready.vehicles, ready.moving, legs / LEGS, even[0], even[1], mapped)


def _amplification(ready: Fleet, free: list[Shift], length_s: float, pattern: Pattern | None) -> float:
    """Return A for stops of ``length_s``; free: the shifts in which nobody is stopped."""
    risk = ready.hazards(3600 * STANDING / length_s, length_s / 2, length_s / 2, pattern=pattern)
    losses, standing = [], []
    for number, base in enumerate(free):
        shift = ready.shift(ready.steps, ready.seed + number, risk)
        losses.append(-np.log(max(shift.deliveries, 1) / max(base.deliveries, 1)))
        standing.append(shift.stopped / (shift.steps * shift.robots))
    return float(np.dot(losses, standing) / np.dot(standing, standing))
