"""Only published facts bear real names: what is invented says so, and could not be mistaken."""

from __future__ import annotations

import json
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from campus5g.core.benefit import Use
from campus5g.study.campus import Campus, Organisation
from campus5g.study.needs import read_need

FOLDER = Path(__file__).parents[2] / "dunkerque"
NEEDS = sorted((FOLDER / "needs").glob("*.toml"))
NEVER_ATTRIBUTED = "00099"
PUBLISHED = {"key", "name", "kind", "roles", "fictitious", "fact", "source"}
INVENTED = [field.name for field in fields(Organisation) if field.name not in PUBLISHED]
"""All that a real organisation must leave empty: numbers, size, activity, health."""


def luhn(number: str) -> bool:
    """The check of ISO/IEC 7812-1, as INSEE applies it to SIREN and SIRET."""
    digits = [int(c) for c in reversed(number)]
    return sum(d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits)) % 10 == 0


def test_a_real_organisation_carries_a_published_fact_and_nothing_else(campus: Campus) -> None:
    real = [o for o in campus.organisations if not o.fictitious]
    assert len(real) == 8
    for organisation in real:
        assert organisation.fact, organisation.key
        assert organisation.source is not None
        assert organisation.source.date == "2026-03-11"
        invented = {name: getattr(organisation, name) for name in INVENTED}
        assert not any(invented.values()), (organisation.key, invented)


def test_a_fictitious_organisation_cannot_be_taken_for_a_real_one(campus: Campus) -> None:
    for organisation in campus.organisations:
        if organisation.fictitious:
            assert "Démo" in organisation.name
            assert organisation.siret.startswith(NEVER_ATTRIBUTED)
            assert not organisation.fact


def test_fictitious_numbers_pass_the_check_that_forms_make(campus: Campus) -> None:
    for organisation in campus.organisations:
        if organisation.fictitious:
            assert len(organisation.siret) == 14
            assert luhn(organisation.siret), organisation.key
            assert luhn(organisation.siren), organisation.key


def test_the_check_that_these_tests_make_knows_a_published_number() -> None:
    assert luhn("732829320")  # the example of INSEE's documentation
    assert not luhn("732829321")


def test_nobody_in_the_demonstration_works_for_a_real_organisation(campus: Campus) -> None:
    fictitious = {o.key for o in campus.organisations if o.fictitious}
    assert {p.organisation for p in campus.people} <= fictitious


def test_no_mail_can_reach_anybody(campus: Campus) -> None:
    for person in campus.people:
        assert person.email.endswith((".example.org", "@example.org", ".invalid")), person.email


def test_every_role_of_the_platform_has_an_account(campus: Campus) -> None:
    assert {p.role for p in campus.people} == {"programme_office", "company", "training_body", "start_up", "funder"}


@pytest.mark.parametrize("path", NEEDS, ids=lambda p: p.stem)
def test_every_need_says_that_it_is_fictitious_and_comes_from_a_fictitious_company(path: Path, campus: Campus) -> None:
    found = read_need(path, on=campus.territory.demonstration_date)
    names = {o.name for o in campus.organisations if o.fictitious}
    assert found.fictitious
    assert found.need.organisation in names
    assert found.project is not None
    assert {p.name for p in found.project.partners} <= names


@pytest.mark.parametrize("path", NEEDS, ids=lambda p: p.stem)
def test_no_need_and_no_site_names_a_real_company(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    site = (path.parent / tomllib.loads(text)["site"]).read_text(encoding="utf-8")
    for name in ("arcelormittal", "schneider", "softbank", "grand port", "verkor", "aluminium dunkerque"):
        assert name not in text.lower()
        assert name not in site.lower()


@pytest.mark.parametrize("path", sorted((FOLDER / "sites").glob("*.json")), ids=lambda p: p.stem)
def test_every_site_says_that_it_is_synthetic(path: Path) -> None:
    site = json.loads(path.read_text(encoding="utf-8"))
    assert "synthèse" in site["name"]
    assert site["licence"].startswith("CC0-1.0")


def test_the_four_uses_of_the_campus_each_have_a_need(campus: Campus) -> None:
    uses = [read_need(path).need.uses for path in campus.needs]
    assert sorted(uses) == sorted((use,) for use in Use)


def test_the_subcontractor_is_a_small_undertaking_of_forty_people(campus: Campus) -> None:
    project = read_need(FOLDER / "needs" / "subcontractor.toml").project
    assert project is not None
    assert project.partners[0].size == "small"
    assert campus.organisation("mecanique_demo").staff_awu == 40  # type: ignore[union-attr]


def test_the_steelworks_is_the_synthetic_site_with_its_zones_inside(campus: Campus) -> None:
    site = read_need(FOLDER / "needs" / "steelworks.toml").need.site
    assert len(site.buildings) == 127
    assert {"rail_yard", "quay", "rolling_mill"} <= {zone.id for zone in site.zones}


def test_the_programme_names_the_partners_and_strands_of_the_communique(campus: Campus) -> None:
    roles = dict(campus.programme.partners)
    assert roles["ecosystemed"] == "steering"
    assert set(roles) == {
        "communaute_urbaine_dunkerque",
        "ecosystemed",
        "arcelormittal_france",
        "defi4",
        "grand_port_maritime_dunkerque",
    }
    assert [s.key for s in campus.programme.strands] == ["campus", "incubator", "engineering"]
    assert set(campus.programme.strands[1].carriers) == {"communaute_urbaine_dunkerque", "ecosystemed"}
    assert campus.programme.cofinanced_by == ("bpifrance",)
