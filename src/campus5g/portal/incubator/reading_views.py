"""A juror's side: the seats they hold, the files they were given, ties to declare, marks to give, with or without network."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.documents.agenda_ics import Appointment, agenda_ics
from campus5g.portal.base.clock import now
from campus5g.portal.base.offline import offline_worker
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.incubator import actions
from campus5g.portal.incubator.apply_views import file_of
from campus5g.portal.incubator.forms import MarksForm, SeatForm
from campus5g.portal.incubator.models import Application, Assignment, Founder, Hearing, Juror, Round, Score
from campus5g.portal.incubator.permissions import can_read_file, can_score
from campus5g.portal.incubator.round_views import attempt, language, said
from campus5g.portal.incubator.shown import hours_of, parts_of, readable_files


def mine(request: HttpRequest) -> Any:
    """The files given to the reader themselves, the office's own people too."""
    rows = Assignment.objects.filter(juror__user_id=request.actor.user_id, application__state__in=Application.READ)
    return rows.select_related("application__venture__organisation", "application__round", "application__form", "juror__user")


@require_GET
def reading(request: HttpRequest) -> HttpResponse:
    """What a juror has to say and to read."""
    seats = list(Juror.objects.filter(user_id=request.actor.user_id).exclude(state=Juror.State.RESIGNED).select_related("round"))
    if not seats:
        raise Http404
    given = list(mine(request).filter(juror__in=seats))
    marked = set(Score._base_manager.filter(assignment__in=given).values_list("assignment_id", flat=True))
    founders = _teams([one for one in given if not one.declared])
    for one in given:
        one.marked, one.team = one.pk in marked, founders.get(one.application.venture_id, [])
    forms = [
        {
            "seat": seat,
            "form": SeatForm(initial={"competences": seat.competences, "most": seat.most}, prefix=f"s{seat.pk}"),
            "slots": hours_of(seat.round, seat.away),
        }
        for seat in seats
        if seat.round.state == Round.State.PUBLISHED  # a round that is decided asks nothing more of its jurors
    ]
    context = {
        "seats": forms, "undeclared": sorted((o for o in given if not o.declared and o.counts), key=lambda o: o.application.venture.name),
        "open": [one for one in given if can_score(request.actor, one)],
        "closed": [one for one in given if one.declared == Assignment.Declared.TIED],
        "hearings": _hearings(request).filter(starts_at__gt=now() - timedelta(hours=4)),
    }  # fmt: skip
    return render(request, "incubator/reading.html", context)


def _teams(given: list[Assignment]) -> dict[int, list[str]]:
    """Who stands behind the files that wait for a word: what one needs to know whether something ties one to them."""
    rows = Founder._base_manager.filter(venture__in=[one.application.venture_id for one in given], left_at=None)
    teams: dict[int, list[str]] = {}
    for venture_id, name in rows.values_list("venture_id", "full_name"):
        teams.setdefault(venture_id, []).append(name)
    return teams


def _hearings(request: HttpRequest) -> Any:
    """Those at which the reader sits."""
    return Hearing.objects.filter(jurors__user_id=request.actor.user_id).select_related(
        "application__venture", "application__round"
    )


@require_POST
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept with what one knows and takes; leave, with the reason; say at which hearings one cannot be."""
    juror = get_object_or_404(Juror.objects.select_related("round", "user"), pk=pk, user_id=request.actor.user_id)
    operation = request.POST.get("op", "")
    if operation == "accept":
        form = SeatForm(request.POST, prefix=f"s{pk}")
        if form.is_valid():
            data = form.cleaned_data
            said(
                request,
                lambda: actions.accept_seat(request.actor, juror, data["competences"], data["most"]),
                _("Thank you: your seat is kept."),
            )
        else:
            messages.error(request, _("Say how many files you take, from 1 to 100."))
    elif operation == "absences":
        hours = [hour for hour, _away in hours_of(juror.round, []) if hour.isoformat() in request.POST.getlist("away")]
        said(request, lambda: actions.say_absences(request.actor, juror, hours), _("Saved: the next calendar heeds it."))
    elif operation == "resign":
        keep, why = request.POST.get("keep") == "yes", request.POST.get("why", "")
        if said(request, lambda: actions.resign(request.actor, juror, why, keep=keep), _("You have left the jury.")):
            return redirect("incubator:list")
    else:
        raise Http404
    return redirect("incubator:reading")


@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: declare first; then read, and mark."""
    given: Assignment = get_object_or_404(mine(request), pk=pk)
    if request.POST.get("op") == "declare":
        tied, why = request.POST.get("tied") == "yes", request.POST.get("why", "")
        done = _("The file is closed to you, everywhere.") if tied else _("Thank you: the file is open.")
        said(request, lambda: actions.declare(request.actor, given, tied, why), done)
        return redirect("incubator:reading") if tied else redirect("incubator:file", pk)
    if not can_read_file(request.actor, given):
        raise Http404
    found, last = given.application, actions.last_score(given)
    initial = {"revision": last.revision if last else 0, "number": uuid4(), "comment": last.comment if last else ""}
    initial |= {f"m-{key}": value for key, value in (last.marks if last else {}).items()}
    form = MarksForm(actions.rubric_of(found.round), found.round.top, request.POST or None, language=language(), initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: actions.give_marks(request.actor, given, _given(form)))
    ):
        messages.success(request, _("Your marks are kept."))
        return redirect("incubator:reading")
    context = {
        "given": given, "application": found, "round": found.round, "form": form, "last": last,
        "scores": bool(can_score(request.actor, given)),
        "parts": parts_of(found, language(), nameless=found.round.anonymised),
        "places": {
            "marks": reverse("incubator:marks"), "worker": reverse("incubator:reading-worker"), "scope": reverse("incubator:reading"),
            "assignment": pk, "user": request.actor.user_id, "now": now().isoformat(),
        },
        "words": {
            "offline": _("No network: your marks are kept on this device and sent later."), "sent": _("Your marks are kept."),
            "entry": _("The sign-in has ended: sign in again, nothing is lost."),
        },
    }  # fmt: skip
    return render(request, "incubator/file.html", context, status=400 if form.errors else 200)


def _given(form: MarksForm) -> actions.Given:
    data = form.cleaned_data
    return actions.Given(data["number"], form.marks, data["comment"], data["revision"], now())


@require_GET
def download(request: HttpRequest, pk: int, file_pk: int) -> FileResponse:
    """A file of an answer, to the juror who may read it at this moment."""
    given: Assignment = get_object_or_404(mine(request), pk=pk)
    if not can_read_file(request.actor, given):
        raise Http404
    found = readable_files(given.application, nameless=given.application.round.anonymised).get(file_pk)
    if found is None:
        raise Http404
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name, content_type="application/octet-stream")


@require_POST
def marks(request: HttpRequest) -> HttpResponse:
    """Keep what a tablet wrote without network; answers what became of each."""
    given = mine(request)
    pairs = [(get_object_or_404(given, pk=pk), one) for pk, one in _sent(request.body)]
    outcomes = actions.send_marks(request.actor, pairs)
    return JsonResponse(
        {"outcomes": [{"number": str(o.number), "state": o.state, "said": say(o.said), "revision": o.revision} for o in outcomes]}
    )


def _sent(body: bytes) -> list[tuple[int, actions.Given]]:
    try:
        return [
            (
                int(one["assignment"]),
                actions.Given(
                    UUID(str(one["number"])), {str(k): float(v) for k, v in one["marks"].items()}, str(one["comment"]),
                    int(one["revision"]), _instant(str(one["at"])),
                ),
            )
            for one in json.loads(body)["marks"]
        ]  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadInput(
            "marks", msg("not a list of marks"), msg("assignment, number, marks, comment, revision and instant")
        ) from None


def _instant(text: str) -> datetime:
    at = parse_datetime(text)
    if at is None or not is_aware(at):
        raise ValueError(text)
    return at


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The program that hands kept pages back; served here, since it may only look after what stands below its address."""
    if not Juror.objects.filter(user_id=request.actor.user_id).exists():
        raise Http404
    return offline_worker()


@require_GET
def hearings(request: HttpRequest) -> HttpResponse:
    """The hearings at which the reader sits or is heard, for their agenda."""
    own = Hearing.objects.filter(application__venture__in=Founder.of(request.actor).values("venture_id"))
    rows = {one.pk: one for one in [*_hearings(request), *own.select_related("application__venture", "application__round")]}
    founded = {one.pk for one in own}
    appointments = [
        Appointment(
            uid=f"hearing-{one.application_id}@campus5g", starts=one.starts_at, ends=one.ends_at, place=one.room, version=one.version,
            title=msg("Hearing: %(file)s", file=_shown(one, one.pk in founded)),
        )
        for one in rows.values()
    ]  # fmt: skip
    data = agenda_ics(appointments, language(), now(), msg("Hearings of the incubator"))
    return file_of(data, "text/calendar; charset=utf-8", "hearings.ics")


def _shown(hearing: Hearing, own: bool) -> str:
    found = hearing.application
    return found.file_name if found.round.anonymised and not own else found.venture.name
