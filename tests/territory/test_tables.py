"""Tables that an operator downloads are checked at the door, kept with their source, and used by the engines."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.core.message import Message
from campus5g.territory import flows
from campus5g.territory.jobs import Area, Cause
from campus5g.territory.tables import (
    KINDS,
    evidence,
    flow_table,
    held,
    keep,
    known,
    occupations,
    offered,
    read_rows,
    skills,
    tensions,
    zone,
)
from campus5g.territory.tables.evidence import hiring

SAMPLES = Path(str(files("campus5g.territory.tables") / "samples"))
AREA = Area("Dunkirk", department="59", code="3213")
SOURCE = Source("Sample", "campus5g", "2026-11-21", licence="CC0 1.0")


def kept(tmp_path, *kinds):
    for key in kinds:
        keep(key, SAMPLES / f"{key}.csv", tmp_path, SOURCE, "4.0" if key == "rome" else "")
    return held(tmp_path)


def changed(tmp_path, key, old, new):
    text = (SAMPLES / f"{key}.csv").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / f"new_{key}.csv"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


@pytest.mark.parametrize("key", sorted(KINDS))
def test_each_kind_has_a_sample_that_is_kept_and_read_back_the_same(tmp_path, key):
    first = keep(key, SAMPLES / f"{key}.csv", tmp_path, SOURCE, "4.0")
    again = held(tmp_path)[key]
    assert [(row.texts, row.numbers) for row in again.rows] == [
        (dict(row.texts.items()) | {k: "" for k in again.rows[0].texts if k not in row.texts}, row.numbers) for row in first.rows
    ]
    assert (again.source, again.version) == (SOURCE, "4.0")


@pytest.mark.parametrize(
    ("key", "old", "new", "said"),
    [
        ("employment", "CH;", "ZZ;", r"line 2, sector: “ZZ”; expected a sector of the A38"),
        ("employment", "FZ;Construction;5 400;1750000", "FZ;Construction;5 400;400", r"line 4: 5,400 jobs in the zone for 400"),
        ("employment", "CJ;", "CH;", r"line 3: “CH” stands already at line 2"),
        ("employment", "Effectifs;", "Gens;", r"no column for jobs of the zone"),
        ("flows", "FR,C25,FR,F,30", "FR,C25,FR,F,many", r"line 3, .*“many” is not one"),
        ("rome", "I1309;", "1309;", r"line 2, .*a letter from A to N and four digits"),
        ("esco", "essential", "needed", r"line 2, .*essential or optional"),
        ("training", ";24", ";-4", r"line 2, .*“-4” is not one; expected a number from 0"),
        ("hiring", "210;180", "110;180", r"line 2: 180 of 110 projects"),
        ("hiring", "2025;G1Z71", "25;G1Z71", r"a year such as 2026"),
        ("tension", "4.0000,5.0000", "7.0000,5.0000", r"a number from 1 to 5"),
        ("mobility", "I1309;I1307", "I1309;", r"line 2, .*a letter from A to N and four digits"),
        ("fap_rome", "I1309", "Z1309", r"line 2, .*“Z1309”"),
    ],
)
def test_a_fault_is_one_sentence_with_its_line(tmp_path, key, old, new, said):
    with pytest.raises(BadInput, match=said):
        keep(key, changed(tmp_path, key, old, new), tmp_path / "kept", SOURCE)
    assert not (tmp_path / "kept" / f"{key}.csv").exists()


@pytest.mark.parametrize(
    "lacking", [Source("", "a", "2026-11-21", licence="x"), Source("t", licence="x"), Source("t", "a", "2026-11-21")]
)
def test_a_table_without_source_date_or_licence_is_not_kept(tmp_path, lacking):
    with pytest.raises(BadInput, match="who publishes the table"):
        keep("rome", SAMPLES / "rome.csv", tmp_path, lacking)


def test_an_occupation_code_of_another_version_is_refused_in_one_sentence(tmp_path):
    kept(tmp_path, "rome")
    with pytest.raises(BadInput, match=r"line 2: no occupation of ROME 4\.0 has the code I1399"):
        keep("training", changed(tmp_path, "training", "I1309", "I1399"), tmp_path, SOURCE)
    assert keep("training", SAMPLES / "training.csv", tmp_path, SOURCE).rows[0].numbers["places"] == 24


def test_a_table_that_is_not_known_is_refused_with_those_that_are(tmp_path):
    with pytest.raises(BadInput, match="employment, flows, rome"):
        keep("weather", SAMPLES / "rome.csv", tmp_path, SOURCE)


def test_what_a_publisher_may_not_say_is_unknown_and_never_zero(tmp_path):
    rows = kept(tmp_path, "hiring")["hiring"].rows
    assert "projects" not in rows[2].numbers
    assert "seasonal" not in rows[1].numbers
    assert rows[0].numbers["projects"] == 210


def test_flows_of_a_flat_file_are_the_national_table_with_its_closed_form(tmp_path):
    table = flow_table(kept(tmp_path, "flows")["flows"], "FR")
    assert table.codes == ("C25", "F")
    assert table.output.tolist() == [100, 100]
    assert table.domestic.tolist() == [[20, 30], [5, 10]]
    assert table.imports().tolist() == pytest.approx([0.15, 0.10])
    assert table.final.tolist() == [50, 85]
    a, b, c, d = 0.2, 0.3, 0.05, 0.1
    det = (1 - a) * (1 - d) - b * c
    assert flows.output_multipliers(table.coefficients) == pytest.approx([(1 - d + c) / det, (1 - a + b) / det])


def test_a_flat_file_whose_rows_do_not_balance_is_refused_with_the_industry(tmp_path):
    keep("flows", changed(tmp_path, "flows", "FR,F,FR,P51G,85", "FR,F,FR,P51G,60"), tmp_path, SOURCE)
    with pytest.raises(BadInput, match="the row of F does not balance: uses of 75 for an output of 100"):
        flow_table(held(tmp_path)["flows"], "FR")


def test_a_zone_without_an_industry_of_the_flows_says_what_is_assumed_instead(tmp_path):
    tables = kept(tmp_path, "flows", "employment")
    found, notes = evidence(tables, "Dunkirk", "59")
    assert found.flows is not None
    assert found.zone is None
    assert "employment of Dunkirk is not used" in str(notes[0])


def test_employment_by_the_industries_of_the_flows_becomes_the_zone(tmp_path):
    text = (SAMPLES / "flows.csv").read_text(encoding="utf-8").replace("C25", "CH").replace(",F,", ",FZ,")
    (tmp_path / "f.csv").write_text(text, encoding="utf-8")
    keep("flows", tmp_path / "f.csv", tmp_path, SOURCE)
    tables = kept(tmp_path, "employment")
    table = flow_table(tables["flows"], "FR")
    found = zone(tables["employment"], table, "Dunkirk")
    assert not isinstance(found, Message)
    assert found.jobs.tolist() == [3200, 5400]
    assert found.share == pytest.approx(8600 / 2_162_000)
    local = flows.output_multipliers(flows.local_coefficients(table, found))
    assert (local <= flows.output_multipliers(table.coefficients)).all()
    assert evidence(tables, "Dunkirk", "59")[0].zone is not None
    assert np.isfinite(local).all()


def test_scarcity_is_that_of_the_department_where_it_is_published_and_the_scarcest_of_an_occupation(tmp_path):
    tables = kept(tmp_path, "tension", "fap_rome")
    found = tensions(tables["tension"], tables["fap_rome"], "59")
    assert (found["I1309"].level, found["I1309"].area) == (5, "59")
    assert found["I1309"].causes[0] is Cause.PEOPLE
    assert (found["I1307"].level, found["I1307"].area) == (5, "nat")
    elsewhere = tensions(tables["tension"], tables["fap_rome"], "62")
    assert elsewhere["I1309"].area == "nat"


def test_hiring_projects_are_those_of_the_basin_in_all_the_occupations_of_dares_that_an_occupation_belongs_to(tmp_path):
    tables = kept(tmp_path, "hiring", "fap_rome")
    found = hiring(tables["hiring"], tables["fap_rome"], "3213")
    assert (found["I1309"].projects, found["I1309"].difficult, found["I1309"].year) == (210 + 90, 180 + 70, 2025)
    assert (found["I1307"].projects, found["I1307"].difficult) == (90, 70)
    assert hiring(tables["hiring"], tables["fap_rome"], "0000") == {}


def test_changes_of_occupation_come_from_the_imported_version_learnt_from_official_ones_where_they_are_kept(tmp_path):
    plain = known(tmp_path, AREA).evidence.paths
    assert plain is None
    kept(tmp_path, "rome")
    by_overlap = known(tmp_path, AREA).evidence.paths
    assert dict(by_overlap.weights) == {"overlap": 1.0}
    assert [one.code for one in by_overlap.leading_to("I1309")] == ["I1307"]
    kept(tmp_path, "mobility")
    learnt = known(tmp_path, AREA).evidence.paths
    assert learnt.known["I1309"] == {"I1307"}
    assert learnt.leading_to("I1309")[0].official_back


def test_a_change_to_an_occupation_of_another_version_is_refused_in_one_sentence(tmp_path):
    kept(tmp_path, "rome")
    with pytest.raises(BadInput, match=r"mobility\.csv, line 2: no occupation of ROME .* has the code A1101"):
        keep("mobility", changed(tmp_path, "mobility", "I1309;I1307", "I1309;A1101"), tmp_path, SOURCE)


def test_the_tables_of_dares_as_published_are_read_whole(shared):
    place = shared / "data/uses/territory"
    for key, name in (("tension", "dares_tensions_nat_hdf_59_62.csv"), ("fap_rome", "dares_fap225_rome.csv")):
        rows = read_rows(place / name, KINDS[key].fields)
        assert len(rows) > 700
        KINDS[key].check(rows, name)


def test_occupations_of_an_imported_version_refuse_a_code_of_another_one(tmp_path):
    known = occupations(kept(tmp_path, "rome")["rome"])
    assert known.codes == ("I1307", "I1309")
    assert known.asked["I1309"] & known.asked["I1307"] == {"100001"}
    with pytest.raises(BadInput, match="no occupation of this version"):
        known.place("I1399")


def test_places_of_schools_are_taken_before_new_trainings_are_opened(tmp_path):
    found = offered(kept(tmp_path, "training")["training"])
    assert [(one.month, one.seats, sorted(one.competences)) for one in found] == [
        ("2026-09", 24, ["I1309"]),
        ("2026-09", 30, ["I1307"]),
    ]


def test_essential_skills_of_an_occupation_come_first(tmp_path):
    found = skills(kept(tmp_path, "esco")["esco"])
    assert [address[-4:] for address in found["http://data.europa.eu/esco/occupation/aaaa"]] == ["0001", "0002"]


def test_the_shell_keeps_a_table_and_the_jobs_of_an_investment_use_it(tmp_path):
    from typer.testing import CliRunner

    from campus5g.cli.app import app

    env, run = {"CAMPUS5G_DATA": str(tmp_path), "LANG": "C"}, CliRunner().invoke
    said = ["--source", "Sample", "--date", "2026-11-21", "--licence", "CC0 1.0"]
    for key in ("tension", "fap_rome"):
        done = run(app, ["territory", "import", key, str(SAMPLES / f"{key}.csv"), *said], env=env)
        assert done.exit_code == 0, done.output
    assert (tmp_path / "files" / "territory" / "tables" / "tension.json").exists()
    listed = run(app, ["territory", "tables", "--json"], env=env)
    assert {key for key, one in json.loads(listed.stdout).items() if one["kept"]} == {"tension", "fap_rome"}
    jobs = run(app, ["territory", "jobs", "softbank", "--draws", "20", "--json"], env=env)
    found = {one["rome"]: one["tension"] for one in json.loads(jobs.stdout)["occupations"]}
    assert found["I1309"]["source"]["title"] == "Sample"
