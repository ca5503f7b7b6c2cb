"""The planner at work: a building is added, a study read on its map, a place explained, two plans laid side by side."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import journey
from tests.browser.test_pages import violations
from tests.browser.visitor import Visitor, overflow

STUDIED_WITHIN_MS = 240_000
COMPILED_WITHIN_MS = 90_000
"""The first place asked about on a new machine waits for the engine to be compiled."""

OPAQUE = """() => {
  const { canvas } = document.querySelector('.sitemap').sitemap.coverage;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, at) => at % 4 === 3 && value === 255).length;
}"""


def drawn(v: Visitor, count: int = 1) -> None:
    """Wait until the coverage of every map is painted."""
    expect(v.page.locator(".sitemap canvas.maplibregl-canvas")).to_have_count(count)
    v.page.wait_for_function(
        "(n) => [...document.querySelectorAll('.sitemap')].filter((host) => host.sitemap?.map.getLayer('coverage')).length === n",
        arg=count,
    )


def newest_study(v: Visitor) -> None:
    v.go("/studies/")
    v.main.get_by_role("table").get_by_role("link").first.click()
    expect(v.page.locator(".sitemap")).to_be_visible(timeout=STUDIED_WITHIN_MS)


def slide(v: Visitor, share: float) -> None:
    """Set the slider of the threshold to a share of its way, as a person who drags it does."""
    v.page.locator(".sitemap-limit input").evaluate(
        "(range, share) => { range.value = Number(range.min) + share * (range.max - range.min);"
        " range.dispatchEvent(new Event('input', { bubbles: true })); }",
        share,
    )


def said(v: Visitor) -> Locator:
    return v.page.locator(".sitemap-limit output")


def test_a_building_is_drawn_as_a_rectangle_seen_in_relief_and_kept(enter: Callable[..., Visitor]) -> None:
    v = enter("fr", 1280)
    v.sign_in("mecanique")
    v.go("/needs/new")
    journey.start_afresh(v)
    v.page.locator("#id_title").fill("Un hall de plus")
    v.page.locator("#id_example").select_option("two_halls")
    v.button("Take this site").click()
    expect(v.page.locator("[data-zone]")).to_have_count(3)
    before = len(v.page.locator("#id_buildings").input_value().splitlines())
    plan = v.page.locator(".sitemap")
    plan.scroll_into_view_if_needed()
    v.page.locator(".sitemap-tools [data-kind=building]").click()
    v.field("Rectangle").check()
    box = plan.bounding_box()
    assert box
    for x, y in ((-20, 170), (30, 195)):
        v.page.mouse.click(box["x"] + box["width"] / 2 + x, box["y"] + box["height"] / 2 + y)
        v.page.wait_for_timeout(350)
    lines = v.page.locator("#id_buildings").input_value().splitlines()
    assert len(lines) == before + 1
    v.page.locator(".sitemap-view").nth(1).click()
    expect(v.page.locator(".sitemap-view").nth(1)).to_have_attribute("aria-pressed", "true")
    assert not violations(v.page)
    v.click("Save the draft")
    expect(v.main).to_contain_text(v.says("Saved."))


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("fr", 390)])
def test_the_map_of_a_study_fades_below_the_threshold_and_says_the_share_above(
    enter: Callable[..., Visitor], language: str, width: int
) -> None:
    v = enter(language, width)
    v.sign_in("acierie")
    newest_study(v)
    drawn(v)
    everything = v.page.evaluate(OPAQUE)
    slide(v, 0.6)
    expect(said(v)).to_contain_text("dBm")
    some = v.page.evaluate(OPAQUE)
    assert 0 < some < everything
    slide(v, 1)
    assert v.page.evaluate(OPAQUE) < some
    expect(said(v)).to_contain_text(re.compile(r"\d"))
    assert overflow(v.page) == 0


def test_a_click_on_the_map_tells_why_the_place_has_what_it_has(enter: Callable[..., Visitor]) -> None:
    v = enter("fr", 1280)
    v.sign_in("acierie")
    newest_study(v)
    drawn(v)
    v.page.locator(".sitemap").click(position={"x": 560, "y": 300})
    answer = v.page.locator("#why-here .why")
    expect(answer).to_be_visible(timeout=COMPILED_WITHIN_MS)
    expect(answer.get_by_role("img")).to_be_visible()
    expect(answer).to_contain_text(v.says("Served by"))
    assert v.page.locator("#id_x").input_value()
    other = answer.get_by_role("table").last.get_by_role("link").last
    name = other.inner_text()
    other.click()
    expect(answer).to_contain_text(v.says("Link budget of %(antenna)s at this place", antenna=name))
    assert not violations(v.page)


def test_a_place_is_asked_about_with_the_keyboard_alone(enter: Callable[..., Visitor]) -> None:
    v = enter("en", 390)
    v.sign_in("acierie")
    newest_study(v)
    v.page.locator("#id_place").select_option(index=1)
    v.button("Why here?").press("Enter")
    expect(v.page.locator("#why-here .why")).to_be_visible(timeout=COMPILED_WITHIN_MS)
    assert overflow(v.page) == 0


def test_a_plan_with_wishes_is_launched_and_laid_beside_the_first(enter: Callable[..., Visitor]) -> None:
    v = enter("en", 1280)
    v.sign_in("acierie")
    newest_study(v)
    v.click("A plan with other wishes")
    v.page.locator("#id_name").fill("Without the first mast")
    v.page.locator("select[name=mast-0]").select_option("forbid")
    assert not violations(v.page)
    v.click("Launch the study")
    expect(v.page.locator(".sitemap")).to_be_visible(timeout=STUDIED_WITHIN_MS)
    v.main.get_by_role("link", name=re.compile("compare with")).first.click()
    drawn(v, 2)
    v.page.locator(".sitemap-side input[value=sinr]").first.check()
    v.page.wait_for_function(
        "() => [...document.querySelectorAll('.sitemap')].every((host) => host.sitemap.coverage.shown.key === 'sinr')"
    )
    v.page.evaluate("() => document.querySelector('.sitemap').sitemap.map.jumpTo({ zoom: 15.5 })")
    zooms = v.page.evaluate("() => [...document.querySelectorAll('.sitemap')].map((host) => host.sitemap.map.getZoom())")
    assert zooms[0] == pytest.approx(15.5)
    assert zooms[1] == pytest.approx(15.5)
    expect(v.main).to_contain_text("no antenna stands on")
    assert not violations(v.page)
    v.page.set_viewport_size({"width": 390, "height": 844})
    assert overflow(v.page) == 0
