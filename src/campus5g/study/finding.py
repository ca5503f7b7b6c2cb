"""Which calls answer a need: found by their words, judged, and put in the order in which one would look at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from importlib.resources import files

import yaml

from campus5g.core.calls import Call, CallStatus, Match, Verdict
from campus5g.core.need import Need
from campus5g.core.project import Project
from campus5g.documents.content import RankedCall
from campus5g.funding.eligibility import check_eligibility
from campus5g.funding.facts import OrganisationFacts, ProjectFacts
from campus5g.matching import Document, Index

LOOKED_AT, SHOWN, SHOWN_CLOSED = 150, 12, 4
"""How many matches are judged; how many usable calls and closed calls a study shows."""
LEAST = 0.4
"""A call is shown when it matches at least this share of the best: below, one common word is chance."""

_ORDER = {CallStatus.OPEN: 0, CallStatus.PERMANENT: 0, CallStatus.FORTHCOMING: 0, CallStatus.CLOSED: 1}


def find_calls(
    need: Need,
    calls: Sequence[Call],
    *,
    on: date,
    applicant: OrganisationFacts,
    project: ProjectFacts | None = None,
    words: str = "",
) -> tuple[RankedCall, ...]:
    """Return the calls that answer a need: what is within reach (perhaps with one more partner) first, then what is not,
    then what is closed.

    Within each, the best match comes first. A call that names its beneficiaries and not the applicant's kind among them is left
    out: an aid for communes is never proposed to a company. It is searched by the words of the need's uses and by ``words``;
    a need of no use, without ``words``, by its own title and text.
    """
    catalogue = {call.id: call for call in calls if meant_for(call, applicant)}
    if not catalogue:
        return ()
    index = Index.build([_document(call) for call in catalogue.values()])
    matches = index.search(query_of(need, words), need.language, LOOKED_AT)
    found = [_judged(catalogue[m.id], m, applicant, project, on) for m in matches if m.score >= LEAST * matches[0].score]
    found.sort(key=lambda ranked: _place(ranked, on))
    usable = [r for r in found if r.call.status(on) != CallStatus.CLOSED][:SHOWN]
    closed = [r for r in found if r.call.status(on) == CallStatus.CLOSED][:SHOWN_CLOSED]
    return tuple(replace(r, match=replace(r.match, rank=rank)) for rank, r in enumerate([*usable, *closed], start=1))


def query_of(need: Need, words: str) -> str:
    """Return what calls are searched for: the words of the uses rather than the company's story, which drowns them."""
    vocabulary = _vocabulary()
    asked = [vocabulary[use][language] for use in need.uses for language in ("fr", "en")] + [words]
    return " ".join(part for part in asked if part) or f"{need.title}\n{need.text}"


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


def _judged(call: Call, match: Match, applicant: OrganisationFacts, project: ProjectFacts | None, on: date) -> RankedCall:
    return RankedCall(call, match, check_eligibility(call, applicant, project, on))


def _document(call: Call) -> Document:
    language = call.language if call.language in ("fr", "en") else ""
    return Document(call.id, call.title, f"{call.text}\n{call.conditions}".strip(), language, call.programme)


def _place(ranked: RankedCall, on: date) -> tuple[int, bool, int]:
    judged = ranked.eligibility
    out_of_reach = judged.verdict == Verdict.NO and judged.near_miss is None
    return _ORDER[ranked.call.status(on)], out_of_reach, ranked.match.rank
