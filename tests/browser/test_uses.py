"""A company asks what one use would bring: a bad file, a good one, its own figures, the answer, a figure changed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser.pages import COMPANY, _number
from tests.browser.test_pages import violations
from tests.browser.visitor import Visitor, overflow, settled
from tests.portal.factories.uses import readings

ASSESSED_WITHIN_MS = 240_000
FIRST = (
    "SELECT min(need_id) FROM studies_study JOIN needs_need ON needs_need.id = need_id "
    "WHERE finished_at IS NOT NULL AND uses LIKE '%maintenance%' "
    "AND need_id NOT IN (SELECT need_id FROM uses_assessment WHERE finished_at IS NULL)"
)
"""The company's need of the demonstration, once its own assessment is done; those that other journeys state come after it."""


def file(content: bytes) -> FilePayload:
    return {"name": "fans.csv", "mimeType": "text/csv", "buffer": content}


def bring(v: Visitor, content: bytes) -> None:
    v.page.locator("#bring-input").set_input_files(file(content))
    v.click("Read it")


def looked_at(v: Visitor) -> None:
    """Whole, within the window, and readable by everybody."""
    settled(v.page)
    assert overflow(v.page) == 0
    assert violations(v.page) == []


@pytest.mark.parametrize(("language", "width", "stop_eur"), [("fr", 1280, 80_000), ("en", 390, 90_000)])
def test_a_company_brings_its_data_and_reads_what_each_connectivity_would_bring(
    enter: Callable[..., Visitor], language: str, width: int, stop_eur: int
) -> None:
    v = enter(language, width)
    v.sign_in(COMPANY)
    v.go(f"/needs/{_number(v.campus, FIRST)}/")
    v.page.locator("#uses").get_by_role("link", name=v.says("Predictive maintenance")).click()
    bring(v, b"asset,time,rate_hz,rms\nfan 1,yesterday,10240,0.1\n")
    expect(v.page.get_by_role("alert")).to_contain_text("fans.csv")
    bring(v, readings())
    expect(v.page.get_by_role("heading", name=v.says("What was read in %(name)s", name="fans.csv")).first).to_be_visible()
    looked_at(v)
    v.page.locator("[name=ask-assets]").fill("120")
    v.click("Assess this use")
    expect(v.page.get_by_role("heading", name=v.says("The connectivities compared"))).to_be_visible(timeout=ASSESSED_WITHIN_MS)
    expect(v.page.locator("figure.chart svg").first).to_be_visible()
    looked_at(v)
    v.page.locator("#figures details").evaluate("(table) => { table.open = true; }")
    v.page.locator("[name=set-unplanned_cost_eur]").fill(str(stop_eur))
    v.click("Run again with these figures")
    changed = v.page.locator("section", has=v.page.locator("#changed-title"))
    expect(changed).to_contain_text(re.compile(f"{stop_eur // 1000}[\\s,]000"), timeout=ASSESSED_WITHIN_MS)
    looked_at(v)
