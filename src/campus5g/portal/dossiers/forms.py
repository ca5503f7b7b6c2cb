"""Forms of dossiers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.core.errors import BadInput
from campus5g.core.message import LANGUAGES
from campus5g.portal.base.forms import DayField
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.dossiers.actions import Said, Work
from campus5g.portal.dossiers.models import TEXT_LENGTH, WorkPackage
from campus5g.portal.projects.models import Project


class WorkForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("What is done, and what comes out"), max_length=6000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    partners = forms.ModelMultipleChoiceField(label=_("Partners"), queryset=None, widget=forms.CheckboxSelectMultiple)
    first_month = forms.IntegerField(label=_("First month"), min_value=1, initial=1)
    months = forms.IntegerField(label=_("Duration in months"), min_value=1)

    def __init__(self, project: Project, data: Any = None, package: WorkPackage | None = None) -> None:
        initial = {}
        if package:
            initial = {name: getattr(package, name) for name in ("title", "text", "first_month", "months")}
            initial["partners"] = list(package.partners.all())
        super().__init__(data, initial=initial)
        self._project = project
        self.fields["partners"].queryset = project.partners.exclude(state="declined").select_related("organisation")  # type: ignore[attr-defined]

    def work(self) -> Work:
        data = self.cleaned_data
        return Work(data["title"], data["text"], data["first_month"], data["months"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                Work(cleaned["title"], cleaned["text"], cleaned["first_month"], cleaned["months"]).check(self._project)
            except BadInput as error:
                self.add_error("months", say(error.sentence))
        return cleaned


class DrawUpForm(forms.Form):
    call = forms.ModelChoiceField(label=_("For the call"), queryset=None, required=False, empty_label=_("all kept calls"))
    language = forms.ChoiceField(
        label=_("Language"), choices=[(code, {"fr": _("French"), "en": _("English")}[code]) for code in LANGUAGES]
    )

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["call"].queryset = KeptCall.objects.filter(project=project)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """A section as it is typed. ``over``: the revision that the writer has read and writes over."""

    text = forms.CharField(max_length=TEXT_LENGTH, required=False, strip=False)
    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    over = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("over") is None:
            cleaned["over"] = cleaned.get("revision")
        return cleaned


class QuestionForm(forms.Form):
    title = forms.CharField(
        label=_("A question that this call asks"), max_length=300, help_text=_("In the words of the call: it becomes a section.")
    )


def _long(label: Any, help_text: Any, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=TEXT_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": rows})
    )


class SheetForm(forms.Form):
    description = _long(
        _("Who we are"), _("What the organisation does, since when, where, for whom. Two paragraphs are enough."), 8
    )
    references = _long(_("References"), _("Projects and customers that show that it can be done: year, what, for whom."), 8)
    people = _long(_("People"), _("A few lines on each person who may work on projects: training, experience."), 8)
    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def said(self) -> Said:
        data = self.cleaned_data
        return Said(data["description"], data["references"], data["people"])


class SubmitForm(forms.Form):
    day = DayField(label=_("Sent on"))
    reference = forms.CharField(label=_("Reference given by the funder"), max_length=120, required=False)
