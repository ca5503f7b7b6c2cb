"""A rate and a median, each with the interval that a handful of ventures allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from statistics import median as middle

import scipy  # its parts load at their first use

LEVEL = 0.95
"""The confidence of every interval of this room."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value read from ``n`` ventures, with its 95 % interval; without bounds where so few allow none."""

    value: float
    low: float | None
    high: float | None
    n: int

    @property
    def bounded(self) -> bool:
        return self.low is not None and self.high is not None


def rate(cases: int, n: int) -> Estimate | None:
    """Return the share (0 to 1) of ``cases`` among ``n``, with Wilson's score interval; ``None`` of nobody.

    Wilson, E. B. (1927), « Probable inference, the law of succession, and statistical inference », JASA 22, 209-212: unlike the usual
    approximation it never leaves [0, 1] and does not vanish where all, or none, are cases. Raises ``ValueError`` for more cases than n.
    """
    if not 0 <= cases <= n:
        raise ValueError(f"{cases} of {n}")
    if n == 0:
        return None
    found = scipy.stats.binomtest(cases, n).proportion_ci(LEVEL, method="wilson")
    return Estimate(cases / n, float(found.low), float(found.high), n)


def median(values: Sequence[float]) -> Estimate | None:
    """Return the median, with the exact interval between two order statistics; ``None`` of nothing.

    The number of values below the median follows a binomial law of ½, whatever the law of the values (Conover, W. J., *Practical
    Nonparametric Statistics*, 3rd ed. 1999, section 3.2). Below six values no two of them enclose the median at 95 %: no bounds then.
    """
    if not values:
        return None
    bounds = scipy.stats.quantile_test(values, p=0.5).confidence_interval(LEVEL)
    low, high = float(bounds.low), float(bounds.high)
    known = not (isnan(low) or isnan(high))
    return Estimate(float(middle(values)), low if known else None, high if known else None, len(values))
