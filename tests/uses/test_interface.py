"""What every use promises."""

import pytest

from campus5g.core.benefit import NotAssessed, Use, UseAssessment
from campus5g.core.codec import dump, load
from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.progress import Cancelled
from campus5g.core.service import Connectivity
from campus5g.uses.interface import ENGINES, NotBuilt
from campus5g.uses.links import links_by_connectivity
from tests.uses.levels import NETWORKS, cost, perfect

MAINTENANCE = ENGINES[Use.MAINTENANCE]
SERVICES = tuple(perfect(connectivity) for connectivity in NETWORKS)
COSTS = tuple(cost(connectivity, 100_000, 10_000) for connectivity in NETWORKS)


def test_every_use_has_an_engine_that_knows_its_name():
    assert {use: engine.use for use, engine in ENGINES.items()} == {use: use for use in Use}


def test_a_use_without_engine_says_so_and_gives_no_figure():
    result = NotBuilt(Use.ENERGY, msg("this engine is still to come")).assess({}, SERVICES, COSTS)
    assert isinstance(result, NotAssessed)
    assert result.use == Use.ENERGY
    assert "still to come" in str(result.reason)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not():
    first, again, other = (dump(MAINTENANCE.assess({"assets": 300}, SERVICES, COSTS, seed=seed, draws=100)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_an_assessment_survives_json():
    result = MAINTENANCE.assess({"assets": 300}, SERVICES, COSTS, draws=50)
    assert load(UseAssessment, dump(result)) == result


@pytest.mark.parametrize(
    ("values", "services", "costs", "reason"),
    [
        ({}, SERVICES, COSTS, "number of machines"),
        ({"assets": 10}, SERVICES[1:], COSTS, "no service level of private 5G"),
        ({"assets": 10}, SERVICES, COSTS[1:], "cost of private 5G is not given"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_shown_as_zero(values, services, costs, reason):
    result = MAINTENANCE.assess(values, services, costs)
    assert isinstance(result, NotAssessed)
    assert reason in str(result.reason)


def test_a_connectivity_without_a_cost_is_left_out_with_its_reason():
    result = MAINTENANCE.assess({"assets": 100}, SERVICES, COSTS[:1], draws=50)
    assert result.benefit(Connectivity.WIFI) is None
    assert "Wi-Fi is left out: its cost is not given." in map(str, result.reasons)


def test_progress_runs_from_0_to_1_and_can_stop_the_work():
    seen = []
    MAINTENANCE.assess({"assets": 100}, SERVICES, COSTS, draws=20, progress=lambda share, doing: seen.append((share, str(doing))))
    assert [share for share, _ in seen] == sorted(share for share, _ in seen)
    assert (seen[0][0], seen[-1][0]) == (0.0, 1.0)

    def stop(_share, _doing, /):
        raise Cancelled

    with pytest.raises(Cancelled):
        MAINTENANCE.assess({"assets": 100}, SERVICES, COSTS, progress=stop)


def test_zones_weigh_by_the_machines_that_stand_there():
    services = [perfect(Connectivity.WIFI, "hall"), perfect(Connectivity.WIFI, "quay"), perfect(Connectivity.LPWAN, "quay")]
    grouped = links_by_connectivity(services, {"hall": 30, "quay": 10})
    assert [link.share for link in grouped[Connectivity.WIFI]] == [0.75, 0.25]
    assert [link.share for link in grouped[Connectivity.LPWAN]] == [0.25]
    assert [link.share for link in links_by_connectivity(services)[Connectivity.WIFI]] == [0.5, 0.5]


@pytest.mark.parametrize(
    ("worse", "sentence"),
    [
        ({"coverage": 1.2}, "wifi, yard: coverage is 1.2; expected a share from 0 to 1."),
        ({"loss": -0.1}, "wifi, yard: loss is -0.1; expected a share from 0 to 1."),
        ({"uplink_bps": -5.0}, "wifi, yard: uplink_bps is -5; expected zero or more."),
        ({"age_s": float("nan")}, "wifi, yard: age_s is NaN; expected zero or more."),
    ],
)
def test_an_impossible_service_level_is_refused_in_one_sentence(worse, sentence):
    with pytest.raises(BadInput) as caught:
        links_by_connectivity([perfect(Connectivity.WIFI, **worse)])
    assert str(caught.value) == sentence


def test_two_service_levels_for_one_place_are_refused():
    with pytest.raises(BadInput, match="two service levels"):
        links_by_connectivity([perfect(Connectivity.WIFI), perfect(Connectivity.WIFI)])


def test_zones_without_any_machine_are_refused():
    with pytest.raises(BadInput, match="no machine in any zone"):
        links_by_connectivity([perfect(Connectivity.WIFI)], {"elsewhere": 3})


def test_a_reason_is_a_sentence_to_translate():
    assert ENGINES[Use.ROBOTS].assess({}, (), ()).reason.template != msg("").template
