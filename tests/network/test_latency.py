"""Latency as a distribution: each part against its closed form, the sum against a simulation, the whole against measurements."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import triang

from campus5g.core.service import QUANTILE_SHARES, Latency
from campus5g.network.carriers import Figures, carrier_of
from campus5g.network.latency import (
    Grid,
    Handovers,
    Queue,
    Terms,
    fixed,
    mean_wait_s,
    mixture,
    of_delay,
    of_quantiles,
    triangular,
    uniform,
)
from campus5g.network.link import link_of
from campus5g.network.messages import Sending, harq_of, slots_for, uplink_law
from campus5g.network.tdd import Access
from campus5g.network.traffic import access_of
from tests.network.scenes import sensors

FIGURES = Figures(date(2026, 11, 21))
LINK = link_of(carrier_of("n38", FIGURES.on), FIGURES)
FRAME = LINK.carrier.frame
GRID = Grid()
seconds = st.floats(0, 0.05)


@given(low=seconds, width=st.floats(1e-3, 0.05), shift=seconds)
def test_adding_keeps_means_exact(low, width, shift):
    law = uniform(low, low + width, GRID).plus(uniform(0, 0.01, GRID)).delayed(shift)
    assert law.mean_s == pytest.approx(low + width / 2 + 0.005 + shift, abs=2e-5)
    assert law.mass.sum() + law.late == pytest.approx(1)


def test_two_uniforms_make_a_triangle():
    law = uniform(0, 0.02, GRID).plus(uniform(0, 0.02, GRID))
    for share in (0.1, 0.5, 0.9, 0.99):
        assert law.quantile(share) == pytest.approx(triang.ppf(share, 0.5, 0, 0.04), abs=GRID.step_s)


@given(low=seconds, rise=st.floats(1e-3, 0.02), fall=st.floats(1e-3, 0.02), share=st.floats(0.01, 0.99))
def test_a_range_around_a_value_is_scipys_triangle(low, rise, fall, share):
    width = rise + fall
    law = triangular(low, low + rise, low + width, GRID)
    assert law.quantile(share) == pytest.approx(triang.ppf(share, rise / width, low, width), abs=GRID.step_s)


def test_what_is_beyond_the_grid_is_late():
    law = uniform(0, 2 * GRID.horizon_s, GRID)
    assert law.late == pytest.approx(0.5)
    assert law.within(10.0) == pytest.approx(0.5)
    assert law.plus(law).late > 0.5


def test_a_long_latency_takes_a_coarser_grid():
    assert Grid.reaching(0.1).step_s == 1e-4
    assert Grid.reaching(100.0).horizon_s >= 100.0


def test_the_frame_on_the_grid_is_its_exact_law():
    delay = FRAME.uplink(Access.REQUESTED)
    law = of_delay(delay, GRID)
    assert law.mean_s == pytest.approx(delay.mean_s, abs=1e-6)
    assert law.quantile(0.99999) == pytest.approx(delay.max_s, abs=GRID.step_s)


@pytest.mark.parametrize("busy", [0.3, 0.7, 0.9])
def test_the_wait_is_that_of_a_simulated_queue(busy):
    """M/M/1, two hundred thousand messages through Lindley's recursion: mean and tail."""
    generator = np.random.default_rng(5)
    service = generator.exponential(1e-3, 200_000)
    gaps = generator.exponential(1e-3 / busy, 200_000)
    waits = np.zeros(200_000)
    for n in range(1, waits.size):
        waits[n] = max(0.0, waits[n - 1] + service[n - 1] - gaps[n])
    mean = mean_wait_s(busy / 1e-3, 2e-6, 0.0, busy)
    assert mean == pytest.approx(busy * 1e-3 / (1 - busy))
    assert waits.mean() == pytest.approx(mean, rel=0.1)
    law = Queue(busy, mean).distribution(GRID)
    for bound in (1e-3, 5e-3, 10e-3):
        assert law.within(bound) == pytest.approx(float((waits <= bound).mean()), abs=0.02)


@pytest.mark.parametrize("busy", [0.3, 0.8])
def test_messages_of_one_length_wait_half_as_long(busy):
    """M/D/1 (Pollaczek and Khinchine): half the wait of M/M/1, as the recursion finds."""
    generator = np.random.default_rng(6)
    gaps = generator.exponential(1e-3 / busy, 200_000)
    wait, total = 0.0, 0.0
    for gap in gaps:
        wait = max(0.0, wait + 1e-3 - gap)
        total += wait
    assert total / gaps.size == pytest.approx(mean_wait_s(busy / 1e-3, 1e-6, 0.0, busy), rel=0.05)


def test_what_goes_first_waits_less():
    first, last = mean_wait_s(500, 1e-6, 0.0, 0.2), mean_wait_s(500, 1e-6, 0.2, 0.5)
    assert first < mean_wait_s(500, 1e-6, 0.0, 0.5) < last


def test_a_handover_is_met_as_often_as_it_lasts():
    """One in 20 s of 50 ms each: 1 message of 400 waits, 25 ms on average."""
    law = Handovers(1 / 20, 0.05).distribution(GRID)
    assert 1 - law.within(GRID.step_s) == pytest.approx(1 / 400, rel=0.01)
    assert law.mean_s == pytest.approx(0.025 / 400, abs=GRID.step_s)


def test_measured_quantiles_are_kept():
    """CICV5G, public n78: half the round trip."""
    pairs = ((0.5, 0.008), (0.9, 0.011), (0.99, 0.0145), (0.999, 0.125))
    law = of_quantiles(pairs, Grid.reaching(0.5))
    for share, latency in pairs:
        assert law.quantile(share) == pytest.approx(latency, abs=2e-4)
    assert law.quantile(0.9999) > 0.125


def law_of(group, slots=1, queue=None, handovers=None):
    sending = Sending(1.0, slots) if queue is None else Sending(1.0, slots, queue)
    return uplink_law(group, LINK, FIGURES, (sending,), *(() if handovers is None else (handovers,)))


def test_a_message_adds_frame_device_and_core():
    """DDDSU on request: 4.95 ms mean, 6.2 at most; device 2 to 4, core 0.3 to 0.5; one block in ten takes 2.5 ms more."""
    law = law_of(sensors(packet_bytes=20))
    assert law.mean_s == pytest.approx(4.95e-3 + 3.4e-3 + 0.1 * 2.5e-3, abs=1e-4)
    latency = law.latency()
    assert latency.p50_s == pytest.approx(8.4e-3, abs=3e-4)
    assert 0.0098 < latency.p99_s < 6.2e-3 + 2.5e-3 + 4.5e-3 < latency.p999_s + 2.5e-3


def test_the_parts_sum_up_as_a_simulation_says():
    """A million messages drawn part by part: arrival, tries, device, core."""
    generator = np.random.default_rng(3)
    count = 1_000_000
    group = sensors()
    chances = np.array(harq_of(group, FIGURES).chances())
    tries = generator.choice(np.arange(1, chances.size + 1), count, p=chances / chances.sum())
    air = np.empty(count)
    for number in range(1, chances.size + 1):
        delay, mine = FRAME.uplink(Access.REQUESTED, number), np.flatnonzero(tries == number)
        piece = generator.choice(len(delay.weight), mine.size, p=np.array(delay.weight) / sum(delay.weight))
        low, high = np.array(delay.low_s)[piece], np.array(delay.high_s)[piece]
        air[mine] = low + (high - low) * generator.random(mine.size)
    total = air + generator.triangular(2e-3, 3e-3, 4e-3, count) + generator.triangular(3e-4, 4e-4, 5e-4, count)
    total += np.where(generator.random(count) < 1e-3, 1e-3, 0.0)
    law = law_of(group)
    for share in (0.01, 0.5, 0.9, 0.99, 0.999):
        assert law.quantile(share) == pytest.approx(float(np.quantile(total, share)), abs=2e-4)


@given(busy=st.floats(0, 0.95), more=st.floats(0, 0.04), share=st.sampled_from(QUANTILE_SHARES))
@settings(deadline=None, max_examples=30)
def test_a_fuller_cell_is_never_faster(busy, more, share):
    low, high = (law_of(sensors(), queue=Queue(b, 1e-3 * b / (1 - b))) for b in (busy, busy + more))
    assert high.quantile(share) >= low.quantile(share) - 2e-4


@given(bound=st.floats(0, 0.1), more=st.floats(0, 0.1), slots=st.integers(1, 40))
@settings(deadline=None, max_examples=30)
def test_a_longer_bound_never_loses_more(bound, more, slots):
    law = law_of(sensors(), slots=slots)
    assert law.within(bound) <= law.within(bound + more) + 1e-12
    assert 0 <= law.within(bound) <= 1 - law.late + 1e-9


def test_time_to_send_again_is_what_repairs():
    """The frame alone takes 6.2 ms at most; each retransmission that fits takes the loss from a tenth down."""
    law = law_of(sensors())
    late = [1 - law.within(bound) for bound in (0.002, 0.0107, 0.0135, 0.05)]
    assert late[0] == pytest.approx(1.0)
    assert 0.01 < late[1] < 0.1
    assert late[2] < 0.01
    assert late[3] == pytest.approx(FIGURES["harq.floor"], abs=1e-6)


def test_grants_given_in_advance_save_a_round():
    """DDDSU: 2.9 ms instead of 4.9 (published table), for cycles up to 100 ms."""
    short, long = sensors(period_s=0.05), sensors(period_s=5.0)
    assert (access_of(short, FIGURES), access_of(long, FIGURES)) == (Access.CONFIGURED, Access.REQUESTED)
    assert law_of(long).mean_s - law_of(short).mean_s == pytest.approx(2.0e-3, abs=2e-4)


def test_few_first_errors_where_little_may_be_lost():
    assert harq_of(sensors(reliability=0.99), FIGURES).first_error == 0.1
    assert harq_of(sensors(reliability=0.99999), FIGURES).first_error == 0.001


def test_a_long_message_takes_the_slots_its_rate_asks():
    """15 000 bytes at 20 Mbit/s: 120 kbit, 50 kbit in each uplink slot of DDDSU."""
    assert int(slots_for(sensors(packet_bytes=15_000), LINK, 20e6)) == 3
    assert int(slots_for(sensors(packet_bytes=1_000_000), LINK, 20e6)) == 160


def test_quantiles_travel_with_the_service():
    latency = law_of(sensors()).latency()
    assert tuple(share for share, _ in latency.quantiles) == QUANTILE_SHARES
    assert latency.at(0.5) == latency.p50_s
    assert latency.at(0.999) == latency.p999_s
    values = [latency.at(share) for share in np.linspace(0, 1, 50)]
    assert values == sorted(values)


def test_three_quantiles_are_enough_to_read_a_latency():
    latency = Latency(0.01, 0.02, 0.1)
    assert latency.at(0.9) == pytest.approx(0.01 + 0.01 * 0.4 / 0.49)
    assert latency.at(0.3) == 0.01
    assert latency.at(1.0) == 0.1


def test_outside_the_radio_nothing_is_below_the_least_of_its_parts():
    law = Terms((2e-3, 3e-3, 4e-3), (3e-4, 4e-4, 5e-4), 1e-3, 1e-3).distribution(GRID)
    assert law.within(2.2e-3) == pytest.approx(0, abs=1e-9)
    assert law.within(4.7e-3) == pytest.approx(1 - 1e-3, abs=1e-3)


def test_a_mixture_weighs_its_parts():
    law = mixture(((0.25, fixed(1e-3, GRID)), (0.75, fixed(3e-3, GRID))))
    assert law.mean_s == pytest.approx(2.5e-3)
    assert law.within(2e-3) == pytest.approx(0.25)


def test_round_trips_to_a_cloud_lie_where_a_public_network_was_measured(shared):
    """CICV5G, 82 runs on public n78: median 16 ms, 90 % within 22; ours both ways, device included, and 3 ms of transport."""
    runs = (gzip.decompress((shared / "data/radio/cicv5g_runs.csv.gz").read_bytes())).decode().splitlines()[1:]
    public = {row.split(",")[0] for row in runs if row.split(",")[1] == "n78"}
    rows = gzip.decompress((shared / "data/radio/cicv5g.csv.gz").read_bytes()).decode().splitlines()[1:]
    measured = np.array([float(row.split(",")[2]) for row in rows if row.split(",")[0] in public]) / 1e3
    long_frame = replace(LINK, carrier=carrier_of("n38", FIGURES.on, "DDDDDDDSUU"))
    up = uplink_law(sensors(period_s=0.05), long_frame, FIGURES, (Sending(1.0, 1),))
    down = of_delay(long_frame.carrier.frame.downlink(), GRID)
    trip = up.plus(down).plus(triangular(2e-3, 3e-3, 4e-3, GRID)).delayed(3e-3)
    assert trip.quantile(0.5) == pytest.approx(float(np.median(measured)), abs=3e-3)
    assert trip.quantile(0.9) == pytest.approx(float(np.quantile(measured, 0.9)), abs=5e-3)
