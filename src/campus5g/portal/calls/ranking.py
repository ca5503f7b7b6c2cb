"""Ranking the catalogue for words or for a project, with the passages that matched and the eligibility."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q
from django.urls import reverse

from campus5g.core import calls as core
from campus5g.core.project import Size
from campus5g.funding.facts import ProjectFacts
from campus5g.portal.base.clock import today
from campus5g.portal.calls.filters import Wanted
from campus5g.portal.calls.models import Call, CallQuerySet
from campus5g.portal.calls.reading import Grown, known_calls, read_row
from campus5g.portal.projects.facts import live_lines, live_partners
from campus5g.portal.projects.models import Project
from campus5g.portal.studies.sources import applicant_of

SHOWN = 20
FOUND = 200
"""How many calls a search by words gives at most."""
SIFTED = 4000
"""How many of the best matches are looked at for those that are wanted."""


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


def find(words: str, limit: int = FOUND, wanted: Wanted | None = None, known: Grown | None = None) -> dict[int, int]:
    """Return the rank of each call of the catalogue that answers ``words``, by its number; none without a word."""
    if not _says_something(words):
        return {}
    known = known or known_calls()
    best = [int(name) for name, _ in known.index.rank(words, None, SIFTED)]
    kept = set(_shown(known, best, wanted).values_list("pk", flat=True))
    return {pk: rank for rank, pk in enumerate([pk for pk in best if pk in kept][:limit], start=1)}


def explain(words: str, rows: Sequence[Call], known: Grown | None = None) -> dict[int, core.Match]:
    """Return, for calls that were found by ``words``, the terms and passages that matched."""
    if not _says_something(words):
        return {}
    found = (known or known_calls()).index.reasons(words, [read_row(row) for row in rows])
    return {row.pk: core.Match(row.key, 0, 0.0, *told) for row, told in zip(rows, found, strict=True)}


def other_language(words: str) -> str:
    """Return the language that ``words`` are not in (``fr``, ``en``), empty when none is heard in them."""
    from campus5g.matching import detect

    return {"fr": "en", "en": "fr", None: ""}[detect(words)] if _says_something(words) else ""


def rank_for(project: Project, words: str = "", wanted: Wanted | None = None, known: Grown | None = None) -> list[Ranked]:
    """Rank the catalogue for a project: what can be answered first, closed calls after, aids for others never.

    Calls are searched by ``words``; without any, by the project's own.
    """
    from campus5g.study.finding import LOOKED_AT, judge_calls

    known, on = known or known_calls(), today()
    query = words if _says_something(words) else own_words(project)
    best = [(int(name), score) for name, score in known.index.rank(query, None, SIFTED)]
    kept = set(_shown(known, [pk for pk, _ in best], wanted).values_list("pk", flat=True))
    first = [(pk, score) for pk, score in best if pk in kept][:LOOKED_AT]
    rows = Call.objects.in_bulk([pk for pk, _ in first])
    scored = [(score, rows[pk]) for pk, score in first]
    told = [(score, row.core) for score, row in scored]
    judged = judge_calls(told, on=on, applicant=applicant_of(project.organisation, on), project=project_facts(project))[:SHOWN]
    why = explain(query, [scored[place][1] for place, _ in judged], known)
    found = []
    for place, eligibility in judged:
        score, call = told[place]
        pk = scored[place][1].pk
        found.append(Ranked(pk, call, replace(why[pk], rank=place + 1, score=score), eligibility, call.status(on)))
    return found


def _shown(known: Grown, numbers: Sequence[int], wanted: Wanted | None) -> CallQuerySet:
    """Return those of the calls found that are shown: live, wanted, and saying the words by which they were found."""
    live = Call.objects.live().filter(pk__in=numbers).filter(Q(worded__lte=known.read) | Q(pk__in=known.beside))
    return live if wanted is None else wanted.among(live)


def own_words(project: Project) -> str:
    """Return the words of the need's uses and of the project; of a need without a known use, its own words."""
    from campus5g.study.finding import query_of

    need, own = project.need, f"{project.title}\n{project.summary}"
    return query_of(need.known_uses, own if need.known_uses else f"{need.title}\n{need.text}\n{own}", "")


def project_facts(project: Project) -> ProjectFacts:
    """Return the facts of the project as the eligibility engine reads them."""
    costs: Counter[int] = Counter()
    for line in live_lines(project):
        costs[line.partner_id] += line.cents
    partners = [(partner.organisation, costs[partner.pk]) for partner in live_partners(project)]
    cost = sum(cents for _, cents in partners)
    sized = cost > 0 and all(organisation.size for organisation, cents in partners if cents)
    smes = sum(cents for organisation, cents in partners if organisation.size in (Size.SMALL, Size.MEDIUM))
    return ProjectFacts(
        countries=tuple(sorted({organisation.country for organisation, _ in partners})), cost_cents=cost or None,
        starts=project.starts_on, sme_percent=100 * smes / cost if sized else None,
    )  # fmt: skip


def _says_something(words: str) -> bool:
    return any(character.isalnum() for character in words)
