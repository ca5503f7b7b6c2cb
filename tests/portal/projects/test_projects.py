"""Projects: opened from a need, joined by invitation, filled in by each partner."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from campus5g.core.errors import BadInput
from campus5g.core.project import Category
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.models import AuditEvent, Notification
from campus5g.portal.base.scope import acting
from campus5g.portal.projects import actions
from campus5g.portal.projects.actions import Facts
from campus5g.portal.projects.budget import budget_of
from campus5g.portal.projects.models import Partner, Project
from tests.portal.factories.consortium import signed
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory, actor_for, office_actor
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.projects import LineFactory, PartnerFactory, ProjectFactory

pytestmark = pytest.mark.django_db
FACTS = Facts("Carts by 5G", "", date(2026, 12, 1), date(2027, 2, 1), date(2027, 2, 15), 24)


def facts(**changed: object) -> Facts:
    return Facts(**{**{name: getattr(FACTS, name) for name in Facts.__slots__}, **changed})


def test_the_office_opens_the_project_of_a_studied_need_and_its_organisation_leads() -> None:
    need = NeedFactory(state="studied")
    project = actions.open_project(office_actor(), need, FACTS)
    with acting(office_actor()):
        assert [(p.organisation, p.state) for p in project.partners.all()] == [(need.organisation, "accepted")]
    need.refresh_from_db()
    assert need.state == "project"
    assert AuditEvent.objects.filter(verb="projects.open", subject_id=project.pk).exists()


def test_a_need_has_one_live_project() -> None:
    need = NeedFactory(state="studied")
    actions.open_project(office_actor(), need, FACTS)
    with pytest.raises(Conflict, match="already"):
        actions.open_project(office_actor(), need, FACTS)


def test_a_stranger_does_not_open_the_project_of_anothers_need() -> None:
    need = NeedFactory(state="studied")
    with pytest.raises(Denied):
        actions.open_project(actor_for(OrganisationFactory()), need, FACTS)
    assert not Project._base_manager.exists()


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"starts_on": date(2026, 11, 30)}, "starts_on"),
        ({"granted_on": date(2026, 11, 1)}, "granted_on"),
        ({"months": 0}, "months"),
    ],
)
def test_dates_that_break_the_incentive_effect_are_refused_with_their_place(changed: dict[str, object], place: str) -> None:
    with pytest.raises(BadInput) as refusal:
        actions.open_project(office_actor(), NeedFactory(state="studied"), facts(**changed))
    assert refusal.value.where == place


def test_an_invited_partner_sees_the_project_and_one_that_declines_no_longer_does() -> None:
    project, guest = ProjectFactory(), OrganisationFactory()
    actor = actor_for(guest)
    with acting(actor):
        assert not Project.objects.exists()
    partner = actions.invite_partner(office_actor(), project, guest.pk, "sensors")
    with acting(actor):
        assert list(Project.objects.all()) == [project]
    actions.answer_invitation(actor, partner, accept=False)
    with acting(actor):
        assert not Project.objects.exists()


def test_the_people_of_an_invited_organisation_are_told() -> None:
    project, person = ProjectFactory(), MembershipFactory()
    actions.invite_partner(office_actor(), project, person.organisation_id, "")
    told = Notification.objects.get(user=person.user)
    assert project.title in str(told.sentence)
    assert told.url == project.get_absolute_url()


def test_a_partner_fills_its_own_part_and_not_anothers() -> None:
    project = ProjectFactory()
    mine, other = PartnerFactory(project=project), PartnerFactory(project=project)
    actor = actor_for(mine.organisation)
    actions.save_line(actor, mine, "Sensors", Category.INDUSTRIAL, 5_000_00)
    with pytest.raises(Denied):
        actions.save_line(actor, other, "Not mine", Category.INDUSTRIAL, 5_000_00)


def test_the_budget_adds_up_to_the_cent_and_leaves_out_who_declined() -> None:
    project = ProjectFactory()
    LineFactory(project=project, cents=33_333)
    partner = PartnerFactory(project=project)
    LineFactory(project=project, partner=partner, cents=66_668)
    LineFactory(project=project, partner=PartnerFactory(project=project, state="declined"), cents=1)
    with acting(office_actor()):
        budget = budget_of(project)
    assert budget.cents == 100_001 == sum(share.cents for share in budget.shares)
    assert sum(share.percent for share in budget.shares) == pytest.approx(100)


def test_a_project_is_ready_only_when_every_partner_answered_and_signed_and_something_is_paid() -> None:
    project, office = ProjectFactory(), office_actor()
    with pytest.raises(Conflict, match="no cost line"):
        actions.mark_ready(office, project)
    LineFactory(project=project)
    invited = actions.invite_partner(office, project, OrganisationFactory(name="Slow to answer").pk, "")
    with pytest.raises(Conflict, match="Slow to answer"):
        actions.mark_ready(office, project)
    with acting(office):
        actions.answer_invitation(actor_for(invited.organisation), invited, accept=True)
    with pytest.raises(Conflict, match="has not signed"):
        actions.mark_ready(office, project)
    for partner in Partner._base_manager.filter(project=project):
        signed(partner)
    actions.mark_ready(office, project)
    assert project.state == "ready"


def test_the_lead_cannot_leave_its_own_project() -> None:
    project = ProjectFactory()
    with pytest.raises(Conflict):
        actions.remove_partner(office_actor(), Partner._base_manager.get(project=project))


def test_a_stranger_gets_404_on_every_page_of_a_project(signed_in) -> None:  # type: ignore[no-untyped-def]
    project = ProjectFactory()
    line = LineFactory(project=project)
    browser = signed_in(organisation=OrganisationFactory())
    partner = line.partner_id
    pages = [
        reverse("projects:detail", args=[project.pk]),
        reverse("projects:edit", args=[project.pk]),
        reverse("projects:invite", args=[project.pk]),
        reverse("projects:archive", args=[project.pk]),
        reverse("projects:new-line", args=[project.pk, partner]),
        reverse("projects:edit-line", args=[project.pk, partner, line.pk]),
        reverse("projects:open", args=[project.need_id]),
    ]
    assert [browser.get(page).status_code for page in pages] == [404] * len(pages)
    assert browser.post(reverse("projects:remove-line", args=[project.pk, line.pk])).status_code == 404


def test_a_refused_cost_keeps_what_was_typed(signed_in) -> None:  # type: ignore[no-untyped-def]
    project = ProjectFactory()
    partner = Partner._base_manager.get(project=project)
    url = reverse("projects:new-line", args=[project.pk, partner.pk])
    answer = signed_in(organisation=project.organisation).post(
        url, {"label": "Trial bench", "category": "experimental", "amount": "12,345,6"}
    )
    assert answer.status_code == 400
    assert b"Trial bench" in answer.content


def test_a_cost_is_read_in_french_and_in_english(signed_in) -> None:  # type: ignore[no-untyped-def]
    project = ProjectFactory()
    partner = Partner._base_manager.get(project=project)
    url = reverse("projects:new-line", args=[project.pk, partner.pk])
    browser = signed_in(organisation=project.organisation)
    for amount in ("1 250,50", "1,250.50"):
        assert browser.post(url, {"label": "x", "category": "training", "amount": amount}).status_code == 302
    with acting(office_actor()):
        assert [line.cents for line in project.lines.all()] == [125_050, 125_050]


def test_the_page_of_a_project_takes_few_queries(signed_in, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    project = ProjectFactory()
    for _ in range(4):
        partner = PartnerFactory(project=project)
        LineFactory.create_batch(3, project=project, partner=partner)
    browser = signed_in(organisation=OrganisationFactory(office=True))
    with django_assert_max_num_queries(20):
        assert browser.get(reverse("projects:detail", args=[project.pk])).status_code == 200
