"""From deeds to the state: one deed, or a whole life of them. The same deeds always give the same state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import cast, get_args

from campus5g.core.message import Day, msg
from campus5g.ledger import deciding_advances, deciding_claims, deciding_ends, deciding_money, deciding_reversals
from campus5g.ledger.book import Entry, Refusal
from campus5g.ledger.change import Change
from campus5g.ledger.deeds import (
    AdvanceDeed,
    AnyDeed,
    ClaimDeed,
    EndDeed,
    MoneyDeed,
    MoveReversed,
    PeriodClosed,
    PeriodReopened,
)
from campus5g.ledger.state import Fund


@dataclass(frozen=True, slots=True)
class Replay:
    """The state after all deeds that could be done, and those that were refused, with their reasons."""

    fund: Fund
    refused: tuple[tuple[AnyDeed, Refusal], ...] = ()


def apply(fund: Fund, deed: AnyDeed) -> Fund | Refusal:
    """Return the state after a deed, its entry posted in the book, or the reason why it is refused and nothing changes."""
    if fund.places.get(deed.key) is not None:
        return Refusal("twice", msg("the deed “%(key)s” is recorded already", key=deed.key))
    if isinstance(deed, PeriodClosed | PeriodReopened):
        return _turn(fund, deed)
    if (closed := fund.book.refuses_day(deed.on)) is not None:
        return closed
    change = _decide(fund, deed)
    return change if isinstance(change, Refusal) else _posted(change, deed)


def entries_of(deed: AnyDeed, fund: Fund) -> tuple[Entry, ...] | Refusal:
    """Return the entries that a deed would post, without their numbers; none when it moves no money."""
    after = apply(fund, deed)
    if isinstance(after, Refusal):
        return after
    return tuple(after.book.entries[place] for place in range(len(fund.book.entries), len(after.book.entries)))


def replay(deeds: Iterable[AnyDeed], fund: Fund | None = None) -> Replay:
    """Apply deeds one after the other; a refused one is set aside with its reason and the rest go on."""
    state, refused = fund or Fund(), []
    for deed in deeds:
        after = apply(state, deed)
        if isinstance(after, Refusal):
            refused.append((deed, after))
        else:
            state = after
    return Replay(state, tuple(refused))


def _decide(fund: Fund, deed: MoneyDeed | ClaimDeed | AdvanceDeed | EndDeed | MoveReversed) -> Change | Refusal:
    if isinstance(deed, get_args(ClaimDeed)):
        return deciding_claims.decide(fund, cast(ClaimDeed, deed))
    if isinstance(deed, get_args(AdvanceDeed)):
        return deciding_advances.decide(fund, cast(AdvanceDeed, deed))
    if isinstance(deed, get_args(EndDeed)):
        return deciding_ends.decide(fund, cast(EndDeed, deed))
    if isinstance(deed, MoveReversed):
        return deciding_reversals.decide(fund, deed)
    return deciding_money.decide(fund, cast(MoneyDeed, deed))


def _posted(change: Change, deed: AnyDeed) -> Fund | Refusal:
    book = change.fund.book.opened(change.accounts)
    if lines := change.lines:
        posted = book.post(Entry(deed.on, lines, deed.key, change.text, reverses=change.reverses))
        if isinstance(posted, Refusal):
            return posted
        book = posted
    return _kept(replace(change.fund, book=book), deed)


def _kept(fund: Fund, deed: AnyDeed) -> Fund:
    return replace(fund, deeds=fund.deeds.add(deed), places=fund.places.add(deed.key, len(fund.deeds)))


def _turn(fund: Fund, deed: PeriodClosed | PeriodReopened) -> Fund | Refusal:
    """Close or reopen the accounts."""
    if isinstance(deed, PeriodReopened):
        book = fund.book.reopen(deed.last_day)
    elif deed.last_day > deed.on:
        return Refusal("period", msg("the period is not over: it ends on %(day)s", day=Day.of(deed.last_day)))
    else:
        book = fund.book.close(deed.last_day)
    return book if isinstance(book, Refusal) else _kept(replace(fund, book=book), deed)
