"""Absence: a colleague has one's rights and one's news from a day to a day, and what they do in one's place says so."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campus5g.core.message import msg
from campus5g.portal.base import notifications
from campus5g.portal.base.clock import today
from campus5g.portal.base.models import AuditEvent, Notification
from campus5g.portal.directory.models import Delegation, Membership, Organisation
from campus5g.portal.directory.people import actor_of
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory
from tests.portal.factories.needs import NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Organisation:
    return OrganisationFactory(name="Forges")


@pytest.fixture
def giver(company: Organisation) -> Membership:
    return MembershipFactory(organisation=company, manages=True)


@pytest.fixture
def taker(company: Organisation) -> Membership:
    return MembershipFactory(organisation=company)


def delegate(giver: Membership, taker: Membership, first: int = 0, last: int = 10, **said: Any) -> Any:
    client, days = Client(), [today() + timedelta(days=n) for n in (first, last)]
    client.force_login(giver.user)
    typed = {"taker": taker.user_id, "starts_on": days[0].isoformat(), "ends_on": days[1].isoformat(), "why": "Congés"} | said
    place = reverse("directory:delegate", args=[giver.organisation_id])
    return client.post(place, typed, headers={"Accept-Language": "en"})


def test_a_colleague_manages_in_ones_place_and_the_trail_names_both(
    client: Client, company: Organisation, giver: Membership, taker: Membership
) -> None:
    assert not actor_of(taker.user).manages
    assert delegate(giver, taker).status_code == 302
    stands = actor_of(taker.user)
    assert (stands.manages, stands.instead_of) == (True, giver.user_id)
    assert actor_of(giver.user).instead_of is None

    client.force_login(taker.user)
    third = MembershipFactory(organisation=company)
    client.post(reverse("directory:manager", args=[third.pk]), {"manages": "yes"})
    assert Membership.objects.get(pk=third.pk).manages
    done = AuditEvent.objects.get(verb="directory.set_manager")
    assert (done.actor_id, json.loads(done.payload)["facts"]["instead_of"]) == (taker.user_id, giver.user_id)


@pytest.mark.parametrize(("first", "last", "live"), [(0, 0, True), (1, 9, False), (0, 9, True)])
def test_it_holds_on_its_days_alone(giver: Membership, taker: Membership, first: int, last: int, live: bool) -> None:
    delegate(giver, taker, first, last)
    assert actor_of(taker.user).manages is live


def test_it_ends_with_its_last_day_with_the_givers_own_right_and_when_somebody_says_so(
    client: Client, company: Organisation, giver: Membership, taker: Membership
) -> None:
    delegate(giver, taker)
    made = Delegation.unscoped().get()
    Delegation.unscoped().update(starts_on=today() - timedelta(days=9), ends_on=today() - timedelta(days=1))
    assert not actor_of(taker.user).manages
    Delegation.unscoped().update(ends_on=today())
    assert actor_of(taker.user).manages
    MembershipFactory(user=giver.user, manages=True)  # who manages elsewhere gives no right here
    Membership.objects.filter(pk=giver.pk).update(manages=False)
    assert not actor_of(taker.user).manages
    Membership.objects.filter(pk=giver.pk).update(manages=True)

    stranger = Client()
    stranger.force_login(MembershipFactory().user)
    assert stranger.post(reverse("directory:end-delegation", args=[made.pk])).status_code == 404
    client.force_login(taker.user)
    client.post(reverse("directory:end-delegation", args=[made.pk]))
    assert not actor_of(taker.user).manages


def test_what_the_absent_are_told_of_their_organisations_things_is_told_to_who_stands_in(
    company: Organisation, giver: Membership, taker: Membership
) -> None:
    delegate(giver, taker)
    Notification.objects.all().delete()
    mine, foreign = NeedFactory(organisation=company), NeedFactory()
    for subject in (mine, foreign, None):
        notifications.notify([giver.user], msg("Something"), "/", subject)
    assert Notification.objects.filter(user=giver.user).count() == 3
    assert [one.subject_id for one in Notification.objects.filter(user=taker.user)] == [mine.pk]
    notifications.notify([giver.user], msg("Something"), "/", mine, but=taker.user_id)  # who did it is not told of it
    assert Notification.objects.filter(user=taker.user).count() == 1


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [(5, 2, "expected days to come"), (-9, -2, "expected days to come"), (0, 400, "180 at the most")],
)
def test_days_that_are_over_or_too_many_are_refused_and_what_was_typed_stays(
    giver: Membership, taker: Membership, first: int, last: int, sentence: str
) -> None:
    page = delegate(giver, taker, first, last)
    assert page.status_code == 400
    assert sentence in page.content.decode()
    assert "Congés" in page.content.decode()


def test_only_ones_own_organisation_and_one_colleague_at_a_time(
    company: Organisation, giver: Membership, taker: Membership
) -> None:
    elsewhere = MembershipFactory()
    assert delegate(giver, elsewhere).status_code == 400
    assert delegate(giver, giver).status_code == 400
    assert delegate(Membership(user=elsewhere.user, organisation=company), taker).status_code == 404
    assert delegate(giver, taker).status_code == 302
    assert "end that first" in delegate(giver, MembershipFactory(organisation=company), 10, 12).content.decode()
    assert Delegation.unscoped().count() == 1


def test_pages_of_people_ask_no_more_questions_for_it(
    client: Client, company: Organisation, giver: Membership, taker: Membership, django_assert_max_num_queries: Any
) -> None:
    delegate(giver, taker)
    client.force_login(giver.user)
    place = reverse("directory:people", args=[company.pk])
    client.get(place)
    with django_assert_max_num_queries(20):
        page = client.get(place).content.decode()
    assert "Congés" in page
