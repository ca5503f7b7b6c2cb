"""Pages that everybody may read, and those that make an event."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campus5g.core.errors import BadInput
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import require
from campus5g.portal.base.exports import list_file
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.events import actions
from campus5g.portal.events.calendars import event_calendar, events_calendar
from campus5g.portal.events.forms import EventFilter, EventForm, ReasonForm
from campus5g.portal.events.models import Event, MeetingDay, Registration
from campus5g.portal.events.permissions import can_change, can_open_event, can_register, can_run
from campus5g.portal.events.personal import token_of

PAGE = 20


def event_of(pk: int) -> Event:
    event: Event = get_object_or_404(Event.objects.select_related("organisation"), pk=pk)
    return event


def run_by(request: HttpRequest, pk: int) -> Event:
    """Return an event that the reader looks after; nobody else learns that there is a page."""
    event = event_of(pk)
    if not can_run(request.actor, event):
        raise Http404
    return event


def spoken() -> str:
    return (get_language() or "fr").split("-")[0]


def listed() -> QuerySet[Event]:
    """Return the events of lists, with how many come."""
    taken = Count("registrations", Q(registrations__state=Registration.State.REGISTERED))
    found: QuerySet[Event] = Event.objects.exclude(state=Event.State.ARCHIVED).select_related("organisation")
    return found.annotate(taken=taken)


@login_not_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The calendar: to visitors what is public, to members what is published, to hosts their drafts too."""
    chosen = EventFilter(request.GET)
    page = Paginator(chosen.chosen(listed()), PAGE).get_page(request.GET.get("page"))
    for event in page:
        event.left = max(0, event.capacity - event.taken)
    context = {"page": page, "filter": chosen, "may_open": bool(can_open_event(request.actor)), "at": now()}
    return render(request, "events/list.html", context)


@login_not_required
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """The public events, for agendas that subscribe: the same to everybody."""
    public = Event.objects.filter(public=True, state__in=(Event.State.PUBLISHED, Event.State.CANCELLED))
    return file_of(events_calendar(public, spoken()), "text/calendar; charset=utf-8", "campus5g.ics")


@login_not_required
@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as the reader sees and has filtered it."""
    head = [_("Number"), _("Kind"), _("Title"), _("Starts"), _("Ends"), _("Place"), _("Places"), _("Taken"), _("State")]
    rows = [
        [e.reference, e.get_kind_display(), e.title, f"{localtime(e.starts_at):%Y-%m-%d %H:%M}",
         f"{localtime(e.ends_at):%Y-%m-%d %H:%M}", e.where, e.capacity, e.taken, e.get_state_display()]
        for e in EventFilter(request.GET).chosen(listed())
    ]  # fmt: skip
    return list_file(kind, "events", _("Events of the campus"), head, rows)


@login_not_required
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    event, actor = event_of(pk), request.actor
    taken = Registration._base_manager.filter(event=event, state=Registration.State.REGISTERED).count()
    mine = Registration.objects.filter(event=event).exclude(state__in=(Registration.State.CANCELLED, Registration.State.ASKED))
    own = list(mine.filter(Q(user_id=actor.user_id) | Q(registered_by_id=actor.user_id))[:20]) if actor.user_id else []
    for registration in own:
        registration.token = token_of(registration)
    context = {
        "event": event, "at": now(), "left": max(0, event.capacity - taken), "taken": taken,
        "runs": bool(can_run(actor, event)), "changes": bool(can_change(actor, event)),
        "may_register": can_register(actor, event), "day": MeetingDay.objects.filter(event=event).first(),
        "mine": own,
    }  # fmt: skip
    return render(request, "events/detail.html", context)


@login_not_required
@require_GET
def one_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    event = event_of(pk)
    return file_of(event_calendar(event, spoken()), "text/calendar; charset=utf-8", f"{event.reference}.ics")


def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    event = run_by(request, pk) if pk else None
    require(can_change(request.actor, event) if event else can_open_event(request.actor))
    form = EventForm(request.POST or None, instance=event)
    if request.method == "POST" and form.is_valid():
        try:
            written = actions.write_event(request.actor, form.details(), event and event_of(event.pk))
        except BadInput as error:
            form.add_error(error.where if error.where in form.fields else None, say(error.sentence))
        else:
            return redirect(written)
    title = _("Change the event") if event else _("New event")
    return form_page(request, form, title, event)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    event = actions.publish_event(request.actor, run_by(request, pk))
    messages.success(request, _("The event is published: registration is open."))
    return redirect(event)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int, how: str) -> HttpResponse:
    """Call it off, or put it away; with a reason."""
    event = run_by(request, pk)
    verbs = {
        "cancel": (actions.cancel_event, _("Call the event off")),
        "archive": (actions.archive_event, _("Archive the event")),
    }
    if how not in verbs:
        raise Http404
    verb, title = verbs[how]
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verb(request.actor, event, form.cleaned_data["why"])
        return redirect("events:list")
    return form_page(request, form, title, event)


def form_page(request: HttpRequest, form: object, title: str, event: Event | None, **more: object) -> HttpResponse:
    context = {"form": form, "title": title, "event": event, **more}
    return render(request, "events/form.html", context, status=400 if getattr(form, "errors", None) else 200)


def file_of(data: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store, private"
    return answer
