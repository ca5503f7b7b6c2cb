"""Claim: path gains of every mast at every cell, sight exact, several edges, corners and mirrors counted, at little cost.

Speed: the steelworks, Delfshaven and Munich with cells of 5 m, each measured in a process of its own; beside it plain NumPy with
one edge, the UMa formulas that CRRM computes (no building), and Sionna RT's map solver where it is installed
(``CAMPUS5G_RAYTRACING_PYTHON`` names its interpreter). Cost: 1, 4 and 16 times the cells, and the masts. Memory: a port of 10 km x
10 km. Accuracy beside speed: exact links of Sionna RT 2.2.0, beside simpler models. Data: ``../shared/data/radio``.
Run: ``python benchmarks/coverage_grid.py [--repeat 3] [--only speed,cost,port,accuracy] [--thorough] [--json]``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from _simple_models import Geometry, geometry_of, models, roofs_on, sampled_edge, uma_loss_db
from campus5g import __version__
from campus5g.core.site import Building, Mast, Site
from campus5g.network.carriers import carrier_of
from campus5g.network.coverage import link_gains_db, path_gain_maps
from campus5g.network.links import Links, read_links, score
from campus5g.network.prisms import buildings_at
from campus5g.network.raster import axes_over
from campus5g.network.raytracing_scene import write_scene
from campus5g.network.sites import read_site

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "shared" / "data" / "radio"
CARRIER = carrier_of("n38", date(2026, 11, 21))
SITES = ("steelworks", "delfshaven", "munich")
CELL_M = 5.0
PEER_CELLS = 4000
PORT_M, PORT_CELL_M, PORT_MASTS = 10_000.0, 10.0, 3
"""The port is a square of this side; so many masts in a row, and rows."""

SIONNA = {"1e6 rays": (10**6, False), "1e6 rays, diffraction": (10**6, True)}
SIONNA_THOROUGH = {"1e7 rays, diffraction": (10**7, True)}
Row = dict[str, Any]


def site_named(name: str) -> Site:
    return read_site(DATA / f"site_{name}.json")


def timed(work: Callable[[], object], repeat: int, warm: Callable[[], object] | None = None) -> Row:
    """Median wall and CPU seconds of ``repeat`` runs after one that warms up (compiles, fills caches); peak memory."""
    (warm or work)()
    walls, processors = [], []
    for _ in range(repeat):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "cpu_s": round(statistics.median(processors), 3),
        "wall_s": round(statistics.median(walls), 3),
        "peak_mib": round(peak, 1),
    }


def with_rates(row: Row, pairs: int) -> Row:
    return {
        **row,
        "pairs": pairs,
        "pairs_per_cpu_s": round(pairs / row["cpu_s"]),
        "cpu_s_per_million": round(1e6 * row["cpu_s"] / pairs, 3),
    }


def of_engine(site: Site, masts: tuple[Mast, ...], cell_m: float, repeat: int, warm: Callable[[], object] | None = None) -> Row:
    kept: list[Any] = []

    def work() -> None:
        kept[:] = [path_gain_maps(site, masts, CARRIER, cell_m)]

    spent = timed(work, repeat, warm)
    gain = kept[0].path_gain_db
    return {**with_rates(spent, int(gain.size)), "answered_share": float(np.isfinite(gain).mean()), "edges": 3}


def of_numpy(site: Site, repeat: int) -> Row:
    """One edge in plain NumPy; fewer pairs, since it is linear in them."""
    generator = np.random.default_rng(0)
    east, north = np.array(site.boundary).T
    x = generator.uniform(east.min() + 1, east.max() - 1, PEER_CELLS)
    y = generator.uniform(north.min() + 1, north.max() - 1, PEER_CELLS)
    roofs = roofs_on(site, 2.0)
    spent = timed(lambda: [sampled_edge(roofs, mast, x, y, CARRIER.freq_hz) for mast in site.masts], repeat)
    return {**with_rates(spent, PEER_CELLS * len(site.masts)), "answered_share": 1.0, "edges": 1}


def of_formulas(site: Site, repeat: int) -> Row:
    """UMa in sight and out of it for every pair, no building looked at."""
    east, north = np.array(site.boundary).T
    axes = axes_over((east.min(), north.min(), east.max(), north.max()), CELL_M)
    x, y = np.meshgrid(axes.x_m, axes.y_m)

    def work() -> None:
        for mast in site.masts:
            uma_loss_db(np.hypot(x - mast.x_m, y - mast.y_m), mast.height_m, CARRIER.freq_hz)

    return {**with_rates(timed(work, repeat), x.size * len(site.masts)), "answered_share": 1.0, "edges": 0}


def of_sionna(site: Site, samples: int, diffraction: bool) -> Row:
    """The map solver of Sionna RT in a process of its own; a row that says so where it cannot run."""
    python = os.environ.get("CAMPUS5G_RAYTRACING_PYTHON") or (sys.executable if find_spec("sionna") else None)
    if python is None:
        return {"note": "not installed"}
    east, north = np.array(site.boundary).T
    axes = axes_over((east.min(), north.min(), east.max(), north.max()), CELL_M)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        job = {
            "scene": write_scene(site, folder).name,
            "freq_hz": CARRIER.freq_hz,
            "tx_m": [[m.x_m, m.y_m, m.height_m] for m in site.masts],
            "centre_m": [float(east.min() + east.max()) / 2, float(north.min() + north.max()) / 2],
            "size_m": [axes.nx * CELL_M, axes.ny * CELL_M],
            "cell_m": CELL_M,
            "samples": samples,
            "diffraction": diffraction,
        }
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        np.save(folder / "outdoor.npy", buildings_at(site, *np.meshgrid(axes.x_m, axes.y_m)) < 0)
        command = [python, str(HERE / "_sionna_map.py"), str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"note": f"ended by itself (code {done.returncode})"}
    row = json.loads(done.stdout.splitlines()[-1])
    return {**with_rates(row, row["pairs"]), "edges": int(diffraction)}


def masts_in_rows(site: Site, rows: int, height_m: float) -> tuple[Mast, ...]:
    """Rows of masts, evenly over the site."""
    east, north = np.array(site.boundary).T
    places = (np.arange(rows) + 0.5) / rows
    xs, ys = east.min() + np.ptp(east) * places, north.min() + np.ptp(north) * places
    return tuple(Mast(f"m{i}-{k}", float(x), float(y), height_m) for i, y in enumerate(ys) for k, x in enumerate(xs))


def large_port() -> Site:
    """The demonstration's container terminal side by side, as many whole ones as 10 km hold."""
    port = read_site(HERE.parent / "dunkerque" / "sites" / "port.json")
    east, north = np.array(port.boundary).T
    wide, deep, half = float(np.ptp(east)), float(np.ptp(north)), PORT_M / 2
    buildings = []
    for i in range(int(PORT_M // wide)):
        for k in range(int(PORT_M // deep)):
            dx, dy = i * wide - half - east.min(), k * deep - half - north.min()
            moved = ((b, tuple((x + dx, y + dy) for x, y in b.footprint)) for b in port.buildings)
            buildings += [Building(f"{b.id}-{i}-{k}", ring, b.height_m, b.wall, b.kind) for b, ring in moved]
    square = ((-half, -half), (half, -half), (half, half), (-half, half))
    return replace(port, name="large port", boundary=square, buildings=tuple(buildings), masts=(), zones=(), paths=())


def of_large_port() -> Row:
    site = large_port()
    small = site_named("steelworks")
    masts = masts_in_rows(site, PORT_MASTS, 35.0)
    row = of_engine(site, masts, PORT_CELL_M, 1, warm=lambda: path_gain_maps(small, small.masts, CARRIER, 20.0))
    return {**row, "buildings": len(site.buildings), "of_8_gib": round(row["peak_mib"] / 8192, 3)}


def one(task: str, repeat: int) -> Row:
    """Measure one row, in this process: ``engine:SITE``, ``numpy:SITE``, ``formulas:SITE``, ``cells:M``, ``masts:ROWS``, ``port``."""
    kind, _, what = task.partition(":")
    if kind == "port":
        return of_large_port()
    if kind == "cells":
        site = site_named("steelworks")
        return of_engine(site, site.masts, float(what), repeat)
    if kind == "masts":
        site = site_named("steelworks")
        return of_engine(site, masts_in_rows(site, int(what), 40.0), 10.0, repeat)
    site = site_named(what)
    if kind == "numpy":
        return of_numpy(site, repeat)
    return of_formulas(site, repeat) if kind == "formulas" else of_engine(site, site.masts, CELL_M, repeat)


def apart(task: str, repeat: int) -> Row:
    """Measure one row in a process of its own, so that its memory is its own."""
    command = [sys.executable, __file__, "--one", task, "--repeat", str(repeat)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    row: Row = json.loads(done.stdout)
    return row


def speed(repeat: int, thorough: bool) -> dict[str, Row]:
    found = {}
    for name in SITES:
        found[f"{name}, campus5g"] = apart(f"engine:{name}", repeat)
        found[f"{name}, plain NumPy, one edge"] = apart(f"numpy:{name}", repeat)
        found[f"{name}, UMa formulas of CRRM, NumPy"] = apart(f"formulas:{name}", repeat)
        for settings, (samples, diffraction) in {**SIONNA, **(SIONNA_THOROUGH if thorough else {})}.items():
            found[f"{name}, Sionna RT, {settings}"] = of_sionna(site_named(name), samples, diffraction)
    return found


def cost(repeat: int) -> dict[str, Row]:
    """1, 4 and 16 times the work, in cells and in masts."""
    cells = {f"9 masts, cells of {cell} m": apart(f"cells:{cell}", repeat) for cell in (20, 10, 5)}
    return {**cells, **{f"{rows**2} masts, cells of 10 m": apart(f"masts:{rows}", repeat) for rows in (1, 2, 4)}}


def accuracy() -> dict[str, Row]:
    """Every model on the links whose reference is here, by the same score."""
    seen: dict[str, tuple[Geometry, Links]] = {}
    found: dict[str, Row] = {}
    gains = {}
    for name in ("steelworks", "delfshaven"):
        site = site_named(name)
        links = read_links(DATA / f"reference_links_{name}.csv", site)
        gains[name], los = link_gains_db(site, links.tx_m, links.x_m, links.y_m, CARRIER)
        seen[name] = geometry_of(site, links, los, CARRIER.freq_hz), links
    for name, (geometry, links) in seen.items():
        others = {other: pair for other, pair in seen.items() if other != name}
        for model, gain in {"campus5g": gains[name], **models(geometry, others)}.items():
            scored = score(links, gain, geometry.los, geometry.free_db)
            found[f"{name}, {model}"] = {
                "rmse_los_db": scored.rmse_los_db,
                "rmse_nlos_clipped_db": scored.rmse_nlos_clipped_db,
                "rmse_nlos_db": scored.rmse_nlos_db,
                "median_error_nlos_db": scored.median_error_nlos_db,
                "links": scored.links,
                "without_reference_share": round(scored.without_reference / links.x_m.size, 3),
            }
    return found


PARTS = ("speed", "cost", "port", "accuracy")


def measure(repeat: int, parts: tuple[str, ...], thorough: bool) -> dict[str, Any]:
    load = os.getloadavg()[0]
    results: dict[str, dict[str, Row]] = {}
    if "speed" in parts:
        results["speed"] = speed(repeat, thorough)
    if "cost" in parts:
        results["cost"] = cost(repeat)
    if "port" in parts:
        results["memory"] = {f"port of 10 km, {PORT_MASTS**2} masts, cells of {PORT_CELL_M:g} m": apart("port", 1)}
    if "accuracy" in parts:
        results["accuracy"] = accuracy()
    return {
        "claim": "Coverage: every pair of mast and cell answered, its cost, its memory, and its errors beside simpler models",
        "peer": f"NumPy {version('numpy')}: one knife edge on {PEER_CELLS} cells, UMa formulas of CRRM; Sionna RT; all in the same run",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f} before, Python {platform.python_version()}",
        "version": __version__,
        "data": f"steelworks (synthetic), Delfshaven, Munich: 9 masts, cells of {CELL_M:g} m; exact links of Sionna RT 2.2.0",
        "results": results,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", default=",".join(PARTS), help="parts to measure")
    parser.add_argument("--thorough", action="store_true", help="Sionna RT with 1e7 rays and diffraction too: minutes a site")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(one(asked.one, asked.repeat)))
        return
    measured = measure(asked.repeat, tuple(asked.only.split(",")), asked.thorough)
    if asked.json:
        print(json.dumps(measured, ensure_ascii=False))
        return
    for part, rows in measured["results"].items():
        for name, row in rows.items():
            print(f"{part}: {name}:", " ".join(f"{key}={value}" for key, value in row.items()))


if __name__ == "__main__":
    main()
