"""A company's need becomes a collective one that a solution answers: on a phone by keyboard in English, on a desk in French."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import journey
from tests.browser.typist import Typist
from tests.browser.visitor import Visitor, overflow

NEIGHBOUR = "Surveiller l'état des ponts roulants et du matériel ferroviaire"
"""A need of the demonstration's steelworks."""
SOLUTION = "Écoute des paliers"
"""What the demonstration's start-up offers."""


def state_by_keyboard(v: Visitor, title: str) -> None:
    """State a need on a phone without a mouse: the words, one use, an example site that brings its devices."""
    v.go("/needs/new")
    journey.start_afresh(v)
    typist = Typist(v)
    typist.reach(v.field("Title")).type(title)
    typist.reach(v.field("What do you need?")).type("Hear the bearings of our overhead cranes before they fail.")
    typist.reach(v.field("What hurts today?")).type("Twelve stops a year, five hours each.")
    typist.reach(v.field("Which equipment?")).type("12 overhead cranes")
    typist.reach(v.page.locator("#use-maintenance")).press("Space")
    example = v.field("An example site")
    typist.reach(example)
    while example.input_value() != "two_halls":
        typist.press("ArrowDown")
    typist.reach(v.button("Take this site")).press("Enter")
    expect(v.page.locator("[name=devices-0-count]")).to_have_value(re.compile(r"^\d+$"))
    typist.reach(v.button("State it to the office")).press("Enter")
    v.heading(title)


def follow_waiting(v: Visitor, text: str) -> None:
    """Open, from the home page, what waits for this person with ``text`` in its sentence."""
    v.go("/")
    waiting = v.main.get_by_role("region", name=v.says("What waits for me"))
    found = waiting.get_by_role("link").filter(has_text=text)
    if not found.first.is_visible():
        for more in waiting.locator("details:not([open]) > summary").all():
            more.click()
    found.first.click()
    v.page.wait_for_load_state()


def bring_together(office: Visitor, title: str, common: str) -> str:
    """Let the office choose both needs, and word what they have in common; return the address of the collective one."""
    office.menu("Needs").click()
    office.click("Bring needs together")
    for chosen in (title, NEIGHBOUR):
        office.main.get_by_role("checkbox", name=chosen).check()
    office.click("Go on")
    assert overflow(office.page) == 0
    office.field("Title").fill(common)
    office.field("What do they need together?").fill("Un même réseau de capteurs, un même diagnostic, un contrat commun.")
    office.click("Make the collective need and ask the owners")
    office.heading(common)
    return office.page.url.removeprefix(office.campus.address)


def agree(owner: Visitor, common: str) -> None:
    """Find the question among what waits, read the wording, agree to it."""
    follow_waiting(owner, common)
    owner.heading(common)
    owner.main.get_by_role("radio", name=owner.says("I agree to this wording")).check()
    owner.click("Answer")
    expect(owner.page.locator("#members").get_by_role("cell", name=owner.says("agrees"))).not_to_have_count(0)
    assert overflow(owner.page) == 0


def meet(person: Visitor, need: str, office: Visitor, startup: Visitor) -> None:
    """The company asks to meet who offers the solution; the office proposes it, the start-up accepts, they have met."""
    person.go(need)
    person.main.get_by_role("link", name=re.compile(rf"{person.says('Meet its people')}.*{SOLUTION}")).click()
    person.field("Why you want to meet them").fill("Our cranes stop without a warning.")
    person.field("Who is reached, and how").fill("Ada, 03 00 00 00 00")
    person.click("Ask the office")
    place = person.page.url.removeprefix(person.campus.address)
    office.go(place)
    office.click("Propose it")
    startup.go(place)
    startup.field("If yes: who is reached, and how").fill("Blaise, 03 00 00 00 01")
    startup.click("Accept")
    expect(startup.main).to_contain_text("Ada, 03 00 00 00 00")
    person.go(place)
    expect(person.main).to_contain_text("Blaise, 03 00 00 00 01")
    person.page.locator("[name=state]").select_option("met")
    person.click("Save")
    office.go(place)
    expect(office.page.locator("ol.steps [aria-current=step]")).to_have_text(office.says("Meeting held"))


@pytest.mark.parametrize(("language", "width", "company"), [("fr", 1280, "mecanique"), ("en", 390, "port")])
def test_a_need_is_brought_together_with_another_and_answered_by_a_solution(
    enter: Callable[..., Visitor], language: str, width: int, company: str
) -> None:
    title, common = f"Entendre les paliers des ponts roulants ({language})", f"Entendre ensemble nos machines ({language})"
    person, office, neighbour, startup = (enter(language, width) for _ in range(4))
    for window, who in ((person, company), (office, "bureau"), (neighbour, "acierie"), (startup, "startup")):
        window.sign_in(who)
    if language == "fr":
        journey.state_need(person, title, "two_halls")
    else:
        state_by_keyboard(person, title)
    need = person.page.url.removeprefix(person.campus.address)

    collective = bring_together(office, title, common)
    agree(person, common)
    agree(neighbour, common)
    office.go(collective)
    office.click("State it to the office")
    meet(person, need, office, startup)

    office.go(collective)
    office.click("A solution answers this need: say which")
    office.field("Solution").select_option(label=SOLUTION)
    office.field("What it changed").fill("Huit arrêts évités en six mois.")
    office.click("Save")
    office.heading(common)
    neighbour.go(collective)
    answered = neighbour.main.get_by_role("region", name=neighbour.says("Solutions"))
    expect(answered).to_contain_text(neighbour.says("Answered by"))
    expect(answered.get_by_role("link", name=SOLUTION).first).to_be_visible()
    assert overflow(neighbour.page) == 0
