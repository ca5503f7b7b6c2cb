"""Robots reach their goals without collision, on any floor, and a fleet at work never stands still."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from campus5g.core.errors import BadInput
from campus5g.uses.robots.data.grid import Grid, parse_map, read_map
from campus5g.uses.robots.data.tasks import Trips, check_trips, read_cells, read_scenario
from campus5g.uses.robots.model.corridors import single_ways
from campus5g.uses.robots.model.distances import FAR, costs_to, plain_weights, steps_to
from campus5g.uses.robots.model.guidance import guided, lanes
from campus5g.uses.robots.model.lifelong import Body, Floor, Hazards, draw_places, draw_starts, work
from campus5g.uses.robots.model.refine import costs, refine
from campus5g.uses.robots.model.search import far_from, route
from campus5g.uses.robots.model.solve import solve, warm_up
from campus5g.uses.robots.story import walls

FILES = Path(__file__).parents[3] / "shared" / "data" / "uses" / "robotics"
given_maps = pytest.mark.skipif(not FILES.is_dir(), reason="the maps of the benchmark are not beside the repository")
AISLES = "type octile\nheight 5\nwidth 9\nmap\n.........\n.@@@.@@@.\n.........\n.@@@.@@@.\n.........\n"
DEAD_END = "type octile\nheight 3\nwidth 7\nmap\n@@@@@.@\n.......\n@@@@@.@\n"


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    """A search has a time limit, of which nothing may go to the compiler."""
    warm_up()


def assert_legal(plan, grid, trips):
    assert np.array_equal(plan[0], trips.starts)
    assert np.array_equal(plan[-1], trips.goals)
    for before, after in pairwise(plan):
        assert len(set(after.tolist())) == len(after), "two robots in one cell"
        moves = {(int(a), int(b)) for a, b in zip(before, after, strict=True) if a != b}
        assert not any((b, a) in moves for a, b in moves), "two robots exchange their cells"
        assert all(b in grid.neighbours[a] for a, b in moves), "a jump"


@st.composite
def floors(draw):
    height, width = draw(st.integers(3, 8)), draw(st.integers(3, 8))
    walls = draw(st.lists(st.booleans(), min_size=height * width, max_size=height * width))
    free = ~(
        np.array(walls).reshape(height, width) & (np.random.default_rng(draw(st.integers(0, 99))).random((height, width)) < 0.5)
    )
    free[0, :] = True
    return Grid("drawn", free)


@settings(max_examples=60, deadline=None)
@given(floors(), st.integers(2, 6), st.integers(0, 1000))
def test_whatever_the_floor_a_plan_is_legal_and_never_dearer_after_refining(grid, robots, seed):
    region = grid.largest_region()
    draw = np.random.default_rng(seed)
    robots = min(robots, len(region) // 2)
    starts, goals = (draw.choice(region, robots, replace=False).astype(np.int32) for _ in range(2))
    trips = Trips(starts, goals)
    found = route(grid, trips, seconds=20.0, seed=seed)
    if found.plan is None:
        assert found.proven_none
        return
    assert_legal(found.plan, grid, trips)
    better = refine(grid, trips, found.plan, seconds=0.05, seed=seed)
    assert_legal(better.plan, grid, trips)
    assert better.lower_bound <= better.cost <= costs(found.plan, goals).sum()
    assert better.cost == costs(better.plan, goals).sum()


def test_two_robots_face_to_face_in_a_corridor_pass_at_its_side_pocket():
    grid = parse_map(DEAD_END, "corridor.map")
    row = grid.index[1]
    trips = Trips(np.array([row[0], row[1]], dtype=np.int32), np.array([row[1], row[0]], dtype=np.int32))
    found = solve(grid, trips, seconds=5.0)
    assert found.plan is not None
    assert_legal(found.plan, grid, trips)


def test_an_exchange_in_a_corridor_without_pocket_is_proven_impossible():
    grid = Grid("corridor", np.ones((1, 4), dtype=np.bool_))
    found = solve(grid, Trips(np.array([0, 3], dtype=np.int32), np.array([3, 0], dtype=np.int32)), seconds=20.0)
    assert found.plan is None
    assert found.impossible


def test_a_lone_robot_goes_the_shortest_way():
    grid = parse_map(AISLES, "aisles.map")
    trips = Trips(np.array([0], dtype=np.int32), np.array([grid.cells - 1], dtype=np.int32))
    found = solve(grid, trips, seconds=1.0)
    assert found.cost == found.lower_bound == 12
    assert found.cost_over_lower_bound == 1.0


@settings(max_examples=40, deadline=None)
@given(floors(), st.integers(0, 1000))
def test_with_equal_costs_weighted_distances_are_the_steps(grid, seed):
    goal = int(np.random.default_rng(seed).integers(grid.cells))
    steps, priced = np.empty(grid.cells, dtype=np.int32), np.empty(grid.cells, dtype=np.int32)
    steps_to(grid.neighbours, goal, steps)
    costs_to(grid.neighbours, plain_weights(grid.neighbours) * 3, goal, priced)
    assert np.array_equal(np.where(steps < FAR, 3 * steps, FAR), priced)


@settings(max_examples=40, deadline=None)
@given(floors())
def test_single_ways_are_the_moves_without_which_the_floor_falls_apart(grid):
    moves = [(cell, int(other)) for cell in range(grid.cells) for other in grid.neighbours[cell] if other > cell]

    def parts(without):
        kept = np.array([move for move in moves if move != without] or [(0, 0)])
        graph = coo_array((np.ones(len(kept)), (kept[:, 0], kept[:, 1])), shape=(grid.cells, grid.cells))
        return connected_components(graph, directed=False)[0]

    whole = parts(None)
    expected = {cell for move in moves if parts(move) > whole for cell in move}
    assert set(np.flatnonzero(single_ways(grid.neighbours)).tolist()) == expected


@pytest.mark.parametrize("text", [AISLES, DEAD_END])
def test_a_fleet_at_work_never_stands_still(text):
    grid = parse_map(text, "small.map")
    floor = Floor.plain(grid, grid.largest_region())
    shift = work(floor, draw_starts(grid, grid.cells // 4, 0), 4000, seed=3)
    assert shift.deliveries > 0
    assert shift.longest_wait < 1000
    assert shift.stops == 0


def test_robots_of_a_fleet_never_meet():
    grid = parse_map(AISLES, "aisles.map")
    body = Body(turn=1, battery=60, charge=20, chargers=np.array([0], dtype=np.int32))
    risk = Hazards(np.full(grid.cells, 0.01), np.full((grid.cells, 4), 0.01), 3.0, 2.0, 0.2, 9.0)
    trace = work(Floor.plain(grid, grid.largest_region()), draw_starts(grid, 8, 0), 400, hazards=risk, body=body, keep=400).trace
    assert (trace < 0).any()
    trace = np.where(trace < 0, -1 - trace, trace)
    for before, after in pairwise(trace):
        assert len(set(after.tolist())) == 8
        moves = {(int(a), int(b)) for a, b in zip(before, after, strict=True) if a != b}
        assert not any((b, a) in moves for a, b in moves)


def test_a_network_that_never_fails_changes_nothing_and_a_worse_one_stops_more():
    grid = parse_map(AISLES, "aisles.map")
    floor, starts = Floor.plain(grid, grid.largest_region()), draw_starts(grid, 6, 0)

    def shift(hazard):
        risk = Hazards(np.full(grid.cells, hazard), np.zeros((grid.cells, 4)), 2.0, 5.0, 0.1, 60.0)
        return work(floor, starts, 5000, hazards=risk, seed=1)

    assert shift(0.0) == work(floor, starts, 5000, seed=1)
    stops = [shift(hazard).stops for hazard in (0.0, 1e-4, 1e-3, 1e-2)]
    assert stops == sorted(stops)
    assert shift(1e-2).deliveries < shift(0.0).deliveries


def test_robots_charge_before_their_battery_is_empty():
    grid = parse_map(AISLES, "aisles.map")
    body = Body(battery=200, charge=50, chargers=np.array([0, 8], dtype=np.int32))
    shift = work(Floor.plain(grid, grid.largest_region()), draw_starts(grid, 4, 0), 4000, body=body)
    assert shift.charges >= 4 * 4000 * 0.3 / 200


@given_maps
@pytest.mark.parametrize(("robots", "published"), [(100, 1.04), (400, 3.10), (700, 4.44), (1000, 5.21)])
def test_without_lanes_the_fleet_does_what_was_published_of_plain_inheritance(robots, published):
    grid = read_map(FILES / "mapf" / "maps" / "warehouse-10-20-10-2-1.map")
    floor = Floor.plain(grid, draw_places(grid, 400, 0))
    assert work(floor, draw_starts(grid, robots, 0), 3600).tasks_per_step == pytest.approx(published, rel=0.06)


@given_maps
def test_lanes_bring_more_than_fifteen_per_cent_at_seven_hundred_robots():
    grid = read_map(FILES / "mapf" / "maps" / "warehouse-10-20-10-2-1.map")
    places, starts = draw_places(grid, 400, 0), draw_starts(grid, 700, 0)
    with_lanes = work(guided(grid, places, starts, seed=5), starts, 2000).tasks_per_step
    assert with_lanes > 1.15 * work(Floor.plain(grid, places), starts, 2000).tasks_per_step


@given_maps
@pytest.mark.parametrize("name", ["warehouse-10-20-10-2-1", "random-64-64-20"])
def test_a_thousand_robots_are_routed(name):
    grid = read_map(FILES / "mapf" / "maps" / f"{name}.map")
    trips = read_scenario(FILES / "mapf" / "scen" / f"{name}-random-1.scen", grid, 1000)
    found = solve(grid, trips, seconds=30.0)
    assert found.plan is not None
    assert_legal(found.plan, grid, trips)


def test_lanes_leave_single_ways_alone():
    grid = parse_map(DEAD_END, "corridor.map")
    assert (lanes(grid, 2, 3) == 2).all()


def test_plain_distances_agree_with_both_ways_of_computing_them():
    grid = parse_map(AISLES, "aisles.map")
    goals = np.array([0, 5], dtype=np.int32)
    found = far_from(grid.neighbours, goals)
    assert found[0, 5] == found[1, 0] == 5


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("type octile\nheight 2\nwidth 2\nmap\n..\n", "line 5", "stops after 1 rows"),
        ("type octile\nheight 1\nwidth 3\nmap\n..\n", "line 5", "2 cells"),
        ("type octile\nheight 1\nwidth 2\nmap\n.x\n", "line 5", "“x”"),
        ("type octile\nheight x\nwidth 2\nmap\n..\n", "height", "“x”"),
        ("type octile\nheight 1\nwidth 2\nmap\n@@\n", "floor.map", "no free cell"),
        ("hello", "floor.map", "no line “map”"),
    ],
)
def test_a_map_that_is_cut_or_strange_is_refused_with_its_line(text, where, what):
    with pytest.raises(BadInput) as refused:
        parse_map(text, "floor.map")
    assert where in str(refused.value)
    assert what in str(refused.value)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("0\tm\t9\t5\t1\t1\t0\t0\t3", "is a wall"),
        ("0\tm\t9\t5\t99\t0\t0\t0\t3", "off the map"),
        ("0\tm\t8\t5\t0\t0\t1\t0\t3", "a map of 8 columns"),
        ("0\tm\t9", "3 values"),
    ],
)
def test_a_trip_that_cannot_be_made_is_refused_with_its_line(tmp_path, line, what):
    file = tmp_path / "trips.scen"
    file.write_text(f"version 1\n{line}\n")
    with pytest.raises(BadInput, match=r"trips\.scen, line 2") as refused:
        read_scenario(file, parse_map(AISLES, "aisles.map"), 1)
    assert what in str(refused.value)


def test_more_robots_than_free_cells_and_goals_cut_off_are_refused(tmp_path):
    grid = parse_map("type octile\nheight 1\nwidth 3\nmap\n.@.\n", "two.map")
    file = tmp_path / "trips.scen"
    file.write_text("version 1\n0\tm\t3\t1\t0\t0\t2\t0\t2\n")
    with pytest.raises(BadInput, match="3 robots on 2 free cells"):
        read_scenario(file, grid, 3)
    with pytest.raises(BadInput, match="cut off from its start"):
        read_scenario(file, grid, 1)
    with pytest.raises(BadInput, match="two robots start at one cell"):
        check_trips(grid, np.array([0, 0], dtype=np.int32), np.array([0, 1], dtype=np.int32), "trips")


def test_tasks_of_the_league_are_read_with_their_comments_and_chains(tmp_path):
    grid = parse_map(AISLES, "aisles.map")
    file = tmp_path / "a.tasks"
    file.write_text("# tasks\n2\n0,8\n44\n")
    assert read_cells(file, grid) == [(0, 8), (grid.cells - 1,)]
    file.write_text("3\n0\n")
    with pytest.raises(BadInput, match="is the file cut"):
        read_cells(file, grid)


@settings(max_examples=60, deadline=None)
@given(floors())
def test_the_walls_of_a_scene_are_the_blocked_cells_each_once(grid):
    painted = np.zeros(grid.free.shape, dtype=int)
    for column, row, width, height in walls(grid):
        painted[row : row + height, column : column + width] += 1
    assert np.array_equal(painted, (~grid.free).astype(int))
