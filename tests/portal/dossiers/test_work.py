"""The work plan: packages inside the project, done by partners that take part."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from campus5g.core.errors import BadInput
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.decisions import Denied
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.base.scope import acting
from campus5g.portal.dossiers.actions import Work, remove_work, save_work
from campus5g.portal.dossiers.content import basis_of, work_of
from campus5g.portal.dossiers.models import WorkPackage
from campus5g.portal.projects.models import Partner, Project
from tests.portal.factories.directory import OrganisationFactory, actor_for
from tests.portal.factories.projects import PartnerFactory, ProjectFactory

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def lead_of(project: Project) -> Partner:
    partner: Partner = Partner._base_manager.get(project=project, organisation=project.organisation)
    return partner


def typed(project: Project, **said: object) -> dict[str, object]:
    return {"title": "Install", "text": "", "partners": [lead_of(project).pk], "first_month": 1, "months": 6, **said}


@pytest.mark.parametrize(("first", "months"), [(1, 24), (24, 1), (7, 18)])
def test_work_may_fill_the_project_to_its_last_month(first: int, months: int) -> None:
    project = ProjectFactory(months=24)
    package = save_work(actor_for(project.organisation), project, Work("Install", "", first, months), [lead_of(project)])
    assert package.last_month <= 24


@pytest.mark.parametrize(("first", "months"), [(1, 25), (24, 2), (0, 3), (3, 0), (-1, 5), (25, 1)])
def test_work_outside_the_project_is_refused(first: int, months: int, signed_in: Browser) -> None:
    project = ProjectFactory(months=24)
    with pytest.raises(BadInput, match="the duration of the project"):
        save_work(actor_for(project.organisation), project, Work("Install", "", first, months), [])
    form = typed(project, title="Typed title", first_month=first, months=months)
    answer = signed_in(organisation=project.organisation).post(reverse("dossiers:new-work", args=[project.pk]), form)
    assert answer.status_code == 400
    assert 'value="Typed title"' in answer.content.decode()
    assert not WorkPackage._base_manager.exists()
    assert not AuditEvent.objects.filter(verb="dossiers.work").exists()


def test_only_partners_that_take_part_do_the_work(signed_in: Browser) -> None:
    project = ProjectFactory()
    declined = PartnerFactory(project=project, state="declined")
    elsewhere = PartnerFactory()
    browser = signed_in(organisation=project.organisation)
    url = reverse("dossiers:new-work", args=[project.pk])
    for partner in (declined, elsewhere):
        assert browser.post(url, typed(project, partners=[partner.pk])).status_code == 400
    assert not WorkPackage._base_manager.exists()


def test_a_partner_that_declines_later_no_longer_does_the_work(signed_in: Browser) -> None:
    project = ProjectFactory()
    invited = PartnerFactory(project=project, state="invited", organisation=OrganisationFactory(name="Slow to answer"))
    package = save_work(actor_for(project.organisation), project, Work("Install", "", 1, 2), [lead_of(project), invited])
    Partner._base_manager.filter(pk=invited.pk).update(state="declined")
    with acting(SYSTEM):
        assert WorkPackage.objects.get(pk=package.pk).doers == [lead_of(project)]
    page = signed_in(organisation=project.organisation).get(reverse("dossiers:detail", args=[project.pk]))
    assert "Slow to answer" not in page.content.decode()


def test_work_is_changed_in_place_and_removed(signed_in: Browser) -> None:
    project = ProjectFactory()
    browser = signed_in(organisation=project.organisation)
    browser.post(reverse("dossiers:new-work", args=[project.pk]), typed(project))
    package = WorkPackage._base_manager.get()
    page = browser.get(reverse("dossiers:work", args=[project.pk, package.pk]))
    assert 'value="Install"' in page.content.decode()
    browser.post(reverse("dossiers:work", args=[project.pk, package.pk]), typed(project, title="Install and try", months=9))
    package = WorkPackage._base_manager.get()
    assert (package.title, package.last_month) == ("Install and try", 9)
    assert browser.post(reverse("dossiers:remove-work", args=[project.pk, package.pk])).status_code == 302
    assert not WorkPackage._base_manager.exists()
    assert list(AuditEvent.objects.filter(subject_id=project.pk).values_list("verb", flat=True)) == [
        "dossiers.work",
        "dossiers.work",
        "dossiers.remove_work",
    ]


def test_the_work_of_one_project_is_not_reached_through_another(signed_in: Browser) -> None:
    office = signed_in(organisation=OrganisationFactory(office=True))
    project, other = ProjectFactory(), ProjectFactory()
    package = save_work(SYSTEM, project, Work("Install", "", 1, 2), [])
    assert office.get(reverse("dossiers:work", args=[other.pk, package.pk])).status_code == 404
    assert office.post(reverse("dossiers:remove-work", args=[other.pk, package.pk])).status_code == 404


def test_a_partner_that_does_not_lead_changes_no_work() -> None:
    project = ProjectFactory()
    partner = PartnerFactory(project=project)
    package = save_work(SYSTEM, project, Work("Install", "", 1, 2), [])
    with pytest.raises(Denied, match="The lead of the project or the office"):
        save_work(actor_for(partner.organisation), project, Work("Install", "", 1, 3), [], package)
    with pytest.raises(Denied):
        remove_work(actor_for(partner.organisation), package)
    assert WorkPackage._base_manager.get().months == 2


def test_work_that_a_shorter_project_leaves_outside_is_told_before_the_dossier() -> None:
    project = ProjectFactory(months=24)
    save_work(SYSTEM, project, Work("Install", "", 20, 5), [])
    Project._base_manager.update(months=22)
    project.refresh_from_db()
    with acting(SYSTEM):
        assert "The work package “Install” ends after the project." in [str(item) for item in basis_of(project).lacking]


def rows(*outcomes: tuple[str, str, str]) -> dict[str, object]:
    """What the browser sends of the things that come out."""
    sent: dict[str, object] = {"outcomes-TOTAL_FORMS": len(outcomes), "outcomes-INITIAL_FORMS": 0}
    for n, (title, kind, month) in enumerate(outcomes):
        sent |= {f"outcomes-{n}-title": title, f"outcomes-{n}-kind": kind, f"outcomes-{n}-month": month}
    return sent


def test_what_comes_out_and_who_works_how_much_is_kept_with_the_package(signed_in: Browser) -> None:
    project = ProjectFactory()
    lead = lead_of(project)
    browser = signed_in(organisation=project.organisation)
    form = typed(project, **rows(("Masts up", "milestone", "6"), ("", "report", "")), **{f"effort-{lead.pk}": "4.5"})
    assert browser.post(reverse("dossiers:new-work", args=[project.pk]), form).status_code == 302
    with acting(SYSTEM):
        (package,) = work_of(project)
    assert [(o.title, o.kind.value, o.month) for o in package.outcomes] == [("Masts up", "milestone", 6)]
    assert [(e.partner_id, e.person_months) for e in package.efforts] == [(str(lead.pk), Decimal("4.5"))]
    again = browser.get(reverse("dossiers:work", args=[project.pk, WorkPackage._base_manager.get().pk])).content.decode()
    assert 'value="Masts up"' in again
    assert 'value="4.5"' in again


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [(("Late", "report", "7"), "a month of the work package, 1 to 6"), (("When", "report", ""), "Say in which month.")],
)
def test_an_outcome_outside_its_work_or_without_month_is_refused(
    outcome: tuple[str, str, str], sentence: str, signed_in: Browser
) -> None:
    project = ProjectFactory()
    browser = signed_in(organisation=project.organisation)
    answer = browser.post(reverse("dossiers:new-work", args=[project.pk]), typed(project, **rows(outcome)))
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not WorkPackage._base_manager.exists()
