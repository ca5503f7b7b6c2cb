"""Rides along a track: handovers where cells meet, outages where margins end, against what can be known without drawing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from campus5g.network.carriers import Figures
from campus5g.network.mobility import Handling, Rides, Track, nearest, ride, step_for, walk_along

HANDLING = Handling.of(Figures(date(2026, 11, 21)))
STEPS = 400


def track_of(first, second, margins=None, sigma=1e-6, step_m=1.0):
    """Two cells on two masts, received powers along the way; margins of 50 dB unless said."""
    received = np.array([np.broadcast_to(first, STEPS), np.broadcast_to(second, STEPS)], dtype=float)
    margin = np.full((2, STEPS), 50.0) if margins is None else np.array(margins, dtype=float)
    return Track(received, margin, np.full((2, STEPS), sigma), np.array([0, 1]), step_m)


def drawn(track, handling=HANDLING, rides=1, speed=10.0, seed=0) -> Rides:
    return ride(track, speed, handling, rides, np.random.default_rng(seed))


def test_one_border_is_one_handover():
    along = np.linspace(-30, 30, STEPS)
    met = drawn(track_of(-80 - along, -80 + along), rides=5)
    assert met.handovers == 5
    assert met.outages_s == pytest.approx(np.full(5, HANDLING.interruption_s))


def test_the_handover_comes_after_the_hysteresis_and_the_time_to_trigger():
    """Powers cross at step 200.5 by 1 dB a step: 3 dB are passed at 204; 0.16 s are two steps of 0.1 s, 204 and 205."""
    along = np.arange(STEPS) - 200.5
    at = next(k for k in range(195, 215) if drawn(Track(*_cut(track_of(-80 - along / 2, -80 + along / 2), k))).handovers)
    assert at == 206


def _cut(track: Track, steps: int):
    return track.received_dbm[:, :steps], track.margin_db[:, :steps], track.sigma_db[:, :steps], track.mast_of, track.step_m


def test_cells_within_the_hysteresis_are_not_changed():
    wave = 1.4 * np.sin(np.arange(STEPS) / 5)
    assert drawn(track_of(-80 + wave, -80 - wave)).handovers == 0
    eager = replace(HANDLING, hysteresis_db=0.0, trigger_s=0.0)
    assert drawn(track_of(-80 + wave, -80 - wave), eager).handovers > 20


def test_two_stacks_leave_no_interruption():
    along = np.linspace(-30, 30, STEPS)
    met = drawn(track_of(-80 - along, -80 + along), replace(HANDLING, interruption_s=0.0))
    assert met.handovers == 1
    assert met.outages_s.size == 0


def test_a_gap_lasts_as_long_as_it_takes_to_cross():
    """40 m without margin at 10 m/s are 4 s; after 1 s the cell is given up, and 0.4 s pass at each new attempt."""
    margin = np.full((2, STEPS), 20.0)
    margin[:, 100:140] = -20.0
    met = drawn(track_of(-80.0, -120.0, margin))
    assert met.outages_s.size == 1
    assert float(met.outages_s[0]) == pytest.approx(4.0, abs=0.5)


def test_the_share_of_time_without_service_is_the_tail_of_the_shadow():
    """One mast, margin of one sigma: 15.9 % of the way; the terminal has nowhere else to go."""
    margin = np.full((2, STEPS), 6.0)
    track = Track(np.array([[-80.0] * STEPS, [-200.0] * STEPS]), margin, np.full((2, STEPS), 6.0), np.array([0, 1]), 10.0)
    patient = replace(HANDLING, failure_s=1e9)
    met = drawn(track, patient, rides=400, speed=50.0)
    assert met.out_share == pytest.approx(norm.sf(1), rel=0.08)


def test_an_outage_is_longer_where_shadows_are():
    margin = np.full((2, STEPS), 6.0)
    track = track_of(-80.0, -200.0, margin, sigma=6.0)
    short, long = (drawn(track, replace(HANDLING, shadow_length_m=d, failure_s=1e9), 200) for d in (5.0, 50.0))
    assert long.outage_mean_s > 2 * short.outage_mean_s


def test_what_a_handover_interrupts_is_no_lost_link():
    along = np.linspace(-30, 30, STEPS)
    margin = np.full((2, STEPS), 20.0)
    margin[:, 20:60] = -20.0
    met = drawn(track_of(-80 - along, -80 + along, margin))
    assert met.handovers >= 1
    assert met.losses.outages_s.size == 1
    assert met.losses.outages_s[0] == met.outages_s.max()
    assert met.losses.handovers == met.handovers


def test_a_second_mast_shortens_what_one_leaves_out():
    margin = np.full((2, STEPS), 6.0)
    alone = drawn(track_of(-80.0, -200.0, margin, sigma=6.0), rides=100)
    both = drawn(track_of(-80.0, -80.0, margin, sigma=6.0), rides=100)
    assert both.out_share < 0.6 * alone.out_share


@settings(deadline=None, max_examples=20)
@given(margin=st.floats(-10, 20), more=st.floats(0, 10), seed=st.integers(0, 1000))
def test_more_margin_never_makes_more_outage(margin, more, seed):
    """Same draws, one server: every instant without service at the higher margin is one at the lower, too."""
    patient = replace(HANDLING, failure_s=1e9)
    weak, strong = (
        drawn(track_of(-80.0, -200.0, np.full((2, STEPS), m), sigma=6.0), patient, seed=seed) for m in (margin, margin + more)
    )
    assert strong.out_share <= weak.out_share + 1e-12
    assert 0 <= strong.out_share <= 1


def test_the_same_seed_gives_the_same_rides():
    track = track_of(-80.0, -82.0, np.full((2, STEPS), 3.0), sigma=6.0)
    one, other = drawn(track, rides=5, seed=7), drawn(track, rides=5, seed=7)
    assert one.handovers == other.handovers
    assert np.array_equal(one.outages_s, other.outages_s)
    assert not np.array_equal(one.outages_s, drawn(track, rides=5, seed=8).outages_s)


def test_a_way_is_walked_step_by_step():
    way = walk_along(np.array([[0.0, 0.0], [30.0, 0.0], [30.0, 20.0]]), 10.0)
    assert way.tolist() == [[0, 0], [10, 0], [20, 0], [30, 0], [30, 10], [30, 20]]
    assert nearest(np.array([[0.0, 0.0], [30.0, 18.0]]), way).tolist() == [0, 0, 0, 1, 1, 1]


def test_steps_see_the_time_to_trigger_unless_the_way_is_too_long():
    assert step_for(10.0, 1000.0, HANDLING) == pytest.approx(1.6)
    assert step_for(0.1, 60_000.0, HANDLING) == pytest.approx(10.0)
