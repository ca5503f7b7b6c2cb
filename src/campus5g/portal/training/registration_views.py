"""Pages of registrations: an employer's people, one's own, those of a training body."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from campus5g.core.errors import BadInput
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.training import actions, tables
from campus5g.portal.training.calendars import personal_calendar
from campus5g.portal.training.exports import as_file
from campus5g.portal.training.forms import LearnerRows, RegisterForm, learners_of
from campus5g.portal.training.limits import within
from campus5g.portal.training.models import Registration, Session
from campus5g.portal.training.permissions import can_register, concerns, speaks_for
from campus5g.portal.training.personal import agenda_token, learner_token, person_at

PAGE, ROWS, MOST = 50, 3, 100


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    """Whoever the actor may see: an employer's people, oneself, a body's learners."""
    found = tables.RegistrationFilter(request.GET, queryset=tables.registrations())
    table = tables.RegistrationTable(found.qs)
    RequestConfig(request, paginate={"per_page": PAGE}).configure(table)
    feed = reverse("training:my-sessions", args=[agenda_token(request.user)])
    context = {
        "filter": found,
        "table": table,
        "feed": f"{settings.PUBLIC_ADDRESS or request.build_absolute_uri('/')[:-1]}{feed}",
    }
    return render(request, "training/registrations.html", context)


@login_not_required
@require_GET
def my_sessions(request: HttpRequest, token: str) -> HttpResponse:
    """Give a person's sessions to their agenda: the address is the key."""
    user = person_at(token) if within(request, "agenda") else None
    if user is None:
        raise Http404
    answer = HttpResponse(personal_calendar(user), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "no-store, private"
    return answer


@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    found = tables.RegistrationFilter(request.GET, queryset=tables.registrations()).qs
    return as_file(kind, "registrations", _("Registrations"), *tables.registration_rows(found))


def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Register several people at once. What was typed stays when one of them cannot be taken."""
    session: Session = get_object_or_404(tables.sessions(), pk=pk)
    require(can_register(request.actor, session, request.actor.organisation_id))
    posted = request.POST if request.method == "POST" else None
    form, rows = RegisterForm(request.actor, session, posted), _rows(request, posted)
    more = posted is not None and posted.get("do") == "more"
    if posted is not None and not more and form.is_valid() and rows.is_valid():
        employer = form.cleaned_data["employer"]
        try:
            made = actions.register_people(
                request.actor, session, learners_of(rows, form), employer_id=employer.pk if employer else None
            )
        except BadInput as error:
            form.add_error(None, say(error.sentence))
        except Conflict as conflict:
            form.add_error(None, say(conflict.reason))
        else:
            _say(request, made)
            return redirect(session)
    context = {
        "session": session, "form": form, "rows": rows, "left": max(0, session.capacity - (session.taken or 0)),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "training/register.html", context, status=400 if posted is not None and not more else 200)


def _rows(request: HttpRequest, posted: Any) -> Any:
    if posted is None:
        first: dict[str, Any] = {}
        if "self" in request.GET:
            first = {"full_name": request.user.full_name, "email": request.user.email, "language": request.user.language}
        return LearnerRows(initial=[first, *({} for _ in range(ROWS - 1))], prefix="people")
    if posted.get("do") == "more":
        posted = posted.copy()
        typed = posted.get("people-TOTAL_FORMS", "")
        posted["people-TOTAL_FORMS"] = str(min(MOST, (int(typed) if typed.isdigit() else 0) + ROWS))
    return LearnerRows(posted, prefix="people")


def _say(request: HttpRequest, made: list[Registration]) -> None:
    """Tell what became of each: a place, or the waiting list."""
    placed = sum(one.has_place for one in made)
    if placed:
        said = ngettext("%(n)s person has a place.", "%(n)s people have a place.", placed) % {"n": placed}
        messages.success(request, said)
    if waiting := len(made) - placed:
        said = ngettext(
            "%(n)s person is on the waiting list: a mail tells when a place comes free.",
            "%(n)s people are on the waiting list: a mail tells each when a place comes free.",
            waiting,
        ) % {"n": waiting}
        messages.success(request, said)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    registration = _registration(pk)
    actions.cancel_registration(request.actor, registration, request.POST.get("why", ""))
    messages.success(request, _("The registration is cancelled; the place goes to whoever waits."))
    return redirect(registration)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    registration = _registration(pk)
    actions.confirm_place(request.actor, registration)
    messages.success(request, _("The place is confirmed."))
    return redirect(registration)


@require_GET
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the personal link of a learner, to be handed over where a mail did not arrive."""
    registration = _registration(pk)
    shown = speaks_for(request.actor, registration.session.training.organisation_id) or concerns(request.actor, registration)
    if not shown:
        return redirect(registration)
    address = request.build_absolute_uri(reverse("training:mine", args=[learner_token(registration)]))
    return render(request, "training/link.html", {"registration": registration, "address": address})


def _registration(pk: int) -> Registration:
    registration: Registration = get_object_or_404(tables.registrations(), pk=pk)
    return registration
