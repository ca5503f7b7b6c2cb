"""Everything by the keyboard alone, and one always sees where one is."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser import journey
from tests.browser.served import PASSWORD
from tests.browser.typist import Typist
from tests.browser.visitor import Visitor


def test_a_company_signs_in_and_states_a_need_and_launches_its_study_without_a_mouse(enter: Callable[..., Visitor]) -> None:
    v = enter("fr", 1280)
    v.go("/accounts/login/")
    typist = Typist(v)
    typist.reach(v.page.locator("[name=login]")).type("mecanique@demo.example.org")
    typist.reach(v.page.locator("[name=password]")).type(PASSWORD)
    typist.press("Enter")
    v.page.wait_for_url(f"{v.campus.address}/")

    typist.reach(v.page.locator("header").get_by_role("link", name=v.says("Needs"))).press("Enter")
    v.page.wait_for_url("**/needs/")
    state = v.link("State a need")
    typist.press("Tab")
    expect(v.page.locator(".skip")).to_be_focused()
    expect(v.page.locator(".skip")).to_be_in_viewport()
    typist.press("Enter")
    expect(v.page.locator("main")).to_be_focused()
    typist.press("Tab")
    expect(state).to_be_focused()  # the menu was skipped
    typist.press("Enter")
    v.page.wait_for_url("**/needs/new")
    journey.start_afresh(v)

    title = "Suivre les machines sans souris"
    typist.reach(v.field("Title")).type(title)
    typist.reach(v.field("What do you need?")).type("Savoir avant la panne.")
    typist.reach(v.page.locator("#use-maintenance")).press("Space")
    expect(v.page.locator("#use-maintenance")).to_be_checked()
    example = v.field("An example site")
    typist.reach(example)
    while example.input_value() != "two_halls":
        typist.press("ArrowDown")
    typist.reach(v.button("Take this site")).press("Enter")
    expect(v.page.locator("[name=devices-0-count]")).to_have_value("5")
    typist.reach(v.button("State it to the office")).press("Enter")
    v.heading(title)
    typist.reach(v.button("Launch the study")).press("Space")
    expect(v.page.get_by_role("progressbar").or_(journey.answer(v)).first).to_be_visible()
    expect(journey.answer(v)).to_be_visible(timeout=journey.STUDIED_WITHIN_MS)
