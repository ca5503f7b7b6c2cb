"""The gap between a real link and the thresholds without fading, from a walk that logged SINR and MCS."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from campus5g.core.errors import BadInput
from campus5g.network.link_gap import Reports, expected_mcs, fit_link_gap, read_reports
from campus5g.network.nr import LinkAdaptation, mcs

NOW = LinkAdaptation(gap_db=3.5, gap_slope=0.5, gap_knee_db=8.0, two_layers_db=8.0, max_layers=2)


def reports(gap: float, slope: float, knee: float, seed: int = 0) -> Reports:
    generator = np.random.default_rng(seed)
    sinr = generator.uniform(-8, 38, 1500)
    scheme = np.clip(np.round(expected_mcs(sinr, gap, slope, knee) + generator.normal(0, 1, 1500)), 0, 28)
    scheme[::40] = 0  # idle moments
    return Reports("walk.csv", sinr, scheme, np.array([f"b{i // 100}" for i in range(1500)]))


def test_the_gap_that_made_the_reports_is_found_again():
    found = fit_link_gap(reports(6.0, 0.2, 12.0), NOW)
    assert found.accepted
    sinr = np.linspace(-5, 35, 80)
    again = expected_mcs(sinr, found.gap_db, found.slope, found.knee_db)
    assert np.abs(again - expected_mcs(sinr, 6.0, 0.2, 12.0)).max() < 1.0
    assert found.adapted(NOW).gap_db == found.gap_db


def test_a_link_like_the_one_in_use_keeps_its_figures():
    like = reports(NOW.gap_db, NOW.gap_slope, NOW.gap_knee_db)
    found = fit_link_gap(replace(like, block=np.full(1500, "one")), NOW)
    assert not found.accepted
    assert found.adapted(NOW) == NOW


def test_at_its_threshold_an_mcs_is_used_when_nothing_is_lost():
    for index in (5, 15, 25):
        assert expected_mcs(np.array([mcs(1, index).threshold_db]), 0.0, 0.0, 0.0)[0] == pytest.approx(index, abs=0.01)


@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        ("x,dl_mcs", "1,5", "no column of SINR"),
        ("sinr_db,x", "1,5", "no column of MCS"),
        ("sinr_db,dl_mcs", "10,31", "an MCS outside 0 to 28"),
        ("sinr_db,dl_mcs", "100,12", "a SINR outside"),
    ],
)
def test_reports_that_cannot_be_are_refused(tmp_path, header, row, said):
    path = tmp_path / "r.csv"
    path.write_text("\n".join([header, *[row] * 300]), encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        read_reports(path)


def test_on_an_indoor_walk_unseen_blocks_are_told_better_than_by_the_curve_without_fading(shared):
    found = fit_link_gap(read_reports(shared / "data" / "radio" / "sutd_walk.csv.gz"), NOW)
    assert found.blocks > 40
    assert found.error_fitted < found.error_without_gap - 2
    assert found.error_fitted <= found.error_in_use
