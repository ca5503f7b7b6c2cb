"""Entering, changing and archiving organisations: what is accepted, what is refused, what is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.core.project import Size
from campus5g.portal.base import search
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.decisions import Denied
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.actions import (
    archive_organisation,
    change_organisation,
    create_organisation,
    restore_organisation,
)
from campus5g.portal.directory.facts import Said, checked, tidy_naf
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import actor_of
from campus5g.portal.directory.size import size_by_accounts
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory, actor_for, office_actor, siret

ON = date(2026, 11, 21)
WHOLE = Said(
    name="Tôlerie du Canal", kind="company", siret="73282932000074", naf="2562b", city="Dunkerque", insee_code="59183",
    created_on=date(2001, 4, 2), staff_awu=Decimal(40), turnover_cents=620_000_000, balance_cents=410_000_000,
    accounts_year=2025,
)  # fmt: skip


def said_of(organisation: Organisation) -> Said:
    return Said(**{name: getattr(organisation, name) for name in Said("", "company").fields()})


def events(verb: str) -> int:
    return AuditEvent.objects.filter(verb=verb).count()


def test_a_siret_is_kept_without_spaces_and_gives_the_siren() -> None:
    kept = checked(replace(WHOLE, siret="732 829 320 00074"), ON)
    assert kept.siret == "73282932000074"
    assert Organisation(siret=kept.siret).siren == "732829320"


@pytest.mark.parametrize("wrong", ["73282932000075", "7328293200007", "732829320000740", "ABCDEFGHIJKLMN", "73282932100074"])
def test_a_siret_that_does_not_exist_is_refused(wrong: str) -> None:
    with pytest.raises(BadInput) as refusal:
        checked(replace(WHOLE, siret=wrong), ON)
    assert refusal.value.where == "siret"


@given(place=st.integers(0, 13), shift=st.integers(1, 9))
def test_one_wrong_digit_in_a_siret_is_always_found(place: int, shift: int) -> None:
    digits = list("73282932000074")
    digits[place] = str((int(digits[place]) + shift) % 10)
    with pytest.raises(BadInput):
        checked(replace(WHOLE, siret="".join(digits)), ON)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"name": "  "}, "name"),
        ({"kind": "bank"}, "kind"),
        ({"naf": "banana"}, "naf"),
        ({"insee_code": "591"}, "insee_code"),
        ({"country": "BE"}, "country"),
        ({"created_on": date(2026, 11, 22)}, "created_on"),
        ({"accounts_year": 2027}, "accounts_year"),
        ({"accounts_year": 1989}, "accounts_year"),
        ({"accounts_year": 2000}, "accounts_year"),
        ({"accounts_year": None}, "accounts_year"),
        ({"staff_awu": None}, "staff_awu"),
        ({"turnover_cents": None}, "turnover_cents"),
        ({"balance_cents": -1}, "balance_cents"),
    ],
)
def test_facts_that_do_not_hold_together_are_refused_with_their_place(change: dict[str, Any], where: str) -> None:
    with pytest.raises(BadInput) as refusal:
        checked(replace(WHOLE, **change), ON)
    assert refusal.value.where == where


def test_an_activity_code_is_kept_as_insee_writes_it() -> None:
    assert [tidy_naf(text) for text in ("2562b", "25.62B", "25 62 b", "")] == ["25.62B", "25.62B", "25.62B", ""]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("staff", "turnover_eur", "balance_eur", "size"),
    [
        ("9.9", 2_000_000, 9_000_000, Size.SMALL),
        ("49.9", 10_000_000, 30_000_000, Size.SMALL),
        ("49.9", 10_000_001, 10_000_001, Size.MEDIUM),
        ("50", 1_000_000, 1_000_000, Size.MEDIUM),
        ("249.9", 50_000_000, 90_000_000, Size.MEDIUM),
        ("249.9", 50_000_001, 43_000_001, Size.LARGE),
        ("250", 1_000_000, 1_000_000, Size.LARGE),
    ],
)
def test_the_size_follows_the_ceilings_of_the_recommendation(staff: str, turnover_eur: int, balance_eur: int, size: Size) -> None:
    firm = Organisation(
        pk=1, staff_awu=Decimal(staff), turnover_cents=turnover_eur * 100, balance_cents=balance_eur * 100, accounts_year=2025
    )
    answer = size_by_accounts(firm, ON)
    assert answer
    assert answer.size == size
    assert "2025" in str(answer.reason)


def test_without_accounts_the_size_is_not_guessed() -> None:
    assert size_by_accounts(Organisation(), ON) is None


@pytest.mark.django_db
class TestVerbs:
    def test_the_office_enters_an_organisation_and_its_accounts_decide_its_size(self) -> None:
        made = create_organisation(office_actor(), replace(WHOLE, size="large"))
        assert (made.size, made.size_computed, made.naf) == ("small", True, "25.62B")
        assert events("directory.create") == 1

    def test_a_stated_size_holds_while_accounts_are_missing(self) -> None:
        made = create_organisation(office_actor(), Said("Vieux Moulin", "company", size="medium"))
        assert (made.size, made.size_computed) == ("medium", False)

    def test_research_outside_economic_activity_keeps_its_size_whatever_its_accounts(self) -> None:
        made = create_organisation(office_actor(), replace(WHOLE, nature="research", size="research_non_economic"))
        assert (made.size, made.size_computed) == ("research_non_economic", False)

    def test_nobody_but_the_office_enters_an_organisation(self) -> None:
        with pytest.raises(Denied):
            create_organisation(actor_for(OrganisationFactory()), WHOLE)
        assert not Organisation.objects.filter(name=WHOLE.name).exists()

    def test_one_establishment_is_entered_once(self) -> None:
        office = office_actor()
        create_organisation(office, WHOLE)
        with pytest.raises(BadInput, match="Tôlerie du Canal has this SIRET already"):
            create_organisation(office, replace(WHOLE, name="Another name"))
        assert events("directory.create") == 1

    def test_two_organisations_may_have_no_siret(self) -> None:
        office = office_actor()
        for name in ("Région du Nord", "Université de la Côte"):
            create_organisation(office, Said(name, "funder", nature="public_body"))
        assert Organisation.objects.filter(siret="", kind="funder").count() == 2

    def test_a_manager_changes_the_facts_and_the_trail_keeps_which(self) -> None:
        mine = OrganisationFactory(size_computed=True)
        changed = change_organisation(actor_for(mine), mine, replace(said_of(mine), staff_awu=Decimal(60), city="Gravelines"))
        assert changed == ["city", "size", "staff_awu"]
        assert AuditEvent.objects.get(verb="directory.change").facts == {"changed": changed}
        mine.refresh_from_db()
        assert mine.size == "medium"

    def test_a_plain_member_and_another_organisation_do_not_change_the_facts(self) -> None:
        mine = OrganisationFactory()
        for actor in (actor_for(mine, manages=False), actor_for(OrganisationFactory())):
            with pytest.raises(Denied):
                change_organisation(actor, mine, replace(said_of(mine), city="Elsewhere"))
        assert events("directory.change") == 0

    def test_a_manager_does_not_make_their_company_the_programme_office(self) -> None:
        mine = OrganisationFactory()
        with pytest.raises(Denied, match="role"):
            change_organisation(actor_for(mine), mine, replace(said_of(mine), kind="office"))
        mine.refresh_from_db()
        assert mine.kind == "company"

    def test_an_archived_organisation_keeps_its_reason_and_can_no_longer_act(self) -> None:
        member = MembershipFactory(manages=True)
        archive_organisation(office_actor(), member.organisation, "wound up")
        member.organisation.refresh_from_db()
        assert (member.organisation.archived, member.organisation.archived_why) == (True, "wound up")
        assert actor_of(member.user).organisation_ids == frozenset()
        with pytest.raises(Denied):
            change_organisation(office_actor(), member.organisation, said_of(member.organisation))
        assert events("directory.archive") == 1

    def test_an_organisation_is_not_archived_without_a_reason_nor_by_itself_nor_by_a_company(self) -> None:
        office, other = office_actor(), OrganisationFactory()
        with pytest.raises(BadInput):
            archive_organisation(office, other, "  ")
        for actor, target in ((office, Organisation.objects.get(pk=office.organisation_id)), (actor_for(other), other)):
            with pytest.raises(Denied):
                archive_organisation(actor, target, "because")
        assert not Organisation.objects.exclude(archived_at=None).exists()

    def test_an_organisation_taken_out_of_the_archive_acts_again(self) -> None:
        member = MembershipFactory(organisation__archived=True)
        restore_organisation(office_actor(), member.organisation)
        assert actor_of(member.user).organisation_id == member.organisation_id
        assert events("directory.restore") == 1

    def test_everybody_signed_in_finds_an_organisation_by_its_words_until_it_is_archived(self) -> None:
        made = create_organisation(SYSTEM, replace(WHOLE, description="Découpe de tôles pour les grues"))
        with acting(actor_for(OrganisationFactory())):
            assert [entry.title for entry in search.find("tole grue")] == [made.name]
        archive_organisation(office_actor(), made, "closed")
        with acting(actor_for(OrganisationFactory())):
            assert search.find("tole grue") == []

    def test_the_fictitious_sirets_of_the_tests_have_right_keys(self) -> None:
        assert [checked(replace(WHOLE, siret=siret(n)), ON).siret for n in (0, 1, 999)] == [siret(n) for n in (0, 1, 999)]
