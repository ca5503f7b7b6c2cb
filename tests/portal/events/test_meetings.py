"""The meetings of an event: planned by the worker, moved by hand where nothing clashes, planned again around what is kept."""

from __future__ import annotations

import pytest

from campus5g.core.errors import BadInput
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.base.scope import acting
from campus5g.portal.events import actions, planning
from campus5g.portal.events.models import Meeting, MeetingDay, Registration
from tests.portal.factories.directory import office_actor
from tests.portal.factories.events import MeetingDayFactory, RegistrationFactory, seen_by_the_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def day() -> MeetingDay:
    """Four people, each of whom wishes to meet the next one; planned."""
    day = MeetingDayFactory()
    people = [RegistrationFactory(event=day.event, meets=True, full_name=name) for name in ("Ada", "Bea", "Cleo", "Dora")]
    with acting(SYSTEM):
        for one, other in zip(people, [*people[1:], people[0]], strict=True):
            actions.say_wishes(one, True, {other.pk: 2})
        actions.keep_timetable(day, planning.plan(day))
    return day


def rows(day: MeetingDay) -> list[Meeting]:
    return list(Meeting._base_manager.filter(day=day).select_related("day__event", "first", "second"))


def test_the_worker_plans_what_participants_wished(day: MeetingDay) -> None:
    assert len(rows(day)) == 4
    assert (day.served, day.value, day.bound, day.unmet) == (4, 8, 8, [])


def test_a_meeting_is_moved_where_nothing_clashes_and_refused_with_the_sentence_elsewhere(day: MeetingDay) -> None:
    office, first = office_actor(), rows(day)[0]
    other = next(row for row in rows(day) if row.slot != first.slot)
    with pytest.raises(Conflict, match=r"meets|is taken"):
        actions.move_meeting(office, first, other.slot, other.table)
    free = next(slot for slot in range(day.slots) if slot not in {row.slot for row in rows(day)})
    assert actions.move_meeting(office, first, free, 1).held


def test_planning_again_leaves_what_was_put_by_hand(day: MeetingDay) -> None:
    free = next(slot for slot in range(day.slots) if slot not in {row.slot for row in rows(day)})
    moved = actions.move_meeting(office_actor(), rows(day)[0], free, 1)
    with acting(SYSTEM):
        actions.keep_timetable(day, planning.plan(day))
    again = next(row for row in rows(day) if row.slot == free)
    assert {again.first_id, again.second_id} == {moved.first_id, moved.second_id}
    assert (again.table, again.held) == (1, True)


def test_after_publication_who_leaves_frees_their_hours_and_the_others_keep_theirs(day: MeetingDay) -> None:
    office = office_actor()
    actions.publish_timetable(office, day)
    gone = Registration._base_manager.get(full_name="Ada")
    kept = {
        (row.first_id, row.second_id, row.slot, row.table) for row in rows(day) if gone.pk not in (row.first_id, row.second_id)
    }
    actions.cancel_registration(office, gone)
    with acting(SYSTEM):
        actions.keep_timetable(day, planning.plan(seen_by_the_system(day)))
    assert {(row.first_id, row.second_id, row.slot, row.table) for row in rows(day)} >= kept
    assert all(gone.pk not in (row.first_id, row.second_id) for row in rows(day))


def test_nobody_wishes_for_somebody_who_takes_no_meetings(day: MeetingDay) -> None:
    shy = RegistrationFactory(event=day.event, meets=False)
    with acting(SYSTEM), pytest.raises(BadInput, match="takes no meetings"):
        actions.say_wishes(Registration._base_manager.get(full_name="Ada"), True, {shy.pk: 1})


def test_meetings_stay_within_the_hours_of_the_event() -> None:
    event = MeetingDayFactory().event
    frame = actions.Frame(event.starts_at, 60, 4, 2, 3)
    with pytest.raises(BadInput, match="outside the hours"):
        actions.frame_meetings(office_actor(), event, frame)
