"""Link budget: from gains to signal, from signal to bits, in both directions.

``SS-RSRP = P - 10 lg(12 N_prb) + G``; noise ``-174 + 10 lg B + NF``; the uplink spreads 23 dBm over the resource blocks that
give the highest rate and never aims above the SINR of its power control. ``G`` is path gain plus antennas, in dB.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from campus5g.network.carriers import Carrier, Figures
from campus5g.network.nr import RE_PER_PRB, LinkAdaptation

Array = NDArray[np.float64]

NOISE_DBM_PER_HZ = -174.0
_DL_TABLE, _UL_TABLE = 2, 1
_SINR_STEPS = np.arange(-15.0, 60.0, 0.1)
_GAIN_STEPS = np.arange(-190.0, -40.0, 0.1)


@dataclass(frozen=True, slots=True)
class Link:
    """Everything about a link but the place: the carrier, the terminal and the receiver's figures."""

    carrier: Carrier
    adaptation: LinkAdaptation
    terminal_dbm: float
    terminal_gain_dbi: float
    terminal_noise_db: float
    station_noise_db: float
    rise_db: float
    target_sinr_db: float
    dl_overhead: float
    ul_overhead: float
    least_rsrp_dbm: float

    @property
    def element_noise_dbm(self) -> float:
        """Noise of a terminal in one resource element."""
        return NOISE_DBM_PER_HZ + 10 * float(np.log10(self.carrier.scs_hz)) + self.terminal_noise_db

    def rsrp_dbm(self, power_dbm: ArrayLike, gain_db: ArrayLike) -> Array:
        """Return the power received in one resource element."""
        per_element = np.asarray(power_dbm) - 10 * np.log10(RE_PER_PRB * self.carrier.prbs)
        return np.asarray(per_element + np.asarray(gain_db) + self.terminal_gain_dbi)

    def margin_db(
        self, rsrp_dbm: ArrayLike, sinr_db: ArrayLike, gain_db: ArrayLike, need_sinr_db: ArrayLike, need_gain_db: ArrayLike
    ) -> Array:
        """Return by how much a link exceeds what is asked of it: planned power, downlink SINR, uplink gain, the weakest."""
        power, sinr = np.asarray(rsrp_dbm) - self.least_rsrp_dbm, np.asarray(sinr_db) - np.asarray(need_sinr_db)
        weakest = np.minimum(np.minimum(power, sinr), np.asarray(gain_db) - np.asarray(need_gain_db))
        return np.asarray(np.clip(weakest, -200, 200), dtype=np.float64)

    def downlink_bps(self, sinr_db: ArrayLike) -> Array:
        """Return the rate of a terminal that has the whole downlink of its cell."""
        bits = self.adaptation.efficiency(sinr_db, _DL_TABLE)
        return np.asarray(bits * self.carrier.elements_per_second * self.carrier.frame.dl_share * (1 - self.dl_overhead))

    def uplink_bps(self, gain_db: ArrayLike) -> Array:
        """Return the rate of a terminal that has the whole uplink of its cell: the best number of resource blocks."""
        gain = np.asarray(gain_db, dtype=np.float64)
        prb_hz = RE_PER_PRB * self.carrier.scs_hz
        best = np.zeros(gain.shape)
        blocks = 1
        while True:
            noise = NOISE_DBM_PER_HZ + 10 * np.log10(blocks * prb_hz) + self.station_noise_db + self.rise_db
            sinr = np.minimum(self.terminal_dbm + self.terminal_gain_dbi + gain - noise, self.target_sinr_db)
            bits = self.adaptation.efficiency(sinr, _UL_TABLE, layers=1)
            share = blocks / self.carrier.prbs
            rate = bits * self.carrier.elements_per_second * share * self.carrier.frame.ul_share * (1 - self.ul_overhead)
            best = np.maximum(best, rate)
            if blocks == self.carrier.prbs:
                return np.asarray(best)
            blocks = min(2 * blocks, self.carrier.prbs)

    def least_sinr_db(self, rate_bps: float) -> float:
        """Return the lowest downlink SINR that gives ``rate_bps`` (any rate when 0); infinity when none does."""
        return _first(_SINR_STEPS, self.downlink_bps(_SINR_STEPS), rate_bps)

    def least_gain_db(self, rate_bps: float) -> float:
        """Return the lowest gain at which the uplink gives ``rate_bps`` (any rate when 0); infinity when none does."""
        return _first(_GAIN_STEPS, self.uplink_bps(_GAIN_STEPS), rate_bps)

    @property
    def peak_uplink_bps(self) -> float:
        return float(self.uplink_bps(_GAIN_STEPS[-1]))

    @property
    def peak_downlink_bps(self) -> float:
        return float(self.downlink_bps(_SINR_STEPS[-1]))

    def burst_slots(self, bits: float, rate_bps: float) -> float:
        """Return how many slots a message of ``bits`` takes at ``rate_bps`` averaged over the frame."""
        return bits / max(rate_bps, 1.0) / self.carrier.slot_s


def _first(steps: Array, rates: Array, wanted: float) -> float:
    enough = rates >= wanted if wanted > 0 else rates > 0
    return float(steps[int(np.argmax(enough))]) if bool(enough.any()) else float("inf")


def link_of(carrier: Carrier, figures: Figures) -> Link:
    """Return the link budget of ``carrier`` with the figures of a day."""
    adaptation = LinkAdaptation(
        gap_db=figures["adaptation.gap_db"],
        gap_slope=figures["adaptation.slope"],
        gap_knee_db=figures["adaptation.knee_db"],
        two_layers_db=figures["adaptation.two_layers_db"],
        max_layers=2,
    )
    return Link(
        carrier=carrier,
        adaptation=adaptation,
        terminal_dbm=figures["terminal.power_dbm"],
        terminal_gain_dbi=figures["terminal.gain_dbi"],
        terminal_noise_db=figures["terminal.noise_db"],
        station_noise_db=figures["station.noise_db"],
        rise_db=figures["uplink.rise_db"],
        target_sinr_db=figures["uplink.target_sinr_db"],
        dl_overhead=figures["downlink.overhead"],
        ul_overhead=figures["uplink.overhead"],
        least_rsrp_dbm=figures["plan.rsrp_dbm"],
    )


def grants_per_second(carrier: Carrier, per_slot: float) -> float:
    """Return how many uplink grants a cell can give a second: those of the slots that can carry uplink."""
    return per_slot * carrier.frame.ul_slots / carrier.frame.slots / carrier.slot_s
