"""Calibration: what is put into readings is found again, what is silent is not forgotten, what does not help is refused."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, t

from campus5g.core.codec import dump, load
from campus5g.core.site import Mast
from campus5g.network.calibration import Calibration, Term, apply, corrected
from campus5g.network.calibration_check import CALIBRATED, scores_on
from campus5g.network.calibration_fit import UNCALIBRATED, fit_calibration
from campus5g.network.carriers import carrier_of
from campus5g.network.censored import Readings, expected_below, expected_reading_db, fit_censored, fit_with_families
from campus5g.network.coverage import path_gain_maps
from campus5g.network.measurement_files import read_measurements
from campus5g.network.measurements import Measurements, Quantity
from campus5g.network.planning import plan_network
from campus5g.network.shadowing import Variogram, independent_weights, krige, variogram_of
from campus5g.network.uncalibrated import locate_stations, statistical_gain_db
from tests.network.scenes import open_field, two_halls

CARRIER = carrier_of("n38", date(2026, 11, 21))
NO_RIDGE = np.zeros(2)


def line(seed: int, n: int = 600, slope: float = -2.0, sigma: float = 6.0, floor: float = -70.0, freedom: float = np.inf):
    """Levels along ``-40 + slope x`` with a floor, and the design that made them."""
    generator = np.random.default_rng(seed)
    x = generator.uniform(0.0, 30.0, n)
    noise = generator.normal(size=n) if np.isinf(freedom) else generator.standard_t(freedom, n)
    level = -40.0 + slope * x + sigma * noise
    silent = level < floor
    return np.column_stack((np.ones(n), x)), Readings(np.where(silent, floor, level), silent, np.ones(n))


def walk(
    seed: int = 0, n: int = 400, offset: float = 0.0, slope: float = 0.0, sigma: float = 4.0, floor: float | None = None
) -> Measurements:
    """Path gains around two masts: the model's own, an offset, a slope about 100 m, independent shadows; eight runs."""
    generator = np.random.default_rng(seed)
    station = np.where(np.arange(n) % 2 == 0, "a", "b")
    mast_x = np.where(station == "a", 0.0, 900.0)
    x, y = generator.uniform(-400, 1300, n), generator.uniform(-500, 500, n)
    distance = np.hypot(x - mast_x, y)
    gain = statistical_gain_db(distance, 25.0, 1.5, CARRIER.freq_hz)[0]
    level = gain + offset + slope * 10 * np.log10(distance / 100) + sigma * generator.normal(size=n)
    low = np.full(n, -np.inf if floor is None else floor)
    return Measurements(
        "walk.csv", Quantity.PATH_GAIN, x, y, np.maximum(level, low), low, station, mast_x, np.zeros(n), np.full(n, 25.0),
        np.array([f"run {i % 8}" for i in range(n)]), np.full(n, ""), True,
    )  # fmt: skip


def whole_terms(made: Calibration) -> dict[str, Term]:
    return {term.name: term for term in made.terms if not term.member}


# --- the likelihood ---------------------------------------------------------------------------------------------------------


def test_a_censored_fit_finds_the_line_again_where_least_squares_bends_it():
    design, readings = line(1, n=4000)
    fit = fit_censored(design, readings, NO_RIDGE)
    assert readings.at_floor.mean() > 0.3
    assert abs(fit.coefficients[1] + 2.0) < 3 * fit.errors[1]
    assert abs(fit.sigma_db - 6.0) < 3 * fit.sigma_error_db
    bent = np.polyfit(design[:, 1], readings.level, 1)[0]
    heard = ~readings.at_floor
    cut = np.polyfit(design[heard, 1], readings.level[heard], 1)[0]
    assert bent + 2.0 > 10 * fit.errors[1]
    assert cut + 2.0 > 10 * fit.errors[1]


def test_the_standard_errors_cover_the_truth_as_often_as_they_say():
    inside = 0
    for seed in range(60):
        design, readings = line(seed, n=150)
        fit = fit_censored(design, readings, NO_RIDGE, np.inf)
        inside += abs(fit.coefficients[1] + 2.0) < 1.96 * fit.errors[1]
    assert inside >= 51  # 95 % of 60 is 57; fewer than 51 has a chance below 0.5 %


def test_without_a_floor_the_normal_fit_is_least_squares():
    design, readings = line(3, floor=-1e6)
    fit = fit_censored(design, readings, NO_RIDGE, np.inf)
    exact, rest, *_ = np.linalg.lstsq(design, readings.level, rcond=None)
    assert fit.coefficients == pytest.approx(exact, abs=1e-6)
    assert fit.sigma_db == pytest.approx(float(np.sqrt(rest[0] / readings.level.size)), rel=1e-6)
    expected = fit.sigma_db**2 * np.linalg.inv(design.T @ design)
    assert fit.covariance == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("freedom", [np.inf, 3.0])
def test_the_likelihood_is_that_of_scipy(freedom):
    design, readings = line(4, n=80, freedom=freedom)
    fit = fit_censored(design, readings, NO_RIDGE, freedom)
    law = norm if np.isinf(freedom) else t(freedom)
    z = (readings.level - design @ fit.coefficients) / fit.scale_db
    each = np.where(readings.at_floor, law.logcdf(z), law.logpdf(z) - np.log(fit.scale_db))
    assert fit.log_likelihood == pytest.approx(float(each.sum()), rel=1e-9)


def test_a_few_lies_do_not_bend_the_line():
    design, readings = line(5, n=500, floor=-1e6)
    lied = readings.level.copy()
    lied[::25] += 60.0
    fit = fit_censored(design, replace(readings, level=lied), NO_RIDGE)
    honest = fit_censored(design, readings, NO_RIDGE)
    normal = fit_censored(design, replace(readings, level=lied), NO_RIDGE, np.inf)
    assert fit.freedom == 3.0
    assert honest.freedom == np.inf
    assert fit.sigma_db == pytest.approx(6.0, rel=0.25)
    assert normal.sigma_db > 12.0
    assert abs(fit.coefficients[0] - honest.coefficients[0]) < 1.5


@settings(max_examples=25, deadline=None)
@given(shift=st.floats(-80, 80), seed=st.integers(0, 20))
def test_adding_a_constant_to_readings_and_floor_moves_the_offset_alone(shift, seed):
    design, readings = line(seed, n=120)
    here = fit_censored(design, readings, NO_RIDGE, np.inf)
    there = fit_censored(design, replace(readings, level=readings.level + shift), NO_RIDGE, np.inf)
    assert there.coefficients[0] - here.coefficients[0] == pytest.approx(shift, abs=1e-3)
    assert there.coefficients[1] == pytest.approx(here.coefficients[1], abs=1e-4)
    assert there.sigma_db == pytest.approx(here.sigma_db, abs=1e-4)


def test_a_member_with_few_readings_stays_near_zero():
    generator = np.random.default_rng(6)
    member = np.repeat(np.arange(6), [200, 200, 200, 200, 200, 2])
    truth = np.array([6.0, -6.0, 5.0, -5.0, 0.0, 0.0])
    level = -60.0 + truth[member] + 5 * generator.normal(size=member.size)
    level[-2:] = -60.0 + 15.0
    design = np.column_stack((np.ones(member.size), np.eye(6)[member]))
    readings = Readings(level, np.zeros(member.size, np.bool_), np.ones(member.size))
    fit, variances = fit_with_families(design, readings, np.array([0, 1, 1, 1, 1, 1, 1]), np.inf)
    assert 10 < variances[1] < 120
    assert 0 < fit.coefficients[-1] < 13.5
    assert fit.coefficients[1] - fit.coefficients[2] == pytest.approx(12.0, abs=2.0)


def test_what_is_read_at_the_floor_has_the_mean_of_a_censored_normal():
    generator = np.random.default_rng(7)
    drawn = -100.0 + 5.0 * generator.normal(size=400_000)
    mean = expected_reading_db(np.array([-100.0]), 5.0, -102.0)[0]
    assert mean == pytest.approx(float(np.maximum(drawn, -102.0).mean()), abs=0.03)
    assert expected_reading_db(np.array([-100.0]), 5.0, -np.inf)[0] == -100.0
    below = expected_below(np.array([-100.0]), 5.0, np.array([-102.0]))[0]
    assert below == pytest.approx(float(drawn[drawn < -102.0].mean()), abs=0.05)


# --- the shadows ------------------------------------------------------------------------------------------------------------


def shadow_field(seed: int, n: int = 700, length: float = 40.0, sill: float = 36.0, nugget: float = 9.0):
    """A field drawn from the exponential covariance, by Cholesky."""
    generator = np.random.default_rng(seed)
    places = generator.uniform(0, 600, (n, 2))
    apart = np.linalg.norm(places[:, None] - places[None], axis=-1)
    root = np.linalg.cholesky(sill * np.exp(-apart / length) + 1e-9 * np.eye(n))
    return places, root @ generator.normal(size=n) + np.sqrt(nugget) * generator.normal(size=n)


def test_the_variogram_finds_the_size_of_shadows():
    lengths, sills = [], []
    for seed in range(6):
        places, residual = shadow_field(seed)
        found = variogram_of(places, residual, np.zeros(len(places), np.intp))
        lengths.append(found.length)
        sills.append(found.sill_db2 + found.nugget_db2)
    assert 28 < np.median(lengths) < 60
    assert np.median(sills) == pytest.approx(45, rel=0.2)


def test_kriging_is_the_conditional_mean_of_the_normal_law():
    places, residual = shadow_field(9, n=30)
    asked = np.array([[300.0, 300.0], [10.0, 580.0]])
    law = Variogram(40.0, 36.0, 9.0)
    got, variance = krige(places, residual, asked, law)
    matrix = 36 * np.exp(-np.linalg.norm(places[:, None] - places[None], axis=-1) / 40) + 9 * np.eye(30)
    towards = 36 * np.exp(-np.linalg.norm(asked[:, None] - places[None], axis=-1) / 40)
    assert got == pytest.approx(towards @ np.linalg.solve(matrix, residual), abs=1e-9)
    assert variance == pytest.approx(45 - np.einsum("ij,ij->i", towards, np.linalg.solve(matrix, towards.T).T), abs=1e-9)


def test_kriging_lowers_the_error_near_readings_and_returns_to_zero_far_away():
    places, residual = shadow_field(10)
    law = Variogram(40.0, 36.0, 9.0)
    got, _ = krige(places[:600], residual[:600], places[600:], law)
    assert np.sqrt(np.mean((got - residual[600:]) ** 2)) < 0.85 * np.sqrt(np.mean(residual[600:] ** 2))
    far, variance = krige(places, residual, np.array([[1e5, 1e5]]), law)
    assert far[0] == pytest.approx(0.0, abs=1e-12)
    assert variance[0] == pytest.approx(45.0)


def test_readings_on_one_spot_count_for_one_and_far_ones_in_full():
    law = Variogram(50.0, 36.0, 0.0)
    crowd = np.vstack((np.zeros((20, 2)), [[5000.0, 0.0]]))
    weight = independent_weights(crowd, np.zeros(21, np.intp), law)
    assert weight[:20].sum() == pytest.approx(1.0, abs=1e-9)
    assert weight[20] == pytest.approx(1.0)
    assert np.all(independent_weights(crowd, np.zeros(21, np.intp), Variogram(50.0, 0.0, 36.0)) == 1.0)


def test_a_walk_at_equal_steps_is_worth_its_length_over_twice_the_decorrelation():
    """On an endless line ``1 / sum exp(-|k| s/L)`` is ``tanh(s / 2L)``."""
    along = np.column_stack((np.arange(2001) * 2.0, np.zeros(2001)))
    weight = independent_weights(along, np.zeros(2001, np.intp), Variogram(50.0, 1.0, 0.0))
    assert weight[1000] == pytest.approx(np.tanh(2.0 / 100.0), rel=0.08)


# --- the calibration --------------------------------------------------------------------------------------------------------


def test_a_known_offset_and_slope_are_found_again():
    made = fit_calibration(walk(1, offset=-8.0, slope=-0.9, floor=-135.0), CARRIER)
    terms = whole_terms(made)
    assert made.accepted
    at_100 = terms["offset"].value - terms["slope"].value * 10 * np.log10(made.reference_m / 100)
    assert terms["slope"].value == pytest.approx(-0.9, abs=3.5 * terms["slope"].error)
    assert at_100 == pytest.approx(-8.0, abs=2.0)
    assert made.sigma_db == pytest.approx(4.0, abs=0.6)
    assert made.score(made.design).rmse_db < made.score(UNCALIBRATED).rmse_db / 2


def test_a_model_that_is_right_is_left_alone():
    made = fit_calibration(walk(2), CARRIER)
    improvement = made.score(UNCALIBRATED).rmse_db - min(s.rmse_db for s in made.scores)
    assert improvement < 0.1
    if not made.accepted:
        gain = np.array([-90.0, -120.0])
        assert np.array_equal(apply(made, gain, [50.0, 500.0], True), gain)
        assert "none is made" in str(made.reason)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 1000), offset=st.sampled_from([0.0, -1.0, 12.0]), n=st.sampled_from([60, 200]))
def test_a_calibration_is_never_worse_on_unseen_runs_than_the_model_as_it_is(seed, offset, n):
    made = fit_calibration(walk(seed, n=n, offset=offset, floor=-140.0), CARRIER)
    assert made.accepted == (made.score(made.design).rmse_db < made.score(UNCALIBRATED).rmse_db)
    if not made.accepted:
        gain, sigma = np.full((1, 1), -90.0), np.full((1, 1), 6.0)
        same = corrected(made, gain, sigma, np.zeros(1), np.zeros(1), ("a", 0.0, 0.0), np.ones((1, 1), np.bool_))
        assert same[0] is gain
        assert same[1] is sigma


def test_the_same_readings_give_the_same_bytes_and_come_back_from_json():
    made = fit_calibration(walk(3, offset=5.0), CARRIER, on="2026-11-21")
    assert dump(made) == dump(fit_calibration(walk(3, offset=5.0), CARRIER, on="2026-11-21"))
    assert load(Calibration, dump(made)) == made


def test_strength_without_a_scale_keeps_the_meters_offset_out_of_the_plan():
    strength = replace(walk(4, offset=-8.0), quantity=Quantity.STRENGTH)
    loose, known = fit_calibration(strength, CARRIER), fit_calibration(strength, CARRIER, eirp_dbm=-8.0)
    assert not loose.absolute
    assert known.absolute
    at_reference = {"distance_m": loose.reference_m, "los": True}
    assert apply(loose, -100.0, station="elsewhere", **at_reference) == pytest.approx(-100.0)
    assert any("offset is the meter's" in str(warning) for warning in loose.warnings)


def test_a_grid_and_a_point_are_corrected_alike():
    made = fit_calibration(walk(5, offset=9.0, slope=-0.5), CARRIER)
    assert made.accepted
    bare = replace(made, field=None, common=None)
    gain = np.full((2, 3), -100.0, np.float32)
    los = np.ones((2, 3), np.bool_)
    x, y, mast = np.array([50.0, 150.0, 250.0]), np.array([0.0, 80.0]), ("a", 0.0, 0.0)
    sigma = np.full((2, 3), 6.0, np.float32)
    grid, shadow = corrected(bare, gain, sigma, x, y, mast, los)
    assert grid.dtype == shadow.dtype == np.float32
    assert grid[1, 2] == pytest.approx(float(apply(bare, -100.0, np.hypot(250, 80), True, station="a")), abs=1e-4)
    assert np.all(shadow == np.float32(made.sigma_db))
    assert corrected(None, gain, sigma, x, y, mast, los)[0] is gain


def test_a_map_takes_the_calibration_of_its_mast():
    site = open_field(masts=(Mast("a", 0.0, 0.0, 25.0),))
    made = replace(fit_calibration(walk(5, offset=9.0, slope=-0.5), CARRIER), field=None, common=None)
    bare, fitted = (path_gain_maps(site, site.masts, CARRIER, 50.0, calibration=one) for one in (None, made))
    distance = np.hypot(bare.x_m[None, :], bare.y_m[:, None])
    expected = apply(made, bare.path_gain_db[0], distance, bare.los[0], station="a")
    assert fitted.path_gain_db[0] == pytest.approx(expected, abs=1e-3)
    assert np.all(fitted.sigma_db == np.float32(made.sigma_db))


def test_a_plan_takes_a_calibration_and_says_so():
    made = replace(fit_calibration(walk(5, offset=-6.0), CARRIER), frequency_hz=700e6)
    plan, grids = plan_network(two_halls(), on=date(2026, 11, 21), cell_m=20.0, calibration=made)
    said = " ".join(str(warning) for warning in plan.warnings)
    assert "calibrated on walk.csv" in said
    assert "700 MHz" in said
    plain, before = plan_network(two_halls(), on=date(2026, 11, 21), cell_m=20.0)
    assert "walk.csv" not in " ".join(str(warning) for warning in plain.warnings)
    assert not np.array_equal(grids.rsrp_dbm, before.rsrp_dbm)


def test_nothing_is_extrapolated_below_the_models_lowest_carrier_in_silence():
    distance = np.array([100.0, 400.0])
    low, notes = statistical_gain_db(distance, 25.0, 1.5, 250e6)
    edge, none = statistical_gain_db(distance, 25.0, 1.5, 500e6)
    assert low - edge == pytest.approx(20 * np.log10(2), abs=1e-9)
    assert any("free space" in str(note) for note in notes)
    assert none == []


def test_a_mast_whose_place_is_not_given_is_found_where_the_signal_comes_from():
    known = walk(6, n=600, sigma=3.0)
    unknown = replace(known, station_x_m=np.full(600, np.nan), station_y_m=np.full(600, np.nan))
    found = locate_stations(unknown)
    for name, place in (("a", (0.0, 0.0)), ("b", (900.0, 0.0))):
        at = np.flatnonzero(found.station == name)[0]
        assert np.hypot(found.station_x_m[at] - place[0], found.station_y_m[at] - place[1]) < 40
    assert "estimated from the readings" in str(found.notes[-1])


# --- real campaigns ---------------------------------------------------------------------------------------------------------


def test_unseen_blocks_of_a_real_campus_are_predicted_better_than_by_any_law(shared, tmp_path):
    """POWDER, eight of its receivers: blocks of 120 m kept away from the fit."""
    found = read_measurements(shared / "data" / "radio" / "powder_links.csv.gz")
    found = found.these(np.isin(found.station, np.unique(found.station)[:8])).these(slice(None, None, 3))
    cell = np.floor(np.column_stack((found.x_m, found.y_m)) / 120).astype(int)
    held = (cell[:, 0] * 7 + cell[:, 1] * 3) % 10 < 3
    campus = replace(CARRIER, freq_hz=462.7e6)
    made = fit_calibration(found.these(~held), campus)
    scores = {s.model: s.rmse_db for s in scores_on(found.these(held), made, found.these(~held), campus)}
    rivals = [value for name, value in scores.items() if name != CALIBRATED]
    assert made.accepted
    assert scores[CALIBRATED] < min(rivals) - 0.3
    assert 0 < made.independent < made.readings / 3


def test_a_file_written_and_read_again_calibrates_alike(tmp_path):
    known = walk(8, offset=7.0)
    path = tmp_path / "walk.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["x_m", "y_m", "path_loss_db", "station", "station_x_m", "station_y_m", "station_height_m", "run"])
        writer.writerows(
            zip(
                known.x_m, known.y_m, -known.level_db, known.station, known.station_x_m, known.station_y_m,
                known.station_height_m, known.group, strict=True,
            )
        )  # fmt: skip
    read = fit_calibration(read_measurements(path), CARRIER)
    assert read.terms == fit_calibration(known, CARRIER).terms
