"""The tables that the office downloads for the area: which are known, which are kept, and a form to bring one."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.portal.base.decisions import require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.territory import actions
from campus5g.portal.territory.models import NAME_LENGTH, URL_LENGTH
from campus5g.portal.territory.permissions import can_keep_tables
from campus5g.portal.territory.reading import jobs_area, known_tables, tables_folder
from campus5g.territory.tables import KINDS, held

MOST_BYTES = 64 * 1024 * 1024
"""A larger table comes in by the shell, which has no page to keep waiting."""


class TableForm(forms.Form):
    """A table of one kind, and who published it, when, under which licence."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"))
    file = forms.FileField(label=gettext_lazy("File, as its publisher writes it (CSV or Parquet)"))
    source = forms.CharField(label=gettext_lazy("Title of the table"), max_length=NAME_LENGTH)
    author = forms.CharField(label=gettext_lazy("Who publishes it"), max_length=NAME_LENGTH, required=False)
    date = forms.CharField(label=gettext_lazy("Day of the table"), max_length=10, help_text="2026-01-31")
    licence = forms.CharField(label=gettext_lazy("Licence"), max_length=NAME_LENGTH)
    url = forms.URLField(label=gettext_lazy("Where it was found"), max_length=URL_LENGTH, required=False, assume_scheme="https")
    version = forms.CharField(
        label=gettext_lazy("Version of its codes"), max_length=20, required=False, help_text=gettext_lazy("Such as 4.0 for ROME.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(key, say(one.title)) for key, one in KINDS.items()]

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("More than 64 MiB: bring it with “campus5g territory import”."))
        return file


@require_http_methods(["GET", "POST"])
def tables(request: HttpRequest) -> HttpResponse:
    """What may be downloaded for the area and what is kept; the office brings a table."""
    require(can_keep_tables(request.actor))
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _bring(request, form)
        except BadInput as fault:
            form.add_error(None, say(fault.sentence))
        else:
            return redirect("territory:tables")
    kept = held(tables_folder())
    rows = [
        {
            "kind": one, "fields": one.fields, "kept": kept.get(key), "rows": len(kept[key].rows) if key in kept else 0,
        }
        for key, one in KINDS.items()
    ]  # fmt: skip
    context = {"form": form, "rows": rows, "notes": known_tables(jobs_area()).notes}
    return render(request, "territory/tables.html", context, status=400 if form.errors else 200)


def _bring(request: HttpRequest, form: TableForm) -> None:
    given = form.cleaned_data
    source = Source(given["source"], given["author"], given["date"], given["url"], given["licence"])
    with tempfile.TemporaryDirectory() as folder:
        # the reader takes the format from the name, and says the name where something is wrong
        place = Path(folder) / Path(given["file"].name).name
        with place.open("wb") as out:
            for chunk in given["file"].chunks():
                out.write(chunk)
        found = actions.keep_table(request.actor, given["kind"], place, source, given["version"])
    messages.success(request, _("%(rows)s rows are kept; the engines use them from now on.") % {"rows": len(found.rows)})


@require_POST
def drop(request: HttpRequest, kind: str) -> HttpResponse:
    """Put a table away: what it said is supposed again."""
    actions.drop_table(request.actor, kind)
    messages.success(request, _("The table is put away; what it said is supposed again, and marked so."))
    return redirect("territory:tables")
