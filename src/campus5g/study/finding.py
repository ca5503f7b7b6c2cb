"""Which calls answer a need: found by their words, judged, and put in the order in which one would look at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from campus5g.core.calls import Call, CallStatus, Match, Verdict
from campus5g.core.need import Need
from campus5g.core.project import Project
from campus5g.documents.content import RankedCall
from campus5g.funding.eligibility import check_eligibility
from campus5g.funding.facts import OrganisationFacts, ProjectFacts
from campus5g.matching import Document, Index

LOOKED_AT, SHOWN, SHOWN_CLOSED = 200, 15, 5
"""How many matches are judged; how many usable calls and closed calls a study shows."""

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
    """Return the calls that answer a need: what may be applied for first, then what is out of reach, then what is closed.

    Within each, the best match comes first. A call that names its beneficiaries and not the applicant's kind among them is left
    out: an aid for communes is never proposed to a company. ``words`` are looked for beside the need's own.
    """
    catalogue = {call.id: call for call in calls if meant_for(call, applicant)}
    if not catalogue:
        return ()
    index = Index.build([_document(call) for call in catalogue.values()])
    query = "\n".join(part for part in (need.title, need.text, words) if part)
    found = [_judged(catalogue[m.id], m, applicant, project, on) for m in index.search(query, need.language, LOOKED_AT)]
    found.sort(key=lambda ranked: _place(ranked, on))
    usable = [r for r in found if r.call.status(on) != CallStatus.CLOSED][:SHOWN]
    closed = [r for r in found if r.call.status(on) == CallStatus.CLOSED][:SHOWN_CLOSED]
    return tuple(replace(r, match=replace(r.match, rank=rank)) for rank, r in enumerate([*usable, *closed], start=1))


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
    return _ORDER[ranked.call.status(on)], ranked.eligibility.verdict == Verdict.NO, ranked.match.rank
