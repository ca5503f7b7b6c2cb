"""Claim: changes of occupation are found better than by competences alone, and a scenario of jobs with 500 draws takes moments.

Peers, in the same run: rarity-weighted overlap of competences, on the occupations left out of each of five folds; the same model
drawn one draw at a time in a plain loop; a published table of output multipliers. Run: ``python benchmarks/territory.py [--json]``.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import time
from pathlib import Path
from typing import Any

import numpy as np

from campus5g import __version__
from campus5g.territory import flows, paths
from campus5g.territory.investments import read_investments
from campus5g.territory.jobs import PRESETS, Area, Evidence, compare, read_area, run
from campus5g.territory.jobs.reading import read_flows

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
DATA = SHARED / "data" / "uses" / "territory"
TABLE = SHARED / "reference" / "prototypes" / "territory_multipliers_fra2011.csv"
FOLDS, SEEDS, DRAWS = 5, (0, 1, 2), 500


def recall() -> dict[str, Any]:
    """Recall at ten on occupations never seen, by cross-validation; the overlap needs no learning."""
    occupations, known = paths.read_occupations(DATA), paths.read_changes(DATA / "rome_v347_rubrique_mobilite_dev.csv.gz")
    codes = sorted(code for code in known if code in occupations.asked)
    plain = paths.Paths(occupations, {}, paths.overlap([occupations.asked[code] for code in occupations.codes]), {})
    ours = []
    for seed in SEEDS:
        found: dict[str, tuple[str, ...]] = {}
        for left_out in np.array_split(np.random.default_rng(seed).permutation(codes), FOLDS):
            seen = {code: others for code, others in known.items() if code not in set(left_out)}
            learnt = paths.learn_paths(occupations, seen)
            found |= {str(code): learnt.nearest(str(code)) for code in left_out}
        ours.append(paths.recall(found, known))
    return {
        "recall at 10": round(float(np.mean(ours)), 3),
        "least of three splits": round(min(ours), 3),
        "overlap alone: recall at 10": round(paths.recall({code: plain.nearest(code) for code in codes}, known), 3),
        "occupations": len(codes),
    }


def scenarios() -> dict[str, Any]:
    """Seconds for one scenario of 500 draws, with and without a table of flows, and in a plain loop."""
    softbank = next(one for one in read_investments(ROOT / "dunkerque" / "investments.yaml") if one.key == "softbank")
    area = read_area(ROOT / "dunkerque" / "area.yaml")
    with_flows = Evidence(flows=read_flows(DATA))
    run(softbank, area=area, evidence=with_flows, draws=10)  # files read and cached before anything is timed
    return {
        "one scenario: seconds": _timed(lambda: run(softbank, area=area, draws=DRAWS)),
        "with the table of flows: seconds": _timed(lambda: run(softbank, area=area, evidence=with_flows, draws=DRAWS)),
        "three side by side: seconds": _timed(lambda: compare(softbank, PRESETS, area=area, evidence=with_flows, draws=DRAWS)),
        "plain loop, one scenario: seconds": _timed(lambda: _loop(softbank, area, with_flows)),
        "draws": DRAWS,
    }


def _loop(investment: Any, area: Area, evidence: Evidence) -> None:
    for seed in range(DRAWS):
        run(investment, area=area, evidence=evidence, draws=1, seed=seed)


def _timed(work: Any) -> float:
    began = time.perf_counter()
    work()
    return round(time.perf_counter() - began, 3)


def multipliers() -> dict[str, Any]:
    """How far output multipliers are from the published ones, and how many of the zone's are below the nation's."""
    france = read_flows(DATA)
    with TABLE.open(encoding="utf-8") as file:
        published = np.array([float(row["output_mult"]) for row in csv.DictReader(file)])
    national = flows.output_multipliers(france.coefficients)
    area = read_area(ROOT / "dunkerque" / "area.yaml")
    zone = flows.evenly(area.name, area.value("zone_jobs") or 0, area.value("national_jobs") or 0, len(france.codes))
    local = flows.output_multipliers(flows.local_coefficients(france, zone))
    return {
        "industries": len(national),
        "equal to three decimals": int((np.round(national, 3) == published).sum()),
        "zone above the nation": int((local > national).sum()),
        "mean, nation": round(float(national.mean()), 3),
        "mean, zone": round(float(local.mean()), 3),
    }


def main() -> dict[str, Any]:
    if not DATA.is_dir():
        raise SystemExit("The data of the benchmark are not beside the repository.")
    return {
        "claim": "Territory: changes of occupation, jobs by scenario, multipliers",
        "peer": "rarity-weighted overlap of competences; the same model one draw at a time; the published table of multipliers",
        "data": "official mobilities of ROME 3 (given part, five folds); WIOD 2013, France 2011; published figures of Dunkirk",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "version": __version__,
        "results": {"changes of occupation": recall(), "jobs of an investment": scenarios(), "output multipliers": multipliers()},
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = main()
    print(json.dumps(found) if options.json else "\n".join(f"{name}: {row}" for name, row in found["results"].items()))
