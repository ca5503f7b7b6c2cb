"""What this room shows elsewhere, and what it does by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from campus5g.core.message import Day, msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.deeds import name_deeds
from campus5g.portal.base.registry import Panel, Waiting, panel, waits
from campus5g.portal.base.regular import regularly

DEEDS = {
    "privacy.ask": msg("a person asked to be forgotten"),
    "privacy.refuse": msg("a request to be forgotten was refused"),
    "privacy.erase": msg("a person was forgotten"),
    "privacy.hand_over": msg("a person received what is kept about them"),
    "privacy.expire": msg("what was too old was deleted"),
}
URGENT = timedelta(days=7)


def register() -> None:
    from campus5g.portal.privacy.actions import let_expire

    name_deeds(DEEDS)
    panel("accounts.user", 90, lambda actor, user: Panel("privacy/parts/profile.html", {}))
    waits(_waiting)
    regularly("privacy.expire", let_expire)


def _waiting(actor: Actor) -> Iterator[Waiting]:
    from campus5g.portal.privacy.models import ErasureRequest
    from campus5g.portal.privacy.permissions import can_answer_requests

    if actor.system or not can_answer_requests(actor).allowed:
        return
    for request in ErasureRequest.objects.filter(ended_at=None):
        urgent = request.due - timezone.localdate() <= URGENT
        sentence = msg("A person asks to be forgotten: to be answered before %(day)s", day=Day.of(request.due))
        yield Waiting(sentence, request.get_absolute_url(), request.asked_at, urgent)
