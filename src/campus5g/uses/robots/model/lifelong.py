"""A fleet at work without end: each robot that arrives gets its next task, and stops when its network lets it down.

One step is the time to cross one cell. All robots move together by ``steps.place_robot``; one that is stopped (network, turn,
battery) stands in the way of the others, which is how short stops become lost deliveries.

Random numbers are drawn by robot and step (or robot and task) and not in sequence: two networks meet the same tasks and the
same bad luck, and only what differs between them makes the difference.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from campus5g.uses.robots.data.grid import Cells, Grid
from campus5g.uses.robots.model.corridors import single_ways
from campus5g.uses.robots.model.distances import Weights, plain_weights
from campus5g.uses.robots.model.kernel import Fleet, Ground, Rules, run
from campus5g.uses.robots.model.steps import degrees

TABLE_BYTES = 1024**3
"""Memory for distances to the places of tasks; beyond it, those no longer needed are computed anew when they come back."""


@dataclass(frozen=True, slots=True)
class Hazards:
    """What stops robots, and for how long.

    cell (cells,): probability that a robot that spends a step there is stopped by its network. side (cells, 4): the same, added
    when it leaves the cell by that side (a handover). outage: mean of the exponential length of what stops it, in steps;
    restart: steps until it moves again by itself afterwards; call: share of stops where a person has to set it right;
    answer: steps until that is done.
    """

    cell: NDArray[np.float64]
    side: NDArray[np.float64]
    outage: float
    restart: float
    call: float
    answer: float

    @classmethod
    def none(cls, grid: Grid) -> Hazards:
        """Return a floor on which the network never stops anybody."""
        return cls(np.zeros(grid.cells), np.zeros((grid.cells, 4)), 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Body:
    """What a robot is bound to. turn: steps that a change of direction takes. battery: steps of work in a full charge, 0 when
    it is not counted; charge: steps to fill it from empty; chargers: cells where it is filled, one robot each."""

    turn: int = 0
    battery: float = 0.0
    charge: float = 0.0
    chargers: Cells = field(default_factory=lambda: np.empty(0, dtype=np.int32))


@dataclass(frozen=True, slots=True)
class Shift:
    """What a fleet did in ``steps`` steps.

    deliveries: tasks done. stops: by the network; stopped: robot-steps of them; calls: where a person had to come.
    longest_wait: most steps that one task took. pulse: (steps, 2) deliveries and robots stopped at each step. trace: (steps
    kept, robots) cells when asked, as -1 - cell where its network holds a robot up.
    """

    steps: int
    robots: int
    deliveries: int
    moves: int
    stops: int
    stopped: int
    calls: int
    longest_wait: int
    charges: int
    turns: int
    pulse: NDArray[np.int32] = field(repr=False, compare=False)
    trace: NDArray[np.int32] | None = field(default=None, repr=False, compare=False)

    @property
    def tasks_per_step(self) -> float:
        return self.deliveries / self.steps


@dataclass(frozen=True, slots=True)
class Floor:
    """Where a fleet works: the grid, the cost of each move (guidance), and the cells where tasks are."""

    grid: Grid
    places: Cells
    weights: Weights
    tasks: Cells = field(default_factory=lambda: np.empty(0, dtype=np.int32))

    @classmethod
    def plain(cls, grid: Grid, places: Cells, tasks: Cells | None = None) -> Floor:
        """Return a floor where every move costs the same."""
        return cls(grid, places, plain_weights(grid.neighbours), np.empty(0, dtype=np.int32) if tasks is None else tasks)


def work(
    floor: Floor,
    starts: Cells,
    steps: int,
    *,
    hazards: Hazards | None = None,
    body: Body | None = None,
    seed: int = 0,
    flow: NDArray[np.int32] | None = None,
    keep: int = 0,
) -> Shift:
    """Let a fleet work ``steps`` steps from ``starts`` (robots,) and return what it did.

    flow: (cells, 5) counts to add to: moves by side, and waits. keep: steps of which every robot's cell is kept.
    """
    grid, body = floor.grid, body or Body()
    risk = hazards or Hazards.none(grid)
    distinct = len(np.unique(np.concatenate([floor.tasks if floor.tasks.size else floor.places, body.chargers])))
    rows = min(distinct, max(2 * len(starts) + 1, TABLE_BYTES // (4 * grid.cells)))
    rules = Rules(
        seed, float(risk.outage), float(risk.restart), float(risk.call), float(risk.answer), body.turn, float(body.battery),
        float(body.charge),
    )  # fmt: skip
    ground = Ground(
        neighbours=grid.neighbours,
        weights=floor.weights,
        degree=degrees(grid.neighbours),
        narrow=single_ways(grid.neighbours),
        occupant=np.full(grid.cells, -1, dtype=np.int32),
        taken=np.full(grid.cells, -1, dtype=np.int32),
        far=np.empty((rows, grid.cells), dtype=np.int32),
        slot=np.full(grid.cells, -1, dtype=np.int32),
        holder=np.zeros(rows, dtype=np.int32),
        users=np.zeros(rows, dtype=np.int32),
        used=np.zeros(2, dtype=np.int64),
        tasks=floor.tasks,
        places=floor.places,
        cell_hazard=risk.cell,
        side_hazard=risk.side,
        chargers=body.chargers,
        served=np.full(len(body.chargers), -1, dtype=np.int32),
    )
    trace = np.empty((min(keep, steps), len(starts)), dtype=np.int32)
    pulse = np.zeros((steps, 2), dtype=np.int32)
    counted = np.empty((0, 5), dtype=np.int32) if flow is None else flow
    done, moves, stops, stopped, calls, longest, charges, turns = (
        int(n) for n in run(steps, _fleet(starts), ground, rules, counted, trace, pulse)
    )
    return Shift(steps, len(starts), done, moves, stops, stopped, calls, longest, charges, turns, pulse, trace if keep else None)


def _fleet(starts: Cells) -> Fleet:
    """Return robots that stand at ``starts`` (robots,) with nothing to do yet."""
    robots = len(starts)

    def cells() -> NDArray[np.int32]:
        return np.full(robots, -1, dtype=np.int32)

    def counts() -> NDArray[np.int64]:
        return np.zeros(robots, dtype=np.int64)

    def levels() -> NDArray[np.float64]:
        return np.zeros(robots)

    return Fleet(
        at=starts.copy(),
        to=cells(),
        goal=cells(),
        row=cells(),
        until=levels(),
        stopped=np.zeros(robots, dtype=np.bool_),
        number=counts(),
        since=counts(),
        nearest=counts(),
        progress=counts(),
        patience=counts(),
        strays=levels(),
        heading=cells(),
        level=levels(),
        charger=cells(),
        urgency=levels(),
        base=levels(),
    )


def draw_places(grid: Grid, count: int, seed: int, kept: Cells | None = None) -> Cells:
    """Return ``count`` cells of the largest part of the floor, drawn without repetition; none of those ``kept`` for chargers."""
    cells = grid.largest_region()
    if kept is not None:
        cells = np.setdiff1d(cells, kept)
    return np.random.default_rng([seed, 1]).choice(cells, min(count, len(cells)), replace=False).astype(np.int32)


def draw_starts(grid: Grid, robots: int, seed: int) -> Cells:
    """Return a cell for each robot to start from, drawn without repetition in the largest part of the floor."""
    return np.random.default_rng([seed, 2]).choice(grid.largest_region(), robots, replace=False).astype(np.int32)
