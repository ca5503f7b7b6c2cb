"""Sessions: what they book is booked once, and they never have fewer places than people."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest
from icalendar import Calendar

from campus5g.core.errors import BadInput
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.base.scope import acting
from campus5g.portal.training.actions import archive_means, cancel_session, change_session, plan_session, publish_training
from campus5g.portal.training.calendars import session_calendar
from campus5g.portal.training.models import Booking, HalfDay, Session
from tests.portal.factories.directory import OrganisationFactory, actor_for
from tests.portal.factories.training import (
    RoomFactory,
    TrainerFactory,
    TrainingFactory,
    half,
    plan,
    registered,
    session,
)

pytestmark = pytest.mark.django_db


def test_two_sessions_do_not_hold_one_room_on_one_half_day_and_the_refusal_names_the_other() -> None:
    training = TrainingFactory()
    room = RoomFactory(organisation=training.organisation, name="Blue room")
    first = session(half(rooms=(room.pk,)), training=training)
    with pytest.raises(Conflict, match=f"Blue room is taken .* by the session {first.reference}"):
        session(half(rooms=(room.pk,)), training=training)
    assert Session._base_manager.count() == 1
    assert session(half(part="pm", rooms=(room.pk,)), training=training).pk


def test_a_trainer_is_not_in_two_places_at_once() -> None:
    training = TrainingFactory()
    trainer = TrainerFactory(organisation=training.organisation)
    session(half(trainers=(trainer.pk,)), training=training)
    with pytest.raises(Conflict, match="is taken on"):
        session(half(trainers=(trainer.pk,)), training=training)


def test_a_cancelled_session_gives_back_what_it_booked() -> None:
    training = TrainingFactory()
    room = RoomFactory(organisation=training.organisation)
    held = session(half(rooms=(room.pk,)), training=training)
    cancel_session(SYSTEM, held, "too few people")
    assert session(half(rooms=(room.pk,)), training=training).pk
    with pytest.raises(Denied, match="is cancelled"):
        change_session(SYSTEM, Session._base_manager.get(pk=held.pk), plan())


def test_the_rooms_of_another_body_are_not_to_be_had() -> None:
    with pytest.raises(BadInput, match="does not have"):
        session(half(rooms=(RoomFactory().pk,)))


def test_a_room_has_a_seat_for_each_place() -> None:
    training = TrainingFactory()
    room = RoomFactory(organisation=training.organisation, seats=2)
    with pytest.raises(Conflict, match="2 seats, and the session 3 places"):
        session(half(rooms=(room.pk,)), training=training)


def test_a_session_keeps_a_place_for_each_who_has_one() -> None:
    held = session()
    registered(held, 1, 2)
    with pytest.raises(Conflict, match="2 people have a place"):
        change_session(SYSTEM, held, plan(capacity=1))
    assert Session._base_manager.get().capacity == 3


def test_changing_the_days_keeps_what_is_asked_and_books_it_anew() -> None:
    training = TrainingFactory()
    room = RoomFactory(organisation=training.organisation)
    held = session(half(rooms=(room.pk,)), half(part="pm"), training=training)
    later = today() + timedelta(days=20)
    moved = change_session(SYSTEM, held, plan(half(later, rooms=(room.pk,))))
    assert (moved.starts_on, moved.ends_on) == (later, later)
    assert [row.day for row in HalfDay._base_manager.all()] == [later]
    assert [row.day for row in Booking._base_manager.all()] == [later]


@pytest.mark.parametrize(
    ("halves", "fault"),
    [
        ((), "at least one half-day"),
        ((half(), half()), "the same half-day twice"),
        ((replace(half(), ends=time(8)),), "ends before it starts"),
    ],
)
def test_a_plan_that_no_calendar_holds_is_refused(halves: tuple, fault: str) -> None:
    asked = replace(plan(), halves=halves)
    with pytest.raises(BadInput, match=fault):
        plan_session(SYSTEM, TrainingFactory(), asked)


def test_only_what_people_can_read_about_is_given() -> None:
    draft = TrainingFactory(draft=True)
    with pytest.raises(Denied, match="Publish the training first"):
        session(training=draft)
    with pytest.raises(BadInput, match="indicator 1"):
        publish_training(SYSTEM, draft)


def test_the_catalogue_is_shared_and_drafts_and_means_are_each_bodys_own() -> None:
    mine, other = TrainingFactory(), TrainingFactory(draft=True)
    RoomFactory(organisation=mine.organisation)
    stranger = actor_for(OrganisationFactory())
    with acting(stranger):
        assert list(type(mine).objects.all()) == [mine]
        assert not RoomFactory._meta.model.objects.exists()
    with acting(actor_for(other.organisation)):
        assert set(type(mine).objects.all()) == {mine, other}
        assert not RoomFactory._meta.model.objects.exists()


def test_what_is_booked_is_not_put_away() -> None:
    training = TrainingFactory()
    room = RoomFactory(organisation=training.organisation)
    held = session(half(rooms=(room.pk,)), training=training)
    with pytest.raises(Conflict, match=held.reference):
        archive_means(SYSTEM, room, "being rebuilt")


def test_an_agenda_reads_the_half_days_of_a_session() -> None:
    held = session()
    events = Calendar.from_ical(session_calendar(held, "en")).walk("VEVENT")
    halves = list(HalfDay._base_manager.filter(session=held))
    assert [event["DTSTART"].dt for event in events] == [one.starts_at for one in halves]
    assert {str(event["SUMMARY"]) for event in events} == {held.training.title}


def test_every_verb_of_a_session_stands_in_the_audit_trail() -> None:
    held = session()
    change_session(SYSTEM, held, plan(capacity=4))
    cancel_session(SYSTEM, held, "too few people")
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["training.plan_session", "training.change_session", "training.cancel_session"]
