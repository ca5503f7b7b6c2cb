"""Who acts, for whom, and what that lets them see."""

from __future__ import annotations

import pytest

from campus5g.portal.accounts.models import User
from campus5g.portal.base.actor import NOBODY, Role
from campus5g.portal.directory.people import actor_of, office_people, people_of
from tests.portal.factories.accounts import UserFactory
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def test_a_person_acts_with_the_role_of_the_organisation_acted_for() -> None:
    person = UserFactory()
    company = OrganisationFactory(name="A")
    office = OrganisationFactory(name="B", office=True)
    MembershipFactory(user=person, organisation=company)
    MembershipFactory(user=person, organisation=office, manages=True)
    assert actor_of(person).role == Role.COMPANY
    as_office = actor_of(person, office.pk)
    assert (as_office.role, as_office.manages, as_office.sees_all) == (Role.OFFICE, True, True)
    assert as_office.organisation_ids == {company.pk, office.pk}


def test_nobody_acts_for_an_organisation_they_do_not_belong_to() -> None:
    mine = MembershipFactory()
    stranger = OrganisationFactory()
    assert actor_of(mine.user, stranger.pk).organisation_id == mine.organisation_id


def test_who_left_acts_for_nobody() -> None:
    person = MembershipFactory(left=True).user
    actor = actor_of(person)
    assert (actor.user_id, actor.organisation_id, actor.organisation_ids, actor.role) == (person.pk, None, frozenset(), None)


def test_an_archived_organisation_cannot_act() -> None:
    membership = MembershipFactory(organisation__archived=True, manages=True)
    assert actor_of(membership.user).organisation_ids == frozenset()
    assert list(people_of(membership.organisation_id)) == []


def test_who_may_no_longer_sign_in_is_nobody() -> None:
    membership = MembershipFactory(user__is_active=False)
    assert actor_of(membership.user) == NOBODY
    assert list(people_of(membership.organisation_id)) == []


def test_the_people_of_the_office_are_those_of_every_office_and_of_no_company() -> None:
    first, second = (MembershipFactory(organisation__office=True) for _ in range(2))
    MembershipFactory()
    assert set(office_people()) == {first.user, second.user}


def test_one_address_is_one_account_however_it_is_written() -> None:
    User.objects.create_user("Jean.Dupont@Test.Example", "une phrase de passe", full_name="Jean Dupont")
    assert User.objects.get_by_natural_key(" jean.dupont@TEST.example").full_name == "Jean Dupont"
