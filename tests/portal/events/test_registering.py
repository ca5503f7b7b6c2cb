"""Registering: with or without an account, in the order of coming, never more than the places, nothing told to strangers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from campus5g.core.errors import BadInput
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.scope import acting
from campus5g.portal.events import actions
from campus5g.portal.events.models import Registration
from campus5g.portal.events.personal import token_of
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory, actor_for, office_actor
from tests.portal.factories.events import EventFactory, RegistrationFactory, seen_by_the_system

pytestmark = pytest.mark.django_db
ADA = {"full_name": "Ada Martin", "email": "ada@test.example", "company": "Forges", "consent": "on"}


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


def ask(event: object, **changes: str) -> object:
    return Client().post(reverse("events:register", args=[event.pk]), {**ADA, **changes})  # type: ignore[attr-defined]


def test_a_stranger_asks_confirms_from_the_mail_and_gets_a_badge(
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    event = EventFactory()
    with django_capture_on_commit_callbacks(execute=True):
        assert ask(event).status_code == 302
    row = Registration._base_manager.get()
    assert row.state == Registration.State.ASKED
    path = re.search(r"(/events/mine/\S+)", mail.outbox[0].body)[1]
    visitor = Client()
    assert visitor.get(path).status_code == 200
    assert seen_by_the_system(row).state == Registration.State.ASKED  # a reader of links does not confirm
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post(path)
        visitor.post(path)
    assert seen_by_the_system(row).state == Registration.State.REGISTERED
    assert len(mail.outbox) == 2
    name, body, kind = mail.outbox[1].attachments[0]
    assert (name, kind) == ("event.ics", "text/calendar")
    assert "DTSTART:20261203T080000Z" in body
    assert visitor.get(f"{path}/badge.pdf").content.startswith(b"%PDF")


def test_an_address_that_is_known_gets_the_same_answer_and_its_owner_alone_learns_it(
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    event = EventFactory()
    RegistrationFactory(event=event, email="ada@test.example")
    with django_capture_on_commit_callbacks(execute=True):
        known, new = ask(event, email="ADA@test.example"), ask(event, email="bea@test.example")
    assert (known.status_code, known.url) == (new.status_code, new.url)
    assert [letter.to for letter in mail.outbox] == [["ada@test.example"], ["bea@test.example"]]
    assert "already" in mail.outbox[0].body or "déjà" in mail.outbox[0].body


def test_who_does_not_agree_is_not_kept_and_finds_what_they_typed() -> None:
    event = EventFactory()
    answer = ask(event, consent="")
    assert answer.status_code == 400
    assert "Ada Martin" in answer.content.decode()
    assert not Registration._base_manager.exists()


def test_a_network_that_asks_too_often_is_told_to_wait() -> None:
    event = EventFactory()
    codes = [ask(event, email=f"a{n}@test.example").status_code for n in range(31)]
    assert codes == [302] * 30 + [429]


def test_what_was_never_confirmed_is_erased_after_two_days() -> None:
    event = EventFactory()
    RegistrationFactory(event=event, state="asked", asked_at=now() - timedelta(days=3))
    fresh = RegistrationFactory(event=event, state="asked")
    assert actions.forget_unconfirmed() == 1
    assert list(Registration._base_manager.all()) == [fresh]


def test_a_full_event_makes_people_wait_and_a_place_given_back_goes_to_the_first() -> None:
    event, office = EventFactory(capacity=2), office_actor()
    people = [actions.Person(f"Guest {n}", f"guest{n}@test.example") for n in range(4)]
    first, _, third, fourth = actions.register_people(office, event, people)
    assert [first.state, third.state, fourth.state] == ["registered", "waiting", "waiting"]
    actions.cancel_registration(office, first)
    assert [seen_by_the_system(one).state for one in (first, third, fourth)] == ["cancelled", "registered", "waiting"]


def test_a_place_that_comes_free_never_overtakes_those_who_wait() -> None:
    event, office = EventFactory(capacity=1), office_actor()
    RegistrationFactory(event=event, state="waiting")
    made = actions.register_people(office, event, [actions.Person("Late", "late@test.example")])
    assert made[0].state == "waiting"


def test_more_places_are_given_at_once_and_fewer_than_are_taken_refused() -> None:
    event, office = EventFactory(capacity=2), office_actor()
    people = [actions.Person(f"Guest {n}", f"guest{n}@test.example") for n in range(3)]
    waiting = actions.register_people(office, event, people)[2]
    words = {name: getattr(event, name) for name in ("kind", "title", "summary", "place", "starts_at", "ends_at")}
    actions.write_event(office, actions.Details(**words, capacity=5), event)
    assert seen_by_the_system(waiting).state == "registered"
    with pytest.raises(BadInput, match="2 places, when 3 are taken; expected 3 places or more"):
        actions.write_event(office, actions.Details(**words, capacity=2), event)


def test_nobody_is_registered_twice_and_all_or_none_are() -> None:
    event, office = EventFactory(), office_actor()
    RegistrationFactory(event=event, email="ada@test.example")
    with pytest.raises(BadInput, match="Ada is registered already"):
        actions.register_people(
            office, event, [actions.Person("New", "new@test.example"), actions.Person("Ada", "ada@test.example")]
        )
    assert Registration._base_manager.count() == 1


def test_a_visitor_sees_public_events_alone_and_a_member_sees_the_others() -> None:
    public, members, draft = EventFactory(), EventFactory(public=False), EventFactory(state="draft")
    page = Client().get(reverse("events:list")).content.decode()
    assert (public.title in page, members.title in page, draft.title in page) == (True, False, False)
    assert Client().get(members.get_absolute_url()).status_code == 404
    signed = Client()
    signed.force_login(MembershipFactory().user)
    assert signed.get(members.get_absolute_url()).status_code == 200
    assert signed.get(draft.get_absolute_url()).status_code == 404


def test_an_event_for_members_takes_no_request_of_a_visitor() -> None:
    event = EventFactory(public=False)
    with acting(SYSTEM), pytest.raises(Conflict, match="for members"):
        actions.ask_place(event, actions.Person("Ada", "ada@test.example"))


def test_who_comes_is_seen_by_the_host_and_by_whoever_registered_them_alone() -> None:
    event = EventFactory()
    mine, stranger = OrganisationFactory(), OrganisationFactory()
    made = actions.register_people(actor_for(mine), event, [actions.Person("Ada", "ada@test.example")])[0]
    assert Registration.objects.visible_to(actor_for(mine)).filter(pk=made.pk).exists()
    assert Registration.objects.visible_to(actor_for(event.organisation)).filter(pk=made.pk).exists()
    assert not Registration.objects.visible_to(actor_for(stranger)).exists()
    with pytest.raises(Denied):
        actions.cancel_registration(actor_for(stranger), made)


def test_a_link_that_we_never_wrote_opens_nothing() -> None:
    row = RegistrationFactory()
    assert Client().get(reverse("events:mine", args=[f"{token_of(row)}x"])).status_code == 404


def test_an_event_called_off_tells_everybody_why(django_capture_on_commit_callbacks: Callable[..., object]) -> None:
    row = RegistrationFactory()
    with django_capture_on_commit_callbacks(execute=True):
        actions.cancel_event(office_actor(), row.event, "the hall is flooded")
    assert "the hall is flooded" in mail.outbox[0].body
    assert "STATUS:CANCELLED" in mail.outbox[0].attachments[0][1]
    with pytest.raises(Denied, match="not open"):
        actions.register_people(office_actor(), seen_by_the_system(row.event), [actions.Person("Bea", "bea@test.example")])


def test_the_public_calendar_holds_public_events_alone_in_universal_time() -> None:
    public, members = EventFactory(), EventFactory(public=False)
    found = Client().get(reverse("events:calendar")).content.decode()
    assert public.title in found
    assert members.title not in found
    assert "DTSTART:20261203T080000Z" in found


def test_names_that_look_like_formulas_stay_text_in_exports(signed_in: Callable[..., Client]) -> None:
    event = EventFactory()
    RegistrationFactory(event=event, full_name="=HYPERLINK(1)")
    found = signed_in(organisation=event.organisation).get(reverse("events:people-export", args=[event.pk, "csv"]))
    assert "'=HYPERLINK(1)" in found.content.decode("utf-8-sig")


def test_feedback_is_asked_once_of_those_who_came_and_given_once(
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    event = EventFactory(starts_at=now() - timedelta(hours=4), ends_at=now() - timedelta(hours=1))
    came = RegistrationFactory(event=event)
    RegistrationFactory(event=event, full_name="Absent")
    actions.keep_arrivals(office_actor(), event, [actions.Seen(uuid4(), came.badge, now())])
    with django_capture_on_commit_callbacks(execute=True):
        assert (actions.ask_feedback(), actions.ask_feedback()) == (1, 0)
    assert [letter.to for letter in mail.outbox] == [[came.email]]
    visitor = Client()
    address = reverse("events:feedback", args=[token_of(came)])
    assert (
        visitor.post(address, {"useful": "5", "well_run": "4", "wants": "need", "what": "hear our bearings"}).status_code == 302
    )
    assert event.follow_ups.model._base_manager.get().text == "hear our bearings"
    assert visitor.post(address, {"useful": "1", "well_run": "1"}).status_code == 409


def test_a_year_later_nobody_is_named_and_the_figures_stay() -> None:
    event = EventFactory(starts_at=now() - timedelta(days=367))
    row = RegistrationFactory(event=event, full_name="Ada")
    assert (actions.let_go(), actions.let_go()) == (1, 0)
    kept = seen_by_the_system(row)
    assert (kept.full_name, kept.company, kept.state) == ("–", "", "registered")
    assert kept.email != row.email
