"""What a moving terminal meets on its way: handovers and outages, from rides drawn through correlated shadows.

Along a track the median margins of the masts are known; a ride draws shadows over them: ``X_i = sigma_i (sqrt(r) Z +
sqrt(1 - r) Z_i)``, r the correlation between masts, Z and Z_i Gaussian and correlated along the way as ``exp(-dx / d_cor)``
(TR 38.901 clause 7.4.4), drawn exactly step by step. The terminal keeps its cell until another is stronger by the hysteresis
for the time to trigger (event A3, TS 38.331), is interrupted while it changes, and looks for a cell again when its own has been
lost for the radio link failure timer. An outage is a stretch without service, interruptions counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.signal import lfilter
from scipy.spatial import cKDTree

from campus5g.network.carriers import Figures

Array = NDArray[np.float64]
_MOST_STEPS = 6000
_WAYPOINTS = 24


@dataclass(frozen=True, slots=True)
class Track:
    """A way through the network, step by step.

    received_dbm [cell, step] median; margin_db [mast, step] above what is asked; sigma_db [mast, step]; mast_of [cell].
    step_m: length of a step.
    """

    received_dbm: Array
    margin_db: Array
    sigma_db: Array
    mast_of: NDArray[np.int64]
    step_m: float


@dataclass(frozen=True, slots=True)
class Handling:
    """How terminals change cells: hysteresis (dB), time to trigger, interruption, link failure timer, return (all seconds)."""

    hysteresis_db: float
    trigger_s: float
    interruption_s: float
    failure_s: float
    reconnect_s: float
    correlation: float
    shadow_length_m: float

    @classmethod
    def of(cls, figures: Figures) -> Handling:
        kept = figures["handover.dual_stack"] >= 0.5
        return cls(
            hysteresis_db=figures["handover.hysteresis_db"],
            trigger_s=figures["handover.trigger_s"],
            interruption_s=0.0 if kept else figures["handover.interruption_s"],
            failure_s=figures["handover.failure_s"],
            reconnect_s=figures["handover.reconnect_s"],
            correlation=figures["shadow.correlation"],
            shadow_length_m=figures["shadow.length_m"],
        )


@dataclass(frozen=True, slots=True)
class Rides:
    """What the rides met: duration of all, handovers, and every outage (seconds, rising), interruptions of handovers among them."""

    duration_s: float
    handovers: int
    outages_s: Array
    interruption_s: float = 0.0

    @property
    def losses(self) -> Rides:
        """The same rides without the interruptions that handovers alone make: the link was really lost."""
        return replace(self, outages_s=self.outages_s[self.outages_s > self.interruption_s * (1 + 1e-9)])

    @property
    def handovers_per_hour(self) -> float:
        return 3600 * self.handovers / self.duration_s

    @property
    def outages_per_hour(self) -> float:
        return 3600 * self.outages_s.size / self.duration_s

    @property
    def out_share(self) -> float:
        """Share of the time without service."""
        return float(self.outages_s.sum()) / self.duration_s

    def outage_quantile_s(self, share: float) -> float:
        return float(np.quantile(self.outages_s, share)) if self.outages_s.size else 0.0

    @property
    def outage_mean_s(self) -> float:
        return float(self.outages_s.mean()) if self.outages_s.size else 0.0


def walk_along(line: Array, step_m: float) -> Array:
    """Return points every ``step_m`` along a polyline ``line`` [corner, 2]; both ends of every leg are kept within a step."""
    legs = np.hypot(*np.diff(line, axis=0).T)
    along = np.concatenate(([0.0], np.cumsum(legs)))
    at = np.arange(0.0, max(along[-1], step_m) + step_m / 2, step_m)
    return np.column_stack([np.interp(at, along, line[:, axis]) for axis in (0, 1)])


def wander(places: Array, generator: np.random.Generator) -> Array:
    """Return a polyline between places drawn at random; places [place, 2]."""
    return places[generator.integers(0, len(places), _WAYPOINTS)]


def length_m(line: Array) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def nearest(places: Array, way: Array) -> NDArray[np.intp]:
    """Return for each step of a way the index of the place nearest to it."""
    return np.asarray(cKDTree(places).query(way)[1], dtype=np.intp)


def step_for(speed_mps: float, length_m: float, handling: Handling) -> float:
    """Return a step that sees the time to trigger, unless a long way would then take too many."""
    return max(speed_mps * max(handling.trigger_s, 0.02), length_m / _MOST_STEPS)


def ride(track: Track, speed_mps: float, handling: Handling, rides: int, generator: np.random.Generator) -> Rides:
    """Draw ``rides`` along a track at ``speed_mps``."""
    masts, steps = track.margin_db.shape
    keep = float(np.exp(-track.step_m / handling.shadow_length_m))
    step_s = track.step_m / speed_mps
    handovers, outages = 0, []
    for _ in range(rides):
        shadow = _shadows(generator.standard_normal((masts + 1, steps)), keep, handling.correlation) * track.sigma_db
        lengths = np.zeros(steps + 1, np.float64)
        changed, count = _one_ride(
            track.received_dbm + shadow[track.mast_of],
            track.margin_db + shadow,
            track.mast_of,
            handling.hysteresis_db,
            np.array([handling.trigger_s, handling.interruption_s, handling.failure_s, handling.reconnect_s]),
            step_s,
            lengths,
        )
        handovers += changed
        outages.append(lengths[:count])
    return Rides(rides * steps * step_s, handovers, np.sort(np.concatenate(outages)), handling.interruption_s)


def _shadows(noise: Array, keep: float, correlation: float) -> Array:
    """Return unit shadows [mast, step] from white noise [mast + 1, step]: the last row is common to all masts."""
    fresh = np.sqrt(1 - keep**2) * noise
    fresh[:, 0] = noise[:, 0]
    walked = lfilter([1.0], [1.0, -keep], fresh, axis=1)
    return np.asarray(np.sqrt(correlation) * walked[-1] + np.sqrt(1 - correlation) * walked[:-1])


@njit(cache=True)
def _one_ride(
    received: Array,
    margin: Array,
    mast_of: NDArray[np.int64],
    hysteresis: float,
    times: Array,
    step_s: float,
    lengths: Array,
) -> tuple[int, int]:
    """Follow one ride; writes the outages into ``lengths`` and returns the number of handovers and of outages."""
    trigger, interruption, failure, reconnect = times
    steps = received.shape[1]
    server = np.argmax(received[:, 0])
    handovers, outages = 0, 0
    better_s, bad_s, out_s, away_s = 0.0, 0.0, 0.0, 0.0
    for at in range(steps):
        best = np.argmax(received[:, at])
        if away_s > 0.0:
            away_s -= step_s
            out_s += step_s
            if away_s <= 0.0:
                server, bad_s, better_s = best, 0.0, 0.0
            continue
        if received[best, at] > received[server, at] + hysteresis:
            better_s += step_s
        else:
            better_s = 0.0
        met = 0.0
        if better_s >= trigger and best != server:
            server, better_s, bad_s = best, 0.0, 0.0
            handovers += 1
            met = interruption
        if margin[mast_of[server], at] < 0.0:
            bad_s += step_s
            out_s += step_s
            if bad_s >= failure:
                away_s = reconnect
        else:
            bad_s = 0.0
            if met > 0.0:
                out_s += met
            if out_s > 0.0:
                lengths[outages] = out_s
                outages += 1
                out_s = 0.0
    if out_s > 0.0:
        lengths[outages] = out_s
        outages += 1
    return handovers, outages
