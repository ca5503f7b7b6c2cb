"""Documents to join: read from the call, asked of each partner, answered by files or handed over apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campus5g.core.errors import BadInput
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.scope import acting
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.dossiers.actions import ask_document, ask_usual, drop_document, hand_apart, read_call
from campus5g.portal.dossiers.content import papers_of
from campus5g.portal.dossiers.models import AskedDocument
from campus5g.portal.projects.actions import invite_partner
from campus5g.portal.projects.models import Project
from tests.portal.factories.calls import CallFactory, KeptCallFactory, call
from tests.portal.factories.directory import OrganisationFactory, actor_for, office_actor
from tests.portal.factories.projects import PartnerFactory, ProjectFactory

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
TEXT = "Joindre un extrait Kbis de chaque partenaire. Un accord de consortium est attendu."


def kept(project: Project, text: str = TEXT) -> KeptCall:
    described = replace(call("x", "Aid to harbours"), conditions=text)
    made: KeptCall = KeptCallFactory(project=project, call=CallFactory(described=described))
    return made


def page(project: Project, name: str = "papers", *place: int) -> str:
    return reverse(f"dossiers:{name}", args=[project.pk, *place])


def pdf(name: str = "kbis.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 ...")


def test_a_call_is_read_once_however_often_it_is_asked_and_a_new_partner_is_asked_too() -> None:
    project = ProjectFactory()
    PartnerFactory(project=project)
    chosen = kept(project)
    with acting(SYSTEM):
        assert read_call(SYSTEM, project, chosen) == 3  # a register extract each, one agreement
        assert read_call(SYSTEM, project, chosen) == 0
        PartnerFactory(project=project)
        assert read_call(SYSTEM, project, chosen) == 1
    passages = set(AskedDocument._base_manager.values_list("passage", flat=True))
    assert passages == {"Joindre un extrait Kbis de chaque partenaire.", "Un accord de consortium est attendu."}


def test_a_call_without_text_cannot_be_read() -> None:
    chosen = KeptCallFactory()
    with acting(SYSTEM), pytest.raises(Conflict, match="no text to read"):
        read_call(SYSTEM, chosen.project, chosen)


def test_the_office_adds_its_own_and_the_usual_ones(signed_in: Browser) -> None:
    project = ProjectFactory()
    office = signed_in(organisation=OrganisationFactory(office=True))
    office.post(page(project), {"label": "Plan of the  site", "each": ""})
    office.post(page(project, "ask-usual"))
    labels = [str(paper.label) for paper in papers(project)]
    assert labels[0] == "Plan of the site"
    assert "Bank details (RIB)" in labels
    with acting(SYSTEM), pytest.raises(Conflict, match="asked already"):
        ask_document(SYSTEM, project, "Plan of the site", False)
    with acting(SYSTEM), pytest.raises(BadInput, match="the name of a document"):
        ask_document(SYSTEM, project, " ", False)


def papers(project: Project):  # type: ignore[no-untyped-def]
    with acting(SYSTEM):
        return papers_of(project)


def test_a_partner_answers_with_a_file_and_the_dossier_names_it(signed_in: Browser) -> None:
    project, organisation = ProjectFactory(), OrganisationFactory(in_difficulty=False)
    invite_partner(office_actor(), project, organisation.pk, "")
    with acting(SYSTEM):
        ask_document(SYSTEM, project, "Plan", True)
    asked = AskedDocument._base_manager.get(partner__organisation=organisation)
    browser = signed_in(organisation=organisation)
    where = reverse("base:attach", args=["dossiers.askeddocument", asked.pk])
    answer = browser.post(where, {"file": pdf(), "next": page(project)})
    assert answer.url == page(project)
    assert "kbis.pdf" in browser.get(page(project)).content.decode()
    done = {paper.partner: (paper.done, paper.files) for paper in papers(project)}
    assert done[organisation.name] == (True, ("kbis.pdf",))
    assert done[project.organisation.name] == (False, ())


def test_a_partner_does_not_answer_for_another() -> None:
    project, organisation = ProjectFactory(), OrganisationFactory(in_difficulty=False)
    invite_partner(office_actor(), project, organisation.pk, "")
    with acting(SYSTEM):
        ask_document(SYSTEM, project, "Plan", True)
    asked = AskedDocument._base_manager.get(partner__organisation=project.organisation)
    with pytest.raises(Denied, match="the lead or the office"):
        hand_apart(actor_for(organisation), asked, True)
    hand_apart(actor_for(project.organisation), asked, True)
    assert {paper.partner: paper.done for paper in papers(project)}[project.organisation.name]


def test_a_document_goes_from_every_partner_at_once_unless_files_answer_it(signed_in: Browser) -> None:
    project = ProjectFactory()
    PartnerFactory(project=project)
    with acting(SYSTEM):
        ask_document(SYSTEM, project, "Plan", True)
    asked = AskedDocument._base_manager.first()
    browser = signed_in(organisation=project.organisation)
    browser.post(reverse("base:attach", args=["dossiers.askeddocument", asked.pk]), {"file": pdf(), "next": "/"})
    assert browser.post(page(project, "drop-document", asked.pk)).status_code == 409
    with acting(SYSTEM):
        ask_usual(SYSTEM, project)
        drop_document(SYSTEM, AskedDocument.objects.filter(key="accounts").first())
    assert not AskedDocument._base_manager.filter(key="accounts").exists()
    assert AskedDocument._base_manager.filter(label="Plan").count() == 2


def test_the_page_reads_a_call_and_says_what_is_new(signed_in: Browser) -> None:
    project = ProjectFactory()
    chosen = kept(project)
    browser = signed_in(organisation=project.organisation)
    told = browser.post(page(project, "read-call"), {"call": chosen.pk}, follow=True).content.decode()
    assert "2 documents added." in told
    assert "Extract of the company register" in told


def test_the_page_asks_few_questions(signed_in: Browser, django_assert_max_num_queries: Callable[..., object]) -> None:
    project = ProjectFactory()
    for _ in range(3):
        PartnerFactory(project=project)
    with acting(SYSTEM):
        ask_usual(SYSTEM, project)
    browser = signed_in(organisation=project.organisation)
    browser.get(page(project))
    with django_assert_max_num_queries(20):
        assert browser.get(page(project)).status_code == 200
