"""Where the money of a programme stands: a row for each partner, of which a partner is shown its own, and the totals, shown to all."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Sum

from campus5g.ledger import Age, ClaimStatus, Fund, ageing
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.once import once_a_page
from campus5g.portal.directory.models import Organisation
from campus5g.portal.funds.books import fund_of
from campus5g.portal.funds.models import Agreement, Claim, ClaimLine
from campus5g.portal.funds.models.scoped import party
from campus5g.portal.programme.models import Programme


@dataclass(frozen=True, slots=True)
class Sums:
    """Cents of one partner, or of all. waiting: claimed and not decided. due: to be paid now. held: retention. owed: of the advances."""

    budget: int = 0
    grant: int = 0
    waiting: int = 0
    accepted: int = 0
    earned: int = 0
    paid: int = 0
    held: int = 0
    due: int = 0
    ahead: int = 0
    advance: int = 0
    drawn: int = 0
    repaid: int = 0
    written_off: int = 0
    owed: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def spent_percent(self) -> int:
        return round(100 * self.accepted / self.budget) if self.budget else 0


@dataclass(frozen=True, slots=True)
class Standing:
    """The rows that one may see, the totals of all, and how many partners stand behind the totals."""

    rows: tuple[tuple[Organisation, Sums], ...]
    total: Sums
    partners: int
    cash: int | None


@once_a_page
def standing_of(actor: Actor, programme: Programme) -> Standing:
    """Return the standing as the actor may see it; the money in the account is told to the office and the funders."""
    fund = fund_of(programme)
    sums = _sums(fund)
    seen = {party(number) for number in actor.organisation_ids}
    whole = sees_whole(actor, programme)
    numbers = [int(key.removeprefix("org:")) for key in sums if whole or key in seen]
    organisations = Organisation.objects.filter(pk__in=numbers)
    rows = tuple((one, sums[party(one.pk)]) for one in organisations)
    return Standing(rows, sum(sums.values(), Sums()), len(sums), fund.cash_cents if whole else None)


def total_of(programme: Programme) -> Sums:
    """Return the sums of all partners together, which whoever takes part is told."""
    return sum(_sums(fund_of(programme)).values(), Sums())


@once_a_page
def sees_whole(actor: Actor, programme: Programme) -> bool:
    """Whether the lines of every partner are the actor's to see: the office's, and those of the programme's funders."""
    own = Agreement._base_manager.filter(programme=programme, funder__in=actor.organisation_ids)
    return actor.sees_all or own.exists()


def _sums(fund: Fund) -> dict[str, Sums]:
    found: dict[str, Sums] = {}

    def add(partner: str, more: Sums) -> None:
        found[partner] = found.get(partner, Sums()) + more

    for standing in fund.agreements.values():
        for partner, share in standing.shares.items():
            add(partner, Sums(
                budget=standing.agreement.budget_cents(partner), grant=share.award.grant_cents, accepted=share.accepted_cents,
                earned=share.earned, paid=share.paid, held=share.held, due=share.due, ahead=share.ahead,
                advance=share.award.advance_cents,
            ))  # fmt: skip
    for claim in fund.claims.values():
        if claim.status is ClaimStatus.SUBMITTED:
            add(claim.claim.partner, Sums(waiting=claim.claim.claimed_cents))
    for advance in fund.advances.values():
        now = advance.position
        add(advance.partner, Sums(
            drawn=now.drawn_cents, repaid=now.repaid_cents, written_off=now.written_off_cents, owed=now.outstanding_cents,
        ))  # fmt: skip
    return found


def used_of(agreement: Agreement) -> dict[int, tuple[int, int]]:
    """Return, by the number of a budget line, the cents accepted on it and what is left of it."""
    standing = fund_of(agreement.programme).agreements.get(agreement.key)
    if standing is None:
        return {}
    found: dict[int, tuple[int, int]] = {}
    for share in standing.shares.values():
        for line in standing.agreement.lines:
            if line.partner == share.award.partner:
                used = share.accepted.get(line.key, 0)
                found[int(line.key.removeprefix("line:"))] = (used, line.cents - used)
    return found


def ages(on: date) -> tuple[Age, ...]:
    """How long the claims that the actor of the scope may see have waited for the office and the funders."""
    lines = ClaimLine.objects.filter(claim__state__in=Claim.WAITING, removed_at=None)
    waiting = lines.values_list("claim_id", "claim__submitted_on").annotate(cents=Sum("asked_cents")).order_by("claim_id")
    return ageing([(f"claim:{number}", day, cents) for number, day, cents in waiting if day is not None], on)
