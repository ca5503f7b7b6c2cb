"""What a history shows of failures: how long each was announced, how many machines never failed, and for how long they lived.

Machines that never failed count as still alive at their last reading (censored): survival is the estimator of Kaplan and Meier
(1958), S(t) = product over failures at t_i <= t of (1 - failures at t_i / machines followed at t_i).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from campus5g.core.figures import Assumption, Source
from campus5g.core.message import Message, msg
from campus5g.uses.maintenance.data import History
from campus5g.uses.maintenance.model import Detector, shortest_period_h
from campus5g.uses.maintenance.rules import Choice
from campus5g.uses.preview import Severity

Floats = NDArray[np.float64]

ENOUGH = 5
"""Failures from which the share that is announced can be told."""
_Z80 = 1.2816


@dataclass(frozen=True, slots=True)
class Measured:
    """warnings_d: days between alarm and failure, of those announced. unwarned: failures that came without. never_failed: machines;
    alarms: those among them on which an alarm sounded; survival: Kaplan-Meier at the end of the longest history (horizon_d)."""

    warnings_d: tuple[float, ...]
    unwarned: int
    never_failed: int
    alarms: int
    survival: float
    horizon_d: float

    @property
    def failures(self) -> int:
        return len(self.warnings_d) + self.unwarned


def measure(history: History, detector: Detector | None = None) -> Measured:
    """Measure on each machine at the highest rate and with every reading."""
    detector, period = detector or Detector(), shortest_period_h(history)
    rate = history.rates_hz[0]
    found = [detector.warning_h(asset, rate, period) for asset in history.failures]
    others = [asset for asset in history.assets if asset.failed_h is None]
    alarms = sum(rate in asset.rms and detector.alarm_h(asset, rate, period) is not None for asset in others)
    ends = [
        (float(asset.hours[-1] if asset.failed_h is None else asset.failed_h), asset.failed_h is not None)
        for asset in history.assets
    ]
    times, alive = kaplan_meier(np.array([end for end, _ in ends]), np.array([failed for _, failed in ends]))
    warned = tuple(hours / 24 for hours in found if hours is not None)
    return Measured(warned, len(found) - len(warned), len(others), alarms, float(alive[-1]), float(times[-1]) / 24)


def kaplan_meier(ends: Floats, failed: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return the (k,) distinct ends and the share surviving just after each, for (n,) lives that failed or are still going on."""
    times = np.unique(ends)
    followed = np.array([(ends >= time).sum() for time in times])
    lost = np.array([((ends == time) & failed).sum() for time in times])
    return times, np.cumprod(1 - lost / followed)


def own_assumptions(measured: Measured, known: Sequence[Assumption], name: str) -> list[Assumption]:
    """Return the assumptions that the company's own history replaces: the warning time, and the share announced if enough failed.

    The warning time ranges over what was seen (from half to twice it with fewer than three failures). The share announced has
    the interval of Wilson (1927) at 80 %.
    """
    by_key = {assumption.key: assumption for assumption in known}
    source = Source(msg("Measured on %(file)s", file=name).say("en"))
    found = []
    if measured.warnings_d:
        days = float(np.median(measured.warnings_d))
        few = len(measured.warnings_d) < 3
        low, high = (days / 2, days * 2) if few else (min(measured.warnings_d), max(measured.warnings_d))
        found.append(replace(by_key["pf_median_d"], value=days, low=low, high=high, source=source))
    if measured.failures >= ENOUGH:
        share, n = len(measured.warnings_d) / measured.failures, measured.failures
        middle = (share + _Z80**2 / (2 * n)) / (1 + _Z80**2 / n)
        half = _Z80 / (1 + _Z80**2 / n) * np.sqrt(share * (1 - share) / n + (_Z80 / (2 * n)) ** 2)
        low, high = max(float(middle - half), 0.0), min(float(middle + half), 1.0)
        found.append(replace(by_key["detectable_share"], value=share, low=min(low, share), high=max(high, share), source=source))
    return found


def data_notes(history: History, measured: Measured, rule: Choice) -> tuple[Message, ...]:
    """Return what was done with the company's file, what it shows, and which rule gives the alarms."""
    notes = [
        msg("%(where)s: %(problem)s; %(remedy)s.", where=finding.where, problem=finding.problem, remedy=finding.remedy)
        for finding in history.findings
        if finding.severity is not Severity.REFUSED
    ]
    if any(finding.severity is Severity.PARTIAL for finding in history.findings):
        notes.append(msg("Only the sound part of %(file)s was used, with your consent.", file=history.name))
    notes += [_announced(measured), *rule.notes]
    if measured.never_failed:
        notes.append(
            msg(
                "%(n)s machines never failed: they count as still going at their last reading; %(share)s %% survive "
                "%(days)s days (Kaplan-Meier). An alarm sounds on %(alarms)s of them.",
                n=measured.never_failed,
                share=round(100 * measured.survival),
                days=round(measured.horizon_d, 1),
                alarms=measured.alarms,
            )
        )
    if not history.measured and rule.foreseen is None:
        notes.append(
            msg(
                "The file has one value of each signal a reading: what a lower sampling rate costs is taken from the test bench.",
            )
        )
    return tuple(notes)


def _announced(measured: Measured) -> Message:
    if not measured.warnings_d:
        return msg("The health index announces none of the %(failures)s failures.", failures=measured.failures)
    return msg(
        "The health index announces %(warned)s of %(failures)s failures, %(days)s days before in the middle case.",
        warned=len(measured.warnings_d),
        failures=measured.failures,
        days=round(float(np.median(measured.warnings_d)), 1),
    )
