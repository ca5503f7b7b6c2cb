"""One-to-one meetings: the best timetable where it can be listed, every rule on any day, every refusal with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.matching.meeting_model import Pair
from campus5g.matching.meetings import Guest, Meeting, Timetable, Wish, agenda_of, clash, schedule_meetings

NAMES = ("Ada", "Blaise", "Claude", "Denis")
SLOTS = 3


def guests(*free: set[int]) -> list[Guest]:
    return [Guest(name.lower(), name, frozenset(slots)) for name, slots in zip(NAMES, free, strict=False)]


def free_for_all(n: int, slots: int = SLOTS) -> list[Guest]:
    return guests(*[set(range(slots)) for _ in range(n)])


@st.composite
def days(draw: st.DrawFn) -> tuple[list[Guest], int, list[Wish], int]:
    """Up to four people, three slots, two tables and five wishes: few enough for every timetable to be listed."""
    people = guests(*draw(st.lists(st.sets(st.integers(0, SLOTS - 1)), min_size=2, max_size=4)))
    keys = [guest.key for guest in people]
    asked = draw(st.sets(st.tuples(st.sampled_from(keys), st.sampled_from(keys)).filter(lambda p: p[0] != p[1]), max_size=5))
    wishes = [Wish(asker, wished, draw(st.integers(1, 3))) for asker, wished in sorted(asked)]
    return people, draw(st.integers(1, 2)), wishes, draw(st.integers(1, 3))


def allowed(placed: dict[Pair, int], people: list[Guest], tables: int, most: int) -> bool:
    free = {guest.key: guest.free for guest in people}
    there = Counter((key, slot) for pair, slot in placed.items() for key in pair)
    held = Counter(key for pair in placed for key in pair)
    return (
        all(slot in free[key] for key, slot in there)
        and max(there.values(), default=0) <= 1
        and max(held.values(), default=0) <= most
        and max(Counter(placed.values()).values(), default=0) <= tables
    )


def every(people: list[Guest], tables: int, wishes: list[Wish], most: int) -> Iterator[tuple[int, int]]:
    """Yield how many are served and what is met, for each timetable there can be."""
    pairs = sorted({wish.pair for wish in wishes})
    for slots in product([None, *range(SLOTS)], repeat=len(pairs)):
        placed = {pair: slot for pair, slot in zip(pairs, slots, strict=True) if slot is not None}
        if allowed(placed, people, tables, most):
            yield len({key for pair in placed for key in pair}), sum(wish.weight for wish in wishes if wish.pair in placed)


@settings(max_examples=60, deadline=None)
@given(days())
def test_a_small_day_gets_the_best_of_all_timetables_and_keeps_every_rule(day: tuple[list[Guest], int, list[Wish], int]) -> None:
    people, tables, wishes, most = day
    found = schedule_meetings(people, SLOTS, tables, wishes, most)
    assert (found.served, found.value) == max(every(people, tables, wishes, most))
    assert found.best
    assert allowed({meeting.pair: meeting.slot for meeting in found.meetings}, people, tables, most)
    assert max(Counter((meeting.slot, meeting.table) for meeting in found.meetings).values(), default=0) <= 1
    assert all(0 <= meeting.table < tables for meeting in found.meetings)
    assert len({meeting.pair for meeting in found.meetings}) == len(found.meetings)
    assert {unmet.wish for unmet in found.unmet} == {w for w in wishes if w.pair not in {m.pair for m in found.meetings}}


@settings(max_examples=30, deadline=None)
@given(days(), st.data())
def test_planning_again_keeps_what_is_kept_where_it_is(
    day: tuple[list[Guest], int, list[Wish], int], data: st.DataObject
) -> None:
    people, tables, wishes, most = day
    first = schedule_meetings(people, SLOTS, tables, wishes, most)
    kept = data.draw(st.lists(st.sampled_from(first.meetings), unique=True)) if first.meetings else []
    again = schedule_meetings(people, SLOTS, tables, wishes, most, kept)
    assert set(kept) <= set(again.meetings)
    assert (again.served, again.value) == (first.served, first.value)


def test_the_same_day_gives_the_same_timetable() -> None:
    people, wishes = free_for_all(4), [Wish(a.lower(), b.lower()) for a in NAMES for b in NAMES if a < b]
    assert schedule_meetings(people, SLOTS, 2, wishes, 3) == schedule_meetings(people[::-1], SLOTS, 2, wishes, 3)


def test_nobody_who_can_be_served_leaves_with_nothing_even_for_a_heavier_wish() -> None:
    """One slot, two tables: the heavy wish of Ada and Blaise would leave two alone."""
    people = guests({0}, {0}, {0}, {0})
    wishes = [Wish("ada", "blaise", 9), Wish("ada", "claude"), Wish("blaise", "denis")]
    found = schedule_meetings(people, 1, 2, wishes, 3)
    assert {meeting.pair for meeting in found.meetings} == {("ada", "claude"), ("blaise", "denis")}
    assert (found.served, found.value) == (4, 2)


def test_a_mutual_wish_counts_for_both() -> None:
    wishes = [Wish("ada", "blaise", 2), Wish("blaise", "ada", 2), Wish("ada", "claude", 3)]
    found = schedule_meetings(guests({0}, {0}, {0}), 1, 1, wishes, 3)
    assert [meeting.pair for meeting in found.meetings] == [("ada", "blaise")]
    assert found.value == 4


def test_who_meets_twice_in_a_row_stays_at_the_table() -> None:
    people = free_for_all(4, 2)
    kept = [Meeting(0, 0, "claude", "denis"), Meeting(0, 1, "ada", "blaise")]
    found = schedule_meetings(people, 2, 2, [Wish("ada", "claude", 2), Wish("blaise", "denis", 2)], 2, kept)
    second = {meeting.pair: meeting.table for meeting in found.meetings if meeting.slot == 1}
    assert sorted(second.values()) == [0, 1]  # one of each pair stays, whichever way
    alone = schedule_meetings(people[:3], 2, 2, [Wish("ada", "claude")], 2, kept[1:])
    assert [meeting.table for meeting in alone.meetings] == [1, 1]


def reasons(found: Timetable) -> list[str]:
    return [str(unmet.reason) for unmet in found.unmet]


@pytest.mark.parametrize(
    ("people", "slots", "tables", "most", "said"),
    [
        (guests({0}, {1}, set()), 2, 1, 3, "Ada and Blaise are never free at the same time."),
        (guests({0, 1}, {0, 1}, {0, 1}), 2, 2, 1, "Ada already has as many meetings as one may have (1)."),
        (guests({0}, {0}, {0}), 1, 2, 3, "Whenever Ada and Blaise are both free, one of them has another meeting."),
        (guests({0, 1}, {1}, {0}), 2, 2, 3, ""),
    ],
)
def test_an_unmet_wish_says_why(people: list[Guest], slots: int, tables: int, most: int, said: str) -> None:
    found = schedule_meetings(people, slots, tables, [Wish("ada", "blaise"), Wish("ada", "claude", 5)], most)
    assert (reasons(found) or [""])[0] == said


def test_a_wish_for_which_no_table_is_left_says_so() -> None:
    found = schedule_meetings(guests({0}, {0}, {0}, {0}), 1, 1, [Wish("ada", "blaise", 2), Wish("claude", "denis")], 3)
    assert reasons(found) == ["Whenever Claude and Denis are both free, every table is taken."]


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        (Meeting(0, 1, "ada", "claude"), "Ada meets Blaise then."),
        (Meeting(0, 0, "claude", "denis"), "Table 1 is taken then."),
        (Meeting(2, 0, "claude", "denis"), "Denis is not free then."),
        (Meeting(9, 0, "claude", "denis"), "There is no such slot or table."),
        (Meeting(1, 0, "claude", "denis"), None),
    ],
)
def test_a_meeting_moved_by_hand_is_refused_with_what_it_clashes_with(moved: Meeting, said: str | None) -> None:
    people = guests({0, 1, 2}, {0, 1, 2}, {0, 1, 2}, {0, 1})
    found = clash(people, [Meeting(0, 0, "ada", "blaise")], moved, SLOTS, 2)
    assert (str(found) if found else None) == said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"tables": 0}, "tables: 0; expected one or more."),
        ({"wishes": [Wish("ada", "ada")]}, "wishes: a wish to meet nobody else of the event; expected two participants."),
        ({"wishes": [Wish("ada", "blaise")] * 2}, "wishes: the same wish twice; expected each wish once."),
        ({"wishes": [Wish("ada", "blaise", 0)]}, "wishes: a weight of 0; expected one or more."),
        ({"kept": [Meeting(0, 0, "ada", "blaise"), Meeting(0, 0, "claude", "denis")]}, "kept: Table 1 is taken then.; expected "
         "meetings that can all take place."),
        ({"kept": [Meeting(0, 0, "ada", "blaise"), Meeting(1, 0, "ada", "blaise")]}, "kept: too many meetings of one "
         "participant; expected at most 3, each other once."),
        ({"guests": free_for_all(2) * 2}, "guests: the same participant twice; expected each participant once."),
        ({"guests": guests({7})}, "Ada: free in a slot that does not exist; expected slots from 0 to 2."),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_refused_with_a_sentence(change: dict[str, object], said: str) -> None:
    asked = {"guests": free_for_all(4), "slots": SLOTS, "tables": 2, "wishes": [], "most": 3, **change}
    with pytest.raises(BadInput) as refused:
        schedule_meetings(**asked)  # type: ignore[arg-type]
    assert str(refused.value) == said


def test_a_personal_timetable_is_in_the_order_of_the_day() -> None:
    meetings = [Meeting(2, 0, "ada", "denis"), Meeting(1, 1, "blaise", "denis"), Meeting(0, 0, "ada", "blaise")]
    assert [meeting.slot for meeting in agenda_of(meetings, "ada")] == [0, 2]
