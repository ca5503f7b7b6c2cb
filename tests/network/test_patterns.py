"""Sets of antennas listed: the same as by trying every one, and prices that none is below."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from campus5g.network.branching import solve
from campus5g.network.linear import Model, Requirement
from campus5g.network.patterns import patterns_of


def mixed(seed, targets=(0.75, 0.75, 0.8)):
    """Nine sectors on three masts, four cells of a hall; two yards that sectors alone reach, a hall that both do."""
    draw = np.random.default_rng(seed)
    place = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 4, 5, 6])
    family = np.array([0] * 9 + [1] * 4)
    azimuth = np.array([0.0, 120.0, 150.0] * 3 + [np.nan] * 4)
    requirements = []
    for crowd, target in enumerate(targets):
        value = draw.uniform(0, 1, (13, 20)).astype(np.float32) ** 3
        value[9:] = value[9:] if crowd == 2 else 0.0
        requirements.append(Requirement(crowd, "coverage", target, np.full(20, 1 / 20), value, devices=10))
    return Model(
        antenna_cents=np.where(family == 0, 2_300_000, 1_100_000),
        place_cents=np.array([3_300_000, 3_500_000, 4_600_000, 0, 0, 0, 0]),
        place=place,
        azimuth_deg=azimuth,
        family=family,
        requirements=tuple(requirements),
    )


def meets_own(model, chosen):
    return (
        all(r.reached(chosen) >= r.target - 1e-6 for r in model.requirements[:2])
        and not model.blocked(chosen)[list(chosen)].any()
    )


@pytest.mark.parametrize("seed", range(6))
def test_the_sets_listed_are_all_those_that_meet_what_they_alone_can_meet(seed):
    model = mixed(seed)
    listed = {p.chosen for p in patterns_of(model).sets(np.ones(13, bool), range(4))}
    tried = {one for n in range(4) for one in combinations(range(9), n) if meets_own(model, one)}
    assert listed == tried


@pytest.mark.parametrize("seed", range(6))
def test_no_choice_costs_less_than_its_set_of_antennas_says(seed):
    model = mixed(seed, (0.6, 0.6, 0.8))
    patterns = patterns_of(model)
    sets = patterns.sets(np.ones(13, bool), range(4))
    assert sets == sorted(sets)
    for one in sets:
        near = patterns.closer(one)
        whole = [(*one.chosen, *cells) for n in range(5) for cells in combinations(range(9, 13), n)]
        held = [model.cents(chosen) for chosen in whole if model.meets(chosen)]
        assert one.cents <= near.cents <= min(held, default=np.inf)


@pytest.mark.parametrize("seed", range(12))
def test_the_search_with_sets_finds_the_choice_that_trying_all_finds(seed):
    model = mixed(seed, (0.5, 0.5, 0.65))
    every = [one for n in range(8) for one in combinations(range(13), n) if model.meets(one)]
    best = min(model.cents(one) for one in every)
    found = solve(model, 0.0, 500, every[-1])
    assert found.value == found.bound == best


def test_where_every_requirement_is_reached_by_all_families_nothing_is_listed():
    model = mixed(0)
    assert patterns_of(replace(model, requirements=model.requirements[2:])) is None
