"""Who may do what in the directory. Cards are for everybody signed in; these are the verbs and the facts."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Decision, refused
from campus5g.portal.base.models import Grant
from campus5g.portal.directory.models import Assistance, Delegation, Letter, Membership, Organisation, Portrait, Stake

_ARCHIVED = msg("This organisation is archived: nothing in it changes any more.")


def can_create_organisation(actor: Actor) -> Decision:
    if actor.system or actor.is_office:
        return ALLOWED
    return refused(msg("Only the programme office enters an organisation in the directory."))


def can_see_facts(actor: Actor, organisation: Organisation) -> Decision:
    """Money and staff: its own people, the office, and those to whom they were opened."""
    if actor.sees_all or organisation.pk in actor.organisation_ids:
        return ALLOWED
    given = Grant._base_manager.filter(
        subject_label=Organisation._meta.label_lower,
        subject_id=organisation.pk,
        organisation_id__in=actor.organisation_ids,
        ended_at=None,
    )
    return ALLOWED if given.exists() else refused(msg("These facts are for the organisation itself and the programme office."))


def can_see_people(actor: Actor, organisation: Organisation) -> Decision:
    if actor.sees_all or organisation.pk in actor.organisation_ids:
        return ALLOWED
    return refused(msg("The people of an organisation are shown to its own members and to the programme office."))


def can_change_organisation(actor: Actor, organisation: Organisation) -> Decision:
    if organisation.archived:
        return refused(_ARCHIVED)
    if actor.system or actor.is_office or _manages(actor, organisation):
        return ALLOWED
    return refused(msg("Only a manager of the organisation or the programme office changes its facts."))


def can_confirm_stake(actor: Actor, stake: Stake) -> Decision:
    """The side that did not declare it confirms a stake."""
    others = [end for end in stake.ends if isinstance(end, Organisation) and end.pk != stake.declared_by_id]
    if others and all(can_change_organisation(actor, other) for other in others):
        return ALLOWED
    return refused(msg("Only the other side of a stake, or the programme office, confirms it."))


def can_end_stake(actor: Actor, stake: Stake) -> Decision:
    """Either side says that a stake is no more."""
    sides = [stake.declared_by, *(end for end in stake.ends if isinstance(end, Organisation))]
    if any(can_change_organisation(actor, side) for side in sides):
        return ALLOWED
    return refused(msg("Only the two sides of a stake, or the programme office, end it."))


def can_change_role(actor: Actor, organisation: Organisation) -> Decision:
    """The role in the campus gives rights, so the organisation does not choose its own."""
    if organisation.archived:
        return refused(_ARCHIVED)
    if actor.system or (actor.is_office and actor.manages):
        return ALLOWED
    return refused(msg("Only a manager of the programme office changes the role of an organisation in the campus."))


def can_assist(actor: Actor, organisation: Organisation) -> Decision:
    """Act for an organisation to help it. The office acts for itself by being itself."""
    if organisation.archived:
        return refused(_ARCHIVED)
    if not actor.is_office or actor.user_id is None:
        return refused(msg("Only the programme office assists an organisation."))
    if organisation.kind == Organisation.Kind.OFFICE:
        return refused(msg("The programme office is not assisted: invite a colleague."))
    return ALLOWED


def can_end_assistance(actor: Actor, opened: Assistance) -> Decision:
    if actor.user_id == opened.user_id or opened.organisation_id in actor.organisation_ids:
        return ALLOWED
    return refused(msg("Only who opened it, or the organisation, ends a session of assistance."))


def can_delegate(actor: Actor, organisation: Organisation) -> Decision:
    """Let a colleague act in one's place: for an organisation that one acts for oneself, and not in another's place."""
    if organisation.archived:
        return refused(_ARCHIVED)
    if actor.user_id is None or actor.assistance is not None or organisation.pk not in actor.organisation_ids:
        return refused(msg("Only its own people delegate what they do for an organisation."))
    return ALLOWED


def can_end_delegation(actor: Actor, made: Delegation) -> Decision:
    if actor.user_id in (made.giver_id, made.taker_id) or _manages(actor, made.organisation):
        return ALLOWED
    return refused(msg("Only the two of them, or a manager, end a delegation."))


def can_archive_organisation(actor: Actor, organisation: Organisation) -> Decision:
    if organisation.archived:
        return refused(_ARCHIVED)
    if organisation.pk == actor.organisation_id:
        return refused(msg("You act for this organisation: somebody else must archive it."))
    if actor.system or (actor.is_office and actor.manages):
        return ALLOWED
    return refused(msg("Only a manager of the programme office archives an organisation."))


def can_restore_organisation(actor: Actor, organisation: Organisation) -> Decision:
    if not organisation.archived:
        return refused(msg("This organisation is not archived."))
    if actor.system or (actor.is_office and actor.manages):
        return ALLOWED
    return refused(msg("Only a manager of the programme office takes an organisation out of the archive."))


def can_manage_people(actor: Actor, organisation: Organisation) -> Decision:
    """Invite, revoke, promote: the managers, and the office for others than itself."""
    if organisation.archived:
        return refused(_ARCHIVED)
    if actor.system or _manages(actor, organisation):
        return ALLOWED
    if actor.is_office and (actor.manages or organisation.kind != Organisation.Kind.OFFICE):
        return ALLOWED
    return refused(msg("Only a manager of the organisation or the programme office invites people and gives rights."))


def can_end_membership(actor: Actor, membership: Membership) -> Decision:
    """One may leave; a manager may end another's membership; the last manager stays until there is another."""
    leaving = actor.user_id == membership.user_id and membership.organisation_id in actor.organisation_ids
    if not leaving:
        managing = can_manage_people(actor, membership.organisation)
        if not managing.allowed:
            return managing
    return not_the_last(membership)


def can_set_manager(actor: Actor, membership: Membership, manages: bool) -> Decision:
    managing = can_manage_people(actor, membership.organisation)
    if not managing.allowed or manages:
        return managing
    return not_the_last(membership)


def can_show_for(actor: Actor, organisation: Organisation) -> Decision:
    """Competences, references and talents: any of its people, and the office."""
    if organisation.archived:
        return refused(_ARCHIVED)
    if actor.sees_all or organisation.pk in actor.organisation_ids:
        return ALLOWED
    return refused(msg("Only the people of the organisation and the programme office say what it shows."))


def can_show_portrait(actor: Actor, person: User) -> Decision:
    """Nobody shows another: consent is one's own."""
    if actor.system or (actor.user_id == person.pk and actor.organisation_id is not None):
        return ALLOWED
    return refused(msg("Each person chooses for themselves what the directory shows of them."))


def can_write_letter(actor: Actor, recipient: User) -> Decision:
    if actor.user_id is None or actor.organisation_id is None or actor.user_id == recipient.pk:
        return refused(msg("Letters go from a member of the campus to another."))
    if Portrait.shown().filter(user=recipient).exists():
        return ALLOWED
    if Letter.objects.filter(sender=recipient, recipient_id=actor.user_id).exists():
        return ALLOWED
    return refused(msg("This person does not show themselves in the directory."))


def _manages(actor: Actor, organisation: Organisation) -> bool:
    return actor.manages and actor.organisation_id == organisation.pk


def not_the_last(membership: Membership) -> Decision:
    others = Membership.objects.filter(
        organisation_id=membership.organisation_id, active=True, manages=True, user__is_active=True
    )
    if membership.manages and not others.exclude(pk=membership.pk).exists():
        return refused(msg("This is the last manager of the organisation: name another one first."))
    return ALLOWED
