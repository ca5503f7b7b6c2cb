"""What a network changes in a port, simulated: the published sizes, the right direction, and what moves nothing."""

import csv
from pathlib import Path

import numpy as np
import pytest

from campus5g.uses.logistics.data.quay import read_quay
from campus5g.uses.logistics.simulate.berthing import draw_quay, measure, plan_on
from campus5g.uses.logistics.simulate.dispatch import Freshness, shift
from campus5g.uses.logistics.simulate.yard import rehandles, turn_min
from campus5g.uses.logistics.terminal.case import Terminal

SHARED = Path(__file__).parents[3] / "shared"
FILES = SHARED / "data" / "uses" / "logistics" / "bap_discrete"
TABLES = SHARED / "reference" / "prototypes"
given_quays = pytest.mark.skipif(not FILES.is_dir(), reason="the instances of the benchmark are not beside the repository")
given_tables = pytest.mark.skipif(not TABLES.is_dir(), reason="the published tables are not beside the repository")
NETWORKS = {
    "private 5G": Freshness(1, 0.02, 0.002, 20, 0.02, 30),
    "Wi-Fi mesh yard": Freshness(5, 0.1, 0.04, 45, 0.5, 45),
    "public LTE": Freshness(5, 0.08, 0.02, 45, 0.2, 45),
    "narrowband radio (TETRA / 450 MHz, 30-s poll)": Freshness(30, 1, 0.01, 60, 0.05, 60),
    "voice / paper": Freshness(120, 10),
}
PORT = Terminal()


def table(name):
    with (TABLES / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def pace(net, vehicles=12, seeds=6, terminal=PORT):
    return np.array([shift(terminal, vehicles, net, seed).moves_per_crane_hour for seed in range(seeds)])


@given_quays
def test_a_plan_on_wrong_times_loses_what_was_published():
    quays = [read_quay(FILES / f"{name}.txt") for name in ("f40x5-01", "f40x7-01", "f55x7-01", "f60x5-01", "f60x7-01")]
    found = measure(quays, 0, sigmas=(0.0, 0.1, 0.25, 0.5), draws=4)
    assert found.losses[0] == pytest.approx(0, abs=0.005)
    assert found.losses[1] == pytest.approx(0.026, abs=0.01)
    assert found.losses[2] == pytest.approx(0.079, rel=0.2)
    assert found.losses[3] == pytest.approx(0.153, rel=0.2)
    assert found.in_turn == pytest.approx(0.167, abs=0.01)


def test_at_a_calm_quay_planning_is_worth_little_and_at_a_crowded_one_much():
    calm, crowded = (measure([draw_quay(5, 20, load, 0)], 0, sigmas=(0.0, 0.5), draws=2) for load in (0.3, 1.2))
    assert calm.in_turn < 0.05
    assert crowded.in_turn > 0.1
    assert crowded.stay > calm.stay


def test_a_plan_on_worse_times_is_never_better_beyond_chance():
    quay = draw_quay(4, 20, 0.8, 0, ships=24)
    draws = [np.random.default_rng(seed).standard_normal(24) * 200 for seed in range(200)]
    times = np.array([[plan_on(quay, sigma * z, 0, 6000).time_in_port for sigma in (0.1, 0.3, 0.6)] for z in draws], dtype=float)
    for better, worse in ((0, 1), (1, 2)):
        gained = times[:, better] - times[:, worse]
        assert gained.mean() <= 2 * gained.std(ddof=1) / np.sqrt(len(gained))
    assert times[:, 2].mean() > 1.02 * times[:, 0].mean()


@given_tables
def test_cranes_move_as_many_boxes_as_published_for_each_network_and_pool():
    published = table("port_dispatch.csv")
    assert len(published) == 25
    for row in published:
        found = pace(NETWORKS[row["network"]], int(row["vehicles"]))
        assert found.mean() == pytest.approx(float(row["gmph"]), rel=0.06), row


def test_a_position_fresher_than_five_seconds_moves_no_more_boxes():
    each = [pace(Freshness(period), 12, 20) for period in (0.5, 5.0)]
    assert each[0].mean() == pytest.approx(each[1].mean(), rel=0.012)
    assert pace(Freshness(120, 10), 12, 20).mean() < 0.9 * each[1].mean()


def test_three_vehicles_of_fifteen_stand_for_two_minutes_of_silence():
    """The law by which vehicles are saved: a pool whose jobs are known later works like a smaller one."""
    for vehicles in (9, 12, 15):
        silent = shift(PORT, vehicles, Freshness(120, 10), 0)
        cycle = shift(PORT, vehicles, Freshness(0), 0).cycle_s
        like = vehicles * cycle / (cycle + Freshness(120, 10).delay_s)
        low, high = (pace(Freshness(0), int(like) + more).mean() for more in (0, 1))
        assert pace(Freshness(120, 10), vehicles).mean() == pytest.approx(low + (like % 1) * (high - low), rel=0.025)
        assert silent.cycle_s > 0


@pytest.mark.parametrize(
    "worse",
    [Freshness(30), Freshness(1, 5), Freshness(1, 0, 0.2, 60), Freshness(1, stops_h=2, stop_s=60)],
)
def test_a_worse_network_never_moves_more_beyond_chance(worse):
    small = Terminal(cranes=2, blocks=6)
    runs = np.array(
        [[shift(small, 7, net, seed, hours=6).moves_per_crane_hour for net in (Freshness(1), worse)] for seed in range(200)]
    )
    gained = runs[:, 1] - runs[:, 0]
    assert gained.mean() <= 2 * gained.std(ddof=1) / np.sqrt(len(gained))


def test_over_equal_networks_the_same_boxes_are_moved():
    one, other = (shift(PORT, 12, Freshness(5, 0.1), 3, keep=500) for _ in range(2))
    assert np.array_equal(one.trail, other.trail)
    assert len(one.trail) == 500


def test_nobody_is_in_two_places_and_a_crane_lifts_one_box_at_a_time():
    trail = shift(PORT, 12, Freshness(30, 1), 1, hours=6, keep=2000).trail
    for vehicle in range(12):
        mine = trail[trail[:, 0] == vehicle]
        assert (mine[1:, 2] >= mine[:-1, 9]).all()
        assert np.allclose(mine[1:, 3:5], mine[:-1, 7:9])
    for crane in range(3):
        assert (np.diff(trail[trail[:, 1] == crane][:, 6]) > 0).all()
    assert (trail[:, 6] >= trail[:, 5]).all()


@given_tables
def test_boxes_are_moved_aside_as_often_as_published():
    for row in table("port_truck.csv"):
        found = np.mean([rehandles(PORT, float(row["horizon_min"]), float(row["share_known"]), seed) for seed in range(6)])
        assert found == pytest.approx(float(row["rehandles"]), rel=0.08), row
        minutes = turn_min(PORT, np.array([float(row["rehandles"])]))[0]
        assert minutes == pytest.approx(float(row["truck_turn_min"]), abs=0.02)


def test_knowing_half_of_the_trucks_brings_half():
    none, half, all_ = (np.mean([rehandles(PORT, 60, share, seed) for seed in range(20)]) for share in (0.0, 0.5, 1.0))
    assert none - half == pytest.approx((none - all_) / 2, rel=0.12)


def test_knowing_fewer_trucks_never_moves_fewer_boxes_beyond_chance():
    small = Terminal(stacks=8, trucks_h=12)
    runs = np.array([[rehandles(small, h, c, seed, 300) for h, c in ((60, 1.0), (30, 1.0), (30, 0.4))] for seed in range(200)])
    for better, worse in ((0, 1), (1, 2)):
        gained = runs[:, better] - runs[:, worse]
        assert gained.mean() <= 2 * gained.std(ddof=1) / np.sqrt(len(gained))


def test_a_full_yard_still_finds_a_place_for_every_box():
    assert rehandles(Terminal(stacks=2, tiers=3, fill=1.0), 0, 0.0, 0, 200) > 0
