"""From margins to availability: retransmissions, fading, survival time, equipment, against closed forms and simulations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from campus5g.network.reliability import (
    Harq,
    Losses,
    backoff_db,
    fading_outage,
    margin_for,
    parallel,
    series,
    served_by,
    service_availability,
    spread_db,
)

USUAL = Harq(0.1, spread_db(0.55, 1.57), 4, 1e-6)


def test_one_retransmission_in_a_hundred_fails_after_a_first_in_ten():
    """Practice with chase combining: 10 %, then one in a thousand of all."""
    assert USUAL.errors(2) == pytest.approx((0.1, 1e-3), rel=0.02)


def test_each_transmission_adds_the_power_of_one_more():
    """``Q(z + 10 lg k / s)``: without ageing the curve of the code alone, 3 dB are 5.5 of its widths."""
    bare = Harq(0.1, 0.55, 3, 0.0)
    expected = [norm.sf(norm.isf(0.1) + 10 * np.log10(k) / 0.55) for k in (1, 2, 3)]
    assert bare.errors(3) == pytest.approx(expected)


@given(first=st.floats(1e-5, 0.5), spread=st.floats(0.3, 5))
def test_chances_add_up_and_what_is_lost_is_the_last_error(first, spread):
    harq = Harq(first, spread, 4, 1e-9)
    assert sum(harq.chances()) + harq.errors(4)[-1] == pytest.approx(1)
    assert list(harq.errors(4)) == sorted(harq.errors(4), reverse=True)


def test_few_first_errors_cost_three_to_five_decibels():
    """Tables for 1e-3 to 1e-5 ask +3 to +5 dB of signal."""
    strict = [backoff_db(Harq(first, USUAL.spread_db, 4, 1e-6), 0.1) for first in (1e-3, 1e-5)]
    assert strict == pytest.approx([3.0, 5.0], abs=0.1)


def test_rayleigh_fading_follows_its_exponential():
    assert float(fading_outage(10.0, None)) == pytest.approx(1 - np.exp(-0.1))
    assert float(fading_outage(10.0, None, 4)) == pytest.approx((1 - np.exp(-0.1)) ** 4)


@pytest.mark.parametrize("k_db", [0.0, 9.0])
def test_rician_fading_is_what_draws_say(k_db):
    """A steady part and a scattered one, a million channels."""
    generator, k = np.random.default_rng(1), 10 ** (k_db / 10)
    scattered = (generator.standard_normal(1_000_000) + 1j * generator.standard_normal(1_000_000)) / np.sqrt(2)
    gain = np.abs(np.sqrt(k / (1 + k)) + scattered / np.sqrt(1 + k)) ** 2
    for margin in (3.0, 6.0):
        assert float(fading_outage(margin, k_db)) == pytest.approx(float((gain < 10 ** (-margin / 10)).mean()), rel=0.03)


@given(margin=st.floats(0, 30), k_db=st.floats(-5, 15), branches=st.integers(1, 8))
def test_a_steady_part_and_more_branches_never_fade_more(margin, k_db, branches):
    assert fading_outage(margin, k_db, branches) <= fading_outage(margin, k_db) + 1e-12
    assert fading_outage(margin + 1, k_db) <= fading_outage(margin, k_db) + 1e-12


def down_share(share: float, follows: float, forgiven: int, seed: int) -> float:
    """A two-state chain of two million messages: share of messages after which more than ``forgiven`` in a row miss."""
    generator = np.random.default_rng(seed)
    draws = generator.random(2_000_000)
    comes = share * (1 - follows) / (1 - share)
    lost, row, down = False, 0, 0
    for draw in draws:
        lost = draw < (follows if lost else comes)
        row = row + 1 if lost else 0
        down += row > forgiven
    return down / draws.size


@pytest.mark.parametrize(("correlation_s", "forgiven"), [(0.0, 1), (0.0, 2), (0.2, 1), (0.2, 3)])
def test_the_survival_time_forgives_what_a_simulated_chain_forgives(correlation_s, forgiven):
    losses = Losses(0.05, correlation_s)
    simulated = down_share(losses.share, losses.follows(0.1), forgiven, seed=2)
    assert losses.unavailability(0.1, 0.1 * forgiven) == pytest.approx(simulated, rel=0.1)


def test_independent_losses_are_a_power():
    """1e-3 of loss and one message forgiven: unavailable 1e-6 of the time."""
    assert Losses(1e-3).unavailability(0.5, 0.5) == pytest.approx(1e-6)
    assert Losses(1e-3, correlation_s=10.0).unavailability(0.5, 0.5) > 900e-6


@given(share=st.floats(0, 0.5), correlation=st.floats(0, 10), period=st.floats(0.001, 10), survival=st.floats(0, 10))
def test_bursts_are_never_better_than_independent_losses(share, correlation, period, survival):
    alone, bursty = Losses(share), Losses(share, correlation)
    assert alone.unavailability(period, survival) <= bursty.unavailability(period, survival) + 1e-12
    assert 0 <= service_availability([alone, bursty], period, survival) <= 1


def test_chains_and_spares():
    assert series(0.999, 0.9999) == pytest.approx(0.9989001)
    assert parallel(0.999, 0.999) == pytest.approx(0.999999)


def test_six_nines_take_28_decibels_of_margin_on_one_mast_and_are_within_reach_of_three():
    """Sigma 6 dB: 4.75 sigmas. With correlation 0.5 the same margins to several masts do far better than one."""
    assert margin_for(0.999999, 6.0) == pytest.approx(28.5, abs=0.1)
    assert served_by([20.0], 6.0, 0.5) < 0.9996
    assert served_by([20.0, 20.0, 20.0], 6.0, 0.0) > 0.999999
    assert served_by([24.0, 24.0], 6.0, 0.5) > 0.999998


def test_six_nines_come_out_only_with_diversity():
    """Whatever the power, one radio site of 99.9 % bounds a service at three nines; two sites and two feeds do not."""
    strong = served_by([40.0], 6.0, 0.5)
    assert strong > 0.999999
    assert series(strong, 0.999) < 0.9991
    both = series(served_by([30.0, 30.0], 6.0, 0.5), parallel(0.999, 0.999), parallel(0.9999, 0.9999))
    assert both > 0.99999
    assert series(both, parallel(0.999, 0.999, 0.999) / parallel(0.999, 0.999)) > 0.999999
