"""A partner leaves a programme: its budget, grant and advance are cut to what was accepted, earned and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from campus5g.core.message import msg
from campus5g.ledger import Fund
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import ALLOWED
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import people_of
from campus5g.portal.funds import bookkeeping
from campus5g.portal.funds.actions.book import write
from campus5g.portal.funds.actions.payments import expect
from campus5g.portal.funds.books import owed_of
from campus5g.portal.funds.models import BudgetLine, Payment, Share
from campus5g.portal.funds.models.scoped import party
from campus5g.portal.programme.models import Amendment, Participant

GIVEN_BACK_WITHIN = timedelta(days=30)
Kind = Payment.Kind


def leave(actor: Actor, amendment: Amendment, leaver: Organisation, shares: Sequence[Share], *, at_once: bool) -> None:
    """Let a partner leave every agreement, as an amendment decided: its approval was the right to.

    at_once: what it owes of its advances is expected now, besides the instalments called already.
    """
    with deed(actor, "funds.leave", right=ALLOWED) as done:
        fund = write(actor, amendment.programme, [bookkeeping.left(share, today(), amendment.pk) for share in shares])
        for share in shares:
            _cut(fund, share)
            _expect(fund, share, amendment.why, at_once=at_once)
        places = Participant._base_manager.filter(programme=amendment.programme_id, organisation=leaver, until=None)
        places.update(until=today())
        done.on(amendment.programme, organisation=leaver.pk, agreements=[share.agreement_id for share in shares], at_once=at_once)
        sentence = msg("You take part in “%(title)s” no longer; what is left to settle is shown", title=amendment.programme.title)
        done.tell(people_of(leaver.pk), sentence, amendment.programme.get_absolute_url())


def _cut(fund: Fund, share: Share) -> None:
    """Bring the rows to what the book now holds."""
    kept = fund.agreements[share.agreement.key].shares[party(share.organisation_id)]
    for line in BudgetLine._base_manager.filter(agreement=share.agreement_id, organisation=share.organisation_id):
        line.cents = kept.accepted.get(line.key, 0)
        line.save(update_fields=["cents"])
    share.grant_cents, share.advance_cents = kept.award.grant_cents, kept.award.advance_cents
    share.save(update_fields=["grant_cents", "advance_cents"])


def _expect(fund: Fund, share: Share, why: str, *, at_once: bool) -> None:
    """Expect what is to be given back; drop the first payments and drawings that lapse."""
    waiting = Payment._base_manager.filter(
        agreement=share.agreement_id, organisation=share.organisation_id, paid_on=None, cancelled_at=None
    )
    waiting.filter(kind__in=(Kind.FIRST, Kind.DRAWING)).update(cancelled_at=timezone.now(), why=why)
    called = sum(waiting.filter(kind=Kind.REPAYMENT).values_list("cents", flat=True))
    ahead = fund.agreements[share.agreement.key].shares[party(share.organisation_id)].ahead
    owed = owed_of(fund, share) - called if at_once else 0
    for kind, cents in ((Kind.RECOVERY, ahead), (Kind.REPAYMENT, owed)):
        if cents > 0:
            expect(share.agreement, kind, share.organisation_id, cents, today() + GIVEN_BACK_WITHIN, why=why)
