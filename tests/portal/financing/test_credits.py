"""Tax credits beside a plan: the years add up, the aid comes out of the base, nobody outside France or research gets one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from campus5g.core.project import Category
from campus5g.portal.financing.actions import compute_plan
from campus5g.portal.financing.credits import Credits, credits_of
from campus5g.portal.financing.models import Plan
from campus5g.portal.projects.models import Partner, Project
from tests.portal.factories.directory import office_actor
from tests.portal.factories.financing import fundable_project

pytestmark = pytest.mark.django_db


def computed(project: Project) -> Plan:
    return compute_plan(office_actor(), project, "net_public")


def found(project: Project) -> list[Credits]:
    return outlines(computed(project))


def test_costs_and_aid_of_the_years_add_up_to_those_of_the_plan() -> None:
    kept = computed(fundable_project(starts_on=date(2027, 10, 1), months=18))
    for partner, credits in zip(kept.core_project.partners, outlines(kept), strict=True):
        rows = [row for row in kept.plan.allocations if row.partner_id == partner.id]
        cost = sum(line.cents for line in kept.core_project.lines if line.partner_id == partner.id)
        assert [row.year for row in credits.years] == [2027, 2028, 2029]
        assert sum(row.spent_cents for row in credits.years) == cost
        assert sum(row.aid_cents for row in credits.years) == sum(row.grant_cents + row.advance_cents for row in rows)


def test_the_credit_is_thirty_percent_of_what_the_aid_leaves() -> None:
    """CGI art. 244 quater B: 30 % up to 100 M€; as other expenses nothing is added, as staff a flat share is."""
    for credits in found(fundable_project()):
        for row in credits.years:
            assert row.low_cents == (row.spent_cents - row.aid_cents) * 30 // 100
            assert row.high_cents > row.low_cents


def test_an_sme_may_look_at_the_innovation_credit_until_2027_and_a_large_enterprise_never() -> None:
    small, large = found(fundable_project(starts_on=date(2027, 1, 4), months=24))
    assert [bool(row.innovation_cents) for row in small.years] == [True, False]
    assert not any(row.innovation_cents for row in large.years)


def test_a_project_without_research_shows_no_credit(signed_in: Callable[..., Client]) -> None:
    project = fundable_project(Category.TRAINING)
    assert found(project) == []
    page = signed_in(organisation=project.organisation).get(reverse("projects:detail", args=[project.pk]))
    assert 'id="credits"' not in page.content.decode()


def test_the_page_of_the_project_shows_the_outline_as_to_be_confirmed(signed_in: Callable[..., Client]) -> None:
    project = fundable_project()
    computed(project)
    html = signed_in(organisation=project.organisation).get(reverse("projects:detail", args=[project.pk])).content.decode()
    assert "to-confirm" in html.split('id="credits"')[1].split("</h2>")[0]


def test_a_firm_under_eight_years_old_may_be_a_young_innovative_company() -> None:
    project = fundable_project(starts_on=date(2027, 1, 4))
    for created, possible in ((date(2019, 6, 1), True), (date(2018, 12, 1), False)):
        project.organisation.created_on = created
        project.organisation.save()
        young = found(project)[0].young
        assert young is not None
        assert young.possible is possible


def outlines(kept: Plan) -> list[Credits]:
    return credits_of(kept, list(Partner._base_manager.filter(project_id=kept.project_id).select_related("organisation")))
