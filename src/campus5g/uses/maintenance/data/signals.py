"""Any signals of a machine made into one health index, on which the same detector warns.

The signals are standardised by the machine's own beginning (first 15 % of its readings, 20 at least), and

    index_t = sqrt( 1 + mean over the signals of ((x_t - mean) / deviation)² )

which is about 1.4 for a machine as it began (Hotelling's T² with independent signals, per signal; the 1 keeps the logarithm,
that the detector takes, from running away when all signals happen to be at their mean). A signal that does not vary at the
beginning is measured in thousandths of its level.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.core.message import msg
from campus5g.uses.maintenance.data.history import FEWEST_READINGS, AssetHistory, Floats, History
from campus5g.uses.maintenance.data.lives import Life, Lives
from campus5g.uses.preview import Finding, Severity

INDEX = 0
"""Place of the index among sampling rates: it has none."""


def health_index(signals: Floats) -> Floats:
    """Return the (n,) index of (n, m) signals."""
    beginning = signals[: max(int(0.15 * len(signals)), 20)]
    mean, deviation = beginning.mean(axis=0), beginning.std(axis=0)
    floor = np.maximum(1e-3 * np.abs(mean), 1e-12)
    return np.asarray(np.sqrt(1 + np.mean(((signals - mean) / np.maximum(deviation, floor)) ** 2, axis=1)))


def health_history(lives: Lives, source: Source) -> History:
    """Return each machine with its index; one with too few readings is left out. A time that only counts is taken
    as days; without a column « failed » every machine is taken to fail at its end, if the person agrees."""
    assets: list[AssetHistory] = []
    kept: list[Life] = []
    findings = list(lives.findings)
    if lives.counted:
        problem = msg("time is a count: each is taken as a day")
        findings.append(Finding(Severity.NOTE, "time", problem, msg("give the time of each reading, if a count is not a day")))
    if "failed" not in lives.table.numbers:
        problem = msg("no column “failed”: each machine is taken to fail on its last reading")
        remedy = msg("a column “failed”, 1 on the reading where the machine fails, or your consent")
        findings.append(Finding(Severity.PARTIAL, lives.name, problem, remedy))
    for life in lives.lives:
        if len(life.time) < FEWEST_READINGS:
            problem = msg("%(n)s readings are too few", n=len(life.time))
            remedy = msg("%(n)s readings or more", n=FEWEST_READINGS)
            findings.append(Finding(Severity.PARTIAL, life.machine, problem, remedy))
            continue
        kept.append(life)
        hours = 24 * (life.time - life.time[0])
        assets.append(
            AssetHistory(life.machine, hours, {INDEX: health_index(life.sensors)}, float(hours[-1]) if life.failed else None)
        )
    if not assets:
        raise BadInput(lives.name, msg("no machine has %(n)s readings", n=FEWEST_READINGS), msg("longer histories"))
    table, signals = lives.table, replace(lives, lives=tuple(kept))
    return History(lives.name, tuple(assets), source, False, table.rows, table.columns, tuple(findings), signals)
