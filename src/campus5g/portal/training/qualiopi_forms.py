"""Forms of what a training body shows to its auditors."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.core.errors import BadInput
from campus5g.core.money import parse_cents
from campus5g.portal.base.clock import today
from campus5g.portal.base.forms import DayField
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.training.models import BodySheet, Complaint, Proof, Session
from campus5g.portal.training.qualiopi import indicators


class SheetForm(forms.ModelForm):
    certified_until = DayField(label=_("Certified until"), required=False)
    costs = forms.CharField(
        label=_("Costs of the activity in the last closed year, in euros"), required=False, max_length=20,
        help_text=_("For frame D of the yearly return."),
    )  # fmt: skip

    class Meta:
        model = BodySheet
        fields = ("activity_number", "certificate", "certified_until", "contact", "disability_contact")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.costs_cents is not None:
            self.fields["costs"].initial = f"{self.instance.costs_cents / 100:.2f}"

    def clean_costs(self) -> int | None:
        typed = self.cleaned_data["costs"].strip()
        if not typed:
            return None
        try:
            cents = parse_cents(typed, str(_("costs")))
        except BadInput as error:
            raise forms.ValidationError(say(error.sentence)) from None
        if cents < 0:
            raise forms.ValidationError(_("Costs are zero or more."))
        return cents

    @property
    def facts(self) -> dict[str, Any]:
        return {**{name: self.cleaned_data[name] for name in self.Meta.fields}, "costs_cents": self.cleaned_data["costs"]}


class ProofForm(forms.ModelForm):
    indicators = forms.TypedMultipleChoiceField(
        label=_("Indicators that it proves"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    day = DayField(label=_("Its day"))

    class Meta:
        model = Proof
        fields = ("title", "text", "day", "indicators")
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicators"].choices = [
            (one.number, f"{one.number}. {say(one.label)}") for one in indicators() if one.hand or not one.when
        ]

    def clean_day(self) -> Any:
        return _not_to_come(self.cleaned_data["day"])


class ComplaintForm(forms.ModelForm):
    received_on = DayField(label=_("Received on"))
    session = forms.ModelChoiceField(label=_("Session"), queryset=Session._base_manager.none(), required=False)

    class Meta:
        model = Complaint
        fields = ("said_by", "text", "received_on", "session")
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, organisation_id: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Session.objects.filter(training__organisation_id=organisation_id).select_related("training").order_by("-starts_on")
        self.fields["session"].queryset = own[:200] if not self.is_bound else own

    def clean_received_on(self) -> Any:
        return _not_to_come(self.cleaned_data["received_on"])


class WordsForm(forms.Form):
    """An answer, or an action."""

    words = forms.CharField(label="", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, label: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label


def _not_to_come(day: Any) -> Any:
    if day > today():
        raise forms.ValidationError(_("This day is still to come."))
    return day
