"""What energy is worth over each connectivity, from the site's figures to a plain answer."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.benefit import DataOrigin, NotAssessed, Use, UseAssessment, Worth
from campus5g.core.codec import dump, load
from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption, Source
from campus5g.core.message import msg
from campus5g.core.service import Connectivity, Latency
from campus5g.uses.energy.simulate.links import reached
from campus5g.uses.interface import ENGINES
from campus5g.uses.links import Link
from tests.uses.levels import cost, perfect

ENGINE = ENGINES[Use.ENERGY]
SITE = {"mean_mw": 4.4, "peak_mw": 25.0, "flexible_mw": 2.0, "points": 60.0, "battery_mw": 3.0, "battery_mwh": 3.0}
RADIOS = (Connectivity.PRIVATE_5G, Connectivity.WIFI, Connectivity.PUBLIC_CELLULAR, Connectivity.LPWAN)
PERFECT = tuple(perfect(connectivity) for connectivity in RADIOS)
PLANNED = (
    perfect(Connectivity.PRIVATE_5G, coverage=0.99, loss=1e-4, availability=0.9999, shortest_period_s=0.01),
    perfect(Connectivity.WIFI, coverage=0.85, loss=0.004, availability=0.999, shortest_period_s=0.1),
    perfect(Connectivity.PUBLIC_CELLULAR, coverage=0.95, loss=0.005, availability=0.999, shortest_period_s=0.1),
    perfect(Connectivity.LPWAN, coverage=0.95, loss=0.05, uplink_bps=5.0, availability=0.999, shortest_period_s=300.0),
)
COSTS = tuple(cost(connectivity, 100_000, 10_000) for connectivity in RADIOS)


def assessed(values=SITE, services=PLANNED, costs=COSTS, **more):
    found = ENGINE.assess(values, services, costs, **{"draws": 60, **more})
    assert isinstance(found, UseAssessment), found
    return found


@pytest.fixture(scope="module")
def planned():
    return assessed()


def figure(result, connectivity, key):
    return next(kpi.value.p50 for kpi in result.benefit(connectivity).kpis if kpi.key == key)


def test_perfect_networks_bring_the_same():
    gross = {assessed(services=PERFECT).benefit(connectivity).gross_eur for connectivity in RADIOS}
    assert len(gross) == 1


def test_the_order_of_the_networks_is_that_of_what_they_reach_and_how_fresh_they_are(planned):
    peaks = [figure(planned, c, "peaks_eur") for c in (*RADIOS[:1], RADIOS[2], RADIOS[1], RADIOS[3])]
    assert peaks == sorted(peaks, reverse=True)
    assert figure(planned, Connectivity.LPWAN, "reserve_eur") < figure(planned, Connectivity.WIFI, "reserve_eur")


def test_what_software_gains_a_day_ahead_is_the_same_over_any_network_that_reaches_the_same(planned):
    per_reach = {
        c: figure(planned, c, "shift_eur") / (service.coverage * service.availability)
        for c, service in zip(RADIOS, PLANNED, strict=True)
    }
    assert max(per_reach.values()) == pytest.approx(min(per_reach.values()))
    assert any("not to the credit of 5G" in str(reason) for reason in planned.reasons)


def test_load_moved_is_worth_its_megawatts_hours_days_and_spread():
    exact = {"spread_eur_mwh": 100.0, "shift_share": 1.0, "shift_h": 3.0}
    result = assessed({**SITE, **exact}, PERFECT, draws=4000)
    assert figure(result, Connectivity.PRIVATE_5G, "shift_eur") == pytest.approx(
        2 * 3 * 365 * 100, rel=0.05
    )  # a share of days drawn up to 1


def test_demand_response_is_paid_for_the_steps_that_are_proven():
    """2 MW in 100 hours at 200 less 50 €/MWh, of which the aggregator leaves 0.7; a link that proves 60 % of them earns 60 %."""
    exact = {"response_h": 100.0, "response_eur_mwh": 200.0, "response_supplier_eur_mwh": 50.0, "aggregator_share": 0.7}
    rare = perfect(Connectivity.LPWAN, shortest_period_s=1200.0, loss=0.2)
    result = assessed({**SITE, **exact}, (*PERFECT[:3], rare), draws=400)
    whole = 2 * 100 * 150 * 0.7
    assert figure(result, Connectivity.PRIVATE_5G, "response_eur") == pytest.approx(whole, rel=0.05)
    ours = figure(result, Connectivity.PRIVATE_5G, "response_eur")
    assert figure(result, Connectivity.LPWAN, "response_eur") == pytest.approx(0.6 * ours)
    assert figure(result, Connectivity.MANUAL, "response_eur") == pytest.approx(0.6 * ours)  # what people can switch
    assert any("reach and proof are paid, speed is not" in str(reason) for reason in result.reasons)
    owed = assessed({**SITE, **exact, "response_supplier_eur_mwh": 250.0}, PERFECT, draws=20)
    assert figure(owed, Connectivity.PRIVATE_5G, "response_eur") == 0


@given(st.floats(0, 1), st.floats(0, 1), st.floats(1, 5000), st.floats(1, 5000))
def test_a_worse_link_proves_no_more_steps(loss, more, period, longer):
    points = Assumption("points", msg("points"), 60.0, 60.0, 60.0, "", Source("This test"))
    a = ENGINE.defaults().extended((points,))
    good = perfect(Connectivity.LPWAN, loss=loss, shortest_period_s=period)
    worse = replace(good, loss=max(loss, more), shortest_period_s=max(period, longer))
    proven = [reached((Link(service, 1.0),), a).proven for service in (good, worse)]
    assert proven[1] <= proven[0] + 1e-12


@pytest.mark.parametrize(
    ("key", "value", "kpi"),
    [
        ("power_eur_kw", 60.0, "peaks_eur"),
        ("spread_eur_mwh", 139.0, "shift_eur"),
        ("response_eur_mwh", 400.0, "response_eur"),
        ("reserve_h", 3000.0, "reserve_eur"),
        ("afrr_eur_mw_h", 90.0, "reserve_eur"),
        ("battery_mwh", 0.5, "peaks_eur"),
        ("metering_s", 300.0, "peaks_eur"),
    ],
)
def test_each_euro_changes_when_its_assumption_is_edited(planned, key, value, kpi):
    edited = assessed({**SITE, key: value})
    assert figure(edited, Connectivity.PRIVATE_5G, kpi) != pytest.approx(figure(planned, Connectivity.PRIVATE_5G, kpi), rel=0.02)
    source = next(a.source for a in edited.assumptions if a.key == key)
    assert source.title == "Figure of the company"


def test_every_assumption_has_a_source_and_a_range(planned):
    for assumption in planned.assumptions:
        assert assumption.source.title
        assert assumption.low <= assumption.value <= assumption.high


def test_a_site_of_twice_the_power_gains_twice_on_power():
    once, twice = (
        assessed({**SITE, **{key: SITE[key] * size for key in SITE if key != "points"}}, draws=20) for size in (1.0, 2.0)
    )
    for key in ("peaks_eur", "shift_eur", "response_eur", "reserve_eur"):
        ratio = figure(twice, Connectivity.PRIVATE_5G, key) / figure(once, Connectivity.PRIVATE_5G, key)
        assert ratio == pytest.approx(2.0, rel=0.02)


def test_gigawatts_are_assessed():
    large = {"mean_mw": 900.0, "peak_mw": 1200.0, "flexible_mw": 225.0, "points": 5000.0}
    assert assessed(large, draws=20).benefit(Connectivity.PRIVATE_5G).gross_eur.p50 > 1e6


def test_the_same_seed_gives_the_same_bytes_and_survives_json():
    first, again, other = (dump(assessed(draws=20, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    result = assessed(draws=20)
    assert load(UseAssessment, dump(result)) == result


def test_a_dear_network_is_not_worth_it_and_says_what_others_should_pay():
    dear = (cost(Connectivity.PRIVATE_5G, 9_000_000, 500_000), *COSTS[1:])
    result = assessed(costs=dear)
    assert result.worth is Worth.NOT_WORTH_IT
    assert "if other uses paid" in str(result.break_even[-1])


def test_private_5g_is_worth_it_where_it_reaches_much_more_than_the_others():
    poor = [replace(service, coverage=0.2) for service in PLANNED[1:]]
    dug = {**SITE, "mean_mw": 40.0, "peak_mw": 200.0, "flexible_mw": 20.0, "points": 2000.0, "cable_eur": 40_000.0}
    assert assessed(dug, (PLANNED[0], *poor)).worth is Worth.WORTH_IT


def test_replays_show_a_year_and_its_worst_day(planned):
    year, day = planned.replays
    assert (len(year.series[0].x), len(day.series[0].x)) == (365, 144)
    alone, ours = (np.array(curve.y) for curve in year.series[:2])
    assert ours.mean() < alone.mean()
    assert {str(c) for c in RADIOS} <= {curve.key for curve in day.series}


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({key: SITE[key] for key in SITE if key != "flexible_mw"}, "power that can be cut or moved"),
        ({**SITE, "battery_mw": 0.0, "flexible_mw": 0.0}, "neither a battery nor power"),
    ],
)
def test_what_is_missing_is_named(values, reason):
    found = ENGINE.assess(values, PLANNED, COSTS)
    assert isinstance(found, NotAssessed)
    assert reason in str(found.reason)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"peak_mw": 1.0}, "peak_mw: the peak is not above the mean; expected the highest power of the year."),
        ({"points": -3.0}, "points: value -3 is outside its range; expected a value from 1 to 1,000,000."),
        ({"battery_efficiency": 1.2}, "battery_efficiency: value 1.2 is outside its range; expected a value from 0.5 to 1."),
    ],
)
def test_impossible_figures_are_refused_in_one_sentence(more, sentence):
    with pytest.raises(BadInput) as caught:
        ENGINE.assess({**SITE, **more}, PLANNED, COSTS)
    assert str(caught.value) == sentence


def load_file(tmp_path: Path, days=20, holes=(), price=True) -> Path:
    rows = ["time,load (kW),price (€/MWh)" if price else "time,load (kW)"]
    for step in range(days * 96):
        if step in holes:
            continue
        hour = step // 4 % 24
        when = f"2026-01-{1 + step // 96:02d}T{hour:02d}:{15 * (step % 4):02d}:00"
        kw = 4000 + 3000 * (8 <= hour < 18) + 9000 * (step % 96 == 40)
        rows.append(f"{when},{kw},{100 if hour >= 12 else 40}" if price else f"{when},{kw}")
    path = tmp_path / "load.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


OWN = {"flexible_mw": 2.0, "points": 20.0, "battery_mw": 1.0, "battery_mwh": 2.0}


def test_a_company_gives_its_load_and_prices_instead_of_its_mean_and_peak(tmp_path):
    result = assessed(OWN, data=load_file(tmp_path))
    figures = {a.key: a.value for a in result.assumptions}
    assert result.origin is DataOrigin.COMPANY
    assert figures["peak_mw"] == pytest.approx(16.0)
    assert figures["spread_eur_mwh"] == pytest.approx(60.0)
    assert any("20 days" in str(note) for note in result.data_notes)


def test_a_load_with_holes_is_used_only_when_the_person_agrees(tmp_path):
    path = load_file(tmp_path, holes=range(50, 60))
    with pytest.raises(BadInput, match="10 steps are missing"):
        assessed(OWN, data=path)
    result = assessed(OWN, data=path, partial=True)
    assert any("10 steps are missing" in str(note) for note in result.data_notes)


def test_a_load_of_a_few_days_is_refused(tmp_path):
    with pytest.raises(BadInput, match="at least 14 days"):
        assessed(OWN, data=load_file(tmp_path, days=5))


def test_a_preview_tells_what_a_file_holds_and_what_is_wrong(tmp_path):
    found = ENGINE.preview(load_file(tmp_path, holes=[99]))
    assert found.needs_consent
    assert "20 days by steps of 15 minutes" in str(found.covers)
    assert len(found.glance[0].x) > 200
    example = tmp_path / "example.csv"
    example.write_text(ENGINE.file_kinds()[0].example, encoding="utf-8")
    assert [str(fault.remedy) for fault in ENGINE.preview(example).findings] == ["at least 14 days"]


def test_a_link_too_slow_for_any_reserve_earns_none():
    slow = (perfect(Connectivity.PRIVATE_5G, latency=Latency(1.0, 900.0, 1000.0)), *PLANNED[1:])
    assert figure(assessed(services=slow, draws=20), Connectivity.PRIVATE_5G, "reserve_eur") == 0
