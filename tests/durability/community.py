"""What the tests of the community run in processes of their own, at the same second: ``python -m tests.durability.community VERB``."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import campus5g.portal  # noqa: F401 (chooses the SQLite library, before anything opens a database)

if TYPE_CHECKING:
    from campus5g.portal.base.actor import Actor

PLACES, HOURS, TITLE = 2, 2, "Hear bearings together"


def settle() -> None:
    """Make an event of two places, a collective need of four, an introduction that waits for its answer, and a cohort of three
    ventures that may book two hours of test slots each."""
    from campus5g.portal.base.scope import acting
    from campus5g.portal.needs.actions import Said, bring_together
    from campus5g.portal.needs.models import NeedLink
    from campus5g.portal.support.actions import enter_resource, set_quotas
    from tests.portal.factories.directory import actor_for, office_actor
    from tests.portal.factories.events import EventFactory
    from tests.portal.factories.needs import NeedFactory
    from tests.portal.factories.solutions import proposed
    from tests.portal.factories.support import cohort_of

    EventFactory(capacity=PLACES)
    needs, office = NeedFactory.create_batch(4, stated=True), office_actor()
    for need in needs:
        actor_for(need.organisation)
    with acting(office):
        bring_together(office, {need.pk: NeedLink.Kind.MERGED for need in needs}, Said(TITLE, "One network"))
    actor_for(proposed(NeedFactory(stated=True)).other)
    with acting(office):
        set_quotas(office, cohort_of("Venture 0", "Venture 1", "Venture 2"), {"test": HOURS})
        for name in ("Cell 0", "Cell 1", "Cell 2", "Cell 3"):
            enter_resource(office, name=name, kind="test")


def come(number: str, at: str) -> None:
    """Register two people for the event, one after the other."""
    from campus5g.portal.base.actor import SYSTEM
    from campus5g.portal.events.actions import Person, register_people
    from campus5g.portal.events.models import Event

    event = Event._base_manager.get()
    _wait_for(at)
    for place in range(2):
        register_people(SYSTEM, event, [Person(f"Ada {number} {place}", f"ada{number}{place}@mail.test")])


def speak(number: str, at: str) -> None:
    """Split the collective need (the first process), or consent to it or leave it (the others), with what was read before."""
    from campus5g.portal.base.scope import acting
    from campus5g.portal.needs.actions import Said, answer, leave, split
    from campus5g.portal.needs.models import Need, NeedLink

    links = list(NeedLink._base_manager.select_related("need__organisation", "collective").order_by("pk"))
    collective, link = Need._base_manager.get(kind="collective"), links[int(number) - 1]
    actor = _person_of(collective.organisation_id if number == "0" else link.need.organisation_id)
    verbs: dict[str, Callable[[], Any]] = {
        "0": lambda: split(actor, collective, [one.pk for one in links[:2]], Said("Half of it", "Of two"), "two trades"),
        "1": lambda: answer(actor, link, NeedLink.State.CONSENTED, wording=1),
        "2": lambda: leave(actor, link, "not ours"),
    }
    _wait_for(at)
    with acting(actor):
        _said(verbs[number])


def move(number: str, at: str) -> None:
    """Accept the introduction, decline it, or take it back, each with what was read before."""
    from campus5g.portal.base.scope import acting
    from campus5g.portal.solutions.actions import answer, withdraw
    from campus5g.portal.solutions.models import Introduction

    read = Introduction._base_manager.select_related(
        "solution__organisation", "need__organisation", "organisation", "other"
    ).get()
    actor = _person_of(read.organisation_id if number == "2" else read.other_id)
    verbs: dict[str, Callable[[], Any]] = {
        "0": lambda: answer(actor, read, accepts=True, contact="Grace"),
        "1": lambda: answer(actor, read, accepts=False, why="no time"),
        "2": lambda: withdraw(actor, read),
    }
    _wait_for(at)
    with acting(actor):
        _said(verbs[number])


def book(number: str, at: str) -> None:
    """Book one cell for three ventures at one hour; then, for one venture that has hours left for one, three cells."""
    from campus5g.portal.base.clock import now
    from campus5g.portal.base.scope import acting
    from campus5g.portal.support.actions import book as reserve
    from campus5g.portal.support.models import Member, Resource

    cells = list(Resource._base_manager.order_by("name"))
    ventures = list(Member._base_manager.select_related("venture", "cohort").order_by("venture__name"))
    hour = (now() + timedelta(days=7)).replace(hour=9, minute=0, second=0, microsecond=0)
    actor = _person_of(cells[0].organisation_id)
    _wait_for(at)
    with acting(actor):
        _said(lambda: reserve(actor, ventures[int(number)], cells[3], hour, hour + timedelta(hours=HOURS)))
        _said(lambda: reserve(actor, ventures[0], cells[int(number)], hour, hour + timedelta(hours=HOURS)))


def check() -> None:
    """Say who has a place, where each need takes part, what became of the introduction, and who has booked what."""
    from django.db.models import Count

    from campus5g.portal.base.audit import check_chain
    from campus5g.portal.base.models import AuditEvent
    from campus5g.portal.events.models import Registration
    from campus5g.portal.needs.models import NeedLink
    from campus5g.portal.solutions.models import Introduction
    from campus5g.portal.support.models import Reservation

    states = {row["state"]: row["n"] for row in Registration._base_manager.order_by().values("state").annotate(n=Count("pk"))}
    links = NeedLink._base_manager.order_by("pk").values_list("need_id", "collective__title", "state")
    moved = AuditEvent.objects.filter(verb__in=("solutions.answer_introduction", "solutions.withdraw_introduction")).count()
    introduction = Introduction._base_manager.get()
    print(json.dumps({
        "places": states, "live": [[need, title] for need, title, state in links if state in NeedLink.LIVE],
        "consents": [title for _need, title, state in links if state == NeedLink.State.CONSENTED],
        "booked": list(Reservation._base_manager.order_by("pk").values_list("member__venture__name", "resource__name")),
        "introduction": introduction.state, "moved": moved, "intact": check_chain().intact,
    }))  # fmt: skip


def _said(verb: Callable[[], Any]) -> None:
    """Print whether the verb was done, or why not: a conflict is an answer, anything else a fault."""
    from campus5g.portal.base.decisions import Conflict, Denied

    try:
        verb()
    except (Conflict, Denied) as refused:
        print(refused)
    else:
        print("done")


def _person_of(organisation_id: int) -> Actor:
    from campus5g.portal.directory.models import Membership
    from campus5g.portal.directory.people import actor_of

    return actor_of(Membership.objects.filter(organisation_id=organisation_id).earliest("pk").user, organisation_id)


def _wait_for(at: str) -> None:
    time.sleep(max(0.0, float(at) - time.time()))


VERBS: dict[str, Callable[..., None]] = {
    "settle": settle,
    "come": come,
    "speak": speak,
    "move": move,
    "book": book,
    "check": check,
}

if __name__ == "__main__":
    import django

    django.setup()
    VERBS[sys.argv[1]](*sys.argv[2:])
