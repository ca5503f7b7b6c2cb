"""Ships at a continuous quay lie apart, float, share the cranes, and spend no more time in port than trying everything would give."""

import json
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from campus5g.cli.app import app
from campus5g.core.errors import BadInput
from campus5g.uses.logistics.quay.allocate import allocate
from campus5g.uses.logistics.quay.bound import alone, mean_busy_time, prices_of
from campus5g.uses.logistics.quay.generator import draw_shore
from campus5g.uses.logistics.quay.plan import ShorePlan, fault
from campus5g.uses.logistics.quay.reader import read_shore, shore_of
from campus5g.uses.logistics.quay.search import anneal, in_turn
from campus5g.uses.logistics.quay.shore import earliest, tables


def at(hour):
    return f"2026-03-{2 + hour // 24:02d}T{hour % 24:02d}:00:00+00:00"


def ship(name, arrival, hours, length=80, draught=5.0, **more):
    return {"name": name, "arrival": at(arrival), "hours": hours, "length": length, "draught": draught, **more}


def quay(ships, *, sections=((0, 200, 10.0),), tides=((0, 0.0), (96, 0.0)), **more):
    return {
        "begins": at(0),
        "step_minutes": 60,
        "cell_metres": 20,
        "sections": [{"from": a, "to": b, "depth": d} for a, b, d in sections],
        "tides": [[at(hour), height] for hour, height in tides],
        "ships": ships,
        **more,
    }


@st.composite
def drawn(draw):
    count = draw(st.integers(1, 3))
    ships = [
        ship(
            f"S{i}",
            draw(st.integers(0, 6)),
            draw(st.integers(1, 6)),
            length=draw(st.sampled_from([20, 40, 60, 80])),
            draught=draw(st.sampled_from([4.0, 9.0])),
            desired=draw(st.sampled_from([0, 20, 40])),
        )
        for i in range(count)
    ]
    tides = [(hour, draw(st.sampled_from([0.0, 2.0]))) for hour in range(12)] + [(12, 2.0), (60, 2.0)]
    return shore_of(quay(ships, sections=((0, 40, 8.0), (40, 100, 10.0)), tides=tides), "drawn")


def least_time(shore):
    """Every order of the ships and every cell for each of them, each as early as it can."""
    made, best = tables(shore), None
    places = [[x for x in range(made.places[i]) if made.kind[i, x] >= 0] for i in range(shore.count)]
    for cells in product(*places):
        for order in permutations(range(shore.count)):
            total = placed(shore, made, cells, order)
            best = total if best is None or total < best else best
    return best


def placed(shore, made, cells, order):
    stays = []
    for one in order:
        begin, end = earliest(shore, made, one, cells[one], 1, 0)
        while clash := [
            e for x, w, b, e in stays if x < cells[one] + made.wide[one] and cells[one] < x + w and b < end and begin < e
        ]:
            begin, end = earliest(shore, made, one, cells[one], 1, max(clash))
        stays.append((cells[one], made.wide[one], begin, end))
    return sum(end for _, _, _, end in stays) - int(shore.ships.arrival.sum())


@settings(max_examples=25, deadline=None)
@given(drawn(), st.integers(0, 99))
def test_annealing_finds_what_trying_everything_finds_and_no_bound_is_above_it(shore, seed):
    best, made = least_time(shore), tables(shore)
    _, plan = anneal(shore, made, in_turn(shore), 3000, seed)
    assert fault(shore, plan) is None
    assert plan.time_in_port == best
    assert alone(shore, made) <= prices_of(shore, made).climb(60, best) <= best
    assert mean_busy_time(shore, made) <= best


@pytest.mark.parametrize("cranes", [0, 8])
def test_a_drawn_quay_is_planned_better_than_first_come_first_served_and_keeps_every_limit(cranes):
    shore = shore_of(draw_shore(25, 1000, 5, seed=4, cranes=cranes), "drawn")
    made = tables(shore)
    _, first = anneal(shore, made, in_turn(shore), 1, 0)
    _, plan = anneal(shore, made, in_turn(shore), 1500, 0)
    assert fault(shore, plan) is None
    assert plan.time_in_port < 0.98 * first.time_in_port
    prices = prices_of(shore, made)
    begun = prices.bound
    assert begun < prices.climb(100, plan.time_in_port) <= plan.time_in_port


def test_two_short_ships_lie_side_by_side_and_a_third_waits():
    shore = shore_of(quay([ship("A", 0, 5), ship("B", 0, 5), ship("C", 0, 2)]), "worked")
    _, plan = anneal(shore, tables(shore), in_turn(shore), 500, 0)
    # two of 80 m fit at a time: the short work goes first (2), one lies 80 m aside and takes ⌈5 · 1.08⌉ = 6, one follows (2 + 5)
    assert plan.time_in_port == 2 + 6 + 7
    assert fault(shore, plan) is None


def test_a_deep_ship_waits_for_the_tide_to_come_and_to_leave():
    tides = [(0, 0.0), (4, 0.0), (5, 3.0), (7, 3.0), (8, 0.0), (11, 0.0), (12, 3.0), (60, 3.0)]
    shore = shore_of(quay([ship("A", 0, 4, draught=9.0)], tides=tides, channel_depth=7.0), "worked")
    _, plan = anneal(shore, tables(shore), in_turn(shore), 1, 0)
    assert (plan.begin[0], plan.done[0], plan.end[0]) == (5, 9, 12)


def test_a_ship_that_would_touch_the_ground_at_low_water_lies_where_it_is_deep():
    tides = [(0, 2.0), (4, 0.0), (60, 0.0)]
    sections = ((0, 100, 8.0), (100, 200, 10.0))
    shore = shore_of(quay([ship("A", 0, 6, draught=9.0, desired=0)], tides=tides, sections=sections), "worked")
    _, plan = anneal(shore, tables(shore), in_turn(shore), 50, 0)
    assert plan.place[0] * shore.cell == 100


def test_cranes_are_shared_and_two_do_less_than_twice_the_work():
    ships = [ship("A", 0, 8, least_cranes=1, most_cranes=2), ship("B", 0, 8, least_cranes=1, most_cranes=2, desired=120)]
    shore = shore_of(quay(ships, cranes=3), "worked")
    _, plan = anneal(shore, tables(shore), in_turn(shore), 300, 0)
    assert fault(shore, plan) is None
    # 8 crane-hours take 8 h with one crane and ⌈8 / 2^0.9⌉ = 5 h with two: both at once would need a fourth crane
    assert plan.time_in_port == 13
    assert sorted(plan.cranes.tolist()) == [1, 2]


def test_ten_metres_from_the_desired_place_lengthen_the_handling_by_a_hundredth():
    made = tables(shore_of(quay([ship("A", 0, 50, length=20)]), "worked"))
    assert made.handling[0, 0, 0] == 50
    assert made.handling[0, 5, 0] == 55


def test_mean_busy_time_is_worked_by_hand():
    shore = shore_of(quay([ship("A", 0, 4, length=200), ship("B", 0, 2, length=200)]), "worked")
    # the whole quay each: B first (2 h), then A (6 h), and no plan does better
    assert mean_busy_time(shore, tables(shore)) == 2 + 6


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"place": 9}, "ship A: it lies beyond the quay"),
        ({"begin": -1}, "ship A: it has no place"),
        ({"done": 3}, "ship A: it is handled for too short a time"),
        ({"end": 99}, "ship A: its times are out of order or beyond its latest departure"),
    ],
)
def test_the_checker_refuses_what_is_no_plan(change, sentence):
    shore = shore_of(quay([ship("A", 0, 5)]), "worked")
    rows = {"place": 0, "begin": 0, "done": 5, "end": 5, "cranes": 1} | change
    plan = ShorePlan(*(np.array([rows[key]]) for key in ("place", "begin", "done", "end", "cranes")), 5)
    assert str(fault(shore, plan)) == sentence


def test_the_checker_sees_two_ships_at_one_place_and_too_many_cranes():
    shore = shore_of(quay([ship("A", 0, 5), ship("B", 0, 5)], cranes=1), "worked")
    five, none = np.array([5, 5]), np.array([0, 0])
    beside = ShorePlan(none, none, five, five, np.array([1, 1]), 10)
    assert str(fault(shore, beside)) == "ships A and B are at one place at a time"
    apart = ShorePlan(np.array([0, 5]), none, np.array([5, 6]), np.array([5, 6]), np.array([1, 1]), 11)
    assert str(fault(shore, apart)) == "more cranes at work than there are"


def test_the_same_seed_gives_the_same_quay_and_the_same_plan():
    assert draw_shore(10, 600, 3, 7) == draw_shore(10, 600, 3, 7)
    shore = shore_of(draw_shore(10, 600, 3, 7), "drawn")
    one, two = (anneal(shore, tables(shore), in_turn(shore), 300, 5)[1] for _ in range(2))
    assert (one.place == two.place).all()
    assert (one.begin == two.begin).all()


def test_a_quay_where_each_ship_is_alone_is_proven_and_stops_before_its_time():
    shore = shore_of(quay([ship("A", 0, 5), ship("B", 20, 5)]), "worked")
    found = allocate(shore, seconds=20)
    assert found.proven
    assert found.plan.time_in_port == 10
    assert found.seconds < 15


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ships": [ship("A", 0, 5, length=300)]}, "ships, A: a ship of 300 m, longer than the quay; expected at most 200 m"),
        (
            {"ships": [ship("A", 0, 5, draught=14.0)]},
            "A: a ship that needs 14 m of water, more than any place gives even at high",
        ),
        ({"channel_depth": 4.0}, "A: a ship that needs 5 m of water, more than the channel gives even at high water"),
        ({"ships": [ship("A", 0, 5, latest=at(3))]}, "A: no place and no tide let this ship be done before its latest departure"),
        ({"ships": [ship("A", 0, 5), ship("A", 2, 5)]}, "ships[1]: two ships with one name: A"),
        (
            {"ships": [ship("A", 5, 5, latest=at(3))]},
            "ships[0]: its latest departure is not after its arrival; expected times in order",
        ),
        ({"ships": [ship("A", 0, 5) | {"arrival": "2026-03-02T02:00:00+01:00"}]}, "a time in another zone than the plan's begin"),
        ({"ships": [ship("A", 0, 5) | {"arrival": "2026-03-02T02:00:00"}]}, "ships[0], arrival: a time without its zone"),
        ({"ships": [ship("A", 0, 5) | {"arrival": "soon"}]}, "ships[0], arrival: soon is no instant"),
        ({"ships": [{"name": "A"}]}, "ships[0]: arrival is missing"),
        ({"ships": [ship("A", 0, -1)]}, "ships[0], hours: -1; expected a number from"),
        ({"ships": []}, "ships: no ship, or too many"),
        ({"tides": []}, "tides: the tides are missing"),
        ({"tides": [[at(0), 1.0], [at(9), 1.0], [at(8), 1.0]]}, "tides[2]: an instant that is not after the one before"),
        ({"tides": [[at(2), 1.0], [at(9), 1.0]]}, "tides[0]: the tides begin after the plan"),
        ({"sections": [{"from": 0, "to": 50, "depth": 9}, {"from": 60, "to": 90, "depth": 9}]}, "sections[1]: from 60 to 90"),
    ],
)
def test_a_bad_quay_is_refused_in_one_sentence_with_its_place(change, sentence):
    with pytest.raises(BadInput) as caught:
        tables(shore_of(quay([ship("A", 0, 5)]) | change, "quay.json"))
    assert sentence in str(caught.value)


def test_missing_tides_and_a_file_cut_in_the_middle_are_refused(tmp_path):
    found = quay([ship("A", 0, 5)])
    path = tmp_path / "quay.json"
    path.write_text(json.dumps({key: value for key, value in found.items() if key != "tides"}))
    with pytest.raises(BadInput, match="the tides are missing"):
        read_shore(path)
    path.write_text(json.dumps(found, indent=1)[:-40])
    with pytest.raises(BadInput, match="is it cut"):
        read_shore(path)


def test_the_verb_recognises_a_quay_with_tides(tmp_path):
    path = tmp_path / "quay.json"
    path.write_text(json.dumps(quay([ship("A", 0, 5), ship("B", 20, 5)])))
    said = json.loads(CliRunner().invoke(app, ["use", "logistics", "berth", str(path), "--seconds", "3", "--json"]).stdout)
    assert (said["objective"], said["bound"], said["unit"]) == (600, 600, "minutes")
    assert said["plan"][1] == {"ship": "B", "metre": 0.0, "begin": at(20), "done": at(25), "end": at(25)}


def test_a_quay_that_cannot_keep_its_departures_is_refused():
    ships = [ship("A", 0, 5, length=200, latest=at(6)), ship("B", 0, 5, length=200, latest=at(6))]
    with pytest.raises(BadInput, match="no plan was found that keeps every limit"):
        allocate(shore_of(quay(ships), "tight"), seconds=0.3)
