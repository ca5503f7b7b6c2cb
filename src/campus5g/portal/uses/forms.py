"""The forms of a use: its questions, its assumptions, the file it is assessed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption
from campus5g.core.message import Message
from campus5g.documents.names import UNITS
from campus5g.documents.voice import Voice
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.uses.models import UseFile
from campus5g.uses.figures import check_figures
from campus5g.uses.interface import UseEngine

QUESTION, ASSUMPTION = "ask-", "set-"


@dataclass(frozen=True, slots=True)
class Line:
    """An assumption as its line of the form shows it: the field, what stands in when it is empty, the range, the source."""

    field: forms.BoundField
    label: str
    default: str
    span: str
    unit: str
    source: str
    to_confirm: bool


class FiguresForm(forms.Form):
    """The company's figures for one use; an empty assumption takes the sourced default shown beside it."""

    file = forms.ChoiceField(label=_("Your data"), required=False, widget=forms.RadioSelect)
    partial = forms.BooleanField(label=_("I agree that the sound part alone of this file is used"), required=False)

    def __init__(self, *args: Any, engine: UseEngine, files: Sequence[UseFile], voice: Voice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.engine, self.voice = engine, voice
        defaults = engine.defaults()
        self.assumptions: tuple[Assumption, ...] = tuple(defaults.assumptions.values()) if defaults else ()
        self.by_number = {str(file.pk): file for file in files}
        self.fields["file"].choices = [("", gettext("no file")), *((str(f.pk), f.label) for f in files)]
        for question in engine.questions():
            self.fields[QUESTION + question.key] = _figure(question.label, question.unit, required=True, hint=say(question.hint))
        for assumption in self.assumptions:
            self.fields[ASSUMPTION + assumption.key] = _figure(assumption.label, "", required=False)

    @staticmethod
    def starting(engine: UseEngine, values: Mapping[str, float], file: UseFile | None, *, partial: bool) -> dict[str, Any]:
        """Return what the form shows first: the figures given so far, and the file last chosen."""
        asked = {question.key for question in engine.questions()}
        found = {(QUESTION if key in asked else ASSUMPTION) + key: _typed(value) for key, value in values.items()}
        return {**found, "file": str(file.pk) if file else "", "partial": partial}

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(QUESTION)]

    @property
    def lines(self) -> list[Line]:
        return [self._line(assumption) for assumption in self.assumptions]

    def _line(self, a: Assumption) -> Line:
        unit = self.voice(UNITS.get(a.unit, a.unit))
        return Line(
            self[ASSUMPTION + a.key], _capital(self.voice(a.label)), self.voice.number(a.value), self.voice.assumption_range(a), unit,
            ", ".join(part for part in (a.source.author, a.source.title, a.source.date) if part), a.source.to_confirm,
        )  # fmt: skip

    @property
    def changed_lines(self) -> int:
        """How many assumptions the company replaced: the table opens when there are some, or when one is refused."""
        return sum(
            self[name].value() not in (None, "") or name in self.errors for name in self.fields if name.startswith(ASSUMPTION)
        )

    def clean(self) -> dict[str, Any]:
        """Refuse what the engine does not take, each figure by itself with the engine's own sentence."""
        found = super().clean() or self.cleaned_data
        for name, value in list(found.items()):
            if name.startswith((QUESTION, ASSUMPTION)) and value is not None:
                try:
                    check_figures(self.engine, {name[len(QUESTION) :]: value}, lambda _key, name=name: self.fields[name].label)
                except BadInput as fault:
                    self.add_error(name, say(fault.sentence))
        return found

    def figures(self) -> dict[str, float]:
        """Return the figures of a checked form by assumption key."""
        said = self.cleaned_data
        return {
            name[len(QUESTION) :]: value
            for name, value in said.items()
            if name.startswith((QUESTION, ASSUMPTION)) and value is not None
        }

    @property
    def chosen(self) -> UseFile | None:
        return self.by_number.get(self.cleaned_data.get("file", ""))


def _figure(label: Message, unit: str, *, required: bool, hint: str = "") -> forms.FloatField:
    said = _capital(say(label)) + (f" ({say(UNITS.get(unit, unit))})" if unit else "")
    return forms.FloatField(label=said, required=required, help_text=hint, widget=forms.NumberInput(attrs={"step": "any"}))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _typed(value: float) -> str:
    return f"{value:.9f}".rstrip("0").rstrip(".") or "0"


class BringForm(forms.Form):
    file = forms.FileField(label=_("A file of your site"))
