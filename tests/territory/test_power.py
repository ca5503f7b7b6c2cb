"""The electricity of an investment agrees with closed forms, moves with what it rests on, and says what it does not know."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.core.message import Message
from campus5g.territory.investments import read_investments
from campus5g.territory.power import Means, power, read_area
from campus5g.territory.power.announced import announced, connection
from campus5g.territory.power.area import HOURS, area_shape
from campus5g.territory.power.flexibility import Moved, cheapest, lowest_peak, unit_load

HOME = Path(__file__).parents[2] / "dunkerque"
TYPICAL = {"pue": 1.2, "utilisation": 0.65, "wait_h": 3.0, "battery_h": 2.0, "price_eur_mwh": 88.9, "power_eur_kw": 8.0}
SURE = {
    "site_share": 0.4,
    "built_share": 1.0,
    "servers_to_grid": 1.0,
    "slip_years": 0.0,
    "utilisation": 0.5,
    "area_load_factor": 0.8,
}


@pytest.fixture(scope="module")
def known():
    return {one.key: one for one in read_investments(HOME / "investments.yaml")}


@pytest.fixture(scope="module")
def area():
    return read_area(HOME / "power.yaml")


@pytest.fixture(scope="module")
def outcome(known, area):
    return power(known["softbank"], area, wider=known["softbank_region"], draws=200, seed=3)


def test_energy_of_a_year_is_connection_times_utilisation_times_its_hours(known, area):
    found = power(known["softbank"], area, wider=known["softbank_region"], own=SURE, draws=50)
    full = found.full
    share = SURE["utilisation"]
    # an own figure is known within ten per cent, so the middle of the draws stands near the product, and the range around it
    assert full.connection_mw.p50 == pytest.approx(3100 * 0.4, rel=0.05)
    assert full.site_twh.p50 == pytest.approx(3100 * 0.4 * share * 8760e-6, rel=0.08)
    assert full.site_twh.p10 < full.site_twh.p50 < full.site_twh.p90


def test_the_ramp_reaches_the_announced_power_in_its_year_and_is_a_straight_line_before(known):
    said = announced(known["softbank"], known["softbank_region"])
    a = {key: np.array([SURE[key]]) for key in ("site_share", "built_share", "servers_to_grid", "slip_years")}
    curve = connection(said, (2027, 2028, 2029, 2030, 2031, 2032), a, {})[:, 0]
    assert curve.tolist() == pytest.approx([0, 310, 620, 930, 1240, 1240])


def test_two_years_late_is_the_same_curve_two_years_later(known):
    said = announced(known["softbank"], known["softbank_region"])
    a = {key: np.array([SURE[key]]) for key in ("site_share", "built_share", "servers_to_grid", "slip_years")}
    years = tuple(range(2028, 2034))
    late = connection(said, tuple(y + 2 for y in years), {**a, "slip_years": np.array([2.0])}, {})
    assert late[:, 0].tolist() == pytest.approx(connection(said, years, a, {})[:, 0].tolist())


def test_the_unit_site_draws_its_mean_power_and_its_pue():
    servers, lost, cop = unit_load(TYPICAL, 0)
    whole = servers + lost + servers / cop
    assert whole.mean() == pytest.approx(0.65, rel=0.02)
    assert whole.mean() / servers.mean() == pytest.approx(1.2, rel=0.02)
    assert len(whole) == HOURS


@pytest.mark.parametrize("moved", [Moved(wait_share=0.25), Moved(cold_h=3.0), Moved(battery_share=0.1)])
def test_what_can_be_moved_never_costs_and_serves_the_same_computing(moved):
    idle, found = (cheapest(TYPICAL, one, 69.5, 0) for one in (Moved(), moved))
    bill = 8000.0
    assert found.energy_eur + bill * found.subscribed_mw <= idle.energy_eur + bill * idle.subscribed_mw + 1e-6
    assert found.taken_mw.sum() >= idle.taken_mw.sum() * 0.97  # only a better hour of the cooling machines may save energy


def test_a_battery_on_a_level_load_gains_no_more_than_its_spread_every_day():
    idle, found = (cheapest(TYPICAL, Moved(battery_share=share), 69.5, 0) for share in (0.0, 0.1))
    most_a_day = 0.1 * 2 * 2 * 69.5 * 3  # at most two full cycles, at three times the mean spread
    assert 0 < idle.energy_eur - found.energy_eur < 365 * most_a_day


def test_a_battery_frees_no_more_than_its_power_and_more_of_everything_never_frees_less():
    area = 3000 * area_shape(0.8)
    peak = {share: lowest_peak(TYPICAL, Moved(battery_share=share), area, 800.0, 0).subscribed_mw for share in (0.0, 0.05, 0.2)}
    assert peak[0.0] - peak[0.05] <= 40 + 1e-6
    assert peak[0.0] >= peak[0.05] >= peak[0.2]


def test_the_highest_hour_without_moving_is_that_of_the_sum():
    area = 3000 * area_shape(0.8)
    servers, lost, cop = unit_load(TYPICAL, 0)
    alone = lowest_peak(TYPICAL, Moved(), area, 800.0, 0).subscribed_mw
    assert alone == pytest.approx(float((area + 800 * (servers + lost + servers / cop)).max()), rel=1e-6)


def test_worths_have_ranges_and_the_whole_is_neither_the_sum_nor_less_than_the_largest(outcome):
    by = {one.means: one for one in outcome.worths}
    alone = [by[means].freed_mw.p50 for means in (Means.COMPUTING, Means.COOLING, Means.BATTERY)]
    assert max(alone) <= by[Means.ALL].freed_mw.p50 <= sum(alone)
    for one in outcome.worths:
        assert 0 < one.eur_a_year.p10 < one.eur_a_year.p50 < one.eur_a_year.p90


def test_the_balance_is_what_is_made_less_what_is_taken(known, area):
    sure = {**SURE, **{plant.key: plant.energy.value for plant in area.plants}, "demand.now": 2000.0, "demand.later": 4000.0}
    found = power(known["softbank"], area, wider=known["softbank_region"], own=sure, draws=2000, seed=1).full
    made = sum(plant.energy.value for plant in area.plants)
    assert found.made_twh.p50 == pytest.approx(made)
    expected = made - found.area_twh.p50 - found.site_twh.p50
    assert found.balance_twh.p50 == pytest.approx(expected, abs=0.3)


def test_one_assumption_moves_what_it_should_and_nothing_else(known, area, outcome):
    other = power(known["softbank"], area, wider=known["softbank_region"], own={"spread_eur_mwh": 140.0}, draws=200, seed=3)
    assert other.years == outcome.years
    assert [one.freed_mw for one in other.worths] == [one.freed_mw for one in outcome.worths]
    assert all(mine.eur_a_year.p50 > theirs.eur_a_year.p50 for mine, theirs in zip(other.worths, outcome.worths, strict=True))


def test_the_same_seed_gives_the_same_outcome(known, area, outcome):
    assert power(known["softbank"], area, wider=known["softbank_region"], draws=200, seed=3) == outcome


def test_the_part_of_the_site_is_said_to_be_assumed_and_the_warning_of_the_source_is_kept(outcome, known):
    said = " ".join(map(str, outcome.warnings))
    assert "not published" in said
    assert "servers or that of the grid connection" in said
    assert known["softbank"].warning in said
    share = next(one for one in outcome.assumptions if one.key == "site_share")
    assert share.low < share.value < share.high
    assert share.source.to_confirm


def test_a_connection_of_one_site_needs_no_share_and_stands_outside_the_balance(known, area):
    found = power(known["escaudain"], area, draws=50)
    assert not {"site_share", "servers_to_grid"} & {one.key for one in found.assumptions}
    assert found.full.balance_twh is None
    assert any("no balance of the area" in str(one) for one in found.reasons)
    assert found.full.connection_mw.p90 <= 700


def test_an_investment_of_which_no_power_is_published_is_refused_with_the_reason(known, area):
    refusal = power(known["verkor"], area)
    assert isinstance(refusal, Message)
    assert "no source states the power" in str(refusal)


def test_a_power_without_a_source_is_not_counted(known, area):
    bare = tuple(replace(s, figure=replace(s.figure, source=replace(s.figure.source, title="")))
                 for s in known["escaudain"].statements)  # fmt: skip
    assert isinstance(power(replace(known["escaudain"], statements=bare), area), Message)


@pytest.mark.parametrize("ramp", [{2030: 900.0}, {2028: 300.0, 2029: 200.0}])
def test_a_ramp_up_that_exceeds_the_range_or_falls_is_refused_in_one_sentence(known, ramp):
    with pytest.raises(BadInput, match=r"ramp 20\d\d: .* MW; expected .*range announced"):
        power(known["escaudain"], ramp=ramp, draws=10)


def test_a_stated_ramp_is_taken_as_it_is(known):
    found = power(known["escaudain"], ramp={2028: 100.0, 2030: 500.0}, draws=10)
    by = {year.year: year.connection_mw.p50 for year in found.years}
    assert (by[2028], by[2029], by[2030]) == (100, 300, 500)


def test_an_assumption_out_of_range_or_unknown_is_refused_with_its_name(known):
    with pytest.raises(BadInput, match="pue"):
        power(known["escaudain"], own={"pue": 0.5})
    with pytest.raises(BadInput, match="site_share"):
        power(known["escaudain"], own={"site_share": 0.5})


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 1))
def test_the_load_of_the_area_is_within_its_highest_hour_and_flatter_with_more_industry(industry):
    shape = area_shape(industry)
    assert shape.max() == 1
    assert shape.min() > 0
    assert shape.min() >= area_shape(0.0).min() - 1e-12


def test_the_national_shape_is_that_of_the_published_half_hours(shared):
    import csv
    import gzip

    place = shared / "data/uses/energy/eco2mix_fr_30min_2012_2017.csv.gz"
    with gzip.open(place, "rt", encoding="utf-8") as file:
        rows = [(row["t"], float(row["load_mw"])) for row in csv.DictReader(file) if row["load_mw"]]
    mean = np.mean([mw for _, mw in rows])
    evening = [
        mw
        for t, mw in rows
        if t[5:7] == "01" and t[11:13] == "19" and np.datetime64(t[:10]).astype("datetime64[D]").item().weekday() < 5
    ]
    from campus5g.territory.power.area import _national

    assert _national()[1, 0][19] == pytest.approx(np.mean(evening) / mean, abs=6e-4)


def test_a_plant_that_makes_more_than_it_can_is_refused_with_its_line(tmp_path):
    text = (HOME / "power.yaml").read_text(encoding="utf-8").replace("twh: 2.3, mw: 600", "twh: 2.3, mw: 60")
    (tmp_path / "power.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"power\.yaml, line \d+: .* more than"):
        read_area(tmp_path / "power.yaml")


def test_an_area_that_lacks_what_it_takes_is_refused(tmp_path):
    (tmp_path / "power.yaml").write_text("entries: []\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"demand\.now"):
        read_area(tmp_path / "power.yaml")


def test_the_shell_says_what_the_engine_says(outcome, tmp_path):
    import json

    from typer.testing import CliRunner

    from campus5g.cli.app import app

    env = {"CAMPUS5G_DATA": str(tmp_path), "LANG": "C"}
    done = CliRunner().invoke(app, ["territory", "power", "softbank", "--draws", "200", "--seed", "3", "--json"], env=env)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert [year["year"] for year in told["years"]] == [year.year for year in outcome.years]
    assert told["years"][-1]["site_twh"]["p50"] == pytest.approx(outcome.full.site_twh.p50)
    assert told["worths"][-1]["freed_mw"]["p50"] == pytest.approx(outcome.worths[-1].freed_mw.p50)


@pytest.mark.parametrize("asked", [["verkor"], ["nowhere"], ["escaudain", "--ramp", "soon=3"], ["escaudain", "--set", "pue"]])
def test_the_shell_refuses_in_one_sentence_with_exit_code_one(asked, tmp_path, monkeypatch, capsys):
    import sys

    from campus5g.cli.app import run

    monkeypatch.setenv("LANG", "C")
    monkeypatch.setattr(sys, "argv", ["campus5g", "territory", "power", *asked])
    with pytest.raises(SystemExit) as ended:
        run()
    assert ended.value.code == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
