"""How values are written on a page: sentences in the reader's language, euros, figures with unit and range."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from babel.numbers import format_currency, format_decimal
from django import template
from django.utils.translation import get_language, to_locale

from campus5g.core.figures import Interval
from campus5g.core.message import Amount, Message, spoken
from campus5g.portal.base.deeds import deed_name
from campus5g.portal.base.registry import journey as journey_of
from campus5g.portal.base.registry import panels_of

register = template.Library()


def _language() -> str:
    return (get_language() or "en").split("-")[0]


@register.filter
def say(message: Message | str | None) -> str:
    """Say a message of an engine in the reader's language."""
    if message is None:
        return ""
    return message.say(_language()) if isinstance(message, Message) else str(message)


@register.filter
def told(verb: str) -> str:
    """Tell a deed by the sentence that its room gave it."""
    return deed_name(verb).say(_language())


@register.filter
def cents(amount: int | None) -> str:
    """Write cents as euros: 1 250,50 € or €1,250.50."""
    return "" if amount is None else spoken(Amount(int(amount)), _language())


@register.filter
def euros(amount: float | Decimal | None) -> str:
    """Write an estimate in whole euros."""
    if amount is None:
        return ""
    return str(
        format_currency(
            round(amount),
            "EUR",
            "#,##0\u00a0¤" if _language() == "fr" else "¤#,##0",
            locale=to_locale(_language()),
            currency_digits=False,
        )
    )


@register.filter
def number(value: float | None, digits: int = 1) -> str:
    """Write a number with at most ``digits`` decimals."""
    if value is None:
        return ""
    return str(format_decimal(round(float(value), digits), locale=to_locale(_language())))


@register.filter
def percent(share: float | None, digits: int = 1) -> str:
    """Write a share (0 to 1) in %."""
    return "" if share is None else f"{number(100 * share, digits)}\u00a0%"


@register.inclusion_tag("base/parts/interval.html")
def interval(value: Interval, unit: str = "€") -> dict[str, Any]:
    """Show a quantity with its range, P10 to P90."""
    write = euros if unit == "€" else number
    return {"low": write(value.p10), "mid": write(value.p50), "high": write(value.p90), "unit": "" if unit == "€" else unit}


@register.inclusion_tag("base/parts/journey.html", takes_context=True)
def journey(context: dict[str, Any], need_id: int, here: str) -> dict[str, Any]:
    """Draw the journey bar of one need."""
    return {"steps": journey_of(context["actor"], need_id, here)}


@register.simple_tag(takes_context=True)
def panels(context: dict[str, Any], thing: Any, part: str = "") -> list[Any]:
    """Return the panels that other rooms show on the page of ``thing``, or on one part of it."""
    return panels_of(context["actor"], thing, part)


@register.filter
def subject_label(thing: Any) -> str:
    return str(thing._meta.label_lower)
