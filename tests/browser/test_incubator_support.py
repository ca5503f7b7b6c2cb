"""A venture that the jury admitted: its cohort, a mentor, a milestone with evidence, its figures as alumni, the funders' report."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import Visitor, overflow

VENTURE = "Palangre Démo"
PDF = {"name": "rapport.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 signed by the port"}


def in_cohort(person: Visitor) -> None:
    """Open the page of the venture by the menu and the lists."""
    person.go("/support/")
    if person.main.get_by_role("link", name=VENTURE, exact=True).count() == 0:  # the office chooses the cohort first
        person.main.get_by_role("link", name="Promotion 1").first.click()
    person.main.get_by_role("link", name=VENTURE, exact=True).first.click()
    person.heading(VENTURE)


def say_figure(founder: Visitor, jobs: str) -> None:
    founder.click("Figures")
    founder.page.locator("[name=kind]").select_option("jobs")
    founder.page.locator("[name=value]").fill(jobs)
    founder.page.locator("[name=evidence]").fill("Registre du personnel")
    founder.page.locator("form [name=file]").set_input_files(PDF)
    founder.click("Say it")
    expect(founder.main).to_contain_text(founder.says("The figure is kept."))
    expect(founder.main).to_contain_text("rapport.pdf")


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 390)])
def test_a_venture_gets_a_mentor_and_reaches_a_milestone_with_its_evidence(
    enter: Callable[..., Visitor], language: str, width: int
) -> None:
    office = enter(language, width)
    office.sign_in("bureau")
    in_cohort(office)
    ending = office.main.locator("a[href$='/end']")
    if ending.count():  # a mentor accompanies it: another is asked for
        ending.first.click()
        office.page.locator("[name=why]").fill("Parti en retraite")
        office.main.locator("form.sheet button").click()
        office.heading(VENTURE)
    office.go("/support/")
    office.main.get_by_role("link", name="Promotion 1").first.click()
    office.click("Mentors")
    office.page.locator("form[action$=propose] button").click()
    expect(office.main).to_contain_text(office.says("Covers: %(topics)s", topics="").strip())
    office.page.locator("form[action$=confirm] button").first.click()
    expect(office.main).to_contain_text(office.says("Confirmed; both are told."))
    assert overflow(office.page) == 0

    founder = enter(language, width)
    founder.sign_in("startup")
    in_cohort(founder)
    founder.click("Add a milestone")
    title = f"Essai au port ({language})"
    founder.page.locator("[name=title]").fill(title)
    founder.page.locator("[name=title]").press("Enter")  # by keyboard alone
    founder.main.get_by_role("link", name=title).click()
    founder.page.locator("[name=evidence]").fill("Rapport signé par le port")
    founder.page.locator("form[enctype] [name=file]").first.set_input_files(PDF)
    founder.click("Say that it is reached")
    expect(founder.main).to_contain_text("Rapport signé par le port")
    expect(founder.main).to_contain_text("rapport.pdf")
    assert overflow(founder.page) == 0


def test_an_alumni_company_goes_on_saying_its_figures_and_the_funders_read_them(enter: Callable[..., Visitor]) -> None:
    office = enter("fr", 1280)
    office.sign_in("bureau")
    in_cohort(office)
    office.click("It leaves the cohort")
    office.page.locator("[name=how][value=graduated]").check()
    office.page.locator("[name=why]").fill("Programme terminé")
    office.click("Save")
    expect(office.main).to_contain_text(office.says("Finished the programme"))

    founder = enter("en", 390)
    founder.sign_in("startup")
    in_cohort(founder)
    say_figure(founder, "7.5")
    assert overflow(founder.page) == 0

    office.go("/support/")
    office.main.get_by_role("link", name="Promotion 1").first.click()
    assert office.download(office.link("Report to the funders (pdf)")).startswith(b"%PDF")
    table = office.download(office.main.get_by_role("link", name="CSV")).decode("utf-8-sig")
    assert any("7.5" in row and "rapport.pdf" in row for row in table.splitlines())
