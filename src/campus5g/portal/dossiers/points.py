"""What the dossier of a project still lacks: the engines' judge, fed from the tables."""

from __future__ import annotations

from datetime import date

from campus5g.documents.completeness import Draft, examine
from campus5g.documents.content import CheckItem
from campus5g.documents.sections.basis import all_assumptions
from campus5g.portal.base.clock import today
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.dossiers.content import Basis, basis_of, call_of
from campus5g.portal.projects.models import Project
from campus5g.study.report import report_of


def points_of(project: Project, kept: KeptCall | None, day: date | None = None) -> tuple[CheckItem, ...]:
    """Return every point of the dossier for one of the kept calls, as it stands on a day (today)."""
    return points_with(basis_of(project), kept, day)


def points_with(basis: Basis, kept: KeptCall | None, day: date | None = None) -> tuple[CheckItem, ...]:
    project, plan, study = basis.project, basis.plan, basis.study
    readable = study is not None and study.readable
    draft = Draft(
        day=day or today(),
        months=project.months,
        partners=tuple((str(partner.pk), partner.organisation.name) for partner in basis.partners),
        project=plan.core_project if plan else None,
        plan=plan.plan if plan and not plan.plan.refused else None,
        assumptions=all_assumptions(report_of(study.core, None)) if study and readable else None,
        call=call_of(kept),
        work=basis.work,
        answers=basis.answers,
        papers=basis.papers,
        lacking=basis.lacking,
    )
    return examine(draft)
