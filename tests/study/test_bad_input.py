"""Input that cannot be used is refused with one sentence: file, place, value, what is expected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from campus5g.core.errors import BadInput
from campus5g.study.needs import read_need

from .conftest import DUNKERQUE, ON, Edit, Lay, square


def refusal(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        read_need(path, on=ON)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "; expected " in sentence
    return sentence


def test_a_good_need_is_read_whole(lay: Lay) -> None:
    found = read_need(lay(), on=ON)
    assert found.project is not None
    assert found.project.partners[0].size == "small"
    assert sum(line.cents for line in found.project.lines) == 300_000_00
    assert found.terms[0].call_id == "demo"
    assert found.need.site.zones[0].devices[0].count == 40


@pytest.mark.parametrize("path", sorted((DUNKERQUE / "needs").glob("*.toml")), ids=lambda p: p.stem)
def test_the_needs_of_the_territory_are_read_on_the_day_of_the_demonstration(path: Path) -> None:
    found = read_need(path, on=ON)
    assert found.project is not None
    assert found.terms
    assert found.wishes.files


def test_a_missing_need_file_is_named(tmp_path: Path) -> None:
    assert "nowhere.toml: no such file; expected a TOML file." in refusal(tmp_path / "nowhere.toml")


def test_a_broken_need_file_is_refused_with_its_line(lay: Lay) -> None:
    assert "need.toml: “" in (sentence := refusal(lay({'title = "Surveiller': "title = Surveiller"})))
    assert "line 2" in sentence


def test_a_missing_site_file_is_named(lay: Lay) -> None:
    sentence = refusal(lay({"site.json": "elsewhere.json"}))
    assert sentence.startswith("need.toml, site: no file “elsewhere.json”")


def test_a_site_file_cut_in_the_middle_is_refused_with_its_line(lay: Lay) -> None:
    path = lay()
    site = path.parent / "site.json"
    site.write_bytes(site.read_bytes()[:500])
    assert refusal(path).startswith("site.json, line 1, column")


def crossed(site: dict[str, Any]) -> None:
    ring = site["features"][1]["geometry"]["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]


def sunk(site: dict[str, Any]) -> None:
    site["features"][1]["properties"]["height"] = -3.0


def strayed(site: dict[str, Any]) -> None:
    site["features"][2]["geometry"]["coordinates"] = square(150, 150, 180)


def emptied(site: dict[str, Any]) -> None:
    site["features"][2]["properties"]["devices"] = []


@pytest.mark.parametrize(
    ("edit", "place", "what"),
    [
        (crossed, "building hall", "the shape crosses itself"),
        (sunk, "building hall", "-3 m"),
        (strayed, "zone floor", "outside the boundary by up to"),
        (emptied, "zone floor", "no devices"),
    ],
)
def test_a_site_that_cannot_be_planned_is_refused_with_its_place(lay: Lay, edit: Edit, place: str, what: str) -> None:
    sentence = refusal(lay(edit=edit))
    assert sentence.startswith("site.json, ")
    assert place in sentence
    assert what in sentence


def test_a_need_without_devices_is_refused(lay: Lay) -> None:
    sentence = refusal(lay(edit=lambda site: site["features"].pop()))
    assert "need.toml, site: a need without devices" in sentence


def test_a_budget_that_does_not_add_up_says_both_totals(lay: Lay) -> None:
    sentence = refusal(lay({"total_eur = 300000": "total_eur = 310000"}))
    assert "need.toml, project.total_eur: the budget does not add up" in sentence
    assert "€310,000" in sentence
    assert "€300,000" in sentence


def test_a_date_in_the_past_is_refused(lay: Lay) -> None:
    sentence = refusal(lay({"applied = 2026-12-01": "applied = 2026-11-20"}))
    assert "need.toml, project.applied: November 20, 2026 is past; expected November 21, 2026 or later." in sentence


def test_a_grant_before_the_application_is_refused(lay: Lay) -> None:
    assert "project.granted" in refusal(lay({"granted = 2026-12-20": "granted = 2026-11-25"}))


def test_a_partner_without_legal_facts_is_named(lay: Lay) -> None:
    sentence = refusal(lay({"accounts = [{ year = 2025, staff_awu = 40, turnover_eur = 6000000, balance_eur = 4000000 }]": ""}))
    assert "project.partner[1].accounts: nothing" in sentence or "partner “Atelier Démo” without legal facts" in sentence


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('uses = ["maintenance"]', 'uses = ["cooking"]', "uses"),
        ('uses = ["maintenance"]', "uses = []", "uses"),
        ('language = "fr"', 'language = "nl"', "language"),
        ('category = "feasibility"', 'category = "lunch"', "project.line[2].category"),
        ("amount_eur = 100000", "amount_eur = -5", "project.line[2].amount_eur"),
        ("amount_eur = 100000", "amount_eur = 100000.5", "project.line[2].amount_eur"),
        ('partner = "atelier"\nlabel = "Étude"', 'partner = "nobody"\nlabel = "Étude"', "project.line[2].partner"),
        ("months = 12", "months = 0", "project.months"),
        ("starts = 2027-01-04", 'starts = "soon"', "project.starts"),
        ("staff_awu = 40", 'staff_awu = "many"', "project.partner[1].accounts[1].staff_awu"),
        ('partners = ["atelier"]', 'partners = ["nobody"]', "project.work[1].partners"),
        ("months = 8", "months = 12", "project.work[1].months"),
        ('grant_share = "0.5"', 'grant_share = "1.5"', "terms[1].grant_share"),
        ('call_id = "demo"', 'instrument = "no_such"', "terms[1].instrument"),
        ('files = ["calls.jsonl"]', 'files = ["lost.jsonl"]', "calls.files"),
        ("in_difficulty = false", 'in_difficulty = "no"', "project.partner[1].in_difficulty"),
    ],
)
def test_a_wrong_value_is_refused_at_its_place(lay: Lay, old: str, new: str, place: str) -> None:
    assert refusal(lay({old: new})).startswith(f"need.toml, {place}: ")


def test_a_refusal_is_said_in_french_too(lay: Lay) -> None:
    with pytest.raises(BadInput) as caught:
        read_need(lay({"total_eur = 300000": "total_eur = 310000"}), on=ON)
    assert "310\u202f000" in caught.value.sentence.say("fr")


def test_a_partner_without_its_siren_is_named(lay: Lay) -> None:
    sentence = refusal(lay({'siren = "000991117"': ""}))
    assert "project.partner[1].siren: partner “Atelier Démo” without legal facts; expected its SIREN, nine digits." in sentence


def test_a_siren_with_a_wrong_digit_is_refused(lay: Lay) -> None:
    assert "project.partner[1].siren" in refusal(lay({'siren = "000991117"': 'siren = "000991118"'}))


def test_work_that_would_start_in_the_past_is_refused(lay: Lay) -> None:
    sentence = refusal(lay({"starts = 2027-01-04": "starts = 2026-11-03"}))
    assert "need.toml, project.starts: November 3, 2026 is past" in sentence


LINE = "amount_eur = 200000"
PARTNER = "in_difficulty = false"
TERMS = 'grant_share = "0.5"'


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (LINE, f'{LINE}\ncircumstances = ["running"]', "project.line[1].circumstances"),
        (LINE, f'{LINE}\ncircumstances = ["nonsense"]', "project.line[1].circumstances"),
        (LINE, f"{LINE}\nrate = 12", "project.line[1].rate"),
        (LINE, f"{LINE}\nstarts = 2026-11-30", "project.line[1].starts"),
        (PARTNER, f'{PARTNER}\nrating = "AAA"', "project.partner[1].rating"),
        (PARTNER, f"{PARTNER}\na_area = true\nc_area = true", "project.partner[1].a_area"),
        (TERMS, f'{TERMS}\nloan_share = "0.6"', "terms[1].loan_share"),
        (TERMS, f'{TERMS}\nloan_share = "0.2"\nfree_split = true', "terms[1].loan_share"),
        (TERMS, f"{TERMS}\nfirst_share = 80\nbalance_share = 30", "terms[1].balance_share"),
        (TERMS, f"{TERMS}\nloan_rate = 101", "terms[1].loan_rate"),
        (TERMS, f"{TERMS}\nloan_years = 0", "terms[1].loan_years"),
        ("total_eur = 300000", 'total_eur = 300000\nwishes = { objective = "riches" }', "project.wishes.objective"),
        ("total_eur = 300000", 'total_eur = 300000\nwishes = { use_calls = ["lottery"] }', "project.wishes"),
        ("total_eur = 300000", "total_eur = 300000\nwishes = { most_own_eur = { nobody = 1 } }", "project.wishes"),
        ("total_eur = 300000", "total_eur = 300000\nwishes = { least_public_eur = -1 }", "project.wishes.least_public_eur"),
    ],
)
def test_what_a_project_claims_and_wishes_is_checked_as_on_the_pages(old: str, new: str, place: str, lay: Lay) -> None:
    assert place in refusal(lay({old: new}))


def test_every_claim_every_term_and_every_wish_of_a_file_is_read(lay: Lay) -> None:
    path = lay(
        {
            LINE: f'{LINE}\ncircumstances = ["dissemination"]\nstarts = 2026-12-24',
            PARTNER: f'{PARTNER}\na_area = true\nrating = "good"',
            TERMS: 'grant_share = "0.3"\nloan_share = "0.2"\nloan_rate = "1.5"\nloan_years = 7\nloan_grace_years = 1\n'
            "first_share = 30\nbalance_share = 20\nadvance_interest = true",
            "total_eur = 300000": 'total_eur = 300000\nwishes = { objective = "cash", most_own_eur = { atelier = 1000 } }',
        }
    )
    found = read_need(path, on=ON)
    assert found.project is not None
    line, partner, call = found.project.lines[0], found.project.partners[0], found.terms[0]
    assert (line.circumstances, str(line.starts)) == (("dissemination",), "2026-12-24")
    assert (partner.a_area, partner.rating) == (True, "good")
    assert [str(v) for v in (call.loan_share, call.loan_rate, call.first_share, call.balance_share)] == ["0.2", "1.5", "30", "20"]
    assert (call.loan_years, call.loan_grace_years, call.advance_interest, call.free_split) == (7, 1, True, False)
    assert (found.aim.objective, found.aim.wishes.most_own_cents) == ("cash", {"atelier": 100_000})
