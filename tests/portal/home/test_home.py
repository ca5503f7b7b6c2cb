"""The first page: for a visitor what the campus is for, for a person what waits for them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from campus5g.core.message import msg
from campus5g.portal.base.actor import Role
from campus5g.portal.base.notifications import notify
from campus5g.portal.home.views import WELCOMES
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.projects import PartnerFactory

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]


def page(client: Client, language: str = "en") -> str:
    client.cookies["django_language"] = language
    answer = client.get("/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_visitor_reads_what_the_campus_is_for_and_signs_in(client: Client) -> None:
    text = page(client)
    assert "From an industrial need to a funded 5G project" in text
    assert 'href="/accounts/login/"' in text
    assert "Nothing waits" not in text


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_role_is_welcomed_in_its_own_words(role: Role, language: str, signed_in: SignedIn) -> None:
    text = page(signed_in(organisation=OrganisationFactory(kind=role.value)), language)
    own = WELCOMES[role].say(language)
    assert own in text or own.replace("'", "&#x27;") in text
    assert f'<html lang="{language}"' in text


def test_a_person_without_organisation_has_a_home_page_too(signed_in: SignedIn) -> None:
    member = MembershipFactory(left=True)
    assert "Nothing waits for you" in page(signed_in(member.user))


def test_a_company_reads_its_drafts_and_the_office_the_needs_to_study(signed_in: SignedIn) -> None:
    draft = NeedFactory(title="Follow the carts")
    stated = NeedFactory(title="Hear the bearings", stated=True)
    company, office = signed_in(organisation=draft.organisation), signed_in(organisation=OrganisationFactory(office=True))
    assert "Follow the carts" in page(company)
    assert "Hear the bearings" not in page(company)
    assert "Hear the bearings" in page(office)
    assert stated.get_absolute_url() in page(office)


def test_an_invited_partner_reads_that_an_answer_is_waited_for(signed_in: SignedIn) -> None:
    partner = PartnerFactory(state="invited")
    from campus5g.portal.base.actions import grant

    grant(partner.project, partner.organisation_id, "consortium")
    text = page(signed_in(organisation=partner.organisation))
    assert partner.project.title in text
    assert partner.project.get_absolute_url() in text


def test_the_latest_news_are_shown_newest_first_five_at_most(signed_in: SignedIn) -> None:
    person = MembershipFactory().user
    for number in range(7):
        notify([person], msg("News number %(n)s", n=number), f"/news/{number}", None)
    text = page(signed_in(person))
    places = [text.find(f"/news/{number}") for number in range(7)]
    assert places[:2] == [-1, -1]
    assert places[2:] == sorted(places[2:], reverse=True)


def test_the_home_page_asks_few_questions_of_the_database(signed_in: SignedIn, django_assert_max_num_queries: Callable) -> None:
    office = OrganisationFactory(office=True)
    for _ in range(12):
        NeedFactory(stated=True)
    client = signed_in(organisation=office)
    page(client)
    with django_assert_max_num_queries(20):
        client.get("/")
