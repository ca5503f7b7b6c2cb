"""A venture applies to the incubator: screened, read by a jury of which one member is tied to it, decided, and written to."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.served import Campus
from tests.browser.visitor import Visitor, overflow

OPENS, CLOSES, CLOSED = "2026-11-19T08:00", "2026-11-22T18:00", "2026-11-20T18:00"
"""Around the day of the demonstration."""
PASSWORD = "un incubateur au bord du quai"
JURORS = ("acierie", "port")


def link_for(campus: Campus, email: str) -> str:
    """Return the link of the last mail to an address, as the console mail of the demonstration shows it."""
    limit = time.monotonic() + 20
    while time.monotonic() < limit:
        found = [letter for letter in campus.log().split("To: ") if letter.startswith(email)]
        if found and (link := re.search(r"/incubator/confirm/\S+", found[-1])):
            return link[0]
        time.sleep(0.3)
    raise AssertionError(f"no mail to {email}")


def open_call(office: Visitor, cohort: str) -> str:
    """Let the office begin a call from an earlier one and publish it; return its address."""
    office.go("/incubator/")
    office.main.get_by_role("link", name=re.compile("2027")).first.click()
    office.click("Begin a call from this one")
    for name, words in (("cohort", cohort), ("opens_at", OPENS), ("closes_at", CLOSES)):
        office.page.locator(f"[name={name}]").fill(words)
    office.click("Save")
    office.click("Publish")
    return office.page.url.removeprefix(office.campus.address)


def apply(team: Visitor, call: str, venture: str, email: str) -> None:
    """Ask for the link by keyboard alone, make one's account, answer, hand in."""
    team.go(call)
    team.speak()
    team.page.locator("[name=full_name]").focus()
    for words in ("Grace Founder", email, venture):
        team.page.keyboard.type(words)
        team.page.keyboard.press("Tab")
    team.page.keyboard.press("Enter")
    expect(team.page.get_by_role("status").first).to_contain_text(
        team.says("A mail comes to your address: its link begins your application. It holds for three days.")
    )
    team.go(link_for(team.campus, email))
    for name in ("password1", "password2"):
        team.page.locator(f"[name={name}]").fill(PASSWORD)
    team.click("Make my account and begin")
    team.heading(venture)
    for key, words in (
        ("idea", "Capteurs pour grues."),
        ("need", "Les grues s'arrêtent."),
        ("trl", "5"),
        ("team", "Grace et Ada"),
        ("people", "3"),
    ):
        team.page.locator(f"[name=q-{key}]").fill(words)
    team.page.locator("[name=q-fiveg]").select_option(index=1)
    team.page.locator("[name=q-settle]").select_option(index=1)
    team.page.locator("#application[data-saved=yes]").wait_for()
    expect(team.page.locator("#saved")).to_contain_text(re.compile(r"\d\d:\d\d:\d\d"))  # saved as one types
    team.page.reload()
    expect(team.page.locator("[name=q-idea]")).to_have_value("Capteurs pour grues.")
    team.click("Sign and hand in")
    expect(team.main).to_contain_text(team.says("Submitted"))


def seat(office: Visitor, call: str, enter: Callable[..., Visitor], width: int) -> dict[str, Visitor]:
    """Invite two jurors; each accepts on their own page."""
    seated = {}
    for who in JURORS:
        juror = enter(office.language, width)
        juror.sign_in(who)
        name = juror.page.locator(".who span").first.evaluate("n => n.firstChild.textContent")
        office.go(f"{call}/jury")
        value = office.page.locator("[name=person] option", has_text=name).first.get_attribute("value")
        office.page.locator("[name=person]").select_option(value)
        office.click("Invite")
        juror.go("/incubator/reading/")
        juror.click("I sit in this jury")
        seated[who] = juror
    office.go(f"{call}/jury")
    office.click("Give the files to the jurors")
    return seated


def mark(juror: Visitor, *, offline: bool) -> None:
    """Give four to everything; offline, the marks wait on the device and leave when the network is back."""
    page, form = juror.page, juror.page.locator("#marks")
    if offline:
        expect(form).to_have_attribute("data-kept", "yes")
        page.context.set_offline(True)
        page.reload()  # as it was kept
    for field in form.locator("input[name^='m-']").all():
        field.fill("4")
    juror.click("Save my marks")
    if offline:
        expect(page.locator("#marks-net")).to_have_text(
            juror.says("No network: your marks are kept on this device and sent later.")
        )
        page.context.set_offline(False)
        expect(juror.main).to_contain_text(re.compile(r"\(revision 1\)"))
        juror.complaints[:] = [said for said in juror.complaints if "ERR_INTERNET_DISCONNECTED" not in said]
        expect(form.locator("input[name^='m-']").first).to_have_value(re.compile("^4"))
    else:
        expect(juror.main).to_contain_text(juror.says("Your marks are kept."))


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 390)])
def test_a_venture_applies_is_read_without_the_juror_who_is_tied_to_it_and_gets_its_letter(
    enter: Callable[..., Visitor], language: str, width: int
) -> None:
    office, venture = enter(language, width), f"Quai Vif {language}"
    office.sign_in("bureau")
    call = open_call(office, f"Essai {language}")
    team = enter(language, width)
    apply(team, call, venture, f"grace-{language}@mail.test")
    place = team.page.url

    office.go(f"{call}/applications")
    office.main.get_by_role("link", name=venture).click()
    office.page.locator("[name=eligible][value=yes]").check()
    office.click("Decide and tell the team")

    jurors = seat(office, call, enter, width)
    tied, free = (jurors[who] for who in JURORS)
    tied.go("/incubator/reading/")
    row = tied.main.get_by_role("listitem").filter(has_text=venture)
    closed = row.locator("form").get_attribute("action")
    row.locator("[name=why]").fill("Nous avons un contrat ensemble.")
    row.get_by_role("button", name=tied.says("I have a tie")).click()
    expect(tied.main).to_contain_text(tied.says("The file is closed to you, everywhere."))
    assert tied.page.goto(tied.campus.address + str(closed)).status == 404  # type: ignore[union-attr]
    tied.go("/search/?q=Quai+Vif")
    expect(tied.main).not_to_contain_text(venture)

    free.go("/incubator/reading/")
    free.main.get_by_role("listitem").filter(has_text=venture).get_by_role(
        "button", name=free.says("Nothing ties me to it")
    ).click()
    free.heading(venture)
    mark(free, offline=width == 390)
    assert overflow(free.page) == 0 or width > 390

    office.go(f"{call}/edit")
    office.page.locator("[name=closes_at]").fill(CLOSED)
    office.click("Save")
    office.go(f"{call}/ranking")
    office.main.get_by_role("link", name=venture).click()
    office.page.locator("[name=outcome][value=admitted]").check()
    office.click("Propose")
    office.go(f"{call}/ranking")
    office.click("Decide and send the letters")
    assert office.download(office.link("Minutes (PDF)")).startswith(b"%PDF")
    team.page.goto(place)
    assert team.download(team.link("The letter (PDF)")).startswith(b"%PDF")
    assert [c for v in (office, team, free) for c in v.complaints] == []
