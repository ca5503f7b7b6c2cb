"""The forms of investments and figures, and of the year that the map shows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.territory.actions import EARLIEST, LATEST, SaidFigure, SaidInvestment
from campus5g.portal.territory.models import NAME_LENGTH, TEXT_LENGTH, URL_LENGTH, Figure, Investment
from campus5g.portal.territory.show import UNIT
from campus5g.territory.investments import CONFIDENCE, QUANTITY, STATUS, UNITS, Confidence, Quantity, Status


class InvestmentForm(forms.ModelForm):
    """What is said of an investment; its short name is given once."""

    status = forms.ChoiceField(label=_("State"))

    class Meta:
        model = Investment
        fields = (
            "key",
            "investor",
            "name_fr",
            "name_en",
            "site_fr",
            "site_en",
            "status",
            "warning_fr",
            "warning_en",
            "part_of",
            "outside",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [(one.value, say(name)) for one, name in STATUS.items()]
        if self.instance.pk:
            del self.fields["key"]

    def said(self) -> SaidInvestment:
        """Kinds of plant and places are those that it had: they come from the territory's folder."""
        words = {name: value for name, value in self.cleaned_data.items() if name not in ("key", "status")}
        kept = self.instance
        return SaidInvestment(
            status=Status(self.cleaned_data["status"]), kinds=tuple(kept.kinds), places=tuple(kept.places), **words
        )


class FigureForm(forms.Form):
    """One published figure: what it counts, over what and until when, who said it and when."""

    quantity = forms.ChoiceField(label=_("What is measured, and its unit"))
    low = forms.DecimalField(label=_("Value, or the lowest of its range"), min_value=0, max_digits=18, decimal_places=3)
    high = forms.DecimalField(
        label=_("The highest of its range"), min_value=0, max_digits=18, decimal_places=3, required=False,
        help_text=_("Empty for a single value."),
    )  # fmt: skip
    counted_fr = forms.CharField(label=_("What is counted, in French"), max_length=TEXT_LENGTH)
    counted_en = forms.CharField(label=_("What is counted, in English"), max_length=TEXT_LENGTH, required=False)
    perimeter_fr = forms.CharField(
        label=_("Perimeter, in French"), max_length=TEXT_LENGTH,
        help_text=_("Which site, zone or country; “not stated” where the source does not say it."),
    )  # fmt: skip
    perimeter_en = forms.CharField(label=_("Perimeter, in English"), max_length=TEXT_LENGTH, required=False)
    horizon_fr = forms.CharField(label=_("Horizon, in French"), max_length=TEXT_LENGTH, help_text=_("The year or the period."))
    horizon_en = forms.CharField(label=_("Horizon, in English"), max_length=TEXT_LENGTH, required=False)
    year = forms.IntegerField(label=_("The one year it holds for"), min_value=EARLIEST, max_value=LATEST, required=False)
    trade = forms.CharField(label=_("Trade, when the source splits by one"), max_length=NAME_LENGTH, required=False)
    confidence = forms.ChoiceField(label=_("How far it binds whoever said it"))
    source_title = forms.CharField(label=_("Title of the source"), max_length=TEXT_LENGTH, required=False)
    source_author = forms.CharField(label=_("Author of the source"), max_length=NAME_LENGTH, required=False)
    source_date = forms.RegexField(
        r"^(?:19|20)\d\d(?:-\d\d){0,2}$", label=_("Date of the source"), required=False,
        help_text=_("Such as 2026, 2026-06 or 2026-06-01."),
    )  # fmt: skip
    source_url = forms.URLField(label=_("Address of the source"), max_length=URL_LENGTH, required=False, assume_scheme="https")
    source_licence = forms.CharField(label=_("Licence of the source"), max_length=NAME_LENGTH, required=False)
    unsourced = forms.BooleanField(label=_("No source or date is known: keep it, marked, counted in no total"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quantity"].choices = [
            (one.value, f"{say(name)} ({say(UNIT[next(iter(UNITS[one]))])})") for one, name in QUANTITY.items()
        ]
        self.fields["confidence"].choices = [(one.value, say(name)) for one, name in CONFIDENCE.items()]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("high") is None:
            said["high"] = said.get("low")
        return said

    def said(self) -> SaidFigure:
        values = {name: value for name, value in self.cleaned_data.items() if name in SaidFigure.__dataclass_fields__}
        return SaidFigure(**{**values, "quantity": Quantity(values["quantity"]), "confidence": Confidence(values["confidence"])})


class CorrectionForm(FigureForm):
    why = forms.CharField(label=_("What was wrong with the former one"), max_length=TEXT_LENGTH)

    @staticmethod
    def starting(figure: Figure) -> dict[str, Any]:
        """What the form shows at first: the figure as it stands."""
        names = (*(name for name in FigureForm.base_fields if name != "unsourced"),)
        return {name: getattr(figure, name) for name in names} | {"unsourced": not (figure.source_title and figure.source_date)}


class WithdrawalForm(forms.Form):
    why = forms.CharField(label=_("Why it is taken back"), max_length=TEXT_LENGTH)


class YearForm(forms.Form):
    """The year of the map; anything else than a year shows the present one."""

    year = forms.IntegerField(min_value=EARLIEST, max_value=LATEST, required=False)

    def chosen(self, years: range, today: int) -> int:
        year = self.cleaned_data.get("year") if self.is_valid() else None
        return min(max(year if year is not None else today, years.start), years.stop - 1)
