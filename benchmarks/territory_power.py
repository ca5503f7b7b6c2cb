"""Claim: the worth of what a data centre can move is told with its range within seconds, and as if every draw had been dispatched.

Peer, in the same run: the energy engine's dispatch solved anew for each draw, instead of straight lines between solved nodes.
Run: ``python benchmarks/territory_power.py [--json]`` from the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from pathlib import Path
from typing import Any

import numpy as np

from campus5g import __version__
from campus5g.core.progress import silent
from campus5g.territory.investments import read_investments
from campus5g.territory.power import Means, labels, power, power_table, read_area
from campus5g.territory.power.flexibility import Moved, cheapest
from campus5g.territory.power.worth import LEVELS, worths
from campus5g.uses.parameters import read_parameters

HOME = Path(__file__).resolve().parents[1] / "dunkerque"
DRAWS, TRIED, SITE_MW = 500, 60, 1000.0


def whole() -> dict[str, Any]:
    known = {one.key: one for one in read_investments(HOME / "investments.yaml")}
    area = read_area(HOME / "power.yaml")
    began = time.perf_counter()
    outcome = power(known["softbank"], area, wider=known["softbank_region"], draws=DRAWS)
    return {"draws": DRAWS, "seconds": round(time.perf_counter() - began, 2), "years": len(outcome.years)}  # type: ignore[union-attr]


def between_nodes() -> dict[str, Any]:
    """All three means together for a gigawatt: medians and ends of the range, ours beside the dispatch of each draw."""
    parameters = read_parameters(power_table(), labels.LABELS, {})
    a = parameters.draw(TRIED, 0)
    typical = {key: one.value for key, one in parameters.assumptions.items()}
    area_mw, site = np.zeros(672), np.full(TRIED, SITE_MW)
    began = time.perf_counter()
    ours = worths(parameters, a, site, area_mw, 0, silent).eur[Means.ALL]
    mine = time.perf_counter() - began
    began, theirs = time.perf_counter(), []
    for place in range(TRIED):
        p = {**typical, **{key: float(a[key][place]) for key in ("power_eur_kw", "utilisation", "pue")}}
        spread = float(a["spread_eur_mwh"][place])
        moved = Moved(**{key: float(a[key][place]) for key in LEVELS.values()})
        idle, found = cheapest(p, Moved(), spread, 0), cheapest(p, moved, spread, 0)
        bill = 1000 * p["power_eur_kw"]
        theirs.append(SITE_MW * (idle.energy_eur - found.energy_eur + bill * (idle.subscribed_mw - found.subscribed_mw)))
    anew = time.perf_counter() - began
    row = {f"P{q}, M€ a year": round(float(np.quantile(ours, q / 100)) / 1e6, 2) for q in (10, 50, 90)}
    peer = {f"each draw dispatched: P{q}, M€ a year": round(float(np.quantile(theirs, q / 100)) / 1e6, 2) for q in (10, 50, 90)}
    error = float(np.median(np.abs(ours / np.array(theirs) - 1)))
    return {
        **row,
        **peer,
        "median error of a draw, %": round(100 * error, 1),
        "seconds for any number of draws": round(mine, 2),
        f"each draw dispatched: seconds for {TRIED}": round(anew, 2),
    }


def main() -> dict[str, Any]:
    return {
        "claim": "Territory: the electricity of an investment within seconds, its flexibility as if every draw were dispatched",
        "peer": "the dispatch of the energy engine (HiGHS) solved anew for each draw",
        "data": "SoftBank's line of dunkerque/investments.yaml; one gigawatt of connection over four weeks of hours",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "version": __version__,
        "results": {"the whole outcome": whole(), "what can be moved": between_nodes()},
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = main()
    print(json.dumps(result) if options.json else "\n".join(f"{name}: {row}" for name, row in result["results"].items()))
