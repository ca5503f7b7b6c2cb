"""Figures as people write them, in both languages, never flattered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.figures import Interval
from campus5g.documents.voice import Voice

FR, EN = Voice("fr"), Voice("en")


def test_money_is_written_as_french_and_english_typography_want():
    assert FR.money(125_050) == "1\u202f250,50\u00a0€"
    assert EN.money(125_050) == "€1,250.50"
    assert FR.money(-1_200_000) == "−12\u202f000\u00a0€"


def test_an_estimate_claims_three_digits_only():
    assert FR.estimate(418_250.37) == "418\u202f000\u00a0€"
    assert EN.estimate(-1_234_567) == "−€1,230,000"
    assert EN.estimate(0) == "€0"


def test_a_coverage_is_rounded_down_so_that_hundred_percent_means_all():
    assert EN.share(0.9999999) == "99.999%"
    assert EN.share(1.0) == "100%"
    assert FR.share(0.7199) == "71,9\u00a0%"


def test_a_loss_is_rounded_up_so_that_zero_percent_means_none():
    assert EN.risk(0.0) == "0%"
    assert EN.risk(0.000101) == "0.011%"
    assert EN.risk(0.999) == "100%"


@given(st.floats(min_value=1e-12, max_value=1.0, exclude_max=True))
def test_neither_a_coverage_nor_a_loss_is_ever_flattered(value):
    assert Decimal(EN.share(value).rstrip("%")) <= Decimal(repr(value)) * 100
    assert Decimal(EN.risk(value).rstrip("%")) >= Decimal(repr(value)) * 100


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0123, "12.3 ms"), (1.5, "1.5 s"), (60, "60 s"), (600, "10 min"), (43_200, "12 h"), (259_200, "3 days")],
)
def test_a_duration_takes_the_unit_people_would_use(seconds, text):
    assert EN.duration(seconds).replace("\u00a0", " ") == text


def test_an_interval_shows_its_range_and_unit():
    assert EN.interval(Interval(2, 6.5, 11), "h/year") == "6.5\u00a0h/year (2 to 11\u00a0h/year)"


def test_a_day_is_written_in_words(french):
    assert FR.day(date(2026, 11, 21)) == "21 novembre 2026"
    assert EN.day(date(2026, 11, 21)) == "November 21, 2026"
    assert FR.confirm("38", needed=True) == "38 (à confirmer)"
    assert FR.confirm("38", needed=False) == "38"
