"""HCA* of w9-pathfinding on one scenario: prints whether it was solved, its seconds and its sum of costs as JSON.

Run by an interpreter that has it: ``python _robot_peers.py TRIPS.npz``, with ``free`` (height, width), ``starts`` and ``goals``
(robots, 2) as column and row.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np

LONGEST = 1000


def main(file: str) -> dict[str, Any]:
    from w9_pathfinding.envs import Grid
    from w9_pathfinding.mapf import HCAStar

    given = np.load(file)
    grid = Grid(np.where(given["free"], 1, -1).tolist())
    starts, goals = ([tuple(map(int, place)) for place in given[name]] for name in ("starts", "goals"))
    began = time.perf_counter()
    paths = HCAStar(grid).mapf(starts, goals, max_length=LONGEST)
    seconds = time.perf_counter() - began
    cost = 0
    for path, goal in zip(paths, goals, strict=False):
        away = [step for step, place in enumerate(path) if tuple(place) != goal]
        cost += away[-1] + 1 if away else 0
    return {"solved": bool(paths), "seconds": seconds, "cost": cost}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
