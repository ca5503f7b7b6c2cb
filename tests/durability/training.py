"""What the tests of places run in processes of their own, at the same second: ``python -m tests.durability.training VERB``."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import campus5g.portal  # noqa: F401 (chooses the SQLite library, before anything opens a database)

PLACES = 3


def settle() -> None:
    """Make one session of three places with a trainer's room, and nobody in it."""
    from campus5g.portal.training.models import Session
    from tests.portal.factories.training import RoomFactory, TrainingFactory, session

    training = TrainingFactory(capacity=PLACES)
    RoomFactory(organisation=training.organisation)
    session(training=training, capacity=PLACES)
    assert Session._base_manager.count() == 1


def register(number: str, at: str) -> None:
    """Register four people, one after the other, from an instant on."""
    from campus5g.portal.training.models import Session
    from tests.portal.factories.training import registered

    held = Session._base_manager.select_related("training").get()
    _wait_for(at)
    for place in range(4):
        registered(held, 10 * int(number) + place)


def give_back() -> None:
    """Have somebody with a place leave, so that a place is offered."""
    from campus5g.portal.base.actor import SYSTEM
    from campus5g.portal.training.actions import cancel_registration
    from campus5g.portal.training.models import Registration

    rows = Registration._base_manager.select_related("session__training")
    cancel_registration(SYSTEM, rows.filter(state=Registration.State.REGISTERED).earliest("pk"))


def lapse(at: str) -> None:
    """End the late offers, as the worker will in three days."""
    from campus5g.portal.base.clock import now
    from campus5g.portal.training.actions import lapse_offers

    late = now() + timedelta(days=3)
    _wait_for(at)
    lapse_offers(late)


def book(at: str) -> None:
    """Plan a session in the one room."""
    from campus5g.portal.base.decisions import Conflict
    from campus5g.portal.training.models import Room, Training
    from tests.portal.factories.training import half, session

    training, room = Training._base_manager.get(), Room._base_manager.get()
    _wait_for(at)
    try:
        session(half(rooms=(room.pk,)), training=training)
    except Conflict as conflict:
        print(conflict)


def check() -> None:
    """Say how many registrations are in each state, and how often the room is booked."""
    from django.db.models import Count

    from campus5g.portal.base.audit import check_chain
    from campus5g.portal.training.models import Booking, Registration

    counted = Registration._base_manager.order_by().values("state").annotate(n=Count("pk"))
    states = {row["state"]: row["n"] for row in counted}
    print(json.dumps({"states": states, "booked": Booking._base_manager.count(), "intact": check_chain().intact}))


def _wait_for(at: str) -> None:
    time.sleep(max(0.0, float(at) - time.time()))


VERBS: dict[str, Callable[..., None]] = {
    "settle": settle, "register": register, "give_back": give_back, "lapse": lapse, "book": book, "check": check,
}  # fmt: skip

if __name__ == "__main__":
    import django

    django.setup()
    VERBS[sys.argv[1]](*sys.argv[2:])
