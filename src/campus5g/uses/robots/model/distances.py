"""How far each cell is from a goal, in steps or in weighted steps (breadth first, or Dijkstra by buckets)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from campus5g.core.compiled import compiled

Array = NDArray[Any]

FAR = np.int32(1_000_000_000)
"""Distance of a cell from which the goal cannot be reached."""

Weights = NDArray[np.int32]
"""(cells, 4) cost of leaving a cell to each of its four sides; a plain floor costs 1 everywhere."""


def plain_weights(neighbours: NDArray[np.int32]) -> Weights:
    """Return a cost of 1 for every move."""
    return np.ones(neighbours.shape, dtype=np.int32)


@compiled
def steps_to(neighbours: Array, goal: int, found: Array) -> None:
    """Fill ``found`` (cells,) with the steps from each cell to ``goal``; ``FAR`` where there is no way."""
    found[:] = FAR
    found[goal] = 0
    queue = np.empty(neighbours.shape[0], dtype=np.int32)
    queue[0] = goal
    head, tail = 0, 1
    while head < tail:
        cell = queue[head]
        head += 1
        for side in range(4):
            other = neighbours[cell, side]
            if other >= 0 and found[other] == FAR:
                found[other] = found[cell] + 1
                queue[tail] = other
                tail += 1


@compiled
def costs_to(neighbours: Array, weights: Array, goal: int, found: Array) -> None:
    """Fill ``found`` (cells,) with the least sum of ``weights`` of the moves from each cell to ``goal``.

    Dial's algorithm: weights are small whole numbers, so the queue is a ring of buckets.
    """
    found[:] = FAR
    found[goal] = 0
    heaviest = weights.max()
    ring = heaviest + 1
    head = np.full(ring, -1, dtype=np.int32)
    cells = neighbours.shape[0]
    held = np.empty(4 * cells + 1, dtype=np.int32)  # entries: which cell, and the next entry of the same bucket
    after = np.empty(4 * cells + 1, dtype=np.int32)
    held[0], after[0] = goal, -1
    head[0] = 0
    count, waiting, cost = 1, 1, 0
    while waiting > 0:
        bucket = cost % ring
        while head[bucket] >= 0:
            entry = head[bucket]
            head[bucket] = after[entry]
            waiting -= 1
            cell = held[entry]
            if found[cell] != cost:
                continue
            for side in range(4):
                other = neighbours[cell, side]
                if other < 0:
                    continue
                back = side ^ 1  # east and west, south and north are pairs: one leaves ``other`` by the opposite side
                further = cost + weights[other, back]
                if further < found[other]:
                    found[other] = further
                    place = further % ring
                    held[count], after[count] = other, head[place]
                    head[place] = count
                    count += 1
                    waiting += 1
        cost += 1
