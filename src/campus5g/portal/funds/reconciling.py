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
    """Lines of the bank that would settle payments, and why."""

    lines: tuple[BankLine, ...]
    payments: tuple[Payment, ...]
    reasons: tuple[Message, ...]
    certainty: Certainty

    @property
    def one_line(self) -> BankLine | None:
        """The line, where one alone settles the payments: several lines for one payment are told, and settled by hand."""
        return self.lines[0] if len(self.lines) == 1 else None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """aside_cents: of the bank, what settles nothing here; what is open explains the rest of the gap between bank and book."""

    proposals: tuple[Proposal, ...]
    unknown: tuple[BankLine, ...]
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
        unknown=tuple(open_ones[one] for one in found.unknown),
        waiting=tuple(expected[one] for one in found.waiting),
        bank_cents=sum(line.cents for line in every),
        book_cents=fund_of(programme).cash_cents,
        aside_cents=sum(line.cents for line in every if line.aside_why),
    )


def reasons_of(programme: Programme, line: BankLine, payments: Sequence[Payment]) -> tuple[Message, ...]:
    """Return why a line was proposed for these payments; nothing where a person chose them."""
    wanted = {one.pk for one in payments}
    for one in reconcile(programme).proposals:
        if one.one_line == line and {each.pk for each in one.payments} == wanted:
            return one.reasons
    return ()


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
