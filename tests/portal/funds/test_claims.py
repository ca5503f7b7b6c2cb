"""A claim from its draft to its payment: looked at by two persons, written in the book once, seen by those who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from campus5g.ledger import replay
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.scope import acting
from campus5g.portal.funds import actions
from campus5g.portal.funds.books import fund_of, read_deed
from campus5g.portal.funds.checking import findings_of, hidden_from
from campus5g.portal.funds.models import BookDeed, Claim, ClaimLine, ClaimVersion, Payment, Posting
from campus5g.portal.funds.standing import standing_of
from tests.portal.factories.funds import K, Money, claim_of, line, money, pdf

pytestmark = pytest.mark.django_db
Outcome = ClaimLine.Outcome


def approved(given: Money, cents: int = 10 * K, invoice: str = "2026-001") -> Claim:
    claim = claim_of(given, cents=cents, invoice=invoice)
    with acting(given.partner) as own:
        claim = actions.submit(own, claim)
    with acting(given.office) as office:
        actions.accept_rest(office, claim)
        claim = actions.check_claim(office, claim)
    with acting(given.second) as second:
        return actions.approve_claim(second, claim)


def test_a_claim_is_questioned_corrected_approved_by_another_person_and_paid() -> None:
    given = money()
    given.pay_all("funding", "first", "drawing")
    claim = claim_of(given)
    row = ClaimLine._base_manager.select_related("claim__agreement").get(claim=claim)
    with acting(given.partner) as own:
        actions.submit(own, claim)
        with pytest.raises(Denied, match="office checks"):
            actions.judge_line(own, row, Outcome.ACCEPTED)
    with acting(given.office) as office:
        claim.refresh_from_db()
        row = ClaimLine._base_manager.select_related("claim__agreement").get(claim=claim)
        actions.judge_line(office, row, Outcome.QUESTIONED, why="Which crane?")
        with pytest.raises(Conflict, match="accepted or cut"):
            actions.check_claim(office, claim)
        actions.ask_back(office, claim, "One question")
    with acting(given.partner) as own:
        claim.refresh_from_db()
        actions.write_line(own, claim, row, text="Crane 4")
        actions.submit(own, claim)
    claim.refresh_from_db()
    assert (claim.version, ClaimVersion._base_manager.filter(claim=claim).count()) == (2, 2)
    with acting(given.office) as office:
        row = ClaimLine._base_manager.select_related("claim__agreement").get(claim=claim)
        actions.judge_line(office, row, Outcome.CUT, 8 * K, "Two days were not on the project")
        actions.check_claim(office, claim)
        claim.refresh_from_db()
        with pytest.raises(Denied, match="another person approves"):
            actions.approve_claim(office, claim)
    with acting(given.funder) as funder:
        actions.approve_claim(funder, claim)
    claim.refresh_from_db()
    with acting(given.second) as second, pytest.raises((Conflict, Denied)):
        actions.approve_claim(second, claim)
    total = standing_of(given.office, given.programme).total
    # 8 k€ of 100 k€ accepted earn 8 % of the grant of 40 k€; a tenth is held; what was paid ahead (8 k€) is taken off what is due.
    assert (total.accepted, total.earned, total.held, total.due) == (8 * K, 3_200_00, 320_00, 0)
    assert not Payment._base_manager.filter(kind="interim").exists()


def test_the_book_balances_and_its_deeds_replay_to_the_same_state() -> None:
    given = money(first_percent=0)
    given.pay_all("funding", "drawing")
    approved(given)
    given.pay_all("funding", "interim")
    fund = fund_of(given.programme)
    again = replay([read_deed(data) for data in BookDeed._base_manager.order_by("number").values_list("data", flat=True)])
    assert again.refused == ()
    assert again.fund == fund
    trial = fund.book.trial_balance()
    rows = Posting._base_manager.values_list("account", "debit_cents", "credit_cents")
    for row in trial.rows:
        mine = [(debit, credit) for account, debit, credit in rows if account == row.account.key]
        assert (sum(debit for debit, _ in mine), sum(credit for _, credit in mine)) == (row.debit, row.credit)
    assert trial.debit == trial.credit
    assert fund.cash_cents == 0  # all that the funder paid was passed on
    with pytest.raises(TypeError, match="reversed"):
        BookDeed._base_manager.first().delete()  # type: ignore[union-attr]


def test_an_invoice_claimed_twice_is_refused_and_only_the_office_is_told_where() -> None:
    given, elsewhere = money(), money()
    claim = claim_of(given, invoice="FA 0042/b")
    with acting(given.partner) as own:
        actions.submit(own, claim)
    again = claim_of(elsewhere, invoice="fa-0042 B")
    lines = list(ClaimLine._base_manager.filter(claim=again).select_related("budget"))
    (told,) = (one for one in findings_of(again, lines)[lines[0].pk] if one.where)
    assert claim.reference in str(told.reason) or told.where == claim.reference
    (shown,) = hidden_from(elsewhere.partner, [told])
    assert claim.reference not in str(shown.reason) + shown.where
    with acting(elsewhere.partner) as own, pytest.raises(Conflict) as refused:
        actions.submit(own, again)
    assert claim.reference not in str(refused.value)


def test_what_breaks_a_rule_is_not_sent_and_says_which() -> None:
    given = money()
    claim = claim_of(given)
    with acting(given.partner) as own:
        late = line(given, claim, invoice="old", on=given.agreement.starts_on - timedelta(days=3))
        with pytest.raises(Conflict, match="old"):
            actions.submit(own, claim)
        actions.remove_line(own, late, "before the programme")
        dollars = line(given, claim, invoice="usd", currency="USD")
        with pytest.raises(Conflict, match="usd"):
            actions.submit(own, claim)
        actions.remove_line(own, dollars, "claimed elsewhere")
        actions.submit(own, claim)
    assert BookDeed._base_manager.filter(kind="claim_submitted").count() == 1


def test_a_partner_sees_its_own_lines_and_everybodys_totals_a_stranger_nothing() -> None:
    given, stranger = money(), money().partner
    claim = claim_of(given)
    with acting(given.other):
        assert not Claim.objects.exists()
        standing = standing_of(given.other, given.programme)
        assert [one.pk for one, _ in standing.rows] == [given.other.organisation_id]
        assert standing.total.grant == 60 * K
        assert standing.cash is None
    with acting(given.funder) as funder:
        assert not Claim.objects.exists()  # a draft is its partner's
        assert len(standing_of(funder, given.programme).rows) == 2
    with acting(stranger):
        assert not Claim.objects.filter(pk=claim.pk).exists()
        assert not Payment.objects.filter(agreement=given.agreement).exists()


def test_the_database_itself_refuses_one_person_for_both_steps() -> None:
    given = money()
    claim = claim_of(given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim._base_manager.filter(pk=claim.pk).update(checked_by_id=given.office.user_id, approved_by_id=given.office.user_id)


def test_a_closed_period_takes_no_deed_until_it_is_opened_with_a_reason() -> None:
    given = money()
    yesterday = today() - timedelta(days=1)
    with acting(given.office) as office:
        actions.close_period(office, given.programme, yesterday)
        payment = Payment._base_manager.select_related("agreement__programme", "organisation").get(kind="funding")
        with pytest.raises(Conflict, match="closed"):
            actions.pay(office, payment, yesterday)
        payment.refresh_from_db()
        assert payment.paid_on is None
        actions.reopen_period(office, given.programme, "The bank was late")
        actions.pay(office, payment, yesterday)
    with acting(given.partner) as own, pytest.raises(Denied):
        actions.reopen_period(own, given.programme, "please")
    assert fund_of(given.programme).cash_cents == payment.cents


def test_a_share_above_the_rate_of_its_budget_is_not_signed() -> None:
    with pytest.raises(Conflict, match="above"):
        money(rate_percent=30)


def test_evidence_is_asked_for() -> None:
    given = money()
    with acting(given.partner) as own:
        claim = actions.open_claim(own, given.agreement, given.company, today() - timedelta(days=60), today())
        row = actions.write_line(
            own,
            claim,
            budget=given.labour,
            supplier="Atelier",
            invoice="1",
            on=today(),
            net_cents=K,
            vat_cents=0,
            asked_cents=None,
        )
        assert findings_of(claim, [row])[row.pk]
        actions.write_line(own, claim, row, file=pdf())
        assert findings_of(claim, [row])[row.pk] == ()
