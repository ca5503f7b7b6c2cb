"""What every test may lean on: the data beside the repository, a Chromium, a real PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from campus5g.cli.machine import find_chromium, started_postgres

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The data beside the repository, which some tests compare with and a plain clone does not have."""
    place = Path(os.environ.get("CAMPUS5G_SHARED", ROOT.parent / "shared"))
    if not (place / "data").is_dir():
        pytest.skip(f"the data folder {place.name}/ is not beside the repository")
    return place


@pytest.fixture(scope="session")
def chromium() -> str:
    """The Chromium that browser tests click in (``executable_path`` of Playwright)."""
    found = find_chromium()
    assert found, "no Chromium"  # the tests that ask for one are skipped, or fail, before they come here
    return found


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of an empty, real PostgreSQL, as ``CAMPUS5G_DATABASE_URL`` takes it."""
    with started_postgres() as url:
        yield url


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip browser tests without a browser and say why; where CI runs them, a missing browser is a failure."""
    if item.get_closest_marker("browser") and not find_chromium():
        why = "no Chromium was found: install one (Debian: apt install chromium) or name it in CAMPUS5G_CHROMIUM"
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(why, pytrace=False)
        pytest.skip(why)


LONGEST_FIRST = ("durability/", "study/", "cli/", "security/", "browser/test_pages.py")
"""What takes minutes: begun last, one of them would keep a single core busy while the others are done."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, so that the cores end together."""

    def place(item: pytest.Item) -> int:
        name = item.path.relative_to(ROOT / "tests").as_posix()
        return next((place for place, long in enumerate(LONGEST_FIRST) if name.startswith(long)), len(LONGEST_FIRST))

    items.sort(key=place)
