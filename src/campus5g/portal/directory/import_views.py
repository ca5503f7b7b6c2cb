"""The page that takes a table of people and organisations: look at what it comes to, then import it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campus5g.core.errors import BadInput
from campus5g.documents.csv_export import csv_bytes
from campus5g.portal.base.decisions import require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory.actions import can_import, import_people
from campus5g.portal.directory.importing import Report, judge
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.permissions import can_see_people
from campus5g.portal.directory.sheets import FIELDS, MOST_ROWS, Sheet, read_sheet
from campus5g.portal.directory.views import hide

SHOWN = 100


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File of people"),
        help_text=gettext_lazy(
            "csv or xlsx, a header and one person a line. You see what it comes to before anything is written."
        ),
    )


class SheetForm(forms.Form):
    """A table that was read, carried by the page, and which column holds what."""

    sheet = forms.CharField(widget=forms.HiddenInput, max_length=5_000_000, strip=False)

    def __init__(self, data: Any, table: Sheet, own: bool) -> None:
        super().__init__(data)
        choices = [("", "—"), *((str(place), name or str(place + 1)) for place, name in enumerate(table.header))]
        for name, label in FIELDS.items():
            if not own or name not in ("kind", "city"):
                self.fields[f"column_{name}"] = forms.ChoiceField(label=say(label), choices=choices, required=False)

    @property
    def columns(self) -> dict[str, int]:
        said = ((name, self.cleaned_data.get(f"column_{name}", "")) for name in FIELDS)
        return {name: int(place) for name, place in said if place}


@require_http_methods(["GET", "POST"])
def import_page(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """For the office, everybody; with ``pk``, the people of one organisation."""
    only = None if pk is None else get_object_or_404(Organisation, pk=pk)
    if only is not None:
        hide(can_see_people(request.actor, only))
    require(can_import(request.actor, only))
    context: dict[str, Any] = {"organisation": only, "form": FileForm(), "most": MOST_ROWS}
    if request.method == "POST":
        try:
            return _read(request, only, context)
        except BadInput as fault:
            context["refused"] = say(fault.sentence)
    return render(request, "directory/import.html", context, status=400 if "refused" in context else 200)


def _read(request: HttpRequest, only: Organisation | None, context: dict[str, Any]) -> HttpResponse:
    if "sheet" in request.POST:
        table, data = Sheet.of_text(request.POST["sheet"]), request.POST
    else:
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return render(request, "directory/import.html", context | {"form": form}, status=400)
        table = read_sheet(form.cleaned_data["file"])
        guessed = {f"column_{name}": str(place) for name, place in table.guessed().items()}
        data = {"sheet": table.text(), **guessed}
    said = SheetForm(data, table, own=only is not None)
    if not said.is_valid():
        return render(request, "directory/import.html", context | {"said": said}, status=400)
    report = judge(request.actor, table, said.columns, only, (get_language() or "fr").split("-")[0])
    if request.POST.get("do") == "faults":
        return _faults(report.faults)
    if request.POST.get("do") == "import" and (report.invited or report.entered):
        n = import_people(request.actor, report, only)
        messages.success(request, ngettext("%(n)s person is invited.", "%(n)s people are invited.", n) % {"n": n})
        return redirect("directory:list") if only is None else redirect("directory:people", only.pk)
    shown = {
        "said": said,
        "report": report,
        "lines": len(table.rows),
        "faults": report.faults[:SHOWN],
        "counted": _counted(report),
    }
    return render(request, "directory/import.html", context | shown)


def _counted(report: Report) -> list[tuple[str, int]]:
    return [
        (_("People who will be invited"), len(report.invited)),
        (_("Organisations that will be entered"), len(report.entered)),
        (_("Members or invited already: left as they are"), report.already),
        (_("Lines that cannot be taken"), len(report.faults)),
    ]


def _faults(faults: list[Any]) -> HttpResponse:
    answer = HttpResponse(
        csv_bytes([_("line"), _("why")], ((line, say(why)) for line, why in faults)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="import-faults.csv"'
    return answer
