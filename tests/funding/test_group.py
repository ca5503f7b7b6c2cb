"""The size of an enterprise with its group: the parts that count, the years, what is missing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campus5g.core.project import Accounts
from campus5g.funding.group import parts_counted, size_in_group
from campus5g.funding.holdings import Stake, enterprise_of
from campus5g.funding.rules import RulesOn
from campus5g.funding.sme import judge_size


def books(staff: int, *years: int, turnover: int = 60, balance: int = 50) -> list[Accounts]:
    return [Accounts(year, Decimal(staff), turnover * 10**8, balance * 10**8) for year in years or (2025,)]


def stake(holder: str, held: str, percent: int, **more: object) -> Stake:
    return Stake(holder, held, Decimal(percent), **more)  # type: ignore[arg-type]


def test_linked_enterprises_count_in_full_partners_pro_rata_and_small_stakes_not_at_all(rules: RulesOn) -> None:
    stakes = [stake("parent", "us", 60), stake("us", "daughter", 30), stake("us", "acquaintance", 24)]
    found = parts_counted("us", stakes, rules)
    assert found == {"us": 1, "parent": 1, "daughter": Decimal("0.3"), "acquaintance": 0}


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    percents=st.lists(st.integers(0, 100), min_size=4, max_size=4),
    staff=st.lists(st.integers(0, 500), min_size=5, max_size=5),
)
def test_the_parts_times_the_figures_are_the_figures_of_the_test(rules: RulesOn, percents: list[int], staff: list[int]) -> None:
    chain = [
        stake("B", "A", percents[0]),
        stake("C", "B", percents[1]),
        stake("A", "D", percents[2]),
        stake("D", "E", percents[3]),
    ]
    accounts = {name: Accounts(2025, Decimal(n), n * 100, 0) for name, n in zip("ABCDE", staff, strict=True)}
    judged = judge_size(enterprise_of("A", accounts, chain), rules)
    parts = parts_counted("A", chain, rules)
    assert sum(parts[name] * accounts[name].staff_awu for name in accounts) == judged.staff_awu


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
