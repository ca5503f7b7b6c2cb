"""The pages of needs: what a company types, and what a stranger does not see."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from campus5g.portal.base.models import Grant
from campus5g.portal.directory.models import Organisation
from campus5g.portal.needs.models import Need
from tests.portal.factories.directory import OrganisationFactory
from tests.portal.factories.needs import NeedFactory, geojson, small_site

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
PLAN = {
    "site_name": "Our yard", "latitude": "51.03", "longitude": "2.2", "boundary": "0 0, 300 0, 300 200, 0 200",
    "buildings": "hall | 12 | metal | 40 40, 140 40, 140 100, 40 100", "masts": "m1 | 20 20 | 20",
    "zones-count": "1", "zones-0-id": "yard", "zones-0-name": "The yard", "zones-0-corners": "160 20, 290 20, 290 150, 160 150",
    "devices-count": "1", "devices-0-zone": "yard", "devices-0-name": "sensors", "devices-0-count": "20", "devices-0-packet_bytes": "200",
    "devices-0-period_s": "10", "devices-0-latency_ms": "1000", "devices-0-reliability": "99", "devices-0-uplink_kbps": "0.2",
    "devices-0-downlink_kbps": "0", "devices-0-antenna_height_m": "1.5", "devices-0-speed_kmh": "0",
}  # fmt: skip
WHOLE = {"title": "Hear the bearings", "text": "Before they fail", "hurts": "93 breakdowns", "uses": ["maintenance"], **PLAN}


@pytest.fixture
def company() -> Organisation:
    return OrganisationFactory()


@pytest.fixture
def browser(signed_in: Browser, company: Organisation) -> Client:
    client = signed_in(organisation=company)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def upload(name: str, content: Any) -> SimpleUploadedFile:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return SimpleUploadedFile(name, data, content_type="application/geo+json")


def kept(page: str, name: str) -> str:
    """The value of an input or a text area of the page."""
    area = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    if area:
        return area[1]
    value = re.search(r'value="([^"]*)"', field[0]) if field else None
    return value[1] if value else ""


def test_a_whole_need_is_stated_in_one_go(browser: Client, company: Organisation) -> None:
    answer = browser.post("/needs/new", {**WHOLE, "do": "state", "money-maintenance-assets": "800"})
    need = Need._base_manager.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/needs/{need.pk}/"
    assert need.state == Need.State.STATED
    assert need.organisation == company
    assert need.economics == {"maintenance": {"assets": 800.0}}
    site = need.core_site
    assert site is not None
    assert site.boundary == small_site().boundary
    assert site.zones[0].devices[0].uplink_bps == 200


def test_a_draft_is_saved_with_a_title_alone(browser: Client) -> None:
    assert browser.post("/needs/new", {"title": "Later", "do": "save"}).status_code == 302
    assert Need._base_manager.get().is_draft


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "This field is required"),
        ({"text": ""}, "in your own words"),
        ({"uses": []}, "at least one use"),
        ({"devices-count": "0"}, "without devices there is no need of a network"),
        ({"boundary": "0 0, 300 200, 300 0, 0 200"}, "crosses itself"),
        ({"buildings": "hall | -4 | metal | 40 40, 140 40, 140 100"}, "a height of -4 m"),
        ({"zones-0-corners": "160 20, 900 20, 900 150, 160 150"}, "outside the boundary"),
        ({"devices-0-count": "0"}, "greater than or equal to 1"),
        ({"devices-0-period_s": ""}, "Missing: choose a kind of device"),
        ({"masts": "m1 | 60 60 | 5"}, "whose roof is at"),
    ],
)
def test_a_refused_form_says_why_and_keeps_everything_typed(browser: Client, change: dict[str, Any], sentence: str) -> None:
    said = {**WHOLE, **change}
    answer = browser.post("/needs/new", {**said, "do": "state", "money-maintenance-assets": "800"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in page.replace("&#x27;", "'")
    assert not Need._base_manager.exists()
    for name in ("title", "text", "hurts", "boundary", "zones-0-name", "zones-0-corners", "money-maintenance-assets"):
        assert kept(page, name) == said.get(name, "800"), name
    if said["devices-count"] == "1":
        assert kept(page, "devices-0-name") == "sensors"


def test_taking_an_example_fills_the_plan_and_keeps_the_words(browser: Client) -> None:
    answer = browser.post("/needs/new", {"title": "T", "hurts": "it hurts", "do": "site", "example": "two_halls"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert kept(page, "hurts") == "it hurts"
    assert kept(page, "boundary") == "-130 -65, 130 -65, 130 65, -130 65"
    assert kept(page, "zones-count") == "3"
    assert "This field is required" not in page


def test_an_example_chosen_without_its_button_counts_on_an_empty_plan(browser: Client) -> None:
    answer = browser.post(
        "/needs/new", {"title": "T", "text": "We need", "uses": ["robots"], "example": "two_halls", "do": "state"}
    )
    assert answer.status_code == 302
    assert Need._base_manager.get().site_name == "Atelier de synthèse à deux halles"


def test_a_file_is_taken_with_its_zones(browser: Client) -> None:
    answer = browser.post("/needs/new", {"title": "T", "do": "site", "file": upload("yard.geojson", geojson())})
    page = answer.content.decode()
    assert kept(page, "site_name") == "Small yard"
    assert kept(page, "zones-0-name") == "The yard"
    assert kept(page, "devices-0-name") == "sensors"


def test_a_file_whose_zone_has_no_devices_is_taken_so_that_they_can_be_added(browser: Client) -> None:
    data = geojson()
    for feature in data["features"]:
        feature["properties"].pop("devices", None)
    page = browser.post("/needs/new", {"title": "T", "do": "site", "file": upload("yard.geojson", data)}).content.decode()
    assert kept(page, "zones-0-name") == "The yard"
    assert kept(page, "devices-count") == "0"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{"type": "FeatureCollection", "features": [', "cut in the middle"),
        (b"\xff\xfe\x00", "not text"),
        ({"type": "Point"}, "not a FeatureCollection"),
        ([1, 2], "not a FeatureCollection"),
        ({"type": "FeatureCollection", "features": []}, "no coordinates"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence_that_names_it(
    browser: Client, content: Any, sentence: str
) -> None:
    answer = browser.post("/needs/new", {**WHOLE, "do": "site", "file": upload("broken.json", content)})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in page
    assert "broken.json" in page
    assert kept(page, "title") == WHOLE["title"]
    assert kept(page, "boundary") == WHOLE["boundary"]


def test_a_file_that_is_too_big_is_refused_before_it_is_read(browser: Client) -> None:
    page = browser.post(
        "/needs/new", {"title": "T", "do": "site", "file": upload("big.json", b" " * (6 * 1024 * 1024))}
    ).content.decode()
    assert "at most 5 MB" in page


def test_a_kind_of_device_fills_in_its_service_and_keeps_how_many(browser: Client) -> None:
    said = {**PLAN, "title": "T", "devices-count": "2", "devices-1-preset": "agv-fleet", "devices-1-count": "7", "do": "preset-1"}
    page = browser.post("/needs/new", said).content.decode()
    assert kept(page, "devices-1-count") == "7"
    assert kept(page, "devices-1-name") == "Autonomous carts, fleet management"
    assert kept(page, "devices-1-reliability") == "99.9999"
    assert kept(page, "devices-0-name") == "sensors"


def test_rows_are_added_and_removed_without_losing_the_others(browser: Client) -> None:
    more = browser.post("/needs/new", {**WHOLE, "do": "zone"}).content.decode()
    assert kept(more, "zones-count") == "2"
    assert kept(more, "zones-1-id") == "zone-1"
    more = browser.post("/needs/new", {**WHOLE, "do": "device"}).content.decode()
    assert kept(more, "devices-count") == "2"
    less = browser.post("/needs/new", {**WHOLE, "do": "drop-devices-0"}).content.decode()
    assert kept(less, "devices-count") == "0"
    assert kept(less, "zones-0-name") == "The yard"


def test_a_form_with_absurd_counts_is_only_a_long_form(browser: Client) -> None:
    page = browser.post(
        "/needs/new", {"title": "T", "zones-count": "1000000", "devices-count": "x", "do": "drop-zones-99"}
    ).content.decode()
    assert kept(page, "zones-count") == "60"
    assert kept(page, "devices-count") == "0"


def test_an_edited_need_shows_what_was_said_and_keeps_the_site_to_the_millimetre(browser: Client, company: Organisation) -> None:
    need = NeedFactory(organisation=company)
    page = browser.get(f"/needs/{need.pk}/edit").content.decode()
    said = {name: kept(page, name) for name in ("title", "text", "hurts", *PLAN)}
    browser.post(f"/needs/{need.pk}/edit", {**said, "uses": ["maintenance"], "do": "save"})
    need = Need._base_manager.get(pk=need.pk)
    assert need.core_site == small_site()


def test_a_draft_of_another_company_does_not_exist(browser: Client) -> None:
    need = NeedFactory(stated=True)
    for page in ("", "edit", "archive", "site.json"):
        assert browser.get(f"/needs/{need.pk}/{page}").status_code == 404
    for verb in ("edit", "state", "archive"):
        assert browser.post(f"/needs/{need.pk}/{verb}", {"why": "mine"}).status_code == 404
    assert need.title not in browser.get("/needs/").content.decode()
    assert need.title not in browser.get("/needs/export.csv").content.decode()


def test_a_need_that_was_granted_is_read_and_not_changed(browser: Client, company: Organisation) -> None:
    need = NeedFactory(stated=True)
    Grant.objects.create(subject_label="needs.need", subject_id=need.pk, organisation=company, why="consortium")
    assert browser.get(f"/needs/{need.pk}/").status_code == 200
    assert browser.get(f"/needs/{need.pk}/edit").status_code == 403


def test_the_office_sees_every_need_and_states_one_for_a_company(signed_in: Browser, company: Organisation) -> None:
    office = signed_in(organisation=OrganisationFactory(office=True))
    need = NeedFactory()
    assert need.title in office.get("/needs/").content.decode()
    answer = office.post("/needs/new", {**WHOLE, "organisation": str(company.pk), "do": "state"})
    assert answer.status_code == 302
    assert Need._base_manager.get(title=WHOLE["title"]).organisation == company


def test_a_funder_is_told_who_states_needs(signed_in: Browser) -> None:
    funder = signed_in(organisation=OrganisationFactory(funder=True))
    answer = funder.get("/needs/new", headers={"accept-language": "en"})
    assert answer.status_code == 403
    assert "companies" in answer.content.decode()


def test_the_list_filters_sorts_and_leaves_archived_needs_out(browser: Client, company: Organisation) -> None:
    NeedFactory(organisation=company, title="Carts between halls", uses=["robots"], stated=True)
    NeedFactory(organisation=company, title="Listen to cranes", uses=["maintenance"])
    NeedFactory(organisation=company, title="Old story", state=Need.State.ARCHIVED.value)

    def titles(query: str) -> list[str]:
        return re.findall(r">(Carts between halls|Listen to cranes|Old story)<", browser.get(f"/needs/{query}").content.decode())

    assert titles("?sort=title") == ["Carts between halls", "Listen to cranes"]
    assert titles("?sort=-title") == ["Listen to cranes", "Carts between halls"]
    assert titles("?use=robots") == ["Carts between halls"]
    assert titles("?state=archived") == ["Old story"]
    assert titles("?words=CRANES listen") == ["Listen to cranes"]


def test_an_export_holds_the_filtered_needs_and_runs_nothing(browser: Client, company: Organisation) -> None:
    NeedFactory(organisation=company, title="=HYPERLINK(1)", stated=True)
    NeedFactory(organisation=company, title="Draft one")
    text = browser.get("/needs/export.csv?state=stated").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert "Draft one" not in text


def test_what_a_person_typed_is_shown_as_text(browser: Client, company: Organisation) -> None:
    need = NeedFactory(organisation=company, title="<script>x</script>", hurts="{{ 7*7 }} <b>")
    page = browser.get(f"/needs/{need.pk}/").content.decode()
    assert "<script>x</script>" not in page
    assert "{{ 7*7 }} &lt;b&gt;" in page


@pytest.mark.parametrize("path", ["/needs/", "/needs/new", "/needs/{pk}/", "/needs/{pk}/edit"])
def test_no_page_asks_the_database_too_often(
    browser: Client, company: Organisation, path: str, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    needs = [NeedFactory(organisation=company, stated=True) for _ in range(5)]
    browser.get("/needs/")
    with django_assert_max_num_queries(26):
        assert browser.get(path.format(pk=needs[0].pk)).status_code == 200


def test_archiving_asks_why(browser: Client, company: Organisation) -> None:
    need = NeedFactory(organisation=company, stated=True)
    assert browser.post(f"/needs/{need.pk}/archive", {"why": ""}).status_code == 400
    assert browser.post(f"/needs/{need.pk}/archive", {"why": "solved"}).status_code == 302
    assert "solved" in browser.get(f"/needs/{need.pk}/").content.decode()
