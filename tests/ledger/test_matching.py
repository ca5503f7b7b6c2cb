"""Proposals for bank lines: the best of all, with their reasons, and what is doubtful said so."""

from __future__ import annotations

from datetime import date
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from campus5g.ledger.bank import BankLine, Certainty, Expected, match
from campus5g.ledger.bank.pairing import pairings
from tests.ledger.programme import STEADY

IBAN = "FR7630001007941234567890185"


def line(identity: str, cents: int, text: str = "", day: int = 5, **other: str) -> BankLine:
    return BankLine(date(2026, 10, day), cents, text, identity=identity, **other)


def due(key: str, cents: int, party: str = "", day: int = 5, **other: str) -> Expected:
    return Expected(key, date(2026, 10, day), cents, party, **other)


def test_a_reference_an_account_and_an_amount_are_certain_and_say_why() -> None:
    held = match(
        [
            line(
                "l",
                25_000,
                "VIR SEPA conv 2026/01 solde",
                party="STEEL WORKS",
                party_iban="FR76 3000 1007 9412 3456 7890 185",
                day=7,
            )
        ],
        [due("e", 25_000, "Steel Works", iban=IBAN, reference="CONV-2026-01"), due("f", 25_000, "School", day=20)],
    )
    (found,) = held.matches
    assert (found.lines, found.expected, found.certainty) == (("l",), ("e",), Certainty.CERTAIN)
    assert [str(reason) for reason in found.reasons] == [
        "the amount is the same",
        "the reference “CONV-2026-01” is in the text",
        "the account is that of Steel Works",
        "Steel Works is named",
        "2 days from the day expected",
    ]
    assert (held.unknown, held.waiting) == ((), ("f",))


def test_a_reference_within_a_longer_one_is_another() -> None:
    for text in ("CONV-2026-012", "XCONV-2026-01"):
        held = match([line("l", 100, text)], [due("e", 100, reference="CONV-2026-01")])
        assert held.matches[0].certainty is Certainty.LIKELY


def test_two_payments_that_could_be_meant_are_proposed_and_never_taken() -> None:
    held = match([line("l", 500)], [due("e", 500, "A"), due("f", 500, "B", day=6)])
    (found,) = held.matches
    assert (found.expected, found.certainty, found.rivals) == (("e",), Certainty.AMBIGUOUS, ("f",))


def test_the_best_assignment_of_all_wins_over_the_best_of_one_line() -> None:
    lines = [line("near", 500, day=10), line("late", 500, day=20)]
    expected = [due("first", 500, day=11), due("second", 500, day=1)]
    held = match(lines, expected)
    assert {(found.lines, found.expected) for found in held.matches} == {(("near",), ("second",)), (("late",), ("first",))}
    assert not held.unknown
    assert not held.waiting


def test_one_line_may_pay_several_payments_of_one_party() -> None:
    held = match(
        [line("l", 900, "REMB STEEL")],
        [due("e", 400, "Steel"), due("f", 500, "Steel", day=9), due("g", 500, "School")],
    )
    (found,) = held.matches
    assert found.expected == ("e", "f")
    assert str(found.reasons[0]) == "the amount is the sum of 2 payments expected"
    assert held.waiting == ("g",)


def test_several_lines_may_pay_one_payment() -> None:
    held = match([line("a", -400, "Steel"), line("b", -500, "Steel", day=6), line("c", -500, "other")], [due("e", -900, "Steel")])
    (found,) = held.matches
    assert found.lines == ("a", "b")
    assert held.unknown == ("c",)


def test_another_amount_is_proposed_with_its_reference_only_and_as_doubtful() -> None:
    held = match([line("l", 450, "ECH-0007"), line("m", 451)], [due("e", 500, reference="ECH-0007")])
    (found,) = held.matches
    assert (found.lines, found.certainty) == (("l",), Certainty.AMBIGUOUS)
    assert str(found.reasons[0]) == "the amount differs by €0.50"
    assert held.unknown == ("m",)


def test_what_nothing_explains_stays_unknown() -> None:
    held = match([line("out", -500), line("far", 500, day=5)], [Expected("e", date(2027, 5, 1), 500)])
    assert (held.matches, held.unknown, held.waiting) == ((), ("out", "far"), ("e",))
    assert match([], []).matches == ()


AMOUNTS = st.lists(st.tuples(st.sampled_from((300, 500, 800)), st.integers(1, 28)), min_size=1, max_size=4)


@STEADY
@given(AMOUNTS, AMOUNTS)
def test_no_other_assignment_is_better_and_nothing_is_used_twice(
    lines: list[tuple[int, int]], dues: list[tuple[int, int]]
) -> None:
    held_lines = [line(f"l{n}", cents, day=day) for n, (cents, day) in enumerate(lines)]
    expected = [due(f"e{n}", cents, day=day) for n, (cents, day) in enumerate(dues)]
    found = match(held_lines, expected)
    names = [name for one in found.matches for name in (*one.lines, *one.expected)]
    assert len(names) == len(set(names))
    assert sorted([*names, *found.unknown, *found.waiting]) == sorted(
        [one.identity for one in held_lines] + [one.key for one in expected]
    )
    weight = {(one.lines[0], one.expected[0]): one.weight for one in pairings(held_lines, expected, 60)}
    padded = [one.key for one in expected] + [""] * len(held_lines)
    best = max(
        sum(weight.get((one.identity, key), 0.0) for one, key in zip(held_lines, order, strict=False))
        for order in set(permutations(padded, len(held_lines)))
    )
    assert abs(sum(weight[one.lines[0], one.expected[0]] for one in found.matches) - best) < 1e-6
