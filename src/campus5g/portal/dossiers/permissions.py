"""Rights over dossiers: those of the project."""

from __future__ import annotations

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Decision
from campus5g.portal.projects.models import Project
from campus5g.portal.projects.permissions import can_edit_project


def can_write_dossier(actor: Actor, project: Project) -> Decision:
    return can_edit_project(actor, project)
