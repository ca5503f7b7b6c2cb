"""Financing plans: computed, checked, kept, shown to the cent, and said to be of yesterday when something changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from campus5g.core.money import parse_cents
from campus5g.core.project import Category, FinancingPlan
from campus5g.funding.plan import verify_plan
from campus5g.portal.base.actions import grant
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.base.registry import Step, journey
from campus5g.portal.base.scope import acting
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.directory.actions.groups import SaidStake, declare_stake
from campus5g.portal.financing.actions import compute_plan, declare_award
from campus5g.portal.financing.inputs import awards_of
from campus5g.portal.financing.models import DeMinimisAward, Plan
from campus5g.portal.financing.reading import read
from campus5g.portal.projects.facts import tied_partners
from campus5g.portal.projects.models import CostLine, Partner, Project
from tests.portal.factories.directory import OrganisationFactory, actor_for, office_actor
from tests.portal.factories.financing import AwardFactory, fundable_project
from tests.portal.factories.projects import LineFactory, PartnerFactory, ProjectFactory

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def computed(project: Project, aim: str = "net_public") -> Plan:
    return compute_plan(actor_for(project.organisation), project, aim)


def step(project: Project) -> Step:
    with acting(SYSTEM):
        return next(s for s in journey(SYSTEM, project.need_id, "") if s.key == "financing")


def partners(project: Project) -> list[Partner]:
    return list(Partner._base_manager.filter(project=project).order_by("pk"))


def test_the_plan_is_legal_to_its_independent_checker_and_pays_every_cost() -> None:
    kept = computed(fundable_project())
    plan, project = kept.plan, kept.core_project
    assert verify_plan(plan, project, kept.terms, today()) == ()
    assert plan.public_cents > 0
    paid = {line.id: 0 for line in project.lines}
    for part in plan.allocations:
        paid[part.line_id] += part.grant_cents + part.advance_cents + part.own_cents
    assert paid == {line.id: line.cents for line in project.lines}


def test_in_collaboration_a_small_company_gets_60_percent_and_a_large_one_40_for_experimental_development() -> None:
    """GBER Article 25(5)(c): 25 %; 25(6)(a): 20 points more when small; 25(6)(b)(i): 15 for an effective collaboration."""
    kept = computed(fundable_project())
    lines = {line.id: line.cents for line in kept.core_project.lines}
    small, large = (str(partner.pk) for partner in partners(kept.project))
    for part in kept.plan.allocations:
        legal = {small: 60, large: 40}[part.partner_id] * lines[part.line_id] // 100
        assert legal - 1 <= part.grant_cents + part.advance_cents <= legal


def test_the_plan_of_most_grant_gives_no_less_grant_than_any_other() -> None:
    project = fundable_project()
    grants = {aim: computed(project, aim).plan.grant_cents for aim in ("net_public", "public", "grant")}
    assert grants["grant"] == max(grants.values())


def test_each_computation_is_kept_with_what_went_in_and_told_to_the_audit_trail() -> None:
    project = fundable_project()
    first, second = computed(project), computed(project, "grant")
    assert Plan._base_manager.count() == 2
    assert [str(line.cents) for line in first.core_project.lines] == ["10000033", "9999967"]
    events = AuditEvent.objects.filter(verb="financing.compute", subject_id=project.pk)
    assert [f'"plan":{plan.pk}' in event.payload for plan, event in zip((first, second), events, strict=True)] == [True, True]


@pytest.mark.parametrize(
    ("gap", "sentence"),
    [
        ({"size": ""}, "size unknown"),
        ({"siret": ""}, "SIREN unknown"),
        ({"in_difficulty": None}, "undertaking in difficulty"),
    ],
)
def test_a_partner_without_legal_facts_stops_the_plan_with_a_sentence_and_nothing_is_kept(
    gap: dict[str, object], sentence: str, signed_in: Browser
) -> None:
    project = fundable_project()
    organisation = partners(project)[1].organisation
    for name, value in gap.items():
        setattr(organisation, name, value)
    organisation.save()
    browser, url = signed_in(organisation=project.organisation), reverse("financing:plan", args=[project.pk])
    answer = browser.post(url, {"aim": "net_public"})
    assert answer.status_code == 409
    assert sentence in answer.content.decode()
    assert organisation.name in answer.content.decode()
    assert sentence in browser.get(url).content.decode()
    api = browser.post(f"/api/v1/financing/{project.pk}", {"aim": "grant"}, content_type="application/json")
    assert api.status_code == 409
    assert sentence in api.json()["detail"]
    assert not Plan._base_manager.exists()
    assert not AuditEvent.objects.filter(verb="financing.compute").exists()


def test_a_project_without_cost_or_without_call_has_no_plan() -> None:
    project = fundable_project()
    KeptCall._base_manager.all().delete()
    with pytest.raises(Conflict, match="No call is kept"):
        computed(project)
    CostLine._base_manager.all().delete()
    with pytest.raises(Conflict, match="no cost line"):
        computed(project)
    assert not Plan._base_manager.exists()


def test_an_unknown_aim_is_refused_and_nothing_is_computed(signed_in: Browser) -> None:
    project = fundable_project()
    browser = signed_in(organisation=project.organisation)
    assert browser.post(reverse("financing:plan", args=[project.pk]), {"aim": "everything"}).status_code == 400
    assert not Plan._base_manager.exists()


def test_the_totals_of_the_page_are_those_of_the_plan_to_the_cent(signed_in: Browser) -> None:
    project = fundable_project()
    LineFactory(project=project, category=Category.FEASIBILITY.value, cents=3_333_301)
    kept = computed(project)
    shown, plan = read(kept), kept.plan
    assert shown.total.cost_cents == sum(line.cents for line in kept.core_project.lines) == 23_333_301
    assert shown.total.grant_cents == plan.grant_cents
    assert shown.total.grant_cents + shown.total.advance_cents == plan.public_cents
    for share in [*shown.shares, shown.total]:
        assert share.grant_cents + share.advance_cents + share.own_cents == share.cost_cents
    text = signed_in(organisation=project.organisation).get(reverse("financing:plan", args=[project.pk])).content.decode()
    rows = re.findall(r"<tfoot><tr><th.*?</tr></tfoot>", text, re.DOTALL)
    read_back = [[parse_cents(cell) for cell in re.findall(r'<td class="num">(.+?)</td>', row)] for row in rows]
    assert read_back == [[s.cost_cents, s.grant_cents, s.advance_cents, s.own_cents] for s in shown.shares]


def test_the_last_quarter_of_cash_is_what_the_partners_paid_themselves() -> None:
    kept = computed(fundable_project())
    shown = read(kept)
    assert sum(q.spent_cents for q in shown.quarters) == shown.total.cost_cents
    repaid = sum(q.repaid_cents for q in shown.quarters)
    assert (
        shown.quarters[-1].balance_cents == shown.total.grant_cents + shown.total.advance_cents - repaid - shown.total.cost_cents
    )
    assert [q.name for q in shown.quarters] == sorted(q.name for q in shown.quarters)


@pytest.mark.parametrize(("granted", "lapsed"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True)])
def test_after_the_31st_of_december_2026_the_page_says_that_every_amount_is_to_be_confirmed(
    granted: date, lapsed: bool, signed_in: Browser
) -> None:
    project = fundable_project(granted_on=granted, starts_on=date(2027, 1, 4))
    assert computed(project).plan.basis == ("lapsed" if lapsed else "in_force")
    text = signed_in(organisation=project.organisation).get(reverse("financing:plan", args=[project.pk])).content.decode()
    assert ("granted after the rules in force end" in text) is lapsed


def test_work_that_starts_before_the_application_gets_no_plan_and_the_page_says_why(signed_in: Browser) -> None:
    project = fundable_project(applied_on=date(2027, 2, 1), granted_on=date(2027, 3, 1), starts_on=date(2027, 1, 4))
    plan: FinancingPlan = computed(project).plan
    assert plan.refused
    assert plan.public_cents == 0
    page = signed_in(organisation=project.organisation).get(reverse("financing:plan", args=[project.pk]))
    assert "No legal plan, because:" in page.content.decode()
    assert (step(project).state, str(step(project).note)) == ("doing", "no legal plan yet")


def test_the_journey_goes_from_next_to_done_with_the_sum() -> None:
    project = fundable_project()
    assert step(project).state == "next"
    kept = computed(project)
    assert step(project).state == "done"
    assert str(step(project).note).endswith("of public money")
    assert f"{kept.plan.public_cents // 100:,}" in str(step(project).note)


class TestDeMinimis:
    """The register of earlier aid counts, whoever computes."""

    def test_partners_that_one_of_them_controls_share_one_room_and_count_as_one(self) -> None:
        project = fundable_project(Category.DE_MINIMIS)
        first, second = (partner.organisation for partner in partners(project)[:2])
        AwardFactory(organisation=second, granted_on=date(2025, 6, 1), cents=29_000_000)
        declare_stake(office_actor(), first, SaidStake(first, second, Decimal(60), Decimal(60)))
        kept = computed(project)
        mine = {p.id for p in kept.core_project.partners if p.undertaking}
        assert len(mine) == 2
        assert sum(a.money_cents for a in kept.plan.allocations if a.partner_id in mine) <= 1_000_000

    def test_the_register_of_a_partner_counts_even_when_the_one_who_computes_cannot_see_it(self) -> None:
        project = fundable_project(Category.DE_MINIMIS)
        other = partners(project)[1]
        free = computed(project).plan
        AwardFactory(organisation=other.organisation, granted_on=date(2025, 6, 1), cents=29_500_000)
        lead = actor_for(project.organisation)
        with acting(lead):
            assert not DeMinimisAward.objects.exists()
            assert [award.cents for award in awards_of(tied_partners(partners(project)))[other.organisation_id]] == [29_500_000]
        bound = compute_plan(lead, project, "net_public").plan
        got = {
            plan: sum(a.grant_cents + a.advance_cents for a in plan.allocations if a.partner_id == str(other.pk))
            for plan in (free, bound)
        }
        assert got[bound] <= 500_000 < got[free]  # 300 000 € in three years, Regulation (EU) 2023/2831, Article 3(2)

    def test_an_aid_of_more_than_three_years_ago_no_longer_counts(self) -> None:
        project = fundable_project(Category.DE_MINIMIS)
        before = computed(project).plan.public_cents
        AwardFactory(organisation=project.organisation, granted_on=date(2023, 6, 1), cents=29_500_000)
        assert computed(project).plan.public_cents == before

    def test_the_aid_of_an_organisation_outside_the_project_does_not_count(self) -> None:
        project = fundable_project(Category.DE_MINIMIS)
        before = computed(project).plan.public_cents
        AwardFactory(cents=29_500_000)
        assert computed(project).plan.public_cents == before


class TestOutdated:
    """A plan made before something changed says so."""

    SAID = "compute it again"

    def said(self, project: Project, browser: Client) -> bool:
        return self.SAID in browser.get(reverse("financing:plan", args=[project.pk])).content.decode()

    def test_a_plan_just_computed_is_of_today(self, signed_in: Browser) -> None:
        project = fundable_project()
        computed(project)
        assert not self.said(project, signed_in(organisation=project.organisation))

    def test_a_new_cost_a_new_call_a_new_award_or_a_new_partner_makes_it_of_yesterday(self, signed_in: Browser) -> None:
        project = fundable_project()
        browser = signed_in(organisation=project.organisation)
        changes: list[Callable[[], object]] = [
            lambda: LineFactory(project=project),
            lambda: KeptCall._base_manager.update(grant_percent=60),
            lambda: AwardFactory(organisation=project.organisation),
            lambda: PartnerFactory(project=project),
            lambda: Project._base_manager.update(months=30),
        ]
        for change in changes:
            computed(project)
            assert not self.said(project, browser)
            change()
            assert self.said(project, browser)
            project.refresh_from_db()


def test_a_stranger_gets_404_on_the_page_and_on_the_api(signed_in: Browser) -> None:
    project = fundable_project()
    computed(project)
    browser = signed_in(organisation=OrganisationFactory())
    url = reverse("financing:plan", args=[project.pk])
    assert [browser.get(url).status_code, browser.post(url, {"aim": "grant"}).status_code] == [404, 404]
    assert browser.get(f"/api/v1/financing/{project.pk}").status_code == 404
    assert Plan._base_manager.count() == 1


def test_a_partner_reads_the_plan_and_only_the_lead_or_the_office_computes_it(signed_in: Browser) -> None:
    project = fundable_project()
    computed(project)
    other = partners(project)[1]
    grant(project, other.organisation_id, "consortium")
    page = signed_in(organisation=other.organisation).get(reverse("financing:plan", args=[project.pk]))
    assert page.status_code == 200
    assert "Compute again" not in page.content.decode()
    with pytest.raises(Denied):
        compute_plan(actor_for(other.organisation), project, "grant")
    compute_plan(office_actor(), project, "grant")


def test_the_page_of_a_plan_stays_under_twenty_queries(
    signed_in: Browser, django_assert_max_num_queries: Callable[..., object]
) -> None:
    project = fundable_project()
    for _ in range(4):
        partner = PartnerFactory(project=project)
        LineFactory.create_batch(3, project=project, partner=partner)
    computed(project)
    browser, url = signed_in(organisation=project.organisation), reverse("financing:plan", args=[project.pk])
    browser.get(url)
    with django_assert_max_num_queries(19):
        assert browser.get(url).status_code == 200


def test_a_project_with_no_call_kept_is_told_to_keep_one(signed_in: Browser) -> None:
    project = ProjectFactory()
    text = signed_in(organisation=project.organisation).get(reverse("financing:plan", args=[project.pk])).content.decode()
    assert "No call is kept yet" in text
    assert reverse("calls:for-project", args=[project.pk]) in text


class TestDeclaring:
    """Writing an earlier aid into the register."""

    GOOD = {"granted_on": "2025-06-01", "amount": "20 000,50", "funder": "Region"}

    def test_an_organisation_declares_its_own_aid(self, signed_in: Browser) -> None:
        organisation = OrganisationFactory()
        url = reverse("financing:awards", args=[organisation.pk])
        assert signed_in(organisation=organisation).post(url, self.GOOD).status_code == 302
        award = DeMinimisAward._base_manager.get()
        assert (award.organisation, award.granted_on, award.cents) == (organisation, date(2025, 6, 1), 2_000_050)
        assert AuditEvent.objects.filter(verb="financing.declare_award", subject_id=award.pk).exists()

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("granted_on", "2026-11-22"),
            ("granted_on", "soon"),
            ("amount", "0"),
            ("amount", "-5"),
            ("amount", "much"),
            ("amount", ""),
            ("funder", ""),
        ],
    )
    def test_a_refused_aid_keeps_what_was_typed_and_writes_nothing(self, field: str, typed: str, signed_in: Browser) -> None:
        organisation = OrganisationFactory()
        url = reverse("financing:awards", args=[organisation.pk])
        answer = signed_in(organisation=organisation).post(url, {**self.GOOD, field: typed})
        assert answer.status_code == 400
        assert list(answer.context["form"].errors) == [field]
        for name, value in {**self.GOOD, field: typed}.items():
            assert answer.context["form"][name].value() == value
        assert not DeMinimisAward._base_manager.exists()

    def test_nobody_else_than_the_organisation_and_the_office_reads_or_writes_its_register(self, signed_in: Browser) -> None:
        award = AwardFactory()
        url = reverse("financing:awards", args=[award.organisation_id])
        stranger = signed_in(organisation=OrganisationFactory())
        assert stranger.get(url).status_code in (403, 404)
        assert stranger.post(url, self.GOOD).status_code in (403, 404)
        with pytest.raises(Denied):
            declare_award(actor_for(OrganisationFactory()), award.organisation_id, date(2025, 1, 1), 100, "x")
        assert signed_in(organisation=OrganisationFactory(office=True)).get(url).status_code == 200
        assert DeMinimisAward._base_manager.count() == 1
