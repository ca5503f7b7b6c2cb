"""Events over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from campus5g.portal.base.api import ERRORS
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.events import actions
from campus5g.portal.events.forms import EventFilter
from campus5g.portal.events.models import Event, Registration
from campus5g.portal.events.running_views import coming
from campus5g.portal.events.views import event_of, listed, run_by

router = Router(tags=["events"])


class EventOut(Schema):
    """An event as the reader may see it."""

    id: int
    reference: str
    kind: str
    title: str
    summary: str
    where: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    public: bool
    state: str


class AttendeeIn(Schema):
    full_name: str = Field(min_length=1, max_length=120)
    email: str = Field(min_length=3, max_length=254)
    company: str = Field("", max_length=160)
    language: str = Field("fr", pattern="^(fr|en)$")
    meets: bool = False


class AttendeeOut(Schema):
    id: int
    full_name: str
    company: str
    state: str


class AttendeeSeenOut(AttendeeOut):
    """With the code of the badge and when they came in, for those who hold the event."""

    badge: str
    seen_at: datetime | None


class ArrivalIn(Schema):
    """number: the caller's own, the same each time it says this again."""

    number: UUID
    badge: str = Field(min_length=1, max_length=12)
    at: datetime


class ArrivalOut(Schema):
    """state: ``kept``, ``known`` (said before) or ``refused``, with the sentence."""

    number: UUID
    state: str
    said: str


@router.get("/", response={200: list[EventOut], **ERRORS}, summary="Events to come, or past")
def events(request: HttpRequest, q: str = "", kind: str = "", when: str = "") -> list[Event]:
    return list(EventFilter({"q": q, "kind": kind, "when": when}).chosen(listed())[:500])


@router.get("/{int:pk}", response={200: EventOut, **ERRORS}, summary="One event")
def event(request: HttpRequest, pk: int) -> Event:
    return event_of(pk)


@router.post("/{int:pk}/registrations", response={201: list[AttendeeOut], **ERRORS}, summary="Register people, all or none")
def register(request: HttpRequest, pk: int, data: list[AttendeeIn]) -> Status[list[Registration]]:
    people = [actions.Person(one.full_name, one.email, one.company, one.language, one.meets) for one in data]
    return Status(201, actions.register_people(request.actor, event_of(pk), people))


@router.get("/{int:pk}/registrations", response={200: list[AttendeeSeenOut], **ERRORS}, summary="Who comes")
def attendees(request: HttpRequest, pk: int) -> list[Registration]:
    return list(coming(run_by(request, pk)))


@router.post("/{int:pk}/arrivals", response={200: list[ArrivalOut], **ERRORS}, summary="Say who came in, as often as needed")
def arrivals(request: HttpRequest, pk: int, data: list[ArrivalIn]) -> list[dict[str, Any]]:
    seen = [actions.Seen(one.number, one.badge, one.at) for one in data]
    outcomes = actions.keep_arrivals(request.actor, run_by(request, pk), seen)
    return [{"number": one.number, "state": one.state, "said": say(one.said)} for one in outcomes]
