"""A site run by plans that do not know the future, against the plan that knew everything."""

from dataclasses import replace

import numpy as np
import pytest

from campus5g.core.errors import BadInput
from campus5g.uses.energy.data import series
from campus5g.uses.energy.data.case import Battery, Chp, Solar, Tariff
from campus5g.uses.energy.model.rolling import _obeyed, excess_eur, roll, usual
from tests.uses.test_energy_dispatch import case
from tests.uses.test_energy_peaks import steel_mw

STORE = Battery("b", 3.0, 6.0, start_mwh=3.0, end_mwh=3.0, wear_eur_mwh=0.5)


def site(load, step_h=0.25, *devices):
    steps = len(load)
    price = series.typical_prices(steps, step_h, 88.9, 69.5, seed=0)
    tariff = Tariff(("year",), np.zeros(steps, dtype=np.intp), np.array([30_000.0]), np.zeros(1))
    return replace(case(load, price, STORE, *devices), step_h=step_h, tariff=tariff)


def test_a_load_that_repeats_itself_leaves_little_regret():
    week = 5 + 2 * np.sin(np.arange(672) / 96 * 2 * np.pi)
    found = roll(site(np.tile(week, 6)))
    assert 0 <= found.regret < 0.02
    assert found.kept_gain > 0.8


def test_the_steel_plant_is_run_with_less_than_a_tenth_of_regret_and_most_of_the_gain():
    load = steel_mw()[: 96 * 90]
    found = roll(site(load, 0.25, Solar("pv", series.clear_sky(len(load), 0.25, 5.0, 51.0, seed=0))))
    assert 0 <= found.regret < 0.1
    assert found.kept_gain > 0.5
    assert found.plans == 90 * 4


def test_what_is_expected_of_a_load_sees_nothing_of_its_future():
    load = steel_mw()[: 672 * 5]
    changed = load.copy()
    changed[672 * 4 :] += 100.0
    assert usual(load, 672 * 4, 672 * 4 + 96, 0.25) == pytest.approx(usual(changed, 672 * 4, 672 * 4 + 96, 0.25))


def test_a_battery_obeys_within_its_power_its_level_and_the_load():
    assert _obeyed(3.0, 10.0, 6.0, STORE, 20.0, 0.25) == (pytest.approx(3.0), pytest.approx(6 - 0.75 / 0.95))
    assert _obeyed(3.0, 1.0, 6.0, STORE, 20.0, 0.25)[0] == pytest.approx(1.0)  # nothing is sent out
    assert _obeyed(3.0, 10.0, 0.1, STORE, 20.0, 0.25)[0] == pytest.approx(0.1 * 0.95 / 0.25)
    assert _obeyed(-3.0, 10.0, 0.0, STORE, 12.0, 0.25) == (
        pytest.approx(-2.0),
        pytest.approx(0.5 * 0.95),
    )  # up to what is subscribed
    assert _obeyed(-1.0, 14.0, 6.0, STORE, 12.0, 0.25)[0] == pytest.approx(2.0)  # a peak comes first


def test_exceedance_is_that_of_the_tariff():
    load = np.full(8760, 1.0)
    load[:2] = 4.0, 5.0
    asked = replace(site(load, 1.0))
    assert excess_eur(asked, load, np.array([1.0])) == pytest.approx(0.04 * 30_000 * np.hypot(3, 4))


def test_a_site_with_other_devices_is_refused():
    with pytest.raises(BadInput, match="one battery, and panels"):
        roll(site(np.ones(96), 0.25, Chp("chp", 1.0, 1.0, 0.4, 30.0)))
