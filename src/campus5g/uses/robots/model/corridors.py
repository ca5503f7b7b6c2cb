"""Where a floor hangs together by a single way: dead ends, and the doors between its parts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from campus5g.core.compiled import compiled

Array = NDArray[Any]


@compiled
def single_ways(neighbours: Array) -> Array:
    """Return (cells,) true for the ends of a move without which the floor falls apart (a bridge of the graph).

    On the other parts a robot that pushes those ahead always finds its way (« every robot has a cycle to go around »); only at
    single ways two robots can face one another for ever. Tarjan's algorithm with its own stack.
    """
    cells = neighbours.shape[0]
    found = np.zeros(cells, dtype=np.bool_)
    entered, lowest = np.full(cells, -1, dtype=np.int32), np.zeros(cells, dtype=np.int32)
    came, side = np.full(cells, -1, dtype=np.int32), np.zeros(cells, dtype=np.int32)
    stack = np.empty(cells, dtype=np.int32)
    clock = 0
    for root in range(cells):
        if entered[root] >= 0:
            continue
        depth = 0
        stack[0] = root
        entered[root] = lowest[root] = clock
        clock += 1
        while depth >= 0:
            cell = stack[depth]
            if side[cell] < 4:
                other = neighbours[cell, side[cell]]
                side[cell] += 1
                if other < 0 or other == came[cell]:
                    continue
                if entered[other] < 0:
                    came[other] = cell
                    entered[other] = lowest[other] = clock
                    clock += 1
                    depth += 1
                    stack[depth] = other
                else:
                    lowest[cell] = min(lowest[cell], entered[other])
                continue
            depth -= 1
            above = came[cell]
            if above >= 0:
                lowest[above] = min(lowest[above], lowest[cell])
                if lowest[cell] > entered[above]:
                    found[cell] = True
                    found[above] = True
    return found
