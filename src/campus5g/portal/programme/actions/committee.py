"""The steering committee: called, held with its minutes, its decisions asked, taken and followed until they are done."""

from __future__ import annotations

from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, msg
from campus5g.portal.base import attachments
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import now, today
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.directory.people import people_of
from campus5g.portal.programme.actions.holding import locked, next_number, refuse_empty
from campus5g.portal.programme.models import Amendment, Meeting, Participant, Programme, Resolution
from campus5g.portal.programme.models.scoped import TEXT_LENGTH, TITLE_LENGTH, WHY_LENGTH
from campus5g.portal.programme.people import everybody
from campus5g.portal.programme.permissions import can_follow, can_run

State = Resolution.State


def call_meeting(
    actor: Actor, programme: Programme, at: datetime, place: str = "", agenda: str = "", *, example: bool = False
) -> Meeting:
    """Call a meeting of the committee; who takes part is told."""
    with deed(actor, "programme.call_meeting", right=can_run(actor, programme)) as done:
        meeting = Meeting(
            programme=programme, at=at, place=place.strip()[:TITLE_LENGTH], agenda=agenda.strip()[:TEXT_LENGTH], example=example
        )
        meeting.save()
        done.on(meeting, at=at.isoformat())
        told = msg("The committee of “%(title)s” meets on %(day)s", title=programme.title, day=Day.of(timezone.localdate(at)))
        done.tell(everybody(programme), told, meeting.get_absolute_url())
    return meeting


def change_meeting(actor: Actor, meeting: Meeting, at: datetime, place: str, agenda: str) -> Meeting:
    """Change the day, the place or the agenda of a meeting to come; a new day is told."""
    with deed(actor, "programme.change_meeting", right=can_run(actor, meeting.programme)) as done:
        held = _to_come(meeting)
        moved = held.at != at
        held.at, held.place, held.agenda = at, place.strip()[:TITLE_LENGTH], agenda.strip()[:TEXT_LENGTH]
        held.save()
        done.on(held, at=at.isoformat())
        if moved:
            told = msg(
                "The committee of “%(title)s” now meets on %(day)s",
                title=held.programme.title,
                day=Day.of(timezone.localdate(at)),
            )
            done.tell(everybody(held.programme), told, held.get_absolute_url())
    return held


def cancel_meeting(actor: Actor, meeting: Meeting, why: str) -> Meeting:
    reason = refuse_empty("why", why, msg("a few words: why"))
    with deed(actor, "programme.cancel_meeting", right=can_run(actor, meeting.programme)) as done:
        held = _to_come(meeting)
        held.cancelled_why = reason[:WHY_LENGTH]
        held.save()
        done.on(held, why=held.cancelled_why)
        told = msg("The committee of “%(title)s” will not meet on %(day)s: %(why)s", title=held.programme.title,
                   day=Day.of(timezone.localdate(held.at)), why=held.cancelled_why)  # fmt: skip
        done.tell(everybody(held.programme), told, held.get_absolute_url())
    return held


def hold_meeting(actor: Actor, meeting: Meeting, present: str, minutes: UploadedFile | None = None) -> Meeting:
    """Say that the committee met and who was there, with the minutes as a file where there is one."""
    said = refuse_empty("present", present, msg("who was there"))
    with deed(actor, "programme.hold_meeting", right=can_run(actor, meeting.programme)) as done:
        held = _to_come(meeting)
        if held.at > now():
            raise Conflict(msg("This meeting is still to come."))
        held.present, held.held_at = said[:TEXT_LENGTH], timezone.now()
        held.save()
        if minutes is not None:
            attachments.attach(actor, held, held.programme.organisation_id, minutes, ALLOWED)
        done.on(held, present=held.present)
        told = msg("The committee of “%(title)s” met: here is what was decided", title=held.programme.title)
        done.tell(everybody(held.programme), told, held.get_absolute_url())
    return held


def write_minutes(actor: Actor, meeting: Meeting, text: str) -> Meeting:
    """Write the minutes of a meeting that was held, or correct them: the trail keeps that they changed."""
    words = refuse_empty("text", text, msg("what was said"))
    with deed(actor, "programme.write_minutes", right=can_run(actor, meeting.programme)) as done:
        held = locked(meeting, "programme")
        if held.held_at is None:
            raise Conflict(msg("Say first that the committee met, and who was there."))
        again = bool(held.minutes)
        held.minutes = words[:TEXT_LENGTH]
        held.save()
        done.on(held, again=again, minutes=held.minutes)
        if not again:
            told = msg("The minutes of the committee of “%(title)s” are written", title=held.programme.title)
            done.tell(everybody(held.programme), told, held.get_absolute_url())
    return held


def ask_resolution(
    actor: Actor, meeting: Meeting, title: str, text: str = "", amendment: Amendment | None = None, *, example: bool = False
) -> Resolution:
    """Put a decision on the table of a meeting."""
    words = refuse_empty("title", title, msg("what is to be decided"))
    with deed(actor, "programme.ask_resolution", right=can_run(actor, meeting.programme)) as done:
        programme = locked(meeting.programme)
        if meeting.cancelled_why:
            raise Conflict(msg("This meeting was cancelled."))
        if amendment is not None and amendment.programme_id != programme.pk:
            raise BadInput("amendment", msg("an amendment of another programme"), msg("one of this programme"))
        resolution = Resolution(
            programme=programme, meeting=meeting, number=next_number(Resolution._base_manager.filter(programme=programme)),
            title=words[:TITLE_LENGTH], text=text.strip()[:TEXT_LENGTH], amendment=amendment, example=example,
        )  # fmt: skip
        resolution.save()
        done.on(resolution, meeting=meeting.pk)
    return resolution


def decide(
    actor: Actor,
    resolution: Resolution,
    *,
    taken: bool,
    text: str = "",
    owner: Participant | None = None,
    due: date | None = None,
) -> Resolution:
    """Say what the committee decided, who does it and by when."""
    with deed(actor, "programme.decide", right=can_run(actor, resolution.programme)) as done:
        held = locked(resolution, "programme", "meeting")
        if held.state != State.ASKED:
            raise Conflict(msg("The committee decided this already."))
        if held.meeting.held_at is None:
            raise Conflict(msg("Say first that the committee met, and who was there."))
        held.state = State.TAKEN if taken else State.REJECTED
        held.text, held.owner, held.due = text.strip()[:TEXT_LENGTH] or held.text, owner, due if taken else None
        held.save()
        done.on(held, taken=taken, due=due.isoformat() if held.due and due else None)
        if taken and owner is not None:
            told = msg("The committee asks you: %(title)s", title=held.title)
            done.tell(people_of(owner.organisation_id), told, held.get_absolute_url())
    return held


def finish_resolution(actor: Actor, resolution: Resolution, on: date, how: str) -> Resolution:
    """Say that a decision is done, and how."""
    words = refuse_empty("how", how, msg("a few words: what was done"))
    with deed(actor, "programme.finish_resolution", right=can_follow(actor, resolution)) as done:
        held = locked(resolution, "programme")
        if held.state != State.TAKEN:
            raise Conflict(msg("Only a decision that was taken and is not done yet can be said done."))
        if on > today():
            raise BadInput("on", msg("%(day)s", day=Day.of(on)), msg("today or a day before"))
        held.state, held.done_on, held.done_how = State.DONE, on, words[:WHY_LENGTH]
        held.save()
        done.on(held, on=on.isoformat(), how=held.done_how)
    return held


def _to_come(meeting: Meeting) -> Meeting:
    held = locked(meeting, "programme")
    if held.cancelled_why:
        raise Conflict(msg("This meeting was cancelled."))
    if held.held_at is not None:
        raise Conflict(msg("This meeting was held already."))
    return held
