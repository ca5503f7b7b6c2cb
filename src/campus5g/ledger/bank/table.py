"""Bank statements as French banks export them: CSV with « ; », decimal commas, debit and credit apart, often in cp1252."""

from __future__ import annotations

from dataclasses import dataclass

from campus5g.ledger.bank.statement import Statement


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


def guess_columns(content: bytes, where: str) -> Columns:
    """Return which column seems to hold what, by the words of the header; a table without a day or an amount is bad input."""
    raise NotImplementedError


def read_table(content: bytes, where: str, account: str, columns: Columns | None = None) -> Statement:
    """Read a CSV as one statement; ``columns``: as guessed by default. A line that cannot be read is bad input with its number."""
    raise NotImplementedError
