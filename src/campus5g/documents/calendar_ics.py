"""Deadlines as a calendar that any agenda subscribes to (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from campus5g.core.calls import Call, DeadlineModel
from campus5g.core.message import Message, msg
from campus5g.documents.blocks import clean
from campus5g.documents.voice import Voice

_PRODUCT = "-//Campus 5G//campus5g//FR"
_REMINDER = timedelta(days=-14)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day not to miss. ``uid`` stays the same from one export to the next, so that an agenda updates rather than doubles."""

    uid: str
    title: Message | str
    day: date
    text: Message | str = ""
    url: str = ""


def deadline_ics(deadlines: Iterable[Deadline], language: str, stamped: date, name: Message | str = "") -> bytes:
    """The deadlines as all-day events with a reminder two weeks before. ``stamped``: the day of the export.

    name: of the calendar, as an agenda shows it.
    """
    say = Voice(language)
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", clean(say(name or msg("Deadlines of the campus"))))
    for deadline in sorted(deadlines, key=lambda d: (d.day, d.uid)):
        calendar.add_component(_event(deadline, say, stamped))
    data: bytes = calendar.to_ical()
    return data


def call_deadlines(calls: Iterable[Call], on: date) -> tuple[Deadline, ...]:
    """Every closing day still to come of the calls: the stages of a call in two stages, the cut-offs of one that has several."""
    return tuple(
        Deadline(
            uid=f"{call.feed}-{call.id}-{day.isoformat()}@campus5g",
            title=_closing(call, day),
            day=day,
            text=call.funder,
            url=call.url,
        )
        for call in calls
        if not call.stated_closed
        for day in call.closes
        if day >= on
    )


def _closing(call: Call, day: date) -> Message:
    match call.deadline_model:
        case DeadlineModel.TWO_STAGE if day == call.last_application:
            return msg("First stage of the call: %(title)s", title=call.title)
        case DeadlineModel.TWO_STAGE:
            return msg("Second stage of the call (those invited): %(title)s", title=call.title)
        case DeadlineModel.CUT_OFFS:
            return msg("Cut-off of the call: %(title)s", title=call.title)
        case _:
            return msg("Closing of the call: %(title)s", title=call.title)


def _event(deadline: Deadline, say: Voice, stamped: date) -> Event:
    event, title = Event(), clean(say(deadline.title))
    event.add("uid", clean(deadline.uid))
    event.add("dtstamp", datetime.combine(stamped, time(), UTC))
    event.add("dtstart", deadline.day)
    event.add("dtend", deadline.day + timedelta(days=1))
    event.add("summary", title)
    event.add("transp", "TRANSPARENT")
    if deadline.text:
        event.add("description", clean(say(deadline.text)))
    if deadline.url.startswith(("https://", "http://")):
        event.add("url", clean(deadline.url))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", _REMINDER)
    event.add_component(alarm)
    return event
