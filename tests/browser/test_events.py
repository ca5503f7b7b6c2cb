"""A stranger comes to a public event: asks, confirms from the mail, is let in without network, says what they think."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.served import Campus
from tests.browser.visitor import Visitor, overflow

DAY = "2026-11-21"
"""Of the demonstration."""


def open_event(office: Visitor, title: str) -> str:
    """Let the office hold a public event all day long; return its address."""
    office.go("/events/new")
    typed = {"title": title, "summary": "See it at work.", "place": "Hall 3", "capacity": "5",
             "starts_at": f"{DAY}T00:05", "ends_at": f"{DAY}T23:55"}  # fmt: skip
    for name, value in typed.items():
        office.page.locator(f"[name={name}]").fill(value)
    office.page.locator("[name=kind]").select_option("workshop")
    office.page.locator("[name=public]").check()
    office.click("Save")
    office.heading(title)
    office.click("Publish")
    return office.page.url.removeprefix(office.campus.address)


def link_for(campus: Campus, email: str) -> str:
    """Return the personal link of the last mail to an address, as the console mail of the demonstration shows it."""
    limit = time.monotonic() + 20
    while time.monotonic() < limit:
        letters = campus.log().split("To: ")
        found = [letter for letter in letters if letter.startswith(email)]
        if found and (link := re.search(r"/events/mine/\S+", found[-1])):
            return link[0]
        time.sleep(0.3)
    raise AssertionError(f"no mail to {email}")


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 390)])
def test_a_stranger_is_let_in_without_network_and_says_what_they_think(
    enter: Callable[..., Visitor], language: str, width: int
) -> None:
    office, email = enter(language, width), f"visitor-{language}@mail.test"
    office.sign_in("bureau")
    place = open_event(office, f"Open workshop {language}")

    stranger = enter(language, width)
    stranger.go(place)
    stranger.speak()
    stranger.click("Sign up for the event")
    stranger.page.keyboard.press("Tab")  # by keyboard alone
    stranger.page.locator("[name=full_name]").focus()
    for words in ("Grace Visitor", email, "Forges of the Quay"):
        stranger.page.keyboard.type(words)
        stranger.page.keyboard.press("Tab")
    stranger.page.keyboard.press("Space")
    stranger.page.keyboard.press("Enter")
    stranger.heading("Look at your mail")
    link = link_for(stranger.campus, email)
    stranger.go(link)
    stranger.click("Confirm my place")
    assert stranger.download(stranger.link("My badge (PDF)")).startswith(b"%PDF")

    office.go(f"{place}/door/")
    office.page.locator("#door[data-kept=yes]").wait_for()
    office.page.context.set_offline(True)
    office.page.reload()
    office.page.get_by_role("button", name="Grace Visitor").click()
    expect(office.page.locator("#door-list")).to_contain_text(office.says("kept on this phone"))
    assert overflow(office.page) == 0 or width > 390
    office.page.context.set_offline(False)
    expect(office.page.locator("#door-net")).to_contain_text(office.says("The network is there: everything is sent."))
    expect(office.page.locator("#door-list")).not_to_contain_text(office.says("kept on this phone"))
    office.go(f"{place}/people")
    expect(office.page.get_by_role("row", name="Grace Visitor")).to_contain_text(re.compile(r"\d\d:\d\d"))

    stranger.go(link)
    stranger.click("Say what you think")
    for name in ("useful", "well_run"):
        stranger.page.locator(f"[name={name}][value='5']").check()
    stranger.page.locator("[name=wants]").select_option("contact")
    stranger.click("Send")
    office.go(f"{place}/follow-up")
    expect(office.main).to_contain_text("Grace Visitor")
