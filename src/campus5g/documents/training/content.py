"""What the papers of a training say, as plain data. People's own words are ``str`` and stay as they were written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from campus5g.core.message import Message


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation that signs."""

    name: str
    siret: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Body(Party):
    """The training body. ``activity_number``: of its declaration of activity; ``contact``: for access and questions."""

    activity_number: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """A training as the catalogue describes it."""

    title: str
    reference: str
    hours: Decimal
    mode: Message | str
    objectives: str = ""
    prerequisites: str = ""
    audience: str = ""
    content: str = ""
    methods: str = ""
    assessment: str = ""
    access: str = ""
    certification: str = ""
    competences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HalfDay:
    """``part``: morning or afternoon. starts, ends: ``09:00``. minutes: between them."""

    day: date
    part: Message | str
    starts: str
    ends: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session: when, where, with whom."""

    reference: str
    half_days: tuple[HalfDay, ...]
    place: str = ""
    trainers: tuple[str, ...] = ()

    @property
    def first(self) -> date:
        return min(half.day for half in self.half_days)

    @property
    def last(self) -> date:
        return max(half.day for half in self.half_days)

    @property
    def hours(self) -> Decimal:
        return Decimal(sum(half.minutes for half in self.half_days)) / 60


@dataclass(frozen=True, slots=True)
class Learner:
    """signed: for each half-day of the session, what stands in the cell (empty: a place to sign by hand)."""

    full_name: str
    job: str = ""
    employer: str = ""
    signed: tuple[Message | str, ...] = ()
