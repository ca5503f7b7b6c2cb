"""Absence: a colleague acts in one's place from a day to a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import models
from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, msg
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.base.scope import Owned, visible_q
from campus5g.portal.directory.models import Delegation, Membership, Organisation
from campus5g.portal.directory.models.delegations import WHY_LENGTH
from campus5g.portal.directory.people import actor_of
from campus5g.portal.directory.permissions import can_delegate, can_end_delegation

LONGEST = timedelta(days=180)


def delegate(actor: Actor, organisation: Organisation, taker: User, starts_on: date, ends_on: date, why: str = "") -> Delegation:
    """Let a colleague act in one's place; both days count. It ends by itself, half a year later at the most."""
    with deed(actor, "directory.delegate", right=can_delegate(actor, organisation)) as done:
        if taker.pk == actor.user_id or not Membership.objects.acting().filter(organisation=organisation, user=taker).exists():
            raise BadInput("taker", msg("%(name)s", name=str(taker)), msg("a colleague who acts for the organisation"))
        if not max(starts_on, today()) <= ends_on <= starts_on + LONGEST:
            said = msg("from %(first)s to %(last)s", first=Day.of(starts_on), last=Day.of(ends_on))
            raise BadInput("ends_on", said, msg("days to come, 180 at the most"))
        mine = Delegation.unscoped().filter(giver_id=actor.user_id, organisation=organisation, ended_at=None)
        if mine.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
            raise Conflict(msg("Somebody acts in your place on these days already: end that first."))
        made = Delegation(
            giver_id=actor.user_id, taker=taker, organisation=organisation, starts_on=starts_on, ends_on=ends_on,
            why=why.strip()[:WHY_LENGTH],
        )  # fmt: skip
        made.save()
        done.on(organisation, delegation=made.pk, taker=taker.pk, starts=starts_on.isoformat(), ends=ends_on.isoformat())
        told = msg(
            "%(giver)s asks you to act in their place from %(first)s to %(last)s",
            giver=str(made.giver), first=Day.of(starts_on), last=Day.of(ends_on),
        )  # fmt: skip
        done.tell([taker], told, f"{organisation.get_absolute_url()}people/")
    return made


def end_delegation(actor: Actor, made: Delegation) -> Delegation:
    """End it before its last day: who gave it, who took it, or a manager."""
    with deed(actor, "directory.end_delegation", right=can_end_delegation(actor, made)) as done:
        kept = Delegation._base_manager.select_for_update(of=("self",)).select_related("organisation").get(pk=made.pk)
        if not kept.coming_or_live:
            raise Conflict(msg("This delegation is over already."))
        kept.ended_at = timezone.now()
        kept.save(update_fields=["ended_at"])
        done.on(kept.organisation, delegation=kept.pk)
    return kept


def stand_ins(people: Iterable[int], subject: models.Model | None) -> list[models.Model]:
    """Return who acts in the place of some of these people today, and sees the thing that they are told of."""
    live = Delegation.unscoped().live().filter(giver__in=list(people)).select_related("taker", "organisation")
    return [one.taker for one in live if _sees(one, subject)]


def _sees(one: Delegation, subject: models.Model | None) -> bool:
    if isinstance(subject, Organisation):
        return subject.pk == one.organisation_id
    if not isinstance(subject, Owned):
        return False  # what is told to a person as that person stays theirs
    taker = actor_of(one.taker, one.organisation_id)
    return type(subject)._base_manager.filter(visible_q(type(subject), taker), pk=subject.pk).exists()
