"""A claim as its partner writes it: opened, filled line by line, sent, corrected and sent again, or withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, msg
from campus5g.portal.base import attachments
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import office_people
from campus5g.portal.funds import bookkeeping
from campus5g.portal.funds.actions.book import write
from campus5g.portal.funds.actions.holding import locked, locked_claim, refuse_empty
from campus5g.portal.funds.checking import findings_of, recovers_vat, told
from campus5g.portal.funds.models import Agreement, Claim, ClaimLine, ClaimVersion
from campus5g.portal.funds.models.scoped import WHY_LENGTH
from campus5g.portal.funds.permissions import can_change_claim, can_claim

State, Outcome = Claim.State, ClaimLine.Outcome


def open_claim(
    actor: Actor, agreement: Agreement, organisation: Organisation, starts_on: date, ends_on: date, *, last: bool = False
) -> Claim:
    """Begin a claim of one partner; it is seen by nobody else but the office until it is sent."""
    with deed(actor, "funds.open_claim", right=can_claim(actor, agreement, organisation.pk)) as done:
        held = locked(agreement)
        if ends_on < starts_on:
            raise BadInput("ends_on", msg("a day before the first"), msg("a later day"))
        mine = Claim._base_manager.filter(agreement=held, organisation=organisation)
        if mine.filter(state__in=Claim.OPEN).exists():
            raise Conflict(msg("A claim of this partner is being written already: finish it or withdraw it first."))
        number = (mine.aggregate(last=Max("number"))["last"] or 0) + 1
        claim = Claim(
            agreement=held, organisation=organisation, number=number, starts_on=starts_on, ends_on=ends_on, last=last,
            created_by_id=actor.user_id,
        )  # fmt: skip
        claim.save()
        done.on(claim, agreement=held.pk, starts=starts_on.isoformat(), ends=ends_on.isoformat())
    return claim


def write_line(
    actor: Actor, claim: Claim, line: ClaimLine | None = None, file: UploadedFile | None = None, **said: Any
) -> ClaimLine:
    """Add a line to a claim, or change one (``line``). What is asked: given, or the whole invoice but the VAT that is recovered."""
    with deed(actor, "funds.write_line", right=can_change_claim(actor, claim)) as done:
        held = _open(claim)
        row = ClaimLine(claim=held) if line is None else locked(line)
        if row.claim_id != held.pk or row.removed_at is not None:
            raise Conflict(msg("This line is no longer in the claim."))
        for name, value in said.items():
            setattr(row, name, value)
        if row.budget.agreement_id != held.agreement_id or row.budget.organisation_id != held.organisation_id:
            raise BadInput("budget", msg("a budget line of somebody else"), msg("a line of your own budget"))
        if row.asked_cents is None:
            row.asked_cents = row.net_cents + (0 if recovers_vat(held) else row.vat_cents)
        if row.asked_cents > row.net_cents + row.vat_cents:
            raise BadInput("asked", msg("more than the invoice"), msg("at most the amount of the invoice"))
        row.outcome, row.accepted_cents = Outcome.WAITING, None
        row.save()
        if file is not None:
            attachments.attach(actor, row, held.organisation_id, file, ALLOWED)
        done.on(row, claim=held.pk, cents=row.asked_cents)
    return row


def remove_line(actor: Actor, line: ClaimLine, why: str) -> None:
    """Take a line off a claim, with the reason; it stays in the trail and in the versions sent."""
    why = refuse_empty("why", why, msg("a few words: why it is taken off"))[:WHY_LENGTH]
    with deed(actor, "funds.remove_line", right=can_change_claim(actor, line.claim)) as done:
        _open(line.claim)
        held = locked(line)
        if held.removed_at is not None:
            raise Conflict(msg("This line is no longer in the claim."))
        held.removed_at, held.why = timezone.now(), why
        held.save()
        done.on(held, why=why)


def submit(actor: Actor, claim: Claim, on: date | None = None) -> Claim:
    """Send a claim, or send it again once corrected. A rule that it breaks is said in one sentence, and nothing is sent."""
    on = on or today()
    with deed(actor, "funds.submit", right=can_change_claim(actor, claim)) as done:
        locked(claim.agreement)  # two partners with the same invoice are looked at one after the other
        held = _open(claim)
        if on > held.agreement.claims_until:
            raise Conflict(msg("The last day to claim was %(day)s.", day=Day.of(held.agreement.claims_until)))
        lines = list(ClaimLine._base_manager.filter(claim=held, removed_at=None).select_related("budget"))
        if not lines:
            raise Conflict(msg("A claim needs at least one line."))
        for row, found in findings_of(held, lines).items():
            stops = next((finding for finding in found if finding.refuses), None)
            if stops is not None:
                name = next(line for line in lines if line.pk == row)
                raise Conflict(msg("%(line)s: %(reason)s", line=str(name), reason=stops.reason))
        held.state, held.version, held.why = State.SUBMITTED, held.version + 1, ""
        held.submitted_on, held.moved_on, held.submitted_by_id, held.checked_by_id = on, on, actor.user_id, None
        held.save()
        ClaimVersion(claim=held, number=held.version, data=as_sent(lines), sent_on=on, sent_by_id=actor.user_id).save()
        asked = sum(line.asked_cents for line in lines)
        write(actor, held.agreement.programme, [bookkeeping.submitted(held, told(held, lines), on)])
        done.on(held, version=held.version, lines=len(lines), cents=asked)
        sentence = msg(
            "%(name)s sent the claim %(claim)s: it is to be checked", name=held.organisation.name, claim=held.reference
        )
        done.tell(office_people(), sentence, held.get_absolute_url())
    return held


def withdraw_claim(actor: Actor, claim: Claim, why: str) -> Claim:
    """Give a claim up before it is sent, or while it is with its partner again."""
    why = refuse_empty("why", why, msg("a few words: why it is withdrawn"))[:WHY_LENGTH]
    with deed(actor, "funds.withdraw_claim", right=can_change_claim(actor, claim)) as done:
        held = _open(claim)
        if held.version:
            write(actor, held.agreement.programme, [bookkeeping.rejected(held, today())])
        held.state, held.why, held.moved_on = State.WITHDRAWN, why, today()
        held.save()
        done.on(held, why=why)
    return held


def as_sent(lines: list[ClaimLine]) -> list[dict[str, Any]]:
    """What a version keeps of each line."""
    return [
        {
            "line": line.pk, "budget": line.budget.label, "supplier": line.supplier, "invoice": line.invoice,
            "on": line.on.isoformat(), "net": line.net_cents, "vat": line.vat_cents, "asked": line.asked_cents,
            "currency": line.currency, "text": line.text,
        }
        for line in lines
    ]  # fmt: skip


def _open(claim: Claim) -> Claim:
    held = locked_claim(claim)
    if not held.open:
        raise Conflict(msg("This claim was sent: it changes again if it is sent back with questions."))
    return held
