"""`campus5g network calibrate` on a user's own file: a table before and after, a refusal with a sentence, nothing half-written."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from campus5g.cli.app import app
from campus5g.cli.calibrate import read_calibration
from campus5g.core.codec import load
from campus5g.core.errors import BadInput
from campus5g.network.calibration import Calibration


def walk(path: Path, offset_db: float, seed: int = 1) -> Path:
    """A walk of 240 readings in six runs around one antenna, its path losses ``offset_db`` above a law of distance."""
    generator = np.random.default_rng(seed)
    x, y = generator.uniform(-400, 400, (2, 240))
    loss = 40 + offset_db + 38 * np.log10(np.hypot(x, y)) + generator.normal(0, 3, 240)
    lines = [f"{a:.1f};{b:.1f};{v:.1f};0;0;25;{i // 40}" for i, (a, b, v) in enumerate(zip(x, y, loss, strict=True))]
    path.write_text("\n".join(["east_m;north_m;Loss;tx_x_m;tx_y_m;tx_height_m;run", *lines]), encoding="utf-8")
    return path


def calibrate(path: Path, *words: str) -> Result:
    asked = ["network", "calibrate", "--measurements", str(path), "--map", "path_loss=Loss", "--on", "2026-11-21", *words]
    return CliRunner().invoke(app, asked, env={"LANG": "C", "LC_ALL": "C"})


def test_the_table_says_before_and_after_and_the_file_holds_the_calibration(tmp_path):
    out = tmp_path / "calibration.json"
    done = calibrate(walk(tmp_path / "walk.csv", 20.0), "--out", str(out), "--check", str(walk(tmp_path / "b.csv", 20.0, 2)))
    assert done.exit_code == 0, done.output
    assert "240 readings" in done.output
    assert "model as it is" in done.output
    assert "Error on the 240 readings of the other test" in done.output
    assert "no building" in done.output
    made = load(Calibration, out.read_text(encoding="utf-8"))
    assert made.accepted
    assert made.absolute
    assert made.on == "2026-11-21"
    assert read_calibration(out) == made
    with pytest.raises(BadInput, match="not a calibration"):
        read_calibration(tmp_path / "walk.csv")


def test_json_holds_the_scores_of_the_other_test(tmp_path):
    done = calibrate(walk(tmp_path / "walk.csv", 20.0), "--json", "--check", str(walk(tmp_path / "b.csv", 20.0, 2)))
    told = json.loads(done.stdout)
    checked = {score["model"]: score["rmse_db"] for score in told["checked"]}
    assert checked["calibrated model"] < checked["uncalibrated model"] - 5


def test_a_faulty_file_is_refused_and_nothing_is_written(tmp_path):
    path = tmp_path / "short.csv"
    path.write_text("x_m,y_m,Loss\n1,2,90\n2,3,91\n", encoding="utf-8")
    done = calibrate(path, "--out", str(tmp_path / "c.json"))
    assert isinstance(done.exception, BadInput)
    assert "2 usable readings" in str(done.exception)
    assert not (tmp_path / "c.json").exists()


@pytest.mark.parametrize("word", ["rsrp", "rsrp="])
def test_a_mapping_without_a_name_is_refused(tmp_path, word):
    done = calibrate(walk(tmp_path / "walk.csv", 0.0), "--map", word)
    assert "MEANING=NAME" in str(done.exception)
