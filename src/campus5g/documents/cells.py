"""Cells of a workbook: styles, headings and text that stays text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from campus5g.documents.blocks import clean
from campus5g.documents.theme import ACCENT, ACCENT_PALE, GREY

_EURO = {"fr": '#,##0.00\\ "€"', "en": '"€"#,##0.00'}


@dataclass(frozen=True, slots=True)
class Styles:
    title: Any
    note: Any
    head: Any
    head_right: Any
    text: Any
    euro: Any
    rate: Any
    total: Any
    total_euro: Any
    total_rate: Any


def write_text(sheet: Any, row: int, column: int, words: str, style: Any) -> None:
    sheet.write_string(row, column, clean(words)[:32_767], style)


def headings(sheet: Any, row: int, names: list[str], texts: int, styles: Styles) -> None:
    """Write a row of headings, the first ``texts`` to the left, those of numbers to the right."""
    for column, name in enumerate(names):
        write_text(sheet, row, column, name, styles.head if column < texts else styles.head_right)


def finish(sheet: Any, widths: tuple[int, ...], first: int) -> None:
    """Set widths and print; the rows above ``first``, counted from 1, stay in view."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(first - 1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first - 2)
    sheet.hide_gridlines(2)


def styles_of(book: Any, language: str) -> Styles:
    base = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
    euro, rate = {"num_format": _EURO[language]}, {"num_format": "0.0%"}
    head = {"bold": True, "bg_color": ACCENT_PALE, "bottom": 1, "text_wrap": True}
    total = {"bold": True, "top": 1}

    def style(**more: Any) -> Any:
        return book.add_format({**base, **more})

    return Styles(
        title=style(bold=True, font_size=16, font_color=ACCENT),
        note=style(font_color=GREY),
        head=style(**head),
        head_right=style(**head, align="right"),
        text=style(text_wrap=True),
        euro=style(**euro),
        rate=style(**rate),
        total=style(**total),
        total_euro=style(**total, **euro),
        total_rate=style(**total, **rate),
    )
