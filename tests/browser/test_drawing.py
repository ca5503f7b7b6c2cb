"""A site drawn on the map, with the mouse or with the keyboard alone; text and map always say the same."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.visitor import Visitor

RING = re.compile(r"^-?[\d.]+ -?[\d.]+(, -?[\d.]+ -?[\d.]+){3}$")


def opened(v: Visitor) -> Locator:
    """Open the form of a new need and return its map, once it shows the example sites."""
    v.sign_in("mecanique")
    v.go("/needs/new")
    expect(v.page.locator(".sitemap-choice")).to_have_count(4)
    return v.page.locator(".sitemap")


def tool(v: Visitor, kind: str) -> None:
    v.page.locator(f".sitemap-tools [data-kind={kind}]").click()
    expect(v.page.locator(f".sitemap-tools [data-kind={kind}]")).to_have_attribute("aria-pressed", "true")


def corners(v: Visitor, plan: Locator, *places: tuple[int, int]) -> None:
    """Click places, in pixels from the middle of the map."""
    plan.scroll_into_view_if_needed()
    box = plan.bounding_box()
    assert box
    for x, y in places:
        v.page.mouse.click(box["x"] + box["width"] / 2 + x, box["y"] + box["height"] / 2 + y)
        v.page.wait_for_timeout(350)  # two clicks sooner than this are a double click, which ends a shape


def finish(v: Visitor) -> None:
    v.button("Finish the shape").click()


def test_a_site_is_drawn_with_the_mouse_and_undone(enter: Callable[..., Visitor]) -> None:
    v = enter("en", 1280)
    plan = opened(v)
    tool(v, "boundary")
    expect(v.page.locator(".sitemap-choice")).to_have_count(0)  # the examples make room
    corners(v, plan, (-200, -120), (200, -120), (200, 120), (-200, 120))
    finish(v)
    v.page.locator("#site-part summary").click()
    expect(v.page.locator("#id_boundary")).to_have_value(RING)
    tool(v, "building")
    corners(v, plan, (-100, -60), (-20, -60), (-20, 0), (-100, 0))
    finish(v)
    expect(v.page.locator("#id_buildings")).to_have_value(re.compile(r"^building-1 \| 10 \| high_loss \| "))
    tool(v, "mast")
    corners(v, plan, (120, 60))
    expect(v.page.locator("#id_masts")).to_have_value(re.compile(r"^mast-1 \| -?[\d.]+ -?[\d.]+ \| 10$"))
    v.page.locator(".sitemap-tools").get_by_role("button", name=v.says("Undo")).click()
    expect(v.page.locator("#id_masts")).to_have_value("")


def test_a_zone_drawn_on_the_map_becomes_a_row_of_the_form(enter: Callable[..., Visitor]) -> None:
    v = enter("fr", 1280)
    opened(v)
    v.page.locator(".sitemap-choice").filter(has_text="deux halles").click()
    expect(v.field("An example site")).to_have_value("two_halls")
    v.button("Take this site").click()
    expect(v.page.locator("[data-zone]")).to_have_count(3)
    plan = v.page.locator(".sitemap")
    expect(plan.locator("canvas")).to_be_visible()
    v.page.wait_for_timeout(800)
    tool(v, "zone")
    corners(v, plan, (-30, 120), (30, 120), (30, 150), (-30, 150))
    finish(v)
    expect(v.page.locator("[data-zone]")).to_have_count(4)
    expect(v.page.locator("[name=zones-3-corners]")).to_have_value(RING)
    expect(v.page.locator("[name=zones-3-name]")).to_be_focused()


def test_a_boundary_is_drawn_with_the_keyboard_alone(enter: Callable[..., Visitor]) -> None:
    v = enter("en", 1280)
    opened(v)
    v.page.locator(".sitemap-tools [data-kind=boundary]").focus()
    v.page.keyboard.press("Enter")
    canvas = v.page.locator(".sitemap canvas")
    expect(canvas).to_be_focused()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        v.page.keyboard.press("Enter")
        v.page.keyboard.press(key)
        v.page.wait_for_timeout(500)
    v.button("Finish the shape").focus()
    v.page.keyboard.press("Enter")
    v.page.locator("#site-part summary").press("Enter")
    expect(v.page.locator("#id_boundary")).to_have_value(RING)


def test_what_is_typed_is_drawn(enter: Callable[..., Visitor]) -> None:
    v = enter("en", 1280)
    opened(v)
    v.page.locator("#site-part summary").click()
    v.page.locator("#id_boundary").fill("0 0, 300 0, 300 200, 0 200")
    v.page.locator("#id_masts").fill("m1 | 20 20 | 15")
    v.page.wait_for_timeout(600)
    drawn = v.page.evaluate("document.querySelector('.sitemap').sitemap.site.features.map((feature) => feature.properties.role)")
    assert drawn == ["boundary", "mast"]
