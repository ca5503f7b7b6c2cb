"""Euros: traced to their assumptions, in the published order, and in the right direction."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.benefit import DataOrigin, NotAssessed, Use, Worth
from campus5g.core.service import Connectivity
from campus5g.uses.interface import ENGINES
from campus5g.uses.links import links_by_connectivity
from campus5g.uses.maintenance.simulate import Delays, Scheme, schemes
from campus5g.uses.maintenance.value import choose
from tests.uses.levels import NETWORKS, cost, perfect, typical_site

ENGINE = ENGINES[Use.MAINTENANCE]
PUBLISHED = {  # avoided failures a year, net € a year; every failure can be detected there
    Connectivity.PRIVATE_5G: (93.1, 3.19e6),
    Connectivity.LPWAN: (85.3, 2.91e6),
    Connectivity.WIFI: (66.4, 2.28e6),
    Connectivity.WIRED: (23.8, 0.77e6),
    Connectivity.MANUAL: (3.7, 0.10e6),
}
KEPT = {20480: 1.0, 10240: 0.998, 5120: 0.643, 2560: 0.327, 1280: 0.104, 640: 0.062}
UNITS = {**ENGINE.defaults().typical(200), "assets": np.full(200, 100.0)}


def run(services, a=None, costs=()):
    a = a or UNITS
    links = links_by_connectivity(services)
    return choose(links, schemes(KEPT, 10240), {c.connectivity: c for c in costs}, Delays.draw(0), a).run(a)


def drawn(draws=200, **own):
    return {**ENGINE.defaults().draw(draws, 7), "assets": np.full(draws, 100.0), **own}


def kpi(result, connectivity, key):
    return next(k.value for k in result.benefit(connectivity).kpis if k.key == key)


@pytest.fixture(scope="module")
def published_site():
    services, costs = typical_site()
    return ENGINE.assess({"assets": 800, "detectable_share": 1.0}, services, costs, draws=400)


def test_the_order_of_the_published_example_is_reproduced(published_site):
    order = sorted(published_site.benefits, key=lambda b: -b.net_eur.p50)
    assert [b.connectivity for b in order] == list(PUBLISHED)


@pytest.mark.parametrize("connectivity", [c for c in PUBLISHED if c is not Connectivity.MANUAL])
def test_the_published_failures_avoided_and_euros_are_reproduced(connectivity):
    services, _ = typical_site()
    links = links_by_connectivity((*services, perfect(Connectivity.WIRED, coverage=0.25)))
    a = {**ENGINE.defaults().typical(), "assets": np.full(1, 800.0), "detectable_share": np.ones(1)}
    outcome = choose(links, schemes(KEPT, 10240), {}, Delays.draw(0), a).run(a)[connectivity]
    avoided, net = PUBLISHED[connectivity]
    assert outcome.kpis[0].values[0] == pytest.approx(avoided, rel=0.02)
    assert outcome.net_eur[0] == pytest.approx(net, rel=0.02)


def test_low_power_radio_computes_on_the_sensor_and_5g_sends_the_signal(published_site):
    assert kpi(published_site, Connectivity.LPWAN, "sampling_hz").p50 == 10240
    assert kpi(published_site, Connectivity.PRIVATE_5G, "sampling_hz").p50 == 20480
    assert any("low-power radio, sensors compute figures on board" in str(reason) for reason in published_site.reasons)


def test_with_a_perfect_network_all_connectivities_agree():
    outcomes = run([perfect(connectivity) for connectivity in NETWORKS], drawn())
    first = outcomes[Connectivity.PRIVATE_5G]
    for outcome in outcomes.values():
        assert np.array_equal(outcome.gross_eur, first.gross_eur)
        assert np.array_equal(outcome.co2_t, first.co2_t)
        assert np.array_equal(outcome.exposure_h, first.exposure_h)


def test_the_net_is_the_gross_less_sensors_and_network():
    outcome = run(
        [perfect(Connectivity.WIFI)],
        costs=[cost(Connectivity.WIFI, 70_000, 5_000)],
        a={**UNITS, "network_eur_wifi": np.full(200, 70_000.0)},
    )[Connectivity.WIFI]
    assert outcome.gross_eur[0] - outcome.net_eur[0] == pytest.approx(100 * (700 / 7 + 60) + 70_000 / 7 + 5_000)


def test_a_perfect_link_avoids_what_the_formula_says():
    free = dict.fromkeys(("spare_price_eur", "stop_eur_h"), np.zeros(200))
    a = {**UNITS, "report_period_h": np.full(200, 1e-9), **free}
    outcome = run([perfect(Connectivity.WIFI)], a)[Connectivity.WIFI]
    from scipy.stats import norm

    caught = 0.9 * norm.cdf(np.log(45 / 7) / 0.8)
    assert outcome.kpis[0].values[0] == pytest.approx(100 * 0.12 * caught, rel=1e-6)
    assert outcome.gross_eur[0] == pytest.approx(100 * (0.12 * caught * 36_000 - 0.02 * 1_500), rel=1e-6)
    assert outcome.exposure_h[0] == pytest.approx(100 * (0.02 + 0.12 * caught))


def test_rounds_on_foot_cost_a_technicians_time_and_keep_people_at_the_machines():
    outcome = run([perfect(Connectivity.MANUAL)])[Connectivity.MANUAL]
    rounds_h = 100 * 0.3 * 365.25 / 30 * 10 / 60
    assert outcome.gross_eur[0] - outcome.net_eur[0] == pytest.approx(rounds_h * 60)
    assert outcome.exposure_h[0] > rounds_h


def test_a_network_full_of_devices_serves_only_so_many_machines():
    outcome = run([perfect(Connectivity.WIFI, capacity_devices=40)])[Connectivity.WIFI]
    assert outcome.kpis[2].values[0] == 40


LONG_MESSAGES = {"loss": 1.0, "age_s": 1.7e8, "uplink_bps": 5.84}
"""What a plan says of low-power radio when it is asked to carry 123 kB every ten minutes."""


def test_low_power_radio_planned_for_long_messages_still_carries_short_reports():
    networks = (Connectivity.PRIVATE_5G, Connectivity.LPWAN)
    services = [perfect(Connectivity.PRIVATE_5G), perfect(Connectivity.LPWAN, coverage=0.9, **LONG_MESSAGES)]
    result = ENGINE.assess({"assets": 800}, services, [cost(c) for c in networks], draws=100)
    assert kpi(result, Connectivity.LPWAN, "in_time").p50 > 70
    assert kpi(result, Connectivity.LPWAN, "report_period_h").p50 < 12


def test_rounds_do_not_depend_on_what_paper_can_carry_and_are_paid_by_the_hour():
    services, costs = typical_site()
    paper = perfect(Connectivity.MANUAL, uplink_bps=6e-5, loss=1.0, age_s=1.4e6)
    with_plan = ENGINE.assess({"assets": 800}, (*services, paper), (*costs, cost(Connectivity.MANUAL, 1500, 41_000)), draws=50)
    without = ENGINE.assess({"assets": 800}, services, costs, draws=50)
    assert with_plan.benefit(Connectivity.MANUAL) == without.benefit(Connectivity.MANUAL)


def test_machines_that_stand_still_have_their_cable_where_others_move():
    services, costs = typical_site()
    mixed = perfect(Connectivity.WIRED, coverage=0.4, uplink_bps=0.0, loss=1.0, age_s=6e5)
    result = ENGINE.assess({"assets": 800}, (*services, mixed), (*costs, cost(Connectivity.WIRED, 400_000)), draws=50)
    assert kpi(result, Connectivity.WIRED, "covered_machines").p50 == 320
    assert kpi(result, Connectivity.WIRED, "in_time").p50 > 70


def test_where_no_sensor_pays_for_itself_none_is_fitted():
    result = ENGINE.assess(
        {"assets": 100, "failures_per_year": 0.0}, [perfect(c) for c in NETWORKS], [cost(c) for c in NETWORKS], draws=50
    )
    assert kpi(result, Connectivity.WIFI, "covered_machines").p90 == 0
    assert any("no sensor would pay for itself" in str(reason) for reason in result.reasons)


WORSE = st.fixed_dictionaries(
    {
        "coverage": st.floats(0, 1),
        "loss": st.floats(0, 1),
        "uplink_bps": st.floats(0.01, 1e5),
        "age_s": st.floats(0, 1e6),
        "outage_s": st.floats(0, 1e6),
    }
)


@settings(max_examples=40, deadline=None)
@given(WORSE, WORSE)
def test_a_worse_network_is_never_better_by_more_than_two_standard_errors(one, other):
    falling = ("coverage", "uplink_bps")
    good = {k: max(one[k], other[k]) if k in falling else min(one[k], other[k]) for k in one}
    bad = {k: min(one[k], other[k]) if k in falling else max(one[k], other[k]) for k in one}
    a = drawn(200)
    better = run([perfect(Connectivity.WIFI, **good)], a)[Connectivity.WIFI].net_eur
    worse = run([perfect(Connectivity.WIFI, **bad)], a)[Connectivity.WIFI].net_eur
    gain = worse - better
    assert gain.mean() <= 2 * gain.std() / np.sqrt(gain.size) + 1e-6


def test_every_assumption_in_euros_moves_the_result():
    services, costs = typical_site()
    base = ENGINE.assess({"assets": 800}, services, costs, draws=100)
    for key in ("unplanned_cost_eur", "planned_cost_eur", "false_alarm_cost_eur", "sensor_eur_private_5g", "years"):
        own = ENGINE.defaults()[key] * 1.5
        moved = ENGINE.assess({"assets": 800, key: own}, services, costs, draws=100)
        assert moved.benefit(Connectivity.PRIVATE_5G).net_eur != base.benefit(Connectivity.PRIVATE_5G).net_eur, key


def priced(ours, theirs, **values):
    services = [perfect(Connectivity.PRIVATE_5G), perfect(Connectivity.WIFI, coverage=0.95)]
    costs = [cost(Connectivity.PRIVATE_5G, ours), cost(Connectivity.WIFI, theirs)]
    return ENGINE.assess({"assets": 400, **values}, services, costs, draws=300)


def test_a_cheap_network_is_worth_it_and_a_dear_one_is_not():
    assert priced(100_000, 1_000_000).worth is Worth.WORTH_IT
    dear = priced(5_000_000, 1_000)
    assert dear.worth is Worth.NOT_WORTH_IT
    assert "Not worth it" in str(dear.answer)


def test_when_the_range_straddles_zero_the_answer_says_what_to_measure():
    unsure = priced(600_000, 150_000)
    assert unsure.worth is Worth.NOT_KNOWN_YET
    assert f"Measure first: {unsure.sensitivities[0].label}." in str(unsure.answer)


def test_only_the_difference_is_credited_to_5g():
    assert any("only the difference is to the credit of 5G" in str(reason) for reason in priced(100_000, 1_000_000).reasons)


def test_three_sensitivities_come_widest_first():
    moves = [abs(s.at_high_eur - s.at_low_eur) for s in priced(400_000, 100_000).sensitivities]
    assert len(moves) == 3
    assert moves == sorted(moves, reverse=True)


def test_the_break_even_is_where_private_5g_gets_ahead():
    services, costs = typical_site()
    costs = (cost(Connectivity.PRIVATE_5G, 400_000), *costs[1:])
    result = ENGINE.assess({"assets": 800}, services, costs, draws=20)
    machines = result.break_even[0].params["n"]
    links = links_by_connectivity(services)
    for count, ahead in ((machines, True), (machines - 1, False)):
        a = {**ENGINE.defaults().typical(), "assets": np.full(1, float(count))}
        a["network_eur_private_5g"], a["network_eur_wifi"], a["network_eur_lpwan"] = np.full(1, 4e5), np.zeros(1), np.zeros(1)
        valuation = choose(links, schemes(KEPT, 10240), {c.connectivity: c for c in costs}, Delays.draw(0), a)
        nets = {c: o.net_eur[0] for c, o in valuation.run(a).items()}
        assert (nets.pop(Connectivity.PRIVATE_5G) > max(0, *nets.values())) == ahead


def test_a_zone_out_of_reach_counts_as_not_covered():
    both = [perfect(Connectivity.PRIVATE_5G, z) for z in ("hall", "quay")]
    wifi = [perfect(Connectivity.WIFI, "hall")]
    outcomes = run([*both, *wifi])
    assert outcomes[Connectivity.WIFI].kpis[2].values[0] == 50
    assert outcomes[Connectivity.PRIVATE_5G].kpis[2].values[0] == 100


def test_the_origin_says_what_the_result_rests_on(tmp_path):
    services, costs = typical_site()
    assert ENGINE.assess({"assets": 10}, services, costs, draws=20).origin is DataOrigin.DEFAULTS
    assert ENGINE.assess({"assets": 10, "years": 5}, services, costs, draws=20).origin is DataOrigin.SAMPLE
    own = tmp_path / "own.csv"
    rising = [1 + 0.01 * (i % 2) + (i > 60) * (i - 60) for i in range(100)]
    lines = [f"2026-01-{1 + i // 24:02}T{i % 24:02}:00:00,{x}" for i, x in enumerate(rising)]
    own.write_text("\n".join(["t,crane_rms_20000", *lines]))
    result = ENGINE.assess({"assets": 10}, services, costs, draws=20, data=own)
    assert result.origin is DataOrigin.COMPANY
    assert not any("test bench" in str(reason) for reason in result.reasons)


def test_the_transfer_from_a_test_bench_is_stated_and_can_be_edited():
    services, costs = typical_site()
    result = ENGINE.assess({"assets": 10, "transfer_share": 0.7}, services, costs, draws=20)
    assert any("bearing test bench" in str(reason) for reason in result.reasons)
    assert next(a for a in result.assumptions if a.key == "transfer_share").value == 0.7


def test_a_file_whose_failures_come_without_warning_is_not_assessed(tmp_path):
    services, costs = typical_site()
    flat = tmp_path / "flat.csv"
    lines = [f"2026-01-{1 + i // 24:02}T{i % 24:02}:00:00,{1 + 0.01 * (i % 2)}" for i in range(100)]
    flat.write_text("\n".join(["t,crane_rms_20000", *lines]))
    result = ENGINE.assess({"assets": 10}, services, costs, data=flat)
    assert isinstance(result, NotAssessed)
    assert "warns of none of the failures of flat.csv" in str(result.reason)


def test_a_scheme_of_the_full_signal_is_what_rounds_carry():
    links = links_by_connectivity([perfect(Connectivity.MANUAL)])
    part = choose(links, schemes(KEPT, 10240), {}, Delays.draw(0), UNITS).parts[Connectivity.MANUAL][0]
    assert part.scheme in {None, Scheme(20480, True, 1.0)}
    assert replace(part, scheme=None).link.share == 1.0
