"""Who may do what with the money of a programme. Seeing is the scope's work; who checks a claim never approves it."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Decision, refused
from campus5g.portal.base.once import once_a_page
from campus5g.portal.funds.models import Agreement, Change, Claim, Payment, Share

BY_HAND = (Payment.Kind.FUNDING, Payment.Kind.RETENTION, Payment.Kind.RECOVERY, Payment.Kind.RETURN)
"""What the office may expect by itself; the others follow from the agreement, the claims and the advances."""


def can_run(actor: Actor) -> Decision:
    """Agreements, the bank, the book and its periods are kept by the trusted third party."""
    return ALLOWED if actor.sees_all else refused(msg("Only the programme office keeps the money of a programme."))


def can_write_agreement(actor: Actor, agreement: Agreement) -> Decision:
    right = can_run(actor)
    if right and agreement.state == Agreement.State.CLOSED:
        return refused(msg("This agreement is closed: it is kept as it was."))
    if right and agreement.state != Agreement.State.DRAFT:
        return refused(msg("This agreement is signed: it changes by an amendment."))
    return right


@once_a_page
def has_share(agreement: Agreement, organisation_id: int | None) -> bool:
    return Share._base_manager.filter(agreement=agreement, organisation_id=organisation_id).exists()


def can_claim(actor: Actor, agreement: Agreement, organisation_id: int | None) -> Decision:
    """A partner claims its own costs; the office may write a claim for it."""
    if not (actor.sees_all or organisation_id in actor.organisation_ids):
        return refused(msg("A partner claims its own costs only."))
    if agreement.state != Agreement.State.SIGNED:
        return refused(msg("Costs are claimed under an agreement that is signed."))
    if not has_share(agreement, organisation_id):
        return refused(msg("This organisation has no share of the agreement."))
    return ALLOWED


def can_change_claim(actor: Actor, claim: Claim) -> Decision:
    right = can_claim(actor, claim.agreement, claim.organisation_id)
    if right and not claim.open:
        return refused(msg("This claim was sent: it changes again if it is sent back with questions."))
    return right


def can_check(actor: Actor, claim: Claim) -> Decision:
    """First step: somebody of the office, who did not send the claim."""
    if not actor.sees_all:
        return refused(msg("Only the programme office checks claims."))
    if claim.state != Claim.State.SUBMITTED:
        return refused(msg("This claim is not waiting to be checked."))
    return _another(actor, claim.submitted_by_id, "sent")


def can_approve(actor: Actor, claim: Claim) -> Decision:
    """Second step: another person, of the office or of the funder."""
    if not (actor.sees_all or claim.agreement.funder_id in actor.organisation_ids):
        return refused(msg("Only the programme office and the funder approve claims."))
    if claim.state != Claim.State.CHECKED:
        return refused(msg("This claim is not waiting to be approved."))
    right = _another(actor, claim.submitted_by_id, "sent")
    return _another(actor, claim.checked_by_id, "checked") if right else right


def can_pay(actor: Actor, payment: Payment) -> Decision:
    """The office says what its account paid and received; a funder that pays the partners itself says what it paid."""
    agreement = payment.agreement
    if not payment.expected:
        return refused(msg("This payment is made or cancelled already."))
    if actor.sees_all or (agreement.direct and agreement.funder_id in actor.organisation_ids):
        return ALLOWED
    return refused(msg("Only the programme office says what was paid."))


def can_cancel(actor: Actor, payment: Payment) -> Decision:
    """A payment that came back is said by whoever says that it was made."""
    agreement = payment.agreement
    if payment.paid_on is None or payment.cancelled_at is not None:
        return refused(msg("This payment was not made, or came back already."))
    if agreement.state == Agreement.State.CLOSED:
        return refused(msg("This agreement is closed: it is opened again first."))
    if actor.sees_all or (agreement.direct and agreement.funder_id in actor.organisation_ids):
        return ALLOWED
    return refused(msg("Only the programme office says what was paid."))


def can_take_back(actor: Actor, payment: Payment) -> Decision:
    """An order that nothing else obliges to: what follows from a signature or an approval stays due."""
    right = can_run(actor)
    if right and not payment.expected:
        return refused(msg("This payment is made or cancelled already."))
    early = payment.kind == Payment.Kind.REPAYMENT and bool(payment.why)
    if right and payment.kind not in BY_HAND and not early:
        return refused(msg("This payment follows from what was signed or approved: it stays due."))
    return right


def can_close(actor: Actor, agreement: Agreement) -> Decision:
    right = can_run(actor)
    if right and agreement.state != Agreement.State.SIGNED:
        return refused(msg("Only an agreement that is signed and under way is closed."))
    return right


def can_reopen(actor: Actor, agreement: Agreement) -> Decision:
    right = can_run(actor)
    if right and agreement.state != Agreement.State.CLOSED:
        return refused(msg("This agreement is not closed."))
    return right


def can_ask_change(actor: Actor, share: Share) -> Decision:
    if actor.sees_all or share.organisation_id in actor.organisation_ids:
        return ALLOWED
    return refused(msg("Only the partner and the programme office ask for a change of its advance."))


def can_decide_change(actor: Actor, change: Change) -> Decision:
    """Another person than who asked for it, of the office or of the funder."""
    if not (actor.sees_all or change.share.agreement.funder_id in actor.organisation_ids):
        return refused(msg("Only the programme office and the funder decide on an advance."))
    if change.state != Change.State.ASKED:
        return refused(msg("This change was decided already."))
    if actor.user_id is not None and actor.user_id == change.asked_by_id:
        return refused(msg("You asked for this change: another person decides."))
    return ALLOWED


def _another(actor: Actor, user_id: int | None, did: str) -> Decision:
    """The four-eyes rule: a person does one step of a claim only."""
    if user_id is None or actor.user_id != user_id:
        return ALLOWED
    if did == "sent":
        return refused(msg("You sent this claim: another person looks at it."))
    return refused(msg("You checked this claim: another person approves it."))
