"""How early a detector warns, measured on real histories for each sampling rate and report period.

Detector: the logarithm of the vibration (root mean square) stays above the healthy mean plus 6 standard deviations for
3 reports in a row; the healthy state is learnt on the first 15 % of the life, with every reading (commissioning). The
warning time is the time from the third report to the failure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus5g.uses.maintenance.data import AssetHistory, History


@dataclass(frozen=True, slots=True)
class Detector:
    """deviations: standard deviations above healthy. reports: in a row. healthy_share: of the readings, to learn from."""

    deviations: float = 6.0
    reports: int = 3
    healthy_share: float = 0.15

    def alarm_h(self, asset: AssetHistory, rate_hz: int, period_h: float) -> float | None:
        """Return when the alarm sounds (hours since the first reading), or ``None`` if it never does.

        period_h: time between two reports; a report is the first reading at or after its time.
        """
        return self.alarm_on(asset, rate_hz, report_places(asset.hours, period_h))

    def limit(self, asset: AssetHistory, rate_hz: int) -> float:
        """Return the logarithm above which a report speaks for a fault."""
        level = np.log(asset.rms[rate_hz])
        healthy = level[: max(int(len(level) * self.healthy_share), 2)]
        return float(healthy.mean() + self.deviations * healthy.std())

    def alarm_on(self, asset: AssetHistory, rate_hz: int, sent: NDArray[np.intp]) -> float | None:
        """Return when the alarm sounds if the readings at the places ``sent`` arrive."""
        above = np.log(asset.rms[rate_hz][sent]) > self.limit(asset, rate_hz)
        if len(above) < self.reports:
            return None
        in_a_row = np.lib.stride_tricks.sliding_window_view(above, self.reports).all(axis=1)
        first = np.flatnonzero(in_a_row)
        return float(asset.hours[sent[first[0] + self.reports - 1]]) if first.size else None

    def warning_h(self, asset: AssetHistory, rate_hz: int, period_h: float) -> float | None:
        """Return the hours from the alarm to the failure; ``None`` without an alarm before it."""
        alarm = self.alarm_h(asset, rate_hz, period_h)
        if alarm is None or asset.failed_h is None or alarm >= asset.failed_h:
            return None
        return asset.failed_h - alarm


def report_places(hours: NDArray[np.float64], period_h: float) -> NDArray[np.intp]:
    """Return the places of the readings that are sent when a report leaves every ``period_h`` hours."""
    due = np.arange(0.0, hours[-1] + 1e-9, period_h)
    return np.unique(np.minimum(np.searchsorted(hours, due - 1e-6), len(hours) - 1))


def shortest_period_h(history: History) -> float:
    """Return the usual time between two readings of the machines that failed: the finest report the file allows."""
    return float(np.median(np.concatenate([np.diff(asset.hours) for asset in history.failures])))


def warning_table(
    history: History, rates_hz: Sequence[int], periods_h: Sequence[float], detector: Detector | None = None
) -> dict[tuple[int, float], float | None]:
    """Return (rate, period) → mean warning time in hours over the failures that are warned of; ``None``: none is."""
    detector = detector or Detector()
    table: dict[tuple[int, float], float | None] = {}
    for rate in rates_hz:
        for period in periods_h:
            found = [detector.warning_h(asset, rate, period) for asset in history.failures]
            warned = [hours for hours in found if hours is not None]
            table[rate, period] = sum(warned) / len(warned) if warned else None
    return table


def kept_shares(history: History, detector: Detector | None = None) -> dict[int, float]:
    """Return sampling rate → share of the warning time at the highest rate that is kept (failures not warned of keep 0).

    Empty when the highest rate warns of no failure: then nothing can be said of the others. A share is not above 1
    only by what the file shows: a lower rate that filters noise out may warn earlier.
    """
    detector, period = detector or Detector(), shortest_period_h(history)
    totals = {
        rate: sum(detector.warning_h(asset, rate, period) or 0.0 for asset in history.failures) for rate in history.rates_hz
    }
    full = totals.get(max(totals, default=0), 0.0)
    return {rate: total / full for rate, total in totals.items()} if full > 0 else {}
