"""Are new readings still like those learnt from? One answer a feature.

Population stability index over the deciles of what was learnt from (p_i learnt, q_i new, each at least 0.01 %)::

    PSI = sum (q_i - p_i) ln(q_i / p_i)

below 0.1 nothing moved, above 0.25 much did (usual reading of credit scoring; N. Siddiqi 2006). Beside it the two-sample
Kolmogorov-Smirnov distance: a feature has drifted when PSI is above 0.25 and the distance is not chance (p < 0.1 %).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import ks_2samp

from campus5g.core.message import Message
from campus5g.uses.maintenance.alarms.features import Features

Floats = NDArray[np.float64]
MOVED = 0.25
BY_CHANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Drift:
    """psi: population stability index. distance: Kolmogorov-Smirnov, 0 to 1."""

    label: Message
    psi: float
    distance: float
    drifted: bool


def drift(learnt: Features, new: Features) -> tuple[Drift, ...]:
    """Compare feature by feature, most moved first."""
    found = []
    for place, label in enumerate(learnt.labels):
        old, now = (f.values[:, place][np.isfinite(f.values[:, place])] for f in (learnt, new))
        if not old.size or not now.size:
            continue
        index, test = psi(old, now), ks_2samp(old, now)
        found.append(Drift(label, index, float(test.statistic), bool(index > MOVED and test.pvalue < BY_CHANCE)))
    return tuple(sorted(found, key=lambda d: -d.psi))


def psi(learnt: Floats, new: Floats) -> float:
    """Return the population stability index of (m,) new values over the deciles of (n,) learnt ones."""
    edges = np.unique(np.quantile(learnt, np.linspace(0.1, 0.9, 9)))
    p, q = (np.bincount(np.searchsorted(edges, v, side="left"), minlength=len(edges) + 1) / len(v) for v in (learnt, new))
    p, q = np.maximum(p, 1e-4), np.maximum(q, 1e-4)
    return float(np.sum((q - p) * np.log(q / p)))
