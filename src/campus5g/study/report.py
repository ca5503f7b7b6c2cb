"""A study as what the documents draw."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.documents.content import CoverageGrid, Dossier, Financing, NetworkSection, StudyReport
from campus5g.network.plan import NetworkPlan, PlanGrids
from campus5g.study.types import Study


def report_of(study: Study, grids: PlanGrids | None) -> StudyReport:
    """Return the study as the content of a report; without ``grids`` the map shows the site alone."""
    financing = Financing(study.project, study.financing) if study.project and study.financing else None
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
        calls=study.calls,
        financing=financing,
        assumptions=study.assumptions,
        warnings=(*study.reasons, *study.warnings),
        demonstration=study.fictitious,
    )


def dossier_of(study: Study, grids: PlanGrids | None) -> Dossier:
    """Return the study as the content of a dossier, for whichever call the partners will choose."""
    return Dossier(report_of(study, grids))


def _network(plan: NetworkPlan, grids: PlanGrids | None) -> NetworkSection:
    return NetworkSection(
        antennas=plan.antennas,
        grid=CoverageGrid(grids.x_m, grids.y_m, grids.rsrp_dbm, grids.sinr_db) if grids else None,
        services=plan.service,
        costs=plan.costs,
        findings=plan.findings,
        band=msg("band %(band)s, frame %(frame)s", band=plan.band, frame=plan.frame),
    )
