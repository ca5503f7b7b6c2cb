"""Claim: a thousand robots are routed within moments, and a fleet at work delivers far more in lanes of its own.

Peers, in the same run: HCA* of w9-pathfinding, where ``CAMPUS5G_W9_PYTHON`` names an interpreter that has it, stopped after 60 s;
plain priority inheritance, without lanes, for the fleet at work. Data: maps and scenarios of the movingai benchmark.
Run: ``python benchmarks/robots.py [--json]`` from the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from campus5g import __version__
from campus5g.uses.robots.data.grid import Grid, read_map
from campus5g.uses.robots.data.tasks import Trips, read_scenario
from campus5g.uses.robots.model.guidance import guided
from campus5g.uses.robots.model.lifelong import Floor, draw_places, draw_starts, work
from campus5g.uses.robots.model.solve import solve

HOME = Path(__file__).resolve().parents[2] / "shared" / "data" / "uses" / "robotics" / "mapf"
PEER = Path(__file__).with_name("_robot_peers.py")
WAREHOUSE = "warehouse-10-20-10-2-1"
TRIED = ((WAREHOUSE, (100, 400, 1000)), ("random-64-64-20", (400, 1000)), ("warehouse-20-40-10-2-1", (1000,)))
SCENARIOS, LIMIT_S, PEER_S = ("random-1", "random-2", "random-3"), 10.0, 60
PEER_MOST = 400
"""Robots above which the peer is not asked: it solves none of these within its time."""


def routed(name: str, robots: int) -> dict[str, Any]:
    grid = read_map(HOME / "maps" / f"{name}.map")
    ours, theirs = [], []
    for scenario in SCENARIOS:
        trips = read_scenario(HOME / "scen" / f"{name}-{scenario}.scen", grid, robots)
        ours.append(solve(grid, trips, seconds=LIMIT_S))
        theirs.append(peer(grid, trips) if robots <= PEER_MOST else None)
    row = {
        "solved_of_3": sum(found.plan is not None for found in ours),
        "seconds, refined": round(max(found.seconds for found in ours), 1),
        "cost over shortest ways": round(float(np.mean([found.cost_over_lower_bound or np.nan for found in ours])), 3),
    }
    if theirs[0] is None:
        return row
    done = [(t, o) for t, o in zip(theirs, ours, strict=True) if t and t["solved"]]
    costs = [t["cost"] / o.lower_bound for t, o in done]
    return {
        **row,
        "HCA*: solved_of_3": len(done),
        "HCA*: seconds": round(max((t["seconds"] for t, _ in done), default=PEER_S), 1),
        **({"HCA*: cost": round(float(np.mean(costs)), 3)} if costs else {}),
    }


def peer(grid: Grid, trips: Trips) -> dict[str, Any] | None:
    """Return what HCA* did on the same trips; ``None`` where it is not installed."""
    python = os.environ.get("CAMPUS5G_W9_PYTHON")
    if not python:
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "trips.npz"
        places = {name: grid.places[cells][:, ::-1] for name, cells in (("starts", trips.starts), ("goals", trips.goals))}
        np.savez(file, free=grid.free, **places)
        try:
            told = subprocess.run([python, PEER, file], capture_output=True, text=True, check=True, timeout=PEER_S)
        except subprocess.TimeoutExpired:
            return {"solved": False}
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def at_work(robots: int, steps: int = 3600) -> dict[str, Any]:
    grid = read_map(HOME / "maps" / f"{WAREHOUSE}.map")
    places, starts = draw_places(grid, 400, 0), draw_starts(grid, robots, 0)
    row: dict[str, Any] = {}
    for name, floor in (("plain", Floor.plain(grid, places)), ("lanes", guided(grid, places, starts, seed=1))):
        work(floor, starts, 1)
        began = time.perf_counter()
        shift = work(floor, starts, steps)
        row |= {
            f"{name}: tasks a step": round(shift.tasks_per_step, 2),
            f"{name}: ms a step": round(1000 * (time.perf_counter() - began) / steps, 2),
            f"{name}: longest task": shift.longest_wait,
        }
    return row


def main() -> dict[str, Any]:
    if not HOME.is_dir():
        raise SystemExit("The maps of the benchmark are not beside the repository.")
    return {
        "claim": "Robots: a thousand routed within 10 s, and a fleet at work in lanes",
        "peer": "HCA* of w9-pathfinding (60 s); plain priority inheritance (PIBT) for the fleet at work",
        "data": "movingai MAPF benchmark (Sturtevant, Stern et al. 2019, ODC-By), three scenarios each",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "version": __version__,
        "results": {
            **{f"{name}, {robots} robots": routed(name, robots) for name, sizes in TRIED for robots in sizes},
            **{f"{WAREHOUSE}, {robots} at work": at_work(robots) for robots in (400, 700, 1000)},
        },
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = main()
    print(json.dumps(found) if options.json else "\n".join(f"{name}: {row}" for name, row in found["results"].items()))
