"""What a line may claim is what its article makes a difference of; what cannot be is refused at its field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from campus5g.core.errors import BadInput
from campus5g.core.project import Category, Circumstance, CostLine, Partner, Project, Size
from campus5g.funding.claims import Claims, asked_of, check_area, check_claims, check_rating
from campus5g.funding.plan.room import measure_rooms
from campus5g.funding.rules import RulesOn

APPLIED = date(2026, 3, 1)


def room(category: Category, size: Size, claims: Claims, rules: RulesOn) -> tuple[int, ...]:
    """All that the law gives to one line of 1 000 000 € in a “c” area: its own ceiling, then those of its groups."""
    line = CostLine("l", "p", "a cost", category, 100_000_000, claims.circumstances, claims.rate, claims.starts)
    project = Project(
        "one",
        (Partner("p", "P", size, c_area=category is Category.CLUSTER),),
        (line,),
        APPLIED,
        date(2026, 6, 1),
        date(2026, 6, 15),
        12,
    )
    found = measure_rooms(project, rules)
    return found.lines[0].limit_cents, *(group.limit_cents for group in found.groups)


@pytest.mark.parametrize("category", list(Category))
def test_a_category_is_asked_the_circumstances_that_change_its_ceiling_and_no_other(category: Category, rules: RulesOn) -> None:
    changing = {
        circumstance
        for circumstance in Circumstance
        for size in Size
        if room(category, size, Claims((circumstance,)), rules) != room(category, size, Claims(), rules)
    }
    assert set(asked_of(category).circumstances) == changing


@pytest.mark.parametrize("category", list(Category))
def test_a_category_is_asked_a_rate_where_its_ceiling_rests_on_one(category: Category, rules: RulesOn) -> None:
    rated = room(category, Size.SMALL, Claims(rate=Decimal(30)), rules) != room(category, Size.SMALL, Claims(), rules)
    assert asked_of(category).rate is rated


@pytest.mark.parametrize(
    ("category", "claims", "field"),
    [
        (Category.TRAINING, Claims((Circumstance.RUNNING,)), "circumstances"),
        (Category.DE_MINIMIS, Claims((Circumstance.DISABLED,)), "circumstances"),
        (Category.TRAINING, Claims((Circumstance.DISABLED, Circumstance.DISABLED)), "circumstances"),
        (Category.INDUSTRIAL, Claims(rate=Decimal(30)), "rate"),
        (Category.REGIONAL_INVESTMENT, Claims(rate=Decimal("100.01")), "rate"),
        (Category.REGIONAL_INVESTMENT, Claims(rate=Decimal(-1)), "rate"),
        (Category.INDUSTRIAL, Claims(starts=APPLIED), "starts"),
    ],
)
def test_a_claim_that_cannot_be_is_refused_at_its_field(category: Category, claims: Claims, field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        check_claims(category, claims, APPLIED)
    assert refusal.value.where == field


def test_a_de_minimis_cost_may_be_committed_before_the_application() -> None:
    check_claims(Category.DE_MINIMIS, Claims(starts=date(2026, 1, 1)), APPLIED)


def test_a_place_is_in_one_kind_of_area_and_a_rating_is_one_of_five() -> None:
    check_area(True, False)
    check_rating("")
    with pytest.raises(BadInput, match="a_area"):
        check_area(True, True)
    with pytest.raises(BadInput, match="unknown rating “AAA”"):
        check_rating("AAA")
