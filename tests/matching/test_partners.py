"""Partners suggested from past projects, the reading of past projects, and the competences that texts show."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.benefit import Use
from campus5g.core.errors import BadInput
from campus5g.matching.competences import field_competences
from campus5g.matching.partners import PartnerIndex, name_key
from campus5g.matching.past import PastPartner, PastProject, read_past

ANNA, BOB, CARL, DORA = (PastPartner(name, city=city) for name, city in
                         (("Anna", "Lille"), ("Bob", "Dunkerque"), ("Carl", "Paris"), ("Dora", "Nantes")))  # fmt: skip
PAST = (
    PastProject("1", "Predictive maintenance of cranes", "vibration sensors on bearings", (ANNA, BOB), 2021, "ANR", 1000.0),
    PastProject("2", "Genome of wheat", "sequencing", (CARL, BOB), 2020),
    PastProject("3", "Bearings and their wear", "predictive maintenance in steel plants", (DORA,), 2019),
)


def test_who_worked_on_the_same_comes_first_and_says_on_what() -> None:
    found = PartnerIndex.build(PAST).suggest("predictive maintenance of bearings with vibration sensors")
    assert {s.partner.name for s in found[:2]} == {"Anna", "Bob"}
    assert found[0].evidence[0].project.id == "1"
    assert found[0].evidence[0].match is not None
    assert any(term.startswith("vibrat") for term in found[0].evidence[0].match.terms)


def test_who_worked_with_the_present_partners_is_told_with_whom() -> None:
    found = PartnerIndex.build(PAST).suggest("sequencing of wheat", inside=["CARL"])
    assert found[0].partner.name == "Bob"
    assert found[0].evidence[0].together_with == ("Carl",)


def test_nobody_who_is_in_is_suggested() -> None:
    found = PartnerIndex.build(PAST).suggest("predictive maintenance", inside=["anna", "Bób"])
    assert {s.partner.name for s in found} <= {"Carl", "Dora"}


def test_near_is_told_and_changes_no_rank() -> None:
    index = PartnerIndex.build(PAST)
    plain = index.suggest("predictive maintenance")
    placed = index.suggest("predictive maintenance", places=["Dunkerque"])
    assert [s.partner for s in plain] == [s.partner for s in placed]
    assert [s.partner.name for s in placed if s.near] == ["Bob"]


def test_a_project_left_out_speaks_for_nobody() -> None:
    found = PartnerIndex.build(PAST).suggest("predictive maintenance of cranes", but={"1"})
    assert "Anna" not in {s.partner.name for s in found}


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60), st.sets(st.sampled_from(["Anna", "Bob", "Carl", "Dora", "Nobody"])))
def test_whatever_is_asked_each_suggestion_has_its_evidence_and_shares_fall_from_one(text: str, inside: set[str]) -> None:
    found = PartnerIndex.build(PAST).suggest(text, inside=inside)
    assert all(s.evidence for s in found)
    assert not {name_key(s.partner.name) for s in found} & {name_key(name) for name in inside}
    parts = [s.part for s in found]
    assert parts == sorted(parts, reverse=True)
    assert not parts or parts[0] == 1.0


def jsonl(*rows: object) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def test_json_lines_and_a_table_of_the_same_projects_give_the_same() -> None:
    one = {"id": "P1", "title": "Cranes", "partners": [{"name": "Anna"}, {"name": "Bob"}], "year": "2021", "aid_eur": "1 000,50"}
    table = "id;title;partner;year;aid_eur\nP1;Cranes;Anna;2021;1 000,50\nP1;Cranes;Bob;2021;1 000,50\n"
    listed, written = read_past(jsonl(one), "past", "feed"), read_past(table.encode(), "past", "feed")
    assert listed.projects == written.projects
    assert (listed.projects[0].year, listed.projects[0].aid_eur) == (2021, 1000.5)
    assert read_past(gzip.compress(jsonl(one)), "past", "feed").projects == listed.projects


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"id": "1", "title": "Cranes", "partners": []}, "without a named partner"),
        ({"id": "1", "partners": ["Anna"]}, "without a title"),
        ({"title": "Cranes", "partners": ["Anna"]}, "without an identifier"),
        ({"id": "1", "title": "Cranes", "partners": ["Anna"], "aid_eur": "a lot"}, "is not an aid"),
        ({"id": "1", "title": "Cranes", "partners": ["Anna"], "aid_eur": -5}, "is not an aid"),
        ("Cranes", "not JSON"),
    ],
)
def test_a_line_with_a_fault_is_told_with_its_number_and_the_others_are_kept(row: object, said: str) -> None:
    read = read_past(jsonl({"id": "0", "title": "Good", "partners": ["Anna"]}, row), "past.jsonl")
    assert [project.id for project in read.projects] == ["0"]
    assert len(read.faults) == 1
    assert "past.jsonl, 2" in str(read.faults[0])
    assert said in str(read.faults[0])


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"\x1f\x8b broken", b"", b"[{"])
def test_a_file_that_is_no_table_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_past(data, "past")


def test_the_projects_of_the_anr_are_read_with_their_partners(shared: Path) -> None:
    read = read_past((shared / "data/funding/fr_anr_pia_projects.jsonl.gz").read_bytes(), "anr")
    assert len(read.projects) + len(read.faults) == 1379
    assert len(read.faults) == 19  # the README of the data says so
    assert len({p.name for project in read.projects for p in project.partners}) > 1300


def test_a_text_shows_its_competences_by_its_own_words_in_both_languages() -> None:
    shown = {s.key: s.words for s in field_competences().shown_by(["Des capteurs connectés et la Maintenance prédictive.",
                                                                   "private 5G networks"])}  # fmt: skip
    assert shown["condition_monitoring"] == ("Maintenance prédictive",)
    assert shown["private_network"] == ("private 5G",)
    assert "robotics" not in shown


def test_a_use_needs_its_competences_and_every_project_needs_a_network() -> None:
    needed = field_competences().needed_by([Use.ROBOTS], [])
    assert {"robotics", "safety", "private_network", "radio"} <= set(needed)
    assert "condition_monitoring" not in needed
    assert "condition_monitoring" in field_competences().needed_by([], ["predictive maintenance"])


def test_every_competence_is_found_by_each_of_its_own_terms() -> None:
    competences = field_competences()
    for competence in competences.all:
        assert competence.terms["fr"], competence.key
        assert competence.terms["en"], competence.key
        assert competence.source.author
