"""Pages of those who hold an event: who comes, their badges, what follows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Avg, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from campus5g.core.errors import BadInput
from campus5g.documents.badges import Badge, badges_pdf
from campus5g.portal.base.clock import today
from campus5g.portal.base.exports import list_file
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.events import actions
from campus5g.portal.events.forms import FollowUpForm, OutcomeForm, PeopleFilter
from campus5g.portal.events.models import Arrival, Event, Feedback, FollowUp, Registration
from campus5g.portal.events.personal import badge_address
from campus5g.portal.events.views import file_of, form_page, run_by, spoken

PAGE = 50


def coming(event: Event) -> QuerySet[Registration]:
    """Return who asked and confirmed, with when they came in."""
    live = Arrival.objects.filter(registration=OuterRef("pk"), taken_back_at=None)
    rows: QuerySet[Registration] = Registration.objects.filter(event=event).exclude(state=Registration.State.ASKED)
    return rows.annotate(seen_at=Subquery(live.values("seen_at")[:1]), arrival=Subquery(live.values("pk")[:1]))


@require_GET
def people(request: HttpRequest, pk: int) -> HttpResponse:
    event = run_by(request, pk)
    chosen = PeopleFilter(request.GET)
    rows = coming(event)
    page = Paginator(chosen.chosen(rows), PAGE).get_page(request.GET.get("page"))
    counted = {
        "registered": rows.filter(state=Registration.State.REGISTERED).count(),
        "waiting": rows.filter(state=Registration.State.WAITING).count(),
        "here": rows.filter(arrival__isnull=False).count(),
    }
    return render(request, "events/people.html", {"event": event, "page": page, "filter": chosen, "counted": counted})


@require_GET
def people_export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    event = run_by(request, pk)
    head = [_("Name"), _("Organisation"), _("E-mail address"), _("State"), _("Arrived at"), _("Meetings")]
    rows = [
        [r.full_name, r.company, r.email, r.get_state_display(), f"{localtime(r.seen_at):%H:%M}" if r.seen_at else "",
         _("yes") if r.meets else _("no")]
        for r in PeopleFilter(request.GET).chosen(coming(event))
    ]  # fmt: skip
    return list_file(kind, event.reference, event.title, head, rows)


@require_GET
def badges(request: HttpRequest, pk: int) -> HttpResponse:
    """The badges of all who have a place, in the order of their names."""
    event = run_by(request, pk)
    rows = Registration.objects.filter(event=event, state=Registration.State.REGISTERED)
    made = [Badge(row.full_name, row.company, badge_address(row), row.badge) for row in rows]
    return file_of(badges_pdf(event.title, made, spoken()), "application/pdf", f"{event.reference}-badges.pdf")


@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """What participants said, what was promised to whom, and what became of it."""
    event = run_by(request, pk)
    form = FollowUpForm(event, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.write_follow_up(request.actor, event, data["kind"], data["text"], data["due"], data["registration"])
        except BadInput as error:
            form.add_error("text", say(error.sentence))
        else:
            return redirect("events:follow-up", event.pk)
    given = Feedback.objects.filter(registration__event=event)
    context = {
        "event": event, "form": form, "rows": _promises(event), "outcome": OutcomeForm(), "said": given.exclude(text="")[:50],
        "count": given.count(), "marks": given.aggregate(useful=Avg("useful"), well_run=Avg("well_run")), "today": today(),
    }  # fmt: skip
    return render(request, "events/follow_up.html", context, status=400 if form.errors else 200)


def _promises(event: Event) -> list[FollowUp]:
    rows = list(FollowUp.objects.filter(event=event).select_related("registration").order_by("done_at", "due", "pk"))
    for row in rows:
        row.leads_to = reverse("needs:new") if row.kind == FollowUp.Kind.NEED else ""
    return rows


@require_GET
def follow_up_export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    event = run_by(request, pk)
    head = [_("What follows"), _("With whom"), _("Organisation"), _("What was promised"), _("Due on"), _("What became of it")]
    rows: list[list[Any]] = [
        [f.get_kind_display(), f.registration.full_name if f.registration else "", f.registration.company if f.registration else "",
         f.text, f.due, f.outcome]
        for f in _promises(event)
    ]  # fmt: skip
    return list_file(kind, f"{event.reference}-{_('follow-up')}", event.title, head, rows)


@require_http_methods(["GET", "POST"])
def follow_up_done(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(FollowUp.objects.select_related("event__organisation"), pk=pk)
    form = OutcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.close_follow_up(request.actor, found, form.cleaned_data["outcome"])
        messages.success(request, _("Written down."))
        return redirect("events:follow-up", found.event_id)
    return form_page(request, form, _("What became of “%(text)s”") % {"text": found.text}, found.event)
