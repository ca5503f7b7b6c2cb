"""A study as what the documents draw."""

from __future__ import annotations

from datetime import date

from campus5g.core.message import msg
from campus5g.core.service import Connectivity
from campus5g.documents.completeness import Draft
from campus5g.documents.content import Answer, CoverageGrid, Dossier, Financing, NetworkSection, StudyReport, WorkPackage
from campus5g.documents.sections.basis import all_assumptions
from campus5g.network.plan import NetworkPlan, PlanGrids
from campus5g.study.needs import NeedFile
from campus5g.study.types import Study

WITHOUT_RADIO = (Connectivity.WIRED, Connectivity.MANUAL)
"""A cable and a round on paper have a cost and a gain, but no radio service to compare zone by zone."""


def report_of(study: Study, grids: PlanGrids | None) -> StudyReport:
    """Return the study as the content of a report; without ``grids`` the map shows the site alone."""
    financing = None
    if study.project and study.financing:
        financing = Financing(study.project, study.financing, titles_of(study))
    return StudyReport(
        title=study.title,
        organisation=study.organisation,
        text=study.text,
        language=study.language,
        territory=study.territory,
        day=study.on,
        site=study.site,
        network=_network(study.plan, grids) if study.plan else None,
        uses=study.assessments,
        business=study.business,
        calls=study.calls,
        financing=financing,
        assumptions=study.assumptions,
        warnings=(*study.reasons, *study.warnings),
        demonstration=study.fictitious,
    )


def titles_of(study: Study) -> dict[str, str]:
    """Return the names of the calls that may pay, by id."""
    return {terms.call_id: terms.title for terms in study.terms}


def dossier_of(study: Study, grids: PlanGrids | None, work: tuple[WorkPackage, ...] = ()) -> Dossier:
    """Return the study as the content of a dossier, for whichever call the partners will choose."""
    return Dossier(report_of(study, grids), work=work)


def _network(plan: NetworkPlan, grids: PlanGrids | None) -> NetworkSection:
    return NetworkSection(
        antennas=plan.antennas,
        grid=CoverageGrid(grids.x_m, grids.y_m, grids.rsrp_dbm, grids.sinr_db) if grids else None,
        services=tuple(s for s in plan.service if s.connectivity not in WITHOUT_RADIO),
        costs=plan.costs,
        findings=plan.findings,
        band=msg("band %(band)s, time-division frame %(frame)s", band=plan.band, frame=plan.frame),
    )


def draft_for(asked: NeedFile, answers: tuple[Answer, ...], study: Study | None, on: date) -> Draft:
    """Return a need file's dossier as far as it goes, for the judge of what is missing. ``on``: the day of sending."""
    project = asked.project
    lacking = []
    if project is None:
        lacking.append(msg("The need has no project yet."))
    if study is None:
        lacking.append(msg("The need has no finished study yet."))
    elif study.financing is None or study.financing.refused:
        lacking.append(msg("There is no financing plan yet."))
    return Draft(
        day=on,
        months=project.months if project else 0,
        partners=tuple((p.id, p.name) for p in project.partners) if project else (),
        project=project,
        plan=study.financing if study and study.financing and not study.financing.refused else None,
        assumptions=all_assumptions(report_of(study, None)) if study else None,
        work=asked.work,
        answers=answers,
        lacking=tuple(lacking),
    )
