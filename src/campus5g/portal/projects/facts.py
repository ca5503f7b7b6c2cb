"""The project as the engines read it, with the legal facts of its partners."""

from __future__ import annotations

from collections.abc import Mapping

from campus5g.core import project as core
from campus5g.core.message import Message, msg
from campus5g.portal.directory.models import Organisation
from campus5g.portal.projects.models import Partner, Project
from campus5g.portal.studies.sources import legal_kind

Awards = Mapping[int, tuple[core.Award, ...]]


def missing_facts(project: Project) -> list[Message]:
    """Say which legal facts keep the financing plan from being computed; one sentence a fact."""
    lacking = []
    for partner in live_partners(project):
        organisation = partner.organisation
        if not organisation.size:
            lacking.append(msg("%(name)s: size unknown; fill in staff, turnover and balance sheet", name=organisation.name))
        if organisation.country == "FR" and not organisation.siren:
            lacking.append(msg("%(name)s: SIREN unknown", name=organisation.name))
        if organisation.in_difficulty is None and organisation.size != core.Size.RESEARCH_NON_ECONOMIC:
            lacking.append(msg("%(name)s: say whether it is an undertaking in difficulty", name=organisation.name))
    return lacking


def live_partners(project: Project) -> list[Partner]:
    """Return the partners that did not decline, the lead first."""
    return [p for p in project.partners.select_related("organisation") if p.state != Partner.State.DECLINED]


def as_core(project: Project, awards: Awards | None = None) -> core.Project:
    """Return the engines' project: call it only when ``missing_facts`` is empty. ``awards``: de minimis by organisation."""
    partners = live_partners(project)
    lines = project.lines.filter(partner__in=[p.pk for p in partners])
    return core.Project(
        title=project.title,
        partners=tuple(_partner(p.pk, p.organisation, (awards or {}).get(p.organisation_id, ())) for p in partners),
        lines=tuple(
            core.CostLine(str(line.pk), str(line.partner_id), line.label, core.Category(line.category), line.cents)
            for line in lines
        ),
        applied=project.applied_on,
        granted=project.granted_on,
        starts=project.starts_on,
        months=project.months,
    )


def _partner(key: int, organisation: Organisation, awards: tuple[core.Award, ...]) -> core.Partner:
    return core.Partner(
        id=str(key),
        name=organisation.name,
        size=core.Size(organisation.size),
        c_area=bool(organisation.c_area),
        siren=organisation.siren,
        country=organisation.country,
        kind=legal_kind(organisation),
        in_difficulty=organisation.in_difficulty,
        de_minimis=awards,
    )
