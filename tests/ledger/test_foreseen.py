"""A whole life foreseen, its cash curves, and the report of any period of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.ledger import (
    Accepted,
    AdvanceRepaid,
    ClaimApproved,
    ClaimCorrected,
    ClaimSubmitted,
    Fund,
    Plan,
    PlannedAdvance,
    PlannedClaim,
    Terms,
    Trigger,
    curve,
    flows,
    foreseen,
    planned_flows,
    replay,
    report,
    simulate,
    total,
)
from campus5g.ledger.cash import FlowKind
from tests.ledger.programme import STEADY, agreement, claim, claim_line, done, signed

SIGNED = date(2026, 3, 10)
PLAN = Plan(
    agreement(),
    SIGNED,
    tuple(
        PlannedClaim(partner, date(2026 + n, 9, 15), date(2026 + n, 3, 1), date(2026 + n, 8, 31), Decimal(percent))
        for n, percent in enumerate(("33.33", "33.33", "33.34"))
        for partner in ("steel", "school")
    ),
    (PlannedAdvance("adv", "steel", Terms(500_000, SIGNED, 36, 5), ((date(2026, 6, 1), 200_000), (date(2027, 6, 1), 300_000))),),
    first_percent=Decimal(30),
    released=date(2029, 3, 31),
)


@pytest.fixture(scope="module")
def lived() -> Fund:
    told = replay(simulate(PLAN))
    assert not told.refused
    return told.fund


def test_a_planned_life_spends_every_cent_of_the_award_and_repays_every_cent_of_the_advance(lived: Fund) -> None:
    shares = lived.agreements["bank"].shares
    assert {name: (share.earned, share.paid, share.due, share.held) for name, share in shares.items()} == {
        "steel": (500_001, 500_001, 0, 0),
        "school": (100_000, 100_000, 0, 0),
    }
    now = lived.advances["adv"].position
    assert (now.drawn_cents, now.repaid_cents, now.outstanding_cents) == (500_000, 500_000, 0)
    assert isinstance(lived.deeds[len(lived.deeds) - 2], AdvanceRepaid)
    assert str(lived.deeds[len(lived.deeds) - 1].on) == "2034-03-10", "three years, then five yearly instalments"
    standing = lived.agreements["bank"]
    assert (standing.received - standing.returned, lived.cash_cents) == (600_001, 0)
    assert [row.account.key for row in lived.book.trial_balance().rows if row.cents] == [
        "funding/bank",
        "granted/bank/school",
        "granted/bank/steel",
    ]


def test_the_report_of_a_year_re_adds_and_each_figure_leads_to_its_deeds(lived: Fund) -> None:
    year = report(lived, date(2027, 1, 1), date(2027, 12, 31))
    steel, school = year.partners
    # 66.66 % of the budget less 33.33 % of it, in cents rounded down on the sum
    assert steel.granted.cents == 500_001 * 1_333_200 // 2_000_000 - 500_001 * 666_600 // 2_000_000
    assert steel.granted.cents == sum(row.granted.cents for row in year.lines if row.partner == "steel")
    assert steel.paid.cents == steel.granted.cents - steel.retained.cents
    assert total(row.granted for row in year.strands).cents == steel.granted.cents + school.granted.cents
    assert [row.strand for row in year.strands] == ["network", "uses", "skills"]
    for row in year.lines:
        assert row.claimed.cents == row.eligible.cents == lived.agreements["bank"].agreement.line(row.line).cents * 3333 // 10_000
        assert [type(lived.deed(key)).__name__ for key in row.eligible.trail] == ["ClaimApproved"]
        assert [type(lived.deed(key)).__name__ for key in row.claimed.trail] == ["ClaimSubmitted"]
    (adv,) = year.advances
    assert (adv.drawn.cents, adv.repaid.cents, adv.outstanding.cents) == (300_000, 0, 500_000)
    assert total([steel.paid, steel.paid]).trail == steel.paid.trail


def test_a_report_that_begins_on_the_day_of_an_approval_counts_it(lived: Fund) -> None:
    approval = next(deed for deed in lived.deeds if isinstance(deed, ClaimApproved) and deed.on.year == 2027)
    day = report(lived, approval.on, approval.on)
    assert day.partners[0].granted.cents > 0
    assert [row.granted.cents for row in day.partners] == [
        sum(row.granted.cents for row in day.lines if row.partner == partner) for partner in ("steel", "school")
    ]


def test_what_is_refused_is_what_was_claimed_less_what_is_eligible_after_a_correction_too() -> None:
    on = date(2026, 10, 1)
    claimed = claim("c", claim_line("kept", 1_000), claim_line("cut", 500))
    fund = done(
        signed(),
        ClaimSubmitted(key="in", on=on, claim=claimed),
        ClaimApproved(key="ok", on=on, claim="c", lines=(Accepted("kept", 1_000), Accepted("cut", 200))),
        ClaimCorrected(key="fix", on=date(2026, 11, 1), claim="c", lines=(Accepted("cut", 400),)),
    )
    whole = report(fund, on, date(2026, 12, 31)).lines[0]
    assert (whole.claimed.cents, whole.eligible.cents, whole.refused.cents) == (1_500, 1_400, 100)
    assert whole.refused.trail == ("ok", "fix")
    november = report(fund, date(2026, 11, 1), date(2026, 12, 31)).lines[0]
    assert (november.claimed.cents, november.eligible.cents, november.refused.cents) == (0, 200, -200)


def test_shares_of_a_budget_that_do_not_fall_on_whole_cents_still_spend_it_all() -> None:
    weeks = tuple(
        PlannedClaim("steel", date(2026, 9, n), date(2026, 3, 1), date(2026, 8, 31), Decimal(percent))
        for n, percent in enumerate((*("14.2857",) * 6, "14.2858"), start=1)
    )
    share = replay(simulate(replace(PLAN, claims=weeks, advances=()))).fund.agreements["bank"].shares["steel"]
    assert share.accepted == {"bank-net": 1_500_000, "bank-use": 500_000}


def test_a_report_keeps_to_one_partner_or_agreement(lived: Fund) -> None:
    alone = report(lived, SIGNED, date(2040, 1, 1), partner="school")
    assert {row.partner for row in (*alone.partners, *alone.lines, *alone.advances)} == {"school"}
    assert report(lived, SIGNED, date(2040, 1, 1), agreement="other").partners == ()


def test_years_reported_one_by_one_add_up_to_the_whole(lived: Fund) -> None:
    years = [report(lived, date(year, 1, 1), date(year, 12, 31)) for year in range(2026, 2035)]
    whole = report(lived, date(2026, 1, 1), date(2034, 12, 31))
    for place, row in enumerate(whole.partners):
        for name in ("granted", "retained", "paid", "recovered"):
            assert getattr(row, name).cents == sum(getattr(year.partners[place], name).cents for year in years)
    for place, line in enumerate(whole.lines):
        assert line.granted.cents == sum(year.lines[place].granted.cents for year in years)
    assert whole.advances[0].repaid.cents == sum(year.advances[0].repaid.cents for year in years) == 500_000


def test_a_partners_curve_rises_with_payments_and_falls_with_instalments(lived: Fund) -> None:
    steel = curve(flows(lived), "steel")
    assert steel.held_on(date(2026, 6, 1)) == 150_000 + 200_000
    assert steel.held_on(date(2030, 3, 9)) == 1_000_001
    assert steel.held_on(date(2034, 3, 10)) == 500_001
    account = curve(flows(lived))
    assert min(point.held_cents for point in account.points) == 0
    assert steel.held_on(date(2020, 1, 1)) == 0


def test_what_is_foreseen_half_way_and_what_was_done_make_the_whole_curve(lived: Fund) -> None:
    today = date(2028, 1, 1)
    half = replay(simulate(PLAN, until=today)).fund
    to_come = foreseen(half, today, planned_flows(PLAN, today))
    assert all(flow.foreseen and flow.on >= today for flow in to_come)
    both = curve((*flows(half), *to_come), "steel")
    whole = curve(flows(lived), "steel")
    assert [(point.on, point.held_cents) for point in both.points] == [(point.on, point.held_cents) for point in whole.points]
    assert [point.foreseen for point in both.points] == [point.on >= today for point in both.points]


def test_what_is_due_or_late_is_foreseen_today() -> None:
    fund = replay(simulate(PLAN, until=date(2026, 10, 20))).fund
    due = fund.agreements["bank"].shares["steel"].due
    assert due
    payments = [flow for flow in foreseen(fund, date(2031, 1, 1)) if flow.partner == "steel"]
    assert (payments[0].kind, payments[0].on, payments[0].cents) == (FlowKind.PAYMENT, date(2031, 1, 1), due)
    assert [str(flow.on) for flow in payments[1:]] == ["2031-01-01", "2031-03-10", "2032-03-10", "2033-03-10", "2034-03-10"]
    assert foreseen(signed(), date(2031, 1, 1)) == ()


def test_a_plan_that_cannot_be_carried_out_is_bad_input() -> None:
    greedy = replace(PLAN, claims=(*PLAN.claims, replace(PLAN.claims[0], on=date(2028, 12, 1), percent=Decimal(20))))
    with pytest.raises(BadInput, match="would be accepted"):
        simulate(greedy)
    deep = replace(PLAN, advances=(replace(PLAN.advances[0], drawings=((SIGNED, 600_000),)),))
    with pytest.raises(BadInput, match="left to draw"):
        simulate(deep)


def test_failure_and_shares_of_turnover_are_foreseen_to_their_end() -> None:
    terms = Terms(500_000, SIGNED, trigger=Trigger.FIRST_REVENUE, turnover_percent=Decimal(5), conditional=True)
    turnovers = tuple((date(year, 3, 31), 4_000_000, date(year, 6, 30)) for year in (2030, 2031))
    planned = PlannedAdvance(
        "adv", "steel", terms, ((SIGNED, 500_000),), date(2029, 6, 1), Decimal(60), date(2029, 12, 1), turnovers
    )
    now = replay(simulate(replace(PLAN, advances=(planned,)))).fund.advances["adv"].position
    assert (now.written_off_cents, now.repaid_cents, now.outstanding_cents) == (200_000, 300_000, 0)


@STEADY
@given(
    st.integers(1, 500_000), st.integers(1, 8), st.sampled_from((0, 12, 24)), st.sampled_from(("0", "0.017")), st.integers(0, 100)
)
def test_every_planned_advance_ends_repaid_or_written_off_to_the_cent(
    cents: int, instalments: int, deferral: int, rate: str, percent: int
) -> None:
    terms = Terms(cents, SIGNED, deferral, instalments, rate=Decimal(rate), minimum_cents=cents // 5)
    planned = PlannedAdvance("adv", "steel", terms, ((SIGNED, cents),), date(2026, 5, 1), Decimal(percent))
    fund = replay(simulate(Plan(agreement(), SIGNED, advances=(planned,)))).fund
    now = fund.advances["adv"].position
    assert (now.debt_cents, fund.cash_cents) == (0, 0)
    assert now.repaid_cents == max(cents // 5, cents * percent // 100)
