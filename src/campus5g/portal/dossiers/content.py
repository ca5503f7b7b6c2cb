"""The dossier of a project as plain data for the documents."""

from __future__ import annotations

from dataclasses import dataclass, replace

from campus5g.core.calls import Call
from campus5g.core.message import Message, msg
from campus5g.documents import content as documents
from campus5g.documents.dossier import checks
from campus5g.network.plan import PlanGrids
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.calls.ranking import rank_for
from campus5g.portal.dossiers.models import WorkPackage
from campus5g.portal.financing.inputs import outdated
from campus5g.portal.financing.models import Plan
from campus5g.portal.projects.models import Project
from campus5g.portal.studies.models import Study
from campus5g.study.report import report_of

CALLS_SHOWN = 10


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """What a dossier rests on: the newest study and plan of its project, and what keeps it from being drawn up."""

    project: Project
    study: Study | None
    plan: Plan | None
    lacking: tuple[Message, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """All that the three files are made of."""

    dossier: documents.Dossier
    report: documents.StudyReport
    plan: Plan


def basis_of(project: Project) -> Basis:
    """Gather the newest study and plan, and say what is lacking in the order of the chain."""
    study = Study.objects.filter(need_id=project.need_id).exclude(finished_at=None).first()
    plan = Plan.objects.filter(project=project).first()
    lacking = []
    if study is None:
        lacking.append(msg("The need has no finished study yet."))
    elif not study.readable:
        lacking.append(msg("The study was kept by an older version: launch it again."))
    if plan is None:
        lacking.append(msg("There is no financing plan yet."))
    elif plan.plan.refused:
        lacking.append(msg("The last computation found no legal financing plan."))
    elif outdated(plan, project):
        lacking.append(msg("Something changed since the financing plan was computed: compute it again."))
    for package in WorkPackage.objects.filter(project=project):
        if package.last_month > project.months:
            lacking.append(msg("The work package “%(title)s” ends after the project.", title=package.title))
    return Basis(project, study, plan, tuple(lacking))


def content_of(basis: Basis, kept: KeptCall | None) -> Content:
    """Bring the study, its maps, the plan, the ranked calls and the work together. Call it only when nothing is lacking."""
    study, plan = _ready(basis)
    found = rank_for(basis.project)[:CALLS_SHOWN]
    ranked = tuple(documents.RankedCall(item.call, item.match, item.eligibility) for item in found)
    report = replace(_report(basis.project, study, plan, study.maps), calls=ranked)
    return Content(documents.Dossier(report, _call(kept), work=_work(basis.project)), report, plan)


def checklist(basis: Basis, kept: KeptCall | None) -> list[documents.CheckItem]:
    """What the dossier must hold, as far as the data can tell."""
    if basis.lacking:
        return [documents.CheckItem(item, False) for item in basis.lacking]
    return list(checks(documents.Dossier(_report(basis.project, *_ready(basis), None), _call(kept))))


def _ready(basis: Basis) -> tuple[Study, Plan]:
    if basis.study is None or basis.plan is None:
        raise ValueError("a dossier needs a study and a plan")
    return basis.study, basis.plan


def _report(project: Project, study: Study, plan: Plan, maps: PlanGrids | None) -> documents.StudyReport:
    financing = documents.Financing(plan.core_project, plan.plan)
    return replace(
        report_of(study.core, maps), title=project.title, financing=financing, demonstration=project.organisation.fictitious
    )


def _call(kept: KeptCall | None) -> Call | None:
    return kept.call.core if kept and kept.call else None


def _work(project: Project) -> tuple[documents.WorkPackage, ...]:
    packages = WorkPackage.objects.filter(project=project).prefetch_related("partners__organisation")
    return tuple(
        documents.WorkPackage(f"WP{n}", p.title, p.text, tuple(str(partner.pk) for partner in p.doers), p.first_month, p.months)
        for n, p in enumerate(packages, start=1)
    )
