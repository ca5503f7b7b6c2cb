"""Pages of the one-to-one meetings, for those who hold the event."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campus5g.core.codec import load
from campus5g.core.errors import BadInput
from campus5g.core.message import Message
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.base.models import Job
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.events import actions
from campus5g.portal.events.forms import FrameForm, MoveForm
from campus5g.portal.events.models import Event, Meeting, MeetingDay, Registration, Wish
from campus5g.portal.events.permissions import can_change
from campus5g.portal.events.views import form_page, run_by


def _day(event: Event) -> MeetingDay:
    day: MeetingDay = get_object_or_404(MeetingDay.objects.select_related("job"), event=event)
    day.event = event
    return day


@require_GET
def timetable(request: HttpRequest, pk: int) -> HttpResponse:
    """The timetable as a grid of hours and tables, and each wish that it could not meet with its reason."""
    event = run_by(request, pk)
    day = MeetingDay.objects.filter(event=event).select_related("job").first()
    if day is None:
        return redirect("events:frame", event.pk)
    day.event = event
    meets = Registration.objects.filter(event=event, state=Registration.State.REGISTERED, meets=True).count()
    wishes = Wish.objects.filter(asker__event=event, asker__state=Registration.State.REGISTERED).count()
    running = day.job is not None and day.job.state in (Job.State.QUEUED, Job.State.RUNNING)
    failure = load(Message, day.job.failure) if day.job is not None and day.job.failure else None
    context = {
        "event": event, "day": day, "rows": _rows(day), "unmet": _unmet(day), "meets": meets, "wishes": wishes,
        "running": running, "failure": failure, "changes": bool(can_change(request.actor, event)),
    }  # fmt: skip
    return render(request, "events/meetings.html", context)


def _rows(day: MeetingDay) -> list[dict[str, Any]]:
    found = Meeting.objects.filter(day=day).select_related("first", "second")
    by_slot: dict[int, list[Meeting]] = {}
    for meeting in found:
        meeting.at_table = meeting.table + 1
        by_slot.setdefault(meeting.slot, []).append(meeting)
    return [{"hour": hour, "meetings": by_slot.get(slot, [])} for slot, hour in day.hours]


def _unmet(day: MeetingDay) -> list[dict[str, Any]]:
    numbers = {pk for asker, wished, _reason in day.unmet for pk in (asker, wished)}
    names = dict(Registration.objects.filter(pk__in=numbers).values_list("pk", "full_name"))
    return [{"asker": names.get(a, ""), "wished": names.get(w, ""), "reason": load(Message, why)} for a, w, why in day.unmet]


@require_http_methods(["GET", "POST"])
def frame(request: HttpRequest, pk: int) -> HttpResponse:
    event = run_by(request, pk)
    form = FrameForm(request.POST or None, instance=MeetingDay.objects.filter(event=event).first(), event=event)
    if request.method == "POST" and form.is_valid():
        try:
            actions.frame_meetings(request.actor, event, form.frame())
        except BadInput as error:
            form.add_error(error.where if error.where in form.fields else None, say(error.sentence))
        else:
            return redirect("events:meetings", event.pk)
    return form_page(request, form, _("When and where people meet"), event)


@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    event = run_by(request, pk)
    actions.ask_timetable(request.actor, _day(event))
    messages.success(request, _("The meetings are being planned; this page shows them in a moment."))
    return redirect("events:meetings", event.pk)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    event = run_by(request, pk)
    told = actions.publish_timetable(request.actor, _day(event))
    messages.success(request, _("The timetable is published; %(n)s participants are told.") % {"n": told})
    return redirect("events:meetings", event.pk)


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a meeting elsewhere; what clashes is said, and the choice stays on the page."""
    meeting = get_object_or_404(Meeting.objects.select_related("day__event__organisation", "first", "second"), pk=pk)
    event = run_by(request, meeting.day.event_id)
    form = MoveForm(meeting.day, request.POST or None, initial={"slot": meeting.slot, "table": meeting.table})
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_meeting(request.actor, meeting, form.cleaned_data["slot"], form.cleaned_data["table"])
        except Conflict as refused:
            form.add_error(None, say(refused.reason))
        else:
            return redirect("events:meetings", event.pk)
    title = _("Move the meeting of %(first)s and %(second)s") % {"first": meeting.first, "second": meeting.second}
    return form_page(request, form, title, event)
