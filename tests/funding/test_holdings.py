"""Stakes, single undertakings, the de minimis ledger, and tax measures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.core.project import Accounts, Award, Size
from campus5g.funding.cir import innovation_tax_credit, judge_young_company, lost_to_aid, research_tax_credit
from campus5g.funding.group import judge_group
from campus5g.funding.holdings import de_minimis_ledger, single_undertaking
from campus5g.funding.rules import RulesOn, law
from campus5g.funding.ties import Stake


def accounts(staff: int, turnover: int = 0, balance: int = 0, year: int = 2025) -> Accounts:
    return Accounts(year, Decimal(staff), turnover * 10**8, balance * 10**8)


def stake(holder: str, held: str, capital: float, votes: float = 0, **more: object) -> Stake:
    return Stake(holder, held, Decimal(str(capital)), Decimal(str(votes)), **more)  # type: ignore[arg-type]


GROUP = {"A": accounts(40, 6, 5), "B": accounts(300, 70, 60), "C": accounts(20, 3, 2)}


@pytest.mark.parametrize(("share", "staff", "status"), [(30, 150, "medium"), (51, 360, "large"), (24, 60, "medium")])
def test_a_list_of_stakes_gives_the_worked_examples_of_the_sme_test(
    rules: RulesOn, share: int, staff: int, status: str
) -> None:  # fmt: skip
    judged = judge_group("A", GROUP, [stake("B", "A", share), stake("A", "C", 60)], rules)
    assert (judged.staff_awu, judged.status.value) == (staff, status)


@pytest.mark.parametrize(
    ("figures", "stakes", "said"),
    [
        (GROUP, [stake("A", "B", 60), stake("B", "A", 60)], "circular holdings"),
        (GROUP, [stake("A", "B", 30), stake("B", "C", 30), stake("C", "A", 30)], "circular holdings"),
        (GROUP, [stake("A", "A", 1)], "circular holdings"),
        (GROUP, [stake("Z", "A", 30), stake("A", "B", 30), stake("B", "C", 30), stake("C", "B", 30)], "B → C: circular holdings"),
        (GROUP, [stake("B", "A", 30, together="family")], "an enterprise said to act together"),
        (GROUP, [stake("B", "A", 60), stake("C", "A", 50)], "shares over 100 %"),
        (GROUP, [stake("B", "A", 101)], "a share outside 0 to 100 %"),
        (GROUP, [stake("B", "A", 30), stake("B", "A", 40)], "one stake told twice"),
        (GROUP, [stake("Z", "A", 30)], "no accounts of “Z”"),
        ({**GROUP, "C": accounts(20, year=2023)}, [], "accounts of different years"),
        ({**GROUP, "C": accounts(-1)}, [], "a negative figure"),
    ],
)
def test_facts_that_contradict_each_other_are_refused_in_one_sentence(
    rules: RulesOn, figures: dict[str, Accounts], stakes: list[Stake], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        judge_group("A", figures, stakes, rules)


def test_a_single_undertaking_is_tied_by_control_within_one_member_state() -> None:
    stakes = [stake("H", "A", 51, 51), stake("H", "B", 40, 30, control=True), stake("H", "C", 49, 49), stake("A", "D", 100, 100),
              stake("H", "E", 100, 100)]  # fmt: skip
    assert single_undertaking("D", stakes, {"E": "BE"}) == {"H", "A", "B", "D"}
    assert single_undertaking("C", stakes, {}) == {"C"}


def test_two_daughters_that_hold_a_third_company_together_bring_it_into_their_undertaking() -> None:
    """30 + 25 % of the votes: neither has the majority alone, the parent has it through both (Art. 2(2), last subparagraph)."""
    stakes = [stake("P", "A", 60, 60), stake("P", "B", 60, 60), stake("A", "C", 30, 30), stake("B", "C", 25, 25)]
    assert single_undertaking("C", stakes, {}) == {"P", "A", "B", "C"}
    assert single_undertaking("C", stakes, {"B": "BE"}) == {"C"}
    person = [stake("Anna", "A", 60, 60, kind="person"), stake("Anna", "B", 60, 60, kind="person")]
    assert single_undertaking("A", person, {}) == {"A"}


def test_the_ledger_tells_when_room_frees_up(rules: RulesOn) -> None:
    awards = {"A": [Award(date(2024, 2, 10), 120_000_00), Award(date(2022, 1, 1), 1)], "B": [Award(date(2025, 6, 1), 100_000_00)]}
    rows = de_minimis_ledger({"A", "B"}, awards, date(2026, 11, 21), rules)
    assert [(row.company, row.frees_on, row.room_then_cents) for row in rows] == [
        ("A", date(2027, 2, 11), 200_000_00), ("B", date(2028, 6, 2), 300_000_00),
    ]  # fmt: skip


@given(staff=st.integers(0, 10**9), aid=st.integers(0, 10**9), more=st.integers(0, 10**9))
def test_more_aid_never_raises_a_tax_credit(rules: RulesOn, staff: int, aid: int, more: int) -> None:
    assert lost_to_aid(staff, aid, rules) <= lost_to_aid(staff, aid + more, rules)
    small = innovation_tax_credit(Size.SMALL, staff, rules, aid_cents=aid)
    assert innovation_tax_credit(Size.SMALL, staff, rules, aid_cents=aid + more).credit_cents <= small.credit_cents <= 80_000_00


def test_the_worked_credit_loses_thirty_percent_of_the_grant(rules: RulesOn) -> None:
    assert research_tax_credit(500_000_00, 0, rules, grants_cents=200_000_00).credit_cents == 150_000_00
    assert lost_to_aid(500_000_00, 200_000_00, rules) == 60_000_00


def test_the_innovation_credit_is_for_smes_until_2027() -> None:
    in_time, after = law().on(date(2027, 12, 31)), law().on(date(2028, 1, 1))
    assert innovation_tax_credit(Size.MEDIUM, 900_000_00, in_time).credit_cents == 80_000_00
    assert innovation_tax_credit(Size.MEDIUM, 300_000_00, in_time, aid_cents=100_000_00).credit_cents == 40_000_00
    assert innovation_tax_credit(Size.LARGE, 900_000_00, in_time).credit_cents == 0
    assert innovation_tax_credit(Size.SMALL, 900_000_00, after).credit_cents == 0


@pytest.mark.parametrize(
    ("size", "age", "share", "day", "possible"),
    [
        (Size.SMALL, 7.9, 20, date(2026, 1, 1), True),
        (Size.SMALL, 8, 20, date(2026, 1, 1), False),
        (Size.SMALL, 3, 19, date(2026, 1, 1), False),
        (Size.SMALL, 3, 15, date(2025, 2, 28), True),
        (Size.LARGE, 3, 50, date(2026, 1, 1), False),
    ],
)
def test_a_young_innovative_company_is_small_young_and_spends_on_research(
    size: Size, age: float, share: int, day: date, possible: bool
) -> None:
    judged = judge_young_company(size, age, Decimal(share), law().on(day))
    assert judged.possible is possible
    assert judged.to_confirm


def test_a_negative_expense_is_bad_input(rules: RulesOn) -> None:
    with pytest.raises(BadInput, match="negative"):
        research_tax_credit(-1, 0, rules)
