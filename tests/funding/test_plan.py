"""The best legal plan: against hand sums, exhaustive search, random plans, and its independent checker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.core.project import Allocation, Award, CallTerms, Category, CostLine, FinancingPlan, Partner, Project, Size
from campus5g.funding.instruments import split_aid
from campus5g.funding.plan import Objective, plan_financing, public_value_cents, verify_plan
from campus5g.funding.plan.optimise import Group, Problem, solve

ON = date(2026, 3, 1)
APPLIED, GRANTED, STARTS = date(2026, 1, 10), date(2026, 6, 1), date(2026, 6, 15)
GRANT = CallTerms("grant", "Grants only", Decimal(1))


def firm(name: str, size: Size = Size.SMALL, **facts: object) -> Partner:
    return Partner(name, name, size, in_difficulty=False, **facts)  # type: ignore[arg-type]


def aid(plan: FinancingPlan, partner: str) -> int:
    return sum(row.grant_cents + row.advance_cents for row in plan.allocations if row.partner_id == partner)


def alone(category: Category, cents: int, partner: Partner | None = None, **dates: object) -> Project:
    who = partner or firm("S")
    project = Project("p", (who,), (CostLine("l", who.id, "line", category, cents),), APPLIED, GRANTED, STARTS, 12)
    return replace(project, **dates)  # type: ignore[arg-type]


def test_the_worked_consortium_receives_what_the_law_allows_each_partner(project: Project, call: CallTerms) -> None:
    plan = plan_financing(project, [call], ON)
    assert [aid(plan, name) for name in "LMSR"] == [950_000_00, 400_000_00, 540_000_00, 400_000_00]
    assert (plan.public_cents, plan.grant_cents, plan.basis) == (2_290_000_00, 1_145_000_00, "in_force")
    assert verify_plan(plan, project, [call], ON) == ()
    assert all(ceiling.respected and ceiling.article for ceiling in plan.ceilings)


def test_the_value_of_an_advance_is_its_nominal_less_the_present_value_of_its_repayments(
    project: Project, call: CallTerms
) -> None:
    """At base 2.50 % + 100 bp, two years of grace and five equal repayments, by the closed formula of an annuity."""
    plan = plan_financing(project, [call], ON)
    rate = Decimal("0.035")
    annuity = (1 - (1 + rate) ** -5) / rate / 5 / (1 + rate) ** 2
    expected = 1_145_000_00 + 1_145_000_00 * (1 - annuity)
    assert abs(public_value_cents(plan.allocations, [call], GRANTED) - expected) < 1


def test_a_grant_is_preferred_to_an_advance_and_the_advance_fills_the_rest(project: Project, call: CallTerms) -> None:
    grant = replace(GRANT, max_aid_cents=1_000_000_00)
    plan = plan_financing(project, [call, grant], ON)
    assert sum(a.grant_cents for a in plan.allocations if a.call_id == "grant") == 1_000_000_00
    assert plan.public_cents == 2_290_000_00
    assert verify_plan(plan, project, [call, grant], ON) == ()


def test_a_call_below_its_floor_pays_nothing_and_says_so(project: Project, call: CallTerms) -> None:
    plan = plan_financing(project, [replace(call, min_aid_cents=2_290_000_01)], ON)
    assert plan.public_cents == 0
    assert any("at most €2,290,000 could be asked, its floor is €2,290,000.01" in str(reason) for reason in plan.reasons)
    reached = plan_financing(project, [replace(call, min_aid_cents=2_290_000_00)], ON)
    assert reached.public_cents == 2_290_000_00


def test_two_floors_that_cannot_both_be_met_leave_the_better_call(project: Project) -> None:
    calls = [replace(GRANT, call_id="a", min_aid_cents=2_000_000_00, max_aid_cents=2_100_000_00),
             replace(GRANT, call_id="b", min_aid_cents=1_500_000_00)]  # fmt: skip
    plan = plan_financing(project, calls, ON)
    assert {row.call_id for row in plan.allocations if row.call_id} == {"b"}
    assert plan.public_cents == 2_290_000_00


def test_a_project_below_the_size_that_a_call_asks_for_is_not_paid_by_it(project: Project, call: CallTerms) -> None:
    plan = plan_financing(project, [replace(call, min_cost_cents=4_000_000_01)], ON)
    assert plan.public_cents == 0
    assert any("the call asks for" in str(reason) for reason in plan.reasons)


def test_the_calls_own_rate_binds_below_the_law(project: Project, call: CallTerms) -> None:
    capped = replace(call, rate_cap=Decimal(30))
    plan = plan_financing(project, [capped], ON)
    assert plan.public_cents == sum(line.cents for line in project.lines) * 30 // 100
    assert verify_plan(plan, project, [capped], ON) == ()


@pytest.mark.parametrize(
    ("category", "partner", "expected"),
    [
        (Category.TRAINING, firm("L", Size.LARGE), 50_00),
        (Category.TRAINING, firm("S"), 70_00),
        (Category.PROCESS_INNOVATION, firm("L", Size.LARGE), 0),
        (Category.PROCESS_INNOVATION, firm("M", Size.MEDIUM), 50_00),
        (Category.FEASIBILITY, firm("M", Size.MEDIUM), 60_00),
        (Category.FUNDAMENTAL, firm("L", Size.LARGE), 100_00),
        (Category.EXPERIMENTAL, firm("L", Size.LARGE, c_area=True), 30_00),
        (Category.DE_MINIMIS, firm("S"), 100_00),
        (Category.TRAINING, firm("R", Size.RESEARCH_NON_ECONOMIC), 100_00),
    ],
)
def test_each_category_is_paid_under_its_own_article(category: Category, partner: Partner, expected: int) -> None:
    project = alone(category, 100_00, partner)
    plan = plan_financing(project, [GRANT], ON)
    assert plan.public_cents == expected
    assert verify_plan(plan, project, [GRANT], ON) == ()


def test_de_minimis_stays_within_the_room_of_the_day_of_the_grant() -> None:
    partner = firm("S", de_minimis=(Award(date(2023, 5, 31), 999_00), Award(date(2024, 1, 5), 120_000_00)))
    plan = plan_financing(alone(Category.DE_MINIMIS, 500_000_00, partner), [GRANT], ON)
    assert plan.public_cents == 180_000_00


def test_research_aid_stays_below_notification() -> None:
    project = alone(Category.FUNDAMENTAL, 60_000_000_00)
    plan = plan_financing(project, [GRANT], ON)
    assert plan.public_cents == 55_000_000_00
    assert [c.slack_cents for c in plan.ceilings if c.key == "threshold.art25.S"] == [0]


@pytest.mark.parametrize(
    ("project", "said"),
    [
        (alone(Category.INDUSTRIAL, 1, starts=APPLIED), "no incentive effect"),
        (alone(Category.INDUSTRIAL, 1, granted=date(2026, 1, 9)), "before the application"),
        (alone(Category.INDUSTRIAL, 1, replace(firm("S"), in_difficulty=True)), "undertaking in difficulty: no aid"),
        (alone(Category.INDUSTRIAL, 1, replace(firm("S"), in_difficulty=None)), "legal facts missing"),
        (alone(Category.INDUSTRIAL, 1, firm("S", siren="123456789")), "has a wrong key"),
    ],
)
def test_what_the_law_refuses_is_a_plan_without_money_and_with_the_reason(project: Project, said: str) -> None:
    plan = plan_financing(project, [GRANT], ON)
    assert (plan.allocations, plan.cash) == ((), ())
    assert any(said in str(reason) for reason in plan.refused)
    assert verify_plan(plan, project, [GRANT], ON) == ()


def test_de_minimis_aid_needs_no_incentive_effect() -> None:
    plan = plan_financing(alone(Category.DE_MINIMIS, 100_00, starts=APPLIED), [GRANT], ON)
    assert (plan.refused, plan.public_cents) == ((), 100_00)


@pytest.mark.parametrize(
    ("project", "calls", "said"),
    [
        (alone(Category.INDUSTRIAL, -1), [GRANT], "a cost of"),
        (replace(alone(Category.INDUSTRIAL, 1), months=0), [GRANT], "0 months"),
        (replace(alone(Category.INDUSTRIAL, 1), lines=()), [GRANT], "no cost line"),
        (replace(alone(Category.INDUSTRIAL, 1), partners=()), [GRANT], "no partner “S”"),
        (alone(Category.INDUSTRIAL, 1), [GRANT, GRANT], "“grant” twice"),
        (alone(Category.INDUSTRIAL, 1), [replace(GRANT, grant_share=Decimal("1.1"))], "a share of 110 %"),
    ],
)
def test_a_project_that_makes_no_sense_is_bad_input(project: Project, calls: list[CallTerms], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        plan_financing(project, calls, ON)


def test_a_grant_after_2026_is_planned_with_lapsed_rules_all_to_confirm(project: Project, call: CallTerms) -> None:
    later = replace(project, granted=date(2027, 4, 1), starts=date(2027, 5, 1))
    plan = plan_financing(later, [call], ON)
    assert (plan.basis, plan.public_cents) == ("lapsed", 2_290_000_00)
    assert all(ceiling.to_confirm for ceiling in plan.ceilings if "GBER" in ceiling.article)
    assert verify_plan(plan, later, [call], ON) == ()


def test_the_same_question_gives_the_same_plan(project: Project, call: CallTerms) -> None:
    calls = [call, replace(GRANT, max_aid_cents=777_777_77), replace(call, call_id="b", grant_share=Decimal("0.7"))]
    assert plan_financing(project, calls, ON) == plan_financing(project, calls, ON)


def test_the_cash_ends_with_the_last_repaid_euro(project: Project, call: CallTerms) -> None:
    plan = plan_financing(project, [call], ON)
    repaid = [flow for flow in plan.cash if flow.repaid_cents]
    assert sum(flow.repaid_cents for flow in repaid) == plan.public_cents - plan.grant_cents
    assert sorted({flow.quarter for flow in repaid}) == ["2032Q3", "2033Q3", "2034Q3", "2035Q3", "2036Q3"]
    assert plan.cash[-1].quarter == "2036Q3"
    first = next(flow for flow in plan.cash if flow.partner_id == "L")
    assert (first.quarter, first.grant_cents) == ("2026Q2", 475_000_00 * 30 // 100)
    spent = [flow.spent_cents for flow in plan.cash if flow.partner_id == "L" and flow.spent_cents]
    assert (len(spent), sum(spent)) == (13, 2_000_000_00)


def test_objectives_choose_differently(project: Project, call: CallTerms) -> None:
    grants = replace(GRANT, max_aid_cents=100_000_00)
    advance = replace(call, call_id="advance", grant_share=Decimal(0))
    most = plan_financing(project, [advance, grants], ON, objective=Objective.PUBLIC)
    only = plan_financing(project, [advance, grants], ON, objective="grant")
    assert most.public_cents == 2_290_000_00
    assert only.grant_cents == 100_000_00


# The checker, against planted faults.


def tampered(plan: FinancingPlan, index: int, **change: int | str) -> FinancingPlan:
    rows = list(plan.allocations)
    rows[index] = replace(rows[index], **change)  # type: ignore[arg-type]
    return replace(plan, allocations=tuple(rows))


def test_a_planted_wrong_bonus_is_caught_by_the_checker(
    project: Project, call: CallTerms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planner is made to add up the bonuses that exclude one another: the c area on top of collaboration."""
    from campus5g.funding import intensity

    zoned = replace(project, partners=tuple(replace(partner, c_area=True) for partner in project.partners))
    assert verify_plan(plan_financing(zoned, [call], ON), zoned, [call], ON) == ()
    monkeypatch.setattr(
        intensity, "_best_bonus", lambda bonuses, rules: [(b.value, rules.rule(f"gber.art25.bonus.{b.value}")) for b in bonuses]
    )
    wrong = plan_financing(zoned, [call], ON)
    assert any("above 40 % of its cost" in str(fault) for fault in verify_plan(wrong, zoned, [call], ON))


def test_each_planted_fault_is_caught(project: Project, call: CallTerms) -> None:
    calls = [replace(call, min_aid_cents=1_000_00, max_aid_cents=3_000_000_00)]
    plan = plan_financing(project, calls, ON)
    row = plan.allocations[0]
    faults = {
        "do not add up": tampered(plan, 0, own_cents=row.own_cents + 1),
        "is not the share": tampered(plan, 0, grant_cents=row.grant_cents + 1, advance_cents=row.advance_cents - 1),
        "above 65 %": tampered(plan, 0, grant_cents=row.grant_cents + 2, own_cents=row.own_cents - 2),
        "a negative part": tampered(plan, 0, grant_cents=-1),
        "names an unknown": tampered(plan, 0, call_id="ghost"),
        "aid without a call": tampered(plan, 0, call_id=""),
        "which is wrong on the day": replace(plan, basis="lapsed"),
        "the cash by quarter": replace(plan, cash=plan.cash[:-1]),
        "is not the law's": replace(plan, ceilings=()),
        "passes its own ceiling": replace(plan, ceilings=(replace(plan.ceilings[0], limit_cents=0), *plan.ceilings[1:])),
        "gives no money": replace(plan, refused=(plan.reasons[0],)),
    }
    for said, wrong in faults.items():
        assert any(said in str(fault) for fault in verify_plan(wrong, project, calls, ON)), said
    cheap = [replace(calls[0], max_aid_cents=2_000_000_00, rate_cap=Decimal(20), min_cost_cents=9_000_000_00)]
    said_of_calls = " ".join(map(str, verify_plan(plan, project, cheap, ON)))
    assert "outside its bounds" in said_of_calls
    assert "more than its rate" in said_of_calls
    assert "asks for a larger project" in said_of_calls
    difficult = replace(project, partners=tuple(replace(p, in_difficulty=True) for p in project.partners), starts=APPLIED)
    assert len([f for f in verify_plan(plan, difficult, calls, ON) if "GBER Art. 6" in str(f) or "1(4)(c)" in str(f)]) == 10


# Against other ways of finding the best plan.


def small_problems() -> Iterator[Problem]:
    """Problems of a few cents, whose every whole-cent answer can be listed."""
    draw = Random(5)
    for _ in range(60):
        lines, calls = ["x", "y"], ["a", "b"]
        yield Problem(
            pairs={pair: draw.randint(0, 4) for pair in product(lines, calls)},
            line_limits={line: draw.randint(0, 5) for line in lines},
            groups=[Group(tuple(lines), draw.randint(2, 8))],
            floors={"a": draw.randint(0, 5), "b": draw.randint(0, 3)},
            caps={"a": draw.randint(1, 6)},
            values={"a": draw.choice([1.0, 0.6]), "b": draw.choice([0.9, 0.3])},
        )


def worth(problem: Problem, amounts: dict[tuple[str, str], int]) -> float | None:
    """The value of an answer, ``None`` when it is not allowed."""
    if any(amounts[pair] > limit for pair, limit in problem.pairs.items()):
        return None
    per_line = {line: sum(v for (name, _), v in amounts.items() if name == line) for line in problem.line_limits}
    per_call = {call: sum(v for (_, name), v in amounts.items() if name == call) for call in problem.values}
    if any(per_line[line] > limit for line, limit in problem.line_limits.items()):
        return None
    if any(sum(per_line[line] for line in group.lines) > group.limit for group in problem.groups):
        return None
    for call, paid in per_call.items():
        if paid and (paid < problem.floors.get(call, 0) or paid > problem.caps.get(call, paid)):
            return None
    return sum(problem.values[call] * paid for call, paid in per_call.items())


def test_the_programme_equals_exhaustive_search_on_small_whole_cent_cases() -> None:
    for problem in small_problems():
        pairs = list(problem.pairs)
        every = (dict(zip(pairs, choice, strict=True)) for choice in product(range(5), repeat=len(pairs)))
        best = max(value for value in (worth(problem, amounts) for amounts in every) if value is not None)
        found = {**dict.fromkeys(pairs, 0), **solve(problem)}
        assert worth(problem, found) == pytest.approx(best, abs=1e-9)


def random_plan(project: Project, calls: list[CallTerms], best: FinancingPlan, draw: Random) -> tuple[Allocation, ...] | None:
    """A plan drawn within the ceilings, or ``None`` when a call's floor is missed."""
    room = {c.key.removeprefix("line."): c.limit_cents for c in best.ceilings if c.key.startswith("line.")}
    left = {call.call_id: call.max_aid_cents or 10**12 for call in calls}
    rows: list[Allocation] = []
    for line in draw.sample(project.lines, len(project.lines)):
        for call in draw.sample(calls, len(calls)):
            own_rate = line.cents * int(call.rate_cap or 100) // 100
            most = min(room[line.id], left[call.call_id], own_rate)
            paid = draw.choice([most, draw.randint(0, most)])
            room[line.id] -= paid
            left[call.call_id] -= paid
            grant, advance = split_aid(paid, call.grant_share)
            rows.append(Allocation(line.id, line.partner_id, call.call_id, Decimal(0), grant, advance, 0))
    for call in calls:
        paid = sum(row.grant_cents + row.advance_cents for row in rows if row.call_id == call.call_id)
        if 0 < paid < call.min_aid_cents:
            return None
    return tuple(rows)


def test_no_random_legal_plan_beats_the_plan(project: Project, call: CallTerms) -> None:
    calls = [
        replace(call, min_aid_cents=300_000_00, max_aid_cents=1_200_000_00),
        CallTerms("mixed", "70 / 30", Decimal("0.7"), Decimal(50), 200_000_00, 900_000_00),
        replace(GRANT, max_aid_cents=350_000_00),
    ]
    best = plan_financing(project, calls, ON)
    value = public_value_cents(best.allocations, calls, GRANTED)
    draw, tried = Random(11), 0
    while tried < 1000:
        rows = random_plan(project, calls, best, draw)
        if rows is None:
            continue
        tried += 1
        assert public_value_cents(rows, calls, GRANTED) <= value + len(rows)
    assert verify_plan(best, project, calls, ON) == ()


PARTNERS = st.lists(
    st.tuples(st.sampled_from(Size), st.booleans(), st.lists(st.tuples(st.sampled_from(Category), st.integers(0, 10**10)),
                                                             min_size=1, max_size=3)),
    min_size=1, max_size=4,
)  # fmt: skip
CALLS = st.lists(
    st.tuples(st.integers(0, 100), st.none() | st.integers(0, 100), st.integers(0, 10**8), st.none() | st.integers(1, 10**10)),
    max_size=3,
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(partners=PARTNERS, terms=CALLS)
def test_every_plan_is_legal_and_adds_up_to_the_cent(
    partners: list[tuple[Size, bool, list[tuple[Category, int]]]], terms: list[tuple[int, int | None, int, int | None]]
) -> None:
    who = tuple(firm(f"P{i}", size, c_area=area) for i, (size, area, _) in enumerate(partners))
    lines = tuple(
        CostLine(f"{i}-{j}", f"P{i}", "line", category, cents)
        for i, (_, _, costs) in enumerate(partners)
        for j, (category, cents) in enumerate(costs)
    )
    calls = [
        CallTerms(f"c{i}", f"c{i}", Decimal(share) / 100, None if cap is None else Decimal(cap), floor, top)
        for i, (share, cap, floor, top) in enumerate(terms)
    ]
    project = Project("p", who, lines, APPLIED, GRANTED, STARTS, 20)
    plan = plan_financing(project, calls, ON)
    assert verify_plan(plan, project, calls, ON) == ()
    assert plan.public_cents + sum(row.own_cents for row in plan.allocations) == sum(line.cents for line in lines)
    assert all(ceiling.respected for ceiling in plan.ceilings)


@settings(max_examples=40, deadline=None)
@given(cents=st.integers(1, 10**9), size=st.sampled_from([Size.SMALL, Size.MEDIUM, Size.LARGE]))
def test_one_more_small_partner_never_lowers_the_aid(cents: int, size: Size) -> None:
    before = alone(Category.INDUSTRIAL, cents, firm("A", size))
    partner, line = firm("B"), CostLine("b", "B", "line", Category.INDUSTRIAL, cents)
    after = replace(before, partners=(*before.partners, partner), lines=(*before.lines, line))
    assert aid(plan_financing(before, [GRANT], ON), "A") <= aid(plan_financing(after, [GRANT], ON), "A")
