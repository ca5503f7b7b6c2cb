"""Claim: ships at their berths within a hundredth of the best known in ten seconds, with a bound that means something.

Peer, on the same instances in the same run: CP-SAT (ortools) with an optional interval for each ship and berth and no overlap at
a berth, two workers, for as long as is asked. Both bounds are proven ones.
Run: ``python benchmarks/berths.py [--seconds 10] [--peer-seconds 60] [--json]`` from the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ortools.sat.python import cp_model

from campus5g import __version__
from campus5g.uses.logistics.data.quay import FORBIDDEN, Quay, read_quay
from campus5g.uses.logistics.model.berth import allocate
from campus5g.uses.logistics.model.bounds import alone, positions

FILES = Path(__file__).resolve().parents[2] / "shared" / "data" / "uses" / "logistics" / "bap_discrete"
INSTANCES = ("f30x3-02", "f40x5-02", "f55x5-02", "f55x7-02", "f60x7-02", "f200x15-02")


def constraint_solver(quay: Quay, seconds: float) -> dict[str, Any]:
    """Return what CP-SAT finds and proves in ``seconds``."""
    model = cp_model.CpModel()
    at_berth: list[list[Any]] = [[] for _ in range(quay.berths)]
    ends = []
    for ship in range(quay.ships):
        arrival, leaves = int(quay.arrivals[ship]), int(quay.departures[ship])
        end = model.new_int_var(arrival, leaves, "")
        here = []
        for berth in range(quay.berths):
            length = int(quay.handling[ship, berth])
            if length >= FORBIDDEN:
                continue
            taken = model.new_bool_var("")
            first, last = max(arrival, int(quay.openings[berth])), min(leaves, int(quay.closings[berth])) - length
            if last < first:
                continue
            begin = model.new_int_var(first, last, "")
            at_berth[berth].append(model.new_optional_fixed_size_interval_var(begin, length, taken, ""))
            model.add(end == begin + length).only_enforce_if(taken)
            here.append(taken)
        model.add_exactly_one(here)
        ends.append(end - arrival)
    for intervals in at_berth:
        model.add_no_overlap(intervals)
    model.minimize(sum(ends))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    begun = time.perf_counter()
    answer = solver.solve(model)
    found = answer in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return {
        "time_in_port": int(solver.objective_value) if found else None,
        "bound": int(solver.best_objective_bound),
        "s": round(time.perf_counter() - begun, 1),
    }


def measured(name: str, seconds: float, peer_seconds: float) -> dict[str, dict[str, Any]]:
    quay = read_quay(FILES / f"{name}.txt")
    ours = allocate(quay, seconds=seconds)
    return {
        f"CP-SAT, {peer_seconds:g} s": constraint_solver(quay, peer_seconds),
        f"campus5g, {seconds:g} s": {
            "time_in_port": ours.plan.time_in_port,
            "bound": ours.bound,
            "s": round(ours.seconds, 1),
        },
        "bounds without search": {"bound_alone": alone(quay), "bound_of_positions": positions(quay)},
    }


def run(names: list[str], seconds: float, peer_seconds: float) -> dict[str, Any]:
    if not FILES.is_dir():
        raise SystemExit("the instances of the benchmark are not beside the repository")
    return {
        "claim": "Berths: time of ships in port, and the least that is proven possible",
        "peer": f"CP-SAT of ortools {version('ortools')}, optional intervals, two workers; same run, same instances",
        "machine": (
            f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f} before, "
            f"Python {platform.python_version()}"
        ),
        "version": __version__,
        "data": "dynamic berth allocation instances of Lalla-Ruiz (30 to 60 ships) and of Kramer et al. 2019 (200 ships)",
        "results": {name: measured(name, seconds, peer_seconds) for name in names},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(INSTANCES))
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--peer-seconds", type=float, default=60.0)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    asked = parser.parse_args()
    result = run(asked.names, asked.seconds, asked.peer_seconds)
    if asked.json:
        print(json.dumps(result, indent=1, ensure_ascii=False))
        return
    for name, methods in result["results"].items():
        for method, figures in methods.items():
            print(f"{name:12} {method:18}", "  ".join(f"{key} {value}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
