"""Claim: rounds of a thousand customers near the best known in a minute, and a late truck's customers served by the others.

Peers: the best known plans published with the instances (DIMACS 2021); PyVRP called through its own reader in the same run, since our
plan is PyVRP's and must lose nothing on the way; and, for the re-planning, the same trucks going on in their order without it.
Run: ``python benchmarks/routes.py [--seconds 60] [--json]`` from the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyvrp
from pyvrp.stop import MaxRuntime

from campus5g import __version__
from campus5g.uses.logistics.routes.instance import SCALE, Rounds, read_rounds
from campus5g.uses.logistics.routes.late import replan
from campus5g.uses.logistics.routes.plan import Routes, length, read_routes
from campus5g.uses.logistics.routes.solve import plan_rounds

FILES = Path(__file__).resolve().parents[2] / "shared" / "data" / "uses" / "logistics" / "vrptw"
INSTANCES = ("RC1_10_1", "RC2_10_1")
LATE = 500
"""Units by which a truck is late in the re-planning."""


def planned(name: str, seconds: float) -> dict[str, dict[str, Any]]:
    rounds = read_rounds(FILES / f"{name}.vrp")
    best = length(rounds, read_routes(FILES / f"{name}.sol", rounds)) / SCALE
    ours = plan_rounds(rounds, seconds=seconds)
    peer = pyvrp.solve(pyvrp.read(FILES / f"{name}.vrp", "dimacs"), MaxRuntime(seconds), collect_stats=False).best
    return {
        f"{name}, best known": {"distance": best, "trucks": None, "above_best_%": 0.0},
        f"{name}, campus5g, {seconds:g} s": _row(ours.distance, len(ours.routes), best),
        f"{name}, PyVRP alone, {seconds:g} s": _row(peer.distance() / SCALE, peer.num_routes(), best),
    }


def _row(distance: float, trucks: int, best: float) -> dict[str, Any]:
    return {"distance": distance, "trucks": trucks, "above_best_%": round(100 * (distance / best - 1), 2)}


def again(name: str, seconds: float) -> dict[str, dict[str, Any]]:
    """Ten trucks late one at a time, when their day is a quarter gone."""
    rounds = read_rounds(FILES / f"{name}.vrp")
    routes = read_routes(FILES / f"{name}.sol", rounds)
    now = int(rounds.closes[0]) // 4
    missed, before, elsewhere, longer = _late(rounds, routes, now, range(0, len(routes), max(1, len(routes) // 10)), seconds)
    return {
        f"{name}, a truck {LATE} units late, going on": {"customers_missed": before},
        f"{name}, a truck {LATE} units late, planned again in {seconds:g} s": {
            "customers_missed": missed,
            "to_another_truck": elsewhere,
            "longer_%": longer,
        },
    }


def _late(rounds: Rounds, routes: Routes, now: int, trucks: range, seconds: float) -> tuple[int, int, int, float]:
    found = [replan(rounds, routes, now, {truck: LATE * SCALE}, seconds=seconds) for truck in trucks]
    usual = length(rounds, routes) / SCALE
    return (
        sum(len(new.missed) for new in found),
        sum(len(new.missed_as_it_was) for new in found),
        sum(1 for new in found for move in new.moved if move.truck not in (None, move.old_truck)),
        round(100 * (sum(new.distance for new in found) / len(found) / usual - 1), 2),
    )


def run(names: list[str], seconds: float) -> dict[str, Any]:
    if not FILES.is_dir():
        raise SystemExit("the instances of the benchmark are not beside the repository")
    results: dict[str, Any] = {}
    for name in names:
        results |= planned(name, seconds) | again(name, max(1.0, seconds / 20))
    return {
        "claim": "Rounds of trucks: distance of a thousand customers, and customers missed when a truck is late",
        "peer": f"best known plans; PyVRP {version('pyvrp')} by its own reader; the same trucks going on; same run",
        "machine": (
            f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f} before, "
            f"Python {platform.python_version()}"
        ),
        "version": __version__,
        "data": "Gehring and Homberger 1999, 1 000 customers with time windows; distances truncated to a tenth",
        "results": results,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(INSTANCES))
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    asked = parser.parse_args()
    result = run(asked.names, asked.seconds)
    if asked.json:
        print(json.dumps(result, indent=1, ensure_ascii=False))
        return
    for method, figures in result["results"].items():
        print(f"{method:60}", "  ".join(f"{key} {value}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
