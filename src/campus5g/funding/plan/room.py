"""How much aid each cost line, partner and project may receive: the right-hand sides of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from campus5g.core.money import floor_share
from campus5g.core.project import Category, Circumstance, CostLine, Partner, Project, Size
from campus5g.funding.collaboration import Collaboration, Share, judge_collaboration
from campus5g.funding.intensity import (
    RESEARCH,
    Bonus,
    Intensity,
    limit_aid,
    process_innovation_intensity,
    research_intensity,
    training_intensity,
)
from campus5g.funding.measures import MEASURES, measure_intensity
from campus5g.funding.plan.groups import GroupRoom, measure_groups
from campus5g.funding.rules import Basis, RulesOn

_NOT_RAISED = frozenset({Category.REGIONAL_INVESTMENT, Category.START_UP, Category.UNION_COFUNDED})
"""Ceilings that are a map's, an amount or a programme's: the ten points of an advance are not added to them."""


@dataclass(frozen=True, slots=True)
class LineRoom:
    """The most aid that one cost line may receive, all calls together (GBER Art. 8: the highest intensity).

    boosted_cents: the same where all of it is an advance that success repays with interest (Art. 7(5)).
    """

    line: CostLine
    limit_cents: int
    intensity: Intensity | None
    article: str
    to_confirm: bool
    boosted_cents: int


@dataclass(frozen=True, slots=True)
class Rooms:
    """All the room that the law leaves to a project, whatever the calls."""

    lines: tuple[LineRoom, ...]
    groups: tuple[GroupRoom, ...]
    collaboration: Collaboration | None
    basis: Basis


def measure_rooms(project: Project, rules: RulesOn) -> Rooms:
    """Apply intensities, de minimis headroom and notification thresholds to each line of a project."""
    partners = {partner.id: partner for partner in project.partners}
    shares = research_shares(project)
    judged = judge_collaboration(shares, rules) if shares else None
    lines = tuple(_line_room(line, partners[line.partner_id], project, judged, rules) for line in project.lines)
    lapsed = any(room.intensity is not None and room.intensity.basis is Basis.LAPSED for room in lines)
    return Rooms(lines, measure_groups(project, rules), judged, Basis.LAPSED if lapsed else Basis.IN_FORCE)


def research_shares(project: Project) -> list[Share]:
    """Return who bears how much of the research costs, line by line: what the tests of collaboration take."""
    partners = {partner.id: partner for partner in project.partners}
    return [
        Share(partners[line.partner_id].party, partners[line.partner_id].size, partners[line.partner_id].country, line.cents)
        for line in project.lines
        if line.category in RESEARCH
    ]


def _line_room(
    line: CostLine, partner: Partner, project: Project, judged: Collaboration | None, rules: RulesOn
) -> LineRoom:  # fmt: skip
    if line.category is Category.DE_MINIMIS and partner.size is not Size.RESEARCH_NON_ECONOMIC:
        rule = rules.rule("de_minimis.ceiling")
        return LineRoom(line, line.cents, None, rule.article, rule.to_confirm, line.cents)
    intensity = _intensity(line, partner, project, judged, rules)
    limit = limit_aid(line.cents, intensity)
    most = limit.max_cents
    if intensity.percent and line.category not in _NOT_RAISED and partner.size is not Size.RESEARCH_NON_ECONOMIC:
        most = floor_share(line.cents, min(Decimal(100), intensity.percent + rules.rule("gber.art7.advance_points").value))
    return LineRoom(line, limit.max_cents, intensity, intensity.article, intensity.to_confirm, most)


def _intensity(line: CostLine, partner: Partner, project: Project, judged: Collaboration | None, rules: RulesOn) -> Intensity:
    match line.category:
        case Category.TRAINING:
            return training_intensity(partner.size, rules, disabled=Circumstance.DISABLED in line.circumstances)
        case Category.PROCESS_INNOVATION:
            return process_innovation_intensity(partner.size, _sme_percent(project), rules)
        case Category.DE_MINIMIS:
            return research_intensity(partner.size, Category.FUNDAMENTAL, (), rules)
        case category if category in MEASURES:
            parties = {other.id: other.party for other in project.partners}
            mine = [
                other.cents
                for other in project.lines
                if other.category is category and parties[other.partner_id] == partner.party
            ]
            return measure_intensity(line, partner, rules, invested_cents=sum(mine))
        case _:
            return research_intensity(partner.size, line.category, _bonuses(line, partner, judged), rules)


def _bonuses(line: CostLine, partner: Partner, judged: Collaboration | None) -> set[Bonus]:
    """The bonuses of Article 25(6) that the facts open; which one counts is the law's choice."""
    held = {
        Bonus.COLLABORATION: judged is not None and judged.effective,
        Bonus.A_AREA: partner.a_area,
        Bonus.C_AREA: partner.c_area,
        Bonus.DISSEMINATION: Circumstance.DISSEMINATION in line.circumstances,
        Bonus.LICENCES: Circumstance.LICENCES in line.circumstances,
        Bonus.MULTI_COUNTRY: Circumstance.MULTI_COUNTRY in line.circumstances,
    }
    return {bonus for bonus, true in held.items() if true}


def _sme_percent(project: Project) -> Decimal:
    """The share of the costs of process innovation that SMEs bear, in %."""
    sizes = {partner.id: partner.size for partner in project.partners}
    lines = [line for line in project.lines if line.category is Category.PROCESS_INNOVATION]
    total = sum(line.cents for line in lines)
    smes = sum(line.cents for line in lines if sizes[line.partner_id] in (Size.SMALL, Size.MEDIUM))
    return Decimal(100 * smes) / total if total else Decimal(0)
