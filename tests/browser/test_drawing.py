"""A site drawn on the map, with the mouse or with the keyboard alone; text and map always say the same."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser import journey
from tests.browser.visitor import Visitor

RING = re.compile(r"^-?[\d.]+ -?[\d.]+(, -?[\d.]+ -?[\d.]+){3}$")


def opened(v: Visitor) -> Locator:
    """Open the form of a new need and return its map, once it shows the example sites."""
    v.sign_in("mecanique")
    v.go("/needs/new")
    journey.start_afresh(v)
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
    v.page.locator(".as-text summary").click()
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
    expect(v.page.locator(".sitemap-chosen h3")).to_be_focused()


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
    v.page.locator(".as-text summary").press("Enter")
    expect(v.page.locator("#id_boundary")).to_have_value(RING)


def test_what_is_typed_is_drawn(enter: Callable[..., Visitor]) -> None:
    v = enter("en", 1280)
    opened(v)
    v.page.locator(".as-text summary").click()
    v.page.locator("#id_boundary").fill("0 0, 300 0, 300 200, 0 200")
    v.page.locator("#id_masts").fill("m1 | 20 20 | 15")
    v.page.wait_for_timeout(600)
    drawn = v.page.evaluate("document.querySelector('.sitemap').sitemap.site.features.map((feature) => feature.properties.role)")
    assert drawn == ["boundary", "mast"]


def drawn_yard(v: Visitor) -> Locator:
    """A yard with a hall and a mast, typed as text; returns its map."""
    plan = opened(v)
    v.page.locator(".as-text summary").click()
    v.page.locator("#id_boundary").fill("0 0, 300 0, 300 200, 0 200")
    v.page.locator("#id_buildings").fill("hall | 12 | metal | 40 40, 140 40, 140 100, 40 100")
    v.page.locator("#id_masts").fill("m1 | 20 20 | 15")
    v.page.wait_for_timeout(600)
    v.page.evaluate("(() => { const drawn = document.querySelector('.sitemap').sitemap; drawn.show(drawn.site); })()")
    v.page.wait_for_timeout(400)
    return plan


def listed(v: Visitor, name: str) -> Locator:
    """The row of a shape in the list, opened if it is closed."""
    if not v.page.locator(".sitemap-list").get_attribute("open"):
        v.page.locator(".sitemap-list > summary").click()
    return v.page.locator(".sitemap-list tbody tr").filter(has_text=name)


def test_a_shape_is_changed_in_its_form_and_undone_and_done_again(enter: Callable[..., Visitor]) -> None:
    v = enter("en", 1280)
    drawn_yard(v)
    listed(v, "hall").get_by_role("button").press("Enter")
    expect(v.page.locator(".sitemap-chosen h3")).to_be_focused()
    height = v.field("Height (m)", v.page.locator(".sitemap-chosen"))
    height.fill("18")
    height.press("Tab")
    expect(v.page.locator("#id_buildings")).to_have_value("hall | 18 | metal | 40 40, 140 40, 140 100, 40 100")
    v.button("Undo").click()
    expect(v.page.locator("#id_buildings")).to_have_value("hall | 12 | metal | 40 40, 140 40, 140 100, 40 100")
    v.button("Redo").click()
    expect(v.page.locator("#id_buildings")).to_have_value(re.compile("hall . 18"))


def test_corners_are_added_moved_and_taken_away_without_the_map(enter: Callable[..., Visitor]) -> None:
    v = enter("fr", 390)
    drawn_yard(v)
    listed(v, "hall").get_by_role("button").click()
    chosen = v.page.locator(".sitemap-chosen")
    chosen.locator("summary").click()
    chosen.get_by_role("button", name=f"{v.says('Add a corner after corner')} 1", exact=True).click()
    expect(v.page.locator("#id_buildings")).to_have_value("hall | 12 | metal | 40 40, 90 40, 140 40, 140 100, 40 100")
    north = chosen.get_by_label(f"{v.says('Corner')} 2, {v.says('North (m)')}")
    north.fill("30")
    north.press("Tab")
    expect(v.page.locator("#id_buildings")).to_have_value("hall | 12 | metal | 40 40, 90 30, 140 40, 140 100, 40 100")
    chosen.get_by_role("button", name=f"{v.says('Remove corner')} 2", exact=True).click()
    expect(v.page.locator("#id_buildings")).to_have_value("hall | 12 | metal | 40 40, 140 40, 140 100, 40 100")


def test_a_corner_is_dragged_on_the_map(enter: Callable[..., Visitor]) -> None:
    v = enter("en", 1280)
    plan = drawn_yard(v)
    listed(v, "hall").get_by_role("button").click()
    plan.scroll_into_view_if_needed()
    box = plan.bounding_box()
    assert box
    at = v.page.evaluate(
        "(() => { const { map, site } = document.querySelector('.sitemap').sitemap;"
        " const { x, y } = map.project(site.features[1].geometry.coordinates[0][2]); return [x, y]; })()"
    )
    v.page.mouse.move(box["x"] + at[0], box["y"] + at[1])
    v.page.mouse.down()
    v.page.mouse.move(box["x"] + at[0] + 20, box["y"] + at[1] - 20, steps=4)
    v.page.mouse.up()
    expect(v.page.locator("#id_buildings")).not_to_have_value(re.compile("140 100"))
    expect(v.page.locator("#id_buildings")).to_have_value(
        re.compile(r"^hall \| 12 \| metal \| 40 40, 140 40, 1[\d.]+ 1[\d.]+, 40 100$")
    )
    v.button("Undo").click()
    expect(v.page.locator("#id_buildings")).to_have_value(re.compile("140 100"))


def test_a_fault_is_said_beside_the_shape_that_has_it(enter: Callable[..., Visitor]) -> None:
    v = enter("en", 1280)
    drawn_yard(v)
    v.page.locator("#id_masts").fill("m1 | 20 20 | 15\nm2 | 90 70 | 5")
    row = listed(v, "m2")
    expect(row.locator(".sitemap-fault")).to_contain_text("whose roof is at")
    expect(v.page.locator(".sitemap-list > summary")).to_contain_text("with a problem: 1")


def test_a_path_drawn_on_the_map_becomes_a_row_of_the_form(enter: Callable[..., Visitor]) -> None:
    v = enter("en", 1280)
    plan = drawn_yard(v)
    tool(v, "path")
    corners(v, plan, (-60, 60), (0, 70), (60, 60))
    finish(v)
    expect(v.page.locator("[data-path]")).to_have_count(1)
    expect(v.page.locator("[name=paths-0-points]")).to_have_value(re.compile(r"^-?[\d.]+ -?[\d.]+(, -?[\d.]+ -?[\d.]+){2}$"))


def test_the_plan_is_seen_in_relief(enter: Callable[..., Visitor]) -> None:
    v = enter("fr", 1280)
    drawn_yard(v)
    v.main.get_by_role("button", name="3D").click()
    expect(v.main.get_by_role("button", name="3D")).to_have_attribute("aria-pressed", "true")
    seen = v.page.evaluate(
        "(() => { const { map } = document.querySelector('.sitemap').sitemap;"
        " return [map.getLayoutProperty('relief', 'visibility'), Math.round(map.getPitch())]; })()"
    )
    assert seen == ["visible", 55]
