"""The plan of sessions, against every plan there is on small cases, and what must hold of any plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from campus5g.core.errors import BadInput
from campus5g.territory.openings import Bench, Course, Offered, OpeningPlan, Question, Room, Trainer, Wanted, plan_openings
from campus5g.territory.openings.programme import Programme, Slot, suits

RADIO = Course("radio", "Radio planning", "defi4", frozenset({"radio"}), 4, 3, 6, 100_000)
SAFETY = Course("safety", "Safety of robots", "defi4", frozenset({"safety"}), 4, 3, 6, 100_000)
ROOM = Room("a", "Room A", "defi4", "Dunkirk", 8, {"2026-11": 8, "2026-12": 8}, 10_000)
TRAINER = Trainer("t", "Trainer T", "defi4", frozenset({"radio", "safety"}), {"2026-11": 8, "2026-12": 8}, 30_000)
FIVE = Wanted("steel", "radio", 5, "2026-11", "2026-12", 100_000, "Dunkirk", "Steelworks")


def question(**changes: object) -> Question:
    base = Question((FIVE,), (RADIO,), (ROOM,), (TRAINER,))
    return replace(base, **changes)  # type: ignore[arg-type]


def why_left(plan: OpeningPlan, which: int = 0) -> str:
    found = plan.served[which].why
    assert found is not None
    return found.say("en")


def test_five_people_who_need_one_course_get_one_session_at_its_cost() -> None:
    plan = plan_openings(question())
    (opening,) = plan.openings
    assert (opening.course, opening.room, opening.trainer, opening.group) == ("radio", "a", "t", 5)
    assert plan.cents == 100_000 + 4 * (10_000 + 30_000)
    assert (plan.served[0].opened, plan.left_cents, plan.short_cents) == (5, 0, 0)


def test_a_place_already_offered_is_taken_before_a_session_is_opened() -> None:
    free = Offered("s1", "Radio, November", frozenset({"radio"}), "2026-11", 5, "Dunkirk")
    plan = plan_openings(question(offered=(free,)))
    assert plan.openings == ()
    assert plan.taken == (("steel", "s1", 5),)


def test_a_group_below_its_minimum_is_not_opened_and_the_reason_counts_the_people() -> None:
    plan = plan_openings(question(wanted=(replace(FIVE, people=2, worth_cents=10**9),)))
    assert plan.openings == ()
    assert why_left(plan) == "2 people at most could come together, the group needs 3"
    assert plan.not_opened[0].why == plan.served[0].why


def test_people_of_two_companies_who_alone_are_too_few_come_together() -> None:
    two = (replace(FIVE, people=2), replace(FIVE, id="port", people=2, title="Port"))
    (opening,) = plan_openings(question(wanted=two)).openings
    assert opening.people == (("port", 2), ("steel", 2))


def test_a_competence_that_no_course_gives_is_said() -> None:
    assert why_left(plan_openings(question(wanted=(replace(FIVE, competence="welding"),)))) == "no course gives this competence"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"trainers": (replace(TRAINER, free={"2026-11": 3}),)}, "no trainer of “Radio planning” has 4 half-days free"),
        ({"rooms": (replace(ROOM, seats=2),)}, "no room large enough for “Radio planning”"),
        ({"trainers": (replace(TRAINER, free={"2026-11": 8}),), "rooms": (replace(ROOM, free={"2026-12": 8}),)},
         "in no month from November 1, 2026 to December 31, 2026 are a trainer, a room and the benches"),
        ({"courses": (replace(RADIO, benches=("b",)),), "benches": (Bench("b", "Bench", {}),)}, "are a trainer, a room and the"),
        ({"wanted": (replace(FIVE, worth_cents=40_000),)}, "would cost €600 more than it would bring"),
        ({"budget_cents": 200_000}, "the budget does not allow one more session"),
    ],
)  # fmt: skip
def test_what_keeps_a_session_from_being_opened_is_named(changes: dict[str, object], said: str) -> None:
    plan = plan_openings(question(**changes))
    assert plan.openings == ()
    assert said in why_left(plan)


def test_a_course_that_lost_its_room_to_another_names_the_other_and_what_it_would_cost() -> None:
    room, trainer = replace(ROOM, free={"2026-11": 4}), replace(TRAINER, free={"2026-11": 4})
    rival = Wanted("port", "safety", 5, "2026-11", "2026-11", 120_000)
    plan = plan_openings(question(wanted=(FIVE, rival), courses=(RADIO, SAFETY), rooms=(room,), trainers=(trainer,)))
    assert [opening.course for opening in plan.openings] == ["safety"]
    said = "one more session of “Radio planning” would take the place of “Safety of robots”, and the plan would be €1,000 worse"
    assert why_left(plan) == said
    assert plan.not_opened[0].extra_cents == 5 * (120_000 - 100_000)


def test_a_session_is_opened_where_people_travel_least() -> None:
    far = replace(ROOM, id="b", place="Calais", cents_half_day=9_000)
    travel = {("Dunkirk", "Calais"): 4_000}
    assert plan_openings(question(rooms=(ROOM, far), travel_cents=travel)).openings[0].place == "Dunkirk"
    assert plan_openings(question(rooms=(ROOM, far))).openings[0].place == "Calais"


def test_the_rooms_and_trainers_of_one_body_do_not_serve_another() -> None:
    plan = plan_openings(question(rooms=(replace(ROOM, body="other"),)))
    assert "no room large enough" in why_left(plan)


@pytest.mark.parametrize(
    "changes",
    [
        {"wanted": (replace(FIVE, people=-1),)},
        {"wanted": (replace(FIVE, due="2026-10"),)},
        {"wanted": (replace(FIVE, opens="November"),)},
        {"wanted": (FIVE, FIVE)},
        {"courses": (replace(RADIO, most=2),)},
        {"courses": (replace(RADIO, half_days=0),)},
        {"courses": (replace(RADIO, benches=("none",)),)},
        {"rooms": (replace(ROOM, free={"2026-13": 1}),)},
    ],
)
def test_a_question_that_cannot_be_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        plan_openings(question(**changes))


def test_a_search_cut_short_says_how_far_the_best_could_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions that compete for half-days, which no relaxation alone can settle."""
    monkeypatch.setattr("campus5g.territory.openings.programme._NODES", 0)
    courses = tuple(replace(RADIO, id=f"c{n}", competences=frozenset({f"k{n}"}), half_days=2 + n % 3) for n in range(9))
    wanted = tuple(
        replace(FIVE, id=f"w{n}", competence=f"k{n}", people=4 + n % 5, worth_cents=90_000 + 7_000 * n) for n in range(9)
    )
    trainer = replace(TRAINER, courses=frozenset(c.id for c in courses), free={"2026-11": 7, "2026-12": 9})
    cut = plan_openings(question(courses=courses, wanted=wanted, trainers=(trainer,)))
    monkeypatch.undo()
    best = plan_openings(question(courses=courses, wanted=wanted, trainers=(trainer,)))
    assert best.total_cents <= cut.total_cents <= best.total_cents + cut.short_cents


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Small questions: at most two courses, two months, two rooms and two trainers, so that every plan can be tried."""
    months = ("2026-11", "2026-12")
    some = st.integers(0, 4)
    courses = tuple(
        Course(f"c{n}", f"C{n}", "body", frozenset(draw(st.sets(st.sampled_from("xy"), min_size=1))), draw(st.integers(1, 2)),
               least, least + draw(st.integers(0, 2)), draw(st.integers(0, 500)))
        for n in range(draw(st.integers(1, 2))) for least in [draw(st.integers(1, 3))]
    )  # fmt: skip
    free = st.dictionaries(st.sampled_from(months), st.integers(0, 2))
    rooms = tuple(
        Room(f"r{n}", f"R{n}", "body", f"p{n}", draw(st.integers(1, 5)), draw(free), draw(st.integers(0, 100))) for n in range(2)
    )
    trainers = (Trainer("t", "T", "body", frozenset({"c0", "c1"}), draw(free), draw(st.integers(0, 100))),)
    wanted = tuple(
        Wanted(f"w{n}", draw(st.sampled_from("xy")), draw(some), opens, draw(st.sampled_from([m for m in months if m >= opens])),
               draw(st.integers(0, 400)), "home")
        for n in range(draw(st.integers(1, 3))) for opens in [draw(st.sampled_from(months))]
    )  # fmt: skip
    offered = (Offered("o", "O", frozenset("x"), "2026-11", draw(some), "p0"),)
    travel = {("home", place): draw(st.integers(0, 60)) for place in ("p0", "p1")}
    budget = draw(st.none() | st.integers(0, 1500))
    return Question(wanted, courses, rooms, trainers, (), offered, travel, budget)


@settings(max_examples=60, deadline=None)
@given(questions())
def test_no_plan_is_better_than_the_one_found(question: Question) -> None:
    programme = Programme.of(question)
    costs = [best for opened in _every_opening(programme) if (best := _least_cost(programme, opened)) is not None]
    assert plan_openings(question).total_cents == min(costs)


@settings(max_examples=60, deadline=None)
@given(questions())
def test_a_plan_keeps_to_every_limit_and_counts_everyone_once(question: Question) -> None:
    plan = plan_openings(question)
    courses = {course.id: course for course in question.courses}
    for opening in plan.openings:
        assert courses[opening.course].least <= opening.group <= opening.seats
    for thing, at in [(room, "room") for room in question.rooms] + [(trainer, "trainer") for trainer in question.trainers]:
        for month in ("2026-11", "2026-12"):
            mine = [o for o in plan.openings if getattr(o, at) == thing.id and o.month == month]
            assert sum(courses[o.course].half_days for o in mine) <= thing.free.get(month, 0)
    assert sum(count for _, _, count in plan.taken) <= question.offered[0].seats
    assert question.budget_cents is None or plan.cents <= question.budget_cents
    for served in plan.served:
        assert served.left >= 0
        assert served.opened == sum(n for o in plan.openings for demand, n in o.people if demand == served.wanted.id)
        assert (served.why is None) == (served.left == 0)
    assert {one.course for one in plan.not_opened} == courses.keys() - {o.course for o in plan.openings}
    assert all(one.extra_cents is None or one.extra_cents >= 0 for one in plan.not_opened)


def _every_opening(programme: Programme) -> Iterator[dict[Slot, int]]:
    """Every number of sessions in every slot that the rooms, the trainer and the budget allow."""
    question, slots = programme.question, list(programme.slots)
    for counts in product(range(3), repeat=len(slots)):
        opened = dict(zip(slots, counts, strict=True))
        used: dict[tuple[str, str], int] = {}
        for slot, count in opened.items():
            for thing in (slot.room, slot.trainer):
                half_days = programme.slots[slot][0].half_days * count
                used[thing, slot.month] = used.get((thing, slot.month), 0) + half_days
        free = {thing.id: thing.free for thing in (*question.rooms, *question.trainers)}
        cost = sum(programme.cost(slot) * count for slot, count in opened.items())
        if all(taken <= free[thing].get(month, 0) for (thing, month), taken in used.items()) and (
            question.budget_cents is None or cost <= question.budget_cents
        ):
            yield opened


def _least_cost(programme: Programme, opened: dict[Slot, int]) -> int | None:
    """The least cost of people given the sessions, as a flow of least cost (another solver), or None when groups stay too small."""
    question, flow = programme.question, _Flow()
    for wanted in question.wanted:
        flow.supply(wanted.id, wanted.people)
        flow.arc(wanted.id, "end", wanted.people, wanted.worth_cents)
        for offer in question.offered:
            if suits(wanted, offer.competences, offer.month):
                flow.arc(wanted.id, offer.id, wanted.people, question.travel(wanted.place, offer.place))
        for slot in opened:
            if suits(wanted, programme.slots[slot][0].competences, slot.month):
                flow.arc(wanted.id, slot, wanted.people, question.travel(wanted.place, slot.place))
    for offer in question.offered:
        flow.arc(offer.id, "end", offer.seats, 0)
    for slot, count in opened.items():
        least = programme.slots[slot][0].least * count
        flow.supply(slot, -least)
        flow.arc(slot, "end", programme.seats(slot) * count - least, 0)
    flow.supply("end", -sum(flow.supplies.values()))
    people = flow.cost()
    return None if people is None else people + sum(programme.cost(slot) * count for slot, count in opened.items())


class _Flow:
    """A flow of least cost between named nodes."""

    def __init__(self) -> None:
        self.solver, self.nodes, self.supplies = SimpleMinCostFlow(), {}, {}

    def _node(self, name: object) -> int:
        return self.nodes.setdefault(name, len(self.nodes))

    def supply(self, name: object, amount: int) -> None:
        self.supplies[name] = amount
        self.solver.set_node_supply(self._node(name), amount)

    def arc(self, start: object, end: object, most: int, cost: int) -> None:
        self.solver.add_arc_with_capacity_and_unit_cost(self._node(start), self._node(end), most, cost)

    def cost(self) -> int | None:
        return self.solver.optimal_cost() if self.solver.solve() == self.solver.OPTIMAL else None


def test_months_that_nobody_tells_apart_are_planned_together_and_laid_back_one_by_one() -> None:
    """A session of four half-days does not fit two months of three, whatever their sum."""
    twelve = tuple(f"2027-{n:02d}" for n in range(1, 13))
    wanted = (replace(FIVE, opens=twelve[0], due=twelve[-1]),)
    tight = replace(TRAINER, free=dict.fromkeys(twelve, 3))
    assert plan_openings(question(wanted=wanted, trainers=(tight,))).openings == ()
    roomy, room = replace(TRAINER, free={**tight.free, twelve[7]: 4}), replace(ROOM, free=dict.fromkeys(twelve, 4))
    (opening,) = plan_openings(question(wanted=wanted, trainers=(roomy,), rooms=(room,))).openings
    assert opening.month == twelve[7]
