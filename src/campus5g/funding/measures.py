"""How much of a cost may be aided outside research: GBER Articles 14, 17, 18, 22, 25c, 27, 28, 36, 38, 41, 47 and 49.

Each article is a ladder: a base (chosen by what is claimed of the cost), points for the size, points for the area, a cap. An
aid that an article does not open (a large undertaking under Article 17) has an intensity of zero, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.project import Category, Circumstance, CostLine, Partner, Size
from campus5g.funding.intensity import Intensity, Step, Term, add_up, infrastructure_intensity, size_term, standing
from campus5g.funding.rules import Rule, RulesOn

_SMES = (Size.SMALL, Size.MEDIUM)
_SMES_ONLY = msg("for small and medium-sized enterprises only")


@dataclass(frozen=True, slots=True)
class Ladder:
    """One article. ``bases``: the rule that a circumstance puts in place of ``base``. ``halved``: the rule for no counterfactual."""

    article: str
    name: Message
    base: str = ""
    bases: Mapping[Circumstance, str] | None = None
    sizes: bool = False
    areas: bool = False
    smes_only: bool = False
    halved: bool = False
    cap: str = ""


LADDERS: dict[Category, Ladder] = {
    Category.SME_INVESTMENT: Ladder("art17", msg("investment of an SME"), sizes=True, smes_only=True),
    Category.SME_CONSULTANCY: Ladder("art18", msg("consultancy for an SME"), base="base", smes_only=True),
    Category.CLUSTER: Ladder(
        "art27", msg("innovation cluster"), base="base", bases={Circumstance.RUNNING: "running"}, areas=True,
    ),
    Category.SME_INNOVATION: Ladder(
        "art28", msg("innovation aid for an SME"), base="base", bases={Circumstance.ADVICE: "advice"}, smes_only=True,
    ),
    Category.ENVIRONMENT: Ladder(
        "art36", msg("environmental protection"), base="base", bases={Circumstance.ZERO_EMISSION: "zero_emission"}, sizes=True,
        areas=True, halved=True,
    ),
    Category.ENERGY_EFFICIENCY: Ladder("art38", msg("energy efficiency"), base="base", sizes=True, areas=True, halved=True),
    Category.RENEWABLES: Ladder(
        "art41", msg("renewable energy"), base="base", sizes=True,
        bases={Circumstance.OTHER_ENERGY: "other", Circumstance.BIDDING: "bidding"},
    ),
    Category.RESOURCE_EFFICIENCY: Ladder("art47", msg("resource efficiency"), base="base", sizes=True, areas=True),
    Category.ENVIRONMENT_STUDY: Ladder("art49", msg("environmental study"), base="base", sizes=True, cap="cap"),
}  # fmt: skip
"""The articles whose ceiling is a sum of points."""

_COMPLETE = frozenset({Circumstance.RUNNING, Circumstance.ADVICE, Circumstance.BIDDING})
"""Bases that the article states whole: no area or size is added to them."""


def measure_intensity(line: CostLine, partner: Partner, rules: RulesOn, *, invested_cents: int = 0) -> Intensity:
    """Return the maximum intensity of a cost line under its article. ``invested_cents``: the whole regional investment
    of the undertaking, where it has other costs too.

    A research organisation's non-economic work is outside State aid. ``BadInput`` for a category that Articles 25, 29 or 31 rule.
    """
    if partner.size is Size.RESEARCH_NON_ECONOMIC:
        return add_up([(msg("non-economic activity of a research organisation"), rules.rule("gber.art25.non_economic"))])
    if line.category in LADDERS:
        return _climb(LADDERS[line.category], line, partner, rules)
    special = _SPECIAL.get(line.category)
    if special is None:
        raise BadInput("category", msg("%(name)s has its own function", name=line.category.value), msg("a category of a measure"))
    return special(line, partner, rules, invested_cents)


def _climb(ladder: Ladder, line: CostLine, partner: Partner, rules: RulesOn) -> Intensity:
    prefix = f"gber.{ladder.article}"
    if ladder.smes_only and partner.size not in _SMES:
        return closed(_SMES_ONLY, rules.rule(f"{prefix}.{ladder.base or 'size.small'}"))
    circumstance = next((circumstance for circumstance in ladder.bases or {} if circumstance in line.circumstances), None)
    complete = circumstance in _COMPLETE
    base = (ladder.bases or {}).get(circumstance, ladder.base) if circumstance else ladder.base
    terms: list[Term] = [(ladder.name, rules.rule(f"{prefix}.{base}"))] if base else []
    if ladder.sizes and not complete:
        terms += size_term(f"{prefix}.size", partner.size, rules)
    if ladder.areas and not complete:
        terms += area_term(f"{prefix}.bonus", partner, rules)
    found = add_up(terms, rules.rule(f"{prefix}.{ladder.cap}") if ladder.cap else None)
    if ladder.halved and Circumstance.NO_COUNTERFACTUAL in line.circumstances:
        rule = rules.rule(f"{prefix}.no_counterfactual")
        return _less(found, found.percent * (1 - rule.value / 100), msg("no counterfactual: half of it"), rule.article)
    return found


def area_term(family: str, partner: Partner, rules: RulesOn) -> list[Term]:
    """Return the points of an assisted area: « a » before « c », never both."""
    if partner.a_area:
        return [(msg("“a” area of the regional aid map"), rules.rule(f"{family}.a_area"))]
    if partner.c_area:
        return [(msg("“c” area of the regional aid map"), rules.rule(f"{family}.c_area"))]
    return []


def closed(why: Message, rule: Rule) -> Intensity:
    """Return an intensity of zero with its reason: the article is not open to this case."""
    return Intensity(Decimal(0), (Step(why, Decimal(0), rule.article),), rule.article, *standing([rule]))


def _less(intensity: Intensity, points: Decimal, about: Message, article: str) -> Intensity:
    step = Step(about, -points, article)
    return Intensity(
        intensity.percent - points, (*intensity.steps, step), intensity.article, intensity.basis, intensity.to_confirm
    )  # fmt: skip


def _regional(line: CostLine, partner: Partner, rules: RulesOn, invested_cents: int) -> Intensity:
    """Article 14: the map's rate, points of size up to 50 M€ of investment.

    A quarter of the investment stays free of public money: cut here where the cost is all of it, by the plan where it is a part.
    """
    own = rules.rule("gber.art14.own_contribution")
    if line.rate is None:
        return closed(msg("the rate of the regional aid map is to be given (decree 2022-968, by commune)"), own)
    steps = [Step(msg("rate of the regional aid map"), line.rate, "GBER Art. 14(12)")]
    if invested_cents <= rules.rule("gber.art14.large_project").cents:
        steps += [Step(about, rule.value, rule.article) for about, rule in size_term("gber.art14.size", partner.size, rules)]
    total = sum((step.points for step in steps), Decimal(0))
    most = 100 - own.value if invested_cents <= line.cents else Decimal(100)
    if total > most:
        steps.append(Step(msg("own money free of public support"), most - total, own.article))
    return Intensity(min(total, most), tuple(steps), "GBER Art. 14", standing([own])[0], True)


def _start_up(line: CostLine, partner: Partner, rules: RulesOn, _invested: int) -> Intensity:
    """Article 22: any cost, within an amount that the plan tests for the undertaking."""
    rule = rules.rule("gber.art22.grant.none")
    if partner.size is not Size.SMALL:
        return closed(msg("for small unlisted enterprises up to five years old only"), rule)
    step = Step(msg("start-up aid: an amount, not a share of the cost"), Decimal(100), rule.article)
    return Intensity(Decimal(100), (step,), rule.article, *standing([rule]))


def _union_cofunded(line: CostLine, _partner: Partner, rules: RulesOn, _invested: int) -> Intensity:
    """Article 25c: the funding rate of the Union programme that selected the project."""
    present = rules.rule("gber.art25.cap")  # Article 25c states no number of its own: it stands and falls with the regulation
    if line.rate is None:
        return closed(msg("the funding rate of the Union programme is to be given (GBER Art. 25c)"), present)
    step = Step(msg("funding rate of the Union programme"), line.rate, "GBER Art. 25c")
    return Intensity(line.rate, (step,), "GBER Art. 25c", present.basis, True)


def _test_infrastructure(line: CostLine, partner: Partner, rules: RulesOn, _invested: int) -> Intensity:
    capacity = Decimal(100 if Circumstance.SME_CAPACITY in line.circumstances else 0)
    return infrastructure_intensity(
        partner.size, rules, sme_capacity_percent=capacity, cross_border=Circumstance.CROSS_BORDER in line.circumstances
    )  # fmt: skip


_SPECIAL: dict[Category, Callable[[CostLine, Partner, RulesOn, int], Intensity]] = {
    Category.REGIONAL_INVESTMENT: _regional,
    Category.START_UP: _start_up,
    Category.UNION_COFUNDED: _union_cofunded,
    Category.TEST_INFRASTRUCTURE: _test_infrastructure,
}

MEASURES = frozenset({*LADDERS, *_SPECIAL})
"""The categories that this module rules."""
