"""The schema of a condition history, and what makes one unusable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.core.message import Message, msg
from campus5g.uses.cells import Lines, places
from campus5g.uses.maintenance.data.lives import Lives
from campus5g.uses.preview import Column, Finding, Severity
from campus5g.uses.table import agreed_to

Floats = NDArray[np.float64]

LONGEST_GAP = 10
"""A pause longer than this many usual intervals leaves the detector blind."""
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
    """Machines followed up to failure, or not (``failed_h`` is ``None``).

    measured: the vibration was taken at several sampling rates; else each machine has one health index, at the rate 0: the
    root mean square deviation of its signals from its own beginning. rows: readings of the file; findings: what is wrong in it.
    lives: the signals themselves of the same machines, in days, where the file gives them.
    """

    name: str
    assets: tuple[AssetHistory, ...]
    source: Source
    measured: bool = True
    rows: int = 0
    columns: tuple[Column, ...] = ()
    findings: tuple[Finding, ...] = ()
    lives: Lives | None = None

    def agreed(self, partial: bool) -> History:
        """Return the history when its file is whole or ``partial`` use was agreed to; else refuse with the first fault."""
        agreed_to(self.name, self.findings, partial)
        return self

    @property
    def failures(self) -> tuple[AssetHistory, ...]:
        return tuple(asset for asset in self.assets if asset.failed_h is not None)

    @property
    def rates_hz(self) -> tuple[int, ...]:
        """Sampling rates that every machine that failed has, highest first."""
        rates = [set(asset.rms) for asset in self.failures]
        return tuple(sorted(set.intersection(*rates), reverse=True)) if rates else ()


def sound(name: str, assets: Sequence[tuple[AssetHistory, Lines]]) -> tuple[tuple[AssetHistory, ...], tuple[Finding, ...]]:
    """Return the part of each machine that can be learnt from, and what was left out; lines: (n,) of its readings in the file.

    Readings without a positive vibration are left out; so is what stands before a long pause (after it, for a machine that did
    not fail, the longer part is kept), and a machine whose sensor never changes or that has too few readings. A file where no
    machine is left is refused with its first fault.
    """
    kept: list[AssetHistory] = []
    findings: list[Finding] = []
    for asset, lines in assets:
        whole, more = _whole(asset, lines)
        findings += more
        if whole is not None:
            kept.append(whole)
    if not kept:
        first = findings[0]
        raise BadInput(f"{name}, {first.where}", first.problem, first.remedy)
    return tuple(kept), tuple(findings)


def _whole(asset: AssetHistory, lines: Lines) -> tuple[AssetHistory | None, list[Finding]]:
    findings = []
    good = np.ones(len(asset.hours), dtype=np.bool_)
    for rate, values in asset.rms.items():
        wrong = ~(np.isfinite(values) & (values > 0))
        if wrong.any():
            problem = msg("vibration of %(asset)s at %(rate)s Hz is missing or not positive", asset=asset.asset, rate=rate)
            findings.append(_partial(places(lines[wrong]), problem, msg("a positive number in each reading")))
            good &= ~wrong
    asset, lines = _part(asset, good), lines[good]
    steps = np.diff(asset.hours)
    usual = float(np.median(steps)) if steps.size else 0.0
    gaps = np.flatnonzero(steps > LONGEST_GAP * usual) if usual > 0 else np.array([], dtype=np.intp)
    if gaps.size:
        first = round(float(steps[gaps[0]]), 1)
        problem = msg("%(asset)s has no reading for %(hours)s h", asset=asset.asset, hours=first)
        remedy = msg("no pause above %(hours)s h: cut the file there or fill the gap", hours=round(LONGEST_GAP * usual, 1))
        findings.append(_partial(places(lines[gaps + 1]), problem, remedy))
        stretches = np.split(np.arange(len(asset.hours)), gaps + 1)
        mine = stretches[-1] if asset.failed_h is not None else max(stretches, key=len)
        inside = np.isin(np.arange(len(asset.hours)), mine)
        asset, lines = _part(asset, inside), lines[inside]
    if len(asset.hours) < FEWEST_READINGS:
        problem = msg("%(n)s readings are too few", n=len(asset.hours))
        findings.append(_partial(asset.asset, problem, msg("%(n)s readings or more", n=FEWEST_READINGS)))
        return None, findings
    for rate, values in asset.rms.items():
        if np.ptp(values) == 0:
            problem = msg("vibration at %(rate)s Hz never changes", rate=rate)
            findings.append(_partial(asset.asset, problem, msg("a sensor that works")))
            return None, findings
    return asset, findings


def _partial(where: str, problem: Message, remedy: Message) -> Finding:
    return Finding(Severity.PARTIAL, where, problem, remedy)


def _part(asset: AssetHistory, kept: NDArray[np.bool_]) -> AssetHistory:
    """Return some of the readings, hours counted from the first of them."""
    if kept.all() or not kept.any():
        return asset if kept.all() else replace(asset, hours=asset.hours[:0], rms={})
    start = float(asset.hours[kept][0])
    failed = None if asset.failed_h is None else asset.failed_h - start
    rms = {rate: values[kept] for rate, values in asset.rms.items()}
    return AssetHistory(asset.asset, asset.hours[kept] - start, rms, failed)
