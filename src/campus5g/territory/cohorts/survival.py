"""How many ventures still live after so many months, those that are young or out of sight counted for what they lived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isnan
from warnings import catch_warnings, simplefilter

import numpy as np
import scipy  # its parts load at their first use

from campus5g.territory.cohorts.estimates import LEVEL, Estimate

_DAYS_A_MONTH = 365.2425 / 12


@dataclass(frozen=True, slots=True)
class Life:
    """A venture from its first day in the incubator to the last day on which it was seen. stopped: it ended that day.

    A venture that merged was last seen on the day of the merger: what it was goes on, so that it did not stop.
    """

    since: date
    seen: date
    stopped: bool

    def __post_init__(self) -> None:
        if self.seen < self.since:
            raise ValueError(f"seen on {self.seen}, before {self.since}")

    @property
    def months(self) -> float:
        return (self.seen - self.since).days / _DAYS_A_MONTH


@dataclass(frozen=True, slots=True)
class Curve:
    """Steps of survival. months[i]: when one stopped; alive[i]: the share alive from then on, with its interval; n: ventures."""

    months: tuple[float, ...]
    alive: tuple[Estimate, ...]
    n: int
    longest: float
    """The longest life seen, in months: nothing is said beyond."""

    def at(self, months: float) -> Estimate | None:
        """Return the share alive after so many months; ``None`` beyond the longest life seen, or of nobody."""
        if months > self.longest or self.n == 0:
            return None
        passed = [estimate for month, estimate in zip(self.months, self.alive, strict=True) if month <= months]
        return passed[-1] if passed else Estimate(1.0, None, None, self.n)


def censored(lives: Sequence[Life]) -> scipy.stats.CensoredData:
    """Return the lives as scipy reads them."""
    ended = [life.months for life in lives if life.stopped]
    return scipy.stats.CensoredData(uncensored=ended, right=[life.months for life in lives if not life.stopped])


def survival(lives: Sequence[Life]) -> Curve:
    """Estimate survival by Kaplan and Meier, with the log(−log) interval on Greenwood's variance.

    S(t) = Π_{tᵢ ≤ t} (1 − dᵢ/nᵢ), with dᵢ the ventures that stop at tᵢ and nᵢ those seen until then (Kaplan, E. L. and Meier, P., 1958,
    JASA 53, 457-481). The interval is that of log(−log S) (Kalbfleisch and Prentice, 1980), which stays within [0, 1]; where nobody
    or everybody has stopped it does not exist, and no bounds are given.
    """
    if not lives:
        return Curve((), (), 0, 0.0)
    found = scipy.stats.ecdf(censored(lives)).sf
    with np.errstate(divide="ignore", invalid="ignore"), catch_warnings():
        simplefilter("ignore", RuntimeWarning)  # where the formula gives nothing: told below as an estimate without bounds
        bounds = found.confidence_interval(LEVEL, method="log-log")
    stops = sorted({life.months for life in lives if life.stopped})
    places = np.searchsorted(found.quantiles, stops)
    alive = tuple(
        _estimate(found.probabilities[i], bounds.low.probabilities[i], bounds.high.probabilities[i], len(lives)) for i in places
    )
    return Curve(tuple(stops), alive, len(lives), max(life.months for life in lives))


def _estimate(value: float, low: float, high: float, n: int) -> Estimate:
    known = 0 < value < 1 and not (isnan(low) or isnan(high))
    return Estimate(float(value), float(low) if known else None, float(high) if known else None, n)
