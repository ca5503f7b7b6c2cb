"""A killed worker loses nothing: the page says so, and the study goes on from where it was."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser import journey
from tests.browser.served import Campus
from tests.browser.visitor import Visitor

TOLD_WITHIN_MS = 60_000


def test_a_study_whose_worker_is_killed_says_interrupted_within_a_minute_and_is_taken_up_to_the_end(
    enter: Callable[..., Visitor], campus: Campus
) -> None:
    office = enter("fr", 1280)
    office.sign_in("bureau")
    office.go("/needs/?words=roulants+ferroviaire")
    office.main.get_by_role("table").get_by_role("link", name="Surveiller l'état des ponts roulants").click()
    while not office.button("Study it again").count():  # the demonstration is still being studied for the first time
        office.page.wait_for_timeout(2_000)
        office.page.reload()
    office.click("Study it again")
    running = office.page.locator("[role=progressbar]:not([aria-valuenow='0'])")
    running.wait_for(timeout=journey.STUDIED_WITHIN_MS)
    first = campus.child("long")
    assert first is not None
    os.kill(first, signal.SIGKILL)

    interrupted = office.page.get_by_role("heading", name=office.says("The study was interrupted"))
    expect(interrupted).to_be_visible(timeout=TOLD_WITHIN_MS)
    assert _another(campus, first), "the launcher starts another worker"
    office.click("Take up the study")
    journey.watch_study(office)
    journey.read_study(office)


def _another(campus: Campus, first: int) -> bool:
    for _ in range(100):
        if campus.child("long") not in (None, first):
            return True
        time.sleep(0.1)
    return False
