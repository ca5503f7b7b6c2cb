"""Where a session stands: its half-days with what is booked, and its people with what they signed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.http import Http404

from campus5g.portal.base.actor import Actor
from campus5g.portal.training.models import (
    Booking,
    Certificate,
    Countersignature,
    HalfDay,
    Means,
    Presence,
    Registration,
    Session,
    Training,
)
from campus5g.portal.training.permissions import can_cancel_registration, can_confirm_place, speaks_for


@dataclass
class HalfShown:
    """A half-day with what it books and who signed it."""

    half: HalfDay
    rooms: list[Means] = field(default_factory=list)
    trainers: list[Means] = field(default_factory=list)
    benches: list[Means] = field(default_factory=list)
    signed: int = 0
    closed: bool = False


@dataclass
class Person:
    """Somebody in a session, with the half-days they followed and what the reader may do about them."""

    registration: Registration
    followed: int
    certificate: Certificate | None
    may_cancel: bool
    may_confirm: bool


def hide_from_others(actor: Actor, training: Training) -> None:
    """Answer who does not work for the body of a training as if its pages of work did not exist."""
    if not speaks_for(actor, training.organisation_id):
        raise Http404


def half_days(session: Session, *, with_bookings: bool) -> list[HalfShown]:
    """Return the half-days in their order; four questions to the database at most."""
    shown = {half.pk: HalfShown(half) for half in HalfDay.objects.filter(session=session)}
    if not with_bookings:
        return list(shown.values())
    bookings = Booking.objects.filter(half_day__in=shown).select_related("room", "trainer", "bench")
    for booking in bookings:
        place = shown[booking.half_day_id]
        group = place.rooms if booking.room_id else place.trainers if booking.trainer_id else place.benches
        group.append(booking.thing)
    for half_day_id in Presence.objects.filter(half_day__in=shown, present=True, refused_at=None).values_list(
        "half_day_id", flat=True
    ):
        shown[half_day_id].signed += 1
    for half_day_id in Countersignature.objects.filter(half_day__in=shown).values_list("half_day_id", flat=True):
        shown[half_day_id].closed = True
    return list(shown.values())


def people(actor: Actor, session: Session) -> list[Person]:
    """Return those whom the actor of the scope may see, the ones with a place first, then the queue in its order."""
    order = {state: place for place, state in enumerate(("registered", "offered", "waiting", "cancelled"))}
    rows = list(Registration.objects.filter(session=session).select_related("employer", "session__training"))
    rows.sort(key=lambda row: (order[row.state], row.queued_at or row.asked_at, row.full_name))
    followed: dict[int, int] = defaultdict(int)
    for number in Presence.objects.filter(registration__in=rows, present=True, refused_at=None).values_list(
        "registration_id", flat=True
    ):
        followed[number] += 1
    held = {one.registration_id: one for one in Certificate.objects.filter(registration__in=rows, revoked_at=None)}
    return [
        Person(
            row, followed[row.pk], held.get(row.pk), not followed[row.pk] and bool(can_cancel_registration(actor, row)),
            row.state == Registration.State.OFFERED and bool(can_confirm_place(actor, row)),
        )
        for row in rows
    ]  # fmt: skip
