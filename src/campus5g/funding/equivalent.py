"""The rates at which gross grant equivalents are computed (2008/C 14/02); the formula itself is in ``core.equivalent``."""

from __future__ import annotations

from decimal import Decimal

from campus5g.funding.rules import RulesOn


def discount_rate(rules: RulesOn, country: str = "FR") -> Decimal:
    """Return the discount rate: base rate + 100 basis points, as a fraction."""
    return (rules.rule(f"rates.base.{country}").value + rules.rule("rates.discount_margin").value) / 10_000


def reference_rate(rules: RulesOn, rating: str = "", collateral: str = "normal", country: str = "FR") -> Decimal:
    """Return the reference rate as a fraction: base + the margin of the rating (``strong`` ... ``bad``) and collateral
    (``high``, ``normal``, ``low``); without rating (start-up, special purpose vehicle) base + 400 basis points."""
    margin = rules.rule(f"rates.margin.{rating}.{collateral}" if rating else "rates.unrated_margin")
    return (rules.rule(f"rates.base.{country}").value + margin.value) / 10_000
