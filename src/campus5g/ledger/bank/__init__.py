"""Bank statements: read (CAMT.053, CSV), checked, and held against the payments that are expected."""

from campus5g.ledger.bank.camt import read_camt
from campus5g.ledger.bank.matching import Certainty, Match, Matching, match
from campus5g.ledger.bank.pairing import Expected
from campus5g.ledger.bank.statement import BankLine, Statement, new_lines
from campus5g.ledger.bank.table import Columns, Preview, guess_columns, preview, read_table

__all__ = [
    "BankLine",
    "Certainty",
    "Columns",
    "Expected",
    "Match",
    "Matching",
    "Preview",
    "Statement",
    "guess_columns",
    "match",
    "new_lines",
    "preview",
    "read_camt",
    "read_statements",
    "read_table",
]


def read_statements(content: bytes, where: str, account: str = "") -> tuple[Statement, ...]:
    """Read a bank file of either format, known by how it begins; ``account`` names the account of a CSV, which does not say it."""
    start = content.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    return read_camt(content, where) if start.startswith(b"<") else (read_table(content, where, account),)
