"""Claim: antennas placed at least cost with a proven gap, cheaper than greedy and than rounding a set cover; a plan in seconds.

Peers, on the same candidates, places and targets, in the same run: the greedy choice (most missing devices for each euro), and
the textbook weighted set cover in two steps: its linear relaxation solved by scipy's HiGHS (a place counts as covered where one
antenna alone serves it 9 times in 10), rounded by taking antennas from the largest share down until every target is met, then
rid of what is not needed. Costs are those of the linear model (sites, antennas, larger core), without terminals.
Run: ``python benchmarks/placement.py [--cell 10] [--json]`` from the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from campus5g import __version__
from campus5g.network.branching import reachable, solve
from campus5g.network.linear import Model, greedy, pruned
from campus5g.network.placement import GAP, MOST_NODES
from campus5g.network.planning import linear_model, plan_network
from campus5g.network.sites import read_site

SITES = Path(__file__).resolve().parents[1] / "dunkerque" / "sites"
ON = date(2026, 11, 21)
_COVERED = 0.9


def rounded_cover(model: Model) -> list[int]:
    """Solve the relaxation of the weighted set cover and round it."""
    rows, columns, values, low = [], [], [], []
    n, m = model.size, model.place_cents.size
    points = sum(r.weight.size for r in model.requirements if r.order == 1)
    row, z = 0, n + m
    for r in (r for r in model.requirements if r.order == 1):
        for p in range(r.weight.size):  # z_p <= sum of the antennas that cover p
            covering = np.flatnonzero(r.value[:, p] >= _COVERED)
            rows += [row] * (covering.size + 1)
            columns += [*covering.tolist(), z + p]
            values += [-1.0] * covering.size + [1.0]
            low.append(0.0)
            row += 1
        rows += [row] * r.weight.size
        columns += list(range(z, z + r.weight.size))
        values += (-r.weight).tolist()
        low.append(-min(r.target, float(((r.value >= _COVERED).any(axis=0)) @ r.weight)))
        row, z = row + 1, z + r.weight.size
    for j in range(n):  # an antenna opens its place
        rows += [row, row]
        columns += [j, n + int(model.place[j])]
        values += [1.0, -1.0]
        low.append(0.0)
        row += 1
    cost = np.concatenate([model.antenna_cents, model.place_cents, np.zeros(points)])
    matrix = coo_array((values, (rows, columns)), shape=(row, cost.size)).tocsr()
    answer = linprog(cost, A_ub=matrix, b_ub=np.array(low), bounds=(0, 1), method="highs")
    chosen: list[int] = []
    for j in np.argsort(-answer.x[:n], kind="stable"):
        if model.meets(chosen):
            break
        if not model.blocked(chosen)[j]:
            chosen.append(int(j))
    return pruned(model, chosen)


def measured(name: str, cell_m: float) -> dict[str, dict[str, Any]]:
    """Return cost, antennas and seconds of the three on one site, and of its whole plan."""
    site = read_site(SITES / f"{name}.json")
    model, start = reachable(linear_model(site, on=ON, cell_m=cell_m).model)
    found: dict[str, dict[str, Any]] = {}

    def kept(method: str, chosen: list[int], seconds: float, **more: Any) -> None:
        held = model.meets(chosen)
        found[method] = {
            "cost_eur": model.cents(chosen) // 100,
            "antennas": len(chosen),
            "holds": held,
            "s": round(seconds, 2),
            **more,
        }

    begin = time.perf_counter()
    chosen = greedy(model)
    kept("greedy", chosen, time.perf_counter() - begin)
    begin = time.perf_counter()
    chosen = rounded_cover(model)
    kept("set cover, relaxation rounded", chosen, time.perf_counter() - begin)
    begin = time.perf_counter()
    best = solve(model, GAP, MOST_NODES, start)
    kept("campus5g, linear model", list(best.chosen), time.perf_counter() - begin, gap=round(best.gap, 4), nodes=best.nodes)
    begin, processor = time.perf_counter(), time.process_time()
    plan, _ = plan_network(site, on=ON, cell_m=cell_m)
    found["campus5g, whole plan"] = {
        "antennas": len(plan.antennas),
        "s": round(time.perf_counter() - begin, 1),
        "cpu_s": round(time.process_time() - processor, 1),
        "served_share": plan.served_share,
        "zones_short": len({s.zone_id for s in plan.shortfalls}),
    }
    return found


def run(cell_m: float) -> dict[str, Any]:
    plan_network(read_site(SITES / "two_halls.json"), on=ON)  # compiles the numeric kernels
    return {
        "claim": "Placement: cost of the antennas, proven gap, and seconds of a whole plan",
        "peer": f"greedy; relaxation of a weighted set cover in scipy {version('scipy')}, rounded; same run, same model",
        "machine": (
            f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f} before, "
            f"Python {platform.python_version()}, highspy {version('highspy')}"
        ),
        "version": __version__,
        "data": f"the synthetic sites of dunkerque/sites, band n38, cells of {cell_m:g} m",
        "results": {name: measured(name, cell_m) for name in ("steelworks", "port", "electro_plant")},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cell", type=float, default=10.0)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    asked = parser.parse_args()
    result = run(asked.cell)
    if asked.json:
        print(json.dumps(result, indent=1, ensure_ascii=False))
        return
    for site, methods in result["results"].items():
        for name, figures in methods.items():
            print(f"{site:14} {name:32}", "  ".join(f"{key} {value}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
