"""Wishes, loans, conflicts, what one change brings, and other days of grant: kept with the plan and shown to the cent."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campus5g.core.codec import to_plain
from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.money import parse_cents
from campus5g.core.project import CallTerms, Category, CostLine, Project, Size
from campus5g.core.project import Partner as CorePartner
from campus5g.funding.plan import Wishes, plan_financing
from campus5g.funding.plan.sensitivity import sensitivities
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.clock import today
from campus5g.portal.base.scope import acting
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.financing.actions import compute_plan
from campus5g.portal.financing.days import compare, usual_days
from campus5g.portal.financing.inputs import inputs_of
from campus5g.portal.financing.models import Plan
from campus5g.portal.financing.reading import clashes, read
from campus5g.portal.projects.models import CostLine as KeptLine
from tests.portal.factories.calls import KeptCallFactory
from tests.portal.factories.directory import OrganisationFactory, actor_for
from tests.portal.factories.financing import AwardFactory, fundable_project
from tests.portal.factories.projects import PartnerFactory
from tests.portal.financing.test_plans import Browser, computed, partners

pytestmark = pytest.mark.django_db
LOAN = {"title": "Loan", "grant_percent": 20, "loan_percent": 50, "loan_rate": 2}


def given_to(project: object) -> tuple[Project, tuple[CallTerms, ...]]:
    with acting(SYSTEM):
        return inputs_of(project)  # type: ignore[arg-type]


def page(project: object) -> str:
    return reverse("financing:plan", args=[project.pk])  # type: ignore[attr-defined]


class TestWishes:
    """What is asked beside the law is kept with the plan, and refused with its reasons."""

    def test_the_wishes_typed_are_those_of_the_plan_and_fill_the_form_again(self, signed_in: Browser) -> None:
        project = fundable_project()
        other, call = partners(project)[1], KeptCall._base_manager.get()
        typed = {"aim": "public", "least_public": "90 000", f"own_{other.pk}": "65 000,50", "use_calls": [str(call.pk)]}
        browser = signed_in(organisation=project.organisation)
        assert browser.post(page(project), typed).status_code == 302
        kept = Plan._base_manager.get()
        assert kept.wishes == Wishes(9_000_000, {str(other.pk): 6_500_050}, (str(call.pk),))
        assert kept.plan.public_cents >= 9_000_000
        form = browser.get(page(project)).context["form"]
        assert (form["aim"].value(), form["use_calls"].value()) == ("public", [str(call.pk)])
        assert form[f"own_{other.pk}"].value() in ("65\u202f000.50", "65\u202f000,50")
        assert browser.post(page(project), {name: form[name].value() or "" for name in form.fields}).status_code == 302
        assert Plan._base_manager.first().wishes == kept.wishes  # type: ignore[union-attr]

    def test_a_wish_against_the_law_is_answered_with_what_cannot_hold_together_and_where_to_change_it(
        self, signed_in: Browser
    ) -> None:
        project = fundable_project()
        lead, browser = partners(project)[0], signed_in(organisation=project.organisation)
        assert browser.post(page(project), {"aim": "public", f"own_{lead.pk}": "10 000"}).status_code == 302
        kept = Plan._base_manager.get()
        assert kept.plan.refused
        line = KeptLine._base_manager.get(partner=lead)
        found = clashes(kept)
        assert [clash.url for clash in found] == [
            reverse("projects:edit-line", args=[project.pk, lead.pk, line.pk]), "#compute",
        ]  # fmt: skip
        text = browser.get(page(project)).content.decode()
        for clash in found:
            assert f'href="{clash.url}"' in text
            assert str(clash.sentence).split("€")[0].replace("“", "“") in text

    def test_the_rules_of_a_call_in_a_conflict_lead_to_that_call(self) -> None:
        project = fundable_project()
        call = KeptCall._base_manager.get()
        KeptCall._base_manager.update(max_aid_cents=100_000_00)
        kept = compute_plan(actor_for(project.organisation), project, "public", Wishes(least_public_cents=100_000_01))
        assert kept.plan.conflict_keys == (f"max.{call.pk}", "wish.public")
        assert clashes(kept)[0].url == reverse("calls:terms", args=[project.pk, call.pk])

    def test_a_wish_about_nobody_is_bad_input_and_nothing_is_kept(self, signed_in: Browser) -> None:
        project = fundable_project()
        with pytest.raises(BadInput, match="no partner"):
            compute_plan(actor_for(project.organisation), project, "public", Wishes(most_own_cents={"0": 1}))
        browser = signed_in(organisation=project.organisation)
        assert browser.post(page(project), {"aim": "public", "use_calls": ["0"]}).status_code == 400
        assert browser.post(page(project), {"aim": "public", "least_public": "much"}).status_code == 400
        assert not Plan._base_manager.exists()


def test_an_earlier_plan_is_read_again_as_it_was_and_one_of_another_project_is_not(signed_in: Browser) -> None:
    project, other = fundable_project(), fundable_project()
    first = compute_plan(actor_for(project.organisation), project, "public", Wishes(least_public_cents=100))
    second, foreign = computed(project, "grant"), computed(other)
    browser = signed_in(organisation=project.organisation)
    for asked, shown in (("", second), (first.pk, first), (second.pk, second), (foreign.pk, second), ("x", second)):
        answer = browser.get(page(project), {"plan": asked})
        assert answer.context["kept"] == shown
        assert ("This is an earlier plan" in answer.content.decode()) is (shown == first)
    assert browser.get(page(project), {"plan": first.pk}).context["form"]["aim"].value() == "public"


class TestLoans:
    """Loans have their columns where there are any, and every row adds up to its cost."""

    def test_a_plan_without_loan_says_nothing_of_loans(self, signed_in: Browser) -> None:
        project = fundable_project()
        computed(project)
        tables = re.findall(r"<table.*?</table>", self.text(project, signed_in), re.DOTALL)
        assert not [table for table in tables if "Loan" in table]

    def test_grant_advance_loan_and_own_money_of_the_page_add_up_to_each_cost(self, signed_in: Browser) -> None:
        project = fundable_project()
        KeptCall._base_manager.update(**LOAN)
        kept = computed(project, "public")
        shown = read(kept)
        assert shown.total.loan_cents > 0
        text = self.text(project, signed_in)
        rows = re.findall(r"<tfoot><tr><th.*?</tr></tfoot>", text, re.DOTALL)
        for share, row in zip(shown.shares, rows, strict=True):
            cost, grant, advance, loan, counted, own = (parse_cents(c) for c in re.findall(r'<td class="num">(.+?)</td>', row))
            assert cost == grant + advance + loan + own
            assert (loan, counted) == (share.loan_cents, share.equivalent_cents)
        assert shown.quarters[-1].balance_cents == -(
            shown.total.cost_cents - shown.total.grant_cents + sum(q.interest_cents for q in shown.quarters)
        )  # fmt: skip
        assert "Interest paid" in text

    @staticmethod
    def text(project: object, signed_in: Browser) -> str:
        return signed_in(organisation=project.organisation).get(page(project)).content.decode()  # type: ignore[attr-defined]

    @settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        cents=st.lists(st.integers(0, 10**9), min_size=1, max_size=3),
        shares=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 8)), min_size=1, max_size=3),
        aim=st.sampled_from(Plan.Aim.values),
    )
    def test_the_parts_of_a_share_add_up_to_the_cent_whatever_is_lent(
        self, cents: list[int], shares: list[tuple[int, int, int]], aim: str
    ) -> None:
        firms = tuple(CorePartner(f"P{i}", f"P{i}", size, in_difficulty=False) for i, size in enumerate((Size.SMALL, Size.LARGE)))
        lines = tuple(CostLine(str(i), f"P{i % 2}", "x", Category.INDUSTRIAL, c) for i, c in enumerate(cents))
        project = Project("p", firms, lines, date(2026, 1, 10), date(2026, 6, 1), date(2026, 6, 15), 20)
        calls = [
            CallTerms(f"c{i}", "t", Decimal(grant) / 10, loan_share=Decimal(loan) / 10, loan_rate=Decimal(rate))
            for i, (grant, loan, rate) in enumerate(shares)
        ]
        found = plan_financing(project, calls, date(2026, 3, 1), objective=aim)
        kept = Plan(
            project_data=to_plain(project), terms_data=[to_plain(call) for call in calls], plan_data=to_plain(found), aim=aim
        )  # fmt: skip
        shown = read(kept)
        for share in [*shown.shares, shown.total]:
            assert share.grant_cents + share.advance_cents + share.loan_cents + share.own_cents == share.cost_cents
        assert sum(s.cost_cents for s in shown.shares) == shown.total.cost_cents == sum(cents)
        assert all(0 <= gauge.filled <= 100 for gauge in shown.gauges)
        repaid = sum(q.repaid_cents for q in shown.quarters)
        assert repaid == shown.total.advance_cents + shown.total.loan_cents


class TestChanges:
    """What one change would bring is kept with the plan."""

    def test_they_are_those_of_the_engine_and_stand_on_the_page(self, signed_in: Browser) -> None:
        project = fundable_project()
        kept = computed(project)
        wanted, terms = kept.core_project, kept.terms
        assert kept.sensitivities == sensitivities(wanted, terms, today(), objective="net_public")
        assert kept.sensitivities
        text = signed_in(organisation=project.organisation).get(page(project)).content.decode()
        assert str(kept.sensitivities[0].change).split("“")[0] in text

    def test_a_plan_kept_before_they_were_is_still_read(self, signed_in: Browser) -> None:
        project = fundable_project()
        computed(project)
        old = Plan._base_manager.get()
        data = {k: v for k, v in old.plan_data.items() if k not in ("conflict_keys", "conditions", "ways", "conflict")}
        Plan._base_manager.update(wishes_data={}, sensitivities_data=[], plan_data=data)
        assert Plan._base_manager.get().wishes == Wishes()
        assert signed_in(organisation=project.organisation).get(page(project)).status_code == 200


def test_a_refused_plan_kept_before_the_names_of_its_rules_were_still_says_why(signed_in: Browser) -> None:
    project = fundable_project()
    kept = compute_plan(actor_for(project.organisation), project, "public", Wishes(least_public_cents=10**12))
    Plan._base_manager.update(plan_data={**kept.plan_data, "conflict_keys": []})
    text = signed_in(organisation=project.organisation).get(page(project)).content.decode()
    assert "wish: at least" in text


class TestWays:
    """A grant after the end of the rules is read three ways."""

    def test_the_page_shows_each_reading_with_its_article_and_what_it_means(self, signed_in: Browser) -> None:
        project = fundable_project(granted_on=date(2027, 2, 1), starts_on=date(2027, 2, 15))
        kept = computed(project)
        text = signed_in(organisation=project.organisation).get(page(project)).content.decode()
        assert [way.way.value for way in kept.plan.ways] == ["adjustment", "continued", "successor"]
        for said in ("GBER Art. 58(4)", "June 30, 2027", "is not loaded: nothing can be said of it"):
            assert said in text

    def test_a_plan_of_rules_in_force_has_none(self, signed_in: Browser) -> None:
        project = fundable_project()
        computed(project)
        assert "Three readings" not in signed_in(organisation=project.organisation).get(page(project)).content.decode()


class TestDays:
    """The same project, granted on other days."""

    def url(self, project: object) -> str:
        return reverse("financing:days", args=[project.pk])  # type: ignore[attr-defined]

    def test_the_usual_days_are_the_ends_of_the_rules_and_of_their_adjustment_and_the_projects_own(self) -> None:
        project = given_to(fundable_project(granted_on=date(2026, 12, 20)))[0]
        assert usual_days(project) == (date(2026, 12, 20), date(2027, 6, 30), date(2027, 12, 31))
        late = given_to(fundable_project(granted_on=date(2027, 2, 1), starts_on=date(2027, 3, 1)))[0]
        assert usual_days(late) == (date(2026, 12, 31), date(2027, 2, 1), date(2027, 12, 31))

    def test_each_column_is_the_plan_of_its_day_and_nothing_is_kept(self, signed_in: Browser) -> None:
        project = fundable_project()
        answer = signed_in(organisation=project.organisation).get(self.url(project))
        found = answer.context["found"]
        assert [column.plan.basis for column in found.columns] == ["in_force", "lapsed", "lapsed"]
        assert [column.adjusted_cents is not None for column in found.columns] == [False, True, False]
        for column in found.columns:
            parts = [s.grant_cents + s.advance_cents + s.loan_cents for s in column.shares]
            assert sum(parts) == column.plan.public_cents
        assert not Plan._base_manager.exists()
        assert "the day of the project" in answer.content.decode()

    def test_de_minimis_room_that_frees_up_stands_among_the_limits_that_differ(self) -> None:
        """Regulation (EU) 2023/2831: three years before each new grant."""
        project = fundable_project(Category.DE_MINIMIS)
        AwardFactory(organisation=project.organisation, granted_on=date(2024, 1, 15), cents=20_000_000)
        wanted, terms = given_to(project)
        days = (date(2027, 1, 15), date(2027, 1, 16))
        found = compare(wanted, terms, days, today(), "public", Wishes())
        lead = str(partners(project)[0].pk)
        assert [d.limits for d in found.differences] == [(10_000_000, 30_000_000)]
        assert found.differences[0].about == msg("de minimis room of %(name)s on the day of the grant",
                                                 name=next(p.name for p in wanted.partners if p.id == lead))  # fmt: skip

    def test_a_day_before_the_application_is_refused_in_its_column_alone(self, signed_in: Browser) -> None:
        project = fundable_project()
        days = {"first": "2026-11-30", "second": "2026-12-20", "third": "2027-12-31"}
        answer = signed_in(organisation=project.organisation).get(self.url(project), days)
        assert [bool(column.plan.refused) for column in answer.context["found"].columns] == [True, False, False]
        assert "before the application of December 1, 2026" in answer.content.decode()
        wrong = signed_in(organisation=project.organisation).get(self.url(project), days | {"first": "soon"})
        assert wrong.status_code == 400
        assert 'value="soon"' in wrong.content.decode()

    def test_a_project_that_lacks_facts_says_which_and_a_stranger_finds_nothing(self, signed_in: Browser) -> None:
        project = fundable_project()
        KeptCall._base_manager.all().delete()
        text = signed_in(organisation=project.organisation).get(self.url(project)).content.decode()
        assert "No call is kept for the project yet" in text
        assert signed_in(organisation=OrganisationFactory()).get(self.url(project)).status_code == 404

    def test_the_page_takes_few_queries_whatever_the_partners(
        self, signed_in: Browser, django_assert_max_num_queries: Callable[..., object]
    ) -> None:
        project = fundable_project()
        for _ in range(3):
            PartnerFactory(project=project)
        KeptCallFactory(project=project, title="Another")
        browser: Client = signed_in(organisation=project.organisation)
        browser.get(self.url(project))
        with django_assert_max_num_queries(19):
            assert browser.get(self.url(project)).status_code == 200


class TestApi:
    """Wishes in; conditions, readings and changes out."""

    def test_wishes_go_in_and_what_one_change_brings_comes_out(self, signed_in: Browser) -> None:
        project = fundable_project(granted_on=date(2027, 2, 1), starts_on=date(2027, 2, 15))
        browser, lead = signed_in(organisation=project.organisation), partners(project)[0]
        asked = {"aim": "public", "wishes": {"least_public_cents": 100, "most_own_cents": {str(lead.pk): 9_000_000}}}
        answer = browser.post(f"/api/v1/financing/{project.pk}", asked, "application/json")
        assert answer.status_code == 201
        told = answer.json()
        assert told == browser.get(f"/api/v1/financing/{project.pk}").json()
        assert told["wishes"] == {"least_public_cents": 100, "most_own_cents": {str(lead.pk): 9_000_000}, "use_calls": []}
        assert [way["way"] for way in told["plan"]["ways"]] == ["adjustment", "continued", "successor"]
        assert told["sensitivities"][0]["net_cents"] > 0
        assert {condition["key"] for condition in told["plan"]["conditions"]} >= {"incentive", "recovery"}

    @pytest.mark.parametrize(
        ("wishes", "status"),
        [({"use_calls": ["0"]}, 400), ({"least_public_cents": -1}, 422), ({"most_own_cents": {"x": 1}}, 400)],
    )
    def test_a_wish_that_cannot_be_read_is_refused(self, wishes: dict[str, object], status: int, signed_in: Browser) -> None:
        project = fundable_project()
        browser = signed_in(organisation=project.organisation)
        answer = browser.post(f"/api/v1/financing/{project.pk}", {"wishes": wishes}, "application/json")
        assert answer.status_code == status
        assert not Plan._base_manager.exists()
