"""Offering a solution, and what the two sides find of each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from campus5g.core.errors import BadInput
from campus5g.portal.base import search
from campus5g.portal.base.decisions import Denied
from campus5g.portal.base.scope import acting
from campus5g.portal.needs.models import Need
from campus5g.portal.solutions.actions import Told, archive_solution, change_solution, offer, publish
from campus5g.portal.solutions.models import Solution
from campus5g.portal.solutions.pairing import needs_for, solutions_for
from tests.portal.factories.directory import OrganisationFactory, actor_for, office_actor
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.solutions import SolutionFactory

pytestmark = pytest.mark.django_db
BOX = Told(
    "Listening box", "startup", "Hears a bearing wear out.", "Predictive maintenance.", "en", ("maintenance",), 8, "Forty machines.",
    100_000, 200_000,
)  # fmt: skip


def test_a_draft_is_seen_by_its_people_and_the_office_and_once_published_by_every_member() -> None:
    actor, stranger = actor_for(OrganisationFactory(startup=True)), actor_for(OrganisationFactory())
    with acting(actor):
        solution = offer(actor, actor.organisation_id, BOX)
    with acting(stranger):
        assert not Solution.objects.exists()
        assert search.find("listening") == []
    with acting(actor):
        publish(actor, solution)
    with acting(stranger):
        assert [found.pk for found in Solution.objects.all()] == [solution.pk]
        assert [entry.title for entry in search.find("listening")] == ["Listening box"]
    with acting(actor):
        archive_solution(actor, solution, "sold out")
    with acting(stranger):
        assert not Solution.objects.exists()
        assert search.find("listening") == []


@pytest.mark.parametrize(
    ("told", "where"),
    [
        (replace(BOX, summary=" "), "summary"),
        (replace(BOX, uses=()), "uses"),
        (replace(BOX, proof=""), "proof"),
        (replace(BOX, visitable=True), "visit"),
        (replace(BOX, price_low_cents=300_000), "price_high_cents"),
        (replace(BOX, trl=10), "trl"),
        (replace(BOX, uses=("magic",)), "uses"),
        (replace(BOX, kind="rumour"), "kind"),
    ],
)
def test_a_solution_that_tells_too_little_is_refused_with_the_place(told: Told, where: str) -> None:
    actor = actor_for(OrganisationFactory(startup=True))
    with acting(actor), pytest.raises(BadInput) as refused:
        publish(actor, offer(actor, actor.organisation_id, told))
    assert refused.value.where == where


def test_what_is_published_stays_complete_when_it_is_changed() -> None:
    solution = SolutionFactory()
    actor = actor_for(solution.organisation)
    with acting(actor), pytest.raises(BadInput):
        change_solution(actor, solution, replace(BOX, uses=()))


def test_one_price_alone_is_both_ends_of_its_range() -> None:
    actor = actor_for(OrganisationFactory(startup=True))
    with acting(actor):
        solution = offer(actor, actor.organisation_id, replace(BOX, price_low_cents=None))
    assert (solution.price_low_cents, solution.price_high_cents) == (200_000, 200_000)


def test_nobody_offers_for_another_organisation_and_a_funder_offers_nothing() -> None:
    other = OrganisationFactory()
    for actor in (actor_for(OrganisationFactory(startup=True)), actor_for(OrganisationFactory(funder=True))):
        with acting(actor), pytest.raises(Denied):
            offer(actor, other.pk, BOX)


def test_a_company_finds_the_solution_of_another_and_not_its_own() -> None:
    need = NeedFactory(stated=True)
    SolutionFactory(organisation=need.organisation)
    box = SolutionFactory()
    with acting(actor_for(need.organisation)):
        (found,) = solutions_for(need)
    assert found.thing == box
    assert any("predictive maintenance" in reason.sentence.say("en") for reason in found.strengths)


def test_a_solution_finds_the_shared_needs_alone_and_never_their_gain_or_the_name_of_an_anonymous_one() -> None:
    shared = NeedFactory(stated=True, visibility="members", anonymous=True, gain_cents=9_000_000)
    NeedFactory(stated=True)
    box = SolutionFactory(city=shared.organisation.city)
    actor = actor_for(box.organisation)
    with acting(actor):
        (found,) = needs_for(box, actor)
        told = f"{found.thing.owner} {[reason.sentence.say('en') for reason in found.pair.reasons]}"
    assert found.thing == shared
    assert shared.organisation.name not in told
    assert "90,000" not in told
    assert f"Both are in {shared.organisation.city}" not in told


def test_the_gain_is_held_against_the_price_for_those_who_take_part_in_the_need() -> None:
    need = NeedFactory(stated=True, gain_cents=4_000_000)
    SolutionFactory()
    with acting(actor_for(need.organisation)):
        (found,) = solutions_for(need)
    assert any("paid back in 0.5 years" in reason.sentence.say("en") for reason in found.strengths)


def test_the_catalogue_filters_and_its_export_holds_the_same_rows(signed_in: Callable[..., Client]) -> None:
    SolutionFactory(title="=HYPERLINK(1)", trl=9)
    SolutionFactory(title="Shuttle", uses=["robots"], trl=4)
    SolutionFactory(title="Hidden", draft=True)
    client = signed_in(organisation=OrganisationFactory())
    page = client.get(reverse("solutions:list"), {"use": "robots"}).content.decode()
    assert "Shuttle" in page
    assert "HYPERLINK" not in page
    rows = client.get(reverse("solutions:export", args=["csv"]), {"trl": "7"}).content.decode("utf-8-sig").splitlines()
    assert [row.split(";")[0] for row in rows[1:]] == ["'=HYPERLINK(1)"]
    assert client.get(reverse("solutions:export", args=["xlsx"])).content.startswith(b"PK")
    assert client.get(reverse("solutions:export", args=["pdf"])).status_code == 404


def test_the_page_of_a_need_shows_what_could_answer_it_in_few_questions(
    signed_in: Callable[..., Client], django_assert_max_num_queries: Callable[..., object]
) -> None:
    need = NeedFactory(stated=True)
    boxes = [SolutionFactory() for _ in range(7)]
    client = signed_in(organisation=need.organisation)
    with django_assert_max_num_queries(40):  # type: ignore[attr-defined]
        page = client.get(need.get_absolute_url()).content.decode()
    assert sum(box.title in page for box in boxes) == 5
    assert (
        reverse("solutions:meet-owner", args=[boxes[0].pk]) in page or reverse("solutions:meet-owner", args=[boxes[6].pk]) in page
    )


def test_pages_of_solutions_ask_few_questions(
    signed_in: Callable[..., Client], django_assert_max_num_queries: Callable[..., object]
) -> None:
    box = SolutionFactory()
    for _ in range(6):
        NeedFactory(stated=True, visibility="members")
    client = signed_in(organisation=box.organisation)
    client.get(reverse("solutions:list"))
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        client.get(reverse("solutions:list"))
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        page = client.get(box.get_absolute_url()).content.decode()
    assert page.count('href="/needs/') >= 5


def test_a_form_that_is_refused_keeps_what_was_typed(signed_in: Callable[..., Client]) -> None:
    client = signed_in(organisation=OrganisationFactory(startup=True))
    said = {"title": "Box", "kind": "startup", "basis": "once", "summary": "", "uses": "maintenance", "do": "publish"}
    page = client.post(reverse("solutions:new"), said)
    assert page.status_code == 400
    assert 'value="Box"' in page.content.decode()
    with acting(office_actor()):
        assert not Solution.objects.exists()
    assert client.post(reverse("solutions:new"), said | {"summary": "It hears."}).status_code == 302
    with acting(office_actor()):
        assert Solution.objects.get().state == "published"
        assert Need.objects.count() == 0
