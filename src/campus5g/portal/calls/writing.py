"""The form in which a person enters a call or corrects one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.core import calls as core
from campus5g.core.codec import to_plain
from campus5g.core.figures import Source
from campus5g.core.message import Message
from campus5g.core.project import Size
from campus5g.funding.places import place_name
from campus5g.portal.base.forms import DayField
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.calls.filters import place_choices
from campus5g.portal.calls.forms import MoneyField
from campus5g.portal.calls.labels import APPLICANTS, KINDS, SECTIONS, SIZES, STAGES
from campus5g.portal.calls.models import HAND
from campus5g.portal.calls.rows import FIELDS

_MONEY = ("budget_eur", "min_aid_eur", "max_aid_eur")
_LINES = re.compile(r"[\s;,]+")


class DaysField(forms.CharField):
    """Several days, one a line, ISO 8601 or the French way."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(day.isoformat() for day in value) if isinstance(value, tuple) else value

    def clean(self, value: Any) -> tuple[date, ...]:
        read = forms.DateField(input_formats=["%Y-%m-%d", "%d/%m/%Y"])
        days = set()
        for text in filter(None, _LINES.split(super().clean(value))):
            try:
                days.add(read.to_python(text))
            except forms.ValidationError:
                raise forms.ValidationError(_("“%(text)s” is not a day such as 31/03/2027."), params={"text": text}) from None
        return tuple(sorted(days))


def _chosen(names: Mapping[Any, Message]) -> list[tuple[str, str]]:
    return [(str(getattr(key, "value", key)), say(name)) for key, name in names.items()]


def _several(label: Any, names: Mapping[Any, Message], **said: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=lambda: _chosen(names),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
        **said,
    )


class CallForm(forms.Form):
    """All that a call says and that somebody may have to enter; ``call`` gives it back once valid."""

    title = forms.CharField(label=_("Title"), max_length=600)
    funder = forms.CharField(label=_("Funder"), max_length=300)
    programme = forms.CharField(label=_("Programme"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: _chosen(KINDS))
    url = forms.URLField(label=_("Page of the funder"), max_length=1000, required=False, assume_scheme="https")
    language = forms.ChoiceField(label=_("Language of the text"), choices=[("fr", _("French")), ("en", _("English"))])
    text = forms.CharField(
        label=_("What it is for"), max_length=200_000, required=False, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("The words by which projects will find this call: paste the text of the call."),
    )  # fmt: skip
    conditions = forms.CharField(
        label=_("Conditions"), max_length=200_000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    opens = DayField(label=_("Opens"), required=False)
    deadline_model = forms.ChoiceField(label=_("How one applies"), choices=lambda: _chosen(STAGES), required=False)
    closes = DaysField(
        label=_("Deadlines"), help_text=_("One a line, such as 31/03/2027. None: the call can be answered all year.")
    )
    stated_closed = forms.BooleanField(label=_("Its page says that it is closed"), required=False)
    territories = forms.MultipleChoiceField(
        label=_("Open in"), required=False, choices=lambda: place_choices()[1:], widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Several can be chosen (Ctrl or ⌘). None: not said."),
    )  # fmt: skip
    beneficiaries = _several(_("Who may apply"), APPLICANTS)
    sizes = _several(_("Sizes of enterprise"), SIZES, help_text=_("None: not said."))
    sectors = forms.MultipleChoiceField(
        label=_("Activities (NAF)"), required=False, choices=lambda: _chosen(SECTIONS), widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Several can be chosen (Ctrl or ⌘). None: not said."),
    )  # fmt: skip
    trl_low = forms.IntegerField(label=_("Lowest readiness level (TRL) by the end"), min_value=1, max_value=9, required=False)
    trl_high = forms.IntegerField(label=_("Highest readiness level (TRL) by the end"), min_value=1, max_value=9, required=False)
    min_aid_eur = MoneyField(label=_("Lowest aid (€)"), required=False)
    max_aid_eur = MoneyField(label=_("Highest aid (€)"), required=False)
    budget_eur = MoneyField(label=_("Budget of the call (€)"), required=False)

    GROUPS = (
        (_("The call"), ("title", "funder", "programme", "kind", "url", "language", "text", "conditions")),
        (_("Dates"), ("opens", "deadline_model", "closes", "stated_closed")),
        (_("For whom"), ("territories", "beneficiaries", "sizes", "sectors", "trl_low", "trl_high")),
        (_("Money"), ("min_aid_eur", "max_aid_eur", "budget_eur")),
    )

    def __init__(self, data: Any = None, *, shown: core.Call | None = None) -> None:
        super().__init__(data, initial=_initial(shown) if shown else {"language": "fr"})
        self._shown = shown
        if shown is not None:
            self._admit("territories", shown.territories, place_name)
            self._admit("sectors", shown.sectors, str)
            self._admit("beneficiaries", shown.beneficiaries, str)
            if shown.language not in ("fr", "en"):
                self.fields["language"].choices = [(shown.language, "—"), *self.fields["language"].choices]
                self.fields["language"].required = False

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(legend, [self[name] for name in names]) for legend, names in self.GROUPS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("opens"), cleaned.get("closes") or ()
        if opens and closes and closes[0] < opens:
            self.add_error("closes", _("The first deadline comes before the opening."))
        if cleaned.get("deadline_model") == core.DeadlineModel.TWO_STAGE and len(closes) < 2 and "closes" not in self.errors:
            self.add_error("closes", _("A call in two stages has two deadlines."))
        for low, high, why in (
            ("trl_low", "trl_high", _("The highest level is below the lowest.")),
            ("min_aid_eur", "max_aid_eur", _("The highest aid is below the lowest.")),
        ):
            least, most = cleaned.get(low), cleaned.get(high)
            if least is not None and most is not None and most < least:
                self.add_error(high, why)
        return cleaned

    def call(self, on: date) -> core.Call:
        """Return the call as it was typed; its identifier is given by whoever keeps it."""
        typed = self.cleaned_data
        source = Source(say(_("Entered by the office")), typed["funder"], on.isoformat(), typed["url"], to_confirm=True)
        low, high = typed["trl_low"] or typed["trl_high"], typed["trl_high"] or typed["trl_low"]
        return core.Call(
            id="", feed=HAND, source=source,
            kind=core.CallKind(typed["kind"]), deadline_model=core.DeadlineModel(typed["deadline_model"]),
            closes=typed["closes"], opens=typed["opens"], stated_closed=typed["stated_closed"],
            territories=tuple(typed["territories"]), beneficiaries=tuple(typed["beneficiaries"]), sectors=tuple(typed["sectors"]),
            sizes=tuple(Size(size) for size in typed["sizes"]), trl=(low, high) if low else None,
            **{name: None if typed[name] is None else typed[name] / 100 for name in _MONEY},
            **{name: typed[name] for name in ("title", "funder", "programme", "url", "language", "text", "conditions")},
        )  # fmt: skip

    def changed(self, on: date) -> dict[str, Any]:
        """Return the fields of the shown call that were typed otherwise, as plain values; spaces alone are no change."""
        before, after = to_plain(self._shown), to_plain(self.call(on))
        return {name: after[name] for name in FIELDS if not _same(name, before[name], after[name])}

    def _admit(self, field: str, known: Iterable[str], name: Any) -> None:
        """Let a call keep a value that a feed gave and that our lists do not offer."""
        offered = set(dict(_flat(self.fields[field].choices)))
        self.fields[field].choices = [
            *self.fields[field].choices,
            *((value, name(value)) for value in known if value not in offered),
        ]


def typed_of(shown: core.Call) -> dict[str, Any]:
    """Return a call as the form would send it back untouched, so that a part of it can be typed otherwise."""
    form = CallForm(shown=shown)
    typed = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in typed.items() if value is not False}


def _flat(choices: Any) -> list[tuple[str, str]]:
    return [pair for value, label in choices for pair in (label if isinstance(label, list | tuple) else [(value, label)])]


def _initial(call: core.Call) -> dict[str, Any]:
    said = {name: getattr(call, name) for name in FIELDS if name not in (*_MONEY, "trl")}
    said |= {name: None if getattr(call, name) is None else round(getattr(call, name) * 100) for name in _MONEY}
    said |= {name: list(getattr(call, name)) for name in ("territories", "beneficiaries", "sizes", "sectors")}
    return said | {"trl_low": call.trl[0] if call.trl else None, "trl_high": call.trl[1] if call.trl else None}


def _same(name: str, before: Any, after: Any) -> bool:
    if name in _MONEY and None not in (before, after):
        return round(before * 100) == round(after * 100)
    if isinstance(before, str) and isinstance(after, str):
        return before.split() == after.split()
    if isinstance(before, list) and isinstance(after, list) and name != "trl":
        return set(before) == set(after)
    return bool(before == after)
