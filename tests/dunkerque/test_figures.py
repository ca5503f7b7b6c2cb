"""The published figures of the territory: each with its source, none beyond what the source says."""

from __future__ import annotations

import re
from datetime import date

import pytest

from campus5g.core.figures import SourcedFigure, add_figures
from campus5g.core.message import Message
from campus5g.study.campus import Campus


@pytest.fixture
def figures(campus: Campus) -> list[SourcedFigure]:
    return [published.figure for published in campus.figures]


def test_every_figure_says_who_published_it_and_when(figures: list[SourcedFigure]) -> None:
    for figure in figures:
        assert figure.source.title, figure.key
        assert figure.source.author, figure.key
        assert re.fullmatch(r"20\d\d-\d\d(-\d\d)?", figure.source.date), figure.key


def test_every_figure_says_what_is_counted_over_which_perimeter_and_when(figures: list[SourcedFigure]) -> None:
    for figure in figures:
        assert all((figure.counted, figure.perimeter, figure.horizon, figure.unit)), figure.key


def test_no_figure_is_younger_than_the_demonstration(campus: Campus, figures: list[SourcedFigure]) -> None:
    last = campus.territory.demonstration_date
    for figure in figures:
        assert date.fromisoformat(f"{figure.source.date}-01"[:10]) <= last, figure.key


def test_the_million_of_bpifrance_is_a_ceiling_and_not_the_budget(campus: Campus) -> None:
    figure = campus.figure("campus5g.bpifrance_cofinancing")
    assert figure is not None
    assert (figure.low, figure.high) == (0, 1_000_000)
    assert "pas le budget total" in figure.counted
    assert figure.horizon == "trois ans"
    assert set(campus.programme.not_published) >= {"total_cost", "partner_shares", "own_contributions", "schedule"}


def test_half_of_it_is_said_to_be_grants_and_only_about_half(campus: Campus) -> None:
    figure = campus.figure("campus5g.grant_share")
    assert figure is not None
    assert figure.high == 0.5
    assert "environ la moitié" in figure.counted


@pytest.mark.parametrize("key", ["softbank.jobs", "softbank.first_production"])
def test_the_perimeter_that_the_source_does_not_state_stays_unstated(campus: Campus, campus_en: Campus, key: str) -> None:
    french, english = campus.figure(key), campus_en.figure(key)
    assert french is not None
    assert english is not None
    assert french.perimeter.startswith("périmètre non précisé par la source")
    assert english.perimeter.startswith("perimeter not stated by the source")


def test_softbank_announces_thirty_to_thirty_five_billion(campus: Campus) -> None:
    figure = campus.figure("softbank.investment")
    assert figure is not None
    assert (figure.low, figure.high, figure.unit) == (30e9, 35e9, "EUR")


def test_the_two_areas_in_print_cannot_be_added(campus: Campus) -> None:
    areas = [campus.figure("arcelormittal.area"), campus.figure("arcelormittal.area_other_paper")]
    assert [(a.high, a.unit) for a in areas if a] == [(450, "ha"), (10, "km2")]
    assert isinstance(add_figures([a for a in areas if a]), Message)


def test_no_two_published_figures_can_be_added(figures: list[SourcedFigure]) -> None:
    """The territory holds no pair of one count and one perimeter: any sum a page makes would be an invention."""
    for first in figures:
        for second in figures:
            if first is not second:
                assert isinstance(add_figures([first, second]), Message), (first.key, second.key)


def test_the_anchor_of_the_real_network_has_its_four_published_facts(campus: Campus) -> None:
    found = {p.figure.key: p.figure.high for p in campus.figures if p.about == "anchor"}
    assert found["arcelormittal.antennas"] == 9
    assert found["arcelormittal.area"] == 450
    assert found["arcelormittal.terminals"] == 50_000
    assert found["arcelormittal.band"] == 2.6


def test_both_languages_say_the_same_numbers(campus: Campus, campus_en: Campus) -> None:
    assert [(p.figure.key, p.figure.low, p.figure.high) for p in campus.figures] == [
        (p.figure.key, p.figure.low, p.figure.high) for p in campus_en.figures
    ]
