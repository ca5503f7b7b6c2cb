"""Signing the project as it stands: who may, what voids it, and what a complete project asks for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campus5g.portal.base.actions import grant
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.models import Notification
from campus5g.portal.base.registry import waiting_for
from campus5g.portal.base.scope import acting
from campus5g.portal.consortium.actions import Hand, ask_signatures, sign, tell_of_void_signatures, withdraw
from campus5g.portal.consortium.models import Signature, State
from campus5g.portal.consortium.state import not_signed, present_state, standings
from campus5g.portal.projects import actions as projects
from campus5g.portal.projects.facts import live_partners
from campus5g.portal.projects.models import CostLine, Partner, Project
from tests.portal.factories.consortium import signed
from tests.portal.factories.directory import MembershipFactory, actor_for, office_actor
from tests.portal.factories.dossiers import ready_project

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]


@pytest.fixture
def project() -> Project:
    """A project of two partners with its plan; each sees it, as one that accepted its invitation does."""
    made = ready_project()
    for partner in parts(made):
        grant(made, partner.organisation_id, "consortium")
    return made


@pytest.fixture
def lead(project: Project) -> Actor:
    return actor_for(project.organisation)


def parts(project: Project) -> list[Partner]:
    return list(Partner._base_manager.filter(project=project).select_related("organisation", "project__organisation"))


def test_a_project_is_complete_once_every_partner_has_signed_it_as_it_stands(project: Project, lead: Actor) -> None:
    first, second = parts(project)
    signed(first)
    with acting(lead):
        with pytest.raises(Conflict, match="has not signed"):
            projects.mark_ready(lead, project)
        signed(second)
        projects.mark_ready(lead, project)
    assert project.state == Project.State.READY


def test_any_change_voids_the_signatures_and_says_what_changed(project: Project, lead: Actor) -> None:
    for partner in parts(project):
        signed(partner)
    with acting(lead):
        assert not_signed(project) is None
        line = CostLine.objects.filter(project=project).first()
        assert line is not None
        CostLine.objects.filter(pk=line.pk).update(cents=line.cents + 100)
        found = standings(project, present_state(project), live_partners(project))
        assert [standing.holds for standing in found] == [False, False]
        assert any(line.label in str(sentence) for standing in found for sentence in standing.since)
        assert "changed since" in str(not_signed(project))


def test_a_project_that_comes_back_to_a_signed_state_is_signed_again(project: Project, lead: Actor) -> None:
    for partner in parts(project):
        signed(partner)
    title = project.title
    Project._base_manager.filter(pk=project.pk).update(title="Something else")
    project.refresh_from_db(from_queryset=Project._base_manager.all())
    with acting(lead):
        assert not_signed(project) is not None
    Project._base_manager.filter(pk=project.pk).update(title=title)
    project.refresh_from_db(from_queryset=Project._base_manager.all())
    with acting(lead):
        assert not_signed(project) is None


def test_nobody_signs_for_another(project: Project) -> None:
    first, second = parts(project)
    clerk = actor_for(second.organisation, manages=False)
    for actor in (actor_for(first.organisation), office_actor(), clerk):
        with acting(actor), pytest.raises(Denied):
            sign(actor, second, present_state(project).fingerprint, Hand("chairman"))
    assert not Signature._base_manager.exists()


def test_what_was_not_read_is_not_signed(project: Project) -> None:
    partner = parts(project)[1]
    with acting(actor_for(partner.organisation)) as actor:
        read = present_state(project).fingerprint
        CostLine.objects.filter(project=project).update(label="Otherwise")
        with pytest.raises(Conflict, match="changed while"):
            sign(actor, partner, read, Hand("chairman"))
    assert not Signature._base_manager.exists()
    assert not State._base_manager.exists()


def test_a_version_is_signed_once_by_a_partner_and_can_be_signed_again_after_a_withdrawal(project: Project) -> None:
    partner = parts(project)[1]
    with acting(actor_for(partner.organisation)) as actor:
        fingerprint = present_state(project).fingerprint
        first = sign(actor, partner, fingerprint, Hand("chairman"))
        with pytest.raises(Conflict, match="already signed"):
            sign(actor, partner, fingerprint, Hand("chairman"))
        withdraw(actor, first)
        assert sign(actor, partner, fingerprint, Hand("chairman")).state == first.state


def test_asking_for_signatures_tells_the_managers_and_gives_one_number_a_state(project: Project, lead: Actor) -> None:
    partner = parts(project)[1]
    manager = MembershipFactory(organisation=partner.organisation, manages=True).user
    clerk = MembershipFactory(organisation=partner.organisation, manages=False).user
    with acting(lead):
        assert [ask_signatures(lead, project).number, ask_signatures(lead, project).number] == [1, 1]
        Project.objects.update(summary="Other words")
        project.refresh_from_db()
        assert ask_signatures(lead, project).number == 2
    told = set(Notification.objects.values_list("user", flat=True))
    assert manager.pk in told
    assert clerk.pk not in told


def test_a_version_waits_on_the_home_page_of_who_manages_a_partner_until_it_is_signed(project: Project, lead: Actor) -> None:
    partner = parts(project)[1]
    with acting(lead):
        ask_signatures(lead, project)
    with acting(actor_for(partner.organisation)) as actor:
        assert any("Sign version 1" in str(item.message) for item in waiting_for(actor))
        sign(actor, partner, present_state(project).fingerprint, Hand("chairman"))
        assert not any("Sign version" in str(item.message) for item in waiting_for(actor))


def test_a_paper_signature_is_written_down_by_the_lead_and_told_to_the_partner(project: Project, signed_in: SignedIn) -> None:
    partner = parts(project)[1]
    manager = MembershipFactory(organisation=partner.organisation, manages=True).user
    browser = signed_in(organisation=project.organisation)
    with acting(actor_for(project.organisation)):
        fingerprint = present_state(project).fingerprint
    place = reverse("consortium:paper", args=[project.pk, partner.pk])
    sent = {"fingerprint": fingerprint, "signatory": "Ada Lovelace", "capacity": "director", "signed_on": "2026-11-20"}
    assert browser.post(place, {**sent, "signed_on": "2100-01-01"}).status_code == 400
    assert browser.post(place, sent).status_code == 302
    signature = Signature._base_manager.get()
    assert (signature.signatory, signature.on_paper) == ("Ada Lovelace", True)
    assert Notification.objects.filter(user=manager).exists()


def test_a_manager_reads_and_signs_on_the_page(project: Project, signed_in: SignedIn) -> None:
    partner = parts(project)[0]
    browser = signed_in(organisation=partner.organisation)
    place = reverse("consortium:sign", args=[project.pk, partner.pk])
    page = browser.get(place)
    fingerprint = page.context["now"].fingerprint
    assert fingerprint in page.content.decode()
    assert browser.post(place, {"fingerprint": fingerprint, "capacity": "chairman"}).status_code == 400
    assert browser.post(place, {"fingerprint": fingerprint, "capacity": "chairman", "agree": "on"}).status_code == 302
    page = browser.get(reverse("consortium:detail", args=[project.pk])).content.decode()
    assert "chairman" not in page
    assert Signature._base_manager.get().organisation_id == partner.organisation_id


def test_those_who_signed_are_told_once_that_the_project_changed_and_again_when_it_changes_after_coming_back(
    project: Project,
) -> None:
    first, second = parts(project)
    managers = [MembershipFactory(organisation=partner.organisation, manages=True).user for partner in (first, second)]
    signed(first)
    Notification.objects.all().delete()
    assert tell_of_void_signatures() == 0
    line = CostLine._base_manager.filter(project=project).order_by("pk").first()
    title = line.label
    for label, told in (("Otherwise", 1), ("Still otherwise", 0), (title, 0), ("Otherwise", 1)):
        CostLine._base_manager.filter(pk=line.pk).update(label=label)
        assert tell_of_void_signatures() == told
        assert tell_of_void_signatures() == 0
    found = list(Notification.objects.filter(user=managers[0]).order_by("pk"))
    assert len(found) == 2
    assert "your signature of version 1 no longer holds" in str(found[0].sentence)
    assert not Notification.objects.filter(user=managers[1]).exists()
    Signature._base_manager.update(withdrawn_at=timezone.now(), void_told_at=None)
    assert tell_of_void_signatures() == 0


def test_a_partner_writes_its_own_task(project: Project, signed_in: SignedIn) -> None:
    partner = parts(project)[1]
    browser = signed_in(organisation=partner.organisation)
    browser.post(reverse("consortium:task", args=[project.pk, partner.pk]), {"task": "Makes the nodes"})
    assert parts(project)[1].task == "Makes the nodes"
    other = reverse("consortium:task", args=[project.pk, parts(project)[0].pk])
    assert browser.post(other, {"task": "Nothing"}).status_code == 403


def test_the_page_of_a_consortium_takes_few_queries(
    project: Project, signed_in: SignedIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for partner in parts(project):
        signed(partner)
    browser = signed_in(organisation=project.organisation)
    with django_assert_max_num_queries(20):
        assert browser.get(reverse("consortium:detail", args=[project.pk])).status_code == 200
