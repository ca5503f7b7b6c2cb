"""Vehicles under quay cranes: a pool serves all cranes, and who is free is known only as fresh as the network tells it.

Cranes ask for their next vehicle ahead of time, and are served in the order of asking, each by the nearest vehicle known to be
free. A vehicle that has put its box down is known to be free after a delay: uniform within the report period, an exponential
latency, and now and then the time to leave a coverage hole.

Each draw belongs to one move of one crane, whatever the network: runs with the same seed meet the same boxes, and differ by the
network alone (common random numbers).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus5g.core.compiled import compiled
from campus5g.uses.logistics.terminal.case import Terminal

Floats = NDArray[np.float64]
AHEAD = 1.2
"""A crane asks for a vehicle this many of its cycles before it wants it."""
HOOK_SHAPE, YARD_SHAPE = 16.0, 9.0
"""Shapes of the gamma distributions of a crane's cycle and of the handling in the yard."""
TRAIL = 10
"""What is kept of a move: vehicle, crane, when told, from x, from y, when at the hook, when lifted, to x, to y, when put down."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """What a network tells of a vehicle. period_s: between two reports; latency_s: mean of an exponential one.

    hole, hole_s: share of the places without coverage, mean time to leave them. stops_h, stop_s: times an hour that a vehicle
    stands because its terminal is cut off, and for how long.
    """

    period_s: float
    latency_s: float = 0.0
    hole: float = 0.0
    hole_s: float = 0.0
    stops_h: float = 0.0
    stop_s: float = 0.0

    @property
    def delay_s(self) -> float:
        """Mean seconds from the end of a job until it is known."""
        return self.period_s / 2 + self.latency_s + self.hole * self.hole_s


@dataclass(frozen=True, slots=True)
class Shift:
    """What cranes and vehicles did. cycle_s: mean time that a vehicle works for a move (empty, hook, loaded, yard), waits excluded.

    trail: (moves, ``TRAIL``) seconds and metres, of the moves that were kept.
    """

    moves_per_crane_hour: float
    empty_s: float
    cycle_s: float
    trail: Floats


@compiled
def _nearest(now: float, x: float, known: Floats, at: Floats) -> int:
    """Return the nearest vehicle known to be free at ``now``."""
    best, found = np.inf, -1
    for v in range(len(known)):
        far = abs(at[v, 0] - x) + at[v, 1]
        if known[v] <= now and far < best:
            best, found = far, v
    return found


@compiled
def _work(
    end_s: float, cycle_s: float, speed: float, cranes: Floats, blocks: Floats, at: Floats, known: Floats,
    ask: Floats, luck: Floats, net: Floats, trail: Floats,
) -> tuple[int, float, float]:  # fmt: skip
    """Return moves, seconds driven empty, and seconds at work; ``luck``: (cranes, moves, 8) draws."""
    ready, done = np.zeros(len(cranes)), np.zeros(len(cranes), dtype=np.int64)
    moves, empty, busy = 0, 0.0, 0.0
    period, latency, hole, hole_s, stops_h, stop_s = net[0], net[1], net[2], net[3], net[4], net[5]
    while True:
        c = int(np.argmin(ask))
        now = max(ask[c], known.min())
        if now > end_s or done[c] >= luck.shape[1]:
            return moves, empty, busy
        v, draw = _nearest(now, cranes[c], known, at), luck[c, done[c]]
        way = (abs(at[v, 0] - cranes[c]) + at[v, 1]) / speed
        there = now + latency * draw[0] + way
        lifted = max(there, ready[c]) + draw[1]
        block = blocks[int(draw[2])]
        work = (abs(block[0] - cranes[c]) + block[1]) / speed + draw[3]
        end = lifted + work
        if draw[4] < 1.0 - np.exp(-stops_h * (end - now) / 3600.0):
            end += stop_s
        if moves < len(trail):
            trail[moves, 0], trail[moves, 1], trail[moves, 2] = v, c, now
            trail[moves, 3], trail[moves, 4], trail[moves, 5], trail[moves, 6] = at[v, 0], at[v, 1], there, lifted
            trail[moves, 7], trail[moves, 8], trail[moves, 9] = block[0], block[1], end
        ready[c], ask[c] = lifted, max(now, lifted - AHEAD * cycle_s)
        at[v] = block
        known[v] = end + period * draw[5] + latency * draw[6]
        if draw[7] < hole:
            known[v] += hole_s * -np.log(1.0 - draw[7] / hole)
        done[c] += 1
        moves += 1
        empty += way
        busy += way + draw[1] + work


def shift(terminal: Terminal, vehicles: int, net: Freshness, seed: int, *, hours: float = 24.0, keep: int = 0) -> Shift:
    """Let the cranes of ``terminal`` work for ``hours`` with a pool of ``vehicles``, keeping the first ``keep`` moves."""
    rng = np.random.default_rng(seed)
    blocks = np.column_stack([rng.uniform(0, terminal.quay_m, terminal.blocks), rng.uniform(*terminal.depths, terminal.blocks)])
    most = int(np.ceil(hours * 3600 / terminal.hook_s * 1.5)) + 50
    size = (terminal.cranes, most)
    luck = np.empty((*size, 8))
    luck[..., 0], luck[..., 6] = rng.exponential(size=size), rng.exponential(size=size)
    luck[..., 1] = terminal.hook_s * rng.gamma(HOOK_SHAPE, 1 / HOOK_SHAPE, size)
    luck[..., 2] = rng.integers(terminal.blocks, size=size)
    luck[..., 3] = terminal.yard_s * rng.gamma(YARD_SHAPE, 1 / YARD_SHAPE, size)
    luck[..., 4], luck[..., 5], luck[..., 7] = (rng.random(size) for _ in range(3))
    ask = rng.uniform(0, terminal.hook_s, terminal.cranes)
    pool = np.random.default_rng((seed, 1))  # a larger pool has the vehicles of a smaller one, and more
    start = pool.random((vehicles, 3))
    at = np.column_stack([start[:, 0] * terminal.quay_m, start[:, 1] * terminal.depths[1]])
    trail = np.zeros((keep, TRAIL))
    figures = np.array([net.period_s, net.latency_s, net.hole, net.hole_s, net.stops_h, net.stop_s])
    moves, empty, busy = _work(
        hours * 3600, terminal.hook_s, terminal.speed_m_s, terminal.crane_places, blocks, at, 30.0 * start[:, 2], ask, luck,
        figures, trail,
    )  # fmt: skip
    per_move = max(moves, 1)
    return Shift(moves / terminal.cranes / hours, empty / per_move, busy / per_move, trail[:moves])
