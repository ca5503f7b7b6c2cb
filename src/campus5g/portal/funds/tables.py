"""The rows of the exports: each stands alone, with the programme, the agreement and the partner that it belongs to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from campus5g.core.money import to_euros
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.funds.models import ClaimLine, Payment, Posting
from campus5g.portal.funds.names import Names
from campus5g.portal.programme.models import Programme


def _euros(cents: int | None) -> Decimal | None:
    return None if cents is None else to_euros(cents)


def line_header() -> list[str]:
    return [
        _("Programme"), _("Agreement"), _("Funder"), _("Partner"), _("Claim"), _("State"), _("Costs from"), _("Costs until"), _("Sent on"),
        _("Strand"), _("Budget line"), _("Supplier"), _("Invoice"), _("Day"), _("Net (€)"), _("VAT (€)"), _("Claimed (€)"),
        _("Decision"), _("Accepted (€)"), _("Reason"),
    ]  # fmt: skip


def line_row(line: ClaimLine) -> list[Any]:
    claim, agreement = line.claim, line.claim.agreement
    return [
        agreement.programme.reference, agreement.number, agreement.funder.name, claim.organisation.name, claim.reference,
        claim.get_state_display(), claim.starts_on, claim.ends_on, claim.submitted_on,
        line.budget.strand.title if line.budget.strand else "", line.budget.label, line.supplier, line.invoice, line.on,
        _euros(line.net_cents), _euros(line.vat_cents), _euros(line.asked_cents), line.get_outcome_display(),
        _euros(line.accepted_cents), line.why,
    ]  # fmt: skip


def payment_header() -> list[str]:
    return [
        _("Programme"), _("Agreement"), _("Funder"), _("Partner"), _("Payment"), _("What is paid"), _("Claim"), _("Amount (€)"),
        _("Expected on"), _("Paid on"), _("Came back on"), _("Order taken back on"), _("Reason"),
    ]  # fmt: skip


def payment_row(payment: Payment) -> list[Any]:
    agreement = payment.agreement
    return [
        agreement.programme.reference, agreement.number, agreement.funder.name,
        payment.organisation.name if payment.organisation else "", payment.reference, payment.get_kind_display(),
        payment.claim.reference if payment.claim else "", _euros(payment.cents), payment.due_on, payment.paid_on, payment.back_on,
        localdate(payment.cancelled_at) if payment.cancelled_at and not payment.back_on else None, payment.why,
    ]  # fmt: skip


def posting_header() -> list[str]:
    return [_("Programme"), _("Entry"), _("Day"), _("Text"), _("Account"), _("Of"), _("Debit (€)"), _("Credit (€)"), _("Deed")]


def posting_row(programme: Programme, posting: Posting, names: Names) -> list[Any]:
    role, of = names.account(posting.account)
    return [
        programme.reference, posting.entry, posting.on, say(names.readable(posting.sentence)), say(role), of,
        _euros(posting.debit_cents) or None, _euros(posting.credit_cents) or None, posting.deed.number,
    ]  # fmt: skip
