"""Link budget: from gains to signal, from signal to bits, in both directions.

``SS-RSRP = P - 10 lg(12 N_prb) + G``; noise ``-174 + 10 lg B + NF``. ``G`` is path gain plus antennas, in dB. Open-loop power
control (TS 38.213 clause 7.1.1): in one resource block a terminal sends ``min(P_max - 10 lg n, P_0 - alpha G)``, n its blocks;
so a far terminal does better with few blocks, and its rate is the best over n.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import ArrayLike, NDArray

from campus5g.network.carriers import Carrier, Figures
from campus5g.network.nr import RE_PER_PRB, LinkAdaptation

Array = NDArray[np.float64]

NOISE_DBM_PER_HZ = -174.0
_MILLIMETRE_HZ = 24e9
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
    p0_dbm: float
    alpha: float
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

    def block_counts(self) -> tuple[int, ...]:
        """Numbers of resource blocks that a terminal may be given: powers of two and the whole carrier."""
        whole = self.carrier.prbs
        return (*(2**k for k in range(whole.bit_length()) if 2**k < whole), whole)

    def block_dbm(self, gain_db: ArrayLike, blocks: ArrayLike) -> Array:
        """Return the power that a terminal sends in each of its ``blocks`` resource blocks."""
        gain, share = np.asarray(gain_db, dtype=np.float64), 10 * np.log10(np.asarray(blocks, dtype=np.float64))
        return np.asarray(np.minimum(self.terminal_dbm - share, self.p0_dbm - self.alpha * gain))

    @property
    def block_noise_dbm(self) -> float:
        """Noise of a radio site in one resource block."""
        return NOISE_DBM_PER_HZ + 10 * float(np.log10(RE_PER_PRB * self.carrier.scs_hz)) + self.station_noise_db

    def uplink_sinr_db(self, gain_db: ArrayLike, blocks: ArrayLike, rise_db: ArrayLike) -> Array:
        """Return the SINR of a terminal that sends on ``blocks`` resource blocks under a noise rise."""
        received = self.block_dbm(gain_db, blocks) + self.terminal_gain_dbi + np.asarray(gain_db)
        return np.asarray(received - self.block_noise_dbm - np.asarray(rise_db))

    def block_bps(self, sinr_db: ArrayLike) -> Array:
        """Return what one resource block carries in every slot of the uplink, averaged over the frame."""
        bits = self.adaptation.efficiency(sinr_db, _UL_TABLE, layers=1)
        whole = self.carrier.elements_per_second * self.carrier.frame.ul_share * (1 - self.ul_overhead)
        return np.asarray(bits * whole / self.carrier.prbs)

    def uplink_bps(self, gain_db: ArrayLike, rise_db: ArrayLike | None = None) -> Array:
        """Return the rate of a terminal that has the whole uplink of its cell: the best number of resource blocks.

        rise_db: interference over thermal noise at the cell; by default what is planned for.
        """
        rise = self.rise_db if rise_db is None else rise_db
        rates = (n * self.block_bps(self.uplink_sinr_db(gain_db, n, rise)) for n in self.block_counts())
        return reduce(np.maximum, rates)

    def blocks_for(self, gain_db: ArrayLike, rate_bps: ArrayLike) -> NDArray[np.int64]:
        """Return the fewest blocks that carry ``rate_bps`` under the planned noise rise, else those of the highest rate.

        Few blocks concentrate the power: they cost the cell least.
        """
        gain, wanted = np.asarray(gain_db, dtype=np.float64), np.asarray(rate_bps)
        best, chosen = np.zeros(gain.shape), np.ones(gain.shape, np.int64)
        for count in self.block_counts():
            rate = count * self.block_bps(self.uplink_sinr_db(gain, count, self.rise_db))
            better = (best < wanted) & (rate > best)
            chosen[better], best[better] = count, rate[better]
        return chosen

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

    @property
    def least_efficiency(self) -> float:
        """Bits per resource element at the lowest rate there is."""
        return self.adaptation.least_efficiency


def _first(steps: Array, rates: Array, wanted: float) -> float:
    enough = rates >= wanted if wanted > 0 else rates > 0
    return float(steps[int(np.argmax(enough))]) if bool(enough.any()) else float("inf")


def link_of(carrier: Carrier, figures: Figures, power_class: int = 3) -> Link:
    """Return the link budget of ``carrier`` with the figures of a day.

    power_class: of the terminals (TS 38.101-1 Table 6.2.1-1): 3 sends 23 dBm, 2 sends 26. Above 24 GHz terminals have arrays,
    receivers are noisier and overheads larger (TS 38.306 clause 4.1.2, frequency range 2).
    """
    adaptation = LinkAdaptation(
        gap_db=figures["adaptation.gap_db"],
        gap_slope=figures["adaptation.slope"],
        gap_knee_db=figures["adaptation.knee_db"],
        two_layers_db=figures["adaptation.two_layers_db"],
        max_layers=2,
    )
    high = "_26ghz" if carrier.freq_hz > _MILLIMETRE_HZ else ""
    return Link(
        carrier=carrier,
        adaptation=adaptation,
        terminal_dbm=figures["terminal.power_dbm" if power_class != 2 else "terminal.power_class2_dbm"],
        terminal_gain_dbi=figures[f"terminal.gain{high}_dbi"],
        terminal_noise_db=figures[f"terminal.noise{high}_db"],
        station_noise_db=figures[f"station.noise{high}_db"],
        rise_db=figures["uplink.rise_db"],
        p0_dbm=figures["uplink.p0_dbm"],
        alpha=figures["uplink.alpha"],
        dl_overhead=figures[f"downlink.overhead{high}"],
        ul_overhead=figures[f"uplink.overhead{high}"],
        least_rsrp_dbm=figures["plan.rsrp_dbm"],
    )


def grants_per_second(carrier: Carrier, per_slot: float) -> float:
    """Return how many uplink grants a cell can give a second: those of the slots that can carry uplink."""
    return per_slot * carrier.frame.ul_slots / carrier.frame.slots / carrier.slot_s
