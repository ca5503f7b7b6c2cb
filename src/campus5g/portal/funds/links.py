"""What this room shows in the others: its tab of a programme, its menu entry, what waits, its days, its kind of amendment."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models
from django.db.models import Q

from campus5g.core.message import Amount, Day, msg
from campus5g.portal.base.actor import Actor, Role
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import ALLOWED, Decision, refused
from campus5g.portal.base.deeds import name_deeds
from campus5g.portal.base.loading import loader
from campus5g.portal.base.once import once_a_page
from campus5g.portal.base.registry import MenuEntry, Panel, Waiting, menu, panel, waits
from campus5g.portal.base.regular import regularly
from campus5g.portal.base.subjects import Openness, open_to_notes
from campus5g.portal.directory.people import office_people
from campus5g.portal.funds.actions import call_instalments, remind_of_money
from campus5g.portal.funds.actions.holding import both_sides
from campus5g.portal.funds.amending import MOVE_BUDGET
from campus5g.portal.funds.kinds_said import KINDS
from campus5g.portal.funds.leaving import LEAVE
from campus5g.portal.funds.loading import load_funds
from campus5g.portal.funds.models import Agreement, Change, Claim, ClaimLine, Payment
from campus5g.portal.funds.permissions import can_run
from campus5g.portal.funds.standing import total_of
from campus5g.portal.programme import joints
from campus5g.portal.programme.links import takes_part
from campus5g.portal.programme.models import Programme

DEEDS = {
    "funds.enter_agreement": msg("the agreement was written"),
    "funds.change_agreement": msg("the agreement was changed before its signature"),
    "funds.set_share": msg("the share of a partner was said"),
    "funds.set_line": msg("a line of the budget was written"),
    "funds.sign": msg("the agreement was signed"),
    "funds.copy_budget": msg("the budget of the project was taken over"),
    "funds.drop_line": msg("a line of the budget was taken off"),
    "funds.close_agreement": msg("the agreement was closed"),
    "funds.reopen_agreement": msg("the agreement was opened again"),
    "funds.leave": msg("a partner left the agreements"),
    "funds.move_budget": msg("budget was moved"),
    "funds.open_claim": msg("the claim was begun"),
    "funds.write_line": msg("a line of the claim was written"),
    "funds.remove_line": msg("a line was taken off the claim"),
    "funds.submit": msg("the claim was sent"),
    "funds.withdraw_claim": msg("the claim was withdrawn"),
    "funds.judge_line": msg("a line of the claim was decided"),
    "funds.ask_back": msg("the claim was sent back with questions"),
    "funds.check": msg("the claim was checked"),
    "funds.return_to_check": msg("the claim went back to be checked"),
    "funds.approve": msg("the claim was approved"),
    "funds.expect": msg("a payment was expected"),
    "funds.pay": msg("a payment was made"),
    "funds.cancel_payment": msg("a payment came back and was reversed"),
    "funds.take_back": msg("the order of a payment was taken back"),
    "funds.ask_change": msg("a change of the advance was asked for"),
    "funds.decide_change": msg("a change of the advance was decided"),
    "funds.call_instalment": msg("an instalment was called"),
    "funds.remind": msg("reminders of money were sent"),
    "funds.read_statement": msg("a bank statement was read"),
    "funds.settle": msg("a line of the bank was confirmed"),
    "funds.bring_back": msg("a line of the bank brought a payment back"),
    "funds.set_aside": msg("a line of the bank was set aside"),
    "funds.close_period": msg("the accounts were closed up to a day"),
    "funds.reopen_period": msg("the accounts were opened again"),
}
SHOWN = 10


def register() -> None:
    """Register the room's entries in the house."""
    name_deeds(DEEDS)
    menu(MenuEntry(msg("Money"), "funds:list", 66, (Role.OFFICE, Role.FUNDER)))
    open_to_notes("funds.agreement", Openness(_may_run, _agreement_people, lambda one: one.funder_id))
    open_to_notes("funds.claimline", Openness(_may_speak, _line_people, lambda one: one.claim.organisation_id, _may_prove))
    joints.tab(joints.Tab(msg("Money"), "funds:programme", 30))
    joints.due_dates(due_days)
    joints.amendment_kind(MOVE_BUDGET)
    joints.amendment_kind(LEAVE)
    panel("programme.programme#overview", 20, overview)
    panel("programme.programme#committee", 20, overview)
    waits(to_do)
    regularly("funds.instalments", call_instalments)
    regularly("funds.remind", remind_of_money)
    loader(95, load_funds)


def _may_run(actor: Actor, _agreement: models.Model) -> Decision:
    return can_run(actor)


def _may_speak(actor: Actor, line: models.Model) -> Decision:
    """Whoever sees a line may ask about it, or answer; what is approved or withdrawn is kept as it was."""
    if not isinstance(line, ClaimLine) or not line.claim.live:
        return refused(msg("This claim is over: it is kept as it was."))
    return ALLOWED if actor.user_id else refused(msg("Only people write notes."))


def _may_prove(actor: Actor, line: models.Model) -> Decision:
    """Evidence is the partner's; the office may add what it was sent."""
    if actor.sees_all or (isinstance(line, ClaimLine) and line.claim.organisation_id in actor.organisation_ids):
        return ALLOWED
    return refused(msg("Only the partner and the programme office add files to a line."))


def _agreement_people(_agreement: Agreement) -> models.QuerySet:
    return office_people()


def _line_people(line: ClaimLine) -> models.QuerySet:
    return both_sides(line.claim.organisation_id)


def overview(actor: Actor, thing: models.Model) -> Panel | None:
    """On the page of a programme and on the committee's: the sums of all partners, and the payments that are late."""
    if not isinstance(thing, Programme):
        return None
    mine = bool(agreements_of(thing))
    if not mine and not Agreement._base_manager.filter(programme=thing).exists():
        return None
    late = sum(one.late(today()) > 0 for one in payments_of(thing))
    context = {"programme": thing, "total": total_of(thing), "late": late, "may_open": mine or actor.sees_all}
    return Panel("funds/parts/overview.html", context)


@once_a_page
def agreements_of(programme: Programme) -> list[Agreement]:
    """The agreements of a programme that the actor of the scope sees."""
    return list(Agreement.objects.filter(programme=programme))


@once_a_page
def payments_of(programme: Programme) -> list[Payment]:
    """The payments of a programme that were not cancelled, as far as one may see them."""
    if not agreements_of(programme):
        return []
    rows = Payment.objects.filter(agreement__programme=programme, cancelled_at=None)
    return list(rows.select_related("agreement", "organisation"))


def due_days(_actor: Actor, programme: Programme) -> Iterator[joints.Due]:
    """The last days to claim, and the payments expected, as far as one may see them."""
    for agreement in (one for one in agreements_of(programme) if one.state != Agreement.State.DRAFT):
        what = msg("Last day to claim under %(number)s", number=agreement.number)
        yield joints.Due(f"funds-claims-{agreement.pk}", agreement.claims_until, what, agreement.get_absolute_url())
    for one in payments_of(programme):
        what = msg("%(kind)s: %(amount)s", kind=KINDS[one.kind], amount=Amount(one.cents))
        who = one.organisation.name if one.organisation else ""
        yield joints.Due(
            f"funds-payment-{one.pk}", one.due_on, what, one.agreement.get_absolute_url(), one.paid_on is not None, who
        )


def to_do(actor: Actor) -> Iterator[Waiting]:
    """For the office: claims to check; for it and the funders: claims and changes to decide; for a partner: questions, instalments."""
    if actor.user_id is None or not takes_part(actor):
        return
    yield from _claims(actor)
    yield from _changes(actor)
    due = Payment.objects.filter(
        organisation__in=actor.organisation_ids, kind=Payment.Kind.REPAYMENT, paid_on=None, cancelled_at=None
    ).select_related("agreement")
    for payment in due[:SHOWN]:
        sentence = msg("Repay %(amount)s by %(day)s", amount=Amount(payment.cents), day=Day.of(payment.due_on))
        yield Waiting(sentence, payment.agreement.get_absolute_url(), urgent=payment.due_on < today())


def _claims(actor: Actor) -> Iterator[Waiting]:
    """The oldest claims that wait for the actor, asked for at once."""
    funded = Q() if actor.sees_all else Q(agreement__funder__in=actor.organisation_ids)
    wanted = Q(organisation__in=actor.organisation_ids, state=Claim.State.ASKED) | Q(funded, state=Claim.State.CHECKED)
    if actor.sees_all:
        wanted |= Q(state=Claim.State.SUBMITTED)
    for claim in Claim.objects.filter(wanted).select_related("agreement").order_by("moved_on", "pk")[: 3 * SHOWN]:
        did = {claim.submitted_by_id} if claim.state == Claim.State.SUBMITTED else {claim.submitted_by_id, claim.checked_by_id}
        if claim.state == Claim.State.ASKED:
            sentence = msg("Your claim %(claim)s came back with questions", claim=claim.reference)
            if claim.organisation_id in actor.organisation_ids:
                yield Waiting(sentence, claim.get_absolute_url(), urgent=True)
        elif actor.user_id not in did:
            checks = claim.state == Claim.State.SUBMITTED
            asked = msg("Check the claim %(claim)s", claim=claim.reference)
            yield Waiting(
                asked if checks else msg("Approve the claim %(claim)s", claim=claim.reference), claim.get_absolute_url()
            )


def _changes(actor: Actor) -> Iterator[Waiting]:
    if actor.sees_all or actor.role == Role.FUNDER:
        for change in (
            Change.objects.filter(state=Change.State.ASKED).exclude(asked_by=actor.user_id).select_related("share")[:SHOWN]
        ):
            yield Waiting(msg("Decide on a change of an advance"), change.share.get_absolute_url(), change.asked_at)
