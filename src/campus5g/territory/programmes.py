"""The plan of a programme: which milestones are late, and what each holds up.

A milestone that waits for another keeps, after it, the time that was planned between the two: when the first slips, what follows
slips with it unless that time was to spare. Nothing here guesses how long work takes; the plan itself says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, Message, msg


@dataclass(frozen=True, slots=True)
class Stone:
    """A milestone. key: how others name it; due: planned; reached: the day, or None; after: keys of what must come before."""

    key: str
    title: str
    due: date
    reached: date | None = None
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A milestone that a late one holds up. at_best: the earliest day on which it can be reached; through: what stands between."""

    key: str
    at_best: date
    days: int
    sentence: Message
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Late:
    """An open milestone whose day is behind: by how many days, and what it holds up, nearest first."""

    key: str
    days: int
    sentence: Message
    holds: tuple[Held, ...]


def circle(stones: Iterable[Stone]) -> tuple[str, ...]:
    """Return the keys of milestones that wait for one another in a circle, in its order; empty when there is none."""
    after = {stone.key: stone.after for stone in stones}
    safe: set[str] = set()
    for start in after:
        path: list[str] = []
        found = _walk(start, after, path, safe)
        if found:
            return found
    return ()


def _walk(key: str, after: Mapping[str, tuple[str, ...]], path: list[str], safe: set[str]) -> tuple[str, ...]:
    if key in safe:
        return ()
    if key in path:
        return tuple(path[path.index(key) :])
    path.append(key)
    for before in after.get(key, ()):
        found = _walk(before, after, path, safe)
        if found:
            return found
    path.pop()
    safe.add(key)
    return ()


def expected(stones: Sequence[Stone], on: date) -> dict[str, date]:
    """Return the earliest day on which each milestone can be reached, seen from ``on``; for one that is reached, its day.

    An open milestone: its due day, ``on`` once that is behind, and after each open one that it waits for the time that the plan
    leaves between the two. Raises ``BadInput`` when some wait for one another in a circle.
    """
    round_ = circle(stones)
    if round_:
        raise BadInput("after", msg("%(keys)s wait for one another", keys=" → ".join(round_)), msg("an order without a circle"))
    known = {stone.key: stone for stone in stones}
    found: dict[str, date] = {}
    for key in _in_order(known):
        stone = known[key]
        if stone.reached is not None:
            found[key] = stone.reached
            continue
        days = [max(stone.due, on)]
        for before in (known[name] for name in stone.after if name in known):
            if before.reached is None:
                days.append(found[before.key] + max(timedelta(), stone.due - before.due))
        found[key] = max(days)
    return found


def _in_order(known: Mapping[str, Stone]) -> list[str]:
    """Every key after those that it waits for."""
    done: dict[str, None] = {}

    def visit(key: str) -> None:
        if key not in done and key in known:
            for before in known[key].after:
                visit(before)
            done[key] = None

    for key in known:
        visit(key)
    return list(done)


def lateness(stones: Sequence[Stone], on: date) -> tuple[Late, ...]:
    """Return each open milestone that is late on ``on``, the latest first, with what it holds up and why."""
    known = {stone.key: stone for stone in stones}
    follows: dict[str, list[str]] = {}
    for stone in stones:
        for before in stone.after:
            follows.setdefault(before, []).append(stone.key)
    late = [stone for stone in stones if stone.reached is None and stone.due < on]
    found = [
        Late(stone.key, (on - stone.due).days, _late_sentence(stone, on), _held(stone, known, follows, on)) for stone in late
    ]
    return tuple(sorted(found, key=lambda one: (-one.days, one.key)))


def _late_sentence(stone: Stone, on: date) -> Message:
    return msg(
        "%(key)s “%(title)s” was due on %(due)s: %(days)s days late", key=stone.key, title=stone.title, due=Day.of(stone.due),
        days=(on - stone.due).days,
    )  # fmt: skip


def _held(first: Stone, known: Mapping[str, Stone], follows: Mapping[str, list[str]], on: date) -> tuple[Held, ...]:
    """What ``first`` alone holds up: every open milestone behind it that cannot keep its day, by the way that costs it most."""
    at_best: dict[str, tuple[date, tuple[str, ...]]] = {first.key: (on, ())}
    for key in _in_order(known):
        stone = known[key]
        if key == first.key or stone.reached is not None:
            continue
        ways = [
            (at_best[before][0] + max(timedelta(), stone.due - known[before].due), (*at_best[before][1], before))
            for before in stone.after
            if before in at_best
        ]
        if ways and max(ways)[0] > stone.due:
            at_best[key] = max(ways)
    held = [_one_held(known[key], known[first.key], day, way[1:]) for key, (day, way) in at_best.items() if key != first.key]
    return tuple(sorted(held, key=lambda one: (one.at_best, one.key)))


def _one_held(stone: Stone, first: Stone, day: date, through: tuple[str, ...]) -> Held:
    days = (day - stone.due).days
    said: dict[str, str | int | Day] = {
        "key": stone.key,
        "title": stone.title,
        "day": Day.of(day),
        "due": Day.of(stone.due),
        "first": first.key,
    }
    if through:
        way = msg("%(key)s “%(title)s” waits for %(first)s through %(through)s: %(day)s at best, planned on %(due)s",
                  **said, through=", ".join(through))  # fmt: skip
    else:
        way = msg("%(key)s “%(title)s” waits for %(first)s: %(day)s at best, planned on %(due)s", **said)
    return Held(stone.key, day, days, way, through)


def effect_of_move(stones: Sequence[Stone], key: str, due: date, ends: date | None = None) -> tuple[Message, ...]:
    """Return, as sentences, what it does to the plan that the milestone ``key`` becomes due on ``due``.

    ends: the last day of the programme, so that a milestone due after it is told. Raises ``KeyError`` for an unknown key.
    """
    known = {stone.key: stone for stone in stones}
    stone = known[key]
    days = (due - stone.due).days
    told = [_moved(stone, due, days)]
    for before in (known[name] for name in stone.after if name in known):
        if before.reached is None and before.due > due:
            told.append(msg("It would be due before %(key)s “%(title)s”, for which it waits (%(day)s)", key=before.key, title=before.title,
                            day=Day.of(before.due)))  # fmt: skip
    for later in (one for one in stones if key in one.after and one.reached is None):
        told.append(_left(later, stone, due))
    if ends is not None and due > ends:
        told.append(msg("It would be due after the last day of the programme (%(day)s)", day=Day.of(ends)))
    return tuple(told)


def _moved(stone: Stone, due: date, days: int) -> Message:
    said: dict[str, str | int | Day] = {
        "key": stone.key,
        "title": stone.title,
        "old": Day.of(stone.due),
        "new": Day.of(due),
        "days": abs(days),
    }
    if days >= 0:
        return msg("%(key)s “%(title)s” moves from %(old)s to %(new)s: %(days)s days later", **said)
    return msg("%(key)s “%(title)s” moves from %(old)s to %(new)s: %(days)s days earlier", **said)


def _left(later: Stone, stone: Stone, due: date) -> Message:
    left, planned = (later.due - due).days, (later.due - stone.due).days
    said: dict[str, str | int | Day] = {"key": later.key, "title": later.title, "day": Day.of(later.due)}
    if left < 0:
        return msg("%(key)s “%(title)s”, which waits for it, is due before it (%(day)s): it has to move too", **said)
    return msg("%(key)s “%(title)s”, which waits for it, keeps its day (%(day)s) with %(left)s days after it instead of %(planned)s",
               **said, left=left, planned=planned)  # fmt: skip
