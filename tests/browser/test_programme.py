"""A milestone is late: its reason is said, an amendment moves it, the first plan stays shown, the committee's page is printed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.typist import Typist
from tests.browser.visitor import Visitor, overflow

Enter = Callable[..., Visitor]
LATE = "Autorisation d’utiliser les fréquences"
REASON = {"fr": "Le régulateur a demandé une mesure de plus.", "en": "The regulator asked for one more measurement."}
NEW_DAY = {"fr": "2026-11-16", "en": "2026-12-05"}
"""The second of the two journeys finds the milestone late still."""


def find_late(v: Visitor) -> None:
    """From the list to the milestone that is late, and what it holds up."""
    v.go("/programme/")
    v.main.get_by_role("link", name="Campus 5G de Dunkerque", exact=True).click()
    late = v.main.locator("section[aria-labelledby=late-title]")
    expect(late).to_contain_text("Cellule d’essai en service")
    late.get_by_role("link", name=re.compile(LATE)).click()


def propose(v: Visitor) -> None:
    v.page.locator("#late-late_why").fill(REASON[v.language])
    v.click("Say why")
    expect(v.main.locator(".answer")).to_contain_text(REASON[v.language])
    v.main.locator("summary", has_text=v.says("Move it")).click()
    v.click("Propose an amendment")
    expect(v.page.locator("[name=target] option:checked")).to_contain_text(LATE)
    v.page.locator("[name=ends_on]").fill(NEW_DAY[v.language])
    v.page.locator("[name=why]").fill(REASON[v.language])
    v.click("Propose it")
    expect(v.main).to_contain_text(v.says("What it would change"))
    assert overflow(v.page) == 0


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 390)])
def test_a_late_milestone_moves_by_an_amendment_and_the_committee_reads_it_on_paper(
    enter: Enter, language: str, width: int
) -> None:
    v = enter(language, width)
    v.sign_in("bureau")
    find_late(v)
    stone = v.page.url.removeprefix(v.campus.address)
    propose(v)
    Typist(v).reach(v.button("Approve")).press("Enter")
    expect(v.main).to_contain_text(v.says("What it changed"))
    v.go(stone)
    expect(v.main).to_contain_text(v.says("In the first plan"))
    expect(v.main).to_contain_text(v.says("How its days moved"))
    assert overflow(v.page) == 0
    v.main.get_by_role("link", name="Campus 5G de Dunkerque", exact=True).click()
    v.click("Page for the committee")
    for part in ("Advance", "Indicators", "Risks", "Decisions asked"):
        expect(v.main.get_by_role("heading", name=v.says(part), exact=True)).to_be_visible()
    assert overflow(v.page) == 0
    v.page.emulate_media(media="print")
    expect(v.main.locator("nav.no-print")).to_be_hidden()
    assert v.page.pdf().startswith(b"%PDF")
