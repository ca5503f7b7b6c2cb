"""Notes on a thing, and the people they mention."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from campus5g.portal.accounts.models import User
from campus5g.portal.base.models import Note, Notification
from campus5g.portal.base.notes import write_note
from campus5g.portal.directory.people import actor_of
from campus5g.portal.needs.models import Need
from tests.portal.factories.accounts import UserFactory
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory, actor_for
from tests.portal.factories.needs import NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def need() -> Need:
    made: Need = NeedFactory()
    return made


def person(need: Need, name: str) -> User:
    user: User = MembershipFactory(organisation=need.organisation, user=UserFactory(full_name=name)).user
    return user


def mentioned(need: Need, text: str) -> list[str]:
    note = write_note(actor_for(need.organisation), need, text, need.get_absolute_url())
    return sorted(user.full_name for user in note.mentions.all())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("@Ann Lee: can you measure?", ["Ann Lee"]),
        ("@ann lee and @Zoé Ünal", ["Ann Lee", "Zoé Ünal"]),
        ("(@Ann Lee)", ["Ann Lee"]),
        ("Ann Lee is on leave", []),
        ("@Ann", []),
        ("@Ann Leeds was here", []),
        ("@Far Away", []),
    ],
)
def test_a_note_mentions_whole_names_of_people_around_the_thing(need: Need, text: str, told: list[str]) -> None:
    for name in ("Ann Lee", "Zoé Ünal"):
        person(need, name)
    MembershipFactory(user=UserFactory(full_name="Far Away"))
    assert mentioned(need, text) == told


def test_who_is_mentioned_is_told_and_the_author_is_not(need: Need) -> None:
    author, colleague = person(need, "Ann Lee"), person(need, "Bob Roy")
    write_note(actor_of(author), need, "@Ann Lee @Bob Roy", need.get_absolute_url())
    told = Notification.objects.get()
    assert (told.user, told.url) == (colleague, need.get_absolute_url())
    assert need.title in told.sentence.say("fr")


def test_a_person_of_the_office_can_be_mentioned(need: Need) -> None:
    MembershipFactory(organisation=OrganisationFactory(office=True), user=UserFactory(full_name="Odile Roux"))
    assert mentioned(need, "@Odile Roux, please") == ["Odile Roux"]


def test_a_note_is_written_on_the_page_of_the_thing_and_shown_as_text(need: Need, signed_in: Callable[..., Client]) -> None:
    client = signed_in(organisation=need.organisation)
    text = "<script>alert(1)</script> {{ 7*7 }}"
    answer = client.post(f"/notes/needs.need/{need.pk}/add", {"text": text, "next": need.get_absolute_url()})
    assert answer.url == need.get_absolute_url()
    page = client.get(answer.url).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in page
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_an_empty_or_endless_note_is_refused(need: Need, signed_in: Callable[..., Client], text: str) -> None:
    client = signed_in(organisation=need.organisation)
    assert client.post(f"/notes/needs.need/{need.pk}/add", {"text": text}).status_code == 302
    assert not Note._base_manager.exists()


def test_a_stranger_writes_no_note(need: Need, signed_in: Callable[..., Client]) -> None:
    client = signed_in(organisation=OrganisationFactory())
    assert client.post(f"/notes/needs.need/{need.pk}/add", {"text": "hello"}).status_code == 404
    assert not Note._base_manager.exists()
