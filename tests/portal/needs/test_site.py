"""The site of a need: paths, faults shape by shape, the plan as a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from campus5g.core.site import Mast, Path, PathKind
from campus5g.network.sites import read_site
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.plan import read_line, read_masts, write_masts
from tests.portal.factories.directory import OrganisationFactory
from tests.portal.factories.needs import SENSORS, NeedFactory, geojson, small_site
from tests.portal.needs.test_pages import WHOLE, kept

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
PATHS = {
    "paths-count": "1", "paths-0-id": "track", "paths-0-name": "The track", "paths-0-kind": "rail", "paths-0-width_m": "",
    "paths-0-points": "10 10, 150 12, 290 10",
}  # fmt: skip

TRAINS = {"devices-count": "2"} | {
    name.replace("devices-0", "devices-1"): value for name, value in WHOLE.items() if name.startswith("devices-0")
}
ALONG = {**WHOLE, **PATHS, **TRAINS, "devices-1-zone": "track"}


@pytest.fixture
def browser(signed_in: Browser) -> Client:
    client = signed_in(organisation=OrganisationFactory())
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def faults(browser: Client, **change: Any) -> list[tuple[str, int, str]]:
    answer = browser.post("/needs/check-site", {**WHOLE, **change})
    assert answer.status_code == 200
    return [(fault["role"], fault["index"], fault["sentence"]) for fault in answer.json()["faults"]]


def test_devices_along_a_path_are_kept_with_it(browser: Client) -> None:
    browser.post("/needs/new", {**ALONG, "do": "state"})
    site = Need._base_manager.get().core_site
    assert site is not None
    assert site.paths == (
        Path("track", "The track", PathKind.RAIL, ((10.0, 10.0), (150.0, 12.0), (290.0, 10.0)), 5.0, (replace(SENSORS),)),
    )


def test_the_page_of_a_need_says_what_travels_along_its_paths(browser: Client) -> None:
    browser.post("/needs/new", {**ALONG, "do": "state"})
    assert "The track" in browser.get(f"/needs/{Need._base_manager.get().pk}/").content.decode()


def test_devices_whose_place_was_removed_are_asked_for_another(browser: Client) -> None:
    answer = browser.post("/needs/new", {**WHOLE, "zones-0-name": "", "zones-0-corners": "", "do": "save"})
    assert answer.status_code == 400
    assert "a zone or a path that was removed" in answer.content.decode()


def test_a_plan_without_fault_has_none(browser: Client) -> None:
    assert faults(browser, **PATHS) == []


@pytest.mark.parametrize(
    ("change", "role", "index", "said"),
    [
        ({"boundary": "0 0, 300 200, 300 0, 0 200"}, "boundary", 0, "crosses itself"),
        ({"buildings": "a | 9 | metal | 1 1, 9 1, 9 9\nb | x | metal | 1 1, 9 1, 9 9"}, "building", 1, "“x” is not a number"),
        ({"buildings": "a | 9 | metal | 1 1, 9 1, 9 9\na | 9 | metal | 20 1, 29 1, 29 9"}, "building", 1, "used twice"),
        ({"masts": "m1 | 20 20 | 20\nm2 | 60 60 | 5"}, "mast", 1, "whose roof is at"),
        ({"masts": "m1 | 900 20 | 20"}, "mast", 0, "outside the site"),
        ({"zones-0-corners": "160 20, 290 20"}, "zone", 0, "2 corners"),
        ({**PATHS, "paths-0-points": "10 10"}, "path", 0, "1 points"),
    ],
)
def test_a_fault_names_the_shape_that_has_it(browser: Client, change: dict[str, Any], role: str, index: int, said: str) -> None:
    found = faults(browser, **change)
    assert [(fault[0], fault[1]) for fault in found] == [(role, index)]
    assert said in found[0][2]


def test_every_fault_is_said_and_not_the_first_alone(browser: Client) -> None:
    found = faults(browser, buildings="a | 9 | tin | 1 1, 9 1, 9 9", masts="m1 | 20 | 20", **{"zones-0-corners": "1 1"})
    assert [fault[0] for fault in found] == ["building", "mast", "zone"]


def test_checking_a_plan_keeps_nothing(browser: Client) -> None:
    faults(browser)
    assert not Need._base_manager.exists()


def test_the_plan_as_typed_is_a_file_that_is_read_back(browser: Client) -> None:
    answer = browser.post("/needs/new", {**WHOLE, **PATHS, "do": "export"})
    assert answer["Content-Disposition"] == 'attachment; filename="our-yard.geojson"'
    site = read_site(json.loads(answer.content))
    assert (site.boundary, site.buildings, site.masts) == (small_site().boundary, small_site().buildings, small_site().masts[:1])
    assert [path.id for path in site.paths] == ["track"]
    assert not Need._base_manager.exists()


def test_a_plan_with_a_fault_is_not_exported_and_says_why(browser: Client) -> None:
    answer = browser.post("/needs/new", {**WHOLE, "masts": "m1 | 60 60 | 5", "do": "export"})
    assert answer.status_code == 400
    assert "whose roof is at" in answer.content.decode()
    assert kept(answer.content.decode(), "masts") == "m1 | 60 60 | 5"


def test_the_site_of_a_need_is_downloaded_as_it_is_kept(signed_in: Browser) -> None:
    need = NeedFactory()
    answer = signed_in(organisation=need.organisation).get(f"/needs/{need.pk}/site.json?download")
    assert answer["Content-Disposition"] == 'attachment; filename="small-yard.geojson"'
    assert json.loads(answer.content) == geojson()


def test_what_carries_a_mast_survives_the_lines() -> None:
    masts = (Mast("a", 1.0, 2.0, 3.0), Mast("b", 1.0, 2.0, 3.0, "roof", "hall"), Mast("c", 1.0, 2.0, 3.0, "", "hall"))
    assert read_masts(write_masts(masts)) == masts


def test_a_path_keeps_its_points_in_order_even_when_it_comes_back() -> None:
    assert read_line("0 0, 10 0, 0 0", "") == ((0.0, 0.0), (10.0, 0.0), (0.0, 0.0))
