"""The bank: a statement read in once, its lines confirmed one by one as what settles an expected payment, or set aside."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile

from campus5g.core.codec import to_plain
from campus5g.core.errors import BadInput
from campus5g.core.message import Amount, Message, msg
from campus5g.ledger.bank.statement import Statement as Told
from campus5g.ledger.bank.statement import new_lines
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.funds.actions.book import book_of
from campus5g.portal.funds.actions.holding import locked, refuse_empty
from campus5g.portal.funds.actions.payments import pay
from campus5g.portal.funds.models import BankLine, Book, Payment, Settlement, Statement
from campus5g.portal.funds.models.scoped import LABEL_LENGTH, NAME_LENGTH, WHY_LENGTH
from campus5g.portal.funds.permissions import can_run
from campus5g.portal.funds.statements import read_bank_file
from campus5g.portal.programme.models import Programme

MAX_BYTES = 10 * 2**20


def read_in(actor: Actor, programme: Programme, uploaded: UploadedFile) -> list[Statement]:
    """Read the statements of a file, all or none. A line that is there already, from this file or another, is not added again."""
    if (uploaded.size or 0) > MAX_BYTES:
        raise BadInput("file", msg("a file above 10 MB"), msg("the statement of one period"))
    name = uploaded.name or ""
    told = read_bank_file(uploaded.read(), name)
    with deed(actor, "funds.read_statement", right=can_run(actor)) as done:
        book = book_of(programme)
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


def settle(actor: Actor, line: BankLine, payments: Sequence[Payment], reasons: Sequence[Message] = ()) -> BankLine:
    """Confirm that a line of the bank settles these payments: they are paid on its day. To the cent, or not at all."""
    with deed(actor, "funds.settle", right=can_run(actor)) as done:
        book_of(line.book.programme)
        held = locked(line, "book__programme")
        _refuse_settled(held)
        total = sum(-one.cents if not one.inward else one.cents for one in payments)
        if total != held.cents:
            raise Conflict(
                msg("The line is of %(line)s, the payments of %(sum)s: they do not match to the cent.",
                    line=Amount(held.cents), sum=Amount(total))
            )  # fmt: skip
        for payment in payments:
            pay(actor, payment, held.on)
            Settlement(line=held, payment=payment, reasons=[to_plain(one) for one in reasons], by_id=actor.user_id).save()
        done.on(held.book.programme, line=held.pk, payments=[one.pk for one in payments])
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
