"""Multipliers of production agree with published ones; those of a zone never exceed those of its nation."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from campus5g.core.errors import BadInput
from campus5g.territory import flows

CELL = st.floats(0, 10)


def small(domestic=((10.0, 20.0), (30.0, 5.0)), final=(70.0, 65.0)):
    domestic = np.array(domestic)
    final = np.array(final)
    output = domestic.sum(1) + final
    return flows.FlowTable(("a", "b"), ("A", "B"), domestic, np.array([[5.0, 0], [0, 10]]), final, output, "small")


@pytest.fixture(scope="module")
def france(shared):
    place = shared / "data/uses/territory"
    names = (f"wiod2011_fra_{part}_musd.csv" for part in ("intermediate_domestic", "intermediate_imported", "final_output"))
    return flows.read_flow_table(*(place / name for name in names))


def test_multipliers_of_two_industries_are_those_of_the_closed_form():
    a = small().coefficients
    det = (1 - a[0, 0]) * (1 - a[1, 1]) - a[0, 1] * a[1, 0]
    expected = [(1 - a[1, 1] + a[1, 0]) / det, (1 - a[0, 0] + a[0, 1]) / det]
    assert flows.output_multipliers(a) == pytest.approx(expected)


def test_french_multipliers_and_leaks_are_found_again_to_three_decimals(france, shared):
    with (shared / "reference/prototypes/territory_multipliers_fra2011.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = flows.output_multipliers(france.coefficients)
    assert [round(float(x), 3) for x in found] == [float(row["output_mult"]) for row in rows]
    assert flows.leak(france) == pytest.approx([float(row["import_leak_total"]) for row in rows], abs=6e-4)


def test_the_local_multipliers_of_france_are_below_the_national_ones_in_every_industry(france):
    zone = flows.evenly("Dunkirk", 100_964, 27_000_000, len(france.codes))
    national = flows.output_multipliers(france.coefficients)
    local = flows.output_multipliers(flows.local_coefficients(france, zone))
    assert (local[:-1] < national[:-1]).all()  # the last, private households with employed persons, buys nothing
    assert zone.assumed is not None
    assert "Dunkirk" in str(zone.assumed)


@settings(deadline=None)
@given(
    arrays.arrays(np.float64, (4, 4), elements=CELL),
    arrays.arrays(np.float64, 4, elements=st.floats(1, 50)),
    arrays.arrays(np.float64, 4, elements=st.floats(1, 1000)),
    arrays.arrays(np.float64, 4, elements=st.floats(0.001, 1)),
    st.floats(0.05, 0.5),
)
def test_no_multiplier_of_a_zone_exceeds_the_national_one_and_a_smaller_exponent_keeps_more(domestic, final, jobs, part, delta):
    codes = tuple("abcd")
    table = flows.FlowTable(codes, codes, domestic, np.zeros((4, 4)), final, domestic.sum(1) + final + 0.0)
    a = table.coefficients
    if np.abs(np.linalg.eigvals(a)).max() > 0.95:
        return
    zone = flows.Zone("zone", jobs * part, jobs)
    local = flows.output_multipliers(flows.local_coefficients(table, zone, delta))
    assert (local <= flows.output_multipliers(a) * (1 + 1e-9)).all()
    assert (local <= flows.output_multipliers(flows.local_coefficients(table, zone, delta / 2)) * (1 + 1e-9)).all()


def test_what_is_asked_and_what_it_makes_produced_keep_the_balance():
    table = small()
    assert flows.chain(table.coefficients, table.final) == pytest.approx(table.output)


def test_a_table_whose_rows_do_not_balance_is_refused_with_the_row():
    table = small()
    with pytest.raises(BadInput, match="row of B does not balance"):
        flows.FlowTable(
            table.codes, table.names, table.domestic, table.imported, table.final, table.output + np.array([0.0, 5.0])
        )


def test_a_zone_larger_than_its_nation_and_an_unknown_industry_are_refused():
    table = small()
    with pytest.raises(BadInput, match="does not fit"):
        flows.local_coefficients(table, flows.Zone("zone", np.array([2.0, 2.0]), np.array([1.0, 1.0])))
    with pytest.raises(BadInput, match="c9"):
        table.place("c9")


def test_files_that_lack_an_industry_or_hold_a_word_are_refused_with_their_place(tmp_path):
    (tmp_path / "f.csv").write_text("code,industry,households,output\na,A,70,100\nb,B,65,100\n")
    (tmp_path / "d.csv").write_text("code,a,b\na,10,20\nb,30,5\n")
    (tmp_path / "m.csv").write_text("code,a,b\na,1,none\nb,0,2\n")
    with pytest.raises(BadInput, match=r"m\.csv, a, b: “none”"):
        flows.read_flow_table(tmp_path / "d.csv", tmp_path / "m.csv", tmp_path / "f.csv")
    (tmp_path / "m.csv").write_text("code,a\na,1\nb,0\n")
    with pytest.raises(BadInput, match="industry b is missing"):
        flows.read_flow_table(tmp_path / "d.csv", tmp_path / "m.csv", tmp_path / "f.csv")
    (tmp_path / "m.csv").write_text("code,a,b\na,1,0\nb,0,2\n")
    assert flows.read_flow_table(tmp_path / "d.csv", tmp_path / "m.csv", tmp_path / "f.csv").output.tolist() == [100, 100]


def test_the_exponent_of_regional_size_is_a_dated_figure_with_its_range_and_source():
    found = flows.figures().latest("delta")
    assert found.low < found.value["typical"] < found.high
    assert "Flegg" in found.source.author
    zone = flows.Zone("zone", np.array([1.0, 2]), np.array([10.0, 10]))
    assert flows.local_coefficients(small(), zone) == pytest.approx(
        flows.local_coefficients(small(), zone, found.value["typical"])
    )
