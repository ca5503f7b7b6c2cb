"""Partners of one undertaking: one de minimis room, one party among those who collaborate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from campus5g.core.project import Award, CallTerms, Category, CostLine, Partner, Project, Size
from campus5g.funding.plan import plan_financing, verify_plan

ON = date(2026, 3, 1)
APPLIED, GRANTED, STARTS = date(2026, 1, 10), date(2026, 6, 1), date(2026, 6, 15)
GRANT = CallTerms("grant", "Grants only", Decimal(1))


def firm(name: str, **facts: object) -> Partner:
    return Partner(name, name, Size.SMALL, in_difficulty=False, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(("undertaking", "most"), [("group", 200_000_00), ("", 500_000_00)])
def test_partners_that_are_one_undertaking_share_its_de_minimis_room(undertaking: str, most: int) -> None:
    """Regulation (EU) 2023/2831, Article 2(2) and 3(2): 300 000 € in all, of which one of them already had 100 000 €."""
    one = firm("A", de_minimis=(Award(date(2025, 1, 5), 100_000_00),), undertaking=undertaking)
    two = firm("B", undertaking=undertaking)
    lines = tuple(CostLine(p.id, p.id, "line", Category.DE_MINIMIS, 400_000_00) for p in (one, two))
    project = Project("p", (one, two), lines, APPLIED, GRANTED, STARTS, 12)
    plan = plan_financing(project, [GRANT], ON)
    assert plan.public_cents == most
    assert verify_plan(plan, project, [GRANT], ON) == ()
    apart = replace(project, partners=tuple(replace(p, undertaking="") for p in project.partners))
    assert bool(verify_plan(plan_financing(apart, [GRANT], ON), project, [GRANT], ON)) == bool(undertaking)


def test_two_partners_of_one_undertaking_do_not_collaborate_with_each_other() -> None:
    """Article 2 point 90: effective collaboration is between independent parties."""
    partners = (firm("A"), firm("B"))
    lines = tuple(CostLine(p.id, p.id, "line", Category.EXPERIMENTAL, 100_000_00) for p in partners)
    project = Project("p", partners, lines, APPLIED, GRANTED, STARTS, 12)
    tied = replace(project, partners=tuple(replace(p, undertaking="group") for p in partners))
    apart, together = plan_financing(project, [GRANT], ON), plan_financing(tied, [GRANT], ON)
    assert (apart.public_cents, together.public_cents) == (120_000_00, 90_000_00)  # 25 + 20 + 15 %, and without the 15
    assert verify_plan(together, tied, [GRANT], ON) == ()
    assert verify_plan(apart, tied, [GRANT], ON)
