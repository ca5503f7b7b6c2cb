"""The parts a document is made of, already in the reader's language: sections make them, pdf and Word draw them.

Every string is text, never markup, whatever it contains.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

Align = Literal["left", "right", "center"]


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    style: Literal["body", "lead", "note"] = "body"


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage in runs of (text, emphasised), with where it comes from."""

    runs: tuple[tuple[str, bool], ...]
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Callout:
    """A framed sentence. ``tone`` is said by the title too, never by colour alone."""

    title: str
    text: str
    tone: Literal["answer", "warning", "unknown"] = "answer"


@dataclass(frozen=True, slots=True)
class Card:
    """A key figure: what it is, its value with unit, and its range or origin."""

    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``width`` is its share of the page among the columns, 0 for what its content needs."""

    title: str
    align: Align = "left"
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under titled columns; ``total`` says that the last row adds up the others."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    total: bool = False

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{len(row)} cells under {len(self.columns)} columns: {row}")


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture as SVG, the sentence that says the same to who does not see it, and its caption."""

    svg: str
    alt: str
    caption: str
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block = Heading | Paragraph | Bullets | Quote | Callout | Cards | Table | Figure | PageBreak


def clean(text: str) -> str:
    """Drop what no document format can hold: control characters (but tab and line end), half surrogates, non-characters."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and not _unprintable(ord(c))))


def _unprintable(code: int) -> bool:
    return 0x7F <= code <= 0x9F or 0xD800 <= code <= 0xDFFF or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def cleaned(value: Any) -> Any:
    """Apply ``clean`` to every string in lists, tuples and dicts."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(item) for item in value]
    return value


def to_plain(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Blocks as JSON-ready dicts, each with its ``kind``."""
    return [cleaned({"kind": type(block).__name__.lower(), **asdict(block)}) for block in blocks]
