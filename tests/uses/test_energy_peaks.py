"""Control of peaks over a link: closed forms, the design's published figures, and that a worse network is worse."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from campus5g.core.benefit import Use
from campus5g.core.service import Connectivity, Latency
from campus5g.uses.energy.data import series
from campus5g.uses.energy.simulate.links import reached
from campus5g.uses.energy.simulate.peaks import ControlLink, Plant, World, best_bill, controlled, excess_mw, make_world
from campus5g.uses.interface import ENGINES
from campus5g.uses.links import Link
from tests.uses.levels import perfect

PLANT = Plant(3.0, 3.0, 0.95, 2.0)
IDEAL = ControlLink(0.0, 0.0, 0.0, 10.0, 1.0)
# age (min), loss, outages a week, their length (min), share reached: design prototype, reference/prototypes/sim_energy_network.py
PUBLISHED = {
    "private 5G": (ControlLink(0, 1e-5, 0.05, 10, 0.99), 105.3),
    "public 4G": (ControlLink(1, 0.005, 0.5, 30, 0.95), 100.0),
    "Wi-Fi": (ControlLink(1, 0.01, 1, 15, 0.85), 97.7),
    "LoRaWAN": (ControlLink(5, 0.05, 0.2, 30, 0.95), 51.5),
}
READS = ControlLink(15, 0, 0.1, 60, 0.6)


@cache
def steel_mw():
    load = series.read_load(Path(series.__file__).parent / "steel_15min.csv.gz").filled(partial=True)
    return np.resize(load.values, 35_040) * 40


@cache
def steel_years():
    return tuple(make_world(steel_mw(), 0.25, 0.12, seed) for seed in range(3))


def quiet(load):
    none = np.zeros(0)
    return World(np.repeat(np.asarray(load, float), 10), np.ones(10 * len(load)), none.astype(np.intp), none, none)


def test_excess_is_the_root_of_the_sum_of_squares_of_each_month():
    power = np.full(365 * 144, 1.0)
    power[[0, 1]] = 4.0, 5.0
    power[40 * 144] = 3.0
    assert excess_mw(power, 1.0, 365.0) == pytest.approx(np.hypot(3, 4) + 2)


def test_an_ideal_link_cuts_a_peak_by_the_battery_and_then_by_what_can_be_curtailed():
    power, moved = controlled(quiet([1, 9, 1]), Plant(3.0, 100.0, 1.0, 2.0), IDEAL, 4.0)
    assert power == pytest.approx([1.0, 4.0, 4.0])  # the battery fills up again afterwards, up to the target
    assert power[1] == pytest.approx(9 - 3 - 2)
    assert moved == pytest.approx(2 * 3 / 6)  # MWh out and in again


def test_an_empty_battery_gives_no_more_and_losses_are_paid():
    power, _ = controlled(quiet([9] * 6), Plant(3.0, 1.0, 0.5, 0.0), IDEAL, 4.0)
    assert 9 * 6 - power.sum() == pytest.approx(6 * 0.5)  # 1 MWh stored gives 0.5 MWh, which is 3 MW over ten minutes


def test_without_a_link_reaching_anything_nothing_changes():
    world = quiet([1, 9, 5])
    assert controlled(world, PLANT, replace(IDEAL, reach=0.0), 4.0)[0] == pytest.approx(controlled(world, None, None, 4.0)[0])
    assert controlled(world, PLANT, replace(IDEAL, loss=1.1), 4.0)[0] == pytest.approx([1, 9, 5])


def test_old_measures_act_late_by_their_age():
    late = replace(IDEAL, age_min=10.0)
    power, _ = controlled(quiet([1, 9, 9, 1, 1]), Plant(3.0, 100.0, 1.0, 0.0), late, 4.0)
    assert power[1] == pytest.approx(9.0, abs=0.31)  # the rise is not seen yet
    assert power[2] == pytest.approx(6.0, abs=0.31)


def test_the_published_gains_come_out_within_a_fifth():
    years = steel_years()
    alone = best_bill(years, None, None).power_mw
    gains = {name: 30 * (alone - best_bill(years, PLANT, link).power_mw) for name, (link, _) in PUBLISHED.items()}
    for name, (_, published) in PUBLISHED.items():
        assert gains[name] == pytest.approx(published, rel=0.2), name
    reads = 30 * (alone - best_bill(years, PLANT, READS).power_mw)
    assert abs(reads) < 0.1 * gains["LoRaWAN"] + 5  # published: 1 k€, that is nothing beside the others
    assert list(gains) == sorted(gains, key=lambda name: -gains[name])


@pytest.mark.parametrize(
    "worse",
    [{"loss": 0.2}, {"age_min": 4.0}, {"reach": 0.8}, {"outages_per_week": 5.0}, {"outages_per_week": 2.0, "outage_min": 90.0}],
)
def test_a_worse_network_is_never_better_by_more_than_two_standard_errors(worse):
    base = ControlLink(1.0, 0.02, 1.0, 20.0, 0.95)
    gains = []
    for seed in range(200):
        world = make_world(steel_mw()[96 * seed : 96 * (seed + 14)], 0.25, 0.12, seed)
        target = float(np.quantile(world.load_mw, 0.98))
        costs = [
            excess_mw(controlled(world, PLANT, link, target)[0], target, world.days) for link in (base, replace(base, **worse))
        ]
        gains.append(costs[0] - costs[1])  # above zero: the worse network did better
    assert np.mean(gains) <= 2 * np.std(gains, ddof=1) / np.sqrt(len(gains))


def test_an_outage_of_a_good_link_is_one_of_a_worse_link():
    world = steel_years()[0]
    good, bad = (world.heard(replace(IDEAL, outages_per_week=rate, loss=loss)) for rate, loss in ((1.0, 0.01), (4.0, 0.1)))
    assert not (~good[0] & bad[0]).any()
    assert not (~good[1] & bad[1]).any()
    lost_minutes = (~good[0]).sum() / world.days * 7
    assert lost_minutes == pytest.approx(10.0, rel=0.6)  # one outage of ten minutes a week


def test_the_noise_of_a_load_has_the_swing_that_was_asked():
    world = make_world(np.full(2000, 10.0), 0.25, 0.1, seed=4)
    ratio = world.load_mw / 10 - 1
    assert ratio.std() == pytest.approx(0.1, rel=0.05)
    assert np.corrcoef(ratio[1:], ratio[:-1])[0, 1] == pytest.approx(0.9, abs=0.02)


DEFAULTS = ENGINES[Use.ENERGY].defaults()


def link_of(**worse):
    points = DEFAULTS.extended([replace(DEFAULTS.assumptions["metering_s"], key="points", value=100.0, low=100.0, high=100.0)])
    return reached([Link(perfect(Connectivity.PRIVATE_5G, **worse), 1.0)], points)


def test_age_is_half_a_period_and_the_latency_and_the_periods_lost():
    found = link_of(loss=0.5, latency=Latency(2.0, 3.0, 4.0))
    assert found.control.age_min * 60 == pytest.approx(5 + 2 + 10)
    assert link_of(uplink_bps=16.0).control.age_min * 60 == pytest.approx(50.0 + 0.001)  # 200 bytes last 100 s
    assert link_of(shortest_period_s=300.0, age_s=9.0).control.age_min * 60 == pytest.approx(150.0 + 0.001)


def test_breakdowns_last_what_availability_says():
    control = link_of(availability=0.99).control
    assert control.outages_per_week * control.outage_min == pytest.approx(0.01 * 10_080)
    assert link_of().control.outages_per_week == 0


def test_points_beyond_the_capacity_are_not_reached():
    assert link_of(capacity_devices=40).reach == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("worse", "accepted"),
    [
        ({}, ("fcr", "afrr", "mfrr")),
        ({"latency": Latency(1.0, 10.0, 40.0)}, ("afrr", "mfrr")),
        ({"shortest_period_s": 300.0}, ("mfrr",)),
        ({"availability": 0.9}, ()),
        ({"downlink_bps": 0.0}, ()),
    ],
)
def test_a_reserve_accepts_a_link_that_is_fast_and_answers(worse, accepted):
    assert link_of(**worse).reserves == accepted
