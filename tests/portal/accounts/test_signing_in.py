"""Signing in and out, forgotten passwords, and what they tell a stranger: nothing."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from campus5g.portal.accounts import demonstration
from campus5g.portal.accounts.models import User
from campus5g.portal.base.models import AuditEvent, SiteSettings
from tests.portal.factories.accounts import PASSWORD, UserFactory
from tests.portal.factories.directory import MembershipFactory

pytestmark = pytest.mark.django_db
NEW = "un autre secret, bien plus long"


def log_in(client: Client, email: str, password: str = PASSWORD, **more: str):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def reset(client: Client, email: str):
    return client.post(reverse("account_reset_password"), {"email": email})


def link_of(letter: mail.EmailMessage) -> str:
    found = re.search(r"https?://testserver(/\S+)", str(letter.body))
    assert found
    return found[1]


def test_a_person_signs_in_with_their_address_however_it_is_written(client: Client) -> None:
    person = MembershipFactory(user__email="jeanne@test.example").user
    assert log_in(client, "Jeanne@TEST.example").status_code == 302
    assert client.get(reverse("accounts:profile")).context["user"] == person


def test_the_pages_speak_the_language_of_the_person_from_the_log_in_on(client: Client) -> None:
    person = MembershipFactory(user__language="fr").user
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    log_in(client, person.email)
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "fr"
    assert 'lang="fr"' in client.get(reverse("accounts:profile")).content.decode()


def test_the_log_in_page_answers_the_same_for_a_wrong_password_and_an_unknown_address(client: Client) -> None:
    person = UserFactory()
    wrong = log_in(client, person.email, "not the password at all")
    unknown = log_in(Client(), "nobody@test.example", "not the password at all")
    assert wrong.status_code == unknown.status_code
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_after_five_wrong_passwords_even_the_right_one_waits(client: Client) -> None:
    person = UserFactory()
    for _ in range(5):
        log_in(client, person.email, "not the password at all")
    log_in(client, person.email)
    assert "_auth_user_id" not in client.session


def test_the_session_gets_a_new_key_at_log_in_and_dies_at_log_out(client: Client) -> None:
    person = MembershipFactory().user
    client.get(reverse("account_login"))
    log_in(client, person.email)
    first = client.session.session_key
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session
    log_in(client, person.email)
    assert client.session.session_key != first


def test_the_session_cookie_is_out_of_reach_of_scripts_and_lasts_a_working_day(client: Client) -> None:
    log_in(client, MembershipFactory().user.email, remember="on")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) <= 8 * 3600


def test_signing_in_leads_back_only_inside_this_site(client: Client) -> None:
    person = MembershipFactory().user
    away = log_in(client, person.email, next="https://evil.example/")
    assert away.status_code == 302
    assert away["Location"].startswith("/")
    inside = log_in(Client(), person.email, next=reverse("accounts:profile"))
    assert inside["Location"] == reverse("accounts:profile")


def test_a_closed_account_cannot_sign_in(client: Client) -> None:
    log_in(client, UserFactory(is_active=False).email)
    assert "_auth_user_id" not in client.session


def test_a_session_ends_when_the_account_is_closed(signed_in) -> None:
    person = MembershipFactory().user
    browser = signed_in(person)
    assert browser.get(reverse("accounts:profile")).status_code == 200
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert browser.get(reverse("accounts:profile")).status_code == 302


def test_nobody_makes_an_account_without_an_invitation(client: Client) -> None:
    form = {"email": "stranger@test.example", "password1": NEW, "password2": NEW}
    answer = client.post(reverse("account_signup"), form)
    assert "account/signup_closed.html" in [template.name for template in answer.templates]
    assert not User.objects.exists()


def test_a_password_reset_does_not_tell_whether_the_address_has_an_account() -> None:
    person = UserFactory()
    known, unknown = reset(Client(), person.email), reset(Client(), "nobody@test.example")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    pages = [Client().get(answer["Location"]).content for answer in (known, unknown)]
    assert re.sub(rb'csrf\w*" value="\w+"|x-csrftoken": "\w+', b"", pages[0]) == re.sub(
        rb'csrf\w*" value="\w+"|x-csrftoken": "\w+', b"", pages[1]
    )
    assert [letter.to for letter in mail.outbox] == [[person.email], ["nobody@test.example"]]


def test_a_forgotten_password_is_replaced_by_the_link_of_the_letter_once(client: Client) -> None:
    person = UserFactory()
    reset(client, person.email)
    path = link_of(mail.outbox[0])
    form_page = client.get(path, follow=True)
    assert client.post(form_page.request["PATH_INFO"], {"password1": NEW, "password2": NEW}).status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert AuditEvent.objects.filter(verb="accounts.reset_password", actor_id=person.pk).count() == 1
    assert Client().get(path, follow=True).context["token_fail"]


def test_a_letter_is_written_in_the_language_of_its_reader_and_signed_by_the_campus(client: Client) -> None:
    SiteSettings.objects.create(pk=1, name="Campus du Port", mail_sender="campus@port.example")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    reset(client, UserFactory(language="en", full_name="Ann Reader").email)
    letter = mail.outbox[0]
    assert letter.subject.startswith("Campus du Port: Choose a new password")
    assert letter.from_email == "campus@port.example"
    assert "Hello Ann Reader" in letter.body


@pytest.mark.parametrize("weak", ["short", "123456789012345", "motdepasse12"[:8], "Jeanne Marteau 12"])
def test_a_weak_password_is_refused(signed_in, weak: str) -> None:
    person = MembershipFactory(user__full_name="Jeanne Marteau").user
    answer = signed_in(person).post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    )
    assert answer.context["form"].errors
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_changed_password_is_kept_in_the_audit_trail_without_itself(signed_in) -> None:
    person = MembershipFactory().user
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    signed_in(person).post(reverse("account_change_password"), form)
    event = AuditEvent.objects.get(verb="accounts.change_password")
    assert (event.actor_id, event.facts) == (person.pk, {})


def test_the_public_password_opens_a_demonstration_and_nothing_else(client: Client) -> None:
    person = MembershipFactory().user
    person.set_password(demonstration.PASSWORD)
    person.save()
    log_in(client, person.email, demonstration.PASSWORD)
    assert "_auth_user_id" not in client.session
    SiteSettings.objects.create(pk=1, demonstration=True)
    log_in(client, person.email, demonstration.PASSWORD)
    assert client.session["_auth_user_id"] == str(person.pk)


def test_the_public_password_cannot_be_chosen_on_a_real_campus(signed_in) -> None:
    person = MembershipFactory().user
    public = demonstration.PASSWORD
    form = {"oldpassword": PASSWORD, "password1": public, "password2": public}
    assert signed_in(person).post(reverse("account_change_password"), form).context["form"].errors


@pytest.mark.parametrize("page", ["account_login", "account_reset_password", "account_reset_password_done", "account_signup"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_entrance_is_dressed_as_the_rest_of_the_house(client: Client, page: str, language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    content = client.get(reverse(page)).content.decode()
    assert 'id="main"' in content
    assert content.count("<h1") == 1


@pytest.mark.parametrize("page", ["mfa_index", "account_change_password", "account_reauthenticate", "account_logout"])
def test_the_pages_of_ones_own_safety_are_dressed_as_the_rest_of_the_house(signed_in, page: str) -> None:
    content = signed_in(MembershipFactory().user).get(reverse(page), follow=True).content.decode()
    assert 'id="main"' in content
    assert content.count("<h1") == 1
