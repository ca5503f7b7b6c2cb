"""`verify` and `verify-audit`: what an outsider runs, with nothing but a file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.core.test_audit import chain

DATA = Path(__file__).resolve().parents[1] / "data"


def campus5g(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "campus5g", *words]
    return subprocess.run(command, env={"LANG": "C", "PATH": "", **env}, capture_output=True, text=True, check=False)


def write(path: Path, content: Any) -> str:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("name", ["radio_vectors.json", "rules_vectors.json"])
def test_no_given_vector_fails(name: str) -> None:
    done = campus5g("verify", str(DATA / name))
    count = len(json.loads((DATA / name).read_text(encoding="utf-8"))["vectors"])
    passed, failed, skipped = (int(part.split()[0]) for part in done.stdout.splitlines()[-1].split(", "))
    assert (done.returncode, failed, passed + skipped) == (0, 0, count), done.stdout


def test_a_miss_is_printed_and_the_last_line_counts(tmp_path: Path) -> None:
    vectors = json.loads((DATA / "radio_vectors.json").read_text(encoding="utf-8"))["vectors"][:3]
    vectors[1]["expected"] += 1
    vectors.append({"id": "x-1", "quantity": "moon_phase", "inputs": {}, "expected": 0, "tolerance": 0})
    done = campus5g("verify", write(tmp_path / "v.json", {"vectors": vectors}))
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert lines[-1] == "2 passed, 1 failed, 1 skipped"
    assert [line for line in lines if line.startswith("FAILED") and vectors[1]["id"] in line]
    assert [line for line in lines if "moon_phase" in line]


def test_a_bare_list_of_vectors_is_read_too(tmp_path: Path) -> None:
    vectors = json.loads((DATA / "radio_vectors.json").read_text(encoding="utf-8"))["vectors"][:2]
    assert campus5g("verify", write(tmp_path / "v.json", vectors)).stdout == "2 passed, 0 failed, 0 skipped\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('{"vectors": [', "line 1: not JSON"),
        ({"nothing": 1}, "no list of vectors"),
        ({"vectors": [{"id": "a"}]}, "vectors[0]: a vector without its kind"),
        ([1], "vectors[0]: a vector without its kind"),
    ],
)
def test_a_broken_file_is_refused_with_one_sentence(tmp_path: Path, content: Any, sentence: str) -> None:
    done = campus5g("verify", write(tmp_path / "v.json", content))
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert sentence in done.stderr


def test_a_missing_file_is_refused_in_the_language_of_the_terminal(tmp_path: Path) -> None:
    done = campus5g("verify", str(tmp_path / "none.json"), LANG="fr_FR.UTF-8", PYTHONUTF8="1")
    assert done.returncode == 1
    assert "attendu\u00a0: un fichier JSON" in done.stderr


def test_wrong_usage_ends_with_two() -> None:
    assert campus5g("verify").returncode == 2
    assert campus5g("no-such-verb").returncode == 2


def test_an_intact_export_is_said_intact(tmp_path: Path) -> None:
    events = chain([{"n": n} for n in range(4)])
    lines = "\n".join(json.dumps(item) for item in [*events, {"head": events[-1]["digest"]}])
    done = campus5g("verify-audit", write(tmp_path / "trail.jsonl", lines))
    assert (done.returncode, done.stdout) == (0, f"Intact: 4 events, head {events[-1]['digest']}.\n")


def test_one_json_with_its_events_and_head_is_read_too(tmp_path: Path) -> None:
    events = chain([{"n": n} for n in range(4)])
    done = campus5g("verify-audit", write(tmp_path / "trail.json", {"events": events, "head": events[-1]["digest"]}), "--json")
    assert json.loads(done.stdout)["events"] == 4


@pytest.mark.parametrize("edit", ["change", "delete", "cut"])
def test_a_falsified_export_is_refused_and_the_place_named(tmp_path: Path, edit: str) -> None:
    events = chain([{"n": n} for n in range(5)])
    head = {"head": events[-1]["digest"]}
    match edit:
        case "change":
            events[2]["payload"]["n"] = 9
        case "delete":
            del events[2]
        case "cut":
            del events[4]
    done = campus5g("verify-audit", write(tmp_path / "t.jsonl", "\n".join(json.dumps(item) for item in [*events, head])))
    assert done.returncode == 1
    assert f"Broken at event {5 if edit == 'cut' else 3}" in done.stderr


@pytest.mark.parametrize("content", ['{"prev": 1}', "[1]", "not json", '{"prev": "a", "digest": "b", "payload": "c"}'])
def test_a_file_that_is_no_export_is_refused(tmp_path: Path, content: str) -> None:
    done = campus5g("verify-audit", write(tmp_path / "t.jsonl", content))
    assert done.returncode == 1
    assert "t.jsonl, line 1" in done.stderr
