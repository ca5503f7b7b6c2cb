"""Reminders go to who has to act, once a week, by the mails that the campus sends, and stop when the deed is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from campus5g.portal.accounts.models import User
from campus5g.portal.base.clock import today
from campus5g.portal.base.models import AuditEvent, Notification, SiteSettings
from campus5g.portal.base.scope import acting
from campus5g.portal.funds import actions
from campus5g.portal.funds.models import Claim, Payment
from tests.portal.factories.funds import K, Money, claim_of, money

pytestmark = pytest.mark.django_db


def told(given: Money, who: str) -> list[str]:
    rows = Notification.objects.filter(user_id=getattr(given, who).user_id).order_by("pk")
    return [str(one.sentence) for one in rows]


@pytest.fixture
def given() -> Money:
    """Everything that was expected at the signature is paid; nobody was told anything yet."""
    made = money()
    made.pay_all("funding", "first", "drawing")
    Notification.objects.all().delete()
    return made


@pytest.fixture
def later(settings: Any) -> Callable[[int], None]:
    """Let days pass."""

    def pass_by(days: int) -> None:
        settings.DEMONSTRATION_DAY = (today() + timedelta(days=days)).isoformat()

    return pass_by


def test_money_owed_is_reminded_of_by_mail_each_week_until_it_is_paid(
    given: Money, later: Callable[[int], None], django_capture_on_commit_callbacks: Any
) -> None:
    site = SiteSettings.current()
    site.send_mails = True
    site.save()
    with acting(given.office) as office:
        due_on = today() + timedelta(days=20)
        actions.expect_payment(office, given.agreement, Payment.Kind.RECOVERY, given.company, K, due_on, "Paid twice")
    assert actions.remind_of_money() == 0  # in three weeks: not yet
    later(7)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.remind_of_money() == 1
    assert [letter.to for letter in mail.outbox] == [[User.objects.get(pk=given.partner.user_id).email]]
    assert "Recovery of €1,000, due on" in told(given, "partner")[-1]
    assert told(given, "other") == []
    assert actions.remind_of_money() == 0  # once a week
    later(20)
    assert actions.remind_of_money() == 1
    assert "late since" in told(given, "partner")[-1]
    given.pay_all("recovery")
    before = len(told(given, "partner"))
    later(30)
    actions.remind_of_money()
    assert len(told(given, "partner")) == before
    assert not AuditEvent.objects.filter(verb="funds.remind", subject_id=None).exists()


def test_a_claim_is_reminded_of_to_who_holds_it_up(given: Money, later: Callable[[int], None]) -> None:
    claim = claim_of(given)
    with acting(given.partner) as own:
        actions.submit(own, claim)
    Notification.objects.all().delete()
    later(8)
    assert actions.remind_of_money() == 1
    assert claim.reference in told(given, "office")[-1]
    assert not told(given, "funder")
    Claim._base_manager.filter(pk=claim.pk).update(state=Claim.State.ASKED)
    later(8)
    assert actions.remind_of_money() == 1
    assert "waits for your answers" in told(given, "partner")[-1]
    with acting(given.partner) as own:
        actions.withdraw_claim(own, Claim._base_manager.select_related("agreement").get(pk=claim.pk), "Wrong period")
    later(20)
    assert actions.remind_of_money() == 0


def test_the_last_day_to_claim_is_told_to_partners_that_asked_for_no_balance_yet(given: Money) -> None:
    given.agreement.claims_until = today() + timedelta(days=21)
    given.agreement.ends_on = today()
    given.agreement.save()
    assert actions.remind_of_money() == 2
    assert "Last day to claim" in told(given, "partner")[-1]
    assert "Last day to claim" in told(given, "other")[-1]
