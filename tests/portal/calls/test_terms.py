"""The money rules of a kept call: grant, advance, loan, instalments, limits; checked alike by the form and by the API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from campus5g.core.errors import BadInput
from campus5g.core.project import CallTerms
from campus5g.funding.instruments import published_terms, terms_of
from campus5g.funding.rules import law
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.calls.actions import change_terms
from campus5g.portal.calls.models import KeptCall
from tests.portal.calls.test_keeping import TERMS
from tests.portal.factories.calls import KeptCallFactory
from tests.portal.factories.directory import OrganisationFactory, actor_for

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
UNUSUAL = CallTerms(
    "", "Loan and grant", Decimal("0.25"), Decimal("45.5"), 1_00, 2_000_00, 3_00, 7, 1, False, False, True, Decimal("0.5"),
    Decimal("1.125"), 9, 3, Decimal(40), Decimal("12.5"),
)  # fmt: skip
"""No money rule at its usual value."""


def page(kept: KeptCall) -> str:
    return reverse("calls:terms", args=[kept.project_id, kept.pk])


def test_every_money_rule_of_the_engines_is_kept_and_given_back_the_same() -> None:
    usual = CallTerms("", "", Decimal(1))
    free = {"call_id", "free_split"}
    assert all(getattr(UNUSUAL, f.name) != getattr(usual, f.name) for f in fields(CallTerms) if f.name not in free)
    for terms in (UNUSUAL, replace(UNUSUAL, loan_share=Decimal(0), free_split=True)):
        kept = KeptCallFactory()
        change_terms(actor_for(kept.project.organisation), kept, terms)
        assert KeptCall._base_manager.get(pk=kept.pk).terms() == replace(terms, call_id=str(kept.pk))


def test_a_loan_is_typed_in_its_own_group_and_shown_with_the_kept_calls(signed_in: Browser) -> None:
    kept = KeptCallFactory()
    browser = signed_in(organisation=kept.project.organisation)
    typed = TERMS | {"grant_percent": "20", "loan_percent": "30", "loan_rate": "1.125", "loan_years": "9", "loan_grace_years": "3",
                     "first_percent": "40", "balance_percent": "10", "advance_interest": "on"}  # fmt: skip
    assert browser.post(page(kept), typed).status_code == 302
    terms = KeptCall._base_manager.get().terms()
    assert (terms.grant_share, terms.loan_share, terms.loan_rate) == (Decimal("0.2"), Decimal("0.3"), Decimal("1.125"))
    assert (terms.loan_years, terms.loan_grace_years, terms.first_share, terms.balance_share) == (9, 3, 40, 10)
    assert terms.advance_interest
    text = browser.get(reverse("calls:for-project", args=[kept.project_id])).content.decode()
    assert "30 % as a loan at 1.125 %" in text


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"grant_percent": "60", "loan_percent": "50"}, "loan_percent", "grant and loan add up to 110 %"),
        ({"free_split": "on", "loan_percent": "10"}, "loan_percent", "a free split with a loan"),
        ({"first_percent": "60", "balance_percent": "50"}, "balance_percent", "first instalment and balance add up to 110 %"),
        ({"min_aid": "200", "max_aid": "100"}, "max_aid", "€100 is below the lowest aid; expected €200 or more."),
    ],
)
def test_rules_that_clash_are_refused_in_one_sentence_beside_the_field_to_mend(
    typed: dict[str, str], field: str, sentence: str, signed_in: Browser
) -> None:
    kept = KeptCallFactory()
    answer = signed_in(organisation=kept.project.organisation).post(page(kept), TERMS | typed)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert sentence in answer.content.decode()
    assert KeptCall._base_manager.get().terms() == kept.terms()


def test_a_published_instrument_fills_the_form_and_saves_nothing(signed_in: Browser) -> None:
    kept = KeptCallFactory()
    browser = signed_in(organisation=kept.project.organisation)
    rules = law().on(kept.project.granted_on)
    for known in published_terms(rules):
        form = browser.get(page(kept), {"instrument": known.call_id}).context["form"]
        assert form["grant_percent"].value() == known.grant_share * 100
        assert (form["max_aid"].field.initial, form.initial["max_aid"]) == (None, known.max_aid_cents)
        assert form["title"].value() == kept.title
    assert KeptCall._base_manager.get().terms() == kept.terms()
    grand_est = terms_of("france2030_filieres_grand_est", rules)
    shown = browser.get(page(kept), {"instrument": grand_est.call_id}).content.decode()
    assert "Filled in with the published rules of" in shown
    assert 'value="70"' in shown
    assert browser.get(page(kept), {"instrument": "no such"}).status_code == 200


class TestApi:
    """The same rules by the API."""

    def path(self, kept: KeptCall) -> str:
        return f"/api/v1/calls/for/{kept.project_id}/kept/{kept.pk}"

    def put(self, browser: Client, kept: KeptCall, **data: object) -> tuple[int, dict[str, object]]:
        answer = browser.put(self.path(kept), {"title": "Regional loan", "grant_share": "0.2", **data}, "application/json")
        return answer.status_code, answer.json()

    def test_the_rules_written_are_the_rules_read(self, signed_in: Browser) -> None:
        kept = KeptCallFactory()
        browser = signed_in(organisation=kept.project.organisation)
        status, told = self.put(browser, kept, loan_share="0.8", loan_rate="1.5", max_aid_cents=100)
        assert status == 200
        assert browser.get(f"/api/v1/calls/for/{kept.project_id}/kept").json() == [told]
        assert KeptCall._base_manager.get().terms().loan_share == Decimal("0.8")
        assert AuditEvent.objects.filter(verb="calls.terms", subject_id=kept.project_id).count() == 1

    def test_rules_that_clash_are_refused_and_change_nothing(self, signed_in: Browser) -> None:
        kept = KeptCallFactory()
        browser = signed_in(organisation=kept.project.organisation)
        status, told = self.put(browser, kept, loan_share="0.9")
        assert (status, "grant and loan add up to 110 %" in str(told["detail"])) == (400, True)
        assert self.put(browser, kept, loan_rate="-1")[0] == 422
        assert KeptCall._base_manager.get().terms() == kept.terms()
        with pytest.raises(BadInput, match="years"):
            change_terms(actor_for(kept.project.organisation), kept, replace(UNUSUAL, loan_years=0))

    def test_a_stranger_finds_nothing_there(self, signed_in: Browser) -> None:
        kept = KeptCallFactory()
        browser = signed_in(organisation=OrganisationFactory())
        assert self.put(browser, kept)[0] == 404
        assert browser.get(f"/api/v1/calls/for/{kept.project_id}/kept").status_code == 404
