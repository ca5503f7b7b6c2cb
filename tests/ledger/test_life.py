"""Whatever is done, the book balances, the state agrees with it and with the cash curve, and the deeds alone give it all again."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campus5g.core.codec import load, to_plain
from campus5g.ledger import (
    AdvanceDrawn,
    AdvanceRepaid,
    AnyDeed,
    Deed,
    Fund,
    MoveReversed,
    PaymentMade,
    PaymentRecovered,
    account_key,
    curve,
    flows,
    replay,
    report,
)
from tests.ledger.programme import STEADY, Chance


def holds_together(fund: Fund, _deed: AnyDeed | None = None) -> None:
    """What must hold of every share and advance, in itself."""
    for standing in list(fund.agreements.values())[-4:]:
        assert standing.cash >= 0
        for share in standing.shares.values():
            assert share.earned + share.ahead == share.held + share.due + share.paid
            assert min(share.earned, share.held, share.due, share.ahead) >= 0
            assert share.earned <= share.award.grant_cents
    for advance in list(fund.advances.values())[-8:]:
        now = advance.position
        assert (
            now.repaid_cents + now.written_off_cents + now.outstanding_cents == now.drawn_cents <= advance.terms.principal_cents
        )
        assert min(now.outstanding_cents, now.called_cents, now.unscheduled_cents) >= 0
        assert all(part.capital_cents >= 0 and part.interest_cents >= 0 for part in now.instalments)


def agrees_with_its_book(fund: Fund) -> None:
    trial = fund.book.trial_balance()
    assert trial.debit == trial.credit
    held = {row.account.key: row.cents for row in trial.rows}
    for key, standing in fund.agreements.items():
        assert held[account_key("bank", key)] == standing.cash
        assert (
            held[account_key("granted", key, "steel")] + held[account_key("granted", key, "school")]
            == held[account_key("funding", key)]
        )
        for partner, share in standing.shares.items():
            for role, cents in (("due", share.due), ("retained", share.held), ("ahead", share.ahead), ("granted", share.earned)):
                assert held[account_key(role, key, partner)] == cents
    for key, advance in fund.advances.items():
        now = advance.position
        assert held[account_key("called", key)] == now.called_cents + now.interest_due_cents
        assert held[account_key("advance", key)] == now.outstanding_cents - now.called_cents


def reconciles_with_the_cash_curve(fund: Fund) -> None:
    """On every day, each curve is what the book says: the third party's its accounts, a partner's what it was paid from them."""
    moved: dict[str, Counter[date]] = defaultdict(Counter)
    for entry in fund.book.entries:
        in_cash: Counter[str] = Counter()
        for line in entry.lines:
            in_cash[line.account.partition("/")[0]] += line.debit - line.credit
        passed = in_cash["bank"] + in_cash["funder"]
        moved[""][entry.on] += in_cash["bank"]
        deed = fund.deed(entry.deed)
        if isinstance(deed, MoveReversed):
            deed = fund.deed(deed.move)
        if isinstance(deed, PaymentMade | PaymentRecovered):
            moved[deed.partner][entry.on] -= passed
        elif isinstance(deed, AdvanceDrawn | AdvanceRepaid):
            moved[fund.advances[deed.advance].partner][entry.on] -= passed
    found = flows(fund)
    for partner, days in moved.items():
        points = {point.on: point.held_cents for point in curve(found, partner).points}
        held, said = 0, 0
        for day in sorted(days):
            held, said = held + days[day], points.get(day, said)
            assert said == held
        assert curve(found, partner).held_on(date.max) == held
    for partner in moved.keys() - {""}:
        paid = sum(held.shares[partner].paid for held in fund.agreements.values())
        lent = [held.position for held in fund.advances.values() if held.partner == partner]
        net = sum(now.drawn_cents - now.repaid_cents - now.interest_paid_cents for now in lent)
        assert sum(moved[partner].values()) == paid + net


@pytest.fixture(scope="module")
def long_life() -> Chance:
    return Chance(Random(7)).live(10_000, holds_together)


def test_ten_thousand_deeds_balance_and_agree_with_their_book(long_life: Chance) -> None:
    assert len(long_life.fund.deeds) == 10_000
    assert len({type(deed) for deed in long_life.deeds}) == 26, "chance must do every kind of deed"
    agrees_with_its_book(long_life.fund)


def test_ten_thousand_deeds_reconcile_with_the_cash_curve(long_life: Chance) -> None:
    reconciles_with_the_cash_curve(long_life.fund)


def test_ten_thousand_deeds_replay_to_the_same_state(long_life: Chance) -> None:
    again = replay(long_life.deeds)
    assert not again.refused
    assert again.fund == long_life.fund


def test_the_report_of_a_long_life_adds_up_to_its_book(long_life: Chance) -> None:
    fund = long_life.fund
    found = report(fund, date(2026, 1, 1), date(2100, 1, 1))
    granted = sum(row.granted.cents for row in found.partners)
    assert granted == sum(row.granted.cents for row in found.lines) == sum(row.granted.cents for row in found.strands)
    assert granted == sum(share.earned for held in fund.agreements.values() for share in held.shares.values())
    assert sum(row.cash.cents for row in found.funders) == fund.cash_cents
    assert all(row.claimed.cents >= row.eligible.cents + row.refused.cents for row in found.lines)
    assert all(row.drawn.cents == row.repaid.cents + row.written_off.cents + row.outstanding.cents for row in found.advances)
    cut = date(2027, 6, 30)
    halves = report(fund, date(2026, 1, 1), cut), report(fund, date(2027, 7, 1), date(2100, 1, 1))
    assert sum(row.paid.cents for half in halves for row in half.partners) == sum(row.paid.cents for row in found.partners)
    assert sum(row.granted.cents for half in halves for row in half.lines) == granted


@settings(STEADY, max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False), st.integers(1, 60))
def test_any_short_life_holds_and_comes_back_from_json(rng: Random, count: int) -> None:
    lived = Chance(rng).live(count, holds_together)
    agrees_with_its_book(lived.fund)
    reconciles_with_the_cash_curve(lived.fund)
    told = load(list[Deed], [to_plain(deed) for deed in lived.deeds])
    assert replay(told).fund == lived.fund


def test_every_account_is_on_its_own_side_at_the_end_of_a_life_but_the_funders() -> None:
    lived = Chance(Random(3)).live(300)
    for row in lived.fund.book.trial_balance().rows:
        assert row.cents >= 0 or row.account.role == "funder", row.account.key
