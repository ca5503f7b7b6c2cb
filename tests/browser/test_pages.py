"""Every page, in both languages, in light and in dark, on a desk and on a phone: nothing to blame."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.pages import NO_PAGES, PLACES, VISITOR, Place, names
from tests.browser.served import Campus
from tests.browser.visitor import Visitor, overflow, settled, visitor

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES: dict[str, object] = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
COLOURS: dict[str, object] = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def windows(browser: Browser, campus: Campus) -> Iterator[dict[tuple[str, str], Visitor]]:
    """One window a person and language, opened at its first use: signing in once is enough."""
    with ExitStack() as stack:

        class Windows(dict[tuple[str, str], Visitor]):
            def __missing__(self, key: tuple[str, str]) -> Visitor:
                who, language = key
                self[key] = found = stack.enter_context(visitor(browser, campus, language))
                if who == VISITOR:
                    found.go("/")
                    found.speak()
                else:
                    found.sign_in(who)
                return found

        yield Windows()


def violations(page: Page, rules: dict[str, object] = RULES) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("(rules) => axe.run(rules)", rules)["violations"]
    return [f"{rule['id']}: {node['target']} {node['html'][:200]}" for rule in found for node in rule["nodes"]]


def test_every_name_of_the_resolver_is_a_page_looked_at_here_or_known_to_be_none() -> None:
    looked_at = {place.name for place in PLACES}
    assert set(names()) == looked_at | NO_PAGES
    assert not looked_at & NO_PAGES


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.key)
def test_a_page_is_accessible_fits_a_phone_and_asks_nothing_of_anybody_else(
    windows: dict[tuple[str, str], Visitor], campus: Campus, place: Place, language: str
) -> None:
    window = windows[place.who, language]
    page = window.page
    window.complaints.clear()
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    window.go(place.path(campus))
    settled(page)
    # All rules on the phone in one language and on the desk in the other; colours in each theme of both.
    on_phone, on_desk = (RULES, COLOURS) if language == "fr" else (COLOURS, RULES)
    faults: dict[str, object] = {"phone, dark": violations(page, on_phone), "wider than a phone": overflow(page)}
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    faults |= {"desk, light": violations(page, on_desk), "wider than a desk": overflow(page), "browser": window.complaints}
    assert {what: found for what, found in faults.items() if found} == {}
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
