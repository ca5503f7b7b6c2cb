"""What an event does to a repayable advance before anyone decides on it: its schedule and its gross grant equivalent, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from campus5g.core.message import Message
from campus5g.ledger.advances import Instalment, Movement, Terms
from campus5g.ledger.book import Refusal
from campus5g.ledger.deeds import AdvanceDeed
from campus5g.ledger.state import Fund


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of the day of the grant, as fractions (2008/C 14/02): the partner's reference rate, and the discount rate."""

    granted: date
    reference: Decimal
    discount: Decimal


@dataclass(frozen=True, slots=True)
class Worth:
    """What an advance is worth as aid, in cents.

    equivalent_cents: gross grant equivalent, ``None`` where a part has no day of repayment yet. nominal_cents: the principal drawn, which
    ceilings count where no method for the equivalent is approved. notes: what was assumed.
    """

    equivalent_cents: int | None
    nominal_cents: int
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """An advance before or after: its instalments, what is owed, and what it is worth."""

    instalments: tuple[Instalment, ...]
    outstanding_cents: int
    written_off_cents: int
    last_due: date | None
    worth: Worth


@dataclass(frozen=True, slots=True)
class Effect:
    """What a deed would do."""

    before: Side
    after: Side

    @property
    def equivalent_change_cents(self) -> int | None:
        """How much the gross grant equivalent would grow, where both are known."""
        one, other = self.before.worth.equivalent_cents, self.after.worth.equivalent_cents
        return None if one is None or other is None else other - one


def worth(terms: Terms, movements: tuple[Movement, ...], instalments: tuple[Instalment, ...], rates: Rates) -> Worth:
    """Return the gross grant equivalent of what moved and of what is still to be repaid.

    Years are counted from the grant: a part drawn is owed from the year of its drawing on, a part repaid is owed to the end of the
    year in which it is repaid; what is written off is aid in full, discounted to the grant (``core.equivalent``).
    """
    raise NotImplementedError


def effect(fund: Fund, deed: AdvanceDeed, rates: Rates) -> Effect | Refusal:
    """Return what a deed about an advance would do, without doing it, or why it would be refused."""
    raise NotImplementedError
