"""Pages of imports: giving a file, laying its columns out, following it, reading its report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campus5g.core.errors import BadInput
from campus5g.documents.csv_export import csv_bytes
from campus5g.portal.base.decisions import require
from campus5g.portal.base.models import Job
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.calls import actions
from campus5g.portal.calls.columns import ColumnsForm
from campus5g.portal.calls.files import checked, table_of, uploaded_copy
from campus5g.portal.calls.models import Call, CallImport, PastProject
from campus5g.portal.calls.permissions import can_import_calls

FAULTS = 50


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File of calls"),
        help_text=gettext_lazy(
            "European portal, Aides-territoires, national schema of schemes: the format is recognised. Any other table, csv or "
            "xlsx: you say which column holds what. gz is read."
        ),
    )


class CompleteForm(ImportForm):
    complete = forms.BooleanField(
        label=gettext_lazy("This file holds the whole feed"), required=False,
        help_text=gettext_lazy("After the import you are shown which calls of the feed it leaves out, and may archive them."),
    )  # fmt: skip


class PastForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File of past projects"),
        help_text=gettext_lazy(
            "JSON lines or csv, gz read. One project a row: its title (title, titre or projet), perhaps its summary, and the "
            "identifiers of the calls that paid for it (topic_ids, call_id or call_ids)."
        ),
    )


@require_http_methods(["GET", "POST"])
def import_page(request: HttpRequest) -> HttpResponse:
    """Take a file; a known format is imported at once, a table when its columns are laid out."""
    require(can_import_calls(request.actor))
    form = CompleteForm(request.POST or None, request.FILES or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add_import(request.actor, form.cleaned_data["file"], complete=form.cleaned_data["complete"])
        except BadInput as error:
            refused = say(error.sentence)
        else:
            if not added.is_table:
                actions.start_import(request.actor, added, {})
            return redirect(added)
    page = Paginator(CallImport.objects.select_related("job"), 20).get_page(request.GET.get("page"))
    status = 400 if refused or form.errors else 200
    return render(request, "calls/import.html", {"form": form, "refused": refused, "page": page}, status=status)


@require_http_methods(["GET", "POST"])
def imported(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: its columns to lay out, then its progress, then its report."""
    added = _import(request, pk)
    if added.job is not None:
        context = {"added": added, "doing": _doing(added), "faults": added.faults[:FAULTS], **_leaving(added)}
        return render(request, "calls/imported.html", context)
    with actions.named_copy(added) as path:
        table = table_of(path)
    form = ColumnsForm(request.POST or None, table, dict(table.guessed))
    if request.method == "POST" and "look" not in request.POST and form.is_valid():
        actions.start_import(request.actor, added, form.columns, form.cleaned_data["feed"], form.cleaned_data["licence"])
        return redirect(added)
    return render(request, "calls/columns.html", {"added": added, "form": form}, status=400 if form.errors else 200)


@require_GET
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the page's question « where is it? »; the page is read again when it has ended."""
    added = _import(request, pk)
    if not added.unfinished:
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    return render(request, "calls/parts/import_bar.html", {"added": added, "doing": _doing(added)})


@require_GET
def import_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the report, line by line, as a table for a spreadsheet."""
    added = _import(request, pk)
    answer = HttpResponse(
        csv_bytes([_("line"), _("why")], ((line, say(why)) for line, why in added.faults)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="import-{added.pk}.csv"'
    return answer


@require_GET
def gone(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the calls that a complete file leaves out, as a table for a spreadsheet."""
    added = _import(request, pk)
    rows = Call.objects.in_bulk(added.gone).values()
    told = ((row.key, row.title, row.funder, row.last_close) for row in rows)
    answer = HttpResponse(
        csv_bytes([_("identifier"), _("title"), _("funder"), _("last deadline")], told), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="import-{added.pk}-left-out.csv"'
    return answer


@require_POST
def archive_gone(request: HttpRequest, pk: int) -> HttpResponse:
    added = _import(request, pk)
    n = actions.archive_gone(request.actor, added, even_many="even_many" in request.POST)
    messages.success(request, ngettext("%(n)s call is archived.", "%(n)s calls are archived.", n) % {"n": n})
    return redirect(added)


@require_POST
def import_stop(request: HttpRequest, pk: int) -> HttpResponse:
    added = _import(request, pk)
    actions.stop_import(request.actor, added)
    return redirect(added)


@require_POST
def import_resume(request: HttpRequest, pk: int) -> HttpResponse:
    added = _import(request, pk)
    actions.resume_import(request.actor, added)
    return redirect(added)


@require_http_methods(["GET", "POST"])
def import_past(request: HttpRequest) -> HttpResponse:
    """Take past projects with the calls that paid for them: the ranking learns from them at once."""
    require(can_import_calls(request.actor))
    form = PastForm(request.POST or None, request.FILES or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        uploaded = form.cleaned_data["file"]
        try:
            checked(uploaded)
            with uploaded_copy(uploaded) as path:
                new = actions.import_past(request.actor, path)
        except BadInput as error:
            refused = say(error.sentence)
        else:
            messages.success(request, ngettext("%(n)s past project is new.", "%(n)s past projects are new.", new) % {"n": new})
            return redirect("calls:import-past")
    told = PastProject.objects.aggregate(projects=Count("pk"), calls=Count("name_key", distinct=True))
    context = {"form": form, "refused": refused, **told}
    return render(request, "calls/past.html", context, status=400 if refused or form.errors else 200)


def _import(request: HttpRequest, pk: int) -> CallImport:
    require(can_import_calls(request.actor))
    return get_object_or_404(CallImport.objects.select_related("job", "by"), pk=pk)


def _leaving(added: CallImport) -> dict[str, Any]:
    """What a complete file leaves out: the first of it, and whether it is so much that one is asked twice."""
    if not added.gone:
        return {"leaving": []}
    leaving = Call.objects.in_bulk(added.gone[:FAULTS]).values()
    return {"leaving": leaving, "many": added.archived is None and actions.is_many(added), "share": round(100 * actions.MANY)}


def _doing(added: CallImport) -> str:
    """What the import is doing now, in the reader's language."""
    if added.job is None or added.job.state == Job.State.QUEUED:
        return _("Waiting for its turn.")
    if added.job.cancel_asked:
        return _("Stopping.")
    return say(added.job.doing_sentence) or _("Starting.")
