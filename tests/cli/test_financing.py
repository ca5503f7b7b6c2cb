"""``campus5g funding plan``: the case solved by hand, wishes and refusals, as tables and as JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

CASE = Path(__file__).parents[1] / "data" / "worked-plan.toml"
ON = ("--on", "2026-01-05")


def plan(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "campus5g", "funding", "plan", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={"LC_ALL": "en", "PATH": ""})


def asked(*arguments: str) -> subprocess.CompletedProcess[str]:
    return plan(str(CASE), *ON, *arguments)


def test_the_shell_gives_what_the_documentation_solves_by_hand() -> None:
    done = asked()
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Public money: €2,150,000, of which grants: €800,000.\n")
    total = next(line.split() for line in done.stdout.splitlines() if line.strip().startswith("total"))
    assert total == ["total", "€3,500,000", "€800,000", "€1,350,000", "€1,350,000"]
    for limit in ("€390,000", "€400,000", "€320,000", "€500,000", "€140,000"):
        assert limit in done.stdout
    assert "the aid is worth €1,011,990" in done.stdout


def test_the_same_plan_is_given_to_machines_in_cents() -> None:
    found = json.loads(asked("--json").stdout)
    paid = dict.fromkeys(("sector", "region", "bank"), 0)
    for row in found["allocations"]:
        paid[row["call_id"]] += row["grant_cents"] + row["advance_cents"]
    assert paid == {"sector": 100_000_000, "region": 30_000_000, "bank": 85_000_000}


def test_the_plan_says_what_the_law_asks_besides_the_amounts_with_its_article() -> None:
    told = asked().stdout.split("What the law asks besides the amounts\n")[1].split("\n\n")[0].splitlines()
    found = json.loads(asked("--json").stdout)["conditions"]
    assert len(told) == len(found) > 2
    for line, condition in zip(told, found, strict=True):
        assert line.endswith(f"({condition['article']}{', to confirm' if condition['to_confirm'] else ''})")


def test_a_wish_that_the_law_does_not_allow_is_refused_with_what_cannot_hold_together() -> None:
    done = asked("--least-public", "2 150 000,01")
    assert done.returncode == 1
    assert "cannot hold together" in done.stdout
    assert "2,150,000.01" in done.stdout


def test_wishes_of_the_file_hold_unless_the_command_line_says_otherwise(tmp_path: Path) -> None:
    text = CASE.read_text(encoding="utf-8").replace("../../dunkerque", str(CASE.parents[2] / "dunkerque"))
    need = tmp_path / "need.toml"
    need.write_text(
        text.replace(
            "[[project.partner]]", '[project.wishes]\nobjective = "grant"\nleast_public_eur = 2200000\n\n[[project.partner]]', 1
        ),
        encoding="utf-8",
    )
    assert plan(str(need), *ON).returncode == 1
    assert plan(str(need), *ON, "--least-public", "0").returncode == 0


def test_a_day_of_grant_after_the_rules_lapse_shows_the_three_ways() -> None:
    done = asked("--granted", "2027-03-01")
    assert done.returncode == 0, done.stderr
    ways = done.stdout.split("After the rules lapse\n")[1].split("\n\n")[0]
    assert ways.count("\n- ") == 2


def test_sensitivities_come_with_the_plan_on_demand() -> None:
    assert "What a change would bring" not in asked().stdout
    assert "one more SME partner" in asked("--sensitivities").stdout
    found = json.loads(asked("--sensitivities", "--json").stdout)
    assert {change["key"] for change in found["sensitivities"]} >= {"partner.small", "grant.sector", "max.region"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--aim", "riches"), "--aim: “riches”"),
        (("--most-own", "start-up"), "--most-own: “start-up”"),
        (("--most-own", "nobody=1"), "no partner “nobody”"),
        (("--use", "lottery"), "no call “lottery”"),
        (("--granted", "soon"), "--granted: “soon” is not a day"),
        (("--least-public", "much"), "--least-public: “much” is not an amount"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_sentence(words: tuple[str, ...], sentence: str) -> None:
    done = asked(*words)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""
