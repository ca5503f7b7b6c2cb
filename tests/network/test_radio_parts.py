"""Antennas, edges, coding and links, each against a closed form or a published value."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import fresnel
from scipy.stats import multivariate_normal, norm

from campus5g.core.errors import BadInput
from campus5g.network.antennas import Omni, Panel, element_gain_dbi
from campus5g.network.carriers import Figures, carrier_of
from campus5g.network.diffraction import edge_loss_db, fresnel_nu, knife_edge_loss_db
from campus5g.network.diversity import diversity_of
from campus5g.network.link import link_of
from campus5g.network.nr import LinkAdaptation, mcs, transport_block_bits
from campus5g.network.rivals import time_on_air_s

ON = date(2026, 11, 21)
PANEL = Panel(peak_dbi=17, width_deg=65, height_deg=7, front_to_back_db=30, side_lobe_db=20)


def test_the_element_peaks_on_its_boresight():
    assert float(element_gain_dbi(90, 0)) == 8
    assert float(element_gain_dbi(90, 32.5)) == pytest.approx(5)
    assert float(element_gain_dbi(90, 400)) == pytest.approx(float(element_gain_dbi(90, 40)))


def test_a_panel_points_down_by_its_tilt():
    assert float(PANEL.gain_dbi(0, -6, 6)) == 17
    assert float(PANEL.gain_dbi(0, -2.5, 6)) == pytest.approx(14)
    assert float(PANEL.gain_dbi(32.5, -6, 6)) == pytest.approx(14)
    assert float(PANEL.gain_dbi(180, 90, 6)) == 17 - 30


@given(azimuth=st.floats(-720, 720), elevation=st.floats(-90, 90), tilt=st.floats(0, 15))
def test_no_direction_exceeds_the_peak_nor_falls_below_front_to_back(azimuth, elevation, tilt):
    assert 17 - 30 - 1e-9 <= float(PANEL.gain_dbi(azimuth, elevation, tilt)) <= 17


def test_an_omni_antenna_is_alike_everywhere():
    assert np.unique(Omni(4.0).gain_dbi(np.arange(0, 360, 30), -10.0, 0)).tolist() == [4.0]


@pytest.mark.parametrize("nu", [-0.7, -0.3, 0.0, 0.5, 1.5, 2.4, 4.0])
def test_an_edge_takes_what_the_fresnel_integrals_say(nu):
    s, c = fresnel(nu)
    exact = -20 * np.log10(np.hypot(1 - c - s, c - s) / 2)
    assert float(knife_edge_loss_db(nu)) == pytest.approx(exact, abs=0.35)


def test_the_compiled_edge_is_the_array_edge():
    nus = np.linspace(-2, 6, 81)
    assert knife_edge_loss_db(nus) == pytest.approx([edge_loss_db(float(nu)) for nu in nus])


def test_nu_follows_its_definition():
    assert float(fresnel_nu(10, 400, 600, 0.115)) == pytest.approx(10 * (2 * 1000 / (0.115 * 400 * 600)) ** 0.5)


def test_the_largest_blocks_are_cut_in_code_blocks():
    """273 blocks of 13 symbols, 256QAM 948/1024, 4 layers: 1 277 992 bits, a published figure of TS 38.306 calculators."""
    assert transport_block_bits(2, 27, 273, 14, 12, 4) == 1_277_992


@given(index=st.integers(0, 27), prbs=st.integers(1, 273), layers=st.integers(1, 4))
def test_a_block_is_whole_bytes_and_grows_with_the_resource(index, prbs, layers):
    bits = transport_block_bits(2, index, prbs, 12, 12, layers)
    assert bits % 8 == 0
    assert transport_block_bits(2, index, prbs + 1, 12, 12, layers) >= bits


def test_an_unknown_scheme_is_refused():
    with pytest.raises(BadInput, match="28"):
        mcs(2, 28)


ADAPTATION = LinkAdaptation(gap_db=3.5, gap_slope=0.5, gap_knee_db=8, two_layers_db=8, max_layers=2)


def test_the_measured_gap_is_kept():
    """At 10 dB the gap is 4.5 dB: MCS 9 of table 1 (3.85 dB) and 10 (4.18 dB) are open, 11 (4.86) as well, 12 (5.81) not."""
    assert float(ADAPTATION.efficiency(10.0, 1, layers=1)) == pytest.approx(mcs(1, 11).efficiency)


@given(st.floats(-30, 60), st.floats(0, 20), st.sampled_from([1, 2]))
def test_a_better_signal_never_carries_less(sinr, more, table):
    low, high = ADAPTATION.efficiency([sinr, sinr + more], table)
    assert high >= low


LINK = link_of(carrier_of("n38", ON), Figures(ON))


def test_received_power_of_a_hundred_and_six_blocks():
    """43 dBm over 12 × 106 elements is 11.95 dBm each."""
    assert float(LINK.rsrp_dbm(43, 0)) == pytest.approx(43 - 10 * np.log10(1272))


def test_the_peak_rate_is_that_of_the_standard():
    """TS 38.306 4.1.2 with 2 layers of 256QAM 948/1024 on 52 symbols of 70, 14 % overhead."""
    standard = 2 * 8 * 948 / 1024 * 12 * 106 * 14 * 2000 * (1 - 0.14) * 52 / 70
    assert LINK.peak_downlink_bps == pytest.approx(standard)


def test_the_uplink_sends_what_power_control_lets_it():
    """70 dB of loss: -80 + 0.8 x 70 = -24 dBm in a block, received at -94, 19.4 dB above its noise of -113.4 dBm.

    3 dB of rise and a gap of 7.7 dB leave 8.7: MCS 14 of table 1, one layer, 20 % of the time, 8 % overhead.
    """
    assert float(LINK.block_dbm(-70.0, 32)) == pytest.approx(-24.0)
    assert float(LINK.uplink_sinr_db(-70.0, 32, 3.0)) == pytest.approx(16.4, abs=0.1)
    standard = mcs(1, 14).efficiency * 12 * 106 * 14 * 2000 * (1 - 0.08) * 0.20
    assert float(LINK.uplink_bps(-70.0)) == pytest.approx(standard)


def test_a_stronger_terminal_reaches_three_decibels_farther():
    stronger = link_of(carrier_of("n38", ON), Figures(ON), power_class=2)
    assert LINK.least_gain_db(1e5) - stronger.least_gain_db(1e5) == pytest.approx(3.0, abs=0.15)


def test_at_26_ghz_slots_are_short_overheads_large_and_receivers_noisy():
    """120 kHz, 66 blocks: TS 38.306 with 18 % and 10 % of overhead; 11 and 7 dB of noise."""
    high = link_of(carrier_of("n258", ON, experiment=True), Figures(ON))
    assert high.carrier.slot_s == pytest.approx(0.125e-3)
    assert (high.dl_overhead, high.ul_overhead) == (0.18, 0.10)
    assert (high.terminal_noise_db, high.station_noise_db) == (11, 7)
    standard = 2 * 8 * 948 / 1024 * 12 * 66 * 14 * 8000 * (1 - 0.18) * 52 / 70
    assert high.peak_downlink_bps == pytest.approx(standard)


def test_a_far_terminal_shares_its_23_dbm_among_its_blocks():
    """140 dB of loss: power control would ask for 32 dBm; 106 blocks get 2.7 dBm each, one block all of it."""
    assert LINK.block_dbm(-140.0, np.array([1, 106])) == pytest.approx([23.0, 23 - 10 * np.log10(106)])
    assert int(LINK.blocks_for(-135.0, 1e3)) == 1


@given(st.floats(-150, -60), st.floats(0, 20))
def test_a_nearer_terminal_never_sends_less(gain, more):
    low, high = LINK.uplink_bps([gain, gain + more])
    assert high >= low


def test_the_gain_asked_for_a_rate_gives_that_rate():
    gain = LINK.least_gain_db(2e6)
    assert float(LINK.uplink_bps(gain)) >= 2e6 > float(LINK.uplink_bps(gain - 0.2))
    assert LINK.least_gain_db(1e12) == float("inf")


def test_two_masts_fail_together_as_the_bivariate_normal_says():
    diversity = diversity_of(0.5)
    margins, sigma = (6.0, 3.0), 6.0
    failed = diversity.failures(margins[0], sigma) * diversity.failures(margins[1], sigma)
    exact = multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]]).cdf([-margins[0] / sigma, -margins[1] / sigma])
    assert float(diversity.served(failed)) == pytest.approx(1 - exact, abs=1e-4)


def test_one_mast_serves_as_its_margin_in_sigmas_says():
    diversity = diversity_of(0.5)
    assert float(diversity.served(diversity.failures(7.68, 6.0))) == pytest.approx(norm.cdf(1.28), abs=1e-4)


@pytest.mark.parametrize(
    ("payload", "spreading", "seconds"), [(51, 12, 2.7935), (51, 7, 0.1180), (10, 12, 1.4828), (10, 7, 0.0617)]
)
def test_lora_frames_last_what_published_calculators_say(payload, spreading, seconds):
    assert time_on_air_s(payload, spreading) == pytest.approx(seconds, abs=0.0015)
