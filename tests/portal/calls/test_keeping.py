"""Keeping calls for a project and writing their money rules."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.base.registry import Step, journey
from campus5g.portal.base.scope import acting
from campus5g.portal.calls.actions import drop_call, keep_call
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.projects.actions import invite_partner
from campus5g.portal.projects.models import Project
from tests.portal.factories.calls import CallFactory, KeptCallFactory, call
from tests.portal.factories.directory import OrganisationFactory, actor_for, office_actor
from tests.portal.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
TERMS = {
    "title": "Regional aid", "grant_percent": "60", "rate_cap": "45.5", "min_aid": "", "max_aid": "1 000 000", "min_cost": "50,000.00",
    "advance_grace_years": "2", "advance_years": "7", "to_confirm": "on",
}  # fmt: skip


def step(project: Project) -> Step:
    with acting(SYSTEM):
        return next(s for s in journey(SYSTEM, project.need_id, "calls") if s.key == "calls")


def test_a_kept_call_starts_with_the_amounts_that_its_feed_states() -> None:
    project = ProjectFactory()
    row = CallFactory(described=call("stated", min_aid_eur=20_000.5, max_aid_eur=400_000.0))
    kept = keep_call(actor_for(project.organisation), project, row)
    assert (kept.title, kept.min_aid_cents, kept.max_aid_cents) == (row.title, 2_000_050, 40_000_000)
    assert kept.to_confirm
    assert AuditEvent.objects.filter(verb="calls.keep", subject_id=project.pk).count() == 1


def test_a_call_is_kept_once() -> None:
    project, row = ProjectFactory(), CallFactory()
    lead = actor_for(project.organisation)
    keep_call(lead, project, row)
    with pytest.raises(Conflict, match="already kept"):
        keep_call(lead, project, row)
    assert KeptCall._base_manager.count() == 1


def test_a_partner_that_does_not_lead_sees_the_kept_calls_and_cannot_change_them(signed_in: Browser) -> None:
    project, partner = ProjectFactory(), OrganisationFactory()
    kept = KeptCallFactory(project=project)
    invite_partner(office_actor(), project, partner.pk, "")
    browser = signed_in(organisation=partner)
    page = browser.get(reverse("calls:for-project", args=[project.pk]))
    assert kept.title in page.content.decode()
    assert reverse("calls:terms", args=[project.pk, kept.pk]) not in page.content.decode()
    assert browser.get(reverse("calls:terms", args=[project.pk, kept.pk])).status_code == 403
    assert browser.post(reverse("calls:drop", args=[project.pk, kept.pk])).status_code == 403
    with pytest.raises(Denied, match="The lead of the project or the office"):
        keep_call(actor_for(partner), project, CallFactory())


def test_a_stranger_gets_404_on_everything_kept(signed_in: Browser) -> None:
    kept, row = KeptCallFactory(), CallFactory()
    browser = signed_in(organisation=OrganisationFactory())
    assert browser.get(reverse("calls:terms", args=[kept.project_id, kept.pk])).status_code == 404
    assert browser.post(reverse("calls:drop", args=[kept.project_id, kept.pk])).status_code == 404
    assert browser.post(reverse("calls:keep", args=[kept.project_id, row.pk])).status_code == 404
    assert KeptCall._base_manager.count() == 1


def test_keeping_leads_to_the_money_rules_and_writing_them_leads_back(signed_in: Browser) -> None:
    project, row = ProjectFactory(), CallFactory()
    browser = signed_in(organisation=project.organisation)
    answer = browser.post(reverse("calls:keep", args=[project.pk, row.pk]))
    kept = KeptCall._base_manager.get()
    rules = reverse("calls:terms", args=[project.pk, kept.pk])
    assert answer.headers["Location"] == rules
    answer = browser.post(rules, TERMS)
    assert answer.headers["Location"] == reverse("calls:for-project", args=[project.pk])
    kept = KeptCall._base_manager.get()
    assert (kept.grant_percent, kept.rate_cap) == (Decimal(60), Decimal("45.5"))
    assert (kept.min_aid_cents, kept.max_aid_cents, kept.min_cost_cents) == (0, 100_000_000, 5_000_000)
    terms = kept.terms()
    assert (terms.grant_share, terms.advance_years, terms.to_confirm) == (Decimal("0.6"), 7, True)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("grant_percent", "101"),
        ("rate_cap", "-1"),
        ("min_cost", "un million"),
        ("min_aid", "-5"),
        ("advance_years", "0"),
        ("max_aid", "12,345,6"),
    ],
)
def test_refused_money_rules_change_nothing_and_keep_what_was_typed(field: str, typed: str, signed_in: Browser) -> None:
    kept = KeptCallFactory()
    browser = signed_in(organisation=kept.project.organisation)
    answer = browser.post(
        reverse("calls:terms", args=[kept.project_id, kept.pk]), {**TERMS, "title": "Typed title", field: typed}
    )
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert f'value="{typed}"' in answer.content.decode()
    assert 'value="Typed title"' in answer.content.decode()
    assert KeptCall._base_manager.get().title == kept.title


def test_a_highest_aid_below_the_lowest_is_refused(signed_in: Browser) -> None:
    kept = KeptCallFactory()
    browser = signed_in(organisation=kept.project.organisation)
    answer = browser.post(reverse("calls:terms", args=[kept.project_id, kept.pk]), {**TERMS, "min_aid": "200", "max_aid": "100"})
    assert answer.status_code == 400
    assert "€100 is below the lowest aid" in answer.content.decode()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_the_form_shows_is_read_back_the_same(language: str, signed_in: Browser) -> None:
    kept = KeptCallFactory(max_aid_cents=123_456_789, min_cost_cents=100_000, rate_cap=Decimal("45.50"))
    browser = signed_in(organisation=kept.project.organisation)
    rules = reverse("calls:terms", args=[kept.project_id, kept.pk])
    with override_settings(LANGUAGE_CODE=language):
        form = browser.get(rules).context["form"]
        typed = {name: form[name].value() for name in form.fields}
        assert browser.post(rules, {k: v for k, v in typed.items() if v is not None}).status_code == 302
    same = KeptCall._base_manager.get()
    assert (same.max_aid_cents, same.min_cost_cents, same.rate_cap) == (123_456_789, 100_000, Decimal("45.50"))


def test_a_rate_with_decimals_is_shown_with_them(signed_in: Browser) -> None:
    kept = KeptCallFactory(rate_cap=Decimal("45.50"), grant_percent=Decimal("66.67"))
    text = signed_in(organisation=kept.project.organisation).get(reverse("calls:for-project", args=[kept.project_id]))
    assert "at most 45.5 % of the cost" in text.content.decode()
    assert "66.67 % as grant" in text.content.decode()


def test_a_dropped_call_is_no_longer_kept() -> None:
    kept = KeptCallFactory()
    drop_call(actor_for(kept.project.organisation), kept)
    assert not KeptCall._base_manager.exists()
    assert AuditEvent.objects.filter(verb="calls.drop").exists()


def test_nothing_is_kept_for_an_archived_project() -> None:
    project = ProjectFactory(state="archived")
    with pytest.raises(Denied, match="archived"):
        keep_call(office_actor(), project, CallFactory())


def test_the_journey_says_how_many_calls_are_kept() -> None:
    project = ProjectFactory()
    assert (step(project).state, step(project).note) == ("next", None)
    KeptCallFactory.create_batch(2, project=project)
    assert step(project).state == "done"
    assert str(step(project).note) == "2 kept"
