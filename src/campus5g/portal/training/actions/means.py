"""Rooms, benches and trainers of a training body."""

from __future__ import annotations

from typing import Any, TypeVar

from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.training.models import Booking, Means, Room, Trainer
from campus5g.portal.training.permissions import can_change_means, can_keep_means

Thing = TypeVar("Thing", bound=Means)


def enter_means(actor: Actor, kind: type[Thing], organisation_id: int, **said: Any) -> Thing:
    """Enter a room, a bench or a trainer of a body."""
    with deed(actor, "training.enter_means", right=can_keep_means(actor, organisation_id)) as done:
        thing = kind(organisation_id=organisation_id, **_tidy(said))
        _refuse_double(thing)
        thing.save()
        done.on(thing)
    return thing


def change_means(actor: Actor, thing: Thing, **said: Any) -> Thing:
    with deed(actor, "training.change_means", right=can_change_means(actor, thing)) as done:
        changed = {name: value for name, value in _tidy(said).items() if getattr(thing, name) != value}
        for name, value in changed.items():
            setattr(thing, name, value)
        _refuse_double(thing)
        thing.save()
        done.on(thing, changed=sorted(changed))
    return thing


def archive_means(actor: Actor, thing: Thing, why: str) -> Thing:
    """Put away what is no longer booked; refused while a session to come counts on it."""
    if not why.strip():
        raise BadInput(str(msg("reason")), msg("nothing"), msg("a few words: why it is put away"))
    with deed(actor, "training.archive_means", right=can_change_means(actor, thing)) as done:
        coming = Booking.objects.filter(**{thing._meta.model_name or "": thing}, day__gte=today())
        first = coming.select_related("half_day__session__training").order_by("day").first()
        if first is not None:
            session = first.half_day.session
            raise Conflict(
                msg(
                    "%(thing)s is booked on %(day)s by the session %(session)s: book something else there first.",
                    thing=thing.name, day=Day.of(first.day), session=session.reference,
                )
            )  # fmt: skip
        thing.archived_at, thing.archived_why = timezone.now(), why.strip()[:300]
        thing.save(update_fields=["archived_at", "archived_why"])
        done.on(thing, why=thing.archived_why)
    return thing


def _tidy(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in said.items()}


def _refuse_double(thing: Means) -> None:
    """One room a name, one trainer an address: said in a sentence before the database says it."""
    name = "email" if isinstance(thing, Trainer) else "name"
    same = type(thing).objects.filter(**{name: getattr(thing, name)}, organisation_id=thing.organisation_id)
    if same.exclude(pk=thing.pk).exists():
        raise BadInput(name, msg("“%(name)s”, which is entered already", name=getattr(thing, name)), msg("each once"))
    if isinstance(thing, Room) and thing.seats < 1:
        raise BadInput("seats", msg("no seats"), msg("at least one seat"))
