"""Inviting many people at once, and entering the organisations that they act for: all of a table's good lines, or nothing."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from campus5g.portal.base import chores
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Decision
from campus5g.portal.directory import invitations
from campus5g.portal.directory.actions.organisations import create_organisation
from campus5g.portal.directory.importing import Report
from campus5g.portal.directory.models import Invitation, Organisation
from campus5g.portal.directory.permissions import can_create_organisation, can_manage_people

SEND_INVITATIONS = "directory.send_invitations"
AT_ONCE = 50


def can_import(actor: Actor, only: Organisation | None) -> Decision:
    """The office imports for all; a manager the people of its own organisation."""
    return can_create_organisation(actor) if only is None else can_manage_people(actor, only)


def import_people(actor: Actor, report: Report, only: Organisation | None) -> int:
    """Do what ``report`` says, in one deed; return how many people are invited. The worker sends the mails."""
    with deed(actor, "directory.import", right=can_import(actor, only)) as done:
        places = {key: place for key, place in report.places.items() if isinstance(place, Organisation)}
        places |= {key: create_organisation(actor, said) for key, said in report.entered.items()}
        until = timezone.now() + invitations.VALID_FOR
        Invitation.objects.bulk_create(
            [
                Invitation(
                    token_digest=invitations.digest(invitations.new_token()), email=one.email, full_name=one.full_name,
                    organisation=places[one.place], manages=one.manages, language=one.language, invited_by_id=actor.user_id,
                    expires_at=until, to_send=True,
                )
                for one in report.invited
            ],
            batch_size=500,
        )  # fmt: skip
        facts = {"people": len(report.invited), "entered": len(report.entered), "left": len(report.faults)}
        done.on(only or Organisation.objects.get(pk=actor.organisation_id), **facts)
        chores.ask(SEND_INVITATIONS)
    return len(report.invited)


def send_invitations() -> int:
    """Send the mails of imported invitations, each with an address of its own; return how many.

    Each is marked in the transaction that gives it its address, before its mail leaves: a worker that is killed may leave one
    unsent, which the page of people shows as waiting, and sends none twice.
    """
    sent = 0
    while waiting := list(
        Invitation.objects.pending().filter(to_send=True).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    ):
        for pk in waiting:
            sent += _send(pk)
    return sent


def _send(pk: int) -> bool:
    token = invitations.new_token()
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update().filter(pk=pk, to_send=True).first()
        if invitation is None:
            return False  # another worker has it
        invitation.to_send, invitation.token_digest, invitation.sent_at = False, invitations.digest(token), timezone.now()
        invitation.language = invitations.language_for(invitation.email, invitation.language)
        invitation.save(update_fields=["to_send", "token_digest", "sent_at", "language"])
    url = f"{settings.PUBLIC_ADDRESS}{reverse('directory:invitation', args=[token])}"
    invitations.send(Invitation.objects.select_related("organisation", "invited_by").get(pk=pk), url)
    return True
