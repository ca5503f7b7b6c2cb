"""An empty campus opens once, to whoever holds the token of its data directory."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from campus5g.portal.accounts import first
from campus5g.portal.accounts.models import User
from campus5g.portal.base.models import AuditEvent, SiteSettings
from campus5g.portal.directory.models import Membership, Organisation
from tests.portal.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
FORM = {
    "campus": "Campus de l'Estuaire",
    "office": "Agence de l'Estuaire",
    "full_name": "Ada Première",
    "email": "Ada@Estuaire.example",
    "language": "en",
    "password1": "une longue phrase secrète",
    "password2": "une longue phrase secrète",
}


@pytest.fixture(autouse=True)
def _own_data(settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def test_the_first_administrator_opens_the_campus_and_is_signed_in(client: Client) -> None:
    path = first.first_administrator_path()
    assert path
    assert client.get(path).status_code == 200
    assert client.post(path, FORM).status_code == 302
    person = User.objects.get()
    membership = Membership.objects.get(user=person)
    assert (person.email, person.language) == ("ada@estuaire.example", "en")
    assert (membership.manages, membership.organisation.kind) == (True, Organisation.Kind.OFFICE)
    assert (SiteSettings.current().name, SiteSettings.current().demonstration) == ("Campus de l'Estuaire", False)
    assert client.session["_auth_user_id"] == str(person.pk)
    assert AuditEvent.objects.filter(verb="accounts.found", subject_id=person.pk).exists()


def test_the_address_works_once(client: Client) -> None:
    path = first.first_administrator_path()
    client.post(path, FORM)
    again = Client().post(path, FORM | {"email": "second@estuaire.example"})
    assert again.status_code == 404
    assert User.objects.count() == 1
    assert first.first_administrator_path() is None
    assert not first.token_path().exists()


def test_the_address_is_the_same_until_it_is_used_and_only_its_owner_reads_the_token() -> None:
    assert first.first_administrator_path() == first.first_administrator_path()
    assert first.token_path().stat().st_mode & 0o077 == 0


def test_a_wrong_token_leads_nowhere(client: Client) -> None:
    first.first_administrator_path()
    assert client.get("/accounts/first/not-the-token").status_code == 404


def test_no_token_at_all_leads_nowhere(client: Client) -> None:
    assert client.get("/accounts/first/anything").status_code == 404


def test_a_campus_with_a_person_in_it_is_never_opened_again(client: Client) -> None:
    path = first.first_administrator_path()
    UserFactory()
    assert client.post(path, FORM).status_code == 404


@pytest.mark.parametrize(("field", "value"), [("password2", "something else entirely"), ("email", "no address"), ("office", "")])
def test_what_cannot_be_used_is_refused_and_nothing_is_half_made(client: Client, field: str, value: str) -> None:
    path = first.first_administrator_path()
    answer = client.post(path, FORM | {field: value})
    assert answer.status_code == 400
    assert answer.context["form"].errors
    assert (User.objects.count(), Organisation.objects.count(), SiteSettings.objects.count()) == (0, 0, 0)
    assert b"Ada Premi" in answer.content
