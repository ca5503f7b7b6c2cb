"""What lets partners trust the trail without trusting its keeper: its head, sent to all of them."""

from __future__ import annotations

from django.db.models import QuerySet

from campus5g.core.message import Day, msg
from campus5g.portal.base import audit
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.programme.anchors import Anchor, anchor_now
from campus5g.portal.programme.models import Programme
from campus5g.portal.programme.people import everybody
from campus5g.portal.programme.permissions import can_run


def send_anchor(actor: Actor, programme: Programme) -> Anchor:
    """Tell everybody who takes part the head of the audit trail as it stands before this deed; the deed keeps it too."""
    with deed(actor, "programme.send_anchor", right=can_run(actor, programme)) as done:
        anchor = anchor_now()
        done.on(programme, events=anchor.events, head=anchor.head)
        told = msg(
            "Audit trail on %(day)s: %(n)s deeds, print %(head)s. Keep it: an export of the trail can be verified against it",
            day=Day.of(today()), n=anchor.events, head=anchor.head,
        )  # fmt: skip
        done.tell(everybody(programme), told, f"{programme.get_absolute_url()}anchor")
    return anchor


def sent_anchors(programme: Programme) -> QuerySet[AuditEvent]:
    """The deeds that sent an anchor, newest first."""
    return audit.history(programme).filter(verb="programme.send_anchor").order_by("-pk")
