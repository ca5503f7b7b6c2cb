"""Published figures of investments: each with its source, side by side, never erased; open data and the API say the same."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.base.scope import acting, without_scope
from campus5g.portal.territory.loading import load_investments
from campus5g.portal.territory.models import Figure, Investment
from campus5g.territory.investments import read_investments
from tests.portal.factories.directory import OrganisationFactory
from tests.portal.factories.territory import FigureFactory, InvestmentFactory, said

pytestmark = pytest.mark.django_db
DUNKIRK = Path(__file__).resolve().parents[3] / "dunkerque"
MOST_QUERIES = 20
Browser = Callable[..., Client]


@pytest.fixture
def dunkirk() -> None:
    with acting(SYSTEM):
        load_investments(DUNKIRK, SYSTEM)


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def office(signed_in: Browser) -> Client:
    client = signed_in(organisation=OrganisationFactory(office=True))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def read(browser: Client, url: str, counter: Any = None) -> str:
    if counter is None:
        answer = browser.get(url)
    else:
        with counter(MOST_QUERIES):
            answer = browser.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_folder_s_figures_are_loaded_once_and_read_back_as_the_engine_reads_the_file(dunkirk: None) -> None:
    told = read_investments(DUNKIRK / "investments.yaml", "fr")
    with acting(SYSTEM):
        load_investments(DUNKIRK, SYSTEM)
    assert Figure.objects.count() == sum(len(one.statements) for one in told)
    for one in told:
        kept = Investment.objects.get(key=one.key)
        mine = kept.as_core("fr", tuple(kept.figures.order_by("pk")))
        assert (mine.name, mine.warning, mine.places, mine.kinds) == (one.name, one.warning, one.places, one.kinds)
        for here, there in zip(mine.statements, one.statements, strict=True):
            assert (here.figure.low, here.figure.high, here.figure.perimeter) == (
                there.figure.low, there.figure.high, there.figure.perimeter,
            )  # fmt: skip
            assert (here.figure.source, here.confidence, here.year) == (there.figure.source, there.confidence, there.year)


def test_a_visitor_reads_every_contradictory_figure_of_dunkirk_with_who_says_it_and_why_it_differs(
    dunkirk: None, visitor: Client, django_assert_max_num_queries: Any
) -> None:
    page = read(visitor, "/territory/", django_assert_max_num_queries)
    for figure in ("12,000", "16,000", "24,000", "27,000", "30,000"):
        assert f"{figure}\u00a0jobs" in page
    assert "not the same: what is counted" in page
    assert "30 to 35\u00a0bn €" in page
    assert page.count('role="tooltip"') >= 15


def test_the_page_of_softbank_says_first_that_its_source_does_not_tell_what_the_500_jobs_are(
    dunkirk: None, visitor: Client, django_assert_max_num_queries: Any
) -> None:
    page = read(visitor, "/territory/softbank/", django_assert_max_num_queries)
    assert "the source does not say whether the 500 jobs and 2028 mean the data centre, the plant or both" in page
    assert "Delta FM" in page


def test_the_map_follows_the_year_that_is_asked_for(dunkirk: None, visitor: Client) -> None:
    before, after = read(visitor, "/territory/?year=2023"), read(visitor, "/territory/?year=2028")
    assert "nothing published yet" in before
    assert "production announced by then" not in before
    assert "production announced by then" in after
    part = visitor.get("/territory/map?year=2028", headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert b"<html" not in part.content
    assert visitor.get("/territory/map?year=2028")["Location"] == "/territory/?year=2028"
    assert 'value="2026"' in read(visitor, "/territory/?year=no-year")


def test_a_figure_without_source_is_kept_with_its_mark_by_who_says_that_none_is_known(office: Client) -> None:
    plant = InvestmentFactory()
    url = f"/territory/{plant.key}/figures/new"
    refused = office.post(url, said(source_title="", source_date=""))
    assert refused.status_code == 400
    assert "a figure without source or date" in refused.content.decode()
    assert office.post(url, said(source_title="", source_date="", unsourced="on")).status_code == 302
    assert "this figure has neither source nor date" in read(office, f"/territory/{plant.key}/")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"high": "300"}, "the range ends below its beginning"),
        ({"quantity": "first_production", "low": "28", "high": "28"}, "is not a year"),
        ({"source_date": "june"}, "Enter a valid value"),
        ({"source_url": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"counted_fr": ""}, "This field is required"),
    ],
)
def test_a_figure_that_no_source_can_have_said_is_refused_in_a_sentence(
    office: Client, change: dict[str, str], sentence: str
) -> None:
    answer = office.post(f"/territory/{InvestmentFactory().key}/figures/new", said(**change))
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Figure.objects.exists()


def test_a_correction_keeps_the_former_figure_readable_with_the_reason_and_the_trail(office: Client, visitor: Client) -> None:
    old = FigureFactory()
    url = f"/territory/figures/{old.pk}/correct"
    assert "La Gazette" in read(office, url)
    assert office.post(url, said(why="a misprint")).status_code == 302
    old.refresh_from_db()
    assert old.withdrawn_why == "a misprint"
    assert old.replaced_by.low == 700
    page = read(visitor, f"/territory/{old.investment.key}/")
    assert "700 to 900\u00a0jobs" in page
    assert "a misprint" in page
    with without_scope():
        event = AuditEvent._base_manager.get(verb="territory.correct_figure")
    assert (event.facts["replaces"], event.facts["why"]) == (old.pk, "a misprint")
    assert office.post(url, said(why="again")).status_code == 403


def test_a_figure_that_is_taken_back_is_in_no_list_any_more(office: Client, visitor: Client) -> None:
    figure = FigureFactory()
    assert office.post(f"/territory/figures/{figure.pk}/withdraw", {"why": ""}).status_code == 400
    assert office.post(f"/territory/figures/{figure.pk}/withdraw", {"why": "denied by the firm"}).status_code == 302
    assert visitor.get("/territory/figures.json").json()["investments"][0]["figures"] == []
    assert "denied by the firm" in read(visitor, f"/territory/{figure.investment.key}/")


def test_a_company_reads_and_writes_nothing(signed_in: Browser) -> None:
    company, figure = signed_in(organisation=OrganisationFactory()), FigureFactory()
    assert "/territory/new" not in read(company, "/territory/")
    for url in ("new", f"{figure.investment.key}/edit", f"{figure.investment.key}/figures/new", f"figures/{figure.pk}/correct"):
        assert company.get(f"/territory/{url}").status_code == 403
        assert company.post(f"/territory/{url}", said(why="no")).status_code == 403


def test_the_office_enters_an_investment_and_a_short_name_stands_once(office: Client) -> None:
    typed = {"key": "verre", "name_fr": "Verrerie", "status": "permitted"}
    assert office.post("/territory/new", typed)["Location"] == "/territory/verre/"
    assert office.post("/territory/new", typed).status_code == 400
    assert (
        office.post("/territory/verre/edit", {"name_fr": "Verrerie", "name_en": "Glass", "status": "building"}).status_code == 302
    )
    assert "being built" in read(office, "/territory/verre/")


def test_table_document_and_api_tell_the_same_figures(dunkirk: None, visitor: Client, office: Client) -> None:
    text = visitor.get("/territory/figures.csv").content.decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    document = json.loads(visitor.get("/territory/figures.json").content)
    figures = [figure for one in document["investments"] for figure in one["figures"]]
    listed = office.get("/api/v1/territory/figures").json()["items"]
    assert [(row["investment"], float(row["low"]), row["source"]) for row in table] == [
        (figure["investment"], figure["low"], figure["source"]) for figure in figures
    ]
    assert [(row["investment"], row["low"], row["high"]) for row in listed] == [
        (figure["investment"], figure["low"], figure["high"]) for figure in figures
    ]
    assert visitor.get("/territory/figures.xml").status_code == 404


def test_the_data_set_is_described_in_dcat_with_addresses_that_answer(dunkirk: None, visitor: Client) -> None:
    answer = visitor.get("/territory/catalogue.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    found = answer.json()
    (dataset,) = found["dcat:dataset"]
    assert {title["@language"] for title in dataset["dct:title"]} == {"fr", "en"}
    assert dataset["dct:spatial"]["dcat:bbox"].startswith("POLYGON((2.196 49.741")
    files = [one["dcat:downloadURL"]["@id"] for one in dataset["dcat:distribution"]]
    assert [visitor.get(url).status_code for url in files] == [200, 200]


def test_the_api_writes_through_the_same_verbs_and_says_why_figures_differ(dunkirk: None, office: Client) -> None:
    made = office.post(
        "/api/v1/territory/investments/verkor/figures",
        said(low=900, high=None), content_type="application/json", headers={"X-CSRFToken": "-"},
    )  # fmt: skip
    assert made.status_code == 201, made.content
    (contrast,) = [
        one
        for one in office.get("/api/v1/territory/contrasts").json()
        if (one["investment"], one["quantity"]) == ("verkor", "direct_jobs")
    ]
    assert [figure["low"] for figure in contrast["figures"]] == [900, 1200]
    assert contrast["why_differs"][1].startswith("not the same: what is counted")
    answer = office.post(
        f"/api/v1/territory/figures/{made.json()['id']}/withdraw", {"why": "a trial"}, content_type="application/json"
    )
    assert answer.json()["withdrawn_why"] == "a trial"
