"""The report of a period to those who fund a programme, as pdf and as a workbook whose totals are formulas over what is listed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

from campus5g.core.message import Day, Message, msg
from campus5g.documents.archive import steady_zip
from campus5g.documents.blocks import Block, Callout, Column, Heading, Paragraph, Table, clean, to_plain
from campus5g.documents.cells import finish, headings, styles_of, write_text
from campus5g.documents.report import dated_pdf
from campus5g.documents.voice import Voice

_STAMP = datetime(2026, 1, 1)
_EXAMPLE = msg("What is not published of this programme (amounts, shares, claims) was entered as an example, and proves nothing.")
_KEPT = msg(
    "Each row names the deeds that make its figures; the deeds, the invoices and their files are kept in the programme, and the audit "
    "trail that holds them ended on %(head)s when this report was made."
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """What a row is about, its amounts in cents, and the deeds, claims or files that they rest on."""

    texts: tuple[str, ...]
    cents: tuple[int, ...]
    trail: tuple[Message | str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of the report: columns of text, columns of money, and the rows; the totals are added up from the rows."""

    title: Message
    texts: tuple[Message, ...]
    amounts: tuple[Message, ...]
    rows: tuple[SheetRow, ...]

    @property
    def totals(self) -> tuple[int, ...]:
        return tuple(sum(row.cents[place] for row in self.rows) for place in range(len(self.amounts)))


@dataclass(frozen=True, slots=True)
class MoneyReport:
    """head: the last digest of the audit trail. example: part of what is shown is not published."""

    title: str
    organisation: str
    first: date
    last: date
    funders: str
    example: bool
    head: str
    sheets: tuple[Sheet, ...]


def money_xlsx(report: MoneyReport, language: str) -> bytes:
    """The report as a workbook: one sheet a table, each total a SUM over its column. Same report, same bytes."""
    say = Voice(language)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": clean(report.title), "created": _STAMP})
    styles = styles_of(book, language)
    for told in report.sheets:
        sheet = book.add_worksheet(say(told.title)[:31])
        write_text(sheet, 0, 0, f"{report.title} · {say(told.title)}", styles.title)
        write_text(sheet, 1, 0, " · ".join(_notes(report, say)), styles.note)
        headings(sheet, 3, [say(head) for head in (*told.texts, *told.amounts, msg("Trail"))], len(told.texts), styles)
        _rows(sheet, told, styles, say)
        finish(sheet, (*(24,) * len(told.texts), *(16,) * len(told.amounts), 40), 5)
    book.close()
    return steady_zip(out.getvalue())


def _rows(sheet: Any, told: Sheet, styles: Any, say: Voice) -> None:
    first, texts = 4, len(told.texts)
    for at, row in enumerate(told.rows, start=first):
        for column, text in enumerate(row.texts):
            write_text(sheet, at, column, text, styles.text)
        for column, cents in enumerate(row.cents, start=texts):
            sheet.write_number(at, column, cents / 100, styles.euro)
        write_text(sheet, at, texts + len(row.cents), _trail(row, say), styles.note)
    at = first + len(told.rows)
    write_text(sheet, at, 0, say(msg("Total")), styles.total)
    for column in range(1, texts):
        write_text(sheet, at, column, "", styles.total)
    for column, total in enumerate(told.totals, start=texts):
        if told.rows:
            letter = xlsxwriter.utility.xl_col_to_name(column)
            sheet.write_formula(at, column, f"=SUM({letter}{first + 1}:{letter}{at})", styles.total_euro, total / 100)
        else:
            sheet.write_number(at, column, 0, styles.total_euro)


def _trail(row: SheetRow, say: Voice) -> str:
    return ", ".join(say(part) for part in row.trail)


def _notes(report: MoneyReport, say: Voice) -> list[str]:
    told = [say(msg("From %(first)s to %(last)s", first=Day.of(report.first), last=Day.of(report.last)))]
    return [*told, say(_EXAMPLE)] if report.example else told


def money_pdf(report: MoneyReport, day: date, language: str, *, demonstration: bool) -> bytes:
    """The report as a tagged A4 PDF, the long side across."""
    say = Voice(language)
    facts = [
        (msg("From"), say.day(report.first)), (msg("To"), say.day(report.last)), (msg("Funders"), report.funders),
        (msg("Audit trail"), report.head[:16]),
    ]  # fmt: skip
    return dated_pdf(
        kicker=msg("Report to the funders of a programme"), title=report.title, organisation=report.organisation, facts=facts,
        day=day, demonstration=demonstration, blocks=to_plain(_blocks(report, say)), say=say, sheet=True, flipped=True,
    )  # fmt: skip


def _blocks(report: MoneyReport, say: Voice) -> list[Block]:
    found: list[Block] = [Callout(say(msg("Example")), say(_EXAMPLE), "warning")] if report.example else []
    for told in report.sheets:
        nothing = Paragraph(say(msg("Nothing in this period.")))
        found += [Heading(say(told.title)), _table(told, _notes(report, say)[0], say) if told.rows else nothing]
    return [
        *found,
        Heading(say(msg("How these figures are kept"))),
        Paragraph(say(Message(_KEPT.template, {"head": report.head}))),
    ]


def _table(told: Sheet, period: str, say: Voice) -> Table:
    columns = (
        *(Column(say(head), width=1.5) for head in told.texts),
        *(Column(say(head), "right", 1.2) for head in told.amounts),
        Column(say(msg("Trail")), width=1.6),
    )
    rows = tuple((*row.texts, *(say.money(cents) for cents in row.cents), _trail(row, say)) for row in told.rows)
    blank = ("",) * (len(told.texts) - 1)
    total = (say(msg("Total")), *blank, *(say.money(cents) for cents in told.totals), "")
    return Table(columns, (*rows, total), period, total=True)
