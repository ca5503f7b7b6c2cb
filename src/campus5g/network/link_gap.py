"""How far a real link stays from the thresholds without fading, learnt from a walk test that logged SINR and the MCS in use.

The modulation and coding scheme of table 1 (TS 38.214) that a base station uses at a SINR ``s`` is that of the threshold
``s - gap - slope max(0, s - knee)`` (``nr.LinkAdaptation``). The three figures are those of least mean absolute error in MCS
steps: the median link, untouched by readings of idle moments. Whole blocks are left out in turn; what does no better on them
than the figures in use is refused. No position is needed: an indoor walk without a map will do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.network.measurement_files import read_table
from campus5g.network.nr import LinkAdaptation, mcs

Vector = NDArray[np.float64]

TABLE = 1
HIGHEST_MCS = 28
LEAST_READINGS = 200
FOLDS = 5

_GAPS = np.arange(-2.0, 10.01, 0.5)
_SLOPES = np.arange(0.0, 0.91, 0.1)
_KNEES = np.arange(0.0, 20.01, 4.0)
_LIKELY_SINR_DB = (-30.0, 60.0)


@dataclass(frozen=True, slots=True, eq=False)
class Reports:
    """What a terminal reported [n]: SINR (dB), downlink MCS of table 1, and the block that is left out together."""

    source: str
    sinr_db: Vector
    mcs: Vector
    block: NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class LinkGap:
    """The fitted figures, or those in use when they do better; errors are mean MCS steps on blocks left out in turn."""

    source: str
    gap_db: float
    slope: float
    knee_db: float
    accepted: bool
    reason: Message
    error_fitted: float
    error_in_use: float
    error_without_gap: float
    readings: int
    blocks: int

    def adapted(self, now: LinkAdaptation) -> LinkAdaptation:
        """Return the link adaptation with the fitted figures; unchanged where the fit was refused."""
        if not self.accepted:
            return now
        return replace(now, gap_db=self.gap_db, gap_slope=self.slope, gap_knee_db=self.knee_db)


def read_reports(path: Path, mapping: Mapping[str, str] | None = None) -> Reports:
    """Read SINR, MCS and block from CSV; rows without both are left out. ``BadInput`` names what is missing or out of range."""
    table = read_table(path, mapping or {})
    for meaning, said in (("sinr", msg("no column of SINR")), ("mcs", msg("no column of MCS"))):
        if meaning not in table:
            raise BadInput(path.name, said, msg("columns such as sinr_db and dl_mcs, or names given with --map"))
    sinr, scheme = table.numbers("sinr"), table.numbers("mcs")
    known = np.isfinite(sinr) & np.isfinite(scheme)
    sinr, scheme = sinr[known], scheme[known]
    if sinr.size < LEAST_READINGS:
        raise BadInput(path.name, msg("%(n)s usable readings", n=sinr.size), msg("at least %(n)s", n=LEAST_READINGS))
    if np.any((scheme < 0) | (scheme > HIGHEST_MCS)):
        raise BadInput(path.name, msg("an MCS outside 0 to %(n)s", n=HIGHEST_MCS), msg("indices of TS 38.214 table 5.1.3.1-1"))
    if np.any((sinr < _LIKELY_SINR_DB[0]) | (sinr > _LIKELY_SINR_DB[1])):
        raise BadInput(path.name, msg("a SINR outside -30 to 60"), msg("dB"))
    place, block = table.words("zone", ""), table.words("group", "")
    return Reports(path.name, sinr, scheme, np.char.add(np.char.add(place, "/"), block)[known])


def fit_link_gap(reports: Reports, now: LinkAdaptation, seed: int = 0) -> LinkGap:
    """Fit the gap to reports and compare it, on blocks left out in turn, with the figures of ``now`` and with no gap at all."""
    kinds, which = np.unique(reports.block, return_inverse=True)
    fold = (np.random.default_rng(seed).permutation(kinds.size) % FOLDS)[which]
    missed = np.empty(reports.mcs.size)
    for one in np.unique(fold):
        held = fold == one
        figures = _fitted(reports.sinr_db[~held], reports.mcs[~held]) if not np.all(held) else (0.0, 0.0, 0.0)
        missed[held] = np.abs(expected_mcs(reports.sinr_db[held], *figures) - reports.mcs[held])
    in_use = (now.gap_db, now.gap_slope, now.gap_knee_db)
    before = _error(reports, in_use)
    after = round(float(missed.mean()), 3)
    accepted = after < before and kinds.size > 1
    gap, slope, knee = _fitted(reports.sinr_db, reports.mcs) if accepted else in_use
    return LinkGap(
        source=reports.source,
        gap_db=gap,
        slope=slope,
        knee_db=knee,
        accepted=accepted,
        reason=_reason(accepted, before, after),
        error_fitted=after,
        error_in_use=before,
        error_without_gap=_error(reports, (0.0, 0.0, 0.0)),
        readings=reports.mcs.size,
        blocks=int(kinds.size),
    )


def expected_mcs(sinr_db: Vector, gap_db: float, slope: float, knee_db: float) -> Vector:
    """Return the MCS index of table 1 in use at a SINR, between two thresholds in proportion."""
    usable = sinr_db - gap_db - slope * np.maximum(0.0, sinr_db - knee_db)
    thresholds = np.maximum.accumulate([mcs(TABLE, index).threshold_db for index in range(HIGHEST_MCS + 1)])
    return np.asarray(np.interp(usable, thresholds, np.arange(HIGHEST_MCS + 1.0)))


def _fitted(sinr: Vector, scheme: Vector) -> tuple[float, float, float]:
    """Search a grid, on the mean MCS error; steps of 0.5 dB, 0.1 and 4 dB are finer than two walks agree."""
    tried = [(float(g), float(s), float(k)) for g, s, k in product(_GAPS, _SLOPES, _KNEES)]
    missed = [float(np.mean(np.abs(expected_mcs(sinr, *figures) - scheme))) for figures in tried]
    gap, slope, knee = tried[int(np.argmin(missed))]
    return round(gap, 2), round(slope, 2), round(knee, 2)


def _error(reports: Reports, figures: tuple[float, float, float]) -> float:
    return round(float(np.mean(np.abs(expected_mcs(reports.sinr_db, *figures) - reports.mcs))), 3)


def _reason(accepted: bool, before: float, after: float) -> Message:
    if accepted:
        return msg("on blocks left out, the MCS is missed by %(after)s steps instead of %(before)s", before=before, after=after)
    return msg(
        "the fitted gap misses by %(after)s MCS steps, the one in use by %(before)s: it is kept", before=before, after=after
    )
