"""The assumptions of a use: sourced defaults, the company's own figures in their place, and random draws of both.

A file of parameters is dated data (``core.dated``) whose ``value`` is ``{typical, least, most}``: ``low`` to ``high`` is
how uncertain the figure is for a site that has said nothing; ``least`` to ``most`` is what can be accepted at all.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from campus5g.core.dated import Dated, DatedTable
from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption, Source
from campus5g.core.message import Message, msg

Floats = NDArray[np.float64]
Draws = Mapping[str, Floats]
"""Assumption key → (draws,) values; all of one length."""

COMPANY = Source("Figure of the company", to_confirm=False)
OWN_SPREAD = 0.1
"""A company's own figure is taken as known within ± 10 %: better than a default, never exact."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Assumptions by key, in the order of their file; ``own`` are the keys that the company gave.

    bounds: the least and most that a company may give for a key; a key that is not there is not bounded.
    """

    assumptions: Mapping[str, Assumption]
    own: frozenset[str]
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def __getitem__(self, key: str) -> float:
        return self.assumptions[key].value

    def extended(self, more: Iterable[Assumption]) -> Parameters:
        """Return these parameters with ``more`` assumptions, as exact or uncertain as they say."""
        return Parameters({**self.assumptions, **{a.key: a for a in more}}, self.own, self.bounds)

    def without(self, keys: Iterable[str]) -> Parameters:
        """Return these parameters less some that nothing rests on."""
        left = {key: a for key, a in self.assumptions.items() if key not in set(keys)}
        return Parameters(left, self.own, self.bounds)

    def typical(self, size: int = 1) -> dict[str, Floats]:
        """Return every assumption at its typical value, ``size`` times over."""
        return {key: np.full(size, a.value, dtype=np.float64) for key, a in self.assumptions.items()}

    def draw(self, draws: int, seed: int) -> dict[str, Floats]:
        """Return (draws,) values of each assumption: triangular from low over typical to high.

        Each assumption has its own random numbers, made from its key and the seed: editing one figure, or adding an
        assumption, leaves the draws of all others as they were (common random numbers).
        """
        return {key: _triangular(a, _uniform(key, draws, seed)) for key, a in self.assumptions.items()}

    def one_at_a_time(self) -> tuple[list[Assumption], dict[str, Floats]]:
        """Return the uncertain assumptions (m) and (2 m,) scenarios: each at its low, then at its high, all else typical."""
        uncertain = [a for a in self.assumptions.values() if a.low < a.high]
        scenarios = self.typical(2 * len(uncertain))
        for place, assumption in enumerate(uncertain):
            scenarios[assumption.key][2 * place : 2 * place + 2] = assumption.low, assumption.high
        return uncertain, scenarios


def read_parameters(table: DatedTable, labels: Mapping[str, Message], own: Mapping[str, float]) -> Parameters:
    """Return the newest entry of each key as an assumption, with the company's ``own`` figures in place of defaults.

    An own figure that the use does not know, or outside ``least`` to ``most``, is refused with its key, value and range.
    """
    keys = list(dict.fromkeys(entry.key for entry in table.entries))
    unknown = sorted(set(own) - set(keys))
    if unknown:
        raise BadInput(unknown[0], msg("not an assumption of this use"), msg("one of: %(names)s", names=", ".join(keys)))
    found = {key: _assumption(table.latest(key), labels[key], own.get(key)) for key in keys}
    return Parameters(found, frozenset(own), {key: _bounds(table.latest(key)) for key in keys})


def _bounds(entry: Dated) -> tuple[float, float]:
    return float(entry.value["least"]), float(entry.value["most"])


def _assumption(entry: Dated, label: Message, own: float | None) -> Assumption:
    typical, least, most = (float(entry.value[name]) for name in ("typical", "least", "most"))
    low = typical if entry.low is None else float(entry.low)
    high = typical if entry.high is None else float(entry.high)
    if own is None:
        return Assumption(entry.key, label, typical, low, high, entry.unit, entry.source)
    if not isfinite(own) or not least <= own <= most:
        raise BadInput(
            entry.key,
            msg("value %(value)s is outside its range", value=float(own)),
            msg("a value from %(low)s to %(high)s", low=least, high=most),
        )
    spread = OWN_SPREAD * abs(own) if low < high else 0.0
    return Assumption(entry.key, label, own, max(own - spread, least), min(own + spread, most), entry.unit, COMPANY)


def _uniform(key: str, draws: int, seed: int) -> Floats:
    return np.random.default_rng([seed, zlib.crc32(key.encode())]).random(draws)


def _triangular(assumption: Assumption, uniform: Floats) -> Floats:
    """Return the inverse of the triangular distribution function at ``uniform``."""
    low, mode, high = assumption.low, assumption.value, assumption.high
    if low == high:
        return np.full(uniform.shape, mode, dtype=np.float64)
    rising = np.sqrt(uniform * (high - low) * (mode - low)) + low
    falling = high - np.sqrt((1 - uniform) * (high - low) * (high - mode))
    return np.where(uniform * (high - low) < mode - low, rising, falling)
