"""A year of trainings for the demonstration, done by the same verbs as the pages: deterministic, and once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import yaml

from campus5g.matching.competences import field_competences
from campus5g.portal.base.actor import SYSTEM, Actor, Role
from campus5g.portal.base.clock import now, today
from campus5g.portal.base.decisions import ALLOWED
from campus5g.portal.directory.models import Organisation
from campus5g.portal.training import actions
from campus5g.portal.training.actions.attendance import learners
from campus5g.portal.training.models import Bench, HalfDay, Presence, Registration, Room, Session, Trainer, Training
from campus5g.portal.training.plans import USUAL, Half, Plan

COMPANY = "acierie_demo"
"""The company of the demonstration that the journeys are told with."""
_PRESENT = 0.94
_PARTS = (HalfDay.Part.MORNING, HalfDay.Part.AFTERNOON)


@dataclass
class Year:
    """What the sessions of the year are drawn from. chance: always the same throws."""

    data: dict[str, Any]
    chance: Random
    companies: list[Organisation]
    own: Organisation
    means: dict[str, dict[type, list[Any]]] = field(default_factory=dict)
    trainings: dict[str, Training] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def learner(self) -> actions.Learner:
        """Return the next fictitious person."""
        names, number = self.data["names"], next(self.numbers)
        first = names["first"][number % len(names["first"])]
        last = names["last"][(number * 7) % len(names["last"])]
        return actions.Learner(f"{first} {last}", f"participant{number}@demo.example.org", "fr" if number % 9 else "en")


def load_trainings(directory: Path, actor: Actor) -> None:
    """Load the trainings of a territory that has some, unless they are there."""
    path = directory / "training.yaml"
    if not path.is_file() or Training.objects.exists():
        return
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    companies = Organisation.objects.active().of_kind(Role.COMPANY).filter(fictitious=True).order_by("key", "pk")
    own = companies.filter(key=COMPANY).first()
    bodies = _bodies(data)
    if own is None or len(bodies) < len(data["bodies"]):
        return
    year = Year(data, Random(data["seed"]), list(companies.exclude(pk=own.pk)[:40]), own)  # noqa: S311  # nosec B311 (no secret)
    for name, body in bodies.items():
        year.means[name] = _enter_means(actor, body, data["bodies"][name])
    for said in data["trainings"]:
        year.trainings[said["key"]] = _publish(actor, bodies[said["body"]], said, data["said"])
    for number, said in enumerate(data["sessions"]):
        _hold(actor, year, said, number)


def _bodies(data: dict[str, Any]) -> dict[str, Organisation]:
    """Return the bodies of the file: by their key, or the first other fictitious one of the territory."""
    rows = list(Organisation.objects.active().of_kind(Role.TRAINING).filter(fictitious=True).order_by("key", "pk"))
    named = {said["organisation"] for said in data["bodies"].values() if said["organisation"]}
    others = iter([row for row in rows if row.key not in named])
    by_key = {row.key: row for row in rows}
    found = {name: by_key.get(said["organisation"]) or next(others, None) for name, said in data["bodies"].items()}
    return {name: body for name, body in found.items() if body is not None}


def _enter_means(actor: Actor, body: Organisation, said: dict[str, Any]) -> dict[type, list[Any]]:
    return {
        kind: [actions.enter_means(actor, kind, body.pk, **one) for one in said[name]]
        for kind, name in ((Room, "rooms"), (Bench, "benches"), (Trainer, "trainers"))
    }


def _publish(actor: Actor, body: Organisation, said: dict[str, Any], common: dict[str, str]) -> Training:
    words = {name: said[name].strip() for name in ("title", "summary", "objectives", "prerequisites", "audience", "content")}
    labels = {one.key: one.label for one in field_competences().all}
    given = [actions.Given(one["label"], "rome", one["code"]) for one in said.get("rome", ())]
    given += [actions.Given(labels[key].say("fr"), field=key) for key in said.get("fields", ())]
    training = actions.write_training(
        actor, body.pk,
        actions.Said(
            hours=Decimal(said["hours"]), price_cents=100 * said["price"], capacity=said["capacity"],
            smallest_group=said["smallest"], **words, **common,
        ),
        given, key=said["key"],
    )  # fmt: skip
    return actions.publish_training(actor, training)


def _hold(actor: Actor, year: Year, said: dict[str, Any], number: int) -> None:
    """Plan a session, fill it, and let pass what is past."""
    training = year.trainings[said["training"]]
    first = _working(today() + timedelta(days=said["day"]))
    state = "planned" if said.get("state") == "planned" else "open"
    plan = Plan(
        tuple(_halves(year, training, said, first)),
        training.capacity,
        training.price_cents,
        first - timedelta(days=2),
        state=state,
    )
    session = actions.plan_session(actor, training, plan, key=f"demo-{number:02d}")
    made = _fill(actor, year, session, said, first)
    if said.get("state") == "cancelled":
        actions.cancel_session(actor, session, "Trop peu d’inscrits : reportée au printemps.")
    elif first < today():
        _pass(actor, year, session, by_phone=bool(said.get("signed")))
    elif said.get("gives_back"):
        actions.cancel_registration(actor, made[0], "En arrêt de travail")


def _halves(year: Year, training: Training, said: dict[str, Any], first: date) -> Iterator[Half]:
    body = next(
        name for name, one in year.data["bodies"].items() if year.means[name][Room][0].organisation_id == training.organisation_id
    )
    means = year.means[body]
    booked = {"rooms": (means[Room][said["room"]].pk,), "trainers": (means[Trainer][said["trainer"]].pk,)}
    if "bench" in said:
        booked["benches"] = (means[Bench][said["bench"]].pk,)
    day = first
    for place in range(said["half"]):
        part = _PARTS[place % 2]
        yield Half(day, part, *USUAL[part], **booked)
        day = _working(day + timedelta(days=1)) if place % 2 else day


def _fill(actor: Actor, year: Year, session: Session, said: dict[str, Any], first: date) -> list[Registration]:
    """Register the people of the session: those of the demonstration's company first, then those of others, two by two."""
    left, asked = said["people"] + said.get("waiting", 0), first - timedelta(days=30)
    made: list[Registration] = []
    employers = [year.own] * said.get("own", 0)
    while len(employers) < left:
        employers += [year.companies[year.chance.randrange(len(year.companies))]] * 2
    for employer in dict.fromkeys(employers[:left]):
        people = [year.learner() for one in employers[:left] if one == employer]
        kinds = ("employee",) * 8 + ("apprentice", "jobseeker")
        kind = kinds[year.chance.randrange(len(kinds))]
        payer = "france_travail" if kind == "jobseeker" else year.chance.choice(("employer", "opco"))
        people = [actions.Learner(one.full_name, one.email, one.language, kind=kind, payer=payer) for one in people]
        at = _instant(min(asked, today()), 10)
        made += actions.register_people(actor, session, people, employer_id=employer.pk, at=at)
    return made


def _pass(actor: Actor, year: Year, session: Session, *, by_phone: bool) -> None:
    """Have a past session attended, countersigned and certified."""
    for half in HalfDay.objects.filter(session=session).select_related("session__training"):
        at = half.starts_at + timedelta(minutes=4)
        there = {one.pk: True for one in learners(half) if year.chance.random() < _PRESENT}
        if by_phone:
            for registration in learners(half).filter(pk__in=there):
                actions.sign(half, registration, Presence.Method.CODE, device=f"{registration.pk:032x}", at=at)
        else:
            actions.enter_sheet(actor, half, ALLOWED, there, "Feuille papier : réseau de la salle en panne", at=at)
        trainer = Trainer.objects.filter(bookings__half_day=half).earliest("pk")
        actions.countersign(SYSTEM, half, trainer, ALLOWED, at=half.ends_at)
    last = HalfDay.objects.filter(session=session).latest("day", "part")
    actions.certify(actor, session, at=last.ends_at)


def _working(day: date) -> date:
    """Return the day, or the Monday after it at the end of a week."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def _instant(day: date, hour: int) -> datetime:
    return now().replace(year=day.year, month=day.month, day=day.day, hour=hour, minute=0, second=0, microsecond=0)
