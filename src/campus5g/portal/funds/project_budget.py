"""The budget that a project brings to the agreement of its programme: who spends what, and what its newest plan gives each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from campus5g.core import project as core
from campus5g.portal.financing.models import Plan
from campus5g.portal.financing.newest import newest_plan
from campus5g.portal.funds.models.scoped import LABEL_LENGTH
from campus5g.portal.programme.models import Programme
from campus5g.portal.projects.facts import line_as_core, live_lines, live_partners
from campus5g.portal.projects.models import Project

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Cost:
    """A line of the budget to be: one cost of the project."""

    label: str
    category: str
    cents: int


@dataclass(slots=True)
class Part:
    """One partner of the project. terms: how its advance is repaid, as fields of a share."""

    organisation_id: int
    name: str
    costs: list[Cost] = field(default_factory=list)
    grant_cents: int = 0
    advance_cents: int = 0
    terms: dict[str, Any] = field(default_factory=dict)

    @property
    def cents(self) -> int:
        return sum(cost.cents for cost in self.costs)


def calls_of(programme: Programme) -> list[core.CallTerms]:
    """Return the calls from which the newest plan of the programme's project takes a grant or an advance."""
    plan = newest_plan(programme.project_id) if programme.project_id else None
    if plan is None:
        return []
    paying = {one.call_id for one in plan.plan.allocations if one.grant_cents + one.advance_cents}
    return [terms for terms in plan.terms if terms.call_id in paying]


def parts_of(programme: Programme, call_id: str = "") -> list[Part]:
    """Return what each partner brings: the lines that one call pays for with what it gives, or every cost of the project.

    What a call pays for is read in the newest plan, as it was computed; without a call, in the project as it now is.
    """
    project = programme.project
    if project is None:
        return []
    plan = newest_plan(project.pk) if call_id else None
    found = _places(project)
    if plan is None:
        _cost(found, (line_as_core(line) for line in live_lines(project)))
    else:
        _give(found, plan, call_id)
    return [part for part in found.values() if part.costs]


def _places(project: Project) -> dict[str, Part]:
    return {str(one.pk): Part(one.organisation_id, one.organisation.name) for one in live_partners(project)}


def _give(found: Mapping[str, Part], plan: Plan, call_id: str) -> None:
    given = {one.line_id: one for one in plan.plan.allocations if one.call_id == call_id and one.grant_cents + one.advance_cents}
    _cost(found, (line for line in plan.core_project.lines if line.id in given))
    terms = next(one for one in plan.terms if one.call_id == call_id)
    for one in given.values():
        part = found.get(one.partner_id)
        if part is not None:
            part.grant_cents += one.grant_cents
            part.advance_cents += one.advance_cents
            part.terms = repaid_as(terms)


def repaid_as(terms: core.CallTerms) -> dict[str, int]:
    """Return the terms of a call as those of a share: equal instalments once a year, as the plan repays them."""
    return {
        "deferral_months": MONTHS * terms.advance_grace_years,
        "instalments": terms.advance_years,
        "every_months": MONTHS,
    }


def _cost(found: Mapping[str, Part], lines: Iterable[core.CostLine]) -> None:
    """Put each line at its partner's; two of one name are told apart, as a budget has each name once."""
    seen: Counter[tuple[str, str]] = Counter()
    for line in lines:
        part = found.get(line.partner_id)
        if part is None:
            continue
        label = line.label[:LABEL_LENGTH]
        seen[line.partner_id, label] += 1
        if (number := seen[line.partner_id, label]) > 1:
            label = f"{label[: LABEL_LENGTH - 5]} ({number})"
        part.costs.append(Cost(label, line.category.value, line.cents))
