"""A verb is done whole or not at all: right, transaction, deed, audit event, search entry, notifications."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django_scopes.exceptions import ScopeError

from campus5g.core.message import msg
from campus5g.portal.base import notifications, search
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.audit import check_chain, history
from campus5g.portal.base.decisions import ALLOWED, Decision, Denied, refused
from campus5g.portal.base.models import AuditEvent, Notification, SearchEntry, SiteSettings
from campus5g.portal.directory.models import Membership, Organisation
from campus5g.portal.directory.people import actor_of, people_of
from campus5g.portal.needs.models import Need
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
SAID = msg("%(name)s did it", name="Ann")


@pytest.fixture
def member() -> Membership:
    return MembershipFactory()


@pytest.fixture
def actor(member: Membership) -> Actor:
    return actor_of(member.user)


def keep(actor: Actor, organisation: Organisation, then: Callable[[], None] = lambda: None, right: Decision = ALLOWED) -> Need:
    """A deed like any: writes a need, tells its people, and goes on with ``then``."""
    with deed(actor, "test.keep", right=right) as done:
        need = Need(organisation=organisation, title="Hear the bearings")
        need.save()
        done.on(need, title=need.title)
        done.tell(people_of(organisation.pk), SAID, "/needs/1/")
        then()
    return need


def nothing_is_left() -> bool:
    kept = (Need._base_manager, AuditEvent.objects, SearchEntry._base_manager, Notification.objects)
    return not any(manager.exists() for manager in kept) and check_chain().events == 0


def fail(*_: object, **__: object) -> None:
    raise RuntimeError("the disk is full")


def test_a_deed_leaves_the_thing_its_event_its_search_entry_and_tells_the_others(actor: Actor, member: Membership) -> None:
    colleague = MembershipFactory(organisation=member.organisation).user
    need = keep(actor, member.organisation)
    event = history(need).get()
    assert (event.verb, event.actor_id, event.organisation_id) == ("test.keep", actor.user_id, member.organisation_id)
    assert event.facts == {"title": need.title}
    assert SearchEntry._base_manager.get(subject_label="needs.need", subject_id=need.pk).title == need.title
    told = Notification.objects.get()
    assert (told.user, told.sentence, told.url) == (colleague, SAID, "/needs/1/")
    assert check_chain().intact


def test_a_refused_deed_gives_its_reason_and_leaves_nothing(actor: Actor, member: Membership) -> None:
    with pytest.raises(Denied, match="Not on a Sunday"):
        keep(actor, member.organisation, right=refused(msg("Not on a Sunday.")))
    assert nothing_is_left()


def test_a_refusal_without_a_reason_is_a_fault_of_ours(actor: Actor, member: Membership) -> None:
    with pytest.raises(TypeError, match="reason"):
        keep(actor, member.organisation, right=Decision(False))
    assert nothing_is_left()


def test_a_deed_that_fails_half_way_leaves_nothing(actor: Actor, member: Membership) -> None:
    with pytest.raises(RuntimeError):
        keep(actor, member.organisation, fail)
    assert nothing_is_left()


@pytest.mark.parametrize("part", [(search, "index"), (notifications, "notify")])
def test_a_deed_whose_search_entry_or_notice_fails_leaves_nothing(
    actor: Actor, member: Membership, part: tuple[object, str]
) -> None:
    MembershipFactory(organisation=member.organisation)
    with patch.object(*part, fail), pytest.raises(RuntimeError):
        keep(actor, member.organisation)
    assert nothing_is_left()


def test_an_inner_deed_falls_with_the_outer_one(actor: Actor, member: Membership) -> None:
    def inner() -> None:
        keep(actor, member.organisation)

    def inner_then_fail() -> None:
        inner()
        fail()

    with pytest.raises(RuntimeError):
        keep(actor, member.organisation, inner_then_fail)
    assert nothing_is_left()
    keep(actor, member.organisation, inner)
    assert check_chain().events == 2


def test_a_deed_sees_what_its_actor_sees_and_leaves_no_scope_behind(actor: Actor, member: Membership) -> None:
    hidden = Need._base_manager.create(organisation=OrganisationFactory(), title="hidden")
    titles: list[str] = []
    keep(actor, member.organisation, lambda: titles.extend(Need.objects.values_list("title", flat=True)))
    assert titles == ["Hear the bearings"]
    assert hidden.title not in titles
    with pytest.raises(ScopeError):
        Need.objects.exists()


def test_a_person_is_told_once_and_never_of_their_own_deed_nor_after_they_left(actor: Actor, member: Membership) -> None:
    colleague = MembershipFactory(organisation=member.organisation).user
    gone = MembershipFactory(organisation=member.organisation).user
    gone.is_active = False
    gone.save()
    notifications.notify([member.user, colleague, colleague, gone], SAID, "/", None, but=actor.user_id)
    assert [told.user for told in Notification.objects.all()] == [colleague]


class TestMails:
    """Mails leave only where the campus wants them, and only for what holds."""

    @pytest.fixture(autouse=True)
    def wanted(self) -> None:
        SiteSettings(pk=1, name="Campus", send_mails=True, mail_sender="campus@test.example").save()

    @pytest.fixture
    def colleague(self, member: Membership) -> Membership:
        colleague: Membership = MembershipFactory(organisation=member.organisation)
        return colleague

    def test_a_mail_leaves_once_the_deed_holds(
        self, actor: Actor, colleague: Membership, django_capture_on_commit_callbacks: Callable, settings: Any
    ) -> None:
        settings.PUBLIC_ADDRESS = "https://campus.example.org"
        with django_capture_on_commit_callbacks() as waiting:
            keep(actor, colleague.organisation)
        assert mail.outbox == []
        for send in waiting:
            send()
        (letter,) = mail.outbox
        assert (letter.to, letter.from_email, letter.subject) == (
            [colleague.user.email],
            "campus@test.example",
            "Campus: Ann did it",
        )
        assert "https://campus.example.org/needs/1/" in letter.body

    def test_no_mail_leaves_for_a_deed_that_failed(
        self, actor: Actor, colleague: Membership, django_capture_on_commit_callbacks: Callable
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
            keep(actor, colleague.organisation, fail)
        assert mail.outbox == []

    def test_a_name_with_a_line_break_does_not_forge_the_head_of_a_mail(
        self, colleague: Membership, django_capture_on_commit_callbacks: Callable
    ) -> None:
        sentence = msg("%(name)s did it", name="Ann\r\nBcc: evil@test.example")
        with django_capture_on_commit_callbacks(execute=True):
            notifications.notify([colleague.user], sentence, "/", None)
        (letter,) = mail.outbox
        assert letter.bcc == []
        assert "\n" not in letter.message()["Subject"]
        assert "\r" not in letter.subject
