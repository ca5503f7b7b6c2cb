"""Nobody may do everything: who helps an organisation acts for it with a reason, for minutes, under its eyes, and no longer."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campus5g.portal.base.audit import check_chain
from campus5g.portal.base.models import AuditEvent, Notification
from campus5g.portal.directory.models import Assistance, Membership, Organisation
from campus5g.portal.needs.models import Need
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory
from tests.portal.factories.needs import NeedFactory

pytestmark = pytest.mark.django_db
WHY = "Leur plan de site ne passe pas"


@pytest.fixture
def company() -> Organisation:
    return MembershipFactory(organisation=OrganisationFactory(name="Forges"), manages=True).organisation


@pytest.fixture
def helper() -> Membership:
    return MembershipFactory(organisation=OrganisationFactory(office=True), manages=True)


def begin(client: Client, company: Organisation, **said: Any) -> Any:
    typed = {"why": WHY, "minutes": "30"} | said
    return client.post(reverse("directory:assist", args=[company.pk]), typed, follow=True, headers={"Accept-Language": "en"})


def test_who_helps_acts_as_one_of_their_people_and_each_deed_bears_the_session(
    client: Client, company: Organisation, helper: Membership
) -> None:
    draft, elsewhere = NeedFactory(organisation=company), NeedFactory()
    client.force_login(helper.user)
    page = begin(client, company).content.decode()
    assert WHY in page
    assert "Forges" in page
    opened = Assistance._base_manager.get()
    told = Notification.objects.get(user=Membership.objects.get(organisation=company).user)
    assert WHY in str(told.sentence)

    client.post(reverse("needs:archive", args=[draft.pk]), {"why": "said twice"})
    assert Need._base_manager.get(pk=draft.pk).state == Need.State.ARCHIVED
    done = AuditEvent.objects.get(verb="needs.archive")
    assert (done.actor_id, done.organisation_id) == (helper.user_id, company.pk)
    assert json.loads(done.payload)["facts"]["assistance"] == opened.pk
    assert client.get(elsewhere.get_absolute_url()).status_code == 404  # the office would have seen it
    assert client.get(reverse("directory:people", args=[elsewhere.organisation_id])).status_code == 404
    assert check_chain().intact

    client.post(reverse("directory:end-assistance", args=[opened.pk]))
    assert client.get(elsewhere.get_absolute_url()).status_code == 200
    assert not Assistance._base_manager.get().live


def test_when_the_time_is_over_nothing_is_done_in_another_name_nor_in_ones_own(
    client: Client, company: Organisation, helper: Membership
) -> None:
    draft = NeedFactory(organisation=company)
    client.force_login(helper.user)
    begin(client, company)
    past = timezone.now() - timedelta(hours=2)
    Assistance._base_manager.update(opened_at=past, closes_at=past + timedelta(minutes=30))
    answer = client.post(reverse("needs:archive", args=[draft.pk]), {"why": "too late"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("home:home"))
    assert Need._base_manager.get(pk=draft.pk).state == Need.State.DRAFT
    assert client.get(reverse("directory:people", args=[OrganisationFactory().pk])).status_code == 200  # of the office again


def test_the_people_of_the_organisation_read_of_it_and_end_it(company: Organisation, helper: Membership) -> None:
    office, own = Client(), Client()
    office.force_login(helper.user)
    own.force_login(Membership.objects.get(organisation=company).user)
    begin(office, company)
    page = reverse("directory:people", args=[company.pk])
    assert WHY in own.get(page).content.decode()
    own.post(reverse("directory:end-assistance", args=[Assistance._base_manager.get().pk]))
    assert not Assistance._base_manager.get().live
    assert office.get("/")["Location"] == "/"  # the next request says that it is over; the one after is the office's
    assert office.get("/").status_code == 200


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"why": " "}, "expected what you help with"),
        ({"minutes": "600"}, "expected 15, 30 or 60"),
        ({"minutes": ""}, "15, 30 or 60"),
    ],
)
def test_a_session_without_reason_or_beyond_an_hour_is_refused(
    client: Client, company: Organisation, helper: Membership, said: dict[str, str], sentence: str
) -> None:
    client.force_login(helper.user)
    assert sentence in begin(client, company, **said).content.decode()
    assert not Assistance._base_manager.exists()


def test_one_at_a_time_by_the_office_alone_and_never_for_an_office(
    client: Client, company: Organisation, helper: Membership
) -> None:
    other = MembershipFactory().organisation
    client.force_login(Membership.objects.get(organisation=other).user)
    assert begin(client, company).status_code == 404
    assert begin(client, other).status_code == 403
    client.force_login(helper.user)
    assert begin(client, helper.organisation).status_code == 403
    begin(client, company)
    client.logout()
    client.force_login(helper.user)
    assert "end that first" in begin(client, other).content.decode()


def test_somebody_who_left_the_office_helps_nobody_any_more(client: Client, company: Organisation, helper: Membership) -> None:
    client.force_login(helper.user)
    begin(client, company)
    Membership.objects.filter(pk=helper.pk).update(active=False)
    assert client.get("/")["Location"] == "/"
    assert client.get(reverse("directory:people", args=[company.pk])).status_code == 404
