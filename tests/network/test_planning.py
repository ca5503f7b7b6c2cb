"""Plans: what must hold of every plan, what is refused, and what is said when a zone cannot be served."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest

from campus5g.core import codec
from campus5g.core.errors import BadInput
from campus5g.core.message import Message
from campus5g.core.progress import Cancelled
from campus5g.core.service import Connectivity
from campus5g.core.site import Building, Mast, Wall, Zone
from campus5g.network.candidates import candidates_of, places_on, reach_of
from campus5g.network.carriers import Figures, carrier_of
from campus5g.network.coverage import path_gain_maps
from campus5g.network.plan import NetworkPlan, antennas_geojson
from campus5g.network.planning import best_frame, plan_network
from campus5g.network.sites import read_site
from tests.network.scenes import box, open_field, sensors, two_halls

ON = date(2026, 11, 21)


def yard(*groups):
    return Zone("yard", "Yard", box(20, 20, 580, 380), groups)


@cache
def halls_plan():
    """Cameras in a metal hall, which the masts outside do not reach at their rate."""
    return plan_network(two_halls(uplink_bps=1e6), on=ON)


def test_a_plan_serves_a_simple_site():
    plan, grids = halls_plan()
    assert plan.shortfalls == ()
    assert plan.served_share > 0.95
    assert {a.kind for a in plan.antennas} == {"sector", "indoor"}
    assert all(level.meets for level in plan.service if level.connectivity is Connectivity.PRIVATE_5G)
    assert grids.rsrp_dbm.shape == grids.sinr_db.shape == grids.best_server.shape == (grids.y_m.size, grids.x_m.size)
    assert np.isfinite(grids.rsrp_dbm).all()
    assert set(np.unique(grids.best_server)) <= set(range(len(plan.antennas)))


def test_every_connectivity_is_compared_in_every_zone():
    plan, _ = halls_plan()
    assert {(s.connectivity, s.zone_id) for s in plan.service} == {(c, z) for c in Connectivity for z in ("hall_a", "yard")}
    assert {c.connectivity for c in plan.costs} == set(Connectivity)


def test_service_figures_stay_within_their_meaning():
    plan, _ = halls_plan()
    for level in plan.service:
        assert 0 <= level.coverage <= 1
        assert 0 <= level.loss <= 1
        assert level.uplink_bps >= 0
        assert level.latency.p50_s <= level.latency.p99_s <= level.latency.p999_s
        assert level.meets == (not [r for r in level.reasons if "sensors:" in str(r) and "allow " not in str(r)])


def test_a_plan_survives_json():
    plan, _ = halls_plan()
    assert codec.load(NetworkPlan, codec.dump(plan)) == plan


def test_the_same_seed_gives_the_same_bytes():
    first, grids = plan_network(two_halls(), on=ON, seed=3)
    second, again = plan_network(two_halls(), on=ON, seed=3)
    assert codec.dump(first) == codec.dump(second)
    assert grids.rsrp_dbm.tobytes() == again.rsrp_dbm.tobytes()
    assert grids.sinr_db.tobytes() == again.sinr_db.tobytes()


def test_antennas_go_out_as_geojson_where_they_stand():
    plan, _ = halls_plan()
    site = two_halls()
    collection = json.loads(json.dumps(antennas_geojson(plan, site)))
    assert len(collection["features"]) == len(plan.antennas)
    for feature, antenna in zip(collection["features"], plan.antennas, strict=True):
        x, y = site.origin.to_local(*feature["geometry"]["coordinates"])
        assert (x, y) == pytest.approx((antenna.x_m, antenna.y_m), abs=0.02)
        assert feature["properties"]["eirp_dbm"] == antenna.eirp_dbm


def test_no_antenna_exceeds_the_power_of_its_band():
    for band in ("n38", "n77"):
        plan, _ = plan_network(open_field((yard(sensors()),)), on=ON, band=band)
        finding = next(f for f in plan.findings if f.key == "eirp")
        assert finding.ok is True
        assert all(a.eirp_dbm == pytest.approx(a.power_dbm + a.gain_dbi, abs=0.02) for a in plan.antennas)
        limit = {"n38": 61, "n77": 42}[band] + 10 * np.log10(8)
        assert max(a.eirp_dbm for a in plan.antennas) <= limit + 0.01


def test_sectors_of_a_mast_look_different_ways():
    site = open_field((yard(sensors(3000, uplink_bps=20e3)),))
    plan, _ = plan_network(site, on=ON)
    azimuths = sorted(a.azimuth_deg for a in plan.antennas)
    assert 1 < len(azimuths) <= 3
    gaps = [(b - a) % 360 for a, b in zip(azimuths, azimuths[1:] + azimuths[:1], strict=True)]
    assert min(gaps) >= 90


def test_devices_which_may_not_wait_get_a_second_mast():
    masts = (Mast("m1", 150.0, 200.0, 30.0), Mast("m2", 450.0, 200.0, 30.0))
    plain, _ = plan_network(open_field((yard(sensors()),), masts), on=ON)
    safe, _ = plan_network(open_field((yard(sensors(reliability=0.9999)),), masts), on=ON)
    assert len({a.mast_id for a in safe.antennas}) == 2
    assert len({a.mast_id for a in plain.antennas}) == 1
    assert safe.shortfalls == ()
    lost = [p.service_of(Connectivity.PRIVATE_5G, "yard").loss for p in (plain, safe)]
    assert lost[1] < 1e-4 < lost[0]


def test_a_zone_that_no_mast_can_reach_is_said_with_what_would_help():
    """One low mast, a thousand cameras: too much for one carrier."""
    plan, _ = plan_network(open_field((yard(sensors(1000, uplink_bps=4e6)),)), on=ON)
    short = {s.requirement: s for s in plan.shortfalls}
    assert "uplink" in short
    assert "capacity" in short
    assert short["capacity"].got < short["capacity"].needed == 1000
    level = plan.service_of(Connectivity.PRIVATE_5G, "yard")
    assert not level.meets
    assert level.capacity_devices == short["capacity"].got
    assert all("Yard" in str(s.message) and str(s.remedy) for s in plan.shortfalls)


def test_a_place_in_deep_shadow_is_pointed_at():
    """A hall of metal with the zone outdoors behind it, the only mast far in front and low."""
    site = read_shadowed()
    plan, _ = plan_network(site, on=ON)
    short = [s for s in plan.shortfalls if s.requirement == "coverage"]
    assert short
    assert short[0].got < short[0].needed
    assert "mast near x" in str(short[0].remedy)


def read_shadowed():
    site = open_field((Zone("pit", "Pit", box(2500, 180, 2560, 220), (sensors(2, uplink_bps=8e6),)),))
    masts = (Mast("m1", 20.0, 200.0, 12.0),)
    hall = Building("hall", box(2380, 20, 2490, 380), 45.0, Wall.METAL)
    return replace(site, boundary=box(0, 0, 2600, 400), masts=masts, buildings=(hall,))


def test_a_rate_beyond_the_carrier_says_what_a_cell_can_give():
    plan, _ = plan_network(open_field((yard(sensors(2, uplink_bps=500e6)),)), on=ON)
    assert any("Mbit/s" in str(s.remedy) for s in plan.shortfalls)


def test_a_latency_below_the_frame_is_a_shortfall():
    plan, _ = plan_network(open_field((yard(sensors(5, latency_s=0.004)),)), on=ON)
    assert {"latency", "reliability"} <= {s.requirement for s in plan.shortfalls}


def test_an_indoor_zone_needs_no_mast():
    site = replace(two_halls(), masts=())
    site = site.with_zones(site.zones[:1])
    plan, _ = plan_network(site, on=ON)
    assert {a.kind for a in plan.antennas} == {"indoor"}
    assert plan.shortfalls == ()


def test_a_hall_that_is_not_drawn_still_has_walls():
    outdoors = open_field((yard(sensors()),))
    undrawn = outdoors.with_zones((replace(outdoors.zones[0], indoor=True),))
    served = [plan_network(site, on=ON)[0] for site in (outdoors, undrawn)]
    assert {a.kind for a in served[0].antennas} == {"sector"}
    assert served[1].shortfalls == ()


def test_a_zone_smaller_than_a_cell_is_not_lost():
    zone = Zone("spot", "Spot", box(301, 251, 303, 253), (sensors(1),))
    plan, _ = plan_network(open_field((zone,)), on=ON, cell_m=25.0)
    assert plan.service_of(Connectivity.PRIVATE_5G, "spot").coverage > 0.95


@pytest.mark.parametrize(
    ("site", "words"),
    [
        (open_field(), "no zone"),
        (open_field((yard(sensors()),), ()), "no candidate mast"),
        (open_field((Zone("yard", "Yard", box(20, 20, 580, 380), ()),)), "no devices"),
    ],
)
def test_a_site_without_something_to_plan_is_refused(site, words):
    with pytest.raises(BadInput, match=words):
        plan_network(site, on=ON)


def test_a_band_is_refused_before_it_opens_or_if_unknown():
    site = open_field((yard(sensors()),))
    with pytest.raises(BadInput, match="not open"):
        plan_network(site, on=date(2025, 6, 1), band="n77")
    with pytest.raises(BadInput, match="n78"):
        plan_network(site, on=ON, band="n78")


def test_the_frame_follows_the_demand():
    def frame(up, down):
        site = open_field((yard(sensors(10, uplink_bps=up, downlink_bps=down)),))
        return best_frame(site, Figures(ON))

    assert frame(4e6, 0.0) == "DSUU"
    assert frame(1e3, 20e6) in ("DDDSU", "DDDDDDDSUU")


def test_progress_rises_and_can_stop_the_work():
    seen: list[float] = []

    def watch(share: float, doing: Message, /) -> None:
        assert str(doing)
        seen.append(share)

    plan_network(two_halls(), on=ON, progress=watch)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0

    def stop(share: float, _doing: Message, /) -> None:
        if share > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        plan_network(two_halls(), on=ON, progress=stop)


def test_a_steelworks_is_planned_as_densely_as_it_can_explain(shared):
    """The synthetic steelworks: between 3 and 40 antennas, beside the nine of a real one, and every device served."""
    site = read_site(shared / "data" / "radio" / "site_steelworks.json")
    zone = Zone("yard", "Yard", box(-1000, -1000, 1000, 1000), (sensors(800, reliability=0.9999),))
    plan, _ = plan_network(site.with_zones((zone,)), on=ON, cell_m=20.0)
    assert 3 < len(plan.antennas) < 40
    assert plan.served_share > 0.98
    assert any("9 antennas" in str(reason) for reason in plan.reasons)


def test_a_cell_in_a_hall_reaches_the_other_halls_of_its_zone_through_walls_only():
    """In its own hall nothing is counted; elsewhere its wall, and the other hall's."""
    site = replace(two_halls(), zones=(replace(two_halls().zones[0], ring=box(40, 40, 340, 130)),))
    carrier, grid = carrier_of("n38", ON), path_gain_maps(site, site.masts, carrier_of("n38", ON), 10.0)
    cells = [c for c in candidates_of(site, carrier, Figures(ON)) if c.kind == "indoor"]
    assert {c.building for c in cells} == {0, 1}
    row, column = np.nonzero(grid.building >= -1)
    places = places_on(grid, row, column, np.zeros(row.size, np.intp), np.zeros(row.size))
    cell = next(c for c in cells if c.building == 0)
    bare = replace(cell, wall_db=0.0)
    nowhere = replace(places, wall_db=np.zeros_like(places.wall_db))
    through, without = reach_of((cell,), places, carrier).gain_db[0], reach_of((bare,), nowhere, carrier).gain_db[0]
    taken = without - through
    assert taken[places.building == 0] == pytest.approx(0.0, abs=1e-3)
    assert taken[places.building == 1] == pytest.approx(2 * cell.wall_db, abs=1e-3)
    assert taken[places.building == -1] == pytest.approx(cell.wall_db, abs=1e-3)
