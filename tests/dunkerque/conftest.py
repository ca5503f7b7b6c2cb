from __future__ import annotations

from pathlib import Path

import pytest

from campus5g.study.campus import Campus, read_campus

FOLDER = Path(__file__).parents[2] / "dunkerque"


@pytest.fixture(scope="session")
def campus() -> Campus:
    return read_campus(FOLDER, "fr")


@pytest.fixture(scope="session")
def campus_en() -> Campus:
    return read_campus(FOLDER, "en")
