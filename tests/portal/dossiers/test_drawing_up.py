"""Drawing up the dossier: what is lacking, three files, their prints in the audit trail, who may fetch them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from campus5g.core.errors import BadInput
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.base.registry import Step, journey
from campus5g.portal.base.scope import acting
from campus5g.portal.dossiers.actions import FILES, Work, draw_up, save_work
from campus5g.portal.dossiers.content import basis_of
from campus5g.portal.dossiers.models import Version
from campus5g.portal.financing.actions import compute_plan
from campus5g.portal.projects.actions import answer_invitation, invite_partner, remove_partner
from campus5g.portal.projects.models import Partner, Project
from campus5g.portal.studies.models import Study
from tests.portal.factories.calls import CallFactory, KeptCallFactory, call
from tests.portal.factories.directory import OrganisationFactory, actor_for, office_actor
from tests.portal.factories.dossiers import ready_project, studied
from tests.portal.factories.financing import fundable_project
from tests.portal.factories.projects import LineFactory, ProjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
Browser = Callable[..., Client]
MAGIC = {"docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "pdf": b"%PDF-", "report": b"%PDF-"}
ENDING = {"report": "study.pdf"}


def lacking(project: Project) -> list[str]:
    with acting(SYSTEM):
        return [str(item) for item in basis_of(project).lacking]


def drawn(project: Project, language: str = "fr") -> Version:
    with acting(SYSTEM):
        return draw_up(SYSTEM, project, None, language)


def content(version: Version, kind: str) -> bytes:
    with getattr(version, kind).open("rb") as file:
        data: bytes = file.read()
    return data


def step(project: Project) -> Step:
    with acting(SYSTEM):
        return next(s for s in journey(SYSTEM, project.need_id, "") if s.key == "dossier")


def download(project: Project, kind: str = "docx", number: int = 1) -> str:
    return reverse("dossiers:download", args=[project.pk, number, kind])


def test_what_is_lacking_is_told_in_the_order_of_the_chain() -> None:
    project = fundable_project()
    assert lacking(project) == ["The need has no finished study yet.", "There is no financing plan yet."]
    studied(project)
    assert lacking(project) == ["There is no financing plan yet."]
    compute_plan(SYSTEM, project, "net_public")
    assert lacking(project) == []
    LineFactory(project=project)
    assert lacking(project) == ["Something changed since the financing plan was computed: compute it again."]


def test_a_study_that_newer_engines_cannot_read_is_to_be_launched_again() -> None:
    project = ready_project()
    Study._base_manager.update(result='{"schema": 0}')
    assert lacking(project) == ["The study was kept by an older version: launch it again."]


def test_while_something_is_lacking_nothing_is_drawn_up(signed_in: Browser) -> None:
    project = fundable_project()
    with pytest.raises(Conflict, match="no finished study"):
        drawn(project)
    url = reverse("dossiers:detail", args=[project.pk])
    browser = signed_in(organisation=project.organisation)
    assert "The need has no finished study yet." in browser.get(url).content.decode()
    assert browser.post(url, {"language": "fr", "call": ""}).status_code == 409
    assert not Version._base_manager.exists()
    assert not AuditEvent.objects.filter(verb="dossiers.draw_up").exists()


def test_drawing_up_makes_files_whose_prints_are_in_the_audit_trail() -> None:
    project = ready_project()
    version = drawn(project)
    payload = json.loads(AuditEvent.objects.get(verb="dossiers.draw_up", subject_id=project.pk).payload)
    for kind in FILES:
        data = content(version, kind)
        assert data.startswith(MAGIC[kind])
        assert payload["facts"][kind] == version.prints[kind] == hashlib.sha256(data).hexdigest()
    assert payload["facts"]["version"] == 1


def test_the_files_say_the_project_and_its_money() -> None:
    project = ready_project()
    with acting(SYSTEM):
        save_work(SYSTEM, project, Work("Install the masts", "Three of them.", 1, 6), list(project.partners.all()))
    version = drawn(project, "en")
    document = Document(BytesIO(content(version, "docx")))
    words = "\n".join(p.text for p in document.paragraphs) + "\n".join(
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    )
    assert project.title in words
    assert "Install the masts" in words
    for partner in Partner._base_manager.select_related("organisation"):
        assert partner.organisation.name in words
    cells = [cell.value for sheet in load_workbook(BytesIO(content(version, "xlsx"))) for row in sheet for cell in row]
    assert {100_000.33, 99_999.67} <= {cell for cell in cells if isinstance(cell, float)}
    assert any(str(cell).startswith("=SUM(") for cell in cells)


def test_each_drawing_up_is_a_new_version_and_the_earlier_ones_stay() -> None:
    project = ready_project()
    first = content(drawn(project, "fr"), "docx")
    assert drawn(project, "en").number == 2
    assert [version.number for version in Version._base_manager.order_by("number")] == [1, 2]
    assert content(Version._base_manager.get(number=1), "docx") == first


def test_the_same_data_gives_the_same_docx_bytes() -> None:
    project = ready_project()
    assert drawn(project).prints["docx"] == drawn(project).prints["docx"]
    assert drawn(project, "en").prints["docx"] != drawn(project, "fr").prints["docx"]


def test_an_unknown_language_is_refused() -> None:
    project = ready_project()
    with pytest.raises(BadInput, match="fr or en"):
        drawn(project, "de")
    assert not Version._base_manager.exists()


def test_the_dossier_for_a_call_names_it() -> None:
    project = ready_project()
    kept = KeptCallFactory(project=project, call=CallFactory(described=call("x", "Aid to the harbours of the North")))
    compute_plan(SYSTEM, project, "net_public")
    with acting(SYSTEM):
        version = draw_up(SYSTEM, project, kept, "en")
    document = Document(BytesIO(content(version, "docx")))
    text = "\n".join(p.text for p in document.paragraphs) + "\n".join(
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    )
    assert "Aid to the harbours of the North" in text


def test_a_download_comes_as_an_attachment_named_after_the_project(signed_in: Browser) -> None:
    project = ready_project()
    drawn(project)
    browser = signed_in(organisation=project.organisation)
    for kind in FILES:
        answer = browser.get(download(project, kind))
        data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        assert data.startswith(MAGIC[kind])
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        assert answer.headers["Content-Disposition"].rstrip('"').endswith(f"-v1.{ENDING.get(kind, kind)}")
    assert browser.get(download(project, "exe")).status_code == 404
    assert browser.get(download(project, number=2)).status_code == 404


def test_the_right_to_download_is_that_of_the_moment_a_partner_that_left_gets_404(signed_in: Browser) -> None:
    project = ready_project()
    office, joined, declining = office_actor(), OrganisationFactory(in_difficulty=False), OrganisationFactory(in_difficulty=False)
    inside = [invite_partner(office, project, organisation.pk, "") for organisation in (joined, declining)]
    with acting(office):
        answer_invitation(actor_for(joined), inside[0], accept=True)
    compute_plan(SYSTEM, project, "net_public")
    drawn(project)
    browsers = [signed_in(organisation=organisation) for organisation in (joined, declining)]
    for browser in browsers:
        answer = browser.get(download(project))
        assert answer.getvalue()  # read to its end, which closes it
    with acting(office):
        answer_invitation(actor_for(declining), inside[1], accept=False)
        remove_partner(office, inside[0])
    assert [browser.get(download(project)).status_code for browser in browsers] == [404, 404]


def test_a_stranger_gets_404_on_every_page_of_the_dossier(signed_in: Browser) -> None:
    project = ready_project()
    drawn(project)
    with acting(SYSTEM):
        package = save_work(SYSTEM, project, Work("Install", "", 1, 2), [])
    browser = signed_in(organisation=OrganisationFactory())
    pages = [
        reverse("dossiers:detail", args=[project.pk]),
        reverse("dossiers:new-work", args=[project.pk]),
        reverse("dossiers:work", args=[project.pk, package.pk]),
        download(project),
        f"/api/v1/dossiers/{project.pk}",
    ]
    assert [browser.get(page).status_code for page in pages] == [404] * len(pages)
    assert browser.post(reverse("dossiers:remove-work", args=[project.pk, package.pk])).status_code == 404


def test_a_partner_reads_the_dossier_and_only_the_lead_or_the_office_draws_it_up(signed_in: Browser) -> None:
    project, partner = ready_project(), OrganisationFactory(in_difficulty=False)
    invite_partner(office_actor(), project, partner.pk, "")
    compute_plan(SYSTEM, project, "net_public")
    url = reverse("dossiers:detail", args=[project.pk])
    page = signed_in(organisation=partner).get(url)
    assert "Draw up the dossier" not in page.content.decode()
    assert signed_in(organisation=partner).post(url, {"language": "fr", "call": ""}).status_code == 403
    with pytest.raises(Denied):
        draw_up(actor_for(partner), project, None, "fr")
    assert "Draw up the dossier" in signed_in(organisation=project.organisation).get(url).content.decode()


def test_a_version_over_the_api_carries_the_prints_of_its_files(signed_in: Browser) -> None:
    project = ready_project()
    browser = signed_in(organisation=project.organisation)
    made = browser.post(f"/api/v1/dossiers/{project.pk}", {"language": "en"}, content_type="application/json")
    assert made.status_code == 201
    answer = made.json()
    assert set(answer["prints"]) == set(answer["files"]) == set(FILES)
    got = browser.get(answer["files"]["pdf"])
    assert hashlib.sha256(b"".join(got.streaming_content)).hexdigest() == answer["prints"]["pdf"]  # type: ignore[attr-defined]
    assert browser.get(f"/api/v1/dossiers/{project.pk}").json() == [answer]


def test_the_kept_call_of_another_project_is_refused(signed_in: Browser) -> None:
    project, foreign = ready_project(), KeptCallFactory()
    browser = signed_in(organisation=project.organisation)
    url = reverse("dossiers:detail", args=[project.pk])
    assert browser.post(url, {"language": "fr", "call": foreign.pk}).status_code == 400
    body = {"language": "fr", "kept_call_id": foreign.pk}
    assert browser.post(f"/api/v1/dossiers/{project.pk}", body, content_type="application/json").status_code == 404
    assert not Version._base_manager.exists()


def test_the_journey_goes_from_later_to_next_to_done_with_the_version() -> None:
    project = fundable_project()
    assert step(project).state == "later"
    studied(project)
    compute_plan(SYSTEM, project, "net_public")
    assert step(project).state == "next"
    drawn(project)
    assert (step(project).state, str(step(project).note)) == ("done", "version 1")


def test_the_page_of_the_dossier_takes_few_queries(
    signed_in: Browser, django_assert_max_num_queries: Callable[..., object]
) -> None:
    project = ready_project()
    with acting(SYSTEM):
        for n in range(6):
            save_work(SYSTEM, project, Work(f"Work {n}", "", 1, 2), list(project.partners.all()))
    browser, url = signed_in(organisation=project.organisation), reverse("dossiers:detail", args=[project.pk])
    browser.get(url)
    with django_assert_max_num_queries(25):
        assert browser.get(url).status_code == 200


def test_before_sending_the_page_says_what_the_data_tell_and_what_only_a_person_can(signed_in: Browser) -> None:
    project = ready_project()
    page = signed_in(organisation=project.organisation).get(reverse("dossiers:detail", args=[project.pk]))
    checks = {str(item.label): item.done for item in page.context["checks"]}
    assert checks["Every French partner has its SIREN"] is True
    assert checks["The financing plan pays the whole budget"] is True
    assert None in checks.values()


def test_an_empty_project_shows_how_to_begin(signed_in: Browser) -> None:
    project = ProjectFactory()
    page = signed_in(organisation=project.organisation).get(reverse("dossiers:detail", args=[project.pk])).content.decode()
    assert "No work package yet" in page
    assert reverse("dossiers:new-work", args=[project.pk]) in page
