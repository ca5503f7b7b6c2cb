"""Several plans of one need: wishes, maps as numbers, why a place has what it has, two side by side."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from django.test import Client

from campus5g.core.service import Connectivity
from campus5g.network.wishes import Wishes
from campus5g.portal.studies.layers import SCALES, UNKNOWN
from campus5g.portal.studies.models import Study
from campus5g.portal.studies.wishes import kept, read, sentences
from tests.portal.factories.directory import OrganisationFactory
from tests.portal.factories.needs import NeedFactory, small_site
from tests.portal.factories.studies import finished_study

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
ASKED = Wishes(pinned=("m1",), forbidden=("m2",), budget_cents=90_000_000, resilient=True, propose_roofs=True)


@pytest.fixture
def done() -> Study:
    return finished_study()


@pytest.fixture
def browser(signed_in: Browser, done: Study) -> Client:
    client = signed_in(organisation=done.organisation)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


# --- maps as numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", SCALES)
def test_a_map_comes_as_whole_numbers_within_half_a_step_of_the_plan(browser: Client, done: Study, layer: str) -> None:
    scale, maps = SCALES[layer], done.maps
    assert maps is not None
    content = browser.get(f"/studies/{done.pk}/maps/{layer}.bin").content
    sent = np.frombuffer(content, "<i2").reshape(len(maps.y_m), len(maps.x_m))
    values = getattr(maps, scale.field)
    values = np.log10(np.maximum(values, 1.0)) if scale.log else values
    known = np.isfinite(values)
    assert ((sent == UNKNOWN) == ~known).all()
    assert np.abs(sent[known] * scale.step - values[known]).max() <= scale.step / 2 + 1e-5


def test_the_best_server_of_each_cell_comes_as_its_number(browser: Client, done: Study) -> None:
    maps = done.maps
    assert maps is not None
    sent = np.frombuffer(browser.get(f"/studies/{done.pk}/maps/best.bin").content, "<i2")
    assert (sent.reshape(maps.best_server.shape) == maps.best_server).all()


def test_the_devices_of_the_cells_add_up_to_those_of_the_site(browser: Client, done: Study) -> None:
    sent = np.frombuffer(browser.get(f"/studies/{done.pk}/maps/weights.bin").content, "<f4")
    assert np.nansum(sent) == pytest.approx(sum(group.count for zone in small_site().zones for group in zone.devices), rel=1e-5)


def test_a_layer_of_numbers_that_does_not_exist_is_not_found(browser: Client, done: Study) -> None:
    assert browser.get(f"/studies/{done.pk}/maps/magic.bin").status_code == 404


# --- wishes ---------------------------------------------------------------------------------------------------------------


def test_wishes_are_read_back_as_they_were_kept() -> None:
    assert read(kept(ASKED)) == ASKED
    assert kept(Wishes()) == ""
    assert read("") == Wishes()


def test_every_wish_is_said_in_a_sentence() -> None:
    said = " ".join(sentence.say("en") for sentence in sentences(ASKED))
    for word in ("always stands on m1", "no antenna stands on m2", "€900,000", "antenna may fail", "roofs"):
        assert word in said


def test_a_plan_is_launched_with_its_wishes(signed_in: Browser) -> None:
    need = NeedFactory(stated=True)
    said = {
        "name": "Without m2",
        "mast-0": "pin",
        "mast-1": "forbid",
        "budget": "900000",
        "resilient": "on",
        "propose_roofs": "on",
    }
    answer = signed_in(organisation=need.organisation).post(f"/studies/of/{need.pk}/new", said)
    study = Study._base_manager.get()
    assert answer["Location"] == study.get_absolute_url()
    assert (study.label, read(study.wishes)) == ("Without m2", ASKED)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"budget": "0"}, "greater than or equal to 1"),
        ({f"mast-{n}": "forbid" for n in range(3)}, "every mast of the site is forbidden"),
    ],
)
def test_wishes_that_no_plan_can_follow_are_refused_and_kept_on_the_page(
    signed_in: Browser, said: dict[str, str], sentence: str
) -> None:
    need = NeedFactory(stated=True)
    client = signed_in(organisation=need.organisation)
    answer = client.post(f"/studies/of/{need.pk}/new", {"name": "Mine", **said}, headers={"accept-language": "en"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in page
    assert 'value="Mine"' in page
    assert not Study._base_manager.exists()


def test_other_wishes_start_from_those_of_the_plan_before(browser: Client, done: Study) -> None:
    Study._base_manager.filter(pk=done.pk).update(wishes=kept(ASKED))
    page = browser.get(f"/studies/of/{done.need_id}/new?from={done.pk}").content.decode()
    assert re.search(r'name="mast-1".*?value="forbid" selected', page, re.DOTALL)
    assert 'value="900000"' in page
    assert "no antenna stands on m2" in browser.get(f"/studies/{done.pk}/").content.decode()


def test_the_worker_plans_as_was_wished() -> None:
    plan = finished_study(wishes=Wishes(pinned=("m1",), forbidden=("m2",))).core.plan
    assert plan is not None
    masts = {antenna.mast_id for antenna in plan.antennas}
    assert "m1" in masts
    assert "m2" not in masts


def test_the_page_shows_what_the_choice_proves_what_fails_with_it_and_what_more_coverage_costs(
    browser: Client, done: Study
) -> None:
    page, plan = browser.get(f"/studies/{done.pk}/").content.decode(), done.core.plan
    assert plan is not None
    assert len(plan.outages) > 0
    for words in ("How good the choice is", "proven within", "Each antenna and each mast out of order", "Cost against coverage"):
        assert words in page
    for connectivity in ("Private 5G", "Wi-Fi"):
        assert f"{connectivity}, item by item" in page


@pytest.mark.parametrize("start", ["abc", "99999999999999999999", "0", "²"])
def test_a_start_that_does_not_exist_is_an_empty_form(browser: Client, done: Study, start: str) -> None:
    assert browser.get(f"/studies/of/{done.need_id}/new?from={start}").status_code == 200


# --- why a place has what it has ------------------------------------------------------------------------------------------


def test_a_place_is_explained_with_its_profile_and_its_link_budget(browser: Client, done: Study) -> None:
    page = browser.get(f"/studies/{done.pk}/why?x=90&y=150").content.decode()
    assert '<svg class="profile"' in page
    assert "Link budget of" in page
    assert "Served by" in page


def test_the_page_of_the_study_takes_the_answer_alone(browser: Client, done: Study) -> None:
    answer = browser.get(f"/studies/{done.pk}/why?place=yard", headers={"hx-request": "true"}).content.decode()
    assert "<html" not in answer
    assert 'data-ends="[[' in answer


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("x=9&y=", "Missing: click the map"),
        ("x=nan&y=1", "Enter a number"),
        ("place=moon", "Select a valid choice"),
        ("x=90000&y=1", ""),
    ],
)
def test_a_place_that_cannot_be_looked_at_is_refused_in_a_sentence(
    browser: Client, done: Study, query: str, sentence: str
) -> None:
    answer = browser.get(f"/studies/{done.pk}/why?{query}")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert sentence in answer.content.decode()


def test_another_antenna_can_be_looked_at_from_the_same_place(browser: Client, done: Study) -> None:
    plan = done.core.plan
    assert plan is not None
    for antenna in plan.antennas:
        page = browser.get(f"/studies/{done.pk}/why?x=90&y=150&antenna={antenna.id}").content.decode()
        assert f"Link budget of {antenna.id}" in page


def test_the_parts_of_a_link_budget_add_up_to_what_is_received(browser: Client, done: Study) -> None:
    found = browser.get(f"/api/v1/studies/{done.pk}/point?x_m=90&y_m=150").json()
    assert found["links"]
    assert found["server"] == found["links"][0]["antenna_id"]
    for link in found["links"]:
        assert sum(part["db"] for part in link["parts"]) == pytest.approx(link["received_dbm"], abs=0.05)


# --- two plans side by side -----------------------------------------------------------------------------------------------


def test_two_plans_stand_side_by_side_with_their_differences(browser: Client, done: Study) -> None:
    other = finished_study(done.need)
    page = browser.get(f"/studies/compare?left={done.pk}&right={other.pk}").content.decode()
    assert page.count('class="sitemap"') == 2
    assert "data-together" in page
    assert "The two plans in figures" in page
    assert f'href="/studies/compare?left={done.pk}&right={other.pk}"' in browser.get(f"/studies/{done.pk}/").content.decode()


def test_the_figures_of_a_comparison_are_those_of_the_plans(browser: Client, done: Study) -> None:
    plan = done.core.plan
    assert plan is not None
    found = browser.get(f"/api/v1/studies/compare?left={done.pk}&right={done.pk}").json()
    own = plan.cost_of(Connectivity.PRIVATE_5G)
    assert own is not None
    assert found["left"] == found["right"]
    assert (found["left"]["antennas"], found["left"]["capex_cents"]) == (len(plan.antennas), own.capex_cents)
    assert [zone["left"] for zone in found["zones"]] == [zone["right"] for zone in found["zones"]]


def test_without_two_plans_the_choice_of_them_is_shown(browser: Client, done: Study) -> None:
    page = browser.get("/studies/compare").content.decode()
    assert "Nothing to compare yet" in page
    finished_study(done.need)
    assert 'name="left"' in browser.get("/studies/compare").content.decode()


def test_a_plan_is_not_compared_with_that_of_a_stranger(signed_in: Browser, done: Study) -> None:
    mine = finished_study(NeedFactory(stated=True))
    client = signed_in(organisation=mine.organisation)
    assert client.get(f"/studies/compare?left={mine.pk}&right={done.pk}").status_code == 404
    assert client.get(f"/api/v1/studies/compare?left={mine.pk}&right={done.pk}").status_code == 404
    assert done.need.title not in client.get("/studies/compare").content.decode()


def test_a_stranger_asks_nothing_of_a_place_and_launches_no_plan(signed_in: Browser, done: Study) -> None:
    stranger = signed_in(organisation=OrganisationFactory())
    for path in ("why?x=90&y=150", "maps/rsrp.bin", "maps/weights.bin"):
        assert stranger.get(f"/studies/{done.pk}/{path}").status_code == 404, path
    assert stranger.get(f"/studies/of/{done.need_id}/new").status_code == 404
    assert stranger.get(f"/api/v1/studies/{done.pk}/point?x_m=90&y_m=150").status_code == 404
