"""Who holds whom: confirmed by both sides, judged together, refused when it contradicts itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from campus5g.core.errors import BadInput
from campus5g.core.project import Accounts
from campus5g.funding.rules import law
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.models import Notification
from campus5g.portal.directory.actions import (
    change_organisation,
    confirm_stake,
    declare_affiliate,
    declare_stake,
    end_stake,
    write_accounts,
)
from campus5g.portal.directory.actions.groups import SaidStake
from campus5g.portal.directory.facts import Said
from campus5g.portal.directory.group import group_of, undertakings_of
from campus5g.portal.directory.models import Affiliate, ClosedAccounts, Organisation, Stake
from campus5g.portal.financing.ledger import ledger_of
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory, actor_for, office_actor
from tests.portal.factories.financing import AwardFactory

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
LARGE = Accounts(2025, Decimal(900), 200_000_000_00, 150_000_000_00)


def url(name: str, organisation: Organisation) -> str:
    return reverse(f"directory:{name}", args=[organisation.pk])


def held_by(organisation: Organisation, percent: int, accounts: Accounts | None = LARGE, **more: object) -> Stake:
    """A holder outside the directory, entered by the office."""
    holder = declare_affiliate(office_actor(), organisation, "Holding", "FR", accounts)
    return declare_stake(
        office_actor(), organisation, SaidStake(holder, organisation, Decimal(percent), Decimal(percent), **more)  # type: ignore[arg-type]
    )  # fmt: skip


def size(organisation: Organisation) -> str:
    organisation.refresh_from_db()
    return str(organisation.size)


@pytest.mark.parametrize(("percent", "expected"), [(24, "small"), (25, "medium"), (50, "large"), (51, "large")])
def test_the_size_is_that_of_the_organisation_with_its_group(percent: int, expected: str) -> None:
    firm = (
        OrganisationFactory()
    )  # 40 people; a quarter of 900 more make 265, but 25 % of the turnover leaves it medium by balance
    holder = Accounts(2025, Decimal(600), 100_000_000_00, 100_000_000_00)
    held_by(firm, percent, holder)
    assert size(firm) == expected


def test_a_holder_without_accounts_leaves_the_size_open_and_a_small_one_does_not() -> None:
    firm, other = OrganisationFactory(), OrganisationFactory()
    held_by(firm, 60, None)
    held_by(other, 20, None)
    assert (size(firm), size(other)) == ("", "small")


def test_an_ended_stake_gives_the_size_back() -> None:
    firm = OrganisationFactory()
    stake = held_by(firm, 60)
    assert size(firm) == "large"
    end_stake(office_actor(), stake)
    assert size(firm) == "small"
    with pytest.raises(Conflict, match="already"):
        end_stake(office_actor(), stake)


def test_a_stake_between_two_organisations_counts_once_the_other_side_confirmed_it() -> None:
    firm, parent = OrganisationFactory(), OrganisationFactory(staff_awu=900, turnover_cents=20**10, balance_cents=20**10)
    told = MembershipFactory(organisation=parent, manages=True).user
    stake = declare_stake(actor_for(firm), firm, SaidStake(parent, firm, Decimal(60), Decimal(60)))
    assert (stake.confirmed_at, size(firm), group_of(firm).organisations) == (None, "small", [firm])
    assert Notification.objects.filter(user=told).exists()
    with pytest.raises(Denied):
        confirm_stake(actor_for(firm), stake)
    confirm_stake(actor_for(parent), stake)
    assert size(firm) == "large"


@pytest.mark.parametrize("kind", ["public_body", "venture_capital"])
def test_a_holder_of_article_3_2_is_no_partner_and_a_public_one_makes_a_large_enterprise(kind: str) -> None:
    firm = OrganisationFactory()
    held_by(firm, 40, None, kind=kind)
    assert size(firm) == {"public_body": "large", "venture_capital": "small"}[kind]


@pytest.mark.parametrize("case", ["circle", "over", "self"])
def test_holdings_that_contradict_themselves_are_refused_in_one_sentence_and_nothing_is_kept(case: str) -> None:
    firm = OrganisationFactory(name="Forge")
    held_by(firm, 60)
    holder = Affiliate.objects.get()
    wrong = {
        "circle": SaidStake(firm, holder, Decimal(10)),
        "over": SaidStake(OrganisationFactory(), firm, Decimal(41)),
        "self": SaidStake(firm, firm, Decimal(1)),
    }[case]
    with pytest.raises(BadInput, match="shares over 100 %" if case == "over" else "circular holdings"):
        declare_stake(office_actor(), firm, wrong)
    assert Stake.objects.count() == 1


def test_newer_accounts_keep_the_older_ones_and_one_year_over_the_ceiling_changes_nothing_yet() -> None:
    firm = OrganisationFactory(size_computed=True)
    names = ("name", "kind", "siret", "staff_awu", "turnover_cents", "balance_cents", "accounts_year")
    said = {name: getattr(firm, name) for name in names}
    change_organisation(office_actor(), firm, Said(**said | {"accounts_year": 2026, "staff_awu": Decimal(80)}))
    assert list(ClosedAccounts.objects.values_list("year", "staff_awu")) == [(2025, Decimal(40))]
    assert size(firm) == "small"
    write_accounts(office_actor(), firm, firm, Accounts(2025, Decimal(70), 12 * 10**8, 12 * 10**8))
    assert size(firm) == "medium"


def test_the_accounts_of_another_member_of_the_directory_are_its_own_to_write() -> None:
    firm, other = OrganisationFactory(), OrganisationFactory()
    with pytest.raises(Conflict):
        write_accounts(office_actor(), firm, other, LARGE)
    with pytest.raises(Conflict, match="on the card"):
        write_accounts(office_actor(), firm, firm, LARGE)
    assert not ClosedAccounts.objects.exists()


def test_a_majority_of_votes_makes_one_undertaking_whose_aid_adds_up() -> None:
    firm, sister, far = OrganisationFactory(), OrganisationFactory(), OrganisationFactory()
    holder = declare_affiliate(office_actor(), firm, "Holding", "FR", LARGE)
    for held, votes in ((firm, 60), (sister, 51), (far, 50)):
        declare_stake(office_actor(), firm, SaidStake(holder, held, Decimal(20), Decimal(votes)))
    assert undertakings_of([firm, far]) == {firm.pk: [firm, sister], far.pk: [far]}
    AwardFactory(organisation=firm, granted_on=date(2025, 6, 1), cents=10_000_000)
    AwardFactory(organisation=sister, granted_on=date(2024, 6, 1), cents=15_000_000)
    found = ledger_of(firm, date(2026, 11, 21))
    assert found.room_cents == 5_000_000  # 300 000 € over three years, Regulation (EU) 2023/2831, Article 3(2)
    assert [(row.frees_on, row.room_then_cents) for row in found.rows] == [
        (date(2027, 6, 2), 20_000_000),
        (date(2028, 6, 2), 30_000_000),
    ]


def test_an_enterprise_that_two_of_the_group_hold_is_counted_once_and_is_no_circle() -> None:
    """40 people of the firm, 50 of the sister and 100 of the holding that owns both; the sister is held over two ways."""
    firm, sister = OrganisationFactory(), OrganisationFactory(staff_awu=50)
    light = Accounts(2025, Decimal(100), 1_000_000_00, 1_000_000_00)
    holder = held_by(firm, 60, light).holder_affiliate
    for owner, percent in ((holder, 40), (firm, 20)):
        declare_stake(office_actor(), firm, SaidStake(owner, sister, Decimal(percent), Decimal(percent)))
    figures = group_of(firm).size(law().on(date(2026, 6, 1))).judged[-1][1]
    assert figures.staff_awu == 190


class TestPages:
    """The pages of a group."""

    STAKE = {"whose": "", "direction": "held_by", "name": "Holding", "country": "FR", "capital": "60", "votes": "60",
             "kind": "company", "year": "2025", "staff_awu": "900", "turnover_cents": "200 000 000",
             "balance_cents": "150 000 000"}  # fmt: skip

    def test_a_manager_declares_a_stake_and_reads_what_it_changes(self, signed_in: Browser) -> None:
        firm = OrganisationFactory()
        browser = signed_in(organisation=firm)
        assert browser.post(url("new-stake", firm), self.STAKE).status_code == 302
        assert size(firm) == "large"
        html = browser.get(url("group", firm)).content.decode()
        assert "Holding" in html
        assert "900" in html

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"capital": "101"}, "capital"),
            ({"votes": "-1"}, "votes"),
            ({"name": ""}, "name"),
            ({"staff_awu": ""}, "staff_awu"),
            ({"year": "2031"}, "year"),
            ({"turnover_cents": "-5"}, "turnover_cents"),
        ],
    )
    def test_a_refused_stake_keeps_what_was_typed_and_writes_nothing(
        self, wrong: dict[str, str], field: str, signed_in: Browser
    ) -> None:
        firm = OrganisationFactory()
        answer = signed_in(organisation=firm).post(url("new-stake", firm), {**self.STAKE, **wrong})
        assert answer.status_code == 400
        assert list(answer.context["form"].errors) == [field]
        assert answer.context["form"]["country"].value() == "FR"
        assert not Stake.objects.exists()
        assert not Affiliate.objects.exists()

    def test_shares_over_the_whole_are_refused_on_the_page_and_the_new_enterprise_is_not_kept_either(
        self, signed_in: Browser
    ) -> None:
        firm = OrganisationFactory()
        held_by(firm, 60)
        answer = signed_in(organisation=firm).post(url("new-stake", firm), {**self.STAKE, "name": "Another"})
        assert answer.status_code == 400
        assert len(answer.context["form"].non_field_errors()) == 1
        assert Affiliate.objects.count() == Stake.objects.count() == 1

    def test_the_accounts_of_a_year_are_written_on_the_page(self, signed_in: Browser) -> None:
        firm = OrganisationFactory()
        held_by(firm, 60)
        typed = {
            "whose": str(Affiliate.objects.get().pk),
            "year": "2024",
            "staff_awu": "1",
            "turnover_cents": "2",
            "balance_cents": "3",
        }
        assert signed_in(organisation=firm).post(url("new-accounts", firm), typed).status_code == 302
        assert [kept.core for kept in ClosedAccounts.objects.filter(year=2024)] == [Accounts(2024, Decimal(1), 200, 300)]

    def test_persons_who_act_together_are_entered_under_one_name_and_count_as_one_holder(self, signed_in: Browser) -> None:
        firm = OrganisationFactory()
        browser = signed_in(organisation=firm)
        books = dict.fromkeys(("year", "staff_awu", "turnover_cents", "balance_cents"), "")
        for name, together in (("Anna", "Martin family"), ("Ben", "martin  Family")):
            person = {**self.STAKE, **books, "name": name, "capital": "30", "votes": "30", "kind": "person", "together": together}
            assert browser.post(url("new-stake", firm), {**person, "kind": "company"}).status_code == 400
            assert browser.post(url("new-stake", firm), person).status_code == 302
        assert size(firm) == "small"
        assert "Martin family" in browser.get(url("group", firm)).content.decode()
        anna, ben = Affiliate.objects.order_by("name")
        for owner in (anna, ben):
            held = OrganisationFactory(staff_awu=900) if owner == anna else Stake.objects.order_by("pk").last().held
            said = SaidStake(owner, held, Decimal(30), Decimal(30), "person", together="Martin family")
            declare_stake(office_actor(), firm, said)
        assert size(firm) == "large"

    def test_a_stranger_finds_nothing_of_a_group(self, signed_in: Browser) -> None:
        firm = OrganisationFactory()
        stake = held_by(firm, 60)
        stranger = signed_in(organisation=OrganisationFactory())
        for name in ("group", "new-stake", "new-accounts"):
            assert stranger.get(url(name, firm)).status_code == 404
        for name in ("confirm-stake", "end-stake"):
            assert stranger.post(reverse(f"directory:{name}", args=[stake.pk])).status_code == 404
        stake.refresh_from_db()
        assert stake.ended_at is None

    def test_the_page_of_a_group_stays_under_twenty_five_queries(
        self, signed_in: Browser, django_assert_max_num_queries: Callable[..., object]
    ) -> None:
        firm = OrganisationFactory()
        holder = held_by(firm, 60).holder_affiliate
        for _ in range(4):
            declare_stake(office_actor(), firm, SaidStake(holder, OrganisationFactory(), Decimal(60), Decimal(60)))
        browser = signed_in(organisation=firm)
        browser.get(url("group", firm))
        with django_assert_max_num_queries(25):
            assert browser.get(url("group", firm)).status_code == 200


class TestApi:
    """What the page does, over the API."""

    def test_a_stake_is_declared_read_confirmed_by_the_other_side_and_ended(self, signed_in: Browser) -> None:
        firm, other = OrganisationFactory(), OrganisationFactory(name="Forges")
        mine, theirs = signed_in(organisation=firm), signed_in(organisation=other)
        said = {"direction": "held_by", "other_id": other.pk, "capital": "60", "votes": "60"}
        stake = sent(mine, f"organisations/{firm.pk}/stakes", said).json()
        assert (stake["holder"]["name"], stake["held"]["organisation_id"], stake["confirmed"]) == ("Forges", firm.pk, False)
        place = f"/api/v1/directory/organisations/{firm.pk}/group"
        assert [waiting["id"] for waiting in mine.get(place).json()["waiting"]] == [stake["id"]]
        assert sent(mine, f"stakes/{stake['id']}/confirm").status_code == 403
        assert sent(theirs, f"stakes/{stake['id']}/confirm").json()["confirmed"] is True
        told = mine.get(place).json()
        assert (told["size"], told["undertaking"], len(told["stakes"])) == ("medium", [firm.name, "Forges"], 1)
        assert sent(mine, f"stakes/{stake['id']}/end").json()["ended"] is True
        assert sent(mine, f"stakes/{stake['id']}/end").status_code == 409

    def test_a_holder_outside_the_directory_comes_with_its_accounts_or_not_at_all(self, signed_in: Browser) -> None:
        firm = OrganisationFactory()
        browser = signed_in(organisation=firm)
        books = {"year": 2025, "staff_awu": "900", "turnover_cents": 200_000_000_00, "balance_cents": 150_000_000_00}
        said = {"direction": "held_by", "name": "Holding", "capital": "101", "votes": "60", "accounts": books}
        assert sent(browser, f"organisations/{firm.pk}/stakes", said).status_code == 422
        for wrong in ({"capital": "60", "together": "Founders"}, {"capital": "60", "accounts": books | {"year": 2199}}):
            assert sent(browser, f"organisations/{firm.pk}/stakes", said | wrong).status_code == 400
            assert not Affiliate.objects.exists()
        assert sent(browser, f"organisations/{firm.pk}/stakes", said | {"capital": "60"}).status_code == 201
        assert size(firm) == "large"


def sent(browser: Client, place: str, said: dict[str, object] | None = None) -> HttpResponse:
    return browser.post(f"/api/v1/directory/{place}", said or {}, content_type="application/json")
