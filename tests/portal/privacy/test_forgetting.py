"""A person reads all that is kept about them, and is forgotten everywhere, while the audit trail stays whole."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.utils.timezone import localdate

from campus5g.portal.accounts.models import User
from campus5g.portal.base import search
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.audit import check_chain
from campus5g.portal.base.decisions import Denied
from campus5g.portal.base.models import AuditEvent, Note, SearchEntry
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.models import Invitation, Membership
from campus5g.portal.directory.people import actor_of
from campus5g.portal.needs.actions import archive_need
from campus5g.portal.privacy.actions import ask_erasure, erase_person, hand_over, let_expire, refuse_erasure
from campus5g.portal.privacy.models import ErasureRequest
from campus5g.portal.privacy.persons import person_of
from campus5g.portal.privacy.register import register, undeclared
from tests.portal.factories.directory import InvitationFactory, MembershipFactory
from tests.portal.factories.needs import NeedFactory

NAME, ADDRESS = "Zéphyrine Quatrepoint", "zephyrine.quatrepoint@test.example"
pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Membership:
    """A person who left her name in many places: her own rows, the words of others, and the search."""
    member: Membership = MembershipFactory(user__full_name=NAME, user__email=ADDRESS, manages=False)
    MembershipFactory(organisation=member.organisation, manages=True)
    actor = actor_of(member.user)
    need = NeedFactory(organisation=member.organisation, title="Vannes", text=f"Voir {NAME} ({ADDRESS}).", stated=True)
    with acting(SYSTEM):
        Note._base_manager.create(
            subject_label="needs.need", subject_id=need.pk, organisation=member.organisation, author=member.user,
            text=f"{NAME.upper()} rappelle demain",
        )  # fmt: skip
        archive_need(SYSTEM, need, f"à la demande de {NAME}")
        search.index(need)
    Invitation.objects.create(organisation=member.organisation, email=ADDRESS, token_digest="x" * 64, expires_at=member.joined_at)
    assert actor.user_id == member.user_id
    return member


def everything_kept() -> str:
    """All columns of all tables, as text."""
    return "\n".join(
        json.dumps([str(value) for value in row], ensure_ascii=False)
        for model in apps.get_models()
        for row in model._base_manager.values_list()
    )


def test_every_column_that_could_hold_a_person_is_declared_once() -> None:
    assert undeclared() == []


def test_every_purpose_is_said_in_both_languages_with_its_ground_and_its_time() -> None:
    for activity in register().activities:
        assert activity.purpose.en
        assert activity.purpose.fr
        assert activity.purpose.en != activity.purpose.fr
        assert activity.months >= 0


def test_a_person_reads_what_is_kept_and_never_a_digest(member: Membership) -> None:
    told = hand_over(actor_of(member.user), person_of(ADDRESS))
    text = json.dumps(told, ensure_ascii=False)
    assert {"accounts.User", "base.Note"} <= {record.model._meta.label for record in register().records if record.title in text}
    assert ADDRESS in text
    assert "x" * 64 not in text
    assert member.user.password not in text
    assert ["text", "archived_why"] in [place["columns"] for place in told["named_in"]]


def test_another_person_does_not_read_it(member: Membership) -> None:
    with pytest.raises(Denied):
        hand_over(actor_of(MembershipFactory().user), person_of(ADDRESS))


def test_after_an_erasure_the_name_stands_in_no_table_and_the_chain_holds(member: Membership) -> None:
    assert NAME in everything_kept()
    erase_person(SYSTEM, person_of(ADDRESS), f"{NAME} wrote on paper")
    left = everything_kept().casefold()
    for word in (NAME, ADDRESS, "zéphyrine", "zephyrine", "quatrepoint"):
        assert word.casefold() not in left
    assert check_chain().intact
    assert AuditEvent.objects.filter(verb="privacy.erase", subject_id=member.user_id).exists()


def test_an_erased_person_can_no_longer_sign_in_nor_act(member: Membership, client: Any) -> None:
    client.force_login(member.user)
    erase_person(SYSTEM, person_of(ADDRESS), "asked")
    assert client.get("/privacy/mine/").status_code == 302
    person = User.objects.get(pk=member.user_id)
    assert not person.is_active
    assert actor_of(person).organisation_id is None
    assert person_of(ADDRESS) is None


def test_the_notes_of_others_keep_all_but_the_name(member: Membership) -> None:
    erase_person(SYSTEM, person_of(ADDRESS), "asked")
    note = Note._base_manager.get()
    assert note.text.endswith("rappelle demain")


def test_a_namesake_keeps_the_name(member: Membership) -> None:
    MembershipFactory(user__full_name=NAME)
    erase_person(SYSTEM, person_of(ADDRESS), "asked")
    assert User.objects.filter(full_name=NAME).count() == 1
    assert NAME.upper() in Note._base_manager.get().text


def test_the_last_manager_is_not_forgotten_before_there_is_another() -> None:
    alone = MembershipFactory(manages=True)
    with pytest.raises(Denied, match="last manager"):
        erase_person(SYSTEM, person_of(alone.user.email), "asked")
    assert User.objects.get(pk=alone.user_id).is_active


def test_somebody_without_an_account_is_found_and_forgotten_by_the_address() -> None:
    invited = InvitationFactory(email="nobody.yet@test.example")
    erase_person(SYSTEM, person_of("Nobody.Yet@test.example"), "asked")
    invited.refresh_from_db()
    assert "nobody.yet" not in invited.email


def test_whom_a_person_invited_is_neither_forgotten_nor_handed_over_with_them(member: Membership) -> None:
    InvitationFactory(organisation=member.organisation, email="colleague@test.example", invited_by=member.user)
    told = hand_over(actor_of(member.user), person_of(ADDRESS))
    assert "colleague@test.example" not in json.dumps(told)
    erase_person(SYSTEM, person_of(ADDRESS), "asked")
    assert Invitation.objects.filter(email="colleague@test.example").exists()


def test_asking_twice_is_one_request_and_the_office_is_told(member: Membership) -> None:
    office = MembershipFactory(organisation__office=True, manages=True)
    asked = ask_erasure(actor_of(member.user), member.user)
    assert ask_erasure(actor_of(member.user), member.user) == asked
    assert office.user.notifications.count() == 1
    assert (asked.due - localdate(asked.asked_at)).days == 28


def test_a_refusal_needs_its_reason_and_is_read_by_the_person(member: Membership, client: Any) -> None:
    asked = ask_erasure(actor_of(member.user), member.user)
    refuse_erasure(SYSTEM, asked, "A claim is open until June.")
    client.force_login(member.user)
    assert "A claim is open until June." in client.get("/privacy/mine/", headers={"accept-language": "en"}).content.decode()


def test_the_office_answers_on_a_page_that_shows_what_would_go(member: Membership, client: Any) -> None:
    office = MembershipFactory(organisation__office=True, manages=True)
    asked = ask_erasure(actor_of(member.user), member.user)
    client.force_login(office.user)
    page = client.get(f"/privacy/requests/{asked.pk}").content.decode()
    assert NAME in page
    answer = client.post(f"/privacy/requests/{asked.pk}", {"answer": "erase", "why": "asked"})
    assert answer.status_code == 302
    assert ErasureRequest.objects.get().ended_at is not None
    assert NAME not in client.get("/privacy/requests/").content.decode()


def test_what_is_too_old_goes_and_the_rest_stays(member: Membership) -> None:
    old = InvitationFactory(expires_at="2020-01-01T00:00:00Z")
    Session.objects.create(session_key="old", session_data="-", expire_date="2020-01-01T00:00:00Z")
    gone = let_expire()
    assert gone["directory.invitation"] >= 1
    assert gone["sessions.session"] == 1
    assert not Invitation.objects.filter(pk=old.pk).exists()
    assert let_expire() == {}
    assert check_chain().intact


def test_the_search_forgets_the_name(member: Membership) -> None:
    erase_person(SYSTEM, person_of(ADDRESS), "asked")
    assert not SearchEntry._base_manager.filter(words__contains="quatrepoint").exists()
