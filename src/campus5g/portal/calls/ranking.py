"""Ranking the catalogue for a project, with the passages that matched and the eligibility."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Sum
from django.urls import reverse

from campus5g.core import calls as core
from campus5g.funding.facts import ProjectFacts
from campus5g.portal.base.clock import today
from campus5g.portal.calls.models import Call
from campus5g.portal.projects.facts import live_partners
from campus5g.portal.projects.models import Project
from campus5g.portal.studies.sources import applicant_of

if TYPE_CHECKING:
    from campus5g.study.finding import CallIndex

SHOWN = 20
FOUND = 200
"""How many calls a search by words gives at most."""
_lock = threading.Lock()
_kept: Catalogue | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """The live calls, decoded and indexed; ``state`` tells whether they are still those of the database."""

    state: tuple[object, ...]
    calls: CallIndex
    rows: Mapping[str, int]
    """The number of each call in the database, by its key."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A call of the catalogue, why it matched, and whether the project may apply."""

    pk: int
    call: core.Call
    match: core.Match
    eligibility: core.Eligibility
    status: core.CallStatus

    def get_absolute_url(self) -> str:
        return reverse("calls:detail", args=[self.pk])


def catalogue() -> Catalogue:
    """Return the live catalogue, read again when it has changed. One a process: reading it takes seconds."""
    from campus5g.study.finding import CallIndex  # the text engine loads slowly: not before somebody searches

    global _kept  # noqa: PLW0603 (guarded by the lock)
    state = tuple(Call.objects.live().aggregate(n=Count("pk"), last=Max("imported_at")).values())
    with _lock:
        if _kept is None or _kept.state != state:
            rows = list(Call.objects.live().order_by("pk"))
            _kept = Catalogue(state, CallIndex.of([row.core for row in rows]), {row.key: row.pk for row in rows})
        return _kept


def find(words: str, limit: int = FOUND) -> dict[int, int]:
    """Return the rank of each call of the catalogue that shares words with ``words``, by its number; none without a word."""
    if not _says_something(words):
        return {}
    known = catalogue()
    return {known.rows[match.id]: match.rank for match in known.calls.index.search(words, k=limit)}


def rank_for(project: Project, words: str = "") -> list[Ranked]:
    """Rank the catalogue for a project: what can be answered first, closed calls after, aids for others never.

    Calls are searched by ``words``; without any, by the project's own.
    """
    from campus5g.study.finding import rank_calls

    known, on = catalogue(), today()
    query = words if _says_something(words) else own_words(project)
    lead = applicant_of(project.organisation, on)
    found = rank_calls(known.calls, query, on=on, applicant=lead, project=project_facts(project))[:SHOWN]
    return [Ranked(known.rows[r.call.id], r.call, r.match, r.eligibility, r.call.status(on)) for r in found]


def own_words(project: Project) -> str:
    """Return the words of the need's uses and of the project; of a need without a known use, its own words."""
    from campus5g.study.finding import query_of

    need, own = project.need, f"{project.title}\n{project.summary}"
    return query_of(need.known_uses, own if need.known_uses else f"{need.title}\n{need.text}\n{own}", "")


def project_facts(project: Project) -> ProjectFacts:
    """Return the facts of the project as the eligibility engine reads them."""
    countries = tuple(sorted({partner.organisation.country for partner in live_partners(project)}))
    cost = project.lines.aggregate(sum=Sum("cents"))["sum"]
    return ProjectFacts(countries=countries, cost_cents=cost, starts=project.starts_on)


def _says_something(words: str) -> bool:
    return any(character.isalnum() for character in words)
