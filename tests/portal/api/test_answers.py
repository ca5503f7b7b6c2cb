"""How the API says what it could not do: one shape, the reason of the page, in the language asked for."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.test import Client

from campus5g.portal.needs.models import Need
from tests.portal.factories.directory import OrganisationFactory
from tests.portal.factories.needs import NeedFactory

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def need() -> Need:
    made: Need = NeedFactory(bare=True)
    return made


@pytest.fixture
def owner(need: Need, signed_in: Callable[..., Client]) -> Client:
    return signed_in(organisation=need.organisation)


def test_a_refusal_is_403_with_its_reason_in_the_language_asked_for(signed_in: Callable[..., Client]) -> None:
    client = signed_in(organisation=OrganisationFactory())
    said = {"name": "Forges", "kind": "company"}
    for language, words in (("en", "Only the programme office"), ("fr", "Seul")):
        answer = client.post("/api/v1/directory/organisations", said, JSON, headers={"Accept-Language": language})
        assert answer.status_code == 403
        assert words in answer.json()["detail"]


def test_what_cannot_be_used_is_400_with_place_and_expectation(need: Need, owner: Client) -> None:
    answer = owner.post(f"/api/v1/needs/{need.pk}/state", headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    assert "expected" in answer.json()["detail"]


def test_what_cannot_be_done_now_is_409_and_changes_nothing(signed_in: Callable[..., Client]) -> None:
    need = NeedFactory(stated=True)
    client = signed_in(organisation=need.organisation)
    assert client.post("/api/v1/studies/", {"need_id": need.pk}, JSON).status_code == 201
    assert client.post("/api/v1/studies/", {"need_id": need.pk}, JSON).status_code in {403, 409}


def test_a_body_that_cannot_be_read_is_400_or_422_and_names_the_field(owner: Client) -> None:
    wrong = owner.post("/api/v1/needs/", {"title": "", "language": "tlh"}, JSON)
    assert wrong.status_code == 422
    assert {fault["loc"][-1] for fault in wrong.json()["detail"]} == {"title", "language"}
    assert owner.post("/api/v1/needs/", "{", JSON).status_code == 400


def test_a_stranger_is_told_404_in_the_same_words_as_for_nothing(need: Need, signed_in: Callable[..., Client]) -> None:
    client = signed_in(organisation=OrganisationFactory())
    stranger, nothing = (client.get(f"/api/v1/needs/{pk}") for pk in (need.pk, need.pk + 1000))
    assert (stranger.status_code, stranger.json()) == (nothing.status_code, nothing.json()) == (404, stranger.json())


def test_a_need_of_an_organisation_that_does_not_exist_is_404(signed_in: Callable[..., Client]) -> None:
    office = signed_in(organisation=OrganisationFactory(office=True))
    for number in (10**6, 2**62):
        answer = office.post("/api/v1/needs/", {"title": "Hear the bearings", "organisation_id": number}, JSON)
        assert answer.status_code == 404
    assert not Need._base_manager.exists()


def test_a_method_that_an_address_does_not_take_is_405(owner: Client, need: Need) -> None:
    assert owner.delete(f"/api/v1/needs/{need.pk}").status_code == 405


def test_an_unexpected_error_is_500_in_json_and_tells_nothing(owner: Client, need: Need) -> None:
    owner.raise_request_exception = False
    with patch("campus5g.portal.needs.api.get_object_or_404", side_effect=RuntimeError("/srv/secret")):
        answer = owner.get(f"/api/v1/needs/{need.pk}")
    assert answer.status_code == 500
    assert set(answer.json()) == {"detail"}
    assert "secret" not in answer.content.decode()
