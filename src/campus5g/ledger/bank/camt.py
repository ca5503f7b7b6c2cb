"""Bank statements in CAMT.053 (ISO 20022 ``BkToCstmrStmt``), versions 2 to 8 and later ones of the same shape."""

from __future__ import annotations

from campus5g.ledger.bank.statement import Statement


def read_camt(content: bytes, where: str) -> tuple[Statement, ...]:
    """Read the statements of a file. One with a document type definition, or that is no CAMT.053, is bad input."""
    raise NotImplementedError
