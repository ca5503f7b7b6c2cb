"""Repayable advances: their terms, what happened to them, and the schedule that follows.

A schedule is a pure function of the terms and of the events in the order in which they were recorded. Capital is integer cents;
equal instalments are rounded down and the last one carries the rest, so that repayments + write-offs + what is owed = what was
drawn, to the cent. Interest is simple, exact days over 365, rounded once, when an instalment is called.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from campus5g.core.errors import BadInput
from campus5g.core.message import msg


class Trigger(StrEnum):
    """From which event the deferral counts: the day of the terms, or one that is still to come."""

    SIGNATURE = "signature"
    FIRST_REVENUE = "first_revenue"
    END_OF_WORK = "end_of_work"


class Early(StrEnum):
    """What an early repayment does: it takes away the last instalments, or lowers all that remain."""

    SHORTENS = "shortens"
    LOWERS = "lowers"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a repayable advance was agreed on.

    starts: the day from which the deferral counts when the trigger is the signature. deferral_months: from there to the beginning of
    the first period; the first instalment is due ``every_months`` later. rate: interest a year, as a fraction, 0 for none.
    conditional: owed only once success was declared. minimum_cents: owed even in failure. turnover_percent: repaid by this share of
    each declared turnover instead of by equal instalments.
    """

    principal_cents: int
    starts: date
    deferral_months: int = 0
    instalments: int = 5
    every_months: int = 12
    rate: Decimal = Decimal(0)
    conditional: bool = False
    minimum_cents: int = 0
    trigger: Trigger = Trigger.SIGNATURE
    turnover_percent: Decimal | None = None
    early: Early = Early.SHORTENS

    def __post_init__(self) -> None:
        checks = (
            ("principal_cents", self.principal_cents > 0, msg("an amount above nought")),
            ("deferral_months", self.deferral_months >= 0, msg("months, nought or more")),
            ("instalments", 1 <= self.instalments <= 1200, msg("a number from 1 to 1,200")),
            ("every_months", 1 <= self.every_months <= 120, msg("months from 1 to 120")),
            ("rate", 0 <= self.rate < 1, msg("a fraction such as 0.02 for 2 %%")),
            ("minimum_cents", 0 <= self.minimum_cents <= self.principal_cents, msg("at most the principal")),
            ("turnover_percent", self.turnover_percent is None or 0 < self.turnover_percent <= 100,
             msg("a percentage above nought")),
        )  # fmt: skip
        for name, holds, expected in checks:
            if not holds:
                raise BadInput(f"terms.{name}", msg("“%(text)s”", text=str(getattr(self, name))), expected)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A part of the advance is paid out."""

    on: date
    cents: int
    kind: Literal["drawing"] = "drawing"


@dataclass(frozen=True, slots=True)
class Triggered:
    """The event from which the deferral counts happened."""

    on: date
    kind: Literal["triggered"] = "triggered"


@dataclass(frozen=True, slots=True)
class Turnover:
    """A turnover was declared; its share is due on ``due``."""

    on: date
    cents: int
    due: date
    kind: Literal["turnover"] = "turnover"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Success (100), failure (0) or a part of it."""

    on: date
    percent: Decimal
    kind: Literal["outcome"] = "outcome"


@dataclass(frozen=True, slots=True)
class Call:
    """The next instalment is called."""

    on: date
    kind: Literal["call"] = "call"


@dataclass(frozen=True, slots=True)
class Deferral:
    """What is not called yet is put off."""

    on: date
    months: int
    kind: Literal["deferral"] = "deferral"


@dataclass(frozen=True, slots=True)
class Repayment:
    """Money given back, interest first."""

    on: date
    cents: int
    kind: Literal["repayment"] = "repayment"


@dataclass(frozen=True, slots=True)
class WriteOff:
    """Capital given up."""

    on: date
    cents: int
    kind: Literal["write_off"] = "write_off"


@dataclass(frozen=True, slots=True)
class Reversal:
    """A drawing or a repayment came back: ``event`` is its place among the events."""

    on: date
    event: int
    kind: Literal["reversal"] = "reversal"


Event = Drawing | Triggered | Turnover | Outcome | Call | Deferral | Repayment | WriteOff | Reversal


@dataclass(frozen=True, slots=True)
class Instalment:
    """One instalment. due: ``None`` as long as the trigger has not happened. capital_cents: still to be repaid on it.

    interest_cents: fixed once called, foreseen before. outstanding_cents: the capital that remains after it.
    """

    number: int
    due: date | None
    capital_cents: int
    interest_cents: int
    called: bool
    outstanding_cents: int


@dataclass(frozen=True, slots=True)
class Movement:
    """Capital that moved: ``kind`` is ``drawn``, ``repaid`` or ``written_off``; ``event`` is the place of what moved it.

    reverses: the place of the event whose movement came back; ``cents`` is then negative.
    """

    on: date
    kind: str
    cents: int
    event: int
    reverses: int | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """Where an advance stands. ``called_cents`` is capital called and not repaid, ``interest_due_cents`` interest called and not paid.

    unscheduled_cents: capital owed that no instalment asks for yet (a turnover is still to be declared).
    """

    drawn_cents: int
    repaid_cents: int
    written_off_cents: int
    called_cents: int
    interest_due_cents: int
    interest_paid_cents: int
    outcome: Decimal | None
    triggered: bool
    instalments: tuple[Instalment, ...]
    movements: tuple[Movement, ...]

    @property
    def outstanding_cents(self) -> int:
        """Capital drawn, neither repaid nor written off."""
        return self.drawn_cents - self.repaid_cents - self.written_off_cents

    @property
    def debt_cents(self) -> int:
        """All that a repayment could settle today: the capital, and the interest called."""
        return self.outstanding_cents + self.interest_due_cents

    @property
    def lasting(self) -> tuple[Movement, ...]:
        """The movements that were not reversed, without their reversals."""
        gone = {move.reverses for move in self.movements if move.reverses is not None}
        return tuple(move for move in self.movements if move.reverses is None and move.event not in gone)

    @property
    def unscheduled_cents(self) -> int:
        return self.outstanding_cents - sum(part.capital_cents for part in self.instalments)


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
