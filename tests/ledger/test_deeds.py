"""One deed after the other: what is refused, what is due, held, ahead and recovered, and what the book says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.ledger import (
    Accepted,
    Account,
    AdvanceAgreed,
    Agreement,
    AgreementAmended,
    AgreementSigned,
    Award,
    Book,
    BudgetLine,
    ClaimApproved,
    ClaimCorrected,
    ClaimRejected,
    ClaimSubmitted,
    Entry,
    Fund,
    FundsReceived,
    FundsReturned,
    Kind,
    Line,
    Payment,
    PaymentMade,
    PaymentRecovered,
    PeriodClosed,
    PeriodReopened,
    Refusal,
    RetentionReleased,
    Terms,
    entries_of,
    replay,
)
from tests.ledger.programme import END, agreement, claim, claim_line, done, refused, signed

ON = date(2026, 10, 1)


def submitted(fund: Fund, cents: int = 1_000_000, key: str = "c1") -> Fund:
    return done(fund, ClaimSubmitted(key=f"{key}-in", on=date(2026, 9, 1), claim=claim(key, claim_line("l", cents))))


def approved(fund: Fund, cents: int = 1_000_000, key: str = "c1") -> Fund:
    return done(submitted(fund, cents, key), ClaimApproved(key=f"{key}-ok", on=ON, claim=key, lines=(Accepted("l", cents),)))


def test_half_the_budget_accepted_earns_half_the_grant_less_the_retention() -> None:
    share = approved(signed()).agreements["bank"].shares["steel"]
    # 5 000.01 x 10 000 / 20 000 = 2 500.005, rounded down; 5 % of it held, rounded down
    assert (share.earned, share.held, share.due) == (250_000, 12_500, 237_500)


def test_the_whole_budget_earns_the_whole_grant_whatever_the_number_of_claims() -> None:
    fund = signed()
    for n, cents in enumerate((333_333, 333_333, 833_334, 500_000)):
        line = claim_line("l", cents, "bank-use" if n == 3 else "bank-net")
        fund = done(
            fund,
            ClaimSubmitted(key=f"in{n}", on=date(2026, 9, 1), claim=claim(f"c{n}", line)),
            ClaimApproved(key=f"ok{n}", on=ON, claim=f"c{n}", lines=(Accepted("l", cents),)),
        )
    assert fund.agreements["bank"].shares["steel"].earned == 500_001


def test_what_was_paid_ahead_is_taken_off_what_becomes_due() -> None:
    ahead = PaymentMade(key="p", on=ON, agreement="bank", partner="steel", cents=100_000, what=Payment.ADVANCE)
    fund = done(signed(), FundsReceived(key="f", on=ON, agreement="bank", cents=100_000), ahead)
    share = approved(fund).agreements["bank"].shares["steel"]
    assert (share.ahead, share.due, share.paid) == (0, 137_500, 100_000)
    kept = ClaimApproved(key="ok", on=ON, claim="c1", lines=(Accepted("l", 1_000_000),), cleared_cents=0)
    share = done(submitted(fund), kept).agreements["bank"].shares["steel"]
    assert (share.ahead, share.due) == (100_000, 237_500)
    too_much = replace(kept, cleared_cents=100_001)
    assert refused(submitted(fund), too_much) == ("€1,000.01 cannot be taken off: €1,000 were paid ahead and €2,375 are due")


def test_what_a_correction_takes_away_after_payment_is_to_be_recovered_and_no_more() -> None:
    fund = done(
        approved(signed()),
        FundsReceived(key="f", on=ON, agreement="bank", cents=237_500),
        PaymentMade(key="p", on=ON, agreement="bank", partner="steel", cents=237_500),
        ClaimCorrected(key="x", on=ON, claim="c1", lines=(Accepted("l", 600_000),)),
    )
    share = fund.agreements["bank"].shares["steel"]
    assert (share.earned, share.held, share.ahead) == (150_000, 7_500, 95_000)
    back = PaymentRecovered(key="r", on=ON, agreement="bank", partner="steel", cents=95_000)
    assert refused(fund, replace(back, cents=95_001)) == "steel has €950 to give back, not €950.01"
    fund = done(fund, back, FundsReturned(key="b", on=ON, agreement="bank", cents=95_000))
    assert fund.cash_cents == 0
    assert fund.book.balance("funder/bank") == -7_500, "the funder owes what is held back"


def test_a_retention_is_released_once() -> None:
    release = RetentionReleased(key="r", on=ON, agreement="bank", partner="steel", cents=12_500)
    fund = done(approved(signed()), release)
    assert fund.agreements["bank"].shares["steel"].due == 250_000
    assert refused(fund, replace(release, key="again", cents=1)) == "€0 are held back from steel, not €0.01"


def test_a_claim_over_its_line_is_refused_and_the_tolerance_of_transfer_is_not() -> None:
    over = ClaimApproved(key="ok", on=ON, claim="c1", lines=(Accepted("l", 1_650_001),))
    fund = submitted(signed(), 1_700_000)
    assert refused(fund, over) == "€16,500.01 would be accepted on “Antennas”, whose ceiling is €16,500"
    assert done(fund, replace(over, lines=(Accepted("l", 1_650_000),)))


def test_a_claim_is_decided_once_and_never_above_what_was_claimed() -> None:
    fund = submitted(signed())
    over = ClaimApproved(key="ok", on=ON, claim="c1", lines=(Accepted("l", 1_000_001),))
    assert refused(fund, over) == "€10,000 were claimed on the line “l”, not €10,000.01"
    rejected = done(fund, ClaimRejected(key="no", on=ON, claim="c1"))
    assert refused(rejected, over) == "the claim c1 was refused"
    assert refused(rejected, ClaimSubmitted(key="2", on=ON, claim=claim("c1", claim_line("l", 1)))) == "the claim c1 was refused"
    again = done(fund, ClaimSubmitted(key="2", on=ON, claim=claim("c1", claim_line("l", 700))))
    assert again.claims["c1"].claim.claimed_cents == 700
    assert refused(fund, ClaimCorrected(key="x", on=ON, claim="c1", lines=())) == "the claim c1 waits for a decision"


def test_a_claim_outside_the_agreement_or_on_the_budget_of_another_is_refused() -> None:
    late = replace(claim("c", claim_line("l", 1)), ends=date(2029, 3, 1))
    assert refused(signed(), ClaimSubmitted(key="c", on=END, claim=late)) == (
        "the claim is for March 1, 2026 to March 1, 2029, the agreement for March 1, 2026 to February 28, 2029"
    )
    other = claim("c", claim_line("l", 1, "bank-course"))
    assert refused(signed(), ClaimSubmitted(key="c", on=ON, claim=other)) == "“bank-course” is no budget line of steel"


def test_the_third_party_never_pays_with_money_it_does_not_hold_of_that_funder() -> None:
    fund = done(
        approved(signed()),
        AgreementSigned(key="two", on=ON, agreement=agreement("region")),
        FundsReceived(key="f", on=ON, agreement="region", cents=900_000),
        FundsReceived(key="g", on=ON, agreement="bank", cents=100),
    )
    pay = PaymentMade(key="p", on=ON, agreement="bank", partner="steel", cents=237_500)
    assert refused(fund, pay) == "the account of the trusted third party holds €1 of this funder, not €2,375"
    straight = done(fund, replace(pay, direct=True))
    assert straight.cash_cents == 900_100
    assert straight.book.balance("funder/bank") == 100 - 250_000 + 237_500


def test_a_payment_above_what_is_due_or_awarded_is_refused() -> None:
    fund = done(approved(signed()), FundsReceived(key="f", on=ON, agreement="bank", cents=900_000))
    pay = PaymentMade(key="p", on=ON, agreement="bank", partner="steel", cents=237_501)
    assert refused(fund, pay) == "€2,375 are due to steel, not €2,375.01"
    ahead = replace(pay, cents=250_002, what=Payment.ADVANCE)
    assert refused(fund, ahead) == "steel can be paid €2,500.01 more ahead under its award, not €2,500.02"


def test_an_amendment_keeps_what_was_accepted_and_moves_the_grant_with_the_budget() -> None:
    fund = approved(signed())
    less = AgreementAmended(
        key="a", on=ON, agreement="bank", lines=(BudgetLine("bank-net", "steel", "Antennas", "industrial", 800_000),)
    )
    assert refused(fund, less) == "€10,000 were accepted on “Antennas” already"
    moved = (
        BudgetLine("bank-net", "steel", "Antennas", "industrial", 1_200_000),
        BudgetLine("bank-use", "steel", "Trials", "experimental", 400_000),
    )
    share = done(fund, replace(less, lines=moved)).agreements["bank"].shares["steel"]
    assert share.earned == 500_001 * 1_000_000 // 1_600_000, "a smaller budget for the same grant: each euro earns more"
    party = (Award("newcomer", 50_000), BudgetLine("bank-new", "newcomer", "Sensors", "industrial", 90_000))
    joined = done(fund, AgreementAmended(key="b", on=ON, agreement="bank", awards=party[:1], lines=party[1:]))
    assert joined.book.balance("awarded/bank/newcomer") == 50_000
    assert refused(fund, AgreementAmended(key="b", on=ON, agreement="bank", awards=(Award("ghost", 1),))) == (
        "ghost would receive €0.01 for a budget of €0"
    )


def test_advances_agreed_stay_within_the_award() -> None:
    agreed = AdvanceAgreed(key="a", on=ON, advance="adv", agreement="bank", partner="steel", terms=Terms(400_000, ON))
    fund = done(signed(), agreed)
    assert refused(fund, replace(agreed, key="b", advance="more")) == (
        "€1,000 of advance are left in the award of steel, not €4,000"
    )
    lower = AgreementAmended(key="c", on=ON, agreement="bank", awards=(Award("steel", 500_001, 399_999),))
    assert refused(fund, lower) == "advances of €4,000 are agreed with steel already"


def test_nothing_is_done_twice_before_the_agreement_or_in_a_closed_period() -> None:
    received = FundsReceived(key="f", on=ON, agreement="bank", cents=5)
    fund = done(signed(), received)
    assert refused(fund, received) == "the deed “f” is recorded already"
    early = replace(received, key="g", on=date(2026, 3, 9))
    assert refused(fund, early) == "the agreement “bank” is signed on March 10, 2026 only"
    closed = done(fund, PeriodClosed(key="shut", on=date(2027, 1, 5), last_day=date(2026, 12, 31)))
    late = replace(received, key="h", on=date(2026, 12, 31))
    assert refused(closed, late) == ("December 31, 2026 is in a closed period: the accounts are closed until December 31, 2026")
    assert refused(closed, PeriodClosed(key="n", on=date(2027, 1, 5), last_day=date(2027, 1, 31))) == (
        "the period is not over: it ends on January 31, 2027"
    )
    reopened = done(closed, PeriodReopened(key="o", on=date(2027, 1, 6), last_day=date(2026, 9, 30)))
    assert done(reopened, late).cash_cents == 10
    assert refused(reopened, PeriodReopened(key="p", on=ON, last_day=date(2026, 9, 30))) == (
        "there is no closed period after that day"
    )


def test_a_refused_deed_is_set_aside_and_the_rest_go_on() -> None:
    good = FundsReceived(key="f", on=ON, agreement="bank", cents=5)
    told = replay([replace(good, key="x", agreement="nobody"), good, good], signed())
    assert told.fund.cash_cents == 5
    assert [refusal.key for _, refusal in told.refused] == ["agreement", "twice"]


def test_the_entries_of_a_deed_are_known_before_it_is_done() -> None:
    fund = signed()
    found = entries_of(FundsReceived(key="f", on=ON, agreement="bank", cents=5), fund)
    assert not isinstance(found, Refusal)
    assert [entry.lines for entry in found] == [(Line("bank/bank", debit=5), Line("funder/bank", credit=5))]
    assert entries_of(ClaimSubmitted(key="c", on=ON, claim=claim("c", claim_line("l", 1))), fund) == ()


def book() -> Book:
    return Book().opened([Account("cash", Kind.ASSET, "cash"), Account("sales", Kind.INCOME, "sales")])


def entry(*lines: Line, on: date = ON) -> Entry:
    return Entry(on, lines, "deed", msg("Received from %(funder)s", funder="X"))


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ((Line("cash", debit=5), Line("sales", credit=4)), "the entry does not balance: €0.05 in debit, €0.04 in credit"),
        ((), "the entry does not balance: €0 in debit, €0 in credit"),
        ((Line("cash", debit=5), Line("till", credit=5)), "there is no account “till”"),
        ((Line("cash", debit=5, credit=5),), "a line of “cash” needs one positive amount, in debit or in credit"),
        ((Line("cash", debit=-5), Line("sales", credit=-5)), "a line of “cash” needs one positive amount, in debit or in credit"),
    ],
)
def test_an_entry_that_is_wrong_is_refused_and_the_book_stays(lines: tuple[Line, ...], reason: str) -> None:
    told = book().post(entry(*lines))
    assert isinstance(told, Refusal)
    assert str(told.reason) == reason


def test_an_entry_is_corrected_by_its_mirror_alone_and_once() -> None:
    posted = book().post(entry(Line("cash", debit=5), Line("sales", credit=5)))
    assert isinstance(posted, Book)
    mirrored = posted.reverse(1, ON, "again")
    assert isinstance(mirrored, Book)
    assert [row.cents for row in mirrored.trial_balance().rows] == [0, 0]
    assert [move.cents for move in mirrored.statement("cash")] == [5, 0]
    twice = mirrored.reverse(1, ON, "again")
    assert isinstance(twice, Refusal)
    assert str(twice.reason) == "entry number 1 is reversed already"
    assert len(posted.entries) == 1, "the earlier book is a value of its own"


def test_a_book_keeps_hundreds_of_entries_in_order_with_numbers_without_a_gap() -> None:
    held = book()
    for n in range(1, 601):
        after = held.post(entry(Line("cash", debit=n), Line("sales", credit=n)))
        assert isinstance(after, Book)
        held = after
    assert [one.number for one in held.entries] == list(range(1, 601))
    assert held.entries[255].lines[0].debit == 256
    assert held.entries[599].number == len(held.entries) == 600
    assert held.balance("sales") == sum(range(601))
    with pytest.raises(IndexError):
        held.entries[600]


def test_an_agreement_that_cannot_be_is_bad_input_or_refused() -> None:
    sound = agreement()
    with pytest.raises(BadInput, match=r"agreement\.ends"):
        replace(sound, ends=date(2025, 1, 1))
    with pytest.raises(BadInput, match=r"agreement\.retention_percent"):
        replace(sound, retention_percent=Decimal(101))
    with pytest.raises(BadInput, match=r"agreement\.lines"):
        replace(sound, lines=(*sound.lines, sound.lines[0]))
    with pytest.raises(BadInput, match=r"agreement\.key"):
        replace(sound, key="a/b")
    greedy = Agreement("g", "f", ON, END, (Award("p", 11),), (BudgetLine("l", "p", "L", "x", 10),))
    assert refused(Fund(), AgreementSigned(key="s", on=ON, agreement=greedy)) == "p would receive €0.11 for a budget of €0.10"
