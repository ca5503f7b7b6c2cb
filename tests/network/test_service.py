"""Loads, service of each connectivity, costs and law, against closed forms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import ceil, pi

import pytest

from campus5g.core.service import Connectivity, Latency
from campus5g.core.site import Zone
from campus5g.network.carriers import Figures, carrier_of, tables
from campus5g.network.labels import LABELS
from campus5g.network.link import link_of
from campus5g.network.offers import Offer, duration, mean_age_s, misses_of, rate
from campus5g.network.rivals import RIVALS, rival_offer, shown_keys, time_on_air_s, wifi_layout
from tests.network.scenes import box, open_field, sensors

ON = date(2026, 11, 21)
FIGURES = Figures(ON)
CARRIER = carrier_of("n38", ON)
LINK = link_of(CARRIER, FIGURES)


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
