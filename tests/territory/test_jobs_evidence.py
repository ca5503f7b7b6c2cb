"""With a table of flows the suppliers' jobs come from it, always fewer in the zone than in the nation; what is assumed is said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.territory.flows import FlowTable, Zone, evenly, leontief, local_coefficients
from campus5g.territory.jobs import AS_ANNOUNCED, Area, Change, Evidence, Line, Scenario, Tension, run
from campus5g.territory.jobs.model import by_flows
from campus5g.territory.jobs.outcome import Cause
from campus5g.territory.jobs.reading import read_flows, read_offered, read_scenario
from campus5g.territory.paths import Occupations, learn_paths
from tests.territory.test_jobs import NOWHERE, ROOT, exact, plant

CODES = ("c12", "c14", "c18", "c23", "c30")
ITEMS = {"metal": "c12", "electrical": "c14", "works": "c18", "transport": "c23", "services": "c30"}


def table():
    domestic = np.array([[9, 8, 6, 1, 1], [2, 9, 7, 1, 2], [1, 1, 9, 1, 2], [3, 2, 2, 4, 2], [5, 6, 8, 4, 9.0]])
    final = np.array([50, 40, 90, 40, 120.0])
    imported = domestic * np.array([0.5, 0.6, 0.1, 0.1, 0.1])
    return FlowTable(CODES, CODES, domestic, imported, final, domestic.sum(1) + final, "sample")


def drawn(zone=0.5, jobs=6.0, delta=0.25, size=3):
    found = {"delivered": np.ones(size), "delta": np.full(size, delta)}
    return found | {f"{key}.{item}": np.full(size, value) for item in ITEMS for key, value in (("zone", zone), ("jobs", jobs))}


def purchases(size=3):
    return {item: np.full(size, 100_000.0 * (place + 1)) for place, item in enumerate(ITEMS)}


def test_suppliers_by_flows_are_the_leontief_inverse_times_jobs_by_million_euros():
    zone = evenly("zone", 1000, 20_000, 5)
    found = by_flows(purchases(), drawn(), table(), zone, {})
    demand = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
    local = leontief(local_coefficients(table(), zone, 0.25)) @ (demand * 0.5)
    assert found.zone == pytest.approx(np.full(3, local.sum() * 6))
    assert found.nation == pytest.approx(np.full(3, (leontief(table().coefficients) @ demand).sum() * 6))
    assert found.sheltered == pytest.approx(np.full(3, local[2:].sum() * 6))


@settings(deadline=None, max_examples=40)
@given(st.floats(0, 1), st.floats(0.05, 1), st.floats(0.001, 1))
def test_suppliers_in_the_zone_never_exceed_those_in_the_nation(part, delta, weight):
    zone = Zone("zone", weight * np.array([1, 2, 3, 4, 5.0]), np.array([10, 10, 10, 10, 10.0]))
    found = by_flows(purchases(), drawn(part, 6, delta), table(), zone, {"c12": 3.0})
    assert (found.zone <= found.nation + 1e-9).all()
    assert (found.sheltered <= found.zone + 1e-9).all()


def test_an_outcome_with_flows_says_what_leaks_abroad_and_what_was_assumed():
    from campus5g.core.figures import SourcedFigure

    figures = {
        key: SourcedFigure(key, value, value, "persons", "", "", "", Source("census", "office", "2019"))
        for key, value in (("zone_jobs", 1000), ("national_jobs", 20_000))
    }
    area = Area("the zone", figures)
    found = run(plant(), area=area, evidence=Evidence(flows=with_all_items()), draws=100)
    said = [str(one) for one in found.reasons]
    assert any("are paid abroad along the chain" in one for one in said)
    assert any("industries are assumed to weigh" in one for one in said)
    assert "delta" in found.curve(Line.INDIRECT).basis
    without = run(plant(), area=NOWHERE, evidence=Evidence(flows=with_all_items()), draws=100)
    assert any("no employment data for nowhere" in str(one) for one in without.reasons)
    assert without.curve(Line.INDIRECT) == run(plant(), area=NOWHERE, draws=100).curve(Line.INDIRECT)


def with_all_items():
    n = table()
    return FlowTable(CODES, CODES, n.domestic, n.imported, n.final, n.output, "sample")


def test_a_table_without_the_industry_of_an_item_is_refused():
    small = FlowTable(("a",), ("A",), np.array([[1.0]]), np.array([[0.0]]), np.array([9.0]), np.array([10.0]), "small")
    with pytest.raises(BadInput, match="no industry of the table holds"):
        by_flows(purchases(), drawn(), small, evenly("zone", 10, 100, 1), {})


def test_national_flows_give_more_suppliers_in_the_nation_than_in_dunkirk(shared):
    from campus5g.territory.investments import read_investments
    from campus5g.territory.jobs import read_area

    flows = read_flows(shared / "data/uses/territory")
    softbank = next(one for one in read_investments(ROOT / "dunkerque/investments.yaml") if one.key == "softbank")
    found = run(softbank, area=read_area(ROOT / "dunkerque/area.yaml"), evidence=Evidence(flows=flows), draws=100)
    told = next(one for one in found.reasons if "jobs at suppliers in the nation" in str(one))
    assert 0 < told.params["zone"] < told.params["nation"]
    assert {one.part.value for one in found.supplies} == {"building", "operation"}


def test_imported_scarcity_and_paths_stand_in_place_of_what_is_shipped():
    asked = {"I1309": frozenset("abc"), "I1304": frozenset("abd"), "K2503": frozenset("xyz")}
    occupations = Occupations(tuple(asked), {"I1304": "Maintenance"}, asked, {}, {"c": "wiring", "a": "tools"})
    paths = learn_paths(occupations, {"I1304": ["I1309"]})
    own = Tension(1, "the zone", 2026, (Cause.PLACE,), Source("survey", "office", "2026"))
    before = run(plant(), area=NOWHERE, draws=100)
    found = run(plant(), area=NOWHERE, evidence=Evidence(tensions={"I1309": own}, paths=paths), draws=100)
    need, old = (next(one for one in each.occupations if one.rome == "I1309") for each in (found, before))
    assert (need.tension, old.tension.level) == (own, 5)
    assert [str(one) for one in need.tension.levers] == ["house and carry: people and posts are not in the same places"]
    fewer, more = (next(one for one in each.trainings if one.rome == "I1309") for each in (found, before))
    assert fewer.places.p50 < more.places.p50
    assert fewer.feeders[0].rome == "I1304"
    assert fewer.feeders[0].missing == ("wiring",)


def test_a_scenario_is_read_from_a_file_with_its_sources(tmp_path):
    file = tmp_path / "port.toml"
    file.write_text(
        'name = "Seen by the port"\nramp = [[2029, 50], [2031, 90]]\n[changes]\nlocal_hires = 0.4\n'
        '[changes.multiplier]\nvalue = 0.6\nlow = 0.5\nhigh = 0.7\n[changes.multiplier.source]\ntitle = "survey"\ndate = "2026"\n',
        encoding="utf-8",
    )
    found = read_scenario(file)
    assert (found.key, found.name, found.ramp) == ("port", "Seen by the port", ((2029, 50.0), (2031, 90.0)))
    assert found.changes == {"local_hires": Change(0.4), "multiplier": Change(0.6, 0.5, 0.7, Source("survey", "", "2026"))}
    assert run(plant(), found, area=NOWHERE, draws=50).curve(Line.DIRECT).values[-1].p90 <= 90


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("name = ", "not TOML"),
        ("nam = 1", "unknown field nam"),
        ("[changes]\nslip_years = true", "changes.slip_years: “True” is not a number"),
        ("[changes.slip_years]\nlow = 1", "no value"),
        ("[changes.slip_years]\nvalue = 1\nsource = 3", "a table of names and values"),
        ("ramp = [2028]", "not a list of years and jobs"),
    ],
)
def test_a_scenario_with_a_fault_is_refused_with_its_place(tmp_path, text, what):
    file = tmp_path / "bad.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=f"bad.toml, .*{what}" if what != "not TOML" else what):
        read_scenario(file)


def test_places_of_a_catalogue_are_read_and_a_fault_names_its_line(tmp_path):
    file = tmp_path / "places.csv"
    head = "id,title,rome,month,seats,place\n"
    file.write_text(head + "s1,Électricité,I1309 F1602,2027-09,12,Dunkerque\n", encoding="utf-8")
    assert read_offered(file)[0].competences == {"I1309", "F1602"}
    for row, what in (
        ("s1,x,I1309,2027,12,\n", "line 2: “2027” is not a month"),
        ("s1,x,I1309,2027-09,many,\n", "“many” is not a number"),
    ):
        file.write_text(head + row, encoding="utf-8")
        with pytest.raises(BadInput, match=what):
            read_offered(file)
    file.write_text("id,title\n1,x\n", encoding="utf-8")
    with pytest.raises(BadInput, match="no column rome"):
        read_offered(file)


def test_flows_are_found_in_a_folder_or_refused(tmp_path):
    with pytest.raises(BadInput, match="not one file named “domestic”"):
        read_flows(tmp_path)


def test_an_exact_scenario_leaves_no_range_but_that_of_occupations():
    found = run(plant(), exact(), area=NOWHERE, draws=30)
    assert all(value.p10 == value.p90 for value in found.curve(Line.DIRECT).values)
    assert any(one.peak.p10 < one.peak.p90 for one in found.occupations)
    assert (
        run(plant(), Scenario("a", "a"), area=NOWHERE, draws=30).curves
        == run(plant(), AS_ANNOUNCED, area=NOWHERE, draws=30).curves
    )
