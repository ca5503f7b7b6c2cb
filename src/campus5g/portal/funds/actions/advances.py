"""Repayable advances: instalments called on their day; changes asked for with their effect, and decided by another person."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from campus5g.core.codec import to_plain
from campus5g.core.message import Amount, Day, msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import ALLOWED, Conflict, require
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.people import people_of
from campus5g.portal.funds import bookkeeping
from campus5g.portal.funds.actions.book import write
from campus5g.portal.funds.actions.holding import both_sides, locked, refuse_empty
from campus5g.portal.funds.actions.payments import expect
from campus5g.portal.funds.books import fund_of
from campus5g.portal.funds.effects import effect_of
from campus5g.portal.funds.models import Agreement, Change, Payment, Share
from campus5g.portal.funds.models.scoped import WHY_LENGTH
from campus5g.portal.funds.permissions import can_ask_change, can_decide_change


def ask_change(actor: Actor, share: Share, **said: Any) -> Change:
    """Ask for a change of an advance. What it does to the schedule and to the gross grant equivalent is told before it is decided."""
    why = refuse_empty("why", said.pop("why", ""), msg("a few words: why it is asked"))[:WHY_LENGTH]
    with deed(actor, "funds.ask_change", right=can_ask_change(actor, share)) as done:
        held = locked(share, "agreement__programme", "organisation")
        if Change._base_manager.filter(share=held, state=Change.State.ASKED).exists():
            raise Conflict(msg("A change of this advance is asked for already: it is decided first."))
        change = Change(share=held, why=why, asked_by_id=actor.user_id, **said)
        change.effect = [to_plain(sentence) for sentence in effect_of(change, fund_of(held.agreement.programme))]
        change.save()
        done.on(held, change=change.pk, kind=change.kind, why=why)
        sentence = msg("%(name)s: a change of its advance is to be decided", name=held.organisation.name)
        done.tell(both_sides(held.agreement.funder_id), sentence, held.get_absolute_url())
    return change


def decide_change(actor: Actor, change: Change, *, approves: bool, answer: str = "") -> Change:
    """Approve a change, which writes it in the book, or refuse it with the reason."""
    with deed(actor, "funds.decide_change", right=can_decide_change(actor, change)) as done:
        held = locked(change, "share__agreement__programme", "share__organisation")
        require(can_decide_change(actor, held))
        if not approves:
            refuse_empty("answer", answer, msg("why it is refused"))
        held.state = Change.State.APPROVED if approves else Change.State.REFUSED
        held.decided_by_id, held.decided_at, held.answer = actor.user_id, timezone.now(), answer.strip()[:WHY_LENGTH]
        held.save()
        if approves:
            _carry_out(actor, held)
        done.on(held.share, change=held.pk, kind=held.kind, approved=approves, answer=held.answer)
        sentence = msg("The change of your advance was approved") if approves else msg("The change of your advance was refused")
        done.tell(people_of(held.share.organisation_id), sentence, held.share.get_absolute_url())
    return held


def _carry_out(actor: Actor, change: Change) -> None:
    agreement = change.share.agreement
    if change.kind == Change.Kind.EARLY:
        expect(agreement, Payment.Kind.REPAYMENT, change.share.organisation_id, change.cents or 0, change.on, why=change.why)
        return
    told = bookkeeping.changed(change, change.on)
    if told is not None:
        write(actor, agreement.programme, [told])


def call_instalments() -> int:
    """Call the instalments whose day has come and expect their payment; return how many. What is called is not called again."""
    with acting(SYSTEM):
        shares = list(
            Share.objects.filter(advance_cents__gt=0, agreement__state=Agreement.State.SIGNED).select_related(
                "agreement__programme"
            )
        )
    return sum(call_due(SYSTEM, share) for share in shares)


def call_due(actor: Actor, share: Share) -> int:
    """Call what is due of one advance until today; return how many instalments. Two who call at once call each of them once."""
    called = 0
    while _next_due(share) is not None and _call_next(actor, share):
        called += 1
    return called


def _call_next(actor: Actor, share: Share) -> bool:
    """Call one instalment, the share being held first: where another worker called it in between, nothing is done or told."""
    with transaction.atomic():
        held = locked(share, "agreement__programme", "organisation")
        part = _next_due(held)
        if part is None:
            return False
        due, cents = part.due or today(), part.capital_cents + part.interest_cents
        with deed(actor, "funds.call_instalment", right=ALLOWED) as done:
            write(actor, held.agreement.programme, [bookkeeping.called(held, part.number, due)])
            expect(held.agreement, Payment.Kind.REPAYMENT, held.organisation_id, cents, due)
            done.on(held, number=part.number, cents=cents)
            sentence = msg("An instalment of %(amount)s is due on %(day)s", amount=Amount(cents), day=Day.of(due))
            done.tell(people_of(held.organisation_id), sentence, held.get_absolute_url())
    return True


def _next_due(share: Share) -> Any:
    standing = fund_of(share.agreement.programme).advances.get(share.advance_key)
    parts = standing.position.instalments if standing else ()
    return next((part for part in parts if not part.called and part.due is not None and part.due <= today()), None)
