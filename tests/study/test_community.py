"""The demonstration community: nobody in it exists, and the same folder draws it alike."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from campus5g.core.errors import BadInput
from campus5g.funding.sirene import check_siret
from campus5g.matching.competences import field_competences
from campus5g.study.campus import read_campus
from campus5g.study.community import Community, read_community

FOLDER = Path(__file__).parents[2] / "dunkerque"
DAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def community() -> Community:
    return read_community(FOLDER, DAY)


def test_the_community_is_drawn_alike_each_time(community: Community) -> None:
    assert read_community(FOLDER, DAY) == community


def test_with_the_accounts_of_each_role_it_makes_120_organisations_and_300_people(community: Community) -> None:
    campus = read_campus(FOLDER)
    assert len(community.members) + sum(o.fictitious for o in campus.organisations) == 120
    assert len(community.residents) + len(campus.people) == 300


def test_every_name_number_and_address_shows_that_it_is_invented(community: Community) -> None:
    for member in community.members:
        assert "Démo" in member.organisation.name
        assert member.organisation.fictitious
        assert check_siret(member.organisation.siret).startswith("00099")
    for resident in community.residents:
        assert resident.person.last_name.startswith("Demo")
        assert resident.person.email.endswith("@demo.example.org")


def test_nobody_is_drawn_twice(community: Community) -> None:
    campus = read_campus(FOLDER)
    for taken in (
        [o.key for o in campus.organisations] + [m.organisation.key for m in community.members],
        [o.siret for o in campus.organisations if o.siret] + [m.organisation.siret for m in community.members],
        [o.name for o in campus.organisations] + [m.organisation.name for m in community.members],
        [p.email for p in campus.people] + [r.person.email for r in community.residents],
    ):
        assert len(taken) == len(set(taken))


def test_its_towns_are_those_of_the_territory(community: Community) -> None:
    towns = set(read_campus(FOLDER).territory.communes_insee)
    organisations = [*(m.organisation for m in community.members), *(o for o in read_campus(FOLDER).organisations if o.city)]
    assert {o.insee_code for o in organisations} <= towns
    codes: dict[str, set[str]] = {}
    for organisation in organisations:
        codes.setdefault(organisation.city, set()).add(organisation.insee_code)
    assert all(len(found) == 1 for found in codes.values()), codes


def test_every_organisation_has_one_manager_and_its_people_are_its_own(community: Community) -> None:
    managers = [r.person.organisation for r in community.residents if r.manages]
    assert sorted(managers) == sorted(member.organisation.key for member in community.members)
    assert {r.person.organisation for r in community.residents} <= set(managers)


def test_it_shows_competences_of_the_field_and_nothing_older_than_the_organisation(community: Community) -> None:
    known = {competence.key for competence in field_competences().all}
    for member in community.members:
        founded = member.organisation.created_on
        assert founded is not None
        assert {key for key, _, _ in member.competences} <= known
        assert all(founded.year <= year <= DAY.year for *_, year in (*member.competences, *member.references))
    assert {key for r in community.residents for key in r.competences} <= known


def test_a_territory_without_a_stock_of_words_has_no_community(tmp_path: Path) -> None:
    assert read_community(tmp_path, DAY) == Community((), ())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("staff: [12, 140]", "staff: 12", "staff"),
        ("seed: 5", "seed: soon", "seed"),
        ("name: Chaudronnerie, kind: company, count: 5", "name: Chaudronnerie, kind: company, count: 500", "places"),
        ("trades:", "trades: [", "YAML"),
    ],
)
def test_a_stock_with_a_fault_is_refused_with_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "territory"))
    path = folder / "community.yaml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(BadInput, match=told):
        read_community(folder, DAY)
