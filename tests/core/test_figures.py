"""Published figures keep their perimeter: what does not count the same thing is never added."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption, Interval, Source, SourcedFigure, add_figures, parse_day
from campus5g.core.message import Message, msg

SOURCE = Source("Delta FM", date="2026-06")
JOBS = SourcedFigure("jobs", 500, 500, "jobs", "direct jobs", "data centre", "2028", SOURCE)


def test_figures_of_one_perimeter_are_added_low_with_low_and_high_with_high() -> None:
    more = replace(JOBS, key="more", low=10, high=20)
    assert add_figures([JOBS, more]) == (510, 520)
    assert add_figures([]) == (0, 0)


@pytest.mark.parametrize(
    ("field", "value"),
    [("unit", "FTE"), ("counted", "indirect jobs"), ("perimeter", "perimeter not stated by the source"), ("horizon", "2030")],
)
def test_figures_that_differ_in_what_they_count_are_not_added_and_the_reason_is_given(field: str, value: str) -> None:
    refusal = add_figures([JOBS, replace(JOBS, **{field: value})])
    assert isinstance(refusal, Message)
    assert field in str(refusal)


@pytest.mark.parametrize("bounds", [(2, 1, 3), (1, 3, 2), (float("nan"), 1, 2), (0, 1, float("inf"))])
def test_an_interval_is_finite_and_in_order(bounds: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="not an interval"):
        Interval(*bounds)


def test_an_assumption_outside_its_own_range_is_refused() -> None:
    with pytest.raises(BadInput, match=r"hourly_cost: value 7.*a value from 1 to 5"):
        Assumption("hourly_cost", msg("hourly cost"), 7, 1, 5, "€/h", SOURCE)


def test_a_day_is_read_as_iso_8601_and_anything_else_is_refused_where_it_stands() -> None:
    assert parse_day("2026-11-21", "--on") == date(2026, 11, 21)
    with pytest.raises(BadInput, match="--on: “21/11/2026” is not a day; expected a day such as 2026-11-21"):
        parse_day("21/11/2026", "--on")
