"""Habits that hold over the whole code base."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from campus5g.cli import checks
from campus5g.cli.messages import faults, rooms
from campus5g.cli.sentences import called

SOURCE = Path(__file__).resolve().parents[2] / "src" / "campus5g"
MODULES = sorted(SOURCE.rglob("*.py"))
ENGINES = ("core", "network", "matching", "uses", "funding", "ledger", "territory", "study", "documents")


def name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize(
    "examine", [checks.long_files, checks.foreign_places, checks.secrets, checks.third_parties, checks.outside_requests]
)
def test_the_repository_holds_nothing_that_it_should_not(examine: checks.Check) -> None:
    assert examine() is None


def test_no_module_is_called_utils() -> None:
    vague = {"utils", "util", "helpers", "misc", "common", "tools"}
    assert [name(path) for path in MODULES if path.stem in vague or path.parent.name in vague] == []


def test_every_sentence_given_to_msg_is_a_literal_so_that_it_can_be_translated() -> None:
    loose = [
        f"{name(path)}, line {call.lineno}"
        for path in MODULES
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and called(call) == "msg"
        if not (call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str))
    ]
    assert loose == []


def test_no_engine_reads_the_clock() -> None:
    """Every result that depends on today receives the day."""
    clocks = {"today", "now", "utcnow"}
    found = [
        f"{name(path)}, line {call.lineno}"
        for path in MODULES
        if path.relative_to(SOURCE).parts[0] in ENGINES
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and called(call) in clocks
    ]
    assert found == []


def test_every_random_generator_takes_a_seed() -> None:
    found = [
        f"{name(path)}, line {call.lineno}"
        for path in MODULES
        if path.relative_to(SOURCE).parts[0] in ENGINES
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and called(call) in {"default_rng", "Random", "RandomState"}
        and not call.args
        and not call.keywords
    ]
    assert found == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name(path)
        for path in MODULES
        if path.name not in {"__init__.py", "apps.py", "urls.py"}
        and "migrations" not in path.parts
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_every_sentence_of_the_house_is_translated() -> None:
    all_rooms = rooms()
    assert [line for room in all_rooms for line in faults(room, all_rooms)] == []
