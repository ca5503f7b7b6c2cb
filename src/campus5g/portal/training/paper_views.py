"""The papers as files: drawn on demand, told in the audit trail."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from campus5g.documents.training import paper_pdf
from campus5g.portal.training import papers
from campus5g.portal.training.actions import papers as verbs
from campus5g.portal.training.models import Certificate, Registration, Session, Training
from campus5g.portal.training.permissions import speaks_for

_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@login_not_required
@require_GET
def programme(_request: HttpRequest, pk: int) -> HttpResponse:
    """The programme of a published training, for everybody."""
    training = get_object_or_404(Training.objects.select_related("organisation"), pk=pk)
    return _file(verbs.Drawn(training.reference, "pdf", paper_pdf(papers.programme(training), _language())))


@require_POST
def agreement(request: HttpRequest, pk: int, registration_pk: int, kind: str) -> HttpResponse:
    """The agreement of the employer of one registration, for all its people in the session."""
    if kind not in _TYPES:
        raise Http404
    registration = _registration(pk, registration_pk)
    return _file(verbs.draw_agreement(request.actor, registration.session, registration.employer, kind, _language()))


@require_POST
def summons(request: HttpRequest, pk: int, registration_pk: int) -> HttpResponse:
    return _file(verbs.draw_summons(request.actor, _registration(pk, registration_pk)))


@require_POST
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(Session.objects.select_related("training__organisation"), pk=pk)
    if not speaks_for(request.actor, session.training.organisation_id):
        raise Http404
    return _file(verbs.draw_sheet(request.actor, session, _language()))


@require_GET
def certificate(_request: HttpRequest, pk: int) -> HttpResponse:
    found = Certificate.objects.select_related("registration__session__training__organisation", "registration__employer")
    return _file(verbs.draw_certificate(get_object_or_404(found, pk=pk)))


def _registration(session_pk: int, pk: int) -> Registration:
    found = Registration.objects.select_related("session__training__organisation", "employer")
    registration: Registration = get_object_or_404(found, pk=pk, session_id=session_pk)
    return registration


def _language() -> str:
    return (get_language() or "fr")[:2]


def _file(drawn: verbs.Drawn) -> HttpResponse:
    answer = HttpResponse(drawn.data, content_type=_TYPES[drawn.kind])
    answer["Content-Disposition"] = f'attachment; filename="{drawn.name}.{drawn.kind}"'
    answer["Cache-Control"] = "no-store, private"
    return answer
