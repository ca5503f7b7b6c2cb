"""Claim: a year of a site at 15 minutes is solved exactly in seconds; its load is forecast better than rules of thumb.

Peers, in the same run: linopy and PyPSA (both on HiGHS), where ``CAMPUS5G_LINOPY_PYTHON`` names an interpreter that has them;
persistence and last week for the forecasts; the plan that knows everything for the rolling one. Data: the bundled steel plant.
Run: ``python benchmarks/energy.py [--json]`` from the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from campus5g import __version__
from campus5g.core.benefit import Use
from campus5g.core.service import Connectivity, ConnectivityCost, Latency, ServiceLevel
from campus5g.uses.energy.data import series
from campus5g.uses.energy.data.case import Battery, Case, Solar
from campus5g.uses.energy.data.reader import read_case
from campus5g.uses.energy.model.dispatch import Dispatch, dispatch
from campus5g.uses.energy.model.forecast import rolling_origin
from campus5g.uses.energy.model.rolling import Rolled, roll
from campus5g.uses.interface import ENGINES

HOME = Path(series.__file__).parent
PEERS = Path(__file__).with_name("_energy_peers.py")


def dispatched(case: Case) -> dict[str, Any]:
    cpu = time.process_time()
    found = dispatch(case)
    cpu = time.process_time() - cpu
    assert isinstance(found, Dispatch)
    rolled = roll(case)
    assert isinstance(rolled, Rolled)
    return {
        "objective_eur": round(found.objective_eur, 2),
        "seconds": round(found.build_s + found.solve_s, 2),
        "cpu_seconds": round(cpu, 2),
        "gap": found.gap,
        "rolling_regret_percent": round(100 * rolled.regret, 2),
    }


def peers(case: Case) -> dict[str, Any]:
    """Solve the same arrays with linopy and PyPSA, each in its own interpreter's words; nothing where there is none."""
    python = os.environ.get("CAMPUS5G_LINOPY_PYTHON")
    if not python:
        return {}
    battery = next(device for device in case.devices if isinstance(device, Battery))
    sun = next(device for device in case.devices if isinstance(device, Solar))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "arrays.npz"
        np.savez(
            path, load=case.load_mw, price=case.import_eur_mwh, sun=sun.output_mw, step_h=case.step_h, power=battery.power_mw,
            energy=battery.energy_mwh, eta=battery.charge_efficiency, start=battery.start_mwh, end=battery.end_mwh,
            wear=battery.wear_eur_mwh, eur_mw=case.tariff.subscribed_eur_mw_year[0],
        )  # fmt: skip
        done = subprocess.run([python, str(PEERS), str(path)], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return {
        f"{name} {answer['version']}": {
            "objective_eur": round(answer["objective_eur"], 2),
            "seconds": round(answer["seconds"], 2),
            "cpu_seconds": round(answer["cpu_seconds"], 2),
        }
        for name, answer in found.items()
    }


def forecasts() -> dict[str, Any]:
    """Errors in kWh by quarter of an hour over the last third of the plant's ten months, from a rolling origin."""
    load = series.read_load(HOME / "steel_15min.csv.gz").filled(partial=True)
    start, kwh = series.start_of_week(load), 1000 * load.step_h
    day, quarter = (rolling_origin(load.values, horizon, load.step_h, start) for horizon in (96, 1))

    def rows(name: str) -> dict[str, float]:
        return {f"{what}_kwh": round(getattr(score, name) * kwh, 2) for what, score in (("day_ahead", day), ("15_min", quarter))}

    rules = {"persistence": rows("rmse_persistence"), "last week": rows("rmse_last_week")}
    return {"campus5g, forecast": rows("rmse"), **{f"forecast by {name}": errors for name, errors in rules.items()}}


def assessment_s() -> float:
    """Seconds of a whole assessment: four radios, cables and reads by hand, 1 000 draws."""
    kinds = (Connectivity.PRIVATE_5G, Connectivity.WIFI, Connectivity.PUBLIC_CELLULAR, Connectivity.LPWAN)
    latency = Latency(0.01, 0.02, 0.05)
    services = [ServiceLevel(kind, "yard", 0.95, 1e6, 1e6, latency, 0.01, 60.0, 5.0, None, True) for kind in kinds]
    costs = [ConnectivityCost(kind, 20_000_000, 2_000_000, 15_000_000, 30_000_000, ()) for kind in kinds]
    site = {"mean_mw": 4.4, "peak_mw": 25.0, "flexible_mw": 2.0, "points": 60.0, "battery_mw": 3.0, "battery_mwh": 3.0}
    start = time.perf_counter()
    ENGINES[Use.ENERGY].assess(site, services, costs)
    return round(time.perf_counter() - start, 2)


def run() -> dict[str, Any]:
    case = read_case(HOME / "cases" / "steel.toml")
    ours = {**dispatched(case), "assessment_s": assessment_s()}
    ours["peak_memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return {
        "claim": "A year of a site's energy at 15 minutes, to the same optimum; errors of the forecast of its load",
        "peer": "linopy and PyPSA on HiGHS; persistence and last week for the forecasts",
        "machine": f"{platform.machine()}, Python {platform.python_version()}, one process",
        "version": __version__,
        "data": f"{case.name}: {case.steps} steps, UCI 851 (CC BY 4.0); forecasts judged on July to October",
        "results": {"campus5g": ours, **peers(case), **forecasts()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    as_json = parser.parse_args().json
    result = run()
    if as_json:
        print(json.dumps(result, indent=1, ensure_ascii=False, default=float))
        return
    for name, scores in result["results"].items():
        print(f"{name:24}", "  ".join(f"{key} {value}" for key, value in scores.items()))


if __name__ == "__main__":
    main()
