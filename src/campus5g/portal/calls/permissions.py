"""Rights over calls. Everybody signed in reads the catalogue."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Decision, refused
from campus5g.portal.projects.models import Project
from campus5g.portal.projects.permissions import can_edit_project


def can_import_calls(actor: Actor) -> Decision:
    return ALLOWED if actor.sees_all else refused(msg("Only the programme office imports calls."))


def can_keep_call(actor: Actor, project: Project) -> Decision:
    return can_edit_project(actor, project)


def can_write_calls(actor: Actor) -> Decision:
    """Entering and correcting calls: the catalogue is the same for everybody, and the office answers for it."""
    return ALLOWED if actor.sees_all else refused(msg("Only the programme office enters and corrects calls."))


def can_follow(actor: Actor) -> Decision:
    return ALLOWED if actor.user_id is not None else refused(msg("Sign in to follow calls."))


def can_follow_for(actor: Actor, user_id: int) -> Decision:
    """A saved search is its person's own: not even the office reads it."""
    return ALLOWED if actor.user_id == user_id else refused(msg("This search is another person's."))
