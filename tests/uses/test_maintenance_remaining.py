"""Remaining life: features that look back only, intervals that cover, figures as published, and files of other shapes."""

import gzip
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from campus5g.cli.app import app
from campus5g.core.errors import BadInput
from campus5g.uses.maintenance.data.lives import Life, read_lives
from campus5g.uses.maintenance.remaining import evaluate as judge
from campus5g.uses.maintenance.remaining import features
from campus5g.uses.maintenance.remaining.calibration import Calibration
from campus5g.uses.maintenance.remaining.model import learn

ROWS = st.integers(2, 90)


def wear(random, machines=14, sensors=3):
    """Machines that wear out at their own speed: sensors drift with the square of the life spent."""
    lines = ["machine,cycle," + ",".join(f"s{i}" for i in range(sensors))]
    for machine in range(machines):
        length = int(random.integers(60, 120))
        for t in range(length):
            spent = (t / length) ** 2
            cells = (f"{10 * (i + 1) + (i + 1) * spent + 0.05 * random.standard_normal():.4f}" for i in range(sensors))
            lines.append(f"m{machine},{t + 1},{','.join(cells)}")
    return lines


@pytest.fixture(scope="module")
def worn(tmp_path_factory):
    path = tmp_path_factory.mktemp("lives") / "worn.csv"
    path.write_text("\n".join(wear(np.random.default_rng(3))))
    return path


@pytest.fixture(scope="module")
def model(worn):
    return learn(read_lives(worn))


@given(ROWS, st.integers(0, 99))
def test_slopes_and_means_are_those_of_numpy(n, seed):
    x = np.random.default_rng(seed).normal(size=(n, 2))
    window = 30
    tail = x[-window:]
    expected = np.polyfit(np.arange(len(tail)), tail, 1)[0]
    assert features.line_slope(x, window)[-1] == pytest.approx(expected, abs=1e-9)
    assert features.rolling_mean(x, window)[-1] == pytest.approx(tail.mean(axis=0))
    level = x[0]
    for row in x[1:]:
        level = level + 2 / 11 * (row - level)
    assert features.exponential_mean(x, 10)[-1] == pytest.approx(level)


@given(ROWS, st.integers(0, 99))
def test_no_feature_looks_ahead(n, seed):
    x = np.random.default_rng(seed).normal(size=(n + 40, 3))
    for made in (features.recent, features.lifelong):
        assert np.allclose(made(x)[:n], made(x[:n]), atol=1e-7)


def test_sensors_are_compared_within_one_way_of_running():
    random = np.random.default_rng(0)
    run = random.choice([0.0, 20.0, 42.0], size=(300, 1))
    wearing = random.normal(size=(300, 1))
    lives = [Life("a", np.arange(300.0), 500 + 10 * run + wearing, run, True)]
    scaled = features.learn_scaling(lives).apply(lives[0])
    assert np.corrcoef(scaled[:, 0], wearing[:, 0])[0, 1] > 0.99


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_intervals_cover_what_they_say_whatever_the_spread(seed):
    random = np.random.default_rng(seed)
    machine = np.repeat(np.arange(80), 15)
    predicted = random.uniform(5, 100, size=machine.size)
    truth = predicted + 0.1 * predicted * random.standard_normal(machine.size)
    calibration = Calibration.of(predicted, truth, machine, 100.0)
    new = random.uniform(10, 95, size=400)
    actual = new + 0.1 * new * random.standard_normal(400)
    low, high = calibration.quantile(new, 0.05), calibration.quantile(new, 0.95)
    assert 0.82 <= np.mean((actual >= low) & (actual <= high)) <= 0.97
    assert np.mean((high - low)[new > 80]) > 2 * np.mean((high - low)[new < 25])


def test_the_chance_to_be_in_time_is_the_share_beyond_the_delay():
    random = np.random.default_rng(1)
    predicted = np.full(3000, 50.0)
    truth = 50 + 10 * random.standard_normal(3000)
    calibration = Calibration.of(predicted, truth, np.arange(3000), 100.0)
    for delay in (30.0, 50.0, 65.0):
        assert calibration.chance_beyond(np.array([50.0]), delay)[0] == pytest.approx(np.mean(truth > delay), abs=1e-9)
    chances = [calibration.chance_beyond(np.array([50.0]), delay)[0] for delay in range(0, 120, 5)]
    assert chances == sorted(chances, reverse=True)
    assert (chances[0], chances[-1]) == (1.0, 0.0)


def test_the_figures_are_the_published_formulas():
    found = judge.measure(np.array([100.0, 130.0]), np.array([113.0, 120.0]), np.array([90.0, 125.0]), np.array([115.0, 140.0]))
    assert found.rmse == pytest.approx(np.sqrt((13**2 + 10**2) / 2))
    assert found.rmse_clipped_125 == pytest.approx(np.sqrt((13**2 + 5**2) / 2))
    assert found.score == pytest.approx(2 * (np.e - 1))
    assert found.cover90 == 0.5


def test_what_is_learnt_tells_life_better_than_the_age_does(model, worn):
    crossed = judge.cross_validated(model, 1)
    lives = read_lives(worn).lives
    lengths = np.array([len(life.time) for life in lives])
    by_age = np.sqrt(np.mean(np.concatenate([np.mean(lengths) - n + np.zeros(1) for n in lengths]) ** 2))
    assert crossed.rmse < 0.6 * by_age
    low, high = model.interval(np.array([2.0, 20.0, 40.0]))
    assert np.all(low <= [2.0, 20.0, 40.0])
    assert np.all(high >= low)


def test_the_same_seed_predicts_the_same_and_machines_do_not_depend_on_one_another(model, worn):
    lives = read_lives(worn)
    again = learn(lives)
    assert again.predict(lives.lives).tolist() == model.predict(lives.lives).tolist()
    assert model.predict(lives.lives[3:4])[0] == model.predict(lives.lives)[3]


def test_too_few_failures_are_refused(tmp_path):
    path = tmp_path / "few.csv"
    path.write_text("\n".join(wear(np.random.default_rng(0), machines=4)))
    with pytest.raises(BadInput, match="4 machines that fail are too few"):
        learn(read_lives(path))


def test_a_machine_that_never_failed_is_known_from_the_column_failed(tmp_path):
    lines = ["asset;date;courant (A);panne"]
    lines += [f"{name};2026-01-{day:02d} 10:00;{day},5;{int(name == 'a' and day == 20)}" for name in "ab" for day in range(1, 25)]
    path = tmp_path / "plant.csv"
    path.write_text("\n".join(lines))
    lives = read_lives(path)
    assert [(life.machine, life.failed, len(life.time)) for life in lives.lives] == [("a", True, 20), ("b", False, 24)]
    assert lives.lives[0].time[-1] - lives.lives[0].time[0] == pytest.approx(19)


def test_a_gap_holds_the_last_value_and_is_told(tmp_path):
    path = tmp_path / "gap.csv"
    path.write_text("unit,cycle,s1,s2\n" + "\n".join(f"1,{i},{'' if i in (1, 5) else i},{i}" for i in range(1, 31)))
    lives = read_lives(path)
    assert lives.lives[0].sensors[:6, 0].tolist() == [2, 2, 3, 4, 4, 6]
    assert str(lives.findings[0].problem) == "2 cells are empty"


def test_shifted_columns_and_other_sensors_are_refused(tmp_path):
    train, test = tmp_path / "train.csv", tmp_path / "test.csv"
    lines = wear(np.random.default_rng(0), machines=6)
    train.write_text("\n".join(lines))
    shifted = [lines[0]] + [",".join([*(c := line.split(","))[:2], *c[3:], c[2]]) for line in lines[1:]]
    test.write_text("\n".join(shifted))
    with pytest.raises(BadInput, match=r"test\.csv, s0: values unlike those of train\.csv: columns shifted"):
        judge.refuse_unlike(read_lives(train), read_lives(test))
    test.write_text("\n".join(lines).replace("s1", "other"))
    with pytest.raises(BadInput, match="other sensors than train"):
        judge.refuse_unlike(read_lives(train), read_lives(test))


def test_the_truth_is_read_with_or_without_names(tmp_path, worn):
    lives = read_lives(worn)
    path = tmp_path / "rul.csv"
    path.write_text("unit,rul\n" + "\n".join(f"m{i},{i}" for i in reversed(range(14))))
    assert judge.read_truth(path, lives).tolist() == list(range(14))
    path.write_text("\n".join(f"{i} " for i in range(14)))
    assert judge.read_truth(path, lives).tolist() == list(range(14))
    path.write_text("5\n6\n")
    with pytest.raises(BadInput, match="2 remaining lives; expected 14, one for each machine"):
        judge.read_truth(path, lives)


def test_the_shell_evaluates(tmp_path, worn):
    lives = read_lives(worn).lives
    cut = tmp_path / "test.csv"
    header, *lines = worn.read_text().splitlines()
    kept = {life.machine: len(life.time) - 5 - place for place, life in enumerate(lives)}
    cut.write_text("\n".join([header, *(line for line in lines if int(line.split(",")[1]) <= kept[line.split(",")[0]])]))
    (tmp_path / "rul.csv").write_text("\n".join(str(5 + place) for place in range(len(lives))))
    command = ["use", "maintenance", "evaluate", "--train", str(worn), "--test", str(cut), "--truth", str(tmp_path / "rul.csv")]
    told = json.loads(CliRunner().invoke(app, [*command, "--json"], catch_exceptions=False).stdout)
    assert {"rmse", "rmse_clipped_125", "score", "cover90"} <= set(told)
    assert told["rmse"] < 8
    assert "truth as given" in CliRunner().invoke(app, command).stdout


@pytest.fixture(scope="module")
def turbofans(shared, tmp_path_factory):
    home = shared / "data" / "uses" / "maintenance"
    raw = tmp_path_factory.mktemp("nasa")
    for part in ("train", "test"):
        text = gzip.decompress((home / f"cmapss_FD001_{part}.csv.gz").read_bytes()).decode().splitlines()[1:]
        (raw / f"{part}_FD001.txt").write_text("\n".join(line.replace(",", " ") + "  " for line in text))
    return home, raw


def test_nasa_files_without_header_are_the_csv_ones(turbofans):
    home, raw = turbofans
    csv, txt = read_lives(home / "cmapss_FD001_test.csv.gz"), read_lives(raw / "test_FD001.txt")
    assert csv.sensors == txt.sensors
    assert all(np.array_equal(a.sensors, b.sensors) and a.machine == b.machine for a, b in zip(csv.lives, txt.lives, strict=True))
    assert not csv.findings


@pytest.mark.slow
def test_turbofan_goals_are_reached_and_intervals_cover(turbofans):
    home, _ = turbofans
    lives = read_lives(home / "cmapss_FD001_train.csv.gz")
    test = read_lives(home / "cmapss_FD001_test.csv.gz", to_failure=False)
    found_model = learn(lives)
    crossed = judge.cross_validated(found_model, 7)
    assert crossed.rmse <= 11.5
    assert 0.88 <= crossed.cover90 <= 0.92
    found = judge.evaluate(found_model, test, judge.read_truth(home / "cmapss_FD001_rul.csv", test))
    assert found.rmse <= 12.8
    assert found.rmse_clipped_125 <= 11.8
