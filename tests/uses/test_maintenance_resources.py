"""Spare parts, teams and maintenance without a network, against closed forms and a plain simulation."""

import heapq
from math import gamma

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from campus5g.core.benefit import Use
from campus5g.uses.interface import ENGINES
from campus5g.uses.maintenance.resources import (
    YEAR_H,
    age_cost_eur,
    base_stock,
    mean_wait_h,
    resources_eur,
    without_network,
)

TYPICAL = ENGINES[Use.MAINTENANCE].defaults().typical(1)


def one(x):
    return np.array([float(x)])


@given(st.floats(0, 500), st.floats(0, 200), st.floats(0.5, 0.999))
def test_the_base_stock_is_the_smallest_that_serves(yearly, delay, service):
    stock = base_stock(one(yearly), one(delay), one(service))[0]
    mean = yearly * delay / 365.25
    assert poisson.cdf(stock, mean) >= service - 1e-12
    assert stock == 0 or poisson.cdf(stock - 1, mean) < service


def test_one_team_waits_as_the_single_queue_does():
    yearly, repair = 500.0, 10.0
    rho = yearly * repair / YEAR_H
    assert mean_wait_h(one(yearly), one(repair), one(1))[0] == pytest.approx(rho * repair / (1 - rho))


def test_several_teams_wait_as_in_a_plain_simulation():
    yearly, repair, teams = 2000.0, 10.0, 3
    random = np.random.default_rng(0)
    arrivals = np.cumsum(random.exponential(YEAR_H / yearly, 200_000))
    free = [0.0] * teams
    waits = []
    for arrival, length in zip(arrivals, random.exponential(repair, 200_000), strict=True):
        start = max(arrival, heapq.heappop(free))
        heapq.heappush(free, start + length)
        waits.append(start - arrival)
    assert mean_wait_h(one(yearly), one(repair), one(teams))[0] == pytest.approx(np.mean(waits), rel=0.05)


@given(st.floats(0, 5000), st.floats(0, 5000))
def test_fewer_surprises_never_cost_more(one_rate, other):
    low, high = sorted((one_rate, other))
    assert resources_eur(one(low), TYPICAL)[0] <= resources_eur(one(high), TYPICAL)[0] + 1e-9


def test_without_ageing_no_age_is_worth_a_renewal_and_failing_costs_the_rate_times_the_price():
    found = without_network(0.2, 1.0, 50_000, 5_000)
    assert (found.age_a, found.corrective_eur, found.periodic_eur) == (None, 10_000, 10_000)


@given(st.floats(1.2, 5), st.floats(0.05, 2))
def test_the_best_age_is_where_its_derivative_is_zero(shape, rate):
    """Barlow and Proschan: at the optimum h(T) ∫R - (1 - R(T)) = C_planned / (C_unplanned - C_planned)."""
    found = without_network(rate, shape, 45_000, 5_000)
    if found.age_a is None:
        return
    scale = 1 / rate / gamma(1 + 1 / shape)
    grid = np.linspace(0, found.age_a, 200_001)
    alive = np.exp(-((grid / scale) ** shape))
    hazard = shape / scale * (found.age_a / scale) ** (shape - 1)
    left = hazard * np.trapezoid(alive, grid) - (1 - alive[-1])
    assert left == pytest.approx(5_000 / 40_000, rel=0.02)
    assert found.periodic_eur < found.corrective_eur


def test_the_cost_of_an_age_is_that_of_a_plain_simulation():
    random = np.random.default_rng(1)
    scale, shape, age = 4.0, 2.0, 3.0
    lives = scale * random.weibull(shape, 400_000)
    cost = np.where(lives < age, 45_000, 9_000).sum() / np.minimum(lives, age).sum()
    assert age_cost_eur(np.array([age]), scale, shape, 45_000, 9_000)[0] == pytest.approx(cost, rel=0.01)
