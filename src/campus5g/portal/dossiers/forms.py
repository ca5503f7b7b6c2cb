"""Forms of dossiers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.core.errors import BadInput
from campus5g.core.message import LANGUAGES
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.dossiers.actions import Work
from campus5g.portal.dossiers.models import WorkPackage
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
