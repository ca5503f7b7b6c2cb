"""A budget comes from its project, money that came back is reversed, and an agreement is closed once all is settled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.models import Organisation
from campus5g.portal.financing.actions import compute_plan
from campus5g.portal.financing.models import Plan
from campus5g.portal.funds import actions
from campus5g.portal.funds.books import fund_of
from campus5g.portal.funds.closing import obstacles_of
from campus5g.portal.funds.models import Agreement, BookDeed, BudgetLine, Change, Payment, Share
from campus5g.portal.programme.actions import open_from
from campus5g.portal.projects.models import CostLine, Partner, Project
from tests.portal.factories.financing import fundable_project
from tests.portal.factories.funds import K, Money, claim_of, money
from tests.portal.factories.projects import LineFactory
from tests.portal.funds.test_claims import approved
from tests.portal.funds.test_pages import browser

pytestmark = pytest.mark.django_db
DAYS = {"starts_on": today(), "ends_on": today() + timedelta(days=900), "claims_until": today() + timedelta(days=990)}


def payment(given: Money, kind: str, **said: Any) -> Payment:
    found: Payment = Payment._base_manager.select_related("agreement__programme", "organisation").get(
        agreement=given.agreement, kind=kind, **said
    )
    return found


def of_project(given: Money) -> Agreement:
    """An agreement being written, in the programme made of a project that has a financing plan."""
    project = fundable_project(title="Quay")
    with acting(given.office) as office:
        first = project.lines.order_by("pk").first()
        LineFactory(project=project, partner=first.partner, label=first.label, category=first.category, cents=777)
        compute_plan(office, project, "grant")
        Project._base_manager.filter(pk=project.pk).update(state=Project.State.READY)
        programme = open_from(office, Project._base_manager.get(pk=project.pk))
        funder = Organisation.objects.get(pk=given.funder.organisation_id)
        return actions.enter_agreement(office, programme, funder=funder, number="Q-1", signed_on=today(), rate_percent=80, **DAYS)


def test_the_budget_of_a_project_comes_to_its_agreement_line_by_line_with_what_its_plan_gives() -> None:
    given = money()
    agreement = of_project(given)
    project = agreement.programme.project
    plan = Plan._base_manager.get(project=project).plan
    costs = CostLine._base_manager.filter(project=project)
    client, page = browser(given.office), f"/funds/agreements/{agreement.pk}/project"
    shown = client.get(page)
    assert shown.status_code == 200
    (call,) = shown.context["calls"]
    for _ in range(2):  # taken over again, it is written again and not twice
        assert client.post(page, {"call": call.call_id}).status_code == 302
    lines = BudgetLine._base_manager.filter(agreement=agreement)
    assert sorted(lines.values_list("cents", flat=True)) == sorted(costs.values_list("cents", flat=True))
    assert lines.values("label", "organisation").distinct().count() == 3  # two of one name are told apart
    shares = {one.organisation_id: one for one in Share._base_manager.filter(agreement=agreement)}
    for partner in Partner._base_manager.filter(project=project):
        mine = [one for one in plan.allocations if one.partner_id == str(partner.pk)]
        share = shares[partner.organisation_id]
        assert (share.grant_cents, share.advance_cents) == (
            sum(one.grant_cents for one in mine),
            sum(one.advance_cents for one in mine),
        )
        assert (share.deferral_months, share.instalments, share.every_months) == (24, 5, 12)
    with acting(given.office) as office:
        signed = actions.sign(office, agreement)
    assert fund_of(signed.programme).agreements[signed.key].agreement.pledged_cents == plan.public_cents
    assert client.get(page).status_code == 403


def test_a_budget_without_a_call_has_every_cost_and_keeps_what_was_said_of_the_shares() -> None:
    given = money()
    agreement = of_project(given)
    lead = agreement.programme.project.organisation
    with acting(given.office) as office:
        actions.set_share(office, agreement, lead, grant_cents=5 * K, advance_cents=0)
        actions.copy_budget(office, agreement)
        assert Share._base_manager.get(agreement=agreement, organisation=lead).grant_cents == 5 * K
        row = BudgetLine._base_manager.filter(agreement=agreement).select_related("agreement").first()
        actions.drop_line(office, row)
        assert BudgetLine._base_manager.filter(agreement=agreement).count() == 2
        with pytest.raises(Conflict, match="taken off already"):
            actions.drop_line(office, row)
        with pytest.raises(Denied, match="amendment"):
            actions.drop_line(office, BudgetLine._base_manager.select_related("agreement").get(pk=given.labour.pk))
        with pytest.raises(Denied, match="amendment"):
            actions.copy_budget(office, given.agreement)


def test_a_transfer_that_came_back_is_reversed_and_expected_again() -> None:
    given = money()
    given.pay_all("funding", "first")
    before, paid = fund_of(given.programme), payment(given, "first", organisation=given.company)
    client = browser(given.office)
    page = f"/funds/payments/{paid.pk}/back"
    assert client.get(page).status_code == 200
    said = {"on": today().isoformat(), "why": "Account closed", "again": "on"}
    assert client.post(page, said).status_code == 302
    after = fund_of(given.programme)
    assert after.cash_cents == before.cash_cents + paid.cents
    assert [deed.kind for deed in after.deeds][-1] == "move_reversed"
    paid.refresh_from_db()
    assert (paid.back_on, paid.paid_on, paid.why) == (today(), today(), "Account closed")
    again = payment(given, "first", organisation=given.company, cancelled_at=None)
    assert again.expected
    assert client.post(page, said).status_code == 403
    given.pay_all("first")
    assert fund_of(given.programme).cash_cents == before.cash_cents
    assert "Account closed" not in str(list(BookDeed._base_manager.values_list("data", flat=True)))


def test_a_repayment_that_came_back_stops_its_passing_back_and_is_not_passed_over() -> None:
    given = money()
    given.pay_all("funding", "drawing")
    actions.call_instalments()
    due = Payment._base_manager.filter(kind="repayment").count()
    given.pay_all("repayment")
    first = Payment._base_manager.filter(kind="repayment").select_related("agreement__programme").first()
    with acting(given.office) as office:
        actions.cancel_payment(office, first, today(), "Debit refused")
        back = Payment._base_manager.get(kind="return", follows=first)
        assert back.cancelled_at is not None
        other = Payment._base_manager.filter(kind="repayment", cancelled_at=None, paid_on__isnull=False).first()
        actions.pay(office, Payment._base_manager.select_related("agreement__programme").get(follows=other), today())
        with pytest.raises(Conflict, match="passed on"):
            actions.cancel_payment(
                office, Payment._base_manager.select_related("agreement__programme").get(pk=other.pk), today(), "x"
            )
    assert Payment._base_manager.filter(kind="repayment", paid_on=None, cancelled_at=None).count() == 1
    assert due == Payment._base_manager.filter(kind="repayment", cancelled_at=None).count()


def test_an_order_is_taken_back_where_nothing_obliges_to_it_and_a_retention_is_then_held_again() -> None:
    given = money(first_percent=0)
    given.pay_all("funding", "drawing")
    approved(given)
    held = fund_of(given.programme).agreements[given.agreement.key].shares[f"org:{given.company.pk}"].held
    with acting(given.office) as office:
        order = actions.expect_payment(
            office, given.agreement, Payment.Kind.RETENTION, given.company, held, today(), "All is done"
        )
        actions.take_back(office, payment(given, "retention"), "Too early")
        order.refresh_from_db()
        assert (order.expected, order.why) == (False, "Too early")
        assert fund_of(given.programme).agreements[given.agreement.key].shares[f"org:{given.company.pk}"].held == held
        with pytest.raises(Denied, match="stays due"):
            actions.take_back(office, payment(given, "interim"), "Not now")
    with acting(given.partner) as own, pytest.raises(Denied):
        actions.take_back(own, payment(given, "funding", paid_on=None), "please")


def settle_all(given: Money) -> None:
    """Pay, release, repay and pass back until nothing is left."""
    given.pay_all("funding", "drawing")
    approved(given)
    given.pay_all("funding", "interim")
    with acting(given.office) as office:
        share = fund_of(given.programme).agreements[given.agreement.key].shares[f"org:{given.company.pk}"]
        actions.expect_payment(office, given.agreement, Payment.Kind.RETENTION, given.company, share.held, today(), "End")
        actions.expect_payment(office, given.agreement, Payment.Kind.FUNDING, None, share.held, today(), "End")
    given.pay_all("funding", "retention")
    with acting(given.partner) as own:
        early = actions.ask_change(own, given.share(), kind=Change.Kind.EARLY, on=today(), cents=10 * K, why="Good year")
    with acting(given.office) as office:
        actions.decide_change(office, early, approves=True)
    given.pay_all("repayment", "return")


def test_an_agreement_says_what_is_left_and_is_closed_when_nothing_is_then_opened_again() -> None:
    given = money(first_percent=0)
    claim = claim_of(given, invoice="draft")
    client, page = browser(given.office), f"/funds/agreements/{given.agreement.pk}/close"
    assert "being written" in str(obstacles_of(given.agreement)[0])
    assert claim.reference in client.get(page).content.decode()
    assert client.post(page).status_code == 400
    with acting(given.partner) as own:
        actions.withdraw_claim(own, claim, "Nothing to claim")
    settle_all(given)
    assert obstacles_of(given.agreement) == []
    with acting(given.funder) as funder, pytest.raises(Denied):
        actions.close_agreement(funder, given.agreement)
    assert client.post(page).status_code == 302
    given.agreement.refresh_from_db()
    assert given.agreement.state == Agreement.State.CLOSED
    assert client.get(f"/funds/agreements/{given.agreement.pk}/").status_code == 200
    with acting(given.partner) as own, pytest.raises(Denied):
        actions.open_claim(own, given.agreement, given.company, today(), today())
    with acting(given.office) as office, pytest.raises(Conflict):
        actions.expect_payment(office, given.agreement, Payment.Kind.FUNDING, None, K, today(), "x")
    again = f"/funds/agreements/{given.agreement.pk}/reopen"
    assert client.post(again, {"why": "A late invoice"}).status_code == 302
    given.agreement.refresh_from_db()
    assert given.agreement.state == Agreement.State.SIGNED
    assert client.post(page).status_code == 302  # and closed once more, under another name in the book
