"""What goes into a plan: the project as it stands, the money rules of the kept calls, the de minimis register."""

from __future__ import annotations

from collections import defaultdict

from campus5g.core import project as core
from campus5g.portal.base.scope import without_scope
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.financing.models import DeMinimisAward, Plan
from campus5g.portal.projects.facts import as_core, live_partners, missing_facts
from campus5g.portal.projects.models import Project


def inputs_of(project: Project) -> tuple[core.Project, tuple[core.CallTerms, ...]]:
    """Return the project and the money rules as the engines read them; call it only when no fact is missing."""
    terms = tuple(kept.terms() for kept in KeptCall.objects.filter(project=project))
    return as_core(project, awards_of(project)), terms


def awards_of(project: Project) -> dict[int, tuple[core.Award, ...]]:
    """Return the de minimis register of each partner: the ceilings need all of it, whoever computes the plan."""
    found: dict[int, list[core.Award]] = defaultdict(list)
    partners = [partner.organisation_id for partner in live_partners(project)]
    with without_scope():
        for award in DeMinimisAward.objects.filter(organisation_id__in=partners):
            found[award.organisation_id].append(core.Award(award.granted_on, award.cents))
    return {organisation: tuple(awards) for organisation, awards in found.items()}


def outdated(kept: Plan, project: Project) -> bool:
    """Tell whether something that went into the plan has changed since it was computed."""
    return bool(missing_facts(project)) or inputs_of(project) != (kept.core_project, kept.terms)
