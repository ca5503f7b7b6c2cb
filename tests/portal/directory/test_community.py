"""What organisations and people show: checked, archived with a reason, and nobody shown against their will."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from campus5g.core.errors import BadInput
from campus5g.portal.accounts.models import User
from campus5g.portal.base import search
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.models import Notification
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.actions import (
    SaidPortrait,
    SaidTalent,
    add_strength,
    archive_shown,
    hide_portrait,
    load_community,
    show_portrait,
    write_letter,
    write_talent,
)
from campus5g.portal.directory.models import Letter, Membership, Organisation, Portrait, Strength, Talent
from campus5g.portal.directory.people import actor_of
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory, actor_for, office_actor

pytestmark = pytest.mark.django_db
DUNKERQUE = Path(__file__).resolve().parents[3] / "dunkerque"
ME = SaidPortrait("Head of maintenance", "Ask me about bearings.", ("condition_monitoring",), "Gravelines")


def person_of(organisation: Organisation | None = None) -> User:
    user: User = MembershipFactory(organisation=organisation or OrganisationFactory()).user
    return user


def talent(**more: object) -> SaidTalent:
    return replace(SaidTalent("internship", "sought", "Radio measurements", today() + timedelta(days=60)), **more)  # type: ignore[arg-type]


def test_the_directory_finds_an_organisation_by_what_it_shows_until_it_is_archived(signed_in: Callable[..., Client]) -> None:
    able = OrganisationFactory(name="Able Works")
    actor = actor_for(able)
    shown = add_strength(actor, able, "competence", "Coverage measured on sixty hectares.", 2025, "radio")
    client = signed_in(organisation=OrganisationFactory(name="Reader"))
    url = reverse("directory:list")
    assert "Able Works" in client.get(url, {"competence": "radio"}).content.decode()
    assert "Coverage measured" in client.get(able.get_absolute_url()).content.decode()
    with acting(SYSTEM):
        assert [entry.title for entry in search.find("hectares")] == ["Able Works"]
    rows = client.get(reverse("directory:export"), {"competence": "radio"}).content.decode("utf-8-sig")
    assert "Able Works" in rows
    assert "Reader" not in rows
    archive_shown(actor, shown, "sold the equipment")
    assert "Able Works" not in client.get(url, {"competence": "radio"}).content.decode()
    with pytest.raises(Conflict):
        archive_shown(actor, shown, "again")


@pytest.mark.parametrize(
    ("what", "sentence", "year", "competence", "where"),
    [
        ("competence", "We measure.", 2025, "", "competence"),
        ("competence", "We measure.", 2025, "magic", "competences"),
        ("equipment", " ", None, "", "sentence"),
        ("reference", "A site.", 2999, "", "year"),
    ],
)
def test_what_cannot_be_checked_is_refused_with_its_place(
    what: str, sentence: str, year: int | None, competence: str, where: str
) -> None:
    organisation = OrganisationFactory()
    with pytest.raises(BadInput) as refused:
        add_strength(actor_for(organisation), organisation, what, sentence, year, competence)
    assert refused.value.where == where
    assert not Strength.objects.exists()


def test_only_its_people_and_the_office_say_what_an_organisation_shows() -> None:
    organisation = OrganisationFactory()
    with pytest.raises(Denied):
        add_strength(actor_for(OrganisationFactory()), organisation, "equipment", "A crane.")
    add_strength(office_actor(), organisation, "equipment", "A crane.")
    with pytest.raises(BadInput):
        archive_shown(office_actor(), Strength.objects.get(), " ")


def test_a_talent_leaves_the_list_on_its_day_and_its_people_may_list_it_again(signed_in: Callable[..., Client]) -> None:
    organisation = OrganisationFactory()
    actor = actor_for(organisation)
    written = write_talent(actor, organisation, talent(expires_on=today() + timedelta(days=3)))
    stranger, own = signed_in(organisation=OrganisationFactory()), signed_in(organisation=organisation)
    url = written.get_absolute_url()
    assert "Radio measurements" in stranger.get(reverse("directory:talents"), {"kind": "internship"}).content.decode()
    assert "Radio measurements" not in stranger.get(reverse("directory:talents"), {"kind": "post"}).content.decode()
    Talent.objects.update(expires_on=today() - timedelta(days=1))
    assert "Radio measurements" not in stranger.get(reverse("directory:talents")).content.decode()
    assert (stranger.get(url).status_code, own.get(url).status_code) == (404, 200)
    with pytest.raises(BadInput):
        write_talent(actor, organisation, talent(expires_on=today() - timedelta(days=1)), written)
    write_talent(actor, organisation, talent(), written)
    assert stranger.get(url).status_code == 200


def test_a_person_is_shown_by_their_own_consent_and_forgotten_when_they_take_it_back(signed_in: Callable[..., Client]) -> None:
    user = person_of(OrganisationFactory(name="Quiet Works"))
    reader = signed_in(organisation=OrganisationFactory())
    with pytest.raises(Denied):
        show_portrait(office_actor(), user, ME)
    portrait = show_portrait(actor_of(user), user, replace(ME, tells_organisation=False))
    page = reader.get(reverse("directory:persons"), {"competence": "condition_monitoring"}).content.decode()
    assert user.full_name in page
    shown = reader.get(portrait.get_absolute_url()).content.decode()
    for secret in (user.email, "Quiet Works"):
        assert secret not in page + shown
    hide_portrait(actor_of(user), portrait)
    assert user.full_name not in reader.get(reverse("directory:persons")).content.decode()
    assert reader.get(portrait.get_absolute_url()).status_code == 404
    assert (Portrait.objects.get().about, Portrait.objects.get().competences) == ("", [])


def test_a_name_that_was_not_told_is_not_found_by_searching_for_it(signed_in: Callable[..., Client]) -> None:
    user = person_of(OrganisationFactory(name="Quiet Works"))
    show_portrait(actor_of(user), user, replace(ME, tells_organisation=False))
    reader = signed_in(organisation=OrganisationFactory())
    assert user.full_name not in reader.get(reverse("directory:persons"), {"words": "Quiet"}).content.decode()


def test_without_the_box_of_consent_nobody_is_shown(signed_in: Callable[..., Client]) -> None:
    user = person_of()
    client = signed_in(user)
    page = client.post(reverse("directory:portrait"), {"function": "Head of radio", "tells_organisation": "on"})
    assert page.status_code == 400
    assert "Head of radio" in page.content.decode()
    assert not Portrait.objects.exists()
    assert client.post(reverse("directory:portrait"), {"function": "Head of radio", "consent": "on"}).status_code == 302
    assert Portrait.shown().get().user == user


def test_a_letter_reaches_a_person_who_answers_and_tells_neither_address(signed_in: Callable[..., Client]) -> None:
    user, writer = person_of(), person_of()
    with pytest.raises(Denied):
        write_letter(actor_of(writer), user, "Good day")
    portrait = show_portrait(actor_of(user), user, ME)
    client = signed_in(writer)
    client.post(reverse("directory:write", args=[portrait.pk]), {"text": "How long do they last?"})
    letter = Letter.objects.get()
    assert Notification.objects.get(user=user).url == letter.get_absolute_url()
    answering = signed_in(user)
    assert "How long do they last?" in answering.get(letter.get_absolute_url()).content.decode()
    assert answering.post(letter.get_absolute_url(), {"text": "Ten years."}).status_code == 302
    page = client.get(Letter.objects.order_by("pk").last().get_absolute_url()).content.decode()  # type: ignore[union-attr]
    assert "Ten years." in page
    assert user.email not in page
    assert signed_in(person_of()).get(letter.get_absolute_url()).status_code == 404


def test_nobody_writes_more_letters_in_a_day_than_a_person_would() -> None:
    user, writer = person_of(), person_of()
    show_portrait(actor_of(user), user, ME)
    for n in range(20):
        write_letter(actor_of(writer), user, f"Letter {n}")
    with pytest.raises(Conflict):
        write_letter(actor_of(writer), user, "One more")


def test_the_lists_of_the_community_ask_few_questions_and_export_what_they_show(
    signed_in: Callable[..., Client], django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _ in range(8):
        user = person_of()
        show_portrait(actor_of(user), user, ME)
        organisation = user.memberships.get().organisation
        write_talent(actor_of(user), organisation, talent(competences=("radio",)))
    client = signed_in(organisation=OrganisationFactory())
    for name in ("directory:list", "directory:persons", "directory:talents"):
        client.get(reverse(name))
        with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
            client.get(reverse(name))
    for name in ("directory:persons-export", "directory:talents-export"):
        rows = client.get(reverse(name, args=["csv"])).content.decode("utf-8-sig").splitlines()
        assert len(rows) == 9
        assert "@" not in "".join(rows)
        assert client.get(reverse(name, args=["xlsx"])).content.startswith(b"PK")


@time_machine.travel(date(2026, 11, 21))
def test_the_community_of_the_demonstration_is_loaded_once_and_signs_in_nowhere() -> None:
    with acting(SYSTEM):
        load_community(DUNKERQUE, SYSTEM)
        before = (Organisation.objects.count(), User.objects.count(), Strength.objects.count(), Portrait.objects.count())
        load_community(DUNKERQUE, SYSTEM)
    assert before == (Organisation.objects.count(), User.objects.count(), Strength.objects.count(), Portrait.objects.count())
    assert before[:2] == (110, 292)
    assert Membership.objects.filter(manages=True).count() == 110
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert 200 < Portrait.shown().count() < 292
