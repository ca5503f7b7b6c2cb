"""Inviting people, joining, giving and ending rights in an organisation."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from campus5g.core.message import msg
from campus5g.portal.accounts.actions import make_user
from campus5g.portal.accounts.models import User, tidy_email
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.directory import invitations
from campus5g.portal.directory.models import Invitation, Membership, Organisation
from campus5g.portal.directory.people import managers_of
from campus5g.portal.directory.permissions import can_end_membership, can_manage_people, can_set_manager


def invite(
    actor: Actor, organisation: Organisation, email: str, *, manages: bool, language: str, link: Callable[[str], str]
) -> tuple[Invitation, str]:
    """Invite a person by mail; return the invitation and its address, which is shown this once and kept nowhere.

    ``link`` makes the address of a token. An earlier invitation of the same address is replaced.
    """
    email = tidy_email(email)
    with deed(actor, "directory.invite", right=can_manage_people(actor, organisation)) as done:
        if Membership.objects.acting().filter(organisation=organisation, user__email=email).exists():
            raise Conflict(msg("This person acts for %(name)s already.", name=organisation.name))
        Invitation.objects.pending().filter(organisation=organisation, email=email).update(revoked_at=timezone.now())
        token = invitations.new_token()
        invitation = Invitation(
            token_digest=invitations.digest(token), email=email, organisation=organisation, manages=manages,
            language=invitations.language_for(email, language), invited_by_id=actor.user_id,
            expires_at=timezone.now() + invitations.VALID_FOR,
        )  # fmt: skip
        invitation.save()
        done.on(organisation, invitation=invitation.pk, manages=manages)
        url = link(token)
        transaction.on_commit(lambda: invitations.send(invitation, url))
    return invitation, url


def revoke_invitation(actor: Actor, invitation: Invitation) -> None:
    """Withdraw an invitation: its address leads nowhere from now on."""
    with deed(actor, "directory.revoke_invitation", right=can_manage_people(actor, invitation.organisation)) as done:
        if not invitation.pending:
            raise Conflict(msg("This invitation is answered or over already."))
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        done.on(invitation.organisation, invitation=invitation.pk)


def accept_invitation(user: User, token: str) -> Membership:
    """Let a person who has an account join by the token received; it works once."""
    actor = Actor(user.pk, None, frozenset(), None)
    with deed(actor, "directory.accept_invitation", right=ALLOWED) as done:
        invitation = _take(token)
        membership = join(SYSTEM, user, invitation.organisation, manages=invitation.manages)
        invitation.accepted_at, invitation.accepted_by = timezone.now(), user
        invitation.save(update_fields=["accepted_at", "accepted_by"])
        done.on(invitation.organisation, invitation=invitation.pk, membership=membership.pk)
        sentence = msg("%(person)s joined %(name)s", person=str(user), name=invitation.organisation.name)
        done.tell(managers_of(invitation.organisation_id), sentence, invitation.organisation.get_absolute_url())
    return membership


def accept_as_new_person(token: str, full_name: str, password: str, language: str) -> User:
    """Make the account of an invited person and let them join, all or nothing."""
    with transaction.atomic():
        invitation = invitations.find(token)
        if invitation is None:
            raise Conflict(_OVER)
        user = make_user(SYSTEM, invitation.email, password, full_name, language)
        accept_invitation(user, token)
    return user


def join(actor: Actor, user: User, organisation: Organisation, *, manages: bool) -> Membership:
    """Make ``user`` act for ``organisation``, again if they had left. The caller's own right is in its deed or in the token."""
    with deed(actor, "directory.join", right=can_manage_people(actor, organisation)) as done:
        membership, made = Membership.objects.get_or_create(user=user, organisation=organisation, defaults={"manages": manages})
        if not made:
            returning = not membership.active
            membership.manages = manages if returning else membership.manages or manages
            membership.joined_at = timezone.now() if returning else membership.joined_at
            membership.active, membership.left_at = True, None
            membership.save()
        done.on(organisation, person=user.pk, manages=membership.manages)
    return membership


def set_manager(actor: Actor, membership: Membership, manages: bool) -> None:
    """Give or take back the right to manage the organisation's people and facts."""
    with deed(actor, "directory.set_manager", right=can_set_manager(actor, membership, manages)) as done:
        _refuse_left(membership)
        membership.manages = manages
        membership.save(update_fields=["manages"])
        done.on(membership.organisation, person=membership.user_id, manages=manages)
        sentence = (
            msg("You now manage %(name)s", name=membership.organisation.name)
            if manages
            else msg("You no longer manage %(name)s", name=membership.organisation.name)
        )
        done.tell([membership.user], sentence, membership.organisation.get_absolute_url())


def end_membership(actor: Actor, membership: Membership) -> None:
    """Leave, or end another's membership: the row stays, inactive, for the history."""
    with deed(actor, "directory.end_membership", right=can_end_membership(actor, membership)) as done:
        _refuse_left(membership)
        membership.active, membership.manages, membership.left_at = False, False, timezone.now()
        membership.save(update_fields=["active", "manages", "left_at"])
        done.on(membership.organisation, person=membership.user_id)
        sentence = msg("You no longer act for %(name)s", name=membership.organisation.name)
        done.tell([membership.user], sentence, membership.organisation.get_absolute_url())


_OVER = msg("This invitation no longer works: it was used, withdrawn, or is too old. Ask for another.")


def _take(token: str) -> Invitation:
    """Return the pending invitation of a token, locked, so that it cannot be used twice at one instant."""
    found = invitations.find(token)
    locked = Invitation.objects.select_for_update().pending().filter(pk=found.pk).first() if found else None
    if locked is None:
        raise Conflict(_OVER)
    return locked


def _refuse_left(membership: Membership) -> None:
    if not membership.active:
        raise Conflict(msg("This person has left already."))
