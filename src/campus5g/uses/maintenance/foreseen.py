"""A company's own machines as the remaining-life model foresees their failure, each by a model that saw none of it.

At each reading the model tells what is left, and the life l that 99 % of the machines told the same exceed. The first sign is the
reading where l falls to x = Q + 2 d: Q is the time needed to plan a repair, and two more readings, d apart, confirm it. It leaves

    W(Q) = true remaining life at the first sign                   (0 when there is none)

and over a link whose third report since then comes late by L (``simulate``), machine i is repaired in time with probability
P(L < W_i(Q) - Q). W_i only grows with Q, and L only grows as the network worsens: a worse network is worse in each draw. The
share of all failures caught is the weighted mean over the machines; weights are drawn as D. B. Rubin (1981), « The Bayesian
bootstrap »: few machines give a wide range.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus5g.core.progress import Progress, silent
from campus5g.uses.maintenance.data.lives import Life
from campus5g.uses.maintenance.remaining.calibration import Calibration
from campus5g.uses.maintenance.remaining.model import fit, out_of_fold, pairs_of, usual_horizon, youth

Floats = NDArray[np.float64]

SURE = 0.99
"""Chance of being in time at the first sign. Judged on turbofans: a missed failure costs some hundred days of life given up."""
CONFIRMED_BY = 2
"""Readings after the first sign that confirm it: with it, the three reports that ``simulate`` waits for."""
MOST_ROWS = 3000
"""Readings that a fold learns from (100 turbofans: error of 9.5 cycles with 3,000 as with all 13,739, in a fifth of the time)."""
_MOST_PAIRS = 2000
_LEVELS = 100
"""Predicted lives at which the interval is worked out; between them it is drawn straight."""


@dataclass(frozen=True, slots=True)
class Foretold:
    """One machine: days (n,) of its readings, what is left then, what was predicted and its 90 % bounds; failed: at the end.

    sign_bound (n,): the shortest x for which the first sign has come by then; it only falls. step_d: usual time between readings.
    """

    machine: str
    days: Floats
    predicted: Floats
    low: Floats
    high: Floats
    sign_bound: Floats
    failed: bool
    step_d: float

    @property
    def left(self) -> Floats:
        """(n,) days to the end of the life."""
        return np.asarray(self.days[-1] - self.days)

    def sign_place(self, planning_d: Floats) -> NDArray[np.intp]:
        """Return (draws,) the reading of the first sign for each planning time; n when there is none."""
        early = planning_d + CONFIRMED_BY * self.step_d
        return np.searchsorted(-self.sign_bound, -early, side="left")

    def left_at_sign(self, planning_d: Floats) -> Floats:
        """Return (draws,) W(Q), in days."""
        return np.append(self.left, 0.0)[self.sign_place(planning_d)]

    def alarm_place(self, planning_d: float) -> int | None:
        """Return the reading that confirms the first sign, when all readings arrive; ``None`` when none does."""
        place = int(self.sign_place(np.array([planning_d]))[0]) + CONFIRMED_BY
        return place if place < len(self.days) else None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """All machines that failed; others: those that did not, told by a model of all that failed. error_d: root mean square
    of the predictions within the horizon; chance: its pairs, from which the probability of being in time is read."""

    machines: tuple[Foretold, ...]
    others: tuple[Foretold, ...]
    error_d: float
    chance: Calibration
    seed: int = 0

    def weights(self, draws: int) -> Floats:
        """Return (draws, machines) weights of mean 1 / machines: equal for one draw, else those of the Bayesian bootstrap."""
        if draws == 1:
            return np.full((1, len(self.machines)), 1 / len(self.machines))
        drawn = np.random.default_rng([self.seed, len(self.machines)]).exponential(size=(draws, len(self.machines)))
        return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))

    def in_time(self, planning_d: Floats, period_d: Floats, sent: Floats, outage_d: float) -> Floats:
        """Return (draws, machines) P(L < W(Q) - Q) for L = period x sent + outage; sent (events,): reports until three came."""
        rising = np.sort(sent)
        found = []
        for machine in self.machines:
            room = machine.left_at_sign(planning_d) - planning_d - outage_d
            with np.errstate(divide="ignore", invalid="ignore"):
                found.append(np.searchsorted(rising, np.nan_to_num(room / period_d, nan=-np.inf), side="left") / len(rising))
        return np.column_stack(found)


def foresee(lives: Sequence[Life], seed: int = 0, progress: Progress = silent) -> Foreseen:
    """Learn from the lives that failed and tell each by what the others taught; times of ``lives`` are in days."""
    failed = [life for life in lives if life.failed]
    horizon = usual_horizon(failed)
    predicted = out_of_fold(failed, horizon, seed, most_rows=MOST_ROWS, progress=progress)
    pairs = _thinned(*pairs_of(failed, predicted, horizon))
    calibration = Calibration.of(*pairs, horizon)
    machines = tuple(
        _foretold(life, told, calibration.without(number), horizon)
        for number, (life, told) in enumerate(zip(failed, predicted, strict=True))
    )
    sound = [life for life in lives if not life.failed]
    trees = fit(failed, horizon, seed, MOST_ROWS) if sound else None
    others = tuple(_foretold(life, trees.predict(life), calibration, horizon) for life in sound if trees is not None)
    error = float(np.sqrt(np.mean((pairs[0] - pairs[1]) ** 2)))
    return Foreseen(machines, others, error, calibration, seed)


def _thinned(predicted: Floats, truth: Floats, whose: NDArray[np.int64]) -> tuple[Floats, Floats, NDArray[np.int64]]:
    every = -(-len(predicted) // _MOST_PAIRS)
    return predicted[::every], truth[::every], whose[::every]


def _foretold(life: Life, predicted: Floats, calibration: Calibration, horizon: float) -> Foretold:
    """Return one machine with its bounds, and what brings its first sign at each reading."""
    levels = np.linspace(0.0, max(float(predicted.max()), horizon), _LEVELS)
    sure, low, high = (np.interp(predicted, levels, calibration.quantile(levels, share)) for share in (1 - SURE, 0.05, 0.95))
    sure[: youth(life)] = np.inf
    days = np.asarray(life.time - life.time[0])
    step_d = float(np.median(np.diff(days)))
    return Foretold(life.machine, days, predicted, low, high, np.minimum.accumulate(sure), life.failed, step_d)
