"""5G New Radio: modulation and coding, transport blocks, and what a signal-to-noise ratio is worth in bits.

Tables: ``data/mcs.csv`` (TS 38.214 Tables 5.1.3.1-1/2/3 with simulated thresholds at 10 % block errors, AWGN, CC0) and
``data/tbs.csv`` (Table 5.1.3.2-1).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from math import ceil, floor, log2

import numpy as np
from numpy.typing import ArrayLike, NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import msg

RE_PER_PRB = 12


@dataclass(frozen=True, slots=True)
class Mcs:
    """One entry: bits per symbol, code rate, and the SINR (dB) of 10 % block errors without fading."""

    table: int
    index: int
    bits_per_symbol: int
    rate: Fraction
    threshold_db: float

    @property
    def efficiency(self) -> float:
        """Bits per resource element of one layer."""
        return float(self.bits_per_symbol * self.rate)


@lru_cache(maxsize=1)
def _entries() -> dict[tuple[int, int], Mcs]:
    text = (files("campus5g.network") / "data" / "mcs.csv").read_text(encoding="utf-8")
    rows = (
        Mcs(
            table=int(row["table"]),
            index=int(row["index"]),
            bits_per_symbol=int(row["bits_per_symbol"]),
            rate=Fraction(row["code_rate_x1024"]) / 1024,
            threshold_db=float(row["snr_db_bler10"]),
        )
        for row in csv.DictReader(text.splitlines())
    )
    return {(row.table, row.index): row for row in rows}


@lru_cache(maxsize=1)
def _block_sizes() -> tuple[int, ...]:
    text = (files("campus5g.network") / "data" / "tbs.csv").read_text(encoding="utf-8")
    return tuple(int(line) for line in text.split()[1:])


def mcs(table: int, index: int) -> Mcs:
    """Return one entry of TS 38.214 Table 5.1.3.1-``table``."""
    entry = _entries().get((table, index))
    if entry is None:
        raise BadInput(
            "mcs",
            msg("no entry %(index)s in table %(table)s", index=index, table=table),
            msg("table 1 (0 to 28), 2 (0 to 27) or 3 (0 to 28)"),
        )
    return entry


def transport_block_bits(
    table: int, index: int, prbs: int, symbols: int, dmrs_re_per_prb: int, layers: int = 1, overhead_re_per_prb: int = 0
) -> int:
    """Return the transport block size of TS 38.214 5.1.3.2.

    ``N_info = min(156, 12 symbols - DMRS - overhead) prbs R Qm layers``, quantised, then looked up (up to 3824 bits) or
    segmented into code blocks of at most 3816 (R <= 1/4) or 8424 bits.
    """
    entry = mcs(table, index)
    per_prb = RE_PER_PRB * symbols - dmrs_re_per_prb - overhead_re_per_prb
    if not (prbs > 0 and layers > 0 and per_prb > 0):
        raise BadInput("prbs, symbols, layers", msg("no resource element is left for data"), msg("at least one"))
    info = min(156, per_prb) * prbs * entry.rate * entry.bits_per_symbol * layers
    if info <= 3824:
        step = 2 ** max(3, floor(log2(info)) - 6)
        rounded = max(24, step * floor(info / step))
        return next(size for size in _block_sizes() if size >= rounded)
    step = 2 ** (floor(log2(info - 24)) - 5)
    rounded = max(3840, step * floor((info - 24) / step + Fraction(1, 2)))
    if entry.rate <= Fraction(1, 4):
        blocks = ceil(Fraction(rounded + 24, 3816))
    elif rounded > 8424:
        blocks = ceil(Fraction(rounded + 24, 8424))
    else:
        blocks = 1
    return 8 * blocks * ceil(Fraction(rounded + 24, 8 * blocks)) - 24


@dataclass(frozen=True, slots=True)
class LinkAdaptation:
    """How far real links stay from the AWGN thresholds: ``gap = base + slope max(0, SINR - knee)`` dB, and layers by SINR."""

    gap_db: float
    gap_slope: float
    gap_knee_db: float
    two_layers_db: float
    max_layers: int

    @property
    def least_efficiency(self) -> float:
        """Bits per resource element of the most robust entry there is."""
        return float(_staircase(1)[1][0])

    def efficiency(self, sinr_db: ArrayLike, table: int, layers: int | None = None) -> NDArray[np.float64]:
        """Return bits per resource element, all layers together, 0 below the lowest threshold; non-decreasing in SINR."""
        sinr = np.asarray(sinr_db, dtype=np.float64)
        usable = sinr - self.gap_db - self.gap_slope * np.maximum(0, sinr - self.gap_knee_db)
        thresholds, rates = _staircase(table)
        step = np.searchsorted(thresholds, usable, side="right")
        one = np.concatenate(([0.0], rates))[step]
        allowed = self.max_layers if layers is None else layers
        return np.asarray(one * np.where(sinr >= self.two_layers_db, min(2, allowed), 1))


@lru_cache(maxsize=3)
def _staircase(table: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Thresholds and efficiencies in rising order; an entry that is dearer and no faster than another is left out.

    Below the lowest entry of ``table`` the robust ones of table 3 go on: what repetition gives at a cell's edge.
    """
    mine = [e for (t, _), e in _entries().items() if t == table]
    lowest = min(e.threshold_db for e in mine)
    robust = [e for (t, _), e in _entries().items() if t == 3 and e.threshold_db < lowest]
    entries = sorted(mine + robust, key=lambda e: (e.threshold_db, -e.efficiency))
    best: list[Mcs] = []
    for entry in entries:
        if not best or entry.efficiency > best[-1].efficiency:
            best.append(entry)
    return np.array([e.threshold_db for e in best]), np.array([e.efficiency for e in best])
