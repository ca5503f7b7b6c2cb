"""Joining by invitation, rights in an organisation, leaving it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campus5g.portal.accounts.models import User
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.models import AuditEvent, Notification
from campus5g.portal.base.registry import waiting_for
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.actions import (
    accept_as_new_person,
    accept_invitation,
    end_membership,
    invite,
    revoke_invitation,
    set_manager,
)
from campus5g.portal.directory.models import Invitation, Membership
from campus5g.portal.directory.people import actor_of
from tests.portal.factories.accounts import UserFactory
from tests.portal.factories.directory import InvitationFactory, MembershipFactory, OrganisationFactory, actor_for, office_actor

pytestmark = pytest.mark.django_db
SECRET = "une longue phrase secrète"
NEW_PERSON = {"full_name": "Nadia Nouvelle", "language": "fr", "password1": SECRET, "password2": SECRET}


def invited(organisation=None, email="guest@test.example", *, manages=False, actor=None) -> str:
    """Invite ``email`` and return the token."""
    organisation = organisation or OrganisationFactory()
    actor = actor or actor_for(organisation)
    return invite(actor, organisation, email, manages=manages, language="en", link=lambda token: token)[1]


def page(token: str) -> str:
    return reverse("directory:invitation", args=[token])


def test_a_new_person_makes_their_account_joins_and_is_signed_in(client: Client) -> None:
    organisation = OrganisationFactory()
    token = invited(organisation, "Guest@Test.example", manages=True)
    assert client.get(page(token)).status_code == 200
    assert client.post(page(token), NEW_PERSON).status_code == 302
    person = User.objects.get(email="guest@test.example")
    membership = Membership.objects.get(user=person)
    assert (membership.organisation, membership.manages, person.language) == (organisation, True, "fr")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_new_person_reads_the_invitation_in_the_language_it_was_written_in() -> None:
    organisation = OrganisationFactory()
    token = invite(actor_for(organisation), organisation, "a@test.example", manages=False, language="fr", link=str)[1]
    answer = Client().get(page(token), headers={"accept-language": "en"})
    assert 'lang="fr"' in answer.content.decode()


def test_an_invitation_works_once(client: Client) -> None:
    token = invited()
    client.post(page(token), NEW_PERSON)
    assert Client().get(page(token)).status_code == 404
    with pytest.raises(Conflict):
        accept_invitation(UserFactory(), token)


def test_an_invitation_is_over_after_its_days(client: Client) -> None:
    token = invited()
    with time_machine.travel(timezone.now() + timedelta(days=13, hours=23), tick=False):
        assert client.get(page(token)).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1), tick=False):
        assert client.post(page(token), NEW_PERSON).status_code == 404
    assert not User.objects.filter(email="guest@test.example").exists()


def test_a_withdrawn_invitation_leads_nowhere(client: Client) -> None:
    organisation = OrganisationFactory()
    manager = actor_for(organisation)
    token = invited(organisation, actor=manager)
    revoke_invitation(manager, Invitation.objects.get())
    assert client.get(page(token)).status_code == 404
    with pytest.raises(Conflict):
        revoke_invitation(manager, Invitation.objects.get())
    assert AuditEvent.objects.filter(verb="directory.revoke_invitation").count() == 1


def test_only_the_digest_of_a_token_is_kept() -> None:
    token = invited()
    kept = Invitation.objects.values().get()
    assert token not in str(kept)
    assert all(token not in event.payload for event in AuditEvent.objects.all())


def test_the_audit_trail_names_persons_by_number_only() -> None:
    accept_as_new_person(invited(email="guest@test.example"), "Nadia Nouvelle", SECRET, "fr")
    payloads = " ".join(event.payload for event in AuditEvent.objects.all())
    assert "guest" not in payloads
    assert "Nadia" not in payloads


def test_inviting_again_replaces_the_first_invitation(client: Client) -> None:
    organisation = OrganisationFactory()
    first, second = (invited(organisation) for _ in range(2))
    assert client.get(page(first)).status_code == 404
    assert client.get(page(second)).status_code == 200
    assert Invitation.objects.pending().count() == 1


def test_the_mail_leaves_in_the_language_of_the_account_with_the_address(django_capture_on_commit_callbacks) -> None:
    reader = UserFactory(language="fr")
    with django_capture_on_commit_callbacks(execute=True):
        token = invited(OrganisationFactory(name="Forge du Port"), reader.email)
        invited(email="nobody-yet@test.example")
    french, english = mail.outbox
    assert french.to == [reader.email]
    assert "Forge du Port" in french.subject
    assert token in french.body
    assert "To answer, open this link" in english.body
    assert french.body.splitlines()[0] == "Bonjour,"


def test_a_person_with_an_account_signs_in_then_joins_and_acts_for_the_new_organisation(client: Client, signed_in) -> None:
    person = MembershipFactory().user
    organisation = OrganisationFactory()
    token = invited(organisation, person.email)
    asked = client.get(page(token))
    assert "directory/invitation_sign_in.html" in [template.name for template in asked.templates]
    browser = signed_in(person)
    browser.post(page(token))
    assert Membership.objects.filter(user=person, active=True).count() == 2
    assert browser.get(reverse("accounts:profile")).context["actor"].organisation_id == organisation.pk


def test_an_invited_address_that_has_an_account_cannot_be_taken_by_a_new_one() -> None:
    person = UserFactory()
    with pytest.raises(Conflict):
        accept_as_new_person(invited(email=person.email), "Impostor", SECRET, "en")
    assert User.objects.filter(email=person.email).get().full_name == person.full_name


def test_who_invited_reads_that_the_person_joined() -> None:
    organisation = OrganisationFactory()
    manager = actor_for(organisation)
    accept_as_new_person(invited(organisation, actor=manager), "Nadia Nouvelle", SECRET, "fr")
    assert [str(note) for note in Notification.objects.filter(user_id=manager.user_id)] == [
        f"Nadia Nouvelle joined {organisation.name}"
    ]


def test_who_comes_back_gets_the_rights_of_the_new_invitation_not_the_old_ones() -> None:
    member = MembershipFactory(manages=False, left=True)
    accept_invitation(member.user, invited(member.organisation, member.user.email))
    member.refresh_from_db()
    assert (member.active, member.manages, member.left_at) == (True, False, None)


def test_a_member_is_not_invited_twice() -> None:
    member = MembershipFactory()
    with pytest.raises(Conflict):
        invited(member.organisation, member.user.email)
    assert not Invitation.objects.exists()


def test_only_managers_and_the_office_invite() -> None:
    organisation = OrganisationFactory()
    for actor in (actor_for(organisation, manages=False), actor_for(OrganisationFactory())):
        with pytest.raises(Denied):
            invited(organisation, actor=actor)
    invited(organisation, actor=office_actor(manages=False))
    assert Invitation.objects.count() == 1


def test_only_a_manager_of_the_office_brings_people_into_an_office() -> None:
    office = OrganisationFactory(office=True)
    with pytest.raises(Denied):
        invited(office, actor=actor_for(office, manages=False))
    invited(office, actor=actor_for(office))


def test_nobody_joins_an_archived_organisation(client: Client) -> None:
    organisation = OrganisationFactory()
    token = invited(organisation)
    organisation.archived_at = timezone.now()
    organisation.save()
    assert client.get(page(token)).status_code == 404
    with pytest.raises(Denied):
        invited(organisation, actor=office_actor())


def test_the_last_manager_does_not_leave_nor_give_up_the_right() -> None:
    manager = MembershipFactory(manages=True)
    MembershipFactory(organisation=manager.organisation)
    actor = actor_of(manager.user)
    with pytest.raises(Denied, match="last manager"):
        end_membership(actor, manager)
    with pytest.raises(Denied, match="last manager"):
        set_manager(actor, manager, manages=False)
    manager.refresh_from_db()
    assert (manager.active, manager.manages) == (True, True)


def test_a_manager_leaves_once_there_is_another() -> None:
    manager = MembershipFactory(manages=True)
    colleague = MembershipFactory(organisation=manager.organisation)
    actor = actor_of(manager.user)
    set_manager(actor, colleague, manages=True)
    end_membership(actor, manager)
    manager.refresh_from_db()
    assert (manager.active, manager.manages) == (False, False)
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs == {"directory.set_manager", "directory.end_membership"}


def test_a_member_leaves_but_does_not_put_others_out() -> None:
    member = MembershipFactory()
    colleague = MembershipFactory(organisation=member.organisation)
    with pytest.raises(Denied):
        end_membership(actor_of(member.user), colleague)
    end_membership(actor_of(member.user), member)
    assert not Membership.objects.get(pk=member.pk).active


def test_a_stranger_manages_nobody_in_another_organisation() -> None:
    member = MembershipFactory()
    stranger = actor_for(OrganisationFactory())
    for verb in (lambda: set_manager(stranger, member, manages=True), lambda: end_membership(stranger, member)):
        with pytest.raises(Denied):
            verb()


def test_invitations_without_answer_wait_for_the_manager_alone() -> None:
    organisation = OrganisationFactory()
    manager, member = actor_for(organisation), actor_for(organisation, manages=False)
    InvitationFactory.create_batch(2, organisation=organisation)
    InvitationFactory()
    url = reverse("directory:people", args=[organisation.pk])
    waiting = {}
    for actor in (manager, member):
        with acting(actor):
            waiting[actor.manages] = [str(item.message) for item in waiting_for(actor) if item.url == url]
    assert waiting == {True: ["2 invitations have no answer yet"], False: []}


def test_a_password_that_breaks_the_rules_is_refused_and_the_invitation_still_holds(client: Client) -> None:
    token = invited()
    answer = client.post(page(token), NEW_PERSON | {"password1": "trop court", "password2": "trop court"})
    assert answer.status_code == 400
    assert b"Nadia Nouvelle" in answer.content
    assert Invitation.objects.pending().count() == 1
