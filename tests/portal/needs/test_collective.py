"""Several needs become one: each owner is asked, keeps a say and may leave; nothing is lost and nobody is named against their will."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from campus5g.core.errors import BadInput
from campus5g.network.site_checks import check_site
from campus5g.portal.accounts.models import User
from campus5g.portal.base import notes
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.audit import history
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.models import Notification
from campus5g.portal.base.registry import journey
from campus5g.portal.base.scope import acting
from campus5g.portal.needs.actions import (
    Said,
    answer,
    archive_need,
    ask_to_join,
    bring_together,
    leave,
    reword,
    split,
    state_need,
)
from campus5g.portal.needs.composed import side_by_side
from campus5g.portal.needs.links import answers_awaited
from campus5g.portal.needs.models import Need, NeedLink
from campus5g.portal.projects.actions import Facts, open_project
from campus5g.portal.projects.models import Partner
from tests.portal.factories.directory import OrganisationFactory, actor_for, office_actor
from tests.portal.factories.needs import NeedFactory, small_site

pytestmark = pytest.mark.django_db
SAID = Said("Hear bearings together", "One network for all")
FACTS = Facts("Bearings", "", date(2027, 1, 4), date(2027, 5, 1), date(2027, 6, 1), 24)
AGREE, OBJECT, REFUSE = NeedLink.State.CONSENTED, NeedLink.State.OBJECTED, NeedLink.State.REFUSED


@pytest.fixture
def office() -> Actor:
    return office_actor()


@pytest.fixture
def owners() -> list[Actor]:
    return [actor_for(OrganisationFactory(name=name)) for name in ("Fonderie", "Laminoir", "Tréfilerie", "Quai Nord")]


@pytest.fixture
def needs(owners: list[Actor]) -> list[Need]:
    """Four stated needs; the third is anonymous."""
    return [NeedFactory(organisation_id=owner.organisation_id, stated=True, anonymous=n == 2) for n, owner in enumerate(owners)]


@pytest.fixture
def collective(office: Actor, needs: list[Need]) -> Need:
    with acting(office):
        return bring_together(office, {need.pk: NeedLink.Kind.MERGED for need in needs[:3]}, SAID)


def link_of(collective: Need, need: Need) -> NeedLink:
    return NeedLink._base_manager.select_related("need__organisation", "collective").get(collective=collective, need=need)


def say(owner: Actor, collective: Need, need: Need, state: NeedLink.State = AGREE, why: str = "") -> NeedLink:
    with acting(owner):
        wording = Need._base_manager.get(pk=collective.pk).wording
        return answer(owner, link_of(collective, need), state, wording=wording, why=why)


def test_each_owner_is_asked_sees_the_collective_need_and_finds_it_waiting(owners: list[Actor], collective: Need) -> None:
    for owner in owners[:3]:
        with acting(owner):
            assert Need.objects.filter(pk=collective.pk).exists()
            assert any("collective need" in waiting.message.say("en") for waiting in answers_awaited(owner))
        assert Notification.objects.filter(user_id=owner.user_id, url__contains=str(collective.pk)).exists()
    with acting(owners[3]):
        assert not Need.objects.filter(pk=collective.pk).exists()


def test_it_is_stated_once_all_agree_and_the_originals_stay(
    office: Actor, owners: list[Actor], needs: list[Need], collective: Need
) -> None:
    for owner, need in zip(owners[:2], needs[:2], strict=True):
        say(owner, collective, need)
    with acting(office), pytest.raises(Conflict, match="1 of the owners"):
        state_need(office, Need.objects.get(pk=collective.pk))
    say(owners[2], collective, needs[2])
    with acting(office):
        stated = state_need(office, Need.objects.get(pk=collective.pk))
    assert stated.state == Need.State.STATED
    assert Need._base_manager.filter(pk__in=[need.pk for need in needs], state=Need.State.STATED).count() == 4


def test_a_new_wording_asks_everybody_anew_and_keeps_the_one_before(
    office: Actor, owners: list[Actor], needs: list[Need], collective: Need
) -> None:
    say(owners[0], collective, needs[0])
    with acting(office):
        reword(office, collective, replace(SAID, text="Another"), wording=1, why="one asked for it")
    assert not link_of(collective, needs[0]).agrees
    with acting(owners[0]):
        assert [(w.number, w.text) for w in collective.wordings.all()] == [(2, "Another"), (1, SAID.text)]


def test_an_answer_to_a_wording_that_changed_meanwhile_is_a_conflict_that_says_so(
    office: Actor, owners: list[Actor], needs: list[Need], collective: Need
) -> None:
    with acting(office):
        reword(office, collective, SAID, wording=1)
        with pytest.raises(Conflict, match="has changed since you read it"):
            reword(office, collective, SAID, wording=1)
    with acting(owners[0]), pytest.raises(Conflict, match="read version 2"):
        answer(owners[0], link_of(collective, needs[0]), AGREE, wording=1)
    assert link_of(collective, needs[0]).state == NeedLink.State.ASKED


def test_an_objection_keeps_it_from_being_stated_and_waits_for_the_office(
    office: Actor, owners: list[Actor], needs: list[Need], collective: Need
) -> None:
    with pytest.raises(BadInput, match="what should change"):
        say(owners[0], collective, needs[0], OBJECT)
    say(owners[0], collective, needs[0], OBJECT, "our cranes are outdoors")
    for owner, need in zip(owners[1:3], needs[1:3], strict=True):
        say(owner, collective, need)
    with acting(office):
        assert any("objection" in waiting.message.say("en") for waiting in answers_awaited(office))
        with pytest.raises(Conflict, match="have not agreed"):
            state_need(office, Need.objects.get(pk=collective.pk))


def test_who_refuses_or_leaves_sees_it_no_more_and_keeps_its_need(
    owners: list[Actor], needs: list[Need], collective: Need
) -> None:
    say(owners[0], collective, needs[0], REFUSE, "we buy our own")
    with acting(owners[1]):
        leave(owners[1], link_of(collective, needs[1]), "no money this year")
    for owner, need in zip(owners[:2], needs[:2], strict=True):
        with acting(owner):
            assert not Need.objects.filter(pk=collective.pk).exists()
            assert Need.objects.get(pk=need.pk).state == Need.State.STATED
    assert [event.verb for event in history(collective)] == ["needs.bring_together", "needs.refuse", "needs.leave"]


def test_a_later_need_joins_and_a_need_that_takes_part_is_not_archived(
    office: Actor, owners: list[Actor], needs: list[Need], collective: Need
) -> None:
    with acting(office):
        ask_to_join(office, collective, needs[3], NeedLink.Kind.SUPPORTS)
        with pytest.raises(Conflict, match="takes part already"):
            ask_to_join(office, collective, needs[3], NeedLink.Kind.SUPPORTS)
        with pytest.raises(Conflict, match="leave it first"):
            archive_need(office, needs[3], "done")
    assert say(owners[3], collective, needs[3]).agrees


def test_a_split_moves_some_into_a_second_one_and_both_remember(
    office: Actor, owners: list[Actor], needs: list[Need], collective: Need
) -> None:
    with acting(office):
        ask_to_join(office, collective, needs[3], NeedLink.Kind.SPECIALISES)
        going = [link_of(collective, need).pk for need in needs[2:]]
        with pytest.raises(Conflict, match="two needs on each side"):
            split(office, collective, going[:1], SAID, "too many")
        made = split(office, collective, going, replace(SAID, title="Outdoors"), "two kinds of site")
        assert {link.need_id: link.kind for link in made.links.all()} == {needs[2].pk: "merged", needs[3].pk: "specialises"}
        assert collective.links.filter(state__in=NeedLink.LIVE).count() == 2
    assert made.split_from == collective
    assert history(collective).last().facts["into"] == made.pk
    with acting(owners[3]):
        assert not Need.objects.filter(pk=collective.pk).exists()
        assert Need.objects.filter(pk=made.pk).exists()


@pytest.mark.parametrize("fault", ["one organisation", "a draft", "a collective one"])
def test_only_stated_needs_of_two_organisations_are_brought_together(
    office: Actor, needs: list[Need], collective: Need, fault: str
) -> None:
    other = {
        "one organisation": lambda: NeedFactory(organisation=needs[0].organisation, stated=True),
        "a draft": NeedFactory, "a collective one": lambda: collective,
    }[fault]()  # fmt: skip
    with acting(office), pytest.raises(Conflict):
        bring_together(office, dict.fromkeys((needs[0].pk, other.pk), NeedLink.Kind.MERGED), SAID)


def test_only_the_office_brings_together_and_only_an_owner_answers(
    owners: list[Actor], needs: list[Need], collective: Need
) -> None:
    with acting(owners[0]):
        with pytest.raises(Denied, match="Only the programme office"):
            bring_together(owners[0], {need.pk: NeedLink.Kind.MERGED for need in needs}, SAID)
        with pytest.raises(Denied, match="Only the people of the organisation answer"):
            answer(owners[0], link_of(collective, needs[1]), AGREE, wording=1)


def test_members_and_office_read_an_anonymous_member_without_its_name(
    office: Actor, owners: list[Actor], needs: list[Need], collective: Need, signed_in: Callable[..., Client]
) -> None:
    hidden = needs[2]
    with acting(owners[2]):
        notes.write_note(owners[2], collective, "We would sign in March.", "/")
        with pytest.raises(BadInput, match="names you"):
            notes.write_note(owners[2], collective, "Ask at Tréfilerie", "/")
        with pytest.raises(BadInput, match="names you"):
            answer(owners[2], link_of(collective, hidden), OBJECT, wording=1, why="Tréfilerie is no foundry")
    say(owners[2], collective, hidden)
    person = hidden.organisation.memberships.get().user
    for reader in (office, owners[0]):
        client = signed_in(User.objects.get(pk=reader.user_id))
        answers = [client.get(url) for url in (collective.get_absolute_url(), f"/api/v1/needs/{collective.pk}/together")]
        page = "".join(found.content.decode() for found in answers)
        assert hidden.title in page
        assert "Tréfilerie" not in page
        assert person.full_name not in page
        assert "March" in page
    assert {event.actor_id for event in history(collective) if event.verb in ("needs.consent", "note.write")} == {None}
    told = Notification.objects.exclude(user=person)
    assert not [one for one in told if "Tréfilerie" in one.sentence.say("fr")]


def test_the_journey_shows_the_collective_link_where_there_is_one(office: Actor, needs: list[Need], collective: Need) -> None:
    with acting(office):
        assert [step.key for step in journey(office, needs[0].pk, "need")][:3] == ["need", "collective", "study"]
        assert "collective" not in [step.key for step in journey(office, needs[3].pk, "need")]


def test_its_project_is_led_by_a_named_member_and_the_other_named_ones_are_invited(
    office: Actor, owners: list[Actor], needs: list[Need], collective: Need
) -> None:
    for owner, need in zip(owners[:3], needs[:3], strict=True):
        say(owner, collective, need)
    with acting(office):
        stated = state_need(office, Need.objects.get(pk=collective.pk))
        with pytest.raises(BadInput, match="does not bear this need"):
            open_project(office, stated, FACTS, needs[2].organisation_id)
        project = open_project(office, stated, FACTS, needs[1].organisation_id)
    partners = {(p.organisation_id, p.state) for p in Partner._base_manager.filter(project=project)}
    assert partners == {(needs[1].organisation_id, "accepted"), (needs[0].organisation_id, "invited")}


def test_an_anonymous_need_becomes_no_project_before_its_company_says_who_it_is(office: Actor, needs: list[Need]) -> None:
    with acting(office), pytest.raises(Denied, match="says first who it is"):
        open_project(office, needs[2], FACTS)


def test_sites_laid_side_by_side_hold_every_device_and_are_a_sound_plan() -> None:
    sites = [small_site(), small_site(), small_site()]
    laid = side_by_side(sites, "Together", sites[0].origin)
    check_site(laid)
    assert sum(group.count for zone in laid.zones for group in zone.devices) == 60
    assert len({building.id for building in laid.buildings}) == 3
    assert max(x for x, _y in laid.boundary) == 3 * 300 + 2 * 50


def test_the_site_of_an_anonymous_member_is_taken_without_its_name_and_place(office: Actor, needs: list[Need]) -> None:
    with acting(office):
        made = bring_together(
            office, dict.fromkeys((needs[0].pk, needs[2].pk), NeedLink.Kind.MERGED), replace(SAID, site_of=needs[2].pk)
        )
    assert made.site_name == "Site of an anonymous company"
    assert made.core_site is not None
    assert made.core_site.origin != small_site().origin
    assert made.core_site.boundary == small_site().boundary
