"""What is typed about a session before it is kept: its half-days and what each needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, msg
from campus5g.portal.training.models.sessions import HalfDay

NOON = time(13, 0)
USUAL = {HalfDay.Part.MORNING: (time(9), time(12, 30)), HalfDay.Part.AFTERNOON: (time(13, 30), time(17))}
LONGEST = 200
"""Half-days of one session."""


@dataclass(frozen=True, slots=True)
class Half:
    """A half-day to be held, with the numbers of what it books."""

    day: date
    part: HalfDay.Part
    starts: time
    ends: time
    rooms: tuple[int, ...] = ()
    trainers: tuple[int, ...] = ()
    benches: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[date, str]:
        return self.day, self.part.value

    @property
    def minutes(self) -> int:
        return (self.ends.hour - self.starts.hour) * 60 + self.ends.minute - self.starts.minute


@dataclass(frozen=True, slots=True)
class Plan:
    """A session as it is asked for. ``register_by``: the last day on which one registers."""

    halves: tuple[Half, ...]
    capacity: int
    price_cents: int
    register_by: date
    place: str = ""
    state: str = "open"

    @property
    def starts_on(self) -> date:
        return min(half.day for half in self.halves)

    @property
    def ends_on(self) -> date:
        return max(half.day for half in self.halves)

    @property
    def hours(self) -> Decimal:
        return Decimal(sum(half.minutes for half in self.halves)) / 60


def check(plan: Plan) -> None:
    """Refuse a plan that no calendar can hold, with the first fault in a sentence."""
    if not plan.halves:
        raise BadInput(str(msg("half-days")), msg("none"), msg("at least one half-day"))
    if len(plan.halves) > LONGEST:
        raise BadInput(str(msg("half-days")), msg("%(n)s of them", n=len(plan.halves)), msg("at most %(n)s", n=LONGEST))
    seen: set[tuple[date, str]] = set()
    for half in plan.halves:
        where = half.day.isoformat()
        if half.key in seen:
            raise BadInput(where, msg("the same half-day twice"), msg("each half-day once"))
        seen.add(half.key)
        if half.ends <= half.starts:
            raise BadInput(where, msg("it ends before it starts"), msg("an end after the start"))
    if plan.register_by > plan.ends_on:
        raise BadInput(
            str(msg("register until")), msg("%(day)s, after the end", day=Day.of(plan.register_by)), msg("a day before the end")
        )
