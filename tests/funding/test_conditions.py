"""What the law asks besides amounts: own money, years in place, publication, declarations, each with its article."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.project import CallTerms, Category, CostLine, FinancingPlan, Partner, Project, Size
from campus5g.funding.plan import Objective, Wishes, plan_financing, verify_plan

ON = date(2026, 3, 1)
GRANT = CallTerms("grant", "Grants", Decimal(1))
FREE_LOAN = CallTerms("loan", "Loan at the market rate", Decimal(0), loan_share=Decimal(1), loan_rate=Decimal(9))


def regional(size: Size = Size.LARGE, cents: int = 1_000_000_00, rate: int = 30) -> Project:
    partner = Partner("S", "Forges", size, in_difficulty=False, c_area=True)
    line = CostLine("l", "S", "Line", Category.REGIONAL_INVESTMENT, cents, rate=Decimal(rate))
    return Project("p", (partner,), (line,), date(2026, 1, 10), date(2026, 6, 1), date(2026, 6, 15), 24)


def said(plan: FinancingPlan) -> dict[str, str]:
    return {condition.key.partition(".")[0]: f"{condition.about} ({condition.article})" for condition in plan.conditions}


def test_a_regional_investment_stays_five_years_or_three_and_leaves_a_quarter_free_of_public_support() -> None:
    """GBER Article 14(5) and 14(14)."""
    for size, years in ((Size.LARGE, 5), (Size.MEDIUM, 3), (Size.SMALL, 3)):
        conditions = said(plan_financing(regional(size), [GRANT], ON))
        assert f"in the area for {years} years" in conditions["keep"]
        assert "Art. 14(5)" in conditions["keep"]
        assert "at least 25 % of the investment free of any public support" in conditions["own_part"]
        assert "neither steel nor coal" in conditions["sector"]


def test_a_loan_that_is_no_aid_still_leaves_a_quarter_of_a_regional_investment_to_its_owner() -> None:
    """Article 14(14): own resources or outside finance free of any public support, and a public loan is public support."""
    project = regional()
    plan = plan_financing(project, [GRANT, FREE_LOAN], ON, objective=Objective.PUBLIC)
    assert plan.public_cents == 750_000_00
    assert sum(row.equivalent_cents for row in plan.allocations) == 0
    assert verify_plan(plan, project, [GRANT, FREE_LOAN], ON) == ()
    limit = next(ceiling for ceiling in plan.ceilings if ceiling.key == "own.S")
    assert (limit.article, limit.limit_cents, limit.slack_cents) == ("GBER Art. 14(14)", 750_000_00, 0)
    research = replace(project, lines=(CostLine("l", "S", "Line", Category.EXPERIMENTAL, 1_000_000_00),))
    assert plan_financing(research, [GRANT, FREE_LOAN], ON, objective=Objective.PUBLIC).public_cents == 1_000_000_00


def test_the_checker_sees_public_money_in_the_part_that_must_stay_free_of_it() -> None:
    project = regional()
    plan = plan_financing(project, [GRANT, FREE_LOAN], ON, objective=Objective.PUBLIC)
    row = next(row for row in plan.allocations if row.loan_cents)
    more = replace(row, loan_cents=row.loan_cents + 1, own_cents=row.own_cents - 1)
    forged = replace(plan, allocations=tuple(more if r is row else r for r in plan.allocations))
    assert any(
        "public money on its investment (GBER Art. 14(14))" in str(fault)
        for fault in verify_plan(forged, project, [GRANT, FREE_LOAN], ON)
    )


def test_asking_for_more_than_the_free_part_leaves_names_that_rule() -> None:
    plan = plan_financing(regional(), [FREE_LOAN], ON, wishes=Wishes(least_public_cents=750_000_01))
    assert plan.conflict_keys == ("own.S", "wish.public")
    assert "on the investment of Forges: at most €750,000 (GBER Art. 14(14))" in str(plan.conflict[0])


@settings(deadline=None, max_examples=30)
@given(cents=st.integers(100, 10**10), rate=st.integers(0, 60), loan=st.integers(0, 9))
def test_three_quarters_of_a_regional_investment_are_never_passed(cents: int, rate: int, loan: int) -> None:
    project = regional(Size.SMALL, cents, rate)
    calls = [GRANT, replace(FREE_LOAN, loan_rate=Decimal(loan))]
    plan = plan_financing(project, calls, ON, objective=Objective.PUBLIC)
    assert plan.public_cents * 4 <= 3 * cents
    assert verify_plan(plan, project, calls, ON) == ()


def test_awards_above_100_000_euros_are_published_and_those_at_it_are_not(project: Project, call: CallTerms) -> None:
    plan = plan_financing(project, [call], ON)
    aid: dict[str, int] = {}
    for row in plan.allocations:
        aid[row.partner_id] = aid.get(row.partner_id, 0) + row.aid_cents
    told = said(plan)["publication"]
    assert "above €100,000" in told
    for partner in project.partners:
        large = aid[partner.id] > 100_000_00 and partner.size is not Size.RESEARCH_NON_ECONOMIC
        assert (f"{partner.name} ({call.title})" in told) is large
    at_it = replace(regional(), lines=(CostLine("l", "S", "Line", Category.EXPERIMENTAL, 400_000_00),))
    assert "publication" in said(plan_financing(replace(at_it, lines=(replace(at_it.lines[0], cents=400_000_00),)), [GRANT], ON))
    exact = replace(GRANT, max_aid_cents=100_000_00)
    assert "publication" not in said(plan_financing(at_it, [exact], ON))


def test_non_economic_work_of_a_research_organisation_has_no_condition() -> None:
    project = replace(regional(), partners=(Partner("S", "Laboratory", Size.RESEARCH_NON_ECONOMIC),))
    plan = plan_financing(project, [GRANT], ON)
    assert plan.public_cents == 1_000_000_00
    assert plan.conditions == ()


def test_de_minimis_aid_asks_for_a_declaration_and_not_for_an_incentive_effect() -> None:
    project = replace(regional(), lines=(CostLine("l", "S", "Line", Category.DE_MINIMIS, 50_000_00),))
    conditions = said(plan_financing(project, [GRANT], ON))
    assert set(conditions) == {"de_minimis"}
    assert "over 3 years (Reg. (EU) 2023/2831 Art. 7(4))" in conditions["de_minimis"]


def test_an_aid_near_its_threshold_that_is_in_part_a_grant_says_what_advances_alone_would_allow() -> None:
    """Article 4(1)(i)(v): half as much again."""
    success = CallTerms("success", "Advance", Decimal(0), advance_interest=True)
    calls, wishes = [success, replace(GRANT, max_aid_cents=1_000_000_00)], Wishes(use_calls=("grant",))
    project = replace(regional(), lines=(CostLine("l", "S", "Line", Category.EXPERIMENTAL, 200_000_000_00),))
    mixed = plan_financing(project, calls, ON, objective=Objective.PUBLIC, wishes=wishes)
    assert mixed.public_cents == 25_000_000_00
    assert "could be 50 % higher without notification" in said(mixed)["advance"]
    small = replace(project, lines=(replace(project.lines[0], cents=10_000_000_00),))
    assert "advance" not in said(plan_financing(small, calls, ON, objective=Objective.PUBLIC, wishes=wishes))
    assert "advance" not in said(plan_financing(project, calls, ON, objective=Objective.PUBLIC))
