"""Claims of expenses, and what the rules find in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from campus5g.core.message import Message
from campus5g.ledger.agreement import named, positive


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """Euros for one unit of another currency, with the day and the source of the rate."""

    euros: Decimal
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One expense, in cents of ``currency``.

    net_cents: without VAT. vat_cents: the VAT of the invoice; it counts only where the partner cannot recover it. claimed_cents:
    what the partner asks to be counted, in euros, at most net + unrecoverable VAT. supplier, supplier_id (SIREN or VAT number),
    invoice, invoiced: empty for what has no invoice, such as staff. paid: the day it was paid, where known. evidence: names of the
    files that prove it.
    """

    key: str
    budget_line: str
    label: str
    claimed_cents: int
    incurred: date
    net_cents: int
    vat_cents: int = 0
    vat_recoverable: bool = True
    category: str = ""
    supplier: str = ""
    supplier_id: str = ""
    invoice: str = ""
    invoiced: date | None = None
    paid: date | None = None
    currency: str = "EUR"
    rate: ExchangeRate | None = None
    evidence: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        named(self.key, "claim.line")
        positive(min(self.claimed_cents, self.net_cents, self.vat_cents), f"claim.line.{self.key}")


@dataclass(frozen=True, slots=True)
class Claim:
    """A partner's claim under one agreement for a period, both days included."""

    key: str
    agreement: str
    partner: str
    starts: date
    ends: date
    lines: tuple[ClaimLine, ...]

    def __post_init__(self) -> None:
        named(self.key, "claim.key")

    @property
    def claimed_cents(self) -> int:
        return sum(line.claimed_cents for line in self.lines)


class Severity(StrEnum):
    """What a finding does: the line is refused, its amount is cut, or a person is asked to look."""

    REFUSED = "refused"
    CUT = "cut"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found on a line. ``key`` names the rule, ``elsewhere`` the other claim where an invoice was seen."""

    key: str
    severity: Severity
    reason: Message
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class LineCheck:
    """A line with its findings, and the cents that remain eligible by rule."""

    line: str
    eligible_cents: int
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """A claim's lines, judged, and what would be earned and held if they were accepted so."""

    lines: tuple[LineCheck, ...]
    findings: tuple[Finding, ...]
    claimed_cents: int
    eligible_cents: int
    grant_cents: int
    retained_cents: int


@dataclass(frozen=True, slots=True)
class Seen:
    """An invoice that was claimed already: its fingerprint, and where (a name that only the office may be shown)."""

    fingerprint: str
    where: str


@dataclass(frozen=True, slots=True)
class Age:
    """How long claims wait: how many and how much, from ``days`` on to the next step (``None``: without end)."""

    days: int
    until: int | None
    claims: tuple[str, ...]
    cents: int
