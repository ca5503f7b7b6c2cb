"""The schema of a condition history, and what makes one unusable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.core.message import msg

Floats = NDArray[np.float64]

LONGEST_GAP = 10
"""A pause longer than this many usual intervals leaves the detector blind: such a file is not read as a whole."""
FEWEST_READINGS = 30


@dataclass(frozen=True, slots=True)
class AssetHistory:
    """One machine: hours (n,) since its first reading, vibration by sampling rate in Hz (n,), and when it failed."""

    asset: str
    hours: Floats
    rms: Mapping[int, Floats]
    failed_h: float | None


@dataclass(frozen=True, slots=True)
class History:
    """Machines followed up to failure, or not (``failed_h`` is ``None``)."""

    name: str
    assets: tuple[AssetHistory, ...]
    source: Source

    @property
    def failures(self) -> tuple[AssetHistory, ...]:
        return tuple(asset for asset in self.assets if asset.failed_h is not None)

    @property
    def rates_hz(self) -> tuple[int, ...]:
        """Sampling rates that every machine that failed has, highest first."""
        rates = [set(asset.rms) for asset in self.failures]
        return tuple(sorted(set.intersection(*rates), reverse=True)) if rates else ()


def checked(history: History, lines: Mapping[str, list[int]]) -> History:
    """Return ``history`` if it can be learnt from; ``lines``: asset → line of each of its readings in the file."""
    if not history.failures:
        raise BadInput(history.name, msg("no machine fails in this file"), msg("at least one failure, marked in “failed”"))
    for asset in history.assets:
        _check_times(history.name, asset, lines[asset.asset])
        _check_values(history.name, asset, lines[asset.asset])
    if not history.rates_hz:
        raise BadInput(history.name, msg("the machines share no sampling rate"), msg("one rate that all of them have"))
    return history


def _check_times(name: str, asset: AssetHistory, lines: list[int]) -> None:
    if len(asset.hours) < FEWEST_READINGS:
        raise BadInput(
            f"{name}, {asset.asset}",
            msg("%(n)s readings are too few", n=len(asset.hours)),
            msg("%(n)s readings or more", n=FEWEST_READINGS),
        )
    steps = np.diff(asset.hours)
    back = np.flatnonzero(steps <= 0)
    if back.size:
        raise BadInput(
            f"{name}, line {lines[back[0] + 1]}",
            msg("time of %(asset)s stands still or goes back", asset=asset.asset),
            msg("readings in order of time, each time once"),
        )
    usual = float(np.median(steps))
    gap = np.flatnonzero(steps > LONGEST_GAP * usual)
    if gap.size:
        raise BadInput(
            f"{name}, line {lines[gap[0] + 1]}",
            msg("%(asset)s has no reading for %(hours)s h", asset=asset.asset, hours=round(float(steps[gap[0]]), 1)),
            msg("no pause above %(hours)s h: cut the file there or fill the gap", hours=round(LONGEST_GAP * usual, 1)),
        )


def _check_values(name: str, asset: AssetHistory, lines: list[int]) -> None:
    for rate, values in asset.rms.items():
        wrong = np.flatnonzero(~(np.isfinite(values) & (values > 0)))
        if wrong.size:
            raise BadInput(
                f"{name}, line {lines[wrong[0]]}",
                msg("vibration of %(asset)s at %(rate)s Hz is missing or not positive", asset=asset.asset, rate=rate),
                msg("a positive number in each reading"),
            )
        if np.ptp(values) == 0:
            raise BadInput(
                f"{name}, {asset.asset}", msg("vibration at %(rate)s Hz never changes", rate=rate), msg("a sensor that works")
            )
