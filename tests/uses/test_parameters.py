"""Assumptions: defaults with their source, the company's figures in their place, and draws."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest, triang

from campus5g.core.benefit import Use
from campus5g.core.dated import load_table
from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.uses.interface import ENGINES
from campus5g.uses.parameters import COMPANY, read_parameters

FILE = """
source: {title: a study}
entries:
  - {key: failures, value: {typical: 2, least: 0, most: 10}, low: 1, high: 5, unit: a year, valid_from: 2020-01-01}
  - {key: axes, value: {typical: 3, least: 1, most: 6}, valid_from: 2020-01-01}
"""
LABELS = {"failures": msg("failures"), "axes": msg("axes")}


@pytest.fixture
def table(tmp_path: Path):
    path = tmp_path / "parameters.yaml"
    path.write_text(FILE)
    return load_table(path)


def test_a_default_keeps_its_range_and_source(table):
    read = read_parameters(table, LABELS, {})
    failures = read.assumptions["failures"]
    assert (failures.value, failures.low, failures.high, failures.source.title) == (2, 1, 5, "a study")
    assert (read.assumptions["axes"].low, read.assumptions["axes"].high) == (3, 3)


def test_a_figure_of_the_company_takes_the_place_of_the_default(table):
    failures = read_parameters(table, LABELS, {"failures": 8, "axes": 2}).assumptions["failures"]
    assert (failures.value, failures.low, failures.high) == (8, pytest.approx(7.2), pytest.approx(8.8))
    assert failures.source == COMPANY


@pytest.mark.parametrize("wrong", [-1, 11, float("nan"), float("inf")])
def test_a_figure_out_of_range_is_refused_with_its_key_and_range(table, wrong):
    with pytest.raises(BadInput, match=r"failures: value .* is outside its range; expected a value from 0 to 10"):
        read_parameters(table, LABELS, {"failures": wrong})


def test_a_figure_of_another_use_is_refused(table):
    with pytest.raises(BadInput, match="speed: not an assumption of this use; expected one of: failures, axes"):
        read_parameters(table, LABELS, {"speed": 1})


def test_draws_are_triangular(table):
    drawn = read_parameters(table, LABELS, {}).draw(20_000, seed=3)["failures"]
    assert kstest(drawn, triang(c=(2 - 1) / (5 - 1), loc=1, scale=4).cdf).pvalue > 0.01


@given(st.integers(0, 2**32 - 1))
def test_draws_stay_within_the_range(seed):
    drawn = ENGINES[Use.MAINTENANCE].defaults()
    for key, values in drawn.draw(50, seed).items():
        assert np.all((values >= drawn.assumptions[key].low) & (values <= drawn.assumptions[key].high)), key


def test_changing_one_assumption_leaves_the_draws_of_all_others(table):
    before = read_parameters(table, LABELS, {}).draw(10, seed=1)
    after = read_parameters(table, LABELS, {"axes": 5}).draw(10, seed=1)
    assert np.array_equal(before["failures"], after["failures"])
    assert not np.array_equal(before["axes"], after["axes"])


def test_one_at_a_time_moves_a_single_assumption(table):
    uncertain, scenarios = read_parameters(table, LABELS, {}).one_at_a_time()
    assert [a.key for a in uncertain] == ["failures"]
    assert scenarios["failures"].tolist() == [1, 5]
    assert scenarios["axes"].tolist() == [3, 3]


def test_every_default_of_maintenance_names_a_source_and_lies_within_what_is_accepted():
    for assumption in ENGINES[Use.MAINTENANCE].defaults().assumptions.values():
        assert assumption.source.title
        read = ENGINES[Use.MAINTENANCE].defaults()
        assert read[assumption.key] == assumption.value
