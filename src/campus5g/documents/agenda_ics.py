"""Appointments with their hours, as a file that any agenda reads (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from campus5g.core.message import Message
from campus5g.documents.blocks import clean
from campus5g.documents.voice import Voice

if TYPE_CHECKING:
    from icalendar import Event

_PRODUCT = "-//Campus 5G//campus5g//FR"


@dataclass(frozen=True, slots=True)
class Appointment:
    """Something to attend. ``uid`` stays the same from one file to the next, so that an agenda updates rather than doubles.

    starts, ends: with their time zone; written in UTC, so that no agenda needs a table of zones. version: grows by one each time
    it moves, else agendas keep what they have.
    """

    uid: str
    title: Message | str
    starts: datetime
    ends: datetime
    place: str = ""
    text: Message | str = ""
    url: str = ""
    cancelled: bool = False
    version: int = 0


def agenda_ics(appointments: Iterable[Appointment], language: str, stamped: datetime, name: Message | str) -> bytes:
    """Return the appointments as a calendar. ``stamped``: the instant of the export; ``name``: what an agenda shows of it."""
    from icalendar import Calendar  # loads every part of the standard: only when a file is made

    say = Voice(language)
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", clean(say(name)))
    for appointment in sorted(appointments, key=lambda found: (found.starts, found.uid)):
        calendar.add_component(_event(appointment, say, stamped))
    data: bytes = calendar.to_ical()
    return data


def _event(appointment: Appointment, say: Voice, stamped: datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", clean(appointment.uid))
    event.add("dtstamp", stamped.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", appointment.starts.astimezone(UTC))
    event.add("dtend", appointment.ends.astimezone(UTC))
    event.add("sequence", appointment.version)
    event.add("summary", clean(say(appointment.title)))
    event.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
    for name, text in (("location", appointment.place), ("description", say(appointment.text) if appointment.text else "")):
        if text:
            event.add(name, clean(text))
    if appointment.url.startswith(("https://", "http://")):
        event.add("url", clean(appointment.url))
    return event
