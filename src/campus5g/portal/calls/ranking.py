"""Ranking the catalogue for words or for a project, with the passages that matched and the eligibility."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Subquery, Sum
from django.urls import reverse

from campus5g.core import calls as core
from campus5g.core.project import Size
from campus5g.funding.facts import ProjectFacts
from campus5g.portal.base.clock import today
from campus5g.portal.calls.filters import Wanted
from campus5g.portal.calls.models import Call, PastProject
from campus5g.portal.calls.rows import name_key
from campus5g.portal.projects.models import Partner, Project
from campus5g.portal.studies.sources import applicant_of

if TYPE_CHECKING:
    from campus5g.matching import Laureate
    from campus5g.study.finding import CallIndex

SHOWN = 20
FOUND = 200
"""How many calls a search by words gives at most."""
SIFTED = 4000
"""How many of the best matches are looked at for those that are wanted."""
_lock = threading.Lock()
_kept: Catalogue | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """The live calls, decoded and indexed; ``state`` tells whether they are still those of the database."""

    state: tuple[object, ...]
    calls: CallIndex
    numbers: Sequence[int]
    """The number of each call in the database, in the order of the index."""
    places: Mapping[int, int]
    """Where each stands in the index, by its number."""


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
    """Return the live catalogue, read again when it or its past has changed. One a process: reading it takes seconds."""
    from campus5g.study.finding import CallIndex  # the text engine loads slowly: not before somebody searches

    global _kept  # noqa: PLW0603 (guarded by the lock)
    past = Subquery(PastProject.objects.order_by("-pk").values("pk")[:1])
    state = tuple(Call.objects.live().aggregate(n=Count("pk"), last=Max("imported_at"), past=Max(past)).values())
    with _lock:
        if _kept is None or _kept.state != state:
            rows = list(Call.objects.live().order_by("pk").only("key", "name_key", "data"))
            numbers = [row.pk for row in rows]
            calls = CallIndex.of([row.core for row in rows], _past(rows))
            _kept = Catalogue(state, calls, numbers, {pk: place for place, pk in enumerate(numbers)})
        return _kept


def find(words: str, limit: int = FOUND, wanted: Wanted | None = None) -> dict[int, int]:
    """Return the rank of each call of the catalogue that shares words with ``words``, by its number; none without a word."""
    if not _says_something(words):
        return {}
    known = catalogue()
    best = [known.numbers[place] for place, _ in known.calls.index.rank(words, None, limit if wanted is None else SIFTED)]
    if wanted is not None:
        kept = set(wanted.among(Call.objects.live().filter(pk__in=best)).values_list("pk", flat=True))
        best = [pk for pk in best if pk in kept][:limit]
    return {pk: rank for rank, pk in enumerate(best, start=1)}


def explain(words: str, pks: Sequence[int]) -> dict[int, core.Match]:
    """Return, for calls that were found by ``words``, the terms and passages that matched."""
    if not _says_something(words):
        return {}
    known = catalogue()
    here = [pk for pk in pks if pk in known.places]
    matches = known.calls.index.explained(words, [(known.places[pk], 0.0) for pk in here])
    return dict(zip(here, matches, strict=True))


def other_language(words: str) -> str:
    """Return the language that ``words`` are not in (``fr``, ``en``), empty when none is heard in them."""
    from campus5g.matching import detect

    return {"fr": "en", "en": "fr", None: ""}[detect(words)] if _says_something(words) else ""


def rank_for(project: Project, words: str = "", wanted: Wanted | None = None) -> list[Ranked]:
    """Rank the catalogue for a project: what can be answered first, closed calls after, aids for others never.

    Calls are searched by ``words``; without any, by the project's own.
    """
    from campus5g.study.finding import rank_calls

    known, on = catalogue(), today()
    query = words if _says_something(words) else own_words(project)
    lead = applicant_of(project.organisation, on)
    among = None if wanted is None else lambda keys: _wanted_keys(keys, wanted)
    found = rank_calls(known.calls, query, on=on, applicant=lead, project=project_facts(project), among=among)[:SHOWN]
    pk_of = {document.id: pk for document, pk in zip(known.calls.index.documents, known.numbers, strict=True)}
    return [Ranked(pk_of[r.call.id], r.call, r.match, r.eligibility, r.call.status(on)) for r in found]


def own_words(project: Project) -> str:
    """Return the words of the need's uses and of the project; of a need without a known use, its own words."""
    from campus5g.study.finding import query_of

    need, own = project.need, f"{project.title}\n{project.summary}"
    return query_of(need.known_uses, own if need.known_uses else f"{need.title}\n{need.text}\n{own}", "")


def project_facts(project: Project) -> ProjectFacts:
    """Return the facts of the project as the eligibility engine reads them."""
    live = project.partners.exclude(state=Partner.State.DECLINED).select_related("organisation")
    partners = [(row.organisation, row.cents or 0) for row in live.annotate(cents=Sum("lines__cents"))]
    cost = sum(cents for _, cents in partners)
    sized = cost > 0 and all(organisation.size for organisation, cents in partners if cents)
    smes = sum(cents for organisation, cents in partners if organisation.size in (Size.SMALL, Size.MEDIUM))
    return ProjectFacts(
        countries=tuple(sorted({organisation.country for organisation, _ in partners})), cost_cents=cost or None,
        starts=project.starts_on, sme_percent=100 * smes / cost if sized else None,
    )  # fmt: skip


def _wanted_keys(keys: Sequence[str], wanted: Wanted) -> Collection[str]:
    names = {name_key(key): key for key in keys}
    kept = wanted.among(Call.objects.live().filter(name_key__in=names))
    return {names[name] for name in kept.values_list("name_key", flat=True)}


def _past(rows: Sequence[Call]) -> list[Laureate]:
    """Return the past projects of the live calls, as the ranking learns from them."""
    from campus5g.matching import Laureate

    keys = {row.name_key: row.core.id for row in rows} if PastProject.objects.exists() else {}
    told = PastProject.objects.filter(name_key__in=list(keys)) if keys else ()
    return [Laureate(keys[project.name_key], project.title) for project in told]


def _says_something(words: str) -> bool:
    return any(character.isalnum() for character in words)
