"""Agreements: written, shared between the partners, laid out in a budget, signed; budget moved by an amendment."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from campus5g.core.errors import BadInput
from campus5g.core.message import Amount, msg
from campus5g.core.money import floor_share
from campus5g.portal.base import attachments
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import people_of
from campus5g.portal.funds import bookkeeping
from campus5g.portal.funds.actions.book import write
from campus5g.portal.funds.actions.holding import locked, refuse_empty
from campus5g.portal.funds.actions.payments import expect
from campus5g.portal.funds.models import Agreement, BudgetLine, Payment, Share
from campus5g.portal.funds.models.scoped import LABEL_LENGTH, WHY_LENGTH
from campus5g.portal.funds.permissions import can_run, can_write_agreement
from campus5g.portal.programme.models import Programme, Strand


def enter_agreement(actor: Actor, programme: Programme, **said: Any) -> Agreement:
    """Write down what a funder is about to sign; it binds nobody yet."""
    with deed(actor, "funds.enter_agreement", right=can_run(actor)) as done:
        agreement = Agreement(programme=programme, created_by_id=actor.user_id, **said)
        _refuse_days(agreement)
        if Agreement._base_manager.filter(funder=agreement.funder, number=agreement.number).exists():
            raise BadInput("number", msg("a number that this funder has used already"), msg("a number of its own"))
        agreement.save()
        done.on(agreement, programme=programme.pk, funder=agreement.funder_id, number=agreement.number)
    return agreement


def change_agreement(actor: Actor, agreement: Agreement, **said: Any) -> Agreement:
    with deed(actor, "funds.change_agreement", right=can_write_agreement(actor, agreement)) as done:
        held = draft(agreement)
        changed = sorted(name for name, value in said.items() if getattr(held, name) != value)
        for name in changed:
            setattr(held, name, said[name])
        _refuse_days(held)
        held.save()
        done.on(held, changed=changed)
    return held


def set_share(actor: Actor, agreement: Agreement, organisation: Organisation, **said: Any) -> Share:
    """Say what one partner gets of an agreement: grant, repayable advance, and how the advance is repaid."""
    with deed(actor, "funds.set_share", right=can_write_agreement(actor, agreement)) as done:
        held = draft(agreement)
        if organisation.pk == held.funder_id:
            raise BadInput("organisation", msg("the funder itself"), msg("a partner of the programme"))
        share, _ = Share.objects.update_or_create(agreement=held, organisation=organisation, defaults=said)
        done.on(held, organisation=organisation.pk, grant=share.grant_cents, advance=share.advance_cents)
    return share


def set_line(
    actor: Actor,
    agreement: Agreement,
    organisation: Organisation,
    label: str,
    category: str,
    cents: int,
    strand: Strand | None = None,
) -> BudgetLine:
    """Write one line of a partner's budget; a line of that name is changed."""
    label = refuse_empty("label", label, msg("what is paid"))[:LABEL_LENGTH]
    with deed(actor, "funds.set_line", right=can_write_agreement(actor, agreement)) as done:
        held = draft(agreement)
        if not Share._base_manager.filter(agreement=held, organisation=organisation).exists():
            raise BadInput("organisation", msg("an organisation without a share"), msg("a partner that has a share"))
        line, _ = BudgetLine.objects.update_or_create(
            agreement=held,
            organisation=organisation,
            label=label,
            defaults={"category": category, "cents": cents, "strand": strand},
        )
        done.on(held, organisation=organisation.pk, line=line.pk, cents=cents)
    return line


def sign(actor: Actor, agreement: Agreement, file: UploadedFile | None = None) -> Agreement:
    """Bind everybody: the budget is written in the book, the first payments and the drawings are expected from that day.

    The funder never promised more than its rate of the budget: a share above that is refused.
    """
    with deed(actor, "funds.sign", right=can_write_agreement(actor, agreement)) as done:
        held = draft(agreement)
        shares = list(Share._base_manager.filter(agreement=held).select_related("organisation").order_by("pk"))
        lines = list(BudgetLine._base_manager.filter(agreement=held).order_by("pk"))
        _refuse_more_than_the_rate(held, shares, lines)
        held.state = Agreement.State.SIGNED
        held.save()
        write(actor, held.programme, bookkeeping.signed(held, shares, lines))
        _expect_first_payments(held, shares)
        if file is not None:
            attachments.attach(actor, held, held.funder_id, file, ALLOWED)
        done.on(
            held,
            on=held.signed_on.isoformat(),
            shares={str(one.organisation_id): one.grant_cents + one.advance_cents for one in shares},
        )
        for share in shares:
            sentence = msg("The agreement %(number)s is signed: you may claim your costs", number=held.number)
            done.tell(people_of(share.organisation_id), sentence, held.get_absolute_url())
    return held


def move_budget(actor: Actor, source: BudgetLine, target: BudgetLine, cents: int, why: str, on: date, key: str) -> None:
    """Move budget from one line to another under a signed agreement, as an amendment decided: its approval was the right to.

    key: names the amendment in the book, where it is applied once.
    """
    why = refuse_empty("why", why, msg("a few words: why it is moved"))[:WHY_LENGTH]
    with deed(actor, "funds.move_budget", right=ALLOWED) as done:
        agreement = locked(source.agreement, "programme")
        if source.agreement_id != target.agreement_id or source.pk == target.pk:
            raise BadInput("target", msg("no other line of this agreement"), msg("another line of the same agreement"))
        if agreement.state != Agreement.State.SIGNED:
            raise Conflict(msg("Budget is moved under an agreement that is signed."))
        giving, taking = locked(source), locked(target)
        write(actor, agreement.programme, [bookkeeping.budget_moved(agreement, giving, taking, cents, on, key)])
        giving.cents, taking.cents = giving.cents - cents, taking.cents + cents
        giving.save(update_fields=["cents"])
        taking.save(update_fields=["cents"])
        done.on(agreement, source=giving.pk, target=taking.pk, cents=cents, why=why)
        for organisation_id in {giving.organisation_id, taking.organisation_id}:
            sentence = msg("%(amount)s of the budget of %(number)s moved", amount=Amount(cents), number=agreement.number)
            done.tell(people_of(organisation_id), sentence, agreement.get_absolute_url())


def draft(agreement: Agreement) -> Agreement:
    """Return the agreement held until the deed ends; one that is signed is refused."""
    held = locked(agreement, "programme", "funder")
    if held.state != Agreement.State.DRAFT:
        raise Conflict(msg("This agreement is signed: it changes by an amendment."))
    return held


def _refuse_days(agreement: Agreement) -> None:
    if agreement.ends_on <= agreement.starts_on:
        raise BadInput("ends_on", msg("a day before the costs begin"), msg("a later day"))
    if agreement.claims_until < agreement.ends_on:
        raise BadInput("claims_until", msg("a day before the last day of the costs"), msg("that day or a later one"))


def _refuse_more_than_the_rate(agreement: Agreement, shares: list[Share], lines: list[BudgetLine]) -> None:
    if not shares:
        raise Conflict(msg("Nobody has a share of this agreement yet."))
    for share in shares:
        budget = sum(line.cents for line in lines if line.organisation_id == share.organisation_id)
        most = floor_share(budget, agreement.rate_percent)
        if share.grant_cents + share.advance_cents > most:
            raise Conflict(
                msg("%(name)s gets %(aid)s, above %(most)s: its budget of %(budget)s at %(rate)s %%.",
                    name=share.organisation.name, aid=Amount(share.grant_cents + share.advance_cents), most=Amount(most),
                    budget=Amount(budget), rate=float(agreement.rate_percent))
            )  # fmt: skip


def _expect_first_payments(agreement: Agreement, shares: list[Share]) -> None:
    """The first payment of each grant and the drawing of each advance; where the office holds the money, the funder's payment of both."""
    total = 0
    for share in shares:
        first = floor_share(share.grant_cents, agreement.first_percent)
        for kind, cents in ((Payment.Kind.FIRST, first), (Payment.Kind.DRAWING, share.advance_cents)):
            if cents:
                total += cents
                expect(agreement, kind, share.organisation_id, cents, agreement.signed_on)
    if total and not agreement.direct:
        expect(agreement, Payment.Kind.FUNDING, None, total, agreement.signed_on)
