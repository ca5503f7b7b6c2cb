"""Rights over financing."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Decision, refused
from campus5g.portal.projects.models import Project
from campus5g.portal.projects.permissions import acts_for, can_edit_project


def can_compute_plan(actor: Actor, project: Project) -> Decision:
    return can_edit_project(actor, project)


def can_declare_award(actor: Actor, organisation_id: int) -> Decision:
    if acts_for(actor, organisation_id):
        return ALLOWED
    return refused(msg("The organisation itself or the office declares its de minimis aid."))
