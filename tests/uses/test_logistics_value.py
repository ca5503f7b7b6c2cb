"""What a network changes for the flows of a port: the right direction, the published sizes, every euro from an assumption."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.benefit import DataOrigin, NotAssessed, Use, UseAssessment, Worth
from campus5g.core.codec import dump, load
from campus5g.core.errors import BadInput
from campus5g.core.service import Connectivity, Latency
from campus5g.uses.interface import ENGINES
from campus5g.uses.links import Link
from campus5g.uses.logistics.engine import _table
from campus5g.uses.logistics.labels import LABELS
from campus5g.uses.logistics.simulate.berthing import draw_quay, measure
from campus5g.uses.logistics.simulate.known import cut_off, known
from campus5g.uses.logistics.simulate.response import Response
from campus5g.uses.logistics.simulate.yard import turn_min
from campus5g.uses.logistics.slips import believed, slipping
from campus5g.uses.logistics.terminal.case import Terminal
from campus5g.uses.logistics.value import Valuation, error
from campus5g.uses.parameters import read_parameters
from tests.uses.levels import cost, perfect

LOGISTICS = ENGINES[Use.LOGISTICS]
SITE = {"calls": 300, "berths": 3, "cranes": 3, "yard_vehicles": 15, "trucks_per_day": 300}
RADIO = (Connectivity.PRIVATE_5G, Connectivity.WIFI, Connectivity.PUBLIC_CELLULAR)
FREE = tuple(cost(connectivity) for connectivity in RADIO)


def held(connectivity, **worse):
    """A level over which every machine is known at once, unless ``worse`` says so."""
    return perfect(connectivity, **{"outages_per_hour": 0.0} | worse)


def assess(services, costs=FREE, values=SITE, **more):
    return LOGISTICS.assess(values, services, costs, draws=more.pop("draws", 200), **more)


def typical(**changed):
    found = read_parameters(_table(), LABELS, {}).typical() | {key: np.array([float(v)]) for key, v in SITE.items()}
    return found | {key: np.array([float(value)]) for key, value in changed.items()}


@pytest.fixture(scope="module")
def valuation():
    """A terminal whose response is given: the published one."""
    information = measure([draw_quay(4, 20, 0.9, 0, ships=30)], 0, draws=4, steps=40_000)
    response = Response(
        information,
        np.array([0.0, 9, 12, 15, 18]),
        np.array([0.0, 30, 37, 39, 39.4]),
        337.0,
        15.0,
        np.array([0.0, 10, 30, 60, 120]),
        np.array([0.816, 0.756, 0.693, 0.651, 0.604]),
    )
    links = {connectivity: (Link(held(connectivity), 1.0),) for connectivity in RADIO}
    return Valuation(links, {}, Terminal(), response)


def gross(valuation, level, **changed):
    link = {level.connectivity: (Link(level, 1.0),)}
    return float(
        Valuation(link, {}, valuation.terminal, valuation.response).run(typical(**changed))[level.connectivity].gross_eur[0]
    )


def test_over_perfect_networks_all_agree():
    result = assess(tuple(held(connectivity) for connectivity in RADIO))
    first, *others = (result.benefit(connectivity) for connectivity in RADIO)
    assert all(other.gross_eur == first.gross_eur and other.exposure_h == first.exposure_h for other in others)
    assert all(other.kpis == first.kpis for other in others)
    assert result.worth is not Worth.WORTH_IT
    assert result.benefit(Connectivity.MANUAL).gross_eur.p50 == 0


@settings(max_examples=80, deadline=None)
@given(st.floats(0, 60), st.floats(0, 1), st.floats(0, 30), st.floats(0, 60), st.floats(0.01, 0.3), st.floats(0.1, 60))
def test_an_older_position_a_hole_or_an_outage_only_makes_it_worse(valuation, age, covered, outages, older, less, length):
    def level(age, coverage, outages):
        return held(Connectivity.WIFI, age_s=age, coverage=coverage, outages_per_hour=outages, outage_s=length)

    base = gross(valuation, level(age, covered, outages))
    slack = 1e-9 * (1 + abs(base))
    assert gross(valuation, level(age + older, covered, outages)) <= base + slack
    assert gross(valuation, level(age, max(0.0, covered - less), outages)) <= base + slack
    assert gross(valuation, level(age, covered, outages + 1)) <= base + slack


def test_what_is_known_follows_its_closed_form():
    level = held(Connectivity.WIFI, age_s=3.0, coverage=0.8, latency=Latency(0.5, 1, 2), outages_per_hour=2.0, outage_s=30.0)
    a = typical(hole_s=50, session_s=15, login_s=45)
    cut = 2 * np.exp(-15 / 30)
    assert cut_off(level, a)[0] == pytest.approx(cut)
    told = known(Connectivity.WIFI, (Link(level, 1.0),), 360.0, a)
    assert told.delay_s[0] == pytest.approx(3 + 0.5 + 0.2 * 50 + cut * 0.1 * 45)
    assert told.seen[0] == pytest.approx(0.8)
    assert known(Connectivity.MANUAL, (), 360.0, typical(voice_period_s=120, voice_latency_s=10)).delay_s[0] == 70
    b = typical(sea_error=0.1, counted_error=0.1, blind_error=0.3, handling_h=10)
    assert error(told, b)[0] == pytest.approx(np.sqrt(0.01 + 0.8 * 0.01 + 0.2 * 0.09 + (told.delay_s[0] / 36000) ** 2))


def test_leaving_voice_spares_two_to_three_vehicles_of_fifteen_and_five_seconds_nothing(valuation):
    spared = valuation.response.spared(np.array([15.0]), np.array([70.0]), np.array([0.5]))[0]
    assert 2 < spared < 3.2
    five = valuation.response.spared(np.array([15.0]), np.array([70.0]), np.array([2.5]))[0]
    assert spared - five < 0.1


def test_vehicles_that_the_cranes_cannot_use_are_to_nobodys_credit(valuation):
    many, more = (valuation.response.spared(np.array([n]), np.array([70.0]), np.array([0.5]))[0] for n in (30.0, 60.0))
    assert many == more


@pytest.mark.parametrize(("rehandles", "minutes"), [(0.816, 19.821), (0.693, 19.02), (0.604, 18.522)])
def test_a_truck_turns_as_published(rehandles, minutes):
    assert turn_min(Terminal(), np.array([rehandles]))[0] == pytest.approx(minutes, abs=0.02)


def test_the_gain_is_the_sum_of_its_parts(valuation):
    """Each part worked from what the indicators say."""
    a = typical()
    outcome = valuation.run(a)[Connectivity.PRIVATE_5G]
    kpi = {kpi.key: kpi.values[0] for kpi in outcome.kpis}
    voice = valuation.operation(Connectivity.MANUAL, (), a)
    trucks = SITE["trucks_per_day"] * 300
    minutes = 45 - kpi["turn_min"]
    parts = (
        kpi["ship_hours"] * (1700 + 0.12 * (650 + 3.206 * 75)),
        kpi["vehicles"] * 0.6 * 180_000,
        trucks * minutes / 60 * 57,
        trucks * (voice.rehandles[0] - kpi["rehandles"]) * 3,
    )
    assert outcome.gross_eur[0] == pytest.approx(sum(parts))
    assert outcome.co2_t[0] == pytest.approx(kpi["ship_hours"] * 0.12 * 3.206 + trucks * minutes / 60 * 6.5 / 1000)
    hours = 300 * 0.5 * valuation.response.information.stay * 18 * (voice.lost[0] - kpi["lost"] / 100)
    assert kpi["ship_hours"] == pytest.approx(hours)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ship_eur_h", 2900),
        ("vehicle_eur_year", 90_000),
        ("truck_eur_h", 64),
        ("voice_period_s", 60),
        ("open_days", 350),
        ("announced_share", 0.9),
        ("rehandle_eur", 6),
        ("anchor_t_h", 0.3),
        ("handshakes", 2),
    ],
)
def test_an_edited_assumption_moves_the_euros(valuation, key, value):
    level = held(Connectivity.PRIVATE_5G)
    assert gross(valuation, level, **{key: value}) != gross(valuation, level)


def test_an_edited_cycle_moves_the_simulation():
    services = (held(Connectivity.PRIVATE_5G),)
    values = SITE | {"calls": 0, "trucks_per_day": 0}
    before, after = (assess(services, FREE[:1], values | {"hook_s": seconds}) for seconds in (90, 110))
    assert before.benefit(Connectivity.PRIVATE_5G).gross_eur != after.benefit(Connectivity.PRIVATE_5G).gross_eur
    assert next(a for a in after.assumptions if a.key == "hook_s").value == 110


def test_exposure_is_shown_and_never_priced(valuation):
    before, after = (valuation.run(typical(foot_h_day=hours))[Connectivity.PRIVATE_5G] for hours in (6, 12))
    assert after.net_eur[0] == before.net_eur[0]
    assert after.exposure_h[0] == pytest.approx(2 * before.exposure_h[0])
    assert before.exposure_h[0] == pytest.approx(6 * 300 * 0.5)


def test_the_same_seed_gives_the_same_bytes_and_survives_json():
    services = tuple(held(connectivity, age_s=2.0) for connectivity in RADIO)
    first, again, other = (assess(services, seed=seed) for seed in (1, 1, 2))
    assert dump(first) == dump(again)
    assert dump(first) != dump(other)
    assert load(UseAssessment, dump(first)) == first


def test_every_assumption_has_a_source_and_its_words():
    found = LOGISTICS.defaults().assumptions
    assert set(found) == set(LABELS)
    assert all(a.source.title for a in found.values())


def test_a_ship_worse_known_at_sea_is_not_to_the_credit_of_a_network(valuation):
    """The better the arrival is known, the more what happens in the port counts: never the other way round."""
    hours = []
    for sea in (0.0, 0.1, 0.3):
        outcome = valuation.run(typical(sea_error=sea, blind_error=0.2))[Connectivity.PRIVATE_5G]
        hours.append(next(kpi.values[0] for kpi in outcome.kpis if kpi.key == "ship_hours"))
    assert hours[2] < hours[0]


@pytest.mark.parametrize("key", sorted(SITE))
def test_a_missing_figure_is_named_and_nothing_is_shown_as_zero(key):
    result = assess((held(Connectivity.PRIVATE_5G),), FREE, {k: v for k, v in SITE.items() if k != key})
    assert isinstance(result, NotAssessed)
    assert "not given" in str(result.reason)


def test_a_site_where_nothing_moves_is_not_assessed():
    result = assess((held(Connectivity.PRIVATE_5G),), FREE, dict.fromkeys(SITE, 0))
    assert "nothing moves" in str(result.reason)


@pytest.mark.parametrize("zero", [("calls", "berths"), ("cranes", "yard_vehicles"), ("trucks_per_day",)])
def test_a_site_without_ships_cranes_or_trucks_is_assessed_by_the_rest(zero):
    result = assess((held(Connectivity.PRIVATE_5G), held(Connectivity.WIFI, age_s=30.0)), FREE, SITE | dict.fromkeys(zero, 0))
    assert isinstance(result, UseAssessment)
    ours, theirs = (result.benefit(c).gross_eur.p50 for c in RADIO[:2])
    assert ours >= theirs
    assert result.origin is DataOrigin.DEFAULTS


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"cranes": 90}, "outside its range"),
        ({"calls": 5000, "berths": 1}, "of the time of the berths"),
        ({"berths": 0}, "no berth"),
        ({"speed_m_s": 40}, "outside its range"),
    ],
)
def test_an_impossible_port_is_refused_in_one_sentence(values, sentence):
    with pytest.raises(BadInput, match=sentence):
        assess((held(Connectivity.PRIVATE_5G),), FREE, SITE | values)


def test_the_story_shows_the_same_boxes_over_each_network_and_the_yard_from_above():
    result = assess((held(Connectivity.PRIVATE_5G), held(Connectivity.WIFI, age_s=60.0)), FREE)
    moves = next(replay for replay in result.replays if replay.key == "moves")
    assert {series.key for series in moves.series} == {"private_5g", "wifi", "wired"}
    last = {series.key: series.y[-1] for series in moves.series}
    assert last["private_5g"] > last["wifi"]
    scenes = [replay.scene for replay in result.replays if replay.scene is not None]
    assert len(scenes) == 2
    for scene in scenes:
        assert len(scene.at) == len(scene.cells) == len(scene.standing)
        assert all(0 <= cell < scene.rows * scene.columns for cells in scene.cells for cell in cells)


def test_the_quay_is_planned_again_as_ships_slip_and_every_bar_can_be():
    quay = draw_quay(3, 18, 0.8, 0)
    story = slipping(quay, 0.3, 0)
    stays = story.timetable.stays
    assert len({stay.thing for stay in stays}) == 18
    assert any(stay.changed for stay in stays)
    for stay in stays:
        assert stay.told < stay.untold
        assert stay.done or stay.begin >= stay.told
    begun = [stay for stay in stays if stay.done]
    assert len(begun) == 18
    for berth in range(3):
        here = sorted((stay.begin, stay.end) for stay in begun if stay.row == berth)
        assert all(after[0] >= before[1] - 1e-6 for before, after in pairwise(here))
    arrivals = np.array([int(a) for a in quay.arrivals[:18]]) * 0.1
    assert all(stay.begin >= arrivals[int(stay.thing[1:]) - 1] - 1e-6 for stay in begun)
    assert story.series[0].y[-1] == pytest.approx(sum(stay.end for stay in begun) - arrivals.sum())


def test_with_perfect_times_no_ship_is_moved():
    stays = slipping(draw_quay(3, 18, 0.8, 0), 0.0, 0).timetable.stays
    assert sum(stay.changed for stay in stays) <= 1


def test_a_ship_is_known_better_and_better_and_exactly_when_it_is_there():
    quay = draw_quay(3, 18, 0.8, 0)
    errors = np.full(quay.ships, 50.0)
    ship = int(np.searchsorted(quay.arrivals, 300))
    wrong = [int(believed(quay, errors, now)[ship] - quay.arrivals[ship]) for now in (0, int(quay.arrivals[ship]) - 60)]
    assert wrong[0] == 50
    assert 0 <= wrong[1] < 50
    assert believed(quay, errors, int(quay.arrivals[ship]))[ship] == quay.arrivals[ship]
