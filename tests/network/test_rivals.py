"""The other connectivities as services of the same kind: latency distributions, availability, what moves."""

from __future__ import annotations

import gzip
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.service import QUANTILE_SHARES, Connectivity
from campus5g.core.site import Zone
from campus5g.network.carriers import Figures
from campus5g.network.rivals import RIVALS, rival_offer, time_on_air_s
from tests.network.scenes import box, open_field, sensors

FIGURES = Figures(date(2026, 11, 21))


def offered(connectivity, *groups):
    """What the first of ``groups`` gets in a zone of 100 m × 100 m around the mast."""
    zone = Zone("z", "Z", box(250, 150, 350, 250), groups)
    return rival_offer(connectivity, open_field((zone,)), zone, groups[0], FIGURES)


@pytest.mark.parametrize("rival", RIVALS)
def test_every_rival_gives_a_whole_distribution(rival):
    offer = offered(rival, sensors(10))
    shares, seconds = zip(*offer.latency.quantiles, strict=True)
    assert shares == QUANTILE_SHARES
    assert list(seconds) == sorted(seconds)
    assert offer.availability is not None
    assert 0 < offer.availability <= 1
    assert offer.shortest_period_s is not None


@settings(deadline=None, max_examples=25)
@given(rival=st.sampled_from(RIVALS), count=st.integers(1, 2000), more=st.integers(0, 2000), bound=st.floats(0.001, 100))
def test_more_devices_never_make_a_rival_better(rival, count, more, bound):
    few, many = (offered(rival, sensors(n, latency_s=bound)) for n in (count, count + more))
    assert many.uplink_bps <= few.uplink_bps * (1 + 1e-9) or rival is Connectivity.WIFI  # more devices, more access points
    assert 0 <= few.loss <= 1
    assert 0 <= many.loss <= 1


def test_devices_of_an_access_point_wait_for_one_another():
    """50 devices of 1 500 bytes every 10 ms: 0.42 ms of the channel each, twice what it has."""
    alone = offered(Connectivity.WIFI, sensors(1))
    crowd = offered(Connectivity.WIFI, sensors(1), sensors(49, packet_bytes=1500, period_s=0.012))
    assert crowd.latency.p50_s > alone.latency.p50_s
    assert crowd.latency.p99_s > alone.latency.p99_s + 1e-3


def test_who_moves_roams():
    still, moving = (offered(Connectivity.WIFI, sensors(200, speed_mps=v)) for v in (0.0, 5.0))
    assert still.handovers_per_hour == 0
    assert moving.handovers_per_hour == pytest.approx(3600 * 5 / 120)
    assert moving.latency.p999_s > still.latency.p999_s


def test_the_public_network_is_half_the_measured_round_trip(shared):
    """The quantiles shipped are those of the measured file (CC BY 4.0)."""
    runs = gzip.decompress((shared / "data/radio/cicv5g_runs.csv.gz").read_bytes()).decode().splitlines()[1:]
    public = {row.split(",")[0] for row in runs if row.split(",")[1] == "n78"}
    rows = gzip.decompress((shared / "data/radio/cicv5g.csv.gz").read_bytes()).decode().splitlines()[1:]
    trips = np.array([float(row.split(",")[2]) for row in rows if row.split(",")[0] in public]) / 1e3
    for share, seconds in FIGURES.entry("public.round_trip_s").value:
        assert seconds == pytest.approx(float(np.quantile(trips, share)), rel=0.01)


def test_a_public_message_adds_transport_and_the_busy_hour():
    """8 ms of radio and core, 10 of transport; three messages in five wait some 8 ms."""
    latency = offered(Connectivity.PUBLIC_CELLULAR, sensors(1)).latency
    assert 0.018 < latency.p50_s < 0.018 + 0.008
    assert latency.p99_s > 0.0145 + 0.010
    assert latency.p999_s > 0.1


def test_a_reading_waits_for_the_next_round():
    offer = offered(Connectivity.MANUAL, sensors(4))
    every = FIGURES["manual.round_s"]
    assert offer.latency.at(0.25) == pytest.approx(every / 4)
    assert offer.shortest_period_s == every


def test_lorawan_goes_no_faster_than_its_duty_cycle():
    """51 bytes take some 0.4 s on the air, and one hundred times that lies between two."""
    offer = offered(Connectivity.LPWAN, sensors(1, packet_bytes=51, period_s=600.0))
    on_air = time_on_air_s(51, int(FIGURES["lpwan.spreading"]))
    assert 0.1 < on_air < 1
    assert offer.shortest_period_s == pytest.approx(on_air / 0.01)
