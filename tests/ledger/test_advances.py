"""Repayable advances: the schedule that follows from each event, and its gross grant equivalent against a table worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.equivalent import advance_equivalent, present_value
from campus5g.core.errors import BadInput
from campus5g.ledger import (
    AdvanceAgreed,
    AdvanceDeed,
    AdvanceDrawn,
    AdvanceRepaid,
    AdvanceWrittenOff,
    Early,
    Effect,
    Fund,
    InstalmentCalled,
    InstalmentsDeferred,
    Line,
    OutcomeDeclared,
    Rates,
    Terms,
    Trigger,
    TriggerMet,
    TurnoverDeclared,
    effect,
    entries_of,
    position,
    schedule,
)
from campus5g.ledger.advances import Deferral, Drawing, Repayment, add_months
from tests.ledger.programme import STEADY, done, refused, signed

GRANTED = date(2026, 3, 10)
TERMS = Terms(10_000_000, GRANTED, deferral_months=24, instalments=4)
RATES = Rates(GRANTED, reference=Decimal("0.0859"), discount=Decimal("0.0559"))
"""Base rate 4.59 %; reference: 400 basis points above it (no credit history); discount: 100 above it (2008/C 14/02)."""


def drawn(terms: Terms = TERMS) -> Fund:
    """An agreement of 2 000 000 of cost, and its advance of 100 000, wholly drawn on the day of the grant."""
    fund = signed()
    standing = fund.agreements["bank"]
    awards = tuple(replace(award, advance_cents=10_000_000) for award in standing.agreement.awards)
    lines = tuple(replace(line, cents=200_000_000) for line in standing.agreement.lines)
    wide = replace(standing.agreement, awards=awards, lines=lines)
    shares = {award.partner: replace(standing.shares[award.partner], award=award) for award in awards}
    fund = replace(fund, agreements={"bank": replace(standing, agreement=wide, shares=shares)})
    agreed = AdvanceAgreed(key="agreed", on=GRANTED, advance="adv", agreement="bank", partner="steel", terms=terms)
    return done(fund, agreed, AdvanceDrawn(key="drawn", on=GRANTED, advance="adv", cents=10_000_000, direct=True))


def called_and_repaid(fund: Fund, *years: int) -> Fund:
    for year in years:
        fund = done(
            fund,
            InstalmentCalled(key=f"call-{year}", on=date(year, 2, 10), advance="adv"),
            AdvanceRepaid(key=f"paid-{year}", on=date(year, 3, 10), advance="adv", cents=2_500_000),
        )
    return fund


DEFERRED = InstalmentsDeferred(key="d", on=date(2028, 1, 1), advance="adv", months=12)
EARLY = AdvanceRepaid(key="d", on=date(2029, 9, 1), advance="adv", cents=3_000_000)
FAILED = OutcomeDeclared(key="d", on=date(2029, 1, 15), advance="adv", percent=Decimal(0))
GIVEN_UP = AdvanceWrittenOff(key="d", on=date(2030, 9, 1), advance="adv", cents=4_000_000)

BY_HAND = {
    "as agreed": (
        (100_000, 0, "0.9470593806", "8135.2401"),
        (100_000, 0, "0.8969214704", "7704.5554"),
        (100_000, 0, "0.8494378922", "7296.6715"),
        (75_000, 0, "0.8044681241", "5182.7859"),
        (50_000, 0, "0.7618790834", "3272.2707"),
        (25_000, 0, "0.7215447328", "1549.5173"),
    ),
    "deferred by a year": (
        (100_000, 0, "0.9470593806", "8135.2401"),
        (100_000, 0, "0.8969214704", "7704.5554"),
        (100_000, 0, "0.8494378922", "7296.6715"),
        (100_000, 0, "0.8044681241", "6910.3812"),
        (75_000, 0, "0.7618790834", "4908.4060"),
        (50_000, 0, "0.7215447328", "3099.0346"),
        (25_000, 0, "0.6833457077", "1467.4849"),
    ),
    "30 000 repaid early, the last instalments fall away": (
        (100_000, 0, "0.9470593806", "8135.2401"),
        (100_000, 0, "0.8969214704", "7704.5554"),
        (100_000, 0, "0.8494378922", "7296.6715"),
        (75_000, 0, "0.8044681241", "5182.7859"),
        (20_000, 0, "0.7618790834", "1308.9083"),
    ),
    "30 000 repaid early, the others are lowered to 15 000": (
        (100_000, 0, "0.9470593806", "8135.2401"),
        (100_000, 0, "0.8969214704", "7704.5554"),
        (100_000, 0, "0.8494378922", "7296.6715"),
        (75_000, 0, "0.8044681241", "5182.7859"),
        (30_000, 0, "0.7618790834", "1963.3624"),
        (15_000, 0, "0.7215447328", "929.7104"),
    ),
    "failure in the third year, 20 000 being owed in any case": (
        (100_000, 0, "0.9470593806", "8135.2401"),
        (100_000, 0, "0.8969214704", "7704.5554"),
        (100_000, 80_000, "0.8494378922", "75251.7029"),
    ),
    "40 000 written off in the fifth year": (
        (100_000, 0, "0.9470593806", "8135.2401"),
        (100_000, 0, "0.8969214704", "7704.5554"),
        (100_000, 0, "0.8494378922", "7296.6715"),
        (75_000, 0, "0.8044681241", "5182.7859"),
        (50_000, 40_000, "0.7618790834", "33747.4340"),
    ),
}
"""A row a year: euros owed during it, euros given up at its end, 1 / 1.0559^year, and the worth of both at the grant, which is
(owed x (8.59 % - 0 %) + given up) x the factor. 25 000 are due on each 10 March from 2029, the end of the third year, on."""


def by_hand(name: str) -> int:
    """Add a table up, in cents, after re-adding each of its rows."""
    for owed, given_up, factor, worth in BY_HAND[name]:
        assert abs((owed * Decimal("0.0859") + given_up) * Decimal(factor) - Decimal(worth)) < Decimal("0.0002")
    return round(sum(Decimal(worth) for *_, worth in BY_HAND[name]) * 100)


def found(fund: Fund, deed: AdvanceDeed) -> Effect:
    told = effect(fund, deed, RATES)
    assert isinstance(told, Effect)
    return told


@pytest.mark.parametrize(
    ("name", "terms", "repaid", "deed"),
    [
        ("deferred by a year", TERMS, (), DEFERRED),
        ("30 000 repaid early, the last instalments fall away", TERMS, (2029,), EARLY),
        ("30 000 repaid early, the others are lowered to 15 000", replace(TERMS, early=Early.LOWERS), (2029,), EARLY),
        ("failure in the third year, 20 000 being owed in any case", replace(TERMS, minimum_cents=2_000_000), (), FAILED),
        ("40 000 written off in the fifth year", TERMS, (2029, 2030), GIVEN_UP),
    ],
)
def test_what_an_event_does_to_the_equivalent_is_the_table_worked_by_hand(
    name: str, terms: Terms, repaid: tuple[int, ...], deed: AdvanceDeed
) -> None:
    told = found(called_and_repaid(drawn(terms), *repaid), deed)
    assert told.before.worth.equivalent_cents == by_hand("as agreed") == 3_314_104
    assert told.after.worth.equivalent_cents == by_hand(name)
    assert told.equivalent_change_cents == by_hand(name) - by_hand("as agreed")
    assert told.after.worth.nominal_cents == 10_000_000


@STEADY
@given(st.integers(1, 10**9), st.integers(0, 6), st.integers(1, 12), st.decimals("0.001", "0.2", places=4))
def test_with_the_discount_rate_as_reference_the_equivalent_is_the_principal_less_the_present_value(
    cents: int, grace: int, years: int, rate: Decimal
) -> None:
    foreseen = schedule(Terms(cents, GRANTED, grace * 12, years))
    flows = [(grace + part.number, part.capital_cents) for part in foreseen]
    assert sum(part.capital_cents for part in foreseen) == cents
    worth = advance_equivalent([(0, cents)], flows, (), Decimal(0), rate, rate)
    assert abs(worth - (cents - present_value(flows, rate))) <= 1


def test_a_schedule_carries_the_rest_on_its_last_instalment() -> None:
    foreseen = schedule(Terms(100_000, date(2026, 1, 31), deferral_months=12, instalments=3, every_months=1))
    assert [(str(part.due), part.capital_cents, part.outstanding_cents) for part in foreseen] == [
        ("2027-02-28", 33_333, 66_667),
        ("2027-03-31", 33_333, 33_334),
        ("2027-04-30", 33_334, 0),
    ]


def test_interest_is_simple_on_exact_days_and_what_is_called_is_what_was_foreseen() -> None:
    terms = Terms(1_000_000, date(2027, 1, 1), instalments=2, rate=Decimal("0.02"))
    foreseen = schedule(terms)
    # 10 000 euros x 2 % x 365 / 365 = 200; then 5 000 x 2 % x 366 / 365 (2028 has a 29 February) = 100.27
    assert [part.interest_cents for part in foreseen] == [20_000, 10_027]
    fund = drawn(replace(TERMS, rate=Decimal("0.02"), starts=GRANTED, deferral_months=0, instalments=2))
    call = InstalmentCalled(key="c", on=date(2027, 2, 1), advance="adv")
    assert done(fund, call).advances["adv"].position.interest_due_cents == 200_000
    (entry,) = entries_of(call, fund)
    assert entry.lines == (
        Line("called/adv", debit=5_000_000), Line("advance/adv", credit=5_000_000),
        Line("called/adv", debit=200_000), Line("funder/bank", credit=200_000),
    )  # fmt: skip


def test_a_repayment_pays_interest_then_what_is_called_then_what_is_to_come() -> None:
    fund = done(
        drawn(replace(TERMS, rate=Decimal("0.01"), deferral_months=0)),
        InstalmentCalled(key="c", on=date(2027, 3, 1), advance="adv"),
        AdvanceRepaid(key="r1", on=date(2027, 3, 10), advance="adv", cents=150_000),
    )
    now = fund.advances["adv"].position
    assert (now.interest_due_cents, now.interest_paid_cents, now.called_cents) == (0, 100_000, 2_450_000)
    now = done(fund, AdvanceRepaid(key="r2", on=date(2027, 3, 10), advance="adv", cents=2_950_000)).advances["adv"].position
    assert (now.called_cents, now.outstanding_cents) == (0, 7_000_000)
    assert [part.capital_cents for part in now.instalments] == [2_500_000, 2_500_000, 2_000_000]


def test_a_second_drawing_is_spread_over_what_is_not_called_yet() -> None:
    now = position(TERMS, (Drawing(GRANTED, 4_000_000), Drawing(date(2027, 3, 10), 6_000_000)))
    assert [part.capital_cents for part in now.instalments] == [2_500_000] * 4
    assert now.unscheduled_cents == 0


def test_an_advance_repaid_by_a_share_of_turnover_asks_for_it_until_it_is_repaid() -> None:
    fund = drawn(replace(TERMS, trigger=Trigger.FIRST_REVENUE, turnover_percent=Decimal(4)))
    undated = found(fund, TriggerMet(key="t", on=date(2028, 6, 1), advance="adv")).after.worth
    assert undated.equivalent_cents is None
    assert "€100,000 have no day of repayment yet" in str(undated.notes[0])
    for year, turnover in ((2028, 150_000_000), (2029, 150_000_000)):
        told = TurnoverDeclared(key=f"t{year}", on=date(year, 7, 1), advance="adv", cents=turnover, due=date(year, 9, 30))
        fund = done(fund, told)
    assert [part.capital_cents for part in fund.advances["adv"].position.instalments] == [6_000_000, 4_000_000]


def test_a_conditional_advance_owes_nothing_before_success_and_its_share_after_it() -> None:
    fund = drawn(replace(TERMS, conditional=True, minimum_cents=1_000_000))
    call = InstalmentCalled(key="c", on=date(2029, 3, 1), advance="adv")
    assert refused(fund, call) == "nothing is owed on this advance as long as success is not declared"
    half = done(fund, OutcomeDeclared(key="o", on=date(2028, 9, 1), advance="adv", percent=Decimal(50)), call)
    now = half.advances["adv"].position
    assert (now.written_off_cents, now.outstanding_cents, now.called_cents) == (5_000_000, 5_000_000, 2_500_000)


def test_what_cannot_happen_to_an_advance_is_refused_in_one_sentence() -> None:
    fund = drawn()
    on = date(2030, 1, 1)
    assert refused(fund, AdvanceRepaid(key="r", on=on, advance="adv", cents=10_000_001)) == (
        "€100,000 are owed on this advance, not €100,000.01"
    )
    assert refused(fund, AdvanceDrawn(key="r", on=on, advance="adv", cents=1)) == (
        "€0 of this advance are left to draw, not €0.01"
    )
    assert refused(fund, AdvanceWrittenOff(key="r", on=on, advance="adv", cents=0)) == "an amount must be above nought"
    assert refused(fund, InstalmentsDeferred(key="r", on=on, advance="adv", months=0)) == "a deferral is from 1 to 120 months"
    assert refused(fund, TriggerMet(key="r", on=on, advance="other")) == "there is no repayable advance “other”"
    repaid = done(fund, AdvanceRepaid(key="all", on=on, advance="adv", cents=10_000_000))
    assert refused(repaid, InstalmentCalled(key="r", on=on, advance="adv")) == "no instalment is left to call"
    assert refused(repaid, InstalmentsDeferred(key="r", on=on, advance="adv", months=3)) == "no instalment is left to defer"


@pytest.mark.parametrize("wrong", [{"instalments": 0}, {"rate": Decimal(2)}, {"minimum_cents": 10**9}, {"principal_cents": 0}])
def test_terms_that_make_no_sense_are_bad_input(wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput, match=rf"terms\.{next(iter(wrong))}"):
        replace(TERMS, **wrong)


@STEADY
@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(0, 400))
def test_months_are_added_as_dateutil_does(day: date, months: int) -> None:
    assert add_months(day, months) == day + relativedelta(months=months)


def test_a_deferral_moves_only_what_is_not_called() -> None:
    now = position(TERMS, (Drawing(GRANTED, 10_000_000), Repayment(date(2027, 1, 1), 2_500_000), Deferral(date(2027, 2, 1), 6)))
    assert [str(part.due) for part in now.instalments] == ["2029-09-10", "2030-09-10", "2031-09-10"]
