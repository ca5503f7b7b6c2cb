"""The bank: a statement read in once, its lines confirmed one by one as what settles an expected payment, or set aside."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile

from campus5g.core.codec import to_plain
from campus5g.core.errors import BadInput
from campus5g.core.message import Amount, Message, msg
from campus5g.ledger.bank import Columns, preview
from campus5g.ledger.bank.statement import Statement as Told
from campus5g.ledger.bank.statement import new_lines
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.funds.actions.book import book_of
from campus5g.portal.funds.actions.holding import locked, refuse_empty
from campus5g.portal.funds.actions.payments import cancel_payment, pay
from campus5g.portal.funds.models import BankLayout, BankLine, Book, Payment, Settlement, Statement
from campus5g.portal.funds.models.scoped import LABEL_LENGTH, NAME_LENGTH, WHY_LENGTH
from campus5g.portal.funds.permissions import can_run
from campus5g.portal.funds.statements import (
    MAX_BYTES,
    as_told,
    is_table,
    kept_columns,
    mark_of,
    read_bank_file,
    short_name,
)
from campus5g.portal.programme.models import Programme


def read_in(actor: Actor, programme: Programme, uploaded: UploadedFile, columns: Columns | None = None) -> list[Statement]:
    """Read the statements of a file, all or none. A line that is there already, from this file or another, is not added again.

    columns: which column of a table holds what; said once, they are kept for the next table of the same bank.
    """
    if (uploaded.size or 0) > MAX_BYTES:
        raise BadInput("file", msg("a file above 10 MB"), msg("the statement of one period"))
    name, content = uploaded.name or "", uploaded.read()
    with deed(actor, "funds.read_statement", right=can_run(actor)) as done:
        book = book_of(programme)
        if columns is None and is_table(content):
            columns = kept_columns(book.organisation_id, content, name)
        elif columns is not None:
            _keep_layout(actor, book, content, name, columns)
        told = read_bank_file(content, name, columns)
        read = [_keep(actor, book, one, name) for one in told]
        done.on(
            programme, statements=[one.pk for one in read], added=sum(one.added for one in read)
        )  # nothing of the bank in the trail
    return read


def _keep(actor: Actor, book: Book, told: Told, name: str) -> Statement:
    if told.fault is not None:
        raise Conflict(told.fault)
    there = BankLine._base_manager.filter(book=book, identity__in=[line.identity for line in told.lines])
    new = new_lines(told, there.values_list("identity", flat=True))
    statement = Statement(
        book=book, name=name[:LABEL_LENGTH], account=told.account[:34], opening_cents=told.opening_cents,
        closing_cents=told.closing_cents, starts_on=told.first or min((line.on for line in told.lines), default=None),
        ends_on=told.last or max((line.on for line in told.lines), default=None), read_by_id=actor.user_id, added=len(new),
        known=len(told.lines) - len(new),
    )  # fmt: skip
    statement.save()
    BankLine._base_manager.bulk_create(
        BankLine(
            statement=statement, book=book, identity=line.identity, on=line.on, cents=line.cents, party=line.party[:NAME_LENGTH],
            party_iban=line.party_iban[:34], text=" ".join(filter(None, (line.reference, line.text)))[:WHY_LENGTH],
        )
        for line in new
    )  # fmt: skip
    return statement


def _keep_layout(actor: Actor, book: Book, content: bytes, name: str, columns: Columns) -> None:
    BankLayout._base_manager.update_or_create(
        organisation_id=book.organisation_id, mark=mark_of(preview(content, short_name(name))),
        defaults={"columns": as_told(columns), "by_id": actor.user_id},
    )  # fmt: skip


def settle(
    actor: Actor, lines: Sequence[BankLine], payments: Sequence[Payment], reasons: Sequence[Message] = ()
) -> list[BankLine]:
    """Confirm that lines of the bank settle these payments: one line one or several, or several lines one payment.

    To the cent, or not at all. The payments are paid on the day of the line, or of the last of them.
    """
    if not lines or not payments or (len(lines) > 1 and len(payments) > 1):
        raise BadInput("payment", msg("no such pairing"), msg("one line with its payments, or one payment with its lines"))
    with deed(actor, "funds.settle", right=can_run(actor)) as done:
        held = _held(lines)
        moved, total = sum(one.cents for one in held), sum(one.signed_cents for one in payments)
        if total != moved:
            raise Conflict(
                msg("The bank moved %(line)s, the payments are of %(sum)s: they do not match to the cent.",
                    line=Amount(moved), sum=Amount(total))
            )  # fmt: skip
        for payment in payments:
            pay(actor, payment, max(line.on for line in held))
            for line in held:
                Settlement(line=line, payment=payment, reasons=[to_plain(one) for one in reasons], by_id=actor.user_id).save()
        done.on(held[0].book.programme, lines=[one.pk for one in held], payments=[one.pk for one in payments])
    return held


def bring_back(actor: Actor, line: BankLine, payment: Payment, why: str, *, again: bool = True) -> Payment:
    """Confirm that a line of the bank brings a payment back: it is reversed on its day."""
    with deed(actor, "funds.bring_back", right=can_run(actor)) as done:
        (held,) = _held([line])
        if held.cents != -payment.signed_cents:
            raise Conflict(
                msg("The line is of %(line)s, the payment of %(sum)s: it is not that payment which came back.",
                    line=Amount(held.cents), sum=Amount(payment.signed_cents))
            )  # fmt: skip
        found = cancel_payment(actor, payment, held.on, why, again=again)
        Settlement(line=held, payment=payment, returns=True, by_id=actor.user_id).save()
        done.on(held.book.programme, line=held.pk, payment=payment.pk)
    return found


def _held(lines: Sequence[BankLine]) -> list[BankLine]:
    """Hold lines that nobody dealt with yet until the deed ends, after their book."""
    book_of(lines[0].book.programme)
    held = [locked(line, "book__programme") for line in sorted(lines, key=lambda one: one.pk)]
    for line in held:
        _refuse_settled(line)
    return held


def set_aside(actor: Actor, line: BankLine, why: str) -> BankLine:
    """Say why a line of the bank settles nothing: fees, another programme."""
    why = refuse_empty("why", why, msg("a few words: what it is"))[:WHY_LENGTH]
    with deed(actor, "funds.set_aside", right=can_run(actor)) as done:
        held = locked(line, "book__programme")
        _refuse_settled(held)
        held.aside_why = why
        held.save(update_fields=["aside_why"])
        done.on(held.book.programme, line=held.pk, why=why)
    return held


def _refuse_settled(line: BankLine) -> None:
    if line.aside_why or Settlement._base_manager.filter(line=line).exists():
        raise Conflict(msg("This line of the bank was dealt with already."))
