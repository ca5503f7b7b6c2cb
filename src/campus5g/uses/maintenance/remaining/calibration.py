"""From a predicted remaining life to its distribution: what was left, in truth, when the same was predicted of others.

Pairs (p_i, y_i) of predicted and true remaining life come from cross-validation by machine: no machine is predicted by a model
that saw it. For a new prediction p each pair weighs

    w_i = exp(-((p - p_i) / b)² / 2) / (number of pairs of its machine),      b = horizon / 30

and remaining life is distributed as p + (y_i - p_i). Quantiles of it are cross-conformal intervals localised by the predicted
level (R. F. Barber et al. 2021, « Predictive inference with the jackknife+ »; L. Guan 2023, « Localized conformal prediction »):
wide far from the failure, narrow near it. P(in time) is the share of it beyond the time needed to plan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """predicted, error (truth less predicted), weight (k,): the pairs, in rising order of error; machine (k,): whose they are."""

    predicted: Floats
    error: Floats
    weight: Floats
    machine: NDArray[np.int64]
    width: float

    @classmethod
    def of(cls, predicted: Floats, truth: Floats, machine: NDArray[np.int64], horizon: float) -> Calibration:
        error = truth - predicted
        order = np.argsort(error, kind="stable")
        _, whose, count = np.unique(machine, return_inverse=True, return_counts=True)
        weight = 1.0 / count[whose]
        return cls(predicted[order], error[order], weight[order], machine[order], horizon / 30)

    def without(self, machine: int) -> Calibration:
        """Return the calibration as if ``machine`` had not been seen."""
        kept = self.machine != machine
        return Calibration(self.predicted[kept], self.error[kept], self.weight[kept], self.machine[kept], self.width)

    def quantile(self, predicted: Floats, share: float) -> Floats:
        """Return (n,) the remaining life that ``share`` of the machines with these (n,) predictions do not exceed, at least 0.

        No correction for the finite number of machines: the pairs come from models that learnt from fewer machines than the
        one they serve, which is cautious already.
        """
        reached = self._cumulative(predicted)
        place = np.minimum((reached < share - 1e-12).sum(axis=1), len(self.error) - 1)
        return np.asarray(np.maximum(predicted + self.error[place], 0.0))

    def chance_beyond(self, predicted: Floats, delay: float) -> Floats:
        """Return (n,) the probability that more than ``delay`` remains."""
        reached = self._cumulative(predicted)
        beyond = predicted[:, None] + self.error[None, :] > delay
        below = np.where(beyond, 0.0, np.diff(reached, axis=1, prepend=0.0)).sum(axis=1)
        return np.asarray(1.0 - below)

    def _cumulative(self, predicted: Floats) -> Floats:
        """Return (n, k) distribution functions over the pairs, in rising order of error."""
        near = -0.5 * ((predicted[:, None] - self.predicted[None, :]) / self.width) ** 2
        weight = np.exp(near - near.max(axis=1, keepdims=True)) * self.weight
        total = np.cumsum(weight, axis=1)
        return np.asarray(total / total[:, -1:])
