"""How much aid each cost line, partner and project may receive: the right-hand sides of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from campus5g.core.message import Message, msg
from campus5g.core.project import Category, CostLine, Partner, Project, Size
from campus5g.funding.ceilings import research_threshold
from campus5g.funding.collaboration import Collaboration, Share, judge_collaboration
from campus5g.funding.de_minimis import headroom
from campus5g.funding.intensity import (
    RESEARCH,
    Bonus,
    Intensity,
    limit_aid,
    process_innovation_intensity,
    research_intensity,
    training_intensity,
)
from campus5g.funding.rules import Basis, RulesOn


@dataclass(frozen=True, slots=True)
class LineRoom:
    """The most aid that one cost line may receive, all calls together (GBER Art. 8: the highest intensity)."""

    line: CostLine
    limit_cents: int
    intensity: Intensity | None
    article: str
    to_confirm: bool


@dataclass(frozen=True, slots=True)
class GroupRoom:
    """A limit on the aid of several lines together. Each line is in one group at most."""

    key: str
    about: Message
    article: str
    limit_cents: int
    to_confirm: bool
    line_ids: tuple[str, ...]


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
    judged = _collaboration(project, partners, rules)
    lines = tuple(_line_room(line, partners[line.partner_id], project, judged, rules) for line in project.lines)
    lapsed = any(room.intensity is not None and room.intensity.basis is Basis.LAPSED for room in lines)
    return Rooms(lines, _groups(project, partners, rules), judged, Basis.LAPSED if lapsed else Basis.IN_FORCE)


def _collaboration(project: Project, partners: dict[str, Partner], rules: RulesOn) -> Collaboration | None:
    shares = [
        Share(line.partner_id, partners[line.partner_id].size, partners[line.partner_id].country, line.cents)
        for line in project.lines
        if line.category in RESEARCH
    ]
    return judge_collaboration(shares, rules) if shares else None


def _line_room(
    line: CostLine, partner: Partner, project: Project, judged: Collaboration | None, rules: RulesOn
) -> LineRoom:  # fmt: skip
    if line.category is Category.DE_MINIMIS and partner.size is not Size.RESEARCH_NON_ECONOMIC:
        rule = rules.rule("de_minimis.ceiling")
        return LineRoom(line, line.cents, None, rule.article, rule.to_confirm)
    intensity = _intensity(line, partner, project, judged, rules)
    limit = limit_aid(line.cents, intensity)
    return LineRoom(line, limit.max_cents, intensity, intensity.article, intensity.to_confirm)


def _intensity(line: CostLine, partner: Partner, project: Project, judged: Collaboration | None, rules: RulesOn) -> Intensity:
    match line.category:
        case Category.TRAINING:
            return training_intensity(partner.size, rules)
        case Category.PROCESS_INNOVATION:
            return process_innovation_intensity(partner.size, _sme_percent(project), rules)
        case Category.DE_MINIMIS:
            return research_intensity(partner.size, Category.FUNDAMENTAL, (), rules)
        case _:
            bonuses = {Bonus.COLLABORATION} if judged is not None and judged.effective else set()
            return research_intensity(partner.size, line.category, bonuses | ({Bonus.C_AREA} if partner.c_area else set()), rules)


def _sme_percent(project: Project) -> Decimal:
    """The share of the costs of process innovation that SMEs bear, in %."""
    sizes = {partner.id: partner.size for partner in project.partners}
    lines = [line for line in project.lines if line.category is Category.PROCESS_INNOVATION]
    total = sum(line.cents for line in lines)
    smes = sum(line.cents for line in lines if sizes[line.partner_id] in (Size.SMALL, Size.MEDIUM))
    return Decimal(100 * smes) / total if total else Decimal(0)


def _groups(project: Project, partners: dict[str, Partner], rules: RulesOn) -> tuple[GroupRoom, ...]:
    found: list[GroupRoom] = []
    for partner in project.partners:
        if partner.size is not Size.RESEARCH_NON_ECONOMIC:
            mine = [line for line in project.lines if line.partner_id == partner.id]
            found += _partner_groups(partner, mine, project, rules)
    training = [line for line in project.lines if line.category is Category.TRAINING and _is_firm(partners[line.partner_id])]
    if training:
        rule = rules.rule("gber.threshold.art31")
        about = msg("training aid to the project, below notification")
        found.append(GroupRoom("threshold.art31", about, rule.article, rule.cents, rule.to_confirm, _ids(training)))
    return tuple(found)


def _partner_groups(partner: Partner, lines: list[CostLine], project: Project, rules: RulesOn) -> list[GroupRoom]:
    found: list[GroupRoom] = []
    small = [line for line in lines if line.category is Category.DE_MINIMIS]
    if small:
        rule = rules.rule("de_minimis.ceiling")
        room = headroom(partner.de_minimis, project.granted, rules)
        about = msg("de minimis room of %(name)s on the day of the grant", name=partner.name)
        found.append(GroupRoom(f"de_minimis.{partner.id}", about, rule.article, room, rule.to_confirm, _ids(small)))
    research = [line for line in lines if line.category in RESEARCH]
    if research:
        costs = {c: sum(line.cents for line in project.lines if line.category is c) for c in RESEARCH}
        bound = research_threshold(costs, rules)
        about = msg("research aid to %(name)s, below notification (%(why)s)", name=partner.name, why=bound.why)
        key = f"threshold.art25.{partner.id}"
        found.append(GroupRoom(key, about, bound.article, bound.cents, bound.to_confirm, _ids(research)))
    process = [line for line in lines if line.category is Category.PROCESS_INNOVATION]
    if process:
        rule = rules.rule("gber.threshold.art29")
        about = msg("process innovation aid to %(name)s, below notification", name=partner.name)
        key = f"threshold.art29.{partner.id}"
        found.append(GroupRoom(key, about, rule.article, rule.cents, rule.to_confirm, _ids(process)))
    return found


def _is_firm(partner: Partner) -> bool:
    return partner.size is not Size.RESEARCH_NON_ECONOMIC


def _ids(lines: list[CostLine]) -> tuple[str, ...]:
    return tuple(line.id for line in lines)
