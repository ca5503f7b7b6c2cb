"""What the partners of a project commit themselves to: the same value is signed, compared and drawn as an agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from campus5g.core.codec import dump
from campus5g.core.project import CostLine


@dataclass(frozen=True, slots=True)
class Party:
    """A partner as an agreement names it. ``task``: what it does; ``size`` as in ``core.project.Size``, empty when unknown."""

    id: str
    name: str
    lead: bool
    siren: str = ""
    address: str = ""
    size: str = ""
    task: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A part of the work. Months count from 1, the first month of the project."""

    id: str
    title: str
    text: str
    partner_ids: tuple[str, ...]
    first_month: int
    months: int


@dataclass(frozen=True, slots=True)
class Paid:
    """How one partner's costs are paid, all calls together; the four add up to its planned costs."""

    partner_id: str
    grant_cents: int
    advance_cents: int
    loan_cents: int
    own_cents: int


@dataclass(frozen=True, slots=True)
class Commitments:
    """A project as its partners sign it. ``paid`` is empty until there is a financing plan."""

    title: str
    summary: str
    applied: date
    granted: date
    starts: date
    months: int
    parties: tuple[Party, ...]
    lines: tuple[CostLine, ...]
    work: tuple[Work, ...] = ()
    paid: tuple[Paid, ...] = ()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the canonical JSON: two states are one exactly when nothing that is signed differs."""
        return sha256(dump(self).encode()).hexdigest()

    @property
    def cents(self) -> int:
        return sum(line.cents for line in self.lines)

    def cost_of(self, partner_id: str) -> int:
        return sum(line.cents for line in self.lines if line.partner_id == partner_id)

    def paid_to(self, partner_id: str) -> Paid | None:
        return next((paid for paid in self.paid if paid.partner_id == partner_id), None)
