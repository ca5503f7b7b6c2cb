"""One need goes from a sentence to a dossier, clicked by those who do it: on a desk in French, on a phone in English."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from tests.browser import journey
from tests.browser.visitor import Visitor, overflow

PARAGRAPH = """Our casting cranes break down without warning a dozen times a year. We fit them with vibration sensors on a private 5G
network and train predictive maintenance models that hear a bearing fail three days ahead, with a start-up and a laboratory."""
STARTUP = "Écoute-Palier Démo"
FRENCH = {
    "What waits for me": "Ce qui m’attend", "Need": "Besoin", "Study": "Étude", "Financing": "Financement", "Sign out": "Se déconnecter",
    "Partners and costs": "Partenaires et dépenses", "Financing plan": "Plan de financement",
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "width", "company", "lead"),
    [("fr", 1280, "mecanique", "Mécanique Démo du Polder"), ("en", 390, "electrolyse", "Électrolyse Démo de la Dune")],
)
def test_a_need_becomes_a_fundable_dossier_by_clicks_alone(
    enter: Callable[..., Visitor], language: str, width: int, company: str, lead: str
) -> None:
    title = f"Entendre les roulements avant la panne ({language})"
    person = enter(language, width)
    person.sign_in(company)
    journey.state_need(person, title, "two_halls")
    person.sign_out()

    office = enter(language, width)
    office.sign_in("bureau")
    journey.launch_study(office, title)
    journey.watch_study(office)
    journey.read_study(office)
    journey.open_project(office, title)
    journey.bring_partner(office, STARTUP)
    journey.add_cost(office, STARTUP, "Capteurs de vibration", "experimental", "120 000")
    journey.add_cost(office, lead, "Essais sur les ponts roulants", "experimental", "180 000")
    journey.keep_call(office)
    journey.compute_plan(office)
    files = journey.draw_up(office, STARTUP)
    assert files["pdf"].startswith(b"%PDF-")
    for kind, part in {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}.items():
        assert part in zipfile.ZipFile(io.BytesIO(files[kind])).namelist()
    assert overflow(office.page) == 0

    partner = enter(language, width)
    partner.sign_in("startup")
    journey.accept_invitation(partner, title)

    journey.follow(office, "Project")
    office.click("Parts and signatures")
    office.click("Put to signature")
    journey.sign(partner, title)
    person.sign_in(company)
    journey.sign(person, title)
    office.click(title)
    office.click("The project is complete")
    assert set(journey.states_of_chain(office).values()) == {"done"}


def test_a_pasted_paragraph_leads_to_a_dossier_that_can_be_downloaded(enter: Callable[..., Visitor]) -> None:
    lead = enter("en", 390)
    lead.sign_in("acierie")
    journey.paste(lead, PARAGRAPH)
    journey.keep_found(lead)
    journey.follow(lead, "Study")
    journey.watch_study(lead)
    journey.compute_plan(lead)
    files = journey.draw_up(lead, STARTUP)
    assert files["pdf"].startswith(b"%PDF-")
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(files["docx"])).namelist()
    assert overflow(lead.page) == 0


def test_a_plan_waits_for_the_legal_facts_of_every_partner(enter: Callable[..., Visitor]) -> None:
    office = enter("fr", 1280)
    office.sign_in("bureau")
    office.go("/projects/")
    office.main.get_by_role("table").get_by_role("link").first.click()
    project = office.page.url
    lead = office.main.locator("h3 a").first.inner_text()
    journey.say_difficulty(office, lead, "unknown")
    office.page.goto(project)
    missing = office.main.locator(".alert-warning")
    assert lead in missing.inner_text()
    journey.follow(office, "Financing")
    assert office.button("Compute").count() == 0
    office.page.goto(project)
    journey.say_difficulty(office, lead, "false")
    office.page.goto(project)
    assert missing.count() == 0


def test_the_pages_speak_french_to_who_reads_french(enter: Callable[..., Visitor]) -> None:
    visitor = enter("fr", 1280)
    assert {text: visitor.says(text) for text in FRENCH} == FRENCH
    visitor.sign_in("bureau")
    assert FRENCH["What waits for me"] in visitor.main.inner_text()
