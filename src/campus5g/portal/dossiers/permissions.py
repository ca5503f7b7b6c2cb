"""Rights over dossiers: those of the project; each partner writes its own part."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Decision, refused
from campus5g.portal.directory.models import Organisation
from campus5g.portal.dossiers.models import AskedDocument
from campus5g.portal.projects.models import Partner, Project
from campus5g.portal.projects.permissions import acts_for, can_edit_part, can_edit_project


def can_write_dossier(actor: Actor, project: Project) -> Decision:
    return can_edit_project(actor, project)


def can_write_answer(actor: Actor, project: Project, partner: Partner | None) -> Decision:
    """The lead writes what is said of the project, each partner what is said of it; the lead and the office may help."""
    return can_edit_project(actor, project) if partner is None else can_edit_part(actor, partner)


def can_answer_document(actor: Actor, asked: AskedDocument) -> Decision:
    """Files are added by whom the document is asked of; the lead and the office may help."""
    return can_write_answer(actor, asked.project, asked.partner)


def can_write_sheet(actor: Actor, organisation: Organisation) -> Decision:
    if acts_for(actor, organisation.pk):
        return ALLOWED
    return refused(msg("Only the people of %(name)s and the office write its sheet.", name=organisation.name))
