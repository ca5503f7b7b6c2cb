"""Alarms: physics from units, thresholds within a budget, reasons that add up, and drift that is seen."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit
from typer.testing import CliRunner

from campus5g.cli.app import app
from campus5g.core.errors import BadInput
from campus5g.uses.maintenance.alarms.drift import drift, psi
from campus5g.uses.maintenance.alarms.features import features
from campus5g.uses.maintenance.alarms.model import choose_threshold, judge, learn_alarms
from campus5g.uses.maintenance.data.conditions import read_conditions

HEADER = (
    "UID,Type,Air temperature [K],Process temperature [K],Rotational speed [rpm],Torque [Nm],Tool wear [min],Machine failure,TWF"
)


def plant(seed=0, n=1500, torque=40.0, label=True):
    """Readings of machines that fail when their power leaves a band, a limit of its own for each type."""
    random = np.random.default_rng(seed)
    lines = [HEADER if label else HEADER.replace(",Machine failure,TWF", "")]
    for uid in range(n):
        kind = "LM"[int(random.integers(2))]
        air, speed, force, wear = (
            random.normal(300, 2),
            random.normal(1500, 100),
            random.normal(torque, 8),
            random.uniform(0, 240),
        )
        power = force * speed * 2 * np.pi / 60
        failed = int(power > (8200 if kind == "L" else 9000))
        ends = f",{failed},{failed}" if label else ""
        lines.append(f"{uid + 1},{kind},{air:.1f},{air + random.normal(10, 1):.1f},{speed:.0f},{force:.1f},{wear:.0f}{ends}")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def readings(tmp_path_factory):
    path = tmp_path_factory.mktemp("plant") / "plant.csv"
    path.write_text(plant())
    return read_conditions(path)


@pytest.fixture(scope="module")
def model(readings):
    return learn_alarms(readings)


def test_what_is_known_only_after_the_failure_is_not_learnt_from(readings):
    assert readings.names == (
        "Air temperature [K]",
        "Process temperature [K]",
        "Rotational speed [rpm]",
        "Torque [Nm]",
        "Tool wear [min]",
    )
    assert [finding.where for finding in readings.findings] == ["UID, TWF"]


def test_units_say_what_sensors_mean_together(readings):
    made = features(readings, ("L", "M"))
    by_name = dict(zip(map(str, made.labels), made.values.T, strict=True))
    air, process, speed, torque, wear = readings.sensors.T
    assert by_name["mechanical power (Torque × Rotational speed)"] == pytest.approx(torque * speed * np.pi / 30)
    assert by_name["strain on a worn part (Torque × Tool wear)"] == pytest.approx(torque * wear)
    assert by_name["Process temperature less Air temperature"] == pytest.approx(process - air)
    assert set(by_name["type of machine"]) == {0.0, 1.0}


def test_kilonewtons_and_turns_make_the_same_power(tmp_path, readings):
    path = tmp_path / "other.csv"
    lines = plant().replace("Torque [Nm]", "Torque [kNm]").splitlines()
    scaled = [lines[0]] + [",".join([*(c := line.split(","))[:5], str(float(c[5]) / 1000), *c[6:]]) for line in lines[1:]]
    path.write_text("\n".join(scaled))
    power = [features(r, ("L", "M")).values[:, 5] for r in (readings, read_conditions(path))]
    assert power[0] == pytest.approx(power[1])


def test_failures_of_physics_are_told_with_their_reason(model, readings):
    assert model.quality.f1 > 0.85
    assert model.quality.pr_auc > 0.9
    worst = int(np.argmax(model.chances(readings)))
    reasons = model.reasons(readings, worst)
    assert str(reasons[0].sentence).startswith("mechanical power (Torque × Rotational speed) is ")
    assert [r.contribution for r in reasons] == sorted((r.contribution for r in reasons), reverse=True)


def test_reasons_are_parts_of_the_log_odds(model, readings):
    row = features(readings, model.types).values[:5]
    for booster in model.boosters:
        assert expit(booster.predict(row, pred_contrib=True).sum(axis=1)) == pytest.approx(booster.predict(row))


def test_the_same_seed_gives_the_same_alarms(model, readings):
    again = learn_alarms(readings)
    assert again.threshold == model.threshold
    assert again.chances(readings).tolist() == model.chances(readings).tolist()


@given(st.integers(0, 999), st.floats(0, 0.3))
def test_a_budget_of_false_alarms_is_kept_and_used(seed, budget):
    random = np.random.default_rng(seed)
    failed = random.random(300) < 0.1
    chance = np.round(np.clip(0.3 * failed + 0.5 * random.random(300), 0, 1), 2)
    raised = chance >= choose_threshold(failed, chance, budget)
    assert (raised & ~failed).mean() <= budget
    lower = chance >= np.max(chance[~raised], initial=0.0)
    assert raised.all() or (lower & ~failed).mean() > budget or not (lower & ~raised & ~failed).any()


def test_a_smaller_budget_never_raises_more(readings):
    chance = learn_alarms(readings).chances(readings)
    raised = [(chance >= choose_threshold(readings.failed, chance, b)).sum() for b in (0.0, 0.001, 0.01, 0.1)]
    assert raised == sorted(raised)


def test_the_quality_is_that_of_a_table_by_hand():
    failed = np.array([True, False, True, False, False])
    chance = np.array([0.9, 0.8, 0.7, 0.2, 0.1])
    found = judge(failed, chance, chance >= 0.75)
    assert (found.f1, found.recall, found.false_alarm_share) == (0.5, 0.5, 0.2)
    assert found.pr_auc == pytest.approx((1 + 2 / 3) / 2)


def test_drift_is_seen_where_it_is_and_nowhere_else(tmp_path, readings):
    learnt = features(readings, ("L", "M"))
    for seed, torque, expected in ((7, 40.0, set()), (8, 55.0, {"Torque", "mechanical power (Torque × Rotational speed)"})):
        path = tmp_path / f"{seed}.csv"
        path.write_text(plant(seed, torque=torque, label=False))
        new = features(read_conditions(path, labelled=False), ("L", "M"))
        drifted = {str(d.label) for d in drift(learnt, new) if d.drifted}
        assert expected <= drifted
        assert not {"Tool wear", "Air temperature", "type of machine"} & drifted
        assert bool(drifted) == bool(expected)


def test_the_stability_index_is_that_of_a_table_by_hand():
    learnt = np.arange(1000.0)
    assert psi(learnt, learnt) == pytest.approx(0, abs=1e-6)
    moved = np.concatenate([np.full(500, 50.0), np.full(500, 950.0)])
    by_hand = 2 * (0.5 - 0.1) * np.log(0.5 / 0.1) + 8 * (1e-4 - 0.1) * np.log(1e-4 / 0.1)
    assert psi(learnt, moved) == pytest.approx(by_hand, rel=1e-2)


def test_files_that_cannot_teach_are_refused(tmp_path):
    path = tmp_path / "calm.csv"
    path.write_text("temp [K],failure\n" + "\n".join(f"{300 + i % 7},0" for i in range(60)))
    with pytest.raises(BadInput, match="0 readings are failures; expected 10 failures at least"):
        read_conditions(path)
    path.write_text("temp [K]\n300\n301\n")
    with pytest.raises(BadInput, match="no column “machine_failure”"):
        read_conditions(path)


def test_the_shell_raises_alarms_on_new_readings(tmp_path):
    train, new = tmp_path / "train.csv", tmp_path / "new.csv"
    train.write_text(plant())
    new.write_text(plant(5, 300))
    command = ["use", "maintenance", "alarms", "--train", str(train), "--data", str(new)]
    told = json.loads(CliRunner().invoke(app, [*command, "--json"], catch_exceptions=False).stdout)
    assert told["on_data"]["f1"] > 0.8
    assert told["raised"] >= len(told["alarms"]) > 0
    assert all(alarm["reasons"] for alarm in told["alarms"])
    refused = CliRunner().invoke(app, [*command, "--budget", "1"])
    assert refused.exit_code == 1
    spoken = CliRunner().invoke(app, [*command, "--budget", "1", "--readings-per-year", "1000"]).stdout
    assert "false alarms a year and machine" in spoken


@pytest.mark.slow
def test_milling_failures_are_told_better_than_the_published_baseline(shared):
    readings = read_conditions(shared / "data" / "uses" / "maintenance" / "ai4i2020_dev.csv")
    found = learn_alarms(readings).quality
    assert found.f1 > 0.843
    assert found.pr_auc > 0.880
