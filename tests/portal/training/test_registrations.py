"""Registrations: the last place is given once, who waits comes first, and a place offered has its deadline."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from campus5g.core.errors import BadInput
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.clock import now, today
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.people import actor_of
from campus5g.portal.training.actions import (
    cancel_registration,
    cancel_session,
    change_session,
    confirm_place,
    lapse_offers,
    leave_by_link,
    register_people,
)
from campus5g.portal.training.actions.promotion import promote
from campus5g.portal.training.models import HalfDay, Registration
from campus5g.portal.training.personal import learner_at, learner_token
from tests.portal.factories.accounts import UserFactory
from tests.portal.factories.directory import OrganisationFactory, actor_for
from tests.portal.factories.training import TrainingFactory, half, learner, plan, registered, session

pytestmark = pytest.mark.django_db
Everybody = Registration._base_manager


def states() -> list[str]:
    return list(Everybody.order_by("pk").values_list("state", flat=True))


def again(registration: Registration) -> Registration:
    found: Registration = Everybody.select_related("session__training__organisation").get(pk=registration.pk)
    return found


def test_who_comes_after_the_last_place_waits() -> None:
    registered(session(capacity=2), 1, 2, 3)
    assert states() == ["registered", "registered", "waiting"]


def test_a_place_given_back_is_offered_to_the_first_who_waits_and_is_theirs_once_confirmed() -> None:
    held = session(capacity=1)
    first, second, third = registered(held, 1, 2, 3)
    cancel_registration(SYSTEM, first)
    assert [again(one).state for one in (first, second, third)] == ["cancelled", "offered", "waiting"]
    confirm_place(SYSTEM, again(second))
    assert [again(one).state for one in (second, third)] == ["registered", "waiting"]


def test_a_place_not_confirmed_in_time_goes_to_the_next_and_only_once() -> None:
    held = session(capacity=1)
    first, second, third = registered(held, 1, 2, 3)
    cancel_registration(SYSTEM, first)
    late = now() + timedelta(days=3)
    assert lapse_offers(late) == 1
    assert lapse_offers(late) == 0
    assert [again(one).state for one in (second, third)] == ["cancelled", "offered"]
    with pytest.raises(Conflict, match="no longer offered"):
        confirm_place(SYSTEM, again(second))


def test_nobody_is_offered_a_place_that_they_could_not_answer_in_time() -> None:
    held = session(capacity=1)
    first, second = registered(held, 1, 2)
    Everybody.filter(pk=first.pk).update(state="cancelled")
    starts = HalfDay._base_manager.filter(session=held).earliest("day", "part").starts_at
    with acting(SYSTEM):
        assert promote(held, starts - timedelta(hours=1)) == []
        assert promote(held, starts - timedelta(hours=3)) == [second]
    assert again(second).confirm_by < starts


def test_more_places_are_offered_to_who_waits_before_any_newcomer_has_one() -> None:
    held = session(capacity=1)
    _first, second, third = registered(held, 1, 2, 3)
    change_session(SYSTEM, held, plan(capacity=2))
    assert [again(one).state for one in (second, third)] == ["offered", "waiting"]
    change_session(SYSTEM, held, plan(capacity=5))
    (newcomer,) = registered(held, 4)
    assert again(third).state == "offered"
    assert newcomer.state == "registered"


class WhateverHappens(TestCase):
    """Whatever people do, in whatever order: no place is given twice, and nobody is passed over."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        capacity=st.integers(1, 3),
        steps=st.lists(st.tuples(st.sampled_from(["join", "leave", "confirm", "wait"]), st.integers(0, 9)), max_size=14),
    )
    def test_places_are_never_more_than_the_capacity_and_the_queue_keeps_its_order(
        self, capacity: int, steps: list[tuple[str, int]]
    ) -> None:
        held, at = session(capacity=capacity), now()
        for place, (step, which) in enumerate(steps):
            people = list(Everybody.select_related("session__training").order_by("pk"))
            chosen = people[which % len(people)] if people else None
            if step == "join":
                registered(held, place)
            elif step == "wait":
                at += timedelta(days=1)
                lapse_offers(at)
            elif chosen is not None and step == "leave" and chosen.live:
                cancel_registration(SYSTEM, chosen)
            elif chosen is not None and step == "confirm" and chosen.state == "offered" and chosen.confirm_by >= at:
                confirm_place(SYSTEM, chosen, at)
            rows = list(Everybody.filter(session=held).order_by("queued_at", "pk"))
            taking = [row for row in rows if row.state in Registration.TAKING]
            assert len(taking) <= capacity
            queued = [row for row in rows if row.queued_at is not None]
            waiting = [place for place, row in enumerate(queued) if row.state == "waiting"]
            offered = [place for place, row in enumerate(queued) if row.state == "offered"]
            assert not waiting or not offered or max(offered) < min(waiting)


def test_all_or_none_of_those_named_are_registered() -> None:
    held = session()
    registered(held, 1)
    with pytest.raises(BadInput, match="registered for this session already"):
        registered(held, 2, 1)
    with pytest.raises(BadInput, match="twice"):
        registered(held, 3, 3)
    with pytest.raises(BadInput, match="an e-mail address such as"):
        register_people(SYSTEM, held, [learner(4), learner(5, email="no address")])
    assert states() == ["registered"]


def test_an_import_of_5000_people_is_refused_in_one_sentence() -> None:
    with pytest.raises(BadInput, match="at most 500 at once"):
        registered(session(), *range(5000))


def test_an_employer_registers_its_own_people_and_sees_no_others() -> None:
    mine, other = OrganisationFactory(), OrganisationFactory()
    held = session()
    actor = actor_for(mine)
    register_people(actor, held, [learner(1)], employer_id=mine.pk)
    register_people(actor_for(other), held, [learner(2)], employer_id=other.pk)
    with pytest.raises(Denied, match="of no other"):
        register_people(actor, held, [learner(3)], employer_id=other.pk)
    with acting(actor):
        assert [one.email for one in Registration.objects.all()] == ["ada1@test.example"]
    with acting(actor_for(TrainingFactory().organisation)):
        assert not Registration.objects.exists()
    with acting(actor_for(held.training.organisation)):
        assert Registration.objects.count() == 2


def test_a_person_with_an_account_finds_their_own_registration() -> None:
    user = UserFactory(email="ada1@test.example")
    registered(session(), 1)
    with acting(actor_for(OrganisationFactory(), manages=False)):
        assert not Registration.objects.exists()
    with acting(actor_of(user)):
        assert Registration.objects.get().user_id == user.pk


def test_a_learner_gives_the_place_back_by_the_personal_link_until_the_session_starts() -> None:
    (mine,) = registered(session(), 1)
    assert learner_at(learner_token(mine)) == mine
    assert learner_at(learner_token(mine)[:-1] + "x") is None
    leave_by_link(again(mine))
    assert states() == ["cancelled"]
    (begun,) = registered(session(half(today())), 2)
    with pytest.raises(Denied, match="has started"):
        leave_by_link(again(begun))


def test_after_the_last_day_to_register_only_the_body_registers() -> None:
    held = session()
    held.register_by = today() - timedelta(days=1)
    held.save()
    company = OrganisationFactory()
    with pytest.raises(Denied, match="Registrations closed"):
        register_people(actor_for(company), held, [learner(1)], employer_id=company.pk)
    assert register_people(actor_for(held.training.organisation), held, [learner(1)])


def test_each_learner_gets_a_mail_in_their_language_with_the_days(django_capture_on_commit_callbacks: object) -> None:
    held = session(capacity=1)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        register_people(SYSTEM, held, [learner(1, language="fr"), learner(2)])
        cancel_session(SYSTEM, held, "panne du banc")
    first, second, third, fourth = mail.outbox
    assert first.to == ["ada1@test.example"]
    assert first.attachments[0][0] == "session.ics"
    assert b"BEGIN:VEVENT" in str(first.attachments[0][1]).encode()
    assert "Hello Ada Learner2," in second.body
    assert "waiting list" in second.body
    assert not second.attachments
    assert "panne du banc" in third.body
    assert "STATUS:CANCELLED" in str(fourth.attachments[0][1])
