"""How the schedule of an advance unfolds, event after event.

Equal instalments are rounded down and the last one carries the rest; interest is simple, exact days over 365, and rounded half up
when an instalment is called.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from campus5g.core.money import floor_share, half_up
from campus5g.ledger.advances import (
    Call,
    Deferral,
    Drawing,
    Early,
    Event,
    Instalment,
    Movement,
    Outcome,
    Position,
    Repayment,
    Reversal,
    Terms,
    Trigger,
    Triggered,
    Turnover,
    WriteOff,
    add_months,
)

DAYS_A_YEAR = 365


@dataclass(slots=True)
class _Part:
    number: int
    due: date | None
    capital: int = 0
    interest: int = 0
    called: bool = False


@dataclass(slots=True)
class _Unfolding:
    """The only thing here that changes: it lives as long as one call of ``position``."""

    terms: Terms
    parts: list[_Part] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    drawn: int = 0
    repaid: int = 0
    written_off: int = 0
    interest_paid: int = 0
    outcome: Decimal | None = None
    triggered: bool = False
    accrued: Fraction = Fraction(0)
    since: date | None = None
    taken: int = 0

    def __post_init__(self) -> None:
        self.triggered = self.terms.trigger is Trigger.SIGNATURE
        if self.terms.turnover_percent is None:
            self.parts = [_Part(number, None) for number in range(1, self.terms.instalments + 1)]
            if self.triggered:
                self.date_from(self.terms.starts)

    @property
    def outstanding(self) -> int:
        return self.drawn - self.repaid - self.written_off

    @property
    def open(self) -> list[_Part]:
        return [part for part in self.parts if not part.called]

    def date_from(self, start: date) -> None:
        for part in self.parts:
            part.due = add_months(start, self.terms.deferral_months + part.number * self.terms.every_months)

    def accrue(self, on: date) -> None:
        """Let the interest run on what is owed; a deed recorded late does not turn it back."""
        if self.since is not None and on > self.since:
            self.accrued += self.outstanding * Fraction(self.terms.rate) * (on - self.since).days / DAYS_A_YEAR
        self.since = max(on, self.since or on)

    def interest_of(self) -> int:
        """Round the interest that has run, here and nowhere else."""
        cents, self.accrued = half_up(self.accrued), Fraction(0)
        return cents

    def move(self, on: date, kind: str, cents: int) -> None:
        if cents:
            self.movements.append(Movement(on, kind, cents, self.taken))

    def spread(self, cents: int) -> None:
        """Ask for ``cents`` in equal parts of the instalments not called yet, the last one carrying the rest."""
        parts = self.open
        level = cents // len(parts) if parts else 0
        for part in parts:
            part.capital = level
        if parts:
            parts[-1].capital = cents - level * (len(parts) - 1)

    def trim(self, cents: int) -> None:
        """Take capital away from the last instalments on, those not called first."""
        for part in [*reversed(self.open), *reversed([part for part in self.parts if part.called])]:
            taken = min(part.capital, cents)
            part.capital -= taken
            cents -= taken

    def take(self, event: Event) -> None:
        self.accrue(event.on)
        match event:
            case Drawing(on, cents):
                self.draw(on, cents)
            case Triggered(on):
                self.triggered = True
                if self.terms.turnover_percent is None:
                    self.date_from(on)
            case Turnover(_, cents, due):
                self.ask_share(cents, due)
            case Outcome(on, percent):
                self.declare(on, percent)
            case Call():
                self.call()
            case Deferral(_, months):
                for part in self.open:
                    part.due = part.due and add_months(part.due, months)
            case Repayment(on, cents):
                self.repay(on, cents)
            case WriteOff(on, cents):
                self.write_off(on, cents)
        self.taken += 1

    def draw(self, on: date, cents: int) -> None:
        self.drawn += cents
        self.move(on, "drawn", cents)
        if self.terms.turnover_percent is None:
            self.spread(sum(part.capital for part in self.open) + cents)

    def ask_share(self, turnover: int, due: date) -> None:
        unscheduled = self.outstanding - sum(part.capital for part in self.parts)
        share = floor_share(turnover, self.terms.turnover_percent or Decimal(0))
        self.parts.append(_Part(len(self.parts) + 1, due, min(unscheduled, share)))

    def declare(self, on: date, percent: Decimal) -> None:
        self.outcome = percent
        owed = max(min(self.terms.minimum_cents, self.drawn), floor_share(self.drawn, percent))
        self.write_off(on, max(0, self.outstanding - max(0, owed - self.repaid)))

    def write_off(self, on: date, cents: int) -> None:
        self.written_off += cents
        self.move(on, "written_off", cents)
        self.trim(self.excess)

    @property
    def excess(self) -> int:
        """What the instalments ask for beyond what is owed any more."""
        return max(0, sum(part.capital for part in self.parts) - self.outstanding)

    def call(self) -> None:
        """Call the next instalment, with the interest that will have run on its day."""
        part = next((part for part in self.open if part.capital or half_up(self.accrued)), self.open[0])
        if part.due is not None:
            self.accrue(part.due)
        part.called, part.interest = True, self.interest_of()

    def repay(self, on: date, cents: int) -> None:
        called = [part for part in self.parts if part.called]
        for part in called:
            paid = min(part.interest, cents)
            part.interest -= paid
            self.interest_paid += paid
            cents -= paid
        self.repaid += cents
        self.move(on, "repaid", cents)
        for part in called:
            paid = min(part.capital, cents)
            part.capital -= paid
            cents -= paid
        if self.terms.early is Early.LOWERS and self.excess:
            self.spread(sum(part.capital for part in self.open) - self.excess)
        else:
            self.trim(self.excess)

    def instalments(self) -> tuple[Instalment, ...]:
        """What is still to be paid, the interest foreseen as if each were paid on its day."""
        found, left = [], self.outstanding
        waiting = sum(part.capital for part in self.parts if part.called)
        running, accrued, since = left - waiting, self.accrued, self.since
        for part in self.parts:
            interest = part.interest
            if not part.called and part.due is not None:
                if since is not None and part.due > since:
                    accrued += running * Fraction(self.terms.rate) * (part.due - since).days / DAYS_A_YEAR
                    since = part.due
                interest, accrued = half_up(accrued), Fraction(0)
                running -= part.capital
            if part.capital or interest:
                left -= part.capital
                found.append(Instalment(part.number, part.due, part.capital, interest, part.called, left))
        return tuple(found)


def position(terms: Terms, events: Sequence[Event] = ()) -> Position:
    """Return where an advance stands after its events, in the order in which they were recorded, and what is still to come.

    The events are taken as possible: ``apply`` refuses those that are not. What came back is left out, as if it had not been; its
    movement stays listed, with the one that takes it back.
    """
    gone = {event.event for event in events if isinstance(event, Reversal)}
    state = _Unfolding(terms)
    for place, event in enumerate(events):
        if place in gone or isinstance(event, Reversal):
            state.taken += 1
        else:
            state.take(event)
    called = [part for part in state.parts if part.called]
    return Position(
        drawn_cents=state.drawn,
        repaid_cents=state.repaid,
        written_off_cents=state.written_off,
        called_cents=sum(part.capital for part in called),
        interest_due_cents=sum(part.interest for part in called),
        interest_paid_cents=state.interest_paid,
        outcome=state.outcome,
        triggered=state.triggered,
        instalments=state.instalments(),
        movements=_with_reversed(state.movements, terms, events),
    )


def _with_reversed(lasting: Sequence[Movement], terms: Terms, events: Sequence[Event]) -> tuple[Movement, ...]:
    """Return the movements with those that came back, each as it was when it happened, and the day on which it came back."""
    found = list(lasting)
    for place, event in enumerate(events):
        if isinstance(event, Reversal):
            moved = next(
                (move for move in position(terms, events[: event.event + 1]).movements if move.event == event.event), None
            )
            if moved is not None:
                found += [moved, Movement(event.on, moved.kind, -moved.cents, place, event.event)]
    return tuple(sorted(found, key=lambda move: move.event))


def schedule(terms: Terms) -> tuple[Instalment, ...]:
    """Return the schedule foreseen at the signature: the whole principal drawn on ``terms.starts``, success assumed."""
    return position(terms, (Drawing(terms.starts, terms.principal_cents),)).instalments
