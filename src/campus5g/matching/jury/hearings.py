"""When teams are heard: slots, rooms, and jurors who are never in two rooms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.matching.jury.solving import solve_in_order


@dataclass(frozen=True, slots=True)
class Sitting:
    """A juror and the numbers of the slots in which they can sit."""

    key: str
    name: str
    free: frozenset[int]


@dataclass(frozen=True, slots=True)
class Team:
    """A team to hear. jurors: those of its file; free: the slots in which it can come."""

    key: str
    name: str
    jurors: tuple[str, ...]
    free: frozenset[int]


@dataclass(frozen=True, slots=True, order=True)
class Heard:
    """A hearing; slot and room are counted from 0. jurors: those of the file who sit."""

    slot: int
    room: int
    team: str
    jurors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unheard:
    """A team that could not be placed, and why."""

    team: str
    reason: Message


@dataclass(frozen=True, slots=True)
class Schedule:
    """The hearings in order. best: proved that none hears more teams, then seats more jurors, then ends earlier."""

    hearings: tuple[Heard, ...]
    unheard: tuple[Unheard, ...]
    best: bool


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked, checked."""

    teams: Mapping[str, Team]
    jurors: Mapping[str, Sitting]
    slots: int
    rooms: int
    quorum: int

    def sitting(self, team: Team, slot: int) -> list[str]:
        """The jurors of a file who can sit in a slot."""
        return [key for key in team.jurors if slot in self.jurors[key].free]

    def slots_of(self, team: Team) -> list[int]:
        """The slots in which a team can come and the quorum of its jurors can sit."""
        return [slot for slot in sorted(team.free) if len(self.sitting(team, slot)) >= self.quorum]


def schedule_hearings(teams: Sequence[Team], jurors: Sequence[Sitting], slots: int, rooms: int, quorum: int = 1) -> Schedule:
    """Hear as many teams as possible before ``quorum`` of the jurors of their file at least.

    With x[t, s] = 1 where the team t is heard in the slot s, and a[t, j, s] = 1 where its juror j sits:

        Σ_s x[t, s] ≤ 1     Σ_t x[t, s] ≤ rooms     a[t, j, s] ≤ x[t, s]     Σ_t a[t, j, s] ≤ 1
        Σ_j a[t, j, s] ≥ quorum·x[t, s]
        first Σ x, then Σ a, then −Σ s·x (early slots first)

    Each is solved to proof (CP-SAT) and held in the next. A juror keeps a room through following slots where that can be.
    Raises ``BadInput`` for a key twice there or nowhere, and for slots that do not exist.
    """
    asked = _checked(teams, jurors, slots, rooms, quorum)
    placed, best = _placed(asked)
    hearings = _in_rooms(asked, placed)
    unheard = tuple(Unheard(key, _reason(asked, placed, team)) for key, team in sorted(asked.teams.items()) if key not in placed)
    return Schedule(hearings, unheard, best)


def _checked(teams: Sequence[Team], jurors: Sequence[Sitting], slots: int, rooms: int, quorum: int) -> _Question:
    for name, number in (("slots", slots), ("rooms", rooms), ("quorum", quorum)):
        if number < 1:
            raise BadInput(name, msg("%(n)s", n=number), msg("one or more"))
    known = {one.key: one for one in jurors}
    asked = {one.key: one for one in teams}
    if len(known) < len(jurors) or len(asked) < len(teams):
        raise BadInput("teams", msg("the same team or juror twice"), msg("each once"))
    for name, free in [*((team.name, team.free) for team in teams), *((one.name, one.free) for one in jurors)]:
        if any(not 0 <= slot < slots for slot in free):
            raise BadInput(name, msg("free in a slot that does not exist"), msg("slots from 0 to %(last)s", last=slots - 1))
    for team in teams:
        if not known.keys() >= set(team.jurors) or len(set(team.jurors)) < len(team.jurors):
            raise BadInput(team.name, msg("a juror who is not there, or twice"), msg("jurors of this jury, each once"))
    return _Question(asked, known, slots, rooms, quorum)


_Placed = dict[str, tuple[int, tuple[str, ...]]]


def _placed(asked: _Question) -> tuple[_Placed, bool]:
    from ortools.sat.python import cp_model  # a large library, which pages need not wait for

    model = cp_model.CpModel()
    heard = {(key, slot): model.new_bool_var("") for key, team in asked.teams.items() for slot in asked.slots_of(team)}
    sits = {(key, juror, slot): model.new_bool_var("") for key, slot in heard for juror in asked.sitting(asked.teams[key], slot)}
    if not heard:
        return {}, True
    _write_rows(model, asked, heard, sits)
    last = -sum(slot * x for (_, slot), x in heard.items())
    aims = (sum(heard.values()), sum(sits.values()), last)
    solver, proved = solve_in_order(model, [aim for aim in aims if not isinstance(aim, int)])
    return {
        key: (slot, tuple(sorted(j for (team, j, when), a in sits.items() if (team, when) == (key, slot) and solver.value(a))))
        for (key, slot), x in heard.items()
        if solver.value(x)
    }, proved


def _write_rows(
    model: Any, asked: _Question, heard: Mapping[tuple[str, int], Any], sits: Mapping[tuple[str, str, int], Any]
) -> None:
    for key in asked.teams:
        model.add(sum(x for (team, _), x in heard.items() if team == key) <= 1)
        for juror in asked.teams[key].jurors:  # follows from the rest, and lets the solver see at once how many can sit
            model.add_at_most_one(a for (team, one, _), a in sits.items() if (team, one) == (key, juror))
    for slot in range(asked.slots):
        model.add(sum(x for (_, when), x in heard.items() if when == slot) <= asked.rooms)
        for juror in asked.jurors:
            model.add(sum(a for (_, key, when), a in sits.items() if (key, when) == (juror, slot)) <= 1)
    for (key, slot), x in heard.items():
        mine = [a for (team, _, when), a in sits.items() if (team, when) == (key, slot)]
        model.add(sum(mine) >= asked.quorum * x)
        for a in mine:
            model.add(a <= x)


def _in_rooms(asked: _Question, placed: _Placed) -> tuple[Heard, ...]:
    """Give each hearing of a slot a room, that of its jurors' hearing before where it is free."""
    last, hearings = dict[str, int](), list[Heard]()
    for slot in range(asked.slots):
        free = list(range(asked.rooms))
        for key, (_, jurors) in sorted((k, v) for k, v in placed.items() if v[0] == slot):
            wished = [last[juror] for juror in jurors if last.get(juror) in free]
            room = max(set(wished), key=lambda r: (wished.count(r), -r)) if wished else free[0]
            free.remove(room)
            last |= dict.fromkeys(jurors, room)
            hearings.append(Heard(slot, room, key, jurors))
    return tuple(sorted(hearings))


def _reason(asked: _Question, placed: _Placed, team: Team) -> Message:
    possible = asked.slots_of(team)
    if not team.free:
        return msg("“%(name)s” cannot come in any slot.", name=team.name)
    if not possible:
        return msg(
            "“%(name)s”: in no slot in which it can come are %(quorum)s of its jurors free.", name=team.name, quorum=asked.quorum
        )
    full = [slot for slot in possible if sum(when == slot for when, _ in placed.values()) >= asked.rooms]
    if len(full) == len(possible):
        return msg(
            "“%(name)s”: every room is taken in the %(n)s slots in which it could be heard.", name=team.name, n=len(possible)
        )
    return msg(
        "“%(name)s”: in the %(n)s slots in which it could be heard, the rooms are taken or its jurors hear other teams.",
        name=team.name, n=len(possible),
    )  # fmt: skip
