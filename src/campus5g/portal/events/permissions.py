"""Rights over events."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import ALLOWED, Decision, refused
from campus5g.portal.events.models import Event, Registration


def can_open_event(actor: Actor) -> Decision:
    """The office opens events; a host's own people look after theirs."""
    return ALLOWED if actor.sees_all else refused(msg("Only the programme office opens events."))


def can_run(actor: Actor, event: Event) -> Decision:
    """Change an event, read who comes, check arrivals, plan its meetings."""
    if actor.sees_all or event.organisation_id in actor.organisation_ids:
        return ALLOWED
    return refused(msg("Only the host of the event and the programme office look after it."))


def can_change(actor: Actor, event: Event) -> Decision:
    if event.state in (Event.State.CANCELLED, Event.State.ARCHIVED):
        return refused(msg("This event is closed."))
    return can_run(actor, event)


def can_register(actor: Actor, event: Event) -> Decision:
    """Members register for any published event, themselves or others; visitors for a public one."""
    if not event.published:
        return refused(msg("Registration for this event is not open."))
    if event.over(now()):
        return refused(msg("This event is over."))
    if actor.user_id is None and not actor.system and not event.public:
        return refused(msg("This event is for members of the campus."))
    return ALLOWED


def can_cancel(actor: Actor, registration: Registration) -> Decision:
    """Who comes, whoever registered them and the host may take the registration back."""
    mine = registration.user_id is not None and registration.user_id == actor.user_id
    if mine or registration.organisation_id in actor.organisation_ids or can_run(actor, registration.event):
        return ALLOWED
    return refused(msg("Only those concerned cancel a registration."))
