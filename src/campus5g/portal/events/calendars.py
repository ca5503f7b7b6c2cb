"""Events and meetings as files that agendas read."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from campus5g.core.message import msg
from campus5g.documents.agenda_ics import Appointment, agenda_ics
from campus5g.portal.base.clock import now
from campus5g.portal.events.models import Event, Meeting, MeetingDay, Registration


def events_calendar(events: Iterable[Event], language: str) -> bytes:
    return agenda_ics([_of(event) for event in events], language, now(), msg("Events of the campus"))


def event_calendar(event: Event, language: str) -> bytes:
    return agenda_ics([_of(event)], language, now(), event.title)


def personal_calendar(day: MeetingDay, meetings: Iterable[Meeting], who: Registration) -> bytes:
    """The meetings of one participant, read with both sides."""
    found = [_meeting(day, meeting, who) for meeting in meetings]
    return agenda_ics(found, who.language, now(), day.event.title)


def _of(event: Event) -> Appointment:
    return Appointment(
        uid=f"event-{event.pk}@campus5g", title=event.title, starts=event.starts_at, ends=event.ends_at, place=event.where,
        text=event.summary, url=f"{settings.PUBLIC_ADDRESS}{event.get_absolute_url()}",
        cancelled=event.state != Event.State.PUBLISHED, version=event.version,
    )  # fmt: skip


def _meeting(day: MeetingDay, meeting: Meeting, who: Registration) -> Appointment:
    other = meeting.second if meeting.first_id == who.pk else meeting.first
    company = f" ({other.company})" if other.company else ""
    return Appointment(
        uid=f"meeting-{day.pk}-{min(who.pk, other.pk)}-{max(who.pk, other.pk)}@campus5g",
        title=msg("Table %(n)s: %(name)s", n=meeting.table + 1, name=f"{other.full_name}{company}"),
        starts=day.begins(meeting.slot), ends=day.ends(meeting.slot), place=day.event.where, version=meeting.version,
    )  # fmt: skip
