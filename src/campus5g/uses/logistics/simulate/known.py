"""How soon and for how many machines a connectivity tells what happens on the terminal.

Delay until the end of a job is known, over the zones z with shares of the machines, mean age a of what is known, coverage c,
times s an hour that a terminal is cut off::

    δ = Σ share · ( a + (1 − c) · (time to leave a hole) + s · cycle · (time to log in) / 3600 ) + latency of the order
    s = outages an hour · exp(−time-out / mean outage)          where the plan knows them, else the assumption

Voice is known after half of its period and the time of a call; a fixed reader, at the next one that a vehicle passes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from campus5g.core.service import Connectivity, ServiceLevel
from campus5g.uses.links import Link
from campus5g.uses.parameters import Draws, Floats


@dataclass(frozen=True, slots=True)
class Known:
    """(draws,) seconds until the end of a job is known, and share of the machines and trucks that are seen."""

    delay_s: Floats
    seen: Floats


def known(connectivity: Connectivity, links: tuple[Link, ...], cycle_s: float, a: Draws) -> Known:
    """Return what is known over the links of one connectivity, with vehicles whose moves take ``cycle_s``."""
    zero = np.zeros_like(a["years"])
    if connectivity is Connectivity.MANUAL:
        return Known(a["voice_period_s"] / 2 + a["voice_latency_s"], zero)
    if connectivity is Connectivity.WIRED:
        return Known(a["reader_gap_s"], zero + 1)
    delay, seen = zero.copy(), zero.copy()
    for link in links:
        level = link.service
        hidden = (1 - level.coverage) * a["hole_s"]
        cut = cut_off(level, a) * cycle_s / 3600 * a["login_s"]
        delay += link.share * (level.age_s + level.latency.p50_s + hidden + cut)
        seen += link.share * level.coverage
    return Known(delay, seen)


def cut_off(level: ServiceLevel, a: Draws) -> Floats:
    """Return (draws,) times an hour that a vehicle's terminal has to log in again."""
    if level.outages_per_hour is None:
        return a[f"lost_h_{level.connectivity}"]
    if level.outage_s <= 0:
        return np.zeros_like(a["session_s"])
    return np.asarray(level.outages_per_hour * np.exp(-a["session_s"] / level.outage_s))
