"""Routes of a whole fleet by lazy constraints addition (LaCAM): a search over where all robots are, one step at a time.

Each node is a configuration. Its successors are made by one step of ``steps.place_robot``, under constraints (« this robot to
that cell ») that are added one by one only when the step without them led nowhere new: complete, and in practice nearly
straight to the goal.

Source: Okumura, « LaCAM: search-based algorithm for quick multi-agent pathfinding », AAAI 2023.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from campus5g.core.compiled import compiled
from campus5g.uses.robots.data.grid import Grid
from campus5g.uses.robots.data.tasks import Trips
from campus5g.uses.robots.model.distances import FAR, Weights, costs_to, plain_weights, steps_to
from campus5g.uses.robots.model.steps import degrees, place_robot

Array = NDArray[Any]

OPEN, FOUND, EMPTY, FULL = 0, 1, 2, 3
MEMORY_BYTES = 2 * 1024**3
CONSTRAINTS = 2_000_000
Plan = NDArray[np.int32]
"""(steps + 1, robots) cell of each robot at each step."""


@compiled
def priced_from(neighbours: Array, weights: Array, goals: Array) -> Array:
    """Return (robots, cells) least cost from every cell to the goal of each robot."""
    found = np.empty((goals.shape[0], neighbours.shape[0]), dtype=np.int32)
    for robot in range(goals.shape[0]):
        costs_to(neighbours, weights, goals[robot], found[robot])
    return found


@compiled
def far_from(neighbours: Array, goals: Array) -> Array:
    """Return (robots, cells) steps from every cell to the goal of each robot."""
    found = np.empty((goals.shape[0], neighbours.shape[0]), dtype=np.int32)
    for robot in range(goals.shape[0]):
        steps_to(neighbours, goals[robot], found[robot])
    return found


@compiled
def _mark(robot: int, cell: int) -> Any:
    """Return a well mixed 64-bit number of « this robot stands there »; a configuration's is the sum over its robots."""
    x = np.uint64(robot) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(cell) * np.uint64(0xC2B2AE3D27D4EB4F) + np.uint64(1)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@compiled
def _find(table: Array, where: Array, cells: Array) -> tuple[int, int]:
    """Return the node with this configuration, or -1, and the slot of ``table`` where it is or belongs."""
    mark = np.uint64(0)
    for robot in range(cells.shape[0]):
        mark += _mark(robot, cells[robot])
    mask = table.shape[0] - 1
    slot = np.int64(mark & np.uint64(mask))
    while table[slot] >= 0:
        node = table[slot]
        if np.array_equal(where[node], cells):
            return int(node), int(slot)
        slot = (slot + 1) & mask
    return -1, int(slot)


@compiled
def _configure(
    node: int,
    constraint: int,
    neighbours: Array,
    weights: Array,
    degree: Array,
    goals: Array,
    far: Array,
    own: Array,
    limits: Array,
    s: tuple[Array, ...],
    chance: Array,
) -> bool:
    """Make the next configuration of ``node`` under ``constraint`` in ``to``; return whether there is one."""
    where, order, occupant, taken, to, stack, narrow = s
    at = where[node]
    robots = at.shape[0]
    occupant[:] = -1
    taken[:] = -1
    to[:] = -1
    for robot in range(robots):
        occupant[at[robot]] = robot
    while constraint > 0:
        robot, cell = limits[constraint, 1], limits[constraint, 2]
        if taken[cell] >= 0:
            return False
        other = occupant[cell]
        if other >= 0 and other != robot and to[other] == at[robot]:
            return False
        taken[cell] = robot
        to[robot] = cell
        constraint = limits[constraint, 0]
    for place in range(robots):
        robot = order[node, place]
        if to[robot] < 0 and not place_robot(
            True, neighbours, weights, degree, occupant, goals, far, own, at, to, taken, chance, robot, narrow, stack
        ):
            return False
    return True


@compiled
def _settle(
    node: int,
    parent: int,
    cells: Array,
    slot: int,
    table: Array,
    where: Array,
    order: Array,
    urgency: Array,
    parents: Array,
    queue: Array,
    limits: Array,
    counts: Array,
    far: Array,
    own: Array,
) -> None:
    """Write a new node: robots still on their way gain urgency, those at their goal lose what they gained."""
    robots = cells.shape[0]
    where[node] = cells
    parents[node] = parent
    table[slot] = node
    for robot in range(robots):
        distance = far[own[robot], cells[robot]]
        if parent < 0:
            urgency[node, robot] = distance / 100_000.0
        elif distance > 0:
            urgency[node, robot] = urgency[parent, robot] + 1
        else:
            urgency[node, robot] = urgency[parent, robot] - np.floor(urgency[parent, robot])
    order[node] = np.argsort(-urgency[node], kind="mergesort")
    first = counts[1]  # an empty constraint opens the node's own queue
    limits[first, 0], limits[first, 1], limits[first, 2], limits[first, 3], limits[first, 4] = 0, -1, -1, 0, 0
    queue[node, 0], queue[node, 1] = first, first
    counts[1] = first + 1


@compiled
def _branch(
    node: int, current: int, depth: int, neighbours: Array, where: Array, order: Array, queue: Array, limits: Array, counts: Array
) -> None:
    """Add a constraint for each cell that the next robot of a node's order could take, in an order of chance."""
    robot = order[node, depth]
    here = where[node, robot]
    first = np.random.randint(5)
    for turn in range(5):
        side = (first + turn) % 5
        cell = here if side == 4 else neighbours[here, side]
        if cell < 0:
            continue
        new = counts[1]
        counts[1] += 1
        limits[new, 0] = current if depth > 0 else 0
        limits[new, 1], limits[new, 2], limits[new, 3], limits[new, 4] = robot, cell, depth + 1, 0
        if queue[node, 0] == 0:
            queue[node, 0] = new
        else:
            limits[queue[node, 1], 4] = new
        queue[node, 1] = new


@compiled
def _advance(
    most: int,
    seed: int,
    neighbours: Array,
    weights: Array,
    degree: Array,
    goals: Array,
    far: Array,
    own: Array,
    table: Array,
    where: Array,
    order: Array,
    urgency: Array,
    parents: Array,
    queue: Array,
    limits: Array,
    counts: Array,
    opened: Array,
    occupant: Array,
    taken: Array,
    to: Array,
    stack: Array,
    narrow: Array,
) -> tuple[int, int]:
    """Expand up to ``most`` times; return the status and the node reached.

    limits (constraints, 5): parent, robot, cell, depth, next of the same node; queue (nodes, 2): first and last constraint of
    each node; counts: nodes, constraints, open.
    """
    np.random.seed(seed)
    robots = goals.shape[0]
    chance = np.empty((robots, 5), dtype=np.float32)
    state = (where, order, occupant, taken, to, stack, narrow)
    for _ in range(most):
        if counts[2] == 0:
            return EMPTY, -1
        node = opened[counts[2] - 1]
        if np.array_equal(where[node], goals):
            return FOUND, node
        current = queue[node, 0]
        if current == 0:
            counts[2] -= 1
            continue
        queue[node, 0] = limits[current, 4]
        depth = limits[current, 3]
        if depth < robots:
            if counts[1] + 8 >= limits.shape[0]:
                return FULL, -1
            _branch(node, current, depth, neighbours, where, order, queue, limits, counts)
        for robot in range(robots):
            for side in range(5):
                chance[robot, side] = np.random.random()
        held = current if depth > 0 else 0
        if not _configure(node, held, neighbours, weights, degree, goals, far, own, limits, state, chance):
            continue
        known, slot = _find(table, where, to)
        if counts[2] + 1 >= opened.shape[0]:
            return FULL, -1
        if known < 0:
            if counts[0] >= where.shape[0] or counts[1] + 8 >= limits.shape[0]:
                return FULL, -1
            known = counts[0]
            counts[0] += 1
            _settle(known, node, to, slot, table, where, order, urgency, parents, queue, limits, counts, far, own)
        opened[counts[2]] = known
        counts[2] += 1
    return OPEN, -1


@dataclass(frozen=True, slots=True)
class Routed:
    """A plan, or none with the seconds it was looked for. ``proven_none``: every configuration was seen."""

    plan: Plan | None
    seconds: float
    nodes: int
    proven_none: bool = False


def route(grid: Grid, trips: Trips, *, seconds: float = 10.0, seed: int = 0, weights: Weights | None = None) -> Routed:
    """Return steps that bring every robot from its start to its goal without collision.

    No two robots are in one cell, nor exchange their cells in one step. Robots stay at their goals. The time is looked at
    between parts of the search of some tens of milliseconds.
    """
    began = perf_counter()
    neighbours = grid.neighbours
    weights = plain_weights(neighbours) if weights is None else weights
    far = priced_from(neighbours, weights, trips.goals)
    robots = len(trips.starts)
    if (far[np.arange(robots), trips.starts] >= FAR).any():
        return Routed(None, perf_counter() - began, 0, proven_none=True)
    nodes = max(16, min(200_000, MEMORY_BYTES // (robots * 16)))
    own = np.arange(robots, dtype=np.int32)
    table = np.full(1 << int(nodes * 2).bit_length(), -1, dtype=np.int32)
    where, order = np.empty((nodes, robots), dtype=np.int32), np.empty((nodes, robots), dtype=np.int32)
    urgency, parents = np.empty((nodes, robots), dtype=np.float64), np.empty(nodes, dtype=np.int32)
    queue, limits = np.zeros((nodes, 2), dtype=np.int32), np.zeros((CONSTRAINTS, 5), dtype=np.int32)
    counts, opened = np.array([1, 1, 1], dtype=np.int64), np.zeros(4 * nodes + 1024, dtype=np.int32)
    occupant, taken = np.empty(grid.cells, dtype=np.int32), np.empty(grid.cells, dtype=np.int32)
    to, stack = np.empty(robots, dtype=np.int32), np.empty((robots + 1, 9), dtype=np.int32)
    degree, narrow = degrees(neighbours), np.ones(grid.cells, dtype=np.bool_)
    _, slot = _find(table, where, trips.starts)
    _settle(0, -1, trips.starts, slot, table, where, order, urgency, parents, queue, limits, counts, far, own)
    part = max(1, 50_000 // robots)
    status, node, turn = OPEN, -1, 0
    while status == OPEN and perf_counter() - began < seconds:
        status, node = _advance(
            part, seed * 1_000_003 + turn, neighbours, weights, degree, trips.goals, far, own, table, where, order, urgency,
            parents, queue, limits, counts, opened, occupant, taken, to, stack, narrow,
        )  # fmt: skip
        turn += 1
    spent = perf_counter() - began
    if status != FOUND:
        return Routed(None, spent, int(counts[0]), proven_none=status == EMPTY)
    chain = [node]
    while parents[chain[-1]] >= 0:
        chain.append(int(parents[chain[-1]]))
    return Routed(where[chain[::-1]].copy(), spent, int(counts[0]))
