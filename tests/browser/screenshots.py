"""Take the pictures of docs/screenshots: ``python -m tests.browser.screenshots``, from the root of the repository."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import django
from playwright.sync_api import expect, sync_playwright

from campus5g.cli.machine import find_chromium
from tests.browser.served import Campus, served

PLACE = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
NEED = "Surveiller l'état des ponts roulants"
FINE_M = "10"
WIDTH, HEIGHT, MARGIN = 1280, 1500, 20
MAP_DRAWN_MS = 2_000


def take(campus: Campus, chromium: str) -> None:
    from tests.browser import journey
    from tests.browser.visitor import CHROMIUM, visitor

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        for language in ("fr", "en"):
            with visitor(browser, campus, language, WIDTH, HEIGHT, color_scheme="light") as v:
                v.sign_in("acierie")
                v.go("/needs/")
                v.main.get_by_role("table").get_by_role("link", name=NEED).click()
                v.page.locator("#study a.btn").first.click()
                expect(journey.answer(v)).to_be_visible(timeout=journey.STUDIED_WITHIN_MS)
                journey.read_study(v)
                v.page.wait_for_load_state("networkidle")
                v.page.wait_for_timeout(MAP_DRAWN_MS)
                cards = v.page.locator(".key-cards").bounding_box()
                assert cards is not None
                whole = {"x": 0, "y": 0, "width": WIDTH, "height": cards["y"] + cards["height"] + MARGIN}
                v.page.screenshot(path=PLACE / f"study-{language}.png", clip=whole)
        browser.close()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campus5g.portal.settings.test")
    django.setup()
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("no Chromium was found: install one, or name it in CAMPUS5G_CHROMIUM")
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "data", FINE_M) as campus:
        take(campus, chromium)


if __name__ == "__main__":
    main()
