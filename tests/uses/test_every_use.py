"""What holds of each use alike: perfect networks agree, a worse one is never better beyond chance, each euro has its assumption."""

from dataclasses import dataclass, replace
from functools import cache
from unittest.mock import patch

import numpy as np
import pytest

from campus5g.core.benefit import Use, UseAssessment
from campus5g.core.service import Connectivity, Latency
from campus5g.uses import compare
from campus5g.uses.interface import ENGINES
from tests.uses.levels import cost, perfect

BUILT = [use for use, engine in ENGINES.items() if engine.defaults() is not None]
SITES = {
    Use.MAINTENANCE: {"assets": 400.0},
    Use.ENERGY: {"mean_mw": 4.4, "peak_mw": 9.0, "flexible_mw": 2.0, "points": 60.0, "battery_mw": 3.0, "battery_mwh": 3.0},
    Use.ROBOTS: {"robots": 12.0, "floor_m2": 1500.0, "watchdog_ms": 100.0, "cranes": 4.0},
    Use.LOGISTICS: {"calls": 600.0, "berths": 3.0, "cranes": 3.0, "yard_vehicles": 15.0, "trucks_per_day": 300.0},
}
RADIOS = (Connectivity.PRIVATE_5G, Connectivity.WIFI, Connectivity.PUBLIC_CELLULAR)
DRAWS = 200
STILL = {"outages_per_hour": 0.0, "handovers_per_hour": 0.0}
"""No outage and no change of antenna: what « perfect » means to what moves."""

GOOD = perfect(
    Connectivity.WIFI,
    coverage=0.95,
    uplink_bps=2e7,
    loss=0.002,
    age_s=1.0,
    outage_s=1.0,
    latency=Latency(0.005, 0.02, 0.05),
    availability=0.999,
    shortest_period_s=0.1,
    outages_per_hour=0.05,
    handovers_per_hour=0.5,
)
WORSE = {
    "reach": {"coverage": 0.7},
    "speed": {"uplink_bps": 2e4},
    "losses": {"loss": 0.05, "outage_s": 30.0, "outages_per_hour": 1.0, "handovers_per_hour": 6.0, "availability": 0.98},
    "age": {"age_s": 7200.0, "shortest_period_s": 600.0, "latency": Latency(0.05, 0.3, 2.0)},
}


@dataclass(frozen=True)
class Looked:
    """An assessment, and what it was made with: the outcome of each connectivity for any set of assumptions."""

    result: UseAssessment
    run: compare.Run
    parameters: compare.Parameters
    outcomes: compare.Outcomes

    def typical(self, **changed):
        a = {**self.parameters.typical(), **{key: np.array([value]) for key, value in changed.items()}}
        return {c: (float(o.gross_eur[0]), float(o.net_eur[0])) for c, o in self.run(a).items()}


def answers(use):
    """The site of a use; to one that is not named above, the geometric middle of each question's bounds."""
    middle = {q.key: float(round((max(q.least, 1.0) * min(q.most, 1e4)) ** 0.5)) for q in ENGINES[use].questions()}
    return SITES.get(use, middle)


@cache
def looked(use, services, opex_eur=0):
    """Assess a site, and keep what its answer was computed from."""
    seen = {}
    weigh, move = compare.compare, compare.sensitivities

    def weighed(outcomes):
        seen["outcomes"] = outcomes
        return weigh(outcomes)

    def moved(run, parameters, rival):
        seen.update(run=run, parameters=parameters)
        return move(run, parameters, rival)

    costs = [cost(service.connectivity, 100_000, opex_eur) for service in services]
    with patch.object(compare, "compare", weighed), patch.object(compare, "sensitivities", moved):
        result = ENGINES[use].assess(answers(use), services, costs, draws=DRAWS)
    assert isinstance(result, UseAssessment), result
    return Looked(result, **seen)


FREE = tuple(perfect(connectivity, **STILL) for connectivity in RADIOS)
SITE = (perfect(Connectivity.PRIVATE_5G, **STILL), GOOD, replace(GOOD, connectivity=Connectivity.PUBLIC_CELLULAR, coverage=0.9))


@pytest.mark.parametrize("use", BUILT)
def test_over_perfect_networks_each_draw_is_worth_the_same(use):
    outcomes = looked(use, FREE).outcomes
    first, *others = (outcomes[connectivity] for connectivity in RADIOS)
    assert np.any(first.gross_eur > 0)
    for other in others:
        assert other.gross_eur == pytest.approx(first.gross_eur)


@pytest.mark.parametrize("worse", WORSE)
@pytest.mark.parametrize("use", BUILT)
def test_a_worse_network_is_never_better_by_more_than_two_standard_errors(use, worse):
    """The same site, seed and draws; only the Wi-Fi is worse in one respect, and nothing is clamped."""
    bad = looked(use, (SITE[0], replace(GOOD, **WORSE[worse]), SITE[2])).outcomes
    good = looked(use, SITE).outcomes
    gain = bad[Connectivity.WIFI].net_eur - good[Connectivity.WIFI].net_eur
    assert gain.size >= 200
    assert gain.mean() <= 2 * gain.std(ddof=1) / np.sqrt(gain.size) + 1e-6


@pytest.mark.parametrize("use", BUILT)
def test_each_euro_comes_from_an_assumption(use):
    """Doubling every assumption in euros doubles every gain and every net result: no euro has another origin."""
    found = looked(use, SITE)
    euros = {a.key: 2 * a.value for a in found.parameters.assumptions.values() if "€" in a.unit}
    once, twice = found.typical(), found.typical(**euros)
    for connectivity in once:
        assert twice[connectivity] == pytest.approx([2 * value for value in once[connectivity]], rel=1e-9, abs=1e-6)
    assert any(net != 0 for _, net in once.values())


@pytest.mark.parametrize("use", BUILT)
def test_each_assumption_in_euros_moves_the_result_when_it_is_edited(use):
    found = looked(use, SITE)
    before = found.typical()
    fitted = {str(service.connectivity) for service in SITE} | {"wired"}
    others = {str(c) for c in Connectivity} - fitted
    idle = [
        a.key
        for a in found.parameters.assumptions.values()
        if "€" in a.unit
        and not any(a.key.endswith(f"_{name}") for name in others)  # a network that this site does not compare
        and found.typical(**{a.key: 30 * a.value}) == before
    ]
    assert idle == []


@pytest.mark.parametrize("use", BUILT)
def test_each_assumption_shown_has_a_source_a_label_and_a_range_that_holds_it(use):
    for assumption in looked(use, SITE).result.assumptions:
        assert assumption.source.title, assumption.key
        assert str(assumption.label), assumption.key
        assert assumption.low <= assumption.value <= assumption.high, assumption.key


@pytest.mark.parametrize("use", BUILT)
def test_what_a_network_costs_is_taken_from_what_it_brings_and_from_nothing_else(use):
    """Ten thousand euros more a year take ten thousand from the net result of each network, and leave what it brings."""
    free, paid = looked(use, SITE).typical(), looked(use, SITE, 10_000).typical()
    for connectivity in RADIOS:
        assert paid[connectivity][0] == pytest.approx(free[connectivity][0])
        assert paid[connectivity][1] == pytest.approx(free[connectivity][1] - 10_000)
