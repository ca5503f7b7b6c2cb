"""The pages of the house itself: settings, legal pages, language, news, errors."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from campus5g.core.message import msg
from campus5g.portal.base.models import AuditEvent, SiteSettings
from campus5g.portal.base.notifications import notify
from tests.portal.factories.accounts import UserFactory
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
SAID = {"name": "Campus 5G of Dunkirk", "territory": "Dunkirk", "latitude": "51.0", "longitude": "2.4", "publisher": "The office"}


class TestSettings:
    """The settings of the campus are for the managers of its office."""

    def test_a_manager_of_the_office_changes_them_and_the_trail_keeps_which(self, signed_in: SignedIn) -> None:
        client = signed_in(organisation=OrganisationFactory(office=True))
        assert client.post("/settings/", SAID).status_code == 302
        assert SiteSettings.current().territory == "Dunkirk"
        assert "Campus 5G of Dunkirk" in client.get("/").content.decode()
        event = AuditEvent.objects.get(verb="site.change")
        assert event.facts["changed"] == ["latitude", "longitude", "name", "publisher", "territory"]

    def test_nobody_else_reads_or_changes_them(self, signed_in: SignedIn) -> None:
        for client in (
            signed_in(organisation=OrganisationFactory()),
            signed_in(organisation=OrganisationFactory(funder=True)),
            signed_in(organisation=OrganisationFactory(office=True), manages=False),
        ):
            for url in ("/settings/", "/settings/mail/"):
                assert client.get(url).status_code == 403
                assert client.post(url, SAID).status_code == 403
        assert not SiteSettings.objects.exists()

    def test_what_cannot_be_read_is_kept_on_the_page_and_changes_nothing(self, signed_in: SignedIn) -> None:
        client = signed_in(organisation=OrganisationFactory(office=True))
        answer = client.post("/settings/", {**SAID, "contact_email": "not an address"})
        assert answer.status_code == 400
        assert "not an address" in answer.content.decode()
        assert not SiteSettings.objects.exists()

    def test_the_two_parts_do_not_overwrite_one_another(self, signed_in: SignedIn) -> None:
        client = signed_in(organisation=OrganisationFactory(office=True))
        client.post("/settings/", SAID)
        client.post("/settings/mail/", {"mail_sender": "campus@test.example", "send_mails": "on"})
        site = SiteSettings.current()
        assert (site.territory, site.mail_sender, site.send_mails) == ("Dunkirk", "campus@test.example", True)

    def test_the_logo_is_a_picture_that_no_browser_runs(self, signed_in: SignedIn, client: Client) -> None:
        office = signed_in(organisation=OrganisationFactory(office=True))
        assert client.get("/logo").status_code == 404
        for name, data in (("a.svg", b"<svg><script/></svg>"), ("a.png", b"<html>"), ("a.pdf", b"%PDF-1")):
            assert office.post("/settings/", {**SAID, "logo": SimpleUploadedFile(name, data)}).status_code == 400
        assert office.post("/settings/", {**SAID, "logo": SimpleUploadedFile("a.png", PNG)}).status_code == 302
        answer = client.get("/logo")
        assert (answer.getvalue(), answer["Content-Type"]) == (PNG, "image/png")


@pytest.mark.parametrize("page", ["mentions", "accessibility"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_legal_pages_are_for_everybody_in_both_languages(client: Client, page: str, language: str) -> None:
    SiteSettings(pk=1, contact_email="contact@test.example", publisher="The office of Dunkirk").save()
    answer = client.get(f"/legal/{page}/", headers={"Accept-Language": language})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert f'<html lang="{language}"' in text
    assert "contact@test.example" in text
    assert client.get("/legal/other/").status_code == 404


class TestLanguage:
    """French and English, chosen by a button; a signed-in person keeps theirs."""

    def test_a_visitor_chooses_and_comes_back_to_the_same_page(self, client: Client) -> None:
        answer = client.post("/language", {"language": "en", "next": "/legal/mentions/"})
        assert answer.url == "/legal/mentions/"
        assert '<html lang="en"' in client.get("/legal/mentions/").content.decode()

    def test_a_person_keeps_their_choice_and_their_mails_follow(self, signed_in: SignedIn) -> None:
        person = MembershipFactory(user=UserFactory(language="en")).user
        signed_in(person).post("/language", {"language": "fr"})
        person.refresh_from_db()
        assert person.language == "fr"

    def test_an_unknown_language_changes_nothing(self, signed_in: SignedIn) -> None:
        person = MembershipFactory(user=UserFactory(language="en")).user
        signed_in(person).post("/language", {"language": "tlh"})
        person.refresh_from_db()
        assert person.language == "en"

    def test_the_way_back_never_leaves_the_campus(self, client: Client) -> None:
        for url in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
            answer = client.post("/language", {"language": "en", "next": url})
            assert "evil" not in answer.url
            assert "javascript" not in answer.url


class TestNews:
    """What others did on what concerns me."""

    def test_a_person_reads_their_own_news_in_their_language_and_marks_them(self, signed_in: SignedIn) -> None:
        person, other = MembershipFactory().user, MembershipFactory().user
        notify([person, other], msg("The need “%(title)s” is archived", title="Grues"), "/needs/1/", None)
        client = signed_in(person)
        client.cookies["django_language"] = "fr"
        assert "Grues" in client.get("/notifications/").content.decode()
        client.post("/notifications/read")
        assert not person.notifications.filter(read_at=None).exists()
        assert other.notifications.filter(read_at=None).exists()


class TestErrors:
    """An error is a page of the house, and JSON under /api/."""

    def test_a_page_that_does_not_exist_is_404_for_everybody(self, client: Client, signed_in: SignedIn) -> None:
        for asker in (client, signed_in(organisation=OrganisationFactory())):
            answer = asker.get("/no/such/page")
            assert answer.status_code == 404
            assert "<h1>" in answer.content.decode()

    def test_a_refusal_is_a_page_with_its_reason_in_the_language_of_the_reader(self, signed_in: SignedIn) -> None:
        client = signed_in(organisation=OrganisationFactory())
        for language, words in (("en", "Only the programme office"), ("fr", "Seul")):
            client.cookies["django_language"] = language
            assert words in client.get("/audit/").content.decode()

    def test_the_api_answers_in_json(self, client: Client) -> None:
        answer = client.get("/api/v1/no/such")
        assert answer.status_code == 404
        assert set(answer.json()) == {"detail"}

    def test_an_unexpected_error_tells_nothing_but_its_number(self, signed_in: SignedIn) -> None:
        client = signed_in(organisation=OrganisationFactory())
        client.raise_request_exception = False
        with patch("campus5g.portal.base.search.find", side_effect=RuntimeError("/srv/secret")):
            answer = client.get("/search/?q=x")
        assert answer.status_code == 500
        assert "secret" not in answer.content.decode()
        assert answer["X-Request-ID"] in answer.content.decode()

    def test_an_expired_form_says_so(self) -> None:
        client = Client(enforce_csrf_checks=True)
        answer = client.post("/language", {"language": "en"})
        assert answer.status_code == 403
        assert "<h1>" in answer.content.decode()

    def test_a_request_for_another_host_is_refused(self, client: Client) -> None:
        answer = client.get("/", headers={"Host": "evil.example"})
        assert answer.status_code == 400
        assert "evil.example" not in answer.content.decode()

    def test_the_health_page_asks_the_database(self, client: Client) -> None:
        assert client.get("/healthz").json() == {"ok": True}
        client.raise_request_exception = False
        with patch("campus5g.portal.base.views.connection.cursor", side_effect=OSError):
            assert client.get("/healthz").status_code == 500
