"""Pages of calls: the catalogue, one call, the import, and what is kept for a project."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campus5g.core.errors import BadInput
from campus5g.funding.instruments import published_terms
from campus5g.funding.rules import law
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.calls import actions
from campus5g.portal.calls.forms import ImportForm, InstrumentForm, SearchForm, TermsForm
from campus5g.portal.calls.models import Call, KeptCall
from campus5g.portal.calls.permissions import can_import_calls, can_keep_call
from campus5g.portal.calls.ranking import find, rank_for
from campus5g.portal.projects.models import Project

PAGE = 20


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """List the calls: by deadline, or by how well they match the words."""
    form = SearchForm(request.GET)
    words, state = ("", "open")
    if form.is_valid():
        words, state = form.cleaned_data["q"].strip(), form.cleaned_data["state"] or "open"
    calls = Call.objects.live()
    if state == "open":
        calls = calls.takes_applications()
    elif state == "closed":
        calls = calls.exclude(pk__in=Call.objects.takes_applications().values("pk"))
    found: Any = calls
    if words:
        order = find(words)
        found = sorted(calls.filter(pk__in=order), key=lambda row: order[row.pk])
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "words": words, "may_import": bool(can_import_calls(request.actor)), "day": today()}
    return render(request, "calls/catalogue.html", context)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Call.objects, pk=pk)
    return render(request, "calls/detail.html", {"row": row, "call": row.core})


def import_page(request: HttpRequest) -> HttpResponse:
    """Import a file of calls; the report names each line that could not be read."""
    require(can_import_calls(request.actor))
    form = ImportForm(request.POST or None, request.FILES or None)
    done, refused = None, ""
    if request.method == "POST" and form.is_valid():
        uploaded = form.cleaned_data["file"]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(uploaded.name).name
            path.write_bytes(uploaded.read())
            try:
                done = actions.import_calls(request.actor, [path])
            except BadInput as error:
                refused = say(error.sentence)
    status = 400 if refused or form.errors else 200
    return render(request, "calls/import.html", {"form": form, "done": done, "refused": refused}, status=status)


@require_GET
def for_project(request: HttpRequest, project_pk: int) -> HttpResponse:
    """Rank the catalogue for a project, and show what is kept."""
    project = get_object_or_404(Project.objects.select_related("organisation", "need"), pk=project_pk)
    words = request.GET.get("q", "").strip()[:5000]
    kept = list(KeptCall.objects.filter(project=project).select_related("call"))
    context = {
        "project": project, "ranked": rank_for(project, words), "kept": kept, "kept_ids": {k.call_id for k in kept},
        "words": words, "may_keep": bool(can_keep_call(request.actor, project)), "day": today(),
    }  # fmt: skip
    return render(request, "calls/for_project.html", context)


@require_POST
def keep(request: HttpRequest, project_pk: int, pk: int) -> HttpResponse:
    project = get_object_or_404(Project.objects, pk=project_pk)
    kept = actions.keep_call(request.actor, project, get_object_or_404(Call.objects, pk=pk))
    messages.success(request, _("The call is kept. Check its money rules against its text."))
    return redirect("calls:terms", project_pk, kept.pk)


def terms(request: HttpRequest, project_pk: int, pk: int) -> HttpResponse:
    """Write the money rules of a kept call; they may start from those of a published instrument, saved only once accepted."""
    kept = get_object_or_404(KeptCall.objects.select_related("project__organisation", "call"), pk=pk, project_id=project_pk)
    require(can_keep_call(request.actor, kept.project))
    published = published_terms(law().on(kept.project.granted_on))
    known = InstrumentForm(published, request.GET or None)
    taken = next((one for one in published if known.is_valid() and one.call_id == known.cleaned_data["instrument"]), None)
    if taken is not None:
        kept.take(replace(taken, title=kept.title))
    form = TermsForm.of(kept, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.change_terms(request.actor, kept, form.terms(kept))
        return redirect("calls:for-project", project_pk)
    context = {"form": form, "kept": kept, "project": kept.project, "known": known, "taken": taken}
    return render(request, "calls/terms.html", context, status=400 if form.errors else 200)


@require_POST
def drop(request: HttpRequest, project_pk: int, pk: int) -> HttpResponse:
    kept = get_object_or_404(KeptCall.objects.select_related("project"), pk=pk, project_id=project_pk)
    actions.drop_call(request.actor, kept)
    return redirect("calls:for-project", project_pk)
