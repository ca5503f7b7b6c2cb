"""The door: said in any order and as often as a phone likes, kept once; what is refused is told and stops nobody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import Denied
from campus5g.portal.events import actions
from campus5g.portal.events.actions import Seen
from campus5g.portal.events.models import Arrival, Event
from tests.portal.factories.directory import OrganisationFactory, actor_for, office_actor
from tests.portal.factories.events import EventFactory, RegistrationFactory

NUMBERS = [UUID(int=n) for n in range(1, 5)]


def states(event: Event, *seen: Seen) -> list[str]:
    return [f"{one.state} {one.said or ''}".strip() for one in actions.keep_arrivals(office_actor(), event, seen)]


@pytest.mark.django_db
def test_the_same_deed_said_again_is_known_and_written_once() -> None:
    row = RegistrationFactory(event=EventFactory(running=True))
    deed = Seen(uuid4(), row.badge, now())
    assert states(row.event, deed) == ["kept"]
    assert states(row.event, deed, deed) == ["known", "known"]
    assert Arrival._base_manager.count() == 1


@pytest.mark.django_db
def test_two_phones_that_let_the_same_person_in_are_told() -> None:
    row = RegistrationFactory(event=EventFactory(running=True), full_name="Ada")
    first, second = Seen(uuid4(), row.badge, now()), Seen(uuid4(), row.badge, now())
    assert states(row.event, first)[0] == "kept"
    assert states(row.event, second)[0].startswith("refused Ada came in at")


@pytest.mark.django_db
def test_a_number_used_for_somebody_else_is_refused() -> None:
    event, number = EventFactory(running=True), uuid4()
    ada, bea = RegistrationFactory(event=event), RegistrationFactory(event=event)
    found = states(event, Seen(number, ada.badge, now()), Seen(number, bea.badge, now()))
    assert found == ["kept", "refused This was used for somebody else."]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hours", "said"),
    [(-30, "Too early"), (30, "ahead"), (0, "")],
)
def test_a_badge_is_taken_around_the_event_alone(hours: int, said: str) -> None:
    row = RegistrationFactory(event=EventFactory(running=True))
    found = states(row.event, Seen(uuid4(), row.badge, now() + timedelta(hours=hours)))[0]
    assert said in found
    assert (found == "kept") is not said


@pytest.mark.django_db
def test_waiting_cancelled_and_foreign_badges_are_refused_by_name_and_the_others_kept() -> None:
    event = EventFactory(running=True)
    rows = [RegistrationFactory(event=event, state=state, full_name=state) for state in ("waiting", "cancelled", "registered")]
    foreign = RegistrationFactory()
    found = states(event, *(Seen(uuid4(), row.badge, now()) for row in [*rows, foreign]))
    assert found == [
        "refused waiting is on the waiting list.",
        "refused The registration of cancelled is cancelled.",
        "kept",
        "refused No such badge at this event.",
    ]


@pytest.mark.django_db
def test_an_arrival_taken_back_may_come_in_again_and_strangers_let_nobody_in() -> None:
    row, office = RegistrationFactory(event=EventFactory(running=True)), office_actor()
    actions.keep_arrivals(office, row.event, [Seen(uuid4(), row.badge, now())])
    actions.take_back(office, Arrival._base_manager.get())
    assert states(row.event, Seen(uuid4(), row.badge, now())) == ["kept"]
    with pytest.raises(Denied):
        actions.keep_arrivals(actor_for(OrganisationFactory()), row.event, [])


class WhateverPhonesSay(TestCase):
    """Any phones, any order, any repetition: one live arrival a person, one row a number."""

    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from(NUMBERS), st.integers(0, 2)), max_size=12))
    def test_nobody_comes_in_twice(self, said: list[tuple[UUID, int]]) -> None:
        event = EventFactory(running=True)
        badges = [RegistrationFactory(event=event).badge for _ in range(3)]
        states(event, *(Seen(number, badges[who], now()) for number, who in said))
        rows = list(Arrival._base_manager.filter(registration__event=event))
        assert len({row.registration_id for row in rows}) == len(rows) == len({row.number for row in rows})
        firsts = {number for place, (number, _) in enumerate(said) if number not in {n for n, _ in said[:place]}}
        assert {row.number for row in rows} <= firsts
