"""Fields of a record, read with a name that an error can say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from html.parser import HTMLParser
from math import inf
from typing import Any

from campus5g.core.calls import CallKind
from campus5g.core.errors import BadInput
from campus5g.core.figures import parse_day
from campus5g.core.message import msg

_FRENCH_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_MIDNIGHT_IN_PARIS = 22
_CALL = re.compile(r"\bappels? à projets?\b|\bAAP\b", re.IGNORECASE)
_INTEREST = re.compile(r"\bappels? à manifestations? d['’]intérêt\b|\bAMI\b")
_BLOCKS = frozenset({"p", "div", "li", "br", "h1", "h2", "h3", "h4", "h5", "ul", "ol", "tr", "table"})


def required(fields: Mapping[str, Any], name: str) -> str:
    """Return a text that must be there."""
    text = optional(fields, name)
    if not text:
        raise BadInput(name, msg("nothing"), msg("a text"))
    return text


def optional(fields: Mapping[str, Any], name: str) -> str:
    """Return a text, empty when absent."""
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(name, msg("“%(text)s” is not a text", text=str(value)), msg("a text"))
    return value.strip()


def texts(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return a list of texts, empty when absent."""
    value = fields.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadInput(name, msg("“%(text)s” is not a list of texts", text=str(value)), msg("a list of texts"))
    return tuple(item.strip() for item in value if item.strip())


def euros(fields: Mapping[str, Any], name: str) -> float | None:
    """Return an amount as the feed states it; a negative amount is refused."""
    value = fields.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < inf:
        raise BadInput(name, msg("“%(text)s” is not an amount", text=str(value)), msg("euros, zero or more"))
    return float(value)


def day(text: str, name: str) -> date | None:
    """Read a day: ISO, ISO with its hour, or French; empty gives ``None``.

    An hour from 22:00 UTC is the next day's midnight in Paris, which is how the feeds write a day.
    """
    if not text:
        return None
    if french := _FRENCH_DAY.fullmatch(text):
        return parse_day(f"{french[3]}-{french[2]}-{french[1]}", name)
    found = parse_day(text[:10], name)
    late = len(text) > 13 and text[10] == "T" and text.endswith("Z") and text[11:13] >= str(_MIDNIGHT_IN_PARIS)
    return found + timedelta(days=1) if late else found


def kind_of(title: str) -> CallKind:
    """Tell a call from a permanent scheme by the words of its title."""
    if _INTEREST.search(title):
        return CallKind.CALL_FOR_INTEREST
    return CallKind.CALL_FOR_PROJECTS if _CALL.search(title) else CallKind.SCHEME


def plain_text(html: str) -> str:
    """Return the text of a fragment of HTML, one line a block."""
    reader = _Text()
    reader.feed(html)
    lines = ("".join(reader.parts)).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
