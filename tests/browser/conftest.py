"""One served campus and one Chromium for all the tests that click."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.served import Campus, served
from tests.browser.visitor import CHROMIUM, Visitor, visitor

HERE = Path(__file__).parent
expect.set_options(timeout=20_000)  # two browsers, their campuses and a PostgreSQL share the machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder needs a Chromium."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def campus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campus]:
    """The demonstration campus, served by the product's own launcher."""
    with served(tmp_path_factory.mktemp("campus") / "data") as found:
        yield found


@pytest.fixture(scope="package")  # its event loop ends with these tests: others speak to the database without one
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        yield started
        started.close()


@pytest.fixture
def enter(browser: Browser, campus: Campus) -> Iterator[Callable[..., Visitor]]:
    """Open windows: ``enter("fr", 1280)``; they close with the test, which fails if a browser complained of anything."""
    opened: list[Visitor] = []
    with ExitStack() as windows:

        def open_window(language: str = "fr", width: int = 1280, **options: Any) -> Visitor:
            opened.append(windows.enter_context(visitor(browser, campus, language, width, **options)))
            return opened[-1]

        yield open_window
    complaints = [complaint for window in opened for complaint in window.complaints]
    assert not complaints, "\n".join(complaints)
