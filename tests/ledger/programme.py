"""A small programme to do deeds on, and chance that does many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hypothesis import settings

from campus5g.ledger import (
    Accepted,
    AdvanceAgreed,
    AdvanceDrawn,
    AdvanceRepaid,
    AdvanceWrittenOff,
    Agreement,
    AgreementAmended,
    AgreementClosed,
    AgreementReopened,
    AgreementSigned,
    AnyDeed,
    Award,
    BudgetLine,
    Claim,
    ClaimApproved,
    ClaimCorrected,
    ClaimLine,
    ClaimRejected,
    ClaimStatus,
    ClaimSubmitted,
    Early,
    Fund,
    FundsReceived,
    FundsReturned,
    InstalmentCalled,
    InstalmentsDeferred,
    MoveReversed,
    OutcomeDeclared,
    PartnerLeft,
    Payment,
    PaymentMade,
    PaymentRecovered,
    PeriodClosed,
    PeriodReopened,
    Refusal,
    RetentionReleased,
    Terms,
    Trigger,
    TriggerMet,
    TurnoverDeclared,
    apply,
)

START, END = date(2026, 3, 1), date(2029, 2, 28)
STEADY = settings(deadline=None, derandomize=True, max_examples=60)
"""The same examples each time, however slow the machine."""


def agreement(key: str = "bank", *, retention: str = "5", transfer: str = "10") -> Agreement:
    """A funder, a steelworks with a grant and an advance, a school with a grant; budgets of 20 000 and 3 000 euros."""
    return Agreement(
        key,
        "bpifrance",
        START,
        END,
        (Award("steel", 500_001, 500_000), Award("school", 100_000)),
        (
            BudgetLine(f"{key}-net", "steel", "Antennas", "industrial", 1_500_000, "network"),
            BudgetLine(f"{key}-use", "steel", "Trials", "experimental", 500_000, "uses"),
            BudgetLine(f"{key}-course", "school", "Courses", "training", 300_000, "skills"),
        ),
        Decimal(retention),
        Decimal(transfer),
    )


def claim_line(key: str, cents: int, budget: str = "bank-net", **other: object) -> ClaimLine:
    """A line without anything to find."""
    held: dict[str, object] = {"category": "industrial", "evidence": ("invoice.pdf",), **other}
    return ClaimLine(key, budget, "Antennas", cents, date(2026, 5, 4), cents, **held)


def claim(key: str, *lines: ClaimLine, partner: str = "steel", under: str = "bank") -> Claim:
    return Claim(key, under, partner, START, date(2026, 8, 31), lines)


def done(fund: Fund, *deeds: AnyDeed) -> Fund:
    """Do deeds that must all be possible."""
    for deed in deeds:
        after = apply(fund, deed)
        assert isinstance(after, Fund), str(after.reason)
        fund = after
    return fund


def refused(fund: Fund, deed: AnyDeed) -> str:
    """Return the sentence of a refusal."""
    after = apply(fund, deed)
    assert isinstance(after, Refusal)
    return str(after.reason)


def signed(key: str = "bank", **terms: str) -> Fund:
    return done(Fund(), AgreementSigned(key=f"{key}-signed", on=date(2026, 3, 10), agreement=agreement(key, **terms)))


@dataclass
class Chance:
    """Does deeds at random, all of them possible, on more and more agreements. ``rng`` decides everything."""

    rng: Random
    fund: Fund = field(default_factory=Fund)
    deeds: list[AnyDeed] = field(default_factory=list)
    day: date = date(2026, 3, 10)
    tried: int = 0

    def live(self, count: int, watch: Callable[[Fund, AnyDeed], None] = lambda _fund, _deed: None) -> Chance:
        """Do ``count`` deeds."""
        while len(self.deeds) < count:
            self.tried += 1
            self.day += timedelta(days=self.rng.choice((0, 0, 0, 1)))
            deed = self._any()
            after = apply(self.fund, deed) if deed else None
            if deed and isinstance(after, Fund):
                self.fund = after
                self.deeds.append(deed)
                watch(after, deed)
        return self

    def _key(self) -> dict[str, object]:
        back = self.rng.choice((0, 0, 0, 5))
        return {"key": f"deed-{self.tried}", "on": self.day - timedelta(days=back)}

    def _any(self) -> AnyDeed | None:
        if not self.fund.agreements or self.rng.random() < 0.015:
            held = agreement(f"a{len(self.fund.agreements)}", retention=self.rng.choice(("0", "5", "12.5")))
            return AgreementSigned(**self._key(), agreement=held)
        old = list(self.fund.agreements)[:-4]
        if old and self.rng.random() < 0.15:
            return self._wind_up(self.rng.choice(old[-6:]))
        recent = list(self.fund.agreements)[-4:]
        makers = (self._money, self._money, self._claim, self._claim, self._advance, self._advance, self._rare)
        return self.rng.choice(makers)(self.rng.choice(recent))

    def _cents(self, most: int) -> int:
        return self.rng.choice((max(1, most), self.rng.randint(1, max(1, most))))

    def _money(self, under: str) -> AnyDeed | None:
        standing, rng = self.fund.agreements[under], self.rng
        partner = rng.choice(("steel", "school"))
        share = standing.shares[partner]
        key: dict[str, object] = {**self._key(), "agreement": under}
        paid = {"partner": partner, "direct": rng.random() < 0.2}
        return rng.choice(
            (
                lambda: FundsReceived(**key, cents=self._cents(400_000)),
                lambda: FundsReturned(**key, cents=self._cents(standing.cash // 2)),
                lambda: PaymentMade(**key, **paid, cents=self._cents(share.due)),
                lambda: PaymentMade(**key, **paid, cents=self._cents(share.award.grant_cents // 3), what=Payment.ADVANCE),
                lambda: RetentionReleased(**key, partner=partner, cents=self._cents(share.held)),
                lambda: PaymentRecovered(**key, **paid, cents=self._cents(share.ahead)),
            )
        )()

    def _claim(self, under: str) -> AnyDeed | None:
        rng, partner = self.rng, self.rng.choice(("steel", "school"))
        waiting = [held for held in list(self.fund.claims.values())[-12:] if held.status is ClaimStatus.SUBMITTED]
        approved = [held for held in list(self.fund.claims.values())[-12:] if held.status is ClaimStatus.APPROVED]
        choice = rng.random()
        if choice < 0.45 or not waiting:
            budget = [line.key for line in agreement(under).lines if line.partner == partner]
            lines = [claim_line(f"l{n}", self._cents(200_000), rng.choice(budget)) for n in range(rng.randint(1, 3))]
            return ClaimSubmitted(**self._key(), claim=claim(f"c{self.tried}", *lines, partner=partner, under=under))
        if choice < 0.85 or not approved:
            held = rng.choice(waiting)
            if choice < 0.5:
                return ClaimRejected(**self._key(), claim=held.claim.key)
            return ClaimApproved(**self._key(), claim=held.claim.key, lines=self._accepted(held.claim))
        held = rng.choice(approved)
        return ClaimCorrected(**self._key(), claim=held.claim.key, lines=self._accepted(held.claim))

    def _accepted(self, held: Claim) -> tuple[Accepted, ...]:
        return tuple(
            Accepted(line.key, self.rng.choice((line.claimed_cents, self.rng.randint(0, line.claimed_cents))))
            for line in held.lines
        )

    def _advance(self, under: str) -> AnyDeed | None:
        rng = self.rng
        own = [held for held in self.fund.advances.values() if held.agreement == under]
        if len(own) < 2:
            return AdvanceAgreed(
                **self._key(), advance=f"{under}-adv{len(own)}", agreement=under, partner="steel", terms=self._terms()
            )
        held = rng.choice(own)
        now, key = held.position, {**self._key(), "advance": held.key}
        direct = {"direct": rng.random() < 0.2}
        return rng.choice(
            (
                lambda: AdvanceDrawn(**key, **direct, cents=self._cents(held.terms.principal_cents - now.drawn_cents)),
                lambda: InstalmentCalled(**key),
                lambda: InstalmentCalled(**key),
                lambda: AdvanceRepaid(**key, **direct, cents=self._cents(now.called_cents + now.interest_due_cents)),
                lambda: AdvanceRepaid(**key, **direct, cents=self._cents(now.debt_cents // 3)),
                lambda: InstalmentsDeferred(**key, months=rng.randint(1, 24)),
                lambda: AdvanceWrittenOff(**key, cents=self._cents(now.outstanding_cents // 4)),
                lambda: TriggerMet(**key),
                lambda: TurnoverDeclared(**key, cents=self._cents(900_000), due=self.day + timedelta(days=90)),
                lambda: OutcomeDeclared(**key, percent=Decimal(rng.choice((0, 40, 100)))),
            )
        )()

    def _terms(self) -> Terms:
        rng = self.rng
        return Terms(
            rng.randint(1, 250_000),
            self.day,
            rng.choice((0, 12, 24)),
            rng.randint(1, 12),
            rng.choice((3, 12)),
            Decimal(rng.choice(("0", "0.0123"))),
            conditional=rng.random() < 0.3,
            trigger=rng.choice(tuple(Trigger)),
            turnover_percent=Decimal("2.5") if rng.random() < 0.3 else None,
            early=rng.choice(tuple(Early)),
        )

    def _wind_up(self, under: str) -> AnyDeed | None:
        """The next step of an old agreement to its end: what waits is decided, what is held, due, ahead or owed is settled."""
        key, standing = self._key(), self.fund.agreements[under]
        if standing.closed is not None:
            return AgreementReopened(**key, agreement=under) if self.rng.random() < 0.1 else None
        for claim, held in self.fund.claims.items():
            if held.claim.agreement == under and held.status is ClaimStatus.SUBMITTED:
                return ClaimRejected(**key, claim=claim)
        for advance, lent in self.fund.advances.items():
            if lent.agreement == under and lent.position.debt_cents:
                return AdvanceRepaid(**key, advance=advance, cents=lent.position.debt_cents)
        for partner, share in standing.shares.items():
            told = {**key, "agreement": under, "partner": partner}
            if share.held:
                return RetentionReleased(**told, cents=share.held)
            if share.due:
                return PaymentMade(**told, cents=share.due, what=Payment.BALANCE, direct=share.due > standing.cash)
            if share.ahead:
                return PaymentRecovered(**told, cents=share.ahead)
        if standing.cash:
            return FundsReturned(**key, agreement=under, cents=standing.cash)
        return AgreementClosed(**key, agreement=under)

    def _rare(self, under: str) -> AnyDeed | None:
        held, rng = self.fund.agreements[under].agreement, self.rng
        choice = rng.random()
        if choice > 0.97:
            return PartnerLeft(**self._key(), agreement=under, partner=rng.choice(("steel", "school")))
        if choice > 0.6:
            return MoveReversed(**self._key(), move=rng.choice(self.deeds[-80:]).key)
        if choice < 0.1:
            return PeriodClosed(**self._key(), last_day=self.day - timedelta(days=rng.randint(4, 40)))
        if choice < 0.12:
            return PeriodReopened(**self._key(), last_day=self.day - timedelta(days=90))
        if choice < 0.4:
            line, award = rng.choice(held.lines), rng.choice(held.awards)
            moved = BudgetLine(
                line.key, line.partner, line.label, line.category, max(0, line.cents + rng.randint(-9_999, 20_000)), line.strand
            )
            more = Award(award.partner, max(0, award.grant_cents + rng.randint(-999, 5_000)), award.advance_cents)
            return AgreementAmended(**self._key(), agreement=under, lines=(moved,), awards=(more,))
        return None
