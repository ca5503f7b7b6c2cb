"""The size of an enterprise with its group: the parts that count, the years, what is missing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campus5g.core.project import Accounts
from campus5g.funding.group import judge_group, parts_counted, size_in_group
from campus5g.funding.rules import RulesOn
from campus5g.funding.ties import Stake


def books(staff: int, *years: int, turnover: int = 60, balance: int = 50) -> list[Accounts]:
    return [Accounts(year, Decimal(staff), turnover * 10**8, balance * 10**8) for year in years or (2025,)]


def stake(holder: str, held: str, percent: int, **more: object) -> Stake:
    return Stake(holder, held, Decimal(percent), **more)  # type: ignore[arg-type]


def test_linked_enterprises_count_in_full_partners_pro_rata_and_small_stakes_not_at_all(rules: RulesOn) -> None:
    stakes = [stake("parent", "us", 60), stake("us", "daughter", 30), stake("us", "acquaintance", 24)]
    found = parts_counted("us", stakes, rules)
    assert found == {"us": 1, "parent": 1, "daughter": Decimal("0.3"), "acquaintance": 0}


def counted_by_hand(name: str, seen_from: str, stakes: list[Stake], *, partners: bool) -> dict[str, Decimal]:
    """A group that is a tree, walked tie by tie: linked in full with their partners, partners with their linked alone."""
    found = {name: Decimal(1)}
    for tie in stakes:
        if name in (tie.holder, tie.held):
            other = tie.held if tie.holder == name else tie.holder
            if other != seen_from and tie.percent > 50:
                found |= counted_by_hand(other, name, stakes, partners=partners)
            elif other != seen_from and tie.percent >= 25 and partners:
                theirs = counted_by_hand(other, name, stakes, partners=False)
                found |= {company: part * tie.percent / 100 for company, part in theirs.items()}
    return found


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    ties=st.lists(st.tuples(st.integers(0, 100), st.booleans(), st.integers(0, 9)), min_size=1, max_size=6),
    staff=st.lists(st.integers(0, 500), min_size=7, max_size=7),
)
def test_in_a_group_without_two_ways_each_tie_counts_as_the_recommendation_walks_it(
    rules: RulesOn, ties: list[tuple[int, bool, int]], staff: list[int]
) -> None:
    """Each new enterprise holds an earlier one, or is held by it; shares are scaled so that none is held over 100 %."""
    tree = []
    for new, (percent, up, earlier) in enumerate(ties, start=1):
        old = earlier % new
        taken = sum(tie.percent for tie in tree if tie.held == str(old))
        ends = (str(new), str(old)) if up else (str(old), str(new))
        tree.append(stake(*ends, min(percent, int(100 - taken)) if up else percent))
    accounts = {str(n): Accounts(2025, Decimal(people), people * 100, 0) for n, people in enumerate(staff)}
    expected = counted_by_hand("0", "", tree, partners=True)
    parts = parts_counted("0", tree, rules)
    assert {company: part for company, part in parts.items() if part} == expected
    judged = judge_group("0", accounts, tree, rules)
    assert judged.staff_awu == sum(part * accounts[company].staff_awu for company, part in expected.items())


def test_an_enterprise_held_through_two_ways_is_counted_once(rules: RulesOn) -> None:
    """By hand: P holds 60 % of us and of a sister; each of the two holds 30 % of the daughter, P's group so 60 %: linked.

    40 + 100 + 20 + 50 people: 210, and not 210 + 50 again.
    """
    diamond = [stake("P", "us", 60), stake("P", "sister", 60), stake("us", "daughter", 30), stake("sister", "daughter", 30)]
    staff = {"us": 40, "P": 100, "sister": 20, "daughter": 50}
    accounts = {name: Accounts(2025, Decimal(people), 0, 0) for name, people in staff.items()}
    for name in staff:
        assert judge_group(name, accounts, diamond, rules).staff_awu == 210
    lighter = [*diamond[:2], stake("us", "daughter", 20), stake("sister", "daughter", 20)]
    assert judge_group("us", accounts, lighter, rules).staff_awu == 180  # a partner of the group at 20 + 20 = 40 %
    assert judge_group("daughter", accounts, lighter, rules).staff_awu == 114  # 50 + 40 % of the whole group
    apart = [stake("us", "daughter", 20), stake("sister", "daughter", 20)]
    assert judge_group("us", accounts, apart, rules).staff_awu == 40  # two strangers at 20 % each: autonomous


def test_a_partner_reached_over_two_ways_counts_once_at_its_greatest_share(rules: RulesOn) -> None:
    """Article 6(2): with cross-holdings the greatest percentage applies. 40 + 40 % of 100 people."""
    stakes = [stake("us", "daughter", 60), stake("Q", "us", 30), stake("Q", "daughter", 40)]
    accounts = {"us": books(30)[0], "daughter": books(10)[0], "Q": books(100)[0]}
    assert parts_counted("us", stakes, rules)["Q"] == Decimal("0.4")
    assert judge_group("us", accounts, stakes, rules).staff_awu == 80


def test_persons_who_act_together_are_one_holder_and_others_are_not(rules: RulesOn) -> None:
    """Article 3(3), fourth subparagraph: Anna and Ben hold 30 % each of us and of a sister on the same market."""
    family = [stake(who, what, 30, kind="person", together="family") for who in ("Anna", "Ben") for what in ("us", "sister")]
    strangers = [stake(who, what, 30, kind="person") for who in ("Anna", "Ben") for what in ("us", "sister")]
    assert parts_counted("us", family, rules) == {"us": 1, "sister": 1}
    assert parts_counted("us", strangers, rules) == {"us": 1, "sister": 0}
    found = size_in_group("us", {"us": books(200), "sister": books(60)}, family, rules)
    assert (found.status, [member.name for member in found.members]) == ("large", ["us", "sister"])
    alone = [stake("Anna", "us", 60, kind="person"), stake("Anna", "sister", 60, kind="person")]
    assert parts_counted("us", alone, rules) == {"us": 1, "sister": 1}


@pytest.mark.parametrize(
    ("years", "status"),
    [
        ({2025: 260}, "large"),
        ({2024: 200, 2025: 260}, "medium"),
        ({2023: 200, 2024: 260, 2025: 260}, "large"),
        ({2022: 200, 2024: 260, 2025: 260}, "large"),
    ],
)
def test_a_ceiling_passed_for_one_year_changes_nothing_yet(rules: RulesOn, years: dict[int, int], status: str) -> None:
    mine = [Accounts(year, Decimal(staff), 20 * 10**8, 10 * 10**8) for year, staff in years.items()]
    found = size_in_group("us", {"us": mine}, [], rules)
    assert found.status is not None
    assert found.status.value == status


def test_a_year_counts_only_when_all_that_count_have_closed_it(rules: RulesOn) -> None:
    accounts = {"us": books(10, 2024, 2025), "parent": books(300, 2025)}
    found = size_in_group("us", accounts, [stake("parent", "us", 51)], rules)
    assert [year for year, _ in found.judged] == [2025]
    assert found.status == "large"


def test_missing_accounts_of_one_that_counts_leave_the_size_open_and_say_whose(rules: RulesOn) -> None:
    found = size_in_group("us", {"us": books(10)}, [stake("parent", "us", 51)], rules)
    assert found.status is None
    assert "2025 of “parent”" in str(found.reason)
    assert size_in_group("us", {"us": books(10)}, [stake("friend", "us", 24)], rules).status is not None
    assert size_in_group("us", {}, [], rules).status is None
