"""Applying: from a mail or an account, by several, saved as one types, handed in by the clock of Paris, screened with reasons."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campus5g.core.errors import BadInput
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.people import actor_of
from campus5g.portal.incubator import actions
from campus5g.portal.incubator.models import Application, Founder, Round, Venture
from campus5g.portal.incubator.questionnaire import Kind, Question, Rule, Section, to_plain, unmet
from tests.portal.factories.accounts import UserFactory
from tests.portal.factories.incubator import ANSWERS, SECTIONS, applied, call, office

pytestmark = pytest.mark.django_db
State = Application.State
PASSWORD = "un incubateur au bord de la mer"


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


def read(application: Application) -> Application:
    return Application._base_manager.select_related("venture", "round", "form").get(pk=application.pk)


def close_in(found: Round, minutes: int) -> None:
    """Let a call close some minutes from now, or have closed some minutes ago."""
    Round._base_manager.filter(pk=found.pk).update(closes_at=now() + timedelta(minutes=minutes))


def hand_in(application: Application) -> Application:
    actor = actor_of(Founder._base_manager.get(venture=application.venture).user)
    with acting(actor):
        return actions.submit(actor, application)


def test_a_visitor_begins_from_the_mail_and_nothing_is_kept_before(django_capture_on_commit_callbacks: Any) -> None:
    found = call()
    page = Client().get(found.get_absolute_url())
    assert page.status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        Client().post(found.get_absolute_url(), {"full_name": "Ada Martin", "email": "ada@test.example", "venture": "Zephyr"})
    assert not User.objects.filter(email="ada@test.example").exists()
    path = re.search(r"(/incubator/confirm/\S+)", mail.outbox[0].body)[1]
    visitor = Client()
    answer = visitor.post(path, {"full_name": "Ada Martin", "language": "fr", "password1": PASSWORD, "password2": PASSWORD})
    application = Application._base_manager.get()
    assert answer["Location"] == application.get_absolute_url()
    assert application.venture.reference == f"STU-{now().year}-001"
    assert visitor.get(application.get_absolute_url()).status_code == 200
    assert visitor.get(reverse("home:home")).status_code == 200
    assert Client().post(path, {}).status_code == 200  # the link is used: it sends to the sign-in


def test_answers_are_saved_as_one_types_and_of_two_who_write_the_same_the_second_is_told(signed_in: Any) -> None:
    application = applied(call(), submitted=False)
    other = UserFactory()
    founder = Founder._base_manager.get()
    Founder._base_manager.create(
        venture=application.venture, user=other, full_name="Bob", email=other.email, invited_at=now(), joined_at=now()
    )
    url = reverse("incubator:save", args=[application.pk])
    version = application.version

    def save(person: User, **answers: str) -> Any:
        return signed_in(person).post(url, json.dumps({"answers": answers, "version": version}), content_type="application/json")

    assert save(founder.user, idea="Un").json()["version"] == version + 1
    assert save(other, trl="6").status_code == 200  # another question: both keep theirs
    told = save(other, idea="Deux")
    assert (told.status_code, "Que faites-vous" in told.json()["said"]) == (409, True)
    assert read(application).answers["idea"] == "Un"
    assert save(founder.user, trl="six").status_code == 400
    with pytest.raises(Conflict, match="Not signed"), acting(actor_of(founder.user)):
        actions.submit(actor_of(founder.user), application)
    with acting(actor_of(other)):
        actions.sign_off(actor_of(other), application)
    with acting(actor_of(founder.user)):
        assert actions.submit(actor_of(founder.user), application).state == State.SUBMITTED


def test_the_page_keeps_what_was_typed_and_hands_in_what_is_complete(signed_in: Any) -> None:
    application = applied(call(), submitted=False)
    client = signed_in(Founder._base_manager.get().user)
    sent = {f"q-{key}": value for key, value in ANSWERS.items()} | {"version": application.version}
    page = client.post(application.get_absolute_url(), sent | {"q-trl": "beaucoup", "op": "save"})
    assert (page.status_code, b"beaucoup" in page.content) == (400, True)
    lie = SimpleUploadedFile("deck.pdf", b"MZ this is no pdf")
    page = client.post(application.get_absolute_url(), sent | {"op": "save", "f-deck": lie}, follow=True)
    assert ("alert-warning" in page.content.decode(), read(application).answers.get("deck")) == (True, None)
    client.post(application.get_absolute_url(), sent | {"op": "save", "f-deck": SimpleUploadedFile("deck.pdf", b"%PDF-1.7 x")})
    assert len(read(application).answers["deck"]) == 1
    client.post(application.get_absolute_url(), sent | {"op": "submit", "version": read(application).version})
    assert read(application).state == State.SUBMITTED
    assert client.post(application.get_absolute_url(), sent | {"op": "save"}).status_code in (302, 403)
    assert 'name="q-idea"' not in client.get(application.get_absolute_url()).content.decode()


def test_the_clock_of_the_campus_decides_whatever_zone_the_applicant_is_in() -> None:
    found = call(late_minutes=30)
    on_time, late, too_late = (applied(found, UserFactory(), name, submitted=False) for name in ("A", "B", "C"))
    for application, minutes, expected in ((on_time, 1, False), (late, -10, True)):
        close_in(found, minutes)
        assert hand_in(application).late is expected
    close_in(found, -31)
    with pytest.raises(Conflict, match=r"This call closed on .*, Paris time"):
        hand_in(too_late)


def test_a_form_changed_while_the_call_is_open_keeps_answers_and_tells_teams(django_capture_on_commit_callbacks: Any) -> None:
    actor = office()
    found = call(actor)
    draft, handed = applied(found, name="Draft", submitted=False), applied(found, name="Handed")
    new = (*SECTIONS, Section("Marché", "Market", (Question("market", Kind.TEXT, "Quel marché ?"),)))
    with acting(actor), django_capture_on_commit_callbacks(execute=True):
        actions.change_form(actor, found, new)
        assert read(draft).form.number == 1
        actions.adopt_form(actor, found, "Une question sur le marché")
    assert (read(draft).form.number, read(draft).answers["idea"]) == (2, ANSWERS["idea"])
    assert (read(handed).form.number, read(handed).state) == (1, State.SUBMITTED)
    assert [m.to for m in mail.outbox if "form has changed" in m.subject] == [
        [Founder._base_manager.get(venture=draft.venture).email]
    ]


def test_one_profile_is_used_again_for_the_next_application() -> None:
    first = applied(call())
    user = Founder._base_manager.get().user
    actor = actor_of(user)
    with acting(actor):
        again = actions.begin(actor, Venture._base_manager.get(), call(cohort="Promotion 2"))
        assert again.answers == {key: first.answers[key] for key in ("idea", "trl", "here", "team")}
        with pytest.raises(Conflict, match="already"):
            actions.begin(actor, again.venture, again.round)


def test_screening_says_why_in_the_language_of_the_applicant(django_capture_on_commit_callbacks: Any) -> None:
    user = UserFactory(language="fr")
    found = call()
    with acting(actor_of(user)):
        begun = actions.begin_new(actor_of(user), user, found, "Zephyr")
        kept = actions.save_answers(actor_of(user), begun, ANSWERS | {"trl": "1", "here": "non"}, 0)
        actions.submit(actor_of(user), kept)
    with acting(SYSTEM), django_capture_on_commit_callbacks(execute=True):
        actions.screen(SYSTEM, begun, False, "Trop tôt pour nous.")
    body = mail.outbox[-1].body
    assert "Trop tôt pour nous." in body
    assert "Maturité" in body
    assert read(begun).number is None


def test_a_transferred_application_takes_its_answers_along_and_a_withdrawn_one_may_be_begun_again() -> None:
    found, later = call(), call(cohort="Promotion 2")
    application = applied(found)
    user = Founder._base_manager.get().user
    with acting(SYSTEM):
        moved = actions.transfer(SYSTEM, application, later, "Plus proche de la promotion 2")
    assert (moved.answers, read(application).state, moved.moved_from_id) == (
        application.answers,
        State.TRANSFERRED,
        application.pk,
    )
    with acting(actor_of(user)):
        actions.withdraw(actor_of(user), moved, "Nous changeons d’avis")
        assert actions.begin(actor_of(user), moved.venture, later).state == State.DRAFT
        with pytest.raises(Denied):
            actions.withdraw(actor_of(user), read(moved), "")


@pytest.mark.parametrize(
    "question",
    [
        Question("Bad key", Kind.TEXT, "Quoi ?"),
        Question("a", Kind.CHOICE, "Quoi ?", choices=("one",)),
        Question("a", Kind.TEXT, "Quoi ?", rule=Rule.MOST, bound="8"),
        Question("a", Kind.CHOICE, "Quoi ?", choices=("x", "y"), rule=Rule.IS, bound="z"),
        Question("a", Kind.TEXT, " "),
    ],
)
def test_a_question_that_nobody_could_answer_is_refused(question: Question) -> None:
    with pytest.raises(BadInput):
        to_plain((Section("S", questions=(question,)),))


def test_rules_are_read_with_french_numbers() -> None:
    asked = (Section("S", questions=(Question("a", Kind.NUMBER, "A", rule=Rule.MOST, bound="8"),)),)
    assert unmet(asked, {"a": "8"}) == []
    assert [str(said) for _, said in unmet(asked, {"a": "8,5"})] == ["8.5, when at most 8 is allowed"]
    assert unmet(asked, {}) == []
