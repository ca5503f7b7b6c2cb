"""Vehicles over the plan's map: stops fall in its holes and where antennas hand over, as often as the network says."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.benefit import Use
from campus5g.core.codec import dump
from campus5g.core.service import Connectivity, ServedPlaces
from campus5g.uses.interface import ENGINES
from campus5g.uses.robots.data.floor import aisles
from campus5g.uses.robots.data.grid import Grid
from campus5g.uses.robots.model.lifelong import Body
from campus5g.uses.robots.simulate.response import fleet
from campus5g.uses.robots.simulate.served import Pattern, Under, laid
from tests.uses.levels import cost, perfect

ROBOTS = ENGINES[Use.ROBOTS]
SITE = {"robots": 12, "floor_m2": 1500, "watchdog_ms": 100}


def zone(width=100.0, depth=50.0, served=lambda x, y: 1.0, server=lambda x, y: 0, step=5.0):
    x, y = (grid.ravel() for grid in np.meshgrid(np.arange(0, width + 1, step), np.arange(0, depth + 1, step)))
    pairs = list(zip(x.tolist(), y.tolist(), strict=True))
    return ServedPlaces(tuple(x.tolist()), tuple(y.tolist()), tuple(served(*p) for p in pairs), tuple(server(*p) for p in pairs))


def open_floor(height, width):
    return Grid("open", np.ones((height, width), dtype=np.bool_))


def test_a_floor_lies_over_its_zone_with_north_up_and_west_to_the_left():
    under = laid(zone(served=lambda x, y: 1.0 if x < 50 and y > 25 else 0.5), open_floor(10, 20))
    seen = under.served.reshape(10, 20)
    assert (seen[0, :9] == 1).all()
    assert (seen[:, 11:] == 0.5).all()
    assert (seen[-1] == 0.5).all()


def test_a_wide_floor_is_turned_over_a_deep_zone_so_that_nothing_is_squeezed():
    under = laid(zone(50.0, 100.0, served=lambda x, y: 1.0 if y > 50 else 0.5), open_floor(10, 20))
    seen = under.served.reshape(10, 20)
    assert (seen[:, :9] == 1).all()
    assert (seen[:, 11:] == 0.5).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=60, max_size=60), st.lists(st.integers(0, 3), min_size=60, max_size=60),
       st.floats(0, 0.5), st.floats(0, 0.5))  # fmt: skip
def test_a_map_moves_stops_and_makes_none(served, servers, outages, handovers):
    grid = open_floor(6, 10)
    under = Under(np.array(served), np.array(servers))
    pattern = Pattern.of(under, grid, outages, handovers)
    assert (pattern.cell >= 0).all()
    assert (pattern.side >= 0).all()
    ways = grid.neighbours >= 0
    assert pattern.cell.mean() + pattern.side[ways].mean() == pytest.approx(1.0)


def test_where_all_is_served_alike_by_one_antenna_stops_fall_anywhere():
    grid = open_floor(6, 10)
    pattern = Pattern.of(Under(np.ones(60), np.zeros(60, dtype=np.int64)), grid, 0.7, 0.0)
    assert pattern.cell == pytest.approx(1.0)
    assert not pattern.side.any()


def test_vehicles_are_held_up_in_the_hole_of_the_map_and_not_beside_it():
    grid = aisles(1500, 1.5)
    ready = fleet(grid, 12, Body(), 1.25, 0.0, seed=3)
    hole = grid.places[:, 1] < grid.free.shape[1] // 4
    under = Under(np.where(hole, 0.2, 1.0), np.zeros(grid.cells, dtype=np.int64))
    even, mapped = (
        ready.shift(3000, 3, ready.hazards(20.0, 20.0, 5.0, pattern=pattern), keep=3000).trace
        for pattern in (None, Pattern.of(under, grid, 1.0, 0.0))
    )
    share_even, share_mapped = ((hole[-1 - trace[trace < 0]]).mean() for trace in (even, mapped))
    assert share_mapped > 0.98
    assert share_even < 0.6


def test_over_the_border_of_two_antennas_vehicles_are_stopped_there():
    grid = aisles(1500, 1.5)
    ready = fleet(grid, 12, Body(), 1.25, 0.0, seed=3)
    middle = grid.free.shape[1] // 2
    under = Under(np.ones(grid.cells), (grid.places[:, 1] >= middle).astype(np.int64))
    trace = ready.shift(3000, 3, ready.hazards(20.0, 0.0, 5.0, pattern=Pattern.of(under, grid, 0.0, 1.0)), keep=3000).trace
    assert set(grid.places[-1 - trace[trace < 0], 1].tolist()) == {middle - 1, middle}


def plan(**changed):
    ours = perfect(Connectivity.PRIVATE_5G, outages_per_hour=2.0, outage_s=1.0, handovers_per_hour=0.0)
    theirs = perfect(Connectivity.WIFI, outages_per_hour=2.0, outage_s=1.0, handovers_per_hour=0.0)
    return (replace(ours, **changed), theirs)


def assess(services):
    return ROBOTS.assess(SITE, services, (cost(Connectivity.PRIVATE_5G), cost(Connectivity.WIFI)), draws=200)


def test_the_replay_shows_the_floor_over_the_coverage_of_the_plan_and_only_where_it_is_known():
    places = zone(served=lambda x, y: 0.4 if x < 20 else 1.0)
    result = assess(plan(places=places))
    floors = {replay.connectivity: replay.scene for replay in result.replays if replay.scene is not None}
    share = next(reason.params["share"] for reason in result.reasons if "hands over" in reason.say())
    assert share == pytest.approx(82.5, abs=5)  # the nearest places west of 17.5 m, of 100 m, are those served badly
    shade = floors[Connectivity.PRIVATE_5G].shade
    assert (min(shade.values), max(shade.values)) == (0.4, 1.0)
    assert len(shade.values) == shade.rows * shade.columns
    assert floors[Connectivity.WIFI].shade is None
    assert dump(assess(plan(places=places))) == dump(result)


def test_with_a_map_over_a_perfect_network_all_still_agree():
    calm = {"outages_per_hour": 0.0}
    ours, theirs = plan(places=zone(), **calm)
    result = assess((ours, replace(theirs, **calm)))
    first, second = (result.benefit(c) for c in (Connectivity.PRIVATE_5G, Connectivity.WIFI))
    assert first.gross_eur == second.gross_eur


def test_zones_where_nothing_moves_do_not_weigh_on_the_fleet():
    moving, _ = plan(places=zone())
    still = perfect(Connectivity.PRIVATE_5G, zone="still", outages_per_hour=500.0, outage_s=60.0)
    alone, both = (
        ROBOTS.assess(SITE, services, (cost(Connectivity.PRIVATE_5G),), draws=200) for services in ((moving,), (moving, still))
    )
    assert both.benefit(Connectivity.PRIVATE_5G) == alone.benefit(Connectivity.PRIVATE_5G)
