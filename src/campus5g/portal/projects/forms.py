"""Forms of projects."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.core.errors import BadInput
from campus5g.core.money import parse_cents
from campus5g.core.project import Category
from campus5g.portal.base.actor import Role
from campus5g.portal.base.forms import DayField
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory.models import Organisation
from campus5g.portal.projects.actions import Facts
from campus5g.portal.projects.labels import CATEGORY
from campus5g.portal.projects.models import Project


class ProjectForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("Summary"), max_length=6000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What the project will do, in a funder's words. Calls are ranked with this text and the need's."),
    )  # fmt: skip
    applied_on = DayField(label=_("Application sent on"))
    granted_on = DayField(label=_("Aid granted on (expected)"), help_text=_("The rules of that day apply."))
    starts_on = DayField(label=_("Work starts on"), help_text=_("Never before the application: no order, no signed quote."))
    months = forms.IntegerField(label=_("Duration in months"), min_value=1, max_value=120)

    @classmethod
    def of(cls, project: Project, data: Any = None) -> ProjectForm:
        names = ("title", "summary", "applied_on", "granted_on", "starts_on", "months")
        return cls(data, initial={name: getattr(project, name) for name in names})

    def facts(self) -> Facts:
        return Facts(**self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                Facts(**cleaned).check()
            except BadInput as error:
                self.add_error(error.where if error.where in self.fields else None, say(error.sentence))
        return cleaned


class PartnerForm(forms.Form):
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())
    task = forms.CharField(label=_("What it does in the project"), max_length=300, required=False)

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inside = project.partners.exclude(state="declined").values("organisation_id")
        free = Organisation.objects.active().exclude(pk__in=inside).exclude(kind__in=[Role.OFFICE, Role.FUNDER])
        self.fields["organisation"].queryset = free  # type: ignore[attr-defined]


class LineForm(forms.Form):
    label = forms.CharField(label=_("What is paid"), max_length=200)
    category = forms.ChoiceField(label=_("Category"), help_text=_("The category decides the legal ceiling."))
    amount = forms.CharField(
        label=_("Eligible cost (€)"), max_length=24, help_text=_("Net of recoverable VAT, for example 125 000 or 99 999,90.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [(c.value, say(CATEGORY[c]).capitalize()) for c in Category]  # type: ignore[attr-defined]

    def clean_amount(self) -> int:
        try:
            cents = parse_cents(self.cleaned_data["amount"], str(_("Eligible cost")))
        except BadInput as error:
            raise forms.ValidationError(say(error.sentence)) from None
        if cents <= 0:
            raise forms.ValidationError(_("A cost is above zero."))
        return cents

    def clean_category(self) -> Category:
        return Category(self.cleaned_data["category"])


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300)
