"""What each use is, when a network pays and when another link does as well; and the next dates of the campus."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localtime

from campus5g.core.benefit import Use
from campus5g.core.message import Message, msg
from campus5g.portal.base.clock import today
from campus5g.portal.directory.models import Organisation
from campus5g.portal.events.models import Event
from campus5g.portal.studies.figures import named
from campus5g.portal.studies.models import SharedFigures
from campus5g.portal.training.models import Session

MOST_DATES, MOST_STUDIED = 8, 30


@dataclass(frozen=True, slots=True)
class UseSheet:
    """A use as a visitor reads it."""

    use: Use
    name: Message
    what: Message
    pays: Message
    otherwise: Message


USES = (
    UseSheet(
        Use.MAINTENANCE, msg("Predictive maintenance"),
        msg("Sensors hear a bearing or a gearbox wear out, and the repair is planned before the machine stops."),
        msg("It pays where many machines must send full vibration signals often, or where halls of metal swallow Wi-Fi."),
        msg("Features computed at the machine and sent by LoRaWAN catch most slow failures at a much lower cost."),
    ),
    UseSheet(
        Use.ROBOTS, msg("Robots and vehicles"),
        msg("Vehicles carry loads by themselves and stop when a message is late; cranes are driven from a room."),
        msg("It pays where fleets are large or work outdoors: one vehicle that waits holds up those behind it."),
        msg("In a single hall with few vehicles, a Wi-Fi that is planned and measured is often enough."),
    ),
    UseSheet(
        Use.LOGISTICS, msg("Logistics flows"),
        msg("Quays, yards and lorries are planned again as ships and trucks slip, from positions that are known."),
        msg("It pays by coverage: a whole port or yard seen by one network, with video where it is needed."),
        msg("Positions fresher than a few seconds bring nothing to planning: public mobile networks often do."),
    ),
    UseSheet(
        Use.ENERGY, msg("Energy"),
        msg("Loads, batteries and flexible processes follow prices and stay under the subscribed power."),
        msg("It pays where thousands of loads must answer within a minute over a large site."),
        msg("Meters by cable, or read every fifteen minutes, are enough to plan a day; not to cut a peak."),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Date:
    """A date to come, as the calendar shows it."""

    day: date
    title: str
    where: str
    url: str


@dataclass(frozen=True, slots=True)
class Studied:
    """What a company lets everybody read of its study: a use, its range, where; ``owner`` where it agreed to be named."""

    figure: dict[str, Any]
    site_kind: str
    day: date
    owner: Organisation | None

    @property
    def use(self) -> str:
        return str(self.figure["use"])


def studied() -> list[Studied]:
    """Return what companies share, the newest first."""
    shared = SharedFigures.objects.filter(withdrawn_at=None).select_related("organisation").order_by("-shared_at")
    return [
        Studied(figure, one.site_kind, localtime(one.shared_at).date(), one.organisation if one.named else None)
        for one in shared[:MOST_STUDIED]
        for figure in named(one.figures)
    ]


def dates() -> list[Date]:
    """Return the next dates that everybody may see: published events and sessions of the catalogue."""
    return sorted(_events() + _sessions(), key=lambda found: (found.day, found.title))[:MOST_DATES]


def _events() -> list[Date]:
    coming = Event.objects.filter(public=True, state=Event.State.PUBLISHED, starts_at__date__gte=today())[:MOST_DATES]
    return [Date(localtime(event.starts_at).date(), event.title, event.where, event.get_absolute_url()) for event in coming]


def _sessions() -> list[Date]:
    coming = Session.objects.filter(state=Session.State.OPEN, starts_on__gte=today()).select_related("training__organisation")
    return [
        Date(session.starts_on, session.training.title, session.training.organisation.name, session.get_absolute_url())
        for session in coming[:MOST_DATES]
    ]
