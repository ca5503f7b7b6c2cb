"""The whole life of a programme, from the agreement to the last repayment, as it is planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from campus5g.ledger.advances import Terms
from campus5g.ledger.agreement import Agreement
from campus5g.ledger.cash import Flow
from campus5g.ledger.deeds import AnyDeed


@dataclass(frozen=True, slots=True)
class PlannedClaim:
    """A claim that a partner will make: the share of its budget, in %, spent from ``starts`` to ``ends``, submitted on ``on``."""

    partner: str
    on: date
    starts: date
    ends: date
    percent: Decimal


@dataclass(frozen=True, slots=True)
class PlannedAdvance:
    """A repayable advance: its terms, its drawings (day, cents), and what is expected of it."""

    key: str
    partner: str
    terms: Terms
    drawings: tuple[tuple[date, int], ...]
    outcome_on: date | None = None
    outcome_percent: Decimal = Decimal(100)
    triggered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """How a programme under one agreement is meant to go.

    first_percent: of the grant, paid ahead to each partner at the signature. decision_days: from a claim to its approval.
    payment_days: from what makes a payment due to the payment. released: the day on which the retention is released.
    """

    agreement: Agreement
    signed: date
    claims: tuple[PlannedClaim, ...] = ()
    advances: tuple[PlannedAdvance, ...] = ()
    first_percent: Decimal = Decimal(0)
    decision_days: int = 30
    payment_days: int = 30
    released: date | None = None


def simulate(plan: Plan, until: date | None = None) -> tuple[AnyDeed, ...]:
    """Return the deeds of the plan's life in the order of their days, to the last repayment or to a day. All of them can be applied."""
    raise NotImplementedError


def planned_flows(plan: Plan, after: date) -> tuple[Flow, ...]:
    """Return what the plan still means to pay and receive after a day, for the forecast of a cash curve."""
    raise NotImplementedError
