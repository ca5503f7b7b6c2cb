"""A quay with tides is planned again when a ship is late: what has begun stays, what moves says why, and no worse than waiting."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from campus5g.cli.app import app
from campus5g.core.errors import BadInput
from campus5g.uses.logistics.quay.generator import draw_shore
from campus5g.uses.logistics.quay.plan import fault
from campus5g.uses.logistics.quay.reader import shore_of
from campus5g.uses.logistics.quay.replan import late, replan
from campus5g.uses.logistics.quay.search import anneal, in_turn
from campus5g.uses.logistics.quay.shore import tables
from tests.uses.test_logistics_quay import at, quay, ship


def planned(shore, steps=200):
    return anneal(shore, tables(shore), in_turn(shore), steps, 0)[1]


def two():
    """A quay of one place: B follows A."""
    return shore_of(quay([ship("A", 0, 5, length=200), ship("B", 1, 4, length=200)], sections=((0, 200, 10.0),)), "two")


def test_when_the_first_is_late_the_second_goes_before_it():
    shore = two()
    plan = planned(shore)
    assert plan.begin.tolist() == [0, 5]
    new = replan(shore, plan, 0, late(shore, {0: 180.0}))
    assert new.plan.begin.tolist() == [5, 1]
    assert {move.ship: str(move.why) for move in new.moved}[0] == "it arrives 180 minutes later"


def test_what_has_begun_stays_and_what_is_frozen_keeps_its_place():
    shore = two()
    plan = planned(shore)
    begun = replan(shore, plan, 2, late(shore, {1: 60.0}))
    assert begun.begun == (0,)
    assert begun.plan.begin.tolist() == [0, 5]
    frozen = replan(shore, plan, 2, shore.ships.arrival, freeze=4)
    assert (frozen.begun, frozen.frozen, frozen.moved) == ((0,), (1,), ())


def test_a_departure_that_can_no_longer_be_kept_is_told_and_no_refusal():
    shore = shore_of(quay([ship("A", 0, 5, latest=at(8))]), "one")
    new = replan(shore, planned(shore), 0, late(shore, {0: 600.0}))
    assert new.overdue == (0,)
    assert new.plan.end.tolist() == [15]


def test_a_ship_beyond_the_tides_that_are_given_is_refused_in_one_sentence():
    shore = shore_of(quay([ship("A", 0, 5)], tides=((0, 0.0), (24, 0.0))), "short")
    with pytest.raises(BadInput, match="short, ships, A: it finds no place before the tides that are given end"):
        replan(shore, planned(shore), 0, late(shore, {0: 60.0 * 22}))


def test_a_ship_that_is_not_there_is_refused():
    with pytest.raises(BadInput, match="there is no ship 9"):
        late(two(), {8: 60.0})


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 50), st.integers(0, 40), st.integers(1, 30), st.integers(0, 7))
def test_whatever_comes_late_the_new_plan_keeps_every_limit_and_what_has_begun(seed, now, steps, who):
    shore = shore_of(draw_shore(8, 600, 2, seed), "drawn")
    plan = planned(shore)
    new = replan(shore, plan, now, late(shore, {who: float(steps * shore.step)}), steps=200, seed=seed)
    begun = np.array(new.begun + new.frozen, dtype=int)
    for name in ("place", "begin", "done", "end", "cranes"):
        assert (getattr(new.plan, name)[begun] == getattr(plan, name)[begun]).all()
    free = np.setdiff1d(np.arange(shore.count), begun)
    assert (new.plan.begin[free] >= now).all()
    if not new.overdue:
        assert fault(new.shore, new.plan) is None
    assert {move.ship for move in new.moved} == set(
        np.flatnonzero((new.plan.begin != plan.begin) | (new.plan.place != plan.place)).tolist()
    )


def test_the_verb_plans_a_quay_with_tides_again(tmp_path):
    path = tmp_path / "quay.json"
    path.write_text(json.dumps(quay([ship("A", 0, 5, length=200), ship("B", 1, 4, length=200)])))
    asked = ["use", "logistics", "berth", str(path), "--seconds", "1", "--late", "1:180", "--json"]
    said = json.loads(CliRunner().invoke(app, asked).stdout)
    assert said["objective_before"] == (5 + 8) * 60
    assert said["objective"] == (10 - 3 + 4) * 60
    assert [row["begin"] for row in said["plan"]] == [at(5), at(1)]
    assert said["moved"][0]["ship"] in ("A", "B")
