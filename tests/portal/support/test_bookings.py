"""Bookings: no place twice, no cohort beyond its quota, no bench beside a training; office hours taken once."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.portal.base.clock import now, today
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.models import Notification
from campus5g.portal.base.scope import acting, without_scope
from campus5g.portal.directory.people import actor_of
from campus5g.portal.support import actions
from campus5g.portal.support.models import Cohort, OfficeHour, Reservation, Resource
from campus5g.portal.training.models import Bench
from tests.portal.factories.directory import office_actor
from tests.portal.factories.support import cohort_of, founder_actor, member_named, mentor_of
from tests.portal.factories.training import TrainingFactory, half, session

pytestmark = pytest.mark.django_db


def at(hour: int, minute: int = 0, days: int = 7) -> datetime:
    """An hour of a day to come, always in the middle of a month."""
    day = today() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@pytest.fixture
def cohort() -> Cohort:
    return cohort_of("Grue", "Quai")


@pytest.fixture
def slot(cohort: Cohort) -> Resource:
    """A test slot of one place."""
    return entered("Cellule 5G", "test")


def entered(name: str, kind: str, **said: object) -> Resource:
    office = office_actor()
    with acting(office):
        return actions.enter_resource(office, name=name, kind=kind, **said)


def book(cohort: Cohort, name: str, thing: Resource, starts: datetime, ends: datetime) -> Reservation:
    member = member_named(cohort, name)
    own = founder_actor(member)
    with acting(own):
        return actions.book(own, member, thing, starts, ends, "Trial")


def test_a_slot_is_never_booked_twice(cohort: Cohort, slot: Resource) -> None:
    first = book(cohort, "Grue", slot, at(9), at(11))
    with pytest.raises(Conflict, match=r"is taken at that time on .*; a place comes free at 11:00"):
        book(cohort, "Quai", slot, at(10), at(12))
    book(cohort, "Quai", slot, at(11), at(12))  # one after the other is no overlap
    with acting(founder_actor(first.member)) as own:
        actions.cancel_booking(own, first)
    book(cohort, "Quai", slot, at(9), at(11))


def test_as_many_are_there_at_once_as_there_are_places(cohort: Cohort) -> None:
    desks = entered("Bureaux", "desk", seats=2)
    book(cohort, "Grue", desks, at(8), at(10))
    book(cohort, "Grue", desks, at(10), at(12))
    book(cohort, "Quai", desks, at(9), at(11))
    with pytest.raises(Conflict, match="comes free at 10:00"):
        book(cohort, "Quai", desks, at(9, 30), at(9, 45))


def test_a_quota_is_that_of_each_venture_in_a_month(cohort: Cohort, slot: Resource) -> None:
    with acting(office_actor()) as office:
        actions.set_quotas(office, cohort, {"test": 3})
    book(cohort, "Grue", slot, at(9), at(11))
    with pytest.raises(Conflict, match=r"3 hours a month .*: 1 are left, and you ask for 2"):
        book(cohort, "Grue", slot, at(13), at(15))
    book(cohort, "Quai", slot, at(13), at(15))
    with acting(office_actor()) as office:
        actions.set_quotas(office, cohort, {"test": None})
    book(cohort, "Grue", slot, at(16), at(19))


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (at(11), at(9)),
        (at(6), at(9)),
        (at(18), at(20)),
        (at(9, 7), at(10)),
        (at(9, days=-1), at(10, days=-1)),
        (at(9), at(9, days=8)),
    ],
)
def test_hours_that_cannot_be_are_refused_in_a_sentence(cohort: Cohort, slot: Resource, starts: datetime, ends: datetime) -> None:
    with pytest.raises(BadInput):
        book(cohort, "Grue", slot, starts, ends)
    assert not Reservation._base_manager.exists()


def test_who_booked_is_told_when_the_office_gives_it_back(cohort: Cohort, slot: Resource) -> None:
    booked = book(cohort, "Grue", slot, at(9), at(11))
    with acting(office_actor()) as office:
        with pytest.raises(Conflict, match="cancel that first"):
            actions.archive_resource(office, slot, "Moved")
        actions.cancel_booking(office, booked, "The network is down")
        actions.archive_resource(office, slot, "Moved")
    told = Notification.objects.filter(user_id=founder_actor(booked.member).user_id).first()
    assert told is not None
    assert "was cancelled" in str(told.sentence)
    with pytest.raises(Conflict, match="can no longer be booked"):
        book(cohort, "Quai", slot, at(9), at(11))
    again = Reservation._base_manager.create(resource=slot, member=booked.member, starts_at=at(9), ends_at=at(10))
    with acting(founder_actor(member_named(cohort, "Quai"))) as other, pytest.raises(Denied):
        actions.cancel_booking(other, again)


def test_a_bench_is_not_held_by_a_training_and_a_venture_at_once(cohort: Cohort) -> None:
    training = TrainingFactory()
    bench = Bench._base_manager.create(organisation=training.organisation, name="Banc 5G")
    slot = entered("Banc partagé", "test", bench=bench)
    with without_scope():
        session(half(at(9).date(), "am", benches=(bench.pk,)), training=training)
    with pytest.raises(Conflict, match="is used at that time by a training"):
        book(cohort, "Grue", slot, at(10), at(11))
    book(cohort, "Grue", slot, at(15), at(16))
    with without_scope(), pytest.raises(Conflict, match="has booked Banc partagé"):
        session(half(at(9).date(), "pm", benches=(bench.pk,)), training=training)


def test_an_office_hour_is_taken_once_and_given_back(cohort: Cohort) -> None:
    mentor = mentor_of()
    receiving, first, second = actor_of(mentor.user), member_named(cohort, "Grue"), member_named(cohort, "Quai")
    with acting(receiving):
        hour, _next = actions.open_hour(receiving, mentor, [at(14), at(15)], 45)
        with pytest.raises(Conflict, match="at that time already"):
            actions.open_hour(receiving, mentor, [at(14, 30)], 45)
        with pytest.raises(BadInput):
            actions.open_hour(receiving, mentor, [now() - timedelta(hours=1)], 45)
    with acting(founder_actor(first)) as own:
        actions.take_hour(own, hour, first, "Our prices")
    with acting(founder_actor(second)) as other:
        assert OfficeHour.objects.count() == 1  # whom a mentor receives is not told to the others
        with pytest.raises(Conflict, match="before you"):
            actions.take_hour(other, hour, second, "Law")
    with acting(founder_actor(first)) as own:
        actions.give_hour_back(own, OfficeHour.objects.select_related("member__venture").get(pk=hour.pk))
    with acting(founder_actor(second)) as other:
        actions.take_hour(other, hour, second, "Law")
    with acting(receiving):
        actions.close_hour(receiving, OfficeHour.objects.select_related("mentor").get(pk=hour.pk))
    assert Notification.objects.filter(user_id=founder_actor(second).user_id).first() is not None
