"""Present values and the gross grant equivalent of a loan or a repayable advance (2008/C 14/02, GBER Art. 5 and 7(3))."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.money import nearest_cent
from campus5g.funding.rules import RulesOn

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

    sum over years t of outstanding(t) x (reference - contract) / (1 + discount)^t, where outstanding(t) is what is owed during
    year t. Never negative: a rate above the reference is no aid. Repayments that do not add up to the principal are bad input.
    """
    if sum(cents for _, cents in repayments) != principal_cents or any(cents < 0 for _, cents in repayments):
        raise BadInput("repayments", msg("they do not add up to the principal"), msg("parts whose sum is the principal"))
    if any(year < 1 for year, _ in repayments):
        raise BadInput("repayments", msg("a repayment before the end of the first year"), msg("years counted from 1"))
    due: dict[int, int] = {}
    for year, cents in repayments:
        due[year] = due.get(year, 0) + cents
    spread = max(Decimal(0), reference_rate - contract_rate)
    with localcontext() as context:
        context.prec = _DIGITS
        owed, euros = principal_cents, Decimal(0)
        for year in range(1, max(due, default=0) + 1):
            euros += Decimal(owed) / 100 * spread / (1 + discount_rate) ** year
            owed -= due.get(year, 0)
        return nearest_cent(euros)


def discount_rate(rules: RulesOn, country: str = "FR") -> Decimal:
    """Return the discount rate: base rate + 100 basis points, as a fraction."""
    return (rules.rule(f"rates.base.{country}").value + rules.rule("rates.discount_margin").value) / 10_000


def reference_rate(rules: RulesOn, rating: str = "", collateral: str = "normal", country: str = "FR") -> Decimal:
    """Return the reference rate as a fraction: base + the margin of the rating (``strong`` ... ``bad``) and collateral
    (``high``, ``normal``, ``low``); without rating (start-up, special purpose vehicle) base + 400 basis points."""
    margin = rules.rule(f"rates.margin.{rating}.{collateral}" if rating else "rates.unrated_margin")
    return (rules.rule(f"rates.base.{country}").value + margin.value) / 10_000


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
