"""The day a dossier is sent: the judge that the page, the API and the verb share, and the version that stays as it is."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from docx import Document

from campus5g.core.errors import BadInput
from campus5g.documents.questions import QUESTIONS
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.base.scope import acting
from campus5g.portal.dossiers.actions import Said, Work, draw_up, save_work, submit, write_answer, write_sheet
from campus5g.portal.dossiers.models import FunderTemplate, Version
from campus5g.portal.dossiers.points import points_of
from campus5g.portal.projects.models import Partner, Project
from tests.portal.factories.directory import OrganisationFactory, actor_for
from tests.portal.factories.dossiers import ready_project

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
Browser = Callable[..., Client]


def partners(project: Project) -> list[Partner]:
    return list(Partner._base_manager.filter(project=project))


def fill_in(project: Project) -> None:
    """Write every required section and the work."""
    with acting(SYSTEM):
        save_work(SYSTEM, project, Work("Install", "- masts\n- radios", 1, 6), partners(project))
        for question in QUESTIONS:
            for partner in partners(project) if question.each else [None]:
                write_answer(SYSTEM, project, question.key, partner, f"Answer to {question.key}.", 0)


def drawn(project: Project, language: str = "en") -> Version:
    with acting(SYSTEM):
        return draw_up(SYSTEM, project, None, language)


def sent(version: Version, day: date | None = None) -> None:
    with acting(SYSTEM):
        submit(SYSTEM, version, day or localdate(version.made_at), "AAP-12")


def words(version: Version) -> str:
    with version.docx.open("rb") as file:
        return "\n".join(p.text for p in Document(io.BytesIO(file.read())).paragraphs)


@pytest.fixture(autouse=True)
def _the_day_goes_on(settings: object) -> None:
    settings.DEMONSTRATION_DAY = ""  # type: ignore[attr-defined]


def test_what_people_wrote_stands_in_the_word_document_and_nothing_is_left_to_write() -> None:
    project = ready_project()
    fill_in(project)
    organisation = partners(project)[0].organisation
    write_sheet(SYSTEM, organisation, Said("We roll steel.", "2024: trial", "A. Martin, engineer"), 0)
    text = words(drawn(project))
    left = [line for line in text.splitlines() if line.startswith("[To be written")]
    assert left == ["[To be written: indicators, their value today and their target]"]  # this study assessed no use
    for question in QUESTIONS:
        assert f"Answer to {question.key}." in text
    assert "We roll steel." in text
    assert "A. Martin, engineer" in text


def test_what_nobody_wrote_stays_marked_in_the_language_of_the_document() -> None:
    assert "[À rédiger" in words(drawn(ready_project(), "fr"))


def test_a_version_is_sent_once_with_its_reference_and_then_stays() -> None:
    project = ready_project()
    fill_in(project)
    version = drawn(project)
    sent(version)
    kept = Version._base_manager.get()
    assert (kept.submitted_as, kept.submitted_on) == ("AAP-12", localdate(kept.made_at))
    facts = AuditEvent.objects.get(verb="dossiers.submit").facts
    assert facts["pdf"] == kept.prints["pdf"]
    with pytest.raises(Conflict, match="already sent"):
        sent(kept)


def test_while_a_required_section_is_missing_nothing_is_sent() -> None:
    project = ready_project()
    version = drawn(project)
    with pytest.raises(Conflict, match="Not ready to be sent"):
        sent(version)
    assert Version._base_manager.get().submitted_on is None


def test_a_version_that_no_longer_says_the_project_is_not_sent() -> None:
    project = ready_project()
    fill_in(project)
    version = drawn(project)
    with acting(SYSTEM):
        write_answer(SYSTEM, project, "summary", None, "Another summary.", 1)
    with pytest.raises(Conflict, match="draw up a new one"):
        sent(version)


@pytest.mark.parametrize("days", [-1, 1])
def test_it_is_sent_between_the_day_it_was_made_and_today(days: int) -> None:
    project = ready_project()
    fill_in(project)
    version = drawn(project)
    with pytest.raises(BadInput, match="a day from that of the version to today"):
        sent(version, today() + timedelta(days=days))


def test_a_partner_that_does_not_lead_does_not_send() -> None:
    project = ready_project()
    version = drawn(project)
    other = next(p.organisation for p in partners(project) if p.organisation_id != project.organisation_id)
    with pytest.raises(Denied):
        submit(actor_for(other), version, today(), "")


def test_page_api_and_version_say_the_same_points(signed_in: Browser) -> None:
    project = ready_project()
    browser = signed_in(organisation=project.organisation)
    with acting(SYSTEM):
        points = {p.key: p.done for p in points_of(project, None)}
    answer = browser.get(f"/api/v1/dossiers/{project.pk}/check?language=en").json()
    assert {p["key"]: p["done"] for p in answer["points"]} == points
    assert answer["ready"] is False
    page = browser.get(reverse("dossiers:detail", args=[project.pk]))
    assert {p.key: p.done for p in page.context["checks"]} == points
    assert {p["key"]: p["done"] for p in drawn(project).checks} == points


def test_the_page_sends_a_version_and_says_so(signed_in: Browser) -> None:
    project = ready_project()
    fill_in(project)
    version = drawn(project)
    browser = signed_in(organisation=project.organisation)
    where = reverse("dossiers:submit", args=[project.pk, version.number])
    assert browser.post(where, {"day": "yesterday"}).status_code == 400
    done = browser.post(where, {"day": today().isoformat(), "reference": "AAP-12"}, follow=True)
    assert "AAP-12" in done.content.decode()


def template(*paragraphs: str) -> SimpleUploadedFile:
    document, out = docx.Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(out)
    return SimpleUploadedFile("aap.docx", out.getvalue())


def test_a_funders_document_is_looked_through_then_filled(signed_in: Browser) -> None:
    project = ready_project()
    fill_in(project)
    browser = signed_in(organisation=project.organisation)
    where = reverse("dossiers:templates", args=[project.pk])
    added = browser.post(where, {"file": template("{{ project_title }}: {{ summary }} {{ sumary }}")}, follow=True)
    page = added.content.decode()
    assert project.title in page
    assert "Did you mean summary?" in page
    kept = FunderTemplate._base_manager.get()
    filled = browser.post(reverse("dossiers:template", args=[project.pk, kept.pk]))
    text = Document(io.BytesIO(filled.content)).paragraphs[0].text
    assert text == f"{project.title}: Answer to summary. [To be written: sumary]"
    assert AuditEvent.objects.filter(verb="dossiers.fill_template").count() == 1
    assert browser.post(reverse("dossiers:remove-template", args=[project.pk, kept.pk])).status_code == 302
    assert not FunderTemplate._base_manager.exists()


def test_a_document_that_cannot_be_taken_is_refused_beside_the_form_and_not_kept(signed_in: Browser) -> None:
    project = ready_project()
    browser = signed_in(organisation=project.organisation)
    where = reverse("dossiers:templates", args=[project.pk])
    answer = browser.post(where, {"file": template("{{ cycler.__init__ }}{{ range(3) }}")})
    assert answer.status_code == 400
    assert "names, loops on a list and conditions on a name alone" in answer.content.decode()
    assert browser.post(where, {"file": SimpleUploadedFile("a.docm", b"PK")}).status_code == 400
    assert not FunderTemplate._base_manager.exists()


def test_templates_are_for_those_who_write_the_dossier(signed_in: Browser) -> None:
    project = ready_project()
    where = reverse("dossiers:templates", args=[project.pk])
    assert signed_in(organisation=OrganisationFactory()).get(where).status_code == 404
    other = next(p.organisation for p in partners(project) if p.organisation_id != project.organisation_id)
    assert signed_in(organisation=other).get(where).status_code in {403, 404}


def test_the_sample_and_the_list_of_names_are_there_for_everybody_signed_in(signed_in: Browser) -> None:
    browser = signed_in(organisation=OrganisationFactory())
    assert browser.get(reverse("dossiers:sample")).content.startswith(b"PK")
    assert "{{ project_title }}" in browser.get(reverse("dossiers:placeholders")).content.decode("utf-8-sig")
