"""The pages of a use: its questions and its data, the answer, who may see them, what a bad file is told."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campus5g.core.benefit import Use
from campus5g.core.message import msg
from campus5g.portal.base.actions import grant
from campus5g.portal.base.scope import without_scope
from campus5g.portal.needs.models import Need
from campus5g.portal.uses.models import Assessment, UseFile
from campus5g.uses.interface import ENGINES, NotBuilt
from tests.portal.factories.directory import OrganisationFactory
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.studies import finished_study
from tests.portal.factories.uses import brought, finished_assessment, queued_assessment, uploaded

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
MOST_QUERIES = 20


@pytest.fixture
def need() -> Need:
    return NeedFactory(stated=True)


@pytest.fixture
def browser(signed_in: Browser, need: Need) -> Client:
    client = signed_in(organisation=need.organisation)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def page_of(need: Need, use: str = "maintenance") -> str:
    return f"/uses/of/{need.pk}/{use}/"


def read(browser: Client, url: str) -> str:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = browser.get(url)
    assert answer.status_code == 200
    assert len(asked) <= MOST_QUERIES, "\n".join(query["sql"] for query in asked)
    return answer.content.decode()


def test_the_page_asks_the_questions_of_its_engine_and_shows_each_assumption_with_range_and_source(
    browser: Client, need: Need
) -> None:
    page = read(browser, page_of(need))
    engine = ENGINES[Use.MAINTENANCE]
    defaults = engine.defaults()
    assert defaults is not None
    assert {f'name="ask-{q.key}"' for q in engine.questions()} <= set(re.findall(r'name="ask-\w+"', page))
    assert re.findall(r'name="set-(\w+)"', page) == list(defaults.assumptions)
    assert "to be confirmed" in page
    assert "the network is planned on this site for the answer" in page


def test_an_example_of_each_kind_of_file_can_be_read_back_or_says_what_it_lacks(browser: Client) -> None:
    for kind in ENGINES[Use.MAINTENANCE].file_kinds():
        answer = browser.get(f"/uses/examples/maintenance/{kind.key}.csv")
        assert answer.content.decode() == kind.example
        assert "attachment" in answer["Content-Disposition"]
    assert browser.get("/uses/examples/maintenance/no_such.csv").status_code == 404
    assert browser.get("/uses/examples/no_such/condition_long.csv").status_code == 404


def test_a_file_is_shown_as_it_was_read_before_anything_is_computed(browser: Client, need: Need) -> None:
    answer = browser.post(page_of(need) + "file", {"file": uploaded()}, follow=True)
    page = answer.content.decode()
    with without_scope():
        file = UseFile.objects.get()
    assert answer.redirect_chain == [(f"{page_of(need)}?file={file.pk}#data", 302)]
    assert file.read.covers.say("en") in page
    assert f'value="{file.pk}"' in page
    assert 'data-chart="chart-glance"' in page
    with without_scope():
        assert not Assessment.objects.exists()


def test_a_file_that_cannot_be_read_is_refused_in_one_sentence_with_its_line(browser: Client, need: Need) -> None:
    bad = uploaded(b"asset,time,rate_hz,rms\nfan 1,yesterday,10240,0.1\n")
    page = browser.post(page_of(need) + "file", {"file": bad}, follow=True).content.decode()
    assert "fans.csv, line 2: “yesterday” is not a time" in page
    with without_scope():
        assert not UseFile.objects.exists()


def test_figures_lead_to_a_job_and_then_to_the_answer(browser: Client, need: Need) -> None:
    answer = browser.post(page_of(need) + "assess", {"ask-assets": "40", "set-failures_per_year": "0.3", "file": ""})
    with without_scope():
        made = Assessment.objects.select_related("job").get()
    assert answer["Location"] == made.get_absolute_url()
    assert made.values == {"assets": 40.0, "failures_per_year": 0.3}
    assert "Waiting for its turn." in read(browser, made.get_absolute_url())
    assert browser.get(f"/uses/{made.pk}/progress").status_code == 200


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"ask-assets": ""}, "This field is required"),
        ({"ask-assets": "0"}, "outside its range"),
        ({"ask-assets": "40", "set-detectable_share": "7"}, "expected a value from 0 to 1"),
        ({"ask-assets": "forty"}, "Enter a number"),
        ({"ask-assets": "40", "file": "999"}, "not one of the available choices"),
    ],
)
def test_a_figure_that_cannot_be_taken_is_refused_beside_it_and_what_was_typed_is_kept(
    browser: Client, need: Need, sent: dict[str, str], said: str
) -> None:
    answer = browser.post(page_of(need) + "assess", {"set-failures_per_year": "0.3", **sent})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert said in page
    assert 'value="0.3"' in page
    with without_scope():
        assert not Assessment.objects.exists()


def test_the_answer_comes_first_then_the_comparison_the_dependence_and_what_it_rests_on(browser: Client, need: Need) -> None:
    finished_study(need)
    made = finished_assessment(need)
    page = read(browser, made.get_absolute_url())
    assert made.answer is not None
    marks = (made.answer.say("en").split("%")[0][:40], "The connectivities compared", "What the answer depends on",
             "Where it happens", "Change a figure and run it again", "What the figures rest on")  # fmt: skip
    places = [page.index(mark) for mark in marks]
    assert places == sorted(places)
    assert "Service and costs are those of the network plan of the last study." in page
    assert f'data-site-src="/studies/{made.study_id}/site.json"' in page
    assert 'data-coverage="layers"' in page


def test_each_connectivity_has_its_euros_with_their_range_its_co2_and_its_exposure(browser: Client, need: Need) -> None:
    made = finished_assessment(need)
    page = read(browser, made.get_absolute_url())
    spec = json.loads(re.search(r'id="chart-gains" type="application/json">(.*?)</script>', page).group(1))  # type: ignore[union-attr]
    rows = {row["p50"]: (row["p10"], row["p90"]) for row in spec["data"]["values"]}
    benefits = made.run.assessment.benefits  # type: ignore[union-attr]
    assert rows == {b.net_eur.p50: (b.net_eur.p10, b.net_eur.p90) for b in benefits}
    assert "CO₂ avoided" in page
    assert "Hours people spend in danger" in page


def test_an_answer_run_again_says_which_figure_changed_and_what_that_moved(browser: Client, need: Need) -> None:
    first = finished_assessment(need)
    second = finished_assessment(need, {"assets": 80.0})
    page = read(browser, second.get_absolute_url())
    assert "What changed since the last time" in page
    assert f"What was changed since {first.reference}" in page
    assert "Net gain of private 5G, a year:" in page
    table = page[page.index("What was changed since") :]
    assert re.search(r"Machines to follow|machines to follow", table)
    assert table.index(">40<") < table.index(">80<")
    assert "What changed since the last time" not in read(browser, first.get_absolute_url())


def test_a_described_site_is_marked_as_such(browser: Client, need: Need) -> None:
    bare = NeedFactory(organisation=need.organisation, site={}, site_name="")
    page = read(browser, finished_assessment(bare).get_absolute_url())
    assert "described site" in page
    assert "Draw the site and study it before deciding." in page


def test_a_use_without_engine_says_its_reason_and_asks_nothing(
    browser: Client, need: Need, monkeypatch: pytest.MonkeyPatch
) -> None:
    engines = {**ENGINES, Use.ROBOTS: NotBuilt(Use.ROBOTS, msg("this engine is still to come"))}
    monkeypatch.setattr("campus5g.portal.uses.views.ENGINES", engines)
    page = read(browser, page_of(need, "robots"))
    assert "this engine is still to come" in page
    assert "Assess this use" not in page


def test_who_takes_part_reads_and_who_does_not_finds_nothing(signed_in: Browser, need: Need) -> None:
    made = finished_assessment(need, file=brought(need))
    doors = (page_of(need), made.get_absolute_url(), f"/uses/{made.pk}/progress", f"/uses/{made.pk}/assessment.json")
    partner = OrganisationFactory()
    grant(need, partner.pk, "consortium")
    told = {name: [signed_in(organisation=o).get(door).status_code for door in doors] for name, o in
            {"partner": partner, "stranger": OrganisationFactory()}.items()}  # fmt: skip
    assert told == {"partner": [200, 200, 204, 200], "stranger": [404] * 4}
    assert signed_in(organisation=partner).post(page_of(need) + "assess", {"ask-assets": "3"}).status_code == 403


def test_a_need_shown_to_all_shows_nobody_its_figures(signed_in: Browser, need: Need) -> None:
    Need._base_manager.filter(pk=need.pk).update(visibility="members")
    other = signed_in(organisation=OrganisationFactory())
    assert other.get(f"/needs/{need.pk}/").status_code == 200
    assert other.get(page_of(need)).status_code == 404


def test_the_page_of_a_need_leads_to_its_uses_and_says_their_last_answer(browser: Client, need: Need) -> None:
    assert f'href="{page_of(need)}"' in browser.get(f"/needs/{need.pk}/").content.decode()
    made = finished_assessment(need)
    assert made.answer is not None
    page = browser.get(f"/needs/{need.pk}/", headers={"accept-language": "en"}).content.decode()
    assert "What 5G changes, use by use" in page
    assert made.answer.say("en")[:30] in page


def test_an_assessment_is_stopped_from_its_page(browser: Client, need: Need) -> None:
    made = queued_assessment(need)
    page = browser.post(f"/uses/{made.pk}/stop", follow=True).content.decode()
    assert "The assessment stops at its next step." in page
    assert "The assessment was stopped" in page
