"""Events, those who come, and their personal links."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import factory

from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.clock import now
from campus5g.portal.base.scope import acting
from campus5g.portal.events.models import Arrival, Event, FollowUp, Meeting, MeetingDay, Registration
from tests.portal.factories.directory import OrganisationFactory

STARTS = datetime(2026, 12, 3, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))


class Unscoped(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        return model_class._base_manager.create(*args, **kwargs)


class EventFactory(Unscoped):
    """A published public workshop of twenty, next week; ``running=True`` makes it one of this very hour."""

    class Meta:
        model = Event

    class Params:
        running = factory.Trait(
            starts_at=factory.LazyFunction(lambda: now() - timedelta(hours=1)),
            ends_at=factory.LazyFunction(lambda: now() + timedelta(hours=1)),
        )

    organisation = factory.SubFactory(OrganisationFactory, office=True)
    kind = "workshop"
    title = factory.Sequence(lambda n: f"Workshop of instruments {n}")
    summary = "Choose, fit and read sensors."
    place = "Hall 3"
    city = "Dunkerque"
    starts_at = STARTS
    ends_at = factory.LazyAttribute(lambda event: event.starts_at + timedelta(hours=3))
    capacity = 20
    public = True
    state = "published"


class RegistrationFactory(Unscoped):
    """Somebody who has a place."""

    class Meta:
        model = Registration

    event = factory.SubFactory(EventFactory)
    full_name = factory.Sequence(lambda n: f"Ada Number {n}")
    email = factory.Sequence(lambda n: f"ada{n}@test.example")
    company = "Forges"
    language = "en"
    state = "registered"
    asked_at = factory.LazyFunction(now)
    settled_at = factory.LazyFunction(now)


class MeetingDayFactory(Unscoped):
    """Eight slots of twenty minutes at two tables."""

    class Meta:
        model = MeetingDay

    event = factory.SubFactory(EventFactory)
    starts_at = factory.SelfAttribute("event.starts_at")
    minutes = 20
    slots = 8
    tables = 2
    most = 3


class FollowUpFactory(Unscoped):
    class Meta:
        model = FollowUp

    event = factory.SubFactory(EventFactory)
    kind = "contact"
    text = "Call back about the crane"
    written_at = factory.LazyFunction(now)


def arrived(registration: Registration) -> Arrival:
    """Let somebody in."""
    arrival: Arrival = Arrival._base_manager.create(registration=registration, number=uuid4(), seen_at=now(), received_at=now())
    return arrival


def met(day: MeetingDay) -> Meeting:
    """Put two new participants at the first table."""
    pair = {side: RegistrationFactory(event=day.event, meets=True) for side in ("first", "second")}
    meeting: Meeting = Meeting._base_manager.create(day=day, **pair, slot=0, table=0)
    return meeting


def seen_by_the_system(thing: Any) -> Any:
    """Read a thing again, as it is now."""
    with acting(SYSTEM):
        return type(thing).objects.get(pk=thing.pk)
