"""What a programme's money stands at: the value that deeds make, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from campus5g.core.money import floor_share
from campus5g.ledger.advances import Event, Position, Terms
from campus5g.ledger.agreement import Agreement, Award
from campus5g.ledger.book import Book
from campus5g.ledger.claims import Claim
from campus5g.ledger.deeds import AnyDeed
from campus5g.ledger.growing import Register, Row


class ClaimStatus(StrEnum):
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class ClaimStanding:
    """A claim, what was decided, and what was accepted of each of its lines, in cents."""

    claim: Claim
    submitted: date
    status: ClaimStatus = ClaimStatus.SUBMITTED
    decided: date | None = None
    accepted: Mapping[str, int] = field(default_factory=dict)

    @property
    def accepted_cents(self) -> int:
        return sum(self.accepted.values())


@dataclass(frozen=True, slots=True)
class Share:
    """One partner under one agreement, in cents.

    accepted: by budget line. earned: the grant that accepted costs give. held: of it, retained. due: to be paid now. ahead: paid
    and not earned, as an advance on costs or too much. paid: what the partner has in all. Always earned + ahead = held + due + paid.
    left: the day on which it left the agreement.
    """

    award: Award
    accepted: Mapping[str, int] = field(default_factory=dict)
    earned: int = 0
    held: int = 0
    released: int = 0
    due: int = 0
    ahead: int = 0
    paid: int = 0
    left: date | None = None

    @property
    def accepted_cents(self) -> int:
        return sum(self.accepted.values())


@dataclass(frozen=True, slots=True)
class Standing:
    """One agreement: the money of its funder in the third party's account, and each partner's share.

    closed: the day from which nothing more happens under it.
    """

    agreement: Agreement
    signed: date
    shares: Mapping[str, Share]
    cash: int = 0
    received: int = 0
    returned: int = 0
    closed: date | None = None

    def earned_cents(self, share: Share, accepted_cents: int | None = None) -> int:
        """Return the grant that accepted costs give: the award's share of the budget, rounded down on the sum, never above it.

        grant x accepted / budget, on all that was ever accepted: the whole budget gives the whole grant, whatever the number of claims.
        """
        budget = self.agreement.budget_cents(share.award.partner)
        accepted = share.accepted_cents if accepted_cents is None else accepted_cents
        return min(share.award.grant_cents, share.award.grant_cents * accepted // budget) if budget else 0

    def held_cents(self, earned: int, released: int) -> int:
        """Return what is held of a grant earned: the retention's share, rounded down, less what was released."""
        return max(0, floor_share(earned, self.agreement.retention_percent) - released)

    def ceiling_cents(self, line: str) -> int:
        """Return what may be accepted on a budget line, with the tolerance of transfer."""
        found = self.agreement.line(line)
        return floor_share(found.cents, 100 + self.agreement.transfer_percent) if found else 0


@dataclass(frozen=True, slots=True)
class AdvanceStanding:
    """A repayable advance: what happened to it, and where it stands."""

    key: str
    agreement: str
    partner: str
    terms: Terms
    events: tuple[Event, ...]
    position: Position


@dataclass(frozen=True, slots=True)
class Fund:
    """The money of a programme. A value: ``apply`` returns another. ``Fund()`` is the programme before its first deed.

    reversed: the keys of the deeds that were reversed.
    """

    agreements: Mapping[str, Standing] = field(default_factory=dict)
    claims: Mapping[str, ClaimStanding] = field(default_factory=dict)
    advances: Mapping[str, AdvanceStanding] = field(default_factory=dict)
    reversed: frozenset[str] = frozenset()
    deeds: Row[AnyDeed] = field(default_factory=Row)
    places: Register = field(default_factory=Register)
    book: Book = field(default_factory=Book)

    @property
    def cash_cents(self) -> int:
        """What the third party's account holds for all agreements."""
        return sum(standing.cash for standing in self.agreements.values())

    def deed(self, key: str) -> AnyDeed | None:
        """Return a deed by its key."""
        place = self.places.get(key)
        return None if place is None else self.deeds[place]
