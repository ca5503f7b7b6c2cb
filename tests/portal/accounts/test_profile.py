"""One's own profile."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from campus5g.portal.accounts.actions import change_profile
from campus5g.portal.base.decisions import Denied
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.directory.people import actor_of
from tests.portal.factories.accounts import UserFactory
from tests.portal.factories.directory import MembershipFactory

pytestmark = pytest.mark.django_db


def test_a_person_changes_their_name_and_language_and_reads_the_next_page_in_it(signed_in) -> None:
    person = MembershipFactory(user__language="en").user
    browser = signed_in(person)
    browser.post(reverse("accounts:profile"), {"full_name": " Nouveau Nom ", "language": "fr"})
    person.refresh_from_db()
    assert (person.full_name, person.language) == ("Nouveau Nom", "fr")
    assert browser.cookies[settings.LANGUAGE_COOKIE_NAME].value == "fr"


def test_the_audit_trail_keeps_which_fields_changed_and_never_the_words(signed_in) -> None:
    person = MembershipFactory(user__language="en").user
    signed_in(person).post(reverse("accounts:profile"), {"full_name": "Quite Secret", "language": "en"})
    event = AuditEvent.objects.get(verb="accounts.change_profile")
    assert event.facts == {"changed": ["full_name"]}
    assert "Secret" not in event.payload


def test_a_name_left_empty_is_refused_and_the_rest_is_kept(signed_in) -> None:
    answer = signed_in(MembershipFactory().user).post(reverse("accounts:profile"), {"full_name": " ", "language": "fr"})
    assert answer.status_code == 400
    assert answer.context["form"]["language"].value() == "fr"


def test_nobody_changes_the_profile_of_another() -> None:
    other = UserFactory(full_name="Untouched")
    with pytest.raises(Denied):
        change_profile(actor_of(MembershipFactory().user), other, "Somebody Else", "fr")
    other.refresh_from_db()
    assert other.full_name == "Untouched"


def test_the_profile_lists_the_organisations_one_acts_for(signed_in) -> None:
    membership = MembershipFactory()
    other = MembershipFactory()
    content = signed_in(membership.user).get(reverse("accounts:profile")).content.decode()
    assert membership.organisation.name in content
    assert other.organisation.name not in content


def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    answer = client.get(reverse("accounts:profile"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
