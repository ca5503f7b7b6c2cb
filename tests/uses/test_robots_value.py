"""What a network changes for a robot fleet: the right direction, the published size, and every euro from an assumption."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.benefit import DataOrigin, NotAssessed, Use, Worth
from campus5g.core.codec import dump
from campus5g.core.errors import BadInput
from campus5g.core.service import Connectivity, Latency
from campus5g.uses.interface import ENGINES
from campus5g.uses.parameters import read_parameters
from campus5g.uses.robots.data.floor import aisles
from campus5g.uses.robots.data.grid import read_map
from campus5g.uses.robots.engine import _table
from campus5g.uses.robots.labels import LABELS
from campus5g.uses.robots.model.lifelong import Body, Floor, Hazards, draw_places, draw_starts, work
from campus5g.uses.robots.simulate.response import Fleet, fleet, measure
from campus5g.uses.robots.simulate.stops import late_share, stops
from campus5g.uses.robots.simulate.teleoperation import pace
from tests.uses.levels import cost, perfect

ROBOTS = ENGINES[Use.ROBOTS]
FILES = Path(__file__).parents[3] / "shared" / "data" / "uses" / "robotics"
given_maps = pytest.mark.skipif(not FILES.is_dir(), reason="the maps of the benchmark are not beside the repository")
SITE = {"robots": 12, "floor_m2": 1500, "watchdog_ms": 100}
RADIO = (Connectivity.PRIVATE_5G, Connectivity.WIFI, Connectivity.PUBLIC_CELLULAR)
FREE = tuple(cost(connectivity) for connectivity in RADIO)


def moving(connectivity, **worse):
    """A level over which no vehicle ever stops, unless ``worse`` says so."""
    return perfect(connectivity, **{"outages_per_hour": 0.0, "handovers_per_hour": 0.0} | worse)


def assess(services, costs=FREE, values=SITE, **more):
    return ROBOTS.assess(values, services, costs, draws=more.pop("draws", 200), **more)


def typical(**changed):
    found = read_parameters(_table(), LABELS, {}).typical()
    return found | {"watchdog_ms": np.array([100.0])} | {key: np.array([float(value)]) for key, value in changed.items()}


def test_over_perfect_networks_nobody_stops_and_all_agree():
    result = assess(tuple(moving(connectivity) for connectivity in RADIO))
    first, *others = (result.benefit(connectivity) for connectivity in RADIO)
    assert all(other.gross_eur == first.gross_eur and other.exposure_h == first.exposure_h for other in others)
    assert {kpi.key: kpi.value.p90 for kpi in first.kpis}["stops_h"] == 0
    assert result.worth is not Worth.WORTH_IT


@settings(max_examples=80, deadline=None)
@given(st.floats(0, 0.5), st.floats(0, 0.5), st.floats(1, 400), st.floats(1, 400), st.floats(0, 20), st.floats(0, 20))
def test_stops_only_grow_with_loss_outages_and_handovers_and_shrink_with_patience(
    loss, more, watchdog, longer, outages, handovers
):
    def rate(loss, watchdog, outages, handovers):
        level = moving(Connectivity.WIFI, loss=loss, outage_s=1.0, outages_per_hour=outages, handovers_per_hour=handovers)
        return float(stops(level, typical(watchdog_ms=watchdog)).per_hour[0])

    base = rate(loss, watchdog, outages, handovers)
    assert rate(loss, watchdog, outages + 1, handovers) >= base
    assert rate(loss, watchdog, outages, handovers + 1) >= base
    assert rate(loss, watchdog + longer, outages, handovers) <= base * (1 + 1e-9)
    if loss + more <= 0.5:
        assert rate(loss + more, watchdog, outages, handovers) >= base * (1 - 1e-9)


def test_stops_follow_the_published_closed_form():
    level = moving(Connectivity.WIFI, loss=0.02, outage_s=2.0, outages_per_hour=0.3, handovers_per_hour=30)
    met = stops(level, typical(message_period_ms=40, handover_ms_wifi=100))
    by_loss = 3600 / 0.04 * 0.02**3 * 0.98
    by_outage = 0.3 * np.exp(-0.1 / 2)
    assert met.per_hour[0] == pytest.approx(by_loss + by_outage + 30 * 0.5)


def test_at_a_watchdog_of_16_ms_even_a_good_5g_stops_vehicles_and_at_100_ms_hardly():
    level = moving(Connectivity.PRIVATE_5G, loss=1e-5, outage_s=0.5, outages_per_hour=0.02, handovers_per_hour=10)
    rates = [float(stops(level, typical(watchdog_ms=ms)).per_hour[0]) for ms in (16, 100)]
    assert rates[0] > 5
    assert rates[1] < 0.3


def test_a_link_slower_than_the_watchdog_drives_nobody():
    result = assess(
        (moving(Connectivity.PRIVATE_5G), moving(Connectivity.LPWAN, shortest_period_s=60.0)),
        (cost(Connectivity.PRIVATE_5G), cost(Connectivity.LPWAN, 1000)),
    )
    assert result.benefit(Connectivity.LPWAN).gross_eur.p90 == 0
    assert result.benefit(Connectivity.LPWAN).net_eur.p50 < 0
    assert any("low-power radio, vehicles would not pay" in str(reason) for reason in result.reasons)


@pytest.mark.parametrize(("limit", "share"), [(0.0005, 1.0), (0.001, 0.5), (0.002, 0.01), (0.01, 0.0)])
def test_the_share_of_late_messages_is_read_off_the_latency(limit, share):
    assert late_share(Latency(0.001, 0.002, 0.004), limit) == pytest.approx(share)


def test_a_worse_network_is_never_better_beyond_chance():
    """Two hundred pairs of shifts, the same tasks and the same bad luck: the difference is not above two standard errors."""
    grid = aisles(900, 1.5)
    floor = Floor.plain(grid, draw_places(grid, 100, 0))

    def deliveries(hazard, seed):
        risk = Hazards(np.full(grid.cells, hazard), np.zeros((grid.cells, 4)), 5.0, 5.0, 0.1, 60.0)
        return work(floor, draw_starts(grid, 12, seed), 400, hazards=risk, seed=seed).deliveries

    runs = np.array([[deliveries(hazard, seed) for hazard in (0.0, 2e-4, 2e-3)] for seed in range(200)], dtype=float)
    for better, worse in ((0, 1), (1, 2)):
        gained = runs[:, worse] - runs[:, better]
        assert gained.mean() <= 2 * gained.std(ddof=1) / np.sqrt(len(gained))
    assert runs[:, 2].mean() < 0.97 * runs[:, 0].mean()


@given_maps
@pytest.mark.parametrize(("vehicles", "published", "seeds"), [(50, 1.6, 6), (400, 6.6, 2), (700, 11.0, 2)])
def test_stopped_time_is_amplified_as_published(vehicles, published, seeds):
    """Two stops of a minute an hour and vehicle, on the public warehouse, without lanes."""
    grid = read_map(FILES / "mapf" / "maps" / "warehouse-10-20-10-2-1.map")
    floor = Floor.plain(grid, draw_places(grid, 400, 0))
    risk = Hazards(np.full(grid.cells, 2 / 3600), np.zeros((grid.cells, 4)), 55.0, 5.0, 0.0, 0.0)
    pairs = [
        [work(floor, draw_starts(grid, vehicles, seed), 3600, hazards=met, seed=seed) for met in (None, risk)]
        for seed in range(seeds)
    ]
    lost = 1 - sum(stopped.deliveries for _, stopped in pairs) / sum(free.deliveries for free, _ in pairs)
    standing = np.mean([stopped.stopped / (stopped.steps * vehicles) for _, stopped in pairs])
    assert lost / standing == pytest.approx(published, rel=0.2)


@pytest.mark.parametrize("vehicles", [40, 100])
def test_vehicles_that_charge_cost_the_time_they_charge_and_stand_in_nobodys_way(vehicles):
    grid = aisles(6000, 1.5)
    battery, charge = 4000.0, 1000.0
    chargers = grid.largest_region()[: vehicles // 2 : 2].astype(np.int32)
    bodies = (Body(), Body(battery=battery, charge=charge, chargers=chargers))
    free, charged = (fleet(grid, vehicles, body, 1.25, 0.0, seed=1).shift(6000, 1) for body in bodies)
    share = charged.charges * charge / (charged.steps * charged.robots)
    assert charged.charges > vehicles / 2
    assert charged.deliveries > free.deliveries * (1 - share - 0.05)


def test_the_fitted_amplification_predicts_a_shift_it_was_not_fitted_on():
    grid = aisles(6000, 1.5)
    ready = Fleet(Floor.plain(grid, draw_places(grid, 200, 0)), 120, 120, Body(), 1.0, 0)
    found = measure(ready)
    risk = ready.hazards(2.0, 30.0, 30.0)
    seen = [(ready.shift(3000, seed), ready.shift(3000, seed, risk)) for seed in (11, 12, 13)]
    kept = sum(worse.deliveries for _, worse in seen) / sum(free.deliveries for free, _ in seen)
    standing = np.array([np.mean([worse.stopped / (3000 * 120) for _, worse in seen])])
    assert 1 - float(found.kept(standing, np.array([60.0]))[0]) == pytest.approx(1 - kept, abs=0.03)


def test_a_crane_loses_about_a_hundredth_of_its_cycle_for_a_hundred_milliseconds():
    near, far = (
        pace(moving(Connectivity.WIFI, latency=Latency(s, s, s)), typical(crane_cycle_s=100, corrections=10))[0]
        for s in (0.0, 0.05)
    )
    assert near / far - 1 == pytest.approx(0.01, rel=0.05)


def test_cranes_whose_pictures_do_not_pass_are_not_driven():
    assert pace(moving(Connectivity.LPWAN, uplink_bps=1e3), typical())[0] == 0


@pytest.mark.parametrize(
    ("key", "value"),
    [("driver_eur_h", 80), ("hours_per_year", 8000), ("manual_moves_h", 25), ("demand_share", 0.9), ("handling_s", 20)],
)
def test_an_edited_assumption_moves_the_euros(key, value):
    services = tuple(moving(connectivity) for connectivity in RADIO)
    before, after = assess(services), assess(services, values=SITE | {key: value})
    assert after.benefit(Connectivity.PRIVATE_5G).gross_eur != before.benefit(Connectivity.PRIVATE_5G).gross_eur
    assert next(a for a in after.assumptions if a.key == key).value == value


def test_the_same_seed_gives_the_same_bytes():
    services = tuple(moving(connectivity, loss=0.01) for connectivity in RADIO)
    first, again, other = (dump(assess(services, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_every_assumption_has_a_source_and_a_range_that_holds_it():
    found = ROBOTS.defaults().assumptions
    assert set(found) == set(LABELS)
    assert all(a.source.title for a in found.values())


def test_the_answer_says_what_to_ask_and_shows_an_hour_of_the_fleet():
    level = {"loss": 0.02, "handovers_per_hour": 20}
    result = assess((moving(Connectivity.PRIVATE_5G), moving(Connectivity.WIFI, **level)), FREE[:2])
    assert "watchdog of 16 ms" in str(result.would_change[0])
    replay = result.replays[0]
    assert {series.key for series in replay.series} == {"private_5g", "wifi"}
    assert all(len(series.x) == len(series.y) == 60 for series in replay.series)
    assert result.origin is DataOrigin.DEFAULTS
    scene = result.replays[1].scene
    assert scene is not None
    assert len(scene.at) == len(scene.cells) == len(scene.standing)
    assert all(len(set(cells)) == len(cells) for cells in scene.cells)
    walled = {(c, r) for x, y, w, h in scene.walls for c in range(x, x + w) for r in range(y, y + h)}
    assert not any((cell % scene.columns, cell // scene.columns) in walled for cells in scene.cells for cell in cells)


@pytest.mark.parametrize("key", ["robots", "floor_m2", "watchdog_ms"])
def test_a_missing_figure_is_named_and_nothing_is_shown_as_zero(key):
    result = assess((moving(Connectivity.PRIVATE_5G),), FREE, {k: v for k, v in SITE.items() if k != key})
    assert isinstance(result, NotAssessed)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"robots": 0}, "outside its range"),
        ({"robots": 900, "floor_m2": 400}, "vehicles on"),
        ({"watchdog_ms": 5, "message_period_ms": 20}, "before the next message"),
    ],
)
def test_an_impossible_fleet_is_refused_in_one_sentence(values, sentence):
    with pytest.raises(BadInput, match=sentence):
        assess((moving(Connectivity.PRIVATE_5G),), FREE, SITE | values)


def test_a_map_with_a_part_cut_off_is_used_only_when_one_agrees_and_the_result_says_so(tmp_path):
    file = tmp_path / "hall.map"
    rows = ["." * 30] * 12 + ["@" * 30] + ["." * 30] * 2
    file.write_text(f"type octile\nheight {len(rows)}\nwidth 30\nmap\n" + "\n".join(rows) + "\n")
    assert ROBOTS.preview(file).needs_consent
    with pytest.raises(BadInput, match="60 free cells are cut off"):
        assess((moving(Connectivity.PRIVATE_5G),), FREE, data=file)
    result = assess((moving(Connectivity.PRIVATE_5G),), FREE, data=file, partial=True)
    assert "60 free cells" in str(result.data_notes[0])
    assert result.origin is DataOrigin.COMPANY
