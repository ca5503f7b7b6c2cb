"""What a deed changes: the state after it, and the transfers between accounts that say the same in the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from campus5g.core.message import Amount, Day, Message, msg
from campus5g.ledger.book import Account, Line, Refusal
from campus5g.ledger.charts import account_key
from campus5g.ledger.state import Fund, Share, Standing

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Transfer:
    """``cents`` from the credit of one account to the debit of another; a negative amount goes the other way."""

    debit: str
    credit: str
    cents: int

    @property
    def lines(self) -> tuple[Line, ...]:
        if not self.cents:
            return ()
        debit, credit = (self.debit, self.credit) if self.cents > 0 else (self.credit, self.debit)
        return Line(debit, debit=abs(self.cents)), Line(credit, credit=abs(self.cents))


@dataclass(frozen=True, slots=True)
class Change:
    """The state after a deed, less its entry; what the entry says; the accounts to open first; the number of the entry reversed."""

    fund: Fund
    transfers: tuple[Transfer, ...]
    text: Message
    accounts: tuple[Account, ...] = ()
    reverses: int | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for transfer in self.transfers for line in transfer.lines)


def put(held: Mapping[str, V], key: str, value: V) -> dict[str, V]:
    """Return the mapping with one value set."""
    return {**held, key: value}


def with_standing(fund: Fund, standing: Standing) -> Fund:
    """Return the state with another standing of one agreement."""
    return replace(fund, agreements=put(fund.agreements, standing.agreement.key, standing))


def with_share(standing: Standing, share: Share) -> Standing:
    """Return the standing with another share of one partner."""
    return replace(standing, shares=put(standing.shares, share.award.partner, share))


def standing_of(fund: Fund, agreement: str, on: date) -> Standing | Refusal:
    """Return an agreement as it stands, or why nothing can happen under it on a day."""
    found = fund.agreements.get(agreement)
    if found is None:
        return Refusal("agreement", msg("there is no agreement “%(name)s”", name=agreement))
    if on < found.signed:
        return Refusal(
            "signed", msg("the agreement “%(name)s” is signed on %(day)s only", name=agreement, day=Day.of(found.signed))
        )
    return refuse_closed(found) or found


def refuse_closed(standing: Standing) -> Refusal | None:
    """Refuse what would happen under an agreement that is closed."""
    if standing.closed is None:
        return None
    sentence = msg("the agreement “%(name)s” was closed on %(day)s", name=standing.agreement.key, day=Day.of(standing.closed))
    return Refusal("ended", sentence)


def share_of(fund: Fund, agreement: str, partner: str, on: date) -> tuple[Standing, Share] | Refusal:
    """Return an agreement as it stands and a partner's share in it, or why nothing can happen to it on a day."""
    standing = standing_of(fund, agreement, on)
    if isinstance(standing, Refusal):
        return standing
    if partner not in standing.shares:
        return Refusal("partner", msg("%(partner)s is no party of the agreement “%(name)s”", partner=partner, name=agreement))
    return standing, standing.shares[partner]


def refuse_left(share: Share) -> Refusal | None:
    """Refuse what a partner that left an agreement can do no longer."""
    if share.left is None:
        return None
    partner = share.award.partner
    return Refusal("left", msg("%(partner)s left the agreement on %(day)s", partner=partner, day=Day.of(share.left)))


def refuse_amount(cents: int) -> Refusal | None:
    """Refuse an amount that is not above nought."""
    return None if cents > 0 else Refusal("amount", msg("an amount must be above nought"))


def refuse_above(cents: int, most: int, key: str, sentence: Message) -> Refusal | None:
    """Refuse an amount that is not above nought, or above what is possible, in the sentence given."""
    return refuse_amount(cents) or (Refusal(key, sentence) if cents > most else None)


def take_cash(standing: Standing, cents: int) -> Standing | Refusal:
    """Take money of this funder out of the third party's account: never more than there is, and never another funder's."""
    if cents > standing.cash:
        return Refusal(
            "cash",
            msg("the account of the trusted third party holds %(held)s of this funder, not %(asked)s",
                held=Amount(standing.cash), asked=Amount(cents)),
        )  # fmt: skip
    return replace(standing, cash=standing.cash - cents)


def settled(
    standing: Standing, before: Share, after: Share, cleared: int | None = 0
) -> tuple[Share, tuple[Transfer, ...]] | Refusal:
    """Compute again what a partner earned, what is held and what is due after its costs, award or budget changed.

    What was paid beyond what is earned becomes « ahead ». cleared: taken off what is due, of what was ahead; ``None``: all that can be.
    """
    agreement, partner = standing.agreement.key, after.award.partner
    earned = standing.earned_cents(after)
    held = standing.held_cents(earned, after.released)
    due = before.due + (earned - held) - (before.earned - before.held)
    over = max(0, -due)
    due, ahead = due + over, before.ahead + over
    taken = min(due, ahead) if cleared is None else cleared
    if taken > min(due, ahead):
        return Refusal(
            "cleared",
            msg("%(asked)s cannot be taken off: %(ahead)s were paid ahead and %(due)s are due",
                asked=Amount(taken), ahead=Amount(ahead), due=Amount(due)),
        )  # fmt: skip
    share = replace(after, earned=earned, held=held, due=due - taken, ahead=ahead - taken)

    def of(role: str) -> str:
        return account_key(role, agreement, partner)

    gain = earned - before.earned
    return share, (
        Transfer(of("granted"), of("due"), gain),
        Transfer(account_key("funder", agreement), account_key("funding", agreement), gain),
        Transfer(of("awarded"), account_key("pledged", agreement), gain),
        Transfer(of("due"), of("retained"), held - before.held),
        Transfer(of("ahead"), of("due"), over),
        Transfer(of("due"), of("ahead"), taken),
    )
