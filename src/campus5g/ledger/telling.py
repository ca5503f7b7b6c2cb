"""What the deeds of a programme tell until a day: the agreements as amended, and what was claimed, accepted, refused and paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from campus5g.ledger.agreement import Agreement
from campus5g.ledger.claims import Claim
from campus5g.ledger.deeds import (
    Accepted,
    AgreementAmended,
    AgreementSigned,
    AnyDeed,
    ClaimApproved,
    ClaimCorrected,
    ClaimRejected,
    ClaimSubmitted,
    FundsReceived,
    FundsReturned,
    MoveReversed,
    PartnerLeft,
    PaymentMade,
    PaymentRecovered,
)
from campus5g.ledger.state import Fund, Standing

Moves = dict[tuple[str, str], list[tuple[date, int, str]]]
"""(agreement, budget line or partner) → day, cents, key of the deed."""


def _moves() -> Moves:
    return defaultdict(list)


@dataclass(slots=True)
class Told:
    """What was told. A claim that was submitted again counts with its last version, on the day of that version.

    now: the agreements after the last deed of all.
    """

    now: Mapping[str, Standing] = field(default_factory=dict)
    agreements: dict[str, Agreement] = field(default_factory=dict)
    signed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    received: dict[str, list[tuple[date, int, str]]] = field(default_factory=lambda: defaultdict(list))
    returned: dict[str, list[tuple[date, int, str]]] = field(default_factory=lambda: defaultdict(list))
    paid: Moves = field(default_factory=_moves)
    recovered: Moves = field(default_factory=_moves)
    claimed: Moves = field(default_factory=_moves)
    accepted: Moves = field(default_factory=_moves)
    refused: Moves = field(default_factory=_moves)
    claims: dict[str, tuple[Claim, ClaimSubmitted]] = field(default_factory=dict)
    decided: dict[str, dict[str, int]] = field(default_factory=dict)
    moved: dict[str, tuple[list[tuple[date, int, str]], int]] = field(default_factory=dict)

    def hear(self, deed: AnyDeed) -> None:
        match deed:
            case AgreementSigned():
                self.agreements[deed.agreement.key] = deed.agreement
                self.signed[deed.agreement.key] = (deed.key,)
            case AgreementAmended():
                held = self.agreements[deed.agreement]
                self.agreements[deed.agreement] = held.amended(deed.awards, deed.lines, deed.ends)
                self.signed[deed.agreement] += (deed.key,)
            case PartnerLeft():
                self.leave(deed)
            case FundsReceived():
                self.move(deed, self.received[deed.agreement])
            case FundsReturned():
                self.move(deed, self.returned[deed.agreement])
            case PaymentMade():
                self.move(deed, self.paid[deed.agreement, deed.partner])
            case PaymentRecovered():
                self.move(deed, self.recovered[deed.agreement, deed.partner])
            case MoveReversed() if deed.move in self.moved:
                moves, cents = self.moved[deed.move]
                moves.append((deed.on, -cents, deed.key))
            case ClaimSubmitted():
                self.claims[deed.claim.key] = (deed.claim, deed)
            case ClaimRejected():
                self.decide(deed, deed.claim, {})
            case ClaimApproved() | ClaimCorrected():
                self.decide(deed, deed.claim, _cents(deed.lines))
            case _:
                pass

    def leave(self, deed: PartnerLeft) -> None:
        """A partner's budget is what it was left with from then on: nothing changes it any more."""
        now, held = self.now[deed.agreement].agreement, self.agreements[deed.agreement]
        awards = [award for award in now.awards if award.partner == deed.partner]
        self.agreements[deed.agreement] = held.amended(awards, [line for line in now.lines if line.partner == deed.partner], None)
        self.signed[deed.agreement] += (deed.key,)

    def move(
        self, deed: FundsReceived | FundsReturned | PaymentMade | PaymentRecovered, moves: list[tuple[date, int, str]]
    ) -> None:
        """Note that money moved, so that it may come back."""
        moves.append((deed.on, deed.cents, deed.key))
        self.moved[deed.key] = (moves, deed.cents)

    def decide(self, deed: AnyDeed, name: str, cents: Mapping[str, int]) -> None:
        """Note what a decision changes: on the first one all that is not accepted is refused, later ones move between the two."""
        claim, before = self.claims[name][0], self.decided.get(name)
        after = {line.key: cents.get(line.key, (before or {}).get(line.key, 0)) for line in claim.lines}
        for line in claim.lines:
            place, was = (claim.agreement, line.budget_line), (before or {}).get(line.key, 0)
            refused_before = 0 if before is None else line.claimed_cents - was
            for moves, change in (
                (self.accepted, after[line.key] - was),
                (self.refused, line.claimed_cents - after[line.key] - refused_before),
            ):
                if change:
                    moves[place].append((deed.on, change, deed.key))
        self.decided[name] = after


def _cents(lines: tuple[Accepted, ...]) -> dict[str, int]:
    return {line.line: line.cents for line in lines}


def told(fund: Fund, last: date) -> Told:
    """Hear every deed until a day, included."""
    found = Told(fund.agreements)
    for deed in fund.deeds:
        if deed.on <= last:
            found.hear(deed)
    for claim, deed in found.claims.values():
        for line in claim.lines:
            found.claimed[claim.agreement, line.budget_line].append((deed.on, line.claimed_cents, deed.key))
    return found
