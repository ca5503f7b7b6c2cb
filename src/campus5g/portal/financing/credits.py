"""Tax measures beside a plan, in outline: research credit, innovation credit, young innovative company, less the aid received.

What a cost is made of is not known here. The research credit is therefore given between two readings: all of it other expenses
(no running costs are added) and all of it staff (the flat share of running costs is added).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from campus5g.core import project as core
from campus5g.core.money import split_by
from campus5g.funding.cir import YoungCompany, innovation_tax_credit, judge_young_company, research_tax_credit
from campus5g.funding.rules import law
from campus5g.portal.financing.models import Plan
from campus5g.portal.projects.models import Partner

_RESEARCH = (core.Category.FUNDAMENTAL, core.Category.INDUSTRIAL, core.Category.EXPERIMENTAL)
_YEAR_DAYS = 365.25


@dataclass(frozen=True, slots=True)
class CreditYear:
    """One calendar year of one partner, in cents: research costs, the aid taken out, the credit between its two readings."""

    year: int
    spent_cents: int
    aid_cents: int
    low_cents: int
    high_cents: int
    innovation_cents: int


@dataclass(frozen=True, slots=True)
class Credits:
    """What one French undertaking may look at. ``young`` is ``None`` where its founding day is not known."""

    name: str
    years: tuple[CreditYear, ...]
    young: YoungCompany | None


def credits_of(kept: Plan, partners: Sequence[Partner]) -> list[Credits]:
    """Return the outlines for the partners of a plan that are French undertakings with research costs.

    partners: those of its project, which know their founding days.
    """
    project, founded = kept.core_project, _founded(partners)
    return [
        Credits(partner.name, years, _young(partner, founded.get(partner.id), project.starts))
        for partner in project.partners
        if partner.country == "FR" and partner.size is not core.Size.RESEARCH_NON_ECONOMIC
        if (years := tuple(_years(partner, project, kept.plan)))
    ]


def _years(partner: core.Partner, project: core.Project, plan: core.FinancingPlan) -> Iterator[CreditYear]:
    """Costs and aid in equal monthly parts over the project; the years add up to the cent."""
    lines = {line.id: line for line in project.lines if line.partner_id == partner.id and line.category in _RESEARCH}
    trials = [line.id for line in lines.values() if line.category is core.Category.EXPERIMENTAL]
    rows = [row for row in plan.allocations if row.line_id in lines]
    spent = sum(line.cents for line in lines.values())
    if not spent:
        return
    months = _months(project.starts, project.months)
    parts = list(months.values())

    def yearly(cents: int) -> list[int]:
        return split_by(cents, parts)

    grants, advances = (yearly(sum(getattr(row, f"{kind}_cents") for row in rows)) for kind in ("grant", "advance"))
    tried = yearly(sum(lines[name].cents for name in trials))
    tried_aid = yearly(sum(row.grant_cents + row.advance_cents for row in rows if row.line_id in trials))
    for index, (year, cost) in enumerate(zip(months, yearly(spent), strict=True)):
        rules = law().on(date(year, 12, 31))
        received = {"grants_cents": grants[index], "advances_cents": advances[index]}
        low = research_tax_credit(0, 0, rules, other_cents=cost, **received)
        high = research_tax_credit(cost, 0, rules, **received)
        innovation = innovation_tax_credit(partner.size, tried[index], rules, aid_cents=tried_aid[index])
        yield CreditYear(
            year, cost, grants[index] + advances[index], low.credit_cents, high.credit_cents, innovation.credit_cents
        )


def _months(starts: date, months: int) -> dict[int, Decimal]:
    """How many months of the project fall in each calendar year."""
    found: dict[int, Decimal] = {}
    for month in range(starts.month - 1, starts.month - 1 + months):
        year = starts.year + month // 12
        found[year] = found.get(year, Decimal(0)) + 1
    return found


def _founded(partners: Sequence[Partner]) -> dict[str, date]:
    return {str(p.pk): p.organisation.created_on for p in partners if p.organisation.created_on}


def _young(partner: core.Partner, founded: date | None, on: date) -> YoungCompany | None:
    """Size and age alone: research is taken as enough, which the page says."""
    if founded is None:
        return None
    return judge_young_company(partner.size, (on - founded).days / _YEAR_DAYS, Decimal(100), law().on(on))
