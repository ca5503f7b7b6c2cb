"""A latency as a distribution: parts that are known one by one, added by convolution.

A ``Distribution`` holds the chance of each step of a fixed grid, ``mass[i] = P(i h <= latency < (i + 1) h)``, and ``late``, the
chance of what comes after the grid or never. Adding two independent latencies convolves their masses; each mass stands for a
uniform over its step, so the sum of steps i and j falls by halves in i + j and i + j + 1, which keeps the mean exact. The error
of any quantile is below one step for each part added.

Parts of one message (``message_latency``): frame and tries (``tdd``), wait for the cell's other messages, device, core, handover.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, log

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from campus5g.core.service import QUANTILE_SHARES, Latency
from campus5g.network.tdd import Delay

Array = NDArray[np.float64]

BINS = 4096
_FINEST_S = 1e-4
_DIRECT = 64
"""A part of at most so many steps is added directly: no transform, no rounding noise in the tail."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Steps of ``step_s`` from 0 to ``horizon_s``; what is later is late."""

    step_s: float = _FINEST_S
    bins: int = BINS

    @property
    def horizon_s(self) -> float:
        return self.step_s * self.bins

    @property
    def edges_s(self) -> Array:
        return np.arange(self.bins + 1) * np.float64(self.step_s)

    @classmethod
    def reaching(cls, seconds: float) -> Grid:
        """Return the finest grid, in steps of 0.1 ms times a power of two, that goes at least to ``seconds``."""
        coarser = max(0, ceil(np.log2(max(seconds, _FINEST_S) / (_FINEST_S * BINS))))
        return cls(_FINEST_S * 2.0**coarser)


@dataclass(frozen=True, slots=True)
class Distribution:
    """mass [bins] on ``grid`` and ``late``: together 1."""

    grid: Grid
    mass: Array
    late: float = 0.0

    def plus(self, other: Distribution) -> Distribution:
        """Return the law of the sum of two independent latencies; late when either is."""
        bins = self.grid.bins
        narrow, wide = sorted((self.mass, other.mass), key=_extent)
        extent = _extent(narrow)
        summed = np.convolve(wide, narrow[:extent]) if extent <= _DIRECT else np.maximum(fftconvolve(wide, narrow), 0.0)
        halves = np.zeros(max(bins, summed.size) + 1)
        halves[: summed.size] += summed / 2
        halves[1 : summed.size + 1] += summed / 2
        kept = halves[:bins]
        return Distribution(self.grid, kept, max(0.0, 1.0 - float(kept.sum())))

    def delayed(self, seconds: float) -> Distribution:
        """Return the law with ``seconds`` added to every latency; a part of a step is shared between two."""
        whole, part = divmod(seconds / self.grid.step_s, 1.0)
        shift, bins = min(int(whole), self.grid.bins), self.grid.bins
        moved = np.zeros(bins + 1)
        moved[shift:bins] += (1 - part) * self.mass[: bins - shift]
        moved[shift + 1 :] += part * self.mass[: bins - shift]
        return Distribution(self.grid, moved[:bins], max(0.0, 1.0 - float(moved[:bins].sum())))

    @property
    def mean_s(self) -> float:
        """Mean of what arrives on the grid."""
        middles = self.grid.edges_s[:-1] + self.grid.step_s / 2
        return float(middles @ self.mass / max(self.mass.sum(), 1e-300))

    def within(self, bound_s: float) -> float:
        """Return the share of messages that arrive by ``bound_s``."""
        return float(np.interp(bound_s, self.grid.edges_s, np.concatenate(([0.0], np.cumsum(self.mass)))))

    def quantile(self, share: float) -> float:
        """Return the latency that ``share`` of the messages that arrive do not exceed."""
        risen = np.cumsum(self.mass)
        if risen[-1] <= 0:
            return self.grid.horizon_s
        wanted = share * risen[-1]
        at = int(np.searchsorted(risen, wanted))
        before = float(risen[at - 1]) if at else 0.0
        inside = (wanted - before) / self.mass[at] if self.mass[at] > 0 else 0.0
        return float((at + min(inside, 1.0)) * self.grid.step_s)

    def latency(self) -> Latency:
        """Return the quantiles that travel with a service level."""
        pairs = tuple((share, _tidy(self.quantile(share))) for share in QUANTILE_SHARES)
        of = dict(pairs)
        return Latency(of[0.5], of[0.99], of[0.999], pairs)


def _extent(mass: Array) -> int:
    found = np.flatnonzero(mass)
    return int(found[-1]) + 1 if found.size else 1


def _tidy(value: float) -> float:
    return float(f"{value:.6g}")


def _of_risen(risen: Array, grid: Grid) -> Distribution:
    """Return the law whose shares within the edges of ``grid`` are ``risen`` [bins + 1]."""
    return Distribution(grid, np.diff(risen), float(1.0 - risen[-1]))


def fixed(seconds: float, grid: Grid) -> Distribution:
    """Return the law of a latency that never varies."""
    mass = np.zeros(grid.bins)
    mass[0] = 1.0
    # the mass of a step stands for its middle: half a step less puts the mean where it belongs
    return Distribution(grid, mass).delayed(max(seconds - grid.step_s / 2, 0.0))


def of_delay(delay: Delay, grid: Grid) -> Distribution:
    """Return the exact law of a frame's procedure on the grid."""
    return _of_risen(delay.within(grid.edges_s), grid)


def triangular(low_s: float, mode_s: float, high_s: float, grid: Grid) -> Distribution:
    """Return the triangular law from ``low_s`` to ``high_s``: a figure known by its value and its range."""
    if high_s - low_s < grid.step_s:
        return fixed(mode_s, grid)
    t = grid.edges_s
    width = high_s - low_s
    rising = np.clip(t - low_s, 0, mode_s - low_s) ** 2 / (width * max(mode_s - low_s, 1e-12))
    falling = np.clip(high_s - t, 0, high_s - mode_s) ** 2 / (width * max(high_s - mode_s, 1e-12))
    return _of_risen(np.where(t <= mode_s, rising, 1 - falling), grid)


def uniform(low_s: float, high_s: float, grid: Grid) -> Distribution:
    """Return the uniform law from ``low_s`` to ``high_s``."""
    if high_s - low_s < grid.step_s:
        return fixed((low_s + high_s) / 2, grid)
    return _of_risen(np.clip((grid.edges_s - low_s) / (high_s - low_s), 0, 1), grid)


def of_quantiles(pairs: Sequence[tuple[float, float]], grid: Grid) -> Distribution:
    """Return the law through measured quantiles (share, seconds), straight between them and from half the first one."""
    shares, seconds = (np.array(v, dtype=np.float64) for v in zip(*pairs, strict=True))
    shares, seconds = np.concatenate(([0.0], shares)), np.concatenate(([seconds[0] / 2], seconds))
    if shares[-1] < 1.0:
        # beyond the last quantile, the same exponential tail that joins the last two
        rate = log((1 - shares[-2]) / (1 - shares[-1])) / max(seconds[-1] - seconds[-2], 1e-12)
        beyond = 1 - (1 - shares[-1]) * np.exp(-rate * np.maximum(grid.edges_s - seconds[-1], 0))
        risen = np.where(grid.edges_s <= seconds[-1], np.interp(grid.edges_s, seconds, shares), beyond)
    else:
        risen = np.interp(grid.edges_s, seconds, shares)
    return _of_risen(risen, grid)


def mixture(parts: Iterable[tuple[float, Distribution]]) -> Distribution:
    """Return the law of a latency that follows each part with its weight; weights add up to 1."""
    listed = list(parts)
    mass = np.sum([weight * one.mass for weight, one in listed], axis=0)
    return Distribution(listed[0][1].grid, mass, float(sum(weight * one.late for weight, one in listed)))


@dataclass(frozen=True, slots=True)
class Queue:
    """The wait before a message is sent: share ``busy`` of the time the cell works, ``wait_s`` on average."""

    busy: float
    wait_s: float

    def distribution(self, grid: Grid) -> Distribution:
        """Return ``P(W > t) = rho exp(-rho t / E[W])``: an idle cell sends at once, a busy one makes wait exponentially.

        Exact for messages of exponential length (M/M/1), where ``E[W] = rho S / (1 - rho)``.
        """
        if self.busy <= 0 or self.wait_s <= 0:
            return fixed(0.0, grid)
        waits = 1 - self.busy * np.exp(-self.busy * grid.edges_s / self.wait_s)
        waits[0] = 0.0
        return _of_risen(waits, grid)


IDLE = Queue(0.0, 0.0)


def mean_wait_s(rate_hz: float, mean_square_s2: float, busy_before: float, busy_with: float) -> float:
    """Return the mean wait ``lambda E[S^2] / (2 (1 - rho_before)(1 - rho_with))`` of a class of priority (Cobham, 1954).

    rate_hz and mean_square_s2: of all messages that can be in service. busy_before: load of the classes that go first;
    busy_with: with one's own. Without priorities it is the wait of Pollaczek and Khinchine. Loads below 1.
    """
    return rate_hz * mean_square_s2 / (2 * (1 - busy_before) * (1 - busy_with))


@dataclass(frozen=True, slots=True)
class Terms:
    """Latencies outside the radio, in seconds: device (low, usual, high), core (low, usual, high) and its rare stops."""

    device_s: tuple[float, float, float]
    core_s: tuple[float, float, float]
    outlier_s: float
    outlier_share: float

    def distribution(self, grid: Grid) -> Distribution:
        core = triangular(*self.core_s, grid)
        stopped = core.delayed(self.outlier_s)
        return triangular(*self.device_s, grid).plus(mixture(((1 - self.outlier_share, core), (self.outlier_share, stopped))))


@dataclass(frozen=True, slots=True)
class Handovers:
    """Interruptions of a moving terminal: how many a second, and how long each lasts."""

    rate_hz: float
    interruption_s: float

    def distribution(self, grid: Grid) -> Distribution:
        """Return the rest of the interruption that a message meets: with chance rate times length, uniform over it."""
        met = min(self.rate_hz * self.interruption_s, 1.0)
        if met <= 0:
            return fixed(0.0, grid)
        return mixture(((1 - met, fixed(0.0, grid)), (met, uniform(0.0, self.interruption_s, grid))))


STILL = Handovers(0.0, 0.0)


def message_latency(
    tries: Sequence[tuple[float, Delay]], queue: Queue, outside: Distribution, handovers: Handovers = STILL
) -> Distribution:
    """Return the latency of one message on the grid of ``outside``.

    tries: for each number of transmissions, the chance that it takes so many and the frame's latency then; what is missing to 1
    is lost. The parts are taken as independent.
    """
    grid = outside.grid
    frame = mixture((chance, of_delay(delay, grid)) for chance, delay in tries)
    lost = Distribution(grid, frame.mass, max(0.0, 1.0 - float(frame.mass.sum())))
    law = lost.plus(outside)
    if queue.busy > 0:
        law = law.plus(queue.distribution(grid))
    return law if handovers.rate_hz <= 0 else law.plus(handovers.distribution(grid))
