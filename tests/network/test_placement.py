"""Plans under wishes: what must hold of every choice of antennas, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from math import hypot
from pathlib import Path as File

import pytest
from shapely import Point, Polygon

from campus5g.core import codec
from campus5g.core.errors import BadInput
from campus5g.core.service import Connectivity
from campus5g.core.site import Building, Mast, Path, PathKind, Wall, Zone
from campus5g.network.carriers import Figures
from campus5g.network.plan import NetworkPlan
from campus5g.network.planning import plan_network
from campus5g.network.roof_spots import ABOVE_ROOF_M, spots_of
from campus5g.network.sites import read_site
from campus5g.network.wishes import FixedAntenna, Wishes
from tests.network.scenes import box, open_field, sensors

ON = date(2026, 11, 21)
MASTS = (Mast("west", 100.0, 200.0, 25.0), Mast("middle", 300.0, 200.0, 25.0), Mast("east", 500.0, 200.0, 25.0))


def works(**changes):
    """A yard cut in two by a long metal hall, three masts, sensors on both sides."""
    hall = Building("hall", box(180, 185, 420, 215), 20.0, Wall.METAL)
    zones = (
        Zone("north", "North yard", box(20, 230, 580, 380), (sensors(40, **changes),)),
        Zone("south", "South yard", box(20, 20, 580, 170), (sensors(40, **changes),)),
    )
    return replace(open_field(zones, MASTS), buildings=(hall,))


@cache
def planned(wishes=Wishes(), **changes):
    return plan_network(works(**changes), on=ON, wishes=wishes, cell_m=20.0)[0]


def capex(plan):
    return plan.cost_of(Connectivity.PRIVATE_5G).capex_cents


def test_a_pinned_mast_is_always_in():
    assert all(name in {a.mast_id for a in planned(Wishes(pinned=(name,))).antennas} for name in ("west", "middle", "east"))


def test_a_pinned_mast_is_in_even_where_it_is_of_no_use():
    far = Mast("far", 590.0, 390.0, 3.0)
    site = replace(works(), masts=(*MASTS, far))
    plan, _ = plan_network(site, on=ON, wishes=Wishes(pinned=("far",)), cell_m=20.0)
    assert "far" in {a.mast_id for a in plan.antennas}


def test_a_forbidden_mast_is_never_in():
    free = planned()
    used = sorted({a.mast_id for a in free.antennas})
    plan = planned(Wishes(forbidden=tuple(used[:1])))
    assert used[0] not in {a.mast_id for a in plan.antennas}
    assert plan.antennas


@pytest.mark.parametrize("share", [0.3, 0.6, 0.8, 0.95, 1.0])
def test_a_budget_is_never_exceeded(share):
    """A budget below the least that works is refused with that least, and serves what it can."""
    free = planned(reliability=0.9999)
    budget = int(capex(free) * share)
    plan = planned(Wishes(budget_cents=budget), reliability=0.9999)
    assert capex(plan) <= budget or not plan.antennas
    if share < 1:
        assert plan.least_budget_cents == capex(free)
        assert any("least budget" in str(reason) for reason in plan.reasons)
        assert plan.served_share <= free.served_share + 0.01
    else:
        assert plan.least_budget_cents is None
        assert plan.antennas == free.antennas


def test_a_resilient_plan_keeps_every_zone_whichever_antenna_fails():
    plain, safe = planned(), planned(Wishes(resilient=True))
    assert any(o.zones_below for o in plain.outages if o.kind == "antenna")
    assert not [o for o in safe.outages if o.kind == "antenna" and o.zones_below]
    assert capex(safe) > capex(plain)
    assert any("any one antenna may be out of order" in str(r) for r in safe.reasons)


def test_every_antenna_and_every_mast_with_several_is_put_out_of_order():
    plan = planned(Wishes(resilient=True))
    assert [o.id for o in plan.outages if o.kind == "antenna"] == [a.id for a in plan.antennas]
    several = {a.mast_id for a in plan.antennas if sum(b.mast_id == a.mast_id for b in plan.antennas) > 1}
    assert {o.id for o in plan.outages if o.kind == "mast"} == several
    assert all(o.served_share <= plan.recheck.served_after + 1e-3 for o in plan.outages)


def test_roofs_are_proposed_above_their_buildings_and_taken_where_masts_do_not_do():
    site = replace(works(), masts=())
    plan, _ = plan_network(site, on=ON, wishes=Wishes(propose_roofs=True), cell_m=20.0)
    assert plan.shortfalls == ()
    hall = site.buildings[0]
    for antenna in plan.antennas:
        assert antenna.mast_id.startswith("hall^")
        assert antenna.height_m == hall.height_m + ABOVE_ROOF_M
        assert Polygon(hall.footprint).buffer(0.1).covers(Point(antenna.x_m, antenna.y_m))


def test_roof_spots_keep_their_distance_and_see_over_their_neighbours():
    low = Building("low", box(430, 185, 460, 215), 8.0)
    spots = spots_of(replace(works(), buildings=(*works().buildings, low)), MASTS)
    assert spots
    assert {s.building for s in spots} == {"hall"}  # the low one stands under the tall one
    for spot in spots:
        others = [(s.x_m, s.y_m) for s in spots if s is not spot] + [(m.x_m, m.y_m) for m in MASTS if m.height_m >= spot.height_m]
        assert all(hypot(spot.x_m - x, spot.y_m - y) >= 39.8 for x, y in others)


def test_an_antenna_that_stands_is_in_the_plan_and_not_on_the_bill():
    fixed = FixedAntenna("old", 300.0, 300.0, 30.0)
    plan = planned(Wishes(fixed=(fixed,)))
    old = [a for a in plan.antennas if a.existing]
    assert [a.mast_id for a in old] == ["old"]
    assert capex(plan) < capex(planned())


def test_settings_stay_within_what_was_allowed():
    plan = planned(Wishes(tilts_deg=(4.0, 6.0)))
    assert all(4.0 <= a.tilt_deg <= 6.0 for a in plan.antennas if a.kind == "sector")


def test_more_coverage_never_costs_less_along_the_curve():
    plan = planned(reliability=0.9999)
    targets, costs = [p.target for p in plan.frontier], [p.cost_cents for p in plan.frontier]
    assert targets == sorted(targets)
    assert costs == sorted(costs)
    assert [p.chosen for p in plan.frontier].count(True) == 1
    assert all(p.served >= p.target - 1e-6 for p in plan.frontier)


def test_what_is_proven_and_what_the_recheck_changed_are_said():
    plan = planned()
    assert plan.optimality.bound_eur <= plan.optimality.objective_eur <= plan.optimality.greedy_eur
    assert plan.optimality.gap == pytest.approx(1 - plan.optimality.bound_eur / plan.optimality.objective_eur, abs=1e-3)
    assert plan.recheck.antennas_after == len(plan.antennas)
    assert any("linear model" in str(r) for r in plan.reasons)


def test_a_shortfall_names_a_remedy_tried_with_its_price():
    """The south yard is out of reach of the one mast left: another position is tried, and its price is on the remedy."""
    only = (Mast("north", 300.0, 370.0, 6.0),)
    wall = Building("wall", box(10, 175, 590, 225), 40.0, Wall.METAL)
    site = replace(works(uplink_bps=1e6), masts=only, buildings=(wall,))
    plan, _ = plan_network(site, on=ON, cell_m=20.0)
    short = [s for s in plan.shortfalls if s.requirement == "coverage"]
    assert [s.zone_id for s in short] == ["south"]
    fix = short[0].fix
    assert fix.enough
    assert fix.cost_cents > 0
    assert fix.zone_served >= short[0].needed
    assert "to invest" in str(short[0].remedy)
    # what was promised holds: with the position on the site, the zone is served
    new = fix.antennas[0]
    mended, _ = plan_network(
        replace(site, masts=(*only, Mast("new", new.x_m, new.y_m, new.height_m))),
        on=ON,
        cell_m=20.0,
        wishes=Wishes(pinned=("new",)),
    )
    assert not [s for s in mended.shortfalls if s.requirement == "coverage"]
    works_eur = Figures(ON)["private_5g.radio_site"] + Figures(ON)["private_5g.sector"]
    assert fix.cost_cents >= 100 * works_eur


def test_when_nothing_helps_the_nearest_is_said_and_what_to_give_up():
    plan = planned(latency_s=0.0045)
    short = [s for s in plan.shortfalls if s.requirement == "latency"]
    assert short
    assert "nothing that was tried mends it" in str(short[0].remedy)
    assert not short[0].fix.enough


def test_devices_along_a_path_are_served_as_a_zone_is():
    road = Path(
        "road", "Ring road", PathKind.ROAD, ((30.0, 30.0), (570.0, 30.0), (570.0, 370.0)), 8.0, (sensors(12, speed_mps=8.0),)
    )
    plan, _ = plan_network(replace(open_field((), MASTS[:1]), paths=(road,)), on=ON, cell_m=20.0)
    level = plan.service_of(Connectivity.PRIVATE_5G, "road")
    assert level.coverage > 0.95
    assert plan.antennas


def test_a_plan_with_wishes_survives_json():
    plan = planned(Wishes(pinned=("west",), fixed=(FixedAntenna("old", 300.0, 300.0, 30.0),)))
    assert codec.load(NetworkPlan, codec.dump(plan)) == plan


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        (Wishes(pinned=("nowhere",)), "west, middle, east"),
        (Wishes(forbidden=("nowhere",)), "nowhere"),
        (Wishes(pinned=("west",), forbidden=("west",)), "pinned and forbidden"),
        (Wishes(forbidden=("west", "middle", "east")), "every mast"),
        (Wishes(budget_cents=0), "nothing to spend"),
        (Wishes(tilts_deg=()), "no angle"),
        (Wishes(azimuths_deg=(float("nan"),)), "nan degrees"),
        (Wishes(fixed=(FixedAntenna("west", 0.0, 0.0, 10.0),)), "used twice"),
    ],
)
def test_wishes_that_contradict_the_site_are_refused(wishes, words):
    with pytest.raises(BadInput, match=words):
        plan_network(works(), on=ON, wishes=wishes)


def test_the_steelworks_is_proven_within_two_per_cent(root: File):
    site = read_site(root / "dunkerque" / "sites" / "steelworks.json")
    plan, _ = plan_network(site, on=ON, cell_m=25.0)
    assert plan.optimality.gap <= 0.02
    assert plan.optimality.objective_eur <= plan.optimality.greedy_eur
    assert plan.recheck.short_after <= plan.recheck.short_before
    assert any("9 antennas" in str(r) for r in plan.reasons)
