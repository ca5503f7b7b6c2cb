"""Eligibility in three values, with reasons and near misses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from campus5g.core.calls import Call, CallKind, Verdict
from campus5g.core.figures import Source
from campus5g.core.project import Size
from campus5g.funding.eligibility import OrganisationFacts, ProjectFacts, check_eligibility
from campus5g.funding.places import covers, place_of_authority, region_of, section_of
from campus5g.funding.readers import read_feeds

ON = date(2026, 11, 21)
STEELWORKS = OrganisationFacts("company", Size.LARGE, "24.10Z", "59183", age_years=30)
CALL = Call("c", "Call", "", "fr", "F", "", CallKind.CALL_FOR_PROJECTS, None, (date(2027, 3, 1),), ("company",), ("REG-32",),
            None, None, None, "", "", "feed", Source("feed"))  # fmt: skip
IA = replace(CALL, territories=("EU",), beneficiaries=("any",), conditions="Type of action: HORIZON Innovation Actions")


def verdict(
    call: Call, key: str, organisation: OrganisationFacts = STEELWORKS, project: ProjectFacts | None = None
) -> Verdict | None:
    criteria = {c.key: c.verdict for c in check_eligibility(call, organisation, project, ON).criteria}
    return criteria.get(key)


def test_a_call_that_fits_says_yes_and_why() -> None:
    found = check_eligibility(CALL, STEELWORKS, None, ON)
    assert found.verdict is Verdict.YES
    assert all(str(criterion.reason) for criterion in found.criteria)


@pytest.mark.parametrize(
    ("change", "expected", "said"),
    [
        ({"closes": (date(2026, 11, 20),)}, Verdict.NO, "closed since November 20, 2026"),
        ({"closes": (date(2026, 11, 21),)}, Verdict.YES, "next deadline on November 21, 2026"),
        ({"stated_closed": True}, Verdict.NO, "closed, says its page"),
        ({"opens": date(2027, 1, 1)}, Verdict.YES, "opens on January 1, 2027"),
        ({"closes": ()}, Verdict.YES, "open all year"),
        ({"closes": (date(2026, 1, 1), date(2027, 1, 1))}, Verdict.YES, "next deadline on January 1, 2027"),
    ],
)
def test_the_status_is_that_of_the_day(change: dict[str, object], expected: Verdict, said: str) -> None:
    criterion = check_eligibility(replace(CALL, **change), STEELWORKS, None, ON).criteria[0]  # type: ignore[arg-type]
    assert (criterion.key, criterion.verdict) == ("status", expected)
    assert said in str(criterion.reason)


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (("FR",), Verdict.YES), (("REG-32",), Verdict.YES), (("DEP-59",), Verdict.YES), (("COM-59183",), Verdict.YES),
        (("REG-93", "REG-32"), Verdict.YES), (("REG-93",), Verdict.NO), (("DEP-32",), Verdict.NO),
        (("FR", "-DEP-59"), Verdict.NO),
        (("EPCI-245900428",), Verdict.UNKNOWN), ((), Verdict.UNKNOWN), (("EU",), Verdict.YES),
    ],
)  # fmt: skip
def test_the_place_of_a_company_of_dunkirk_is_judged(places: tuple[str, ...], expected: Verdict) -> None:
    assert verdict(replace(CALL, territories=places), "territory") is expected


def test_an_unknown_place_or_a_foreign_country_is_not_taken_for_dunkirk() -> None:
    assert verdict(CALL, "territory", replace(STEELWORKS, insee_code=None)) is Verdict.UNKNOWN
    assert verdict(CALL, "territory", replace(STEELWORKS, country="BE")) is Verdict.NO
    assert verdict(IA, "territory", replace(STEELWORKS, country="BE")) is Verdict.YES
    assert verdict(IA, "territory", replace(STEELWORKS, country="US")) is Verdict.NO


def test_no_aid_for_communes_is_ever_proposed_to_a_company(root: Path) -> None:
    merged, _ = read_feeds([root / "dunkerque" / "calls"])
    communes = [c for c in merged.calls if "public_body" in c.beneficiaries and "company" not in c.beneficiaries]
    assert len(communes) > 200
    for call in communes:
        found = check_eligibility(call, STEELWORKS, None, ON)
        assert found.verdict is Verdict.NO
        assert found.near_miss is None


@pytest.mark.parametrize(
    ("countries", "expected", "near"),
    [
        ((), Verdict.NO, "partners in 2 more Member States or associated countries would open this call"),
        (("FR", "DE"), Verdict.NO, "a partner in one more Member State or associated country would open this call"),
        (("FR", "DE", "US"), Verdict.NO, "a partner in one more Member State or associated country would open this call"),
        (("FR", "DE", "NO"), Verdict.YES, None),
    ],
)
def test_an_innovation_action_asks_for_three_countries(countries: tuple[str, ...], expected: Verdict, near: str | None) -> None:
    found = check_eligibility(IA, STEELWORKS, ProjectFacts(countries=countries), ON)
    assert {c.key: c.verdict for c in found.criteria}["consortium"] is expected
    assert (str(found.near_miss) if found.near_miss else None) == near


def test_three_associated_countries_without_a_member_state_are_not_enough() -> None:
    found = check_eligibility(IA, replace(STEELWORKS, country="NO"), ProjectFacts(countries=("CH", "TR")), ON)
    assert str(found.near_miss) == "a partner in a Member State would open this call"


def test_a_closed_call_has_no_near_miss() -> None:
    closed = replace(IA, closes=(date(2026, 1, 1),))
    assert check_eligibility(closed, STEELWORKS, None, ON).near_miss is None


@pytest.mark.parametrize(
    ("conditions", "key", "organisation", "expected"),
    [
        ("eligibilite_categorie_taille_entreprise: PME", "size", STEELWORKS, Verdict.NO),
        ("eligibilite_categorie_taille_entreprise: ETI|GE", "size", STEELWORKS, Verdict.YES),
        ("Eligibilité en fonction du nombre de salariés: Toutes tailles", "size", STEELWORKS, Verdict.YES),
        ("Toutes tailles\nNon éligible aux micro entreprises", "size", replace(STEELWORKS, size=Size.SMALL), Verdict.UNKNOWN),
        ("Toutes tailles", "size", replace(STEELWORKS, size=None), Verdict.UNKNOWN),
        ("Secteurs principalement concernés par le dispositif : B|C", "sector", STEELWORKS, Verdict.YES),
        ("Secteurs principalement concernés par le dispositif : I", "sector", STEELWORKS, Verdict.UNKNOWN),
        ("ciblage_naf_exclusions: 24.1", "sector", STEELWORKS, Verdict.NO),
        ("ciblage_naf: 24|52", "sector", STEELWORKS, Verdict.YES),
        ("Secteurs principalement concernés par le dispositif : C", "sector", replace(STEELWORKS, naf=None), Verdict.UNKNOWN),
        ("Au moins 3 ans d’activité", "age", STEELWORKS, Verdict.YES),
        ("Au moins 3 ans d’activité", "age", replace(STEELWORKS, age_years=2.9), Verdict.NO),
        ("Au moins 3 ans d’activité", "age", replace(STEELWORKS, age_years=None), Verdict.UNKNOWN),
        ("Activities are expected to achieve TRL 6-8 by the end of the project", "trl", STEELWORKS, Verdict.UNKNOWN),
        ("nothing that can be read", "size", STEELWORKS, None),
    ],
)
def test_what_the_conditions_state_is_judged_and_nothing_else(
    conditions: str, key: str, organisation: OrganisationFacts, expected: Verdict | None
) -> None:
    assert verdict(replace(CALL, conditions=conditions), key, organisation) is expected


@pytest.mark.parametrize(("trl", "expected"), [(5, Verdict.NO), (6, Verdict.YES), (8, Verdict.YES), (9, Verdict.NO)])
def test_the_readiness_level_is_compared_with_the_range_of_the_call(trl: int, expected: Verdict) -> None:
    call = replace(CALL, text="Activities are expected to achieve TRL 6-8 by the end of the project")
    assert verdict(call, "trl", project=ProjectFacts(trl=trl)) is expected


def test_a_project_that_starts_before_the_application_is_not_eligible() -> None:
    assert verdict(CALL, "start", project=ProjectFacts(starts=ON)) is Verdict.NO
    assert verdict(CALL, "start", project=ProjectFacts(starts=date(2027, 4, 1))) is Verdict.YES


def test_places_and_activities_follow_the_official_codes() -> None:
    assert (region_of("59"), region_of("62"), region_of("2A"), region_of("974")) == ("32", "32", "94", "04")
    assert (section_of("24.10Z"), section_of("52.22Z"), section_of("C"), section_of("00")) == ("C", "H", "C", None)
    assert place_of_authority("Conseil départemental du Morbihan") == "DEP-56"
    assert place_of_authority("Conseil régional d'Ile de France") == "REG-11"
    assert place_of_authority("Banque des Territoires") is None
    assert covers(("DEP-974",), "97411") is True


@pytest.mark.parametrize(("defence", "expected"), [(None, Verdict.UNKNOWN), (True, Verdict.YES), (False, Verdict.NO)])
def test_a_defence_call_is_never_said_to_be_open_to_a_project_whose_purpose_is_not_known(
    defence: bool | None, expected: Verdict
) -> None:
    project = ProjectFacts(defence=defence)
    for call in (replace(CALL, programme="European Defence Fund"), replace(CALL, id="CEF-T-2026-MILMOB-WORKS")):
        assert verdict(call, "purpose", project=project) is expected


def test_horizon_europe_is_for_civil_applications() -> None:
    horizon = replace(CALL, programme="Horizon Europe")
    assert verdict(horizon, "purpose") is None
    assert verdict(horizon, "purpose", project=ProjectFacts(defence=True)) is Verdict.NO


def test_a_share_that_smes_must_carry_is_a_near_miss_when_it_alone_is_missing() -> None:
    call = replace(CALL, conditions="Au moins 10 % des coûts sont portés par une PME.")
    found = check_eligibility(call, STEELWORKS, ProjectFacts(sme_percent=0), ON)
    assert found.verdict is Verdict.NO
    assert str(found.near_miss) == "a partner SME carrying 10 % of the costs would open this call"
    assert verdict(call, "sme_share", project=ProjectFacts(sme_percent=10)) is Verdict.YES
    assert verdict(call, "sme_share") is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("entered", "key", "expected"),
    [
        ({"sizes": (Size.SMALL, Size.MEDIUM)}, "size", Verdict.NO),
        ({"sizes": (Size.LARGE,)}, "size", Verdict.YES),
        ({"sectors": ("C",)}, "sector", Verdict.YES),
        ({"trl": (5, 7)}, "trl", Verdict.YES),
        ({"trl": (7, 9)}, "trl", Verdict.NO),
    ],
)
def test_what_a_person_entered_is_judged_before_the_words_of_the_call(
    entered: dict[str, object], key: str, expected: Verdict
) -> None:
    words = "eligibilite_categorie_taille_entreprise: GE|PME\nciblage_naf: A\nTRL 1-2 by the end"
    call = replace(CALL, conditions=words, **entered)  # type: ignore[arg-type]
    assert verdict(call, key, project=ProjectFacts(trl=6)) is expected
