"""The form of a cost: what is paid, in which category, and what that category's article asks of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.money import parse_cents
from campus5g.core.project import Category, Circumstance
from campus5g.funding.claims import Asked, Claims, asked_of, check_claims
from campus5g.portal.base.forms import DayField, typed_cents
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.projects.labels import CATEGORY, CATEGORY_HELP, CIRCUMSTANCE
from campus5g.portal.projects.models import CostLine, Partner

GROUPS: tuple[tuple[Message, tuple[Category, ...]], ...] = (
    (msg("Research and development"), (
        Category.FUNDAMENTAL, Category.INDUSTRIAL, Category.EXPERIMENTAL, Category.FEASIBILITY, Category.UNION_COFUNDED,
    )),
    (msg("Innovation"), (
        Category.PROCESS_INNOVATION, Category.SME_INNOVATION, Category.TEST_INFRASTRUCTURE, Category.CLUSTER, Category.START_UP,
    )),
    (msg("People"), (Category.TRAINING, Category.SME_CONSULTANCY)),
    (msg("Investment"), (Category.REGIONAL_INVESTMENT, Category.SME_INVESTMENT)),
    (msg("Environment and energy"), (
        Category.ENVIRONMENT, Category.ENERGY_EFFICIENCY, Category.RENEWABLES, Category.RESOURCE_EFFICIENCY,
        Category.ENVIRONMENT_STUDY,
    )),
    (msg("Without category"), (Category.DE_MINIMIS,)),
)  # fmt: skip
"""The categories as a person looks for them."""

_RATES: dict[Category, tuple[Message, Message]] = {
    Category.REGIONAL_INVESTMENT: (
        msg("Rate of the regional aid map for the town (%%)"),
        msg("Decree 2022-968, by commune, for a large enterprise: the points of a smaller one are added by the law."),
    ),
    Category.UNION_COFUNDED: (
        msg("Funding rate of the Union programme (%%)"),
        msg("The rate written in the grant agreement or in the work programme."),
    ),
}


class LineForm(forms.Form):
    """``claim_fields`` and the circumstances are what the chosen category asks; ``asked`` says for which one they were shown."""

    label = forms.CharField(label=_("What is paid"), max_length=200)
    category = forms.ChoiceField(label=_("Category"), error_messages={"required": _("Choose what this cost pays for.")})
    amount = forms.CharField(
        label=_("Eligible cost (€)"), max_length=24, help_text=_("Net of recoverable VAT, for example 125 000 or 99 999,90."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    asked = forms.CharField(required=False, widget=forms.HiddenInput())
    circumstances = forms.TypedMultipleChoiceField(
        label=_("Tick what is true, and can be shown in the file of the aid"), required=False, coerce=Circumstance,
        choices=[(c.value, c.value) for c in Circumstance], widget=forms.CheckboxSelectMultiple(),
    )  # fmt: skip
    rate = forms.DecimalField(required=False, max_digits=5, decimal_places=2, localize=True)
    starts = DayField(label=_("First order or signed quote on"), required=False)

    def __init__(self, partner: Partner, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.applied_on = partner.project.applied_on
        groups = [(say(name), [(c.value, say(CATEGORY[c]).capitalize()) for c in categories]) for name, categories in GROUPS]
        self.fields["category"].choices = [("", "—"), *groups]  # type: ignore[attr-defined]
        self.fields["starts"].help_text = _(
            "Leave empty when nothing is ordered before the work starts. It must come after the application."
        )
        self.chosen = self._chosen()
        if self.chosen:
            self._ask(self.chosen)

    @classmethod
    def of(cls, partner: Partner, line: CostLine | None, data: Any = None) -> LineForm:
        if line is None:
            return cls(partner, data)
        initial = {
            "label": line.label, "category": line.category, "amount": typed_cents(line.cents), "asked": line.category,
            "circumstances": line.circumstances, "rate": line.rate, "starts": line.starts_on,
        }  # fmt: skip
        return cls(partner, data, initial=initial)

    def _chosen(self) -> Category | None:
        """The category that the form shows now: what was typed, else what is kept."""
        name = self.data.get("category") if self.is_bound else self.initial.get("category")
        return Category(name) if name in set(Category) else None

    def _ask(self, category: Category) -> None:
        asked = asked_of(category)
        self.fields["circumstances"].widget.choices = [(c.value, say(CIRCUMSTANCE[c])) for c in asked.circumstances]  # type: ignore[attr-defined]
        if category in _RATES:
            label, help_text = _RATES[category]
            self.fields["rate"].label, self.fields["rate"].help_text = say(label), say(help_text)

    @property
    def asks(self) -> Asked:
        return asked_of(self.chosen) if self.chosen else Asked((), False)

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self["label"], self["category"], self["amount"]]

    @property
    def claim_fields(self) -> list[forms.BoundField]:
        return [self["rate"], self["starts"]] if self.asks.rate else [self["starts"]]

    @property
    def what_it_pays(self) -> Message | None:
        return CATEGORY_HELP[self.chosen] if self.chosen else None

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

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        category = cleaned.get("category")
        if category is None:
            return cleaned
        cleaned["claims"] = self._claims(category, cleaned)
        try:
            check_claims(category, cleaned["claims"], self.applied_on)
        except BadInput as error:
            self.add_error(error.where, say(msg("%(what)s; expected %(expected)s.", what=error.what, expected=error.expected)))
        return cleaned

    def _claims(self, category: Category, cleaned: dict[str, Any]) -> Claims:
        """What is claimed of the category that is kept: answers given to another one's questions are left behind."""
        asked, answered = asked_of(category), cleaned.get("asked") in ("", category.value)
        circumstances = tuple(c for c in cleaned.get("circumstances", ()) if answered or c in asked.circumstances)
        rate = cleaned.get("rate")
        return Claims(circumstances, rate if answered or asked.rate else None, cleaned.get("starts"))
