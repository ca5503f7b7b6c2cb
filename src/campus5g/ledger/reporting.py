"""The figures of a period for a funder, each with its trail to the deeds it is made of. Totals are the sums of what is listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from campus5g.ledger.state import Fund


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount in cents and its trail: the keys of the deeds that make it, in the order of the deeds."""

    cents: int = 0
    trail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineRow:
    """A budget line. budget, and in the period: claimed, accepted as eligible, refused, and the grant earned on it."""

    agreement: str
    partner: str
    strand: str
    line: str
    label: str
    budget: Figure
    claimed: Figure
    eligible: Figure
    refused: Figure
    granted: Figure


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner under an agreement. In the period: granted, retained (held less released), paid, recovered; at its end: due, ahead."""

    agreement: str
    partner: str
    award: Figure
    granted: Figure
    retained: Figure
    paid: Figure
    recovered: Figure
    due: Figure
    ahead: Figure


@dataclass(frozen=True, slots=True)
class AdvanceRow:
    """A repayable advance. In the period: drawn, repaid, written off, interest paid; outstanding at its end."""

    advance: str
    agreement: str
    partner: str
    drawn: Figure
    repaid: Figure
    written_off: Figure
    interest: Figure
    outstanding: Figure


@dataclass(frozen=True, slots=True)
class FunderRow:
    """A funder: pledged; in the period, received from it and returned to it; in the third party's account at its end."""

    agreement: str
    funder: str
    pledged: Figure
    received: Figure
    returned: Figure
    cash: Figure


@dataclass(frozen=True, slots=True)
class Report:
    """The report of a period, both days included."""

    first: date
    last: date
    funders: tuple[FunderRow, ...]
    partners: tuple[PartnerRow, ...]
    lines: tuple[LineRow, ...]
    advances: tuple[AdvanceRow, ...]


def report(fund: Fund, first: date, last: date, *, agreement: str = "", partner: str = "") -> Report:
    """Return the figures of a period; ``agreement`` and ``partner`` keep only theirs."""
    raise NotImplementedError
