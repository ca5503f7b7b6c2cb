"""Rounds of trucks keep windows, loads and days; when a truck is late what is done stays and the rest is shared out anew."""

import json
from itertools import combinations, permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from campus5g.cli.app import app
from campus5g.core.errors import BadInput
from campus5g.uses.logistics.routes.instance import Rounds, checked, read_rounds
from campus5g.uses.logistics.routes.late import replan, standing
from campus5g.uses.logistics.routes.plan import fault, length, read_routes, timetable
from campus5g.uses.logistics.routes.solve import plan_rounds

FILES = Path(__file__).parents[3] / "shared" / "data" / "uses" / "logistics" / "vrptw"
given_rounds = pytest.mark.skipif(not FILES.is_dir(), reason="the instances of the benchmark are not beside the repository")
PUBLISHED = {"RC1_10_1": 45790.7, "RC2_10_1": 28122.6}
SMALL = """NAME : small
TYPE : VRPTW
DIMENSION : 4
VEHICLES : 3
CAPACITY : 10
SERVICE_TIME : 5
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 10 0
3 20 0
4 0 30
DEMAND_SECTION
1 0
2 4
3 4
4 4
TIME_WINDOW_SECTION
1 0 200
2 0 60
3 0 60
4 50 90
DEPOT_SECTION
1
-1
EOF
"""


def rounds(places, *, demand=None, windows=None, service=0, vehicles=5, capacity=100, day=10_000):
    at = np.array([(0.0, 0.0), *places])
    nodes = len(at)
    spans = np.array([(0, day), *(windows or [(0, day)] * (nodes - 1))])
    times = np.full(nodes, service)
    times[0] = 0
    apart = np.sqrt(((at[:, None] - at[None]) ** 2).sum(axis=2))
    return Rounds(
        "drawn",
        at,
        np.array([0, *(demand or [1] * (nodes - 1))]),
        spans[:, 0],
        spans[:, 1],
        times,
        vehicles,
        capacity,
        (10 * apart).astype(np.int64),
    )


@st.composite
def drawn(draw):
    count = draw(st.integers(1, 6))
    places = draw(st.lists(st.tuples(st.integers(-20, 20), st.integers(-20, 20)), min_size=count, max_size=count))
    opens = draw(st.lists(st.integers(0, 900), min_size=count, max_size=count))
    width = draw(st.integers(0, 300))
    spans = [(300 + begin, 300 + begin + width) for begin in opens]
    return rounds(places, windows=spans, service=20, capacity=draw(st.integers(2, 6)), vehicles=6)


def shortest(instance):
    """Every way to share the customers out and every order, one after the other."""
    everyone = (1 << instance.customers) - 1
    one = {}
    for size in range(1, instance.customers + 1):
        for group in combinations(range(1, instance.customers + 1), size):
            lengths = [length(instance, (order,)) for order in permutations(group) if alone(instance, order)]
            if lengths:
                one[sum(1 << (c - 1) for c in group)] = min(lengths)
    best = {0: 0}
    for served in range(1, everyone + 1):
        low = served & -served
        best[served] = min(best[served ^ group] + cost for group, cost in one.items() if group & low and group & served == group)
    return best[everyone]


def alone(instance, order):
    times = timetable(instance, order)
    late = (times.begin > instance.closes[list(order)]).any() or times.home > instance.closes[0]
    return not late and instance.demand[list(order)].sum() <= instance.capacity


@settings(max_examples=25, deadline=None)
@given(drawn())
def test_the_shortest_rounds_are_found_where_everything_can_be_tried(instance):
    found = plan_rounds(checked(instance), iterations=200)
    assert fault(instance, found.routes) is None
    assert round(10 * found.distance) == shortest(instance)


@settings(max_examples=25, deadline=None)
@given(drawn(), st.integers(0, 1200), st.integers(0, 5), st.integers(0, 600))
def test_a_late_truck_leaves_what_is_done_as_it_is_and_no_window_is_broken(instance, now, truck, delay):
    routes = plan_rounds(instance, iterations=50).routes
    truck = truck % len(routes)
    new = replan(instance, routes, now, {truck: delay}, iterations=50)
    everyone = sorted([c for route in new.routes for c in route] + list(new.missed))
    assert everyone == list(range(1, instance.customers + 1))
    assert len(new.missed) <= len(new.missed_as_it_was)
    for number, route in enumerate(new.routes):
        old = routes[number] if number < len(routes) else ()
        state = standing(instance, old, now, delay if number == truck else 0)
        assert route[: len(state.kept)] == state.kept
        tail = route[len(state.kept) :]
        begin = timetable(instance, tail, at=state.at, leaves=state.free).begin
        assert (begin <= instance.closes[list(tail)]).all()
        assert instance.demand[list(route)].sum() <= instance.capacity


def test_a_truck_that_drives_to_a_customer_keeps_it_unless_it_is_late():
    instance = rounds([(10, 0), (20, 0)], service=50)
    in_time = standing(instance, (1, 2), 60, 0)
    assert (in_time.kept, in_time.at, in_time.free) == ((1,), 1, 150)
    late = standing(instance, (1, 2), 60, 30)
    assert (late.kept, late.at, late.free) == ((), 0, 90)
    served = standing(instance, (1, 2), 120, 30)
    assert (served.kept, served.at, served.free) == ((1,), 1, 180)


def test_another_truck_takes_over_whom_the_late_one_cannot_reach_and_says_why():
    instance = rounds([(10, 0), (12, 0), (-10, 0)], windows=[(100, 150), (110, 250), (300, 400)], vehicles=2)
    new = replan(instance, ((1, 2), (3,)), 0, {0: 300}, iterations=100)
    assert new.missed == ()
    assert new.missed_as_it_was == (1, 2)
    moved = {move.customer: (move.truck, str(move.why)) for move in new.moved}
    assert moved[1] == (1, "truck 1 would come after its time window closes")


def test_a_customer_that_nobody_can_reach_any_more_is_told():
    instance = rounds([(10, 0)], windows=[(100, 150)], vehicles=1)
    new = replan(instance, ((1,),), 0, {0: 300}, iterations=20)
    assert new.missed == (1,)
    assert [str(move.why) for move in new.moved] == ["no truck can be there before its time window closes"]
    assert new.moved[0].truck is None


def test_a_truck_is_not_filled_beyond_what_it_carries_already():
    instance = rounds(
        [(10, 0), (11, 0), (12, 0)], demand=[6, 6, 6], windows=[(0, 300), (0, 900), (0, 200)], capacity=12, vehicles=2
    )
    new = replan(instance, ((1, 2), (3,)), 0, {1: 500}, iterations=100)
    assert max(instance.demand[list(route)].sum() for route in new.routes) <= 12


def test_the_same_seed_gives_the_same_rounds():
    places = np.random.default_rng(1).integers(-30, 30, (30, 2)).tolist()
    instance = rounds(places, demand=[5] * 30, capacity=40, vehicles=10)
    assert plan_rounds(instance, iterations=80, seed=4).routes == plan_rounds(instance, iterations=80, seed=4).routes


@given_rounds
@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_the_published_plan_costs_what_is_published_and_keeps_every_limit(name):
    instance = read_rounds(FILES / f"{name}.vrp")
    routes = read_routes(FILES / f"{name}.sol", instance)
    assert length(instance, routes) / 10 == PUBLISHED[name]


@given_rounds
def test_replanning_a_thousand_customers_misses_fewer_than_going_on():
    instance = read_rounds(FILES / "RC2_10_1.vrp")
    routes = read_routes(FILES / "RC2_10_1.sol", instance)
    new = replan(instance, routes, 4000, {5: 5000}, iterations=60)
    assert len(new.missed_as_it_was) == 2
    assert len(new.missed) == 0


def test_the_small_file_is_worked_by_hand(tmp_path):
    instance = read_rounds(write(tmp_path, SMALL))
    found = plan_rounds(instance, iterations=100)
    assert found.distance == 2 * 20 + 2 * 30
    assert sorted(map(sorted, found.routes)) == [[1, 2], [3]]
    assert timetable(instance, (1, 2)).begin.tolist() == [100, 250]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("EOF\n", "", "the file ends before its EOF; expected a whole file: is it cut?"),
        ("4 50 90\n", "", "TIME_WINDOW_SECTION lacks node 4"),
        ("4 50 90", "4 90 50", "node 4: its time window closes before it opens"),
        ("4 50 90", "4 5 9", "node 4: no truck can be there before its time window closes"),
        ("1 0 200", "1 0 70", "node 4: no truck can be back before the depot closes"),
        ("4 4\nTIME", "4 40\nTIME", "node 4: more than one truck can carry; expected at most 10"),
        ("4 0 30", "4 0 x", "line 12: NODE_COORD_SECTION: a value that is no number"),
        ("4 0 30", "3 0 30", "line 12: a node that is unknown or comes twice: 3"),
        ("4 0 30", "4 0", "line 12: NODE_COORD_SECTION: 2 values; expected 3 values"),
        ("EUC_2D", "EXPLICIT", "EDGE_WEIGHT_TYPE: distances that are not said"),
        ("CAPACITY : 10\n", "", "CAPACITY is missing"),
        ("VEHICLES : 3", "VEHICLES : many", "VEHICLES is no whole number"),
        ("1\n-1", "1\n2\n-1", "a depot that is not the first node alone"),
        ("DEMAND_SECTION", "DEMANDS", "line 13: NODE_COORD_SECTION: a value that is no number"),
        ("NAME", "WHO", "line 1: an unknown heading: WHO"),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence_with_its_place(tmp_path, old, new, sentence):
    assert old in SMALL
    with pytest.raises(BadInput) as caught:
        read_rounds(write(tmp_path, SMALL.replace(old, new, 1)))
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        ("Route #1: 1 2\n", "a customer is left out or served twice"),
        ("Route #1: 1 2\nRoute #2: 9\n", "a customer that the instance does not have"),
        ("Route #1: 1 b\n", "line 1: a customer that is no number"),
        ("Route #1: 1 2 3\n", "truck 1 carries too much"),
    ],
)
def test_a_plan_that_is_none_of_the_instance_is_refused(tmp_path, plan, sentence):
    (tmp_path / "plan.sol").write_text(plan)
    with pytest.raises(BadInput) as caught:
        read_routes(tmp_path / "plan.sol", read_rounds(write(tmp_path, SMALL)))
    assert sentence in str(caught.value)


def test_the_verb_plans_and_plans_again(tmp_path):
    path = write(tmp_path, SMALL)
    said = CliRunner().invoke(app, ["use", "logistics", "routes", str(path), "--seconds", "0.2", "--json"])
    plan = json.loads(said.stdout)
    assert (plan["objective"], plan["trucks"]) == (100.0, 2)
    again = ["use", "logistics", "routes", str(path), "--seconds", "0.2", "--late", "1:70", "--late", "2:70", "--json"]
    new = json.loads(CliRunner().invoke(app, again).stdout)
    assert sorted(new["missed"] + [c for route in new["routes"] for c in route]) == [1, 2, 3]
    assert len(new["missed"]) <= len(new["missed_without_replanning"])


def write(folder, text):
    path = folder / "small.vrp"
    path.write_text(text)
    return path
