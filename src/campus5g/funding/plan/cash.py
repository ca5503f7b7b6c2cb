"""When the money moves: costs spent, aid paid in instalments, advances repaid to the last euro."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from campus5g.core.money import split_by
from campus5g.core.project import Allocation, CallTerms, CashFlow, Project
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

    Costs are spent evenly over the project's months. Aid comes in three instalments (shares in ``plan.yaml``): in the first
    quarter with both grant and start, halfway, and in the quarter after the end. An advance is repaid in equal yearly parts, the
    first one year after the call's years of grace, counted from the last instalment.
    """
    flows: dict[tuple[Quarter, str], CashFlow] = {}
    plan = _instalments(project, rules)
    for partner in project.partners:
        spent = sum(line.cents for line in project.lines if line.partner_id == partner.id)
        _spend(flows, partner.id, spent, project)
    for allocation in allocations:
        _receive(flows, allocation, plan)
        if allocation.advance_cents:
            _repay(flows, allocation, calls[allocation.call_id], plan.quarters[-1])
    return tuple(flows[key] for key in sorted(flows))


def quarter_of(day: date, months_later: int = 0) -> Quarter:
    return (day.year * 12 + day.month - 1 + months_later) // 3


def quarter_name(quarter: Quarter) -> str:
    """``2027Q1``."""
    return f"{quarter // 4}Q{quarter % 4 + 1}"


def _instalments(project: Project, rules: RulesOn) -> Instalments:
    first_share, balance = rules.rule("cash.first_share").value, rules.rule("cash.balance_share").value
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


def _receive(flows: dict[tuple[Quarter, str], CashFlow], allocation: Allocation, plan: Instalments) -> None:
    grants = split_by(allocation.grant_cents, list(plan.shares))
    advances = split_by(allocation.advance_cents, list(plan.shares))
    for quarter, grant, advance in zip(plan.quarters, grants, advances, strict=True):
        if grant or advance:
            flow = _at(flows, quarter, allocation.partner_id)
            flows[quarter, allocation.partner_id] = replace(
                flow, grant_cents=flow.grant_cents + grant, advance_cents=flow.advance_cents + advance
            )


def _repay(flows: dict[tuple[Quarter, str], CashFlow], allocation: Allocation, call: CallTerms, last: Quarter) -> None:
    parts = split_by(allocation.advance_cents, [Decimal(1)] * call.advance_years)
    for year, part in enumerate(parts, start=call.advance_grace_years + 1):
        flow = _at(flows, last + 4 * year, allocation.partner_id)
        flows[last + 4 * year, allocation.partner_id] = replace(flow, repaid_cents=flow.repaid_cents + part)


def _at(flows: dict[tuple[Quarter, str], CashFlow], quarter: Quarter, partner: str) -> CashFlow:
    return flows.get((quarter, partner), CashFlow(quarter_name(quarter), partner, 0, 0, 0, 0))
