"""The page of scenarios: the engine's own answer, what one changes moves what it should, and where a gap leads."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from campus5g.core.codec import load
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.scope import acting
from campus5g.portal.territory.loading import load_investments
from campus5g.portal.territory.models import TrainingGap
from campus5g.territory.investments import read_investments
from campus5g.territory.jobs import AS_ANNOUNCED, LATE, Change, Line, Outcome, Scenario, compare, read_area
from campus5g.territory.power import PowerOutcome, power
from campus5g.territory.power import read_area as read_power_area
from tests.documents.test_report import text_of
from tests.portal.factories.directory import OrganisationFactory
from tests.portal.factories.territory import InvestmentFactory

pytestmark = pytest.mark.django_db
DUNKIRK = Path(__file__).resolve().parents[3] / "dunkerque"
MOST_QUERIES = 20
Browser = Callable[..., Client]
URL = "/territory/softbank/jobs"


@pytest.fixture
def dunkirk() -> None:
    with acting(SYSTEM):
        load_investments(DUNKIRK, SYSTEM)


@pytest.fixture
def company(signed_in: Browser) -> Client:
    client = signed_in(organisation=OrganisationFactory())
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def outcomes(browser: Client, query: str = "") -> list[Outcome]:
    return [load(Outcome, one) for one in browser.get(f"{URL}.json?{query}").json()]


def test_the_page_gives_what_the_engine_gives_for_the_folder_s_own_file(dunkirk: None, company: Client) -> None:
    told = {one.key: one for one in read_investments(DUNKIRK / "investments.yaml")}
    found = compare(told["softbank"], [AS_ANNOUNCED, LATE], area=read_area(DUNKIRK / "area.yaml"))
    assert outcomes(company, "with=announced&with=late") == list(found)
    answer = company.get("/api/v1/territory/investments/softbank/jobs?with=announced&with=late")
    assert [load(Outcome, one) for one in answer.json()] == list(found)


def test_the_page_shows_warnings_curves_trainings_and_ways_to_companies(
    dunkirk: None, company: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        answer = company.get(f"{URL}/?with=announced&with=late")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "The source does not say whether the 500 jobs and 2028 mean the data centre, the plant or both." in page
    assert "65 M€ for one direct job" in page
    assert page.count('data-chart="') == 4
    assert "Electrical maintenance" in page
    assert "/directory/?competence=energy_control" in page
    assert "Production slips two years" in page


def test_one_s_own_assumption_moves_what_rests_on_it_and_nothing_else(dunkirk: None, company: Client) -> None:
    before, after = outcomes(company, "with=announced&with=own&set-multiplier=1.2")
    assert after.curve(Line.INDUCED).values[-1].p50 > before.curve(Line.INDUCED).values[-1].p50
    for line in (Line.DIRECT, Line.CONSTRUCTION, Line.INDIRECT, Line.REMOVED, Line.RETIREMENTS, Line.HIRES):
        assert after.curve(line).values == before.curve(line).values
    told = {one.key: one for one in read_investments(DUNKIRK / "investments.yaml")}
    own = Scenario("own", after.scenario.name, {"multiplier": Change(1.2)})
    assert after == compare(told["softbank"], [AS_ANNOUNCED, own], area=read_area(DUNKIRK / "area.yaml"))[1]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("set-multiplier=99", "outside its range"),
        ("set-multiplier=much", "“much”; expected a number"),
        ("set-moon=1", "moon"),
        ("with=never", "“never”; expected one of"),
        ("with=announced&with=late&with=half_local&with=own", "4 scenarios; expected at most 3 side by side"),
    ],
)
def test_what_cannot_be_run_is_said_in_a_sentence_and_the_form_stays(
    dunkirk: None, company: Client, query: str, sentence: str
) -> None:
    answer = company.get(f"{URL}/?{query}")
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert 'name="set-multiplier"' in answer.content.decode()
    assert company.get(f"{URL}.json?{query}").status_code == 400


def test_an_investment_without_jobs_asks_for_them_and_then_runs(company: Client) -> None:
    plant = InvestmentFactory()
    url = f"/territory/{plant.key}/jobs/"
    answer = company.get(url)
    assert answer.status_code == 400
    assert "set start_year" in answer.content.decode()
    assert company.get(f"{url}?set-direct_jobs=300&set-start_year=2030&with=own").status_code == 200
    assert company.get(f"/api/v1/territory/investments/{plant.key}/jobs").status_code == 409
    assert company.get(f"/territory/{InvestmentFactory(kinds=[]).key}/jobs/").status_code == 404
    assert Client().get(url).status_code == 302


def test_from_a_gap_to_the_plan_of_sessions_in_one_click_with_numbers_computed_anew(
    dunkirk: None, signed_in: Browser, company: Client
) -> None:
    office = signed_in(organisation=OrganisationFactory(office=True))
    office.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    typed = {"query": "with=announced", "training": "operation.I1309", "people": "9999"}
    assert "/softbank/jobs/ask" in office.get(f"{URL}/").content.decode()
    assert "/softbank/jobs/ask" not in company.get(f"{URL}/").content.decode()
    assert company.post(f"{URL}/ask", typed).status_code == 403
    assert office.post(f"{URL}/ask", typed)["Location"] == "/training/plan/"
    (wanted,) = [one for one in outcomes(office)[0].trainings if (one.part, one.rome) == ("operation", "I1309")]
    gap = TrainingGap.objects.get()
    assert (gap.people, gap.opens, gap.due) == (ceil(wanted.missing.p50), wanted.opens, wanted.due)
    plan = office.get("/training/plan/").content.decode()
    assert "Electrical maintenance (occupation, ROME I1309)" in plan
    assert "jobs of SoftBank, Schneider Electric" in plan
    assert office.post(f"{URL}/ask", typed).status_code == 302
    assert TrainingGap.objects.filter(ended_at=None).count() == 1
    assert office.post(f"{URL}/ask", {**typed, "training": "operation.Z9999"}).status_code == 400
    last = TrainingGap.objects.get(ended_at=None)
    assert office.post(f"/territory/gaps/{last.pk}/end").status_code == 302
    assert "ROME I1309" not in office.get("/training/plan/").content.decode()
    assert office.post(f"/territory/gaps/{last.pk}/end").status_code == 409


def test_the_page_of_electricity_says_what_the_engine_says_with_its_warnings(dunkirk: None, company: Client) -> None:
    told = {one.key: one for one in read_investments(DUNKIRK / "investments.yaml")}
    found = power(told["softbank"], read_power_area(DUNKIRK / "power.yaml"), wider=told["softbank_region"])
    page = company.get("/territory/softbank/power/").content.decode()
    assert isinstance(found, PowerOutcome)
    for warning in found.warnings:
        assert escape(str(warning)[1:]) in page
    assert f"{found.full.connection_mw.p50:,.0f}"[:3] in page
    assert page.count('data-chart="') == 2
    assert company.get("/territory/area/power/").status_code == 404


def test_the_four_pages_are_a_pdf_of_four_pages(dunkirk: None, company: Client, tmp_path: Path) -> None:
    answer = company.get("/territory/softbank/four-pages.pdf")
    assert answer["Content-Type"] == "application/pdf"
    pages = text_of(answer.content, tmp_path).strip("\f\n").split("\f")
    assert len(pages) == 4
    assert "500" in pages[0]
    assert company.get("/territory/area/four-pages.pdf").status_code == 404
