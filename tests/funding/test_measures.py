"""Articles 14, 17, 18, 22, 25c, 26a, 27, 28, 36, 38, 41, 47 and 49: the published ladder, the amounts, the thresholds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.core.project import CallTerms, Category, Circumstance, CostLine, Partner, Project, Size
from campus5g.funding.intensity import limit_aid
from campus5g.funding.measures import LADDERS, MEASURES, measure_intensity
from campus5g.funding.plan import plan_financing, verify_plan
from campus5g.funding.rules import RulesOn

GRANT = CallTerms("grant", "Grants only", Decimal(1))
SUCCESS = CallTerms("success", "Advance repaid with interest", Decimal(0), advance_interest=True)
FIRMS = (Size.LARGE, Size.MEDIUM, Size.SMALL)


def percent(
    rules: RulesOn, category: Category, size: Size, *circumstances: Circumstance, rate: str = "", **place: bool
) -> Decimal:
    partner = Partner("p", "p", size, in_difficulty=False, **place)  # type: ignore[arg-type]
    line = CostLine("l", "p", "line", category, 100_00, circumstances, Decimal(rate) if rate else None)
    return measure_intensity(line, partner, rules).percent


@pytest.mark.parametrize(
    ("category", "large", "medium", "small"),
    [
        (Category.SME_INVESTMENT, 0, 10, 20),
        (Category.SME_CONSULTANCY, 0, 50, 50),
        (Category.CLUSTER, 50, 50, 50),
        (Category.SME_INNOVATION, 0, 50, 50),
        (Category.ENVIRONMENT, 40, 50, 60),
        (Category.ENERGY_EFFICIENCY, 30, 40, 50),
        (Category.RENEWABLES, 45, 55, 65),
        (Category.RESOURCE_EFFICIENCY, 40, 50, 60),
        (Category.ENVIRONMENT_STUDY, 60, 70, 80),
        (Category.TEST_INFRASTRUCTURE, 25, 35, 45),
    ],
)
def test_each_article_gives_the_intensity_of_its_size(
    rules: RulesOn, category: Category, large: int, medium: int, small: int
) -> None:
    assert [percent(rules, category, size) for size in FIRMS] == [large, medium, small]
    assert percent(rules, category, Size.RESEARCH_NON_ECONOMIC) == 100


@pytest.mark.parametrize(
    ("category", "size", "circumstances", "place", "expected"),
    [
        (Category.ENVIRONMENT, Size.SMALL, (Circumstance.ZERO_EMISSION,), {"a_area": True}, "85"),
        (Category.ENVIRONMENT, Size.LARGE, (), {"c_area": True}, "45"),
        (Category.ENVIRONMENT, Size.SMALL, (Circumstance.NO_COUNTERFACTUAL,), {"c_area": True}, "32.5"),
        (Category.ENERGY_EFFICIENCY, Size.MEDIUM, (Circumstance.NO_COUNTERFACTUAL,), {}, "20"),
        (Category.RENEWABLES, Size.SMALL, (Circumstance.OTHER_ENERGY,), {}, "50"),
        (Category.RENEWABLES, Size.LARGE, (Circumstance.BIDDING,), {}, "100"),
        (Category.CLUSTER, Size.LARGE, (), {"a_area": True, "c_area": True}, "65"),
        (Category.CLUSTER, Size.LARGE, (Circumstance.RUNNING,), {"a_area": True}, "50"),
        (Category.SME_INNOVATION, Size.MEDIUM, (Circumstance.ADVICE,), {}, "100"),
        (Category.RESOURCE_EFFICIENCY, Size.LARGE, (), {"a_area": True}, "55"),
    ],
)
def test_what_is_claimed_of_a_cost_changes_its_intensity_as_the_article_says(
    rules: RulesOn, category: Category, size: Size, circumstances: tuple[Circumstance, ...], place: dict[str, bool], expected: str
) -> None:
    assert percent(rules, category, size, *circumstances, **place) == Decimal(expected)


def test_regional_investment_takes_the_rate_of_the_map_and_leaves_a_quarter_to_the_investor(rules: RulesOn) -> None:
    assert [percent(rules, Category.REGIONAL_INVESTMENT, size, rate="15") for size in FIRMS] == [15, 25, 35]
    assert percent(rules, Category.REGIONAL_INVESTMENT, Size.SMALL, rate="60") == 75
    assert percent(rules, Category.REGIONAL_INVESTMENT, Size.SMALL) == 0


def test_a_co_funded_project_takes_the_rate_of_its_programme(rules: RulesOn) -> None:
    assert percent(rules, Category.UNION_COFUNDED, Size.LARGE, rate="70") == 70
    assert percent(rules, Category.UNION_COFUNDED, Size.LARGE) == 0


def test_start_up_aid_is_for_the_small_alone(rules: RulesOn) -> None:
    assert [percent(rules, Category.START_UP, size) for size in FIRMS] == [0, 0, 100]


def test_research_has_its_own_function(rules: RulesOn) -> None:
    with pytest.raises(BadInput, match="own function"):
        percent(rules, Category.INDUSTRIAL, Size.SMALL)


@given(
    category=st.sampled_from(sorted(LADDERS)), size=st.sampled_from(FIRMS), a_area=st.booleans(), c_area=st.booleans(),
    circumstances=st.sets(st.sampled_from(Circumstance)), cents=st.integers(0, 10**12),
)  # fmt: skip
def test_a_bonus_never_lowers_an_aid_and_no_aid_passes_its_cost(
    rules: RulesOn, category: Category, size: Size, a_area: bool, c_area: bool, circumstances: set[Circumstance], cents: int
) -> None:
    held = sorted(circumstances)
    before = percent(rules, category, size, *held, a_area=a_area, c_area=c_area)
    assert 0 <= before <= 100
    assert percent(rules, category, size, *held, a_area=True, c_area=c_area) >= before
    assert percent(rules, category, size, *held, a_area=a_area, c_area=True) >= before
    for bonus in (Circumstance.ZERO_EMISSION, Circumstance.ADVICE):
        assert percent(rules, category, size, *held, bonus, a_area=a_area, c_area=c_area) >= before
    assert percent(rules, category, FIRMS[min(2, FIRMS.index(size) + 1)], *held, a_area=a_area, c_area=c_area) >= before
    line = CostLine("l", "p", "line", category, cents, tuple(held))
    intensity = measure_intensity(line, Partner("p", "p", size, a_area=a_area, c_area=c_area), rules)
    assert sum(step.points for step in intensity.steps) == intensity.percent
    assert 0 <= limit_aid(cents, intensity).max_cents <= cents


def project(partner: Partner, *lines: CostLine) -> Project:
    return Project("p", (partner,), lines, date(2026, 1, 10), date(2026, 6, 1), date(2026, 6, 15), 12)


@pytest.mark.parametrize(
    ("category", "size", "circumstances", "million", "expected"),
    [
        (Category.SME_INVESTMENT, Size.SMALL, (), 100, 8_250_000),
        (Category.SME_CONSULTANCY, Size.MEDIUM, (), 100, 2_200_000),
        (Category.SME_INNOVATION, Size.MEDIUM, (), 100, 10_000_000),
        (Category.SME_INNOVATION, Size.MEDIUM, (Circumstance.ADVICE,), 1, 220_000),
        (Category.CLUSTER, Size.LARGE, (), 100, 10_000_000),
        (Category.ENERGY_EFFICIENCY, Size.LARGE, (), 200, 30_000_000),
        (Category.TEST_INFRASTRUCTURE, Size.LARGE, (), 200, 25_000_000),
        (Category.START_UP, Size.SMALL, (), 5, 500_000),
        (Category.START_UP, Size.SMALL, (Circumstance.INNOVATIVE,), 5, 1_000_000),
    ],
)
def test_the_plan_stays_below_the_amount_of_each_article(
    category: Category, size: Size, circumstances: tuple[Circumstance, ...], million: int, expected: int
) -> None:
    asked = project(
        Partner("p", "p", size, in_difficulty=False), CostLine("l", "p", "x", category, million * 10**8, circumstances)
    )
    plan = plan_financing(asked, [GRANT], date(2026, 3, 1))
    assert plan.public_cents == expected * 100
    assert verify_plan(plan, asked, [GRANT], date(2026, 3, 1)) == ()


@pytest.mark.parametrize(("million", "expected"), [(40, 14_000_000), (80, 10_125_000), (120, 12_375_000), (200, 12_375_000)])
def test_regional_aid_to_a_large_investment_is_the_adjusted_amount(million: int, expected: int) -> None:
    small = Partner("p", "p", Size.SMALL, in_difficulty=False)
    asked = project(small, CostLine("l", "p", "x", Category.REGIONAL_INVESTMENT, million * 10**8, rate=Decimal(15)))
    plan = plan_financing(asked, [GRANT], date(2026, 3, 1))
    assert plan.public_cents == min(expected, 12_375_000) * 100
    assert verify_plan(plan, asked, [GRANT], date(2026, 3, 1)) == ()


@settings(max_examples=60, deadline=None)
@given(
    lines=st.lists(
        st.tuples(st.sampled_from(Category), st.integers(0, 2 * 10**10), st.sets(st.sampled_from(Circumstance), max_size=3),
                  st.none() | st.integers(0, 60)),
        min_size=1, max_size=5),
    size=st.sampled_from(Size), a_area=st.booleans(), c_area=st.booleans(), undertaking=st.sampled_from(["", "group"]),
    call=st.sampled_from([GRANT, SUCCESS]),
)  # fmt: skip
def test_the_planner_and_its_checker_read_every_article_alike(
    lines: list[tuple[Category, int, set[Circumstance], int | None]],
    size: Size,
    a_area: bool,
    c_area: bool,
    undertaking: str,
    call: CallTerms,
) -> None:
    """The checker reads the law by another path: two partners in turn, of one undertaking or not, leave it nothing to say."""
    partners = tuple(
        Partner(name, name, size, in_difficulty=False, a_area=a_area, c_area=c_area, undertaking=undertaking) for name in "pq"
    )
    costs = tuple(
        CostLine(str(i), "pq"[i % 2], "x", category, cents, tuple(sorted(claims)), None if rate is None else Decimal(rate))
        for i, (category, cents, claims, rate) in enumerate(lines)
    )
    asked = replace(project(partners[0], *costs), partners=partners)
    plan = plan_financing(asked, [call], date(2026, 3, 1))
    assert verify_plan(plan, asked, [call], date(2026, 3, 1)) == ()


def test_every_category_has_one_reading() -> None:
    assert set(Category) - MEASURES == {
        Category.FUNDAMENTAL, Category.INDUSTRIAL, Category.EXPERIMENTAL, Category.FEASIBILITY, Category.PROCESS_INNOVATION,
        Category.TRAINING, Category.DE_MINIMIS,
    }  # fmt: skip


def test_the_incentive_effect_is_tested_line_by_line() -> None:
    partner = Partner("p", "p", Size.SMALL, in_difficulty=False)
    line = CostLine("l", "p", "core network", Category.SME_INVESTMENT, 100_00)
    early = replace(line, starts=date(2026, 1, 10))
    assert plan_financing(project(partner, line), [GRANT], date(2026, 3, 1)).refused == ()
    refused = plan_financing(project(partner, early), [GRANT], date(2026, 3, 1)).refused
    assert "“core network” is committed on January 10, 2026" in str(refused[0])
