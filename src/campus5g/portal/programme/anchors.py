"""Anchors of the audit trail: its head at a moment, which whoever holds it on paper or by mail can compare with later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Subquery, Value
from django.db.models.functions import Coalesce

from campus5g.portal.base.clock import now
from campus5g.portal.base.models import AuditEvent, AuditHead


@dataclass(frozen=True, slots=True)
class Anchor:
    """How many deeds the trail held at an instant, the number of the last, and the digest that all of them lead to."""

    at: datetime
    events: int
    head: str

    @property
    def grouped(self) -> str:
        """The digest in groups of eight, to be read aloud or compared on paper."""
        return " ".join(self.head[n : n + 8] for n in range(0, len(self.head), 8))


def anchor_now() -> Anchor:
    """Return the anchor of this moment."""
    counted = AuditEvent.objects.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")
    head = AuditHead.objects.annotate(events=Coalesce(Subquery(counted), 0)).get(pk=1)  # at once: they are of one moment
    return Anchor(now(), head.events, head.digest)
