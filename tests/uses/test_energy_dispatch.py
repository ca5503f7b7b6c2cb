"""The cheapest year of a site: closed forms, another solver's model, and what is said when it is impossible."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from campus5g.uses.energy.data.case import Battery, Boiler, Case, Chp, Computing, Cooling, Flexible, Solar, Tariff, Window
from campus5g.uses.energy.model.dispatch import Dispatch, Impossible, dispatch, without_flexibility

DAY = datetime(2026, 1, 5)


def case(load, price, *devices, subscribed_eur_mw=0.0, **more):
    steps = len(load)
    tariff = Tariff(("year",), np.zeros(steps, dtype=np.intp), np.array([subscribed_eur_mw * 8760 / steps]), np.zeros(1))
    return Case("site", DAY, 1.0, np.array(load, float), np.array(price, float), tariff, devices, **more)


def solved(*args, **more):
    found = dispatch(case(*args, **more))
    assert isinstance(found, Dispatch), found
    return found


def refused(asked):
    found = dispatch(asked)
    assert isinstance(found, Impossible), found
    return [str(reason) for reason in found.reasons]


def test_a_site_without_anything_to_move_pays_its_load_and_its_peak():
    found = solved([2, 3, 1], [50, 80, 40], subscribed_eur_mw=10.0)
    assert found.objective_eur == pytest.approx(2 * 50 + 3 * 80 + 40 + 3 * 10)
    assert found.peaks_mw == {"year": pytest.approx(3.0)}


def test_a_battery_earns_the_spread_less_its_losses():
    store = Battery("b", 1.0, 1.0, charge_efficiency=0.9, discharge_efficiency=0.8)
    found = solved([5, 5], [10, 100], store)
    assert found.objective_eur == pytest.approx(500 + 50 + 10 * 1 - 100 * 0.72)  # one MWh in, 0.9 kept, 0.72 out


def test_a_battery_must_end_at_its_level():
    store = Battery("b", 1.0, 2.0, 1.0, 1.0, start_mwh=0.0, end_mwh=1.0)
    assert solved([1, 1], [30, 20], store).objective_eur == pytest.approx(50 + 20)


def test_subscribed_power_is_cut_to_the_mean_by_a_battery_that_is_large_enough():
    store = Battery("b", 10.0, 10.0, 1.0, 1.0, start_mwh=5.0, end_mwh=5.0)
    found = solved([1, 3, 1, 3], [0, 0, 0, 0], store, subscribed_eur_mw=1.0)
    assert found.objective_eur == pytest.approx(2.0)


def test_panels_are_held_back_rather_than_sent_at_a_loss():
    found = solved([1, 1], [50, -20], Solar("pv", np.array([2.0, 2.0])), export_eur_mwh=np.array([40.0, -30.0]), export_mw=9.0)
    assert found.objective_eur == pytest.approx(-40 - 20)


def test_a_battery_never_burns_power_when_prices_are_negative():
    store = Battery("b", 1.0, 0.5, 0.5, 0.5)
    found = solved([2, 2], [-100, -100], store)
    assert np.minimum(found.flows["b", "charge"], found.flows["b", "discharge"]).max() < 1e-6
    assert found.objective_eur == pytest.approx(-400 - 100)  # full after an hour; burning would bring 75 € more
    assert found.gap > 0


def test_cogeneration_runs_when_its_power_and_heat_are_worth_its_fuel():
    heat = np.array([1.0, 1.0])
    engine, boiler = Chp("chp", 1.0, 1.0, 0.4, 30.0), Boiler("boiler", 5.0, 0.9, 30.0)
    found = solved([3, 3], [20, 100], engine, boiler, heat_mw=heat)
    assert found.flows["chp", "output"] == pytest.approx([0.0, 1.0])  # 75 € of fuel against 20 or 100 of power and 33.3 of heat
    assert found.objective_eur == pytest.approx(60 + 30 / 0.9 + 200 + 75)


def test_an_engine_with_a_least_load_runs_above_it_or_not_at_all():
    heat = np.array([0.3, 0.3])
    engine, boiler = Chp("chp", 1.0, 1.0, 0.4, 30.0, least_share=0.6), Boiler("boiler", 5.0, 0.9, 30.0)
    output = solved([0.2, 3], [100, 100], engine, boiler, heat_mw=heat).flows["chp", "output"]
    assert output[0] == pytest.approx(0.0)  # 0.6 MW would have nowhere to go
    assert output[1] == pytest.approx(1.0)


def test_a_process_takes_its_energy_in_the_cheapest_hours_of_its_window_within_its_ramp():
    free = Flexible("oven", (Window(0, 4, 2.0, 2.0),))
    slow = replace(free, ramp_mw_h=0.5)
    assert solved([0] * 4, [9, 9, 1, 9], free).objective_eur == pytest.approx(2.0)
    power = solved([0] * 4, [9, 9, 1, 9], slow).flows["oven", "window 0"]
    assert np.abs(np.diff(power)).max() <= 0.5 + 1e-9
    assert power.sum() == pytest.approx(2.0)


def test_computing_waits_for_cheap_hours_but_not_beyond_its_deadline():
    arrivals = np.array([1.0, 0.0, 0.0, 0.0])
    price = [50, 40, 30, 1]
    for deadline, expected in ((0, 50.0), (1, 40.0), (2, 30.0), (3, 1.0)):
        found = solved([0] * 4, price, Computing("jobs", arrivals, deadline, 5.0))
        assert found.objective_eur == pytest.approx(expected)


def test_what_computing_gives_off_is_cooled_from_the_store_when_that_is_cheaper():
    jobs = Computing("jobs", np.array([0.0, 4.0]), 0, 9.0)
    cold = Cooling("chiller", 9.0, np.array([4.0, 4.0]), np.zeros(2), store_mwh=2.0, store_mw=2.0)
    found = solved([0, 0], [10, 100], jobs, cold)
    assert found.objective_eur == pytest.approx(10 * 2 / 4 + 100 * (4 + 2 / 4))


def test_dearer_classes_may_not_be_subscribed_above_cheaper_ones():
    tariff = Tariff(("peak", "night"), np.array([0, 1]), np.array([1.0, 2.0]) * 4380, np.zeros(2))
    found = dispatch(replace(case([5, 1], [0, 0]), tariff=tariff))
    assert found.subscribed_mw == {"peak": pytest.approx(5.0), "night": pytest.approx(5.0)}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 30))
def test_any_battery_and_panels_have_the_optimum_of_the_textbook_program(seed, steps):
    random = np.random.default_rng(seed)
    load, price, sun = random.uniform(0, 10, steps), random.uniform(0, 200, steps), random.uniform(0, 6, steps)
    store = Battery("b", *random.uniform(0.1, 5, 2), *random.uniform(0.6, 1, 2), wear_eur_mwh=1.0)
    found = solved(load, price, store, Solar("pv", sun), subscribed_eur_mw=50.0)
    assert found.objective_eur == pytest.approx(_textbook(load, price, sun, store, 50.0), rel=1e-6, abs=1e-6)


def _textbook(load, price, sun, store, peak_eur):
    """The same site written with an equality of balance, for another solver interface: grid, charge, discharge, level, sun, peak."""
    n, eye, none = len(load), np.eye(len(load)), np.zeros((len(load), len(load)))
    shift = eye - np.eye(n, k=-1)
    column = np.zeros((n, 1))
    equal = np.block(
        [
            [eye, -eye, eye, none, eye, column],
            [none, -store.charge_efficiency * eye, eye / store.discharge_efficiency, shift, none, column],
        ]
    )
    least = np.block([eye, none, none, none, none, column - 1])
    cost = np.concatenate([price, np.zeros(n), np.full(n, store.wear_eur_mwh), np.zeros(2 * n), [peak_eur]])
    bounds = [(0, None)] * n + [(0, store.power_mw)] * (2 * n) + [(0, store.energy_mwh)] * n + [(0, s) for s in sun] + [(0, None)]
    return linprog(cost, least, np.zeros(n), equal, np.r_[load, np.zeros(n)], bounds).fun


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_what_can_be_moved_never_costs_more_than_doing_nothing(seed):
    random = np.random.default_rng(seed)
    load, price = random.uniform(1, 5, 24), random.uniform(-20, 150, 24)
    jobs = Computing("jobs", random.uniform(0, 1, 24), 3, 5.0)
    oven = Flexible("oven", (Window(2, 9, 3.0, 1.5),))
    asked = case(load, price, Battery("b", 1.0, 2.0), jobs, oven, subscribed_eur_mw=20.0)
    assert dispatch(asked).objective_eur <= dispatch(without_flexibility(asked)).objective_eur + 1e-6


def test_a_site_that_outgrows_its_connection_says_which_limit_and_when():
    reasons = refused(case([1, 8, 9], [1, 1, 1], connection_mw=5.0))
    assert reasons == [
        "power of the connection or subscribed cannot hold from 2026-01-05 01:00: 3 MW are missing there (2 such steps)"
    ]


def test_heat_that_nothing_can_make_is_named_with_its_hour():
    reasons = refused(case([1, 1], [1, 1], Boiler("boiler", 1.0, 0.9, 30.0), heat_mw=np.array([0.5, 1.5])))
    assert reasons == ["heat to be served cannot hold from 2026-01-05 01:00: 0.5 MW are missing there (1 such steps)"]


def test_a_window_too_short_for_its_energy_is_named():
    reasons = refused(case([0, 0], [1, 1], Flexible("oven", (Window(0, 2, 5.0, 1.0),))))
    assert reasons == ["energy that oven must have cannot hold from 2026-01-05 01:00: 3 MWh are missing there (1 such steps)"]


def test_a_battery_that_cannot_reach_its_last_level_is_named():
    assert "level at which b must end" in refused(case([1], [1], Battery("b", 1.0, 5.0, end_mwh=4.0)))[0]


def test_gigawatts_are_solved_like_kilowatts():
    small, large = ([v * scale for v in (2, 3, 1)] for scale in (1e-3, 3e3))
    results = [
        solved(load, [50, 80, 40], Battery("b", size, size), subscribed_eur_mw=100.0).objective_eur / size
        for load, size in ((small, 1e-3), (large, 3e3))
    ]
    assert results[0] == pytest.approx(results[1], rel=1e-6)
