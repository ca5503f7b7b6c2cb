"""Rows of a table as its publisher writes it: columns found by name, cells checked, the first fault said with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from pathlib import Path

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.uses.cells import read_cells
from campus5g.uses.units import plain

SECRET = ("*", "s", "nd", "n.d.", "")
"""What publishers write in place of a number that they may not publish."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column. names: as publishers call it, in lower case, words joined by ``_``. pattern: of a code. number: not a text.

    secret: an absent number is kept as unknown, never as zero.
    """

    key: str
    names: tuple[str, ...]
    meaning: Message
    required: bool = True
    pattern: str = ""
    number: bool = False
    least: float = 0.0
    most: float = inf
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file: texts and numbers by the keys of its fields; an unknown number is not there."""

    line: int
    texts: Mapping[str, str]
    numbers: Mapping[str, float]


def read_rows(path: Path, fields: Sequence[Field]) -> tuple[Row, ...]:
    """Return the rows of a CSV or Parquet file, plain or gzip; what cannot be read is refused with its line and column."""
    cells = read_cells(path)
    header = [plain(name) for name in cells.header]
    places: dict[str, int] = {}
    for field in fields:
        place = next((header.index(name) for name in field.names if name in header), None)
        if place is not None:
            places[field.key] = place
        elif field.required:
            raise BadInput(
                path.name,
                msg("no column for %(meaning)s", meaning=field.meaning),
                msg("a column named: %(names)s", names=", ".join(field.names)),
            )
    if cells.findings:
        raise BadInput(f"{path.name}, {cells.findings[0].where}", cells.findings[0].problem, msg("lines as wide as the header"))
    found = []
    for place, line in enumerate(cells.lines.tolist()):
        texts, numbers = {}, {}
        for field in (one for one in fields if one.key in places):
            cell = cells.columns[places[field.key]][place]
            text, where = str("" if cell is None else cell).strip(), f"{path.name}, line {line}, {field.names[0]}"
            if field.number:
                value = _number(text, field, where)
                if value is not None:
                    numbers[field.key] = value
            else:
                texts[field.key] = _text(text, field, where)
        found.append(Row(line, texts, numbers))
    return tuple(found)


def _text(text: str, field: Field, where: str) -> str:
    if (field.required and not text) or (field.pattern and text and not re.fullmatch(field.pattern, text)):
        raise BadInput(where, msg("“%(text)s”", text=text), field.meaning)
    return text


def _number(text: str, field: Field, where: str) -> float | None:
    if field.secret and text.lower() in SECRET:
        return None
    if not field.required and not text:
        return None
    try:
        value = float(re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", "."))
    except ValueError:
        value = inf
    if not isfinite(value) or not field.least <= value <= field.most:
        expected = msg("a number from %(least)s", least=field.least)
        if field.most < inf:
            expected = msg("a number from %(least)s to %(most)s", least=field.least, most=field.most)
        raise BadInput(where, msg("“%(text)s” is not one", text=text), expected)
    return value


def alone(rows: Sequence[Row], keys: Sequence[str], name: str) -> None:
    """Refuse a row that says again what an earlier one said."""
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        told = tuple(row.texts.get(key, "") for key in keys)
        if told in seen:
            raise BadInput(
                f"{name}, line {row.line}",
                msg("“%(told)s” stands already at line %(line)s", told=", ".join(told), line=seen[told]),
                msg("each row once"),
            )
        seen[told] = row.line
