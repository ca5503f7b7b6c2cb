"""Claim: calibrated on a part of a campaign, the model predicts the part it has not seen better than any log-distance law.

Peers, in the same run and by the same censored likelihood: the model as it is (on each meter's own scale), one law
``a + b 10 lg(d)`` for all, one law for each station. Data: ``powder_links`` with blocks of 60 m kept away, then with each
receiver kept away in turn; ``cicv5g`` with whole runs kept away.
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
from campus5g.network.calibration import Score
from campus5g.network.calibration_check import CALIBRATED, scores_on
from campus5g.network.calibration_fit import fit_calibration
from campus5g.network.carriers import carrier_of
from campus5g.network.measurement_files import read_measurements
from campus5g.network.measurements import Measurements

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "radio"
SEED = 2026
Split = Callable[[Measurements], list[NDArray[np.bool_]]]


def dealt(names: NDArray[Any]) -> NDArray[np.intp]:
    """Deal names into ten hands, the same on every run."""
    kinds, which = np.unique(names, axis=0, return_inverse=True)
    return (np.random.default_rng(SEED).permutation(len(kinds)) % 10)[which.ravel()]


def blocks(found: Measurements) -> list[NDArray[np.bool_]]:
    """Three blocks of 60 m in ten."""
    return [dealt(np.floor(np.column_stack((found.x_m, found.y_m)) / 60.0).astype(int)) < 3]


def receivers(found: Measurements) -> list[NDArray[np.bool_]]:
    """Every receiver in turn, a fifth of them at a time: their scales differ, so that a single draw would say nothing."""
    return [dealt(found.station) // 2 == fifth for fifth in range(5)]


def runs(found: Measurements) -> list[NDArray[np.bool_]]:
    """Three runs in ten."""
    return [dealt(found.group) < 3]


TRIALS: tuple[tuple[str, str, float, int, Split], ...] = (
    ("POWDER, unseen blocks", "powder_links", 462.7e6, 1, blocks),
    ("POWDER, unseen receivers", "powder_links", 462.7e6, 3, receivers),
    ("CICV5G, unseen runs", "cicv5g", 3.5e9, 1, runs),
)
"""Title, file, carrier, one reading in how many, and what is kept away."""


def tried() -> Iterator[tuple[str, dict[str, Any]]]:
    for title, name, freq_hz, step, split in TRIALS:
        found = read_measurements(DATA / f"{name}.csv.gz").these(slice(None, None, step))
        carrier = replace(carrier_of("n38", date(2026, 11, 21)), freq_hz=freq_hz)
        scores: dict[str, list[Score]] = {}
        began = time.process_time()
        for held in split(found):
            made = fit_calibration(found.these(~held), carrier)
            for score in scores_on(found.these(held), made, found.these(~held), carrier):
                scores.setdefault(score.model, []).append(score)
        spent = round(time.process_time() - began, 1)
        for model, parts in scores.items():
            yield f"{title}, {model}", {**pooled(parts), **({"cpu_s": spent} if model == CALIBRATED else {})}


def pooled(parts: list[Score]) -> dict[str, float]:
    """Join the errors of the readings kept away one part after another."""
    total = sum(part.readings for part in parts)
    return {
        "rmse_db": round(float(np.sqrt(sum(part.readings * part.rmse_db**2 for part in parts) / total)), 3),
        "median_db": round(sum(part.readings * part.median_db for part in parts) / total, 3),
        "readings": total,
    }


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
