"""Claim: ships at a continuous quay with tides, in ten seconds at least as well placed as by a constraint solver in sixty.

Peer, on the same drawn quays in the same run: CP-SAT (ortools) with a rectangle for each ship in metres and time, no two overlapping, and
tables for the handling, the depth and the water; two workers. Both bounds are proven ones.
Run: ``python benchmarks/quay.py [--seconds 10] [--peer-seconds 60] [--json]`` from the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from importlib.metadata import version
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from campus5g import __version__
from campus5g.uses.logistics.quay.allocate import allocate
from campus5g.uses.logistics.quay.bound import alone, mean_busy_time
from campus5g.uses.logistics.quay.generator import draw_shore
from campus5g.uses.logistics.quay.plan import ShorePlan, fault
from campus5g.uses.logistics.quay.reader import shore_of
from campus5g.uses.logistics.quay.shore import Shore, tables

DRAWN = {"20 ships, 600 m": (20, 600, 4.0), "40 ships, 1200 m": (40, 1200, 5.0), "60 ships, 1200 m": (60, 1200, 7.0)}


def constraint_solver(shore: Shore, seconds: float) -> dict[str, Any]:
    """Return what CP-SAT finds and proves in ``seconds``; a plan that our checker refuses is no plan."""
    made, ships, model = tables(shore), shore.ships, cp_model.CpModel()
    across, along, columns = [], [], []
    for i in range(shore.count):
        fits = np.flatnonzero(made.kind[i] >= 0).tolist()
        x = model.new_int_var_from_domain(cp_model.Domain.from_values(fits), "")
        first, last = int(ships.arrival[i]), int(ships.latest[i])
        starts = [t for t in range(first, last) if made.enters[i, t]]
        start = model.new_int_var_from_domain(cp_model.Domain.from_values(starts), "")
        hours = model.new_int_var(1, int(made.handling[i, :, 0].max()), "")
        kind = model.new_int_var(-1, made.afloat.shape[1] - 1, "")
        done, end = model.new_int_var(first, last, ""), model.new_int_var(first, last, "")
        model.add_element(x, made.handling[i, :, 0].tolist(), hours)
        model.add_element(x, made.kind[i].tolist(), kind)
        model.add(done == start + hours)
        model.add_element(done, made.leaves[i].tolist(), end)
        for k in sorted(set(made.kind[i].tolist()) - {-1}):
            here, until = model.new_bool_var(""), model.new_int_var(0, shore.steps, "")
            model.add(kind == k).only_enforce_if(here)
            model.add(kind != k).only_enforce_if(~here)
            model.add_element(start, made.afloat[i, k].tolist(), until)
            model.add(until >= end).only_enforce_if(here)
        stay = model.new_int_var(1, shore.steps, "")
        along.append(model.new_interval_var(start, stay, end, ""))
        across.append(model.new_fixed_size_interval_var(x, int(made.wide[i]), ""))
        columns.append((x, start, done, end))
    model.add_no_overlap_2d(across, along)
    model.add_cumulative(along, made.wide.tolist(), int((made.places + made.wide).max() - 1))
    model.minimize(sum(end - int(ships.arrival[i]) for i, (_, _, _, end) in enumerate(columns)))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    begun = time.perf_counter()
    answer = solver.solve(model)
    found = None
    if answer in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        rows = np.array([[solver.value(v) for v in column] for column in columns], dtype=np.int64).T
        plan = ShorePlan(rows[0], rows[1], rows[2], rows[3], np.ones(shore.count, dtype=np.int64), int(solver.objective_value))
        found = plan.time_in_port if fault(shore, plan) is None else None
    return {"time_in_port": found, "bound": int(solver.best_objective_bound), "s": round(time.perf_counter() - begun, 1)}


def measured(name: str, seconds: float, peer_seconds: float) -> dict[str, dict[str, Any]]:
    ships, metres, days = DRAWN[name]
    shore = shore_of(draw_shore(ships, metres, days, seed=1), name)
    ours, made = allocate(shore, seconds=seconds), tables(shore)
    return {
        f"{name}: CP-SAT, {peer_seconds:g} s": constraint_solver(shore, peer_seconds),
        f"{name}: campus5g, {seconds:g} s": {
            "time_in_port": ours.plan.time_in_port,
            "bound": ours.bound,
            "s": round(ours.seconds, 1),
            "bound_alone": alone(shore, made),
            "bound_mean_busy_time": mean_busy_time(shore, made),
        },
        f"{name}: first come, first served": {"time_in_port": ours.first_come},
    }


def run(names: list[str], seconds: float, peer_seconds: float) -> dict[str, Any]:
    return {
        "claim": "Continuous quay with tides: time of ships in port (quarters of an hour), and the least proven possible",
        "peer": f"CP-SAT of ortools {version('ortools')}, rectangles that do not overlap, two workers; same run, same quays",
        "machine": (
            f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f} before, "
            f"Python {platform.python_version()}"
        ),
        "version": __version__,
        "data": "drawn by `uses/logistics/quay/generator.py`, seed 1, which says how",
        "results": {key: value for name in names for key, value in measured(name, seconds, peer_seconds).items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(DRAWN))
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--peer-seconds", type=float, default=60.0)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    asked = parser.parse_args()
    result = run(asked.names, asked.seconds, asked.peer_seconds)
    if asked.json:
        print(json.dumps(result, indent=1, ensure_ascii=False))
        return
    for method, figures in result["results"].items():
        print(f"{method:40}", "  ".join(f"{key} {value}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
