"""A visitor learns what 5G changes, says where a site stands, and keeps nothing here; a company makes it a need."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from campus5g.portal.base.models import AuditEvent
from campus5g.portal.needs.models import Need
from campus5g.study.maturity import QUESTIONS
from tests.portal.factories.directory import OrganisationFactory

pytestmark = pytest.mark.django_db
ANSWERS: dict[str, str | list[str]] = {
    **{question.key: "1" for question in QUESTIONS},
    "gains": "0", "pains": ["robots", "energy"], "asks": ["moving", "video"],
}  # fmt: skip
ENGLISH = {"headers": {"accept-language": "en"}}


def test_a_visitor_reads_when_another_link_does_as_well(client: Client) -> None:
    page = client.get("/discover/", **ENGLISH).content.decode()
    assert page.count("When another link does.") == 4
    assert "LoRaWAN" in page


def test_the_answers_stand_in_the_address_and_nothing_is_kept(client: Client) -> None:
    answer = client.post("/discover/check/", ANSWERS)
    assert answer.status_code == 302
    said = parse_qs(urlsplit(answer.url).query)
    assert {name: values for name, values in said.items() if name in ("gains", "pains")} == {
        "gains": ["0"], "pains": ["robots", "energy"]
    }  # fmt: skip
    page = client.get(answer.url, **ENGLISH).content.decode()
    assert "A private 5G network deserves a study here" in page
    assert "State your need" in page
    assert not AuditEvent.objects.exists()


def test_what_was_chosen_is_kept_when_an_answer_is_missing(client: Client) -> None:
    answer = client.post("/discover/check/", {**ANSWERS, "gains": ""})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert page.count("checked") == len(QUESTIONS) - 1 + 4


def test_a_company_makes_it_the_draft_of_a_need(signed_in: Callable[..., Client]) -> None:
    company = OrganisationFactory()
    client = signed_in(organisation=company)
    address = client.post("/discover/check/", ANSWERS).url
    answer = client.post("/discover/check/need", {"answers": urlsplit(address).query})
    need = Need._base_manager.get()
    assert answer.url.startswith(f"/needs/{need.pk}/")
    assert (need.organisation, need.state, need.uses) == (company, "draft", ["robots", "energy"])
    assert need.text.count("–") == 4


def test_a_funder_states_no_need(signed_in: Callable[..., Client]) -> None:
    client = signed_in(organisation=OrganisationFactory(funder=True))
    address = client.post("/discover/check/", ANSWERS).url
    assert client.post("/discover/check/need", {"answers": urlsplit(address).query}).status_code == 403
    assert not Need._base_manager.exists()
