"""What a training body shows to its auditors: indicators of a session, filed proofs, the register of complaints, the yearly return."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from campus5g.documents.csv_export import Cell
from campus5g.portal.base import attachments
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory.models import Organisation
from campus5g.portal.training.actions import qualiopi as verbs
from campus5g.portal.training.exports import as_file
from campus5g.portal.training.forms import WhyForm
from campus5g.portal.training.models import BodySheet, Complaint, Proof, Session, Training
from campus5g.portal.training.permissions import can_keep_quality, speaks_for
from campus5g.portal.training.qualiopi import CRITERIA, standings
from campus5g.portal.training.qualiopi_export import export_session
from campus5g.portal.training.qualiopi_forms import ComplaintForm, ProofForm, SheetForm, WordsForm
from campus5g.portal.training.qualiopi_yearly import yearly_return

SHOWN = 50


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The body's quality page: what is missing where, proofs, complaints; the office chooses the body."""
    body = _body(request)
    if body is None:
        return render(request, "training/qualiopi_bodies.html", {"bodies": _bodies()})
    sessions = Session.objects.filter(training__organisation=body).exclude(state=Session.State.CANCELLED)
    context = {
        "body": body, "sheet": BodySheet.objects.filter(organisation=body).first() or BodySheet(), "year": today().year,
        "sessions": sessions.select_related("training").order_by("-starts_on")[:SHOWN],
        "proofs": Proof.objects.filter(organisation=body, archived_at=None)[:SHOWN],
        "complaints": Complaint.objects.filter(organisation=body).select_related("session__training")[:SHOWN],
        "several": request.actor.sees_all,
    }  # fmt: skip
    return render(request, "training/qualiopi.html", context)


@require_GET
def session_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a session stands on each indicator: what proves it, what is missing."""
    session = _session(request, pk)
    found = standings(session)
    groups = [(title, [one for one in found if one.indicator.criterion == number]) for number, title in CRITERIA.items()]
    context = {
        "session": session, "groups": groups, "missing": [one for one in found if one.missing],
        "proven": sum(one.applies and one.proven for one in found), "asked": sum(one.applies for one in found),
    }  # fmt: skip
    return render(request, "training/qualiopi_session.html", context)


@require_GET
def export(request: HttpRequest, pk: int) -> HttpResponse:
    session = _session(request, pk)
    answer = HttpResponse(export_session(session, _language()).as_zip(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="qualiopi-{session.reference}.zip"'
    answer["Cache-Control"] = "no-store, private"
    return answer


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    body = _of(request, pk)
    form = SheetForm(request.POST or None, instance=BodySheet.objects.filter(organisation=body).first())
    if request.method == "POST" and form.is_valid():
        verbs.describe_body(request.actor, body.pk, form.facts)
        messages.success(request, _("The sheet is saved."))
        return _back(body)
    return _form(request, body, form, _("What the papers say of the training body"))


def new_proof(request: HttpRequest, pk: int) -> HttpResponse:
    body = _of(request, pk)
    form = ProofForm(request.POST or None, initial={"day": today(), "indicators": request.GET.getlist("indicator")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        proof = verbs.file_proof(
            request.actor, body.pk, indicators=said["indicators"], title=said["title"], text=said["text"], day=said["day"]
        )
        messages.success(request, _("The proof is filed. Files can be added to it."))
        return redirect(proof)
    return _form(request, body, form, _("File a proof"))


@require_GET
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    found: Proof = get_object_or_404(Proof.objects.select_related("organisation"), pk=pk)
    context = {
        "proof": found, "thing": found, "body": found.organisation, "files": attachments.of(found),
        "may_add": bool(can_keep_quality(request.actor, found.organisation_id)) and found.archived_at is None,
    }  # fmt: skip
    return render(request, "training/qualiopi_proof.html", context)


def archive_proof(request: HttpRequest, pk: int) -> HttpResponse:
    found: Proof = get_object_or_404(Proof.objects.select_related("organisation"), pk=pk)
    require(can_keep_quality(request.actor, found.organisation_id))
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verbs.archive_proof(request.actor, found, form.cleaned_data["why"])
        messages.success(request, _("The proof is put away."))
        return _back(found.organisation)
    context = {"form": form, "thing": found, "heading": _("Put the proof away"), "button": _("Put it away"), "said": ""}
    return render(request, "training/why.html", context, status=400 if form.errors else 200)


def new_complaint(request: HttpRequest, pk: int) -> HttpResponse:
    body = _of(request, pk)
    form = ComplaintForm(body.pk, request.POST or None, initial={"received_on": today()})
    if request.method == "POST" and form.is_valid():
        complaint = verbs.receive_complaint(request.actor, body.pk, **form.cleaned_data)
        messages.success(request, _("The complaint is in the register."))
        return redirect(complaint)
    return _form(request, body, form, _("Enter a complaint"))


def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """A complaint, and its next step: an answer, then what is changed because of it."""
    found: Complaint = get_object_or_404(Complaint.objects.select_related("organisation", "session__training"), pk=pk)
    asked = {"open": _("What was answered"), "answered": _("What is changed because of it")}.get(found.state)
    form = WordsForm(asked, request.POST or None) if asked else None
    if request.method == "POST" and form is not None and form.is_valid():
        step = verbs.answer_complaint if found.state == Complaint.State.OPEN else verbs.act_on_complaint
        try:
            step(request.actor, found, form.cleaned_data["words"])
        except Conflict as conflict:
            form.add_error(None, say(conflict.reason))
        else:
            return redirect(found)
    context = {"complaint": found, "body": found.organisation, "form": form}
    return render(request, "training/qualiopi_complaint.html", context, status=400 if form and form.errors else 200)


@require_GET
def yearly(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    body = _of(request, pk)
    context = {"body": body, "found": yearly_return(body, year), "years": range(today().year - 3, today().year + 1), "year": year}
    return render(request, "training/qualiopi_yearly.html", context)


@require_GET
def export_yearly(request: HttpRequest, pk: int, year: int, kind: str) -> HttpResponse:
    found = yearly_return(_of(request, pk), year)
    head = [_("Frame"), _("Line"), _("People"), _("Hours"), _("Euros")]

    def rows() -> Iterator[tuple[Cell, ...]]:
        for line in found.lines:
            euros = None if line.cents is None else line.cents / 100
            yield line.frame, say(line.label), line.people, line.hours, euros

    return as_file(kind, f"return-{year}", f"{_('Yearly return')} {year}", head, rows())


def _form(request: HttpRequest, body: Organisation, form: Any, title: str) -> HttpResponse:
    context = {"form": form, "body": body, "title": title}
    return render(request, "training/qualiopi_form.html", context, status=400 if form.errors else 200)


def _back(body: Organisation) -> HttpResponse:
    answer = redirect("training:qualiopi")
    answer["Location"] += f"?body={body.pk}"
    return answer


def _body(request: HttpRequest) -> Organisation | None:
    """Return the body that the page is about: the actor's own, or the one that the office chose."""
    actor = request.actor
    if not actor.sees_all:
        return get_object_or_404(Organisation, pk=actor.organisation_id)
    chosen = request.GET.get("body", "")
    return _of(request, int(chosen)) if chosen.isdigit() and len(chosen) < 10 else None


def _of(request: HttpRequest, pk: int) -> Organisation:
    if not speaks_for(request.actor, pk):
        raise Http404
    found: Organisation = get_object_or_404(Organisation, pk=pk)
    return found


def _bodies() -> Any:
    return Organisation.objects.filter(pk__in=Training.objects.order_by().values("organisation_id")).order_by("name")


def _session(request: HttpRequest, pk: int) -> Session:
    session: Session = get_object_or_404(Session.objects.select_related("training__organisation"), pk=pk)
    if not speaks_for(request.actor, session.training.organisation_id):
        raise Http404
    return session


def _language() -> str:
    return (get_language() or "fr")[:2]
