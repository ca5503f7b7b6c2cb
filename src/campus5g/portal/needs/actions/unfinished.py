"""Keeping what is typed before it is saved. Nothing is said yet: no event of the trail, nobody told, no other person sees it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import require
from campus5g.portal.needs.models import Need, Unfinished
from campus5g.portal.needs.permissions import can_create_need, can_edit_need

MOST_TYPED = 2_000_000
"""Characters; the lines of the buildings alone may come to a million."""


def unfinished_of(actor: Actor, need: Need | None) -> Unfinished | None:
    """Return what the actor typed last about ``need`` (a new one: ``None``) and has not saved."""
    return _mine(actor, need).first()


def keep_typed(actor: Actor, need: Need | None, typed: str) -> Unfinished:
    """Keep a form as it is typed, in place of what was kept before."""
    require(can_create_need(actor, actor.organisation_id) if need is None else can_edit_need(actor, need))
    if len(typed) > MOST_TYPED:
        raise BadInput("form", msg("%(n)s characters", n=len(typed)), msg("at most %(n)s", n=MOST_TYPED))
    kept, _made = Unfinished.objects.update_or_create(
        user_id=actor.user_id, organisation_id=actor.organisation_id, need=need,
        defaults={"typed": typed, "saved_at": timezone.now()},
    )  # fmt: skip
    found: Unfinished = kept
    return found


def forget_typed(actor: Actor, need: Need | None) -> None:
    """Drop what was typed: it is saved now, or its writer starts afresh."""
    _mine(actor, need).delete()


def _mine(actor: Actor, need: Need | None) -> QuerySet[Unfinished]:
    mine: QuerySet[Unfinished] = Unfinished.objects.filter(
        user_id=actor.user_id, organisation_id=actor.organisation_id, need=need
    )
    return mine
