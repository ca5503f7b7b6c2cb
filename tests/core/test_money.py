"""Money is integer cents: nothing is lost, nothing is invented."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.core.money import floor_share, nearest_cent, parse_cents, split_by, to_euros

cents = st.integers(min_value=0, max_value=10**13)
weights = st.lists(st.decimals(min_value=0, max_value=10**6, places=3), min_size=1, max_size=12).filter(any)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 250,50", 125_050),
        ("1\u202f250,50\u00a0€", 125_050),
        ("1,250.50", 125_050),
        ("1.250,50", 125_050),
        ("1250.5", 125_050),
        ("1'250.50", 125_050),
        ("1,000,000", 100_000_000),
        ("1.000.000", 100_000_000),
        ("-3,20", -320),
        (1250, 125_000),
        (Decimal("0.01"), 1),
    ],
)
def test_an_amount_is_read_as_the_french_and_the_english_write_it(text: str | int | Decimal, expected: int) -> None:
    assert parse_cents(text) == expected


@pytest.mark.parametrize("text", ["", "abc", "12 €uros", "1.2.3,4,5", "NaN", "Infinity", "1,005", "0.001"])
def test_an_amount_that_is_none_or_has_a_third_decimal_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="line 4"):
        parse_cents(text, "budget.csv, line 4")


@pytest.mark.parametrize("value", [1.5, True])
def test_a_float_is_never_money(value: float) -> None:
    with pytest.raises(BadInput, match="a float"):
        parse_cents(value)  # type: ignore[arg-type]


@given(st.integers(min_value=-(10**13), max_value=10**13))
def test_an_amount_written_with_two_decimals_is_read_back_unchanged(amount: int) -> None:
    euros = to_euros(amount)
    assert parse_cents(euros) == amount
    assert parse_cents(f"{euros}") == amount
    assert parse_cents(f"{euros}".replace(".", ",")) == amount


@given(cents, weights)
def test_the_parts_of_a_sum_add_up_to_it_and_none_is_a_cent_off(total: int, by: list[Decimal]) -> None:
    parts = split_by(total, by)
    assert sum(parts) == total
    for part, weight in zip(parts, by, strict=True):
        assert abs(part - Decimal(total) * weight / sum(by)) < 1
        assert part >= 0


def test_the_cents_left_over_go_to_the_largest_remainders() -> None:
    assert split_by(100, [Decimal(1)] * 3) == [34, 33, 33]
    assert split_by(10_001, [Decimal(1), Decimal(3)]) == [2500, 7501]


def test_a_sum_cannot_be_split_by_nothing() -> None:
    with pytest.raises(ValueError, match="zero"):
        split_by(100, [Decimal(0), Decimal(0)])


@given(cents, st.decimals(min_value=0, max_value=100, places=2))
def test_a_share_is_rounded_down_and_never_by_a_whole_cent(total: int, percent: Decimal) -> None:
    share = floor_share(total, percent)
    exact = Decimal(total) * percent / 100
    assert share <= exact < share + 1


def test_an_equivalent_is_rounded_half_up() -> None:
    assert [nearest_cent(Decimal(text)) for text in ("0.005", "0.0049", "2.675", "1.115")] == [1, 0, 268, 112]
