"""What is late in a plan, what it holds up, and what moving a milestone does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.territory.programmes import Stone, circle, effect_of_move, expected, lateness

DAY = date(2026, 11, 22)


def day(n: int) -> date:
    return DAY + timedelta(days=n)


PLAN = [
    Stone("1.1.1", "Hall ready", day(-10)),
    Stone("1.1.2", "Network on air", day(20), after=("1.1.1",)),
    Stone("1.2.1", "First session", day(50), after=("1.1.2",)),
    Stone("2.1.1", "Jury", day(5)),
]


def test_a_late_milestone_holds_up_what_waits_for_it_by_as_many_days() -> None:
    (late,) = lateness(PLAN, DAY)
    assert (late.key, late.days) == ("1.1.1", 10)
    assert [(held.key, held.days, held.through) for held in late.holds] == [("1.1.2", 10, ()), ("1.2.1", 10, ("1.1.2",))]
    assert str(late.holds[1].sentence).startswith("1.2.1 “First session” waits for 1.1.1 through 1.1.2")


def test_what_was_reached_holds_up_nothing() -> None:
    reached = [Stone("1.1.1", "Hall ready", day(-10), day(-2)), *PLAN[1:]]
    assert lateness(reached, DAY) == ()
    assert expected(reached, DAY)["1.1.2"] == day(20)


def test_of_two_ways_the_one_that_costs_most_is_told() -> None:
    plan = [
        Stone("a", "A", day(-10)), Stone("b", "B", day(-4), after=("a",)), Stone("c", "C", day(2), after=("a", "b")),
    ]  # fmt: skip
    late = {one.key: one for one in lateness(plan, DAY)}
    assert late["a"].holds[-1].at_best == day(12)
    assert late["b"].holds[-1].at_best == day(6)
    assert expected(plan, DAY)["c"] == day(12)


def test_a_circle_is_found_and_refused() -> None:
    round_ = [Stone("a", "A", DAY, after=("b",)), Stone("b", "B", DAY, after=("c",)), Stone("c", "C", DAY, after=("a",))]
    assert set(circle(round_)) == {"a", "b", "c"}
    with pytest.raises(BadInput, match="wait for one another"):
        expected(round_, DAY)


def test_moving_a_milestone_says_what_has_to_move_too() -> None:
    told = [str(sentence) for sentence in effect_of_move(PLAN, "1.1.2", day(60), ends=day(55))]
    assert told[0].endswith("40 days later")
    assert "it has to move too" in told[1]
    assert "after the last day of the programme" in told[2]
    earlier = [str(sentence) for sentence in effect_of_move(PLAN, "1.2.1", day(10))]
    assert earlier[0].endswith("40 days earlier")
    assert "for which it waits" in earlier[1]


@st.composite
def plans(draw: st.DrawFn) -> list[Stone]:
    """Plans without a circle, where nothing is due before what it waits for."""
    found: list[Stone] = []
    for n in range(draw(st.integers(1, 8))):
        before = draw(st.lists(st.sampled_from([one.key for one in found]), unique=True, max_size=3)) if found else []
        due = max([day(draw(st.integers(-60, 60))), *(one.due for one in found if one.key in before)])
        reached = draw(st.none() | st.integers(-60, 0).map(day))
        found.append(Stone(f"{n:02d}", f"Stone {n}", due, reached, tuple(before)))
    return found


@given(plans())
def test_nothing_is_expected_before_its_day_nor_before_what_it_waits_for(plan: list[Stone]) -> None:
    at = expected(plan, DAY)
    known = {one.key: one for one in plan}
    for one in plan:
        if one.reached is None:
            assert at[one.key] >= max(one.due, DAY)
            assert all(at[one.key] >= at[before] for before in one.after if known[before].reached is None)


@given(plans())
def test_what_late_ones_hold_up_is_what_is_expected_after_its_day(plan: list[Stone]) -> None:
    """The two readings agree: the worst of what each late one costs is the day expected."""
    at = expected(plan, DAY)
    worst: dict[str, date] = {}
    for late in lateness(plan, DAY):
        for held in late.holds:
            worst[held.key] = max(worst.get(held.key, held.at_best), held.at_best)
    for one in plan:
        if one.reached is None and one.due >= DAY:
            assert at[one.key] == worst.get(one.key, one.due)
