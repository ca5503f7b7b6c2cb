"""How well remaining life is told: errors by the published conventions, cover of the intervals, on a test file kept apart.

    rmse            root mean square of predicted - true, truth as given
    rmse_clipped_125  the same with both clipped at 125 cycles, as many papers do
    score           NASA: sum of exp(-d / 13) - 1 for early (d < 0), exp(d / 10) - 1 for late predictions, d = predicted - true
    cover90         share of the test machines whose true remaining life lies in the 90 % interval

Saxena et al. (2008), PHM08. Both conventions are printed since clipping alone is worth 1 to 2 cycles.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.uses.cells import read_cells
from campus5g.uses.maintenance.data.lives import MACHINE, Lives
from campus5g.uses.maintenance.remaining.model import RemainingLife
from campus5g.uses.numbers import read_numbers
from campus5g.uses.units import plain

Floats = NDArray[np.float64]

CLIP = 125.0
LISTED = {"FD001": 11.49, "FD003": 11.71}
"""Figures listed as best by a 2026 text (book-ai.org, predictive maintenance, chapter 16) that does not state its convention."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of a prediction against the truth, over ``machines`` machines."""

    machines: int
    rmse: float
    rmse_clipped_125: float
    score: float
    cover90: float


def evaluate(model: RemainingLife, test: Lives, truth: Floats) -> Evaluation:
    """Compare with ``truth`` (machines,), in the order of ``test``."""
    predicted = model.predict(test.lives)
    low, high = model.interval(predicted)
    return measure(predicted, truth, low, high)


def measure(predicted: Floats, truth: Floats, low: Floats, high: Floats) -> Evaluation:
    """Return the figures of (n,) predictions with their (n,) bounds."""
    error = predicted - truth
    clipped = np.minimum(predicted, CLIP) - np.minimum(truth, CLIP)
    return Evaluation(
        len(truth),
        float(np.sqrt(np.mean(error**2))),
        float(np.sqrt(np.mean(clipped**2))),
        float(np.expm1(np.where(error < 0, -error / 13, error / 10)).sum()),
        float(np.mean((truth >= low) & (truth <= high))),
    )


def cross_validated(model: RemainingLife, shortest: float) -> Evaluation:
    """Return the figures on the lives learnt from, each machine predicted by a model that did not see it.

    Each life is cut at every fourth reading with ``shortest`` to the horizon left, all machines counting the same; the score
    is that of one cut a machine. Intervals leave the machine out as well.
    """
    pairs = model.calibration
    found = []
    for machine in np.unique(pairs.machine):
        mine = np.flatnonzero(pairs.machine == machine)
        truth = pairs.predicted[mine] + pairs.error[mine]
        mine, truth = mine[truth >= shortest][::4], truth[truth >= shortest][::4]
        others = pairs.without(int(machine))
        predicted = pairs.predicted[mine]
        found.append(measure(predicted, truth, others.quantile(predicted, 0.05), others.quantile(predicted, 0.95)))
    cover = float(np.mean([e.cover90 for e in found]))
    score = float(np.sum([e.score / e.machines for e in found]))
    roots = {name: float(np.sqrt(np.mean([getattr(e, name) ** 2 for e in found]))) for name in ("rmse", "rmse_clipped_125")}
    return Evaluation(len(found), **roots, score=score, cover90=cover)


def read_truth(path: Path, test: Lives) -> Floats:
    """Read the true remaining lives: columns ``unit,rul``, or one number a line in the order of the test file."""
    cells = read_cells(path, headerless=("rul",))
    names = [plain(head) for head in cells.header]
    column = next(
        (names.index(name) for name in ("rul", "remaining", "truth", "duree_restante") if name in names), len(names) - 1
    )
    values = read_numbers(cells.columns[column]).values
    machines = [life.machine for life in test.lives]
    if len(values) != len(machines) or not np.isfinite(values).all():
        raise BadInput(
            path.name,
            msg("%(n)s remaining lives", n=int(np.isfinite(values).sum())),
            msg("%(n)s, one for each machine of %(file)s", n=len(machines), file=test.name),
        )
    named = next((place for place, name in enumerate(names) if name in MACHINE), None)
    if named is None:
        return values
    by_name = dict(zip((str(cell) for cell in cells.columns[named]), values.tolist(), strict=True))
    missing = [machine for machine in machines if machine not in by_name]
    if missing:
        raise BadInput(path.name, msg("no remaining life of %(machine)s", machine=missing[0]), msg("one for each machine"))
    return np.array([by_name[machine] for machine in machines])


def refuse_unlike(train: Lives, test: Lives) -> None:
    """Refuse a test file whose sensors are not those learnt from: other names, or values far outside (columns shifted)."""
    if train.sensors != test.sensors:
        other = sorted(set(train.sensors) ^ set(test.sensors))
        raise BadInput(
            test.name,
            msg("other sensors than %(file)s (%(names)s)", file=train.name, names=", ".join(other[:5])),
            msg("the same"),
        )
    known = np.concatenate([life.sensors for life in train.lives])
    new = np.concatenate([life.sensors for life in test.lives])
    low, high = known.min(axis=0), known.max(axis=0)
    margin = np.maximum(high - low, 0.01 * np.maximum(np.abs(low), np.abs(high)))
    inside = ((new >= low - margin) & (new <= high + margin)).mean(axis=0)
    strange = np.flatnonzero(inside < 0.5)
    if strange.size:
        place = int(strange[0])
        raise BadInput(
            f"{test.name}, {test.sensors[place]}",
            msg("values unlike those of %(file)s: columns shifted, or another unit", file=train.name),
            msg("values around %(low)s to %(high)s", low=float(low[place]), high=float(high[place])),
        )
