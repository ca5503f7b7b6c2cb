"""Money that comes back is reversed and never deleted; an agreement is closed once nothing under it is left to settle."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any, get_args

import pytest

from campus5g.ledger import (
    Accepted,
    AdvanceAgreed,
    AdvanceDrawn,
    AdvanceRepaid,
    AdvanceWrittenOff,
    AgreementAmended,
    AgreementClosed,
    AgreementReopened,
    Award,
    ClaimApproved,
    ClaimSubmitted,
    Fund,
    FundsReceived,
    FundsReturned,
    InstalmentCalled,
    MoveReversed,
    PartnerLeft,
    Payment,
    PaymentMade,
    PaymentRecovered,
    RetentionReleased,
    Terms,
    account_key,
    curve,
    flows,
    obstacles,
    report,
)
from campus5g.ledger.deeds import Move
from tests.ledger.programme import Chance, claim, claim_line, done, refused, signed
from tests.ledger.test_life import agrees_with_its_book

PAID, BACK, LATER = date(2026, 5, 4), date(2026, 5, 11), date(2026, 9, 1)
LENT = Terms(400_000, date(2026, 3, 10), 0, 4, 3)


def funded(cents: int = 900_000) -> Fund:
    return done(signed(), FundsReceived(key="funds", on=date(2026, 3, 20), agreement="bank", cents=cents))


def earned(fund: Fund, cents: int = 800_000) -> Fund:
    """Costs of the steelworks accepted: 8 000 of 20 000 euros earn two fifths of its grant, of which a twentieth is held."""
    return done(
        fund,
        ClaimSubmitted(key="c1-sent", on=LATER, claim=claim("c1", claim_line("l1", cents))),
        ClaimApproved(key="c1-ok", on=LATER, claim="c1", lines=(Accepted("l1", cents),)),
    )


def paid(cents: int, what: Payment = Payment.ADVANCE, key: str = "paid", on: date = PAID, **other: Any) -> PaymentMade:
    return PaymentMade(key=key, on=on, agreement="bank", partner="steel", cents=cents, what=what, **other)


def back(move: str, on: date = BACK, key: str = "back") -> MoveReversed:
    return MoveReversed(key=key, on=on, move=move)


def lent(fund: Fund) -> Fund:
    return done(
        fund,
        AdvanceAgreed(key="agreed", on=PAID, advance="adv", agreement="bank", partner="steel", terms=LENT),
        AdvanceDrawn(key="drawn", on=PAID, advance="adv", cents=400_000),
    )


def held_by_accounts(fund: Fund) -> dict[str, int]:
    return {row.account.key: row.cents for row in fund.book.trial_balance().rows if row.cents}


MOVES = {
    "funds": FundsReceived(key="m", on=PAID, agreement="bank", cents=5_000),
    "returned": FundsReturned(key="m", on=PAID, agreement="bank", cents=7_000),
    "ahead": paid(20_000, key="m"),
    "ahead, by the funder": paid(20_000, key="m", direct=True),
    "drawing": AdvanceDrawn(key="m", on=LATER, advance="adv2", cents=90_000),
    "drawing, by the funder": AdvanceDrawn(key="m", on=LATER, advance="adv2", cents=90_000, direct=True),
    "repayment": AdvanceRepaid(key="m", on=LATER, advance="adv", cents=150_000),
    "due": paid(150_000, Payment.INTERIM, key="m", on=LATER),
    "release": RetentionReleased(key="m", on=LATER, agreement="bank", partner="steel", cents=4_000),
    "recovery": PaymentRecovered(key="m", on=LATER, agreement="bank", partner="school", cents=3_000),
}


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES.keys())
def test_what_comes_back_leaves_every_account_as_it_was_and_its_entry_in_the_book(move: Any) -> None:
    school = PaymentMade(key="school", on=PAID, agreement="bank", partner="school", cents=9_000, what=Payment.ADVANCE)
    second = AdvanceAgreed(
        key="agreed2", on=PAID, advance="adv2", agreement="bank", partner="steel", terms=replace(LENT, principal_cents=90_000)
    )
    before = done(earned(lent(funded())), school, second)
    moved = done(before, move)
    assert held_by_accounts(moved) != held_by_accounts(before)
    after = done(moved, back("m", on=LATER))
    assert held_by_accounts(after) == held_by_accounts(before)
    assert after.agreements == before.agreements
    assert {key: held.position.instalments for key, held in after.advances.items()} == {
        key: held.position.instalments for key, held in before.advances.items()
    }
    assert len(after.book.entries) == len(before.book.entries) + 2
    mirrored = after.book.entries[len(after.book.entries) - 1]
    assert mirrored.reverses == len(before.book.entries) + 1
    for partner in ("", "steel", "school"):
        assert curve(flows(after), partner).held_on(LATER) == curve(flows(before), partner).held_on(LATER)
    agrees_with_its_book(after)
    assert "already" in refused(after, back("m", on=LATER, key="again"))


def test_a_first_payment_that_comes_back_after_costs_were_accepted_is_due_where_it_is_no_longer_ahead() -> None:
    fund = earned(done(funded(), paid(100_000)))
    share = fund.agreements["bank"].shares["steel"]
    assert (share.earned, share.held, share.due, share.ahead) == (200_000, 10_000, 90_000, 0)
    after = done(fund, back("paid", on=LATER)).agreements["bank"].shares["steel"]
    assert (after.paid, after.due, after.ahead) == (0, 190_000, 0)


def test_what_cannot_have_come_back_is_refused_with_the_reason() -> None:
    fund = lent(done(funded(), paid(100_000)))
    assert "no money moved" in refused(fund, back("bank-signed"))
    assert "cannot come back before" in refused(fund, back("paid", on=date(2026, 5, 1)))
    assert "holds" in refused(fund, back("funds"))  # it was passed on: 4 000 euros are left of 9 000
    called = done(fund, InstalmentCalled(key="called", on=LATER, advance="adv"))
    assert "rest on it" in refused(called, back("drawn", on=LATER))
    released = done(earned(funded()), RetentionReleased(key="r", on=LATER, agreement="bank", partner="steel", cents=10_000))
    spent = done(released, paid(200_000, Payment.BALANCE, on=LATER))
    assert "cancelled first" in refused(spent, back("r", on=LATER))
    assert "closed" in refused(ended(), back("home", on=LATER))


def test_a_repayment_that_comes_back_is_owed_again_with_its_interest() -> None:
    dear = replace(LENT, rate=Decimal("0.02"))
    fund = done(
        funded(),
        AdvanceAgreed(key="agreed", on=PAID, advance="adv", agreement="bank", partner="steel", terms=dear),
        AdvanceDrawn(key="drawn", on=date(2026, 3, 20), advance="adv", cents=400_000),
        InstalmentCalled(key="called", on=date(2026, 6, 10), advance="adv"),
    )
    owed = fund.advances["adv"].position
    # 82 days of 2 % on 4 000 euros: 400 000 x 0.02 x 82 / 365 = 1 797.26 cents.
    assert (owed.called_cents, owed.interest_due_cents) == (100_000, 1_797)
    moved = done(fund, AdvanceRepaid(key="repaid", on=date(2026, 6, 15), advance="adv", cents=101_797))
    assert moved.advances["adv"].position.debt_cents == 300_000
    again = done(moved, back("repaid", on=date(2026, 6, 18)))
    assert again.advances["adv"].position.debt_cents == owed.debt_cents
    agrees_with_its_book(again)
    (june,) = report(again, date(2026, 6, 1), date(2026, 6, 16)).advances
    (whole,) = report(again, date(2026, 6, 1), date(2026, 6, 30)).advances
    assert (june.repaid.cents, june.interest.cents) == (100_000, 1_797)  # what was told in the middle of the month stays true
    assert (whole.repaid.cents, whole.interest.cents, whole.outstanding.cents) == (0, 0, 400_000)


def ended() -> Fund:
    """An agreement in which all is settled, half of its grant unused, and which is closed."""
    return done(settled(), AgreementClosed(key="end", on=LATER, agreement="bank"))


def settled() -> Fund:
    return done(
        earned(lent(funded())),
        RetentionReleased(key="r", on=LATER, agreement="bank", partner="steel", cents=10_000),
        paid(200_000, Payment.BALANCE, on=LATER),
        AdvanceRepaid(key="repaid", on=LATER, advance="adv", cents=150_000),
        AdvanceWrittenOff(key="lost", on=LATER, advance="adv", cents=250_000),
        FundsReturned(key="home", on=LATER, agreement="bank", cents=450_000),
    )


def test_an_agreement_is_closed_once_nothing_is_left_and_says_until_then_what_is() -> None:
    open_one = done(earned(lent(funded())), ClaimSubmitted(key="c2", on=LATER, claim=claim("c2", claim_line("l2", 10))))
    assert [one.key for one in obstacles(open_one, "bank")] == ["claims", "held", "due", "debt", "cash"]
    assert "c2 waits" in refused(open_one, AgreementClosed(key="end", on=LATER, agreement="bank"))
    fund = ended()
    left = {key: cents for key, cents in held_by_accounts(fund).items() if "bank" in key or "adv" in key}
    # Nothing but the grant as income and expense: the promises, the money and the debts are gone.
    assert left == {"granted/bank/steel": 200_000, "funding/bank": 200_000}
    for deed in (
        FundsReceived(key="x", on=LATER, agreement="bank", cents=1),
        ClaimSubmitted(key="x", on=LATER, claim=claim("c3", claim_line("l3", 1))),
        InstalmentCalled(key="x", on=LATER, advance="adv"),
        AgreementClosed(key="x", on=LATER, agreement="bank"),
    ):
        assert "was closed on" in refused(fund, deed)


def test_a_closed_agreement_is_opened_again_as_it_was() -> None:
    fund = done(ended(), AgreementReopened(key="open", on=LATER, agreement="bank"))
    assert fund.agreements == settled().agreements
    assert held_by_accounts(fund) == held_by_accounts(settled())
    assert "not closed" in refused(fund, AgreementReopened(key="open again", on=LATER, agreement="bank"))


def test_a_partner_that_leaves_keeps_what_it_earned_and_drew_and_the_rest_lapses() -> None:
    before = lent(earned(done(funded(), paid(250_000))))
    waits = done(before, ClaimSubmitted(key="c9", on=LATER, claim=claim("c9", claim_line("l9", 5))))
    leave = PartnerLeft(key="left", on=LATER, agreement="bank", partner="steel")
    assert "c9 waits" in refused(waits, leave)
    fund = done(before, leave)
    standing = fund.agreements["bank"]
    share = standing.shares["steel"]
    assert (share.award.grant_cents, share.award.advance_cents, share.left) == (200_000, 400_000, LATER)
    assert {line.key: line.cents for line in standing.agreement.lines} == {
        "bank-net": 800_000,
        "bank-use": 0,
        "bank-course": 300_000,
    }
    # 2 500 euros were paid ahead of 1 900 that are earned and not held: 600 are to be given back.
    assert (share.earned, share.held, share.due, share.ahead) == (200_000, 10_000, 0, 60_000)
    assert "awarded/bank/steel" not in held_by_accounts(fund)
    assert held_by_accounts(fund)["pledged/bank"] == held_by_accounts(fund)["awarded/bank/school"] == 100_000
    agrees_with_its_book(fund)
    assert fund.advances["adv"].position == before.advances["adv"].position
    for deed in (
        leave,
        ClaimSubmitted(key="x", on=LATER, claim=claim("c3", claim_line("l3", 1))),
        AdvanceDrawn(key="x", on=LATER, advance="adv", cents=1),
        AgreementAmended(key="x", on=LATER, agreement="bank", awards=(Award("steel", 300_000, 400_000),)),
    ):
        assert "left the agreement" in refused(fund, replace(deed, key="again"))
    other = replace(standing.agreement.lines[2], cents=250_000)
    amended = done(fund, AgreementAmended(key="y", on=LATER, agreement="bank", lines=(other,)))
    row = next(one for one in report(amended, PAID, LATER).lines if one.line == "bank-net")
    assert (row.budget.cents, row.eligible.cents, row.granted.cents) == (800_000, 800_000, 200_000)


def test_chance_reverses_every_kind_of_move_and_closes_agreements_whose_accounts_are_then_at_nought() -> None:
    lived = Chance(Random(5)).live(4_000)
    moved = Counter(type(lived.fund.deed(deed.move)) for deed in lived.deeds if isinstance(deed, MoveReversed))
    assert set(moved) == set(get_args(Move))
    closed = [key for key, standing in lived.fund.agreements.items() if standing.closed]
    assert len(closed) >= 3
    held = held_by_accounts(lived.fund)
    for key in closed:
        for role in ("bank", "funder", "pledged"):
            assert account_key(role, key) not in held
        for role in ("due", "retained", "ahead", "awarded"):
            assert not {account_key(role, key, partner) for partner in ("steel", "school")} & set(held)
