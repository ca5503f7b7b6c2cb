"""Forms of projects."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.core.errors import BadInput
from campus5g.portal.base.actor import Role
from campus5g.portal.base.forms import DayField
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory.models import Organisation
from campus5g.portal.projects.actions import Facts
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
    lead = forms.ModelChoiceField(
        label=_("Which organisation leads?"), queryset=Organisation.objects.none(), empty_label=None,
        help_text=_("One of those who agree to the collective need under their name. The others are invited as partners."),
    )  # fmt: skip

    def __init__(self, *args: Any, bearers: Any = (), **kwargs: Any) -> None:
        """Ask who leads where several organisations bear the need (``bearers``)."""
        super().__init__(*args, **kwargs)
        if len(bearers) > 1:
            chosen = Organisation.objects.filter(pk__in=[bearer.pk for bearer in bearers])
            self.fields["lead"].queryset = chosen  # type: ignore[attr-defined]
        else:
            del self.fields["lead"]

    @classmethod
    def of(cls, project: Project, data: Any = None) -> ProjectForm:
        names = ("title", "summary", "applied_on", "granted_on", "starts_on", "months")
        return cls(data, initial={name: getattr(project, name) for name in names})

    def facts(self) -> Facts:
        return Facts(**{name: value for name, value in self.cleaned_data.items() if name != "lead"})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                self.facts().check()
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


class TaskForm(forms.Form):
    task = forms.CharField(label=_("What it does in the project"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300)
