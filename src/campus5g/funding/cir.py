"""French tax measures beside an aid: research credit (CIR), innovation credit (CII), young innovative company (JEI).

The research credit is not State aid, but grants and advances received are taken out of its base; the innovation credit is run
under the exemption regulation. These are outlines for a financing plan, not a tax return.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.money import floor_share
from campus5g.core.project import Size
from campus5g.funding.rules import Basis, RulesOn


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
    _refuse_negative(staff_cents, depreciation_cents, other_cents, grants_cents, advances_cents, repaid_cents)
    running = floor_share(staff_cents, on_staff.value) + floor_share(depreciation_cents, on_depreciation.value)
    spent = staff_cents + depreciation_cents + running + other_cents
    base = max(0, spent - grants_cents - advances_cents + repaid_cents)
    bound, rate, above = rules.rule("cir.bound"), rules.rule("cir.rate"), rules.rule("cir.rate_above")
    credit = floor_share(min(base, bound.cents), rate.value) + floor_share(max(0, base - bound.cents), above.value)
    confirm = on_staff.to_confirm or (on_depreciation.to_confirm and depreciation_cents > 0)
    return TaxCredit(base, credit, confirm)


def lost_to_aid(staff_cents: int, aid_cents: int, rules: RulesOn) -> int:
    """Return by how much an aid lowers the research credit of a year: a plan that adds both without it counts money twice."""
    without, with_aid = (
        research_tax_credit(staff_cents, 0, rules),
        research_tax_credit(staff_cents, 0, rules, grants_cents=aid_cents),
    )
    return without.credit_cents - with_aid.credit_cents


def innovation_tax_credit(size: Size, spent_cents: int, rules: RulesOn, *, aid_cents: int = 0) -> TaxCredit:
    """Return the innovation credit of one year: 20 % of at most 400 000 €, for SMEs, to the end of 2027.

    base = min(spent, cap) - grants and advances received, never negative: the cap is applied first, which is the lower reading. After
    the last day of the measure the credit is zero.
    """
    _refuse_negative(spent_cents, aid_cents)
    cap, rate = rules.rule("cii.cap"), rules.rule("cii.rate")
    if size not in (Size.SMALL, Size.MEDIUM) or rate.basis is Basis.LAPSED:
        return TaxCredit(0, 0, True)
    base = max(0, min(spent_cents, cap.cents) - aid_cents)
    return TaxCredit(base, floor_share(base, rate.value), rate.to_confirm or cap.to_confirm)


@dataclass(frozen=True, slots=True)
class YoungCompany:
    """Whether a firm may be a young innovative company (JEI, relief of social charges), and the reason."""

    possible: bool
    reason: Message
    to_confirm: bool


def judge_young_company(size: Size, age_years: float, research_percent: Decimal, rules: RulesOn) -> YoungCompany:
    """Test size, age and the share of research in the year's tax-deductible costs; independence and novelty stay to be shown."""
    oldest, least = rules.rule("jei.years"), rules.rule("jei.research_share")
    confirm = oldest.to_confirm or least.to_confirm
    if size not in (Size.SMALL, Size.MEDIUM):
        return YoungCompany(False, msg("a young innovative company is an SME"), confirm)
    if age_years >= float(oldest.value):
        return YoungCompany(
            False, msg("a young innovative company is less than %(years)s years old", years=int(oldest.value)), confirm
        )
    if research_percent < least.value:
        return YoungCompany(
            False, msg("research must make %(share)s %% of the costs (%(article)s)", share=float(least.value),
                       article=least.article), confirm,
        )  # fmt: skip
    return YoungCompany(True, msg("size, age and research allow the status; independence and novelty are to be shown"), confirm)


def _refuse_negative(*cents: int) -> None:
    if min(cents) < 0:
        raise BadInput("tax credit", msg("a negative amount"), msg("zero or more"))
