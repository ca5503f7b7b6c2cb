"""Ranking the catalogue for a project, with the passages that matched and the eligibility."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from django.db.models import Count, Max, Sum

from campus5g.core import calls as core
from campus5g.core.project import Size
from campus5g.funding.eligibility import OrganisationFacts, ProjectFacts, check_eligibility
from campus5g.matching.index import Document, Index
from campus5g.portal.base.clock import today
from campus5g.portal.calls.models import Call
from campus5g.portal.projects.facts import live_partners
from campus5g.portal.projects.models import Project

SHOWN = 20
_DEPTH = 160
"""Calls ranked before those that can never fit (aids for communes) are left out."""
_lock = threading.Lock()
_index: tuple[tuple[object, ...], Index] | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A call of the catalogue, why it matched, and whether the project may apply."""

    row: Call
    call: core.Call
    match: core.Match
    eligibility: core.Eligibility
    status: core.CallStatus


def catalogue_index() -> Index:
    """Return the index of the live catalogue, built again when the catalogue has changed."""
    global _index  # noqa: PLW0603 (one index a process, guarded by the lock)
    state = tuple(Call.objects.live().aggregate(n=Count("pk"), last=Max("imported_at")).values())
    with _lock:
        if _index is None or _index[0] != state:
            calls = [(row.pk, row.core) for row in Call.objects.live().order_by("pk")]
            _index = state, Index.build([Document(str(pk), c.title, c.text, c.language, c.programme) for pk, c in calls])
        return _index[1]


def query_of(project: Project) -> str:
    """Return the words that calls are ranked with: the need's, then the project's."""
    need = project.need
    return "\n".join(part for part in (need.title, need.text, need.hurts, project.title, project.summary) if part)


def rank_for(project: Project, words: str = "") -> list[Ranked]:
    """Rank the catalogue for a project: those that can be answered first, closed ones after, each group by score.

    Calls whose beneficiaries exclude the lead (aids for communes) are left out, never proposed.
    """
    matches = catalogue_index().search(words or query_of(project), k=_DEPTH)
    rows = Call.objects.in_bulk([int(match.id) for match in matches])
    lead = organisation_facts(project)
    facts = project_facts(project)
    found = [_judge(rows[int(match.id)], match, lead, facts) for match in matches if int(match.id) in rows]
    fit = [ranked for ranked in found if not _never(ranked.eligibility)]
    closed = core.CallStatus.CLOSED
    return sorted(fit, key=lambda ranked: (ranked.status == closed, ranked.match.rank))[:SHOWN]


def organisation_facts(project: Project) -> OrganisationFacts:
    """Return the lead's facts as the eligibility engine reads them."""
    lead = project.organisation
    age = (today() - lead.created_on).days / 365.25 if lead.created_on else None
    return OrganisationFacts(
        kind=lead.nature, size=Size(lead.size) if lead.size else None, naf=lead.naf or None, insee_code=lead.insee_code or None,
        country=lead.country, age_years=age, siren=lead.siren,
    )  # fmt: skip


def project_facts(project: Project) -> ProjectFacts:
    countries = tuple(sorted({partner.organisation.country for partner in live_partners(project)}))
    cost = project.lines.aggregate(sum=Sum("cents"))["sum"]
    return ProjectFacts(countries=countries, cost_cents=cost, starts=project.starts_on)


def _judge(row: Call, match: core.Match, lead: OrganisationFacts, facts: ProjectFacts) -> Ranked:
    call = row.core
    return Ranked(row, call, match, check_eligibility(call, lead, facts, today()), call.status(today()))


def _never(eligibility: core.Eligibility) -> bool:
    return any(c.key == "beneficiary" and c.verdict == core.Verdict.NO for c in eligibility.criteria)
