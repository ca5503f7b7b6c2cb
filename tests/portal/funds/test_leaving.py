"""A partner leaves by an amendment: what it keeps, gives back and still owes is told before, and then done to the cent."""

from __future__ import annotations

from typing import Any

import pytest

from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.scope import acting
from campus5g.portal.funds import actions
from campus5g.portal.funds.books import fund_of
from campus5g.portal.funds.models import BookDeed, BudgetLine, Payment
from campus5g.portal.programme.actions import approve_amendment, propose_amendment
from campus5g.portal.programme.amending import effect_of
from campus5g.portal.programme.models import Amendment, Participant
from tests.portal.factories.funds import K, Money, claim_of, money
from tests.portal.funds.test_claims import approved
from tests.portal.funds.test_pages import browser

pytestmark = pytest.mark.django_db


def leaving(given: Money, *, at_once: bool = True) -> Amendment:
    what = {"organisation": given.company.pk, "at_once": at_once}
    with acting(given.office) as office:
        return propose_amendment(office, given.programme, "leave", what, "Bought by another company")


def expected(given: Money, **said: Any) -> list[tuple[str, int]]:
    rows = Payment._base_manager.filter(
        agreement=given.agreement, organisation=given.company, paid_on=None, cancelled_at=None, **said
    )
    return sorted(rows.values_list("kind", "cents"))


def test_its_effect_is_told_and_then_done() -> None:
    given = money()
    given.pay_all("funding", "first", "drawing")
    approved(given)
    amendment = leaving(given)
    told = [str(one) for one in effect_of(amendment)]
    # 10 k€ accepted of 100 earn a tenth of 40 k€, of which a tenth is held; 8 k€ were paid ahead, of which 3.6 are earned by now.
    assert any("from €100,000 to €10,000" in one for one in told)
    assert any("from €40,000 to €4,000" in one for one in told)
    assert any("gives back €4,400" in one for one in told)
    assert any("repays €10,000 of its advance at once" in one for one in told)
    assert browser(given.office).get(f"/programme/amendments/{amendment.pk}/").status_code in (200, 404)
    with acting(given.second) as second:
        approve_amendment(second, amendment)
    share = fund_of(given.programme).agreements[given.agreement.key].shares[f"org:{given.company.pk}"]
    assert (share.earned, share.ahead, share.held, share.left) == (4 * K, 4_400_00, 400_00, today())
    assert sorted(BudgetLine._base_manager.filter(organisation=given.company).values_list("cents", flat=True)) == [0, 10 * K]
    assert (given.share().grant_cents, given.share().advance_cents) == (4 * K, 10 * K)
    assert expected(given) == [("recovery", 4_400_00), ("repayment", 10 * K)]
    assert not Participant._base_manager.filter(organisation=given.company, until=None).exists()
    given.pay_all("recovery", "repayment", "return")
    assert fund_of(given.programme).agreements[given.agreement.key].shares[f"org:{given.company.pk}"].ahead == 0
    with acting(given.partner) as own:
        claim = claim_of(given, invoice="later")
        with pytest.raises((Conflict, Denied)):
            actions.submit(own, claim)


def test_what_was_never_paid_is_expected_no_longer() -> None:
    given = money()
    amendment = leaving(given, at_once=False)
    with acting(given.second) as second:
        approve_amendment(second, amendment)
    assert expected(given) == []
    assert BookDeed._base_manager.filter(kind="partner_left").count() == 1
    with pytest.raises(Conflict, match="no longer"):
        leaving(given)


def test_a_claim_that_waits_is_decided_first() -> None:
    given = money()
    claim = claim_of(given)
    with acting(given.partner) as own:
        actions.submit(own, claim)
    with pytest.raises(Conflict, match="waits for a decision"):
        leaving(given)
