"""Cash curves: what was paid and received day by day, and what is still to come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from campus5g.ledger.state import Fund


class FlowKind(StrEnum):
    FUNDS = "funds"
    RETURNED = "returned"
    PAYMENT = "payment"
    RECOVERY = "recovery"
    DRAWING = "drawing"
    REPAYMENT = "repayment"


@dataclass(frozen=True, slots=True)
class Flow:
    """Money that moved on a day, or will. cents: positive. partner: empty between funder and third party. source: the deed's key, or
    what it is foreseen from. direct: it did not pass through the third party's account."""

    on: date
    kind: FlowKind
    cents: int
    agreement: str
    partner: str = ""
    direct: bool = False
    source: str = ""
    foreseen: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """The end of a day: what came in and went out on it, and what is held since the beginning."""

    on: date
    in_cents: int
    out_cents: int
    held_cents: int
    foreseen: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """A cash curve, one point for each day on which money moves. ``partner`` is empty for the third party's account."""

    partner: str
    points: tuple[Point, ...]

    def held_on(self, day: date) -> int:
        """Return what is held at the end of a day, in cents."""
        return next((point.held_cents for point in reversed(self.points) if point.on <= day), 0)


def flows(fund: Fund) -> tuple[Flow, ...]:
    """Return what was paid and received, deed by deed, in the order of the days."""
    raise NotImplementedError


def foreseen(fund: Fund, today: date, planned: Iterable[Flow] = ()) -> tuple[Flow, ...]:
    """Return what is to come: what is due, the instalments of the advances, and what was planned (``simulate`` tells it)."""
    raise NotImplementedError


def curve(moved: Iterable[Flow], partner: str = "") -> Curve:
    """Return a partner's cash curve, positive what it has from the programme, or, without a partner, that of the third party's account."""
    raise NotImplementedError
