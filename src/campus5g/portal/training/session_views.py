"""Pages of sessions: the calendar of all the bodies, a session, its form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_tables2 import RequestConfig

from campus5g.core.errors import BadInput
from campus5g.portal.base import audit
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.training import actions, tables
from campus5g.portal.training.calendars import place_of, session_calendar
from campus5g.portal.training.exports import as_file
from campus5g.portal.training.forms import WhyForm
from campus5g.portal.training.models import Registration, Session, Training
from campus5g.portal.training.permissions import (
    can_certify,
    can_edit_session,
    can_keep_attendance,
    can_plan_session,
    can_register,
    speaks_for,
)
from campus5g.portal.training.session_forms import ROWS, HalfRows, SessionForm, rows_of
from campus5g.portal.training.standing import half_days, hide_from_others, people

PAGE = 25


@login_not_required
@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    """What is given when, by all the bodies: visitors read it too."""
    found = tables.SessionFilter(request.GET, queryset=tables.sessions())
    table = tables.SessionTable(found.qs)
    RequestConfig(request, paginate={"per_page": PAGE}).configure(table)
    return render(request, "training/sessions.html", {"filter": found, "table": table})


@login_not_required
@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    found = tables.SessionFilter(request.GET, queryset=tables.sessions()).qs
    return as_file(kind, "sessions", _("Sessions"), *tables.session_rows(found))


@login_not_required
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A session: when, where, how many places are left; its people, for those who may see them."""
    session, actor = _session(pk), request.actor
    mine = speaks_for(actor, session.training.organisation_id)
    signed_in = actor.user_id is not None
    register = can_register(actor, session, actor.organisation_id)
    context = {
        "session": session, "training": session.training, "mine": mine, "place": place_of(session),
        "half_days": half_days(session, with_bookings=signed_in), "people": people(actor, session) if signed_in else [],
        "left": max(0, session.capacity - (session.taken or 0)), "waiting": _waiting(session), "over": session.over(today()),
        "register": register, "may_edit": can_edit_session(actor, session), "may_certify": bool(can_certify(actor, session)),
        "may_keep": bool(can_keep_attendance(actor, session)) and mine,
        "history": audit.history(session) if mine else [],
    }  # fmt: skip
    return render(request, "training/session.html", context)


def _waiting(session: Session) -> int:
    return Registration._base_manager.filter(session=session, state=Registration.State.WAITING).count()


@login_not_required
@require_GET
def calendar(_request: HttpRequest, pk: int) -> HttpResponse:
    """The half-days, for an agenda."""
    session = _session(pk)
    answer = HttpResponse(session_calendar(session, (get_language() or "fr")[:2]), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{session.reference}.ics"'
    return answer


def new(request: HttpRequest, pk: int) -> HttpResponse:
    training: Training = get_object_or_404(Training.objects.select_related("organisation"), pk=pk)
    hide_from_others(request.actor, training)
    require(can_plan_session(request.actor, training))
    return _form(request, training, None)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    session = _session(pk)
    hide_from_others(request.actor, session.training)
    require(can_edit_session(request.actor, session))
    return _form(request, session.training, session)


def _form(request: HttpRequest, training: Training, session: Session | None) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = SessionForm(training, posted, session)
    rows = _rows(posted, session)
    more = posted is not None and posted.get("do") == "more"
    if posted is not None and not more and form.is_valid() and rows.is_valid():
        try:
            plan = form.plan(rows)
            saved = (
                actions.plan_session(request.actor, training, plan)
                if session is None
                else actions.change_session(request.actor, session, plan)
            )
        except BadInput as error:
            form.add_error(None, say(error.sentence))
        except Conflict as conflict:
            form.add_error(None, say(conflict.reason))
        else:
            messages.success(request, _("The session is saved, and what it needs is booked."))
            return redirect(saved)
    refused = posted is not None and not more
    context = {"form": form, "rows": rows, "training": training, "session": session}
    return render(request, "training/session_form.html", context, status=400 if refused else 200)


def _rows(posted: Any, session: Session | None) -> Any:
    """Return the rows of half-days: what was typed, with empty ones more where they are asked for."""
    if posted is None:
        kept = rows_of(session) if session else []
        return HalfRows(initial=[*kept, *({} for _ in range(max(1, ROWS - len(kept))))], prefix="halves")
    if posted.get("do") == "more":
        posted = posted.copy()
        posted["halves-TOTAL_FORMS"] = str(min(60, int(posted.get("halves-TOTAL_FORMS") or 0) + ROWS))
    return HalfRows(posted, prefix="halves")


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    session = _session(pk)
    hide_from_others(request.actor, session.training)
    require(can_edit_session(request.actor, session))
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel_session(request.actor, session, form.cleaned_data["why"])
        except Conflict as conflict:
            form.add_error(None, say(conflict.reason))
        else:
            messages.success(request, _("The session is cancelled; its people are told."))
            return redirect(session)
    context = {
        "form": form, "thing": session, "heading": _("Cancel the session"), "button": _("Cancel the session"),
        "said": _("Everybody registered gets a mail with this reason; rooms, trainers and benches are free again."),
    }  # fmt: skip
    return render(request, "training/why.html", context, status=400 if form.errors else 200)


def _session(pk: int) -> Session:
    session: Session = get_object_or_404(tables.sessions(), pk=pk)
    return session
