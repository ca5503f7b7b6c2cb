"""Uses over the API: what a use takes, a file brought, an assessment asked for and read."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from campus5g.core.benefit import Use
from campus5g.core.codec import dump
from campus5g.core.message import msg
from campus5g.portal.base.jobs import run_job
from campus5g.portal.base.scope import without_scope
from campus5g.portal.needs.models import Need
from campus5g.portal.uses.models import Assessment, UseFile
from campus5g.uses.figures import bounds_of
from campus5g.uses.interface import ENGINES
from campus5g.uses.preview import Finding, Severity
from tests.portal.factories.directory import OrganisationFactory
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.uses import readings, uploaded

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
API = "/api/v1/uses"


@pytest.fixture
def need() -> Need:
    return NeedFactory(stated=True)


@pytest.fixture
def client(signed_in: Browser, need: Need) -> Client:
    made = signed_in(organisation=need.organisation)
    made.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return made


def asked(client: Client, said: dict[str, Any]) -> Any:
    return client.post(f"{API}/", json.dumps(said), content_type="application/json")


def brought(client: Client, need: Need, file: SimpleUploadedFile) -> Any:
    return client.post(f"{API}/of/{need.pk}/maintenance/files", {"file": file})


def test_a_use_tells_each_figure_that_it_takes_with_what_is_accepted_and_supposed(client: Client, need: Need) -> None:
    told = client.get(f"{API}/of/{need.pk}/maintenance").json()
    bounds = bounds_of(ENGINES[Use.MAINTENANCE])
    assert {figure["key"]: (figure["least"], figure["most"]) for figure in told["figures"]} == bounds
    assert all(figure["low"] <= figure["default"] <= figure["high"] for figure in told["figures"] if not figure["asked"])
    assert told["not_built"] == ""
    assert told["kinds"]


@pytest.mark.parametrize(("name", "pack"), [("fans.csv", bytes), ("fans.csv.gz", gzip.compress)], ids=["csv", "gzip"])
def test_a_table_is_read_plain_or_packed(client: Client, need: Need, name: str, pack: Callable[[bytes], bytes]) -> None:
    answer = brought(client, need, uploaded(pack(readings()), name))
    assert answer.status_code == 201, answer.content
    assert answer.json()["rows"] == 800


def test_a_file_is_brought_and_the_answer_rests_on_it(client: Client, need: Need) -> None:
    file = brought(client, need, uploaded()).json()
    answer = asked(client, {"need_id": need.pk, "use": "maintenance", "values": {"assets": 40}, "file_id": file["id"], "seed": 5})
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert (made["state"], made["answer"]) == ("queued", "")
    assert client.get(f"{API}/{made['id']}/result").status_code == 404
    with without_scope():
        run_job.func(Assessment.objects.get(pk=made["id"]).job_id)
    done = client.get(f"{API}/{made['id']}").json()
    result = client.get(f"{API}/{made['id']}/result").json()
    assert (done["state"], done["share"]) == ("done", 1.0)
    assert done["answer"]
    assert (result["assessment"]["origin"], result["seed"], result["data"]["rows"]) == ("company", 5, file["rows"])
    assert [one["id"] for one in client.get(f"{API}/").json()] == [made["id"]]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"assets": 0}, "assets: value 0"),
        ({"assets": 4, "no_such": 1}, "not a figure"),
        ({"assets": 4, "wired_share": 2}, "from 0 to 1"),
    ],
)
def test_a_figure_that_is_not_taken_is_refused_in_one_sentence(
    client: Client, need: Need, values: dict[str, float], said: str
) -> None:
    answer = asked(client, {"need_id": need.pk, "use": "maintenance", "values": values})
    assert answer.status_code == 400
    assert said in answer.json()["detail"]


def test_a_file_that_is_not_one_is_refused(client: Client, need: Need) -> None:
    assert brought(client, need, uploaded(b"%PDF-1.7", "fans.pdf")).status_code == 400
    assert brought(client, need, uploaded(b"not packed", "fans.parquet")).status_code == 400
    assert client.post(f"{API}/of/{need.pk}/maintenance/files").json()["detail"].startswith("file: nothing")


def test_a_file_with_faults_needs_the_agreement_of_its_company(client: Client, need: Need) -> None:
    number = brought(client, need, uploaded()).json()["id"]
    with without_scope():
        file = UseFile.objects.get(pk=number)
        plain = json.loads(file.preview)
        plain["findings"] = [json.loads(dump(Finding(Severity.PARTIAL, "line 7", msg("a gap"), msg("leave it out"))))]
        UseFile.objects.filter(pk=number).update(preview=json.dumps(plain))
    said = {"need_id": need.pk, "use": "maintenance", "values": {"assets": 40}, "file_id": number}
    told = client.get(f"{API}/of/{need.pk}/maintenance").json()["files"][0]
    assert (told["needs_consent"], told["findings"]) == (True, ["line 7: a gap. leave it out"])
    page = client.get(f"/uses/of/{need.pk}/maintenance/?file={number}").content.decode()
    assert "line 7" in page
    assert 'name="partial"' in page
    refused = asked(client, said)
    assert refused.status_code == 400
    assert "your agreement" in refused.json()["detail"]
    assert asked(client, {**said, "partial": True}).status_code == 201


def test_a_stranger_finds_nothing(signed_in: Browser, need: Need) -> None:
    stranger = signed_in(organisation=OrganisationFactory())
    assert stranger.get(f"{API}/of/{need.pk}/maintenance").status_code == 404
    assert brought(stranger, need, uploaded()).status_code == 404
    assert asked(stranger, {"need_id": need.pk, "use": "maintenance", "values": {"assets": 4}}).status_code == 404
