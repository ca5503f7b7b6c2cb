"""What the office is told to bring together: needs near one another, of several organisations, in no collective need yet."""

from __future__ import annotations

import pytest
from django.utils import translation

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import acting
from campus5g.portal.needs.actions import Said, bring_together
from campus5g.portal.needs.groups import groups
from campus5g.portal.needs.models import Need, NeedLink
from tests.portal.factories.directory import OrganisationFactory, office_actor
from tests.portal.factories.needs import NeedFactory

pytestmark = pytest.mark.django_db
CARTS = "We want carts without drivers to carry castings between the halls and never lose the radio."
LOCKS = "We want to know at what minute a barge reaches the lock, to call the lorries in time."


def stated(title: str, text: str, use: str, equipment: str, **facts: object) -> Need:
    made: Need = NeedFactory(title=title, text=text, hurts="", uses=[use], equipment=equipment, stated=True, **facts)
    return made


@pytest.fixture
def office() -> Actor:
    return office_actor()


@pytest.fixture
def carts() -> list[Need]:
    return [stated(f"Carts between the halls of {name}", CARTS, "robots", "carts, conveyors") for name in ("a yard", "a works")]


def found(office: Actor) -> list[list[int]]:
    with acting(office):
        return [sorted(member.need.pk for member in group.members) for group in groups()]


def test_needs_in_the_same_words_are_proposed_with_reasons_and_others_are_left_out(office: Actor, carts: list[Need]) -> None:
    stated("Barges at the lock", LOCKS, "logistics", "barges")
    with acting(office), translation.override("en"):
        group, *others = groups()
    assert others == []
    assert [member.need for member in group.members] in (carts, carts[::-1])
    said = [reason.say("en") for reason in group.members[1].reasons]
    assert said[0].startswith("same words: ")
    assert said[1:] == ["same use: mobile robots", "same equipment: carts, conveyors", "sites 0 km apart"]
    assert all(f"need={need.pk}" in group.url for need in carts)


def test_a_need_that_a_collective_one_holds_is_proposed_again_once_it_has_left(office: Actor, carts: list[Need]) -> None:
    with acting(office):
        bring_together(office, {need.pk: NeedLink.Kind.MERGED for need in carts}, Said("Carts", "Together"))
    assert found(office) == []
    NeedLink._base_manager.update(state=NeedLink.State.LEFT)
    assert found(office) == [[need.pk for need in carts]]


def test_two_needs_of_one_organisation_are_no_group(office: Actor) -> None:
    owner = OrganisationFactory()
    for number in range(2):
        stated(f"Carts {number}", CARTS, "robots", "carts", organisation=owner)
    assert found(office) == []


def test_what_an_anonymous_company_hides_is_no_reason(office: Actor, carts: list[Need]) -> None:
    Need._base_manager.filter(pk=carts[0].pk).update(anonymous=True)
    with acting(office):
        (group,) = groups()
    assert not [reason for member in group.members for reason in member.reasons if "km" in reason.say("en")]


def test_no_need_is_in_two_groups_and_none_is_larger_than_agrees(office: Actor) -> None:
    for number in range(7):
        stated(f"Carts between halls {number}", CARTS, "robots", "carts")
    together = found(office)
    assert [len(group) for group in together] == [5, 2]
    assert len({pk for group in together for pk in group}) == 7
