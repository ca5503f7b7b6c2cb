"""Payments: expected, made, cancelled. Each one that is made is written in the book, and calls for what follows from it."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import Amount, Day, msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import people_of
from campus5g.portal.funds import bookkeeping
from campus5g.portal.funds.actions.book import write
from campus5g.portal.funds.actions.holding import locked, refuse_empty
from campus5g.portal.funds.models import Agreement, Claim, Payment
from campus5g.portal.funds.models.scoped import WHY_LENGTH
from campus5g.portal.funds.permissions import BY_HAND, can_cancel, can_pay, can_run, can_take_back

Kind = Payment.Kind


def expect(
    agreement: Agreement,
    kind: Kind,
    organisation_id: int | None,
    cents: int,
    due_on: date,
    claim: Claim | None = None,
    why: str = "",
    follows: Payment | None = None,
) -> Payment:
    """Expect a payment, inside the deed that it follows from."""
    payment = Payment(
        agreement=agreement, kind=kind, organisation_id=organisation_id, cents=cents, due_on=due_on, claim=claim, why=why,
        follows=follows,
    )  # fmt: skip
    payment.save()
    return payment


def expect_payment(
    actor: Actor, agreement: Agreement, kind: Kind, organisation: Organisation | None, cents: int, due_on: date, why: str
) -> Payment:
    """Expect a payment that follows from nothing else. A retention that is released becomes due in the book at once."""
    why = refuse_empty("why", why, msg("a few words: why it is paid"))[:WHY_LENGTH]
    with deed(actor, "funds.expect", right=can_run(actor)) as done:
        held = locked(agreement, "programme")
        if held.state != Agreement.State.SIGNED:
            raise Conflict(msg("Nothing is paid under an agreement that is not signed."))
        of_partner = kind in (Kind.RETENTION, Kind.RECOVERY)
        if kind not in BY_HAND:
            raise BadInput("kind", msg("a payment that follows from something else"), msg("one of the kinds of the list"))
        if of_partner and organisation is None:
            raise BadInput("organisation", msg("nobody"), msg("the partner whom it concerns"))
        payment = expect(held, kind, organisation.pk if of_partner and organisation else None, cents, due_on, why=why)
        if kind == Kind.RETENTION:
            write(actor, held.programme, [bookkeeping.released(payment, min(due_on, today()))])
        done.on(held, payment=payment.pk, kind=str(kind), cents=cents, why=why)
    return payment


def pay(actor: Actor, payment: Payment, on: date) -> Payment:
    """Say that a payment was made, on the day of the bank: it is written in the book, once."""
    if on > today():
        raise BadInput("on", msg("%(day)s, which is to come", day=Day.of(on)), msg("a day until today"))
    with deed(actor, "funds.pay", right=can_pay(actor, payment)) as done:
        held = locked(payment, "agreement__programme", "organisation")
        require(can_pay(actor, held))
        held.paid_on = on
        held.save(update_fields=["paid_on"])
        write(actor, held.agreement.programme, [bookkeeping.paid(held, on, held.agreement.direct)])
        if held.kind in (Kind.REPAYMENT, Kind.RECOVERY) and not held.agreement.direct:
            expect(held.agreement, Kind.RETURN, held.organisation_id, held.cents, on, follows=held)
        done.on(held.agreement, payment=held.pk, kind=held.kind, cents=held.cents, on=on.isoformat())
        if held.organisation_id and not held.inward:
            sentence = msg("%(amount)s was paid to you: %(number)s", amount=Amount(held.cents), number=held.agreement.number)
            done.tell(people_of(held.organisation_id), sentence, held.agreement.get_absolute_url())
    return held


def cancel_payment(actor: Actor, payment: Payment, on: date, why: str, *, again: bool = True) -> Payment:
    """Say that a payment came back, on the day of the bank: it is reversed in the book, never deleted, and expected again if asked.

    What was to be passed on of it is no longer; what was passed on already has to come back first.
    """
    why = refuse_empty("why", why, msg("a few words: why it came back"))[:WHY_LENGTH]
    if on > today():
        raise BadInput("on", msg("%(day)s, which is to come", day=Day.of(on)), msg("a day until today"))
    with deed(actor, "funds.cancel_payment", right=can_cancel(actor, payment)) as done:
        held = locked(payment, "agreement__programme", "organisation", "claim")
        require(can_cancel(actor, held))
        _stop_what_follows(held)
        said = held.why
        write(actor, held.agreement.programme, [bookkeeping.came_back(held, on)])
        _drop(held, why, back_on=on)
        if again:
            expect(held.agreement, Kind(held.kind), held.organisation_id, held.cents, on, held.claim, said)
        done.on(held.agreement, payment=held.pk, kind=held.kind, cents=held.cents, on=on.isoformat(), why=why, again=again)
        sentence = msg("The payment %(reference)s of %(amount)s came back", reference=held.reference, amount=Amount(held.cents))
        done.tell(people_of(held.organisation_id or held.agreement.funder_id), sentence, held.agreement.get_absolute_url())
    return held


def take_back(actor: Actor, payment: Payment, why: str) -> Payment:
    """Take back the order of a payment that was not made; a retention that it released is held back again."""
    why = refuse_empty("why", why, msg("a few words: why it is not paid"))[:WHY_LENGTH]
    with deed(actor, "funds.take_back", right=can_take_back(actor, payment)) as done:
        held = locked(payment, "agreement__programme", "organisation")
        require(can_take_back(actor, held))
        if held.kind == Kind.RETENTION:
            write(actor, held.agreement.programme, [bookkeeping.unreleased(held, today())])
        _drop(held, why)
        done.on(held.agreement, payment=held.pk, kind=held.kind, cents=held.cents, why=why)
    return held


def _stop_what_follows(payment: Payment) -> None:
    for one in Payment._base_manager.select_for_update().filter(follows=payment, cancelled_at=None):
        if one.paid_on is not None:
            raise Conflict(msg("It was passed on by %(reference)s: cancel that payment first.", reference=one.reference))
        _drop(one, "")


def _drop(payment: Payment, why: str, back_on: date | None = None) -> None:
    payment.cancelled_at, payment.back_on, payment.why = timezone.now(), back_on, why or payment.why
    payment.save(update_fields=["cancelled_at", "back_on", "why"])
