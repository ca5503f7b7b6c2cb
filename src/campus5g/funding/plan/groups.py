"""Limits on the aid of several cost lines together: de minimis room, amounts per undertaking, notification thresholds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from campus5g.core.message import Message, msg
from campus5g.core.money import floor_share
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
OWN_RULE = "gber.art14.own_contribution"
"""The share of a regional investment that stays free of public support."""
RAISED_RULE = "gber.threshold.art25.advance_points"
"""How much higher the research threshold is for an aid that is wholly advances repaid with interest on success."""


@dataclass(frozen=True, slots=True)
class GroupRoom:
    """A limit on several lines together. Two groups share no line, or one holds the other.

    raised_cents: the limit where all their aid is an advance that success repays with interest, 0 where that changes nothing.
    of_money: it limits public money of any kind, soft loans in full, and not aid.
    """

    key: str
    about: Message
    article: str
    limit_cents: int
    to_confirm: bool
    line_ids: tuple[str, ...]
    raised_cents: int = 0
    of_money: bool = False


def measure_groups(project: Project, rules: RulesOn) -> tuple[GroupRoom, ...]:
    """Return the limits of each undertaking, then those of the project. Non-economic work has none.

    Partners that one of them controls are one undertaking: they share each of its limits.
    """
    firms = [partner for partner in project.partners if partner.size is not Size.RESEARCH_NON_ECONOMIC]
    found: list[GroupRoom] = []
    for party in dict.fromkeys(firm.party for firm in firms):
        found += _of_party(_Party([firm for firm in firms if firm.party == party], project, rules))
    names = {firm.id for firm in firms}
    for category, key, about in (
        (Category.TRAINING, "art31", msg("training aid to the project, below notification")),
        (Category.CLUSTER, "art27", msg("aid to the cluster, below notification")),
        (Category.TEST_INFRASTRUCTURE, "art26a", msg("aid to the testing infrastructure, below notification")),
    ):
        lines = [line for line in project.lines if line.category is category and line.partner_id in names]
        if lines:
            found.append(_below(threshold_of(rules.rule(f"gber.threshold.{key}"), about), f"threshold.{key}", about, lines))
    return tuple(found)


class _Party:
    """The partners of one undertaking, with their lines."""

    def __init__(self, partners: list[Partner], project: Project, rules: RulesOn) -> None:
        self.partners, self.project, self.rules = partners, project, rules
        self.id, self.name = partners[0].id, ", ".join(partner.name for partner in partners)

    def lines(self, *categories: Category) -> list[CostLine]:
        mine = {partner.id for partner in self.partners}
        return [line for line in self.project.lines if line.partner_id in mine and line.category in categories]


def _of_party(party: _Party) -> Iterator[GroupRoom]:
    yield from _de_minimis(party)
    yield from _research(party)
    yield from _regional(party)
    yield from _start_up(party)
    for categories, key, about in (
        ((Category.PROCESS_INNOVATION,), "art29", msg("process innovation aid to %(name)s, below notification", name=party.name)),
        ((Category.SME_INVESTMENT,), "art17", msg("investment aid to %(name)s, below notification", name=party.name)),
        ((Category.SME_CONSULTANCY,), "art18", msg("consultancy aid to %(name)s, below notification", name=party.name)),
        ((Category.SME_INNOVATION,), "art28", msg("innovation aid to %(name)s, below notification", name=party.name)),
        (ENVIRONMENT, "environment", msg("environmental aid to %(name)s, below notification", name=party.name)),
    ):
        if lines := party.lines(*categories):
            bound = threshold_of(party.rules.rule(f"gber.threshold.{key}"), about)
            yield _below(bound, f"threshold.{key}.{party.id}", about, lines)
    if advice := [line for line in party.lines(Category.SME_INNOVATION) if Circumstance.ADVICE in line.circumstances]:
        bound = threshold_of(party.rules.rule("gber.art28.advice_amount"), msg("innovation advice"))
        about = msg("innovation advice to %(name)s over three years", name=party.name)
        yield _below(bound, f"advice.{party.id}", about, advice)


def _de_minimis(party: _Party) -> Iterator[GroupRoom]:
    """The room of one single undertaking, all its partners and their earlier awards together."""
    if lines := party.lines(Category.DE_MINIMIS):
        rule = party.rules.rule("de_minimis.ceiling")
        awards = [award for partner in party.partners for award in partner.de_minimis]
        room = headroom(awards, party.project.granted, party.rules)
        about = msg("de minimis room of %(name)s on the day of the grant", name=party.name)
        yield GroupRoom(f"de_minimis.{party.id}", about, rule.article, room, rule.to_confirm, _ids(lines))


def _research(party: _Party) -> Iterator[GroupRoom]:
    """The threshold follows what the whole project mostly is; it is half as high again for an aid wholly in such advances."""
    if lines := party.lines(*RESEARCH):
        costs = {c: sum(line.cents for line in party.project.lines if line.category is c) for c in RESEARCH}
        bound = research_threshold(costs, party.rules)
        raised = research_threshold(costs, party.rules, repayable_advance=True).cents
        about = msg("research aid to %(name)s, below notification (%(why)s)", name=party.name, why=bound.why)
        found = _below(bound, f"threshold.art25.{party.id}", about, lines)
        yield replace(found, raised_cents=raised if raised > bound.cents else 0)


def _regional(party: _Party) -> Iterator[GroupRoom]:
    """One single investment project (Art. 14(13)): its adjusted amount or that of an investment at the threshold, its own part.

    Where its parts stand under several rates of the map, the lowest counts.
    """
    lines = party.lines(Category.REGIONAL_INVESTMENT)
    if lines:
        own, cost = party.rules.rule(OWN_RULE), sum(line.cents for line in lines)
        about = msg("public money of any kind on the investment of %(name)s", name=party.name)
        most = floor_share(cost, 100 - own.value)
        yield GroupRoom(f"own.{party.id}", about, own.article, most, own.to_confirm, _ids(lines), of_money=True)
    if rates := [line.rate for line in lines if line.rate is not None]:
        yield _adjusted(party, lines, min(rates))


def _adjusted(party: _Party, lines: list[CostLine], rate: Decimal) -> GroupRoom:
    rules, invested = party.rules, sum(line.cents for line in lines)
    rule = rules.rule("gber.threshold.art14_cost")
    notified = adjusted_aid_cents(rule.cents, rate, rules)
    allowed = adjusted_aid_cents(invested, rate, rules)
    if invested > rules.rule("gber.art14.large_project").cents and allowed <= notified:
        about = msg("adjusted aid to the large investment of %(name)s", name=party.name)
        article = rules.rule("gber.art14.adjusted.first").article
        return GroupRoom(f"adjusted.art14.{party.id}", about, article, allowed, True, _ids(lines))
    about = msg("regional aid to %(name)s, below notification", name=party.name)
    return GroupRoom(f"threshold.art14.{party.id}", about, rule.article, notified, True, _ids(lines))


def _start_up(party: _Party) -> Iterator[GroupRoom]:
    """The amount of Article 22; of several start-ups of one undertaking, the lowest of theirs, for all of them together."""
    lines = party.lines(Category.START_UP)
    young = [p for p in party.partners if p.size is Size.SMALL and any(line.partner_id == p.id for line in lines)]
    if young:
        amounts = [_start_up_cents(p, [line for line in lines if line.partner_id == p.id], party.rules) for p in young]
        rule = party.rules.rule("gber.art22.grant.none")
        about = msg("start-up aid to %(name)s", name=party.name)
        yield GroupRoom(f"start_up.{party.id}", about, rule.article, min(amounts), rule.to_confirm, _ids(lines))


def _start_up_cents(partner: Partner, lines: list[CostLine], rules: RulesOn) -> int:
    area = "a_area" if partner.a_area else "c_area" if partner.c_area else "none"
    innovative = any(Circumstance.INNOVATIVE in line.circumstances for line in lines)
    factor = int(rules.rule("gber.art22.innovative_factor").value) if innovative else 1
    return rules.rule(f"gber.art22.grant.{area}").cents * factor


def _below(bound: Threshold, key: str, about: Message, lines: list[CostLine]) -> GroupRoom:
    return GroupRoom(key, about, bound.article, bound.cents, bound.to_confirm, _ids(lines))


def _ids(lines: list[CostLine]) -> tuple[str, ...]:
    return tuple(line.id for line in lines)
