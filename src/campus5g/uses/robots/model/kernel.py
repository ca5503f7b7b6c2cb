"""The steps of a fleet at work, compiled: who stands, who goes where, who is stopped, who arrives (see ``lifelong``)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from campus5g.core.compiled import compiled
from campus5g.uses.robots.model.distances import costs_to
from campus5g.uses.robots.model.steps import place_robot

Array = NDArray[Any]
PATIENCE = 12
"""Steps without coming nearer after which a robot at a single way lets the others pass first."""
ASTRAY = 1_000_000
"""Weight of chance against distance for a robot that makes room by going anywhere."""
LOW, AT_REST = 0.3, 0.3
"""Share of a full battery below which a robot goes to a charger; what a step at rest draws of one in motion."""
DONE, MOVES, STOPS, STOPPED, CALLS, LONGEST, CHARGES, TURNS = range(8)
DRAW_TASK, DRAW_STOP, DRAW_LENGTH, DRAW_CALL, DRAW_RANK, DRAW_LEVEL, DRAW_STRAY = range(7)
NEVER = 2**30


class Fleet(NamedTuple):
    """What is known of each robot, (robots,) each.

    at, to: cell now and next; goal, row: cell of its task and row of the distances to it; until: step from which it may move;
    stopped: by its network; number: of its next task; since: step it got the present one; nearest, progress: least distance
    so far and when; patience: steps without coming nearer that it bears; strays: step until which it makes room; heading: side
    of its last move; level: steps of work left in its battery; charger: place where it is to be charged; urgency, base.
    """

    at: Array
    to: Array
    goal: Array
    row: Array
    until: Array
    stopped: Array
    number: Array
    since: Array
    nearest: Array
    progress: Array
    patience: Array
    strays: Array
    heading: Array
    level: Array
    charger: Array
    urgency: Array
    base: Array


class Ground(NamedTuple):
    """The floor as the fleet sees it: ways and their costs, who is where, distances kept, tasks, hazards, chargers.

    slot (cells,): row of ``far`` for a goal, -1 when not kept; holder, users (rows,): its cell, robots that go there; used: rows
    in use, next to give up. served (chargers,): robot that a charger is kept for.
    """

    neighbours: Array
    weights: Array
    degree: Array
    narrow: Array
    occupant: Array
    taken: Array
    far: Array
    slot: Array
    holder: Array
    users: Array
    used: Array
    tasks: Array
    places: Array
    cell_hazard: Array
    side_hazard: Array
    chargers: Array
    served: Array


class Rules(NamedTuple):
    """What holds for all: the seed, stops (``Hazards``) and bodies (``Body``)."""

    seed: int
    outage: float
    restart: float
    call: float
    answer: float
    turn: int
    battery: float
    charge: float


@compiled
def _chance(seed: int, what: int, robot: int, number: int) -> float:
    """Return a number in [0, 1) that depends on these four alone."""
    x = np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(what) * np.uint64(0xD1B54A32D192ED03)
    x += np.uint64(robot) * np.uint64(0xC2B2AE3D27D4EB4F) + np.uint64(number) * np.uint64(0x165667B19E3779F9)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    x = x ^ (x >> np.uint64(31))
    return float(x >> np.uint64(11)) / 9007199254740992.0


@compiled
def _near(ground: Ground, cell: int) -> bool:
    """Whether a cell is part of a single way, or one move from it."""
    near = bool(ground.narrow[cell])
    for side in range(4):
        other = ground.neighbours[cell, side]
        near = near or (other >= 0 and bool(ground.narrow[other]))
    return near


@compiled
def _next_task(fleet: Fleet, ground: Ground, rules: Rules, robot: int) -> int:
    """Return the cell of a robot's next task: from the list, in turn with the others, or drawn among the places."""
    number = fleet.number[robot]
    fleet.number[robot] += 1
    if ground.tasks.shape[0] > 0:
        return int(ground.tasks[(robot + number * fleet.at.shape[0]) % ground.tasks.shape[0]])
    which = int(_chance(rules.seed, DRAW_TASK, robot, number) * ground.places.shape[0])
    if ground.places[which] == fleet.at[robot]:
        which = (which + 1) % ground.places.shape[0]
    return int(ground.places[which])


@compiled
def _aim(fleet: Fleet, ground: Ground, robot: int, cell: int, step: int) -> None:
    """Give a robot its goal, with a row of distances to it: kept, or in place of one that nobody uses."""
    slot, users, used = ground.slot, ground.users, ground.used
    if fleet.row[robot] >= 0:
        users[fleet.row[robot]] -= 1
    if slot[cell] < 0:
        rows = ground.far.shape[0]
        if used[0] < rows:
            new = used[0]
            used[0] += 1
        else:
            new = used[1]
            while users[new] > 0:
                new = (new + 1) % rows
            used[1] = (new + 1) % rows
            slot[ground.holder[new]] = -1
        costs_to(ground.neighbours, ground.weights, cell, ground.far[new])
        slot[cell] = new
        ground.holder[new] = cell
    fleet.goal[robot] = cell
    fleet.row[robot] = slot[cell]
    users[slot[cell]] += 1
    fleet.nearest[robot], fleet.progress[robot], fleet.patience[robot] = NEVER, step, PATIENCE


@compiled
def _start(fleet: Fleet, ground: Ground, rules: Rules) -> None:
    for robot in range(fleet.at.shape[0]):
        ground.occupant[fleet.at[robot]] = robot
        fleet.base[robot] = _chance(rules.seed, DRAW_RANK, robot, 0)
        fleet.urgency[robot] = fleet.base[robot]
        fleet.level[robot] = rules.battery * (0.3 + 0.7 * _chance(rules.seed, DRAW_LEVEL, robot, 0))
        _aim(fleet, ground, robot, _next_task(fleet, ground, rules, robot), 0)


@compiled
def _plan_step(fleet: Fleet, ground: Ground, step: int, chance: Array, stack: Array) -> int:
    """Settle where everybody goes; return how many stand because their network stopped them."""
    fleet.to[:] = -1
    ground.taken[:] = -1
    standing = 0
    for robot in range(fleet.at.shape[0]):
        weight = ASTRAY if fleet.strays[robot] > step else 1.0
        for side in range(5):
            chance[robot, side] = weight * np.random.random()
        if fleet.until[robot] > step:
            fleet.to[robot] = fleet.at[robot]
            ground.taken[fleet.at[robot]] = robot
            standing += fleet.stopped[robot]
    for robot in np.argsort(-fleet.urgency):
        if fleet.to[robot] < 0:
            place_robot(
                False, ground.neighbours, ground.weights, ground.degree, ground.occupant, fleet.goal, ground.far, fleet.row,
                fleet.at, fleet.to, ground.taken, chance, robot, ground.narrow, stack,
            )  # fmt: skip
    return standing


@compiled
def _move(fleet: Fleet, ground: Ground, rules: Rules, robot: int, step: int, counts: Array) -> tuple[int, float]:
    """Move one robot; return the side it left by (4: it waited) and the hazard it met."""
    here, there = fleet.at[robot], fleet.to[robot]
    fleet.at[robot] = there
    ground.occupant[there] = robot
    hazard = ground.cell_hazard[there]
    side = 4
    if there != here:
        side = 0
        while ground.neighbours[here, side] != there:
            side += 1
        hazard += ground.side_hazard[here, side]
        counts[MOVES] += 1
        if rules.turn > 0 and fleet.heading[robot] >= 0 and fleet.heading[robot] != side:
            fleet.until[robot] = step + 1 + rules.turn
            fleet.stopped[robot] = False
            counts[TURNS] += 1
        fleet.heading[robot] = side
    return side, hazard


@compiled
def _stop(fleet: Fleet, rules: Rules, robot: int, step: int, counts: Array) -> None:
    """Stop a robot that its network let down, until the link is back and it may move again."""
    length = -rules.outage * np.log(1.0 - _chance(rules.seed, DRAW_LENGTH, robot, step))
    called = _chance(rules.seed, DRAW_CALL, robot, step) < rules.call
    length += rules.answer if called else rules.restart
    fleet.until[robot] = max(fleet.until[robot], step + 1 + np.ceil(length))
    fleet.stopped[robot] = True
    counts[STOPS] += 1
    counts[CALLS] += called


@compiled
def _go_on(fleet: Fleet, ground: Ground, rules: Rules, robot: int, step: int) -> None:
    """A robot on its way gains urgency; at a single way where it comes no nearer, it makes room for a while."""
    there = fleet.at[robot]
    fleet.urgency[robot] += 1
    left = ground.far[fleet.row[robot], there]
    if left < fleet.nearest[robot]:
        fleet.nearest[robot], fleet.progress[robot] = left, step
    elif step - fleet.progress[robot] > fleet.patience[robot] and _near(ground, there):
        fleet.urgency[robot] = -PATIENCE * _chance(rules.seed, DRAW_RANK, robot, step)
        fleet.strays[robot] = step + PATIENCE * _chance(rules.seed, DRAW_STRAY, robot, step)
        fleet.progress[robot] = step
        fleet.patience[robot] *= 2


@compiled
def _arrive(fleet: Fleet, ground: Ground, rules: Rules, robot: int, step: int, counts: Array) -> None:
    """A robot at its goal: charge there, or count a delivery; then its next task, or a charger when the battery is low."""
    place = fleet.charger[robot]
    if place >= 0 and fleet.level[robot] < 0.95 * rules.battery:
        fleet.until[robot] = step + 1 + np.ceil((1 - fleet.level[robot] / rules.battery) * rules.charge)
        fleet.stopped[robot] = False
        fleet.level[robot] = rules.battery
        counts[CHARGES] += 1
        return
    if place >= 0:
        ground.served[place] = -1
        fleet.charger[robot] = -1
    else:
        counts[DONE] += 1
    counts[LONGEST] = max(counts[LONGEST], step + 1 - fleet.since[robot])
    fleet.since[robot] = step + 1
    fleet.urgency[robot] = fleet.base[robot]
    if rules.battery > 0 and fleet.level[robot] < LOW * rules.battery:
        for free in range(ground.chargers.shape[0]):
            if ground.served[free] < 0:
                ground.served[free] = robot
                fleet.charger[robot] = free
                _aim(fleet, ground, robot, ground.chargers[free], step)
                return
    _aim(fleet, ground, robot, _next_task(fleet, ground, rules, robot), step)


@compiled
def run(steps: int, fleet: Fleet, ground: Ground, rules: Rules, flow: Array, trace: Array, pulse: Array) -> Array:
    """Let the fleet work; return the counts. flow (cells, 5) is filled when it is not empty, trace as far as it reaches, pulse
    (steps, 2) with the deliveries and the robots stopped by their network at each step."""
    robots = fleet.at.shape[0]
    stack, chance = np.empty((robots + 1, 9), dtype=np.int32), np.empty((robots, 5), dtype=np.float64)
    counts = np.zeros(8, dtype=np.int64)
    np.random.seed(rules.seed)
    _start(fleet, ground, rules)
    for step in range(steps):
        before = counts[DONE]
        standing = _plan_step(fleet, ground, step, chance, stack)
        counts[STOPPED] += standing
        ground.occupant[:] = -1
        for robot in range(robots):
            idle = fleet.until[robot] > step
            here = fleet.at[robot]
            side, hazard = _move(fleet, ground, rules, robot, step, counts)
            if flow.shape[0] > 0:
                flow[here, side] += 1
            if not idle and hazard > 0 and _chance(rules.seed, DRAW_STOP, robot, step) < hazard:
                _stop(fleet, rules, robot, step, counts)
            fleet.level[robot] = max(0.0, fleet.level[robot] - (1.0 if side < 4 else AT_REST))
            if fleet.at[robot] != fleet.goal[robot]:
                _go_on(fleet, ground, rules, robot, step)
            elif not idle:
                _arrive(fleet, ground, rules, robot, step, counts)
        pulse[step, 0], pulse[step, 1] = counts[DONE] - before, standing
        if step < trace.shape[0]:
            for robot in range(robots):
                held_up = fleet.until[robot] > step + 1 and fleet.stopped[robot]
                trace[step, robot] = -1 - fleet.at[robot] if held_up else fleet.at[robot]
    counts[LONGEST] = max(counts[LONGEST], steps - fleet.since.min())
    return counts
