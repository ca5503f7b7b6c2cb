"""Limits on the aid of several cost lines together: de minimis room, amounts per undertaking, notification thresholds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from campus5g.core.message import Message, msg
from campus5g.core.project import Category, Circumstance, CostLine, Partner, Project, Size
from campus5g.funding.ceilings import Threshold, adjusted_aid_cents, research_threshold, threshold_of
from campus5g.funding.de_minimis import headroom
from campus5g.funding.intensity import RESEARCH
from campus5g.funding.rules import RulesOn

ENVIRONMENT = (
    Category.ENVIRONMENT, Category.ENERGY_EFFICIENCY, Category.RENEWABLES, Category.RESOURCE_EFFICIENCY,
    Category.ENVIRONMENT_STUDY,
)  # fmt: skip
"""The categories that share the threshold of environmental aid."""


@dataclass(frozen=True, slots=True)
class GroupRoom:
    """A limit on the aid of several lines together. Two groups share no line, or one holds the other."""

    key: str
    about: Message
    article: str
    limit_cents: int
    to_confirm: bool
    line_ids: tuple[str, ...]


def measure_groups(project: Project, rules: RulesOn) -> tuple[GroupRoom, ...]:
    """Return the limits of each undertaking, then those of the project. Non-economic work has none."""
    firms = {partner.id: partner for partner in project.partners if partner.size is not Size.RESEARCH_NON_ECONOMIC}
    found: list[GroupRoom] = []
    for party in dict.fromkeys(partner.party for partner in firms.values()):
        found += _de_minimis([partner for partner in firms.values() if partner.party == party], project, rules)
    for partner in firms.values():
        mine = [line for line in project.lines if line.partner_id == partner.id]
        found += _of_partner(partner, mine, project, rules)
    for category, key, about in (
        (Category.TRAINING, "art31", msg("training aid to the project, below notification")),
        (Category.CLUSTER, "art27", msg("aid to the cluster, below notification")),
        (Category.TEST_INFRASTRUCTURE, "art26a", msg("aid to the testing infrastructure, below notification")),
    ):
        lines = [line for line in project.lines if line.category is category and line.partner_id in firms]
        if lines:
            found.append(_below(threshold_of(rules.rule(f"gber.threshold.{key}"), about), f"threshold.{key}", about, lines))
    return tuple(found)


def _of_partner(partner: Partner, mine: list[CostLine], project: Project, rules: RulesOn) -> Iterator[GroupRoom]:
    yield from _research(partner, [line for line in mine if line.category in RESEARCH], project, rules)
    yield from _regional(partner, [line for line in mine if line.category is Category.REGIONAL_INVESTMENT], rules)
    yield from _start_up(partner, [line for line in mine if line.category is Category.START_UP], rules)
    for categories, key, about in (
        (
            (Category.PROCESS_INNOVATION,),
            "art29",
            msg("process innovation aid to %(name)s, below notification", name=partner.name),
        ),
        ((Category.SME_INVESTMENT,), "art17", msg("investment aid to %(name)s, below notification", name=partner.name)),
        ((Category.SME_CONSULTANCY,), "art18", msg("consultancy aid to %(name)s, below notification", name=partner.name)),
        ((Category.SME_INNOVATION,), "art28", msg("innovation aid to %(name)s, below notification", name=partner.name)),
        (ENVIRONMENT, "environment", msg("environmental aid to %(name)s, below notification", name=partner.name)),
    ):
        lines = [line for line in mine if line.category in categories]
        if lines:
            bound = threshold_of(rules.rule(f"gber.threshold.{key}"), about)
            yield _below(bound, f"threshold.{key}.{partner.id}", about, lines)
    advice = [line for line in mine if line.category is Category.SME_INNOVATION and Circumstance.ADVICE in line.circumstances]
    if advice:
        bound = threshold_of(rules.rule("gber.art28.advice_amount"), msg("innovation advice"))
        about = msg("innovation advice to %(name)s over three years", name=partner.name)
        yield _below(bound, f"advice.{partner.id}", about, advice)


def _de_minimis(party: list[Partner], project: Project, rules: RulesOn) -> Iterator[GroupRoom]:
    """The room of one single undertaking, all its partners and their earlier awards together."""
    mine = {partner.id for partner in party}
    lines = [line for line in project.lines if line.partner_id in mine and line.category is Category.DE_MINIMIS]
    if lines:
        rule = rules.rule("de_minimis.ceiling")
        room = headroom([award for partner in party for award in partner.de_minimis], project.granted, rules)
        about = msg("de minimis room of %(name)s on the day of the grant", name=", ".join(partner.name for partner in party))
        yield GroupRoom(f"de_minimis.{party[0].id}", about, rule.article, room, rule.to_confirm, _ids(lines))


def _research(partner: Partner, lines: list[CostLine], project: Project, rules: RulesOn) -> Iterator[GroupRoom]:
    if lines:
        costs = {c: sum(line.cents for line in project.lines if line.category is c) for c in RESEARCH}
        bound = research_threshold(costs, rules)
        about = msg("research aid to %(name)s, below notification (%(why)s)", name=partner.name, why=bound.why)
        yield _below(bound, f"threshold.art25.{partner.id}", about, lines)


def _regional(partner: Partner, lines: list[CostLine], rules: RulesOn) -> Iterator[GroupRoom]:
    """The adjusted amount of the investment, and that of an investment at the threshold: the lower one binds."""
    rates = [line.rate for line in lines if line.rate is not None]
    if not rates:
        return
    invested, rule = sum(line.cents for line in lines), rules.rule("gber.threshold.art14_cost")
    notified = adjusted_aid_cents(rule.cents, min(rates), rules)
    allowed = adjusted_aid_cents(invested, min(rates), rules, partner.size)
    large = invested > rules.rule("gber.art14.large_project").cents
    if large and allowed <= notified:
        about = msg("adjusted aid to the large investment of %(name)s", name=partner.name)
        adjusted = rules.rule("gber.art14.adjusted.first")
        yield GroupRoom(f"adjusted.art14.{partner.id}", about, adjusted.article, allowed, True, _ids(lines))
        return
    about = msg("regional aid to %(name)s, below notification", name=partner.name)
    yield GroupRoom(f"threshold.art14.{partner.id}", about, rule.article, notified, True, _ids(lines))


def _start_up(partner: Partner, lines: list[CostLine], rules: RulesOn) -> Iterator[GroupRoom]:
    if not lines or partner.size is not Size.SMALL:
        return
    area = "a_area" if partner.a_area else "c_area" if partner.c_area else "none"
    rule = rules.rule(f"gber.art22.grant.{area}")
    innovative = any(Circumstance.INNOVATIVE in line.circumstances for line in lines)
    factor = int(rules.rule("gber.art22.innovative_factor").value) if innovative else 1
    about = msg("start-up aid to %(name)s", name=partner.name)
    yield GroupRoom(f"start_up.{partner.id}", about, rule.article, rule.cents * factor, rule.to_confirm, _ids(lines))


def _below(bound: Threshold, key: str, about: Message, lines: list[CostLine]) -> GroupRoom:
    return GroupRoom(key, about, bound.article, bound.cents, bound.to_confirm, _ids(lines))


def _ids(lines: list[CostLine]) -> tuple[str, ...]:
    return tuple(line.id for line in lines)
