"""Claim: from real signals, what a slow link costs in warning time, without a false alarm; and a whole assessment in seconds.

Peer: the Shewhart chart (one reading above the healthy mean plus three standard deviations), the usual first rule of a
condition monitor, on the same signals in the same run. Data: IMS bearing test 2, bundled. A false alarm is one in the first
half of the test, on any of the four bearings. Run: ``python benchmarks/maintenance.py [--json]`` from the repository.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import time
from typing import Any

from campus5g import __version__
from campus5g.core.benefit import Use
from campus5g.core.service import Connectivity, ConnectivityCost, Latency, ServiceLevel
from campus5g.uses.interface import ENGINES
from campus5g.uses.maintenance.data import History, sample_history
from campus5g.uses.maintenance.model import Detector, warning_table

TEN_MINUTES_H = 1 / 6
RATES_HZ = (20480, 5120, 1280)


def warnings(history: History, detector: Detector) -> dict[str, Any]:
    table = warning_table(history, RATES_HZ, (TEN_MINUTES_H,), detector)
    half = history.assets[0].hours[-1] / 2
    alarms = [detector.alarm_h(asset, rate, TEN_MINUTES_H) for asset in history.assets for rate in RATES_HZ]
    hours = {f"warning_h_{rate}_hz": hours and round(hours, 1) for (rate, _), hours in table.items()}
    return {**hours, "false_alarms": sum(alarm is not None and alarm < half for alarm in alarms), "watched": len(alarms)}


def assessment_s() -> float:
    """Seconds of a whole assessment: 800 machines, three zones, four networks, cables and rounds, 1 000 draws."""
    kinds = (Connectivity.PRIVATE_5G, Connectivity.WIFI, Connectivity.PUBLIC_CELLULAR, Connectivity.LPWAN)
    latency = Latency(0.01, 0.02, 0.05)
    services = [
        ServiceLevel(kind, f"zone {zone}", 0.9, 1e6, 1e6, latency, 0.01, 60.0, 300.0, None, True)
        for kind in kinds
        for zone in range(3)
    ]
    costs = [ConnectivityCost(kind, 40_000_000, 3_000_000, 30_000_000, 60_000_000, ()) for kind in kinds]
    start = time.perf_counter()
    ENGINES[Use.MAINTENANCE].assess({"assets": 800}, services, costs)
    return round(time.perf_counter() - start, 2)


def run() -> dict[str, Any]:
    history = sample_history()
    return {
        "claim": "Hours of warning before a bearing fails, by sampling rate; seconds for a whole assessment",
        "peer": "Shewhart chart, one reading above mean + 3 standard deviations",
        "machine": f"{platform.machine()}, Python {platform.python_version()}, one process",
        "version": __version__,
        "data": f"{history.source.title}: {len(history.assets)} bearings, {len(history.assets[0].hours)} readings",
        "results": {
            "campus5g": {
                **warnings(history, Detector()),
                "assessment_s": assessment_s(),
                "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            },
            "peer": warnings(history, Detector(deviations=3.0, reports=1)),
        },
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
        print(f"{name:10}", "  ".join(f"{key} {value}" for key, value in scores.items()))


if __name__ == "__main__":
    main()
