"""The only door to a queryset: what the actor of the present scope may see."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.utils import timezone
from django_scopes.exceptions import ScopeError

from campus5g.portal.base.actions import grant
from campus5g.portal.base.actor import NOBODY, SYSTEM, Actor
from campus5g.portal.base.models import Grant
from campus5g.portal.base.scope import Owned, acting, without_scope
from campus5g.portal.directory.people import actor_of
from campus5g.portal.needs.models import Need
from campus5g.portal.projects.models import CostLine
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory, actor_for, office_actor
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.projects import LineFactory

OWNED = [model for model in apps.get_models() if issubclass(model, Owned)]


@pytest.fixture
def need() -> Need:
    return NeedFactory()


def seen(actor: Actor) -> list[int]:
    with acting(actor):
        return list(Need.objects.order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label_lower)
def test_a_query_without_an_actor_fails_loudly(model: type[Owned]) -> None:
    for ask in (
        model.objects.all,
        lambda: list(model.objects.exclude(pk=1)),
        model.objects.count,
        model.objects.exists,
        lambda: model.objects.filter(pk=1),
        lambda: model.objects.get(pk=1),
        lambda: model.objects.in_bulk([1]),
        lambda: model.objects.select_related("organisation").first(),
        lambda: model.objects.update(pk=1),
    ):
        with pytest.raises(ScopeError):
            ask()


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label_lower)
@pytest.mark.django_db
def test_every_kind_of_thing_can_be_asked_for_by_somebody_who_sees_nothing(model: type[Owned]) -> None:
    with acting(actor_for(OrganisationFactory())):
        assert model.objects.count() == 0


@pytest.mark.django_db
def test_an_organisation_sees_its_own_and_nothing_of_others(need: Need) -> None:
    NeedFactory()
    assert seen(actor_for(need.organisation)) == [need.pk]


@pytest.mark.django_db
def test_the_office_and_the_system_see_everything(need: Need) -> None:
    other = NeedFactory()
    assert seen(office_actor()) == seen(SYSTEM) == [need.pk, other.pk]


@pytest.mark.django_db
def test_a_person_without_organisation_sees_nothing(need: Need) -> None:
    assert seen(NOBODY) == []
    assert seen(Actor(1, None, frozenset(), None)) == []


@pytest.mark.django_db
def test_a_person_of_two_organisations_sees_the_things_of_both(need: Need) -> None:
    other = NeedFactory()
    member = MembershipFactory(organisation=need.organisation)
    MembershipFactory(user=member.user, organisation=other.organisation)
    assert seen(actor_of(member.user)) == [need.pk, other.pk]


@pytest.mark.django_db
def test_a_grant_opens_one_thing_to_one_organisation_until_it_ends(need: Need) -> None:
    NeedFactory()
    partner, stranger = OrganisationFactory(), OrganisationFactory()
    given = grant(need, partner.pk, "consortium")
    assert seen(actor_for(partner)) == [need.pk]
    assert seen(actor_for(stranger)) == []
    given.ended_at = timezone.now()
    given.save()
    assert seen(actor_for(partner)) == []


@pytest.mark.django_db
def test_a_grant_given_twice_is_one_and_can_be_given_again_after_it_ended(need: Need) -> None:
    partner = OrganisationFactory()
    first, same = grant(need, partner.pk, "consent"), grant(need, partner.pk, "consent")
    assert first == same
    first.ended_at = timezone.now()
    first.save()
    assert grant(need, partner.pk, "consent") != first
    assert Grant.objects.count() == 2


@pytest.mark.django_db
def test_a_grant_on_another_kind_of_thing_with_the_same_number_opens_nothing(need: Need) -> None:
    partner = OrganisationFactory()
    Grant.objects.create(subject_label="projects.project", subject_id=need.pk, organisation=partner, why="jury")
    assert seen(actor_for(partner)) == []


@pytest.mark.django_db
def test_a_part_is_seen_by_those_who_see_the_whole() -> None:
    line = LineFactory()
    partner = OrganisationFactory()
    assert not CostLine.objects.visible_to(actor_for(partner)).exists()
    grant(line.project, partner.pk, "consortium")
    assert CostLine.objects.visible_to(actor_for(partner)).get() == line
    assert CostLine.objects.visible_to(actor_for(line.project.organisation)).get() == line


@pytest.mark.django_db
def test_the_scope_ends_with_its_block_and_inner_scopes_do_not_leak(need: Need) -> None:
    stranger = actor_for(OrganisationFactory())
    with acting(stranger):
        with acting(SYSTEM):
            assert Need.objects.exists()
        assert not Need.objects.exists()
        with without_scope():
            assert Need.objects.exists()
    with pytest.raises(ScopeError):
        Need.objects.exists()
