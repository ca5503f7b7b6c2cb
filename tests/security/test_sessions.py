"""Sessions, hosts, and the way back after signing in."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.portal.factories.accounts import PASSWORD
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory
from tests.portal.factories.needs import NeedFactory

pytestmark = pytest.mark.django_db
AWAY = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "javascript:alert(1)",
    "https:evil.example",
    "\thttps://evil.example",
)


def sign_in(client: Client, person: object, **more: str) -> object:
    return client.post("/accounts/login/", {"login": person.email, "password": PASSWORD, **more})  # type: ignore[attr-defined]


@pytest.mark.parametrize("away", AWAY)
def test_signing_in_never_leads_to_another_site(client: Client, away: str) -> None:
    answer = sign_in(client, MembershipFactory().user, next=away)
    assert answer.status_code == 302  # type: ignore[attr-defined]
    assert "evil" not in answer["Location"]  # type: ignore[index]
    assert "javascript" not in answer["Location"]  # type: ignore[index]


@pytest.mark.parametrize("away", AWAY)
def test_no_form_of_the_house_leads_to_another_site(client: Client, away: str) -> None:
    member = MembershipFactory()
    need = NeedFactory(organisation=member.organisation)
    client.force_login(member.user)
    for url, said in (
        (f"/notes/needs.need/{need.pk}/add", {"text": "x"}),
        (f"/files/needs.need/{need.pk}/add", {}),
        ("/language", {"language": "en"}),
        ("/directory/switch", {"organisation": member.organisation_id}),
    ):
        answer = client.post(url, {**said, "next": away})
        assert answer.status_code == 302
        assert "evil" not in answer["Location"], url
        assert "javascript" not in answer["Location"], url


def test_the_session_is_another_one_after_signing_in(client: Client) -> None:
    client.get("/accounts/login/")
    client.cookies["sessionid"] = "chosen-by-somebody-else"
    sign_in(client, MembershipFactory().user)
    assert client.cookies["sessionid"].value not in {"", "chosen-by-somebody-else"}


def test_the_session_ends_with_the_sign_out(client: Client) -> None:
    sign_in(client, MembershipFactory().user)
    kept = client.cookies["sessionid"].value
    assert client.get("/needs/").status_code == 200
    client.post("/accounts/logout/")
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert thief.get("/needs/").status_code == 302


def test_cookies_are_for_the_server_alone(client: Client) -> None:
    answer = sign_in(client, MembershipFactory().user)
    client.get("/needs/")
    for name, cookie in {**client.cookies, **answer.cookies}.items():  # type: ignore[attr-defined]
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
    assert client.session.get_expiry_age() <= 8 * 3600


def test_a_person_who_may_no_longer_sign_in_is_out_at_once(client: Client) -> None:
    member = MembershipFactory()
    client.force_login(member.user)
    assert client.get("/needs/").status_code == 200
    member.user.is_active = False
    member.user.save()
    assert client.get("/needs/").status_code == 302


def test_a_person_who_leaves_an_organisation_no_longer_sees_its_things(client: Client) -> None:
    member = MembershipFactory()
    need = NeedFactory(organisation=member.organisation)
    client.force_login(member.user)
    assert client.get(need.get_absolute_url()).status_code == 200
    member.active = False
    member.save()
    assert client.get(need.get_absolute_url()).status_code == 404


def test_an_archived_organisation_opens_nothing_any_more(client: Client) -> None:
    member = MembershipFactory(organisation=OrganisationFactory(archived=True))
    need = NeedFactory(organisation=member.organisation)
    client.force_login(member.user)
    assert client.get(need.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "a b"])
def test_a_request_for_another_host_is_refused_and_its_name_goes_into_no_page_and_no_mail(client: Client, host: str) -> None:
    member = MembershipFactory()
    for answer in (
        client.get("/", headers={"Host": host}),
        client.post("/accounts/password/reset/", {"email": member.user.email}, headers={"Host": host}),
    ):
        assert answer.status_code == 400
        assert b"evil.example" not in answer.content
    from django.core import mail

    assert mail.outbox == []
