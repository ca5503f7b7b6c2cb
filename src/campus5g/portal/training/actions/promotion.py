"""Places that come free: offered to whoever waits, the first first, with a deadline; lapsed offers go on to the next.

Whoever calls holds the lock of the session: a place is offered once, however many processes look.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.clock import now as present
from campus5g.portal.base.decisions import ALLOWED
from campus5g.portal.training import letters
from campus5g.portal.training.models import HalfDay, Registration, Session

TO_CONFIRM = timedelta(hours=48)
"""How long a place is kept for somebody who waited."""
SHORTEST = timedelta(hours=2)
"""An offer that leaves less before the session starts is not made: nobody could answer it."""


def promote(session: Session, at: datetime | None = None) -> list[Registration]:
    """Offer the free places of a locked session to those who wait, in their order; return those who were offered one."""
    at = at or present()
    starts = _starts(session)
    if not session.live or starts is None or starts - at < SHORTEST:
        return []
    rows = Registration.objects.filter(session=session)
    free = session.capacity - rows.filter(state__in=Registration.TAKING).count()
    offered = []
    for waiting in _queue(rows)[: max(0, free)]:
        waiting.state, waiting.offered_at = Registration.State.OFFERED, at
        waiting.confirm_by = min(at + TO_CONFIRM, starts - SHORTEST / 2)
        waiting.save(update_fields=["state", "offered_at", "confirm_by"])
        letters.tell(waiting)
        offered.append(waiting)
    return offered


def lapse_offers(at: datetime | None = None) -> int:
    """End the offers that nobody confirmed in time and offer the places on; return how many ended. Cheap when there is none."""
    at = at or present()
    due = Registration._base_manager.filter(state=Registration.State.OFFERED, confirm_by__lt=at)
    ended = 0
    for number in sorted(set(due.values_list("session_id", flat=True))):
        ended += _lapse(number, at)
    return ended


def _lapse(session_id: int, at: datetime) -> int:
    with deed(SYSTEM, "training.lapse", right=ALLOWED) as done:
        session = Session.objects.select_for_update().select_related("training__organisation").get(pk=session_id)
        late = list(_with_session(session).filter(state=Registration.State.OFFERED, confirm_by__lt=at))
        for registration in late:
            registration.state, registration.cancelled_at = Registration.State.CANCELLED, at
            registration.cancelled_why = LAPSED
            registration.save(update_fields=["state", "cancelled_at", "cancelled_why"])
            letters.tell_lapsed(registration)
        offered = promote(session, at)
        done.on(session, lapsed=[one.pk for one in late], offered=[one.pk for one in offered])
    return len(late)


LAPSED = "not confirmed in time"


def _queue(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    waiting = rows.filter(state=Registration.State.WAITING).order_by("queued_at", "pk")
    return waiting.select_related("session__training__organisation")


def _with_session(session: Session) -> QuerySet[Registration]:
    return Registration.objects.filter(session=session).select_related("session__training__organisation")


def _starts(session: Session) -> datetime | None:
    first = HalfDay.objects.filter(session=session).first()
    return first.starts_at if first else None
