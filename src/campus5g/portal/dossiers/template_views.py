"""Pages of a funder's own Word document: the names in it, and the document filled."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campus5g.core.errors import BadInput
from campus5g.documents.csv_export import csv_bytes
from campus5g.documents.funder_template import read_template
from campus5g.documents.placeholders import placeholders
from campus5g.documents.sample_template import sample_docx
from campus5g.portal.base.decisions import require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.dossiers import actions
from campus5g.portal.dossiers.content import basis_of
from campus5g.portal.dossiers.forms import TemplateForm
from campus5g.portal.dossiers.models import FunderTemplate
from campus5g.portal.dossiers.permissions import can_write_dossier
from campus5g.portal.projects.links import project_or_404
from campus5g.portal.projects.models import Project

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

ROW_TAGS = ("{%tr for p in partners %}", "{%tr endfor %}")
"""What repeats a row of a table."""


def _language() -> str:
    return (get_language() or "fr").split("-")[0]


def templates(request: HttpRequest, project_pk: int) -> HttpResponse:
    """The funder's documents of a project; adding one."""
    project = project_or_404(project_pk)
    require(can_write_dossier(request.actor, project))
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.add_template(request.actor, project, form.cleaned_data["file"])
            return redirect("dossiers:template", project.pk, kept.pk)
        except BadInput as error:
            form.add_error("file", say(error.sentence))
    context = {
        "project": project, "form": form, "templates": FunderTemplate.objects.filter(project=project), "places": placeholders(),
        "row_tags": ROW_TAGS,
    }  # fmt: skip
    return render(request, "dossiers/templates.html", context, status=400 if form.errors else 200)


def template(request: HttpRequest, project_pk: int, pk: int) -> HttpResponse:
    """The names found in a document and what each says; posting fills it."""
    kept = _template(project_pk, pk)
    project = kept.project
    require(can_write_dossier(request.actor, project))
    if request.method == "POST":
        filled = actions.fill(request.actor, kept, _call(project), _language())
        answer = HttpResponse(filled, content_type=WORD)
        answer["Content-Disposition"] = (
            f'attachment; filename="{slugify(kept.name.removesuffix(".docx"))[:60] or "dossier"}-rempli.docx"'
        )
        return answer
    lacking = basis_of(project).lacking
    values = {} if lacking else actions.values_for(project, _call(project), _language())
    with kept.file.open("rb") as file:
        places = read_template(kept.name, file.read(), values)
    context = {
        "project": project, "template": kept, "places": places, "lacking": lacking,
        "unknown": sum(not place.known for place in places),
    }  # fmt: skip
    return render(request, "dossiers/template.html", context)


@require_POST
def remove(request: HttpRequest, project_pk: int, pk: int) -> HttpResponse:
    actions.remove_template(request.actor, _template(project_pk, pk))
    messages.success(request, _("The template is taken away."))
    return redirect("dossiers:templates", project_pk)


@require_GET
def placeholder_list(_request: HttpRequest) -> HttpResponse:
    """Every name that a template may hold, as a table for a spreadsheet."""
    rows = [(place.typed, place.loop, say(place.label)) for place in placeholders()]
    answer = HttpResponse(csv_bytes((_("In Word"), _("Inside"), _("What it says")), rows), content_type="text/csv")
    answer["Content-Disposition"] = 'attachment; filename="placeholders.csv"'
    return answer


@require_GET
def sample(_request: HttpRequest) -> HttpResponse:
    """A document that holds every name."""
    answer = HttpResponse(sample_docx(_language()), content_type=WORD)
    answer["Content-Disposition"] = 'attachment; filename="campus5g-template.docx"'
    return answer


def _template(project_pk: int, pk: int) -> FunderTemplate:
    kept: FunderTemplate = get_object_or_404(
        FunderTemplate.objects.select_related("project__organisation", "project__need"), pk=pk, project_id=project_pk
    )
    return kept


def _call(project: Project) -> KeptCall | None:
    return KeptCall.objects.filter(project=project).exclude(call=None).select_related("call").first()
