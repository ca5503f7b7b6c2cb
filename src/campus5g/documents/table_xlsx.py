"""A list as a workbook: one sheet, headings that stay in view, a filter on each column; text stays text whatever it begins with."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter

from campus5g.documents.archive import steady_zip
from campus5g.documents.blocks import clean
from campus5g.documents.cells import headings, styles_of, write_text
from campus5g.documents.csv_export import Cell

_WIDEST, _NARROWEST = 60, 8
_STAMP = datetime(2026, 1, 1)


def table_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], language: str = "fr") -> bytes:
    """Return rows as a workbook. Same rows, same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": clean(title), "created": _STAMP})
    styles = styles_of(book, language)
    day = book.add_format({"font_name": "Calibri", "font_size": 11, "valign": "top", "num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("".join(sign for sign in clean(title) if sign not in r"[]:*?/\'")[:31] or "1")
    headings(sheet, 0, list(header), len(header), styles)
    widths, last = [len(name) for name in header], 0
    for last, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write(sheet, last, column, value, styles.text, day)
            widths[column] = max(widths[column], len(str(value or "")))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(_WIDEST, max(_NARROWEST, width + 2)))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, max(0, len(header) - 1))
    book.close()
    return steady_zip(out.getvalue())


def _write(sheet: Any, row: int, column: int, value: Cell, text: Any, day: Any) -> None:
    match value:
        case None:
            return
        case bool() | str():
            write_text(sheet, row, column, str(value), text)
        case date():
            sheet.write_datetime(row, column, datetime.combine(value, time()), day)
        case int() | float() | Decimal():
            sheet.write_number(row, column, value)
