"""An employer registers three people; they sign by the code without an account; a stranger verifies what they were given."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import Visitor, overflow

DAY, PARIS = "2026-11-21", ZoneInfo("Europe/Paris")
TITLE = "Découvrir la 5G industrielle"
LEARNERS = ("Ada Demolove", "Blaise Demopascal", "Claude Demoshannon")
Enter = Callable[..., Visitor]


def hours() -> tuple[str, str]:
    """Return when a half-day that is being held starts and ends."""
    at = datetime.now(PARIS)
    starts, ends = at - timedelta(minutes=5), at + timedelta(minutes=40)
    first = starts if starts.day == at.day else at.replace(hour=0, minute=0)
    last = ends if ends.day == at.day else at.replace(hour=23, minute=59)
    return f"{first:%H:%M}", f"{last:%H:%M}"


def plan(body: Visitor, part: str, trainer: int) -> str:
    """Plan a session of one half-day that is being held now; return its address."""
    body.go("/training/")
    body.main.get_by_role("link", name=TITLE, exact=True).click()
    body.click("Plan a session")
    row = body.page.locator("[name=halves-0-day]")
    row.fill(DAY)
    body.page.locator("[name=halves-0-part]").select_option(part)
    for name, hour in zip(("starts", "ends"), hours(), strict=True):
        body.page.locator(f"[name=halves-0-{name}]").fill(hour)
    body.page.locator("[name=register_by]").fill(DAY)
    body.page.locator("[name=trainers]").nth(trainer).check()
    body.click("Save and book")
    expect(body.page).to_have_url(re.compile(r"/training/sessions/\d+/$"))
    return body.page.url.removeprefix(body.campus.address)


def register(employer: Visitor, session: str, mark: str) -> None:
    employer.go(session)
    employer.click("Register people")
    for place, name in enumerate(LEARNERS):
        employer.page.locator(f"[name=people-{place}-full_name]").fill(name)
        employer.page.locator(f"[name=people-{place}-email]").fill(f"{mark}{place}@demo.example.org")
    employer.page.locator("[name=told]").check()
    employer.click("Register them")
    for name in LEARNERS:
        expect(employer.main).to_contain_text(name)


def sign(phone: Visitor, address: str, name: str, *, by_keyboard: bool) -> None:
    """Open what the code holds, choose one's name, sign."""
    phone.page.goto(address)
    phone.speak()
    mine = phone.main.get_by_role("radio", name=f"{name.split(maxsplit=1)[0]} D.")
    if by_keyboard:
        mine.focus()
        phone.page.keyboard.press("Space")
        phone.button("Sign").focus()
        phone.page.keyboard.press("Enter")
    else:
        mine.check()
        phone.button("Sign").click()
    expect(phone.page.get_by_role("status").first).to_be_visible()
    assert overflow(phone.page) == 0


@pytest.mark.parametrize(("language", "width", "part", "trainer"), [("fr", 1280, "am", 0), ("en", 390, "pm", 1)])
def test_three_people_are_registered_sign_and_are_certified(
    enter: Enter, language: str, width: int, part: str, trainer: int
) -> None:
    body = enter(language, width)
    body.sign_in("formation")
    session = plan(body, part, trainer)
    employer = enter(language, width)
    employer.sign_in("acierie")
    register(employer, session, mark=f"apprenant-{language}")

    body.go(session)
    body.main.get_by_role("link", name=body.says("%(n)s signed", n=0)).click()
    address = body.link("The page that it opens").get_attribute("href") or ""
    for name in LEARNERS[:2]:
        sign(enter(language, 390), address, name, by_keyboard=language == "en")
    body.page.reload()
    body.click("Sign this half-day")
    body.go(session)
    body.click("Issue certificates")
    certificates = body.main.get_by_role("link", name=body.says("Certificate"), exact=True)
    expect(certificates).to_have_count(2)  # the third did not sign

    employer.go(session)
    employer.main.get_by_role("link", name=employer.says("Certificate"), exact=True).first.click()
    proof = employer.main.locator("a[href*='/training/verify/']").get_attribute("href") or ""
    stranger = enter(language, 390)
    stranger.page.goto(proof)
    stranger.speak()
    stranger.heading("This certificate is genuine")
    expect(stranger.main).to_contain_text(LEARNERS[0])
    assert overflow(stranger.page) == 0
