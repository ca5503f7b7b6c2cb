"""What this room shows in the others: its menu entry, what the search finds, what waits, the home page, its regular work."""

from __future__ import annotations

from collections.abc import Iterator

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
from campus5g.portal.events.models import Event
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
    waits(asked_of_hosts)
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


def asked_of_hosts(actor: Actor) -> Iterator[Waiting]:
    """For the host: what was promised at an event and is due, and events not published though they come near."""
    mine = Q() if actor.sees_all else Q(organisation_id__in=actor.organisation_ids)
    due = Count("follow_ups", filter=Q(follow_ups__done_at=None, follow_ups__due__lte=today()))
    draft = Q(state=Event.State.DRAFT, starts_at__gte=now())
    for row in Event.objects.filter(mine).annotate(promises=due).filter(draft | Q(promises__gt=0)).order_by("pk")[:SHOWN]:
        if row.promises:
            sentence = msg("%(n)s promises of “%(title)s” are due", n=row.promises, title=row.title)
            yield Waiting(sentence, reverse("events:follow-up", args=[row.pk]))
        else:
            yield Waiting(msg("Publish “%(title)s”", title=row.title), row.get_absolute_url(), row.created_at)
