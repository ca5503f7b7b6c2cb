"""When a ship is late the rest is planned again: what has begun stays, what moves says why."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from campus5g.cli.app import app
from campus5g.core.errors import BadInput
from campus5g.uses.logistics.data.quay import FORBIDDEN, Quay
from campus5g.uses.logistics.model.anneal import anneal, in_turn
from campus5g.uses.logistics.model.plan import fault, schedule
from campus5g.uses.logistics.model.replan import late, replan


def quay(arrivals, handling, openings=None, departures=None):
    times = np.array(handling)
    ships, berths = times.shape
    return Quay(
        "worked",
        np.array(arrivals),
        np.array(openings or [0] * berths),
        times,
        np.full(berths, 1000),
        np.array(departures or [1000] * ships),
    )


@st.composite
def quays(draw):
    ships, berths = draw(st.integers(2, 7)), draw(st.integers(1, 3))
    numbers = st.lists(st.integers(1, 12), min_size=ships * berths, max_size=ships * berths)
    arrivals = draw(st.lists(st.integers(0, 20), min_size=ships, max_size=ships))
    return quay(arrivals, np.array(draw(numbers)).reshape(ships, berths))


@settings(max_examples=60, deadline=None)
@given(quays(), st.integers(0, 30), st.integers(0, 10), st.data())
def test_a_new_plan_is_a_plan_and_touches_nothing_that_has_begun(place, now, freeze, data):
    plan = schedule(place, anneal(place, in_turn(place), 2000, 1))
    delays = data.draw(st.lists(st.integers(0, 15), min_size=place.ships, max_size=place.ships))
    arrivals = np.where(place.arrivals > now, place.arrivals + np.array(delays), place.arrivals)
    new = replan(place, plan, now, arrivals, freeze=freeze, steps=2000)
    assert fault(new.quay, new.plan) is None
    begun = np.flatnonzero(plan.begin <= now) if (arrivals == place.arrivals).all() else list(new.begun)
    assert list(new.begun) == list(begun)
    for ship in new.begun:
        assert (new.plan.berth[ship], new.plan.begin[ship]) == (plan.berth[ship], plan.begin[ship])
    for ship in set(range(place.ships)) - set(new.begun):
        assert new.plan.begin[ship] >= now
    for ship in new.frozen:
        assert new.plan.berth[ship] == plan.berth[ship]


@settings(max_examples=40, deadline=None)
@given(quays(), st.integers(0, 30))
def test_without_news_the_best_plan_stays(place, now):
    plan = schedule(place, min((anneal(place, in_turn(place), 20_000, seed) for seed in (1, 2)), key=lambda o: cost(place, o)))
    new = replan(place, plan, now, place.arrivals, worth=1, steps=2000)
    assert new.plan.time_in_port <= plan.time_in_port
    if new.plan.time_in_port == plan.time_in_port:
        assert (new.plan.berth == plan.berth).all()


def test_a_late_ship_lets_the_next_pass_and_each_move_says_why():
    place = quay([0, 10, 12], [[10], [10], [10]])
    plan = schedule(place, [[0, 1, 2]])
    new = replan(place, plan, 5, late(place, {1: 9}))
    assert new.plan.begin.tolist() == [0, 22, 12]
    assert new.begun == (0,)
    said = {move.ship: str(move.why) for move in new.moved}
    assert said == {1: "its place at berth 1 is held by ship 3 until 22", 2: "its berth is free sooner"}


def test_a_ship_that_goes_to_another_berth_says_who_holds_its_own():
    place = quay([0, 4], [[4, FORBIDDEN], [6, 7]])
    plan = schedule(place, [[0, 1], []])
    handling = place.handling.copy()
    handling[0, 0] = 20
    new = replan(place, plan, 2, place.arrivals, handling=handling)
    assert new.plan.berth.tolist() == [0, 1]
    assert new.plan.begin.tolist() == [0, 4]
    assert str(new.moved[0].why) == "its place at berth 1 is held by ship 1 until 20"


def test_the_freeze_window_keeps_a_ship_at_its_berth_where_freedom_would_move_it():
    place = quay([0, 4], [[4, FORBIDDEN], [6, 7]])
    plan = schedule(place, [[0, 1], []])
    handling = place.handling.copy()
    handling[0, 0] = 20
    kept = replan(place, plan, 2, place.arrivals, handling=handling, freeze=10)
    assert kept.frozen == (1,)
    assert kept.plan.begin.tolist() == [0, 20]


def test_a_move_is_not_made_when_it_gains_less_than_it_is_worth():
    place = quay([0, 4], [[4, FORBIDDEN], [6, 7]])
    plan = schedule(place, [[0, 1], []])
    handling = place.handling.copy()
    handling[0, 0] = 8
    free = replan(place, plan, 2, place.arrivals, handling=handling)
    held = replan(place, plan, 2, place.arrivals, handling=handling, worth=5)
    assert free.plan.berth.tolist() == [0, 1]
    assert held.plan.berth.tolist() == [0, 0]


def test_a_latest_departure_that_cannot_be_kept_is_told_and_not_refused():
    place = quay([0, 4], [[4], [6]], departures=[50, 12])
    new = replan(place, schedule(place, [[0, 1]]), 2, late(place, {1: 5}))
    assert new.overdue == (1,)


def test_replanning_is_worth_more_than_shifting_the_old_order():
    draw = np.random.default_rng(3)
    shifted = bettered = 0
    for seed in range(20):
        place = quay(np.sort(draw.integers(0, 200, 25)), draw.integers(8, 40, (25, 4)))
        plan = schedule(place, anneal(place, in_turn(place), 30_000, seed))
        arrivals = place.arrivals + np.where(place.arrivals > 20, draw.integers(0, 40, 25), 0)
        shifted += replan(place, plan, 20, arrivals, worth=10**6).plan.time_in_port
        bettered += replan(place, plan, 20, arrivals, steps=20_000).plan.time_in_port
    assert bettered < 0.97 * shifted


@pytest.mark.parametrize(
    ("arrivals", "now", "sentence"),
    [([1, 2], 0, "2 arrivals; expected one for each of the 3 ships"), ([0, -1, 2], 0, "a time before the beginning")],
)
def test_news_of_other_ships_are_refused(arrivals, now, sentence):
    place = quay([0, 10, 12], [[10], [10], [10]])
    with pytest.raises(BadInput, match=sentence):
        replan(place, schedule(place, [[0, 1, 2]]), now, np.array(arrivals))
    with pytest.raises(BadInput, match="there is no ship 9"):
        late(place, {8: 3})


def cost(place, orders):
    return schedule(place, orders).time_in_port


def test_the_verb_plans_again_and_says_why_each_ship_moves(tmp_path):
    path = tmp_path / "quay.txt"
    path.write_text("3\n1\n0 10 12\n0\n10\n10\n10\n1000\n1000 1000 1000\n")
    asked = ["use", "logistics", "berth", str(path), "--seconds", "1", "--late", "2:9", "--now", "5", "--json"]
    said = json.loads(CliRunner().invoke(app, asked).stdout)
    assert said["begun"] == [1]
    assert [(move["ship"], move["begin"]) for move in said["moved"]] == [(3, 12), (2, 22)]
    assert said["moved"][1]["why"] == "its place at berth 1 is held by ship 3 until 22"
