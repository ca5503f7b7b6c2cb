"""Median losses against published vectors and closed forms."""

from __future__ import annotations

import json
from math import log10, pi
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.core.site import Wall
from campus5g.network.penetration import material_loss_db, o2i_loss_db, wall_loss_db
from campus5g.network.propagation import break_point_m, los_probability, path_loss_db, shadow_sigma_db
from campus5g.network.scenarios import SCENARIOS, validity
from campus5g.network.vectors import KINDS, Outcome, check_vector

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "radio_vectors.json").read_text(encoding="utf-8"))["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["id"])
def test_every_published_vector_is_met(vector):
    result = check_vector(vector)
    assert result.outcome is Outcome.PASSED, str(result.message)


def test_the_vectors_cover_every_kind_that_is_built():
    assert {v["quantity"] for v in VECTORS} == set(KINDS)


def test_a_wrong_value_fails_and_says_both():
    vector = {**VECTORS[0], "expected": VECTORS[0]["expected"] + 1}
    result = check_vector(vector)
    assert result.outcome is Outcome.FAILED
    assert str(vector["expected"]) in str(result.message)


def test_an_unknown_kind_is_skipped_not_failed():
    assert check_vector({"quantity": "rain_fade_db", "inputs": {}}).outcome is Outcome.SKIPPED


def test_a_vector_without_its_inputs_fails_with_a_sentence():
    assert check_vector({"quantity": "mcs", "id": "x"}).outcome is Outcome.FAILED


def test_los_losses_join_at_the_break_point():
    """The far law of UMa and UMi starts where the near one ends, up to the standard's own 3D/2D rounding."""
    for key, h_bs in (("UMa", 25.0), ("UMi", 10.0), ("RMa", 35.0)):
        turn = float(break_point_m(key, 2.6e9, h_bs, 1.5))
        near, far = path_loss_db(key, True, 2.6e9, h_bs, 1.5, [turn * (1 - 1e-6), turn * (1 + 1e-6)])
        assert far == pytest.approx(near, abs=0.05)


def test_break_points_follow_the_standard():
    assert float(break_point_m("UMa", 3e9, 25, 1.5)) == pytest.approx(4 * 24 * 0.5 * 3e9 / 3e8)
    assert float(break_point_m("RMa", 3e9, 35, 1.5)) == pytest.approx(2 * pi * 35 * 1.5 * 10)


def test_uma_beyond_its_break_point_loses_forty_db_a_decade():
    one, ten = path_loss_db("UMa", True, 0.7e9, 25, 1.5, [500.0, 5000.0])
    assert ten - one == pytest.approx(40 * (log10(np.hypot(5000, 23.5)) - log10(np.hypot(500, 23.5))), abs=1e-9)


OUTDOORS = ("UMa", "UMi", "RMa")


@given(
    key=st.sampled_from(sorted(SCENARIOS)),
    near=st.floats(10, 140),
    further=st.floats(1.0, 5.0),
    ghz=st.floats(0.5, 28),
    los=st.booleans(),
)
def test_more_distance_never_means_less_loss(key, near, further, ghz, los):
    h_bs, h_ut = (25.0, 1.5) if key in OUTDOORS else (3.0, 1.5)
    far = min(near * further, 149.0) if key not in OUTDOORS else near * further
    losses = path_loss_db(key, los, ghz * 1e9, h_bs, h_ut, [near, far])
    assert losses[1] >= losses[0] - 0.06  # UMa and UMi step down by up to 0.05 dB at the break point


@given(key=st.sampled_from(sorted(SCENARIOS)), d=st.floats(10, 140), ghz=st.floats(0.5, 28))
def test_a_hidden_place_never_hears_more_than_a_clear_one(key, d, ghz):
    clear, hidden = path_loss_db(key, [True, False], ghz * 1e9, 10.0, 1.5, d)
    assert hidden >= clear


@given(key=st.sampled_from(sorted(SCENARIOS)), d=st.floats(0, 5000))
def test_a_probability_of_sight_is_a_probability(key, d):
    assert 0 <= float(los_probability(key, 8.0, 1.5, d)) <= 1


def test_a_tall_terminal_sees_the_mast_more_often_in_uma():
    low, tall = (float(los_probability("UMa", 25, h, 200.0)) for h in (13.0, 22.0))
    street = 18 / 200 + np.exp(-200 / 63) * (1 - 18 / 200)
    assert low == pytest.approx(street)
    assert tall == pytest.approx(street * (1 + 0.9**1.5 * 1.25 * 8 * np.exp(-200 / 150)))


def test_arrays_and_scalars_give_the_same_loss():
    distances = np.array([50.0, 700.0, 3000.0])
    together = path_loss_db("UMa", [True, False, True], 2.6e9, 25, 1.5, distances)
    alone = [float(path_loss_db("UMa", los, 2.6e9, 25, 1.5, d)) for los, d in zip([True, False, True], distances, strict=True)]
    assert together.tolist() == alone


@pytest.mark.parametrize(
    ("inputs", "what"),
    [
        (("UMa", True, 2.6e9, 25, 1.5, 5001.0), "5,001"),
        (("UMa", True, 2.6e9, 25, 1.5, 9.0), "9"),
        (("RMa", False, 2.6e9, 35, 1.5, 5001.0), "5,001"),
        (("RMa", True, 31e9, 35, 1.5, 100.0), "31 GHz"),
        (("UMa", True, 0.4e9, 25, 1.5, 100.0), "0.4 GHz"),
        (("UMa", True, 2.6e9, 25, 1.0, 100.0), "height"),
        (("InF-DH", True, 2.6e9, 8, 1.5, 700.0), "700"),
        (("InH-open", True, 2.6e9, 3, 1, float("nan")), "not a number"),
        (("UMx", True, 2.6e9, 25, 1.5, 100.0), "UMx"),
    ],
)
def test_nothing_is_extrapolated_in_silence(inputs, what):
    with pytest.raises(BadInput, match=what):
        path_loss_db(*inputs)


def test_rma_reaches_ten_kilometres_in_sight_only():
    assert np.isfinite(path_loss_db("RMa", True, 2.6e9, 35, 1.5, 10_000.0))
    with pytest.raises(BadInput):
        path_loss_db("RMa", [True, False], 2.6e9, 35, 1.5, 9000.0)


def test_heights_outside_the_calibration_are_said():
    assert validity("UMa", [25.0], [1.5]) == ()
    notes = validity("UMa", [25.0, 60.0], [1.5])
    assert len(notes) == 1
    assert "60" in str(notes[0])


def test_shadow_sigmas_are_those_of_the_table():
    assert float(shadow_sigma_db("UMi", False)) == 7.82
    assert shadow_sigma_db("RMa", [True, True, False], 2.6e9, 35, 1.5, [100.0, 9000.0, 100.0]).tolist() == [4.0, 6.0, 8.0]


def test_walls_follow_the_closed_form():
    glass, irr, concrete = (material_loss_db(m, 2.6e9) for m in ("glass", "irr_glass", "concrete"))
    low = 5 - 10 * log10(0.3 * 10 ** (-glass / 10) + 0.7 * 10 ** (-concrete / 10))
    high = 5 - 10 * log10(0.7 * 10 ** (-irr / 10) + 0.3 * 10 ** (-concrete / 10))
    assert wall_loss_db(Wall.LOW_LOSS, 2.6e9, 35) == pytest.approx(low)
    assert float(o2i_loss_db("high", 2.6e9, 10.0)) == pytest.approx(high + 5)
    assert wall_loss_db(Wall.METAL, 2.6e9, 35) == 35


def test_a_place_behind_the_wall_cannot_be_at_a_negative_depth():
    with pytest.raises(BadInput):
        o2i_loss_db("low", 2.6e9, -1.0)
    with pytest.raises(BadInput, match="medium"):
        o2i_loss_db("medium", 2.6e9, 1.0)
