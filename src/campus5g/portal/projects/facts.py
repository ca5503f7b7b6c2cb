"""The project as the engines read it, with the legal facts of its partners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from campus5g.core import project as core
from campus5g.core.message import Message, msg
from campus5g.portal.base.once import once_a_page
from campus5g.portal.directory.group import undertakings_of
from campus5g.portal.directory.models import Organisation
from campus5g.portal.projects.models import CostLine, Partner, Project
from campus5g.portal.studies.sources import legal_kind

Awards = Mapping[int, tuple[core.Award, ...]]
Tied = Mapping[int, Sequence[Organisation]]


def missing_facts(project: Project, partners: Sequence[Partner] | None = None) -> list[Message]:
    """Say which legal facts keep the financing plan from being computed; one sentence a fact. partners: the live ones, if known."""
    return [fact for partner in (live_partners(project) if partners is None else partners) for fact in lacking_of(partner)]


def lacking_of(partner: Partner) -> list[Message]:
    """Say which legal facts of one partner are missing."""
    organisation, lacking = partner.organisation, []
    if not organisation.size:
        lacking.append(msg("%(name)s: size unknown; fill in staff, turnover and balance sheet", name=organisation.name))
    if organisation.country == "FR" and not organisation.siren:
        lacking.append(msg("%(name)s: SIREN unknown", name=organisation.name))
    if organisation.in_difficulty is None and organisation.size != core.Size.RESEARCH_NON_ECONOMIC:
        lacking.append(msg("%(name)s: say whether it is an undertaking in difficulty", name=organisation.name))
    return lacking


@once_a_page
def live_partners(project: Project) -> list[Partner]:
    """Return the partners that did not decline, the lead first."""
    return [p for p in project.partners.select_related("organisation") if p.state != Partner.State.DECLINED]


def tied_partners(partners: Sequence[Partner]) -> Tied:
    """Return, by organisation of the partners, those of the directory that are one undertaking with it, itself first."""
    return _tied(tuple(partner.organisation for partner in partners))


@once_a_page
def _tied(organisations: tuple[Organisation, ...]) -> Tied:
    return undertakings_of(list(organisations))


@once_a_page
def live_lines(project: Project) -> list[CostLine]:
    """Return the costs of the partners that did not decline, those of each together."""
    return list(project.lines.exclude(partner__state=Partner.State.DECLINED))


def as_core(
    project: Project,
    awards: Awards | None = None,
    tied: Tied | None = None,
    partners: Sequence[Partner] | None = None,
    lines: Sequence[CostLine] | None = None,
) -> core.Project:
    """Return the engines' project. awards: de minimis by organisation.

    tied, partners, lines: undertakings, live partners and their costs, where they are known and need not be asked for. A partner of
    unknown size counts as large, which has the lowest ceilings: compute no plan while ``missing_facts`` says so.
    """
    partners = live_partners(project) if partners is None else partners
    lines = live_lines(project) if lines is None else lines
    parties = _parties(tied_partners(partners) if tied is None else tied)
    return core.Project(
        title=project.title,
        partners=tuple(
            _partner(p.pk, p.organisation, (awards or {}).get(p.organisation_id, ()), parties[p.organisation_id])
            for p in partners
        ),
        lines=tuple(line_as_core(line) for line in lines),
        applied=project.applied_on,
        granted=project.granted_on,
        starts=project.starts_on,
        months=project.months,
    )


def _parties(tied: Tied) -> dict[int, str]:
    """Name the undertakings that several partners make up; a partner that stands alone has no such name."""
    mine = {pk: sorted(member.pk for member in members if member.pk in tied) for pk, members in tied.items()}
    return {pk: f"organisation-{members[0]}" if len(members) > 1 else "" for pk, members in mine.items()}


def line_as_core(line: CostLine) -> core.CostLine:
    claims = line.claims
    return core.CostLine(
        str(line.pk), str(line.partner_id), line.label, core.Category(line.category), line.cents,
        claims.circumstances, claims.rate, claims.starts,
    )  # fmt: skip


def _partner(key: int, organisation: Organisation, awards: tuple[core.Award, ...], party: str) -> core.Partner:
    return core.Partner(
        id=str(key),
        name=organisation.name,
        size=core.Size(organisation.size or core.Size.LARGE),
        c_area=bool(organisation.c_area),
        siren=organisation.siren,
        country=organisation.country,
        kind=legal_kind(organisation),
        in_difficulty=organisation.in_difficulty,
        de_minimis=awards,
        a_area=bool(organisation.a_area),
        rating=organisation.rating,
        undertaking=party,
    )
