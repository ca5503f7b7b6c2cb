"""What several verbs of the room need: the next number of a kind of thing, the checks of days, a move kept."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Max

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.programme.models import Action, Amendment, Milestone, Move, Programme
from campus5g.portal.programme.models.scoped import WHY_LENGTH
from campus5g.portal.support.actions.holding import locked, refuse_empty

__all__ = ["apply_move", "keep_move", "locked", "next_number", "refuse_backwards", "refuse_empty", "refuse_outside"]


def next_number(rows: models.QuerySet) -> int:
    """Return the number after the highest. Call it with the row held that all of them belong to."""
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


def refuse_backwards(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise BadInput("ends_on", msg("%(day)s", day=Day.of(ends_on)), msg("a day on or after %(day)s", day=Day.of(starts_on)))


def refuse_outside(where: str, day: date, first: date, last: date) -> None:
    if not first <= day <= last:
        expected = msg("a day from %(first)s to %(last)s", first=Day.of(first), last=Day.of(last))
        raise BadInput(where, msg("%(day)s", day=Day.of(day)), expected)


def keep_move(
    actor: Actor, thing: Action | Milestone, starts_on: date | None, ends_on: date, why: str, amendment: Amendment | None = None
) -> Move:
    """Give a thing its new days, and keep what they were. The baseline stays."""
    move = Move(
        programme_id=thing.programme_id, amendment=amendment, new_ends_on=ends_on, why=why[:WHY_LENGTH], by_id=actor.user_id
    )
    if isinstance(thing, Action):
        move.action, move.old_starts_on, move.old_ends_on, move.new_starts_on = thing, thing.starts_on, thing.ends_on, starts_on
        thing.starts_on, thing.ends_on = starts_on or thing.starts_on, ends_on
    else:
        move.milestone, move.old_ends_on = thing, thing.due
        thing.due = ends_on
    thing.save()
    move.save()
    return move


def apply_move(
    actor: Actor, amendment: Amendment, thing: Programme | Action | Milestone, starts_on: date | None, ends_on: date
) -> date:
    """Move a thing as its amendment says, and widen what it stands in; return its last day before."""
    if isinstance(thing, Programme):
        held = locked(thing)
        before = held.ends_on
        held.ends_on, held.followed_until = ends_on, max(ends_on, held.followed_until)
        held.save()
        return before
    before = thing.due if isinstance(thing, Milestone) else thing.ends_on
    keep_move(actor, thing, starts_on, ends_on, amendment.why, amendment)
    action = thing.action if isinstance(thing, Milestone) else thing
    if isinstance(thing, Milestone) and ends_on > action.ends_on:
        keep_move(actor, action, None, ends_on, amendment.why, amendment)
    if ends_on > action.strand.ends_on:
        action.strand.ends_on = ends_on
        action.strand.save()
    return before
