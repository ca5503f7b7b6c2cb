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

from campus5g.core.message import Message, msg
from campus5g.core.project import FinancingPlan, Partner, Project
from campus5g.documents.archive import steady_zip
from campus5g.documents.blocks import clean
from campus5g.documents.budget_cash import CashSheets
from campus5g.documents.cells import Styles, finish, headings, styles_of, write_text
from campus5g.documents.names import CATEGORY, SIZE
from campus5g.documents.voice import Voice

_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_FIRST = 6  # the row, counted from 1, of the first cost line on a partner's sheet
_WIDTHS = (40, 30, 40, 16, 16, 20, 16, 16, 16, 16)
_SUMMARY_WIDTHS = (40, 42, 14, 16, 16, 20, 16, 16, 12)
_PARTS = (("grant", msg("Grant")), ("advance", msg("Repayable advance")), ("loan", msg("Loan")))
_LINE = 15.5  # points


@dataclass(frozen=True, slots=True)
class _Row:
    """One cost line as one call pays it, in cents: the public ``parts`` in their order, the rest is own money."""

    label: str
    category: str
    call: str
    cost: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns of money: cost, one for each public part, own money, public share. Loans stand there only where there are any."""

    parts: tuple[tuple[str, Message], ...]

    @property
    def titles(self) -> list[Message]:
        return [msg("Cost"), *(title for _, title in self.parts), msg("Own money"), msg("Public share")]

    @property
    def public(self) -> str:
        """The letters of the public parts; the cost stands before them in D, own money after them."""
        return "EFGHI"[: len(self.parts)]

    @property
    def own(self) -> str:
        return "EFGHI"[len(self.parts)]

    @property
    def share(self) -> str:
        return "EFGHI"[len(self.parts) + 1]

    @property
    def money(self) -> str:
        """The letters whose sums are drawn."""
        return f"D{self.public}{self.own}"


def budget_xlsx(project: Project, plan: FinancingPlan | None, language: str, titles: dict[str, str] | None = None) -> bytes:
    """A sheet of summary, one sheet a partner, and the cash of all. ``titles``: names of calls by id. Same project, same bytes.

    Costs and public parts are typed in; own money, rates, sums and balances are formulas. Text stays text whatever it begins with.
    """
    say, out = Voice(language), io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": clean(project.title), "created": datetime.combine(project.applied, time())})
    styles = styles_of(book, language)
    lent = plan is not None and any(a.loan_cents for a in plan.allocations)
    layout = _Layout(tuple(part for part in _PARTS if lent or part[0] != "loan"))
    cash = CashSheets(plan, styles, say) if plan is not None and plan.cash else None
    names = _sheet_names([say(msg("Summary")), *(p.name for p in project.partners), *([say(msg("Cash"))] if cash else [])])
    summary = book.add_worksheet(names[0])
    ends = []
    for partner, name in zip(project.partners, names[1:], strict=False):
        rows, sheet = _rows(project, plan, partner, titles or {}, layout, say), book.add_worksheet(name)
        _partner_sheet(sheet, partner, rows, layout, styles, say)
        if cash:
            cash.of_partner(sheet, name, partner, _FIRST + len(rows) + 2)
        ends.append((partner, name, rows))
    _summary_sheet(summary, project, ends, layout, styles, say)
    if cash:
        cash.of_all(book.add_worksheet(names[-1]), project.title)
    book.close()
    return steady_zip(out.getvalue())


def _rows(
    project: Project, plan: FinancingPlan | None, partner: Partner, titles: dict[str, str], layout: _Layout, say: Voice
) -> list[_Row]:
    rows = []
    for line in project.lines:
        if line.partner_id != partner.id:
            continue
        category, left = say(CATEGORY[line.category]), line.cents
        for part in (a for a in plan.allocations if a.line_id == line.id) if plan else ():
            cost = part.money_cents + part.own_cents
            left -= cost
            call = titles.get(part.call_id, part.call_id)
            rows.append(_Row(line.label, category, call, cost, tuple(getattr(part, f"{key}_cents") for key, _ in layout.parts)))
        if left or not line.cents:
            rows.append(_Row(line.label, category, "", left, (0,) * len(layout.parts)))
    return rows


def _partner_sheet(sheet: Any, partner: Partner, rows: list[_Row], layout: _Layout, styles: Styles, say: Voice) -> None:
    write_text(sheet, 0, 0, partner.name, styles.title)
    write_text(sheet, 1, 0, say.listed([SIZE[partner.size], *([f"SIREN {partner.siren}"] if partner.siren else [])]), styles.note)
    write_text(sheet, 2, 0, say(msg("Own money, rates and sums follow from the other cells.")), styles.note)
    heads = [msg("Cost line"), msg("Category"), msg("Call"), *layout.titles]
    headings(sheet, _FIRST - 2, [say(h) for h in heads], 3, styles)
    for i, row in enumerate(rows):
        at = _FIRST + i
        _texts(sheet, at - 1, (row.label, row.category, row.call), _WIDTHS, styles)
        for column, cents in enumerate((row.cost, *row.parts), 3):
            sheet.write_number(at - 1, column, cents / 100, styles.euro)
        own = "".join(f"-{letter}{at}" for letter in layout.public)
        sheet.write_formula(f"{layout.own}{at}", f"=D{at}{own}", styles.euro, (row.cost - sum(row.parts)) / 100)
        _rate(sheet, at, row.cost, sum(row.parts), layout, styles.rate)
    _totals(sheet, _FIRST, len(rows), _sums(rows, layout), layout, styles, say)
    finish(sheet, _WIDTHS, _FIRST)


def _summary_sheet(
    sheet: Any, project: Project, ends: list[tuple[Partner, str, list[_Row]]], layout: _Layout, styles: Styles, say: Voice
) -> None:
    write_text(sheet, 0, 0, project.title, styles.title)
    period = msg("From %(day)s, %(months)s months", day=say.day(project.starts), months=project.months)
    write_text(sheet, 1, 0, say(period), styles.note)
    heads = [msg("Partner"), msg("Size"), msg("SIREN"), *layout.titles]
    headings(sheet, _FIRST - 2, [say(h) for h in heads], 3, styles)
    for i, (partner, name, rows) in enumerate(ends):
        at, there = _FIRST + i, _FIRST + len(rows)
        _texts(sheet, at - 1, (partner.name, say(SIZE[partner.size]), partner.siren), _SUMMARY_WIDTHS, styles)
        sums = _sums(rows, layout)
        for letter, cents in zip(layout.money, sums, strict=True):
            sheet.write_formula(f"{letter}{at}", f"={quote_sheetname(name)}!{letter}{there}", styles.euro, cents / 100)
        _rate(sheet, at, sums[0], sum(sums[1:-1]), layout, styles.rate)
    everything = [row for _, _, rows in ends for row in rows]
    _totals(sheet, _FIRST, len(ends), _sums(everything, layout), layout, styles, say)
    finish(sheet, _SUMMARY_WIDTHS, _FIRST)


def _sums(rows: list[_Row], layout: _Layout) -> tuple[int, ...]:
    cost = sum(row.cost for row in rows)
    parts = [sum(row.parts[i] for row in rows) for i in range(len(layout.parts))]
    return (cost, *parts, cost - sum(parts))


def _totals(
    sheet: Any, first: int, count: int, sums: tuple[int, ...], layout: _Layout, styles: Styles, say: Voice
) -> None:  # fmt: skip
    at = first + count
    write_text(sheet, at - 1, 0, say(msg("Total")), styles.total)
    for column in (1, 2):
        sheet.write_blank(at - 1, column, None, styles.total)
    for letter, cents in zip(layout.money, sums, strict=True):
        formula = f"=SUM({letter}{first}:{letter}{at - 1})" if count else "=0"
        sheet.write_formula(f"{letter}{at}", formula, styles.total_euro, cents / 100)
    _rate(sheet, at, sums[0], sum(sums[1:-1]), layout, styles.total_rate)


def _rate(sheet: Any, at: int, cost: int, public: int, layout: _Layout, style: Any) -> None:
    paid = "+".join(f"{letter}{at}" for letter in layout.public)
    sheet.write_formula(f"{layout.share}{at}", f"=IF(D{at}=0,0,({paid})/D{at})", style, public / cost if cost else 0)


def _texts(sheet: Any, row: int, texts: tuple[str, ...], widths: tuple[int, ...], styles: Styles) -> None:
    """Text cells of a row, tall enough for the longest: not every reader fits the height by itself."""
    lines = max(ceil(len(words) / width) for words, width in zip(texts, widths, strict=False))
    sheet.set_row(row, _LINE * min(max(lines, 1), 6))
    for column, words in enumerate(texts):
        write_text(sheet, row, column, words, styles.text)


def _sheet_names(titles: list[str]) -> list[str]:
    """Names a workbook accepts: 31 characters, a few forbidden, none twice (case apart)."""
    names: list[str] = []
    for wanted in titles:
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
