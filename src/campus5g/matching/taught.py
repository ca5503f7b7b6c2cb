"""A classifier of projects by the words of past ones: for calls that come back, such as a region's, with many laureates each.

Multinomial logistic regression on TF-IDF, made in full by L-BFGS: ln p(call | words) = words · weights + bias - ln Z, with
|weights|² / 2C as the price of large weights. A call with few laureates is not among the classes: of it nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy  # its parts load at their first use

from campus5g.matching.matrices import Floats, Matrix, Places

LEAST_LAUREATES = 15
"""Laureates from which a call is a class. Below, the other members know as much from the call's own words."""
_C, _STEPS = 10.0, 80


class Taught:
    """What past projects teach of the calls with many laureates; make one with ``Taught.by``."""

    def __init__(self, classes: Places, weights: Floats, bias: Floats) -> None:
        """classes: (classes,) places of the calls. weights: (words, classes). bias: (classes,)."""
        self.classes, self._weights, self._bias = classes, weights, bias

    @classmethod
    def by(cls, projects: Matrix, owners: Places) -> Taught:
        """Learn from (projects, words) TF-IDF rows and the places of their calls; silent with fewer than two classes."""
        places, tally = np.unique(owners, return_counts=True)
        classes = places[tally >= LEAST_LAUREATES]
        if classes.size < 2:
            return cls(np.zeros(0, dtype=np.int64), np.zeros((projects.shape[1], 0)), np.zeros(0))
        kept = np.flatnonzero(np.isin(owners, classes))
        right = np.searchsorted(classes, owners[kept])
        return cls(classes, *_fitted(projects[kept], right, classes.size))

    def say(self, words: Matrix, places: Sequence[int] | Places) -> Floats:
        """Return (places,) the log-odds of each call against the typical one, for (1, words); 0 for calls that are no class."""
        said = np.zeros(len(places))
        if self.classes.size:
            odds = np.asarray(words @ self._weights).ravel() + self._bias
            where = np.minimum(np.searchsorted(self.classes, places), self.classes.size - 1)
            known = self.classes[where] == places
            said[known] = (odds - odds.mean())[where[known]]
        return said


def _fitted(projects: Matrix, right: Places, classes: int) -> tuple[Floats, Floats]:
    """Return (words, classes) weights and (classes,) bias that give the right classes the highest probability."""
    breadth, rows, columns = projects.shape[1], np.arange(right.size), projects.T.tocsr()

    def loss(flat: Floats) -> tuple[float, Floats]:
        whole = flat.reshape(breadth + 1, classes)
        weights = whole[:breadth]
        log_odds = scipy.special.log_softmax(projects @ weights + whole[breadth], axis=1)
        cost = -float(log_odds[rows, right].sum()) + float(np.sum(weights**2)) / (2 * _C)
        error = np.exp(log_odds)
        error[rows, right] -= 1
        slope = np.vstack([columns @ error + weights / _C, error.sum(axis=0)])
        return cost, slope.ravel()

    found = scipy.optimize.minimize(
        loss, np.zeros((breadth + 1) * classes), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}
    )
    whole = found.x.reshape(breadth + 1, classes)
    return whole[:breadth], whole[breadth]
