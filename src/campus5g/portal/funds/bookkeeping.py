"""The rows of the portal as deeds of the engine: one function for each thing that may happen to the money.

Organisations, agreements, budget lines and claims stand in the book by their numbers (``org:12``): ``names`` says them to people.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from campus5g import ledger
from campus5g.core.message import msg
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.funds.models import Agreement, BudgetLine, Change, Claim, ClaimLine, Payment, Share
from campus5g.portal.funds.models.scoped import advance_key, party

Kind = Payment.Kind
_PAID_AS = {
    Kind.FIRST: ledger.Payment.ADVANCE,
    Kind.INTERIM: ledger.Payment.INTERIM,
    Kind.RETENTION: ledger.Payment.BALANCE,
    Kind.BALANCE: ledger.Payment.BALANCE,
}


def signed(agreement: Agreement, shares: Sequence[Share], lines: Sequence[BudgetLine]) -> list[ledger.AnyDeed]:
    """The agreement with its awards and its budget, then the terms of each repayable advance."""
    told = ledger.Agreement(
        key=agreement.key,
        funder=party(agreement.funder_id),
        starts=agreement.starts_on,
        ends=agreement.ends_on,
        awards=tuple(ledger.Award(party(one.organisation_id), one.grant_cents, one.advance_cents) for one in shares),
        lines=tuple(budget_line(line) for line in lines),
        retention_percent=agreement.retention_percent,
        transfer_percent=agreement.transfer_percent,
    )
    first = ledger.AgreementSigned(key=f"agreement:{agreement.pk}", on=agreement.signed_on, agreement=told)
    return [first, *(_agreed(agreement, one) for one in shares if one.advance_cents)]


def _agreed(agreement: Agreement, share: Share) -> ledger.AdvanceAgreed:
    return ledger.AdvanceAgreed(
        key=f"advance:{share.pk}",
        on=agreement.signed_on,
        advance=share.advance_key,
        agreement=agreement.key,
        partner=party(share.organisation_id),
        terms=terms_of(share, agreement),
    )


def terms_of(share: Share, agreement: Agreement) -> ledger.Terms:
    return ledger.Terms(
        principal_cents=share.advance_cents,
        starts=agreement.signed_on,
        deferral_months=share.deferral_months,
        instalments=share.instalments,
        every_months=share.every_months,
        rate=share.rate_percent / 100,
        conditional=share.conditional,
        minimum_cents=share.minimum_cents,
        trigger=ledger.Trigger(share.trigger),
        turnover_percent=share.turnover_percent,
    )


def budget_line(line: BudgetLine, cents: int | None = None) -> ledger.BudgetLine:
    return ledger.BudgetLine(
        key=line.key,
        partner=party(line.organisation_id),
        label=line.label,
        category=line.category,
        cents=line.cents if cents is None else cents,
        strand=str(line.strand_id or ""),
    )


def budget_moved(agreement: Agreement, giving: BudgetLine, taking: BudgetLine, cents: int, on: date, key: str) -> ledger.AnyDeed:
    if giving.cents < cents:
        raise Conflict(msg("The line has less than what is to be moved."))
    lines = (budget_line(giving, giving.cents - cents), budget_line(taking, taking.cents + cents))
    return ledger.AgreementAmended(key=key, on=on, agreement=agreement.key, lines=lines)


def claim_told(
    claim: Claim, lines: Sequence[ClaimLine], evidence: dict[int, tuple[str, ...]], recovers_vat: bool
) -> ledger.Claim:
    """A claim as the engine checks it and keeps it. evidence: names of the files, by the number of the line."""
    return ledger.Claim(
        key=claim.key,
        agreement=claim.agreement.key,
        partner=party(claim.organisation_id),
        starts=claim.starts_on,
        ends=claim.ends_on,
        lines=tuple(
            ledger.ClaimLine(
                key=line.key,
                budget_line=line.budget.key,
                label=line.text or line.supplier,
                claimed_cents=line.asked_cents,
                incurred=line.on,
                net_cents=line.net_cents,
                vat_cents=line.vat_cents,
                vat_recoverable=recovers_vat,
                category=line.budget.category,
                supplier=line.supplier,
                invoice=line.invoice,
                invoiced=line.on,
                currency=line.currency,
                evidence=evidence.get(line.pk, ()),
            )
            for line in lines
        ),
    )


def submitted(claim: Claim, told: ledger.Claim, on: date) -> ledger.AnyDeed:
    return ledger.ClaimSubmitted(key=f"claim:{claim.pk}:{claim.version}", on=on, claim=told)


def rejected(claim: Claim, on: date) -> ledger.AnyDeed:
    return ledger.ClaimRejected(key=f"rejected:{claim.pk}", on=on, claim=claim.key)


def approved(claim: Claim, lines: Sequence[ClaimLine], on: date) -> ledger.AnyDeed:
    accepted = tuple(ledger.Accepted(line.key, line.accepted_cents or 0) for line in lines)
    return ledger.ClaimApproved(key=f"approved:{claim.pk}", on=on, claim=claim.key, lines=accepted)


def released(payment: Payment, on: date) -> ledger.AnyDeed:
    return ledger.RetentionReleased(
        key=f"released:{payment.pk}", on=on, agreement=payment.agreement.key, partner=party(payment.organisation_id),
        cents=payment.cents,
    )  # fmt: skip


def paid(payment: Payment, on: date, direct: bool) -> ledger.AnyDeed:
    """What a payment does to the book on the day it was made."""
    key, cents, agreement, partner = f"paid:{payment.pk}", payment.cents, payment.agreement.key, party(payment.organisation_id)
    advance = advance_key(payment.agreement_id, payment.organisation_id)
    match payment.kind:
        case Kind.FUNDING:
            return ledger.FundsReceived(key=key, on=on, agreement=agreement, cents=cents)
        case Kind.RETURN:
            return ledger.FundsReturned(key=key, on=on, agreement=agreement, cents=cents)
        case Kind.DRAWING:
            return ledger.AdvanceDrawn(key=key, on=on, advance=advance, cents=cents, direct=direct)
        case Kind.REPAYMENT:
            return ledger.AdvanceRepaid(key=key, on=on, advance=advance, cents=cents, direct=direct)
        case Kind.RECOVERY:
            return ledger.PaymentRecovered(key=key, on=on, agreement=agreement, partner=partner, cents=cents, direct=direct)
        case _:
            what = _PAID_AS[Kind(payment.kind)]
            return ledger.PaymentMade(key=key, on=on, agreement=agreement, partner=partner, cents=cents, what=what, direct=direct)


def came_back(payment: Payment, on: date) -> ledger.AnyDeed:
    """A payment that the bank returned: what it did is reversed."""
    return ledger.MoveReversed(key=f"back:{payment.pk}", on=on, move=f"paid:{payment.pk}")


def unreleased(payment: Payment, on: date) -> ledger.AnyDeed:
    """A retention that is held back again, its payment not having been made."""
    return ledger.MoveReversed(key=f"unreleased:{payment.pk}", on=on, move=f"released:{payment.pk}")


def left(share: Share, on: date, amendment: int) -> ledger.AnyDeed:
    """A partner leaves an agreement, as an amendment decided."""
    key = f"left:{amendment}:{share.pk}"
    return ledger.PartnerLeft(key=key, on=on, agreement=share.agreement.key, partner=party(share.organisation_id))


def closed(agreement: Agreement, on: date, number: int) -> ledger.AnyDeed:
    return ledger.AgreementClosed(key=f"ended:{agreement.pk}:{number}", on=on, agreement=agreement.key)


def reopened(agreement: Agreement, on: date, number: int) -> ledger.AnyDeed:
    return ledger.AgreementReopened(key=f"begun:{agreement.pk}:{number}", on=on, agreement=agreement.key)


def called(share: Share, number: int, on: date) -> ledger.AnyDeed:
    return ledger.InstalmentCalled(key=f"called:{share.pk}:{number}", on=on, advance=share.advance_key)


def changed(change: Change, on: date) -> ledger.AnyDeed | None:
    """What an approved change does to the book; an early repayment does nothing before it is paid."""
    key, advance = f"change:{change.pk}", change.share.advance_key
    match change.kind:
        case Change.Kind.TRIGGER:
            return ledger.TriggerMet(key=key, on=on, advance=advance)
        case Change.Kind.TURNOVER:
            return ledger.TurnoverDeclared(key=key, on=on, advance=advance, cents=change.cents or 0, due=change.due_on or on)
        case Change.Kind.OUTCOME:
            return ledger.OutcomeDeclared(key=key, on=on, advance=advance, percent=change.percent or Decimal(0))
        case Change.Kind.DEFER:
            return ledger.InstalmentsDeferred(key=key, on=on, advance=advance, months=change.months or 0)
        case Change.Kind.WRITE_OFF:
            return ledger.AdvanceWrittenOff(key=key, on=on, advance=advance, cents=change.cents or 0)
        case _:
            return None


def repaid_early(change: Change, on: date) -> ledger.AnyDeed:
    """What an early repayment will do once it is paid: to tell its effect before."""
    return ledger.AdvanceRepaid(key=f"change:{change.pk}", on=on, advance=change.share.advance_key, cents=change.cents or 0)
