"""Claim: a whole study (network, gains, calls, financing, documents) takes less than a minute on two cores.

Peer: a plain NumPy pass, the least that a plan of the same site needs: free-space loss from every mast to every cell of the
same grid and the best server, without buildings, choice of masts, service levels, uses, calls, money or documents. It says
how much of the time is the rest. Each run is a process of its own.
Run: ``python benchmarks/whole_study.py [--json]`` from the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from campus5g import __version__

ROOT = Path(__file__).resolve().parents[1]
NEED = ROOT / "dunkerque" / "needs" / "steelworks.toml"
ON = "2026-11-21"
RUNS = 3

PEER = """
import numpy as np
from campus5g.network.sites import read_site
site = read_site("dunkerque/sites/steelworks.json")
corners = np.array(site.boundary)
x, y = (np.arange(low, high, 10.0) for low, high in zip(corners.min(axis=0), corners.max(axis=0)))
best = np.full((len(y), len(x)), -np.inf)
for mast in site.masts:
    d = np.sqrt((x[None, :] - mast.x_m) ** 2 + (y[:, None] - mast.y_m) ** 2 + (mast.height_m - 1.5) ** 2)
    best = np.maximum(best, 60.0 - 20 * np.log10(4 * np.pi * np.maximum(d, 1.0) * 2.595e9 / 299792458.0))
print(best.mean())
"""


def measured(command: list[str]) -> dict[str, float]:
    """Run a command; return wall and processor seconds, and the peak of its memory in MiB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(process.stderr.read().decode().strip() if process.stderr else "the command failed")
    return {
        "wall_s": round(wall, 2),
        "cpu_s": round(usage.ru_utime + usage.ru_stime, 2),
        "peak_mib": round(usage.ru_maxrss / 1024, 0),
    }


def middle(command: list[str]) -> dict[str, float]:
    """Return the run of median wall time."""
    return sorted((measured(command) for _ in range(RUNS)), key=lambda run: run["wall_s"])[RUNS // 2]


def run() -> dict[str, Any]:
    load = f"{os.getloadavg()[0]:.1f}"
    machine = (
        f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores, load {load} before, Python {platform.python_version()}"
    )
    with tempfile.TemporaryDirectory() as folder:
        study = [sys.executable, "-m", "campus5g", "study", str(NEED), "--out", f"{folder}/out", "--on", ON]
        measured(study)  # compiles the numeric kernels where they are not yet
        figures = middle(study)
        bytes_written = sum(file.stat().st_size for file in Path(folder, "out").iterdir())
    return {
        "claim": f"Whole study: wall time, processor time and peak memory (median of {RUNS} runs)",
        "peer": f"plain NumPy {version('numpy')}, free-space map of the same site alone",
        "machine": machine,
        "version": __version__,
        "data": "synthetic steelworks (127 buildings, 15 masts, 955 devices), calls of three feeds, a project of three partners",
        "results": {
            "campus5g": {**figures, "written_kib": bytes_written // 1024},
            "plain NumPy, free space": middle([sys.executable, "-c", PEER]),
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    as_json = parser.parse_args().json
    result = run()
    if as_json:
        print(json.dumps(result, indent=1, ensure_ascii=False))
        return
    for name, figures in result["results"].items():
        print(f"{name:16}", "  ".join(f"{key} {value}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
