"""The costs of a partner: what each category asks, what the law would allow while it is typed, what is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campus5g.core.errors import BadInput
from campus5g.core.project import Category, Circumstance
from campus5g.funding.claims import Claims, asked_of
from campus5g.portal.base.scope import acting
from campus5g.portal.projects import actions
from campus5g.portal.projects.facts import as_core
from campus5g.portal.projects.labels import CATEGORY, CATEGORY_HELP, CIRCUMSTANCE
from campus5g.portal.projects.line_forms import GROUPS
from campus5g.portal.projects.models import CostLine, Partner, Project
from campus5g.portal.projects.trial import Draft, try_cost
from tests.portal.factories.directory import OrganisationFactory, office_actor
from tests.portal.factories.projects import LineFactory, PartnerFactory, ProjectFactory

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
TYPED = {"label": "Sensors", "category": "industrial", "asked": "industrial", "amount": "100 000"}


def lead(project: Project) -> Partner:
    partner: Partner = Partner._base_manager.get(project=project, organisation=project.organisation)
    return partner


def page(name: str, partner: Partner, *more: int) -> str:
    return reverse(f"projects:{name}", args=[partner.project_id, partner.pk, *more])


def kept() -> CostLine:
    line: CostLine = CostLine._base_manager.get()
    return line


def test_every_category_stands_once_in_the_form_and_every_word_of_the_law_has_its_plain_words() -> None:
    assert sorted(c for _, categories in GROUPS for c in categories) == sorted(Category)
    assert set(CATEGORY) == set(CATEGORY_HELP) == set(Category)
    assert set(CIRCUMSTANCE) == set(Circumstance)


def test_what_is_claimed_of_a_cost_reaches_the_engines() -> None:
    partner = lead(ProjectFactory(applied_on=date(2026, 12, 1)))
    claims = Claims((Circumstance.DISSEMINATION,), None, date(2026, 12, 24))
    actions.save_line(office_actor(), partner, "Trials", Category.INDUSTRIAL, 100_00, claims=claims)
    with acting(office_actor()):
        line = as_core(partner.project).lines[0]
    assert (line.circumstances, line.rate, line.starts) == (claims.circumstances, None, claims.starts)


@pytest.mark.parametrize(
    ("claims", "where"),
    [
        (Claims((Circumstance.BIDDING,)), "circumstances"),
        (Claims(rate=Decimal(20)), "rate"),
        (Claims(starts=date(2026, 12, 1)), "starts"),
    ],
)
def test_a_claim_that_the_article_does_not_know_is_refused_and_nothing_is_kept(claims: Claims, where: str) -> None:
    partner = lead(ProjectFactory(applied_on=date(2026, 12, 1)))
    with pytest.raises(BadInput) as refusal:
        actions.save_line(office_actor(), partner, "Trials", Category.INDUSTRIAL, 100_00, claims=claims)
    assert refusal.value.where == where
    assert not CostLine._base_manager.exists()


@pytest.mark.parametrize("category", list(Category))
def test_the_form_shows_what_the_chosen_category_asks_and_nothing_else(category: Category, signed_in: Browser) -> None:
    partner = lead(ProjectFactory())
    browser = signed_in(organisation=partner.organisation)
    html = browser.post(page("new-line", partner), {"category": category.value, "do": "ask"}).content.decode()
    asked = asked_of(category)
    assert {c for c in Circumstance if f'value="{c.value}"' in html} == set(asked.circumstances)
    assert ('name="rate"' in html) is asked.rate
    assert 'name="starts"' in html
    assert not CostLine._base_manager.exists()


def test_a_cost_is_entered_with_its_claims_and_shown_again_as_it_was_typed(signed_in: Browser) -> None:
    partner = lead(ProjectFactory(applied_on=date(2026, 12, 1)))
    browser = signed_in(organisation=partner.organisation)
    typed = {**TYPED, "category": "regional_investment", "asked": "regional_investment", "rate": "15", "starts": "2027-01-10"}
    assert browser.post(page("new-line", partner), typed).status_code == 302
    assert (kept().claims.rate, kept().claims.starts) == (Decimal(15), date(2027, 1, 10))
    html = browser.get(page("edit-line", partner, kept().pk)).content.decode()
    assert 'value="2027-01-10"' in html
    assert 'value="15' in html
    assert "15 %" in browser.get(reverse("projects:detail", args=[partner.project_id])).content.decode()


def test_answers_to_the_questions_of_another_category_are_left_behind(signed_in: Browser) -> None:
    partner = lead(ProjectFactory())
    typed = {
        **TYPED,
        "category": "training",
        "asked": "regional_investment",
        "rate": "15",
        "circumstances": ["licences", "disabled"],
    }
    assert signed_in(organisation=partner.organisation).post(page("new-line", partner), typed).status_code == 302
    assert kept().claims == Claims((Circumstance.DISABLED,))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"starts": "2026-12-01"}, "starts"),
        ({"rate": "12"}, "rate"),
        ({"circumstances": ["disabled"]}, "circumstances"),
        ({"circumstances": ["nonsense"]}, "circumstances"),
        ({"category": ""}, "category"),
        ({"amount": "-3"}, "amount"),
        ({"amount": "1,250"}, "amount"),
    ],
)
def test_a_refused_cost_keeps_what_was_typed_and_writes_nothing(wrong: dict[str, Any], field: str, signed_in: Browser) -> None:
    partner = lead(ProjectFactory(applied_on=date(2026, 12, 1)))
    answer = signed_in(organisation=partner.organisation).post(page("new-line", partner), {**TYPED, **wrong})
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["label"].value() == "Sensors"
    assert not CostLine._base_manager.exists()


class TestTrial:
    """What the law would allow, while the cost is typed."""

    def tried(self, partner: Partner, draft: Draft, line: CostLine | None = None) -> Any:
        with acting(office_actor()):
            return try_cost(Partner.objects.select_related("project", "organisation").get(pk=partner.pk), draft, line)

    def test_a_small_firm_alone_gets_45_percent_and_15_more_once_it_collaborates(self) -> None:
        project = ProjectFactory()
        draft = Draft(Category.EXPERIMENTAL, 10_000_000)
        alone = self.tried(lead(project), draft)
        other = PartnerFactory(project=project)
        LineFactory(project=project, partner=other, cents=10_000_000)
        together = self.tried(lead(project), draft)
        assert [(t.room.limit_cents, t.tests.judged.effective) for t in (alone, together)] == [
            (4_500_000, False),  # 25 + 20 (GBER Art. 25(5)(c) and (6)(a))
            (6_000_000, True),  # and 15 (Art. 25(6)(b))
        ]

    def test_a_changed_line_takes_the_place_of_itself_in_the_budget(self) -> None:
        line = LineFactory(cents=10_000_000)
        tried = self.tried(line.partner, Draft(Category.EXPERIMENTAL, 12_000_000), line)
        assert (tried.total_cents, tried.partner_cents, tried.partner_percent) == (12_000_000, 12_000_000, 100)

    def test_a_partner_of_unknown_size_counts_as_large_and_the_page_says_that_it_is_unknown(self) -> None:
        project = ProjectFactory(need__organisation=OrganisationFactory(bare=True))
        tried = self.tried(lead(project), Draft(Category.TRAINING, 10_000_000))
        assert tried.room.limit_cents == 5_000_000
        assert any("size unknown" in str(fact) for fact in tried.missing)

    def test_a_rate_that_is_not_given_yet_is_missing_and_allows_nothing(self) -> None:
        tried = self.tried(lead(ProjectFactory()), Draft(Category.REGIONAL_INVESTMENT, 10_000_000))
        assert tried.room.limit_cents == 0
        assert any("give the rate" in str(fact) for fact in tried.missing)

    def test_nothing_typed_says_what_to_type(self) -> None:
        tried = self.tried(lead(ProjectFactory()), Draft())
        assert tried.room is None
        assert [str(fact) for fact in tried.missing][:2] == ["choose what this cost pays for", "give its amount"]

    def test_typing_keeps_nothing_and_brings_the_questions_of_a_category_once_it_turns(self, signed_in: Browser) -> None:
        partner = lead(ProjectFactory())
        browser = signed_in(organisation=partner.organisation)
        answer = browser.get(page("try-line", partner), TYPED)
        same = answer.content.decode()
        turned = browser.get(page("try-line", partner), {**TYPED, "category": "training"}).content.decode()
        assert answer.context["trial"].room.limit_cents == 7_000_000
        assert "hx-swap-oob" not in same
        assert 'hx-swap-oob="outerHTML"' in turned
        assert 'value="disabled"' in turned
        assert not CostLine._base_manager.exists()

    def test_a_stranger_tries_nothing_and_a_partner_only_its_own_part(self, signed_in: Browser) -> None:
        project = ProjectFactory()
        other = actions.invite_partner(office_actor(), project, OrganisationFactory().pk, "")
        assert signed_in(organisation=OrganisationFactory()).get(page("try-line", other), TYPED).status_code == 404
        browser = signed_in(organisation=other.organisation)
        assert browser.get(page("try-line", other), TYPED).status_code == 200
        assert browser.get(page("try-line", lead(project)), TYPED).status_code == 403

    def test_a_trial_costs_few_queries_however_large_the_project(
        self, signed_in: Browser, django_assert_max_num_queries: Callable[..., object]
    ) -> None:
        project = ProjectFactory()
        for _ in range(4):
            LineFactory.create_batch(4, project=project, partner=PartnerFactory(project=project))
        partner = lead(project)
        browser = signed_in(organisation=partner.organisation)
        browser.get(page("try-line", partner), TYPED)
        with django_assert_max_num_queries(12):
            browser.get(page("try-line", partner), TYPED)
