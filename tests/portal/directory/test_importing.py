"""A table of people: looked at line by line, imported whole or not at all, and once."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.directory.actions import import_people, send_invitations
from campus5g.portal.directory.importing import Report, judge
from campus5g.portal.directory.models import Invitation, Membership, Organisation
from campus5g.portal.directory.sheets import Sheet, read_sheet
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory, office_actor

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
HEADER = "Courriel;Nom complet;Entreprise;Gestionnaire;Langue"


def sheet(*lines: str, header: str = HEADER) -> Sheet:
    return read_sheet(SimpleUploadedFile("people.csv", "\n".join((header, *lines)).encode()))


def report(actor: Actor, *lines: str) -> Report:
    table = sheet(*lines)
    return judge(actor, table, table.guessed(), None, "fr")


@pytest.fixture
def office() -> Actor:
    return office_actor()


def test_of_five_thousand_lines_the_wrong_ones_are_told_one_by_one_and_the_others_enter_at_once(office: Actor) -> None:
    lines = [f"p{n}@{'mail.test' if n % 10 else 'nowhere'};Person {n};Works {n % 100};;" for n in range(5000)]
    found = report(office, *lines)
    assert [line for line, _why in found.faults] == list(range(2, 5002, 10))
    assert "“p0@nowhere” is no e-mail address" in found.faults[0][1].say("en")
    assert len(found.entered) == 100
    assert import_people(office, found, None) == Invitation.objects.count() == 4500
    assert AuditEvent.objects.get(verb="directory.import").facts == {"people": 4500, "entered": 100, "left": 500}
    again = report(office, *lines)
    assert (again.invited, again.entered, again.already) == ([], {}, 4500)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("a@mail.test;A;Works;perhaps;", "yes or no"),
        ("a@mail.test;A;Works;;klingon", "fr or en"),
        (";A;Works;;", "an e-mail address"),
        ("a@mail.test;A;;;", "the name of the organisation"),
        ("a..b@mail.test;A;Works;;", "is no e-mail address"),
        ("first@mail.test;A;Works;;", "a second time"),
    ],
)
def test_a_wrong_line_says_what_is_expected(office: Actor, line: str, why: str) -> None:
    found = report(office, "first@mail.test;F;Works;;", line)
    assert [(number, why in said.say("en")) for number, said in found.faults] == [(3, True)]
    assert len(found.invited) == 1


def test_nobody_enters_a_programme_office_by_a_file(office: Actor) -> None:
    table = sheet("a@mail.test;Second office;office", header="email;company;role")
    assert len(judge(office, table, table.guessed(), None, "en").faults) == 1


def test_each_invited_person_receives_one_mail_with_an_address_of_their_own(office: Actor) -> None:
    import_people(office, report(office, "a@mail.test;Ada;Works;oui;fr", "b@mail.test;Blaise;Works;;en"), None)
    assert send_invitations() == 2
    assert send_invitations() == 0
    links = {re.search(r"/directory/invitation/(\S+)", str(letter.body))[1] for letter in mail.outbox}  # type: ignore[index]
    assert len(links) == 2
    ada = Invitation.objects.get(email="a@mail.test")
    assert (ada.full_name, ada.manages, ada.language, ada.to_send) == ("Ada", True, "fr", False)


def test_a_workbook_and_a_windows_file_are_read_as_they_are_kept() -> None:
    import io

    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["E-mail", "SIRET"])
    book.active.append(["a@mail.test", 73282932000074.0])
    book.save(kept := io.BytesIO())
    table = read_sheet(SimpleUploadedFile("people.xlsx", kept.getvalue()))
    assert list(table.records(table.guessed())) == [(2, {"email": "a@mail.test", "siret": "73282932000074"})]
    old = read_sheet(SimpleUploadedFile("people.csv", "Société,Courriel\nForêt à l’Œil,a@mail.test".encode("cp1252")))
    assert old.rows == ((2, ("Forêt à l’Œil", "a@mail.test")),)
    assert Sheet.of_text(old.text()) == old


def test_a_manager_looks_and_imports_for_its_own_organisation_alone(signed_in: Browser) -> None:
    own, other = OrganisationFactory(name="Own works"), OrganisationFactory(name="Other works")
    member = MembershipFactory(organisation=own, user__email="there@mail.test")
    client = signed_in(organisation=own)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    lines = "email;full name;company\nnew@mail.test;=New();Own works\nthere@mail.test;There;\nx@mail.test;X;Other works"
    place = f"/directory/{own.pk}/people/import"
    page = client.post(place, {"file": SimpleUploadedFile("people.csv", lines.encode())}).content.decode()
    assert not Invitation.objects.exists()
    assert "your own organisation, or nothing" in page
    carried = unescape(re.search(r'name="sheet" value="([^"]*)"', page)[1])  # type: ignore[index]
    columns = {"column_email": "0", "column_full_name": "1", "column_organisation": "2"}
    assert client.post(place, {"sheet": carried, "do": "import", **columns}).status_code == 302
    assert [(one.email, one.organisation) for one in Invitation.objects.all()] == [("new@mail.test", own)]
    assert client.post(f"/directory/{other.pk}/people/import").status_code == 404
    assert client.get("/directory/import").status_code == 403
    assert Membership.objects.filter(organisation=own).count() == 2
    assert Organisation.objects.filter(name="Own works").get() == member.organisation
