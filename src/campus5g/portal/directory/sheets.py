"""A table of people or organisations as somebody keeps it, csv or xlsx: its cells as text, and which column seems to hold what."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.portal.base.attachments import check
from campus5g.portal.directory.models import fold

MOST_ROWS, MOST_COLUMNS, LONGEST = 10_000, 60, 500
FIELDS: dict[str, Message] = {
    "email": msg("E-mail address"),
    "full_name": msg("Full name"),
    "organisation": msg("Organisation"),
    "siret": msg("SIRET"),
    "kind": msg("Role of the organisation"),
    "city": msg("Town"),
    "manages": msg("Manager (yes or no)"),
    "language": msg("Language (fr or en)"),
}
_HEADERS = {
    "email": ("email", "e-mail", "mail", "courriel", "adresse electronique", "adresse mail"),
    "full_name": ("full name", "name", "nom complet", "nom et prenom", "prenom nom", "nom prenom", "nom", "personne"),
    "organisation": ("organisation", "organization", "company", "entreprise", "societe", "structure", "raison sociale"),
    "siret": ("siret", "n siret", "numero siret"),
    "kind": ("kind", "role", "type", "nature"),
    "city": ("city", "town", "ville", "commune"),
    "manages": ("manager", "manages", "gestionnaire", "responsable"),
    "language": ("language", "langue"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The header and the rows under it, each with its line in the file; every cell is text without blanks around it."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def guessed(self) -> dict[str, int]:
        """Return, for each field whose column is recognised by its header, the place of that column."""
        plain = [" ".join(fold(name).replace("_", " ").replace("°", " ").split()) for name in self.header]
        found = {field: next((plain.index(name) for name in names if name in plain), None) for field, names in _HEADERS.items()}
        return {field: place for field, place in found.items() if place is not None}

    def records(self, columns: Mapping[str, int]) -> Iterator[tuple[int, dict[str, str]]]:
        for line, cells in self.rows:
            yield line, {field: cells[place] if place < len(cells) else "" for field, place in columns.items()}

    def text(self) -> str:
        """Return the sheet as tab-separated text that ``of_text`` reads back: what a page carries between two steps."""
        lines = ["\t".join(("", *self.header)), *("\t".join((str(line), *cells)) for line, cells in self.rows)]
        return "\n".join(lines)

    @classmethod
    def of_text(cls, text: str) -> Sheet:
        header, *rows = ([*line.split("\t")] for line in text.replace("\r\n", "\n").split("\n"))
        if len(rows) > MOST_ROWS or not all(row[0].isdecimal() and len(row[0]) < 9 for row in rows):
            raise BadInput("sheet", msg("a table that was changed on the way"), msg("the file, once more"))
        return cls(tuple(header[1:]), tuple((int(row[0]), tuple(row[1:])) for row in rows))


def read_sheet(uploaded: UploadedFile) -> Sheet:
    """Read a csv (comma, semicolon or tabulation; UTF-8 or Windows) or xlsx file; refuse another, or too large a one."""
    found = check(uploaded)
    if found.kind not in ("csv", "xlsx"):
        raise BadInput(found.name, msg("a file of a kind that is not taken"), msg("one of %(kinds)s", kinds="csv, xlsx"))
    uploaded.seek(0)
    data = uploaded.read()
    rows = _book(found.name, data) if found.kind == "xlsx" else _lines(data)
    kept = []
    for line, cells in rows:
        if any(cells):
            kept.append((line, tuple(_clean(cell) for cell in cells[:MOST_COLUMNS])))
        if len(kept) > MOST_ROWS + 1:
            raise BadInput(
                found.name, msg("more than %(n)s lines", n=MOST_ROWS), msg("at most %(n)s lines in one file", n=MOST_ROWS)
            )
    if len(kept) < 2:
        raise BadInput(found.name, msg("no line under the header"), msg("a header and one line at least"))
    return Sheet(kept[0][1], tuple(kept[1:]))


def _clean(cell: str) -> str:
    """A cell on one line, without what no name or address holds."""
    return " ".join("".join(letter for letter in cell if letter.isprintable() or letter.isspace()).split())[:LONGEST]


def _lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    for cells in reader:
        yield reader.line_num, cells


def _book(name: str, data: bytes) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook  # loads slowly: not before somebody gives a workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for line, cells in enumerate(book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1):
            yield line, [_text(cell) for cell in cells]
    except Exception:  # a damaged workbook fails in as many ways as it has parts
        raise BadInput(name, msg("the file cannot be read"), msg("a whole xlsx workbook")) from None


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a spreadsheet keeps a SIRET as a number
    return "" if cell is None else str(cell)
