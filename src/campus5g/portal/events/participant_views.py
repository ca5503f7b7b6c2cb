"""Pages of those who come: registering, and their own page, which a personal link opens without an account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campus5g.core.codec import load
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.documents.badges import Badge, badges_pdf
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import Denied, require
from campus5g.portal.base.scope import acting
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.events import actions
from campus5g.portal.events.actions.meetings import MOST_WISHES
from campus5g.portal.events.calendars import personal_calendar
from campus5g.portal.events.forms import FeedbackForm, PeopleForm, PersonForm
from campus5g.portal.events.limits import within
from campus5g.portal.events.models import Event, Meeting, MeetingDay, Registration, Wish
from campus5g.portal.events.permissions import can_register
from campus5g.portal.events.personal import badge_address, registration_at, token_of
from campus5g.portal.events.views import event_of, file_of, spoken


@login_not_required
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """A visitor asks for a place and confirms it from a mail; a member takes one at once, for themselves or for others."""
    event = event_of(pk)
    require(can_register(request.actor, event))
    member = request.actor.user_id is not None
    day = MeetingDay.objects.filter(event=event).exists()
    several = member and "people" in request.POST
    initial = {"full_name": request.user.full_name, "email": request.user.email} if member else {}
    if member and request.organisation:
        initial["company"] = request.organisation.name
    posted = request.method == "POST"
    one = PersonForm(event, request.POST if posted and not several else None, meetings=day, initial=initial)
    many = PeopleForm(request.POST if several else None)
    if posted and (many if several else one).is_valid():
        answer = _register_many(request, event, many) if several else _register_one(request, event, one)
        if answer is not None:
            return answer
    context = {"event": event, "one": one, "many": many, "member": member}
    return render(request, "events/register.html", context, status=400 if one.errors or many.errors else 200)


def _register_one(request: HttpRequest, event: Event, form: PersonForm) -> HttpResponse | None:
    person = form.person(spoken())
    if request.actor.user_id is None:
        if not within(request, "register"):
            return render(request, "base/refused.html", {"reason": _("Too many requests at once. Try again later.")}, status=429)
        actions.ask_place(event, person)
        return redirect("events:asked", event.pk)
    itself = person.email.lower() == request.user.email
    try:
        made = actions.register_people(request.actor, event, [person], user=request.user if itself else None)
    except BadInput as error:
        form.add_error(error.where if error.where in form.fields else None, say(error.sentence))
        return None
    _said(request, made)
    return redirect(event)


def _register_many(request: HttpRequest, event: Event, form: PeopleForm) -> HttpResponse | None:
    company = request.organisation.name if request.organisation else ""
    try:
        made = actions.register_people(request.actor, event, form.listed(company, spoken()))
    except BadInput as error:
        form.add_error("people", say(error.sentence))
        return None
    _said(request, made)
    return redirect(event)


def _said(request: HttpRequest, made: list[Registration]) -> None:
    waiting = sum(not one.comes for one in made)
    if waiting:
        messages.success(request, _("No place is left for %(n)s: they are on the waiting list.") % {"n": waiting})
    else:
        messages.success(request, _("Registered. A mail with the badge has left."))


@login_not_required
@require_GET
def asked(request: HttpRequest, pk: int) -> HttpResponse:
    """What a visitor reads after asking, whatever the address was."""
    return render(request, "events/asked.html", {"event": event_of(pk)})


@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    registration = get_object_or_404(Registration.objects.select_related("event__organisation"), pk=pk)
    actions.cancel_registration(request.actor, registration, request.POST.get("why", ""))
    messages.success(request, _("The registration is cancelled."))
    back = "events:people" if request.POST.get("to") == "people" else "events:detail"
    return redirect(back, registration.event_id)


# --- with a personal link ---------------------------------------------------------------------------------------------------


def _holder(token: str) -> Registration:
    found = registration_at(token)
    if found is None:
        raise Http404
    return found


@login_not_required
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """Everything that is a participant's own; opened first from the mail, it lets them confirm."""
    registration = _holder(token)
    with override(registration.language), acting(SYSTEM):
        if request.method == "POST":
            actions.confirm_place(registration)
            return redirect("events:mine", token)
        return render(request, "events/mine.html", _own(registration))


def _own(registration: Registration) -> dict[str, Any]:
    event, at = registration.event, now()
    day = MeetingDay.objects.filter(event=event).first()
    shown = day is not None and day.published_at is not None
    return {
        "registration": registration, "event": event, "token": token_of(registration), "day": day, "at": at,
        "began": event.starts_at <= at, "over": event.over(at), "given": hasattr(registration, "feedback"),
        "meetings": _meetings(day, registration) if day and shown else [], "shown": shown,
        "unmet": _unmet(day, registration) if day and shown else [],
        "arrived": registration.arrivals.model.objects.filter(registration=registration, taken_back_at=None).exists(),
    }  # fmt: skip


def _meetings(day: MeetingDay, registration: Registration) -> list[Meeting]:
    rows = Meeting.objects.filter(Q(first=registration) | Q(second=registration), day=day).select_related("first", "second")
    found = list(rows)
    for row in found:
        row.day = day
        row.other = row.second if row.first_id == registration.pk else row.first
        row.at_table = row.table + 1
    return found


def _unmet(day: MeetingDay, registration: Registration) -> list[dict[str, Any]]:
    mine_ = [(wished, reason) for asker, wished, reason in day.unmet if asker == registration.pk]
    names = dict(Registration.objects.filter(pk__in=[pk for pk, _ in mine_]).values_list("pk", "full_name"))
    return [{"name": names.get(pk, ""), "reason": load(Message, reason)} for pk, reason in mine_]


@login_not_required
@require_POST
def leave_by_link(request: HttpRequest, token: str) -> HttpResponse:
    registration = _holder(token)
    with acting(SYSTEM):
        actions.leave_by_link(registration)
    return redirect("events:mine", token)


@login_not_required
@require_GET
def badge(request: HttpRequest, token: str) -> HttpResponse:
    registration = _holder(token)
    if not registration.comes:
        raise Http404
    own = Badge(registration.full_name, registration.company, badge_address(registration), registration.badge)
    return file_of(badges_pdf(registration.event.title, [own], registration.language), "application/pdf", "badge.pdf")


@login_not_required
@require_http_methods(["GET", "POST"])
def feedback(request: HttpRequest, token: str) -> HttpResponse:
    registration = _holder(token)
    form = FeedbackForm(request.POST or None)
    with override(registration.language), acting(SYSTEM):
        if request.method == "POST" and form.is_valid():
            actions.give_feedback(registration, **form.cleaned_data)
            return redirect("events:mine", token)
        context = {"form": form, "event": registration.event, "token": token, "registration": registration}
        return render(request, "events/feedback.html", context, status=400 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "POST"])
def wishes(request: HttpRequest, token: str) -> HttpResponse:
    """Whom to meet, and when not."""
    registration = _holder(token)
    with override(registration.language), acting(SYSTEM):
        day = MeetingDay.objects.filter(event=registration.event_id).first()
        if day is None or not registration.comes:
            raise Http404
        if day.published_at or registration.event.over(now()):
            raise Denied(msg("The meetings are planned: tell the host what should change."))
        if request.method == "POST":
            actions.say_wishes(registration, "meets" in request.POST, _wished(request), _numbers(request, "break"))
            messages.success(request, _("Your wishes are kept."))
            return redirect("events:mine", token)
        return render(request, "events/wishes.html", _choices(registration, day))


def _choices(registration: Registration, day: MeetingDay) -> dict[str, Any]:
    said = dict(Wish.objects.filter(asker=registration).values_list("wished_id", "weight"))
    come = Registration.objects.filter(event=registration.event_id, state=Registration.State.REGISTERED, meets=True)
    others = list(come.exclude(pk=registration.pk).order_by("company", "full_name"))
    for other in others:
        other.weight = said.get(other.pk, 0)
    hours = [{"slot": slot, "hour": hour, "off": slot in registration.breaks} for slot, hour in day.hours]
    return {"registration": registration, "event": registration.event, "token": token_of(registration), "others": others,
            "hours": hours, "weights": Wish.Weight.choices, "most": MOST_WISHES}  # fmt: skip


def _wished(request: HttpRequest) -> dict[int, int]:
    """Read the wishes: fields named after the number of a participant, holding a weight."""
    found = {}
    for name, value in request.POST.items():
        if name.startswith("wish-") and name[5:].isdigit() and value in ("1", "2", "3"):
            found[int(name[5:])] = int(value)
    return found


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [int(word) for word in request.POST.getlist(name) if word.isdigit() and int(word) < 100]


@login_not_required
@require_GET
def meetings_calendar(request: HttpRequest, token: str) -> HttpResponse:
    registration = _holder(token)
    with acting(SYSTEM):
        day = MeetingDay.objects.select_related("event").filter(event=registration.event_id).exclude(published_at=None).first()
        if day is None:
            raise Http404
        data = personal_calendar(day, _meetings(day, registration), registration)
    return file_of(data, "text/calendar; charset=utf-8", "meetings.ics")
