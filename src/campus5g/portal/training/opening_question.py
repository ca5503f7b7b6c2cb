"""The plan of sessions as a question to the engine: what is sought, what the catalogue gives, what is free and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.db.models import Count, F, Q

from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.once import once_a_page
from campus5g.portal.base.scope import acting
from campus5g.portal.training.models import Booking, Competence, Registration, Room, Session, Trainer, Training
from campus5g.portal.training.opening_demand import Demand, demands, month_of, months_after, occupation, value
from campus5g.territory.openings import Course, Offered, Question, Wanted
from campus5g.territory.openings import Room as Place
from campus5g.territory.openings import Trainer as Teacher

HOURS = 3.5
"""Of a half-day."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, with where each of its demands comes from."""

    question: Question
    origins: dict[str, Demand]


def asked_by(actor: Actor, *, worth_cents: int | None = None, budget_cents: int | None = None) -> Asked:
    """Return the question for a reader: the office plans for all the bodies, a body with its own rooms and trainers.

    Everybody's needs count, and everybody's places already offered: only counts of them are told to a body.
    """
    with acting(SYSTEM):
        bodies = None if actor.sees_all else frozenset(actor.organisation_ids)
        found = demands()
        worth = value("worth_cents") if worth_cents is None else worth_cents
        wanted = tuple(Wanted(d.id, d.competence, d.people, d.opens, d.due, worth, d.place, str(d.title)) for d in found)
        given = _given()
        rooms, trainers = _rooms(bodies), _trainers(bodies)
        question = Question(
            wanted,
            tuple(_courses(given, bodies)),
            rooms,
            trainers,
            (),
            tuple(free_places(given)),
            _travel(found, rooms),
            budget_cents,
        )
    return Asked(question, {demand.id: demand for demand in found})


def _given() -> dict[int, frozenset[str]]:
    """Return the competences of the field that each published training gives, and the occupations that it leads to."""
    found: dict[int, set[str]] = defaultdict(set)
    leads = Q(scheme=Competence.Scheme.ROME) & ~Q(code="")
    rows = Competence.objects.filter(~Q(field="") | leads, training__state=Training.State.PUBLISHED)
    for training_id, key, scheme, code in rows.values_list("training_id", "field", "scheme", "code"):
        if key:
            found[training_id].add(key)
        if code and scheme == Competence.Scheme.ROME:
            found[training_id].add(occupation(code))
    return {number: frozenset(keys) for number, keys in found.items()}


def _courses(given: dict[int, frozenset[str]], bodies: frozenset[int] | None) -> Iterable[Course]:
    for training in Training.objects.filter(pk__in=given).order_by("pk"):
        if bodies is None or training.organisation_id in bodies:
            half_days = max(1, ceil(float(training.hours) / HOURS))
            most = max(training.capacity, training.smallest_group)
            yield Course(
                str(training.pk), training.title, str(training.organisation_id), given[training.pk], half_days,
                training.smallest_group, most,
            )  # fmt: skip


def _rooms(bodies: frozenset[int] | None) -> tuple[Place, ...]:
    rows = Room.objects.filter(archived_at=None, **_of(bodies)).order_by("pk")
    booked = _booked("room_id")
    return tuple(
        Place(
            str(room.pk), room.name, str(room.organisation_id), room.city, room.seats, _free(booked[room.pk], value("room_half_days")),
            value("room_half_day_cents"),
        )
        for room in rows
    )  # fmt: skip


def _trainers(bodies: frozenset[int] | None) -> tuple[Teacher, ...]:
    """A trainer is able to give what they have taught or are booked for."""
    taught: dict[int, set[str]] = defaultdict(set)
    for trainer_id, training_id in Booking.objects.filter(trainer__isnull=False).values_list(
        "trainer_id", "half_day__session__training_id"
    ):
        taught[trainer_id].add(str(training_id))
    booked = _booked("trainer_id")
    return tuple(
        Teacher(
            str(one.pk), one.name, str(one.organisation_id), frozenset(taught[one.pk]),
            _free(booked[one.pk], value("trainer_half_days")), value("trainer_half_day_cents"),
        )
        for one in Trainer.objects.filter(archived_at=None, **_of(bodies)).order_by("pk")
    )  # fmt: skip


def _of(bodies: frozenset[int] | None) -> dict[str, object]:
    return {} if bodies is None else {"organisation_id__in": bodies}


def _booked(name: str) -> dict[int, dict[str, int]]:
    """Return the half-days already booked of each thing, by month."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for booking in _bookings():
        if booking[name] is not None:
            found[booking[name]][month_of(booking["day"])] += 1
    return found


@once_a_page
def _bookings() -> list[dict[str, Any]]:
    """What is booked from today on, asked once for rooms and trainers."""
    return list(Booking.objects.filter(day__gte=today()).values("room_id", "trainer_id", "day"))


def _free(booked: dict[str, int], half_days: int) -> dict[str, int]:
    return {month: max(0, half_days - booked.get(month, 0)) for month in _months()}


def _months() -> list[str]:
    """The months that the plan looks at: a session is not opened in the month that is already running."""
    return [months_after(today(), ahead) for ahead in range(1, value("months") + 1)]


def free_places(given: dict[int, frozenset[str]]) -> Iterable[Offered]:
    """Free places of the sessions that take registrations, of all the bodies."""
    taking = Count("registrations", filter=Q(registrations__state__in=Registration.TAKING))
    rows = Session.objects.filter(training_id__in=given, state=Session.State.OPEN, register_by__gte=today())
    for session in rows.annotate(taken=taking).filter(capacity__gt=F("taken")).select_related("training").order_by("pk"):
        yield Offered(
            str(session.pk), session.training.title, given[session.training_id], month_of(session.starts_on),
            session.capacity - session.taken,
        )  # fmt: skip


def _travel(found: list[Demand], rooms: tuple[Place, ...]) -> dict[tuple[str, str], int]:
    """One goes to another town at a flat cost; nothing is counted where a town is not told."""
    cents = value("travel_cents")
    starts, ends = {demand.place for demand in found if demand.place}, {room.place for room in rooms if room.place}
    return {(start, end): cents for start in starts for end in ends if start.casefold() != end.casefold()}
