"""A case of dispatch read from its file: what is bad in it is one sentence with its place."""

import json
from pathlib import Path

import numpy as np
import pytest

from campus5g.core.errors import BadInput
from campus5g.uses.energy.data import series
from campus5g.uses.energy.data.reader import read_case
from campus5g.uses.energy.data.servers import datacentre_load, server_power
from campus5g.uses.energy.data.tariffs import tariff
from campus5g.uses.energy.model.dispatch import dispatch, without_flexibility
from tests.cli.test_proof import campus5g

CASES = Path(series.__file__).parent / "cases"
SMALL = """
name = "small"
start = 2026-01-05T00:00:00
step_minutes = 60
steps = 4
tariff = "flat"
[load]
value = 2
[price]
file = "prices.csv"
[[battery]]
power_mw = 1
energy_mwh = 1
"""
PRICES = "time,price (€/MWh)\n" + "".join(f"2026-01-05T0{hour}:00,{price}\n" for hour, price in enumerate((50, -10, 90, 40)))


def written(tmp_path, case=SMALL, prices=PRICES):
    (tmp_path / "prices.csv").write_text(prices, encoding="utf-8")
    path = tmp_path / "case.toml"
    path.write_text(case, encoding="utf-8")
    return path


def test_a_case_is_read_with_its_negative_price(tmp_path):
    case = read_case(written(tmp_path))
    assert case.price_eur_mwh == pytest.approx([50, -10, 90, 40])
    assert case.load_mw == pytest.approx([2, 2, 2, 2])
    assert case.devices[0].charge_efficiency == 0.95


@pytest.mark.parametrize(
    ("find", "put", "sentence"),
    [
        ("power_mw = 1\n", "power_mw = -1\n", "battery 1, power_mw: value -1 is outside its range; expected a value from 0 to 20,000."),
        ("energy_mwh = 1\n", "energy_mwh = 1\ncharge_efficiency = 1.1\n",
         "battery 1, charge_efficiency: value 1.1 is outside its range; expected a value from 0.01 to 1."),
        ("energy_mwh = 1\n", "energy_mhw = 1\n", "battery 1, energy_mwh: nothing is said; expected a value."),
        ("energy_mwh = 1\n", "energy_mwh = 1\ncolour = 3\n", "battery 1, colour: not a field known here"),
        ("value = 2", "value = -2", "load: value -2 at step 0 is outside its range; expected a value from 0 to 20,000."),
        ("steps = 4", "steps = 9", "price, file: 4 steps; expected 9 steps, or repeat = true."),
        ('"flat"', '"turpe"', "tariff: “turpe” is not a tariff; expected one of: five_classes, flat."),
        ("2026-01-05T00:00:00", '"today"', "start: “today” is not a time"),
        ("name =", "name", "not TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_case_is_one_sentence_with_its_place(tmp_path, find, put, sentence):
    assert find in SMALL
    with pytest.raises(BadInput) as caught:
        read_case(written(tmp_path, SMALL.replace(find, put)))
    assert "case.toml" in str(caught.value)
    assert sentence in str(caught.value)


def test_missing_prices_are_refused_and_used_only_when_the_person_agrees(tmp_path):
    holed = PRICES.replace("2026-01-05T02:00,90\n", "")
    with pytest.raises(BadInput, match="1 steps are missing"):
        read_case(written(tmp_path, prices=holed))
    agreed = SMALL.replace('file = "prices.csv"', 'file = "prices.csv"\npartial = true')
    with pytest.raises(BadInput, match="more than one value in five"):
        read_case(written(tmp_path, agreed, holed))


def test_an_empty_price_is_named_with_its_step_when_no_day_can_fill_it(tmp_path):
    with pytest.raises(BadInput, match=r"more than one value in five is missing"):
        read_case(written(tmp_path, prices=PRICES.replace(",90", ",")))


def test_a_load_in_energy_by_step_becomes_power(tmp_path):
    path = tmp_path / "load.csv"
    path.write_text("time,consumption (kWh)\n" + "".join(f"2026-01-05T00:{m:02},250\n" for m in (0, 15, 30, 45)))
    found = series.read_load(path)
    assert found.step_h == 0.25
    assert found.values == pytest.approx([1.0] * 4)


def test_made_up_prices_have_the_mean_and_the_daily_spread_that_were_asked():
    prices = series.typical_prices(35_040, 0.25, 88.9, 69.5, seed=3)
    assert prices.mean() == pytest.approx(88.9)
    assert np.ptp(prices.reshape(-1, 96), axis=1).mean() == pytest.approx(69.5)


def test_panels_give_nothing_at_night_and_most_at_noon_in_june():
    power = series.clear_sky(35_040, 0.25, 5.0, 51.0, seed=1).reshape(365, 96)
    assert power[:, :12].max() == 0
    assert power[150:200].mean() > 2 * power[:30].mean()
    assert power.max() <= 5.0


def test_a_tariff_of_rising_classes_costs_the_increments_that_the_regulator_writes():
    year = tariff("five_classes", np.datetime64("2026-01-01").astype(object), 1.0, 8760)
    powers, increments = np.array([1.0, 2.0, 3.0, 5.0, 8.0]), np.array([1.0, 1.0, 1.0, 2.0, 3.0])
    written_b = np.array([35.33, 32.30, 20.39, 14.33, 11.56]) * 1000
    assert year.subscribed_eur_mw_year @ powers == pytest.approx(written_b @ increments)
    assert np.bincount(year.class_of).sum() == 8760
    hour = {0: 2, 3: 2, 7: 1, 8: 1, 9: 0, 10: 0, 11: 1, 18: 0, 20: 1, 22: 1, 23: 2}  # a Thursday of January
    assert {h: int(year.class_of[h]) for h in hour} == hour
    sunday = 24 * 3
    assert {int(year.class_of[sunday + h]) for h in range(24)} == {2}


def test_the_shell_solves_a_case_and_says_what_is_impossible(tmp_path):
    done = campus5g("use", "energy", "dispatch", str(written(tmp_path)), "--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["status"] == "optimal"
    assert result["seconds"] > 0
    narrow = written(tmp_path, SMALL.replace('tariff = "flat"', 'tariff = "flat"\nconnection_mw = 1'))
    refused = campus5g("use", "energy", "dispatch", str(narrow))
    assert refused.returncode == 1
    assert "power of the connection or subscribed cannot hold from 2026-01-05 00:00" in refused.stderr


@pytest.mark.slow
def test_the_bundled_steel_case_is_solved_whole():
    found = dispatch(read_case(CASES / "steel.toml"))
    assert found.gap < 1e-4
    assert found.peaks_mw["year"] < 24.5


def test_one_job_draws_the_measured_distribution_of_servers():
    watts = server_power().value["watts"]
    load = datacentre_load(200_000, 1.0, 1.0, jobs=1, job_h=1.0, seed=2) * watts[-1]
    assert np.quantile(load, 0.5) == pytest.approx(2520, rel=0.03)  # medians as published beside the trace
    assert np.quantile(load, 0.9) == pytest.approx(4851, rel=0.03)
    assert np.quantile(load, 0.1) == pytest.approx(1512, rel=0.03)


def test_many_jobs_hide_in_their_sum():
    few, many = (datacentre_load(20_000, 1.0, 1000.0, jobs, 2.0, seed=1) for jobs in (4, 64))
    assert few.mean() == pytest.approx(many.mean(), rel=0.05)
    assert few.std() / many.std() == pytest.approx(4.0, rel=0.2)


def test_the_bundled_data_centre_pays_less_when_its_computing_and_cold_can_wait(tmp_path):
    path = tmp_path / "week.toml"
    path.write_text((CASES / "datacentre.toml").read_text(encoding="utf-8").replace("35040", "672"), encoding="utf-8")
    week = read_case(path)
    found, at_once = dispatch(week), dispatch(without_flexibility(week))
    assert 500 < found.peaks_mw["high season day"] < 1400
    assert found.objective_eur < 0.99 * at_once.objective_eur
