"""A form that took an hour to fill survives a session that ends, a window that closes and a refused submit."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.journey import start_afresh
from tests.browser.served import PASSWORD
from tests.browser.visitor import Visitor, overflow

WORDS = "Savoir avant que les ponts ne s’arrêtent."


def test_what_is_typed_in_a_need_outlives_the_session(enter: Callable[..., Visitor]) -> None:
    v = enter("fr", 390)
    v.sign_in("electrolyse")
    v.go("/needs/new")
    start_afresh(v)
    v.field("What do you need?").fill("Savoir avant")
    expect(v.page.locator("#typed-kept")).to_contain_text(v.says("What you typed is kept, last at"))
    expect(v.page.locator(".guide .done")).to_have_count(1)

    v.page.context.clear_cookies(name="sessionid")
    v.field("What do you need?").fill(WORDS)
    v.click("Save the draft")  # nothing is sent: the window says why, and holds the words
    v.link("sign in, and find it again here").click()
    v.page.locator("[name=login]").fill("electrolyse@demo.example.org")
    v.page.locator("[name=password]").fill(PASSWORD)
    v.click("Sign in")
    v.page.wait_for_url("**/needs/new")
    expect(v.field("What do you need?")).to_have_value(WORDS)
    v.click("Save the draft")  # refused: a title is missing
    expect(v.page.locator("#id_title_error")).to_be_visible()
    expect(v.field("What do you need?")).to_have_value(WORDS)
    assert overflow(v.page) == 0

    again = enter("fr", 1280)  # another device, the same person
    again.sign_in("electrolyse")
    again.go("/needs/new")
    expect(again.field("What do you need?")).to_have_value(WORDS)
    again.click("Drop it and start afresh")
    expect(again.field("What do you need?")).to_have_value("")
