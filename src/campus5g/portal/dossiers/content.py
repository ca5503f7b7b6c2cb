"""The dossier of a project as plain data for the documents."""

from __future__ import annotations

from dataclasses import dataclass, replace

from campus5g.core.message import Message, msg
from campus5g.documents import content as documents
from campus5g.documents.dossier import checks
from campus5g.network.plan import PlanGrids
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.calls.ranking import rank_for
from campus5g.portal.dossiers.models import WorkPackage
from campus5g.portal.financing.models import Plan
from campus5g.portal.projects.models import Project
from campus5g.portal.studies.models import Study
from campus5g.study.report import report_of

CALLS_SHOWN = 10


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """All that the three files are made of."""

    dossier: documents.Dossier
    report: documents.StudyReport
    study: Study
    plan: Plan


def lacking(project: Project) -> list[Message]:
    """Say what the dossier still lacks before it can be drawn up, in the order of the chain."""
    found = []
    if _study(project) is None:
        found.append(msg("The need has no finished study yet."))
    plan = _plan(project)
    if plan is None:
        found.append(msg("There is no financing plan yet."))
    elif plan.plan.refused:
        found.append(msg("The last computation found no legal financing plan."))
    return found


def content_of(project: Project, kept: KeptCall | None) -> Content:
    """Bring the newest study, the newest plan and the work together. Call it only when nothing is lacking."""
    study, plan = _study(project), _plan(project)
    if study is None or plan is None:
        raise ValueError("a dossier needs a study and a plan")
    grids: PlanGrids | None = study.maps
    ranked = tuple(documents.RankedCall(item.call, item.match, item.eligibility) for item in rank_for(project)[:CALLS_SHOWN])
    report = replace(
        report_of(study.core, grids),
        title=project.title,
        calls=ranked,
        financing=documents.Financing(plan.core_project, plan.plan),
        demonstration=project.organisation.fictitious,
    )
    call = kept.call.core if kept and kept.call else None
    return Content(documents.Dossier(report, call, work=_work(project)), report, study, plan)


def checklist(project: Project, kept: KeptCall | None) -> list[documents.CheckItem]:
    """What the dossier must hold, as far as the data can tell."""
    if lacking(project):
        return [documents.CheckItem(item, False) for item in lacking(project)]
    return list(checks(content_of(project, kept).dossier))


def _study(project: Project) -> Study | None:
    return Study.objects.filter(need_id=project.need_id).exclude(finished_at=None).first()


def _plan(project: Project) -> Plan | None:
    return Plan.objects.filter(project=project).first()


def _work(project: Project) -> tuple[documents.WorkPackage, ...]:
    packages = WorkPackage.objects.filter(project=project).prefetch_related("partners")
    return tuple(
        documents.WorkPackage(
            f"WP{n}", p.title, p.text, tuple(str(partner.pk) for partner in p.partners.all()), p.first_month, p.months
        )
        for n, p in enumerate(packages, start=1)
    )
