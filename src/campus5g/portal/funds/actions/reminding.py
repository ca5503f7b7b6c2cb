"""Reminders of money and of what waits for somebody: one a week to who has to act, and none once it is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from campus5g.core.message import Amount, Day, Message, msg
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import ALLOWED
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.people import office_people, people_of
from campus5g.portal.funds.actions.holding import both_sides
from campus5g.portal.funds.kinds_said import KINDS
from campus5g.portal.funds.models import Agreement, Change, Claim, Payment, Share
from campus5g.portal.programme.models import Programme

AGAIN = timedelta(days=7)
BEFORE = timedelta(days=14)
LAST_CLAIM = timedelta(days=30)
"""How long before the last day to claim its partners are told."""
Thing = Payment | Claim | Change | Share
_LIVE = (Programme.State.RUNNING, Programme.State.FOLLOWED)


def remind_of_money(actor: Actor = SYSTEM) -> int:
    """Remind who has to pay, to claim, to answer or to decide; return of how many things. What is done is reminded of no more."""
    with acting(actor):
        waiting: dict[Programme, list[Thing]] = defaultdict(list)
        for thing in _due():
            waiting[_agreement(thing).programme].append(thing)
    return sum(_remind(actor, programme, things) for programme, things in waiting.items())


def _remind(actor: Actor, programme: Programme, things: Iterable[Thing]) -> int:
    with transaction.atomic():
        taken = [thing for thing in things if _take(thing)]
        if taken:
            with deed(actor, "funds.remind", right=ALLOWED) as done:
                for thing in taken:
                    done.tell(_people(thing), reminder(thing), thing.get_absolute_url())
                done.on(programme, told=len(taken))
    return len(taken)


def _take(thing: Thing) -> bool:
    """Mark a thing as reminded of today: once, whoever else does the same work."""
    rows = type(thing)._base_manager.filter(_not_lately(), pk=thing.pk)
    return bool(rows.update(reminded_on=today()))


def _not_lately() -> Q:
    return Q(reminded_on=None) | Q(reminded_on__lte=today() - AGAIN)


def _due() -> Iterator[Thing]:
    yield from _rows(Payment, "agreement", paid_on=None, cancelled_at=None, due_on__lte=today() + BEFORE)
    waiting = (Claim.State.ASKED, *Claim.WAITING)
    yield from _rows(Claim, "agreement", state__in=waiting, moved_on__lte=today() - AGAIN)
    yield from _rows(Change, "share__agreement", state=Change.State.ASKED, asked_at__date__lte=today() - AGAIN)
    last = Claim._base_manager.filter(agreement=OuterRef("agreement"), organisation=OuterRef("organisation"), last=True)
    sent = last.exclude(state__in=(Claim.State.DRAFT, Claim.State.WITHDRAWN))
    shares = _rows(Share, "agreement", agreement__claims_until__range=(today(), today() + LAST_CLAIM))
    yield from shares.exclude(Exists(sent))


def _rows(model: type[models.Model], path: str, **due: object) -> models.QuerySet:
    live = {f"{path}__state": Agreement.State.SIGNED, f"{path}__programme__state__in": _LIVE}
    return model._base_manager.filter(_not_lately(), **due, **live).select_related(f"{path}__programme").order_by("pk")


def _agreement(thing: Thing) -> Agreement:
    found: Agreement = thing.share.agreement if isinstance(thing, Change) else thing.agreement
    return found


def reminder(thing: Thing) -> Message:
    """Say what is due, or since when it waits or is late."""
    match thing:
        case Payment():
            said = {"what": KINDS[thing.kind], "amount": Amount(thing.cents), "day": Day.of(thing.due_on)}
            if thing.due_on < today():
                return msg("%(what)s of %(amount)s, late since %(day)s", **said)
            return msg("%(what)s of %(amount)s, due on %(day)s", **said)
        case Claim():
            since = Day.of(thing.moved_on or today())
            if thing.state == Claim.State.ASKED:
                return msg("Your claim %(claim)s waits for your answers since %(day)s", claim=thing.reference, day=since)
            return msg("The claim %(claim)s waits since %(day)s", claim=thing.reference, day=since)
        case Change():
            return msg("A change of an advance waits for a decision since %(day)s", day=Day.of(localdate(thing.asked_at)))
        case _:
            agreement = thing.agreement
            return msg("Last day to claim under %(number)s: %(day)s", number=agreement.number, day=Day.of(agreement.claims_until))


def _people(thing: Thing) -> Iterable[User]:
    """Who has to act: the partner for what it owes or answers, the funder for what it pays, the office for the rest."""
    agreement = _agreement(thing)
    match thing:
        case Payment():
            return _payers(thing, agreement)
        case Claim(state=Claim.State.ASKED) | Share():
            return people_of(thing.organisation_id)
        case Claim(state=Claim.State.SUBMITTED):
            return office_people()
        case _:
            return both_sides(agreement.funder_id)


def _payers(payment: Payment, agreement: Agreement) -> Iterable[User]:
    if payment.kind in (Payment.Kind.REPAYMENT, Payment.Kind.RECOVERY):
        return people_of(payment.organisation_id)
    if payment.kind == Payment.Kind.FUNDING or agreement.direct:
        return people_of(agreement.funder_id)
    return office_people()
