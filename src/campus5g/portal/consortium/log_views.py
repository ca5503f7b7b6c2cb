"""Pages of the log of a partnership."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campus5g.documents.calendar_ics import Deadline, deadline_ics
from campus5g.documents.csv_export import csv_bytes
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import require
from campus5g.portal.consortium import actions
from campus5g.portal.consortium.forms import EntryForm, LogFilter
from campus5g.portal.consortium.models import LogEntry
from campus5g.portal.consortium.permissions import can_close_entry, can_keep_log
from campus5g.portal.consortium.views import form_page
from campus5g.portal.projects.links import project_or_404
from campus5g.portal.projects.models import Project

PAGE = 30


def _entries(project: Project) -> QuerySet[LogEntry]:
    found: QuerySet[LogEntry] = LogEntry.objects.filter(project=project).select_related("organisation", "written_by")
    return found


def _entry(project_pk: int, pk: int) -> LogEntry:
    found = LogEntry.objects.select_related("project__organisation", "organisation")
    entry: LogEntry = get_object_or_404(found, pk=pk, project_id=project_pk)
    return entry


@require_GET
def log(request: HttpRequest, project_pk: int) -> HttpResponse:
    """The log that the reader may see: all of it for the office and the lead, a partner's own commitments for itself."""
    project, actor = project_or_404(project_pk), request.actor
    chosen = LogFilter(project, request.GET)
    page = Paginator(chosen.chosen(_entries(project)), PAGE).get_page(request.GET.get("page"))
    for entry in page:
        entry.project = project
        entry.may_close = entry.open and bool(can_close_entry(actor, entry))
        entry.late = entry.open and entry.due < today()
    context = {"project": project, "page": page, "filter": chosen, "may_keep": bool(can_keep_log(actor, project))}
    return render(request, "consortium/log.html", context)


def entry_page(request: HttpRequest, project_pk: int, pk: int | None = None) -> HttpResponse:
    project = project_or_404(project_pk)
    require(can_keep_log(request.actor, project))
    entry = _entry(project_pk, pk) if pk else None
    form = EntryForm(project, request.POST or None, entry)
    if request.method == "POST" and form.is_valid():
        actions.write_entry(request.actor, project, form.said(), entry, None if entry else form.then())
        return redirect("consortium:log", project.pk)
    return form_page(request, project, form, _("Change the entry") if entry else _("Write in the log"), entry=entry, log=True)


@require_POST
def done(request: HttpRequest, project_pk: int, pk: int) -> HttpResponse:
    actions.close_entry(request.actor, _entry(project_pk, pk))
    return redirect("consortium:log", project_pk)


@require_POST
def remove(request: HttpRequest, project_pk: int, pk: int) -> HttpResponse:
    actions.remove_entry(request.actor, _entry(project_pk, pk))
    return redirect("consortium:log", project_pk)


@require_GET
def calendar(request: HttpRequest, project_pk: int) -> HttpResponse:
    """What is still to be done, for the reader's own agenda."""
    project = project_or_404(project_pk)
    due = [_deadline(entry, request) for entry in _entries(project).filter(done_on=None, due__isnull=False)]
    language = (get_language() or "fr").split("-")[0]
    return _file(deadline_ics(due, language, today()), "text/calendar; charset=utf-8", f"{project.reference}.ics")


def _deadline(entry: LogEntry, request: HttpRequest) -> Deadline:
    whom = f"{entry.organisation} · " if entry.organisation else ""
    title = " ".join(f"{whom}{entry.text}".split())[:120]
    url = request.build_absolute_uri(entry.get_absolute_url())
    return Deadline(f"log-{entry.pk}@campus5g", title, entry.due, entry.text, url)


@require_GET
def export(request: HttpRequest, project_pk: int) -> HttpResponse:
    """The log as the reader may see and has filtered it."""
    project = project_or_404(project_pk)
    head = [_("Day"), _("Kind"), _("Partner"), _("Who"), _("What"), _("Due on"), _("Done on")]
    rows: list[list[Any]] = [
        [e.day, e.get_kind_display(), str(e.organisation or ""), e.who, e.text, e.due, e.done_on]
        for e in LogFilter(project, request.GET).chosen(_entries(project))
    ]
    return _file(csv_bytes(head, rows), "text/csv; charset=utf-8", f"{project.reference}-log.csv")


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
