"""The plan of sessions: what to open, who is served by what, who is left and why, and why a course is not opened."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from campus5g.core.message import Amount, Day, Message, msg
from campus5g.territory.openings.periods import solve
from campus5g.territory.openings.programme import Group, Programme, Slot, Solution, suits
from campus5g.territory.openings.question import Course, Months, Question, Wanted, checked


@dataclass(frozen=True, slots=True)
class Opening:
    """One session to open. people: how many of each demand follow it, by the demand's identity."""

    course: str
    title: str
    body: str
    month: str
    place: str
    room: str
    trainer: str
    seats: int
    cents: int
    people: tuple[tuple[str, int], ...]

    @property
    def group(self) -> int:
        return sum(count for _, count in self.people)


@dataclass(frozen=True, slots=True)
class Served:
    """What one demand gets: people in sessions to open, in places already offered, left; ``why`` some are left."""

    wanted: Wanted
    opened: int
    offered: int
    left: int
    why: Message | None = None


@dataclass(frozen=True, slots=True)
class NotOpened:
    """A course of which the plan opens no session, with the reason. extra_cents: how much worse a plan with one would be."""

    course: str
    title: str
    why: Message
    extra_cents: int | None = None


@dataclass(frozen=True, slots=True)
class OpeningPlan:
    """The best plan. cents: of the sessions; travel_cents; left_cents: the worth of those who are left.

    taken: people by demand and place already offered. short_cents: no plan is better by more than that (0: none is better).
    """

    openings: tuple[Opening, ...]
    served: tuple[Served, ...]
    taken: tuple[tuple[str, str, int], ...]
    not_opened: tuple[NotOpened, ...]
    cents: int
    travel_cents: int
    left_cents: int
    short_cents: int

    @property
    def total_cents(self) -> int:
        """The value that the plan makes as small as can be."""
        return self.cents + self.travel_cents + self.left_cents


def plan_openings(question: Question) -> OpeningPlan:
    """Return the sessions to open, with reasons: least cost of sessions, travel and people left without training.

    See ``programme`` for the formula. Half-days are counted by month: which day of it is for the calendars of the room and of the
    trainer. A person counts once for each competence wanted. ``BadInput`` for what cannot be (a negative number, an unknown
    bench, two things of one identity). Same question, same plan.
    """
    programme = Programme.of(checked(question))
    best = solve(programme)
    if best is None:  # opening nothing is always a plan: only a search cut short at its root ends here
        nothing = programme.value({}, {}, {})
        best = Solution({}, {}, {}, nothing, short_cents=nothing)
    openings = tuple(_openings(programme, best))
    served = tuple(_served(question, best))
    reasons = _Reasons(programme, best)
    left_cents = sum(one.left * one.wanted.worth_cents for one in served)
    cents = sum(opening.cents for opening in openings)
    return OpeningPlan(
        openings=openings,
        served=tuple(_explained(one, reasons) for one in served),
        taken=tuple((demand, offer, count) for (demand, offer), count in sorted(best.taken.items())),
        not_opened=tuple(_not_opened(question, openings, reasons)),
        cents=cents,
        travel_cents=best.cents - cents - left_cents,
        left_cents=left_cents,
        short_cents=best.short_cents,
    )


def _openings(programme: Programme, best: Solution) -> Iterable[Opening]:
    """Share the people of each group among its sessions: the least to each, then those that have seats, in order."""
    by_group: dict[Group, list[Slot]] = {}
    for slot, count in sorted(best.opened.items(), key=lambda pair: (pair[0].month, pair[0])):
        by_group.setdefault((slot.course, slot.place, slot.month), []).extend([slot] * count)
    for group, slots in by_group.items():
        waiting = [(demand, count) for (demand, where), count in sorted(best.people.items()) if where == group]
        sizes = _sizes(programme, slots, sum(count for _, count in waiting))
        for slot, size in zip(slots, sizes, strict=True):
            course, room, trainer = programme.slots[slot]
            yield Opening(
                course.id, course.title, course.body, slot.month, slot.place, room.id, trainer.id, programme.seats(slot),
                programme.cost(slot), _take(waiting, size),
            )  # fmt: skip


def _sizes(programme: Programme, slots: list[Slot], people: int) -> list[int]:
    sizes = [programme.slots[slot][0].least for slot in slots]
    spare = people - sum(sizes)
    for place, slot in enumerate(slots):
        more = min(spare, programme.seats(slot) - sizes[place])
        sizes[place], spare = sizes[place] + more, spare - more
    return sizes


def _take(waiting: list[tuple[str, int]], size: int) -> tuple[tuple[str, int], ...]:
    """Take ``size`` people out of those who wait, demand by demand."""
    taken: list[tuple[str, int]] = []
    while size:
        demand, count = waiting.pop(0)
        going = min(size, count)
        taken.append((demand, going))
        size -= going
        if count > going:
            waiting.insert(0, (demand, count - going))
    return tuple(taken)


def _served(question: Question, best: Solution) -> Iterable[Served]:
    for wanted in question.wanted:
        opened = sum(count for (demand, _), count in best.people.items() if demand == wanted.id)
        offered = sum(count for (demand, _), count in best.taken.items() if demand == wanted.id)
        yield Served(wanted, opened, offered, wanted.people - opened - offered)


def _explained(one: Served, reasons: _Reasons) -> Served:
    if not one.left:
        return one
    return Served(one.wanted, one.opened, one.offered, one.left, reasons.left_without(one.wanted))


def _not_opened(question: Question, openings: tuple[Opening, ...], reasons: _Reasons) -> Iterable[NotOpened]:
    open_ids = {opening.course for opening in openings}
    for course in question.courses:
        if course.id not in open_ids:
            why, extra = reasons.against(course)
            yield NotOpened(course.id, course.title, why, extra)


class _Reasons:
    """Why no further session of a course is opened: what it lacks, or by how much the best plan that has one is worse."""

    def __init__(self, programme: Programme, best: Solution) -> None:
        self.programme, self.best, self.question = programme, best, programme.question
        self._known: dict[str, tuple[Message, int | None]] = {}

    def left_without(self, wanted: Wanted) -> Message:
        courses = [course for course in self.question.courses if wanted.competence in course.competences]
        if not courses:
            return msg("no course gives this competence")
        in_time = [course for course in courses if self._slots(course, wanted)]
        if not in_time:
            return _absent(self.question, courses[0], wanted)
        found = [self.against(course) for course in in_time]
        return min(found, key=lambda pair: (pair[1] is None, pair[1] or 0))[0]

    def against(self, course: Course) -> tuple[Message, int | None]:
        if course.id not in self._known:
            self._known[course.id] = self._against(course)
        return self._known[course.id]

    def _against(self, course: Course) -> tuple[Message, int | None]:
        asking = [wanted for wanted in self.question.wanted if wanted.people and wanted.competence in course.competences]
        if not asking:
            return msg("nobody asks for what it gives"), None
        if not any(self._slots(course, wanted) for wanted in asking):
            return _absent(self.question, course, max(asking, key=lambda wanted: wanted.people)), None
        together = self._most_together(course, asking)
        if together < course.least:
            return msg("%(people)s people at most could come together, the group needs %(least)s", people=together,
                       least=course.least), None  # fmt: skip
        already = sum(count for slot, count in self.best.opened.items() if slot.course == course.id)
        forced = None if self.best.short_cents else solve(self.programme, {course.id: already + 1})
        if self.best.short_cents or (forced and forced.short_cents):
            return msg("the search was cut short before it could say what one more session of “%(course)s” would cost",
                       course=course.title), None  # fmt: skip
        if forced is None:
            return self._impossible(course, already, asking), None
        return self._worse(course, forced), forced.cents - self.best.cents

    def _worse(self, course: Course, forced: Solution) -> Message:
        """Say what the best plan with one more session of the course would give up."""
        extra = Amount(forced.cents - self.best.cents)
        lost = self._lost(course, forced)
        if lost:
            return msg(
                "one more session of “%(course)s” would take the place of “%(other)s”, and the plan would be %(extra)s worse",
                course=course.title, other=lost, extra=extra,
            )  # fmt: skip
        if forced.cents == self.best.cents:
            return msg("another plan, as good, opens one more session of “%(course)s”", course=course.title)
        return msg(
            "one more session of “%(course)s” would cost %(extra)s more than it would bring", course=course.title, extra=extra
        )

    def _lost(self, course: Course, forced: Solution) -> str:
        """Return the title of a course that has fewer sessions in the plan with one more of ``course``, or nothing."""
        for other in self.question.courses:
            now = sum(count for slot, count in self.best.opened.items() if slot.course == other.id)
            then = sum(count for slot, count in forced.opened.items() if slot.course == other.id)
            if other.id != course.id and then < now:
                return other.title
        return ""

    def _impossible(self, course: Course, already: int, asking: list[Wanted]) -> Message:
        people = sum(wanted.people for wanted in asking if self._slots(course, wanted))
        if people < course.least * (already + 1):
            return msg(
                "%(people)s people in all ask for what “%(course)s” gives: too few for one more group of %(least)s",
                people=people, course=course.title, least=course.least,
            )  # fmt: skip
        if self.question.budget_cents is not None:
            return msg("the budget does not allow one more session of “%(course)s”", course=course.title)
        return msg("no half-day is left in time for one more session of “%(course)s”", course=course.title)

    def _slots(self, course: Course, wanted: Wanted) -> list[Slot]:
        return [
            slot for slot in self.programme.slots if slot.course == course.id and suits(wanted, course.competences, slot.month)
        ]

    def _most_together(self, course: Course, asking: list[Wanted]) -> int:
        """Return the largest group that any one month could gather."""
        months = {slot.month for slot in self.programme.slots if slot.course == course.id}
        return max(sum(w.people for w in asking if suits(w, course.competences, month)) for month in months)


def _absent(question: Question, course: Course, wanted: Wanted) -> Message:
    """Say which of what a session takes has no half-day free in time: a trainer, a room, or all of them together."""
    months = [month for month in question.months if wanted.opens <= month <= wanted.due]
    window: dict[str, str | int | Day] = {
        "course": course.title,
        "half_days": course.half_days,
        "opens": Day.of(_first_day(wanted.opens)),
        "due": Day.of(_last_day(wanted.due)),
    }

    def free(calendars: Iterable[Months]) -> bool:
        return any(calendar.get(month, 0) >= course.half_days for calendar in calendars for month in months)

    if not free(t.free for t in question.trainers if t.body == course.body and course.id in t.courses):
        return msg("no trainer of “%(course)s” has %(half_days)s half-days free in one month from %(opens)s to %(due)s", **window)
    if not free(r.free for r in question.rooms if r.body == course.body and min(r.seats, course.most) >= course.least):
        return msg(
            "no room large enough for “%(course)s” has %(half_days)s half-days free in one month from %(opens)s to %(due)s",
            **window,
        )
    return msg(
        "in no month from %(opens)s to %(due)s are a trainer, a room and the benches of “%(course)s” free together", **window
    )


def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _last_day(month: str) -> date:
    first = _first_day(month)
    return first.replace(day=monthrange(first.year, first.month)[1])
