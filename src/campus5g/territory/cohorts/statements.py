"""What ventures say of themselves, dated and evidenced, and what may be added up of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What is counted. Jobs are a state on a day; the others are amounts over a time, in cents."""

    JOBS = "jobs"
    TURNOVER = "turnover"
    PUBLIC = "public"
    PRIVATE = "private"
    LOCAL = "local"


STATES = frozenset({Kind.JOBS})
"""What is true on a day: the last word counts. The rest flows: everything said counts, each once."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One figure of one venture. value: full-time equivalents for jobs, cents otherwise. on: its day, or the end of its time."""

    venture: str
    kind: Kind
    on: date
    value: float
    evidenced: bool


@dataclass(frozen=True, slots=True)
class Total:
    """value: the sum; evidenced: the part of it with evidence; said: ventures that said something, of ``asked``.

    first and last: the days of the oldest and of the newest figure in it; ``None`` where nobody said anything.
    """

    kind: Kind
    value: float
    evidenced: float
    said: int
    asked: int
    first: date | None
    last: date | None

    @property
    def complete(self) -> bool:
        return self.said == self.asked


def counted(kind: Kind, stated: Sequence[Stated], since: date, until: date) -> tuple[Stated, ...]:
    """Return the figures that count in the sum of a time, both days within: the last of each venture for a state, else all."""
    within = [one for one in stated if one.kind == kind and since <= one.on <= until]
    if kind not in STATES:
        return tuple(within)
    last: dict[str, Stated] = {}
    for one in sorted(within, key=lambda one: one.on):
        last[one.venture] = one
    return tuple(last.values())


def total_of(kind: Kind, stated: Sequence[Stated], ventures: Sequence[str], since: date, until: date) -> Total:
    """Add up what ``ventures`` said of one kind between two days. Nobody's silence is filled in: who said nothing is counted apart.

    A jobs figure is the last one of each venture; an amount adds up all those of the time. Ventures that are not in the list
    count for nothing, those twice in it once.
    """
    asked = dict.fromkeys(ventures)
    within = [one for one in counted(kind, stated, since, until) if one.venture in asked]
    days = sorted(one.on for one in within)
    return Total(
        kind, sum(one.value for one in within), sum(one.value for one in within if one.evidenced),
        len({one.venture for one in within}), len(asked), days[0] if days else None, days[-1] if days else None,
    )  # fmt: skip
