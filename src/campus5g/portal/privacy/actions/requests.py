"""Asking to be forgotten, and refusing with the reason (article 12(4))."""

from __future__ import annotations

from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, msg
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.directory.people import office_people
from campus5g.portal.privacy.models import ErasureRequest
from campus5g.portal.privacy.permissions import can_answer_requests, can_ask_erasure


def ask_erasure(actor: Actor, user: User) -> ErasureRequest:
    """Ask the office to forget oneself; asking twice is one request."""
    with deed(actor, "privacy.ask", right=can_ask_erasure(actor, user)) as done:
        request, new = ErasureRequest.objects.get_or_create(user=user, ended_at=None)
        done.on(request)
        if new:
            sentence = msg("A person asks to be forgotten: to be answered before %(day)s", day=Day.of(request.due))
            done.tell(office_people(), sentence, request.get_absolute_url())
    return request


def refuse_erasure(actor: Actor, request: ErasureRequest, why: str) -> None:
    """Refuse a request; the person reads why, and whom they may turn to."""
    if not why.strip():
        raise BadInput("why", msg("nothing"), msg("the reason, which the person will read"))
    with deed(actor, "privacy.refuse", right=can_answer_requests(actor)) as done:
        held = ErasureRequest.objects.select_for_update().get(pk=request.pk)
        if held.ended_at is not None:
            raise Conflict(msg("This request was answered meanwhile."))
        held.ended_at, held.refused_why = timezone.now(), why.strip()[:500]
        held.save(update_fields=["ended_at", "refused_why"])
        done.on(held)
        done.tell(User.objects.filter(pk=held.user_id), msg("Your request to be forgotten was answered"), "/privacy/mine/")
