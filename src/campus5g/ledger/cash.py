"""Cash curves: what was paid and received day by day, and what is still to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from campus5g.ledger.deeds import (
    AdvanceDrawn,
    AdvanceRepaid,
    AnyDeed,
    FundsReceived,
    FundsReturned,
    MoveReversed,
    PaymentMade,
    PaymentRecovered,
)
from campus5g.ledger.state import Fund


class FlowKind(StrEnum):
    FUNDS = "funds"
    RETURNED = "returned"
    PAYMENT = "payment"
    RECOVERY = "recovery"
    DRAWING = "drawing"
    REPAYMENT = "repayment"


TO_PARTNER = frozenset({FlowKind.PAYMENT, FlowKind.DRAWING})
FROM_PARTNER = frozenset({FlowKind.RECOVERY, FlowKind.REPAYMENT})
BACK = {
    FlowKind.FUNDS: FlowKind.RETURNED,
    FlowKind.RETURNED: FlowKind.FUNDS,
    FlowKind.PAYMENT: FlowKind.RECOVERY,
    FlowKind.RECOVERY: FlowKind.PAYMENT,
    FlowKind.DRAWING: FlowKind.REPAYMENT,
    FlowKind.REPAYMENT: FlowKind.DRAWING,
}
"""What money is when it comes back the way it went."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Money that moved on a day, or will. ``cents`` is positive.

    partner: empty between funder and third party. direct: it did not pass through the third party's account. source: the key of the
    deed, or what it is foreseen from. advance: the repayable advance that it belongs to.
    """

    on: date
    kind: FlowKind
    cents: int
    agreement: str
    partner: str = ""
    direct: bool = False
    source: str = ""
    advance: str = ""
    foreseen: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """The end of a day: what came in and went out on it, and what is held since the beginning. foreseen: nothing on it was real."""

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
    found = [flow for deed in fund.deeds if (flow := _flow(fund, deed)) is not None]
    return tuple(sorted(found, key=lambda flow: flow.on))


def _flow(fund: Fund, deed: AnyDeed) -> Flow | None:
    match deed:
        case FundsReceived():
            return Flow(deed.on, FlowKind.FUNDS, deed.cents, deed.agreement, source=deed.key)
        case FundsReturned():
            return Flow(deed.on, FlowKind.RETURNED, deed.cents, deed.agreement, source=deed.key)
        case PaymentMade():
            return Flow(deed.on, FlowKind.PAYMENT, deed.cents, deed.agreement, deed.partner, deed.direct, deed.key)
        case PaymentRecovered():
            return Flow(deed.on, FlowKind.RECOVERY, deed.cents, deed.agreement, deed.partner, deed.direct, deed.key)
        case AdvanceDrawn() | AdvanceRepaid():
            advance = fund.advances[deed.advance]
            kind = FlowKind.DRAWING if isinstance(deed, AdvanceDrawn) else FlowKind.REPAYMENT
            return Flow(deed.on, kind, deed.cents, advance.agreement, advance.partner, deed.direct, deed.key, advance.key)
        case MoveReversed():
            moved = fund.deed(deed.move)
            gone = _flow(fund, moved) if moved else None
            return replace(gone, on=deed.on, kind=BACK[gone.kind], source=deed.key) if gone else None
        case _:
            return None


def foreseen(fund: Fund, today: date, planned: Iterable[Flow] = ()) -> tuple[Flow, ...]:
    """Return what is to come from ``today`` on, in the order of the days.

    What is due to partners is foreseen today; each instalment of an advance on its day (one that is late, today), success assumed;
    ``planned`` (``planned_flows``) adds the rest. Of an advance that is drawn, the plan's repayments give way to its instalments.
    """
    found = [
        Flow(today, FlowKind.PAYMENT, share.due, key, partner, source="due", foreseen=True)
        for key, standing in fund.agreements.items()
        for partner, share in standing.shares.items()
        if share.due
    ]
    for advance in fund.advances.values():
        for part in advance.position.instalments:
            if part.due is not None:
                found.append(
                    Flow(
                        max(part.due, today),
                        FlowKind.REPAYMENT,
                        part.capital_cents + part.interest_cents,
                        advance.agreement,
                        advance.partner,
                        source=f"{advance.key}:{part.number}",
                        advance=advance.key,
                        foreseen=True,
                    )
                )
    drawn = {key for key, advance in fund.advances.items() if advance.position.drawn_cents}
    found += [flow for flow in planned if flow.on >= today and not (flow.kind is FlowKind.REPAYMENT and flow.advance in drawn)]
    return tuple(sorted(found, key=lambda flow: flow.on))


def curve(moved: Iterable[Flow], partner: str = "") -> Curve:
    """Return a cash curve: what a partner holds from the programme or, without a partner, what is in the third party's account."""
    days: dict[date, list[Flow]] = defaultdict(list)
    for flow in moved:
        if flow.partner == partner if partner else not flow.direct:
            days[flow.on].append(flow)
    inward = TO_PARTNER if partner else FROM_PARTNER | {FlowKind.FUNDS}
    held, points = 0, []
    for on in sorted(days):
        came = sum(flow.cents for flow in days[on] if flow.kind in inward)
        went = sum(flow.cents for flow in days[on]) - came
        held += came - went
        points.append(Point(on, came, went, held, all(flow.foreseen for flow in days[on])))
    return Curve(partner, tuple(points))
