"""People write the dossier together: each its part, nobody over another, and what was written before is found again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from campus5g.core.errors import BadInput
from campus5g.documents.questions import QUESTIONS
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.base.scope import acting
from campus5g.portal.dossiers.actions import (
    Overtaken,
    Said,
    ask_question,
    drop_question,
    reuse_answer,
    write_answer,
    write_sheet,
)
from campus5g.portal.dossiers.models import Answer, CompanySheet
from campus5g.portal.dossiers.writing import earlier_answers, sheet_of
from campus5g.portal.projects.actions import invite_partner
from campus5g.portal.projects.models import Partner, Project
from tests.portal.factories.directory import OrganisationFactory, actor_for, office_actor
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.projects import PartnerFactory, ProjectFactory

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
TYPED = {"HTTP_HX_REQUEST": "true"}


def written(
    actor: Actor, project: Project, text: str, revision: int = 0, key: str = "summary", partner: Partner | None = None
) -> Answer:
    with acting(actor):
        return write_answer(actor, project, key, partner, text, revision)


def joined(project: Project) -> Partner:
    partner: Partner = invite_partner(office_actor(), project, OrganisationFactory(in_difficulty=False).pk, "")
    return partner


def url(project: Project, key: str = "summary", *place: int) -> str:
    return reverse("dossiers:section", args=[project.pk, key, *place])


def test_what_is_typed_is_saved_without_leaving_the_page(signed_in: Browser) -> None:
    project = ProjectFactory()
    browser = signed_in(organisation=project.organisation)
    answer = browser.post(url(project), {"text": "Ten lines.\r\n\r\n- one", "revision": "0"}, **TYPED)
    assert answer.status_code == 200
    assert 'name="revision" value="1"' in answer.content.decode()
    kept = Answer._base_manager.get()
    assert (kept.text, kept.revision) == ("Ten lines.\n\n- one", 1)


def test_without_script_the_form_saves_too(signed_in: Browser) -> None:
    project = ProjectFactory()
    browser = signed_in(organisation=project.organisation)
    assert browser.post(url(project), {"text": "Typed.", "revision": "0"}).status_code == 302
    assert "Typed." in browser.get(url(project)).content.decode()


def test_nobody_writes_over_what_they_have_not_read(signed_in: Browser) -> None:
    project = ProjectFactory()
    written(actor_for(project.organisation), project, "First.")
    answer = signed_in(organisation=project.organisation).post(url(project), {"text": "Second.", "revision": "0"}, **TYPED)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "wrote here while you were writing" in page
    assert "First." in page
    assert 'name="revision" value="0"' in page  # what was read stays what was read, until a person decides
    assert Answer._base_manager.get().text == "First."
    with pytest.raises(Overtaken):
        written(SYSTEM, project, "Third.")


def test_without_script_a_refused_text_is_shown_beside_the_other(signed_in: Browser) -> None:
    project = ProjectFactory()
    written(actor_for(project.organisation), project, "First.")
    answer = signed_in(organisation=project.organisation).post(url(project), {"text": "Second.", "revision": "0"})
    assert answer.status_code == 409
    assert "First." in answer.content.decode()
    assert ">Second.</textarea>" in answer.content.decode()


def test_who_has_read_both_may_keep_theirs(signed_in: Browser) -> None:
    project = ProjectFactory()
    written(actor_for(project.organisation), project, "First.")
    form = {"text": "Second.", "revision": "0", "over": "1"}
    assert signed_in(organisation=project.organisation).post(url(project), form, **TYPED).status_code == 200
    kept = Answer._base_manager.get()
    assert (kept.text, kept.revision) == ("Second.", 2)


def test_the_same_text_again_is_no_deed() -> None:
    project = ProjectFactory()
    written(SYSTEM, project, "Same.")
    written(SYSTEM, project, "Same.  ", 1)
    assert AuditEvent.objects.filter(verb="dossiers.write").count() == 1


def test_each_partner_writes_its_part_and_no_other(signed_in: Browser) -> None:
    project = ProjectFactory()
    mine, other = joined(project), joined(project)
    actor = actor_for(mine.organisation)
    assert written(actor, project, "We bring the masts.", key="role", partner=mine).revision == 1
    for key, partner in (("role", other), ("summary", None)):
        with pytest.raises(Denied):
            written(actor, project, "Not mine.", key=key, partner=partner)
    page = signed_in(organisation=mine.organisation).get(reverse("dossiers:write", args=[project.pk])).content.decode()
    assert f'id="text-role-{mine.pk}"' in page
    assert f'id="text-role-{other.pk}"' not in page
    assert 'id="text-summary"' not in page


@pytest.mark.parametrize(("key", "place"), [("summary", True), ("role", False), ("own-7", False), ("nothing", False)])
def test_a_section_that_is_not_one_is_not_found(key: str, place: bool, signed_in: Browser) -> None:
    project = ProjectFactory()
    lead = Partner._base_manager.get(project=project)
    where = url(project, key, lead.pk) if place else url(project, key)
    assert signed_in(organisation=project.organisation).get(where).status_code == 404
    with pytest.raises(BadInput):
        written(SYSTEM, project, "x", key=key, partner=lead if place else None)


def test_a_text_too_long_is_refused_and_stays_in_the_box(signed_in: Browser) -> None:
    project = ProjectFactory()
    browser = signed_in(organisation=project.organisation)
    assert browser.post(url(project), {"text": "x" * 20_001, "revision": "0"}, **TYPED).status_code == 400
    assert not Answer._base_manager.exists()


def test_a_question_of_the_call_becomes_a_section_and_can_go_again(signed_in: Browser) -> None:
    project = ProjectFactory()
    browser = signed_in(organisation=project.organisation)
    browser.post(reverse("dossiers:ask", args=[project.pk]), {"title": "How many jobs?"})
    asked = Answer._base_manager.get()
    assert (asked.key, asked.title) == ("own-1", "How many jobs?")
    assert "How many jobs?" in browser.get(reverse("dossiers:write", args=[project.pk])).content.decode()
    assert browser.post(reverse("dossiers:drop-question", args=[project.pk, "own-1"])).status_code == 302
    assert not Answer._base_manager.exists()


def test_the_sections_of_every_dossier_stay() -> None:
    project = ProjectFactory()
    answer = written(SYSTEM, project, "Text.")
    with acting(SYSTEM), pytest.raises(Conflict, match="Every dossier has this section"):
        drop_question(SYSTEM, answer)


def test_an_empty_question_is_none() -> None:
    project = ProjectFactory()
    with pytest.raises(BadInput, match="the words of the call"):
        ask_question(SYSTEM, project, "  ")


def test_all_sections_are_there_before_anything_is_written() -> None:
    project = ProjectFactory()
    PartnerFactory(project=project)
    PartnerFactory(project=project, state="declined")
    with acting(SYSTEM):
        sheet = sheet_of(SYSTEM, project)
    each = sum(question.each for question in QUESTIONS)
    assert len(sheet.all) == len(QUESTIONS) - each + 2 * each
    assert sheet.filled == 0


def test_the_page_of_all_sections_asks_few_questions(
    signed_in: Browser, django_assert_max_num_queries: Callable[..., object]
) -> None:
    project = ProjectFactory()
    for _ in range(4):
        PartnerFactory(project=project)
    browser, page = signed_in(organisation=project.organisation), reverse("dossiers:write", args=[project.pk])
    browser.get(page)
    with django_assert_max_num_queries(20):
        assert browser.get(page).status_code == 200


def earlier(organisation: object, text: str, key: str = "summary") -> Answer:
    project = ProjectFactory(need=NeedFactory(organisation=organisation, state="project"))
    return written(SYSTEM, project, text, key=key)


def test_earlier_answers_are_found_by_their_words_with_the_passage() -> None:
    project = ProjectFactory()
    masts = earlier(project.organisation, "Nous installons des antennes 5G sur trois mâts du laminoir.")
    earlier(project.organisation, "La formation des équipes dure deux semaines.", "impact")
    with acting(SYSTEM):
        found = earlier_answers(project, "summary", None, "antennes du laminoir")
    assert [item.answer.pk for item in found][:1] == [masts.pk]
    assert "antennes" in found[0].passages[0].text


def test_without_words_what_answered_the_same_question_comes_first() -> None:
    project = ProjectFactory()
    same = earlier(project.organisation, "Résumé.")
    earlier(project.organisation, "Effets.", "impact")
    with acting(SYSTEM):
        assert earlier_answers(project, "summary", None, "")[0].answer.pk == same.pk
        assert earlier_answers(project, "summary", None, "…") == []


def test_texts_stay_in_their_organisation_even_for_the_office(signed_in: Browser) -> None:
    project = ProjectFactory()
    foreign = earlier(OrganisationFactory(), "Secret of another company about antennas.")
    office = signed_in(organisation=OrganisationFactory(office=True))
    page = office.get(reverse("dossiers:library", args=[project.pk, "summary"]), {"q": "antennas"})
    assert "Secret" not in page.content.decode()
    form = {"source": foreign.pk, "revision": "0"}
    assert office.post(reverse("dossiers:reuse", args=[project.pk, "summary"]), form).status_code == 404


def test_an_earlier_answer_is_put_after_what_is_written(signed_in: Browser) -> None:
    project = ProjectFactory()
    source = earlier(project.organisation, "Already said.")
    written(SYSTEM, project, "New.")
    browser = signed_in(organisation=project.organisation)
    page = browser.get(reverse("dossiers:library", args=[project.pk, "summary"])).content.decode()
    assert source.project.title in page
    answer = browser.post(reverse("dossiers:reuse", args=[project.pk, "summary"]), {"source": source.pk, "revision": "1"})
    assert answer.url == url(project)
    assert Answer._base_manager.get(project=project).text == "New.\n\nAlready said."
    with acting(SYSTEM), pytest.raises(Overtaken):
        reuse_answer(SYSTEM, source, project, "summary", None, 1)


def test_the_sheet_of_an_organisation_is_written_by_its_people_alone(signed_in: Browser) -> None:
    organisation = OrganisationFactory()
    page = reverse("dossiers:sheet", args=[organisation.pk])
    form = {"description": "We roll steel.", "references": "2024: trial", "people": "A. B.", "revision": "0"}
    assert signed_in(organisation=OrganisationFactory()).post(page, form).status_code == 404
    browser = signed_in(organisation=organisation)
    assert browser.post(page, form).status_code == 302
    assert browser.post(page, form).status_code == 409  # somebody else wrote since
    assert CompanySheet._base_manager.get().description == "We roll steel."
    with pytest.raises(Denied):
        write_sheet(actor_for(OrganisationFactory()), organisation, Said("x", "", ""), 1)


def test_over_the_api_a_section_is_read_and_written_with_its_revision(signed_in: Browser) -> None:
    project = ProjectFactory()
    browser = signed_in(organisation=project.organisation)
    where = f"/api/v1/dossiers/{project.pk}/answers"

    def put(text: str, revision: int) -> int:
        return browser.put(f"{where}/summary", {"text": text, "revision": revision}, content_type="application/json").status_code

    assert put("First.", 0) == 200
    assert put("Second.", 0) == 409
    assert [(a["key"], a["text"], a["revision"]) for a in browser.get(where).json()] == [("summary", "First.", 1)]
