"""Which cell serves which place, under which interference, and how full each cell is.

Downlink: ``SINR_p = S_p / (N + sum_j rho_j I_jp)``: a neighbour disturbs for the share rho of the time it transmits, and rho
is what the devices ask for over what the SINR carries. Uplink: cell j hears ``I_j = sum_i min(rho_i, 1) E_i[P g_j]`` from the
terminals of the other cells i, P their power by open-loop control, the mean over who sends in cell i (weighted by the part of
the resource that each takes when there is only noise); the noise rise ``1 + I_j / N`` lowers every SINR of cell j, hence
raises rho_j.

Both are maps x -> T(x) that grow with x and stay bounded (a cell transmits at most all the time). From idle cells ``x_0``,
``x_{k+1} = (1 - d) x_k + d T(x_k)`` climbs for any damping d in (0, 1], and never passes a fixed point: it ends at the
**least** one, the state that a network which fills up reaches (Yates, IEEE JSAC 13(7), 1995, for the standard form of such
maps). More demand raises T, so loads are monotone in the demand; less noise lowers it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus5g.core.message import Message, msg
from campus5g.network.candidates import Candidate
from campus5g.network.demand import Points
from campus5g.network.link import Link
from campus5g.network.nr import RE_PER_PRB
from campus5g.network.tdd import SYMBOLS_PER_SLOT

Array = NDArray[np.float64]
_MOST_ROUNDS = 200
_TOLERANCE = 1e-5


@dataclass(frozen=True, slots=True)
class Loads:
    """Loads [cell] in both directions; server [point]; SINR (dB) and full-cell rates (bit/s) at each point.

    can_serve: the uplink reaches the cell at its lowest rate. rise_db [cell]: noise rise of the uplink. share [point]: part of
    its cell's uplink that the devices of a point take. rounds and residual: how the fixed point was reached, the residual being
    the largest change that one more round would make to a load or to a rise (as a ratio).
    """

    downlink: Array
    uplink: Array
    server: NDArray[np.intp]
    sinr_db: Array
    downlink_bps: Array
    uplink_bps: Array
    can_serve: NDArray[np.bool_]
    rise_db: Array
    share: Array
    rounds: int
    residual: float

    @property
    def converged(self) -> bool:
        return self.residual <= _TOLERANCE

    def warnings(self) -> tuple[Message, ...]:
        """Say when the loads given are not those of a settled network."""
        if self.converged:
            return ()
        return (
            msg(
                "the loads of the cells had not settled after %(rounds)s rounds: they may be up to %(share)s points higher",
                rounds=self.rounds,
                share=round(100 * self.residual, 2),
            ),
        )


@dataclass(frozen=True, slots=True)
class Settled:
    """A fixed point: the state, the rounds it took, and the largest change that one more would make."""

    state: Array
    rounds: int
    residual: float


def least_fixed_point(
    step: Callable[[Array], Array], start: Array, damping: float = 1.0, tolerance: float = _TOLERANCE, most: int = _MOST_ROUNDS
) -> Settled:
    """Climb from ``start`` to the least fixed point of a growing, bounded map; ``start`` must lie below its image."""
    state = np.asarray(start, dtype=np.float64)
    residual = np.inf
    for done in range(1, most + 1):
        image = step(state)
        residual = float(np.max(np.abs(image - state), initial=0.0))
        state = (1 - damping) * state + damping * image
        if residual <= tolerance:
            return Settled(state, done, residual)
    return Settled(state, most, residual)


def cell_loads(
    cells: tuple[Candidate, ...],
    gain_db: NDArray[np.float32],
    points: Points,
    link: Link,
    least_load: float,
    damping: float = 1.0,
) -> Loads:
    """Solve the loads of ``cells`` under the devices of ``points``; gain_db [cell, point]."""
    power = np.array([c.power_dbm for c in cells])
    received = link.rsrp_dbm(power[:, None], gain_db)
    server = np.argmax(received, axis=0)
    own = gain_db[server, np.arange(points.size)].astype(np.float64)
    down = _Downlink(10 ** (received / 10), server, points, link, least_load)
    up = _Uplink(gain_db, server, own, points, link, len(cells))
    busy = least_fixed_point(down.step, np.full(len(cells), least_load), damping)
    heard = least_fixed_point(up.step, np.zeros(len(cells)), damping)
    share = up.shares(heard.state)
    # a cell cannot transmit more than all the time, however much is asked of it
    sinr = sinr_db(down.milliwatts, server, np.minimum(busy.state, 1.0), down.noise)
    rise = 10 * np.log10(1 + heard.state)
    up_rate = link.uplink_bps(own, rise[server])
    return Loads(
        downlink=busy.state,
        uplink=up.load(share),
        server=server,
        sinr_db=sinr,
        downlink_bps=link.downlink_bps(sinr),
        uplink_bps=up_rate,
        can_serve=up_rate > 0,
        rise_db=rise,
        share=share,
        rounds=max(busy.rounds, heard.rounds),
        residual=max(busy.residual, heard.residual),
    )


class _Downlink:
    """The map of the downlink's loads."""

    def __init__(self, milliwatts: Array, server: NDArray[np.intp], points: Points, link: Link, least_load: float) -> None:
        self.milliwatts, self.server, self.link, self.least = milliwatts, server, link, least_load
        self.noise = 10 ** (link.element_noise_dbm / 10)
        self.asked = points.weight * points.mean_down_bps
        alone = link.downlink_bps(sinr_db(milliwatts, server, np.zeros(len(milliwatts)), self.noise))
        self.reached = alone > 0
        carrier = link.carrier
        worst = link.least_efficiency * carrier.elements_per_second * carrier.frame.dl_share * (1 - link.dl_overhead)
        self.slowest = max(worst, 1.0)
        self.silent = not bool(np.any(self.asked))

    def step(self, load: Array) -> Array:
        """Return the loads that the SINR under ``load`` makes; a place that drowns counts at the lowest rate there is."""
        if self.silent:
            return np.full(load.size, self.least)
        rate = self.link.downlink_bps(sinr_db(self.milliwatts, self.server, np.minimum(load, 1.0), self.noise))
        share = np.where(self.reached, self.asked / np.maximum(rate, self.slowest), 0.0)
        return np.asarray(np.maximum(np.bincount(self.server, weights=share, minlength=load.size), self.least))


class _Uplink:
    """The map of the interference that each cell hears, as a ratio to its noise."""

    def __init__(
        self, gain_db: NDArray[np.float32], server: NDArray[np.intp], own: Array, points: Points, link: Link, cells: int
    ) -> None:
        self.server, self.own, self.link, self.cells = server, own, link, cells
        carrier = link.carrier
        each = np.where(points.messages_hz > 0, points.mean_up_bps / np.maximum(points.messages_hz, 1e-12), 0.0)
        self.message_bits, self.messages_hz = each, points.messages_hz * points.weight
        self.blocks = link.blocks_for(own, points.mean_up_bps)
        self.per_second = carrier.prbs * carrier.frame.ul_share / carrier.slot_s
        self.slot_bits = carrier.slot_s / carrier.frame.ul_share
        self.least_bits = link.least_efficiency * RE_PER_PRB * SYMBOLS_PER_SLOT * (1 - link.ul_overhead)
        self.reached = link.uplink_bps(own, 0.0) > 0
        self.alone = link.uplink_sinr_db(own, self.blocks, 0.0)
        sent = 10 ** ((link.block_dbm(own, self.blocks) + link.terminal_gain_dbi - link.block_noise_dbm) / 10)
        self.heard = self._mean_interference(gain_db, sent, self.shares(np.zeros(cells)))

    def _mean_interference(self, gain_db: NDArray[np.float32], sent: Array, share: Array) -> Array:
        """Return what a busy cell makes another hear, over its noise; [sender's cell, hearing cell], nothing to itself."""
        means = np.zeros((self.cells, self.cells))
        for cell in range(self.cells):
            mine = np.flatnonzero((self.server == cell) & (share > 0))
            if mine.size:
                gain = 10 ** (gain_db[:, mine].astype(np.float64) / 10)
                means[cell] = gain @ (sent[mine] * share[mine]) / share[mine].sum()
                means[cell, cell] = 0.0
        return means

    def shares(self, ratio: Array) -> Array:
        """Return the part of its cell's uplink that each point takes: whole resource blocks for every message."""
        rise = 10 * np.log10(1 + ratio)[self.server]
        bits = np.maximum(self.link.block_bps(self.alone - rise) * self.slot_bits, self.least_bits)
        blocks = np.ceil(self.message_bits / bits - 1e-9)
        return np.asarray(np.where(self.reached, self.messages_hz * blocks / self.per_second, 0.0))

    def load(self, share: Array) -> Array:
        return np.bincount(self.server, weights=share, minlength=self.cells).astype(np.float64)

    def step(self, ratio: Array) -> Array:
        """Return the interference, over the noise, that the loads under ``ratio`` make."""
        return np.asarray(np.minimum(self.load(self.shares(ratio)), 1.0) @ self.heard)


def sinr_db(milliwatts: Array, server: NDArray[np.intp], load: Array, noise_mw: float) -> Array:
    """Return the SINR at each point; milliwatts [cell, point], load [cell] (counted up to 1)."""
    at = np.arange(server.size)
    signal = milliwatts[server, at]
    weighted = np.minimum(load, 1.0)
    others = weighted @ milliwatts - weighted[server] * signal
    return np.asarray(10 * np.log10(signal / (noise_mw + np.maximum(others, 0.0))))
