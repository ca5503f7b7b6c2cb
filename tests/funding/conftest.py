"""Rules of a day in force, and a consortium that everyone can recompute by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from campus5g.core.project import CallTerms, Category, CostLine, Partner, Project, Size
from campus5g.funding.rules import RulesOn, law

IN_FORCE = date(2026, 6, 1)


@pytest.fixture(scope="session")
def rules() -> RulesOn:
    return law().on(IN_FORCE)


@pytest.fixture
def project() -> Project:
    """The worked example 5 of the aid rules: L, M, S and a laboratory, 4.0 M€, 2.29 M€ of aid at most."""
    partners = tuple(Partner(name, name, size, in_difficulty=False) for name, size in
                     (("L", Size.LARGE), ("M", Size.MEDIUM), ("S", Size.SMALL), ("R", Size.RESEARCH_NON_ECONOMIC)))  # fmt: skip
    lines = (
        CostLine("l1", "L", "trials", Category.INDUSTRIAL, 600_000_00),
        CostLine("l2", "L", "prototype", Category.EXPERIMENTAL, 1_400_000_00),
        CostLine("m1", "M", "integration", Category.EXPERIMENTAL, 800_000_00),
        CostLine("s1", "S", "algorithms", Category.INDUSTRIAL, 300_000_00),
        CostLine("s2", "S", "product", Category.EXPERIMENTAL, 500_000_00),
        CostLine("r1", "R", "measurements", Category.INDUSTRIAL, 400_000_00),
    )
    return Project("consortium", partners, lines, date(2026, 1, 10), IN_FORCE, date(2026, 6, 15), 36)


@pytest.fixture
def call() -> CallTerms:
    """Half grant, half repayable advance, without a bound of its own."""
    return CallTerms("half", "Half and half", Decimal("0.5"))
