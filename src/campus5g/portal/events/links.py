"""What this room shows in the others: its menu entry, what the search finds, what waits, the home page, its regular work."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse

from campus5g.core.message import msg
from campus5g.portal.base import jobs
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import now, today
from campus5g.portal.base.deeds import name_deeds
from campus5g.portal.base.loading import loader
from campus5g.portal.base.registry import MenuEntry, Waiting, menu, waits
from campus5g.portal.base.regular import regularly
from campus5g.portal.base.search import Entry, searchable
from campus5g.portal.events import planning
from campus5g.portal.events.loading import load_events
from campus5g.portal.events.models import Event, FollowUp
from campus5g.portal.events.tasks import look_after

DEEDS = {
    "events.write": msg("the event was written"),
    "events.change": msg("the event was changed"),
    "events.publish": msg("the event was published"),
    "events.cancelled": msg("the event was called off"),
    "events.archived": msg("the event was archived"),
    "events.ask": msg("a visitor asked for a place"),
    "events.confirm": msg("a visitor confirmed their place"),
    "events.register": msg("people were registered"),
    "events.leave": msg("a registration was cancelled"),
    "events.forget": msg("requests that nobody confirmed were erased"),
    "events.arrive": msg("participants came in"),
    "events.take_back": msg("an arrival was taken back"),
    "events.feedback": msg("a participant said what they think"),
    "events.ask_feedback": msg("participants were asked what they think"),
    "events.let_go": msg("those who came long ago were forgotten"),
    "events.promise": msg("a promise was written down"),
    "events.keep_promise": msg("a promise was kept"),
    "events.frame": msg("the day of meetings was laid out"),
    "events.wish": msg("a participant said whom they would like to meet"),
    "events.plan": msg("the planning of the meetings was asked for"),
    "events.planned": msg("the meetings were planned"),
    "events.move_meeting": msg("a meeting was moved"),
    "events.publish_meetings": msg("the meetings were published"),
}
SHOWN = 10


def register() -> None:
    """Register the room's entries in the house."""
    name_deeds(DEEDS)
    menu(MenuEntry(msg("Agenda"), "events:list", 58))
    searchable("events.event", describe)
    waits(promises_due)
    waits(drafts)
    jobs.job("events.meetings", planning.run, lane=jobs.QUICK)
    regularly("events.look_after", look_after)
    loader(75, load_events)


def describe(event: Event) -> Entry | None:
    """A published event is found by everybody, a draft by its host; an archived one no more."""
    if event.state == Event.State.ARCHIVED:
        return None
    text = " ".join((event.summary, event.text, event.where, event.reference))
    owner = event.organisation_id if event.state == Event.State.DRAFT else None
    return Entry(event.title, text, "event", event.get_absolute_url(), owner)


def promises_due(actor: Actor) -> list[Waiting]:
    """Per event, what was promised and is due."""
    late = FollowUp.objects.filter(done_at=None, due__lte=today()).values("event_id", "event__title").annotate(n=Count("pk"))
    return [
        Waiting(
            msg("%(n)s promises of “%(title)s” are due", n=row["n"], title=row["event__title"]),
            reverse("events:follow-up", args=[row["event_id"]]),
        )
        for row in late.order_by("event_id")[:SHOWN]
    ]


def drafts(actor: Actor) -> list[Waiting]:
    """For the host: events not published though they come near."""
    mine = Q() if actor.sees_all else Q(organisation_id__in=actor.organisation_ids)
    rows = Event.objects.filter(mine, state=Event.State.DRAFT, starts_at__gte=now())[:SHOWN]
    return [Waiting(msg("Publish “%(title)s”", title=row.title), row.get_absolute_url(), row.created_at) for row in rows]
