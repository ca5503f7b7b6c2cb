"""Money that moved and came back: the entry is mirrored and never deleted, the state is as if it had not moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

from campus5g.core.message import Amount, Day, Message, msg
from campus5g.ledger.advances import Call, Drawing, Event, Outcome, Repayment, Reversal, WriteOff
from campus5g.ledger.book import Refusal
from campus5g.ledger.change import Change, Transfer, put, share_of, standing_of, take_cash, with_share, with_standing
from campus5g.ledger.charts import account_key
from campus5g.ledger.deciding_advances import transfers_of
from campus5g.ledger.deciding_money import promise
from campus5g.ledger.deeds import (
    AdvanceDrawn,
    AdvanceRepaid,
    AnyDeed,
    FundsReceived,
    FundsReturned,
    Move,
    MoveReversed,
    Payment,
    PaymentMade,
    PaymentRecovered,
    RetentionReleased,
)
from campus5g.ledger.schedules import position
from campus5g.ledger.state import AdvanceStanding, Fund, Share, Standing

_Undone = tuple[Fund, tuple[Transfer, ...]] | Refusal


def decide(fund: Fund, deed: MoveReversed) -> Change | Refusal:
    """Return what it changes that money came back, or why it cannot have."""
    move = fund.deed(deed.move)
    if not isinstance(move, get_args(Move)):
        return Refusal("move", msg("no money moved under the name “%(name)s”", name=deed.move))
    if deed.move in fund.reversed:
        return Refusal("twice", msg("it is reversed already"))
    if deed.on < move.on:
        return Refusal("dates", msg("it moved on %(day)s: it cannot come back before", day=Day.of(move.on)))
    told = _undone(fund, move, deed.on)
    if isinstance(told, Refusal):
        return told
    after, transfers = told
    entry = next(entry for entry in fund.book.entries if entry.deed == deed.move)
    text = msg("Reversal of entry %(number)s: %(text)s", number=entry.number, text=entry.text)
    return Change(replace(after, reversed=fund.reversed | {deed.move}), transfers, text, reverses=entry.number)


def _undone(fund: Fund, move: AnyDeed, on: date) -> _Undone:
    match move:
        case FundsReceived() | FundsReturned():
            return _funds(fund, move, on)
        case PaymentMade() | PaymentRecovered() | RetentionReleased():
            found = share_of(fund, move.agreement, move.partner, on)
            return found if isinstance(found, Refusal) else _share(fund, *found, move)
        case AdvanceDrawn() | AdvanceRepaid():
            return _advance(fund, fund.advances[move.advance], move, on)
        case _:
            raise TypeError(f"{move.kind} moves no money")


def _funds(fund: Fund, move: FundsReceived | FundsReturned, on: date) -> _Undone:
    standing = standing_of(fund, move.agreement, on)
    if isinstance(standing, Refusal):
        return standing
    bank, funder = account_key("bank", move.agreement), account_key("funder", move.agreement)
    if isinstance(move, FundsReturned):
        after = replace(standing, cash=standing.cash + move.cents, returned=standing.returned - move.cents)
        return with_standing(fund, after), (Transfer(bank, funder, move.cents),)
    taken = take_cash(standing, move.cents)
    if isinstance(taken, Refusal):
        return taken
    after = replace(taken, received=standing.received - move.cents)
    return with_standing(fund, after), (Transfer(funder, bank, move.cents),)


def _share(fund: Fund, standing: Standing, share: Share, move: PaymentMade | PaymentRecovered | RetentionReleased) -> _Undone:
    match move:
        case PaymentMade():
            return _payment(fund, standing, share, move)
        case PaymentRecovered():
            return _recovery(fund, standing, share, move)
        case RetentionReleased():
            return _release(fund, standing, share, move)


def _payment(fund: Fund, standing: Standing, share: Share, move: PaymentMade) -> _Undone:
    """What was paid ahead and is not ahead any more, costs having been accepted since, becomes due; so does what was due."""
    ahead = min(share.ahead, move.cents) if move.what is Payment.ADVANCE else 0
    due = move.cents - ahead
    share = replace(share, paid=share.paid - move.cents, ahead=share.ahead - ahead, due=share.due + due)
    if not move.direct:
        standing = replace(standing, cash=standing.cash + move.cents)
    back = account_key("funder" if move.direct else "bank", move.agreement)
    transfers = (
        Transfer(back, account_key("ahead", move.agreement, move.partner), ahead),
        Transfer(back, account_key("due", move.agreement, move.partner), due),
    )
    return with_standing(fund, with_share(standing, share)), transfers


def _recovery(fund: Fund, standing: Standing, share: Share, move: PaymentRecovered) -> _Undone:
    after = standing if move.direct else take_cash(standing, move.cents)
    if isinstance(after, Refusal):
        return after
    share = replace(share, ahead=share.ahead + move.cents, paid=share.paid + move.cents)
    source = account_key("funder" if move.direct else "bank", move.agreement)
    moved = Transfer(account_key("ahead", move.agreement, move.partner), source, move.cents)
    return with_standing(fund, with_share(after, share)), (moved,)


def _release(fund: Fund, standing: Standing, share: Share, move: RetentionReleased) -> _Undone:
    if share.due < move.cents:
        sentence = msg("%(cents)s of retention were paid to %(partner)s already: the payment is cancelled first",
                       cents=Amount(move.cents - share.due), partner=move.partner)  # fmt: skip
        return Refusal("due", sentence)
    share = replace(share, held=share.held + move.cents, released=share.released - move.cents, due=share.due - move.cents)
    due, retained = (account_key(role, move.agreement, move.partner) for role in ("due", "retained"))
    return with_standing(fund, with_share(standing, share)), (Transfer(due, retained, move.cents),)


RESTS_ON_IT: Message = msg("instalments, repayments or write-offs that were recorded since rest on it")


def _advance(fund: Fund, advance: AdvanceStanding, move: AdvanceDrawn | AdvanceRepaid, on: date) -> _Undone:
    """The schedule is unfolded again without what came back; refused where something recorded since would be another."""
    standing = standing_of(fund, advance.agreement, on)
    if isinstance(standing, Refusal):
        return standing
    drawn = isinstance(move, AdvanceDrawn)
    place = _place(fund, advance, move)
    events = (*advance.events, Reversal(on, place))
    after = position(advance.terms, events)
    change = after.debt_cents - advance.position.debt_cents
    if change != (-move.cents if drawn else move.cents) or (drawn and _acted_since(advance.events[place + 1 :])):
        return Refusal("rests", RESTS_ON_IT)
    if after.movements[:-1] != advance.position.movements and after.movements != advance.position.movements:
        return Refusal("rests", RESTS_ON_IT)
    if not move.direct:
        cash = replace(standing, cash=standing.cash + move.cents) if drawn else take_cash(standing, move.cents)
        if isinstance(cash, Refusal):
            return cash
        fund = with_standing(fund, cash)
    counter = account_key("funder" if move.direct else "bank", advance.agreement)
    transfers = transfers_of(advance, after, counter)
    if drawn:
        award = standing.shares[advance.partner].award
        transfers = (*transfers, promise(advance.agreement, award, move.cents))
    moved = replace(advance, events=events, position=after)
    return replace(fund, advances=put(fund.advances, advance.key, moved)), transfers


def _acted_since(events: tuple[Event, ...]) -> bool:
    return any(isinstance(event, Call | Repayment | WriteOff | Outcome) for event in events)


def _place(fund: Fund, advance: AdvanceStanding, move: AdvanceDrawn | AdvanceRepaid) -> int:
    """The place of a deed among the events of its advance: as many of its like were recorded before it."""
    if isinstance(move, AdvanceDrawn):
        kind: type[Drawing] | type[Repayment] = Drawing
        alike = [one.key for one in fund.deeds if isinstance(one, AdvanceDrawn) and one.advance == advance.key]
    else:
        kind = Repayment
        alike = [one.key for one in fund.deeds if isinstance(one, AdvanceRepaid) and one.advance == advance.key]
    places = [place for place, event in enumerate(advance.events) if isinstance(event, kind)]
    return places[alike.index(move.key)]
