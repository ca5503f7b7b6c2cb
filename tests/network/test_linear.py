"""The linear model of placement: the branch and cut against every choice there is, and against the whole model in HiGHS."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from campus5g.network import branching
from campus5g.network.branching import reachable, solve
from campus5g.network.cutting import tangent
from campus5g.network.linear import Capacity, Core, Model, Requirement, pruned

SMALL = settings(max_examples=40, deadline=None)


def instance(seed: int, order: int = 1, target: float = 0.8, antennas: int = 9, points: int = 14) -> Model:
    """Three masts of three antennas each; every antenna reaches a stretch of points with some chance."""
    generator = np.random.default_rng(seed)
    centre, width = generator.uniform(0, points, (antennas, 1)), generator.uniform(1, 5, (antennas, 1))
    value = np.clip(1.2 - np.abs(np.arange(points) - centre) / width, 0, 1).astype(np.float32)
    place = np.repeat(np.arange(antennas // 3), 3)
    weight = generator.uniform(0.1, 1, points)
    half = points // 2
    requirements = tuple(
        Requirement(at, "coverage", target, part / part.sum(), value[:, rows], order, place, devices=float(rows.size))
        for at, (part, rows) in enumerate(
            [(weight[:half], np.arange(half)), (weight[half:], np.arange(half, points))],
        )
    )
    return Model(
        antenna_cents=generator.integers(1, 6, antennas) * 1000,
        place_cents=generator.integers(0, 6, antennas // 3) * 1000,
        place=place,
        azimuth_deg=generator.choice([0.0, 60.0, 120.0, 240.0], antennas),
        family=np.zeros(antennas, np.intp),
        requirements=requirements,
    )


def every_choice(model: Model) -> list[tuple[int, ...]]:
    return [choice for n in range(model.size + 1) for choice in combinations(range(model.size), n) if model.meets(choice)]


@SMALL
@given(st.integers(0, 10_000), st.sampled_from([1, 2]), st.sampled_from([0.3, 0.6, 0.8, 0.95]))
def test_no_choice_is_cheaper_than_the_one_found(seed, order, target):
    model, start = reachable(instance(seed, order, target))
    found = solve(model, 0.0, 500, start)
    assert model.meets(found.chosen)
    assert found.value == min(map(model.cents, every_choice(model)))
    assert found.bound <= found.value
    assert found.gap < 1e-9


@SMALL
@given(st.integers(0, 10_000), st.integers(0, 2), st.integers(0, 8))
def test_pins_standing_antennas_capacity_and_core_are_obeyed_at_least_cost(seed, pinned, standing):
    model = instance(seed, 1, 0.6)
    load = np.random.default_rng(seed).uniform(0.2, 1, model.size)
    model = replace(model, kept=(pinned,), standing=(standing,), core=Core(2, 7000), capacities=(Capacity(load, 1.1),))
    assume(every_choice(model))
    model, start = reachable(model)
    assume(model.meets(start))
    found = solve(model, 0.0, 500, start)
    assert pinned in model.place[list(found.chosen)]
    assert standing in found.chosen
    assert found.value == min(map(model.cents, every_choice(model)))


@SMALL
@given(st.integers(0, 10_000), st.integers(0, 30))
def test_a_budget_is_spent_as_well_as_it_can_be_and_never_exceeded(seed, thousands):
    model = replace(instance(seed, 1, 0.9), budget_cents=1000 * thousands)
    found = solve(model, 0.0, 500)
    served = {
        choice: sum(r.devices * min(r.reached(choice), r.target) for r in model.requirements)
        for choice in (c for n in range(model.size + 1) for c in combinations(range(model.size), n))
        if model.cents(choice) <= 1000 * thousands and not model.blocked(choice)[list(choice)].any()
    }
    assert model.cents(found.chosen) <= 1000 * thousands
    assert found.value == pytest.approx(max(served.values()), abs=1e-4)


@SMALL
@given(st.integers(0, 10_000), st.sampled_from([1, 2]), st.lists(st.floats(0, 1), min_size=9, max_size=9))
def test_a_tangent_never_underrates_a_choice_and_is_exact_where_it_was_laid_on_one(seed, order, x):
    model = instance(seed, order)
    for r in model.requirements:
        laid = tangent(r, np.array(x))
        for choice in combinations(range(model.size), 3):
            own = tangent(r, np.isin(np.arange(model.size), choice).astype(float))
            assert own.here == pytest.approx(r.reached(choice), abs=1e-5)
            assert laid.constant + laid.coefficient[list(choice)].sum() >= r.reached(choice) - 1e-5


@pytest.mark.parametrize("seed", range(6))
def test_the_projected_model_costs_what_the_whole_one_costs_in_highs(seed):
    """The model of the docstring written out (every a_jp and z_p), solved by scipy's HiGHS."""
    model, start = reachable(instance(seed, 1, 0.85))
    n, m = model.size, model.place_cents.size
    points = sum(r.weight.size for r in model.requirements)
    columns = n + m + n * points
    cost = np.zeros(columns)
    cost[:n], cost[n : n + m] = model.antenna_cents, model.place_cents
    rows, low, high = [], [], []

    def row(pairs, least, most):
        line = np.zeros(columns)
        for column, value in pairs:
            line[column] += value
        rows.append(line), low.append(least), high.append(most)

    at = n + m
    for r in model.requirements:
        share = []
        for p in range(r.weight.size):
            assigned = [at + p * n + j for j in range(n)]
            row([(a, 1.0) for a in assigned], 0, 1)
            for j, a in enumerate(assigned):
                row([(a, 1.0), (j, -1.0)], -np.inf, 0)
                share.append((a, r.weight[p] * float(r.value[j, p])))
        row(share, r.target - 1e-6, np.inf)
        at += r.weight.size * n
    for j in range(n):
        row([(j, 1.0), (n + model.place[j], -1.0)], -np.inf, 0)
    for one, other in combinations(range(n), 2):
        if model.blocked([one])[other]:
            row([(one, 1.0), (other, 1.0)], -np.inf, 1)
    whole = np.concatenate([np.ones(n + m), np.zeros(columns - n - m)])
    answer = milp(cost, integrality=whole, bounds=Bounds(0, 1), constraints=LinearConstraint(np.array(rows), low, high))
    assert solve(model, 0.0, 500, start).value == pytest.approx(answer.fun)


def test_the_comparison_with_every_choice_would_see_a_lost_row(monkeypatch):
    """Planted fault: without the rows of the places their works are free, and the choice found is no longer the cheapest."""
    monkeypatch.setattr(branching._Search, "_place_rows", lambda *_: None)
    wrong = 0
    for seed in range(30):
        model, start = reachable(instance(seed, 1, 0.8))
        found = solve(model, 0.0, 500, start)
        wrong += found.bound < min(map(model.cents, every_choice(model))) - 0.5
    assert wrong > 10


def test_more_coverage_never_costs_less():
    model, start = reachable(instance(3, 1, 0.99))
    best = min(r.target for r in model.requirements)
    costs = [solve(model.with_targets([t * best] * 2), 0.0, 500, start).value for t in (0.2, 0.4, 0.6, 0.8)]
    assert costs == sorted(costs)
    assert costs[0] < costs[-1]


def test_the_same_model_gives_the_same_choice():
    model, start = reachable(instance(11, 2, 0.7, antennas=30, points=60))
    first, second = solve(model, 0.01, 100, start), solve(model, 0.01, 100, start)
    assert (first.chosen, first.bound, first.nodes) == (second.chosen, second.bound, second.nodes)


@SMALL
@given(st.integers(0, 10_000), st.sampled_from([1, 2]))
def test_taking_out_what_is_not_needed_keeps_every_row(seed, order):
    model, chosen = reachable(instance(seed, order, 0.7))
    assert model.meets(chosen)
    assert set(pruned(model, chosen)) <= set(chosen)
    assert model.meets(pruned(model, chosen))
