"""Each rule on both sides of its limit; an invoice is known again however it is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.ledger import ClaimCheck, ExchangeRate, ageing, check_claim, fingerprint, seen_in
from tests.ledger.programme import STEADY, agreement, claim, claim_line

BILL = {"supplier": "Dupont", "invoice": "F-12", "invoiced": date(2026, 5, 4)}
RATE = ExchangeRate(Decimal("0.9213"), date(2026, 5, 4), "ECB")


def checked(*lines: object, **other: object) -> ClaimCheck:
    return check_claim(claim("c", *lines), agreement(), **other)


@pytest.mark.parametrize(
    ("other", "eligible", "sentence"),
    [
        ({}, 1000, None),
        ({"incurred": date(2026, 2, 28)}, 0, "the cost is of February 28, 2026, outside the agreement"),
        ({"incurred": date(2026, 9, 1)}, 0, "the cost is of September 1, 2026, after the end of the period claimed"),
        ({"incurred": date(2026, 3, 1)}, 1000, None),
        ({"budget_line": "bank-course"}, 0, "“bank-course” is no budget line of steel"),
        ({"budget_line": "bank-use"}, 0, "the budget line “Trials” does not pay for this kind of cost"),
        ({"evidence": ()}, 0, "no evidence is joined"),
        ({"supplier": "Dupont"}, 0, "an invoice needs its supplier, its number and its day"),
        ({**BILL, "paid": date(2026, 5, 1)}, 1000, "it was paid on May 1, 2026, before its invoice"),
        ({"vat_cents": 200, "claimed_cents": 1200}, 1000, "recoverable VAT is not eligible: at most €10 count"),
        ({"vat_cents": 200, "claimed_cents": 1200, "vat_recoverable": False}, 1200, None),
        ({"claimed_cents": 1001}, 1000, "more than the invoice is claimed: at most €10 count"),
        ({"currency": "USD"}, 0, "the amount is in USD: give the rate to the euro, its day and its source"),
        ({"currency": "USD", "rate": RATE, "claimed_cents": 1000}, 921, "converted from USD at 0.9213 on May 4, 2026 (ECB)"),
        ({"net_cents": 1_600_000, "claimed_cents": 1_600_000}, 1_600_000, None),
        ({"net_cents": 1_700_000, "claimed_cents": 1_700_000}, 1_650_000, "€16,500 are left on the budget line “Antennas”"),
    ],
)
def test_a_rule_says_what_is_wrong_and_what_remains(other: dict[str, object], eligible: int, sentence: str | None) -> None:
    found = checked(replace(claim_line("l", 1000), **other))
    assert found.eligible_cents == eligible
    said = [str(finding.reason) for line in found.lines for finding in line.findings]
    assert (not said) if sentence is None else any(text.startswith(sentence) for text in said)


def test_lines_share_the_room_under_a_ceiling_in_their_order() -> None:
    found = checked(claim_line("one", 1_000_000), claim_line("two", 800_000), accepted={"bank-net": 100_000})
    assert [line.eligible_cents for line in found.lines] == [1_000_000, 550_000]
    assert found.grant_cents == 500_001 * 1_650_000 // 2_000_000 - 500_001 * 100_000 // 2_000_000


def test_a_partners_whole_budget_is_a_ceiling_whatever_the_tolerance_of_its_lines() -> None:
    use = claim_line("two", 550_000, "bank-use", category="experimental")
    found = checked(claim_line("one", 1_650_000), use)
    assert [line.eligible_cents for line in found.lines] == [1_650_000, 350_000]
    assert (found.grant_cents, found.retained_cents) == (500_001, 25_000)


SAME = [
    {"supplier": "DUPONT S.A.S.", "invoice": "f 12"},
    {"supplier": "Société Dupont", "invoice": "F/12"},
    {"supplier": "dupônt sarl", "invoice": "00F12"},
]


@pytest.mark.parametrize("other", SAME)
def test_an_invoice_is_found_again_however_it_is_written(other: dict[str, object]) -> None:
    earlier = claim("old", claim_line("l", 1000, **BILL))
    found = checked(claim_line("l", 1000, **{**BILL, **other}), seen=seen_in(earlier, "programme B, claim 3"))
    assert found.eligible_cents == 0
    (finding,) = found.lines[0].findings
    assert (str(finding.reason), finding.elsewhere) == ("this invoice is claimed elsewhere already", "programme B, claim 3")


def test_a_suppliers_numbers_are_one_number() -> None:
    ways = ("FR 32 552 100 554", "552100554", "552 100 554 00019")
    marks = {fingerprint(claim_line("l", 1000, **BILL, supplier_id=way)) for way in ways}
    assert len(marks) == 1
    assert None not in marks


@pytest.mark.parametrize(
    "other", [{"supplier": "Durand"}, {"invoice": "F-13"}, {"invoiced": date(2026, 5, 5)}, {"vat_cents": 1}, {"currency": "USD"}]
)
def test_another_invoice_is_another(other: dict[str, object]) -> None:
    assert fingerprint(claim_line("l", 1000, **{**BILL, **other})) != fingerprint(claim_line("l", 1000, **BILL))


def test_one_invoice_on_two_lines_of_a_claim_counts_once() -> None:
    found = checked(claim_line("one", 1000, **BILL), claim_line("two", 1000, **BILL))
    assert [line.eligible_cents for line in found.lines] == [1000, 0]
    assert found.lines[1].findings[0].elsewhere == "c"


@STEADY
@given(st.lists(st.integers(0, 2_500_000), min_size=1, max_size=8), st.integers(0, 1_650_000))
def test_what_is_eligible_never_exceeds_what_is_claimed_nor_any_ceiling(cents: list[int], before: int) -> None:
    found = checked(*(claim_line(f"l{n}", one) for n, one in enumerate(cents)), accepted={"bank-net": before})
    assert found.eligible_cents <= min(sum(cents), 1_650_000 - before)
    assert found.eligible_cents == sum(line.eligible_cents for line in found.lines)
    assert 0 <= found.retained_cents <= found.grant_cents <= 500_001


def test_claims_age_by_the_days_they_wait() -> None:
    rows = [("a", date(2026, 9, 1), 10), ("b", date(2026, 8, 2), 20), ("c", date(2026, 6, 3), 40), ("d", date(2025, 1, 1), 80)]
    found = ageing(rows, date(2026, 9, 1))
    assert [(age.days, age.until, age.claims, age.cents) for age in found] == [
        (0, 30, ("a",), 10),
        (30, 60, ("b",), 20),
        (60, 90, (), 0),
        (90, None, ("c", "d"), 120),
    ]
