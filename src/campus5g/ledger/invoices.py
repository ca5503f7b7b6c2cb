"""What tells one invoice from all others, so that no invoice is paid for twice, whatever the programme and the funder."""

from __future__ import annotations

import hashlib
import re

from campus5g.ledger.claims import Claim, ClaimLine, Seen
from campus5g.ledger.words import bare, words

_LEGAL_FORMS = frozenset({"SA", "SAS", "SASU", "SARL", "EURL", "SCI", "SCOP", "SNC", "GIE", "SOCIETE", "GMBH", "AG", "BV", "NV", "SPRL",
                          "LTD", "LIMITED", "LLC", "INC", "PLC", "SPA", "SRL"})  # fmt: skip
_FRENCH_VAT = re.compile(r"FR[0-9A-Z]{2}(\d{9})")
_SIRET = re.compile(r"(\d{9})\d{5}")


def fingerprint(line: ClaimLine) -> str | None:
    """Return what tells one invoice from all others, or ``None`` for a line without invoice.

    SHA-256 of the supplier (its number; else its name without case, accents, punctuation and legal form), the invoice's number
    (letters and digits only, without leading noughts), its day, and its amount with VAT in cents of its currency. A French VAT number
    and a SIRET are read as the SIREN in them.
    """
    number = bare(line.invoice)
    supplier = _supplier(line)
    if not number or not supplier or line.invoiced is None:
        return None
    parts = (
        supplier,
        number.lstrip("0") or "0",
        line.invoiced.isoformat(),
        str(line.net_cents + line.vat_cents),
        line.currency.upper(),
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def seen_in(claim: Claim, where: str) -> tuple[Seen, ...]:
    """Return the invoices of a claim, to be held against others; ``where`` names the claim and, for the office, its programme."""
    marks = [fingerprint(line) for line in claim.lines]
    return tuple(Seen(mark, where) for mark in marks if mark is not None)


def _supplier(line: ClaimLine) -> str:
    """The supplier's number where it is given, else its name."""
    number = bare(line.supplier_id)
    for form in (_FRENCH_VAT, _SIRET):
        if found := form.fullmatch(number):
            number = found[1]
    if number:
        return number
    return "".join(word for word in words(line.supplier) if word not in _LEGAL_FORMS)
