"""The draft agreement and the mandates, made when they are asked for from the project as it stands."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from campus5g.core.message import LANGUAGES
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import require
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.consortium.state import present_state, state_of
from campus5g.portal.consortium.views import partner_of
from campus5g.portal.projects.links import project_or_404
from campus5g.portal.projects.models import Project
from campus5g.portal.projects.permissions import can_edit_part

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
def agreement(request: HttpRequest, project_pk: int, language: str) -> HttpResponse:
    """The draft agreement: for whoever sees the project."""
    from campus5g.documents.agreement import Draft, agreement_docx  # an office library: loaded when a document is made

    project = project_or_404(project_pk)
    data = agreement_docx(Draft(**_basis(project)), _checked(language))
    return _word(data, f"{slugify(project.title)[:60]}-agreement-{language}")


@require_GET
def mandate(request: HttpRequest, project_pk: int, partner_pk: int, language: str) -> HttpResponse:
    """The mandate of one partner: for itself, the lead and the office."""
    from campus5g.documents.agreement import Draft, mandate_docx

    partner = partner_of(project_pk, partner_pk)
    require(can_edit_part(request.actor, partner))
    data = mandate_docx(Draft(**_basis(partner.project)), str(partner.pk), _checked(language))
    return _word(data, f"{slugify(partner.organisation.name)[:60]}-mandate-{language}")


def _basis(project: Project) -> dict[str, object]:
    now = present_state(project)
    kept = state_of(project, now.fingerprint)
    calls = tuple(KeptCall.objects.filter(project=project).values_list("title", flat=True))
    return {
        "state": now, "calls": calls, "day": today(), "version": kept.number if kept else None,
        "demonstration": project.organisation.fictitious,
    }  # fmt: skip


def _checked(language: str) -> str:
    if language not in LANGUAGES:
        raise Http404
    return language


def _word(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=WORD)
    response["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    return response
