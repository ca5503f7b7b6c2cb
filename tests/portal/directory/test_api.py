"""The directory over the API: the same rights and the same refusals as the pages."""

from __future__ import annotations

import pytest
from django.test import Client

from campus5g.portal.base.models import AuditEvent
from campus5g.portal.directory.models import Organisation
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
ALL = "/api/v1/directory/organisations"


def post(browser: Client, **said: object):
    return browser.post(ALL, said, content_type="application/json")


def test_without_signing_in_nothing_is_answered(client: Client) -> None:
    for path in (ALL, f"{ALL}/1", "/api/v1/accounts/me"):
        assert client.get(path).status_code == 401


def test_a_card_has_facts_for_its_people_and_the_office_only(signed_in) -> None:
    company = OrganisationFactory(size_computed=True)
    path = f"{ALL}/{company.pk}"
    theirs = signed_in(organisation=company).get(path).json()
    assert (theirs["facts"]["siret"], theirs["facts"]["size"]) == (company.siret, "small")
    assert "2025" in theirs["facts"]["size_reason"]
    assert signed_in(organisation=OrganisationFactory()).get(path).json()["facts"] is None
    assert signed_in(organisation=OrganisationFactory(office=True)).get(path).json()["facts"]


def test_what_does_not_exist_is_404(signed_in) -> None:
    assert signed_in(organisation=OrganisationFactory()).get(f"{ALL}/999999").status_code == 404


def test_the_list_is_filtered_and_leaves_the_archived_out(signed_in) -> None:
    OrganisationFactory(name="Forge Électrique")
    OrganisationFactory(name="Forge Fermée", archived=True)
    browser = signed_in(organisation=OrganisationFactory(name="Zeta", funder=True))
    assert [item["name"] for item in browser.get(f"{ALL}?q=electrique").json()["items"]] == ["Forge Électrique"]
    assert [item["name"] for item in browser.get(f"{ALL}?kind=funder").json()["items"]] == ["Zeta"]
    assert [item["name"] for item in browser.get(f"{ALL}?archived=true").json()["items"]] == ["Forge Fermée"]


def test_the_office_enters_an_organisation(signed_in) -> None:
    office = signed_in(organisation=OrganisationFactory(office=True))
    answer = post(office, name="Tôlerie du Canal", kind="company", siret="732 829 320 00074")
    assert answer.status_code == 201
    assert Organisation.objects.get(pk=answer.json()["id"]).siret == "73282932000074"
    assert AuditEvent.objects.filter(verb="directory.create").count() == 1


def test_a_refusal_says_its_reason_and_changes_nothing(signed_in) -> None:
    office, company = signed_in(organisation=OrganisationFactory(office=True)), signed_in(organisation=OrganisationFactory())
    wrong = post(office, name="X", kind="company", siret="12345678901234")
    assert wrong.status_code == 400
    assert "123456789" in wrong.json()["detail"]
    assert post(company, name="X", kind="company").status_code == 403
    assert post(office, name="X", kind="bank").status_code == 422
    assert not Organisation.objects.filter(name="X").exists()


def test_i_read_who_i_am_and_for_whom_i_act(signed_in) -> None:
    person = MembershipFactory(organisation__name="A").user
    MembershipFactory(user=person, organisation__name="B", manages=True)
    MembershipFactory(user=person, organisation__name="C", organisation__archived=True)
    me = signed_in(person).get("/api/v1/accounts/me").json()
    assert me["email"] == person.email
    assert [(o["name"], o["manages"], o["acting"]) for o in me["organisations"]] == [("A", False, True), ("B", True, False)]
