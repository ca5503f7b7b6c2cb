"""The French research tax credit (CIR): not State aid, but grants and advances received are taken out of its base."""

from __future__ import annotations

from dataclasses import dataclass

from campus5g.core.money import floor_share
from campus5g.funding.rules import RulesOn


@dataclass(frozen=True, slots=True)
class TaxCredit:
    """Base and credit of one year, in cents."""

    base_cents: int
    credit_cents: int
    to_confirm: bool


def research_tax_credit(
    staff_cents: int,
    depreciation_cents: int,
    rules: RulesOn,
    *,
    other_cents: int = 0,
    grants_cents: int = 0,
    advances_cents: int = 0,
    repaid_cents: int = 0,
) -> TaxCredit:
    """Return the credit of one year (rules of that year), CGI art. 244 quater B.

    base = staff x (1 + running share) + depreciation x (1 + running share) + other expenses - grants - advances received
    + advances repaid, never negative; credit = 30 % up to 100 M€ of base, 5 % above.
    """
    on_staff, on_depreciation = rules.rule("cir.running.staff"), rules.rule("cir.running.depreciation")
    running = floor_share(staff_cents, on_staff.value) + floor_share(depreciation_cents, on_depreciation.value)
    spent = staff_cents + depreciation_cents + running + other_cents
    base = max(0, spent - grants_cents - advances_cents + repaid_cents)
    bound, rate, above = rules.rule("cir.bound"), rules.rule("cir.rate"), rules.rule("cir.rate_above")
    credit = floor_share(min(base, bound.cents), rate.value) + floor_share(max(0, base - bound.cents), above.value)
    confirm = on_staff.to_confirm or (on_depreciation.to_confirm and depreciation_cents > 0)
    return TaxCredit(base, credit, confirm)
