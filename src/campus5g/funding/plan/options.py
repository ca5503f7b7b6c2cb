"""What one cent of a call is made of: grant, advance, loan; what it counts as aid, and what it is worth once repaid."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from campus5g.core.equivalent import equivalent_share
from campus5g.core.money import floor_share
from campus5g.core.project import CallTerms, Partner
from campus5g.funding.equivalent import discount_rate, reference_rate
from campus5g.funding.rules import RulesOn

ADVANCE = "+advance"
"""The ending of the second way of a call that leaves the split free."""


@dataclass(frozen=True, slots=True)
class Option:
    """One way in which a call pays: shares of grant and loan as fractions, the rest is a repayable advance."""

    key: str
    call: CallTerms
    grant: Decimal
    loan: Decimal

    @property
    def pure(self) -> bool:
        """Whether all of it is an advance that success repays with interest (Art. 7(5))."""
        return self.call.advance_interest and not self.grant and not self.loan

    def split(self, cents: int) -> tuple[int, int, int]:
        """Return grant, advance and loan of an amount, the first rounded down; they add up exactly."""
        grant = floor_share(cents, self.grant * 100)
        loan = cents - grant if self.grant + self.loan == 1 and self.loan else floor_share(cents, self.loan * 100)
        return grant, cents - grant - loan, loan

    def weight(self, partner: Partner, rules: RulesOn) -> Fraction:
        """The aid that one cent of money counts for."""
        if not self.loan:
            return Fraction(1)
        return 1 - Fraction(self.loan) * (1 - loan_share(self.call, partner, rules))

    def value(self, rules: RulesOn) -> Fraction:
        """One cent less the present value of what is repaid, interest included."""
        rate, call = discount_rate(rules), self.call
        advance = equivalent_share(
            call.advance_years, call.advance_grace_years, rate if call.advance_interest else Decimal(0), rate, rate
        )  # fmt: skip
        loan = equivalent_share(call.loan_years, call.loan_grace_years, call.loan_rate / 100, rate, rate, floor=False)
        grant, lent = Fraction(self.grant), Fraction(self.loan)
        return grant + lent * loan + (1 - grant - lent) * advance


def options_of(call: CallTerms) -> tuple[Option, ...]:
    """Return the ways in which a call pays: one, or grant and advance apart where it leaves the split free."""
    if call.free_split:
        return (
            Option(call.call_id, call, Decimal(1), Decimal(0)),
            Option(call.call_id + ADVANCE, call, Decimal(0), Decimal(0)),
        )
    return (Option(call.call_id, call, call.grant_share, call.loan_share),)


def loan_share(call: CallTerms, partner: Partner, rules: RulesOn) -> Fraction:
    """The gross grant equivalent of one cent lent to a partner, at the reference rate of its rating."""
    reference, rate = reference_rate(rules, partner.rating), discount_rate(rules)
    return equivalent_share(call.loan_years, call.loan_grace_years, call.loan_rate / 100, reference, rate)


def loan_equivalent_cents(cents: int, call: CallTerms, partner: Partner, rules: RulesOn) -> int:
    """The gross grant equivalent of a loan, rounded up: what counts against a ceiling is never understated."""
    return -int((-cents * loan_share(call, partner, rules)) // 1) if cents else 0
