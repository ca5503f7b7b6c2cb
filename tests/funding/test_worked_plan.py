"""The financing plan that the documentation solves by hand, asked of the program."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from campus5g.core.money import parse_cents
from campus5g.core.project import CallTerms, Category, CostLine, FinancingPlan, Partner, Project, Size
from campus5g.funding.plan import plan_financing, public_value_cents, verify_plan

ON = date(2026, 3, 1)


def tables(text: str) -> list[list[list[str]]]:
    """The rows of each table of a page, without its head."""
    found: list[list[list[str]]] = [[]]
    for line in text.splitlines():
        if line.startswith("|"):
            found[-1].append([cell.strip() for cell in line.strip("|").split("|")])
        elif found[-1]:
            found.append([])
    return [table[2:] for table in found if table]


@pytest.fixture
def page(root: Path) -> list[list[list[str]]]:
    return tables((root / "docs" / "worked-financing-plan.md").read_text(encoding="utf-8"))


@pytest.fixture
def asked(page: list[list[list[str]]]) -> tuple[Project, list[CallTerms]]:
    costs, terms = page[0], page[1]
    partners = {name: Partner(name, name, Size(size), in_difficulty=False) for name, size, _, _ in costs}
    lines = tuple(
        CostLine(f"{name}.{category}", name, category, Category(category), parse_cents(cost)) for name, _, category, cost in costs
    )
    calls = [
        CallTerms(
            name, name, Decimal(grant) / 100, Decimal(rate) if rate else None, parse_cents(floor or "0"),
            parse_cents(most) if most else None,
        )
        for name, grant, rate, floor, most in terms
    ]  # fmt: skip
    project = Project("worked", tuple(partners.values()), lines, date(2026, 1, 10), date(2026, 6, 1), date(2026, 6, 15), 36)
    return project, calls


@pytest.fixture
def plan(asked: tuple[Project, list[CallTerms]]) -> FinancingPlan:
    return plan_financing(*asked, ON)


def test_each_ceiling_worked_by_hand_is_the_programs_and_is_reached(page: list[list[list[str]]], plan: FinancingPlan) -> None:
    found = {c.key: (c.limit_cents, c.used_cents) for c in plan.ceilings if c.key.startswith("line.")}
    by_hand = {f"line.{name}.{category}": (parse_cents(limit),) * 2 for name, category, _, _, limit in page[2]}
    assert found == by_hand


def test_each_call_pays_what_was_found_by_hand(page: list[list[list[str]]], plan: FinancingPlan) -> None:
    for name, money, grant, advance in page[3]:
        rows = [row for row in plan.allocations if row.call_id == name]
        assert abs(sum(row.grant_cents for row in rows) - parse_cents(grant)) <= len(rows)
        assert abs(sum(row.advance_cents for row in rows) - parse_cents(advance)) <= len(rows)
        assert sum(row.money_cents for row in rows) == parse_cents(money)


def test_the_sums_and_the_net_value_are_those_of_the_page(
    asked: tuple[Project, list[CallTerms]], plan: FinancingPlan
) -> None:  # fmt: skip
    project, calls = asked
    assert plan.public_cents == 2_150_000_00
    assert sum(row.own_cents for row in plan.allocations) == 1_350_000_00
    assert abs(public_value_cents(plan.allocations, calls, project.granted) - 1_011_990_00) < 5_00
    assert verify_plan(plan, project, calls, ON) == ()
