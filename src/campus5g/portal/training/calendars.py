"""Sessions as files that agendas read."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q

from campus5g.core.message import Message, msg
from campus5g.documents.agenda_ics import Appointment, agenda_ics
from campus5g.portal.accounts.models import User
from campus5g.portal.base.clock import now
from campus5g.portal.training.models import HalfDay, Registration, Session


def calendar_of(halves: Iterable[HalfDay], language: str, name: Message | str) -> bytes:
    """Return half-days, read with their session and training, as a calendar."""
    return agenda_ics((_appointment(half) for half in halves), language, now(), name)


def session_calendar(session: Session, language: str) -> bytes:
    halves = HalfDay._base_manager.filter(session=session).select_related("session__training")
    return calendar_of(halves, language, session.training.title)


def personal_calendar(user: User) -> bytes:
    """The half-days of the sessions in which a person has a place, under their account or their address."""
    mine = Registration._base_manager.filter(Q(user=user) | Q(email=user.email), state__in=Registration.TAKING)
    halves = HalfDay._base_manager.filter(session__in=mine.values("session")).select_related("session__training")
    return calendar_of(halves.order_by("day", "starts"), user.language, msg("My trainings"))


def place_of(session: Session) -> str:
    """Where the session is held: what is written, else the room of its first half-day."""
    if session.place:
        return session.place
    half = HalfDay._base_manager.filter(session=session, bookings__room__isnull=False).first()
    booking = (
        half.bookings.model._base_manager.filter(half_day=half, room__isnull=False).select_related("room").first()
        if half
        else None
    )
    if booking is None:
        return ""
    room = booking.room
    return ", ".join(part for part in (room.name, room.address, room.city) if part)


def _appointment(half: HalfDay) -> Appointment:
    session = half.session
    return Appointment(
        uid=f"training-{half.pk}@campus5g",
        title=session.training.title,
        starts=half.starts_at,
        ends=half.ends_at,
        place=place_of(session),
        text=msg("Session %(ref)s", ref=session.reference),
        url=f"{settings.PUBLIC_ADDRESS}{session.get_absolute_url()}",
        cancelled=not session.live,
    )
