"""How a venture is doing, told by its reasons: milestones, hours, news and figures. Never a bare colour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from campus5g.core.dated import load_table
from campus5g.core.message import Day, Message, msg

_ALARM = 3
"""Weights that add up to so much ask for a talk: three small signs, or one milestone long late and another."""


class Level(StrEnum):
    """How much attention a venture asks for."""

    WELL = "well"
    WATCH = "watch"
    TALK = "talk"


@dataclass(frozen=True, slots=True)
class Patience:
    """After how many days something becomes a sign (see ``signals.yaml``)."""

    hours: int
    news: int
    figures: int
    late: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a venture. since: when it joined; late: days that its open milestones are late; None: never, or nothing asked.

    done: milestones reached, of ``milestones``. mentored: whether it has a mentor. The last hours, news and question are days.
    """

    since: date
    late: tuple[int, ...] = ()
    done: int = 0
    milestones: int = 0
    mentored: bool = True
    hours: date | None = None
    news: date | None = None
    asked: date | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """One reason. weight: 0 speaks well of it, 1 is to be watched, 2 weighs twice."""

    weight: int
    sentence: Message


@dataclass(frozen=True, slots=True)
class Signal:
    level: Level
    signs: tuple[Sign, ...]

    @property
    def reasons(self) -> tuple[Message, ...]:
        return tuple(sign.sentence for sign in self.signs)


@lru_cache(maxsize=8)
def patience(on: date) -> Patience:
    """Return the patience that holds on a day."""
    table = load_table(files("campus5g.territory.cohorts") / "signals.yaml")
    return Patience(**{key: int(table.need(key, on).value) for key in ("hours", "news", "figures", "late")})


def signal_of(standing: Standing, on: date, waits: Patience | None = None) -> Signal:
    """Return the signal of a venture on a day, its gravest reasons first: « well » without signs, « talk » from a weight of three on."""
    signs = sorted(_signs(standing, on, waits or patience(on)), key=lambda sign: -sign.weight)
    weight = sum(sign.weight for sign in signs)
    level = Level.TALK if weight >= _ALARM else Level.WATCH if weight else Level.WELL
    return Signal(level, tuple(signs))


def _signs(standing: Standing, on: date, waits: Patience) -> Iterator[Sign]:
    for days in sorted(standing.late, reverse=True)[:2]:
        if days > waits.late:
            yield Sign(2, msg("A milestone is %(days)s days late.", days=days))
        else:
            yield Sign(1, msg("A milestone is late, by %(days)s days.", days=days))
    if len(standing.late) > 2:
        yield Sign(1, msg("%(n)s milestones are late in all.", n=len(standing.late)))
    if standing.milestones == 0:
        yield Sign(1, msg("Its plan has no milestone yet."))
    elif not standing.late:
        yield Sign(0, msg("No milestone is late: %(done)s of %(n)s reached.", done=standing.done, n=standing.milestones))
    yield from _hours(standing, on, waits)
    yield from _news(standing, on, waits)
    if standing.asked is not None and (on - standing.asked).days > waits.figures:
        yield Sign(1, msg("The figures asked for on %(day)s have not come.", day=Day.of(standing.asked)))


def _hours(standing: Standing, on: date, waits: Patience) -> Iterator[Sign]:
    if not standing.mentored:
        yield Sign(1, msg("It has no mentor."))
        return
    days = (on - (standing.hours or standing.since)).days
    if days <= waits.hours:
        return
    if standing.hours is None:
        yield Sign(1, msg("No hour with its mentor in %(days)s days.", days=days))
    else:
        yield Sign(1, msg("No hour with its mentor since %(day)s.", day=Day.of(standing.hours)))


def _news(standing: Standing, on: date, waits: Patience) -> Iterator[Sign]:
    last = standing.news or standing.since
    if (on - last).days > waits.news:
        yield Sign(1, msg("No news since %(day)s.", day=Day.of(last)))
