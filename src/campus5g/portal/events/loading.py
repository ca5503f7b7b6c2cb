"""The demonstration events of a territory (`events.yaml`): past ones with who came and what they said, coming ones filling up."""

from __future__ import annotations

import random
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.utils.timezone import make_aware

from campus5g.portal.base.actor import Actor, Role
from campus5g.portal.base.clock import today
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.models import Membership, Organisation
from campus5g.portal.events import actions, planning
from campus5g.portal.events.models import Event, Registration

SEED = 5
_WORDS = ("Concret.", "Les mesures sur site ont convaincu.", "Plus de temps pour les questions, la prochaine fois.", "")


def load_events(directory: Path, actor: Actor) -> None:
    """Hold each event of the folder once; one already there is left as it is."""
    path = directory / "events.yaml"
    host = Organisation.objects.active().of_kind(Role.OFFICE).exclude(memberships=None).order_by("pk").first()
    if not path.is_file() or host is None:
        return
    with acting(actor):
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))["events"]:
            if not Event.objects.filter(key=row["key"]).exists():
                _load(actor, row, host)


def _load(actor: Actor, row: dict[str, Any], host: Organisation) -> None:
    """Open an event to come, let people register; one that is past is put where it was, with those who came."""
    draw = random.Random(f"{SEED} {row['key']}")  # noqa: S311  # nosec B311 (a demonstration, no secret)
    event = actions.write_event(actor, _details(row, max(row["in_days"], 1)), host_id=host.pk, key=row["key"])
    event = actions.publish_event(actor, event)
    come = actions.register_people(actor, event, _people(draw, row), quietly=True)
    if "meetings" in row:
        _meet(actor, event, row["meetings"], [one for one in come if one.comes], draw)
    if row["in_days"] < 0:
        event = actions.write_event(actor, _details(row, row["in_days"]), event)
        _remember(actor, event, [one for one in come if one.comes], draw)


def _details(row: dict[str, Any], days: int) -> actions.Details:
    hour = datetime.strptime(row["at"], "%H:%M").time()
    starts = make_aware(datetime.combine(today() + timedelta(days=days), hour))
    words = {name: row[name] for name in ("kind", "title", "summary", "text", "place", "city", "capacity", "public", "language")}
    return actions.Details(starts_at=starts, ends_at=starts + timedelta(minutes=row["minutes"]), **words)


def _people(draw: random.Random, row: dict[str, Any]) -> list[actions.Person]:
    """Draw some of the people of the campus, each for the organisation they belong to."""
    known = Membership.objects.acting().select_related("user", "organisation").order_by("user_id", "organisation_id")
    members = list({member.user_id: member for member in known}.values())
    drawn = draw.sample(members, min(row["people"], len(members)))
    return [
        actions.Person(
            member.user.full_name, member.user.email, member.organisation.name, member.user.language, "meetings" in row
        )
        for member in drawn
    ]


def _meet(actor: Actor, event: Event, said: dict[str, Any], come: list[Registration], draw: random.Random) -> None:
    starts = event.starts_at + timedelta(minutes=said["after"])
    frame = actions.Frame(starts, said["each"], said["slots"], said["tables"], said["most"], tuple(said["pauses"]))
    day = actions.frame_meetings(actor, event, frame)
    for one in come:
        others = [other.pk for other in come if other.pk != one.pk]
        wished = draw.sample(others, min(len(others), draw.randint(2, said["wishes"])))
        actions.say_wishes(one, True, {pk: draw.choice((1, 2, 3)) for pk in wished}, draw.sample(range(said["slots"]), 1))
    actions.keep_timetable(day, planning.plan(day))
    actions.publish_timetable(actor, day)


def _remember(actor: Actor, event: Event, come: list[Registration], draw: random.Random) -> None:
    """Four out of five came, half of them said what they thought, some were promised something."""
    came = draw.sample(come, len(come) * 4 // 5)
    seen = [
        actions.Seen(
            uuid.UUID(int=draw.getrandbits(128), version=4), one.badge, event.starts_at + timedelta(minutes=draw.randint(-20, 15))
        )
        for one in came
    ]
    actions.keep_arrivals(actor, event, seen)
    for place, one in enumerate(came[: len(came) // 2]):
        wants = ("need", "introduction", "contact")[place // 4 % 3] if place % 4 == 0 else ""
        actions.give_feedback(one, draw.randint(3, 5), draw.randint(3, 5), draw.choice(_WORDS), wants)
