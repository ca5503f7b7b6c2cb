"""Present values and the gross grant equivalent of a loan or a repayable advance (2008/C 14/02, GBER Art. 5 and 7(3)).

The formula, and no rate of any law: those who know the rates give them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.money import nearest_cent

Flow = tuple[int, int]
"""An amount (cents) at the end of a year counted from the grant."""

_DIGITS = 40


def present_value(flows: Sequence[Flow], rate: Decimal) -> int:
    """Return sum of amount / (1 + rate)^year, in cents, half up. ``rate`` is a fraction (0.0559)."""
    with localcontext() as context:
        context.prec = _DIGITS
        euros = sum((Decimal(cents) / 100 / (1 + rate) ** year for year, cents in flows), Decimal(0))
        return nearest_cent(euros)


def loan_equivalent(
    principal_cents: int, repayments: Sequence[Flow], contract_rate: Decimal, reference_rate: Decimal, discount_rate: Decimal
) -> int:
    """Return the gross grant equivalent (cents, half up) of a loan paid out in full at the grant.

    Repayments that do not add up to the principal are bad input. The formula is that of ``advance_equivalent``.
    """
    if sum(cents for _, cents in repayments) != principal_cents:
        raise BadInput("repayments", msg("they do not add up to the principal"), msg("parts whose sum is the principal"))
    return advance_equivalent([(0, principal_cents)], repayments, (), contract_rate, reference_rate, discount_rate)


def advance_equivalent(
    drawings: Sequence[Flow],
    repayments: Sequence[Flow],
    given_up: Sequence[Flow],
    contract_rate: Decimal,
    reference_rate: Decimal,
    discount_rate: Decimal,
) -> int:
    """Return the gross grant equivalent (cents, half up) of what is drawn by parts, repaid by parts and given up by parts.

    sum over years t of outstanding(t) x (reference - contract) / (1 + discount)^t, where outstanding(t) is what is owed during
    year t, plus what is given up at the end of year t / (1 + discount)^t: it is a grant then. A drawing at the end of year t (0: at the
    grant) is owed from year t + 1 on. Never below what is given up: a rate above the reference is no aid. With reference = discount and
    contract 0 it equals the present value of the drawings less that of the repayments.
    """
    drawn, repaid, lost = (_by_year(flows) for flows in (drawings, repayments, given_up))
    if min((*drawn.values(), *repaid.values(), *lost.values()), default=0) < 0 or drawn.total() != repaid.total() + lost.total():
        raise BadInput("repayments", msg("they do not add up to the principal"), msg("parts whose sum is the principal"))
    if min((*repaid, *lost), default=1) < 1 or min(drawn, default=0) < 0:
        raise BadInput("repayments", msg("a repayment before the end of the first year"), msg("years counted from 1"))
    spread = max(Decimal(0), reference_rate - contract_rate)
    with localcontext() as context:
        context.prec = _DIGITS
        owed, euros = drawn[0], Decimal(0)
        for year in range(1, max((*repaid, *lost), default=0) + 1):
            worth = 1 / (1 + discount_rate) ** year
            euros += (Decimal(owed) * spread + lost[year]) / 100 * worth
            owed += drawn[year] - repaid[year] - lost[year]
        return nearest_cent(euros)


def _by_year(flows: Sequence[Flow]) -> Counter[int]:
    found: Counter[int] = Counter()
    for year, cents in flows:
        found[year] += cents
    return found


def repayment_share(years: int, grace_years: int, rate: Decimal) -> Decimal:
    """Return the present value of repaying one euro, lent now at 0 %, in ``years`` equal parts after ``grace_years``."""
    if years < 1 or grace_years < 0:
        raise BadInput(
            "repayment", msg("%(years)s years after %(grace)s", years=years, grace=grace_years), msg("one year or more")
        )
    with localcontext() as context:
        context.prec = _DIGITS
        return sum((1 / (1 + rate) ** (grace_years + year) for year in range(1, years + 1)), Decimal(0)) / years


def equivalent_share(
    years: int, grace_years: int, contract_rate: Decimal, reference: Decimal, discount: Decimal, *, floor: bool = True
) -> Fraction:
    """Return, exactly, the gross grant equivalent of one euro lent and repaid in ``years`` equal parts after ``grace_years``.

    sum over years t of outstanding(t) x (reference - contract) / (1 + discount)^t. With reference = discount it is what the loan
    is worth to the borrower. ``floor``: a rate above the reference is no aid; otherwise it is a loss, and negative.
    """
    if years < 1 or grace_years < 0:
        raise BadInput(
            "repayment", msg("%(years)s years after %(grace)s", years=years, grace=grace_years), msg("one year or more")
        )
    spread = Fraction(reference) - Fraction(contract_rate)
    if floor:
        spread = max(Fraction(0), spread)
    factor, total = 1 / (1 + Fraction(discount)), Fraction(0)
    for year in range(1, grace_years + years + 1):
        owed = Fraction(min(years, years + grace_years + 1 - year), years)
        total += owed * spread * factor**year
    return total
