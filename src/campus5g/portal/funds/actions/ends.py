"""The end of an agreement: closed once nothing under it is left to settle, opened again where something comes after all."""

from __future__ import annotations

from django.utils import timezone

from campus5g.core.message import Message, msg
from campus5g.portal.base.actions import Deed, deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.funds import bookkeeping
from campus5g.portal.funds.actions.book import write
from campus5g.portal.funds.actions.holding import both_sides, locked, refuse_empty
from campus5g.portal.funds.closing import obstacles_of
from campus5g.portal.funds.models import Agreement, BookDeed, Payment, Share
from campus5g.portal.funds.models.scoped import WHY_LENGTH
from campus5g.portal.funds.permissions import can_close, can_reopen


def close_agreement(actor: Actor, agreement: Agreement) -> Agreement:
    """Close an agreement: refused with what is left to settle. Payments that were expected and that nothing makes due are dropped."""
    with deed(actor, "funds.close_agreement", right=can_close(actor, agreement)) as done:
        held = locked(agreement, "programme", "funder")
        require(can_close(actor, held))
        if lacking := obstacles_of(held):
            raise Conflict(lacking[0])
        write(actor, held.programme, [bookkeeping.closed(held, today(), _number(held))])
        Payment._base_manager.filter(agreement=held, paid_on=None, cancelled_at=None).update(cancelled_at=timezone.now())
        held.state = Agreement.State.CLOSED
        held.save(update_fields=["state"])
        done.on(held, on=today().isoformat())
        _tell(done, held, msg("The agreement %(number)s is closed: everything under it is settled", number=held.number))
    return held


def reopen_agreement(actor: Actor, agreement: Agreement, why: str) -> Agreement:
    """Open a closed agreement again, with the reason."""
    why = refuse_empty("why", why, msg("a few words: why the agreement is opened again"))[:WHY_LENGTH]
    with deed(actor, "funds.reopen_agreement", right=can_reopen(actor, agreement)) as done:
        held = locked(agreement, "programme", "funder")
        require(can_reopen(actor, held))
        write(actor, held.programme, [bookkeeping.reopened(held, today(), _number(held))])
        held.state = Agreement.State.SIGNED
        held.save(update_fields=["state"])
        done.on(held, why=why)
        _tell(done, held, msg("The agreement %(number)s is open again", number=held.number))
    return held


def _number(agreement: Agreement) -> int:
    """How many deeds the book holds: an agreement may be closed more than once."""
    return BookDeed._base_manager.filter(book__programme=agreement.programme_id).count()


def _tell(done: Deed, held: Agreement, sentence: Message) -> None:
    for organisation_id in (
        held.funder_id,
        *Share._base_manager.filter(agreement=held).values_list("organisation_id", flat=True),
    ):
        done.tell(both_sides(organisation_id), sentence, held.get_absolute_url())
