"""The one-to-one meetings of an event: who meets whom, when and at which table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import scipy  # its parts load at their first use

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.matching.meeting_model import Choices, MeetingModel, Pair, Placed


@dataclass(frozen=True, slots=True)
class Guest:
    """A participant who accepts meetings. free: the numbers of the slots in which they can meet, their breaks left out."""

    key: str
    name: str
    free: frozenset[int]


@dataclass(frozen=True, slots=True)
class Wish:
    """``asker`` would like to meet ``wished``; the greater the weight, the more."""

    asker: str
    wished: str
    weight: int = 1

    @property
    def pair(self) -> Pair:
        return pair_of(self.asker, self.wished)


@dataclass(frozen=True, slots=True, order=True)
class Meeting:
    """Two participants, the smaller key first, in a slot at a table; both are counted from 0."""

    slot: int
    table: int
    first: str
    second: str

    @property
    def pair(self) -> Pair:
        return self.first, self.second


@dataclass(frozen=True, slots=True)
class Unmet:
    """A wish that got no meeting, and why."""

    wish: Wish
    reason: Message


@dataclass(frozen=True, slots=True)
class Timetable:
    """The meetings, in the order of slots and tables, and what they are worth.

    served: participants with a meeting, among those who are in a wish; at most ``served_bound`` could be.
    value: sum of the weights of the wishes met; no timetable that serves as many is worth more than ``bound``.
    """

    meetings: tuple[Meeting, ...]
    unmet: tuple[Unmet, ...]
    served: int
    served_bound: int
    value: int
    bound: int

    @property
    def best(self) -> bool:
        """Whether it is proved that no timetable is better."""
        return (self.served, self.value) == (self.served_bound, self.bound)


@dataclass(frozen=True, slots=True)
class _Day:
    """What is asked, checked."""

    guests: Mapping[str, Guest]
    slots: int
    tables: int
    wishes: tuple[Wish, ...]
    most: int
    kept: tuple[Meeting, ...]

    @property
    def weights(self) -> Counter[Pair]:
        """What each meeting is worth: the wish of one, or of both together."""
        worth = Counter[Pair]()
        for wish in self.wishes:
            worth[wish.pair] += wish.weight
        return worth

    @property
    def wanted(self) -> frozenset[str]:
        """Those who ask or are asked for."""
        return frozenset(key for wish in self.wishes for key in wish.pair)

    def common(self, pair: Pair) -> list[int]:
        return sorted(self.guests[pair[0]].free & self.guests[pair[1]].free)


def schedule_meetings(
    guests: Sequence[Guest], slots: int, tables: int, wishes: Sequence[Wish], most: int, kept: Sequence[Meeting] = ()
) -> Timetable:
    """Give as many participants as possible a meeting, then meet the wishes that weigh most.

    With x[p, t] = 1 where the pair p meets in the slot t, w[p] the weights of the wishes of p added (a mutual wish counts for
    both), z[g] = 1 where the participant g has a meeting, and W those who are in a wish:

        first    maximise  Z = Σ_{g∈W} z[g]
        then     maximise  Σ_p w[p] Σ_t x[p, t]   with   Σ_{g∈W} z[g] ≥ Z
        under    Σ_t x[p, t] ≤ 1            a pair meets once, in a slot where both are free
                 Σ_{p∋g} x[p, t] ≤ 1        nobody is at two tables
                 Σ_p x[p, t] ≤ tables
                 Σ_{p∋g, t} x[p, t] ≤ most
                 x[p, t] = 1                for what is kept, which nothing moves

    Both are solved by the linear relaxation, then by CP-SAT (OR-Tools) with one worker, a fixed seed and a limit of deterministic
    time, never of the clock: the same day gives the same timetable. Where the limit ends the search, ``bound`` says how far it
    could still be. Tables are given slot by slot, so that as few people as possible leave the table they were at (an assignment).

    slots, tables, most: how many there are, and meetings a participant may have. kept: meetings of an earlier timetable that
    stay as they are, or that were put there by hand. Errors: ``BadInput`` for what contradicts itself.
    """
    day = _checked(guests, slots, tables, wishes, most, kept)
    served, served_bound, bound, placed = _placed(day)
    meetings = _seated(day, placed)
    pairs = set(placed)
    unmet = tuple(Unmet(wish, _reason(day, meetings, wish)) for wish in day.wishes if wish.pair not in pairs)
    value = sum(wish.weight for wish in day.wishes if wish.pair in pairs)
    return Timetable(meetings, unmet, served, served_bound, value, bound)


def pair_of(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def clash(guests: Sequence[Guest], meetings: Sequence[Meeting], moved: Meeting, slots: int, tables: int) -> Message | None:
    """Say what keeps a meeting from being where somebody puts it by hand; ``None`` if nothing does.

    meetings: the others, the one that is moved left out.
    """
    names = {guest.key: guest for guest in guests}
    if not (0 <= moved.slot < slots and 0 <= moved.table < tables):
        return msg("There is no such slot or table.")
    for key in moved.pair:
        if moved.slot not in names[key].free:
            return msg("%(name)s is not free then.", name=names[key].name)
    for other in meetings:
        if other.slot != moved.slot:
            continue
        for key in moved.pair:
            if key in other.pair:
                met = next(name for name in other.pair if name != key)
                return msg("%(name)s meets %(other)s then.", name=names[key].name, other=names[met].name if met in names else met)
        if other.table == moved.table:
            return msg("Table %(n)s is taken then.", n=moved.table + 1)
    return None


# --- reading what is asked --------------------------------------------------------------------------------------------------


def _checked(
    guests: Sequence[Guest], slots: int, tables: int, wishes: Sequence[Wish], most: int, kept: Sequence[Meeting]
) -> _Day:
    for name, number in (("slots", slots), ("tables", tables), ("most", most)):
        if number < 1:
            raise BadInput(name, msg("%(n)s", n=number), msg("one or more"))
    known = {guest.key: guest for guest in guests}
    if len(known) < len(guests):
        raise BadInput("guests", msg("the same participant twice"), msg("each participant once"))
    for guest in guests:
        if any(not 0 <= slot < slots for slot in guest.free):
            raise BadInput(guest.name, msg("free in a slot that does not exist"), msg("slots from 0 to %(last)s", last=slots - 1))
    seen: set[Pair] = set()
    for wish in wishes:
        if wish.asker not in known or wish.wished not in known or wish.asker == wish.wished:
            raise BadInput("wishes", msg("a wish to meet nobody else of the event"), msg("two participants"))
        if wish.weight < 1:
            raise BadInput("wishes", msg("a weight of %(n)s", n=wish.weight), msg("one or more"))
        if (wish.asker, wish.wished) in seen:
            raise BadInput("wishes", msg("the same wish twice"), msg("each wish once"))
        seen.add((wish.asker, wish.wished))
    day = _Day(known, slots, tables, tuple(wishes), most, tuple(sorted(kept)))
    _check_kept(day)
    return day


def _check_kept(day: _Day) -> None:
    for place, meeting in enumerate(day.kept):
        if not {*meeting.pair} <= day.guests.keys() or meeting.first >= meeting.second:
            raise BadInput("kept", msg("a meeting of nobody else of the event"), msg("two participants, the smaller key first"))
        said = clash(list(day.guests.values()), day.kept[:place], meeting, day.slots, day.tables)
        if said is not None:
            raise BadInput("kept", said, msg("meetings that can all take place"))
    busiest = Counter(chain.from_iterable(meeting.pair for meeting in day.kept)).most_common(1)
    if len({meeting.pair for meeting in day.kept}) < len(day.kept) or (busiest and busiest[0][1] > day.most):
        raise BadInput("kept", msg("too many meetings of one participant"), msg("at most %(n)s, each other once", n=day.most))


# --- choosing pairs and slots -----------------------------------------------------------------------------------------------


def _placed(day: _Day) -> tuple[int, int, int, Placed]:
    """Return how many are served and could be, what the wishes met are worth at most, and the slot of each pair that meets."""
    fixed = {meeting.pair: meeting.slot for meeting in day.kept}
    start, whole = _filled(day, fixed), day.weights.total()
    weights = day.weights
    value = sum(weights[pair] for pair in start)
    if _served(day, start) == len(day.wanted) and value == whole:  # everybody has all they wish: there is nothing to search for
        return len(day.wanted), len(day.wanted), whole, start
    slots = {pair: [fixed[pair]] if pair in fixed else day.common(pair) for pair in {*day.weights, *fixed}}
    choices = Choices(slots, frozenset(fixed), day.weights, tuple(sorted(day.wanted)), day.tables, day.most)
    model = MeetingModel(choices)
    served = model.most_served(start)
    found = model.most_wished(served.placed, served.value)
    return served.value, served.bound, found.bound, _filled(day, found.placed)


def _served(day: _Day, placed: Placed) -> int:
    return len(day.wanted & {key for pair in placed for key in pair})


def _filled(day: _Day, placed: Placed) -> Placed:
    """Add what still fits, those without a meeting first, then the heaviest: no wish that could be met is left."""
    filled, busy, load, held = dict(placed), set(), Counter[int](), Counter[str]()
    for pair, slot in filled.items():
        busy |= {(key, slot) for key in pair}
        load[slot] += 1
        held.update(pair)
    weights = day.weights
    while True:
        order = sorted(weights.keys() - filled.keys(), key=lambda p: (min(held[p[0]], held[p[1]]) > 0, -weights[p], p))
        for pair in order:
            free = [s for s in day.common(pair) if load[s] < day.tables and not any((key, s) in busy for key in pair)]
            if free and max(held[key] for key in pair) < day.most:
                slot = min(free, key=lambda s: (load[s], s))
                filled[pair] = slot
                busy |= {(key, slot) for key in pair}
                load[slot] += 1
                held.update(pair)
                break
        else:
            return filled


# --- giving tables ----------------------------------------------------------------------------------------------------------


def _seated(day: _Day, placed: Placed) -> tuple[Meeting, ...]:
    """Give the tables of each slot in turn, so that as few people as possible leave the table they were at."""
    kept, last, seated = {meeting.pair: meeting for meeting in day.kept}, dict[str, int](), list[Meeting]()
    for slot in range(day.slots):
        pairs = sorted(pair for pair, when in placed.items() if when == slot)
        fixed = {pair: kept[pair].table for pair in pairs if pair in kept}
        tables = [table for table in range(day.tables) if table not in fixed.values()]
        others = [pair for pair in pairs if pair not in fixed]
        moves = np.array([[sum(last.get(k, table) != table for k in pair) for table in tables] for pair in others])
        chosen = dict(fixed)
        if others:
            rows, columns = scipy.optimize.linear_sum_assignment(moves)
            chosen |= {others[row]: tables[column] for row, column in zip(rows, columns, strict=True)}
        for pair, table in chosen.items():
            seated.append(Meeting(slot, table, *pair))
            last |= dict.fromkeys(pair, table)
    return tuple(sorted(seated))


# --- saying why not ---------------------------------------------------------------------------------------------------------


def _reason(day: _Day, meetings: Sequence[Meeting], wish: Wish) -> Message:
    """Say what keeps a wish from being added to the timetable as it stands."""
    asker, wished = day.guests[wish.asker].name, day.guests[wish.wished].name
    common = day.common(wish.pair)
    if not common:
        return msg("%(asker)s and %(wished)s are never free at the same time.", asker=asker, wished=wished)
    held = Counter(chain.from_iterable(meeting.pair for meeting in meetings))
    for key in (wish.asker, wish.wished):
        if held[key] >= day.most:
            return msg("%(name)s already has as many meetings as one may have (%(n)s).", name=day.guests[key].name, n=held[key])
    return _crowded(day, meetings, wish, common)


def _crowded(day: _Day, meetings: Sequence[Meeting], wish: Wish, common: list[int]) -> Message:
    load = Counter(meeting.slot for meeting in meetings)
    busy = {(key, meeting.slot) for meeting in meetings for key in meeting.pair}
    taken = [slot for slot in common if any((key, slot) in busy for key in wish.pair)]
    full = [slot for slot in common if load[slot] >= day.tables]
    names = {"asker": day.guests[wish.asker].name, "wished": day.guests[wish.wished].name}
    if len(taken) == len(common):
        return msg("Whenever %(asker)s and %(wished)s are both free, one of them has another meeting.", **names)
    if len(full) == len(common):
        return msg("Whenever %(asker)s and %(wished)s are both free, every table is taken.", **names)
    return msg("Whenever %(asker)s and %(wished)s are both free, one has another meeting or every table is taken.", **names)


def agenda_of(meetings: Sequence[Meeting], key: str) -> Iterator[Meeting]:
    """Yield the meetings of one participant, in the order of the day."""
    return (meeting for meeting in sorted(meetings) if key in meeting.pair)
