"""Forecast of a load some steps ahead: boosted trees on what is known at the time, judged from a rolling origin.

A forecast of step t at horizon h sees values up to t - h and the calendar of t, nothing else. Several designs (depth of the
trees, what is learnt: the load, or its difference to the same time last week) are averaged: their errors differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.progress import Progress, silent
from campus5g.uses.parameters import Floats

DAYS_A_WEEK = 7
LEAST_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Design:
    """One way to learn: trees of ``leaves``, ``rounds`` of them; relative: the difference to the same time last week is learnt."""

    leaves: int
    rounds: int
    rate: float
    relative: bool


DESIGNS = (Design(31, 300, 0.03, False), Design(15, 400, 0.03, False), Design(31, 300, 0.03, True))


@dataclass(frozen=True, slots=True)
class Forecaster:
    """What was learnt from a load by steps of ``step_h`` hours, to say it ``horizon`` steps ahead."""

    horizon: int
    step_h: float
    start_step: int
    models: tuple[tuple[Design, Any], ...]

    def forecast(self, load: Floats, first: int) -> Floats:
        """Return the forecasts of ``load[first:]``, each seeing only what is ``horizon`` steps older than it."""
        seen, week = features(load, self.horizon, self.step_h, self.start_step), _week(self.step_h)
        found = []
        for design, model in self.models:
            said = model.predict(seen[first:], num_threads=1)
            found.append(said + _earlier(load, max(week, self.horizon))[first:] if design.relative else said)
        return np.asarray(np.mean(found, axis=0))


@dataclass(frozen=True, slots=True)
class Score:
    """Root of the mean squared error, in the load's unit, of the forecast and of two rules: the last value, and last week's."""

    steps: int
    rmse: float
    rmse_persistence: float
    rmse_last_week: float


def learn(
    load: Floats, horizon: int, step_h: float, start_step: int = 0, seed: int = 0, designs: Sequence[Design] = DESIGNS
) -> Forecaster:
    """Learn to forecast ``horizon`` steps ahead. start_step: steps from a Monday midnight to the first value."""
    import lightgbm  # slow to load: not before somebody asks

    week = _week(step_h)
    if len(load) < LEAST_WEEKS * week:
        found = msg("%(days)s days of load", days=round(len(load) * step_h / 24))
        raise BadInput("load", found, msg("at least %(days)s days", days=LEAST_WEEKS * DAYS_A_WEEK))
    first = max(week, horizon) + week
    seen = features(load, horizon, step_h, start_step)[first:]
    models = []
    for design in designs:
        wanted = (load - _earlier(load, max(week, horizon)) if design.relative else load)[first:]
        options = {
            "objective": "l2", "num_leaves": design.leaves, "learning_rate": design.rate, "min_data_in_leaf": 40,
            "feature_fraction": 0.5, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5.0, "seed": seed,
            "num_threads": 1, "deterministic": True, "verbosity": -1,
        }  # fmt: skip
        models.append((design, lightgbm.train(options, lightgbm.Dataset(seen, wanted), num_boost_round=design.rounds)))
    return Forecaster(horizon, step_h, start_step, tuple(models))


def judge(load: Floats, forecaster: Forecaster, first: int) -> Score:
    """Return the errors over ``load[first:]``; persistence is the same time on the last day known, or the last value."""
    day = round(24 / forecaster.step_h)
    week, horizon = _week(forecaster.step_h), forecaster.horizon
    usual = _earlier(load, horizon if horizon < day else -(-horizon // day) * day)

    def rmse(said: Floats) -> float:
        return float(np.sqrt(np.mean((load[first:] - said) ** 2)))

    said = forecaster.forecast(load, first)
    weekly = _earlier(load, -(-horizon // week) * week)
    return Score(len(said), rmse(said), rmse(usual[first:]), rmse(weekly[first:]))


def rolling_origin(
    load: Floats, horizon: int, step_h: float, start_step: int = 0, folds: int = 2, seed: int = 0, progress: Progress = silent
) -> Score:
    """Learn on the past and judge on what follows, ``folds`` times over the last third of the load; errors are pooled."""
    cuts = np.linspace(len(load) * 2 // 3, len(load), folds + 1).astype(int)
    scores = []
    for fold, (begins, ends) in enumerate(pairwise(cuts.tolist())):
        progress(fold / folds, msg("learning from the past"))
        learnt = learn(load[:begins], horizon, step_h, start_step, seed)
        scores.append(judge(load[:ends], learnt, begins))
    steps = np.array([score.steps for score in scores])

    def pooled(name: str) -> float:
        return float(np.sqrt(np.average([getattr(score, name) ** 2 for score in scores], weights=steps)))

    return Score(int(steps.sum()), pooled("rmse"), pooled("rmse_persistence"), pooled("rmse_last_week"))


def features(load: Floats, horizon: int, step_h: float, start_step: int) -> Floats:
    """Return (steps, features) of what is known ``horizon`` steps before each step; NaN where the past is too short."""
    day, week = round(24 / step_h), _week(step_h)
    step = start_step + np.arange(len(load))
    columns: list[Any] = [step % day, step // day % DAYS_A_WEEK, step % week]
    near = [horizon + lag for lag in (0, 1, 2, 3, 4, 8, 16)]
    same = [back for back in (day, 2 * day, 3 * day, week, 2 * week, 3 * week) if back >= horizon]
    around = [back + shift for back in (day, week) for shift in (-4, -2, -1, 1, 2, 4) if back + shift >= horizon]
    columns += [_earlier(load, lag) for lag in dict.fromkeys((*near, *same, *around))]
    for window in (4, day // 12, day // 3, day, week):
        columns.append(_earlier(_mean(load, window), horizon))
    for window in (day // 12, day):
        columns.append(_earlier(np.sqrt(np.maximum(_mean(load**2, window) - _mean(load, window) ** 2, 0)), horizon))
    usual = [_earlier(load, days * day) for days in range(1, 15) if days * day >= horizon]
    columns += [np.mean(usual, axis=0), np.max(usual, axis=0), np.std(usual, axis=0)]
    weekly = [_earlier(load, weeks * week) for weeks in range(1, 5) if weeks * week >= horizon]
    columns += [np.mean(weekly, axis=0), np.median(weekly, axis=0)]
    hour = max(round(1 / step_h), 1)
    smooth = _mean(load, 2 * hour)
    columns += [_earlier(smooth, back - hour) for back in (day, week, 2 * week) if back - hour >= horizon]
    return np.column_stack(columns).astype(np.float64)


def _earlier(values: Floats, steps: int) -> Floats:
    """Return the value ``steps`` earlier, NaN at the start."""
    found = np.full(len(values), np.nan)
    found[steps:] = values[: len(values) - steps]
    return found


def _mean(values: Floats, window: int) -> Floats:
    """Return the mean of the last ``window`` values, the present one included."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    found = np.full(len(values), np.nan)
    found[window - 1 :] = (total[window:] - total[:-window]) / window
    return found


def _week(step_h: float) -> int:
    return round(DAYS_A_WEEK * 24 / step_h)
