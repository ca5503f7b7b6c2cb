"""The meetings of an event in the words of the engine: participants are known there by their number alone."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.core.progress import Progress
from campus5g.matching.meeting_model import Pair
from campus5g.matching.meetings import Guest, Timetable, pair_of, schedule_meetings
from campus5g.matching.meetings import Meeting as Placed
from campus5g.matching.meetings import Wish as CoreWish
from campus5g.portal.base.models import Job
from campus5g.portal.events.models import Meeting, MeetingDay, Registration, Wish


def key_of(registration: Registration) -> str:
    return f"{registration.pk:09d}"


def row_key(row: Meeting) -> Pair:
    return pair_of(f"{row.first_id:09d}", f"{row.second_id:09d}")


def placed(row: Meeting) -> Placed:
    return Placed(row.slot, row.table, *row_key(row))


def guests_of(day: MeetingDay) -> list[Guest]:
    """Those who come and accept meetings, with the slots that are neither a pause of the day nor a break of their own."""
    open_ = {slot for slot, _ in day.hours}
    come = Registration.objects.filter(event=day.event_id, state=Registration.State.REGISTERED, meets=True)
    return [Guest(key_of(one), one.full_name, frozenset(open_ - set(one.breaks))) for one in come]


def plan(day: MeetingDay) -> Timetable:
    """Plan the day around what was put by hand, and around everything once the timetable was shown to people."""
    guests = guests_of(day)
    known = {guest.key for guest in guests}
    rows = Meeting.objects.filter(day=day) if day.published_at else Meeting.objects.filter(day=day, held=True)
    kept = [placed(row) for row in rows if set(row_key(row)) <= known]
    asked = Wish.objects.filter(asker__event=day.event_id).values_list("asker_id", "wished_id", "weight")
    wishes = [CoreWish(f"{a:09d}", f"{b:09d}", w) for a, b, w in asked if {f"{a:09d}", f"{b:09d}"} <= known]
    return schedule_meetings(guests, day.slots, day.tables, wishes, day.most, kept)


def run(job: Job, progress: Progress) -> None:
    """Plan the meetings of the event that a job is about."""
    from campus5g.portal.events.actions import keep_timetable

    day = MeetingDay.objects.select_related("event").get(event_id=job.subject_id)
    progress(0.1, msg("Planning the meetings"))
    keep_timetable(day, plan(day))
