"""Lanes: the cost of each move, so that robots going opposite ways take different aisles.

On a plain floor all shortest ways are worth the same, and robots meet head on in narrow aisles. Here every other row is cheap
to the east and dear to the west, and so are columns: a fleet sorts itself into one-way lanes, as traffic does. How much
dearer the wrong way is (« toll »), and the cost of a plain move, are chosen by trial on the floor itself, with the fleet's
own size: a map whose aisles do not suit lanes keeps plain costs.

Sources: Cohen, Uras, Koenig, « Feasibility study: using highways for bounded-suboptimal multi-agent path finding », 2015;
Zhang et al., « Guidance graph optimization for lifelong multi-agent path finding », IJCAI 2024.
"""

from __future__ import annotations

import numpy as np

from campus5g.uses.robots.data.grid import Cells, Grid
from campus5g.uses.robots.model.corridors import single_ways
from campus5g.uses.robots.model.distances import Weights, plain_weights
from campus5g.uses.robots.model.lifelong import Floor, Shift, work

LANES = ((2, 3), (1, 2), (1, 3), (1, 5))
"""Costs tried: along a lane, and against it."""
TRIAL_STEPS = 800
DETOUR = 30
"""Cost of a move through a charger: a way around it is shorter than the hour that a vehicle may stand there."""


def lanes(grid: Grid, along: int, against: int) -> Weights:
    """Return (cells, 4) costs: rows alternate east and west, columns south and north; none where there is a single way."""
    row, column = grid.places[:, 0], grid.places[:, 1]
    costs = np.full((grid.cells, 4), along, dtype=np.int32)
    for side, wrong in enumerate((row % 2 == 1, row % 2 == 0, column % 2 == 1, column % 2 == 0)):
        costs[wrong, side] = against
    narrow = single_ways(grid.neighbours)
    beyond = narrow[grid.neighbours] & (grid.neighbours >= 0)
    costs[narrow[:, None] | beyond] = along
    return costs


def around(grid: Grid, weights: Weights, chargers: Cells) -> Weights:
    """Return ``weights`` (cells, 4) with ways that go around the chargers, unless a vehicle is bound for one."""
    found = weights.copy()
    found[np.isin(grid.neighbours, chargers) & (grid.neighbours >= 0)] = DETOUR
    return found


def guided(grid: Grid, places: Cells, starts: Cells, *, tasks: Cells | None = None, seed: int = 0) -> Floor:
    """Return the floor with the costs under which this fleet did most in a short trial.

    A trial in which a robot waited most of the time for one task counts as failed, however much the others did.
    """
    tasks = np.empty(0, dtype=np.int32) if tasks is None else tasks
    kinds = [plain_weights(grid.neighbours), *(lanes(grid, *pair) for pair in LANES)]
    floors = [Floor(grid, places, weights, tasks) for weights in kinds]
    trials = [work(floor, starts, TRIAL_STEPS, seed=seed) for floor in floors]
    best = max(range(len(floors)), key=lambda which: _merit(trials[which]))
    return floors[best]


def _merit(shift: Shift) -> tuple[bool, int]:
    return shift.longest_wait < 0.9 * shift.steps, shift.deliveries
