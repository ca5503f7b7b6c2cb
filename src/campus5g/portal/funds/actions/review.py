"""A claim as it is looked at: each line judged, sent back with questions, checked by one person, approved by another."""

from __future__ import annotations

from datetime import date, timedelta

from campus5g.core.errors import BadInput
from campus5g.core.message import Amount, msg
from campus5g.ledger import Fund
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.directory.people import people_of
from campus5g.portal.funds import bookkeeping
from campus5g.portal.funds.actions.book import write
from campus5g.portal.funds.actions.holding import both_sides, locked, locked_claim, refuse_empty
from campus5g.portal.funds.actions.payments import expect
from campus5g.portal.funds.books import fund_of
from campus5g.portal.funds.models import Claim, ClaimLine, Payment
from campus5g.portal.funds.models.scoped import WHY_LENGTH, party
from campus5g.portal.funds.permissions import can_approve, can_check

State, Outcome = Claim.State, ClaimLine.Outcome
CALLED_WITHIN, PAID_WITHIN = timedelta(days=20), timedelta(days=30)
"""From the approval: the funder pays the trusted third party, which pays the partner."""


def judge_line(actor: Actor, line: ClaimLine, outcome: str, cents: int | None = None, why: str = "") -> ClaimLine:
    """Accept a line, cut it to what is kept of it, or ask about it; whoever is not paid in full reads why."""
    why = why.strip()[:WHY_LENGTH]
    if outcome != Outcome.ACCEPTED:
        refuse_empty("why", why, msg("a reason that the partner reads"))
    with deed(actor, "funds.judge_line", right=can_check(actor, line.claim)) as done:
        claim = locked_claim(line.claim)
        require(can_check(actor, claim))
        held = locked(line)
        if outcome == Outcome.CUT and (cents is None or not 0 <= cents < held.asked_cents):
            raise BadInput("accepted", msg("not less than what is claimed"), msg("an amount below what is claimed"))
        held.outcome, held.why = outcome, why
        held.accepted_cents = {Outcome.ACCEPTED: held.asked_cents, Outcome.CUT: cents}.get(Outcome(outcome))
        held.save()
        done.on(held, claim=claim.pk, outcome=str(outcome), cents=held.accepted_cents, why=why)
    return held


def accept_rest(actor: Actor, claim: Claim) -> int:
    """Accept at once the lines that nobody has judged yet; return how many."""
    waiting = ClaimLine._base_manager.filter(claim=claim, removed_at=None, outcome=Outcome.WAITING)
    return len([judge_line(actor, line, Outcome.ACCEPTED) for line in waiting.select_related("claim__agreement")])


def ask_back(actor: Actor, claim: Claim, why: str, on: date | None = None) -> Claim:
    """Send a claim back to its partner with the questions of its lines."""
    why = refuse_empty("why", why, msg("what is asked"))[:WHY_LENGTH]
    with deed(actor, "funds.ask_back", right=can_check(actor, claim)) as done:
        held = locked_claim(claim)
        require(can_check(actor, held))
        held.state, held.why, held.moved_on = State.ASKED, why, on or today()
        held.save()
        done.on(held, why=why)
        sentence = msg("Your claim %(claim)s comes back with questions", claim=held.reference)
        done.tell(people_of(held.organisation_id), sentence, held.get_absolute_url())
    return held


def check_claim(actor: Actor, claim: Claim, on: date | None = None) -> Claim:
    """First step: every line is accepted or cut; another person approves."""
    with deed(actor, "funds.check", right=can_check(actor, claim)) as done:
        held = locked_claim(claim)
        require(can_check(actor, held))
        lines = _lines(held)
        if any(line.accepted_cents is None for line in lines):
            raise Conflict(
                msg("Every line is accepted or cut before the claim goes on; what is questioned goes back to its partner.")
            )
        held.state, held.checked_by_id, held.moved_on = State.CHECKED, actor.user_id, on or today()
        held.save()
        kept = sum(line.accepted_cents or 0 for line in lines)
        done.on(held, lines=len(lines), cents=kept)
        people = both_sides(held.agreement.funder_id)
        done.tell(
            people, msg("The claim %(claim)s is checked: it is to be approved", claim=held.reference), held.get_absolute_url()
        )
    return held


def return_to_check(actor: Actor, claim: Claim, why: str) -> Claim:
    """Second step, refused: the claim goes back to be checked, with the reason."""
    why = refuse_empty("why", why, msg("why it is not approved"))[:WHY_LENGTH]
    with deed(actor, "funds.return_to_check", right=can_approve(actor, claim)) as done:
        held = locked_claim(claim)
        require(can_approve(actor, held))
        held.state, held.why, held.checked_by_id, held.moved_on = State.SUBMITTED, why, None, today()
        held.save()
        done.on(held, why=why)
        done.tell(
            both_sides(None), msg("The claim %(claim)s is to be checked again", claim=held.reference), held.get_absolute_url()
        )
    return held


def approve_claim(actor: Actor, claim: Claim, on: date | None = None) -> Claim:
    """Second step: what was kept is written in the book and its payment is expected. Two persons at once: the second one is told."""
    on = on or today()
    with deed(actor, "funds.approve", right=can_approve(actor, claim)) as done:
        held = locked_claim(claim)
        if held.state == State.APPROVED:
            raise Conflict(msg("This claim was approved already; nothing was counted twice."))
        require(can_approve(actor, held))
        lines = _lines(held)
        held.state, held.approved_by_id, held.approved_on, held.moved_on = State.APPROVED, actor.user_id, on, on
        held.save()
        due = _book(actor, held, lines, on)
        kept = sum(line.accepted_cents or 0 for line in lines)
        if due > 0:
            kind = Payment.Kind.BALANCE if held.last else Payment.Kind.INTERIM
            expect(held.agreement, kind, held.organisation_id, due, on + PAID_WITHIN, held)
            if not held.agreement.direct:
                expect(held.agreement, Payment.Kind.FUNDING, None, due, on + CALLED_WITHIN, held)
        done.on(held, cents=kept, due=due)
        sentence = msg("Your claim %(claim)s is approved: %(due)s will be paid", claim=held.reference, due=Amount(due))
        done.tell(people_of(held.organisation_id), sentence, held.get_absolute_url())
    return held


def _book(actor: Actor, claim: Claim, lines: list[ClaimLine], on: date) -> int:
    """Write the approval in the book; return what it makes due to the partner, in cents."""
    programme = claim.agreement.programme
    before = _due(fund_of(programme), claim)
    return _due(write(actor, programme, [bookkeeping.approved(claim, lines, on)]), claim) - before


def _due(fund: Fund, claim: Claim) -> int:
    return fund.agreements[claim.agreement.key].shares[party(claim.organisation_id)].due


def _lines(claim: Claim) -> list[ClaimLine]:
    return list(ClaimLine._base_manager.filter(claim=claim, removed_at=None).select_related("budget").order_by("pk"))
