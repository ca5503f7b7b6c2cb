"""Trainings, their sessions, and who comes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import factory

from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.clock import today
from campus5g.portal.directory.models import Organisation
from campus5g.portal.training.actions import Learner, plan_session, register_people
from campus5g.portal.training.models import HalfDay, Registration, Room, Session, Trainer, Training
from campus5g.portal.training.plans import USUAL, Half, Plan
from tests.portal.factories.directory import OrganisationFactory

SAID = "Said in a few words."


class TrainingFactory(factory.django.DjangoModelFactory):
    """A published training of two days; ``draft`` has nothing said but its title."""

    class Meta:
        model = Training

    class Params:
        draft = factory.Trait(state=Training.State.DRAFT, objectives="", content="")

    organisation = factory.SubFactory(OrganisationFactory, training=True)
    title = factory.Sequence(lambda n: f"Radio links, level {n}")
    objectives = prerequisites = audience = content = methods = assessment = access = SAID
    hours = Decimal(14)
    price_cents = 120_000
    capacity = 3
    smallest_group = 1
    state = Training.State.PUBLISHED


class RoomFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Room

    organisation = factory.SubFactory(OrganisationFactory, training=True)
    name = factory.Sequence(lambda n: f"Room {n}")
    seats = 20


class TrainerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Trainer

    organisation = factory.SubFactory(OrganisationFactory, training=True)
    name = factory.Sequence(lambda n: f"Trainer {n}")
    email = factory.Sequence(lambda n: f"trainer{n}@test.example")
    language = "en"


def half(day: date | None = None, part: str = "am", **booked: tuple[int, ...]) -> Half:
    """Return a half-day of usual hours, in ten days unless said."""
    asked = HalfDay.Part(part)
    return Half(day or today() + timedelta(days=10), asked, *USUAL[asked], **booked)


def plan(*halves: Half, capacity: int = 3) -> Plan:
    chosen = halves or (half(), half(part="pm"))
    return Plan(tuple(chosen), capacity, 120_000, max(one.day for one in chosen))


def session(*halves: Half, training: Training | None = None, capacity: int = 3, actor: Actor = SYSTEM) -> Session:
    """Return a session planned by its verb, read again."""
    return plan_session(actor, training or TrainingFactory(), plan(*halves, capacity=capacity))


def learner(n: int, **said: str) -> Learner:
    return Learner(**{"full_name": f"Ada Learner{n}", "email": f"ada{n}@test.example", "language": "en", **said})


def registered(held: Session, *numbers: int, employer: Organisation | None = None) -> list[Registration]:
    people = [learner(n) for n in numbers]
    return register_people(SYSTEM, held, people, employer_id=employer.pk if employer else None)
