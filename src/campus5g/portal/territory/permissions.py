"""Who writes what was published about investments. Everybody reads it."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Decision, refused
from campus5g.portal.territory.models import Figure


def can_write_investments(actor: Actor) -> Decision:
    return ALLOWED if actor.sees_all else refused(msg("Only the programme office writes investments and their figures."))


def can_keep_tables(actor: Actor) -> Decision:
    return ALLOWED if actor.sees_all else refused(msg("Only the programme office keeps the tables of the area."))


def can_plan_trainings(actor: Actor) -> Decision:
    return ALLOWED if actor.sees_all else refused(msg("Only the programme office hands a gap to the plan of sessions."))


def can_take_back(actor: Actor, figure: Figure) -> Decision:
    right = can_write_investments(actor)
    if right and figure.withdrawn_at is not None:
        return refused(msg("This figure was taken back already."))
    return right
