"""Remaining life by boosted trees (LightGBM), with its distribution.

Two ensembles, one on ``features.recent`` and one on ``features.lifelong``, are averaged. They learn from the readings at which at
most ``horizon`` remained, with the true remaining life: beyond, wear does not show and no prediction is worth its name. A
machine in its youth is therefore predicted at about 0.8 of the horizon.

Designs tried, judged by cross-validation by machine over lives cut at every age above 30 cycles with 7 to 145 cycles left
(RMSE as given, FD001 / FD003), before any look at test files:

- windows of 10 to 30 readings, target clipped at 125 (the usual recipe): 14.8 / 14.5;
- the same without clipping, lives beyond 145 left out: 15.0 / 14.7;
- exponential means up to a span of 60 and a beginning of its own: 12.2 / 12.5;
- these with the slope over the whole life (``recent``): 11.0 / 11.3; ``lifelong``: 11.1 / 11.7; both together: 10.8 / 11.2;
- a Gaussian process on long means: 11.5 / 13.6; second-order ridge regression on them: 14.5 / 15.2.

The Gaussian process, a similarity with past lives, would help FD001 (10.4) and harm FD003 (11.4): left out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.progress import Progress, silent
from campus5g.uses.maintenance.data.lives import Life, Lives
from campus5g.uses.maintenance.remaining.calibration import Calibration
from campus5g.uses.maintenance.remaining.features import Scaling, learn_scaling, lifelong, recent

Floats = NDArray[np.float64]

FEWEST_LIVES = 6
FOLDS = 5
YOUNGEST = 20
"""Readings before which a machine has no beginning to be compared with."""
HORIZON_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class _Member:
    """One ensemble: its features and the shape of its trees."""

    features: Callable[[Floats], Floats]
    trees: int
    leaves: int
    leaf_rows: int
    feature_share: float


MEMBERS = (_Member(recent, 600, 31, 60, 0.2), _Member(lifelong, 300, 15, 100, 0.3))


@dataclass(frozen=True, slots=True)
class Trees:
    """The fitted ensembles: (n, m) readings of a machine to (n,) remaining lives."""

    scaling: Scaling
    boosters: tuple[Any, ...]

    def predict(self, life: Life, last_only: bool = False) -> Floats:
        x = self.scaling.apply(life)
        of_members = []
        for member, booster in zip(MEMBERS, self.boosters, strict=True):
            table = member.features(x)
            of_members.append(booster.predict(table[-1:] if last_only else table, num_threads=1))
        return np.asarray(np.maximum(np.mean(of_members, axis=0), 0.0))


@dataclass(frozen=True, slots=True)
class RemainingLife:
    """A model with its calibration; horizon: the longest remaining life it can tell, in the time of its lives."""

    trees: Trees
    calibration: Calibration
    horizon: float

    def predict(self, lives: Sequence[Life]) -> Floats:
        """Return (machines,) remaining life after the last reading of each."""
        return np.array([self.trees.predict(life, last_only=True)[0] for life in lives])

    def interval(self, predicted: Floats, share: float = 0.9) -> tuple[Floats, Floats]:
        """Return the (n,) bounds between which ``share`` of the machines with these predictions fail."""
        tail = (1 - share) / 2
        return self.calibration.quantile(predicted, tail), self.calibration.quantile(predicted, 1 - tail)

    def in_time(self, predicted: Floats, planning: float) -> Floats:
        """Return (n,) the probability that the failure leaves more than the time needed to plan a repair."""
        return self.calibration.chance_beyond(predicted, planning)


def learn(lives: Lives, horizon: float | None = None, seed: int = 0, progress: Progress = silent) -> RemainingLife:
    """Learn from machines that failed. horizon: by default 0.7 of the median life.

    Fewer than 6 failures are refused: nothing could be learnt on some and checked on others.
    """
    failed = lives.failures
    if len(failed) < FEWEST_LIVES:
        raise BadInput(
            lives.name,
            msg("%(n)s machines that fail are too few to learn a remaining life from", n=len(failed)),
            msg("%(n)s machines followed to their failure, or more", n=FEWEST_LIVES),
        )
    horizon = horizon or usual_horizon(failed)
    fitted = out_of_fold(failed, horizon, seed, progress=progress)
    predicted, truth, whose = pairs_of(failed, fitted, horizon)
    progress(FOLDS / (FOLDS + 1), msg("learning the remaining life"))
    return RemainingLife(fit(failed, horizon, seed), Calibration.of(predicted, truth, whose, horizon), horizon)


def usual_horizon(failed: Sequence[Life]) -> float:
    """Return 0.7 of the median life: beyond, wear does not show yet."""
    return HORIZON_SHARE * float(np.median([life.time[-1] - life.time[0] for life in failed]))


def out_of_fold(
    failed: Sequence[Life], horizon: float, seed: int = 0, *, most_rows: int | None = None, progress: Progress = silent
) -> list[Floats]:
    """Return, for each life, the remaining life predicted at each of its readings by trees that saw nothing of it.

    Folds are fitted side by side on the cores there are, each on one thread: the result does not depend on how many.
    most_rows: most readings to learn from in a fold, taken evenly from all lives (``None``: all).
    """
    folds = np.random.default_rng(seed).permutation(len(failed)) % FOLDS
    predicted: list[Floats] = [np.empty(0)] * len(failed)

    def fold_of(fold: int) -> dict[int, Floats]:
        trees = fit([life for life, f in zip(failed, folds, strict=True) if f != fold], horizon, seed, most_rows)
        return {number: trees.predict(failed[number]) for number in np.flatnonzero(folds == fold).tolist()}

    with ThreadPoolExecutor(min(FOLDS, os.cpu_count() or 1)) as pool:
        for fold, told in enumerate(pool.map(fold_of, range(FOLDS))):
            progress(fold / (FOLDS + 1), msg("learning the remaining life"))
            for number, values in told.items():
                predicted[number] = values
    return predicted


def pairs_of(failed: Sequence[Life], predicted: Sequence[Floats], horizon: float) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Return (k,) predicted and true remaining life where it can be told, and whose each is."""
    told = [tellable(life, horizon) for life in failed]
    truth = [life.time[-1] - life.time for life in failed]
    return (
        np.concatenate([p[t] for p, t in zip(predicted, told, strict=True)]),
        np.concatenate([y[t] for y, t in zip(truth, told, strict=True)]),
        np.repeat(np.arange(len(failed)), [int(t.sum()) for t in told]),
    )


def tellable(life: Life, horizon: float) -> NDArray[np.bool_]:
    """Return (n,) the readings to learn from: no more than ``horizon`` is left, and there is a beginning to compare with."""
    return np.asarray((life.time[-1] - life.time <= horizon) & (np.arange(len(life.time)) >= youth(life)))


def youth(life: Life) -> int:
    """Return the number of first readings from which nothing is told."""
    return min(YOUNGEST, len(life.time) // 4)


def fit(lives: Sequence[Life], horizon: float, seed: int = 0, most_rows: int | None = None) -> Trees:
    """Fit both ensembles on lives that ended in a failure."""
    import lightgbm

    scaling = learn_scaling(lives)
    kept = [np.flatnonzero(tellable(life, horizon)) for life in lives]
    every = -(-sum(map(len, kept)) // most_rows) if most_rows else 1
    kept = [places[::-1][::every][::-1] for places in kept]
    target = np.concatenate([(life.time[-1] - life.time)[k] for life, k in zip(lives, kept, strict=True)])
    boosters = []
    for member in MEMBERS:
        table = np.concatenate([member.features(scaling.apply(life))[k] for life, k in zip(lives, kept, strict=True)])
        options = {
            "objective": "l2",
            "learning_rate": 0.03,
            "num_leaves": member.leaves,
            "min_data_in_leaf": max(min(member.leaf_rows, len(target) // 60), 2),
            "feature_fraction": member.feature_share,
            "bagging_fraction": 0.5,
            "bagging_freq": 1,
            "lambda_l2": 10.0,
            "max_bin": 127,
            "seed": seed,
            "deterministic": True,
            "force_row_wise": True,
            "num_threads": 1,
            "verbose": -1,
        }
        boosters.append(lightgbm.train(options, lightgbm.Dataset(table, target), member.trees))
    return Trees(scaling, tuple(boosters))
