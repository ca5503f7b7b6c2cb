"""Rights over accounts."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Decision, refused


def can_change_profile(actor: Actor, user: User) -> Decision:
    if actor.user_id is not None and actor.user_id == user.pk:
        return ALLOWED
    return refused(msg("Only the person changes their own profile."))


def can_found() -> Decision:
    """The first administrator is made while nobody exists, and never again."""
    if User.objects.exists():
        return refused(msg("This campus already has its administrator: ask for an invitation."))
    return ALLOWED
