"""The pages of the directory: what each role reads, what a stranger never sees."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from campus5g.portal.base.models import Grant, Notification
from campus5g.portal.directory.models import Invitation, Membership, Organisation
from tests.portal.factories.directory import InvitationFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
LIST, NEW = "/directory/", "/directory/new"
CARD = {"kind": "company", "name": "Tôlerie du Canal", "country": "FR", "siret": "732 829 320 00074"}
ACCOUNTS = {"staff_awu": "40", "turnover_cents": "6 200 000", "balance_cents": "4 100 000,50", "accounts_year": "2025"}


def url(name: str, thing: Organisation) -> str:
    return reverse(f"directory:{name}", args=[thing.pk])


@pytest.fixture
def office(signed_in) -> Client:
    return signed_in(organisation=OrganisationFactory(office=True, name="The Office"))


@pytest.mark.parametrize("path", [LIST, "/directory/export.csv", NEW])
def test_a_visitor_reads_nothing_of_the_directory(client: Client, path: str) -> None:
    assert client.get(path).status_code == 302


def test_everybody_signed_in_reads_a_card_without_its_facts(signed_in) -> None:
    other = OrganisationFactory(name="Forge du Port", turnover_cents=123_456_789_00, description="Forges and <b>welds</b>.")
    content = signed_in(organisation=OrganisationFactory()).get(url("detail", other)).content.decode()
    assert "Forge du Port" in content
    assert "&lt;b&gt;welds" in content
    assert other.siret not in content
    assert "123" not in content.split('id="main"')[1]


@pytest.mark.parametrize("name", ["facts", "edit", "people"])
def test_the_facts_and_people_of_another_organisation_do_not_exist_for_a_stranger(signed_in, name: str) -> None:
    stranger = signed_in(organisation=OrganisationFactory())
    assert stranger.get(url(name, OrganisationFactory())).status_code == 404
    assert stranger.get(f"/directory/999999/{name if name == 'edit' else name + '/'}").status_code == 404


def test_a_funder_reads_no_facts_until_they_are_opened_to_it(signed_in) -> None:
    funder, company = OrganisationFactory(funder=True), OrganisationFactory()
    browser = signed_in(organisation=funder)
    assert browser.get(url("facts", company)).status_code == 404
    Grant.objects.create(subject_label="directory.organisation", subject_id=company.pk, organisation=funder, why="agreement")
    assert browser.get(url("facts", company)).status_code == 200
    assert browser.get(url("edit", company)).status_code == 403


def test_its_people_and_the_office_read_the_facts_with_the_reason_of_the_size(signed_in, office: Client) -> None:
    company = OrganisationFactory(size_computed=True)
    for browser in (signed_in(organisation=company, manages=False), office):
        content = browser.get(url("facts", company)).content.decode()
        assert company.siret in content
        assert "2025" in content


def test_the_actions_of_strangers_on_people_and_invitations_find_nothing(signed_in) -> None:
    member, pending = MembershipFactory(), InvitationFactory()
    stranger = signed_in(organisation=OrganisationFactory())
    for name, pk in (("manager", member.pk), ("end", member.pk), ("revoke", pending.pk)):
        assert stranger.post(reverse(f"directory:{name}", args=[pk]), {"manages": "yes"}).status_code == 404
    assert Membership.objects.get(pk=member.pk).manages is False
    assert Invitation.objects.get(pk=pending.pk).pending


def test_the_list_filters_by_role_words_and_archive_and_sorts(office: Client) -> None:
    OrganisationFactory(name="Atelier Alpha", city="Gravelines")
    OrganisationFactory(name="Beta Formation", training=True)
    OrganisationFactory(name="Gamma Fermée", archived=True)

    def names(query: str) -> list[str]:
        return [row.record.name for row in office.get(f"{LIST}{query}").context["table"].rows]

    assert names("") == ["Atelier Alpha", "Beta Formation", "The Office"]
    assert names("?sort=-name") == ["The Office", "Beta Formation", "Atelier Alpha"]
    assert names("?kind=training") == ["Beta Formation"]
    assert names("?q=gravel+alp") == ["Atelier Alpha"]
    assert names("?archived=only") == ["Gamma Fermée"]
    assert names("?q=nothing-like-it") == []


def test_accents_and_capitals_change_neither_the_order_nor_what_is_found(office: Client) -> None:
    for name in ("Électrolyse de la Dune", "Œuvre du Port", "étal", "Zinc", "Acier"):
        OrganisationFactory(name=name)
    names = [row.record.name for row in office.get(LIST).context["table"].rows]
    assert names == ["Acier", "Électrolyse de la Dune", "étal", "Œuvre du Port", "The Office", "Zinc"]
    found = office.get(f"{LIST}?q=ELECTRO+dune").context["table"].rows
    assert [row.record.name for row in found] == ["Électrolyse de la Dune"]


def test_the_list_is_cut_in_pages_and_odd_pages_are_answered(office: Client) -> None:
    OrganisationFactory.create_batch(30)
    first = office.get(LIST).context["table"]
    assert (len(list(first.paginated_rows)), first.paginator.num_pages) == (25, 2)
    for odd in ("0", "-1", "2", "99", "x"):
        assert office.get(f"{LIST}?page={odd}").status_code == 200


def test_the_list_asks_few_questions_of_the_database(office: Client, django_assert_max_num_queries) -> None:
    OrganisationFactory.create_batch(20)
    with django_assert_max_num_queries(15):
        office.get(LIST)


def test_the_export_holds_what_its_reader_may_read_and_no_formula(signed_in, office: Client) -> None:
    company = OrganisationFactory(name="=cmd|calc", description="Weld")

    def rows(browser: Client) -> list[list[str]]:
        return list(csv.reader(io.StringIO(browser.get("/directory/export.csv").content.decode("utf-8-sig")), delimiter=";"))

    theirs, full = rows(signed_in(organisation=OrganisationFactory(name="Zeta"))), rows(office)
    assert theirs[1][:1] == ["'=cmd|calc"]
    assert company.siret not in str(theirs)
    assert company.siret in str(full)


def test_the_office_enters_a_company_by_its_siret_with_its_facts(office: Client) -> None:
    assert office.get(NEW, {"siret": CARD["siret"]}).context["form"].initial["siret"] == "73282932000074"
    answer = office.post(NEW, CARD | ACCOUNTS)
    made = Organisation.objects.get(siret="73282932000074")
    assert answer["Location"] == url("people", made)
    assert (made.turnover_cents, made.balance_cents, made.size) == (620_000_000, 410_000_050, "small")


def test_a_wrong_siret_is_said_at_once_and_kept_as_typed(office: Client) -> None:
    answer = office.get(NEW, {"siret": "12345678901234"})
    assert answer.status_code == 400
    assert b"12345678901234" in answer.content
    assert answer.context["form"].errors["siret"]


def test_an_establishment_that_is_there_already_leads_to_its_card(office: Client) -> None:
    known = OrganisationFactory()
    assert office.get(NEW, {"siret": known.siret})["Location"] == url("detail", known)
    assert "siret" in office.post(NEW, CARD | {"siret": known.siret}).context["form"].errors


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"turnover_cents": "a lot"}, "turnover_cents"),
        ({"balance_cents": ""}, "balance_cents"),
        ({"accounts_year": "2031"}, "accounts_year"),
        ({"naf": "x"}, "naf"),
        ({"staff_awu": "-3"}, "staff_awu"),
    ],
)
def test_a_form_that_is_refused_keeps_what_was_typed(office: Client, typed: dict[str, str], field: str) -> None:
    answer = office.post(NEW, CARD | ACCOUNTS | typed)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert "Tôlerie du Canal" in answer.content.decode()
    assert not Organisation.objects.filter(name="Tôlerie du Canal").exists()


def test_a_manager_edits_the_facts_but_not_the_role(signed_in) -> None:
    company = OrganisationFactory()
    browser = signed_in(organisation=company)
    form = CARD | ACCOUNTS | {"siret": company.siret, "kind": "office", "c_area": "true"}
    assert browser.post(url("edit", company), form).status_code == 302
    company.refresh_from_db()
    assert (company.name, company.kind, company.c_area) == ("Tôlerie du Canal", "company", True)


def test_the_edit_form_shows_what_is_kept_and_saving_it_unchanged_changes_nothing(signed_in) -> None:
    company = OrganisationFactory(description="Ce que fait l'atelier", naf="25.62B")
    browser = signed_in(organisation=company)
    form = browser.get(url("edit", company)).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    before = Organisation.objects.filter(pk=company.pk).values().get()
    assert browser.post(url("edit", company), typed).status_code == 302
    after = Organisation.objects.filter(pk=company.pk).values().get()
    assert {name for name in before if before[name] != after[name]} <= {"size_computed"}


def test_the_office_archives_with_a_reason_and_takes_out_again(office: Client) -> None:
    company = OrganisationFactory()
    assert office.post(url("archive", company), {"why": ""}).status_code == 400
    assert office.post(url("archive", company), {"why": "merged"}).status_code == 302
    assert "merged" in office.get(url("detail", company)).content.decode()
    office.post(url("restore", company))
    company.refresh_from_db()
    assert not company.archived


def test_a_refused_verb_says_why(signed_in) -> None:
    answer = signed_in(organisation=OrganisationFactory()).get(url("archive", OrganisationFactory()))
    assert answer.status_code == 403
    assert "base/refused.html" in [template.name for template in answer.templates]


def test_the_address_of_an_invitation_is_shown_once_to_who_invited(signed_in) -> None:
    company = OrganisationFactory()
    browser = signed_in(organisation=company)
    browser.post(url("people", company), {"email": "guest@test.example", "language": "en"})
    shown = browser.get(url("people", company)).context["link"]
    assert shown["url"].startswith("http://testserver/directory/invitation/")
    assert browser.get(url("people", company)).context["link"] is None
    assert Client().get(shown["url"]).status_code == 200


def test_members_see_one_another_but_neither_addresses_nor_invitations(signed_in) -> None:
    company = OrganisationFactory()
    colleague = MembershipFactory(organisation=company).user
    pending = InvitationFactory(organisation=company)
    content = signed_in(organisation=company, manages=False).get(url("people", company)).content.decode()
    assert colleague.full_name in content
    assert colleague.email not in content
    assert pending.email not in content


def test_a_person_of_two_organisations_switches_and_acts_for_the_other(signed_in) -> None:
    person = MembershipFactory(organisation__name="A").user
    second = MembershipFactory(user=person, organisation__name="B", organisation__office=True).organisation
    browser = signed_in(person)
    assert browser.get(LIST).context["actor"].role == "company"
    browser.post("/directory/switch", {"organisation": second.pk})
    assert browser.get(LIST).context["actor"].role == "office"


@pytest.mark.parametrize("asked", ["", "x", "999999"])
def test_nobody_switches_to_what_is_not_theirs(signed_in, asked: str) -> None:
    assert signed_in(MembershipFactory().user).post("/directory/switch", {"organisation": asked}).status_code == 404


def test_nobody_switches_to_an_organisation_of_others_or_archived(signed_in) -> None:
    person = MembershipFactory().user
    gone = MembershipFactory(user=person, organisation__archived=True).organisation
    browser = signed_in(person)
    for organisation in (gone, OrganisationFactory()):
        assert browser.post("/directory/switch", {"organisation": organisation.pk}).status_code == 404


def test_a_person_without_organisation_reads_cards_and_nothing_more(signed_in) -> None:
    person = MembershipFactory(left=True).user
    browser = signed_in(person)
    assert browser.get(LIST).status_code == 200
    assert browser.get(url("facts", OrganisationFactory())).status_code == 404
    assert browser.get(NEW).status_code == 403


def test_the_managers_are_told_that_the_office_changed_their_facts(office: Client) -> None:
    manager = MembershipFactory(manages=True)
    company = manager.organisation
    office.post(url("edit", company), CARD | ACCOUNTS | {"siret": company.siret})
    assert Notification.objects.filter(user=manager.user).count() == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_of_the_directory_has_one_title_in_both_languages(signed_in, language: str) -> None:
    company = OrganisationFactory(size_computed=True)
    manager = MembershipFactory(organisation=OrganisationFactory(office=True), manages=True, user__language=language).user
    browser = signed_in(manager)
    browser.cookies["django_language"] = language
    InvitationFactory(organisation=company)
    for name in ("detail", "facts", "edit", "archive", "people"):
        content = browser.get(url(name, company)).content.decode()
        assert content.count("<h1") == 1
        assert f'lang="{language}"' in content
