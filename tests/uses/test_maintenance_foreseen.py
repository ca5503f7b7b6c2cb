"""The remaining life of a company's own machines: when it gives the alarms, what it catches over each network, and why."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.benefit import Use
from campus5g.core.codec import dump
from campus5g.core.service import Connectivity
from campus5g.uses.interface import ENGINES
from campus5g.uses.links import Link
from campus5g.uses.maintenance.data import read_history
from campus5g.uses.maintenance.foreseen import Foretold, foresee
from campus5g.uses.maintenance.rules import Repair, cost_rate, index_costs, remaining_costs
from campus5g.uses.maintenance.simulate import Delays, caught, of_the_file
from tests.uses.levels import NETWORKS, cost, perfect, typical_site
from tests.uses.test_maintenance_own_data import pumps

ENGINE = ENGINES[Use.MAINTENANCE]
REPAIR = Repair(7.0, 9_000.0, 45_000.0)


def fans(failing=14, sound=0, seed=3):
    """Daily readings of fans that wear from their first day, each at its own pace: the index warns far too early."""
    random = np.random.default_rng(seed)
    lines = ["machine,cycle,temperature [°C],vibration [mm/s],current [A],failed"]
    for number in range(failing + sound):
        life = int(random.integers(60, 120))
        days = life if number < failing else life // 2
        for day in range(days):
            spent = (day / life) ** 2
            cells = (f"{10 * k + k * spent + 0.05 * random.standard_normal():.4f}" for k in (1, 2, 3))
            lines.append(f"fan {number},{day + 1},{','.join(cells)},{int(number < failing and day == days - 1)}")
    return lines


def written(folder, name, lines):
    path = folder / f"{name}.csv"
    path.write_text("\n".join(lines))
    return path


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    return written(tmp_path_factory.mktemp("hall"), "fans", fans(sound=2))


@pytest.fixture(scope="module")
def history(hall):
    return read_history(hall)


@pytest.fixture(scope="module")
def foreseen(history):
    return foresee(history.lives.lives)


@pytest.fixture(scope="module")
def assessed(hall):
    services, costs = typical_site()
    return ENGINE.assess({"assets": 100}, services, costs, draws=200, data=hall)


def notes(result):
    return " ".join(map(str, result.data_notes))


def kpi(result, connectivity, key):
    return next(k.value.p50 for k in result.benefit(connectivity).kpis if k.key == key)


def test_the_remaining_life_gives_the_alarms_where_it_costs_less_on_the_companys_file(assessed, history, foreseen):
    index, life = cost_rate(index_costs(history, REPAIR)), cost_rate(remaining_costs(foreseen, REPAIR))
    assert life < index
    assert f"they cost {round(100 * (index - life) / index)} % less than those of the health index" in notes(assessed)
    assert "taken from the test bench" not in notes(assessed)


def test_machines_whose_index_warns_well_keep_it_and_the_result_says_why(tmp_path):
    services, costs = typical_site()
    result = ENGINE.assess({"assets": 100}, services, costs, draws=20, data=written(tmp_path, "pumps", pumps()))
    assert "Alarms come from the health index: those of a remaining life" in notes(result)
    assert {replay.key.split("_")[0] for replay in result.replays} == {"health"}


def test_too_few_failures_for_a_remaining_life_are_said_and_the_index_is_used(tmp_path):
    services, costs = typical_site()
    result = ENGINE.assess({"assets": 100}, services, costs, draws=20, data=written(tmp_path, "few", fans(failing=5)))
    assert "5 machines fail: too few to learn a remaining life from (6 or more)" in notes(result)


def test_a_figure_of_the_company_on_warning_times_keeps_the_index(hall):
    services, costs = typical_site()
    result = ENGINE.assess({"assets": 100, "pf_median_d": 30.0}, services, costs, draws=20, data=hall)
    assert "since you gave the time from the first sign to the failure (median)" in notes(result)


def test_a_failure_that_no_index_announces_may_still_be_told_by_the_remaining_life(tmp_path):
    """Machines that all wear out at the same age without any sign: the index is mute, their age is not."""
    random = np.random.default_rng(5)
    lines = ["machine,cycle,temperature [°C],failed"]
    for number in range(12):
        days = 80 + int(random.integers(0, 4))
        lines += [f"m{number},{day + 1},{40 + random.standard_normal():.3f},{int(day == days - 1)}" for day in range(days)]
    services, costs = typical_site()
    result = ENGINE.assess({"assets": 100}, services, costs, draws=50, data=written(tmp_path, "mute", lines))
    assert "announces none of the 12 failures" in notes(result)
    assert kpi(result, Connectivity.PRIVATE_5G, "in_time") > 90


def test_no_assumption_of_the_index_is_shown_beside_a_remaining_life(assessed):
    keys = {assumption.key for assumption in assessed.assumptions}
    assert not keys & {"pf_median_d", "pf_sigma", "detectable_share", "transfer_share"}
    assert {"planning_delay_d", "edge_period_h", "unplanned_cost_eur"} <= keys


def test_no_machine_is_told_by_what_its_own_failure_taught(history, foreseen):
    """Another life of one machine leaves the folds as they are: what is told of it up to then must not change."""
    lives = history.lives.lives
    first = lives[0]
    changed = replace(first, sensors=np.vstack([first.sensors[:-5], first.sensors[-5:] + 50]))
    again = foresee((changed, *lives[1:]))
    assert again.machines[0].predicted[:-5] == pytest.approx(foreseen.machines[0].predicted[:-5])


def test_the_cost_of_a_rule_is_the_renewal_reward_of_its_lives():
    def machine(days, sign, failed):
        bound = np.where(np.arange(days) >= sign, 0.0, np.inf)
        return Foretold("m", np.arange(days, dtype=float), *(np.zeros(days),) * 3, bound, failed, 1.0)

    foreseen = type(
        "Told", (), {"machines": (machine(101, 80, True), machine(51, 49, True)), "others": (machine(41, 99, False),)}
    )
    found = remaining_costs(foreseen, REPAIR)
    # alarm on day 82, repair on day 89; then a failure on day 50 before its alarm; then 40 days of a machine that goes on
    assert found.tolist() == [[9_000.0, 89.0], [45_000.0, 50.0], [0.0, 40.0]]
    assert cost_rate(found) == pytest.approx(54_000 / 179 * 365.25)


def test_the_chance_of_each_machine_is_that_of_a_plain_monte_carlo(foreseen):
    planning, period, sent = np.array([6.0]), np.array([0.4]), Delays.draw(1, 400)
    reports = sent.phase + sent.reports(0.3) - 1
    found = foreseen.in_time(planning, period, reports, 0.1)[0]
    left = np.array([float(machine.left_at_sign(planning)[0]) for machine in foreseen.machines])
    plain = (left[:, None] - (0.4 * reports[None, :] + 0.1) > 6.0).mean(axis=1)
    assert found == pytest.approx(plain)


WORSE = st.tuples(st.floats(0, 0.95), st.floats(0, 1e6), st.floats(0, 1e6))


@settings(max_examples=60, deadline=None)
@given(WORSE, WORSE)
def test_a_worse_link_never_repairs_more_machines_in_time(foreseen, one, other):
    a = {**ENGINE.defaults().draw(200, 7), "assets": np.full(200, 100.0)}
    scheme, delays = of_the_file(foreseen, 1.0)[0], Delays.draw(0)
    good, bad = (
        caught(scheme, Link(perfect(Connectivity.WIFI, loss=loss, age_s=age, outage_s=outage), 1.0), a, delays)
        for loss, age, outage in (map(min, one, other), map(max, one, other))
    )
    assert np.all(bad <= good + 1e-12)


def test_over_perfect_networks_all_catch_the_same(hall):
    services = [perfect(connectivity) for connectivity in NETWORKS]
    sensors = {f"sensor{kind}_eur_{connectivity}": 60.0 for connectivity in NETWORKS for kind in ("", "_opex")}
    values = {"assets": 100, "wired_share": 1.0, "cable_eur": 0, **sensors}
    result = ENGINE.assess(values, services, [cost(c) for c in NETWORKS], draws=100, data=hall)
    assert len({round(kpi(result, c, "in_time"), 9) for c in NETWORKS}) == 1


def test_few_machines_give_a_wider_range_than_many(foreseen):
    half = replace(foreseen, machines=foreseen.machines[::2])
    spread = [told.weights(2000).std(axis=0).mean() * np.sqrt(len(told.machines)) for told in (half, foreseen)]
    assert spread[0] > 1.2 * spread[1]
    assert foreseen.weights(50).sum(axis=1) == pytest.approx(1.0)


def test_the_replay_goes_down_to_the_alarm_with_its_interval_and_its_chance(assessed):
    told = [replay for replay in assessed.replays if replay.key.startswith("remaining_")]
    assert {replay.connectivity for replay in told} >= {Connectivity.PRIVATE_5G, Connectivity.WIFI}
    for replay in told:
        curves = {series.key: np.array(series.y) for series in replay.series}
        marks = {str(mark.label): mark.x for mark in replay.marks}
        assert np.all(curves["low"] <= curves["high"])
        assert np.mean((curves["low"] <= curves["left"]) & (curves["left"] <= curves["high"])) > 0.3
        assert marks["failure"] - marks["last day to plan the repair"] == pytest.approx(7.0)
        at = np.array(replay.series[0].x)
        assert curves["in_time"][at < marks["alarm"] - 10].min() > 90
        assert curves["in_time"][-1] < 5


def test_a_chance_is_shown_for_each_machine_and_network(assessed):
    told = next(replay for replay in assessed.replays if replay.key == "in_time")
    assert {series.key for series in told.series} >= {"private_5g", "wifi", "lpwan"}
    assert all(len(series.y) == 14 and 0 <= min(series.y) <= max(series.y) <= 100 for series in told.series)


def test_the_same_seed_gives_the_same_bytes_however_long_a_core_takes(hall, assessed):
    services, costs = typical_site()
    assert dump(ENGINE.assess({"assets": 100}, services, costs, draws=200, data=hall)) == dump(assessed)
