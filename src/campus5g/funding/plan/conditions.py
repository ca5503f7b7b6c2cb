"""What the law asks besides amounts, before the grant and for years after it: the plan says it with its article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from campus5g.core.message import Amount, Day, msg
from campus5g.core.project import Allocation, CallTerms, Category, Circumstance, Condition, CostLine, Partner, Project, Size
from campus5g.funding.intensity import RESEARCH
from campus5g.funding.plan.groups import OWN_RULE, RAISED_RULE
from campus5g.funding.plan.reasons import whole_advance
from campus5g.funding.plan.room import Rooms
from campus5g.funding.rules import RulesOn

_SMES = (Size.SMALL, Size.MEDIUM)


def conditions_of(
    project: Project, rooms: Rooms, calls: Mapping[str, CallTerms], rows: Sequence[Allocation], rules: RulesOn
) -> tuple[Condition, ...]:
    """Return the conditions of the aid that a plan gives. Non-economic work of a research organisation has none: it is no aid.

    A condition that no number of the rule files backs is to confirm, as are those whose rule is.
    """
    aided = _aided(project, rows)
    exempted = [line for line in aided if line.category is not Category.DE_MINIMIS]
    found: list[Condition] = []
    if exempted:
        found += _of_the_exemption(project, rooms, rows)
        found += _published(project, calls, exempted, rows, rules)
    firms = [partner for partner in project.partners if any(line.partner_id == partner.id for line in aided)]
    for partner in firms:
        found += _of_partner(partner, [line for line in aided if line.partner_id == partner.id], rows, rules)
    found += _larger_advances(project, rooms, calls, rows, rules)
    return tuple(found)


def _aided(project: Project, rows: Sequence[Allocation]) -> list[CostLine]:
    """The lines that receive State aid."""
    paid = {row.line_id for row in rows if row.money_cents}
    outside = {partner.id for partner in project.partners if partner.size is Size.RESEARCH_NON_ECONOMIC}
    return [line for line in project.lines if line.id in paid and line.partner_id not in outside]


def _of_the_exemption(project: Project, rooms: Rooms, rows: Sequence[Allocation]) -> Iterator[Condition]:
    about = msg("the application, filed on %(applied)s, comes before any order or signed quote of the aided work",
                applied=Day.of(project.applied))  # fmt: skip
    yield Condition("incentive", "GBER Art. 6(2)", about, True)
    about = msg("each undertaking declares that no order to recover an aid is unpaid")
    yield Condition("recovery", "GBER Art. 1(4)(a)", about, True)
    aid = {row.line_id: 0 for row in rows}
    for row in rows:
        aid[row.line_id] += row.aid_cents
    below = [g for g in rooms.groups if g.key.startswith("threshold.") and any(aid.get(name) for name in g.line_ids)]
    if below:
        about = msg("each aid stays below its notification threshold: no notification to the Commission")
        yield Condition("notification", "GBER Art. 4(1)", about, any(group.to_confirm for group in below))


def _published(
    project: Project, calls: Mapping[str, CallTerms], exempted: Sequence[CostLine], rows: Sequence[Allocation], rules: RulesOn
) -> Iterator[Condition]:
    """The awards large enough to be published: what one call gives one undertaking, in gross grant equivalent."""
    rule, lines = rules.rule("gber.art9.publication"), {line.id for line in exempted}
    names = {partner.id: partner.name for partner in project.partners}
    awards: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.line_id in lines and row.call_id:
            awards[row.partner_id, row.call_id] = awards.get((row.partner_id, row.call_id), 0) + row.aid_cents
    large = [f"{names[who]} ({calls[call].title})" for (who, call), cents in awards.items() if cents > rule.cents]
    if large:
        about = msg("awards above %(amount)s are published with the name of who receives them: %(names)s", amount=Amount(rule.cents),
                    names=", ".join(large))  # fmt: skip
        yield Condition("publication", rule.article, about, rule.to_confirm)


def _of_partner(
    partner: Partner, lines: Sequence[CostLine], rows: Sequence[Allocation], rules: RulesOn
) -> Iterator[Condition]:  # fmt: skip
    regional = [line for line in lines if line.category is Category.REGIONAL_INVESTMENT]
    if regional:
        yield from _regional(partner, regional, rows, rules)
    if any(line.category is Category.START_UP for line in lines):
        rule = rules.rule("gber.art22.years")
        about = msg("%(name)s is unlisted, registered for %(years)s years at most, has shared out no profits and took over nobody",
                    name=partner.name, years=int(rule.value))  # fmt: skip
        yield Condition(f"start_up.{partner.id}", rule.article, about, rule.to_confirm)
    if any(line.category is Category.CLUSTER and Circumstance.RUNNING in line.circumstances for line in lines):
        rule = rules.rule("gber.art27.running_years")
        about = msg("the running costs of the cluster are aided for %(years)s years at most", years=int(rule.value))
        yield Condition(f"cluster.{partner.id}", rule.article, about, rule.to_confirm)
    if any(line.category is Category.DE_MINIMIS for line in lines):
        years = rules.rule("de_minimis.years")
        about = msg("%(name)s declares in writing the de minimis aid of its whole undertaking over %(years)s years",
                    name=partner.name, years=int(years.value))  # fmt: skip
        yield Condition(f"de_minimis.{partner.id}", "Reg. (EU) 2023/2831 Art. 7(4)", about, years.to_confirm)


def _regional(
    partner: Partner, lines: Sequence[CostLine], rows: Sequence[Allocation], rules: RulesOn
) -> Iterator[Condition]:  # fmt: skip
    """Article 14: keep the investment in place, bring one's own part; Article 13: activities left out."""
    keep = rules.rule(f"gber.art14.keep_years.{'sme' if partner.size in _SMES else 'large'}")
    about = msg("%(name)s keeps the investment in the area for %(years)s years after it is completed", name=partner.name,
                years=int(keep.value))  # fmt: skip
    yield Condition(f"keep.{partner.id}", keep.article, about, keep.to_confirm)
    own, cost = rules.rule(OWN_RULE), sum(line.cents for line in lines)
    names = {line.id for line in lines}
    free = cost - sum(row.money_cents for row in rows if row.line_id in names)
    about = msg("%(name)s brings at least %(share)s %% of the investment free of any public support; the plan leaves it %(own)s of "
                "%(cost)s", name=partner.name, share=float(own.value), own=Amount(free), cost=Amount(cost))  # fmt: skip
    yield Condition(f"own_part.{partner.id}", own.article, about, own.to_confirm)
    about = msg("%(name)s: the activity aided is neither steel nor coal nor lignite; transport, energy and broadband have limits",
                name=partner.name)  # fmt: skip
    yield Condition(f"sector.{partner.id}", "GBER Art. 13", about, True)


def _larger_advances(
    project: Project, rooms: Rooms, calls: Mapping[str, CallTerms], rows: Sequence[Allocation], rules: RulesOn
) -> Iterator[Condition]:
    """For information, where an aid near its research threshold is in part an advance: wholly so, it could be half as much again."""
    research = {line.id for line in project.lines if line.category in RESEARCH}
    if not any(row.advance_cents and calls[row.call_id].advance_interest for row in rows if row.line_id in research):
        return
    rule = rules.rule(RAISED_RULE)
    for group in rooms.groups:
        mine = [row for row in rows if row.line_id in group.line_ids]
        near = sum(row.aid_cents for row in mine) * 100 >= group.limit_cents * (100 - rule.value)
        if group.raised_cents and near and not whole_advance(mine, calls):
            about = msg("for information: wholly an advance that success repays with interest, this aid could be %(points)s %% higher "
                        "without notification; the plan keeps to the ordinary threshold: %(about)s", points=float(rule.value),
                        about=group.about)  # fmt: skip
            yield Condition(f"advance.{group.key}", rule.article, about, rule.to_confirm)
