"""The bank beside the payments expected: what is proposed with its reasons, what nothing explains, what is still awaited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campus5g.core.message import Message
from campus5g.ledger.bank.matching import Certainty, Expected, match
from campus5g.ledger.bank.statement import BankLine as Told
from campus5g.portal.funds.books import fund_of
from campus5g.portal.funds.models import Agreement, BankLine, Payment
from campus5g.portal.programme.models import Programme


@dataclass(frozen=True, slots=True)
class Proposal:
    """Lines of the bank that would settle payments, and why: one and one, one and several, or several and one."""

    lines: tuple[BankLine, ...]
    payments: tuple[Payment, ...]
    reasons: tuple[Message, ...]
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """unknown: lines that nothing explains, each with the payments made that it may bring back.

    aside_cents: of the bank, what settles nothing here; what is open explains the rest of the gap between bank and book.
    """

    proposals: tuple[Proposal, ...]
    unknown: tuple[tuple[BankLine, list[Payment]], ...]
    waiting: tuple[Payment, ...]
    bank_cents: int
    book_cents: int
    aside_cents: int

    @property
    def gap_cents(self) -> int:
        """By how much the bank holds more than the book and what was set aside."""
        return self.bank_cents - self.aside_cents - self.book_cents

    @property
    def agrees(self) -> bool:
        return self.gap_cents == 0


def reconcile(programme: Programme) -> Reconciliation:
    """Hold the lines that nobody dealt with against the payments expected."""
    every = list(BankLine.objects.filter(book__programme=programme))
    settled = set(BankLine.objects.filter(book__programme=programme, settlements__isnull=False).values_list("pk", flat=True))
    open_ones = {line.identity: line for line in every if line.pk not in settled and not line.aside_why}
    through = Payment.objects.filter(agreement__programme=programme, agreement__direct=False, paid_on=None, cancelled_at=None)
    expected = {one.reference: one for one in through.exclude(agreement__state=Agreement.State.DRAFT).select_related(
        "agreement__funder", "organisation", "claim__agreement")}  # fmt: skip
    found = match([_line(line) for line in open_ones.values()], [_expected(one) for one in expected.values()])
    return Reconciliation(
        proposals=tuple(
            Proposal(
                tuple(open_ones[one] for one in each.lines),
                tuple(expected[one] for one in each.expected),
                each.reasons,
                each.certainty,
            )
            for each in found.matches
        ),
        unknown=_came_back(programme, [open_ones[one] for one in found.unknown]),
        waiting=tuple(expected[one] for one in found.waiting),
        bank_cents=sum(line.cents for line in every),
        book_cents=fund_of(programme).cash_cents,
        aside_cents=sum(line.cents for line in every if line.aside_why),
    )


def reasons_of(programme: Programme, lines: Sequence[BankLine], payments: Sequence[Payment]) -> tuple[Message, ...]:
    """Return why lines were proposed for these payments; nothing where a person chose them."""
    for one in reconcile(programme).proposals:
        if set(one.lines) == set(lines) and set(one.payments) == set(payments):
            return one.reasons
    return ()


def _came_back(programme: Programme, unknown: Sequence[BankLine]) -> tuple[tuple[BankLine, list[Payment]], ...]:
    """Return each line with the payments made before it of which it moves the amount the other way."""
    made = Payment.objects.filter(agreement__programme=programme, agreement__direct=False, cancelled_at=None).exclude(
        paid_on=None
    )
    amounts = {abs(line.cents) for line in unknown}
    rows = list(made.filter(cents__in=amounts).select_related("agreement", "organisation")) if amounts else []
    return tuple(
        (line, [one for one in rows if one.signed_cents == -line.cents and one.paid_on and one.paid_on <= line.on])
        for line in unknown
    )


def _line(line: BankLine) -> Told:
    return Told(
        on=line.on, cents=line.cents, text=line.text, party=line.party, party_iban=line.party_iban, identity=line.identity
    )


def _expected(payment: Payment) -> Expected:
    organisation = (
        payment.agreement.funder if payment.kind in (Payment.Kind.FUNDING, Payment.Kind.RETURN) else payment.organisation
    )
    return Expected(
        key=payment.reference, on=payment.due_on, cents=payment.cents if payment.inward else -payment.cents,
        party=organisation.name if organisation else "", reference=payment.reference,
    )  # fmt: skip
