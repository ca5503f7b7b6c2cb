"""Rights over projects."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Decision, refused
from campus5g.portal.needs.models import Need
from campus5g.portal.projects.models import Partner, Project


def acts_for(actor: Actor, organisation_id: int) -> bool:
    return actor.sees_all or organisation_id in actor.organisation_ids


def can_open_project(actor: Actor, need: Need) -> Decision:
    if need.state in (Need.State.DRAFT, Need.State.ARCHIVED):
        return refused(msg("A project answers a stated need: this one is a draft or archived."))
    bearers = need.bearers
    if not bearers:
        return refused(
            msg("A project bears the names of its partners: whoever stated this need anonymously says first who it is.")
        )
    if actor.sees_all or any(bearer.pk in actor.organisation_ids for bearer in bearers):
        return ALLOWED
    return refused(msg("The office or the people of the organisation that stated the need open its project."))


def can_edit_project(actor: Actor, project: Project) -> Decision:
    if project.state == Project.State.ARCHIVED:
        return refused(msg("This project is archived."))
    if acts_for(actor, project.organisation_id):
        return ALLOWED
    return refused(msg("The lead of the project or the office changes it."))


def can_edit_part(actor: Actor, partner: Partner) -> Decision:
    """Each partner fills its own part; the lead and the office may help."""
    if partner.project.state == Project.State.ARCHIVED:
        return refused(msg("This project is archived."))
    if partner.state == Partner.State.DECLINED:
        return refused(msg("%(name)s declined: it has no part in this project.", name=partner.organisation.name))
    if acts_for(actor, partner.organisation_id) or acts_for(actor, partner.project.organisation_id):
        return ALLOWED
    return refused(msg("Only %(name)s, the lead or the office fill in this part.", name=partner.organisation.name))


def can_answer(actor: Actor, partner: Partner) -> Decision:
    if partner.state != Partner.State.INVITED:
        return refused(msg("This invitation was already answered."))
    if acts_for(actor, partner.organisation_id):
        return ALLOWED
    return refused(msg("Only the people of %(name)s answer its invitation.", name=partner.organisation.name))


def can_add_to_project(actor: Actor, project: Project) -> Decision:
    """Whoever sees a live project may add files and notes to it."""
    return refused(msg("This project is archived.")) if project.state == Project.State.ARCHIVED else ALLOWED
