"""The pages of a study: where it is, what it found, who may see it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from campus5g.portal.base.models import Grant, Job
from campus5g.portal.base.registry import journey, waiting_for
from campus5g.portal.base.scope import acting
from campus5g.portal.base.search import find
from campus5g.portal.directory.people import actor_of
from campus5g.portal.needs.models import Need
from campus5g.portal.studies.models import Study
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.studies import StudyFactory, finished_study

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
DOWNLOADS = (
    "report.pdf",
    "study.json",
    "antennas.geojson",
    "coverage.png",
    "site.json",
    "maps/rsrp.bin",
    "files/plan.pdf",
    "files/service.csv",
    "files/maps.zip",
    "files/uplink.png",
)


@pytest.fixture
def done() -> Study:
    return finished_study()


@pytest.fixture
def browser(signed_in: Browser, done: Study) -> Client:
    client = signed_in(organisation=done.organisation)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_the_result_shows_the_picture_first_then_the_answer_then_the_figures(browser: Client, done: Study) -> None:
    page = browser.get(f"/studies/{done.pk}/").content.decode()
    places = [
        page.index(word)
        for word in ('class="sitemap', "The answer", "in euros a year", "The service in each zone", "What it costs")
    ]
    assert places == sorted(places)
    assert "What the figures rest on" in page
    assert "to be confirmed" in page


def test_a_use_without_engine_reads_not_yet_assessed_and_never_zero(signed_in: Browser) -> None:
    study = finished_study(NeedFactory(stated=True, uses=["energy"]))
    page = (
        signed_in(organisation=study.organisation)
        .get(f"/studies/{study.pk}/", headers={"accept-language": "en"})
        .content.decode()
    )
    assert "Not yet assessed" in page
    assert not re.search(r"€0(?![.\d])", page)


def test_every_download_is_what_its_name_says(browser: Client, done: Study) -> None:
    answers = {name: browser.get(f"/studies/{done.pk}/{name}") for name in DOWNLOADS}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(DOWNLOADS, 200)
    assert answers["report.pdf"].content.startswith(b"%PDF-")
    assert answers["study.json"].content.decode() == done.result
    features = json.loads(answers["antennas.geojson"].content)["features"]
    assert len(features) == len(done.core.plan.antennas if done.core.plan else ())
    assert answers["coverage.png"].content.startswith(b"\x89PNG")
    assert answers["files/plan.pdf"].content.startswith(b"%PDF-")
    assert answers["files/uplink.png"].content.startswith(b"\x89PNG")
    assert answers["files/service.csv"].content.decode("utf-8-sig").startswith("zone_id")
    assert "rsrp.tif" in zipfile.ZipFile(io.BytesIO(answers["files/maps.zip"].content)).namelist()
    roles = {feature["properties"]["role"] for feature in json.loads(answers["site.json"].content)["features"]}
    assert roles == {"boundary", "building", "mast", "zone", "antenna"}


def test_a_stranger_finds_nothing_of_a_study(signed_in: Browser, done: Study) -> None:
    stranger = signed_in(organisation=OrganisationFactory())
    for path in ("", "progress", *DOWNLOADS):
        assert stranger.get(f"/studies/{done.pk}/{path}").status_code == 404, path
    for verb in ("stop", "resume"):
        assert stranger.post(f"/studies/{done.pk}/{verb}").status_code == 404
    assert stranger.post(f"/studies/of/{done.need_id}/launch").status_code == 404
    assert done.need.title not in stranger.get("/studies/").content.decode()


def test_who_was_granted_the_need_reads_its_study_and_launches_none(signed_in: Browser, done: Study) -> None:
    partner = OrganisationFactory()
    Grant.objects.create(subject_label="needs.need", subject_id=done.need_id, organisation=partner, why="consortium")
    client = signed_in(organisation=partner)
    assert client.get(f"/studies/{done.pk}/").status_code == 200
    assert client.get(f"/studies/{done.pk}/report.pdf").status_code == 200
    assert client.post(f"/studies/of/{done.need_id}/launch").status_code == 403


def test_a_right_taken_back_closes_the_downloads(signed_in: Browser, done: Study) -> None:
    partner = OrganisationFactory()
    grant = Grant.objects.create(subject_label="needs.need", subject_id=done.need_id, organisation=partner, why="consortium")
    client = signed_in(organisation=partner)
    assert client.get(f"/studies/{done.pk}/study.json").status_code == 200
    grant.ended_at = grant.given_at
    grant.save()
    assert client.get(f"/studies/{done.pk}/study.json").status_code == 404


def test_launching_leads_to_the_page_where_it_can_be_followed(signed_in: Browser) -> None:
    need = NeedFactory(stated=True)
    client = signed_in(organisation=need.organisation)
    answer = client.post(f"/studies/of/{need.pk}/launch", follow=True)
    page = answer.content.decode()
    assert 'role="progressbar"' in page
    assert 'aria-live="polite"' in page
    assert 'hx-trigger="every 1s"' in page


@pytest.mark.parametrize(
    ("state", "word"),
    [(Job.State.INTERRUPTED, "was interrupted"), (Job.State.CANCELLED, "was stopped"), (Job.State.FAILED, "could not be done")],
)
def test_a_study_that_stopped_says_why_and_can_be_taken_up(signed_in: Browser, state: str, word: str) -> None:
    study = StudyFactory(state=state)
    client = signed_in(organisation=study.organisation)
    page = client.get(f"/studies/{study.pk}/", headers={"accept-language": "en"}).content.decode()
    assert word in page
    assert "Take up the study" in page
    assert client.post(f"/studies/{study.pk}/resume").status_code == 302
    study.job.refresh_from_db()
    assert study.job.state == Job.State.QUEUED


def test_a_second_launch_is_refused_with_its_reason(signed_in: Browser) -> None:
    study = StudyFactory()
    client = signed_in(organisation=study.organisation)
    answer = client.post(f"/studies/of/{study.need_id}/launch", headers={"accept-language": "en"})
    assert answer.status_code == 403
    assert "one at a time" in answer.content.decode()


def test_the_need_shows_its_study_and_the_journey_leads_to_it(browser: Client, done: Study) -> None:
    page = browser.get(f"/needs/{done.need_id}/").content.decode()
    assert f'href="/studies/{done.pk}/"' in page
    assert "Read the study" in page
    actor = actor_of(MembershipFactory(organisation=done.organisation).user)
    with acting(actor):
        step = next(step for step in journey(actor, done.need_id, "need") if step.key == "study")
        assert (step.state, step.url) == ("done", f"/studies/{done.pk}/")
        assert done.get_absolute_url() in {entry.url for entry in find(done.need.title)}


def test_stated_needs_wait_for_the_office_until_they_are_studied() -> None:
    need = NeedFactory(stated=True)
    NeedFactory()
    office = actor_of(MembershipFactory(organisation=OrganisationFactory(office=True)).user)
    with acting(office):
        assert [item.url for item in waiting_for(office) if "Study" in item.message.template] == [need.get_absolute_url()]
        StudyFactory(need=need)
        assert not [item for item in waiting_for(office) if "Study the need" in item.message.template]


def test_an_interrupted_study_waits_for_its_people_first() -> None:
    study = StudyFactory(state=Job.State.INTERRUPTED)
    owner = actor_of(MembershipFactory(organisation=study.organisation).user)
    with acting(owner):
        assert waiting_for(owner)[0].url == study.get_absolute_url()
        assert waiting_for(owner)[0].urgent


@pytest.mark.parametrize("path", ["/studies/", "/studies/{pk}/", "/needs/{need}/"])
def test_no_page_asks_the_database_too_often(
    browser: Client, done: Study, path: str, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    StudyFactory.create_batch(3, need=done.need)
    browser.get("/studies/")
    with django_assert_max_num_queries(24):
        assert browser.get(path.format(pk=done.pk, need=done.need_id)).status_code == 200


def test_a_studied_need_says_so_in_the_list(browser: Client, done: Study) -> None:
    assert Need._base_manager.get(pk=done.need_id).state == Need.State.STUDIED
    assert "Studied" in browser.get("/needs/").content.decode()


def test_a_result_that_the_engines_of_today_cannot_read_is_kept_and_can_be_computed_again(browser: Client, done: Study) -> None:
    old = json.loads(done.result)
    old["schema"] = 0
    Study._base_manager.filter(pk=done.pk).update(result=json.dumps(old))
    page = browser.get(f"/studies/{done.pk}/").content.decode()
    assert "Made by an older version" in page
    assert "Study it again" in page
    assert browser.get(f"/studies/{done.pk}/study.json").status_code == 200
    assert browser.get(f"/studies/{done.pk}/report.pdf").status_code == 404
    Study._base_manager.filter(pk=done.pk).update(result='{"schema": 1}')
    assert browser.get(f"/studies/{done.pk}/").status_code == 200
    assert browser.get(f"/needs/{done.need_id}/").status_code == 200
