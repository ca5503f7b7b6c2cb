"""Equivalents, de minimis, cumulation, instruments and numbers of enterprises."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.equivalent import loan_equivalent, present_value, repayment_share
from campus5g.core.errors import BadInput
from campus5g.core.project import Award
from campus5g.funding.ceilings import cumulation_room
from campus5g.funding.de_minimis import headroom, judge_award, last_day_counted
from campus5g.funding.equivalent import discount_rate, reference_rate
from campus5g.funding.instruments import instrument_aid, instruments, split_aid, terms_of
from campus5g.funding.rules import RulesOn, law
from campus5g.funding.sirene import check_siren, check_siret, siren_of
from campus5g.funding.sme import Figures, SmeClass, judge_size, status_over_years

CEILING = 300_000_00
AWARDS = st.lists(
    st.builds(Award, st.dates(date(2021, 1, 1), date(2026, 6, 1)), st.integers(0, 150_000_00)), max_size=6
)  # fmt: skip


@given(principal=st.integers(1, 10**9), years=st.integers(1, 12), grace=st.integers(0, 5), bp=st.integers(1, 1500))
def test_at_zero_interest_the_equivalent_is_the_nominal_less_the_present_value(
    principal: int, years: int, grace: int, bp: int
) -> None:
    """The closed formula for a contract rate of zero and a reference equal to the discount rate, in exact fractions."""
    part, rest = divmod(principal, years)
    repayments = [(grace + year, part + (rest if year == years else 0)) for year in range(1, years + 1)]
    found = loan_equivalent(principal, repayments, Decimal(0), Decimal(bp) / 10_000, Decimal(bp) / 10_000)
    exact = principal - sum(cents / (1 + Fraction(bp, 10_000)) ** year for year, cents in repayments)
    assert abs(found - exact) <= Fraction(1, 2)


def test_a_rate_above_the_reference_is_no_aid() -> None:
    assert loan_equivalent(100_00, [(1, 100_00)], Decimal("0.09"), Decimal("0.05"), Decimal("0.05")) == 0


def test_repayments_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(BadInput, match="do not add up"):
        loan_equivalent(100_00, [(1, 99_99)], Decimal(0), Decimal("0.05"), Decimal("0.05"))


def test_the_share_of_a_repayment_agrees_with_the_present_value_of_its_instalments() -> None:
    rate = Decimal("0.0559")
    flows = [(year, 200_000_00) for year in range(3, 8)]
    assert abs(repayment_share(5, 2, rate) * 1_000_000_00 - present_value(flows, rate)) < 1


def test_the_rates_of_2008_are_those_of_the_communication() -> None:
    rules = law().on(date(2008, 9, 15))
    assert discount_rate(rules) == Decimal("0.0559")
    assert reference_rate(rules, "good", "normal") == Decimal("0.0559")
    assert reference_rate(rules) == Decimal("0.0859")


@given(awards=AWARDS, amount=st.integers(0, 400_000_00), on=st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_an_award_is_granted_whole_or_not_at_all_and_never_passes_the_ceiling(awards: list[Award], amount: int, on: date) -> None:
    rules = law().on(on)
    judged = judge_award(awards, amount, on, rules)
    recent = sum(a.cents for a in awards if a.granted <= on <= last_day_counted(a.granted, 3))
    assert judged.allowed_cents in (0, amount)
    assert not judged.allowed or recent + amount <= CEILING
    assert judged.allowed or recent + amount > CEILING
    if judged.fits_from is None:
        assert amount > CEILING
    else:
        assert headroom(awards, judged.fits_from, rules) >= amount
        before = judged.fits_from - timedelta(days=1)
        assert judged.fits_from == on or headroom(awards, before, rules) < amount


def test_room_frees_up_the_day_after_the_third_anniversary(rules: RulesOn) -> None:
    awards = [Award(date(2024, 2, 10), 120_000_00), Award(date(2025, 6, 1), 100_000_00)]
    assert headroom(awards, date(2027, 2, 10), rules) == 80_000_00
    assert headroom(awards, date(2027, 2, 11), rules) == 200_000_00
    judged = judge_award(awards, 90_000_00, date(2026, 11, 21), rules)
    assert (judged.allowed, judged.fits_from) == (False, date(2027, 2, 11))


def test_an_award_of_29_february_counts_until_28_february() -> None:
    assert last_day_counted(date(2024, 2, 29), 3) == date(2027, 2, 28)


@given(
    cost=st.integers(0, 10**10), percent=st.integers(0, 100), aid=st.integers(0, 10**10), union=st.integers(0, 10**10),
    rate=st.integers(0, 100), asked=st.integers(0, 10**10),
)  # fmt: skip
def test_cumulated_aid_stays_within_the_highest_intensity_and_the_rate_of_the_union(
    cost: int, percent: int, aid: int, union: int, rate: int, asked: int
) -> None:
    room = cumulation_room(cost, Decimal(percent), asked, state_aid=[aid], union_money=[union], union_percent=Decimal(rate))
    assert 0 <= room.allowed_cents <= asked
    if room.allowed_cents:
        assert (room.allowed_cents + aid) * 100 <= percent * cost
        assert (room.allowed_cents + aid + union) * 100 <= rate * cost


@given(aid=st.integers(0, 10**11), share=st.integers(0, 100))
def test_grant_and_advance_add_up_to_the_aid(aid: int, share: int) -> None:
    grant, advance = split_aid(aid, Decimal(share) / 100)
    assert grant + advance == aid
    assert grant * 100 <= share * aid < (grant + 1) * 100


def test_an_instrument_refuses_a_project_outside_its_bounds_with_the_reason(rules: RulesOn) -> None:
    small = instrument_aid("premiere_usine", 5_000_000_00, Decimal(30), rules)
    assert not small.eligible
    assert "not above €5,000,000" in str(small.reason)
    assert not instrument_aid("france2030_filieres_grand_est", 10_000_000_01, Decimal(50), rules).eligible
    assert instrument_aid("france2030_filieres_grand_est", 10_000_000_00, Decimal(80), rules).aid_cents == 5_000_000_00


def test_every_instrument_on_file_gives_terms_that_a_plan_can_take(rules: RulesOn) -> None:
    for name in instruments(rules):
        terms = terms_of(name, rules)
        assert terms.title
        assert 0 <= terms.grant_share <= 1
    assert terms_of("france2030_filieres_nouvelle_aquitaine", rules).to_confirm


def test_the_seat_of_a_known_company_and_a_post_office_have_valid_numbers() -> None:
    assert check_siret("356 000 000 00048") == "35600000000048"
    assert check_siret("35600000049837") == "35600000049837"
    assert siren_of("35600000000048") == check_siren("356000000")


@pytest.mark.parametrize(
    "text", ["35600000049838", "35600000000049", "3560000000004", "3560000000004A", "", "１２３４５６７８９01234"]
)
def test_a_wrong_siret_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        check_siret(text)


@given(st.integers(0, 99_999_999), st.integers(0, 9))
def test_one_digit_in_ten_makes_a_siren(head: int, key: int) -> None:
    valid = [digit for digit in range(10) if _accepted(f"{head:08d}{digit}")]
    assert len(valid) == 1
    assert _accepted(f"{head:08d}{key}") == (key == valid[0])


def _accepted(siren: str) -> bool:
    try:
        check_siren(siren)
    except BadInput:
        return False
    return True


@pytest.mark.parametrize(
    ("awu", "turnover", "balance", "status"),
    [
        (9, 2_000_000, 99_000_000, SmeClass.MICRO),
        (10, 1, 1, SmeClass.SMALL),
        (49, 99_000_000, 10_000_000, SmeClass.SMALL),
        (49, 10_000_001, 10_000_001, SmeClass.MEDIUM),
        (249, 50_000_001, 43_000_000, SmeClass.MEDIUM),
        (249, 50_000_001, 43_000_001, SmeClass.LARGE),
        (250, 1, 1, SmeClass.LARGE),
    ],
)
def test_headcount_binds_and_one_of_the_two_money_ceilings_is_enough(
    rules: RulesOn, awu: int, turnover: int, balance: int, status: SmeClass
) -> None:
    assert judge_size(Figures(Decimal(awu), Decimal(turnover), Decimal(balance)), rules).status is status


@given(st.lists(st.sampled_from(SmeClass), min_size=1, max_size=8))
def test_one_year_alone_never_changes_the_status(classes: list[SmeClass]) -> None:
    order = list(SmeClass)
    history = list(enumerate(classes, start=2010))
    status = status_over_years(history)
    same = status_over_years([*history, (2030, status)])
    assert same is status
    for odd in SmeClass:
        after = status_over_years([*history, (2030, status), (2031, odd)])
        assert order.index(after) == order.index(status)
