"""Intensities, bonuses and effective collaboration."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.core.project import Category, Size
from campus5g.funding.collaboration import Share, judge_collaboration
from campus5g.funding.intensity import (
    RESEARCH,
    Bonus,
    infrastructure_intensity,
    limit_aid,
    process_innovation_intensity,
    research_intensity,
    training_intensity,
)
from campus5g.funding.rules import RulesOn

UNDERTAKINGS = (Size.LARGE, Size.MEDIUM, Size.SMALL)


@pytest.mark.parametrize(
    ("size", "industrial", "experimental"), [(Size.SMALL, 70, 45), (Size.MEDIUM, 60, 35), (Size.LARGE, 50, 25)]
)
def test_the_ladder_of_article_25_is_the_one_that_two_published_calls_print(
    rules: RulesOn, size: Size, industrial: int, experimental: int
) -> None:
    assert research_intensity(size, Category.INDUSTRIAL, (), rules).percent == industrial
    assert research_intensity(size, Category.EXPERIMENTAL, (), rules).percent == experimental


@given(
    size=st.sampled_from(UNDERTAKINGS), category=st.sampled_from(RESEARCH), bonuses=st.sets(st.sampled_from(Bonus)),
    more=st.sampled_from(Bonus), cost=st.integers(0, 10**12),
)  # fmt: skip
def test_adding_a_bonus_never_lowers_the_aid_and_no_aid_exceeds_its_ceiling(
    rules: RulesOn, size: Size, category: Category, bonuses: set[Bonus], more: Bonus, cost: int
) -> None:
    before = limit_aid(cost, research_intensity(size, category, bonuses, rules))
    after = limit_aid(cost, research_intensity(size, category, bonuses | {more}, rules))
    assert before.max_cents <= after.max_cents <= cost
    assert after.max_cents * 100 <= after.intensity.percent * cost < (after.max_cents + 1) * 100
    if category in (Category.INDUSTRIAL, Category.EXPERIMENTAL):
        assert after.intensity.percent <= 80


@given(size=st.sampled_from(UNDERTAKINGS), category=st.sampled_from(RESEARCH), bonuses=st.sets(st.sampled_from(Bonus)))
def test_the_steps_of_an_intensity_add_up_to_it(rules: RulesOn, size: Size, category: Category, bonuses: set[Bonus]) -> None:
    intensity = research_intensity(size, category, bonuses, rules, advance_with_interest=True)
    assert sum(step.points for step in intensity.steps) == intensity.percent
    assert all(step.article for step in intensity.steps)


@given(
    capacity=st.integers(0, 100), cross=st.booleans(), disabled=st.booleans(), share=st.integers(0, 100),
)  # fmt: skip
def test_a_smaller_enterprise_is_never_aided_less(
    rules: RulesOn, capacity: int, cross: bool, disabled: bool, share: int
) -> None:  # fmt: skip
    for percents in (
        [
            infrastructure_intensity(s, rules, sme_capacity_percent=Decimal(capacity), cross_border=cross).percent
            for s in UNDERTAKINGS
        ],
        [training_intensity(s, rules, disabled=disabled).percent for s in UNDERTAKINGS],
        [process_innovation_intensity(s, Decimal(share), rules).percent for s in UNDERTAKINGS],
    ):
        assert percents == sorted(percents)


def test_a_negative_cost_is_refused(rules: RulesOn) -> None:
    with pytest.raises(BadInput, match="negative"):
        limit_aid(-1, training_intensity(Size.SMALL, rules))


def share(party: str, size: Size, cents: int, country: str = "FR", publish: bool = True) -> Share:
    return Share(party, size, country, cents, publish)


L, S, R = Size.LARGE, Size.SMALL, Size.RESEARCH_NON_ECONOMIC


@pytest.mark.parametrize(
    ("shares", "effective"),
    [
        ([share("a", L, 70), share("b", S, 30)], True),
        ([share("a", L, 71), share("b", S, 29)], False),
        ([share("a", L, 50), share("b", L, 50)], False),
        ([share("a", L, 50), share("b", L, 50, "BE")], True),
        ([share("a", L, 90), share("lab", R, 10)], True),
        ([share("a", L, 901), share("lab", R, 99)], False),
        ([share("a", L, 90), share("lab", R, 10, publish=False)], False),
        ([share("lab", R, 50), share("other lab", R, 50)], False),
        ([share("a", S, 100)], False),
        ([share("a", S, 60), share("a", S, 40)], False),
        ([share("a", L, 100), share("b", S, 0)], False),
        ([], False),
    ],
)
def test_collaboration_is_effective_exactly_at_70_and_10_percent(rules: RulesOn, shares: list[Share], effective: bool) -> None:
    judged = judge_collaboration(shares, rules)
    assert judged.effective is effective
    assert str(judged.reason)
