"""How often a vehicle is stopped by its network.

A vehicle stops when no valid message has come for its watchdog time T_w. With messages every T_c, n = ceil(T_w / T_c), p the
share that is lost or later than T_w, stops an hour are::

    3600 / T_c · pⁿ (1 − p)  +  outages · exp(−T_w / outage)  +  handovers · P(gap > T_w)

losses being independent, outages exponential and handover gaps lognormal. 3GPP TS 22.104 calls T_w the survival time.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np
from scipy.special import ndtr

from campus5g.core.service import Latency, ServiceLevel
from campus5g.uses.parameters import Draws, Floats

GAP_SIGMA = 0.5
"""Spread of the logarithm of handover gaps."""


@dataclass(frozen=True, slots=True)
class Stops:
    """(draws,) stops an hour and vehicle; seconds without a link in each, before the vehicle may start again.

    outages, handovers: the part of ``per_hour`` that each causes; the rest are lost messages.
    """

    per_hour: Floats
    outage_s: Floats
    outages: Floats
    handovers: Floats


def late_share(latency: Latency, limit_s: float) -> float:
    """Return the share of messages later than ``limit_s``: log-linear between the known quantiles, 0 beyond the last."""
    known = latency.quantiles or ((0.5, latency.p50_s), (0.99, latency.p99_s), (0.999, latency.p999_s))
    if limit_s >= known[-1][1]:
        return 0.0
    if limit_s < known[0][1]:
        return 1.0
    before = known[0]
    for share, seconds in known[1:]:
        if limit_s < seconds:
            part = (limit_s - before[1]) / (seconds - before[1])
            return float(np.exp((1 - part) * log(1 - before[0]) + part * log(1 - share)))
        before = (share, seconds)
    return 0.0


def stops(service: ServiceLevel, a: Draws) -> Stops:
    """Return the stops of a vehicle over one link."""
    name = service.connectivity
    watchdog_s = a["watchdog_ms"] / 1000
    period = np.minimum(a["message_period_ms"] / 1000, watchdog_s)
    known, place = np.unique(watchdog_s, return_inverse=True)
    late = np.array([late_share(service.latency, float(limit)) for limit in known])[place]
    lost = np.minimum(1.0, service.loss + late)
    if service.shortest_period_s is not None:
        lost = np.where(service.shortest_period_s > watchdog_s, 1.0, lost)
    missed = np.ceil(watchdog_s / period)
    by_loss = np.where(lost < 1, 3600 / period * lost**missed * (1 - lost), np.inf)
    count = service.outages_per_hour
    outages = a[f"outages_per_h_{name}"] if count is None else np.full_like(period, count)
    length = a[f"outage_s_{name}"] if service.outage_s == 0 and count is None else np.full_like(period, service.outage_s)
    by_outage = outages * np.where(length > 0, np.exp(-watchdog_s / np.maximum(length, 1e-9)), 0.0)
    gap = a[f"handover_ms_{name}"] / 1000
    by_handover = service.handovers_per_hour * ndtr(np.log(np.maximum(gap, 1e-9) / watchdog_s) / GAP_SIGMA)
    total = by_loss + by_outage + by_handover
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(np.isfinite(total) & (total > 0), by_outage * length / total, 0.0)
    return Stops(total, mean, by_outage, by_handover)
