"""A TDD frame, slot by slot: what each direction gets of the time, and how long one message waits for its slots.

A message that arrives at any instant of the frame waits for the first slot it may use; from there on everything follows. With
opportunities ``o_1 < o_2 < ...`` and ``a`` seconds of preparation, all arrivals in ``(o_{i-1} - a, o_i - a]`` take ``o_i`` and
end at the same instant ``e_i``. Their latency is uniform on ``[e_i - o_i + a, e_i - o_{i-1} + a)``: the latency over all arrival
instants is an exact mixture of uniforms (``Delay``), one for each opportunity of the frame, and needs no sampling.

Procedures (TS 38.214 clauses 5.3 and 6.4, TS 38.213 clause 9; a packet's budget as in TR 38.824):

* downlink: station, slot of the downlink, decoding (N1), stack;
* one retransmission more: decoding, feedback in the next uplink control symbols, station, slot of the downlink;
* uplink with a configured grant: stack, preparation (N2), slot of the uplink, station;
* uplink on request: stack, request in the next control symbols it may use, station, grant, N2, slot of the uplink, station.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import lcm

import numpy as np
from numpy.typing import ArrayLike, NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import msg

Array = NDArray[np.float64]

SYMBOLS_PER_SLOT = 14
SPECIAL = (10, 2, 2)
"""Symbols of the special slot: downlink, guard, uplink."""

_CONTROL_SYMBOLS = 2
_MOST_SLOTS = 80
_AFTER = 1e-9
"""Instants closer than this are the same: sums of symbols are not exact in binary."""


class Access(StrEnum):
    """How a terminal comes to an uplink slot: one given in advance, or one asked for."""

    CONFIGURED = "configured"
    REQUESTED = "requested"


@dataclass(frozen=True, slots=True)
class Pattern:
    """The slots of a frame: letters ``D``, ``S``, ``U``, and the symbols of ``S`` (downlink, guard, uplink)."""

    slots: str
    special: tuple[int, int, int] = SPECIAL

    def __post_init__(self) -> None:
        letters = set(self.slots)
        if not letters <= set("DSU") or not letters & {"D", "S"} or "U" not in letters or len(self.slots) > _MOST_SLOTS:
            raise BadInput(
                "frame",
                msg("“%(frame)s” is not a TDD frame", frame=self.slots),
                msg("up to %(n)s of the letters D, S and U, with one D and one U at least, such as DDDSU", n=_MOST_SLOTS),
            )
        if "DU" in self.slots or (self.slots[0] == "U" and self.slots[-1] == "D"):
            raise BadInput(
                "frame",
                msg("%(frame)s goes from D to U without a guard", frame=self.slots),
                msg("a special slot S between D and U"),
            )
        if sum(self.special) != SYMBOLS_PER_SLOT or min(self.special) < 0 or self.special[0] < 1:
            raise BadInput(
                "frame", msg("%(n)s symbols in the special slot", n=sum(self.special)), msg("14, of which one downlink at least")
            )

    @property
    def dl_share(self) -> float:
        """Share of the symbols that carry downlink."""
        return (SYMBOLS_PER_SLOT * self.slots.count("D") + self.special[0] * self.slots.count("S")) / self._symbols

    @property
    def ul_share(self) -> float:
        """Share of the symbols that carry uplink data: those of ``U``; the tail of ``S`` is left to control."""
        return SYMBOLS_PER_SLOT * self.slots.count("U") / self._symbols

    @property
    def _symbols(self) -> int:
        return SYMBOLS_PER_SLOT * len(self.slots)


@dataclass(frozen=True, slots=True)
class Timing:
    """What a slot lasts and what each side needs, in seconds.

    n1_s, n2_s: the terminal's decoding and preparation times; station_s: the station's, each way; stack_s: the terminal's upper
    layers. request_slots: a terminal may ask for a grant once in so many slots. k1_slots, k2_slots: least slots that the
    vendor leaves between data and feedback, grant and data.
    """

    slot_s: float
    n1_s: float
    n2_s: float
    station_s: float
    stack_s: float
    request_slots: int = 1
    k1_slots: int = 0
    k2_slots: int = 0

    @property
    def symbol_s(self) -> float:
        return self.slot_s / SYMBOLS_PER_SLOT


@dataclass(frozen=True, slots=True)
class Delay:
    """A mixture of uniforms: with ``weight`` [piece], uniform on ``low_s`` to ``high_s`` [piece]."""

    low_s: tuple[float, ...]
    high_s: tuple[float, ...]
    weight: tuple[float, ...]

    @property
    def mean_s(self) -> float:
        return float(np.dot(self.weight, np.add(self.low_s, self.high_s)) / 2)

    @property
    def max_s(self) -> float:
        return max(self.high_s)

    def within(self, bound_s: ArrayLike) -> Array:
        """Return the share of arrivals that are through by ``bound_s``, exactly."""
        low, high, weight = (np.asarray(v)[:, None] for v in (self.low_s, self.high_s, self.weight))
        bound = np.atleast_1d(np.asarray(bound_s, dtype=np.float64))
        return np.asarray((weight * np.clip((bound - low) / (high - low), 0, 1)).sum(axis=0))


@dataclass(frozen=True, slots=True)
class _Opportunities:
    """Instants that come back every ``period_s``: ``starts`` in [0, period)."""

    starts: Array
    period_s: float

    def index(self, t: Array) -> NDArray[np.int64]:
        """Number of the first opportunity at or after ``t``, counted from the one at ``starts[0]``."""
        turn = np.floor((t + _AFTER) / self.period_s)
        inside = np.searchsorted(self.starts, t - turn * self.period_s - _AFTER)
        return np.asarray(turn * self.starts.size + inside, dtype=np.int64)

    def at(self, index: NDArray[np.int64]) -> Array:
        turn, inside = np.divmod(index, self.starts.size)
        return np.asarray(turn * self.period_s + self.starts[inside])

    def after(self, t: Array) -> Array:
        return self.at(self.index(t))


@dataclass(frozen=True, slots=True)
class Frame:
    """A TDD frame with its timing: shares of the time, and exact latencies of each procedure."""

    pattern: Pattern
    timing: Timing

    @property
    def name(self) -> str:
        return self.pattern.slots

    @property
    def slots(self) -> int:
        return len(self.pattern.slots)

    @property
    def ul_slots(self) -> int:
        return self.pattern.slots.count("U")

    @property
    def dl_share(self) -> float:
        return self.pattern.dl_share

    @property
    def ul_share(self) -> float:
        return self.pattern.ul_share

    @property
    def period_s(self) -> float:
        return self.slots * self.timing.slot_s

    @property
    def ul_mean_s(self) -> float:
        return self.uplink(Access.REQUESTED).mean_s

    @property
    def ul_max_s(self) -> float:
        return self.uplink(Access.REQUESTED).max_s

    @property
    def dl_mean_s(self) -> float:
        return self.downlink().mean_s

    def downlink(self, tries: int = 1, slots: int = 1) -> Delay:
        """Return the one-way latency of a downlink message of ``slots`` slots that gets through at its ``tries``-th try."""
        return _downlink(self, tries, slots)

    def uplink(self, access: Access, tries: int = 1, slots: int = 1) -> Delay:
        """Return the one-way latency of an uplink message of ``slots`` slots that gets through at its ``tries``-th try."""
        return _uplink(self, access, tries, slots)

    def data_slots(self, letters: str) -> _Opportunities:
        starts = [at * self.timing.slot_s for at, letter in enumerate(self.pattern.slots) if letter in letters]
        return _Opportunities(np.array(starts), self.period_s)

    def control(self) -> _Opportunities:
        """Uplink control symbols: the first of each uplink slot, and the tail of the special slot if it has one."""
        return _Opportunities(np.array([t for _, t in self._control_slots(self.slots)]), self.period_s)

    def requests(self) -> _Opportunities:
        """Control symbols in which a terminal may ask for a grant: one slot in ``request_slots``, counted from the first one.

        A period that the frame does not divide comes back after the least common multiple; where it meets no uplink slot the
        terminal takes the next one.
        """
        span = lcm(self.timing.request_slots, self.slots)
        time_of = dict(self._control_slots(span))
        usable = [*time_of, min(time_of) + span]
        due = range(usable[0], usable[-1], self.timing.request_slots)
        chosen = {next(slot for slot in usable if slot >= wanted) % span for wanted in due}
        return _Opportunities(np.array([time_of[slot] for slot in sorted(chosen)]), span * self.timing.slot_s)

    def _control_slots(self, count: int) -> list[tuple[int, float]]:
        symbol, found = self.timing.symbol_s, []
        tail = SYMBOLS_PER_SLOT - self.pattern.special[2]
        for slot in range(count):
            letter = self.pattern.slots[slot % self.slots]
            if letter == "U" or (letter == "S" and self.pattern.special[2] > 0):
                found.append((slot, slot * self.timing.slot_s + (tail * symbol if letter == "S" else 0.0)))
        return found


def _mixture(first: _Opportunities, lead_s: float, end_of: Callable[[Array, NDArray[np.int64]], Array]) -> Delay:
    """Return the latency of all arrivals over one period: ``end_of`` gives the end for the opportunity that is taken."""
    index = np.arange(first.starts.size)
    start = first.at(index)
    gap = start - first.at(index - 1)
    low = end_of(start, index) - start + lead_s
    return Delay(tuple(low.tolist()), tuple((low + gap).tolist()), tuple((gap / first.period_s).tolist()))


@lru_cache(maxsize=4096)
def _downlink(frame: Frame, tries: int, slots: int) -> Delay:
    """Follow one downlink message; see the module."""
    t = frame.timing
    data, control = frame.data_slots("DS"), frame.control()
    guard = t.k1_slots * t.slot_s

    def end_of(_start: Array, index: NDArray[np.int64]) -> Array:
        done = data.at(index + slots - 1) + t.slot_s
        for _ in range(tries - 1):
            feedback = control.after(done + max(t.n1_s, guard)) + _CONTROL_SYMBOLS * t.symbol_s
            done = data.at(data.index(feedback + t.station_s) + slots - 1) + t.slot_s
        return done + t.n1_s + t.stack_s

    return _mixture(data, t.station_s, end_of)


@lru_cache(maxsize=4096)
def _uplink(frame: Frame, access: Access, tries: int, slots: int) -> Delay:
    """Follow one uplink message; see the module."""
    t = frame.timing
    data, grants = frame.data_slots("U"), frame.data_slots("DS")
    guard = t.k2_slots * t.slot_s

    def granted(ready: Array) -> Array:
        """Return the end of the uplink slots granted after the station knows that data waits."""
        grant = grants.after(ready)
        prepared = np.maximum(grant + t.symbol_s + t.n2_s, grant + guard)
        return data.at(data.index(prepared) + slots - 1) + t.slot_s

    def repeated(done: Array) -> Array:
        for _ in range(tries - 1):
            done = granted(done + t.station_s)
        return done + t.station_s

    if access is Access.CONFIGURED:
        return _mixture(data, t.stack_s + t.n2_s, lambda _start, index: repeated(data.at(index + slots - 1) + t.slot_s))
    sent = _CONTROL_SYMBOLS * t.symbol_s
    return _mixture(frame.requests(), t.stack_s, lambda start, _index: repeated(granted(start + sent + t.station_s)))
