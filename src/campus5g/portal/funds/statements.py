"""A bank file, whichever it is, as the engine reads it; a table by columns that are kept once somebody said them."""

from __future__ import annotations

import base64
import hashlib
import zlib
from dataclasses import asdict, fields
from pathlib import PurePath

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.ledger.bank import Columns, Preview, Statement, preview, read_camt, read_table
from campus5g.portal.funds.models import BankLayout

MAX_BYTES = 10 * 2**20
FIELDS: dict[str, Message] = {
    "day": msg("Day"),
    "amount": msg("Amount, with its sign"),
    "debit": msg("Debit"),
    "credit": msg("Credit"),
    "text": msg("Words of the bank"),
    "reference": msg("Reference given by the payer"),
    "party": msg("Who paid, or was paid"),
    "iban": msg("Account of the other side"),
    "bank_reference": msg("Number given by the bank"),
    "balance": msg("Balance after the line"),
}
"""The columns of ``ledger.bank.Columns``, as people call them."""


def short_name(name: str) -> str:
    return PurePath(name.replace("\\", "/")).name[:80]


def is_table(content: bytes) -> bool:
    """Whether it is a table and no CAMT.053, told by what the file begins with: banks name them as they like."""
    return content.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] != b"<"


def read_bank_file(content: bytes, name: str, columns: Columns | None = None) -> tuple[Statement, ...]:
    """Read CAMT.053 or a table; ``columns``: which column of a table holds what, as guessed by default."""
    where = short_name(name)
    return (read_table(content, where, "", columns),) if is_table(content) else read_camt(content, where)


def mark_of(found: Preview) -> str:
    """What tells the tables of one bank from those of another: the words of their header."""
    return hashlib.sha256("\x1f".join(found.header).encode()).hexdigest()


def kept_columns(organisation_id: int, content: bytes, name: str) -> Columns | None:
    """Return the columns that somebody said for tables of this header, if anybody did."""
    layout = BankLayout._base_manager.filter(
        organisation_id=organisation_id, mark=mark_of(preview(content, short_name(name)))
    ).first()
    return columns_of(layout.columns) if layout else None


def columns_of(told: dict[str, str]) -> Columns:
    known = {one.name for one in fields(Columns)}
    return Columns(**{"day": "", **{name: word for name, word in told.items() if name in known}})


def as_told(columns: Columns) -> dict[str, str]:
    return {name: word for name, word in asdict(columns).items() if word}


def packed(content: bytes) -> str:
    """Return a file as text that a page carries to its next step: nothing of the bank is stored before somebody says so."""
    return base64.b64encode(zlib.compress(content, 9)).decode()


def unpacked(text: str) -> bytes:
    """Return the file that a page carried; what is no such text, or too long, is refused."""
    stretcher = zlib.decompressobj()
    try:
        content = stretcher.decompress(base64.b64decode(text, validate=True), MAX_BYTES)
    except (ValueError, zlib.error):
        content = b""
    if stretcher.unconsumed_tail:
        raise BadInput("file", msg("a file above 10 MB"), msg("the statement of one period"))
    if not stretcher.eof:
        raise BadInput("file", msg("no file that was read here"), msg("the file, chosen again"))
    return content
