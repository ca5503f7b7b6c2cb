"""When the money moves: costs spent, aid paid in instalments, advances repaid to the last euro."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from campus5g.core.money import nearest_cent, split_by
from campus5g.core.project import Allocation, CallTerms, CashFlow, Project
from campus5g.funding.equivalent import discount_rate
from campus5g.funding.plan.options import Option
from campus5g.funding.rules import RulesOn

Quarter = int
"""Quarters counted from year 0, so that adding four is one year."""


@dataclass(frozen=True, slots=True)
class Instalments:
    """When an aid is paid: at the signature, halfway, and after the last claim, with the share of each."""

    quarters: tuple[Quarter, Quarter, Quarter]
    shares: tuple[Decimal, Decimal, Decimal]


def cash_by_quarter(
    project: Project, allocations: Sequence[Allocation], calls: Mapping[str, CallTerms], rules: RulesOn
) -> tuple[CashFlow, ...]:
    """Return the flows of each partner, quarter by quarter, empty quarters left out.

    Costs are spent evenly over the project's months. Grant and advance come in three instalments (shares of the call, else of
    ``plan.yaml``): in the first quarter with both grant and start, halfway, and in the quarter after the end. An advance is repaid
    in equal yearly parts, the first one year after the call's years of grace, counted from the last instalment. A loan is paid whole
    with the first instalment and repaid from there. Interest is yearly, on what is still owed.
    """
    flows: dict[tuple[Quarter, str], CashFlow] = {}
    for partner in project.partners:
        spent = sum(line.cents for line in project.lines if line.partner_id == partner.id)
        _spend(flows, partner.id, spent, project)
    for row in allocations:
        if row.call_id:
            _pay(flows, row, calls[row.call_id], project, rules)
    return tuple(flows[key] for key in sorted(flows))


def quarter_of(day: date, months_later: int = 0) -> Quarter:
    return (day.year * 12 + day.month - 1 + months_later) // 3


def quarter_name(quarter: Quarter) -> str:
    """``2027Q1``."""
    return f"{quarter // 4}Q{quarter % 4 + 1}"


def spent_by_quarter(project: Project, options: Sequence[Option], rules: RulesOn) -> dict[Quarter, int]:
    """Return what the partners have spent by the end of each quarter, up to the last instalment."""
    flows: dict[tuple[Quarter, str], CashFlow] = {}
    for partner in project.partners:
        _spend(flows, partner.id, sum(line.cents for line in project.lines if line.partner_id == partner.id), project)
    last = max([_instalments(project, option.call, rules).quarters[-1] for option in options] + [q for q, _ in flows], default=0)
    first = min((quarter for quarter, _ in flows), default=last)
    return {
        quarter: sum(flow.spent_cents for (at, _), flow in flows.items() if at <= quarter) for quarter in range(first, last + 1)
    }  # fmt: skip


def received_by_quarter(
    project: Project, option: Option, quarters: Sequence[Quarter], rules: RulesOn
) -> dict[Quarter, Decimal]:  # fmt: skip
    """Return the share of an option's money received, less the share of its loan repaid, by the end of each quarter."""
    plan, call = _instalments(project, option.call, rules), option.call
    found: dict[Quarter, Decimal] = {}
    for quarter in quarters:
        paid = sum((s for q, s in zip(plan.quarters, plan.shares, strict=True) if q <= quarter), Decimal(0)) / 100
        due = [plan.quarters[0] + 4 * (call.loan_grace_years + year) for year in range(1, call.loan_years + 1)]
        owed = 1 - Decimal(sum(1 for q in due if q <= quarter)) / call.loan_years if quarter >= plan.quarters[0] else Decimal(0)
        found[quarter] = (1 - option.loan) * paid + option.loan * owed
    return found


def _instalments(project: Project, call: CallTerms, rules: RulesOn) -> Instalments:
    first_share = rules.rule("cash.first_share").value if call.first_share is None else call.first_share
    balance = rules.rule("cash.balance_share").value if call.balance_share is None else call.balance_share
    first = quarter_of(max(project.granted, project.starts))
    last = max(first, quarter_of(project.starts, project.months - 1)) + 1
    return Instalments((first, (first + last) // 2, last), (first_share, 100 - first_share - balance, balance))


def _spend(flows: dict[tuple[Quarter, str], CashFlow], partner: str, cents: int, project: Project) -> None:
    if not cents:
        return
    months: dict[Quarter, int] = {}
    for month in range(project.months):
        quarter = quarter_of(project.starts, month)
        months[quarter] = months.get(quarter, 0) + 1
    parts = split_by(cents, [Decimal(count) for count in months.values()])
    for quarter, part in zip(months, parts, strict=True):
        flow = _at(flows, quarter, partner)
        flows[quarter, partner] = replace(flow, spent_cents=flow.spent_cents + part)


def _pay(flows: dict[tuple[Quarter, str], CashFlow], row: Allocation, call: CallTerms, project: Project, rules: RulesOn) -> None:
    plan = _instalments(project, call, rules)
    grants, advances = split_by(row.grant_cents, list(plan.shares)), split_by(row.advance_cents, list(plan.shares))
    for quarter, grant, advance in zip(plan.quarters, grants, advances, strict=True):
        _add(flows, quarter, row.partner_id, grant_cents=grant, advance_cents=advance)
    _add(flows, plan.quarters[0], row.partner_id, loan_cents=row.loan_cents)
    rate = discount_rate(rules) if call.advance_interest else Decimal(0)
    _repay(flows, row.partner_id, row.advance_cents, plan.quarters[-1], (call.advance_years, call.advance_grace_years), rate)
    terms = (call.loan_years, call.loan_grace_years)
    _repay(flows, row.partner_id, row.loan_cents, plan.quarters[0], terms, call.loan_rate / 100)


def _repay(
    flows: dict[tuple[Quarter, str], CashFlow], partner: str, cents: int, paid: Quarter, terms: tuple[int, int], rate: Decimal
) -> None:
    """Add the yearly repayments of what was paid in a quarter, and the interest on what was owed during the year."""
    years, grace = terms
    parts = [0] * grace + split_by(cents, [Decimal(1)] * years)
    owed = cents
    for year, part in enumerate(parts, start=1):
        interest = nearest_cent(owed * rate / 100)
        _add(flows, paid + 4 * year, partner, repaid_cents=part, interest_cents=interest)
        owed -= part


def _add(flows: dict[tuple[Quarter, str], CashFlow], quarter: Quarter, partner: str, **cents: int) -> None:
    if any(cents.values()):
        flow = _at(flows, quarter, partner)
        added = {name: getattr(flow, name) + value for name, value in cents.items()}
        flows[quarter, partner] = replace(flow, **added)


def _at(flows: dict[tuple[Quarter, str], CashFlow], quarter: Quarter, partner: str) -> CashFlow:
    return flows.get((quarter, partner), CashFlow(quarter_name(quarter), partner, 0, 0, 0, 0))
