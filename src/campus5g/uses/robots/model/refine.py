"""A plan made cheaper: some robots at a time give up their ways and look for better ones around the others' (large
neighbourhood search).

A robot's way is sought by A* over cells and steps: no cell that another holds at that step, no exchange of cells, and a goal
that nobody crosses afterwards. What does not become cheaper is left as it was, so the plan stays valid at every moment.

Source: Li, Chen, Harabor, Stuckey, Koenig, « Anytime multi-agent path finding via large neighborhood search », IJCAI 2021.
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
from campus5g.uses.robots.model.search import Plan, far_from

Array = NDArray[Any]

GROUP = 4
"""Robots that look for new ways at once."""
EXPANSIONS = 60_000
"""States looked at for one way before it is given up."""
STATES = 500_000_000
"""Cells × steps of the largest plan that is refined (16 bits each)."""
IDLE = 0.0005
"""Refining ends when a tenth of the time made the plan cheaper by less than this share."""


@dataclass(frozen=True, slots=True)
class Refined:
    """A plan and its sum of costs: steps of each robot until it rests at its goal, over all robots."""

    plan: Plan
    cost: int
    lower_bound: int
    seconds: float
    rounds: int


def costs(plan: Plan, goals: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return (robots,) the step from which each robot rests at its goal."""
    away = plan != goals
    steps = np.arange(1, len(plan) + 1)[:, None]
    return np.asarray((away * steps).max(axis=0), dtype=np.int64)


@compiled
def _occupy(held: Array, way: Array, robot: int, sign: bool) -> None:
    """Enter a way (steps + 1,) into ``held`` (steps + 1, cells), or take it out."""
    for step in range(way.shape[0]):
        held[step, way[step]] = robot + 1 if sign else 0


@compiled
def _last_crossing(held: Array, goal: int) -> int:
    """Return the last step at which another robot stands on a goal, -1 when none does."""
    crossed = held.shape[0] - 1
    while crossed >= 0 and held[crossed, goal] == 0:
        crossed -= 1
    return int(crossed)


@compiled
def _trace_back(neighbours: Array, came: Array, cell: int, step: int, way: Array) -> None:
    """Write the cells before ``cell`` at ``step`` into ``way``, by the sides one came from."""
    while step > 0:
        side = came[step, cell]
        cell = cell if side == 4 else neighbours[cell, side ^ 1]
        step -= 1
        way[step] = cell


@compiled
def _way(
    neighbours: Array,
    held: Array,
    far: Array,
    start: Array,
    goal: int,
    longest: int,
    seen: Array,
    stamp: int,
    came: Array,
    heads: Array,
    entries: Array,
    way: Array,
) -> int:
    """Write the cheapest way of at most ``longest`` steps into ``way``; return its cost, -1 when none was found.

    seen, came (steps + 1, cells): stamp of the last visit, side one came from. entries (n, 3): cell, step, next one of equal
    estimate; heads (steps + 2,): first entry of each estimate.
    """
    crossed = _last_crossing(held, goal)
    if far[start] > longest or crossed >= longest:
        return -1
    lowest = max(int(far[start]), crossed + 1)
    heads[: longest + 2] = -1
    entries[0, 0], entries[0, 1], entries[0, 2] = start, 0, -1
    heads[lowest] = 0
    seen[0, start] = stamp
    count = 1
    estimate = lowest
    while estimate <= longest:
        entry = heads[estimate]
        if entry < 0:
            estimate += 1
            continue
        heads[estimate] = entries[entry, 2]
        cell, step = entries[entry, 0], entries[entry, 1]
        if cell == goal and step > crossed:
            way[step:] = goal
            _trace_back(neighbours, came, cell, step, way)
            return int(step)
        if step >= longest:
            continue
        for side in range(5):
            other = cell if side == 4 else neighbours[cell, side]
            if other < 0 or seen[step + 1, other] == stamp or held[step + 1, other] != 0:
                continue
            if side < 4 and held[step, other] != 0 and held[step, other] == held[step + 1, cell]:
                continue
            reached = max(int(step + 1 + far[other]), crossed + 1)
            if reached > longest:
                continue
            if count >= entries.shape[0]:
                return -1
            seen[step + 1, other] = stamp
            came[step + 1, other] = side
            entries[count, 0], entries[count, 1], entries[count, 2] = other, step + 1, heads[reached]
            heads[reached] = count
            count += 1
            estimate = min(estimate, reached)
    return -1


@compiled
def _walk(
    neighbours: Array, held: Array, ways: Array, late: Array, far: Array, cost: Array, chosen: Array, size: int, marked: Array
) -> int:
    """Choose a late robot, and those who stand where it would have gone faster, by random walks; return how many."""
    robots = ways.shape[0]
    worst = 0
    for _ in range(3):
        one = np.random.randint(robots)
        if late[one] > late[chosen[0]] or worst == 0:
            chosen[0] = one
            worst = 1
    first = chosen[0]
    count = 1
    marked[first] = True
    for _ in range(4 * size):
        if count >= size:
            break
        walker = chosen[np.random.randint(count)] if count > 1 else first
        step = np.random.randint(max(1, cost[walker]))
        cell = ways[walker, step]
        while count < size and step + 1 < held.shape[0] and step < cost[walker]:
            side = np.random.randint(5)
            moved = False
            for turn in range(5):
                where = (side + turn) % 5
                other = cell if where == 4 else neighbours[cell, where]
                if other >= 0 and step + 1 + far[walker, other] < cost[walker]:
                    found = held[step + 1, other] - 1
                    if found >= 0 and not marked[found]:
                        marked[found] = True
                        chosen[count] = found
                        count += 1
                    cell = other
                    step += 1
                    moved = True
                    break
            if not moved:
                break
    return count


@compiled
def _crossing(neighbours: Array, held: Array, ways: Array, cost: Array, chosen: Array, size: int, marked: Array) -> int:
    """Choose robots that pass a random place around a random step; return how many."""
    horizon = held.shape[0]
    one = np.random.randint(ways.shape[0])
    cell = ways[one, np.random.randint(max(1, cost[one] + 1))]
    count = 0
    for _ in range(40):
        middle = np.random.randint(horizon)
        for step in range(max(0, middle - 8), min(horizon, middle + 9)):
            found = held[step, cell] - 1
            if found >= 0 and not marked[found]:
                marked[found] = True
                chosen[count] = found
                count += 1
                if count >= size:
                    return count
        side = np.random.randint(4)
        if neighbours[cell, side] >= 0 and np.random.random() < 0.5:
            cell = neighbours[cell, side]
    return count


@compiled
def _settle(chosen: Array, count: int, done: int, ways: Array, spare: Array, cost: Array, new: Array, held: Array) -> int:
    """Keep the new ways of a group when all were found, else give everybody the old one back; return the steps saved."""
    if done < count:
        for place in range(done):
            _occupy(held, spare[place], chosen[place], False)
        for place in range(count):
            _occupy(held, ways[chosen[place]], chosen[place], True)
        return 0
    saved = 0
    for place in range(count):
        robot = chosen[place]
        ways[robot] = spare[place]
        saved += cost[robot] - new[place]
        cost[robot] = new[place]
    return int(saved)


@compiled
def _improve(
    rounds: int,
    seed: int,
    neighbours: Array,
    far: Array,
    starts: Array,
    goals: Array,
    ways: Array,
    cost: Array,
    late: Array,
    held: Array,
    seen: Array,
    stamps: Array,
    came: Array,
    heads: Array,
    entries: Array,
    spare: Array,
    size: int,
) -> int:
    """Try ``rounds`` groups; return how many steps were saved."""
    np.random.seed(seed)
    robots = ways.shape[0]
    chosen = np.zeros(size, dtype=np.int64)
    marked = np.zeros(robots, dtype=np.bool_)
    new = np.zeros(size, dtype=np.int64)
    saved = 0
    for turn in range(rounds):
        if turn % 3 < 2:
            count = _walk(neighbours, held, ways, late, far, cost, chosen, size, marked)
        else:
            count = _crossing(neighbours, held, ways, cost, chosen, size, marked)
        for place in range(count):
            marked[chosen[place]] = False
        before = 0
        least = 0
        for place in range(count):
            before += cost[chosen[place]]
            least += far[chosen[place], starts[chosen[place]]]
        if count == 0 or before == least:
            continue
        for place in range(count):
            _occupy(held, ways[chosen[place]], chosen[place], False)
        np.random.shuffle(chosen[:count])
        room = before - 1 - least  # steps that the group may lose in all against its free ways, and still be cheaper
        done = 0
        while done < count:
            robot = chosen[done]
            free = far[robot, starts[robot]]
            stamps[0] += 1
            found = _way(
                neighbours, held, far[robot], starts[robot], goals[robot], min(free + room, held.shape[0] - 1), seen, stamps[0],
                came, heads, entries, spare[done],
            )  # fmt: skip
            if found < 0:
                break
            room -= found - free
            new[done] = found
            _occupy(held, spare[done], robot, True)
            done += 1
        saved += _settle(chosen, count, done, ways, spare, cost, new, held)
        for place in range(count):
            late[chosen[place]] = cost[chosen[place]] - far[chosen[place], starts[chosen[place]]]
    return saved


def refine(grid: Grid, trips: Trips, plan: Plan, *, seconds: float, seed: int = 0) -> Refined:
    """Return ``plan`` made cheaper in sum of costs, for at most ``seconds``, or until it hardly gains any more."""
    began = perf_counter()
    far = far_from(grid.neighbours, trips.goals)
    robots = len(trips.starts)
    least = int(far[np.arange(robots), trips.starts].sum())
    cost = costs(plan, trips.goals)
    if plan.shape[0] * grid.cells > STATES or robots >= np.iinfo(np.int16).max or len(plan) < 2:
        return Refined(plan, int(cost.sum()), least, perf_counter() - began, 0)
    ways = np.ascontiguousarray(plan.T)
    held = np.zeros((len(plan), grid.cells), dtype=np.int16)
    for robot in range(robots):
        _occupy(held, ways[robot], robot, True)
    late = cost - far[np.arange(robots), trips.starts]
    seen, came = np.zeros(held.shape, dtype=np.int32), np.zeros(held.shape, dtype=np.int8)
    heads, entries = np.empty(len(plan) + 2, dtype=np.int32), np.empty((EXPANSIONS, 3), dtype=np.int32)
    spare, stamps = np.zeros((GROUP, len(plan)), dtype=np.int32), np.zeros(1, dtype=np.int64)
    turn, rounds, gained, since = 0, 0, 0, began
    while True:
        saved = _improve(
            20, seed * 7_919 + turn, grid.neighbours, far, trips.starts, trips.goals, ways, cost, late, held, seen, stamps, came,
            heads, entries, spare, GROUP,
        )  # fmt: skip
        turn, rounds, gained = turn + 1, rounds + 20, gained + saved
        now = perf_counter()
        if now - began >= seconds:
            break
        if now - since >= max(0.2, seconds / 10):
            if gained < IDLE * cost.sum():
                break
            gained, since = 0, now
    last = int(cost.max()) + 1
    return Refined(np.ascontiguousarray(ways.T[:last]), int(cost.sum()), least, perf_counter() - began, rounds)
