"""What is typed in the form of a need is kept before it is saved: for its writer alone, until it is saved or dropped."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from campus5g.portal.base.models import AuditEvent
from campus5g.portal.directory.models import Organisation
from campus5g.portal.needs.models import Need, Unfinished
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory
from tests.portal.factories.needs import NeedFactory

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
HALF = {
    "title": "",
    "text": "Carts that",
    "uses": ["robots"],
    "devices-count": "1",
    "devices-0-count": "many",
    "boundary": "0 0, 3",
}


@pytest.fixture
def company() -> Organisation:
    return OrganisationFactory()


@pytest.fixture
def browser(signed_in: Browser, company: Organisation) -> Client:
    client = signed_in(organisation=company)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_what_no_draft_would_take_is_given_back_as_it_was_typed_and_leaves_no_trace_in_the_trail(browser: Client) -> None:
    events = AuditEvent.objects.count()
    assert browser.post("/needs/new/typed", HALF).status_code == 200
    page = browser.get("/needs/new").content.decode()
    assert "is back. It is not saved yet." in page
    assert "Carts that</textarea>" in page
    assert "0 0, 3</textarea>" in page
    assert 'value="robots" id="use-robots" checked' in page
    assert "This field is required" not in page
    assert not Need._base_manager.exists()
    assert AuditEvent.objects.count() == events


def test_a_colleague_and_another_company_find_an_empty_form(browser: Client, company: Organisation, signed_in: Browser) -> None:
    browser.post("/needs/new/typed", HALF)
    for organisation in (company, OrganisationFactory()):
        assert "Carts that" not in signed_in(organisation=organisation).get("/needs/new").content.decode()


def test_saving_and_dropping_forget_what_was_typed(browser: Client) -> None:
    browser.post("/needs/new/typed", HALF)
    assert browser.post("/needs/new", {"title": "Later", "do": "save"}).status_code == 302
    assert not Unfinished._base_manager.exists()
    browser.post("/needs/new/typed", HALF)
    assert browser.post("/needs/new/discard").status_code == 302
    assert "Carts that" not in browser.get("/needs/new").content.decode()


def test_what_is_typed_about_a_need_changes_nothing_of_it_before_it_is_saved(browser: Client, company: Organisation) -> None:
    need = NeedFactory(organisation=company, stated=True)
    browser.post(f"/needs/{need.pk}/edit/typed", {"title": "Half a ti"})
    browser.post(f"/needs/{need.pk}/edit/typed", {"title": "Half a title"})
    assert 'value="Half a title"' in browser.get(f"/needs/{need.pk}/edit").content.decode()
    assert Need._base_manager.get().title == need.title
    assert Unfinished._base_manager.count() == 1


def test_a_stranger_keeps_nothing_about_a_need_and_a_funder_states_none(signed_in: Browser) -> None:
    need = NeedFactory(stated=True)
    assert signed_in(organisation=OrganisationFactory()).post(f"/needs/{need.pk}/edit/typed", HALF).status_code == 404
    funder = MembershipFactory(organisation__kind="funder").user
    assert signed_in(funder).post("/needs/new/typed", HALF).status_code == 403
    assert not Unfinished._base_manager.exists()
