"""Manners of the shell."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest

from campus5g.cli import console
from campus5g.cli.doctor import disk_kind, safe_sqlite
from campus5g.core.errors import BadInput
from campus5g.core.figures import Interval
from campus5g.core.message import msg


def test_help_does_not_wait_for_the_engines_or_the_portal() -> None:
    heavy = "{'numpy', 'scipy', 'django', 'shapely', 'pydantic', 'granian'}"
    program = f"import campus5g.cli.app, sys; print(*({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


@pytest.mark.parametrize(
    ("env", "spoken"),
    [({"LANG": "fr_FR.UTF-8"}, "fr"), ({"LANG": "de_DE.UTF-8"}, "en"), ({"LANG": "fr_FR", "LC_ALL": "en_GB"}, "en"), ({}, "en")],
)
def test_the_shell_speaks_the_language_of_the_terminal(monkeypatch: pytest.MonkeyPatch, env: dict[str, str], spoken: str) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert console.language() == spoken
    assert console.spoken_language("fr") == "fr"
    with pytest.raises(BadInput, match="--language: “tlh” is not spoken here"):
        console.spoken_language("tlh")


def test_a_day_that_is_none_is_refused_by_its_option() -> None:
    assert console.day("2026-11-21").isoformat() == "2026-11-21"
    with pytest.raises(BadInput, match="--on: “tomorrow” is not a day"):
        console.day("tomorrow")


def test_results_for_machines_are_json_with_sorted_keys(capsys: pytest.CaptureFixture[str]) -> None:
    console.as_json({"b": 1, "a": Interval(1, 2, 3)})
    assert json.loads(capsys.readouterr().out) == {"a": {"p10": 1, "p50": 2, "p90": 3}, "b": 1}


def test_the_bar_is_drawn_on_a_terminal_alone_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def __init__(self, tty: bool) -> None:
            super().__init__()
            self.tty = tty

        def isatty(self) -> bool:
            return self.tty

    for tty in (True, False):
        screen = Terminal(tty)
        monkeypatch.setattr(sys, "stderr", screen)
        with console.Bar() as bar:
            bar.started -= 2
            bar(0.5, msg("drawing the map"))
        assert ("50%  drawing the map" in screen.getvalue()) == tty
        assert screen.getvalue().rstrip(" \r").endswith("drawing the map") == tty
    assert screen.getvalue() == ""


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 53, 4), True), ((3, 51, 3), True), ((3, 51, 2), False), ((3, 50, 7), True), ((3, 50, 6), False),
        ((3, 44, 6), True), ((3, 44, 5), False), ((3, 45, 9), False), ((3, 40, 1), False),
    ],
)  # fmt: skip
def test_only_releases_of_sqlite_with_the_repair_are_called_safe(version: tuple[int, ...], safe: bool) -> None:
    assert safe_sqlite(version) == safe


def test_the_disk_of_a_place_is_the_deepest_mount_above_it(tmp_path) -> None:
    assert disk_kind(tmp_path) not in {"", "proc", "sysfs"}
    if sys.platform == "linux":
        from pathlib import Path

        assert disk_kind(Path("/proc/self")) == "proc"
