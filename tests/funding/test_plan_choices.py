"""Loans, free splits, wishes, aims, sensitivities and grants after the end of the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.equivalent import equivalent_share, loan_equivalent
from campus5g.core.errors import BadInput
from campus5g.core.project import CallTerms, CashFlow, Category, CostLine, FinancingPlan, Partner, Project, Size, Way
from campus5g.funding.plan import Objective, Wishes, plan_financing, public_value_cents, verify_plan
from campus5g.funding.plan.conflict import has_plan, named_rules
from campus5g.funding.plan.lapse import adjustment_ends
from campus5g.funding.plan.optimise import Group, Problem, solve
from campus5g.funding.plan.room import measure_rooms
from campus5g.funding.plan.sensitivity import sensitivities
from campus5g.funding.rules import law

ON = date(2026, 3, 1)
GRANT = CallTerms("grant", "Grants only", Decimal(1))
LOAN = CallTerms("loan", "Loan at 1 %", Decimal(0), loan_share=Decimal(1), loan_rate=Decimal(1))
SUCCESS = CallTerms("success", "Advance", Decimal(0), advance_interest=True)


def alone(category: Category, cents: int, size: Size = Size.SMALL, **facts: object) -> Project:
    partner = Partner("S", "S", size, in_difficulty=False, **facts)  # type: ignore[arg-type]
    line = CostLine("l", "S", "line", category, cents)
    return Project("p", (partner,), (line,), date(2026, 1, 10), date(2026, 6, 1), date(2026, 6, 15), 24)


def test_a_loan_counts_at_its_equivalent_and_pays_the_rest_of_the_cost() -> None:
    """Base 2.50 %, no rating: reference 6.50 %, discount 3.50 %; the equivalent by the function that the vectors check."""
    project = alone(Category.EXPERIMENTAL, 1_000_000_00)
    plan = plan_financing(project, [LOAN], ON, objective=Objective.PUBLIC)
    row = plan.allocations[0]
    repayments = [(year, row.loan_cents // 5 + (row.loan_cents % 5 if year == 7 else 0)) for year in range(3, 8)]
    expected = loan_equivalent(row.loan_cents, repayments, Decimal("0.01"), Decimal("0.065"), Decimal("0.035"))
    assert row.loan_cents == 1_000_000_00
    assert 0 <= row.equivalent_cents - expected <= 1
    assert verify_plan(plan, project, [LOAN], ON) == ()


def test_a_loan_beside_a_grant_fills_what_the_ceiling_leaves() -> None:
    project = alone(Category.EXPERIMENTAL, 1_000_000_00)
    plan = plan_financing(project, [GRANT, LOAN], ON, objective=Objective.PUBLIC)
    assert 1_000_000_00 - plan.public_cents <= 2
    assert verify_plan(plan, project, [GRANT, LOAN], ON) == ()
    aided = sum(row.aid_cents for row in plan.allocations)
    assert aided <= 450_000_00
    net = plan_financing(project, [GRANT, LOAN], ON)
    assert 450_000_00 - sum(row.aid_cents for row in net.allocations) <= 5


@given(years=st.integers(1, 12), grace=st.integers(0, 5), contract=st.integers(0, 900), reference=st.integers(0, 900))
def test_the_exact_share_of_a_loan_agrees_with_its_equivalent_in_cents(
    years: int, grace: int, contract: int, reference: int
) -> None:
    principal = years * 100_000_00
    flows = [(grace + year, 100_000_00) for year in range(1, years + 1)]
    rates = Decimal(contract) / 10_000, Decimal(reference) / 10_000, Decimal("0.035")
    share = equivalent_share(years, grace, *rates)
    assert abs(share * principal - loan_equivalent(principal, flows, *rates)) <= Fraction(1, 2)


def test_an_advance_repaid_with_interest_raises_the_ceiling_by_ten_points_when_it_is_the_whole_aid() -> None:
    project = alone(Category.EXPERIMENTAL, 1_000_000_00)
    whole = plan_financing(project, [SUCCESS], ON, objective=Objective.PUBLIC)
    assert whole.public_cents == 550_000_00
    assert any("Art. 7(5)" in ceiling.article for ceiling in whole.ceilings)
    mixed = [SUCCESS, replace(GRANT, min_aid_cents=100_000_00)]
    assert plan_financing(project, mixed, ON, objective=Objective.PUBLIC).public_cents == 550_000_00
    forced = plan_financing(project, mixed, ON, objective=Objective.PUBLIC, wishes=Wishes(use_calls=("grant",)))
    assert forced.public_cents == 450_000_00
    assert any("pro rata" in str(reason) for reason in forced.reasons)
    for plan in (whole, forced):
        assert verify_plan(plan, project, mixed, ON) == ()


def test_a_free_split_is_all_grant_or_all_advance_as_the_aim_asks() -> None:
    project = alone(Category.EXPERIMENTAL, 1_000_000_00)
    free = replace(GRANT, free_split=True, advance_interest=True)
    grant = plan_financing(project, [free], ON)
    advance = plan_financing(project, [free], ON, objective=Objective.PUBLIC)
    assert (grant.grant_cents, grant.public_cents) == (450_000_00, 450_000_00)
    assert (advance.grant_cents, advance.public_cents) == (0, 550_000_00)
    for plan in (grant, advance):
        assert verify_plan(plan, project, [free], ON) == ()


def test_interest_is_paid_each_year_on_what_is_still_owed() -> None:
    plan = plan_financing(alone(Category.EXPERIMENTAL, 100_000_00), [LOAN], ON, objective=Objective.PUBLIC)
    lent = sum(flow.loan_cents for flow in plan.cash)
    paid = [flow.interest_cents for flow in plan.cash if flow.interest_cents]
    assert paid == [lent * part // 500 for part in (5, 5, 5, 4, 3, 2, 1)]
    assert sum(flow.repaid_cents for flow in plan.cash) == lent


def need(flows: tuple[CashFlow, ...], last: str) -> int:
    """The most cash to be found at any quarter's end up to a quarter."""
    total = peak = 0
    for quarter in sorted({flow.quarter for flow in flows if flow.quarter <= last}):
        now = [flow for flow in flows if flow.quarter == quarter]
        total += sum(f.spent_cents + f.repaid_cents - f.grant_cents - f.advance_cents - f.loan_cents for f in now)
        peak = max(peak, total)
    return peak


def test_the_least_cash_need_prefers_a_call_that_pays_early() -> None:
    project = alone(Category.EXPERIMENTAL, 1_000_000_00)
    late = replace(GRANT, call_id="late", first_share=Decimal(0), balance_share=Decimal(90))
    early = replace(GRANT, call_id="early", grant_share=Decimal("0.5"), first_share=Decimal(90), balance_share=Decimal(0))
    calls = [late, early]
    most = plan_financing(project, calls, ON, objective=Objective.GRANT)
    cash = plan_financing(project, calls, ON, objective=Objective.CASH)
    last = max(flow.quarter for flow in most.cash if flow.grant_cents)
    assert {row.call_id for row in most.allocations} == {"late"}
    assert need(cash.cash, last) < need(most.cash, last)
    assert verify_plan(cash, project, calls, ON) == ()


def test_the_smallest_partner_is_served_first(project: Project) -> None:
    calls = [replace(GRANT, max_aid_cents=600_000_00)]
    plan = plan_financing(project, calls, ON, objective=Objective.SMALLEST_OWN)
    assert sum(row.money_cents for row in plan.allocations if row.partner_id == "S") == 540_000_00
    assert plan.public_cents == 600_000_00
    assert verify_plan(plan, project, calls, ON) == ()


# Wishes and conflicts.


def test_wishes_that_the_law_allows_are_met(project: Project, call: CallTerms) -> None:
    calls = [call, replace(GRANT, max_aid_cents=100_000_00)]
    wishes = Wishes(2_290_000_00, {"S": 260_000_00}, ("grant", "half"))
    plan = plan_financing(project, calls, ON, wishes=wishes)
    assert plan.public_cents == 2_290_000_00
    assert {row.call_id for row in plan.allocations} == {"half", "grant"}
    assert verify_plan(plan, project, calls, ON) == ()


def test_a_wish_against_one_line_of_the_law_names_that_line_and_the_wish() -> None:
    project = alone(Category.EXPERIMENTAL, 1_000_000_00)
    plan = plan_financing(project, [GRANT], ON, wishes=Wishes(450_000_01))
    assert (plan.allocations, plan.cash) == ((), ())
    assert [str(m) for m in plan.conflict] == [
        "“line” receives at most €450,000 (GBER Art. 25(5)(c))",
        "wish: at least €450,000.01 of public money",
    ]


def test_a_conflict_between_calls_names_their_bounds(project: Project) -> None:
    calls = [
        replace(GRANT, call_id="a", title="A", min_aid_cents=2_000_000_00),
        replace(GRANT, call_id="b", title="B", min_aid_cents=300_000_00),
    ]
    plan = plan_financing(project, calls, ON, wishes=Wishes(use_calls=("a", "b")))
    said = [str(m) for m in plan.conflict]
    assert "“A” pays at least €2,000,000" in said
    assert "“B” pays at least €300,000" in said
    assert "wish: “A” pays" in said
    assert not any("at least €2,290,000" in line for line in said)


@settings(max_examples=25, deadline=None)
@given(wanted=st.integers(1, 400), cap=st.integers(1, 300), own=st.integers(0, 100), floor=st.integers(0, 200))
def test_a_conflict_has_no_plan_and_has_one_without_any_of_its_members(wanted: int, cap: int, own: int, floor: int) -> None:
    """Only the members are held to: all of them together leave no plan, all but any one leave one."""
    project = alone(Category.EXPERIMENTAL, 400_00)
    calls = [replace(GRANT, title="G", max_aid_cents=cap * 100, min_aid_cents=floor * 100, rate_cap=Decimal(40))]
    wishes, rules = Wishes(wanted * 100, {"S": own * 100}), law().on(project.granted)
    plan = plan_financing(project, calls, ON, wishes=wishes)
    assert bool(plan.conflict) == bool(plan.refused)
    if not plan.conflict:
        assert plan.public_cents >= max(wanted * 100, 40_000 - own * 100)
        return
    rooms = measure_rooms(project, rules)
    named = named_rules(project, rooms, calls, wishes, rules)
    members = set(plan.conflict_keys)
    assert [named[name] for name in plan.conflict_keys] == list(plan.conflict)
    others = set(named) - members
    assert not has_plan(project, rooms, calls, wishes, rules, others)
    assert all(has_plan(project, rooms, calls, wishes, rules, others | {member}) for member in members)


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        (Wishes(-1), "negative"),
        (Wishes(most_own_cents={"ghost": 1}), "no partner “ghost”"),
        (Wishes(use_calls=("ghost",)), "no call “ghost”"),
    ],
)
def test_a_wish_about_nobody_is_bad_input(wishes: Wishes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        plan_financing(alone(Category.EXPERIMENTAL, 1), [GRANT], ON, wishes=wishes)


# Sensitivities.


def test_one_more_sme_opens_the_collaboration_bonus_of_a_large_firm_alone() -> None:
    """Large alone, 1 M€ experimental: 25 % = 250 000. With an SME that bears 30 %: 40 % of 700 000 + 60 % of 300 000."""
    project = alone(Category.EXPERIMENTAL, 1_000_000_00, Size.LARGE)
    capped = replace(GRANT, rate_cap=Decimal(90), title="G")
    found = {s.key: s for s in sensitivities(project, [capped], ON)}
    assert found["partner.small"].public_cents == 460_000_00 - 250_000_00
    assert "bearing 30 %" in str(found["partner.small"].change)
    assert "rate.grant" not in found


def test_ten_points_more_of_a_calls_own_rate_bring_a_tenth_of_the_cost() -> None:
    project = alone(Category.EXPERIMENTAL, 1_000_000_00)
    found = {s.key: s for s in sensitivities(project, [replace(GRANT, rate_cap=Decimal(30))], ON)}
    assert found["rate.grant"].public_cents == found["rate.grant"].net_cents == 100_000_00


# After the end of the rules.


def test_a_grant_after_the_end_is_shown_three_ways() -> None:
    project = replace(alone(Category.EXPERIMENTAL, 1_000_000_00), granted=date(2027, 6, 30))
    regional = CostLine("r", "S", "plant", Category.REGIONAL_INVESTMENT, 1_000_000_00, rate=Decimal(15))
    plan = plan_financing(replace(project, lines=(*project.lines, regional)), [GRANT], ON)
    ways = {way.way: way for way in plan.ways}
    assert (plan.basis, plan.public_cents) == ("lapsed", 800_000_00)
    assert (ways[Way.ADJUSTMENT].public_cents, ways[Way.ADJUSTMENT].until) == (450_000_00, date(2027, 6, 30))
    assert ways[Way.CONTINUED].public_cents == 800_000_00
    assert (ways[Way.SUCCESSOR].open, ways[Way.SUCCESSOR].public_cents) == (False, None)
    assert all(way.to_confirm for way in plan.ways)


@pytest.mark.parametrize(("day", "lapsed", "open_"), [
    (date(2026, 12, 31), False, None), (date(2027, 1, 1), True, True), (date(2027, 7, 1), True, False),
])  # fmt: skip
def test_the_adjustment_period_lasts_six_months(day: date, lapsed: bool, open_: bool | None) -> None:
    plan = plan_financing(replace(alone(Category.EXPERIMENTAL, 100_00), granted=day), [GRANT], ON)
    assert (plan.basis == "lapsed") is lapsed
    assert [way.open for way in plan.ways if way.way is Way.ADJUSTMENT] == ([] if open_ is None else [open_])
    assert adjustment_ends(date(2026, 12, 31), 6) == date(2027, 6, 30)


def test_de_minimis_does_not_lapse_with_the_exemption() -> None:
    plan = plan_financing(replace(alone(Category.DE_MINIMIS, 100_00), granted=date(2029, 1, 1)), [GRANT], ON)
    assert (plan.basis, plan.ways, plan.public_cents) == ("in_force", (), 100_00)


# Against other ways of finding the best plan.


def small_problems() -> Iterator[Problem]:
    """A grant, a loan and a free advance on two lines of a few cents: limits that rise, floors, demands, caps, own parts."""
    draw = Random(7)
    for _ in range(80):
        lines, options = ["x", "y"], ["grant", "loan", "advance"]
        limits, shared = {line: draw.randint(0, 4) for line in lines}, draw.randint(1, 6)
        yield Problem(
            pairs={pair: draw.randint(1, 4) for pair in product(lines, options)},
            line_limits=limits,
            groups=[
                Group(tuple(lines), shared, raised=shared + draw.randint(0, 3)),
                Group(tuple(lines), draw.randint(4, 12), of_money=True),
            ],
            floors={"grant": draw.randint(0, 3), "loan": draw.randint(0, 4)},
            caps={"loan": draw.randint(1, 6)},
            values={"grant": 1.0, "loan": draw.choice([0.3, 0.9]), "advance": draw.choice([0.5, 1.2])},
            weights={(line, "loan"): draw.choice([Fraction(1, 4), Fraction(1, 3), Fraction(2, 5)]) for line in lines},
            costs={line: draw.randint(3, 6) for line in lines},
            boosted={line: limit + 1 for line, limit in limits.items()},
            pure=frozenset({"advance"}),
            demands=[(frozenset(product(lines, options)), draw.randint(0, 7))],
        )


def worth(problem: Problem, amounts: dict[tuple[str, str], int]) -> float | None:
    """The value of an answer by the letter of the limits, ``None`` when it is not allowed."""
    aid = {line: Fraction(0) for line in problem.line_limits}
    for (line, option), cents in amounts.items():
        if cents > problem.pairs[line, option]:
            return None
        aid[line] += problem.weights.get((line, option), Fraction(1)) * cents
    for line, limit in problem.line_limits.items():
        paid = {option: cents for (name, option), cents in amounts.items() if name == line and cents}
        if sum(paid.values()) > problem.costs[line] or aid[line] > (problem.boosted[line] if set(paid) == {"advance"} else limit):
            return None
    used = {option for (_, option), cents in amounts.items() if cents}
    for group in problem.groups:
        counted = Fraction(sum(amounts.values())) if group.of_money else sum(aid.values(), Fraction(0))
        if counted > (group.raised if group.raised and used == {"advance"} else group.limit):
            return None
    for call in problem.values:
        paid_by = sum(cents for (_, name), cents in amounts.items() if name == call)
        if paid_by and not problem.floors.get(call, 0) <= paid_by <= problem.caps.get(call, paid_by):
            return None
    if any(sum(amounts[pair] for pair in pairs) < least for pairs, least in problem.demands):
        return None
    return sum(problem.values[option] * cents for (_, option), cents in amounts.items())


def test_the_programme_equals_exhaustive_search_with_loans_boosts_and_demands() -> None:
    answered = 0
    for problem in small_problems():
        pairs = list(problem.pairs)
        every = (dict(zip(pairs, c, strict=True)) for c in product(*(range(problem.pairs[pair] + 1) for pair in pairs)))
        best = max((value for value in (worth(problem, amounts) for amounts in every) if value is not None), default=None)
        found = solve(problem)
        if best is None:
            assert found is None
            continue
        answered += 1
        assert found is not None
        assert worth(problem, {**dict.fromkeys(pairs, 0), **found}) == pytest.approx(best, abs=1e-9)
    assert 20 < answered < 80


def test_no_plan_drawn_within_the_law_beats_the_plan_with_loans(project: Project, call: CallTerms) -> None:
    """Ten thousand draws of grant, advance and loan on six lines; the law's own ceilings tell which are allowed."""
    calls = [
        replace(GRANT, max_aid_cents=500_000_00),
        replace(call, max_aid_cents=900_000_00),
        replace(LOAN, max_aid_cents=700_000_00),
    ]
    best = plan_financing(project, calls, ON)
    value = public_value_cents(best.allocations, calls, project.granted)
    limits = {c.key.removeprefix("line."): c.limit_cents for c in best.ceilings if c.key.startswith("line.")}
    draw, beaten = Random(3), 0
    loan = equivalent_share(5, 2, Decimal("0.01"), Decimal("0.065"), Decimal("0.035"))
    worths = (Fraction(1), Fraction(1, 2) + equivalent_share(5, 2, Decimal(0), *[Decimal("0.035")] * 2) / 2,
              equivalent_share(5, 2, Decimal("0.01"), *[Decimal("0.035")] * 2))  # fmt: skip
    for _ in range(10_000):
        left, total = [500_000_00, 900_000_00, 700_000_00], Fraction(0)
        for line in draw.sample(project.lines, len(project.lines)):
            room, cost = Fraction(limits[line.id]), line.cents
            for index in draw.sample(range(3), 3):
                weight = loan if index == 2 else Fraction(1)
                most = min(left[index], cost, int(room / weight))
                paid = draw.choice([most, draw.randint(0, most)])
                left[index] -= paid
                cost -= paid
                room -= paid * weight
                total += paid * worths[index]
        assert total <= value + 100
        beaten += total < value - 100
    assert beaten > 4_000
    assert verify_plan(best, project, calls, ON) == ()


TERMS = st.builds(
    CallTerms, call_id=st.sampled_from("abcdef"), title=st.just("t"), grant_share=st.integers(0, 5).map(lambda n: Decimal(n) / 10),
    loan_share=st.integers(0, 5).map(lambda n: Decimal(n) / 10), loan_rate=st.integers(0, 9).map(Decimal),
    advance_interest=st.booleans(), rate_cap=st.none() | st.integers(0, 100).map(Decimal),
    max_aid_cents=st.none() | st.integers(1, 10**9), min_aid_cents=st.integers(0, 10**7),
    first_share=st.none() | st.integers(0, 50).map(Decimal),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    terms=st.lists(TERMS, max_size=3, unique_by=lambda call: call.call_id),
    costs=st.lists(st.tuples(st.sampled_from(Size), st.sampled_from(Category), st.integers(0, 10**9)), min_size=1, max_size=4),
    aim=st.sampled_from(Objective),
)  # fmt: skip
def test_every_plan_with_loans_is_legal_and_adds_up_whatever_its_aim(
    terms: list[CallTerms], costs: list[tuple[Size, Category, int]], aim: Objective
) -> None:
    partners = tuple(Partner(f"P{i}", f"P{i}", size, in_difficulty=False) for i, (size, _, _) in enumerate(costs))
    lines = tuple(CostLine(str(i), f"P{i}", "x", category, cents) for i, (_, category, cents) in enumerate(costs))
    project = Project("p", partners, lines, date(2026, 1, 10), date(2026, 6, 1), date(2026, 6, 15), 20)
    plan: FinancingPlan = plan_financing(project, terms, ON, objective=aim)
    assert verify_plan(plan, project, terms, ON) == ()
    assert plan.public_cents + sum(row.own_cents for row in plan.allocations) == sum(line.cents for line in lines)
