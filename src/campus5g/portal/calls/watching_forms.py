"""Forms of what a person follows."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.portal.calls.filters import LONGEST_WORDS, FilterForm, Wanted
from campus5g.portal.calls.models import SavedSearch


class SearchChoices(forms.Form):
    """What a person may change of a saved search."""

    name = forms.CharField(label=_("Name of the search"), max_length=120)
    rhythm = forms.ChoiceField(label=_("Mails"), choices=SavedSearch.Rhythm.choices)


class SaveForm(SearchChoices):
    """A search to be saved: its name and mails, with the words and filters that were asked for."""

    rhythm = forms.ChoiceField(label=_("Mails"), choices=SavedSearch.Rhythm.choices, initial=SavedSearch.Rhythm.WEEKLY)
    words = forms.CharField(max_length=LONGEST_WORDS, required=False, widget=forms.HiddenInput)
    filters = forms.JSONField(required=False, widget=forms.HiddenInput)

    def clean_filters(self) -> Wanted:
        """Read the filters by the form that made them: nothing is kept that it would refuse."""
        given: Any = self.cleaned_data["filters"] or {}
        if isinstance(given, str):
            given = json.loads(given)
        form = FilterForm(given if isinstance(given, dict) else {})
        if not form.is_valid():
            raise forms.ValidationError(_("These filters cannot be read."))
        return form.wanted
