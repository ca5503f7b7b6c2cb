"""Who may do what with a need. Seeing it is the scope's work; these are the verbs."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor, Role
from campus5g.portal.base.decisions import ALLOWED, Decision, refused
from campus5g.portal.needs.models import Need, NeedLink

STATING = (Role.OFFICE, Role.COMPANY, Role.STARTUP, Role.TRAINING)


NOT_FOR_ANOTHER = msg("Only a company itself states its need anonymously: the office would know whose it is.")


def can_create_need(actor: Actor, organisation_id: int | None, *, anonymous: bool = False) -> Decision:
    if anonymous and actor.is_office:
        return refused(NOT_FOR_ANOTHER)
    if actor.sees_all:
        return ALLOWED
    if actor.role not in STATING:
        return refused(msg("Needs are stated by companies, start-ups and training bodies, or by the office for them."))
    if organisation_id != actor.organisation_id:
        return refused(msg("You state needs for the organisation you act for, and for no other."))
    return ALLOWED


def acts_for(actor: Actor, need: Need) -> bool:
    """Whether the actor speaks for the need: its own people, the office, the system."""
    return actor.sees_all or need.organisation_id in actor.organisation_ids


def owns(actor: Actor, need: Need) -> bool:
    """Whether the actor is of the organisation itself, or the system."""
    return actor.system or need.organisation_id in actor.organisation_ids


def can_edit_need(actor: Actor, need: Need, *, anonymous: bool = False) -> Decision:
    if not acts_for(actor, need):
        return refused(msg("Only the people of the organisation and the office change this need."))
    if need.is_collective:
        return refused(msg("A collective need is reworded, so that those who take part agree to each version."))
    if need.anonymous and not owns(actor, need):
        return refused(msg("This need is anonymous: only its own people change it."))
    if anonymous and not owns(actor, need):
        return refused(NOT_FOR_ANOTHER)
    if need.state not in (Need.State.DRAFT, Need.State.STATED):
        return refused(msg("This need has gone on to its study: write a note, or state a new need."))
    return ALLOWED


def can_state_need(actor: Actor, need: Need) -> Decision:
    if not acts_for(actor, need):
        return refused(msg("Only the people of the organisation and the office state this need."))
    if need.anonymous and not owns(actor, need):
        return refused(msg("This need is anonymous: only its own people state it."))
    return ALLOWED if need.is_draft else refused(msg("This need is stated already."))


def can_archive_need(actor: Actor, need: Need) -> Decision:
    if not acts_for(actor, need):
        return refused(msg("Only the people of the organisation and the office archive this need."))
    if need.state == Need.State.PROJECT:
        return refused(msg("A project answers this need: archive the project first."))
    return ALLOWED if need.state != Need.State.ARCHIVED else refused(msg("This need is archived already."))


def can_add_to_need(actor: Actor, need: Need) -> Decision:
    """Files and notes: whoever takes part in the need may add, except to an archived one."""
    if actor.user_id is None:
        return refused(msg("Sign in first."))
    if not need.has_inside(actor):
        return refused(msg("This need is shown to you: its notes and files are between its people and the office."))
    if need.state == Need.State.ARCHIVED:
        return refused(msg("This need is archived: nothing is added to it."))
    return ALLOWED


def can_attach_to_need(actor: Actor, need: Need) -> Decision:
    """No file on an anonymous need, nor by its people on a collective one: nobody can check that what is inside names nobody."""
    if need.anonymous or need.seal_for(actor):
        return refused(
            msg("An anonymous need takes no files: what a file holds, its author first, could name the company. A note can.")
        )
    return ALLOWED


def can_share_need(actor: Actor, need: Need) -> Decision:
    if not owns(actor, need):
        return refused(msg("Only the people of the organisation choose who sees its need."))
    return refused(msg("This need is archived.")) if need.state == Need.State.ARCHIVED else ALLOWED


def can_reveal_need(actor: Actor, need: Need) -> Decision:
    if not owns(actor, need):
        return refused(msg("Only the people of the organisation say whose need it is."))
    return ALLOWED if need.anonymous else refused(msg("This need is not anonymous: it bears your name."))


def can_hide_need(actor: Actor, need: Need) -> Decision:
    if not owns(actor, need):
        return refused(msg("Only the people of the organisation withdraw its name."))
    return refused(msg("This need is archived.")) if need.state == Need.State.ARCHIVED else ALLOWED


def can_ask_who(actor: Actor, need: Need) -> Decision:
    """The office is the trusted third party: it may learn who it is, for a reason that stays in the audit trail."""
    if not actor.is_office:
        return refused(msg("Only the programme office, as trusted third party, asks who stands behind an anonymous need."))
    return refused(msg("You know already whose need this is.")) if need.known_to(actor) else ALLOWED


def can_bring_together(actor: Actor) -> Decision:
    return ALLOWED if actor.sees_all else refused(msg("Only the programme office brings needs together."))


def can_reword(actor: Actor, collective: Need) -> Decision:
    """The office words it until it is studied; whoever takes part objects, and so has it worded anew."""
    if not actor.sees_all:
        return refused(msg("Only the programme office words a collective need; those who take part agree or object."))
    if not collective.is_collective:
        return refused(msg("This is the need of one organisation."))
    if collective.state not in (Need.State.DRAFT, Need.State.STATED):
        return refused(msg("This collective need has gone on to its study."))
    return ALLOWED


def can_answer_link(actor: Actor, link: NeedLink) -> Decision:
    if not owns(actor, link.need):
        return refused(msg("Only the people of the organisation answer for its need."))
    if not link.live:
        return refused(msg("This need no longer takes part."))
    if link.collective.state not in (Need.State.DRAFT, Need.State.STATED):
        return refused(msg("This collective need has gone on to its study."))
    return ALLOWED


def can_leave_collective(actor: Actor, link: NeedLink) -> Decision:
    if not owns(actor, link.need):
        return refused(msg("Only the people of the organisation take its need out."))
    if link.collective.state == Need.State.PROJECT:
        return refused(msg("A project answers this collective need: leave the project first."))
    return ALLOWED if link.live else refused(msg("This need no longer takes part."))
