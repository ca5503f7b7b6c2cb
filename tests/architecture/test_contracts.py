"""The floors of the house hold, and the contracts that keep them do catch a planted fault."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LINTER = Path(sys.executable).with_name("lint-imports")


def lint(place: Path) -> subprocess.CompletedProcess[str]:
    env = {"PYTHONPATH": str(place / "src"), "PATH": ""}
    return subprocess.run([str(LINTER), "--no-cache"], cwd=place, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A copy of the sources, to plant faults in."""
    shutil.copytree(root / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "locale", "templates", "data"))
    shutil.copy(root / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_import_contract_is_kept(root: Path) -> None:
    outcome = lint(root)
    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("core/money.py", "import django"),
        ("network/__init__.py", "from django.db import models"),
        ("funding/__init__.py", "import sqlite3"),
        ("core/money.py", "import campus5g.network"),
        ("network/__init__.py", "import campus5g.matching"),
        ("uses/__init__.py", "import campus5g.study"),
        ("study/__init__.py", "import campus5g.portal"),
        ("portal/__init__.py", "import campus5g.cli"),
        ("portal/base/audit.py", "import campus5g.portal.directory.models"),
        ("portal/needs/models/need.py", "import campus5g.portal.projects.models"),
        ("portal/home/views.py", "import campus5g.portal.api.models"),
    ],
)
def test_an_import_that_goes_up_or_out_breaks_a_contract(copy: Path, module: str, line: str) -> None:
    planted = copy / "src" / "campus5g" / module
    planted.write_text(f"{planted.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    outcome = lint(copy)
    assert outcome.returncode == 1
    assert "BROKEN" in outcome.stdout
    assert f"campus5g.{module.removesuffix('.py').removesuffix('/__init__').replace('/', '.')}" in outcome.stdout
