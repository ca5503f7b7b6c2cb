"""Tokens that programs use: shown once, kept as a digest, for one organisation, until they end."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campus5g.portal.api.actions import create_token, revoke_token
from campus5g.portal.api.models import ApiToken
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.audit import history
from campus5g.portal.base.decisions import Denied
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.directory.models import Membership
from campus5g.portal.directory.people import actor_of
from tests.portal.factories.directory import MembershipFactory
from tests.portal.factories.needs import NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Membership:
    made: Membership = MembershipFactory(manages=True)
    return made


@pytest.fixture
def token(member: Membership) -> str:
    return create_token(actor_of(member.user), "reporting")[1]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def status(client: Client, token: str, url: str = "/api/v1/accounts/me") -> int:
    return int(client.get(url, headers=bearer(token)).status_code)


def test_nobody_asks_without_credentials(client: Client) -> None:
    for answer in (
        client.get("/api/v1/needs/"),
        client.post("/api/v1/needs/", {"title": "x"}, "application/json"),
        client.get("/api/v1/needs/", headers=bearer("c5g_unknown")),
        client.get("/api/v1/needs/", headers={"Authorization": "Basic YTpi"}),
        client.get("/api/v1/needs/", headers=bearer("")),
    ):
        assert answer.status_code == 401
        assert set(answer.json()) == {"detail"}


def test_a_token_acts_for_its_person_and_its_one_organisation(client: Client, member: Membership, token: str) -> None:
    own, other = NeedFactory(organisation=member.organisation), MembershipFactory(user=member.user)
    elsewhere = NeedFactory(organisation=other.organisation)
    seen = client.get("/api/v1/needs/", headers=bearer(token)).json()
    assert [need["id"] for need in seen] == [own.pk]
    assert status(client, token, f"/api/v1/needs/{elsewhere.pk}") == 404
    me = client.get("/api/v1/accounts/me", headers=bearer(token)).json()
    assert [mine["id"] for mine in me["organisations"] if mine["acting"]] == [member.organisation_id]


def test_what_a_token_does_stands_in_the_trail_under_its_person(client: Client, member: Membership, token: str) -> None:
    answer = client.post("/api/v1/needs/", {"title": "Hear the bearings"}, "application/json", headers=bearer(token))
    assert answer.status_code == 201
    event = AuditEvent.objects.get(verb="needs.create")
    assert (event.actor_id, event.organisation_id) == (member.user_id, member.organisation_id)


@pytest.mark.parametrize(
    "end",
    [
        lambda member: ApiToken.objects.update(revoked_at=timezone.now()),
        lambda member: ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1)),
        lambda member: Membership.objects.filter(pk=member.pk).update(active=False),
        lambda member: type(member.user).objects.filter(pk=member.user_id).update(is_active=False),
        lambda member: type(member.organisation).objects.filter(pk=member.organisation_id).update(archived_at=timezone.now()),
    ],
    ids=["revoked", "expired", "left the organisation", "may not sign in", "organisation archived"],
)
def test_a_token_that_ended_opens_nothing(
    client: Client, member: Membership, token: str, end: Callable[[Membership], object]
) -> None:
    MembershipFactory(user=member.user)
    assert status(client, token) == 200
    end(member)
    assert status(client, token) == 401


def test_a_token_opens_the_api_and_no_page(client: Client, token: str) -> None:
    assert status(client, token, "/needs/") == 302
    assert client.post("/tokens/", {"name": "more"}, headers=bearer(token)).status_code == 302
    assert ApiToken.objects.count() == 1


def test_a_session_needs_the_protection_of_forms_and_a_token_does_not(member: Membership, token: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(member.user)
    assert client.get("/api/v1/needs/").status_code == 200
    assert client.post("/api/v1/needs/", {"title": "x"}, "application/json").status_code == 403
    fresh = Client(enforce_csrf_checks=True)
    assert fresh.post("/api/v1/needs/", {"title": "x"}, "application/json", headers=bearer(token)).status_code == 201


def test_the_text_of_a_token_is_shown_once_and_kept_nowhere(member: Membership, signed_in: Callable[..., Client]) -> None:
    client = signed_in(member.user)
    page = client.post("/tokens/", {"name": "reporting"}).content.decode()
    (text,) = re.findall(r"c5g_[\w-]{40,}", page)
    assert text not in client.get("/tokens/").content.decode()
    kept = ApiToken.objects.get()
    assert text not in {str(getattr(kept, field.attname)) for field in ApiToken._meta.fields}
    assert text not in "".join(event.payload for event in AuditEvent.objects.all())
    assert kept.expires_at <= timezone.now() + timedelta(days=366)


def test_a_person_revokes_their_own_tokens_and_nobody_elses(
    member: Membership, token: str, signed_in: Callable[..., Client], client: Client
) -> None:
    kept = ApiToken.objects.get()
    assert (
        signed_in(MembershipFactory(organisation=member.organisation).user).post(f"/tokens/{kept.pk}/revoke").status_code == 404
    )
    with pytest.raises(Denied):
        revoke_token(actor_of(MembershipFactory(organisation=member.organisation).user), kept)
    assert status(client, token) == 200
    assert signed_in(member.user).post(f"/tokens/{kept.pk}/revoke").status_code == 302
    assert status(client, token) == 401
    assert [event.verb for event in history(kept)] == ["api.create_token", "api.revoke_token"]


def test_a_person_without_organisation_makes_no_token() -> None:
    with pytest.raises(Denied):
        create_token(Actor(1, None, frozenset(), None), "x")
    assert not ApiToken.objects.exists()


def test_the_use_of_a_token_is_kept_to_the_hour(client: Client, token: str) -> None:
    assert status(client, token) == 200
    first = ApiToken.objects.get().last_used_at
    assert status(client, token) == 200
    assert first is not None
    assert ApiToken.objects.get().last_used_at == first
