"""Rights over the life of a partnership."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Decision, refused
from campus5g.portal.consortium.models import LogEntry, Signature
from campus5g.portal.projects.models import Partner, Project
from campus5g.portal.projects.permissions import acts_for, can_edit_project


def can_keep_log(actor: Actor, project: Project) -> Decision:
    if project.state == Project.State.ARCHIVED:
        return refused(msg("This project is archived."))
    if acts_for(actor, project.organisation_id):
        return ALLOWED
    return refused(msg("The lead of the project or the office keeps its log."))


def can_close_entry(actor: Actor, entry: LogEntry) -> Decision:
    """Who promised something may say that it is done, as may those who keep the log."""
    if entry.kind == LogEntry.Kind.COMMITMENT and entry.organisation_id in actor.organisation_ids:
        return ALLOWED
    return can_keep_log(actor, entry.project)


def can_ask_signatures(actor: Actor, project: Project) -> Decision:
    return can_edit_project(actor, project)


def can_sign(actor: Actor, partner: Partner) -> Decision:
    """Nobody signs for another: those who manage the organisation do, acting for it."""
    closed = _closed(partner)
    if closed is not None:
        return closed
    if actor.organisation_id != partner.organisation_id:
        return refused(msg("Only %(name)s signs for itself.", name=partner.organisation.name))
    if not actor.manages:
        return refused(msg("Only those who manage %(name)s in the campus sign for it.", name=partner.organisation.name))
    return ALLOWED


def can_write_down(actor: Actor, partner: Partner) -> Decision:
    """The lead and the office write down a signature that they hold on paper."""
    closed = _closed(partner)
    return can_edit_project(actor, partner.project) if closed is None else closed


def can_withdraw(actor: Actor, signature: Signature) -> Decision:
    if signature.withdrawn_at is not None:
        return refused(msg("This signature was already withdrawn."))
    if signature.organisation_id == actor.organisation_id and actor.manages:
        return ALLOWED
    if signature.on_paper and acts_for(actor, signature.project.organisation_id):
        return ALLOWED
    return refused(msg("Only those who signed withdraw a signature."))


def can_import_past(actor: Actor) -> Decision:
    return ALLOWED if actor.sees_all else refused(msg("Only the programme office imports past projects."))


def _closed(partner: Partner) -> Decision | None:
    if partner.project.state == Project.State.ARCHIVED:
        return refused(msg("This project is archived."))
    if partner.state != Partner.State.ACCEPTED:
        return refused(msg("%(name)s has not accepted its invitation yet.", name=partner.organisation.name))
    return None
