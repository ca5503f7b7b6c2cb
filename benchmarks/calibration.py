"""Claim: calibrated on a part of a campaign, the model predicts the part it has not seen better than any log-distance law.

Peers, in the same run and by the same censored likelihood: the model as it is (on each meter's own scale), one law
``a + b 10 lg(d)`` for all, one law for each station. Data: ``powder_links`` with blocks of 60 m kept away, with whole receivers
kept away; ``cicv5g`` with whole runs kept away.
Run: ``python benchmarks/calibration.py [--json]`` from the repository.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from campus5g import __version__
from campus5g.network.calibration_check import scores_on
from campus5g.network.calibration_fit import fit_calibration
from campus5g.network.carriers import carrier_of
from campus5g.network.measurement_files import read_measurements
from campus5g.network.measurements import Measurements

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "radio"
SEED = 2026
HELD_SHARE = 0.3
Split = Callable[[Measurements], NDArray[np.bool_]]


def drawn(names: NDArray[Any]) -> NDArray[np.bool_]:
    """Keep three names in ten away."""
    kinds, which = np.unique(names, axis=0, return_inverse=True)
    return (np.random.default_rng(SEED).random(len(kinds)) < HELD_SHARE)[which.ravel()]


def blocks(found: Measurements) -> NDArray[np.bool_]:
    return drawn(np.floor(np.column_stack((found.x_m, found.y_m)) / 60.0).astype(int))


def receivers(found: Measurements) -> NDArray[np.bool_]:
    return drawn(found.station)


def runs(found: Measurements) -> NDArray[np.bool_]:
    return drawn(found.group)


TRIALS: tuple[tuple[str, str, float, Split], ...] = (
    ("POWDER, unseen blocks", "powder_links", 462.7e6, blocks),
    ("POWDER, unseen receivers", "powder_links", 462.7e6, receivers),
    ("CICV5G, unseen runs", "cicv5g", 3.5e9, runs),
)


def tried() -> Iterator[tuple[str, dict[str, Any]]]:
    for title, name, freq_hz, split in TRIALS:
        found = read_measurements(DATA / f"{name}.csv.gz")
        held = split(found)
        carrier = replace(carrier_of("n38", date(2026, 11, 21)), freq_hz=freq_hz)
        began = time.process_time()
        made = fit_calibration(found.these(~held), carrier)
        spent = time.process_time() - began
        for score in scores_on(found.these(held), made, found.these(~held), carrier):
            figures = {"rmse_db": score.rmse_db, "median_db": score.median_db, "heard_rmse_db": score.heard_rmse_db}
            cost = {"fit_cpu_s": round(spent, 1)} if score.model == "calibrated model" else {}
            yield f"{title}, {score.model}", {**figures, "readings": score.readings, **cost}


def measure() -> dict[str, Any]:
    return {
        "claim": "Calibration: error on measured links that the fit has not seen",
        "peer": "the model as it is, a log-distance law for all, one for each station: same readings, same likelihood, same run",
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "version": __version__,
        "data": "POWDER (University of Utah, MIT): 62 817 links at 462.7 MHz; CICV5G (Zhang et al., CC BY 4.0): 82 runs",
        "results": dict(tried()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    measured = measure()
    if asked.json:
        print(json.dumps(measured, ensure_ascii=False))
        return
    for method, figures in measured["results"].items():
        print(method, " ".join(f"{key}={value}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
