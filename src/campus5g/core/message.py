"""Sentences that can be said in every language of the house.

An engine never formats a sentence for one reader: it returns a ``Message``, an English template with
its values. The portal, the shell and the documents say it in the reader's language, with that language's
way of writing numbers, days and euros.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

LANGUAGES = ("fr", "en")
_WHOLE_EUROS = {"fr": "#,##0\u00a0¤", "en": "¤#,##0"}
_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money inside a message, in integer cents."""

    cents: int


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day inside a message (ISO 8601), so that it survives JSON unchanged."""

    iso: str

    @classmethod
    def of(cls, day: date) -> Day:
        return cls(day.isoformat())


@dataclass(frozen=True, slots=True)
class Message:
    """A translatable sentence: ``template`` is an English gettext id with ``%(name)s`` places."""

    template: str
    params: Mapping[str, str | int | float | Amount | Day | Message] = field(default_factory=dict)

    def say(self, language: str = "en") -> str:
        """Return the sentence in ``language``; an unknown language or sentence falls back to English."""
        text = catalogue(language).gettext(self.template) if self.template else ""
        if not self.params:
            return text.replace("%%", "%")
        return text % {name: spoken(value, language) for name, value in self.params.items()}

    def __str__(self) -> str:
        return self.say("en")

    def __hash__(self) -> int:
        return hash((self.template, tuple(sorted((k, str(v)) for k, v in self.params.items()))))


def msg(template: str, **params: str | int | float | Amount | Day | Message) -> Message:
    """Mark ``template`` for translation and bind its values. ``msg`` is an extraction keyword."""
    return Message(template, params)


def spoken(value: str | int | float | Amount | Day | Message, language: str) -> str:
    match value:
        case Message():
            return value.say(language)
        case Amount():
            euros, whole = Decimal(value.cents) / 100, value.cents % 100 == 0
            text: str = format_currency(
                euros, "EUR", _WHOLE_EUROS[language] if whole else None, locale=language, currency_digits=not whole
            )
            return text
        case Day():
            return format_date(date.fromisoformat(value.iso), "long", locale=language)
        case float() | int():
            return format_decimal(value, locale=language)
        case _:
            return str(value)


@cache
def catalogue(language: str) -> NullTranslations:
    """Merge the compiled catalogues of all rooms (``<room>/locale/<language>/LC_MESSAGES/django.mo``)."""
    merged: NullTranslations = NullTranslations()
    for path in catalogue_files(language):
        with path.open("rb") as file:
            room = GNUTranslations(file)
        room.add_fallback(merged)
        merged = room
    return merged


def catalogue_files(language: str) -> list[Path]:
    """Return the compiled catalogues of ``language``, in a stable order."""
    return sorted(_PACKAGE.glob(f"**/locale/{language}/LC_MESSAGES/django.mo"))
