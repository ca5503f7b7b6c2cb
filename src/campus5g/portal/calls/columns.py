"""The form in which a person says which column of a table holds what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.calls.files import FIELD_NAMES, Table
from campus5g.portal.calls.labels import FEEDS
from campus5g.portal.calls.models import HAND


class ColumnsForm(forms.Form):
    """Which column of a table holds each field of a call."""

    feed = forms.SlugField(
        label=gettext_lazy("Short name of the source"), max_length=40, initial="table",
        help_text=gettext_lazy("Letters, digits and hyphens. The next file of the same source brings these calls up to date."),
    )  # fmt: skip
    licence = forms.CharField(label=gettext_lazy("Licence of the data"), max_length=120, required=False)

    def __init__(self, data: Any, table: Table, initial: dict[str, str]) -> None:
        super().__init__(data, initial={"feed": "table", **{f"col_{name}": header for name, header in initial.items()}})
        headers = [("", _("in no column")), *((header, header) for header in table.headers)]
        for name, label in FIELD_NAMES.items():
            self.fields[f"col_{name}"] = forms.ChoiceField(label=say(label), choices=headers, required=name == "title")
        self.table = table

    @property
    def rows(self) -> list[tuple[forms.BoundField, tuple[str, ...]]]:
        """Each field of a call with its choice of column, and what stands in the chosen one."""
        bound = [self[f"col_{name}"] for name in FIELD_NAMES]
        return [(field, self.table.samples.get(str(field.value() or ""), ())) for field in bound]

    @property
    def columns(self) -> dict[str, str]:
        return {name: header for name in FIELD_NAMES if (header := self.cleaned_data[f"col_{name}"])}

    def clean_feed(self) -> str:
        feed: str = self.cleaned_data["feed"].lower()
        if feed in (set(FEEDS) - {"table"}) | {HAND}:
            raise forms.ValidationError(_("This name is that of a known feed: choose another."))
        return feed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [cleaned[name] for name in self.fields if name.startswith("col_") and cleaned.get(name)]
        twice = next((header for header in chosen if chosen.count(header) > 1), None)
        if twice is not None:
            raise forms.ValidationError(_("The column “%(name)s” is chosen twice."), params={"name": twice})
        return cleaned
