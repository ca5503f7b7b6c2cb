"""A table of calls that nobody described: CSV or XLSX, its columns guessed from their headers, shown, then read.

The guess is a proposal: ``guess_columns`` gives it, a person confirms or corrects it, ``read_table_calls`` reads by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from campus5g.core.calls import Call, CallKind
from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.core.message import Message, msg
from campus5g.core.money import parse_cents
from campus5g.funding.readers.fields import day, kind_of
from campus5g.funding.readers.merging import normalised
from campus5g.funding.readers.opening import Record, csv_records, read_text
from campus5g.funding.readers.report import ImportReport

NAME = "table"
_HEADERS: dict[str, tuple[str, ...]] = {
    "id": ("id", "identifiant", "identifier", "reference", "code", "numero", "topic id", "call id"),
    "title": ("titre", "title", "intitule", "nom", "name", "nom du dispositif", "nom de l appel", "call", "appel", "libelle"),
    "text": ("description", "resume", "summary", "texte", "text", "objet", "descriptif", "presentation", "scope"),
    "funder": ("financeur", "financeurs", "funder", "organisme", "operateur", "porteur", "agency", "guichet"),
    "programme": ("programme", "program", "fonds", "fund"),
    "opens": ("ouverture", "date d ouverture", "date ouverture", "opening", "opening date", "open date", "debut", "start date"),
    "closes": ("cloture", "date de cloture", "date cloture", "date limite", "echeance", "deadline", "deadlines", "closing date",
               "fin", "end date", "dates limites"),
    "territories": ("territoire", "territoires", "perimetre", "zone", "codes", "territory", "region code"),
    "budget_eur": ("budget", "enveloppe", "budget total", "total budget"),
    "min_aid_eur": ("montant minimum", "aide minimale", "montant min", "minimum", "min aid", "minimum grant"),
    "max_aid_eur": ("montant maximum", "aide maximale", "montant max", "montant", "plafond", "maximum", "max aid", "maximum grant",
                    "amount"),
    "url": ("url", "lien", "link", "adresse", "site", "page", "website"),
    "conditions": ("conditions", "eligibilite", "eligibility", "criteres", "criteria", "beneficiaires"),
}  # fmt: skip
FIELDS = tuple(_HEADERS)
_TELLING = 3
"""Letters that a name must exceed to be looked for inside a header: « id » and « fin » say too little."""
_LOOKED_AT = 200
"""Rows looked at for examples of what stands in a column."""
_SEPARATORS = re.compile(r"[;|\n]|,\s+")


def guess_columns(path: Path | str) -> dict[str, str]:
    """Return the field of a call → the header that seems to hold it; every header serves once, exact names first."""
    names = _names(Path(path))
    found: dict[str, str] = {}
    for exact in (True, False):
        for field, known in _HEADERS.items():
            free = [name for name in names if name not in found.values()]
            fitting = next((name for name in free if _fits(normalised(name), known, exact=exact)), None)
            if field not in found and fitting is not None:
                found[field] = fitting
    return {field: found[field] for field in FIELDS if field in found}


def sample_rows(path: Path | str, most: int = 3) -> dict[str, tuple[str, ...]]:
    """Return, for each header, its first values that say something: what a person checks a guess by."""
    file = Path(path)
    found: dict[str, list[str]] = {name: [] for name in _names(file)}
    for record in islice(_records(file), _LOOKED_AT):
        for name, values in found.items():
            text = _text(record.fields.get(name))
            if text and len(values) < most:
                values.append(text)
    return {name: tuple(values) for name, values in found.items()}


def read_table_calls(
    path: Path | str, columns: Mapping[str, str], feed: str = NAME, licence: str = ""
) -> tuple[tuple[Call, ...], ImportReport]:
    """Read the calls of a table by ``columns`` (field → header), with a report of what was refused, line by line.

    The title is needed; without an identifier the title and the funder make one. Two rows of one identifier: the first stands.
    Amounts may be written the French or the English way; several deadlines stand in one cell, apart by « ; ».
    """
    file = Path(path)
    _check(columns, _names(file), file.name)
    kept: dict[str, Call] = {}
    refused: list[tuple[int, Message]] = []
    count = 0
    for record in _records(file):
        count += 1
        try:
            if record.fault is not None:
                refused.append((record.line, record.fault))
                continue
            call = _call(record.fields, columns, feed, Source(file.name, "", "", "", licence, to_confirm=True))
        except BadInput as error:
            refused.append((record.line, error.sentence))
            continue
        if call.id.casefold() in kept:
            refused.append((record.line, msg("the identifier %(id)s was already read", id=call.id)))
        else:
            kept[call.id.casefold()] = call
    return tuple(kept.values()), ImportReport(file.name, NAME, count, len(kept), tuple(refused))


def _call(fields: Mapping[str, Any], columns: Mapping[str, str], feed: str, source: Source) -> Call:
    said = {field: _text(fields.get(header)) for field, header in columns.items()}
    title = said.get("title", "")
    if not title:
        raise BadInput(columns["title"], msg("nothing"), msg("a text"))
    opens = day(said.get("opens", ""), columns.get("opens", ""))
    closes = sorted(filter(None, (day(text, columns["closes"]) for text in _several(said.get("closes", "")))))
    if opens and closes and closes[0] < opens:
        raise BadInput(columns["closes"], msg("before the opening"), msg("a day after the opening"))
    low, high = (_euros(said, columns, field) for field in ("min_aid_eur", "max_aid_eur"))
    if low is not None and high is not None and high < low:
        raise BadInput(columns["max_aid_eur"], msg("less than the lowest aid"), msg("the highest aid"))
    name = said.get("id") or "-".join(normalised(f"{title} {said.get('funder', '')}").split())[:120]
    kind = kind_of(title)
    return Call(
        id=f"{feed}:{name}", title=title, text=said.get("text", ""), language="", funder=said.get("funder", ""),
        programme=said.get("programme", ""), kind=CallKind.CALL_FOR_PROJECTS if closes and kind is CallKind.SCHEME else kind,
        opens=opens, closes=tuple(closes), beneficiaries=(), territories=_places(said.get("territories", "")),
        budget_eur=_euros(said, columns, "budget_eur"), min_aid_eur=low, max_aid_eur=high, url=said.get("url", ""),
        conditions=said.get("conditions", ""), feed=feed, source=source,
    )  # fmt: skip


def _euros(said: Mapping[str, str], columns: Mapping[str, str], field: str) -> float | None:
    if not said.get(field):
        return None
    cents = parse_cents(said[field], columns[field])
    if cents < 0:
        raise BadInput(columns[field], msg("“%(text)s” is negative", text=said[field]), msg("euros, zero or more"))
    return cents / 100


def _places(text: str) -> tuple[str, ...]:
    """Keep the places written as codes (FR, EU, REG-32, DEP-59, COM-59183); a name alone stays unread."""
    return tuple(place for place in _several(text) if re.fullmatch(r"FR|EU|(?:REG|DEP|COM|EPCI)-\d[0-9AB]*", place))


def _several(text: str) -> list[str]:
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]


def _check(columns: Mapping[str, str], names: list[str], file: str) -> None:
    for field, header in columns.items():
        if field not in FIELDS:
            raise BadInput(file, msg("no field “%(name)s”", name=field), msg("one of: %(names)s", names=", ".join(FIELDS)))
        if header not in names:
            raise BadInput(file, msg("no column “%(name)s”", name=header), msg("one of: %(names)s", names=", ".join(names)))
    if "title" not in columns:
        raise BadInput(file, msg("no column for the title"), msg("one of: %(names)s", names=", ".join(names)))


def _fits(header: str, known: tuple[str, ...], *, exact: bool) -> bool:
    if exact:
        return header in known
    return any(len(name) > _TELLING and re.search(rf"\b{name}\b", header) for name in known)


def _names(file: Path) -> list[str]:
    first = next(_rows(file), None) if _is_book(file) else None
    if _is_book(file):
        return [_text(cell) for cell in first or () if _text(cell)]
    record = next(csv_records(read_text(file), file.name), None)
    if record is None:
        raise BadInput(file.name, msg("no row under the header"), msg("one call or more"))
    return list(record.fields)


def _records(file: Path) -> Iterator[Record]:
    if not _is_book(file):
        yield from csv_records(read_text(file), file.name)
        return
    rows = _rows(file)
    names = [_text(cell) for cell in next(rows, ())]
    for number, row in enumerate(rows, start=2):
        if any(cell not in (None, "") for cell in row):
            yield Record(number, dict(zip(names, row, strict=False)))


def _rows(file: Path) -> Iterator[tuple[Any, ...]]:
    from openpyxl import load_workbook  # loads slowly: not before somebody opens a workbook

    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except Exception:  # a damaged workbook fails in as many ways as it has parts
        raise BadInput(file.name, msg("the file cannot be read"), msg("a whole xlsx workbook")) from None
    yield from book.worksheets[0].iter_rows(values_only=True)


def _is_book(file: Path) -> bool:
    return file.suffix.lower() == ".xlsx"


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).strip()
