"""The whole life of a programme, from the agreement to the last repayment, as it is planned."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from heapq import heappop, heappush

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.money import floor_share
from campus5g.ledger.advances import Terms
from campus5g.ledger.agreement import Agreement
from campus5g.ledger.applying import apply
from campus5g.ledger.book import Refusal
from campus5g.ledger.cash import Flow, flows
from campus5g.ledger.claims import Claim, ClaimLine
from campus5g.ledger.deeds import (
    Accepted,
    AdvanceAgreed,
    AdvanceDrawn,
    AdvanceRepaid,
    AgreementSigned,
    AnyDeed,
    ClaimApproved,
    ClaimSubmitted,
    FundsReceived,
    FundsReturned,
    InstalmentCalled,
    OutcomeDeclared,
    Payment,
    PaymentMade,
    RetentionReleased,
    TriggerMet,
    TurnoverDeclared,
)
from campus5g.ledger.state import AdvanceStanding, Fund, Share, Standing

CALLED_BEFORE = timedelta(days=30)
"""How long before its day an instalment is called."""


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
    """A repayable advance: its terms, its drawings (day, cents), and what is expected of it.

    turnovers: day of the declaration, cents, day on which the share is due; only for an advance repaid by its share.
    """

    key: str
    partner: str
    terms: Terms
    drawings: tuple[tuple[date, int], ...]
    outcome_on: date | None = None
    outcome_percent: Decimal = Decimal(100)
    triggered_on: date | None = None
    turnovers: tuple[tuple[date, int, date], ...] = ()


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
    """Return the deeds of the plan's life in the order of their days, to the last repayment or to a day. All of them can be applied.

    The funder pays in what is needed on the day it is needed; what is repaid is returned to it on the same day. A plan that cannot be
    (claims above the budget, drawings above the principal) is bad input.
    """
    return tuple(_Life(plan).lived(until).deeds)


def planned_flows(plan: Plan, after: date) -> tuple[Flow, ...]:
    """Return what the plan still means to pay and receive after a day, for the forecast of a cash curve."""
    return tuple(replace(flow, foreseen=True) for flow in flows(_Life(plan).lived(None)) if flow.on > after)


Step = Callable[[date], None]


@dataclass(slots=True)
class _Life:
    """The agenda of a programme, worked through day by day; steps put further ones on it."""

    plan: Plan
    fund: Fund = field(default_factory=Fund)
    agenda: list[tuple[date, int, Step]] = field(default_factory=list)
    put: int = 0

    def lived(self, until: date | None) -> Fund:
        for on, step in self._first_steps():
            self.later(on, step)
        while self.agenda and (until is None or self.agenda[0][0] <= until):
            on, _, step = heappop(self.agenda)
            step(on)
        return self.fund

    def later(self, on: date, step: Step) -> None:
        """Put a step on the agenda; those of one day are done in the order in which they were put."""
        heappush(self.agenda, (on, self.put, step))
        self.put += 1

    def do(self, deed: AnyDeed) -> None:
        after = apply(self.fund, deed)
        if isinstance(after, Refusal):
            raise BadInput("plan", after.reason, msg("a plan that can be carried out"))
        self.fund = after

    @property
    def key(self) -> str:
        """The next deed's key, unique in the life."""
        return f"{self.plan.agreement.key}:{len(self.fund.deeds) + 1}"

    @property
    def standing(self) -> Standing:
        return self.fund.agreements[self.plan.agreement.key]

    def share(self, partner: str) -> Share:
        return self.standing.shares[partner]

    def _first_steps(self) -> Iterator[tuple[date, Step]]:
        plan, pause = self.plan, timedelta(days=self.plan.payment_days)
        yield plan.signed, self.sign
        for award in plan.agreement.awards:
            if first := floor_share(award.grant_cents, plan.first_percent):
                yield plan.signed + pause, partial(self.pay, award.partner, first, Payment.ADVANCE)
        done: dict[str, Decimal] = {}
        for n, claim in enumerate(sorted(plan.claims, key=lambda claim: claim.on), start=1):
            before = done.get(claim.partner, Decimal(0))
            done[claim.partner] = before + claim.percent
            yield claim.on, partial(self.claim, f"{plan.agreement.key}:claim-{n}", claim, before)
        for advance in plan.advances:
            yield from self._of_advance(advance)
        if plan.released:
            yield plan.released, self.release

    def _of_advance(self, planned: PlannedAdvance) -> Iterator[tuple[date, Step]]:
        name = planned.key
        yield self.plan.signed, partial(self.agree, planned)
        for day, cents in planned.drawings:
            yield day, partial(self.draw, name, cents)
        if planned.triggered_on:
            yield planned.triggered_on, lambda on: self.do(TriggerMet(key=self.key, on=on, advance=name))
        if planned.outcome_on:
            yield planned.outcome_on, partial(self.declare, planned)
        for day, cents, due in planned.turnovers:
            yield day, partial(self.tell_turnover, name, cents, due)
        ready = max((day for day, _ in planned.drawings), default=self.plan.signed)
        yield max(ready, planned.triggered_on or ready, planned.outcome_on or ready), partial(self.prepare_call, name)

    def sign(self, on: date) -> None:
        self.do(AgreementSigned(key=self.key, on=on, agreement=self.plan.agreement))

    def agree(self, planned: PlannedAdvance, on: date) -> None:
        self.do(
            AdvanceAgreed(
                key=self.key,
                on=on,
                advance=planned.key,
                agreement=self.plan.agreement.key,
                partner=planned.partner,
                terms=planned.terms,
            )
        )

    def fetch(self, cents: int, on: date) -> None:
        """Let the funder pay in what the third party lacks."""
        if (missing := cents - self.standing.cash) > 0:
            self.do(FundsReceived(key=self.key, on=on, agreement=self.plan.agreement.key, cents=missing))

    def pay(self, partner: str, cents: int, what: Payment, on: date) -> None:
        self.fetch(cents, on)
        self.do(PaymentMade(key=self.key, on=on, agreement=self.plan.agreement.key, partner=partner, cents=cents, what=what))

    def pay_due(self, partner: str, what: Payment, on: date) -> None:
        if due := self.share(partner).due:
            self.pay(partner, due, what, on)

    def claim(self, name: str, planned: PlannedClaim, before: Decimal, on: date) -> None:
        """Claim a share of each line; the shares of all claims add up to the line itself at 100 %."""
        spent = [
            (line, floor_share(line.cents, before + planned.percent) - floor_share(line.cents, before))
            for line in self.plan.agreement.lines
            if line.partner == planned.partner
        ]
        lines = tuple(
            ClaimLine(line.key, line.key, line.label, cents, planned.starts, cents, category=line.category, evidence=("-",))
            for line, cents in spent
            if cents
        )
        claim = Claim(name, self.plan.agreement.key, planned.partner, planned.starts, planned.ends, lines)
        self.do(ClaimSubmitted(key=self.key, on=on, claim=claim))
        what = Payment.BALANCE if before + planned.percent >= 100 else Payment.INTERIM
        self.later(on + timedelta(days=self.plan.decision_days), partial(self.approve, claim, what))

    def approve(self, claim: Claim, what: Payment, on: date) -> None:
        accepted = tuple(Accepted(line.key, line.claimed_cents) for line in claim.lines)
        self.do(ClaimApproved(key=self.key, on=on, claim=claim.key, lines=accepted))
        self.later(on + timedelta(days=self.plan.payment_days), partial(self.pay_due, claim.partner, what))

    def release(self, on: date) -> None:
        for partner, share in self.standing.shares.items():
            if share.held:
                self.do(
                    RetentionReleased(key=self.key, on=on, agreement=self.plan.agreement.key, partner=partner, cents=share.held)
                )
                self.later(on + timedelta(days=self.plan.payment_days), partial(self.pay_due, partner, Payment.BALANCE))

    def draw(self, advance: str, cents: int, on: date) -> None:
        self.fetch(cents, on)
        self.do(AdvanceDrawn(key=self.key, on=on, advance=advance, cents=cents))

    def declare(self, planned: PlannedAdvance, on: date) -> None:
        self.do(OutcomeDeclared(key=self.key, on=on, advance=planned.key, percent=planned.outcome_percent))

    def tell_turnover(self, advance: str, cents: int, due: date, on: date) -> None:
        self.do(TurnoverDeclared(key=self.key, on=on, advance=advance, cents=cents, due=due))
        self.later(on, partial(self.prepare_call, advance))

    def advance(self, key: str) -> AdvanceStanding:
        return self.fund.advances[key]

    def prepare_call(self, advance: str, on: date) -> None:
        """Put the call of the next instalment on the agenda, a month before its day."""
        upcoming = next((part for part in self.advance(advance).position.instalments if not part.called and part.due), None)
        if upcoming is not None and upcoming.due is not None:
            self.later(max(on, upcoming.due - CALLED_BEFORE), partial(self.call, advance, upcoming.due))

    def call(self, advance: str, due: date, on: date) -> None:
        if any(not part.called for part in self.advance(advance).position.instalments):
            self.do(InstalmentCalled(key=self.key, on=on, advance=advance))
            self.later(max(on, due), partial(self.repay, advance))

    def repay(self, advance: str, on: date) -> None:
        held = self.advance(advance).position
        if called := held.called_cents + held.interest_due_cents:
            self.do(AdvanceRepaid(key=self.key, on=on, advance=advance, cents=called))
            self.do(FundsReturned(key=self.key, on=on, agreement=self.plan.agreement.key, cents=called))
        self.prepare_call(advance, on)
