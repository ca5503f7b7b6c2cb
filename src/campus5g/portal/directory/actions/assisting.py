"""Helping an organisation by acting for it: opened with a reason, for minutes, told to its people, marked on every deed."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.directory.models import Assistance, Organisation
from campus5g.portal.directory.models.assistance import WHY_LENGTH
from campus5g.portal.directory.people import people_of
from campus5g.portal.directory.permissions import can_assist, can_end_assistance

MINUTES = (15, 30, 60)


def open_assistance(actor: Actor, organisation: Organisation, why: str, minutes: int) -> Assistance:
    """Let somebody of the office act for an organisation, as one of its people who manages nothing, until the time is over."""
    with deed(actor, "directory.open_assistance", right=can_assist(actor, organisation)) as done:
        if not why.strip():
            raise BadInput("why", msg("no reason"), msg("what you help with: the people of the organisation read it"))
        if minutes not in MINUTES:
            raise BadInput("minutes", msg("%(n)s minutes", n=minutes), msg("15, 30 or 60"))
        if Assistance.held_by(actor.user_id).exists():
            raise Conflict(msg("You assist an organisation already: end that first."))
        at = timezone.now()
        opened = Assistance(
            user_id=actor.user_id, organisation=organisation, why=why.strip()[:WHY_LENGTH], opened_at=at,
            closes_at=at + timedelta(minutes=minutes),
        )  # fmt: skip
        opened.save()
        done.on(organisation, opened=opened.pk, minutes=minutes, why=opened.why)
        told = msg(
            "%(person)s of the programme office acts for %(name)s for %(n)s minutes: %(why)s",
            person=str(opened.user), name=organisation.name, n=minutes, why=opened.why,
        )  # fmt: skip
        done.tell(people_of(organisation.pk), told, f"{organisation.get_absolute_url()}people/")
    return opened


def end_assistance(actor: Actor, opened: Assistance) -> Assistance:
    """End a session before its time: who opened it, or a person of the organisation."""
    with deed(actor, "directory.end_assistance", right=can_end_assistance(actor, opened)) as done:
        kept = Assistance._base_manager.select_for_update(of=("self",)).select_related("organisation").get(pk=opened.pk)
        if not kept.live:
            raise Conflict(msg("This session of assistance is over already."))
        kept.ended_at = timezone.now()
        kept.save(update_fields=["ended_at"])
        done.on(kept.organisation, opened=kept.pk)
    return kept
