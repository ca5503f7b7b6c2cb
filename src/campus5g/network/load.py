"""Which cell serves which place, under which interference, and how full each cell is.

``SINR = S / (N + sum_j load_j I_j)``: interference is weighted by the load of the cell that makes it, and the load depends on
the SINR. The pair is solved as a fixed point, damped by half; loads grow with interference and interference with loads, so
the iteration from idle cells climbs to the least solution.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus5g.network.candidates import Candidate
from campus5g.network.demand import Points
from campus5g.network.link import Link

Array = NDArray[np.float64]
_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Loads:
    """Loads [cell] in both directions; server [point]; SINR (dB) and full-cell rates (bit/s) at each point.

    can_serve: the uplink reaches the cell at its lowest rate.
    """

    downlink: Array
    uplink: Array
    server: NDArray[np.intp]
    sinr_db: Array
    downlink_bps: Array
    uplink_bps: Array
    can_serve: NDArray[np.bool_]


def cell_loads(
    cells: tuple[Candidate, ...], gain_db: NDArray[np.float32], points: Points, link: Link, least_load: float
) -> Loads:
    """Solve the loads of ``cells`` under the devices of ``points``; gain_db [cell, point]."""
    power = np.array([c.power_dbm for c in cells])
    received = link.rsrp_dbm(power[:, None], gain_db)
    server = np.argmax(received, axis=0)
    milliwatts = 10 ** (received / 10)
    noise = 10 ** (link.element_noise_dbm / 10)
    up_rate = link.uplink_bps(gain_db[server, np.arange(points.size)])
    can_serve = up_rate > 0
    uplink = _load(server, points.weight * points.mean_up_bps, up_rate, len(cells))
    downlink = np.full(len(cells), least_load)
    sinr = np.zeros(points.size)
    for _ in range(_ROUNDS):
        sinr = sinr_db(milliwatts, server, downlink, noise)
        wanted = _load(server, points.weight * points.mean_down_bps, link.downlink_bps(sinr), len(cells))
        downlink = 0.5 * downlink + 0.5 * np.clip(wanted, least_load, None)
        # a cell cannot transmit more than all the time, however much is asked of it
        sinr = sinr_db(milliwatts, server, np.minimum(downlink, 1.0), noise)
    return Loads(downlink, np.maximum(uplink, 0.0), server, sinr, link.downlink_bps(sinr), up_rate, can_serve)


def sinr_db(milliwatts: Array, server: NDArray[np.intp], load: Array, noise_mw: float) -> Array:
    """Return the SINR at each point; milliwatts [cell, point], load [cell] (counted up to 1)."""
    at = np.arange(server.size)
    signal = milliwatts[server, at]
    weighted = np.minimum(load, 1.0)
    others = weighted @ milliwatts - weighted[server] * signal
    return np.asarray(10 * np.log10(signal / (noise_mw + np.maximum(others, 0.0))))


def _load(server: NDArray[np.intp], asked_bps: Array, rate_bps: Array, cells: int) -> Array:
    """Share of each cell that the devices it can reach ask for."""
    share = np.where(rate_bps > 0, asked_bps / np.maximum(rate_bps, 1.0), 0.0)
    return np.asarray(np.bincount(server, weights=share, minlength=cells), dtype=np.float64)
