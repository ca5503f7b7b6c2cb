"""Writing in the book of a programme: one deed after the other, whole, under one lock; periods that close and open again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from campus5g.core.audit import link
from campus5g.core.codec import to_plain
from campus5g.core.errors import BadInput
from campus5g.core.message import Day, msg
from campus5g.ledger import AnyDeed, Fund, PeriodClosed, PeriodReopened, Refusal, apply
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.funds.actions.holding import locked, refuse_empty
from campus5g.portal.funds.books import remember, replayed
from campus5g.portal.funds.models import Book, BookDeed, Posting
from campus5g.portal.funds.models.scoped import WHY_LENGTH
from campus5g.portal.funds.names import readable
from campus5g.portal.funds.permissions import can_run
from campus5g.portal.programme.models import Programme


def book_of(programme: Programme) -> Book:
    """Return the book of a programme, held until the deed ends; its first deed opens it."""
    found = Book._base_manager.filter(programme=programme).first()
    if found is None:
        found, _ = Book._base_manager.get_or_create(programme=programme, defaults={"organisation_id": programme.organisation_id})
    return locked(found)


def write(actor: Actor, programme: Programme, told: Sequence[AnyDeed]) -> Fund:
    """Write deeds in the book with their entries; one that the engine refuses undoes all, with its sentence. Call it inside a deed."""
    book = book_of(programme)
    fund, digest, number = replayed(book)
    for one in told:
        found = apply(fund, one)
        if isinstance(found, Refusal):
            raise Conflict(readable([found.reason])[0])
        data = to_plain(one)
        number, digest = number + 1, link(digest, data)
        row = BookDeed(book=book, number=number, on=one.on, kind=one.kind, data=data, digest=digest, by_id=actor.user_id)
        row.save()
        _post(row, fund, found)
        fund = found
        remember(digest, fund)
    return fund


def _post(row: BookDeed, before: Fund, after: Fund) -> None:
    entries = after.book.entries
    Posting._base_manager.bulk_create(
        Posting(
            book_id=row.book_id, deed=row, entry=entry.number, on=entry.on, account=line.account, debit_cents=line.debit,
            credit_cents=line.credit, text=to_plain(entry.text),
        )
        for entry in (entries[place] for place in range(len(before.book.entries), len(entries)))
        for line in entry.lines
    )  # fmt: skip


def close_period(actor: Actor, programme: Programme, until: date) -> Book:
    """Close the accounts up to a day: what happened before is told no more."""
    if until >= today():
        raise BadInput("on", msg("%(day)s, which is not over", day=Day.of(until)), msg("a day before today"))
    with deed(actor, "funds.close_period", right=can_run(actor)) as done:
        book = book_of(programme)
        number = BookDeed._base_manager.filter(book=book).count()
        write(actor, programme, [PeriodClosed(key=f"closed:{number}", on=today(), last_day=until)])
        book.closed_until = until
        book.save(update_fields=["closed_until"])
        done.on(programme, until=until.isoformat())
    return book


def reopen_period(actor: Actor, programme: Programme, why: str, until: date | None = None) -> Book:
    """Open the periods after a day again (all of them, where none is given), with the reason."""
    why = refuse_empty("why", why, msg("a few words: why the period is opened again"))[:WHY_LENGTH]
    with deed(actor, "funds.reopen_period", right=can_run(actor)) as done:
        book = book_of(programme)
        number = BookDeed._base_manager.filter(book=book).count()
        write(actor, programme, [PeriodReopened(key=f"reopened:{number}", on=today(), last_day=until)])
        book.closed_until = until
        book.save(update_fields=["closed_until"])
        done.on(programme, until=until.isoformat() if until else "", why=why)
    return book
