"""The verbs of the engines: sentences for people, JSON for machines, one refusal for what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_proof import campus5g

ON = ("--on", "2026-11-21")
RESEARCH = ("funding", "aid", "--size", "medium", "--category", "industrial", "--collaboration", *ON)


def test_the_aid_is_said_term_by_term_with_its_article() -> None:
    """GBER Article 25(5) and (6): 50 + 10 + 15 = 75 % of 800 000 €."""
    done = campus5g(*RESEARCH, "--cost", "800 000,00")
    lines = done.stdout.splitlines()
    assert [line.split(" points")[0] for line in lines[:3]] == ["+50", "+10", "+15"]
    assert "€600,000 of aid on €800,000 (75 %" in lines[3]


def test_the_same_aid_is_given_to_machines_in_cents() -> None:
    assert json.loads(campus5g(*RESEARCH, "--cost", "800000", "--json").stdout)["max_cents"] == 60_000_000


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((*RESEARCH, "--cost", "a lot"), "--cost: “a lot” is not an amount"),
        (("funding", "plan", "none.toml", *ON), "none.toml"),
        (("funding", "import", "none.jsonl"), "none.jsonl: the file cannot be read"),
        (("network", "plan", "none.json", *ON), "none.json"),
        (("network", "plan", "none.json", "--on", "soon"), "none.json"),
        (("funding", "plan", "none.toml", "--on", "soon"), "--on: “soon” is not a day"),
    ],
)
def test_what_cannot_be_read_is_refused_with_one_sentence(words: tuple[str, ...], sentence: str) -> None:
    done = campus5g(*words)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_an_import_tells_each_line_that_it_refused_and_keeps_the_rest(root: Path, tmp_path: Path) -> None:
    import gzip

    lines = gzip.decompress((root / "dunkerque/calls/eu_calls_2026.jsonl.gz").read_bytes()).decode().splitlines()[:4]
    file = tmp_path / "calls.jsonl"
    file.write_text("\n".join([lines[0], "not json", *lines[1:]]) + "\n", encoding="utf-8")
    done = campus5g("funding", "import", str(file))
    assert "5 read, 4 kept, 0 merged, 1 refused" in done.stdout
    assert "calls.jsonl, line 2: the line is not JSON" in done.stderr


def test_the_demonstration_project_gets_a_plan_that_adds_up(root: Path) -> None:
    done = campus5g("funding", "plan", str(root / "dunkerque/needs/steelworks.toml"), *ON, "--json")
    plan = json.loads(done.stdout)
    paid = sum(row["grant_cents"] + row["advance_cents"] + row["own_cents"] for row in plan["allocations"])
    assert paid == 398_500_000
    assert plan["refused"] == []


def test_a_site_is_planned_and_written_as_geojson(root: Path, tmp_path: Path) -> None:
    done = campus5g(
        "network", "plan", str(root / "dunkerque/sites/two_halls.json"), *ON, "--cell", "20", "--out", str(tmp_path), "--json"
    )
    antennas = json.loads((tmp_path / "antennas.geojson").read_text(encoding="utf-8"))["features"]
    assert len(antennas) == len(json.loads(done.stdout)["antennas"]) > 0
    assert all(abs(f["geometry"]["coordinates"][1] - 51) < 1 for f in antennas)
