"""Needs over the API: the same verbs, rights and reasons as the pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from campus5g.portal.directory.models import Organisation
from campus5g.portal.needs.models import Need
from tests.portal.factories.directory import OrganisationFactory
from tests.portal.factories.needs import NeedFactory, geojson

pytestmark = pytest.mark.django_db
WHOLE: dict[str, Any] = {"title": "Hear the bearings", "text": "Before they fail", "uses": ["maintenance"], "language": "en"}


@pytest.fixture
def company() -> Organisation:
    return OrganisationFactory()


@pytest.fixture
def program(signed_in: Callable[..., Client], company: Organisation) -> Client:
    client = signed_in(organisation=company)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def post(client: Client, path: str, said: object) -> Any:
    return client.post(f"/api/v1/needs/{path}", json.dumps(said), content_type="application/json")


def test_a_need_is_kept_read_changed_and_stated(program: Client, company: Organisation) -> None:
    made = post(program, "", {**WHOLE, "site": geojson()})
    assert made.status_code == 201
    need = made.json()
    assert need["state"] == "draft"
    assert need["organisation_id"] == company.pk
    changed = program.put(
        f"/api/v1/needs/{need['id']}",
        json.dumps({**WHOLE, "title": "Hear them", "site": geojson()}),
        content_type="application/json",
    )
    assert changed.json()["title"] == "Hear them"
    assert post(program, f"{need['id']}/state", {}).json()["state"] == "stated"
    assert [line["title"] for line in program.get("/api/v1/needs/").json()] == ["Hear them"]
    assert program.get(f"/api/v1/needs/{need['id']}").json()["site"]["name"] == "Small yard"


def test_a_need_without_devices_is_not_stated_and_the_sentence_says_so(program: Client) -> None:
    site = geojson()
    for feature in site["features"]:
        feature["properties"].pop("devices", None)
    need = post(program, "", {**WHOLE, "site": site}).json()
    answer = post(program, f"{need['id']}/state", {})
    assert answer.status_code == 400
    assert "without devices" in answer.json()["detail"]


def test_a_broken_site_is_refused_with_its_place(program: Client) -> None:
    site = geojson()
    site["features"][1]["properties"]["height"] = -3
    answer = post(program, "", {**WHOLE, "site": site})
    assert answer.status_code == 400
    assert "hall" in answer.json()["detail"]
    assert not Need._base_manager.exists()


def test_a_need_of_another_company_does_not_exist(program: Client) -> None:
    need = NeedFactory()
    assert program.get(f"/api/v1/needs/{need.pk}").status_code == 404
    assert post(program, f"{need.pk}/state", {}).status_code == 404
    assert post(program, f"{need.pk}/archive", {"why": "mine"}).status_code == 404


def test_nobody_keeps_a_need_for_another_company(program: Client) -> None:
    answer = post(program, "", {**WHOLE, "organisation_id": OrganisationFactory().pk})
    assert answer.status_code == 403


def test_a_stranger_without_account_is_asked_who_it_is() -> None:
    assert Client().get("/api/v1/needs/").status_code == 401


def test_a_field_that_cannot_be_read_is_named(program: Client) -> None:
    answer = post(program, "", {**WHOLE, "uses": ["teleportation"]})
    assert answer.status_code == 422


def test_usual_devices_and_example_sites_are_there_to_start_from(program: Client) -> None:
    assert {preset["use"] for preset in program.get("/api/v1/needs/presets").json()} == {
        "maintenance",
        "robots",
        "logistics",
        "energy",
    }
    assert {site["key"] for site in program.get("/api/v1/needs/sites").json()} >= {
        "steelworks",
        "port",
        "two_halls",
        "electro_plant",
    }
