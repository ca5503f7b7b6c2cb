"""Introductions: the office between two sides, and a name that is told to nobody too early."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.portal.base import audit
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.models import AuditEvent, Notification, SiteSettings
from campus5g.portal.base.registry import waiting_for
from campus5g.portal.base.scope import acting, without_scope
from campus5g.portal.needs.models import Need
from campus5g.portal.solutions.actions import answer, ask_introduction, decide, follow, remind, say_answered, withdraw
from campus5g.portal.solutions.models import Introduction
from tests.portal.factories.directory import OrganisationFactory, actor_for, office_actor
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.solutions import SolutionFactory, asked, in_contact, proposed

pytestmark = pytest.mark.django_db
S = Introduction.State


def seen_by(actor: object) -> list[int]:
    with acting(actor):  # type: ignore[arg-type]
        return [one.pk for one in Introduction.objects.all()]


def test_the_other_side_sees_an_introduction_once_the_office_proposed_it() -> None:
    need, box, office = NeedFactory(stated=True), SolutionFactory(), office_actor()
    introduction = asked(need, box)
    other, stranger = actor_for(box.organisation), actor_for(OrganisationFactory())
    assert seen_by(other) == []
    with acting(office):
        decide(office, introduction, accepts=True)
    assert seen_by(other) == [introduction.pk]
    assert seen_by(stranger) == []


def test_each_step_waits_for_the_one_whose_turn_it_is() -> None:
    office = office_actor()
    introduction = asked(NeedFactory(stated=True))
    owner = actor_for(introduction.other)

    def waits(actor: object) -> list[str]:
        with acting(actor):  # type: ignore[arg-type]
            return [item.url for item in waiting_for(actor) if item.url == introduction.get_absolute_url()]  # type: ignore[arg-type]

    assert (len(waits(office)), len(waits(owner))) == (1, 0)
    with acting(office):
        decide(office, introduction, accepts=True)
    assert (len(waits(office)), len(waits(owner))) == (0, 1)


def test_contacts_are_told_to_the_two_sides_once_both_accepted(signed_in: Callable[..., Client]) -> None:
    introduction = proposed(NeedFactory(stated=True))
    client = signed_in(organisation=introduction.other)
    url = introduction.get_absolute_url()
    assert "03 00 00 00 00" not in client.get(url).content.decode()
    assert client.post(url, {"do": "yes", "contact": ""}).status_code == 400
    assert client.post(url, {"do": "yes", "contact": "Grace"}).status_code == 302
    assert "03 00 00 00 00" in client.get(url).content.decode()
    assert "Grace" in signed_in(organisation=introduction.organisation).get(url).content.decode()
    assert signed_in(organisation=OrganisationFactory()).get(url).status_code == 404


def test_the_people_of_an_anonymous_need_are_named_nowhere_before_they_accept_and_then_to_the_other_side_alone(
    signed_in: Callable[..., Client],
) -> None:
    SiteSettings.objects.update_or_create(pk=1, defaults={"send_mails": True})
    need = NeedFactory(stated=True, visibility="members", anonymous=True, organisation__name="Forges du Secret")
    box, office = SolutionFactory(), office_actor()
    owner, people = actor_for(box.organisation), actor_for(need.organisation)
    with acting(owner):
        introduction = ask_introduction(owner, box, need, Introduction.Side.SOLUTION, "We hear bearings.", "Grace")
    with acting(office):
        introduction = decide(office, introduction, accepts=True)
    url = introduction.get_absolute_url()
    office_browser = signed_in(organisation=OrganisationFactory(office=True))
    owner_browser = signed_in(organisation=box.organisation)
    for client in (office_browser, owner_browser):
        for place in (url, reverse("solutions:introductions"), reverse("solutions:introductions-export", args=["csv"])):
            assert "Forges du Secret" not in client.get(place).content.decode()
    with acting(people):
        answer(people, introduction, accepts=True, contact="Ada")
    assert "Forges du Secret" in owner_browser.get(url).content.decode()
    assert "Forges du Secret" not in office_browser.get(url).content.decode()
    told = [str(one.sentence) for one in Notification.objects.exclude(user_id=owner.user_id)]
    assert told
    assert not any("Forges du Secret" in sentence for sentence in told if "says that the need" not in sentence)
    assert not any("Forges du Secret" in letter.subject for letter in mail.outbox if "office" in letter.to[0])
    sealed = AuditEvent.objects.filter(verb="solutions.answer_introduction").get()
    assert (sealed.actor_id, sealed.organisation_id) == (None, None)
    assert audit.check_chain().intact


def test_words_that_name_an_anonymous_company_are_refused() -> None:
    need = NeedFactory(stated=True, anonymous=True, organisation__name="Forges du Secret")
    actor, box = actor_for(need.organisation), SolutionFactory()
    with acting(actor), pytest.raises(BadInput, match="names you"):
        ask_introduction(actor, box, need, Introduction.Side.NEED, "The Forges du Secret stop too often.", "Ada")


def test_the_office_refuses_and_the_other_side_declines_with_a_reason_each() -> None:
    office, introduction = office_actor(), asked(NeedFactory(stated=True))
    with acting(office):
        with pytest.raises(BadInput):
            decide(office, introduction, accepts=False)
        assert decide(office, introduction, accepts=False, why="They compete.").state == S.REFUSED
    again = proposed(NeedFactory(stated=True))
    owner = actor_for(again.other)
    with acting(owner):
        with pytest.raises(BadInput):
            answer(owner, again, accepts=False)
        assert answer(owner, again, accepts=False, why="No time.").state == S.DECLINED


def test_only_the_side_concerned_asks_answers_and_withdraws() -> None:
    need, box, office = NeedFactory(stated=True), SolutionFactory(), office_actor()
    stranger = actor_for(OrganisationFactory())
    for actor in (stranger, office):
        with acting(actor), pytest.raises(Denied):
            ask_introduction(actor, box, need, Introduction.Side.NEED, "Why not?", "Me")
    introduction = asked(need, box)
    owner = actor_for(box.organisation)
    with acting(owner), pytest.raises(Denied):
        withdraw(owner, introduction)
    with acting(owner), pytest.raises(Denied):
        decide(owner, introduction, accepts=True)
    with acting(stranger), pytest.raises(Denied):
        answer(stranger, introduction, accepts=True, contact="Me")


def test_one_asks_once_and_again_when_it_is_over() -> None:
    need, box = NeedFactory(stated=True), SolutionFactory()
    introduction = asked(need, box)
    with pytest.raises(Conflict):
        asked(need, box)
    actor = actor_for(need.organisation)
    with acting(actor):
        withdraw(actor, introduction)
    assert asked(need, box).state == S.ASKED


def test_what_was_decided_meanwhile_is_not_decided_twice() -> None:
    office, introduction = office_actor(), asked(NeedFactory(stated=True))
    with acting(office):
        stale = Introduction.objects.get(pk=introduction.pk)
        decide(office, introduction, accepts=True)
        with pytest.raises(Conflict):
            decide(office, stale, accepts=False, why="too late")


def test_what_came_of_it_is_followed_to_its_end_or_the_reason_of_it() -> None:
    introduction = in_contact(NeedFactory(stated=True))
    actor = actor_for(introduction.organisation)
    with acting(actor):
        introduction = follow(actor, introduction, S.MET)
        with pytest.raises(BadInput):
            follow(actor, introduction, S.ENDED)
        assert follow(actor, introduction, S.CONTRACT).state == S.CONTRACT
        with pytest.raises(Denied):
            follow(actor, Introduction.objects.get(pk=introduction.pk), S.ENDED, "no")
    verbs = [event.verb for event in audit.history(introduction)]
    assert verbs.count("solutions.follow_introduction") == 2


def test_who_is_late_is_reminded_once_and_then_again_as_late() -> None:
    introduction = proposed(NeedFactory(stated=True))
    person = actor_for(introduction.other).user_id
    assert remind() == 0
    with without_scope():
        Introduction.objects.update(moved_at=timezone.now() - timedelta(days=15))
    assert (remind(), remind()) == (1, 0)
    assert Notification.objects.filter(user_id=person, url=introduction.get_absolute_url()).count() == 1


def test_a_need_is_said_to_be_answered_by_its_people_and_its_page_shows_it(signed_in: Callable[..., Client]) -> None:
    need, box = NeedFactory(stated=True), SolutionFactory()
    actor, owner = actor_for(need.organisation), actor_for(box.organisation)
    with acting(owner), pytest.raises(Denied):
        say_answered(owner, need, box)
    with acting(actor):
        said = say_answered(actor, need, box, "Twelve breakdowns instead of ninety.")
        with pytest.raises(Conflict):
            say_answered(actor, need, box)
    client = signed_in(organisation=need.organisation)
    assert "Twelve breakdowns" in client.get(need.get_absolute_url()).content.decode()
    client.post(reverse("solutions:withdraw-answer", args=[said.pk]))
    assert "Twelve breakdowns" not in client.get(need.get_absolute_url()).content.decode()
    with without_scope():
        assert Need.objects.get(pk=need.pk).answers.count() == 1
