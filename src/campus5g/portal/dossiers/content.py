"""The dossier of a project as plain data for the documents."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from campus5g.core.calls import Call
from campus5g.core.codec import to_plain
from campus5g.core.message import Message, msg
from campus5g.documents import content as documents
from campus5g.documents.asked import label_of
from campus5g.network.plan import PlanGrids
from campus5g.portal.base.attachments import files_of
from campus5g.portal.base.once import once_a_page
from campus5g.portal.base.scope import without_scope
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.calls.ranking import rank_for
from campus5g.portal.dossiers.models import Answer, AskedDocument, CompanySheet, WorkPackage
from campus5g.portal.financing.inputs import outdated
from campus5g.portal.financing.models import Plan
from campus5g.portal.financing.newest import newest_plan
from campus5g.portal.projects.facts import live_partners
from campus5g.portal.projects.models import Partner, Project
from campus5g.portal.studies.models import Study
from campus5g.study.report import report_of

CALLS_SHOWN = 10


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """What a dossier rests on: the newest study and plan, what people wrote, and what keeps it from being drawn up."""

    project: Project
    study: Study | None
    plan: Plan | None
    partners: tuple[Partner, ...]
    work: tuple[documents.WorkPackage, ...]
    answers: tuple[documents.Answer, ...]
    papers: tuple[documents.Paper, ...]
    lacking: tuple[Message, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """All that the files are made of."""

    dossier: documents.Dossier
    report: documents.StudyReport
    plan: Plan


def basis_of(project: Project) -> Basis:
    """Gather the newest study and plan, and say what is lacking in the order of the chain."""
    study = Study.objects.filter(need_id=project.need_id).exclude(finished_at=None).first()
    plan = newest_plan(project.pk)
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
    work = work_of(project)
    for package in work:
        if package.last_month > project.months:
            lacking.append(msg("The work package “%(title)s” ends after the project.", title=package.title))
    partners = tuple(live_partners(project))
    return Basis(project, study, plan, partners, work, answers_of(project), papers_of(project), tuple(lacking))


def content_of(basis: Basis, kept: KeptCall | None, checklist: tuple[documents.CheckItem, ...] = ()) -> Content:
    """Bring the study, its maps, the plan, the ranked calls and what people wrote together. Only when nothing is lacking."""
    study, plan = basis.study, basis.plan
    if study is None or plan is None:
        raise ValueError("a dossier needs a study and a plan")
    project = basis.project
    found = rank_for(project)[:CALLS_SHOWN]
    ranked = tuple(documents.RankedCall(item.call, item.match, item.eligibility) for item in found)
    report = replace(report_for(project, study, plan, study.maps), calls=ranked)
    dossier = documents.Dossier(
        report,
        call_of(kept),
        work=basis.work,
        checklist=checklist,
        answers=basis.answers,
        papers=basis.papers,
        companies=companies_of(basis.partners),
    )
    return Content(dossier, report, plan)


def print_of(basis: Basis) -> str:
    """Return the SHA-256 of all that people may change in a dossier but its joined files: another print, another dossier."""
    plan = basis.plan
    parts = [
        basis.project.title,
        [to_plain(plan.core_project), to_plain(plan.plan)] if plan else [],
        *([to_plain(part) for part in parts] for parts in (basis.work, basis.answers, companies_of(basis.partners))),
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def report_for(project: Project, study: Study, plan: Plan, maps: PlanGrids | None) -> documents.StudyReport:
    financing = documents.Financing(plan.core_project, plan.plan)
    return replace(
        report_of(study.core, maps), title=project.title, financing=financing, demonstration=project.organisation.fictitious
    )


def call_of(kept: KeptCall | None) -> Call | None:
    return kept.call.core if kept and kept.call else None


def work_of(project: Project) -> tuple[documents.WorkPackage, ...]:
    return tuple(_package(f"WP{n}", package) for n, package in enumerate(packages_of(project), start=1))


@once_a_page
def packages_of(project: Project) -> list[WorkPackage]:
    """Return the work packages of a project in their order, with who does them, their outcomes and their efforts."""
    return list(WorkPackage.objects.filter(project=project).prefetch_related("partners", "outcomes", "efforts"))


def _package(name: str, package: WorkPackage) -> documents.WorkPackage:
    doers = tuple(str(partner.pk) for partner in package.doers)
    return documents.WorkPackage(
        name,
        package.title,
        package.text,
        doers,
        package.first_month,
        package.months,
        tuple(documents.Outcome(o.title, o.month, documents.OutcomeKind(o.kind)) for o in package.outcomes.all()),
        tuple(documents.Effort(str(e.partner_id), e.person_months) for e in package.efforts.all() if str(e.partner_id) in doers),
    )


def answers_of(project: Project) -> tuple[documents.Answer, ...]:
    """What people wrote, without the parts of partners that declined."""
    written = Answer.objects.filter(project=project).exclude(partner__state=Partner.State.DECLINED)
    return tuple(documents.Answer(a.key, a.text, str(a.partner_id or ""), a.title) for a in written)


def papers_of(project: Project) -> tuple[documents.Paper, ...]:
    """The documents asked, those of one kind together, each with the files that answer it."""
    asked = AskedDocument.objects.filter(project=project).exclude(partner__state=Partner.State.DECLINED)
    rows = list(asked.select_related("partner__organisation"))
    files = files_of(rows)
    order = {(row.key, row.label): place for place, row in reversed(list(enumerate(rows)))}
    rows.sort(key=lambda row: order[row.key, row.label])
    return tuple(
        documents.Paper(
            label_of(row.key) or row.label,
            row.apart or bool(files[row.pk]),
            row.partner.organisation.name if row.partner else "",
            tuple(file.name for file in files[row.pk]),
        )
        for row in rows
    )


def companies_of(partners: Sequence[Partner]) -> tuple[documents.Company, ...]:
    """What each partner says of itself: whoever sees the project reads it in the dossier, as the funder does."""
    by_organisation = {partner.organisation_id: str(partner.pk) for partner in partners}
    with without_scope():
        sheets = list(CompanySheet.objects.filter(organisation_id__in=by_organisation).order_by("pk"))
    return tuple(
        documents.Company(by_organisation[sheet.organisation_id], sheet.description, sheet.references, sheet.people)
        for sheet in sheets
    )
