"""Who may bring files for a use, have it assessed and stop it. Seeing it is the scope's work."""

from __future__ import annotations

from campus5g.core.benefit import Use
from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Decision, refused
from campus5g.portal.base.models import Job
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.permissions import acts_for, can_add_to_need, can_attach_to_need
from campus5g.portal.uses.models import Assessment


def can_assess_use(actor: Actor, need: Need, use: Use) -> Decision:
    if not acts_for(actor, need):
        return refused(msg("Only the office and the organisation that stated the need have its uses assessed."))
    if need.state == Need.State.ARCHIVED:
        return refused(msg("This need is archived."))
    if Assessment._base_manager.filter(need=need, use=use, job__state__in=Job.UNFINISHED).exists():
        return refused(msg("This use is being assessed already: one at a time."))
    return ALLOWED


def can_bring_file(actor: Actor, need: Need) -> Decision:
    """A file for a use is a file of the need: the same people, and none on an anonymous need."""
    if not acts_for(actor, need):
        return refused(msg("Only the office and the organisation that stated the need bring files for its uses."))
    right = can_add_to_need(actor, need)
    return can_attach_to_need(actor, need) if right else right


def can_stop_assessment(actor: Actor, assessment: Assessment) -> Decision:
    if not acts_for(actor, assessment.need):
        return refused(msg("Only the office and the organisation that stated the need stop its assessment."))
    return ALLOWED if assessment.unfinished else refused(msg("This assessment is not running."))
