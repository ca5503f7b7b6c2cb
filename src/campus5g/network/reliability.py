"""From a link's margin to the share of messages that fail, and from there to the availability of a service.

* **Retransmissions** (chase combining): after k transmissions the signal counts for ``10 lg k`` dB more. With block errors
  ``Q((SINR - T) / s)``, a first error ``p_1`` and ``z = Q^-1(p_1)``, the k-th joint error is ``Q(z + 10 lg k / s)``;
  s adds up the width of the code's curve and the error of the station's knowledge of the channel.
* **Fading**: a block fails where its margin m is used up: ``P(gain < 10^(-m/10))`` of a Rician channel, to the power of the
  independent branches.
* **Survival time** (TS 22.104 clause 3.1): a service is down once more messages in a row are missed than it forgives. Losses of
  correlation time c, a message every T: a loss follows a loss with chance ``r = p + (1 - p) exp(-T/c)`` (two-state Markov chain),
  and n forgiven losses leave ``p r^n``; ``p^(n+1)`` when losses are independent (c = 0).
* **Equipment**: in series all must work, in parallel one is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri
from scipy.stats import ncx2

from campus5g.network.diversity import diversity_of

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Harq:
    """Retransmissions: first error, width of the error curve (dB), most transmissions, and what none of them repairs."""

    first_error: float
    spread_db: float
    most_tries: int
    floor: float

    def errors(self, tries: int) -> tuple[float, ...]:
        """Return the chance that a block is still wrong after 1, 2, ... ``tries`` transmissions (joint, non-increasing)."""
        z = -float(ndtri(self.first_error))
        count = np.arange(1, tries + 1)
        wrong = ndtr(-(z + 10 * np.log10(count) / self.spread_db))
        return tuple(np.maximum(wrong, self.floor).tolist())

    def chances(self) -> tuple[float, ...]:
        """Return the chance that exactly 1, 2, ... transmissions are needed; what is missing to 1 is lost."""
        left = (1.0, *self.errors(self.most_tries))
        return tuple(before - after for before, after in pairwise(left))


def spread_db(waterfall_db: float, ageing_db: float) -> float:
    """Return the width of the error curve as the link meets it: the code's own and the station's error, independent."""
    return float(np.hypot(waterfall_db, ageing_db))


def backoff_db(harq: Harq, usual_error: float) -> float:
    """Return how much more signal the first error of ``harq`` takes than ``usual_error``, at which rates are chosen."""
    return max(0.0, float(ndtri(usual_error) - ndtri(harq.first_error)) * harq.spread_db)


def fading_outage(margin_db: ArrayLike, k_db: ArrayLike | None, branches: int = 1) -> Array:
    """Return the chance that fading uses up a margin on every one of ``branches`` independent branches.

    Rician with a steady part ``k_db`` above the rest: ``F(2 (1 + K) th; 2, 2 K)`` of the non-central chi-squared law, th the
    threshold over the mean; Rayleigh (``k_db`` None): ``1 - exp(-th)``.
    """
    threshold = 10 ** (-np.asarray(margin_db, dtype=np.float64) / 10)
    if k_db is None:
        one = -np.expm1(-threshold)
    else:
        k = 10 ** (np.asarray(k_db, dtype=np.float64) / 10)
        one = ncx2.cdf(2 * (1 + k) * threshold, 2, 2 * k)
    return np.asarray(one**branches)


@dataclass(frozen=True, slots=True)
class Losses:
    """One cause of loss: its share of the messages, and for how long it lasts once there (0: every message for itself)."""

    share: float
    correlation_s: float = 0.0

    def follows(self, period_s: float) -> float:
        """Return the chance that the next message is lost too."""
        kept = float(np.exp(-period_s / self.correlation_s)) if self.correlation_s > 0 else 0.0
        return self.share + (1 - self.share) * kept

    def unavailability(self, period_s: float, survival_s: float) -> float:
        """Return the share of the time in which more messages in a row are missing than the survival time forgives."""
        forgiven = int(np.floor(survival_s / period_s + 1e-9))
        return float(self.share * self.follows(period_s) ** forgiven)


def service_availability(causes: Iterable[Losses], period_s: float, survival_s: float) -> float:
    """Return the availability under several causes of loss that do not know one another."""
    return prod(1 - min(cause.unavailability(period_s, survival_s), 1.0) for cause in causes)


def series(*availabilities: float) -> float:
    """Return the availability of a chain: all must work."""
    return prod(availabilities)


def parallel(*availabilities: float) -> float:
    """Return the availability of spares: one is enough."""
    return 1 - prod(1 - one for one in availabilities)


def served_by(margins_db: Sequence[float], sigma_db: float, correlation: float) -> float:
    """Return the chance that one mast at least serves, shadows correlated between masts (``diversity``)."""
    law = diversity_of(correlation)
    failed = np.prod([law.failures(margin, sigma_db) for margin in margins_db], axis=0)
    return float(law.served(failed))


def margin_for(availability: float, sigma_db: float) -> float:
    """Return the margin ``sigma Q^-1(1 - availability)`` (dB) that one mast needs: 4.75 sigma for six nines."""
    return sigma_db * float(ndtri(availability))
