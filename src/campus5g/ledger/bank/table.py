"""Bank statements as French banks export them: CSV with « ; », decimal commas, debit and credit apart, often in cp1252."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import pairwise

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.money import parse_cents
from campus5g.ledger.bank.statement import BankLine, Statement, identified
from campus5g.ledger.words import bare

_DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y")
_HEAD_ROWS = 30
"""How far down the header may stand: banks put the account and its balance above it."""
_SHOWN = 5
_WORDS = {
    "day": ("DATECOMPTABLE", "DATEOPERATION", "DATEDOPERATION", "DATEDELOPERATION", "DATE", "BOOKINGDATE", "OPERATIONDATE"),
    "debit": ("DEBIT", "MONTANTDEBIT", "DEBITS"),
    "credit": ("CREDIT", "MONTANTCREDIT", "CREDITS"),
    "amount": ("MONTANT", "MONTANTOPERATION", "MONTANTDELOPERATION", "AMOUNT"),
    "text": ("LIBELLE", "LIBELLEOPERATION", "LIBELLEDELOPERATION", "LIBELLECOMPLET", "DESCRIPTION", "DETAILS", "LABEL"),
    "reference": ("REFERENCE", "REFERENCECLIENT", "REFERENCEDONNEURDORDRE", "ENDTOENDID"),
    "party": ("CONTREPARTIE", "BENEFICIAIRE", "TIERS", "NOM", "COUNTERPARTY", "NOMDUTIERS"),
    "iban": ("IBAN", "IBANCONTREPARTIE", "COUNTERPARTYIBAN", "COMPTECONTREPARTIE"),
    "bank_reference": ("REFERENCEBANQUE", "NUMERODOPERATION", "NUMEROOPERATION", "IDENTIFIANT", "TRANSACTIONID"),
    "balance": ("SOLDE", "BALANCE", "SOLDEAPRESOPERATION"),
}
_EXPECTED = msg("a header with a day and an amount, or a debit and a credit")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which header holds what. Either ``amount`` (signed) or ``debit`` and ``credit``; an empty name: the file has none."""

    day: str
    amount: str = ""
    debit: str = ""
    credit: str = ""
    text: str = ""
    reference: str = ""
    party: str = ""
    iban: str = ""
    bank_reference: str = ""
    balance: str = ""


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows under the header, each with its line number."""

    columns: Columns
    places: dict[str, int]
    rows: tuple[tuple[int, Sequence[str]], ...]

    def cell(self, row: Sequence[str], column: str) -> str:
        place = self.places.get(column)
        return row[place].strip() if column and place is not None and place < len(row) else ""


@dataclass(frozen=True, slots=True)
class Preview:
    """A table before it is read: its header, its first rows, and which column seems to hold what (``None``: no telling)."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    columns: Columns | None


def preview(content: bytes, where: str) -> Preview:
    """Return what a table looks like, for a person to say which column holds what.

    The header is the row whose words are known or, in a table of an unknown bank, the first of its widest rows that holds no figure.
    """
    tables = [(rows, place) for rows in _shapes(content, where) if (place := _header_of(rows)) is not None]
    if not tables:
        raise BadInput(where, msg("no such header was found"), _EXPECTED)
    rows, place = max(tables, key=lambda found: (_guess(found[0][found[1]]) is not None, len(found[0][found[1]])))
    header = tuple(cell.strip() for cell in rows[place])
    body = [tuple(row) for row in rows[place + 1 :] if any(map(str.strip, row))]
    return Preview(header, tuple(body[:_SHOWN]), _guess(rows[place]))


def _header_of(rows: Sequence[Sequence[str]]) -> int | None:
    head = rows[:_HEAD_ROWS]
    known = next((place for place, row in enumerate(head) if _guess(row) is not None), None)
    if known is not None:
        return known
    wordy = [place for place, row in enumerate(head) if _all_words(row)]
    widest = max((len(head[place]) for place in wordy), default=0)
    return next((place for place in wordy if len(head[place]) == widest), None)


def _all_words(row: Sequence[str]) -> bool:
    """Whether a row could be a header: two cells or more, each with a letter, no two alike."""
    cells = [cell.strip() for cell in row]
    return len(cells) > 1 and len(set(cells)) == len(cells) and all(any(map(str.isalpha, cell)) for cell in cells)


def guess_columns(content: bytes, where: str) -> Columns:
    """Return which column seems to hold what, by the words of the header; a table without a day or an amount is bad input."""
    return _table(content, where, None).columns


def read_table(content: bytes, where: str, account: str, columns: Columns | None = None) -> Statement:
    """Read a CSV as one statement; ``columns``: as guessed by default. A line that cannot be read is bad input with its number.

    Where the file tells the balance after each line, the statement has the two balances that its lines must join.
    """
    table = _table(content, where, columns)
    read = [_line(table, row, f"{where}, line {number}") for number, row in table.rows]
    lines, balances = [line for line, _ in read], [balance for _, balance in read]
    if _newest_first(lines, balances):
        lines.reverse()
        balances.reverse()
    opening = balances[0] - lines[0].cents if lines and balances[0] is not None else None
    closing = balances[-1] if balances else None
    days = [line.on for line in lines]
    return Statement(account, identified(account, lines), opening, closing, min(days, default=None), max(days, default=None))


def _newest_first(lines: Sequence[BankLine], balances: Sequence[int | None]) -> bool:
    """Whether the balances only follow one another from the bottom up; without them, whether the days do."""
    if None in balances:
        return len(lines) > 1 and lines[0].on > lines[-1].on
    told = [balance or 0 for balance in balances]
    down = all(after - before == line.cents for (before, after), line in zip(pairwise(told), lines[1:], strict=True))
    up = all(before - after == line.cents for (before, after), line in zip(pairwise(told), lines[:-1], strict=True))
    return up and not down


def decoded(content: bytes, where: str) -> str:
    """Return the text of a file: UTF-8 or, marked as such, UTF-16; else cp1252, which is what French banks write otherwise."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput(where, msg("its encoding is not known"), msg("UTF-8 or Windows-1252"))


def _table(content: bytes, where: str, columns: Columns | None) -> _Table:
    for rows in _shapes(content, where):
        for place, row in enumerate(rows[:_HEAD_ROWS]):
            found = columns or _guess(row)
            names = [cell.strip() for cell in row]
            if found is not None and all(name in names for name in _needed(found)):
                body = tuple(
                    (n, cells) for n, cells in enumerate(rows[place + 1 :], start=place + 2) if any(map(str.strip, cells))
                )
                return _Table(found, {name: names.index(name) for name in names}, body)
    raise BadInput(where, msg("no such header was found"), _EXPECTED)


def _shapes(content: bytes, where: str) -> Iterator[list[list[str]]]:
    """Give the rows of a file as each delimiter cuts them."""
    lines = decoded(content, where).splitlines()
    for delimiter in ";\t,":
        try:
            yield list(csv.reader(lines, delimiter=delimiter, strict=True))
        except csv.Error:
            continue


def _needed(columns: Columns) -> list[str]:
    named = [getattr(columns, field.name) for field in fields(columns)]
    if not columns.day or not (columns.amount or (columns.debit and columns.credit)):
        raise BadInput("columns", msg("no day or no amount is named"), _EXPECTED)
    return [name for name in named if name]


def _guess(row: Sequence[str]) -> Columns | None:
    headers = {bare(cell).removesuffix("EUROS").removesuffix("EUR").removesuffix("EN"): cell.strip() for cell in reversed(row)}
    found = {field: next((headers[word] for word in known if word in headers), "") for field, known in _WORDS.items()}
    if not found["day"] or not (found["amount"] or (found["debit"] and found["credit"])):
        return None
    return Columns(**found)


def _line(table: _Table, row: Sequence[str], where: str) -> tuple[BankLine, int | None]:
    def cell(column: str) -> str:
        return table.cell(row, column)

    columns = table.columns
    balance = cell(columns.balance)
    line = BankLine(
        _day(cell(columns.day), where),
        _amount(cell(columns.amount), cell(columns.debit), cell(columns.credit), where),
        " ".join(cell(columns.text).split()),
        cell(columns.reference),
        cell(columns.party),
        cell(columns.iban).replace(" ", ""),
        cell(columns.bank_reference),
    )
    return line, parse_cents(balance, where) if balance else None


def _day(text: str, where: str) -> date:
    for shape in _DAYS:
        try:
            return datetime.strptime(text, shape).date()
        except ValueError:
            continue
    raise BadInput(where, msg("“%(text)s” is not a day", text=text), msg("a day such as 21/11/2026"))


def _amount(amount: str, debit: str, credit: str, where: str) -> int:
    """A signed amount, or a debit or a credit, whichever sign the bank writes them with."""
    if amount:
        return parse_cents(amount, where)
    found = [(sign, parse_cents(text, where)) for sign, text in ((-1, debit), (1, credit)) if text]
    moved = [(sign, cents) for sign, cents in found if cents]
    if len(moved) > 1 or not found:
        raise BadInput(where, msg("neither a debit nor a credit, or both"), msg("one of the two"))
    return sum(sign * abs(cents) for sign, cents in moved)
