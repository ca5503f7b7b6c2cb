"""The page that takes a table of a running programme: look at what it comes to, then import it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campus5g.core.errors import BadInput
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import require
from campus5g.portal.base.exports import list_file
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory.sheets import Sheet, read_sheet
from campus5g.portal.programme.actions import import_plan
from campus5g.portal.programme.importing import FIELDS, Report, guessed, judge
from campus5g.portal.programme.models import Programme
from campus5g.portal.programme.permissions import can_run
from campus5g.portal.programme.views import page, programme_of

SHOWN = 100


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File of the plan"),
        help_text=gettext_lazy(
            "csv or xlsx, a header and one line for each thing. You see what it comes to before anything is written."
        ),
    )


class SheetForm(forms.Form):
    """A table that was read, carried by the page, and which column holds what."""

    sheet = forms.CharField(widget=forms.HiddenInput, max_length=5_000_000, strip=False)

    def __init__(self, data: Any, table: Sheet) -> None:
        super().__init__(data)
        choices = [("", "—"), *((str(place), name or str(place + 1)) for place, name in enumerate(table.header))]
        for name, label in FIELDS.items():
            self.fields[f"column_{name}"] = forms.ChoiceField(label=say(label), choices=choices, required=False)

    @property
    def columns(self) -> dict[str, int]:
        said = ((name, self.cleaned_data.get(f"column_{name}", "")) for name in FIELDS)
        return {name: int(place) for name, place in said if place}


def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    programme = programme_of(pk)
    require(can_run(request.actor, programme))
    if request.method != "POST":
        return page(request, "programme/import.html", programme, {"form": FileForm()})
    try:
        return _read(request, programme)
    except BadInput as fault:
        return page(request, "programme/import.html", programme, {"form": FileForm(), "refused": say(fault.sentence)}, 400)


def _read(request: HttpRequest, programme: Programme) -> HttpResponse:
    if "sheet" in request.POST:
        table, data = Sheet.of_text(request.POST["sheet"]), request.POST
    else:
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return page(request, "programme/import.html", programme, {"form": form}, 400)
        table = read_sheet(form.cleaned_data["file"])
        data = {"sheet": table.text(), **{f"column_{name}": str(place) for name, place in guessed(table).items()}}
    said = SheetForm(data, table)
    if not said.is_valid():
        return page(request, "programme/import.html", programme, {"said": said}, 400)
    report = judge(programme, table, said.columns, today())
    if request.POST.get("do") == "faults":
        rows = [(line, say(why)) for line, why in report.faults]
        return list_file("csv", "import-faults", _("Lines that cannot be taken"), [_("line"), _("why")], rows)
    if request.POST.get("do") == "import" and report.lines:
        n = import_plan(request.actor, programme, report)
        messages.success(request, ngettext("%(n)s line is in the plan.", "%(n)s lines are in the plan.", n) % {"n": n})
        return redirect(programme)
    context = {
        "said": said,
        "report": report,
        "lines": len(table.rows),
        "faults": report.faults[:SHOWN],
        "counted": _counted(report),
    }
    return page(request, "programme/import.html", programme, context)


def _counted(report: Report) -> list[tuple[str, int]]:
    return [
        (_("Strands that will be written"), report.count("strand")),
        (_("Actions that will be written"), report.count("action")),
        (_("Milestones and deliverables that will be written"), report.count("milestone", "deliverable")),
        (_("Indicators that will be written"), report.count("indicator")),
        (_("Lines that the plan has already: left as they are"), report.already),
        (_("Lines that cannot be taken"), len(report.faults)),
    ]
