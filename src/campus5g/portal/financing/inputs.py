"""What goes into a plan: the project as it stands, the money rules of the kept calls, the de minimis register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from campus5g.core import project as core
from campus5g.portal.base.scope import without_scope
from campus5g.portal.calls.kept import kept_calls
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.financing.models import DeMinimisAward, Plan
from campus5g.portal.projects.facts import Tied, as_core, live_lines, live_partners, missing_facts, tied_partners
from campus5g.portal.projects.models import CostLine, Partner, Project


@dataclass(frozen=True, slots=True)
class Rows:
    """What a plan rests on, as the database has it: live partners, their costs, the kept calls."""

    partners: Sequence[Partner]
    lines: Sequence[CostLine]
    calls: Sequence[KeptCall]


def rows_of(project: Project, partners: Sequence[Partner] | None = None) -> Rows:
    """Ask for them once. partners: the live ones, where they are known."""
    partners = live_partners(project) if partners is None else partners
    return Rows(partners, live_lines(project), kept_calls(project.pk))


def inputs_of(project: Project, rows: Rows | None = None) -> tuple[core.Project, tuple[core.CallTerms, ...]]:
    """Return the project and the money rules as the engines read them; call it only when no fact is missing."""
    rows = rows or rows_of(project)
    tied = tied_partners(rows.partners)
    return as_core(project, awards_of(tied), tied, rows.partners, rows.lines), tuple(kept.terms() for kept in rows.calls)


def awards_of(tied: Tied) -> dict[int, tuple[core.Award, ...]]:
    """Return the de minimis register of each undertaking: the ceilings need all of it, whoever computes.

    Where several partners make up one undertaking, the first holds its register, so that no award counts twice.
    """
    registers = register_of({member.pk for mine in tied.values() for member in mine})
    found: dict[int, tuple[core.Award, ...]] = {}
    told: set[int] = set()
    for pk, mine in tied.items():
        found[pk] = tuple(award for member in mine if member.pk not in told for award in registers.get(member.pk, ()))
        told |= {member.pk for member in mine}
    return {pk: awards for pk, awards in found.items() if awards}


def register_of(organisations: set[int]) -> dict[int, list[core.Award]]:
    """Return the de minimis aid of some organisations, whoever asks."""
    found: dict[int, list[core.Award]] = defaultdict(list)
    with without_scope():
        for award in DeMinimisAward.objects.filter(organisation_id__in=organisations):
            found[award.organisation_id].append(core.Award(award.granted_on, award.cents))
    return found


def outdated(kept: Plan, project: Project, rows: Rows | None = None) -> bool:
    """Tell whether something that went into the plan has changed since it was computed."""
    rows = rows or rows_of(project)
    return bool(missing_facts(project, rows.partners)) or inputs_of(project, rows) != (kept.core_project, kept.terms)
