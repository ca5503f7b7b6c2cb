"""Pages of the catalogue: searching it, one call with its history, entering and correcting calls."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import require
from campus5g.portal.calls import actions
from campus5g.portal.calls.filters import SearchForm
from campus5g.portal.calls.kept import projects_for
from campus5g.portal.calls.models import Call, Correction, PastProject, Reading
from campus5g.portal.calls.permissions import can_import_calls, can_write_calls
from campus5g.portal.calls.ranking import FOUND, explain, find, other_language
from campus5g.portal.calls.reading import known_calls
from campus5g.portal.calls.watching_forms import SaveForm
from campus5g.portal.calls.writing import CallForm
from campus5g.portal.needs.permissions import can_create_need

PAGE = 20
LAUREATES = 20


@require_http_methods(["GET", "POST"])
def catalogue(request: HttpRequest) -> HttpResponse:
    """List the calls: by deadline, or by how well they match the words. A long text comes by POST: an address has no room."""
    given = request.POST if request.method == "POST" else request.GET
    now = Reading.current()
    form = SearchForm(given, now=now)
    words, wanted = form.words, form.wanted
    known = known_calls(now) if words else None
    found: Any = list(find(words, wanted=wanted, known=known)) if words else wanted.among(Call.objects.live())
    page = Paginator(found, PAGE).get_page(given.get("page"))
    if words:
        rows = Call.objects.in_bulk(page.object_list)
        page.object_list = [rows[pk] for pk in page.object_list]
    why = explain(words, page.object_list, known) if words else {}
    context = {
        "form": form, "page": page, "words": words, "wanted": wanted, "day": today(), "posted": request.method == "POST",
        "rows": [(row, row.core, why.get(row.pk)) for row in page], "other": other_language(words),
        "capped": bool(words) and page.paginator.count >= FOUND,
        "known": known, "may_import": bool(can_import_calls(request.actor)), "may_write": bool(can_write_calls(request.actor)),
        "save": SaveForm(initial={"words": words, "filters": wanted.as_plain()}),
    }  # fmt: skip
    return render(request, "calls/catalogue.html", context)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Call.objects.select_related("hidden_by"), pk=pk)
    past = PastProject.objects.filter(name_key=row.name_key)
    context = {
        "row": row, "call": row.core, "others": row.hides.all(), "corrections": row.corrected_fields(), "history": row.history(),
        "past": past[:LAUREATES], "past_count": past.count(), "may_write": bool(can_write_calls(request.actor)),
        "projects": projects_for(request.actor, row), "may_state": bool(can_create_need(request.actor, request.actor.organisation_id)),
    }  # fmt: skip
    return render(request, "calls/detail.html", context)


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Enter a call that no feed carries."""
    require(can_write_calls(request.actor))
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = actions.write_call(request.actor, form.call(today()))
        messages.success(request, _("The call is in the catalogue."))
        return redirect(row)
    return render(request, "calls/write.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a call: what a feed says is kept beside, and comes back when the correction is taken back."""
    require(can_write_calls(request.actor))
    row = get_object_or_404(Call.objects, pk=pk)
    form = CallForm(request.POST or None, shown=row.core)
    if request.method == "POST" and form.is_valid():
        changed = form.changed(today())
        if changed:
            actions.correct_call(request.actor, row, changed)
            messages.success(request, _("The call is corrected; the next imports leave your words as they are."))
        return redirect(row)
    return render(request, "calls/write.html", {"form": form, "row": row}, status=400 if form.errors else 200)


@require_POST
def take_back(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    row = get_object_or_404(Call.objects, pk=pk)
    require(can_write_calls(request.actor))
    actions.take_back(request.actor, row, get_object_or_404(Correction.objects, call=row, field=field))
    messages.success(request, _("The call says again what its feed says."))
    return redirect(row)
