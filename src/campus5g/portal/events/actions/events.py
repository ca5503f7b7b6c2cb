"""Opening, changing, publishing and closing events."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.directory.people import office_people
from campus5g.portal.events import letters
from campus5g.portal.events.actions.registering import lock, promote
from campus5g.portal.events.models import Event, Registration
from campus5g.portal.events.models.events import LARGEST
from campus5g.portal.events.permissions import can_change, can_open_event, can_run

_MOVES = ("place", "address", "city", "starts_at", "ends_at")
"""What participants are told when it changes."""


@dataclass(frozen=True, slots=True)
class Details:
    """What is said of an event, as read from a form, the API or a territory's folder."""

    kind: str
    title: str
    summary: str
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    text: str = ""
    address: str = ""
    city: str = ""
    public: bool = False
    language: str = "fr"

    def check(self) -> None:
        """Refuse what no event can be."""
        for name in ("title", "summary", "place"):
            if not getattr(self, name).strip():
                raise BadInput(name, msg("nothing is said"), msg("a few words"))
        if self.ends_at <= self.starts_at:
            raise BadInput("ends_at", msg("it ends before it starts"), msg("an hour after the beginning"))
        if not 1 <= self.capacity <= LARGEST:
            raise BadInput("capacity", msg("%(n)s places", n=self.capacity), msg("from 1 to %(most)s places", most=LARGEST))
        if self.kind not in Event.Kind.values or self.language not in Event.Language.values:
            raise BadInput(
                "kind", msg("“%(what)s”", what=f"{self.kind} {self.language}"), msg("a kind and a language of the list")
            )


def write_event(
    actor: Actor, details: Details, event: Event | None = None, *, host_id: int | None = None, key: str = ""
) -> Event:
    """Open a draft, or change an event: never to fewer places than are taken; those who come are told when it moves."""
    details.check()
    if event is not None:
        return _change(actor, details, event)
    with deed(actor, "events.write", right=can_open_event(actor)) as done:
        host = host_id or actor.organisation_id
        if host is None:
            raise BadInput("organisation", msg("an event of nobody"), msg("the organisation that hosts it"))
        event = Event(organisation_id=host, key=key, created_by_id=actor.user_id, **asdict(details))
        event.save()
        done.on(event, title=event.title)
    return event


def _change(actor: Actor, details: Details, event: Event) -> Event:
    with deed(actor, "events.change", right=can_change(actor, event)) as done:
        kept = lock(event.pk)
        taken = Registration.objects.filter(event=kept, state=Registration.State.REGISTERED).count()
        if details.capacity < taken:
            said = msg("%(n)s places, when %(taken)s are taken", n=details.capacity, taken=taken)
            raise BadInput("capacity", said, msg("%(taken)s places or more", taken=taken))
        moved = [name for name in _MOVES if getattr(kept, name) != getattr(details, name)]
        for name, value in asdict(details).items():
            setattr(kept, name, value)
        kept.version += 1
        kept.save()
        promoted = promote(kept)
        if moved and kept.published:
            letters.tell_changed(kept)
        done.on(kept, moved=moved, promoted=[one.pk for one in promoted])
    return kept


def publish_event(actor: Actor, event: Event) -> Event:
    with deed(actor, "events.publish", right=can_change(actor, event)) as done:
        kept = lock(event.pk)
        if kept.published:
            raise Conflict(msg("This event is published already."))
        kept.state = Event.State.PUBLISHED
        kept.save(update_fields=["state"])
        done.on(kept, public=kept.public)
        done.tell(office_people(), msg("New event: “%(title)s”", title=kept.title), kept.get_absolute_url())
    return kept


def cancel_event(actor: Actor, event: Event, why: str) -> Event:
    """Call an event off: everybody who was to come is told, with the reason."""
    return _close(actor, event, Event.State.CANCELLED, why)


def archive_event(actor: Actor, event: Event, why: str) -> Event:
    """Put an event away: it keeps its history and stands in no list any more."""
    return _close(actor, event, Event.State.ARCHIVED, why)


def _close(actor: Actor, event: Event, state: Event.State, why: str) -> Event:
    why = why.strip()[:300]
    if not why:
        raise BadInput("why", msg("no reason"), msg("the reason, in a few words"))
    with deed(actor, f"events.{state.value}", right=can_run(actor, event)) as done:
        kept = lock(event.pk)
        if kept.state in (state, Event.State.ARCHIVED):
            raise Conflict(msg("This event is closed already."))
        told = kept.published
        kept.state, kept.why, kept.version = state, why, kept.version + 1
        kept.save(update_fields=["state", "why", "version"])
        if told and state == Event.State.CANCELLED:
            letters.tell_cancelled(kept)
        done.on(kept, why=why)
    return kept
