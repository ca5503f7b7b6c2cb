"""Investments through the years: what had been published, what was announced for a year."""

from pathlib import Path

import pytest

from campus5g.core.errors import BadInput
from campus5g.territory.investments import Stage, read_investments, standing, years_of

DUNKIRK = Path(__file__).resolve().parents[2] / "dunkerque" / "investments.yaml"
TOLD = {one.key: one for one in read_investments(DUNKIRK)}


@pytest.mark.parametrize(
    ("key", "year", "stage"),
    [
        ("softbank", 2025, Stage.UNSAID),
        ("softbank", 2026, Stage.SAID),
        ("softbank", 2027, Stage.SAID),
        ("softbank", 2028, Stage.DUE),
        ("verkor", 2021, Stage.UNSAID),
        ("verkor", 2025, Stage.SAID),
        ("verkor", 2026, Stage.RUNNING),
        ("prologium", 2026, Stage.SAID),
        ("prologium", 2040, Stage.DUE),
    ],
)
def test_an_investment_stands_where_its_sources_put_it(key, year, stage):
    assert standing(TOLD[key], year, today=2026).stage is stage


def test_no_year_shows_a_statement_that_was_not_published_yet():
    for one in TOLD.values():
        for year in years_of(TOLD.values(), 2026):
            assert all(int(s.figure.source.date[:4]) <= year for s in standing(one, year, 2026).statements)


def test_the_years_go_from_the_first_source_to_the_last_horizon():
    assert years_of(TOLD.values(), 2026) == range(2022, 2041)
    assert years_of([], 2026) == range(2026, 2027)


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("{name: X, latitude: 95, longitude: 2}", "“95” is no angle"),
        ("{name: X, latitude: 51}", "not a place"),
        ("{name: X, latitude: 51, longitude: 2, street: Y}", "unknown field street"),
    ],
)
def test_a_place_that_is_none_is_refused_with_where_it_stands(tmp_path, place, sentence):
    path = tmp_path / "i.yaml"
    path.write_text(f"investments: [{{key: k, name: N, status: announced, places: [{place}]}}]", encoding="utf-8")
    with pytest.raises(BadInput) as refusal:
        read_investments(path)
    assert "k.places[1]" in str(refusal.value.sentence)
    assert sentence in str(refusal.value.sentence)
