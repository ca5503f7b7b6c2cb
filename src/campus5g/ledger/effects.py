"""What an event does to a repayable advance before anyone decides on it: its schedule and its gross grant equivalent, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from campus5g.core.equivalent import Flow, advance_equivalent
from campus5g.core.message import Amount, Message, msg
from campus5g.ledger.advances import Drawing, Instalment, Movement, Terms, add_months
from campus5g.ledger.applying import apply
from campus5g.ledger.book import Refusal
from campus5g.ledger.deeds import AdvanceDeed
from campus5g.ledger.schedules import position
from campus5g.ledger.state import AdvanceStanding, Fund


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


def worth(terms: Terms, movements: Sequence[Movement], instalments: Sequence[Instalment], rates: Rates) -> Worth:
    """Return the gross grant equivalent of what moved and of what is still to be repaid.

    Years are counted from the grant: a part drawn is owed from the year of its drawing on, a part repaid is owed to the end of the
    year in which it is repaid; what is written off is aid in full, discounted to the grant (``core.equivalent``).
    """
    nominal = sum(move.cents for move in movements if move.kind == "drawn")
    gone = sum(move.cents for move in movements if move.kind != "drawn")
    asked = [part for part in instalments if part.capital_cents]
    undated = nominal - gone - sum(part.capital_cents for part in asked if part.due is not None)
    if undated:
        note = msg("%(cents)s have no day of repayment yet: no equivalent can be computed", cents=Amount(undated))
        return Worth(None, nominal, (note,))

    def flows(kind: str) -> list[Flow]:
        return [(_years_up(rates.granted, move.on), move.cents) for move in movements if move.kind == kind]

    drawn = [(_years_down(rates.granted, move.on), move.cents) for move in movements if move.kind == "drawn"]
    to_come = [(_years_up(rates.granted, part.due), part.capital_cents) for part in asked if part.due is not None]
    cents = advance_equivalent(
        drawn, flows("repaid") + to_come, flows("written_off"), terms.rate, rates.reference, rates.discount
    )
    return Worth(cents, nominal, _notes(terms, nominal))


def _notes(terms: Terms, nominal: int) -> tuple[Message, ...]:
    """What the equivalent rests on."""
    notes = []
    if nominal < terms.principal_cents:
        notes.append(msg("%(cents)s are not drawn yet and not counted.", cents=Amount(terms.principal_cents - nominal)))
    if terms.conditional:
        notes.append(msg("Success is assumed; where no method is approved, ceilings count the nominal amount (GBER Art. 7(5))."))
    return tuple(notes)


def _years_down(granted: date, on: date) -> int:
    """Whole years gone since the grant; what is earlier counts as the grant itself."""
    years = max(0, on.year - granted.year)
    return years - 1 if years and add_months(granted, 12 * years) > on else years


def _years_up(granted: date, on: date) -> int:
    """The year, from 1, in which a day lies, its last day being the anniversary of the grant."""
    years = _years_down(granted, on)
    return max(1, years if add_months(granted, 12 * years) >= on else years + 1)


def side(advance: AdvanceStanding, rates: Rates) -> Side:
    """Return an advance as it stands; before anything is drawn, as if the whole principal had been on the first day."""
    terms, held = advance.terms, advance.position
    if not held.drawn_cents:
        held = position(terms, (Drawing(terms.starts, terms.principal_cents), *advance.events))
    days = [part.due for part in held.instalments if part.due is not None]
    found = worth(terms, held.lasting, held.instalments, rates)
    return Side(held.instalments, held.outstanding_cents, held.written_off_cents, max(days, default=None), found)


def effect(fund: Fund, deed: AdvanceDeed, rates: Rates) -> Effect | Refusal:
    """Return what a deed about an advance would do, without doing it, or why it would be refused."""
    after = apply(fund, deed)
    if isinstance(after, Refusal):
        return after
    new = after.advances[deed.advance]
    return Effect(side(fund.advances.get(deed.advance, new), rates), side(new, rates))
