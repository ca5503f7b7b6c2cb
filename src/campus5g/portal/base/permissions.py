"""Rights over the house itself."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Decision, refused


def can_set_site(actor: Actor) -> Decision:
    if actor.is_office and actor.manages:
        return ALLOWED
    return refused(msg("Only a manager of the programme office changes the settings of the campus."))


def can_read_audit(actor: Actor) -> Decision:
    return ALLOWED if actor.is_office else refused(msg("Only the programme office reads the whole audit trail."))
