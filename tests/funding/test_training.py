"""What could be paid of a training, by the size of the employer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.core.project import Size
from campus5g.funding.training import Employer, training_money

DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("size", "fragile", "percent"),
    [
        (Size.LARGE, False, 50), (Size.MEDIUM, False, 60), (Size.SMALL, False, 70), (Size.LARGE, True, 60), (Size.MEDIUM, True, 70),
        (Size.SMALL, True, 70),
    ],
)  # fmt: skip
def test_the_most_aid_is_that_of_article_31(size: Size, fragile: bool, percent: int) -> None:
    money = training_money(120_000, Employer(size, fragile=fragile), DAY)
    assert money.limit.max_cents == 1_200 * percent
    assert "Art. 31" in money.limit.intensity.article


@given(st.integers(0, 10**10), st.sampled_from([Size.SMALL, Size.MEDIUM, Size.LARGE]), st.booleans())
def test_aid_and_own_money_add_up_to_the_cost_and_aid_never_passes_the_cap(cents: int, size: Size, fragile: bool) -> None:
    money = training_money(cents, Employer(size, fragile=fragile), DAY)
    assert money.limit.max_cents + money.own_cents == cents
    assert money.limit.max_cents * 100 <= cents * 70


@pytest.mark.parametrize(("staff", "opened"), [(None, None), (Decimal("49.9"), True), (Decimal(50), False)])
def test_the_skills_operator_pays_below_fifty_people(staff: Decimal | None, opened: bool | None) -> None:
    money = training_money(100, Employer(Size.SMALL, staff), DAY)
    assert money.opco is opened
    assert "L6332-17" in str(money.opco_reason)


def test_after_the_end_of_the_regulation_the_rates_are_said_to_be_assumed() -> None:
    before, after = (training_money(100, Employer(Size.SMALL), date(year, 6, 1)) for year in (2026, 2027))
    assert len(after.conditions) == len(before.conditions) + 1


def test_a_negative_cost_is_refused() -> None:
    with pytest.raises(BadInput):
        training_money(-1, Employer(Size.SMALL), DAY)
