"""The shell says what an investment means in jobs, gives machines the engine's own result, and refuses in one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from campus5g.core.codec import load, to_plain
from campus5g.territory.investments import read_investments
from campus5g.territory.jobs import LATE, Outcome, read_area, run
from tests.cli.test_proof import campus5g

ROOT = Path(__file__).parents[2]


def test_the_shell_gives_the_result_of_the_engine() -> None:
    done = campus5g("territory", "jobs", "softbank", "--scenario", "late", "--draws", "50", "--json")
    investment = next(one for one in read_investments(ROOT / "dunkerque/investments.yaml") if one.key == "softbank")
    engine = run(investment, LATE, area=read_area(ROOT / "dunkerque/area.yaml"), draws=50)
    assert json.loads(done.stdout) == to_plain(engine)
    assert load(Outcome, done.stdout) == engine


def test_scenarios_stand_side_by_side_with_the_warning_first() -> None:
    done = campus5g("territory", "jobs", "softbank", "--scenario", "announced", "--scenario", "half_local", "--draws", "20")
    lines = done.stdout.splitlines()
    assert "does not say whether the 500 jobs" in lines[1]
    assert [one for one in lines if one.endswith(": P50 (P10 to P90)")] == [
        "As announced: P50 (P10 to P90)",
        "Half the jobs are local: P50 (P10 to P90)",
    ]
    assert "Trainings to open" in lines


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("jobs", "nothing"), "nothing: not an investment of this territory"),
        (("jobs", "area"), "nothing says which kind of plant this is"),
        (("jobs", "softbank", "--scenario", "early"), "early: not a scenario"),
        (("jobs", "softbank", "--scenario", "none.toml"), "none.toml: no such file"),
        (("jobs", "softbank", "--set", "local_hires=2"), "local_hires: value 2"),
        (("jobs", "softbank", "--ramp", "2030=900"), "more than the 500 announced"),
        (("jobs", "softbank", "--offered", "none.csv"), "none.csv: no such file"),
        (("paths", "I1309", "--rome", "."), "no such file"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_sentence(words: tuple[str, ...], sentence: str) -> None:
    done = campus5g("territory", *words)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_paths_tell_what_is_shared_and_what_is_to_be_learnt(shared) -> None:
    folder = str(shared / "data/uses/territory")
    done = campus5g("territory", "paths", "I1309", "--rome", folder, "--into", "--count", "3", "--json")
    found = json.loads(done.stdout)
    assert len(found) == 3
    assert all(one["shared"] or one["missing"] for one in found)
    refused = campus5g("territory", "paths", "11-2011", "--rome", folder)
    assert "no occupation of this version of ROME has this code" in refused.stderr
