"""Pages of the calls of a project: ranked for it, kept for it, with their money rules."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campus5g.funding.instruments import published_terms
from campus5g.funding.rules import law
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import require
from campus5g.portal.calls import actions
from campus5g.portal.calls.agendas import with_agenda
from campus5g.portal.calls.filters import SearchForm, Wanted
from campus5g.portal.calls.forms import InstrumentForm, TermsForm
from campus5g.portal.calls.kept import kept_calls
from campus5g.portal.calls.models import Call, KeptCall, Reading
from campus5g.portal.calls.permissions import can_keep_call
from campus5g.portal.calls.ranking import other_language, rank_for
from campus5g.portal.calls.reading import known_calls
from campus5g.portal.calls.watching_views import agenda_address
from campus5g.portal.projects.links import on_page
from campus5g.portal.projects.models import Project


@require_http_methods(["GET", "POST"])
def for_project(request: HttpRequest, project_pk: int) -> HttpResponse:
    """Rank the catalogue for a project, and show what is kept."""
    project = get_object_or_404(with_agenda(Project.objects.select_related("organisation", "need"), request.user), pk=project_pk)
    now = Reading.current()
    given = request.POST if request.method == "POST" else request.GET  # a long text comes by POST: an address has no room
    form = SearchForm(
        {**given.dict(), "state": given.get("state") or "all"}, now=now
    )  # closed calls stand last: many come back each year
    kept = kept_calls(on_page(project).pk)
    wanted = form.wanted
    narrowed = wanted != Wanted(state="all")
    known = known_calls(now)
    context = {
        "project": project, "ranked": rank_for(project, form.words, wanted if narrowed else None, known), "form": form,
        "known": known,
        "wanted": wanted if narrowed else Wanted(), "kept": kept, "kept_ids": {k.call_id for k in kept}, "words": form.words,
        "other": other_language(form.words), "may_keep": bool(can_keep_call(request.actor, project)), "day": today(),
        "agenda": agenda_address(request, project), "about": "project", "about_pk": project.pk,
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
