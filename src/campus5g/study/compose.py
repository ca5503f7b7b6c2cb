"""One need through the whole chain: network, gains, business case, calls, financing plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from campus5g.core.benefit import NotAssessed, Use
from campus5g.core.calls import Call
from campus5g.core.codec import load, to_plain
from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption
from campus5g.core.message import Message, msg
from campus5g.core.need import Need
from campus5g.core.progress import Progress, part, silent
from campus5g.core.project import CallTerms, FinancingPlan, Project
from campus5g.documents.content import RankedCall
from campus5g.funding.facts import OrganisationFacts
from campus5g.funding.plan import plan_financing
from campus5g.network.plan import NetworkPlan, PlanGrids
from campus5g.network.planning import plan_network
from campus5g.network.wishes import Wishes
from campus5g.study.business import business_case
from campus5g.study.checkpoint import Checkpoint, Forgetful, Steps
from campus5g.study.finding import facts_of, find_calls
from campus5g.study.grids import grids_from_plain, grids_to_plain
from campus5g.study.own_files import FilePrint, OwnFile, OwnFiles, prints_of
from campus5g.study.types import SCHEMA, Study
from campus5g.study.use_run import Assessment, assess_on, shares_of

CELL_M = 10.0
"""Side of a cell of the coverage grid."""

NO_WISHES = Wishes()
NO_FILES: OwnFiles = {}


@dataclass(frozen=True, slots=True)
class _Kept:
    """An assessment, so that reading back finds out which of the two it is."""

    assessment: Assessment


@dataclass(frozen=True, slots=True)
class _Request:
    """What a study is made from."""

    need: Need
    on: date
    seed: int
    cell_m: float
    calls: tuple[Call, ...]
    words: str
    applicant: OrganisationFacts | None
    trl: int | None
    project: Project | None
    terms: tuple[CallTerms, ...]
    wishes: Wishes
    files: tuple[FilePrint, ...]
    schema: int = SCHEMA


def run_study(
    need: Need,
    *,
    on: date,
    seed: int = 0,
    calls: Sequence[Call] = (),
    words: str = "",
    applicant: OrganisationFacts | None = None,
    trl: int | None = None,
    project: Project | None = None,
    terms: Sequence[CallTerms] = (),
    fictitious: bool = False,
    cell_m: float = CELL_M,
    wishes: Wishes = NO_WISHES,
    files: OwnFiles = NO_FILES,
    progress: Progress = silent,
    checkpoint: Checkpoint | None = None,
) -> tuple[Study, PlanGrids | None]:
    """Carry ``need`` through the chain as seen on the day ``on``; return the study and the maps of its network plan.

    Same arguments, same study, bit for bit. A part that cannot be done gives its reason and the others go on: a use without
    engine is « not yet assessed », never zero. With ``checkpoint``, each finished step is kept, and a study started again from
    the same inputs takes up where it stopped. ``progress`` may raise ``Cancelled``; steps already kept remain.
    applicant: who would apply, by default the first partner. trl: readiness level aimed at. words: searched for in the
    calls beside those of the uses. wishes: what is asked of the network plan beside the service. files: the company's own file
    for a use, in place of the sample that it is else assessed on.
    """
    request = _Request(
        need, on, seed, cell_m, tuple(calls), words, applicant, trl, project, tuple(terms), wishes, prints_of(files)
    )
    steps = Steps(checkpoint or Forgetful(), {"request": request})
    reasons: list[Message] = []
    plan, grids = _network(request, steps, reasons, part(progress, 0.0, 0.6))
    assessments = _uses(request, plan, files, steps, part(progress, 0.6, 0.8))
    progress(0.8, msg("looking for calls"))
    ranked = _calls(request, steps)
    progress(0.95, msg("looking for the best legal financing plan"))
    financing = _financing(request, reasons)
    business = business_case(plan.costs, assessments, on) if plan else None
    progress(1.0, msg("done"))
    study = Study(
        schema=SCHEMA,
        title=need.title,
        organisation=need.organisation,
        text=need.text,
        language=need.language,
        territory=need.territory,
        fictitious=fictitious,
        on=on,
        seed=seed,
        site=need.site,
        uses=need.uses,
        plan=plan,
        assessments=assessments,
        business=business,
        calls=ranked,
        project=project,
        terms=request.terms,
        financing=financing,
        assumptions=_assumptions(plan, business.assumptions if business else ()),
        reasons=tuple(reasons) + (business.reasons if business else ()),
        warnings=_warnings(plan, ranked, calls),
    )
    return study, grids


def _network(
    request: _Request, steps: Steps, reasons: list[Message], progress: Progress
) -> tuple[NetworkPlan, PlanGrids] | tuple[None, None]:
    kept = steps.recall("network")
    if kept is not None:
        return load(NetworkPlan, kept["plan"]), grids_from_plain(kept["grids"])
    try:
        plan, grids = plan_network(
            request.need.site, on=request.on, seed=request.seed, cell_m=request.cell_m, progress=progress, wishes=request.wishes
        )
    except BadInput as refusal:
        reasons.append(msg("No network could be planned: %(why)s", why=refusal.sentence))
        return None, None
    steps.keep("network", {"plan": to_plain(plan), "grids": grids_to_plain(grids)})
    return plan, grids


def _uses(
    request: _Request, plan: NetworkPlan | None, files: OwnFiles, steps: Steps, progress: Progress
) -> tuple[Assessment, ...]:
    kept = steps.recall("uses")
    if kept is not None:
        return tuple(load(_Kept, {"assessment": entry}).assessment for entry in kept)
    uses = request.need.uses
    found = tuple(
        _assess(use, request, plan, files.get(use), part(progress, number / len(uses), (number + 1) / len(uses)))
        for number, use in enumerate(uses)
    )
    steps.keep("uses", [to_plain(assessment) for assessment in found])
    return found


def _assess(use: Use, request: _Request, plan: NetworkPlan | None, file: OwnFile | None, progress: Progress) -> Assessment:
    if plan is None:
        return NotAssessed(use, msg("there is no network plan to assess it with"))
    try:
        return assess_on(
            use, request.need.values_for(use), plan, shares_of(request.need.site), file, seed=request.seed, progress=progress
        )
    except BadInput as refusal:
        return NotAssessed(use, refusal.sentence)


def _calls(request: _Request, steps: Steps) -> tuple[RankedCall, ...]:
    kept = steps.recall("calls")
    if kept is not None:
        return tuple(load(RankedCall, entry) for entry in kept)
    applicant, facts = facts_of(request.project, request.applicant, request.trl)
    found = find_calls(
        request.need,
        request.calls,
        on=request.on,
        applicant=applicant,
        project=facts,
        words=request.words,
    )
    steps.keep("calls", [to_plain(ranked) for ranked in found])
    return found


def _financing(request: _Request, reasons: list[Message]) -> FinancingPlan | None:
    if request.project is None:
        reasons.append(msg("There is no project yet: nothing is to be financed."))
        return None
    if not request.terms:
        reasons.append(msg("The money rules of no call are known: no financing plan was made."))
        return None
    try:
        return plan_financing(request.project, request.terms, request.on)
    except BadInput as refusal:
        reasons.append(msg("No financing plan could be made: %(why)s", why=refusal.sentence))
        return None


def _assumptions(plan: NetworkPlan | None, more: tuple[Assumption, ...]) -> tuple[Assumption, ...]:
    found: dict[str, Assumption] = {}
    for assumption in (*(plan.assumptions if plan else ()), *more):
        found.setdefault(assumption.key, assumption)
    return tuple(found.values())


def _warnings(plan: NetworkPlan | None, ranked: tuple[RankedCall, ...], calls: Sequence[Call]) -> tuple[Message, ...]:
    found = list(plan.warnings) if plan else []
    if calls and not ranked:
        found.append(msg("None of the %(n)s calls of the catalogue answers this need.", n=len(calls)))
    if any(r.call.source.to_confirm for r in ranked):
        found.append(msg("Calls come from public copies of their feeds: each is to be confirmed on the funder's own page."))
    return tuple(found)
