"""Forms of calls."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.core.errors import BadInput
from campus5g.core.money import parse_cents
from campus5g.core.project import CallTerms
from campus5g.portal.base.forms import typed_cents
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.calls.models import KeptCall

STATES = [("open", _("Can be answered")), ("closed", _("Closed")), ("all", _("All"))]


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Words"), max_length=2000, required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File of calls"),
        help_text=_(
            "European portal, Aides-territoires, national schema of schemes (csv); the format is recognised, gz is read."
        ),
    )


class MoneyField(forms.CharField):
    """Euros, written the French or the English way, as cents."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=24, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return typed_cents(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            cents = parse_cents(text, str(self.label))
        except BadInput as error:
            raise forms.ValidationError(say(error.sentence)) from None
        if cents < 0:
            raise forms.ValidationError(_("An amount is zero or more."))
        return cents


class TermsForm(forms.Form):
    title = forms.CharField(label=_("Name of the call"), max_length=600)
    grant_percent = forms.DecimalField(
        label=_("Share paid as grant (%)"), min_value=0, max_value=100, decimal_places=2,
        help_text=_("The rest is a repayable advance. Published French calls say 60, 70 or 75; the Campus 5G programme about 50."),
    )  # fmt: skip
    rate_cap = forms.DecimalField(
        label=_("Highest rate of the call (%)"), min_value=0, max_value=100, decimal_places=2, required=False,
        help_text=_("Leave empty when the call applies the legal maximum."),
    )  # fmt: skip
    min_aid = MoneyField(label=_("Lowest aid (€)"), required=False)
    max_aid = MoneyField(label=_("Highest aid (€)"), required=False)
    min_cost = MoneyField(label=_("Lowest eligible cost (€)"), required=False)
    advance_grace_years = forms.IntegerField(label=_("Years before the first repayment"), min_value=0, max_value=15)
    advance_years = forms.IntegerField(label=_("Years of repayment of the advance"), min_value=1, max_value=20)
    to_confirm = forms.BooleanField(label=_("To be confirmed with the funder"), required=False)

    @classmethod
    def of(cls, kept: KeptCall, data: Any = None) -> TermsForm:
        initial = {
            name: getattr(kept, name) for name in ("title", "grant_percent", "rate_cap", "advance_grace_years", "advance_years")
        }
        initial |= {"min_aid": kept.min_aid_cents, "max_aid": kept.max_aid_cents, "min_cost": kept.min_cost_cents}
        return cls(data, initial={**initial, "to_confirm": kept.to_confirm})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        least, most = cleaned.get("min_aid"), cleaned.get("max_aid")
        if least and most is not None and most < least:
            self.add_error("max_aid", _("The highest aid is below the lowest."))
        return cleaned

    def terms(self, kept: KeptCall) -> CallTerms:
        data = self.cleaned_data
        return CallTerms(
            call_id=str(kept.pk), title=data["title"], grant_share=Decimal(data["grant_percent"]) / 100, rate_cap=data["rate_cap"],
            min_aid_cents=data["min_aid"] or 0, max_aid_cents=data["max_aid"], min_cost_cents=data["min_cost"] or 0,
            advance_years=data["advance_years"], advance_grace_years=data["advance_grace_years"], to_confirm=data["to_confirm"],
        )  # fmt: skip
