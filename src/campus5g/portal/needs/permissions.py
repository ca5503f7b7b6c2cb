"""Who may do what with a need. Seeing it is the scope's work; these are the verbs."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor, Role
from campus5g.portal.base.decisions import ALLOWED, Decision, refused
from campus5g.portal.needs.models import Need

STATING = (Role.OFFICE, Role.COMPANY, Role.STARTUP, Role.TRAINING)


def can_create_need(actor: Actor, organisation_id: int | None) -> Decision:
    if actor.system or actor.is_office:
        return ALLOWED
    if actor.role not in STATING:
        return refused(msg("Needs are stated by companies, start-ups and training bodies, or by the office for them."))
    if organisation_id != actor.organisation_id:
        return refused(msg("You state needs for the organisation you act for, and for no other."))
    return ALLOWED


def acts_for(actor: Actor, need: Need) -> bool:
    """Whether the actor speaks for the need: its own people, the office, the system."""
    return actor.sees_all or need.organisation_id in actor.organisation_ids


def can_edit_need(actor: Actor, need: Need) -> Decision:
    if not acts_for(actor, need):
        return refused(msg("Only the people of the organisation and the office change this need."))
    if need.state not in (Need.State.DRAFT, Need.State.STATED):
        return refused(msg("This need has gone on to its study: write a note, or state a new need."))
    return ALLOWED


def can_state_need(actor: Actor, need: Need) -> Decision:
    if not acts_for(actor, need):
        return refused(msg("Only the people of the organisation and the office state this need."))
    return ALLOWED if need.is_draft else refused(msg("This need is stated already."))


def can_archive_need(actor: Actor, need: Need) -> Decision:
    if not acts_for(actor, need):
        return refused(msg("Only the people of the organisation and the office archive this need."))
    if need.state == Need.State.PROJECT:
        return refused(msg("A project answers this need: archive the project first."))
    return ALLOWED if need.state != Need.State.ARCHIVED else refused(msg("This need is archived already."))


def can_add_to_need(actor: Actor, need: Need) -> Decision:
    """Files and notes: whoever sees the need may add, except to an archived one."""
    if actor.user_id is None:
        return refused(msg("Sign in first."))
    if need.state == Need.State.ARCHIVED:
        return refused(msg("This need is archived: nothing is added to it."))
    return ALLOWED
