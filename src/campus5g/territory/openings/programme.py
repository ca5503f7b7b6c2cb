"""The mixed-integer programme of sessions: which to open, in which room, with which trainer, in which month.

``y_crtm`` sessions of course c in room r with trainer t in month m; ``x_dcpm`` people of demand d who follow c at place p (that
of the rooms) in month m; ``e_do`` those who take a place already offered; ``u_d`` those who are left.

    minimise    ``sum cost_crt y_crtm + sum travel_dp (x_dcpm + e_do) + sum worth_d u_d``
    subject to  ``sum x_d + sum e_d + u_d = people_d``                                       every demand
                ``least_c sum_{r in p, t} y <= sum_d x_dcpm <= sum_{r in p, t} min(most_c, seats_r) y``   groups
                ``sum_d e_do <= seats_o``                                                   places already offered
                ``sum half_days_c y <= free``                           each room, trainer and bench, each month
                ``sum cost y <= budget``

A demand meets a course only where the course gives its competence and the month is within its window. Sessions of one course,
place and month share their people: any number between the sum of the leasts and the sum of the seats fills them all. Costs are
whole cents and the gap is closed to less than one, so that the best plan is found; where the search is cut short, the distance
from the best that could be is known (``short_cents``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import highspy

from campus5g.territory.openings.question import Bench, Course, Question, Room, Trainer, Wanted

_K = TypeVar("_K")
_CUT = highspy.HighsModelStatus.kSolutionLimit

_NODES = 200
"""Branches after which the search stops with the best plan found: the same on every machine, which a time would not be. Plans of
a real year close in a few; 15 courses, 40 demands and trainers who can each give most courses reach it."""
_UNIT = 100.0
"""The programme counts in euros: its figures stay small beside the tolerances of the solver."""


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A kind of session that may be opened, by the identities of what it takes."""

    course: str
    place: str
    month: str
    room: str
    trainer: str


Group = tuple[str, str, str]
"""Course, place and month: sessions that share their people."""


@dataclass(frozen=True, slots=True)
class Solution:
    """Numbers of sessions by slot, of people by demand and group, and by demand and offer.

    cents: the value minimised. short_cents: no plan is better by more than that (0: none is better).
    """

    opened: Mapping[Slot, int]
    people: Mapping[tuple[str, Group], int]
    taken: Mapping[tuple[str, str], int]
    cents: int
    short_cents: int = 0


@dataclass(frozen=True, slots=True)
class Programme:
    """A question with its possible sessions and who could follow them."""

    question: Question
    slots: Mapping[Slot, tuple[Course, Room, Trainer]]

    @classmethod
    def of(cls, question: Question) -> Programme:
        return cls(question, dict(sorted(_slots(question), key=lambda pair: pair[0])))

    def cost(self, slot: Slot) -> int:
        course, room, trainer = self.slots[slot]
        return course.cents + course.half_days * (room.cents_half_day + trainer.cents_half_day)

    def seats(self, slot: Slot) -> int:
        course, room, _ = self.slots[slot]
        return min(course.most, room.seats)

    def solve(
        self, least: Mapping[str, int] | None = None, exactly: Sequence[tuple[Sequence[Slot], int]] | None = None
    ) -> Solution | None:
        """Return the best plan, ``None`` when there is none.

        least: sessions of a course that must be opened. exactly: how many of some slots together; of others, none.
        """
        return _Model(self).run(least or {}, exactly)

    def value(
        self, opened: Mapping[Slot, int], people: Mapping[tuple[str, Group], int], taken: Mapping[tuple[str, str], int]
    ) -> int:
        """Return what a plan costs, in cents: sessions, travel, and the worth of those who are left."""
        question, places = self.question, {offer.id: offer.place for offer in self.question.offered}
        demands = {wanted.id: wanted for wanted in question.wanted}
        left = {wanted.id: wanted.people for wanted in question.wanted}
        cents = sum(self.cost(slot) * count for slot, count in opened.items())
        for (demand, group), count in people.items():
            cents += count * question.travel(demands[demand].place, group[1])
            left[demand] -= count
        for (demand, offer), count in taken.items():
            cents += count * question.travel(demands[demand].place, places[offer])
            left[demand] -= count
        return cents + sum(demands[demand].worth_cents * count for demand, count in left.items())


def _slots(question: Question) -> Iterator[tuple[Slot, tuple[Course, Room, Trainer]]]:
    benches = {bench.id: bench for bench in question.benches}
    for course in question.courses:
        for room in (
            room for room in question.rooms if room.body == course.body and min(room.seats, course.most) >= course.least
        ):
            for trainer in (t for t in question.trainers if t.body == course.body and course.id in t.courses):
                needed = [room.free, trainer.free, *(benches[bench].free for bench in course.benches)]
                for month in question.months:
                    if all(free.get(month, 0) >= course.half_days for free in needed) and _sought(question, course, month):
                        yield Slot(course.id, room.place, month, room.id, trainer.id), (course, room, trainer)


def _sought(question: Question, course: Course, month: str) -> bool:
    return any(suits(wanted, course.competences, month) for wanted in question.wanted)


def suits(wanted: Wanted, competences: frozenset[str], month: str) -> bool:
    """Whether what is taught in ``month`` is what these people want, in time."""
    return wanted.people > 0 and wanted.competence in competences and wanted.opens <= month <= wanted.due


Row = list[tuple[int, float]]


class _Model:
    """The rows and columns given to the solver."""

    def __init__(self, programme: Programme) -> None:
        self.programme, question = programme, programme.question
        self.highs = _quiet()
        self.opened = {slot: self._column(programme.cost(slot), self._most(slot)) for slot in programme.slots}
        self.groups: dict[Group, list[Slot]] = {}
        for slot in programme.slots:
            self.groups.setdefault((slot.course, slot.place, slot.month), []).append(slot)
        courses = {course.id: course for course in question.courses}
        self.people = {
            (wanted.id, group): self._column(question.travel(wanted.place, group[1]) - wanted.worth_cents, wanted.people)
            for group in self.groups
            for wanted in question.wanted
            if suits(wanted, courses[group[0]].competences, group[2])
        }
        self.taken = {
            (wanted.id, offer.id): self._column(question.travel(wanted.place, offer.place) - wanted.worth_cents, wanted.people)
            for offer in question.offered
            for wanted in question.wanted
            if suits(wanted, offer.competences, offer.month)
        }
        self._rows(courses)

    def run(self, least: Mapping[str, int], exactly: Sequence[tuple[Sequence[Slot], int]] | None) -> Solution | None:
        if exactly is not None:
            self._row(0, float(sum(count for _, count in exactly)), [(column, 1.0) for column in self.opened.values()])
            for slots, count in exactly:
                self._row(float(count), float(count), [(self.opened[slot], 1.0) for slot in slots])
        for course, count in sorted(least.items()):
            self._row(float(count), highspy.kHighsInf, [(c, 1.0) for slot, c in self.opened.items() if slot.course == course])
        if not self.opened and not self.taken:
            return None if any(least.values()) else self._solution([], None)
        self.highs.run()
        status, solution = self.highs.getModelStatus(), list(self.highs.getSolution().col_value)
        if status == highspy.HighsModelStatus.kOptimal:
            return self._solution(solution, None)
        found = self.highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        return self._solution(solution, self.highs.getInfo().mip_dual_bound) if status == _CUT and found else None

    def _solution(self, values: list[float], bound: float | None) -> Solution:
        def counts(columns: Mapping[_K, int]) -> dict[_K, int]:
            return {key: count for key, column in columns.items() if (count := round(values[column])) > 0}

        opened, people, taken = counts(self.opened), counts(self.people), counts(self.taken)
        cents = self.programme.value(opened, people, taken)
        everyone_left = self.programme.value({}, {}, {})
        short = 0 if bound is None else max(0, int(cents - everyone_left - bound * _UNIT))
        return Solution(opened, people, taken, cents, short)

    def _rows(self, courses: Mapping[str, Course]) -> None:
        question, programme = self.programme.question, self.programme
        for wanted in question.wanted:
            mine = [column for columns in (self.people, self.taken) for key, column in columns.items() if key[0] == wanted.id]
            self._row(0, wanted.people, [(column, 1.0) for column in mine])
        for offer in question.offered:
            self._row(0, offer.seats, [(column, 1.0) for key, column in self.taken.items() if key[1] == offer.id])
        for group, slots in self.groups.items():
            present = [(column, 1.0) for key, column in self.people.items() if key[1] == group]
            leasts = [(self.opened[slot], -float(courses[slot.course].least)) for slot in slots]
            seats = [(self.opened[slot], -float(programme.seats(slot))) for slot in slots]
            self._row(0, highspy.kHighsInf, present + leasts)
            self._row(-highspy.kHighsInf, 0, present + seats)
        for things, uses in self._shared():
            for thing in things:
                for month in question.months:
                    used = [
                        (column, float(courses[slot.course].half_days))
                        for slot, column in self.opened.items()
                        if slot.month == month and thing.id in uses(slot)
                    ]
                    self._row(0, thing.free.get(month, 0), used)
        if question.budget_cents is not None:
            costs = [(column, programme.cost(slot) / _UNIT) for slot, column in self.opened.items()]
            self._row(0, question.budget_cents / _UNIT, costs)

    def _shared(self) -> Iterator[tuple[Iterable[Room | Trainer | Bench], Callable[[Slot], tuple[str, ...]]]]:
        question = self.programme.question
        yield question.rooms, lambda slot: (slot.room,)
        yield question.trainers, lambda slot: (slot.trainer,)
        yield question.benches, lambda slot: self.programme.slots[slot][0].benches

    def _most(self, slot: Slot) -> int:
        course, room, trainer = self.programme.slots[slot]
        return min(room.free[slot.month], trainer.free[slot.month]) // course.half_days

    def _column(self, cents: int, most: int) -> int:
        self.highs.addVar(0, float(most))
        column = int(self.highs.getNumCol()) - 1
        self.highs.changeColCost(column, cents / _UNIT)
        self.highs.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        return column

    def _row(self, least: float, most: float, row: Row) -> None:
        if row or least > 0:
            self.highs.addRow(float(least), float(most), len(row), [c for c, _ in row], [v for _, v in row])


def _quiet() -> highspy.Highs:
    highs = highspy.Highs()
    for name, value in {
        "output_flag": False,
        "threads": 1,
        "random_seed": 0,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.5 / _UNIT,
        "mip_max_nodes": _NODES,
    }.items():
        highs.setOptionValue(name, value)
    return highs
