"""Loads, service of each connectivity, costs and law, against closed forms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import ceil, pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.service import Connectivity, Latency
from campus5g.core.site import Mast, Zone
from campus5g.network.candidates import candidates_of, places_on, reach_of
from campus5g.network.carriers import Figures, carrier_of, tables
from campus5g.network.costs import private_cost, rival_cost
from campus5g.network.coverage import path_gain_maps
from campus5g.network.demand import Needs, crowds_of, points_of, sample
from campus5g.network.labels import LABELS
from campus5g.network.link import link_of
from campus5g.network.load import cell_loads
from campus5g.network.offers import Offer, duration, mean_age_s, misses_of, rate
from campus5g.network.plan import Antenna
from campus5g.network.rivals import RIVALS, rival_offer, shown_keys, time_on_air_s, wifi_layout
from campus5g.network.service import radio_loss, uplink_latency
from tests.network.scenes import box, open_field, sensors, two_halls

ON = date(2026, 11, 21)
FIGURES = Figures(ON)
CARRIER = carrier_of("n38", ON)
LINK = link_of(CARRIER, FIGURES)


def loads_of(count, uplink_bps, downlink_bps=0.0):
    zone = Zone("yard", "Yard", box(20, 20, 580, 380), (sensors(count, uplink_bps=uplink_bps, downlink_bps=downlink_bps),))
    masts = (Mast("m1", 150.0, 200.0, 30.0), Mast("m2", 450.0, 200.0, 30.0))
    site = open_field((zone,), masts)
    grid = path_gain_maps(site, masts, CARRIER, 40.0)
    points = points_of(crowds_of(site, grid), (Needs(-130.0, -5.0),), grid, 0.0)
    cells = tuple(c for c in candidates_of(site, CARRIER, FIGURES) if c.azimuth_deg in (0.0, 180.0) and c.tilt_deg == 5.0)
    places = places_on(grid, points.row, points.column, np.zeros(points.size, np.intp), points.extra_db)
    return cell_loads(cells, reach_of(cells, places, CARRIER).gain_db, points, LINK, 0.1), points


@settings(max_examples=20, deadline=None)
@given(down=st.floats(0, 3e5), more=st.floats(0, 3e5))
def test_more_demand_never_means_less_load_nor_a_better_signal(down, more):
    low, _ = loads_of(200, 1e3, down)
    high, _ = loads_of(200, 1e3, down + more)
    assert np.all(high.downlink >= low.downlink - 1e-9)
    assert np.all(high.sinr_db <= low.sinr_db + 1e-9)


def test_the_load_is_what_the_rates_say_once_it_settles():
    loads, points = loads_of(200, 5e3, 2e4)
    asked = points.weight * points.mean_down_bps / loads.downlink_bps
    expected = np.maximum(np.bincount(loads.server, weights=asked, minlength=4), 0.1)
    assert loads.downlink == pytest.approx(expected, rel=0.02)
    sent = np.bincount(loads.server, weights=points.weight * points.mean_up_bps / loads.uplink_bps, minlength=4)
    assert loads.uplink == pytest.approx(sent)


def test_a_sample_keeps_every_device():
    _, points = loads_of(200, 1e3)
    few = points.chosen(sample(points, 17, seed=4))
    assert few.size == 17
    assert few.weight.sum() == pytest.approx(points.weight.sum()) == 200
    assert np.array_equal(sample(points, 17, seed=4), sample(points, 17, seed=4))


def test_latency_adds_frame_device_and_core():
    """DDDSU with a request: 4.9 ms mean and 6.2 at most; 3 ms of device and 0.4 of core; each retry 2.4 ms."""
    latency = uplink_latency(sensors(packet_bytes=20), LINK, FIGURES, load=0.0, rate_bps=20e6, many_cells=False)
    assert latency.p50_s == pytest.approx(0.0083, abs=1e-4)
    assert latency.p99_s == pytest.approx(0.0120, abs=2e-4)
    assert latency.p999_s == pytest.approx(0.0144, abs=3e-4)


def test_a_moving_device_may_meet_a_handover():
    still, moving = (
        uplink_latency(sensors(speed_mps=v), LINK, FIGURES, load=0.0, rate_bps=20e6, many_cells=True) for v in (0.0, 5.0)
    )
    assert moving.p999_s - still.p999_s == pytest.approx(0.035)
    assert moving.p50_s == still.p50_s


@given(st.floats(0, 1.5), st.floats(0, 1))
def test_a_fuller_cell_is_never_faster(load, more):
    low, high = (uplink_latency(sensors(), LINK, FIGURES, load=x, rate_bps=20e6, many_cells=False) for x in (load, load + more))
    assert high.p50_s >= low.p50_s
    assert high.p999_s >= low.p999_s


def test_a_longer_bound_leaves_time_to_send_again():
    losses = [radio_loss(sensors(latency_s=bound), LINK, FIGURES) for bound in (0.005, 0.010, 0.0125, 0.5)]
    assert losses == pytest.approx([1.0, 0.1, 1e-3, 1e-6])


def test_age_is_the_closed_form():
    """Messages every T with loss p: T/2 + latency + T p / (1 - p)."""
    assert mean_age_s(10, 0.1, 0.0) == pytest.approx(5.1)
    assert mean_age_s(10, 0.1, 0.5) == pytest.approx(15.1)


GOOD = Offer(1.0, 1e6, 1e6, Latency(0.01, 0.02, 0.03), 0.001, 1.0, 5.0)


@pytest.mark.parametrize(
    ("change", "requirement"),
    [
        ({"coverage": 0.94}, "coverage"),
        ({"latency": Latency(0.01, 1.5, 2.0)}, "latency"),
        ({"loss": 0.02}, "reliability"),
        ({"uplink_bps": 100.0}, "uplink"),
        ({"downlink_bps": 100.0}, "downlink"),
        ({"capacity": 49}, "capacity"),
    ],
)
def test_each_requirement_is_judged_alone(change, requirement):
    group = sensors(downlink_bps=200.0)
    assert misses_of(group, GOOD, 0.95) == ()
    assert [m.requirement for m in misses_of(group, replace(GOOD, **change), 0.95)] == [requirement]


def test_durations_and_rates_take_the_unit_a_person_would():
    assert [str(duration(s)) for s in (0.0123, 3.0, 600.0, 7200.0, 864_000.0)] == ["12.3 ms", "3 s", "10 min", "2 h", "10 days"]
    assert [str(rate(b)) for b in (12.0, 3400.0, 25e6)] == ["12 bit/s", "3.4 kbit/s", "25 Mbit/s"]


def test_wifi_reaches_only_what_stands_near_a_wall_or_mast():
    """One mast in an open field: a disc of 60 m of 600 m × 400 m."""
    zone = Zone("all", "All", box(0, 0, 600, 400), (sensors(10),))
    layout = wifi_layout(open_field((zone,)), zone, FIGURES)
    assert layout.reach_share == pytest.approx(pi * 60**2 / 240_000, rel=0.01)
    assert layout.access_points == ceil(pi * 60**2 * 0.997 / (pi * 60**2 * 0.65))


def test_lorawan_obeys_its_duty_cycle():
    group = sensors(1, packet_bytes=51, period_s=5.0, latency_s=3600)
    zone = Zone("z", "Z", box(0, 0, 100, 100), (group,))
    offer = rival_offer(Connectivity.LPWAN, open_field((zone,)), zone, group, FIGURES)
    least_period = time_on_air_s(51, 9) / 0.01
    assert offer.uplink_bps <= 8 * 51 / least_period + 1e-9
    assert offer.age_s >= least_period / 2
    assert offer.remark is not None


def test_lorawan_is_an_honest_rival_for_patient_sensors():
    group = sensors(100, packet_bytes=40, period_s=3600.0, latency_s=600, reliability=0.9)
    zone = Zone("z", "Z", box(0, 0, 500, 300), (group,))
    offer = rival_offer(Connectivity.LPWAN, open_field((zone,)), zone, group, FIGURES)
    assert misses_of(group, offer, 0.95) == ()


def test_no_cable_follows_what_moves():
    group = sensors(4, speed_mps=1.0)
    zone = Zone("z", "Z", box(0, 0, 100, 100), (group,))
    assert rival_offer(Connectivity.WIRED, open_field((zone,)), zone, group, FIGURES).coverage == 0
    still = sensors(4)
    assert rival_offer(Connectivity.WIRED, open_field((zone,)), zone, still, FIGURES).coverage == 1


def test_paper_is_late_and_thin():
    group = sensors(4)
    zone = Zone("z", "Z", box(0, 0, 100, 100), (group,))
    offer = rival_offer(Connectivity.MANUAL, open_field((zone,)), zone, group, FIGURES)
    assert offer.latency.p50_s == pytest.approx(15 * 86_400)
    assert offer.uplink_bps < 1


def antenna(kind="sector", eirp_dbm=59.5, mast="m1"):
    return Antenna("a", mast, kind, 0, 0, 30, 0, 2, 43, 16.5, eirp_dbm, 0.1, 0.1)


def test_a_bill_adds_up_to_the_cent():
    site = two_halls()
    for cost in (private_cost(site, [antenna()], CARRIER, 0.08, FIGURES), *(rival_cost(r, site, FIGURES) for r in RIVALS)):
        once = sum(round(line.unit.value * 100) * line.quantity for line in cost.lines if not line.recurring)
        yearly = sum(round(line.unit.value * 100) * line.quantity for line in cost.lines if line.recurring)
        assert (cost.capex_cents, cost.opex_cents_per_year) == (once, yearly)
        assert cost.capex_low_cents <= cost.capex_cents <= cost.capex_high_cents
        assert all(line.quantity > 0 for line in cost.lines)


def test_two_sectors_on_one_mast_pay_one_site():
    lines = {line.key: line.quantity for line in private_cost(two_halls(), [antenna(), antenna()], CARRIER, 0.08, FIGURES).lines}
    assert lines["private_5g.radio_site"] == 1
    assert lines["private_5g.sector"] == 2
    assert lines["private_5g.core_small"] == 1


def test_what_may_not_wait_pays_for_a_second_core():
    lines = {c.key: c.quantity for c in private_cost(two_halls(reliability=0.9999), [antenna()], CARRIER, 0.08, FIGURES).lines}
    assert lines["private_5g.core_small"] == 2


def test_every_figure_that_is_shown_has_a_label_and_a_range():
    costs = [e.key for e in tables().entries if e.unit.startswith("€") and not e.key.startswith("fee.")]
    assert costs
    assert set(costs) <= set(LABELS)
    for rival in RIVALS:
        for figure in FIGURES.assumptions(*shown_keys(rival)):
            assert figure.low <= figure.value <= figure.high
            assert figure.source.title


def test_what_nobody_published_says_so():
    for entry in tables().entries:
        if "estimate" in entry.source.title or "practice" in entry.source.title:
            assert entry.to_confirm
            assert entry.source.to_confirm
