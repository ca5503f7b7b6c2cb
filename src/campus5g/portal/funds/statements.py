"""A bank file, whichever it is, as the engine reads it."""

from __future__ import annotations

from pathlib import PurePath

from campus5g.ledger.bank.camt import read_camt
from campus5g.ledger.bank.statement import Statement
from campus5g.ledger.bank.table import read_table


def read_bank_file(content: bytes, name: str) -> tuple[Statement, ...]:
    """Read CAMT.053 or a table, told apart by what the file begins with: banks name them as they like."""
    where = PurePath(name.replace("\\", "/")).name[:80]
    start = content.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1]
    return read_camt(content, where) if start == b"<" else (read_table(content, where, ""),)
