"""What a plan of sessions is asked: who is to learn what by when, and with which courses, rooms, trainers and benches.

Months are written ``2026-11``, so that they sort as they follow. Money is in cents, time in half-days.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from campus5g.core.errors import BadInput
from campus5g.core.message import msg

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
Months = Mapping[str, int]
"""Half-days free, by month; a month that is not named has none."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """People who are to acquire one competence, not before the month ``opens`` and at the latest in ``due``.

    worth_cents: what it is worth that one of them is trained in time. place: where they work. title: where the need comes from.
    """

    id: str
    competence: str
    people: int
    opens: str
    due: str
    worth_cents: int
    place: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """A training that may be opened: a group of ``least`` to ``most`` people, ``half_days`` long.

    cents: of one session besides its room and trainer. benches: all of them are taken as long as the session lasts. A course is
    given in the rooms and by the trainers of its own ``body``.
    """

    id: str
    title: str
    body: str
    competences: frozenset[str]
    half_days: int
    least: int
    most: int
    cents: int = 0
    benches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Room:
    id: str
    title: str
    body: str
    place: str
    seats: int
    free: Months
    cents_half_day: int = 0


@dataclass(frozen=True, slots=True)
class Trainer:
    """``courses``: those that the trainer is able to give."""

    id: str
    title: str
    body: str
    courses: frozenset[str]
    free: Months
    cents_half_day: int = 0


@dataclass(frozen=True, slots=True)
class Bench:
    id: str
    title: str
    free: Months


@dataclass(frozen=True, slots=True)
class Offered:
    """Places still free in a session that is already planned: they are taken first where they suit, and cost no more."""

    id: str
    title: str
    competences: frozenset[str]
    month: str
    seats: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """The whole of it. travel_cents: of one person and one session, from a place to a place (0 where it is not named)."""

    wanted: tuple[Wanted, ...]
    courses: tuple[Course, ...]
    rooms: tuple[Room, ...]
    trainers: tuple[Trainer, ...]
    benches: tuple[Bench, ...] = ()
    offered: tuple[Offered, ...] = ()
    travel_cents: Mapping[tuple[str, str], int] = field(default_factory=dict)
    budget_cents: int | None = None

    @property
    def months(self) -> tuple[str, ...]:
        """Every month in which a session may be of use."""
        named = {month for _, free in self.calendars() for month, half_days in free.items() if half_days > 0}
        return tuple(sorted(month for month in named if any(w.opens <= month <= w.due for w in self.wanted)))

    def calendars(self) -> list[tuple[str, Months]]:
        """What each room, trainer and bench has free, with its identity."""
        rooms, trainers = [(r.id, r.free) for r in self.rooms], [(t.id, t.free) for t in self.trainers]
        return [*rooms, *trainers, *((bench.id, bench.free) for bench in self.benches)]

    def travel(self, start: str, end: str) -> int:
        return self.travel_cents.get((start, end), 0)


def checked(question: Question) -> Question:
    """Return the question, or refuse it (``BadInput``) with what cannot be: the field, its value, what is expected."""
    for name in ("wanted", "courses", "rooms", "trainers", "benches", "offered"):
        _no_two_alike(name, [thing.id for thing in getattr(question, name)])
    for wanted in question.wanted:
        where = f"wanted {wanted.id}"
        _at_least(where, "people", wanted.people, 0)
        _at_least(where, "worth_cents", wanted.worth_cents, 0)
        _months(where, (wanted.opens, wanted.due))
        if wanted.due < wanted.opens:
            raise BadInput(where, msg("due in %(due)s, before it opens", due=wanted.due), msg("%(m)s or later", m=wanted.opens))
    benches = {bench.id for bench in question.benches}
    for course in question.courses:
        _course(course, benches)
    for room in question.rooms:
        _at_least(f"room {room.id}", "seats", room.seats, 0)
    for identity, free in question.calendars():
        _months(identity, free)
    for offered in question.offered:
        _at_least(f"offered {offered.id}", "seats", offered.seats, 0)
        _months(f"offered {offered.id}", (offered.month,))
    return question


def _course(course: Course, benches: set[str]) -> None:
    where = f"course {course.id}"
    _at_least(where, "half_days", course.half_days, 1)
    _at_least(where, "least", course.least, 1)
    if course.most < course.least:
        raise BadInput(where, msg("a group of at most %(most)s", most=course.most), msg("at least %(least)s", least=course.least))
    for bench in course.benches:
        if bench not in benches:
            raise BadInput(where, msg("bench “%(id)s” is not known", id=bench), msg("the identity of a bench"))


def _at_least(where: str, name: str, value: int, least: int) -> None:
    if value < least:
        raise BadInput(f"{where}, {name}", msg("%(value)s", value=value), msg("%(least)s or more", least=least))


def _months(where: str, months: Iterable[str]) -> None:
    for month in months:
        if not _MONTH.fullmatch(month):
            raise BadInput(where, msg("“%(text)s” is not a month", text=month), msg("a month such as 2026-11"))


def _no_two_alike(name: str, ids: Sequence[str]) -> None:
    twice = next((identity for place, identity in enumerate(ids) if identity in ids[:place]), None)
    if twice is not None:
        raise BadInput(name, msg("“%(id)s” stands twice", id=twice), msg("each identity once"))
