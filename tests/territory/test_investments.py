"""Published figures of investments stand with their source; only those of one perimeter are ever added."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.core.message import Message
from campus5g.territory.investments import Quantity, contrasts, read_investments, total

FILE = Path(__file__).parents[2] / "dunkerque" / "investments.yaml"


@pytest.fixture(scope="module")
def area():
    return {one.key: one for one in read_investments(FILE, "fr")}


def test_every_published_figure_of_the_area_has_its_source_perimeter_horizon_author_and_date(area):
    statements = [s for one in area.values() for s in one.statements]
    assert len(statements) > 15
    for statement in statements:
        source = statement.figure.source
        assert source.title
        assert source.author
        assert source.date
        assert source.url.startswith("http")
        assert statement.figure.perimeter
        assert statement.figure.horizon


def test_both_languages_tell_the_same_numbers(area):
    english = {one.key: one for one in read_investments(FILE, "en")}
    for key, one in area.items():
        assert [(s.quantity, s.figure.low, s.figure.high) for s in one.statements] == [
            (s.quantity, s.figure.low, s.figure.high) for s in english[key].statements
        ]


def test_the_contradictory_public_figures_stand_side_by_side_each_with_why_it_differs(area):
    told = next(c for c in contrasts(area.values()) if c.quantity is Quantity.AREA_JOBS)
    assert [s.figure.low for s in told.statements] == [8000, 12000, 16000, 24000, 27000, 30000]
    assert told.why[0] is None
    assert all("not the same" in str(why) for why in told.why[1:])
    assert "the horizon" in str(told.why[-1])


def test_figures_of_two_perimeters_are_not_added_and_the_reason_is_given(area):
    both = (*area["softbank"].of(Quantity.CAPEX), *area["softbank_region"].of(Quantity.CAPEX))
    refusal = total(both)
    assert isinstance(refusal, Message)
    assert "perimeter" in str(refusal)


def test_two_tellings_of_one_thing_are_not_added(area):
    refusal = total(area["area"].of(Quantity.AREA_JOBS))
    assert isinstance(refusal, Message)
    assert "side by side" in str(refusal)


def test_figures_of_one_perimeter_are_added_and_a_year_never(area):
    one = area["prologium"].of(Quantity.DIRECT_JOBS)[0]
    other = replace(one, investment="verkor", figure=replace(one.figure, low=1200.0, high=2000.0))
    added = total((one, other))
    assert not isinstance(added, Message)
    assert (added.low, added.high, added.unit) == (4200, 5000, "jobs")
    assert isinstance(total(area["softbank"].of(Quantity.FIRST_PRODUCTION)), Message)


@pytest.mark.parametrize(
    ("source", "word"), [(Source(""), "neither"), (Source("", date="2026"), "no source"), (Source("page"), "no date")]
)
def test_a_figure_without_source_or_date_is_kept_marked_and_in_no_total(area, source, word):
    one = area["prologium"].of(Quantity.DIRECT_JOBS)[0]
    bare = replace(one, investment="other", figure=replace(one.figure, source=source))
    assert word in str(bare.mark)
    added = total((one, bare))
    assert not isinstance(added, Message)
    assert added.high == one.figure.high
    assert added.left_out == (bare,)
    assert isinstance(total((bare,)), Message)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"unit": "GW"}, "unit"),
        ({"low": "many"}, "low"),
        ({"low": -3}, "low"),
        ({"high": 1}, "range"),
        ({"source": "nowhere"}, "source"),
        ({"confidence": "sure"}, "confidence"),
        ({"quantity": "glory"}, "quantity"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_fault_of_the_file_is_one_sentence_with_its_place(tmp_path, change, where):
    figure = {"quantity": "power", "low": 10, "unit": "MW", "confidence": "announced", **change}
    lines = "".join(f"        {key}: {value}\n" for key, value in figure.items())
    text = f"investments:\n  - key: x\n    name: X\n    status: announced\n    figures:\n      -\n{lines}"
    file = tmp_path / "faulty.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=where):
        read_investments(file)


def test_a_figure_that_names_no_source_is_read_and_marked(tmp_path):
    file = tmp_path / "bare.yaml"
    file.write_text(
        "investments:\n  - {key: x, name: X, status: announced, figures: [{quantity: land, low: 60, unit: ha, confidence: promoter}]}\n",
        encoding="utf-8",
    )
    assert read_investments(file)[0].statements[0].lacking == ("source", "date")
