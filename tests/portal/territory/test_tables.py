"""The tables that the office downloads: checked at the door, kept for shell and portal alike, used at once, put away again."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from campus5g.core.codec import load
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.base.scope import acting
from campus5g.portal.territory.loading import load_investments
from campus5g.territory.investments import read_investments
from campus5g.territory.jobs import AS_ANNOUNCED, Outcome, compare, read_area
from campus5g.territory.tables import KINDS, known
from campus5g.territory.tables.store import FOLDER
from tests.portal.factories.directory import OrganisationFactory

pytestmark = pytest.mark.django_db
DUNKIRK = Path(__file__).resolve().parents[3] / "dunkerque"
SAMPLES = Path(str(files("campus5g.territory.tables") / "samples"))
MOST_QUERIES = 20
URL = "/territory/tables/"
Browser = Callable[..., Client]


@pytest.fixture
def office(signed_in: Browser, settings: Any, tmp_path: Path) -> Client:
    settings.DATA = tmp_path
    with acting(SYSTEM):
        load_investments(DUNKIRK, SYSTEM)
    client = signed_in(organisation=OrganisationFactory(office=True))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def bring(client: Client, kind: str, data: bytes | None = None, **changed: str) -> Any:
    given = {"source": "Sample", "date": "2026-01-31", "licence": "written for tests", "kind": kind} | changed
    data = (SAMPLES / f"{kind}.csv").read_bytes() if data is None else data
    return client.post(URL, given | {"file": SimpleUploadedFile(f"{kind}.csv", data)})


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_table_comes_in_by_the_page(office: Client, kind: str) -> None:
    assert bring(office, kind).status_code == 302
    page = office.get(URL).content.decode()
    assert "2026-01-31 · written for tests" in page
    assert AuditEvent.objects.filter(verb="territory.keep_table").exists()


def test_a_kept_table_changes_the_page_as_it_changes_the_shell_and_putting_it_away_takes_that_back(
    office: Client, tmp_path: Path
) -> None:
    def told() -> list[Outcome]:
        return [load(Outcome, one) for one in office.get("/territory/softbank/jobs.json").json()]

    before = told()
    bring(office, "tension")
    bring(office, "fap_rome")
    after = told()
    area = read_area(DUNKIRK / "area.yaml")
    found = known(tmp_path / FOLDER, area)
    softbank = next(one for one in read_investments(DUNKIRK / "investments.yaml") if one.key == "softbank")
    engine = compare(softbank, [AS_ANNOUNCED], area=area, evidence=found.evidence, offered=found.places)
    assert after == list(engine)
    assert after != before
    for kind in ("tension", "fap_rome"):
        assert office.post(f"{URL}{kind}/drop").status_code == 302
    assert told() == before


def test_flows_that_do_not_hold_what_is_bought_are_not_used_and_the_pages_say_so(office: Client) -> None:
    bring(office, "flows")
    for url in (URL, "/territory/softbank/jobs/"):
        answer = office.get(url)
        assert answer.status_code == 200
        assert "The table of flows is not used" in answer.content.decode()


def test_a_faulty_table_is_refused_in_one_sentence_with_its_line_and_nothing_is_kept(office: Client, tmp_path: Path) -> None:
    lines = (SAMPLES / "employment.csv").read_text(encoding="utf-8").splitlines()
    lines.append(lines[1])
    answer = bring(office, "employment", "\n".join(lines).encode())
    assert answer.status_code == 400
    assert f"employment.csv, line {len(lines)}" in answer.content.decode()
    assert not list((tmp_path / FOLDER).glob("*"))


def test_a_table_without_a_readable_day_is_refused(office: Client) -> None:
    assert bring(office, "rome", date="one day").status_code == 400


def test_only_the_office_sees_and_keeps_tables(signed_in: Browser) -> None:
    client = signed_in(organisation=OrganisationFactory())
    assert client.get(URL).status_code == 403
    assert bring(client, "rome").status_code == 403


def test_the_page_asks_few_questions(office: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        assert office.get(URL).status_code == 200
