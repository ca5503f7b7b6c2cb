"""Partners of one undertaking: one de minimis room, one threshold of each kind, one party among those who collaborate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from campus5g.core.project import Award, CallTerms, Category, Circumstance, CostLine, Partner, Project, Size
from campus5g.funding.ceilings import research_threshold
from campus5g.funding.plan import Objective, Wishes, plan_financing, verify_plan
from campus5g.funding.rules import RulesOn

ON = date(2026, 3, 1)
APPLIED, GRANTED, STARTS = date(2026, 1, 10), date(2026, 6, 1), date(2026, 6, 15)
GRANT = CallTerms("grant", "Grants only", Decimal(1))
SUCCESS = CallTerms("success", "Advance repaid with interest", Decimal(0), advance_interest=True)
FREE_LOAN = CallTerms("loan", "Loan at the market rate", Decimal(0), loan_share=Decimal(1), loan_rate=Decimal(9))


def firm(name: str, size: Size = Size.SMALL, **facts: object) -> Partner:
    return Partner(name, name, size, in_difficulty=False, **facts)  # type: ignore[arg-type]


def pair(category: Category, million: int, size: Size = Size.SMALL, undertaking: str = "group", **line: object) -> Project:
    """Two partners with one cost each."""
    partners = tuple(firm(name, size, undertaking=undertaking) for name in "AB")
    lines = tuple(CostLine(p.id, p.id, "line", category, million * 10**8, **line) for p in partners)  # type: ignore[arg-type]
    return Project("p", partners, lines, APPLIED, GRANTED, STARTS, 12)


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


@pytest.mark.parametrize(
    ("category", "million", "size", "line", "together", "apart"),
    [
        (Category.EXPERIMENTAL, 80, Size.LARGE, {}, 25_000_000, 40_000_000),
        (Category.SME_INVESTMENT, 30, Size.SMALL, {}, 8_250_000, 12_000_000),
        (Category.SME_CONSULTANCY, 4, Size.SMALL, {}, 2_200_000, 4_000_000),
        (Category.SME_INNOVATION, 15, Size.SMALL, {}, 10_000_000, 15_000_000),
        (Category.SME_INNOVATION, 1, Size.SMALL, {"circumstances": (Circumstance.ADVICE,)}, 220_000, 440_000),
        (Category.PROCESS_INNOVATION, 20, Size.SMALL, {}, 12_500_000, 20_000_000),
        (Category.ENERGY_EFFICIENCY, 60, Size.LARGE, {}, 30_000_000, 36_000_000),
        (Category.START_UP, 1, Size.SMALL, {}, 500_000, 1_000_000),
        (Category.REGIONAL_INVESTMENT, 100, Size.LARGE, {"rate": Decimal(15)}, 12_375_000, 23_250_000),
    ],
)
def test_partners_of_one_undertaking_share_each_threshold_of_article_4(
    category: Category, million: int, size: Size, line: dict[str, object], together: int, apart: int
) -> None:
    """By hand: two costs at the intensity of their article, under one threshold or under two.

    Research, 80 M€ each at 25 %: 20 + 20 M€, or 25 M€. Article 14, 100 M€ each at 15 %: 0.15 x (55 + 45 / 2) = 11.625 M€ each;
    as one investment of 200 M€, no more than one of 110 M€: 0.15 x (55 + 55 / 2) = 12.375 M€.
    """
    for undertaking, most in (("group", together), ("", apart)):
        project = pair(category, million, size, undertaking, **line)
        plan = plan_financing(project, [GRANT], ON)
        assert plan.public_cents == most * 100
        assert verify_plan(plan, project, [GRANT], ON) == ()
    tied = pair(category, million, size, "group", **line)
    loose = plan_financing(pair(category, million, size, "", **line), [GRANT], ON)
    assert verify_plan(loose, tied, [GRANT], ON)


def test_the_research_threshold_is_half_as_high_again_for_an_aid_that_is_wholly_advances_repaid_with_interest() -> None:
    """Article 4(1)(i)(iii) and (v), by hand: 80 M€ each at 25 + 10 %, 56 M€ in all, held to 25 x 1.5 = 37.5 M€."""
    project = pair(Category.EXPERIMENTAL, 80, Size.LARGE)
    whole = plan_financing(project, [SUCCESS], ON, objective=Objective.PUBLIC)
    assert whole.public_cents == 37_500_000_00
    limit = next(ceiling for ceiling in whole.ceilings if ceiling.key == "threshold.art25.A")
    assert (limit.limit_cents, limit.slack_cents) == (37_500_000_00, 0)
    assert "4(1)(i)(v)" in limit.article
    assert any("the threshold is 50 % higher" in str(reason) for reason in whole.reasons)
    assert verify_plan(whole, project, [SUCCESS], ON) == ()


def test_one_euro_of_grant_to_the_undertaking_brings_its_threshold_back() -> None:
    project = pair(Category.EXPERIMENTAL, 80, Size.LARGE)
    calls = [SUCCESS, replace(GRANT, max_aid_cents=1_00)]
    mixed = plan_financing(project, calls, ON, objective=Objective.PUBLIC, wishes=Wishes(use_calls=("grant",)))
    assert mixed.public_cents == 25_000_000_00
    assert verify_plan(mixed, project, calls, ON) == ()
    free = plan_financing(project, calls, ON, objective=Objective.PUBLIC)
    assert free.public_cents == 37_500_000_00
    row = free.allocations[0]
    forged = replace(row, advance_cents=row.advance_cents - 1_00)
    grant = replace(row, call_id="grant", grant_cents=1_00, advance_cents=0, own_cents=0)
    rows = (forged, grant, *free.allocations[1:])
    faults = [str(fault) for fault in verify_plan(replace(free, allocations=rows), project, calls, ON)]
    assert any("A: research receives €37,500,000, above €25,000,000" in fault for fault in faults)


def test_the_threshold_of_a_study_is_not_raised_by_advances(rules: RulesOn) -> None:
    """Article 4(1)(i)(v) raises points (i) to (iv); a study stands under point (vi)."""
    study = {Category.FEASIBILITY: 20_000_000_00}
    assert research_threshold(study, rules, eureka=True, repayable_advance=True).cents == 8_250_000_00
    project = pair(Category.FEASIBILITY, 20)
    assert plan_financing(project, [SUCCESS], ON, objective=Objective.PUBLIC).public_cents == 8_250_000_00


def test_a_quarter_of_an_investment_stays_free_of_public_money_over_all_its_costs_and_not_of_each() -> None:
    """Article 14(14): of 2 M€, 1.5 M€ may be public; the lender pays one cost in full, which no rule forbids."""
    project = pair(Category.REGIONAL_INVESTMENT, 1, Size.LARGE, rate=Decimal(30))
    calls = [FREE_LOAN]
    plan = plan_financing(project, calls, ON, objective=Objective.PUBLIC)
    assert plan.public_cents == 1_500_000_00
    assert {row.own_cents for row in plan.allocations} == {0, 500_000_00}
    assert verify_plan(plan, project, calls, ON) == ()
    apart = pair(Category.REGIONAL_INVESTMENT, 1, Size.LARGE, "", rate=Decimal(30))
    assert any("Art. 14(14)" in str(fault) for fault in verify_plan(plan, apart, calls, ON))


def test_an_investment_is_large_by_all_the_costs_of_its_undertaking() -> None:
    """Article 14(12) and (13): two medium-sized halves of 30 M€ are one project above 50 M€, without points for size."""
    tied = pair(Category.REGIONAL_INVESTMENT, 30, Size.MEDIUM, rate=Decimal(15))
    apart = pair(Category.REGIONAL_INVESTMENT, 30, Size.MEDIUM, "", rate=Decimal(15))
    assert plan_financing(tied, [GRANT], ON).public_cents == 8_625_000_00  # 0.15 x (55 + 5 / 2)
    assert plan_financing(apart, [GRANT], ON).public_cents == 15_000_000_00  # 25 % of each
    assert verify_plan(plan_financing(tied, [GRANT], ON), tied, [GRANT], ON) == ()
    assert len(verify_plan(plan_financing(apart, [GRANT], ON), tied, [GRANT], ON)) >= 2
