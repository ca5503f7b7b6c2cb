"""The API of calls: saved searches, calls by hand, imports as jobs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from campus5g.portal.calls.models import Call, CallImport, SavedSearch
from tests.portal.calls.working import run_queued
from tests.portal.factories.calls import CallFactory, call
from tests.portal.factories.directory import OrganisationFactory

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
ROOT = "/api/v1/calls"
TABLE = "Intitulé;Financeur;Date limite\nAide aux ponts;Région;31/03/2027\nAide aux quais;Région;\n;Région;\n"


@pytest.fixture
def office(signed_in: Browser) -> Client:
    return signed_in(organisation=OrganisationFactory(office=True))


def ask(browser: Client, verb: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    answer = getattr(browser, verb)(f"{ROOT}{path}", json.dumps(body or {}), content_type="application/json")
    return answer.status_code, answer.json() if answer.content else None


def test_a_search_is_saved_listed_changed_and_forgotten_by_its_person_alone(signed_in: Browser) -> None:
    CallFactory(described=call("a", "Cranes"))
    mine, other = signed_in(organisation=OrganisationFactory()), signed_in(organisation=OrganisationFactory())
    code, saved = ask(mine, "post", "/searches", {"name": "My cranes", "words": "cranes", "filters": {"place": "DEP-59"}})
    assert (code, saved["filters"], saved["new"]) == (201, {"place": "DEP-59"}, 0)
    assert ask(mine, "post", "/searches", {"name": "X", "filters": {"place": "DEP-999"}})[0] == 422
    page = f"/searches/{saved['id']}"
    assert [ask(other, verb, page, {"name": "Theirs"})[0] for verb in ("put", "delete")] == [404, 404]
    assert ask(mine, "put", page, {"name": "Cranes", "rhythm": "daily"})[1]["rhythm"] == "daily"
    assert [found["name"] for found in mine.get(f"{ROOT}/searches").json()] == ["Cranes"]
    assert ask(mine, "delete", page)[0] == 204
    assert (mine.get(f"{ROOT}/searches").json(), other.get(f"{ROOT}/searches").json()) == ([], [])
    assert SavedSearch.objects.get().archived_at


def test_a_call_is_entered_corrected_and_taken_back_by_the_verbs_of_the_pages(office: Client) -> None:
    code, mine = ask(
        office, "post", "/", {"title": "Aide aux ponts", "funder": "Région", "closes": ["2027-03-31"], "max_aid_eur": 5000}
    )
    assert (code, mine["key"], mine["deadlines"]) == (201, "office:aide-aux-ponts", ["2027-03-31"])
    assert Call.objects.get(pk=mine["id"]).core.max_aid_eur == 5000.0
    told = CallFactory(described=call("fed", "Craen aid", max_aid_eur=100.0))
    assert ask(office, "patch", f"/{told.pk}", {"title": "Crane aid"}) == (
        200,
        {
            "id": told.pk,
            "key": "fed",
            "title": "Crane aid",
            "funder": "A funder",
            "deadlines": ["2027-03-31"],
            "corrected": ["title"],
        },
    )
    assert Call.objects.get(pk=told.pk).core.max_aid_eur == 100.0
    assert ask(office, "delete", f"/{told.pk}/corrections/title")[1]["title"] == "Craen aid"
    code, refused = ask(office, "patch", f"/{told.pk}", {"min_aid_eur": 500})
    assert (code, refused["detail"][0]["loc"], refused["detail"][0]["msg"]) == (
        422, ["body", "max_aid_eur"], "The highest aid is below the lowest."
    )  # fmt: skip


def test_a_feed_is_imported_as_a_job_with_its_report_and_what_left_it_is_archived(office: Client) -> None:
    def give(table: str, **said: Any) -> Any:
        return office.post(f"{ROOT}/imports", {"file": SimpleUploadedFile("calls.csv", table.encode()), "feed": "region", **said})

    started = give(TABLE)
    assert (started.status_code, started.json()["state"]) == (201, "queued")
    run_queued()
    report = office.get(f"{ROOT}/imports/{started.json()['id']}").json()
    assert (report["state"], report["new"], [line["line"] for line in report["refused"]]) == ("done", 2, [4])
    later = give(TABLE.splitlines(keepends=True)[0] + "Aide aux ponts;Région;31/03/2027\n", complete=True).json()
    run_queued()
    page = f"/imports/{later['id']}"
    assert office.get(f"{ROOT}{page}").json()["gone"] == 1
    assert ask(office, "post", f"{page}/archive")[0] == 409
    assert ask(office, "post", f"{page}/archive", {"even_many": True})[1]["archived"] == 1
    assert [found["id"] for found in office.get(f"{ROOT}/imports").json()] == [later["id"], started.json()["id"]]
    assert give(TABLE, columns='{"title": "No such column"}').status_code == 422
    assert give(TABLE, columns="[]").status_code == 400
    assert CallImport._base_manager.count() == 2


def test_a_company_neither_writes_nor_imports(signed_in: Browser) -> None:
    company, row = signed_in(organisation=OrganisationFactory()), CallFactory()
    assert ask(company, "post", "/", {"title": "A", "funder": "B"})[0] == 403
    assert ask(company, "patch", f"/{row.pk}", {"title": "A"})[0] == 403
    assert company.get(f"{ROOT}/imports").status_code == 403
    assert company.post(f"{ROOT}/imports", {"file": SimpleUploadedFile("calls.csv", TABLE.encode())}).status_code == 403
