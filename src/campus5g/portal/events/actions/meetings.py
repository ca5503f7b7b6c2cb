"""Planning the one-to-one meetings of an event, and planning them again around what is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from campus5g.core.codec import to_plain
from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.matching.meetings import Timetable, clash
from campus5g.portal.base import jobs
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.base.models import Job
from campus5g.portal.events import letters
from campus5g.portal.events.actions.registering import lock
from campus5g.portal.events.models import Event, Meeting, MeetingDay, Registration, Wish
from campus5g.portal.events.permissions import can_change
from campus5g.portal.events.planning import guests_of, key_of, placed, row_key

MOST_WISHES = 20


@dataclass(frozen=True, slots=True)
class Frame:
    """The slots and tables of a day of meetings."""

    starts_at: datetime
    minutes: int
    slots: int
    tables: int
    most: int
    pauses: tuple[int, ...] = ()


def frame_meetings(actor: Actor, event: Event, frame: Frame) -> MeetingDay:
    """Say when and at how many tables people meet; meetings that no longer fit are planned anew."""
    with deed(actor, "events.frame", right=can_change(actor, event)) as done:
        lock(event.pk)
        day = MeetingDay.objects.filter(event=event).first() or MeetingDay(event=event)
        for name, value in asdict(frame).items():
            setattr(day, name, list(value) if name == "pauses" else value)
        if not event.starts_at <= day.starts_at < day.begins(day.slots) <= event.ends_at:
            raise BadInput("starts_at", msg("meetings outside the hours of the event"), msg("meetings within it"))
        day.save()
        gone = Meeting.objects.filter(day=day).exclude(slot__in=[slot for slot, _ in day.hours], table__lt=day.tables)
        gone.delete()
        done.on(event, slots=day.slots, tables=day.tables)
    return day


def say_wishes(registration: Registration, meets: bool, wishes: Mapping[int, int], breaks: Sequence[int] = ()) -> None:
    """A participant says whom they would like to meet, as numbers of registrations with a weight, and when they cannot.

    Called with who holds the personal link, or is the person. Raises ``BadInput`` for somebody who meets nobody.
    """
    if len(wishes) > MOST_WISHES:
        raise BadInput("wishes", msg("%(n)s wishes", n=len(wishes)), msg("at most %(most)s", most=MOST_WISHES))
    with deed(SYSTEM, "events.wish", right=ALLOWED) as done:
        event = lock(registration.event_id)
        kept = Registration.objects.get(pk=registration.pk)
        open_ = Registration.objects.filter(event=event, state=Registration.State.REGISTERED, meets=True).exclude(pk=kept.pk)
        if set(wishes) - set(open_.values_list("pk", flat=True)):
            raise BadInput("wishes", msg("somebody who takes no meetings"), msg("participants of the list"))
        if not kept.comes:
            raise Conflict(msg("Only those who have a place have meetings."))
        kept.meets, kept.breaks = meets, sorted(set(breaks))
        kept.save(update_fields=["meets", "breaks"])
        Wish.objects.filter(asker=kept).delete()
        Wish.objects.bulk_create(Wish(asker=kept, wished_id=pk, weight=weight) for pk, weight in sorted(wishes.items()) if meets)
        done.on(event, registration=kept.pk, wishes=len(wishes))


def ask_timetable(actor: Actor, day: MeetingDay) -> Job:
    """Queue the planning."""
    with deed(actor, "events.plan", right=can_change(actor, day.event)) as done:
        lock(day.event_id)
        if day.job is not None and day.job.state in (Job.State.QUEUED, Job.State.RUNNING):
            raise Conflict(msg("The meetings are being planned already."))
        day.job = jobs.queue("events.meetings", day.event, day.event.organisation_id, actor.user_id)
        day.save(update_fields=["job"])
        done.on(day.event)
    return day.job


def keep_timetable(day: MeetingDay, found: Timetable) -> None:
    """Write a timetable in place of the last one; what was put by hand is in it and stays marked."""
    with deed(SYSTEM, "events.planned", right=ALLOWED) as done:
        lock(day.event_id)
        before = {row_key(row): row for row in Meeting.objects.filter(day=day)}
        Meeting.objects.filter(day=day).delete()
        Meeting.objects.bulk_create(
            Meeting(
                day=day, first_id=int(one.first), second_id=int(one.second), slot=one.slot, table=one.table,
                held=one.pair in before and before[one.pair].held,
                version=before[one.pair].version + 1 if one.pair in before else 0,
            )
            for one in found.meetings
        )  # fmt: skip
        day.planned_at, day.published_at = now(), None
        day.served, day.served_bound, day.value, day.bound = found.served, found.served_bound, found.value, found.bound
        day.unmet = [[int(one.wish.asker), int(one.wish.wished), to_plain(one.reason)] for one in found.unmet]
        day.save()
        done.on(day.event, meetings=len(found.meetings), unmet=len(found.unmet))


def move_meeting(actor: Actor, meeting: Meeting, slot: int, table: int) -> Meeting:
    """Put a meeting elsewhere by hand, where nothing clashes; planning again leaves it there."""
    event = meeting.day.event
    with deed(actor, "events.move_meeting", right=can_change(actor, event)) as done:
        lock(event.pk)
        rows = list(Meeting.objects.filter(day=meeting.day).select_related("first", "second"))
        kept = next(row for row in rows if row.pk == meeting.pk)
        kept.slot, kept.table = slot, table
        others = [placed(row) for row in rows if row.pk != kept.pk]
        said = clash(guests_of(meeting.day), others, placed(kept), meeting.day.slots, meeting.day.tables)
        if said is not None:
            raise Conflict(said)
        kept.held, kept.version = True, kept.version + 1
        kept.save()
        done.on(event, meeting=kept.pk, slot=slot, table=table)
    return kept


def publish_timetable(actor: Actor, day: MeetingDay) -> int:
    """Show everybody their meetings, and write to them; return to how many."""
    with deed(actor, "events.publish_meetings", right=can_change(actor, day.event)) as done:
        event = lock(day.event_id)
        if day.planned_at is None:
            raise Conflict(msg("The meetings are not planned yet."))
        day.published_at = now()
        day.save(update_fields=["published_at"])
        pairs = [row_key(row) for row in Meeting.objects.filter(day=day)]
        told = list(Registration.objects.filter(event=event, state=Registration.State.REGISTERED, meets=True))
        for registration in told:
            registration.event = event
            letters.tell_timetable(registration, sum(key_of(registration) in pair for pair in pairs))
        done.on(event, told=len(told))
    return len(told)
