"""The budget as a workbook whose sums are live formulas, with their values already in place."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import datetime, time
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.utility import quote_sheetname

from campus5g.core.message import msg
from campus5g.core.project import FinancingPlan, Partner, Project
from campus5g.documents.archive import steady_zip
from campus5g.documents.blocks import clean
from campus5g.documents.names import CATEGORY, SIZE
from campus5g.documents.theme import ACCENT, ACCENT_PALE, GREY
from campus5g.documents.voice import Voice

_EURO = {"fr": '#,##0.00\\ "€"', "en": '"€"#,##0.00'}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_FIRST = 6  # the row, counted from 1, of the first cost line on a partner's sheet
_WIDTHS = (40, 30, 40, 16, 16, 20, 16, 12)
_SUMMARY_WIDTHS = (40, 42, 14, 16, 16, 20, 16, 12)
_LINE = 15.5  # points


@dataclass(frozen=True, slots=True)
class _Row:
    """One cost line as one call pays it, in cents; without a call, the partner pays all."""

    label: str
    category: str
    call: str
    cost: int
    grant: int
    advance: int


@dataclass(frozen=True, slots=True)
class _Styles:
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


def budget_xlsx(project: Project, plan: FinancingPlan | None, language: str, titles: dict[str, str] | None = None) -> bytes:
    """A sheet of summary, then one sheet a partner. ``titles``: names of calls by id. Same project, same bytes.

    Costs, grants and advances are typed in; own money, rates and sums are formulas. Text stays text whatever it begins with.
    """
    say, out = Voice(language), io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": clean(project.title), "created": datetime.combine(project.applied, time())})
    styles = _styles(book, language)
    names = _sheet_names(project.partners, say)
    summary = book.add_worksheet(names[0])
    ends = []
    for partner, name in zip(project.partners, names[1:], strict=True):
        rows = _rows(project, plan, partner, titles or {}, say)
        _partner_sheet(book.add_worksheet(name), partner, rows, styles, say)
        ends.append((partner, name, rows))
    _summary_sheet(summary, project, ends, styles, say)
    book.close()
    return steady_zip(out.getvalue())


def _rows(project: Project, plan: FinancingPlan | None, partner: Partner, titles: dict[str, str], say: Voice) -> list[_Row]:
    rows = []
    for line in project.lines:
        if line.partner_id != partner.id:
            continue
        category, left = say(CATEGORY[line.category]), line.cents
        for part in (a for a in plan.allocations if a.line_id == line.id) if plan else ():
            cost = part.grant_cents + part.advance_cents + part.own_cents
            left -= cost
            call = titles.get(part.call_id, part.call_id)
            rows.append(_Row(line.label, category, call, cost, part.grant_cents, part.advance_cents))
        if left or not line.cents:
            rows.append(_Row(line.label, category, "", left, 0, 0))
    return rows


def _partner_sheet(sheet: Any, partner: Partner, rows: list[_Row], styles: _Styles, say: Voice) -> None:
    _write(sheet, 0, 0, partner.name, styles.title)
    _write(sheet, 1, 0, say.listed([SIZE[partner.size], *([f"SIREN {partner.siren}"] if partner.siren else [])]), styles.note)
    _write(sheet, 2, 0, say(msg("Own money, rates and sums follow from the other cells.")), styles.note)
    heads = [
        msg("Cost line"),
        msg("Category"),
        msg("Call"),
        msg("Cost"),
        msg("Grant"),
        msg("Repayable advance"),
        msg("Own money"),
    ]
    _headings(sheet, _FIRST - 2, [say(h) for h in [*heads, msg("Public share")]], 3, styles)
    for i, row in enumerate(rows):
        at = _FIRST + i
        _texts(sheet, at - 1, (row.label, row.category, row.call), _WIDTHS, styles)
        for column, cents in enumerate((row.cost, row.grant, row.advance), 3):
            sheet.write_number(at - 1, column, cents / 100, styles.euro)
        sheet.write_formula(f"G{at}", f"=D{at}-E{at}-F{at}", styles.euro, (row.cost - row.grant - row.advance) / 100)
        _rate(sheet, at, row.cost, row.grant + row.advance, styles.rate)
    _totals(sheet, _FIRST, len(rows), _sums(rows), styles, say)
    _finish(sheet, _WIDTHS)


def _summary_sheet(
    sheet: Any, project: Project, ends: list[tuple[Partner, str, list[_Row]]], styles: _Styles, say: Voice
) -> None:
    _write(sheet, 0, 0, project.title, styles.title)
    period = msg("From %(day)s, %(months)s months", day=say.day(project.starts), months=project.months)
    _write(sheet, 1, 0, say(period), styles.note)
    heads = [msg("Partner"), msg("Size"), msg("SIREN"), msg("Cost"), msg("Grant"), msg("Repayable advance"), msg("Own money")]
    _headings(sheet, _FIRST - 2, [say(h) for h in [*heads, msg("Public share")]], 3, styles)
    for i, (partner, name, rows) in enumerate(ends):
        at, there = _FIRST + i, _FIRST + len(rows)
        _texts(sheet, at - 1, (partner.name, say(SIZE[partner.size]), partner.siren), _SUMMARY_WIDTHS, styles)
        sums = _sums(rows)
        for letter, cents in zip("DEFG", sums, strict=True):
            sheet.write_formula(f"{letter}{at}", f"={quote_sheetname(name)}!{letter}{there}", styles.euro, cents / 100)
        _rate(sheet, at, sums[0], sums[1] + sums[2], styles.rate)
    everything = [row for _, _, rows in ends for row in rows]
    _totals(sheet, _FIRST, len(ends), _sums(everything), styles, say)
    _finish(sheet, _SUMMARY_WIDTHS)


def _sums(rows: list[_Row]) -> tuple[int, int, int, int]:
    cost, grant, advance = (sum(getattr(row, name) for row in rows) for name in ("cost", "grant", "advance"))
    return cost, grant, advance, cost - grant - advance


def _totals(sheet: Any, first: int, count: int, sums: tuple[int, int, int, int], styles: _Styles, say: Voice) -> None:
    at = first + count
    _write(sheet, at - 1, 0, say(msg("Total")), styles.total)
    for column in (1, 2):
        sheet.write_blank(at - 1, column, None, styles.total)
    for letter, cents in zip("DEFG", sums, strict=True):
        formula = f"=SUM({letter}{first}:{letter}{at - 1})" if count else "=0"
        sheet.write_formula(f"{letter}{at}", formula, styles.total_euro, cents / 100)
    _rate(sheet, at, sums[0], sums[1] + sums[2], styles.total_rate)


def _rate(sheet: Any, at: int, cost: int, public: int, style: Any) -> None:
    sheet.write_formula(f"H{at}", f"=IF(D{at}=0,0,(E{at}+F{at})/D{at})", style, public / cost if cost else 0)


def _headings(sheet: Any, row: int, names: list[str], texts: int, styles: _Styles) -> None:
    for column, name in enumerate(names):
        _write(sheet, row, column, name, styles.head if column < texts else styles.head_right)


def _texts(sheet: Any, row: int, texts: tuple[str, ...], widths: tuple[int, ...], styles: _Styles) -> None:
    """Text cells of a row, tall enough for the longest: not every reader fits the height by itself."""
    lines = max(ceil(len(words) / width) for words, width in zip(texts, widths, strict=False))
    sheet.set_row(row, _LINE * min(max(lines, 1), 6))
    for column, words in enumerate(texts):
        _write(sheet, row, column, words, styles.text)


def _write(sheet: Any, row: int, column: int, words: str, style: Any) -> None:
    sheet.write_string(row, column, clean(words)[:32_767], style)


def _finish(sheet: Any, widths: tuple[int, ...]) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(_FIRST - 1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_FIRST - 2)
    sheet.hide_gridlines(2)


def _sheet_names(partners: tuple[Partner, ...], say: Voice) -> list[str]:
    """Names a workbook accepts: 31 characters, a few forbidden, none twice (case apart)."""
    names: list[str] = []
    for wanted in (say(msg("Summary")), *(partner.name for partner in partners)):
        plain = _FORBIDDEN.sub(" ", clean(wanted)).replace("\n", " ").replace("\t", " ")
        plain = _within(plain.strip(), 31).strip() or str(len(names))
        name, tries = plain, 2
        while name.lower() in {*(n.lower() for n in names), "history"}:
            name = f"{_within(plain, 27)} {tries}"
            tries += 1
        names.append(name)
    return names


def _within(text: str, units: int) -> str:
    """The start of ``text`` that fits: Excel counts in UTF-16 units, two for an emoji."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def _styles(book: Any, language: str) -> _Styles:
    base = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
    euro, rate = {"num_format": _EURO[language]}, {"num_format": "0.0%"}
    head = {"bold": True, "bg_color": ACCENT_PALE, "bottom": 1, "text_wrap": True}
    total = {"bold": True, "top": 1}

    def style(**more: Any) -> Any:
        return book.add_format({**base, **more})

    return _Styles(
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
