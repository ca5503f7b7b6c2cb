"""Following calls: saved searches, their news, mails that repeat nothing, addresses for agendas."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from campus5g.core import calls as core
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.models import SiteSettings
from campus5g.portal.calls.actions import import_calls, importing, open_agenda, save_search, send_letters
from campus5g.portal.calls.agendas import ALL_CALLS, address_of
from campus5g.portal.calls.filters import Wanted
from campus5g.portal.calls.letters import stop_token
from campus5g.portal.calls.models import Agenda, SavedSearch
from campus5g.portal.calls.news import news_since
from campus5g.portal.directory.models import Membership, Organisation
from campus5g.portal.directory.people import actor_of
from tests.portal.factories.calls import CLOSED_ON, CallFactory, KeptCallFactory, call
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory
from tests.portal.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
WEEK = timedelta(days=8)


@pytest.fixture
def person() -> User:
    user: User = MembershipFactory(organisation=OrganisationFactory(), user__language="en").user
    return user


@pytest.fixture(autouse=True)
def _mails() -> None:
    SiteSettings(pk=1, name="Campus", send_mails=True).save()


def tell(monkeypatch: pytest.MonkeyPatch, *told: core.Call) -> None:
    """Import calls as their feed tells them now."""
    report = importing.ImportReport("feed", "tests", len(told), len(told))
    monkeypatch.setattr(importing, "read_calls", lambda _path: (told, report))
    import_calls(SYSTEM, [Path("feed")])


def follow(person: User, words: str = "cranes", **wanted: Any) -> SavedSearch:
    return save_search(actor_of(person), "My cranes", words, Wanted(**wanted), "weekly")


@pytest.fixture
def posted(django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[[timedelta], list[str]]:
    """Send what is due after a while, once the deeds are done; return the mails."""

    def post(after: timedelta = WEEK) -> list[str]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            send_letters(timezone.now() + after)
        return [str(sent.body) for sent in mail.outbox]

    return post


class TestNews:
    """What is new or changed since one last looked."""

    def test_what_was_on_the_screen_when_a_search_was_saved_is_no_news(self, person: User) -> None:
        CallFactory(described=call("old", "Cranes"))
        search = follow(person)
        assert len(news_since(search, search.looked_at)) == 0

    def test_a_new_call_and_a_change_are_told_until_they_were_read(
        self, person: User, monkeypatch: pytest.MonkeyPatch, signed_in: Browser
    ) -> None:
        old = call("old", "Cranes in ports")
        tell(monkeypatch, old)
        search = follow(person)
        tell(monkeypatch, replace(old, max_aid_eur=5e5), call("new", "More cranes"), call("other", "Sheep"))
        browser = signed_in(person)
        page = browser.get(search.get_absolute_url())
        assert [row.key for row in page.context["news"].new] == ["new"]
        assert [str(said) for found in page.context["news"].changed for said in found.said] == [
            "highest aid: not said → €500,000"
        ]
        assert "My cranes" in browser.get(reverse("home:home")).content.decode()
        at = re.search(r'name="at" value="([^"]+)"', page.content.decode())
        assert at is not None
        SavedSearch.objects.update(looked_at=timezone.now() - WEEK)
        browser.post(reverse("calls:seen", args=[search.pk]), {"at": (timezone.now() + WEEK).isoformat()})
        assert len(browser.get(search.get_absolute_url()).context["news"]) == 0
        assert SavedSearch.objects.get().looked_at <= timezone.now()

    def test_the_filters_of_a_search_hold_for_its_news(self, person: User, monkeypatch: pytest.MonkeyPatch) -> None:
        search = follow(person, "", place="REG-32", strict=True)
        tell(monkeypatch, call("here", "A", territories=("DEP-59",)), call("there", "B", territories=("REG-93",)),
             call("past", "C", territories=("REG-32",), closes=(CLOSED_ON,)))  # fmt: skip
        assert [row.key for row in news_since(search, search.looked_at).new] == ["here"]

    def test_a_search_is_saved_from_the_page_with_its_words_and_filters(self, person: User, signed_in: Browser) -> None:
        CallFactory(described=call("old", "Cranes"))
        browser = signed_in(person)
        shown = browser.post(reverse("calls:list"), {"q": "cranes", "place": "REG-32", "trl": "6"}).content.decode()
        hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', shown) for name in ("words", "filters")}
        typed = {name: found[1].replace("&quot;", '"') for name, found in hidden.items() if found}
        browser.post(reverse("calls:save-search"), {**typed, "name": "North", "rhythm": "daily"})
        kept = SavedSearch.objects.get()
        assert (kept.words, Wanted.of(kept.filters), kept.rhythm) == ("cranes", Wanted(place="REG-32", trl=6), "daily")

    def test_a_search_of_another_person_is_not_there(self, person: User, signed_in: Browser) -> None:
        search = follow(person)
        office = signed_in(organisation=OrganisationFactory(office=True))
        assert office.get(search.get_absolute_url()).status_code == 404
        assert office.post(reverse("calls:drop-search", args=[search.pk])).status_code == 404
        assert "My cranes" not in office.get(reverse("calls:searches")).content.decode()


class TestMails:
    """Mails repeat no call, tell changes that weigh, and stop when they are asked to."""

    def test_a_new_call_is_told_once_and_a_change_that_weighs_with_its_difference(
        self, person: User, monkeypatch: pytest.MonkeyPatch, posted: Callable[..., list[str]]
    ) -> None:
        follow(person)
        told = call("new", "Cranes in ports")
        tell(monkeypatch, told)
        (body,) = posted()
        assert all(part in body for part in ("My cranes", "Cranes in ports", "until March 31, 2027", "/calls/searches/stop/"))
        assert posted(2 * WEEK) == []
        SavedSearch.objects.update(told_at=timezone.now())
        tell(monkeypatch, replace(told, text="Other words about cranes"))
        assert posted() == []
        SavedSearch.objects.update(told_at=timezone.now())
        tell(monkeypatch, replace(told, closes=(date(2027, 5, 31),)))
        (body,) = posted()
        assert "new deadline: May 31, 2027" in body
        assert "New\n" not in body

    @pytest.mark.parametrize(("rhythm", "days", "sent"), [("daily", 2, 1), ("weekly", 2, 0), ("weekly", 8, 1), ("never", 30, 0)])
    def test_a_mail_comes_as_often_as_was_asked(
        self, rhythm: str, days: int, sent: int, person: User, monkeypatch: pytest.MonkeyPatch, posted: Callable[..., list[str]]
    ) -> None:
        follow(person)
        SavedSearch.objects.update(rhythm=rhythm)
        tell(monkeypatch, call("new", "Cranes"))
        assert len(posted(timedelta(days=days))) == sent

    def test_a_mail_that_is_lost_is_not_told_twice(
        self, person: User, monkeypatch: pytest.MonkeyPatch, posted: Callable[..., list[str]]
    ) -> None:
        follow(person)
        tell(monkeypatch, call("new", "Cranes"))
        assert send_letters(timezone.now() + WEEK) == 1  # the machine stops before the mail leaves
        assert posted(2 * WEEK) == []

    def test_a_campus_that_sends_no_mails_keeps_what_there_is_to_tell(
        self, person: User, monkeypatch: pytest.MonkeyPatch, posted: Callable[..., list[str]]
    ) -> None:
        follow(person)
        tell(monkeypatch, call("new", "Cranes"))
        SiteSettings.objects.update(send_mails=False)
        assert posted() == []
        SiteSettings.objects.update(send_mails=True)
        assert len(posted()) == 1

    def test_whoever_holds_the_mail_stops_it_without_signing_in_and_no_reader_of_links_does(self, person: User) -> None:
        search = follow(person)
        page = reverse("calls:stop", args=[stop_token(search)])
        assert "Stop the mails" in Client().get(page).content.decode()
        assert SavedSearch.objects.get().rhythm == "weekly"
        Client().post(page)
        assert SavedSearch.objects.get().rhythm == "never"
        assert Client().get(page.replace(str(search.pk), str(search.pk + 1), 1)).status_code == 404


class TestAgendas:
    """An address that an agenda reads without signing in shows what its person sees, until it is ended."""

    def read(self, agenda: Agenda) -> Any:
        answer = Client().get(address_of(agenda.pk, agenda.nonce, ""))
        return Calendar.from_ical(answer.content) if answer.status_code == 200 else answer.status_code

    def days(self, agenda: Agenda) -> list[date]:
        return [event.decoded("dtstart") for event in self.read(agenda).walk("VEVENT")]

    def test_the_deadlines_of_all_open_calls_and_of_a_search(self, person: User) -> None:
        CallFactory(described=call("a", "Cranes", closes=(date(2027, 1, 5), date(2027, 6, 5), CLOSED_ON)))
        CallFactory(described=call("b", "Sheep", closes=(date(2027, 2, 5),)))
        search = follow(person)
        actor = actor_of(person)
        assert self.days(open_agenda(actor, *ALL_CALLS)) == [date(2027, 1, 5), date(2027, 2, 5), date(2027, 6, 5)]
        assert self.days(open_agenda(actor, "calls.savedsearch", search.pk)) == [date(2027, 1, 5), date(2027, 6, 5)]

    def test_the_agenda_of_a_project_ends_with_the_right_to_see_it(self) -> None:
        project = ProjectFactory()
        lead: Organisation = project.organisation
        KeptCallFactory(project=project, call=CallFactory(described=call("kept", closes=(date(2027, 3, 1),))))
        member = MembershipFactory(organisation=lead)
        agenda = open_agenda(actor_of(member.user), "projects.project", project.pk)
        assert self.days(agenda) == [date(2027, 3, 1)]
        Membership.objects.filter(pk=member.pk).update(active=False)
        assert self.read(agenda) == 404

    def test_a_new_address_makes_the_old_one_dead_and_an_ended_one_stays_dead(self, person: User, signed_in: Browser) -> None:
        first = open_agenda(actor_of(person), *ALL_CALLS)
        second = open_agenda(actor_of(person), *ALL_CALLS)
        assert self.read(first) == 404
        assert not isinstance(self.read(second), int)
        signed_in(person).post(reverse("calls:close-agenda", args=["all", 0]))
        assert self.read(second) == 404

    @pytest.mark.parametrize("token", ["1.abc", "1.abc:sig", "x", "999.zz:aaaa"])
    def test_a_guessed_address_leads_nowhere(self, token: str) -> None:
        assert Client().get(reverse("calls:agenda", args=[token])).status_code == 404

    def test_a_stranger_gets_no_address_for_a_project(self, person: User, signed_in: Browser) -> None:
        project = ProjectFactory()
        assert signed_in(person).post(reverse("calls:open-agenda", args=["project", project.pk])).status_code == 404
        assert not Agenda.objects.exists()
