"""``campus5g study`` in the shell: its files, its exit codes, its sentences."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import DUNKERQUE, Lay

ON = ("--on", "2026-11-21")


def campus5g(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "campus5g", *map(str, arguments)], capture_output=True, text=True, check=False)


@pytest.fixture
def need(lay: Lay) -> Path:
    path = lay({"[calls]": "[economics.maintenance]\nassets = 40\n\n[calls]"})
    shutil.copy(DUNKERQUE / "calls" / "fr_aides_territoires_sample.jsonl.gz", path.parent)
    path.write_text(
        path.read_text(encoding="utf-8").replace("calls.jsonl", "fr_aides_territoires_sample.jsonl.gz"), encoding="utf-8"
    )
    return path


def test_a_study_writes_its_files_and_prints_what_it_wrote(need: Path) -> None:
    out = need.parent / "out"
    done = campus5g("study", need, "--out", out, *ON, "--language", "en", "--json")
    assert done.returncode == 0, done.stderr
    assert {p.name for p in out.iterdir()} == {
        "study.json", "report.pdf", "dossier.docx", "budget.xlsx", "coverage.png", "antennas.geojson",
    }  # fmt: skip
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF")
    printed = json.loads(done.stdout)
    assert printed == json.loads((out / "study.json").read_text(encoding="utf-8"))
    assert printed["fictitious"] is True


def test_a_refusal_is_one_sentence_exit_code_1_and_no_file(lay: Lay) -> None:
    need = lay({"total_eur = 300000": "total_eur = 310000"})
    done = campus5g("study", need, "--out", need.parent / "out", *ON)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "need.toml, project.total_eur" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (need.parent / "out").exists()


@pytest.mark.parametrize("cut", ["compressed bytes", "last line"])
def test_a_call_file_cut_in_the_middle_is_refused_and_nothing_is_written(need: Path, cut: str) -> None:
    calls = need.parent / "fr_aides_territoires_sample.jsonl.gz"
    whole = calls.read_bytes()
    calls.write_bytes(whole[:5000] if cut == "compressed bytes" else gzip.compress(gzip.decompress(whole)[:-40]))
    done = campus5g("study", need, "--out", need.parent / "out", *ON)
    assert done.returncode == 1
    assert "fr_aides_territoires_sample.jsonl.gz, line" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (need.parent / "out").exists()


def test_a_day_that_is_none_and_a_wrong_use_have_their_codes(need: Path) -> None:
    assert campus5g("study", need, "--out", need.parent / "out", "--on", "yesterday").returncode == 1
    assert campus5g("study", need).returncode == 2
    assert campus5g("study", need, "--out", need.parent / "out", "--seed", "-1").returncode == 2


def test_a_file_in_place_of_the_folder_is_refused_and_kept(need: Path) -> None:
    (need.parent / "out").write_text("mine", encoding="utf-8")
    done = campus5g("study", need, "--out", need.parent / "out", *ON)
    assert done.returncode == 1
    assert (need.parent / "out").read_text(encoding="utf-8") == "mine"
