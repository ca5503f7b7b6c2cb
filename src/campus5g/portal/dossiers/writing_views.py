"""Pages where people write the dossier: all sections, one section, earlier answers, the sheet of an organisation."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campus5g.portal.base.decisions import require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory.models import Organisation
from campus5g.portal.dossiers import actions
from campus5g.portal.dossiers.forms import AnswerForm, QuestionForm, SheetForm
from campus5g.portal.dossiers.models import Answer, CompanySheet
from campus5g.portal.dossiers.permissions import can_write_answer, can_write_dossier, can_write_sheet
from campus5g.portal.dossiers.writing import Box, box_of, earlier_answers, sheet_of
from campus5g.portal.projects.facts import live_partners
from campus5g.portal.projects.links import project_or_404
from campus5g.portal.projects.models import Partner, Project


def _box(request: HttpRequest, project: Project, key: str, partner_pk: int | None) -> Box:
    partner: Partner | None = None
    if partner_pk is not None:
        partner = next((p for p in live_partners(project) if p.pk == partner_pk), None)
        if partner is None:
            raise Http404
        partner.project = project
    box = box_of(request.actor, project, key, partner)
    if box is None:
        raise Http404
    return box


@require_GET
def write(request: HttpRequest, project_pk: int) -> HttpResponse:
    """All sections on one page, each saved by itself."""
    project = project_or_404(project_pk)
    context = {
        "project": project, "sheet": sheet_of(request.actor, project), "question_form": QuestionForm(),
        "may_write": bool(can_write_dossier(request.actor, project)),
    }  # fmt: skip
    return render(request, "dossiers/write.html", context)


def section(request: HttpRequest, project_pk: int, key: str, partner_pk: int | None = None) -> HttpResponse:
    """One section: read, write, or be told that somebody else wrote in the meantime."""
    project = project_or_404(project_pk)
    box = _box(request, project, key, partner_pk)
    if request.method == "POST":
        return _save(request, project, box)
    return render(request, "dossiers/section.html", {"project": project, "box": box, "typed": box.answer.text})


def _save(request: HttpRequest, project: Project, box: Box) -> HttpResponse:
    require(can_write_answer(request.actor, project, box.partner))
    form = AnswerForm(request.POST)
    refusal, kept, status = "", None, 200
    if not form.is_valid():
        refusal, status = " ".join(error for errors in form.errors.values() for error in errors), 400
    else:
        try:
            answer = actions.write_answer(
                request.actor, project, box.key, box.partner, form.cleaned_data["text"], form.cleaned_data["over"]
            )
            if not request.htmx:
                return redirect(f"{request.path}?saved=1")
            box = Box(box.key, box.title, box.hint, box.needed, answer, box.may_write)
        except actions.Overtaken as overtaken:
            refusal, kept, status = say(overtaken.reason), overtaken.kept, 409
    context = {
        "project": project, "box": box, "typed": request.POST.get("text", ""), "refusal": refusal, "kept": kept,
        "read": request.POST.get("revision", "0"),
    }  # fmt: skip
    template = "dossiers/parts/state.html" if request.htmx else "dossiers/section.html"
    return render(request, template, context, status=status)


@require_POST
def ask(request: HttpRequest, project_pk: int) -> HttpResponse:
    """Add a question of the call."""
    project = project_or_404(project_pk)
    require(can_write_dossier(request.actor, project))
    form = QuestionForm(request.POST)
    if not form.is_valid():
        context = {"project": project, "sheet": sheet_of(request.actor, project), "question_form": form, "may_write": True}
        return render(request, "dossiers/write.html", context, status=400)
    answer = actions.ask_question(request.actor, project, form.cleaned_data["title"])
    return redirect("dossiers:section", project.pk, answer.key)


@require_POST
def drop_question(request: HttpRequest, project_pk: int, key: str) -> HttpResponse:
    answer = get_object_or_404(
        Answer.objects.select_related("project__organisation"), project_id=project_pk, key=key, partner=None
    )
    actions.drop_question(request.actor, answer)
    return redirect("dossiers:write", project_pk)


@require_GET
def library(request: HttpRequest, project_pk: int, key: str, partner_pk: int | None = None) -> HttpResponse:
    """What the organisation wrote in its other projects, to be put in this section."""
    project = project_or_404(project_pk)
    box = _box(request, project, key, partner_pk)
    require(can_write_answer(request.actor, project, box.partner))
    words = request.GET.get("q", "")[:500]
    context = {"project": project, "box": box, "words": words, "found": earlier_answers(project, key, box.partner, words)}
    template = "dossiers/parts/earlier.html" if request.htmx else "dossiers/library.html"
    return render(request, template, context)


@require_POST
def reuse(request: HttpRequest, project_pk: int, key: str, partner_pk: int | None = None) -> HttpResponse:
    project = project_or_404(project_pk)
    box = _box(request, project, key, partner_pk)
    require(can_write_answer(request.actor, project, box.partner))
    owner = box.partner.organisation_id if box.partner else project.organisation_id
    source = get_object_or_404(Answer.objects.select_related("project", "partner"), pk=_number(request.POST.get("source")))
    if (source.partner.organisation_id if source.partner else source.project.organisation_id) != owner:
        raise Http404
    actions.reuse_answer(request.actor, source, project, key, box.partner, _number(request.POST.get("revision")))
    messages.success(request, _("The earlier answer stands at the end of the section. Make it that of this project."))
    return redirect(request.path.removesuffix("/reuse"))


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def sheet(request: HttpRequest, organisation_pk: int) -> HttpResponse:
    """What an organisation says of itself in every dossier."""
    organisation = get_object_or_404(Organisation.objects.active(), pk=organisation_pk)
    if not can_write_sheet(request.actor, organisation):
        raise Http404
    kept = CompanySheet.objects.filter(organisation=organisation).select_related("written_by").first()
    form = SheetForm(request.POST or None, initial=_sheet_texts(kept))
    overtaken = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_sheet(request.actor, organisation, form.said(), form.cleaned_data["revision"])
            messages.success(request, _("The sheet is saved. Every dossier drawn up from now on uses it."))
            return redirect("dossiers:sheet", organisation.pk)
        except actions.Overtaken as error:
            overtaken = error
            form.add_error(None, say(error.reason))
    context = {"form": form, "organisation": organisation, "kept": kept, "overtaken": overtaken}
    return render(request, "dossiers/sheet.html", context, status=409 if overtaken else 400 if form.errors else 200)


def _sheet_texts(kept: CompanySheet | None) -> dict[str, object]:
    names = ("description", "references", "people", "revision")
    return {name: getattr(kept, name) for name in names} if kept else {"revision": 0}
