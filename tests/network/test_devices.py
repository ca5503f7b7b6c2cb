"""Every device has its service: counted, placed, the same as its group's, and the same again with the same seed."""

from __future__ import annotations

import csv
import json
from dataclasses import fields, replace
from datetime import date
from functools import cache
from io import StringIO

import numpy as np
import pytest
from shapely import LineString, Point, Polygon

from campus5g.cli.devices import devices
from campus5g.core.service import Connectivity
from campus5g.core.site import Path, PathKind, Zone
from campus5g.network.devices import device_service, devices_csv, summary_of
from campus5g.network.messages import Sending, slots_for, strict_backoff_db, uplink_law
from campus5g.network.on_air import on_air
from campus5g.network.planning import plan_network
from campus5g.network.service import private_offer
from campus5g.network.traffic import limits_of
from tests.network.scenes import box, open_field, sensors, two_halls

ON = date(2026, 11, 21)
CELL_M = 10.0


@cache
def networked(name="halls"):
    site = two_halls() if name == "halls" else crowded()
    plan, _ = plan_network(site, on=ON, cell_m=CELL_M)
    network = on_air(site, plan, CELL_M)
    assert network is not None
    return site, plan, network


def crowded():
    """A field with 3 000 terminals that send 40 bytes every 100 ms: many messages, few bits."""
    groups = (sensors(3000, packet_bytes=40, period_s=0.11, latency_s=0.5), sensors(30, speed_mps=3.0))
    return open_field((Zone("yard", "Yard", box(20, 20, 580, 380), groups),))


def test_a_plan_goes_on_the_air_as_it_was_made():
    """What is computed again from the stored antennas is what the plan says."""
    site, plan, network = networked()
    loads = [(a.downlink_load, a.uplink_load) for a in plan.antennas]
    again = zip(network.radio.loads.downlink, network.radio.loads.uplink, strict=True)
    assert [pytest.approx(pair, rel=1e-3, abs=1e-6) for pair in again] == loads
    for zone in site.zones:
        level = plan.service_of(Connectivity.PRIVATE_5G, zone.id)
        assert level is not None
        mine = np.array([site.zones[c.zone_index].id == zone.id for c in network.radio.points.crowds])[network.radio.points.crowd]
        assert float(network.radio.served[mine].mean()) == pytest.approx(level.coverage, abs=1e-4)


def test_every_device_is_there_once_and_in_its_zone():
    site, _, network = networked()
    service = device_service(network)
    assert service.size == sum(g.count for z in site.zones for g in z.devices)
    zones = {zone.id: Polygon(zone.ring).buffer(CELL_M) for zone in site.zones}
    for device in range(service.size):
        zone, group = service.groups[int(service.group[device])]
        assert zones[zone].covers(Point(service.x_m[device], service.y_m[device]))
        assert group.count == int((service.group == service.group[device]).sum())


def test_the_same_seed_gives_the_same_devices():
    _, _, network = networked()
    one, other, moved = device_service(network, 1), device_service(network, 1), device_service(network, 2)
    for field in fields(one):
        if isinstance(getattr(one, field.name), np.ndarray):
            assert np.array_equal(getattr(one, field.name), getattr(other, field.name))
    assert not np.array_equal(one.x_m, moved.x_m)


def test_a_device_gets_what_its_place_gives():
    """Latency of some devices, computed one by one from the formulas."""
    _, _, network = networked()
    radio, link, figures = network.radio, network.link, network.figures
    service = device_service(network)
    for index, crowd in enumerate(radio.points.crowds):
        mine = np.flatnonzero(radio.points.crowd == index)
        worst = int(mine[np.argmin(radio.gain_db[mine])])
        rate = radio.rate_bps(np.array([worst]), link, strict_backoff_db(crowd.group, figures))
        queue = radio.traffic.queue(int(radio.loads.server[worst]), crowd.critical)
        slots = int(slots_for(crowd.group, link, rate)[0])
        law = uplink_law(crowd.group, link, figures, (Sending(1.0, slots, queue),))
        assert float(service.p99_s[service.group == index].max()) <= law.quantile(0.99) + 1e-9


def test_devices_and_groups_agree():
    """The worst quantile of a zone is not better than its median device's, nor worse than its last one's."""
    site, plan, network = networked()
    service = device_service(network)
    for zone in site.zones:
        level = plan.service_of(Connectivity.PRIVATE_5G, zone.id)
        mine = np.array([service.groups[g][0] == zone.id for g in service.group])
        assert service.p50_s[mine].min() - 2e-4 <= level.latency.p50_s <= service.p50_s[mine].max() + 2e-4
        assert level.latency.p999_s <= service.p999_s[mine].max() + 2e-4
        assert np.all(service.p50_s[mine] <= service.p99_s[mine])
        assert np.all(service.p99_s[mine] <= service.p999_s[mine])


def test_chances_and_shares_stay_between_nothing_and_all():
    _, _, network = networked("crowd")
    service = device_service(network)
    for name in ("loss", "availability", "chance"):
        values = getattr(service, name)
        assert np.all((values >= 0) & (values <= 1))
    assert np.all(service.rsrp_dbm[service.cell >= 0] > -150)


def test_small_messages_use_up_grants_before_resource():
    """3 000 messages every 110 ms are 27 000 a second, with retransmissions 30 000; the control channel gives 12 a slot."""
    _, _, network = networked("crowd")
    limits = limits_of(network.radio.loads, network.radio.points, network.link, network.figures)
    busiest = int(np.argmax(limits.worst))
    assert limits.first(busiest) in ("grants", "connected")
    assert limits.grants[busiest] > limits.uplink[busiest]
    assert limits.fitting_share[busiest] < 1
    frame = network.link.carrier.frame
    a_second = 12 * frame.ul_slots / frame.slots / frame.timing.slot_s
    asked = (3000 / 0.11 + 30 / 10) * 1.1
    assert float(limits.grants.sum()) == pytest.approx(asked / a_second / 0.9, rel=1e-6)
    assert "%" in str(limits.message(busiest, "m1-1"))


def test_the_table_reads_back():
    _, _, network = networked()
    service = device_service(network)
    rows = list(csv.DictReader(StringIO(devices_csv(service))))
    assert len(rows) == service.size
    assert {row["zone"] for row in rows} == {zone for zone, _ in service.groups}
    assert [float(row["p99_s"]) for row in rows] == pytest.approx(service.p99_s.tolist(), rel=1e-5)
    assert [row["meets"] == "1" for row in rows] == service.meets.tolist()


def test_the_summary_counts_everyone():
    _, _, network = networked()
    service = device_service(network)
    lines = summary_of(service)
    assert sum(line.count for line in lines) == service.size
    met = sum(line.count * line.meets_share for line in lines) / service.size
    assert met == pytest.approx(float(service.meets.mean()), abs=1e-5)


def test_devices_of_a_path_ride_along_it():
    """A track across the field: its trains have a service, outages and handovers of their own."""
    track = Path("track", "Track", PathKind.RAIL, ((40.0, 60.0), (560.0, 340.0)), devices=(sensors(12, speed_mps=8.0),))
    site = replace(open_field((Zone("z", "Z", box(20, 20, 580, 380), (sensors(10),)),)), paths=(track,))
    plan, _ = plan_network(open_field(site.zones), on=ON, cell_m=CELL_M)
    network = on_air(site, plan, CELL_M)
    assert network is not None
    service = device_service(network)
    mine = service.group == [zone for zone, _ in service.groups].index("track")
    assert int(mine.sum()) == 12
    line = LineString(track.points)
    assert max(line.distance(Point(x, y)) for x, y in zip(service.x_m[mine], service.y_m[mine], strict=True)) < 2 * CELL_M
    offer = private_offer(network.radio, 1, network.link, network.figures, network.core_availability)
    assert offer.outages_per_hour is not None
    assert offer.coverage > 0.9


def test_a_group_that_moves_takes_its_places_along_and_one_that_stands_does_not():
    _, plan, network = networked("crowded")
    places = plan.service_of(Connectivity.PRIVATE_5G, "yard").places
    points = network.radio.points
    mine = points.crowd == 1
    assert 0 < len(places.x_m) <= 1500
    assert set(places.server) <= set(network.radio.loads.server[mine].tolist())
    assert np.mean(places.served) == pytest.approx(float(network.radio.served[mine].mean()), abs=5e-3)
    _, still, _ = networked()
    moving = {zone.id for zone in two_halls().zones if any(group.speed_mps > 0 for group in zone.devices)}
    assert {s.zone_id for s in still.service if s.places is not None} == moving


def test_the_shell_writes_one_line_for_each_device(tmp_path, capsys, root):
    table = tmp_path / "devices.csv"
    devices(root / "dunkerque/sites/two_halls.json", out=table, on="2026-11-21", as_data=True)
    said = json.loads(capsys.readouterr().out)
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert said["devices"] == len(rows) == sum(group["count"] for group in said["groups"])
    assert said["meets_share"] == pytest.approx(sum(row["meets"] == "1" for row in rows) / len(rows))


def test_a_plan_without_antennas_is_not_on_the_air():
    site = open_field((Zone("z", "Z", box(0, 0, 100, 100), (sensors(1),)),))
    plan, _ = plan_network(site, on=ON, cell_m=CELL_M)
    assert on_air(site, replace(plan, antennas=()), CELL_M) is None
