"""Which calls answer a need: found by their words, judged, and put in the order in which one would look at them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib.resources import files
from math import sqrt

import yaml

from campus5g.core.benefit import Use
from campus5g.core.calls import Call, CallStatus, Eligibility, Verdict
from campus5g.core.need import Need
from campus5g.core.project import Project
from campus5g.documents.content import RankedCall
from campus5g.funding.eligibility import check_eligibility
from campus5g.funding.facts import OrganisationFacts, ProjectFacts
from campus5g.matching import Document, Index, Laureate, ReasonedIndex
from campus5g.matching.trial import families

LOOKED_AT, SHOWN, SHOWN_CLOSED = 400, 12, 4
"""How many matches are looked at; how many usable calls and closed calls a study shows."""
SIFTED = 4000
"""How many are looked at when some are left out."""
LEAST = 0.4
"""A call is shown from this closeness to the best match on: below, one common word is chance."""

_ORDER = {CallStatus.OPEN: 0, CallStatus.PERMANENT: 0, CallStatus.FORTHCOMING: 0, CallStatus.CLOSED: 1}


@dataclass(frozen=True, slots=True, eq=False)
class CallIndex:
    """Calls ready to be ranked: read once, for as many needs as one likes."""

    calls: Mapping[str, Call]
    index: Index | ReasonedIndex

    @classmethod
    def of(cls, calls: Sequence[Call], past: Sequence[Laureate] = ()) -> CallIndex:
        """Read the calls; with ``past`` projects of theirs, the ranking learns from them."""
        documents = [document_of(call) for call in calls]
        index = ReasonedIndex.build(documents, past) if past else Index.build(documents)
        return cls({call.id: call for call in calls}, index)


def find_calls(
    need: Need,
    calls: Sequence[Call],
    *,
    on: date,
    applicant: OrganisationFacts,
    project: ProjectFacts | None = None,
    words: str = "",
) -> tuple[RankedCall, ...]:
    """Return the calls that answer a need, as ``rank_calls`` ranks them, cut to what a study shows.

    They are searched by the words of the need's uses and by ``words``; a need of no use, without ``words``, by its own title
    and text.
    """
    meant = [call for call in {call.id: call for call in calls}.values() if meant_for(call, applicant)]
    query = query_of(need.uses, words, f"{need.title}\n{need.text}")
    found = rank_calls(CallIndex.of(meant), query, need.language, on=on, applicant=applicant, project=project)
    usable = [r for r in found if r.call.status(on) != CallStatus.CLOSED][:SHOWN]
    closed = [r for r in found if r.call.status(on) == CallStatus.CLOSED][:SHOWN_CLOSED]
    return tuple(replace(r, match=replace(r.match, rank=rank)) for rank, r in enumerate([*usable, *closed], start=1))


def rank_calls(
    catalogue: CallIndex,
    query: str,
    language: str | None = None,
    *,
    on: date,
    applicant: OrganisationFacts,
    project: ProjectFacts | None = None,
    among: Callable[[Sequence[str]], Collection[str]] | None = None,
) -> list[RankedCall]:
    """Return the calls that match ``query``: what is within reach (perhaps with one more partner) first, then what is not,
    then what is closed. Within each, the best match comes first.

    A call that names its beneficiaries and not the applicant's kind among them is left out: an aid for communes is never
    proposed to a company. ``among``: of the identifiers found, those that are wanted.
    """
    if not catalogue.calls:
        return []
    documents = catalogue.index.documents
    best = catalogue.index.rank(query, language, LOOKED_AT if among is None else SIFTED)
    if among is not None:
        wanted = set(among([documents[place].id for place, _ in best]))
        best = [pair for pair in best if documents[pair[0]].id in wanted][:LOOKED_AT]
    scored = [(score, catalogue.calls[documents[place].id]) for place, score in best]
    judged = judge_calls(scored, on=on, applicant=applicant, project=project)
    matches = catalogue.index.explained(query, [best[place] for place, _ in judged], language)
    return [
        RankedCall(scored[place][1], replace(match, rank=place + 1), eligibility)
        for match, (place, eligibility) in zip(matches, judged, strict=True)
    ]


def judge_calls(
    scored: Sequence[tuple[float, Call]], *, on: date, applicant: OrganisationFacts, project: ProjectFacts | None = None
) -> list[tuple[int, Eligibility]]:
    """Return, of calls that were found (their scores, best first), the places of those to be shown, in the order of
    ``rank_calls``, and whether the project may apply."""
    meant = [(place, score, call) for place, (score, call) in enumerate(scored) if meant_for(call, applicant)]
    close = _closeness([(score, call.language) for _, score, call in meant])
    judged = [
        (near, call, place, check_eligibility(call, applicant, project, on))
        for (place, _, call), near in zip(meant, close, strict=True)
        if near >= LEAST
    ]
    return [
        (place, eligibility)
        for near, call, place, eligibility in sorted(judged, key=lambda found: (*_place(found[1], found[3], on), -found[0]))
    ]


def _closeness(scored: Sequence[tuple[float, str]]) -> list[float]:
    """Return for each (score, language) a closeness of 0 to 1: score / √(best of its language · best of all).

    The scores of two languages do not compare: each has its own word frequencies, and European calls are ten times as long as
    French schemes. The best of each language alone would let a chance match lead, so the best of all counts as much.
    """
    best: dict[str, float] = {}
    for score, language in scored:
        best[language] = max(score, best.get(language, 0.0))
    top = max(best.values(), default=1.0)
    return [score / sqrt(best[language] * top) for score, language in scored]


def query_of(uses: Sequence[Use], words: str, story: str) -> str:
    """Return what calls are searched by: the words of the uses rather than the company's story, which drowns them."""
    vocabulary = _vocabulary()
    asked = [vocabulary[use][language] for use in uses for language in ("fr", "en")] + [words]
    return " ".join(part for part in asked if part.strip()) or story


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, dict[str, str]]:
    text = (files("campus5g.study") / "data" / "words.yaml").read_text(encoding="utf-8")
    vocabulary: dict[str, dict[str, str]] = yaml.safe_load(text)
    return vocabulary


def meant_for(call: Call, applicant: OrganisationFacts) -> bool:
    """Tell whether a call may be proposed to this kind of organisation: it says so, or does not say for whom it is."""
    return not call.beneficiaries or "any" in call.beneficiaries or applicant.applicant in call.beneficiaries


def facts_of(
    project: Project | None, applicant: OrganisationFacts | None, trl: int | None
) -> tuple[OrganisationFacts, ProjectFacts]:
    """Return what eligibility is judged on; who is not said to apply is the first partner, or else some company."""
    if project is None:
        return applicant or OrganisationFacts("company"), ProjectFacts(trl=trl)
    lead = project.partners[0]
    known = applicant or OrganisationFacts(lead.kind)
    known = replace(known, size=known.size or lead.size, country=lead.country, siren=known.siren or lead.siren)
    others = tuple(partner.country for partner in project.partners[1:])
    return known, ProjectFacts(others, sum(line.cents for line in project.lines), project.starts, trl)


def document_of(call: Call) -> Document:
    """Return a call as the index reads it."""
    language = call.language if call.language in ("fr", "en") else ""
    return Document(
        call.id, call.title, f"{call.text}\n{call.conditions}".strip(), language, call.programme, families(call.id, {})
    )


def _place(call: Call, judged: Eligibility, on: date) -> tuple[int, bool]:
    out_of_reach = judged.verdict == Verdict.NO and judged.near_miss is None
    return _ORDER[call.status(on)], out_of_reach
