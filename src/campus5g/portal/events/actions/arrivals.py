"""Who came in, as phones say it: once each, in any order, as often as they like, whenever the network is back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.timezone import localtime

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import now
from campus5g.portal.events.actions.registering import lock
from campus5g.portal.events.models import Arrival, Event, Registration
from campus5g.portal.events.permissions import can_run

EARLY, LATE = timedelta(hours=3), timedelta(hours=12)
"""Around the event, when somebody may be said to come in."""
AHEAD = timedelta(minutes=10)
"""How far the clock of a phone may be before ours."""
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Seen:
    """What a phone says: its own number for this deed, the code of the badge, and when by its clock."""

    number: UUID
    badge: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: ``kept``, ``known`` (the same was said before), or ``refused`` with the sentence."""

    number: UUID
    state: str
    said: Message | None = None


def keep_arrivals(actor: Actor, event: Event, seen: Sequence[Seen]) -> list[Outcome]:
    """Keep who came in, in the order given. What is refused is said for each and keeps none of the others from being kept."""
    if len(seen) > AT_ONCE:
        raise BadInput("arrivals", msg("%(n)s at once", n=len(seen)), msg("at most %(most)s", most=AT_ONCE))
    with deed(actor, "events.arrive", right=can_run(actor, event)) as done:
        kept = lock(event.pk)
        outcomes = [_keep(actor, kept, one) for one in seen]
        done.on(kept, kept=sum(one.state == "kept" for one in outcomes), refused=sum(one.state == "refused" for one in outcomes))
    return outcomes


def take_back(actor: Actor, arrival: Arrival) -> None:
    """Somebody was let in by mistake; the line stays, taken back."""
    event = arrival.registration.event
    with deed(actor, "events.take_back", right=can_run(actor, event)) as done:
        Arrival.objects.filter(pk=arrival.pk, taken_back_at=None).update(taken_back_at=now())
        done.on(event, registration=arrival.registration_id)


def _keep(actor: Actor, event: Event, seen: Seen) -> Outcome:
    before = Arrival._base_manager.filter(number=seen.number).select_related("registration").first()
    if before is not None:
        same = before.registration.event_id == event.pk and before.registration.badge == seen.badge
        return Outcome(seen.number, "known") if same else Outcome(seen.number, "refused", msg("This was used for somebody else."))
    registration = Registration.objects.filter(event=event, badge=seen.badge).first()
    refused = _untimely(event, seen) or _stranger(registration)
    if refused is not None or registration is None:
        return Outcome(seen.number, "refused", refused)
    live = Arrival.objects.filter(registration=registration, taken_back_at=None).first()
    if live is not None:
        said = msg("%(name)s came in at %(hour)s already.", name=registration.full_name, hour=f"{localtime(live.seen_at):%H:%M}")
        return Outcome(seen.number, "refused", said)
    Arrival(
        registration=registration, number=seen.number, seen_at=seen.at, received_at=now(), by_id=actor.user_id
    ).save()  # fmt: skip
    return Outcome(seen.number, "kept")


def _untimely(event: Event, seen: Seen) -> Message | None:
    if seen.at > now() + AHEAD:
        return msg("The clock of this phone is ahead: set it right and try again.")
    if seen.at < event.starts_at - EARLY:
        opens = localtime(event.starts_at - EARLY)
        return msg("Too early: the door opens at %(hour)s.", hour=f"{opens:%d/%m %H:%M}")
    if seen.at > event.ends_at + LATE:
        return msg("Too late: the event is over.")
    return None


def _stranger(registration: Registration | None) -> Message | None:
    if registration is None:
        return msg("No such badge at this event.")
    if registration.state == Registration.State.WAITING:
        return msg("%(name)s is on the waiting list.", name=registration.full_name)
    if not registration.comes:
        return msg("The registration of %(name)s is cancelled.", name=registration.full_name)
    return None
