"""One step of all robots without collision: priority inheritance with backtracking (PIBT), with the swap of LaCAM.

Each robot, from the highest priority down, takes the free neighbour nearest its goal; a robot that stands there inherits the
priority and moves first; where it cannot, the next neighbour is tried. On floors with dead ends two robots that face one
another in a corridor exchange their places by the swap rule, without which they would push for ever.

Sources: Okumura, Machida, Défago, Tamura, « Priority inheritance with backtracking for iterative multi-agent path finding »,
Artificial Intelligence 310, 2022; Okumura, « Improving LaCAM for scalable eventually optimal multi-agent pathfinding », 2023.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from campus5g.core.compiled import compiled

Array = NDArray[Any]

NOBODY = -1


@compiled
def degrees(neighbours: Array) -> Array:
    """Return (cells,) how many neighbours each cell has."""
    found = np.zeros(neighbours.shape[0], dtype=np.int32)
    for cell in range(neighbours.shape[0]):
        for side in range(4):
            if neighbours[cell, side] >= 0:
                found[cell] += 1
    return found


@compiled
def _blocked(rest: bool, neighbours: Array, degree: Array, occupant: Array, goal: Array, cell: int, other: int) -> bool:
    """Whether ``cell`` is a dead end whose robot rests at its goal, or ``other`` itself."""
    if cell == other:
        return True
    robot = occupant[cell]
    return bool(rest and degree[cell] == 1 and robot >= 0 and goal[robot] == cell)


@compiled
def _onward(
    rest: bool, neighbours: Array, degree: Array, occupant: Array, goal: Array, cell: int, behind: int
) -> tuple[int, int]:
    """Return how many ways lead on from ``cell`` when one comes from ``behind``, and the last of them."""
    ways, last = 0, -1
    for side in range(4):
        other = neighbours[cell, side]
        if other >= 0 and not _blocked(rest, neighbours, degree, occupant, goal, other, behind):
            ways += 1
            last = other
    return ways, last


@compiled
def _must_swap(
    rest: bool,
    neighbours: Array,
    degree: Array,
    occupant: Array,
    goal: Array,
    far: Array,
    row: Array,
    pusher: int,
    puller: int,
    at_pusher: int,
    at_puller: int,
) -> bool:
    """Whether the two robots block one another down a corridor."""
    mine, theirs = row[pusher], row[puller]
    while far[mine, at_puller] < far[mine, at_pusher]:
        ways, onward = _onward(rest, neighbours, degree, occupant, goal, at_puller, at_pusher)
        if ways >= 2:
            return False
        if ways <= 0:
            break
        at_pusher, at_puller = at_puller, onward
    return bool(
        far[theirs, at_pusher] < far[theirs, at_puller]
        and ((rest and far[mine, at_pusher] == 0) or far[mine, at_puller] < far[mine, at_pusher])
    )


@compiled
def _may_swap(rest: bool, neighbours: Array, degree: Array, occupant: Array, goal: Array, at_pusher: int, at_puller: int) -> bool:
    """Whether the corridor behind the puller opens to a place where the two can pass."""
    first = at_pusher
    while at_puller != first:
        ways, onward = _onward(rest, neighbours, degree, occupant, goal, at_puller, at_pusher)
        if ways >= 2:
            return True
        if ways <= 0:
            return False
        at_pusher, at_puller = at_puller, onward
    return False


@compiled
def _swap_with(
    rest: bool,
    neighbours: Array,
    degree: Array,
    occupant: Array,
    goal: Array,
    far: Array,
    row: Array,
    at: Array,
    to: Array,
    robot: int,
    wish: int,
) -> int:
    """Return the robot to exchange places with, ``NOBODY`` when none."""
    here = at[robot]
    other = occupant[wish]
    if (
        other >= 0
        and other != robot
        and to[other] < 0
        and _must_swap(rest, neighbours, degree, occupant, goal, far, row, robot, other, here, wish)
        and _may_swap(rest, neighbours, degree, occupant, goal, wish, here)
    ):
        return int(other)
    if wish != here:  # somebody behind needs this robot out of the corridor
        for side in range(4):
            cell = neighbours[here, side]
            if cell < 0:
                continue
            other = occupant[cell]
            if (
                other >= 0
                and cell != wish
                and _must_swap(rest, neighbours, degree, occupant, goal, far, row, other, robot, here, wish)
                and _may_swap(rest, neighbours, degree, occupant, goal, wish, here)
            ):
                return int(other)
    return NOBODY


@compiled
def _rank(
    rest: bool,
    neighbours: Array,
    weights: Array,
    degree: Array,
    occupant: Array,
    goal: Array,
    far: Array,
    row: Array,
    at: Array,
    to: Array,
    chance: Array,
    robot: int,
    wishes: Array,
    narrow: Array,
) -> tuple[int, int]:
    """Write the cells a robot may take into ``wishes``, best first; return how many, and whom to swap with."""
    here, mine = at[robot], row[robot]
    keys = np.empty(5, dtype=np.float64)
    count = 0
    for side in range(5):
        cell = here if side == 4 else neighbours[here, side]
        if cell < 0:
            continue
        crowd = 0.5 if occupant[cell] >= 0 and cell != here else 0.0
        price = 1 if side == 4 else weights[here, side]
        key = price + far[mine, cell] + crowd + 0.45 * chance[robot, side]
        place = count
        while place > 0 and keys[place - 1] > key:
            keys[place], wishes[place] = keys[place - 1], wishes[place - 1]
            place -= 1
        keys[place], wishes[place] = key, cell
        count += 1
    partner = NOBODY
    if narrow[here] or narrow[wishes[0]]:
        partner = _swap_with(rest, neighbours, degree, occupant, goal, far, row, at, to, robot, wishes[0])
        if partner >= 0:
            for place in range(count // 2):
                wishes[place], wishes[count - 1 - place] = wishes[count - 1 - place], wishes[place]
    return count, partner


@compiled
def _draw_partner(frame: Array, here: int, to: Array, taken: Array) -> None:
    """The robot that one swaps with follows into the cell left free."""
    partner = frame[3]
    if frame[1] == 0 and partner >= 0 and to[partner] < 0 and taken[here] < 0:
        to[partner] = here
        taken[here] = partner


@compiled
def place_robot(
    rest: bool,
    neighbours: Array,
    weights: Array,
    degree: Array,
    occupant: Array,
    goal: Array,
    far: Array,
    row: Array,
    at: Array,
    to: Array,
    taken: Array,
    chance: Array,
    robot: int,
    narrow: Array,
    stack: Array,
) -> bool:
    """Give ``robot`` its next cell, moving those in its way first; return whether it could be moved as one of its wishes.

    rest: robots stay where they arrive, instead of going on to another task. neighbours, weights (cells, 4): the floor;
    degree, occupant, taken (cells,): ways of a cell, robot there now, robot that will be there. goal, row, at, to (robots,):
    goal cell, row of ``far`` (rows, cells), cell now, next cell (-1: not settled). chance (robots, 5): breaks ties. narrow
    (cells,): where the swap rule holds. stack (robots + 1, 9): robot, place, count, partner and five wishes of each robot that
    inherited.
    """
    depth = 0
    stack[0, 0] = robot
    stack[0, 1] = 0
    stack[0, 2], stack[0, 3] = _rank(
        rest, neighbours, weights, degree, occupant, goal, far, row, at, to, chance, robot, stack[0, 4:], narrow
    )
    moved = True
    returning = False
    while depth >= 0:
        frame = stack[depth]
        me = frame[0]
        here = at[me]
        if returning:
            returning = False
            settled = moved
            if not moved:
                frame[1] += 1
        else:
            settled = False
        if not settled:
            deeper = False
            while frame[1] < frame[2]:
                cell = frame[4 + frame[1]]
                other = occupant[cell]
                if taken[cell] >= 0 or (other >= 0 and other != me and to[other] == here):
                    frame[1] += 1
                    continue
                taken[cell] = me
                to[me] = cell
                if other >= 0 and other != me and to[other] < 0:
                    depth += 1
                    below = stack[depth]
                    below[0], below[1] = other, 0
                    below[2], below[3] = _rank(
                        rest, neighbours, weights, degree, occupant, goal, far, row, at, to, chance, other, below[4:], narrow
                    )
                    deeper = True
                    break
                settled = True
                break
            if deeper:
                continue
        if settled:
            _draw_partner(frame, here, to, taken)
            moved = True
        else:
            to[me] = here
            taken[here] = me
            moved = False
        depth -= 1
        returning = True
    return moved
