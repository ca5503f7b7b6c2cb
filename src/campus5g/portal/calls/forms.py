"""Forms of calls."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _
from ninja.errors import ValidationError

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.money import parse_cents
from campus5g.core.project import CallTerms
from campus5g.portal.base.forms import typed_cents
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.calls.actions import check_terms
from campus5g.portal.calls.models import KeptCall

Checked = TypeVar("Checked", bound=forms.Form)


def checked(form: Checked) -> Checked:
    """Return a form once it is valid; what it refuses is refused over the API by the same sentences, field by field."""
    if form.is_valid():
        return form
    told = [(field, str(error)) for field, errors in form.errors.items() for error in errors]
    raise ValidationError([{"type": "value_error", "loc": ["body", field], "msg": said} for field, said in told])


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


def _typed(value: Any) -> Any:
    """Write a decimal as a person types it, without idle zeros."""
    return Decimal(f"{value.normalize():f}") if isinstance(value, Decimal) else value


def _percent(label: Any, *, most: int = 100, decimals: int = 2, **said: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_value=most, decimal_places=decimals, required=False, **said)


def _years(label: Any, least: int, **said: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=30, required=False, **said)


class TermsForm(forms.Form):
    """The money rules of a kept call, in the groups in which a call states them. An empty field is the usual value."""

    title = forms.CharField(label=_("Name of the call"), max_length=600)
    grant_percent = forms.DecimalField(
        label=_("Share paid as grant (%)"), min_value=0, max_value=100, decimal_places=2,
        help_text=_(
            "What is neither grant nor loan is a repayable advance. Published French calls say 60, 70 or 75; the Campus 5G "
            "programme about 50."
        ),
    )  # fmt: skip
    free_split = forms.BooleanField(
        label=_("The call leaves the choice: all grant or all advance, as the plan finds best"), required=False
    )
    advance_grace_years = _years(_("Years before the first repayment of the advance"), 0)
    advance_years = _years(_("Years of repayment of the advance"), 1)
    advance_interest = forms.BooleanField(
        label=_("On success the advance is repaid with at least the discount rate"), required=False,
        help_text=_("Then an aid that is wholly an advance may be ten points higher (GBER Art. 7(5))."),
    )  # fmt: skip
    loan_percent = _percent(_("Share paid as a loan (%)"), help_text=_("100 with a grant of 0: a loan alone. Empty: no loan."))
    loan_rate = _percent(
        _("Yearly rate of the loan (%)"), decimals=3,
        help_text=_("The law counts only the advantage over the market rate, not the sum lent."),
    )  # fmt: skip
    loan_grace_years = _years(_("Years before the first repayment of the loan"), 0)
    loan_years = _years(_("Years of repayment of the loan"), 1)
    rate_cap = _percent(_("Highest rate of the call (%)"), help_text=_("Leave empty when the call applies the legal maximum."))
    min_cost = MoneyField(label=_("Lowest eligible cost (€)"), required=False)
    min_aid = MoneyField(label=_("Lowest aid (€)"), required=False)
    max_aid = MoneyField(label=_("Highest aid (€)"), required=False)
    first_percent = _percent(_("Paid at the signature (%)"))
    balance_percent = _percent(_("Paid after the last claim (%)"))
    to_confirm = forms.BooleanField(label=_("To be confirmed with the funder"), required=False)

    GROUPS = (
        (_("Grant and repayable advance"), "",
         ("grant_percent", "free_split", "advance_grace_years", "advance_years", "advance_interest")),
        (_("Loan"), _("Where the call lends a part of its money."),
         ("loan_percent", "loan_rate", "loan_grace_years", "loan_years")),
        (_("Limits of the call"), _("Beside the law's own ceilings, which need nothing here."),
         ("rate_cap", "min_cost", "min_aid", "max_aid")),
        (_("When it is paid"), _("Empty: working values, to be confirmed. What is left comes halfway."),
         ("first_percent", "balance_percent")),
    )  # fmt: skip
    _FIELD_OF = {
        "grant_share": "grant_percent", "loan_share": "loan_percent", "first_share": "first_percent",
        "balance_share": "balance_percent", "min_aid_cents": "min_aid", "max_aid_cents": "max_aid", "min_cost_cents": "min_cost",
    }  # fmt: skip
    """The field of the form that states a field of ``CallTerms``, where their names differ."""

    @classmethod
    def of(cls, kept: KeptCall, data: Any = None) -> TermsForm:
        """Return the form as a kept call fills it."""
        names = [name for name in cls.base_fields if not name.startswith(("min_", "max_"))]
        initial = {name: _typed(getattr(kept, name)) for name in names}
        initial |= {"min_aid": kept.min_aid_cents, "max_aid": kept.max_aid_cents, "min_cost": kept.min_cost_cents}
        if not kept.loan_percent:  # nothing lent: nothing to say about it
            initial |= {"loan_percent": None, "loan_rate": None}
        return cls(data, initial=initial)

    @property
    def groups(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        return [(legend, about, [self[name] for name in names]) for legend, about, names in self.GROUPS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                check_terms(self._terms(cleaned, ""))
            except BadInput as error:
                name = self._FIELD_OF.get(error.where, error.where)
                self.add_error(name, say(msg("%(what)s; expected %(expected)s.", what=error.what, expected=error.expected)))
        return cleaned

    def terms(self, kept: KeptCall) -> CallTerms:
        return self._terms(self.cleaned_data, str(kept.pk))

    @staticmethod
    def _terms(data: dict[str, Any], call_id: str) -> CallTerms:
        usual = CallTerms(call_id, data["title"], Decimal(data["grant_percent"]) / 100)
        typed = {
            name: data[name] for name in ("advance_years", "advance_grace_years", "loan_rate", "loan_years", "loan_grace_years")
        }
        return replace(
            usual,
            rate_cap=data["rate_cap"],
            min_aid_cents=data["min_aid"] or 0,
            max_aid_cents=data["max_aid"],
            min_cost_cents=data["min_cost"] or 0,
            free_split=data["free_split"],
            advance_interest=data["advance_interest"],
            loan_share=(data["loan_percent"] or Decimal(0)) / 100,
            first_share=data["first_percent"],
            balance_share=data["balance_percent"],
            to_confirm=data["to_confirm"],
            **{name: value for name, value in typed.items() if value is not None},
        )


class InstrumentForm(forms.Form):
    """A published instrument from which the money rules may start."""

    instrument = forms.ChoiceField(label=_("Start from the published rules of"), required=False)

    def __init__(self, published: list[CallTerms], data: Any = None) -> None:
        super().__init__(data)
        self.fields["instrument"].choices = [(terms.call_id, terms.title) for terms in published]  # type: ignore[attr-defined]
