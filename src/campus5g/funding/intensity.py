"""How much of an eligible cost may be paid by aid: GBER Articles 25, 26a, 29 and 31, and the advance of Article 7(5).

intensity = min(cap, base + size bonus + one other bonus), in % of the eligible cost; the aid is rounded down to the cent.
Every step keeps its article, so that a reader can follow the sum.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from campus5g.core.errors import BadInput
from campus5g.core.message import Amount, Message, msg
from campus5g.core.money import floor_share
from campus5g.core.project import Category, Size
from campus5g.funding.rules import Basis, Rule, RulesOn


class Bonus(StrEnum):
    """What may raise the intensity of a research project, Art. 25(6)(b) to (d): the best one counts, never two."""

    COLLABORATION = "collaboration"
    DISSEMINATION = "dissemination"
    LICENCES = "licences"
    A_AREA = "a_area"
    C_AREA = "c_area"
    MULTI_COUNTRY = "multi_country"


@dataclass(frozen=True, slots=True)
class Step:
    """One term of an intensity: points added, with the article that allows them."""

    about: Message
    points: Decimal
    article: str


@dataclass(frozen=True, slots=True)
class Intensity:
    """A maximum intensity in %, the steps that lead to it, and whether the law it rests on is in force."""

    percent: Decimal
    steps: tuple[Step, ...]
    article: str
    basis: Basis
    to_confirm: bool


@dataclass(frozen=True, slots=True)
class AidLimit:
    """The most aid that one cost may receive."""

    cost_cents: int
    max_cents: int
    intensity: Intensity

    @property
    def sentence(self) -> Message:
        return msg(
            "at most %(aid)s of aid on %(cost)s (%(percent)s %%, %(article)s)",
            aid=Amount(self.max_cents),
            cost=Amount(self.cost_cents),
            percent=float(self.intensity.percent),
            article=self.intensity.article,
        )


Term = tuple[Message, Rule]
"""One rule that adds to an intensity, with its name."""

RESEARCH = (Category.FUNDAMENTAL, Category.INDUSTRIAL, Category.EXPERIMENTAL, Category.FEASIBILITY)
"""The categories of Article 25."""

_BONUS_NAMES: dict[Bonus, Message] = {
    Bonus.COLLABORATION: msg("effective collaboration"),
    Bonus.DISSEMINATION: msg("results widely disseminated"),
    Bonus.LICENCES: msg("licences open to all at market price"),
    Bonus.A_AREA: msg("“a” area of the regional aid map"),
    Bonus.C_AREA: msg("“c” area of the regional aid map"),
    Bonus.MULTI_COUNTRY: msg("collaboration across several Member States"),
}


def limit_aid(cost_cents: int, intensity: Intensity) -> AidLimit:
    """Return the aid that ``intensity`` allows on a cost, rounded down to the cent. A negative cost is bad input."""
    if cost_cents < 0:
        raise BadInput("eligible cost", msg("%(cost)s is negative", cost=Amount(cost_cents)), msg("zero or more"))
    return AidLimit(cost_cents, floor_share(cost_cents, intensity.percent), intensity)


def research_intensity(
    size: Size, category: Category, bonuses: Collection[Bonus], rules: RulesOn, *, advance_with_interest: bool = False
) -> Intensity:
    """Return the maximum intensity of Article 25.

    Art. 25(5) base + Art. 25(6)(a) size + the best of Art. 25(6)(b), (c), (d), at most the cap; a feasibility study has its
    base and size only (Art. 25(7)); fundamental research has its base. A research organisation's non-economic work is outside
    State aid. ``advance_with_interest``: the whole aid is an advance that success repays with at least the discount rate
    (Art. 7(5), added above the cap, never beyond the cost).
    """
    if category not in RESEARCH:
        raise BadInput("category", msg("%(name)s is not research", name=category.value), msg("a category of Article 25"))
    if size is Size.RESEARCH_NON_ECONOMIC:
        return add_up([(msg("non-economic activity of a research organisation"), rules.rule("gber.art25.non_economic"))])
    terms = [(msg("base intensity: %(name)s", name=_category_name(category)), rules.rule(f"gber.art25.base.{category.value}"))]
    cap = None
    if category is Category.FEASIBILITY:
        terms += size_term("gber.art25.feasibility", size, rules)
    elif category is not Category.FUNDAMENTAL:
        terms += size_term("gber.art25.size", size, rules)
        terms += _best_bonus(bonuses, rules)
        cap = rules.rule("gber.art25.cap")
    return _with_advance(add_up(terms, cap), rules) if advance_with_interest else add_up(terms, cap)


def infrastructure_intensity(size: Size, rules: RulesOn, *, sme_capacity_percent: Decimal, cross_border: bool) -> Intensity:
    """Return the maximum intensity of Article 26a: a testing and experimentation infrastructure open to users.

    ``sme_capacity_percent`` of the yearly capacity goes to small and medium-sized enterprises.
    """
    terms = [(msg("base intensity: testing infrastructure"), rules.rule("gber.art26a.base"))]
    terms += size_term("gber.art26a.size", size, rules)
    if cross_border:
        terms.append((msg("cross-border, or evaluated by the Union"), rules.rule("gber.art26a.bonus.cross_border")))
    if sme_capacity_percent >= rules.rule("gber.art26a.sme_capacity_share").value:
        terms.append((msg("capacity kept for SMEs"), rules.rule("gber.art26a.bonus.sme_capacity")))
    return add_up(terms, rules.rule(f"gber.art26a.cap.{_undertaking(size).value}"))


def process_innovation_intensity(size: Size, sme_cost_percent: Decimal, rules: RulesOn) -> Intensity:
    """Return the maximum intensity of Article 29: process and organisational innovation.

    A large undertaking is aided only if it works with SMEs that bear at least ``gber.art29.sme_share`` % of all eligible costs.
    """
    if size is Size.RESEARCH_NON_ECONOMIC:
        return add_up([(msg("non-economic activity of a research organisation"), rules.rule("gber.art25.non_economic"))])
    if size is not Size.LARGE:
        return add_up([(msg("SME"), rules.rule("gber.art29.sme"))])
    required = rules.rule("gber.art29.sme_share")
    if sme_cost_percent < required.value:
        about = msg("large undertaking whose SME partners bear less than %(share)s %% of the costs", share=float(required.value))
        return Intensity(Decimal(0), (Step(about, Decimal(0), required.article),), required.article, *standing([required]))
    return add_up([(msg("large undertaking working with SMEs"), rules.rule("gber.art29.large"))])


def training_intensity(size: Size, rules: RulesOn, *, disabled: bool = False) -> Intensity:
    """Return the maximum intensity of Article 31: training, ``disabled`` when given to workers with a disability."""
    if size is Size.RESEARCH_NON_ECONOMIC:
        return add_up([(msg("non-economic activity of a research organisation"), rules.rule("gber.art25.non_economic"))])
    terms = [(msg("base intensity: training"), rules.rule("gber.art31.base"))]
    terms += size_term("gber.art31.size", size, rules)
    if disabled:
        terms.append((msg("workers with a disability or disadvantaged"), rules.rule("gber.art31.bonus.disabled")))
    return add_up(terms, rules.rule("gber.art31.cap"))


def _undertaking(size: Size) -> Size:
    return Size.LARGE if size is Size.RESEARCH_NON_ECONOMIC else size


def size_term(family: str, size: Size, rules: RulesOn) -> list[Term]:
    """Return the points that the size of an enterprise adds: none for a large one."""
    if size not in (Size.SMALL, Size.MEDIUM):
        return []
    name = msg("small enterprise") if size is Size.SMALL else msg("medium-sized enterprise")
    return [(name, rules.rule(f"{family}.{size.value}"))]


def _best_bonus(bonuses: Collection[Bonus], rules: RulesOn) -> list[Term]:
    """Points (b), (c) and (d) of Article 25(6) do not add up: the best one is taken."""
    offered = [(_BONUS_NAMES[bonus], rules.rule(f"gber.art25.bonus.{bonus.value}")) for bonus in Bonus if bonus in bonuses]
    return [max(offered, key=lambda term: term[1].value)] if offered else []


def add_up(terms: list[Term], cap: Rule | None = None) -> Intensity:
    """Return the sum of the terms, cut at the cap; the cut is a step of its own."""
    steps = [Step(about, rule.value, rule.article) for about, rule in terms]
    total = sum((step.points for step in steps), Decimal(0))
    if cap is not None and total > cap.value:
        steps.append(Step(msg("cap"), cap.value - total, cap.article))
        total = cap.value
    rules = [rule for _, rule in terms] + ([cap] if cap is not None else [])
    return Intensity(total, tuple(steps), terms[0][1].article, *standing(rules))


def _with_advance(intensity: Intensity, rules: RulesOn) -> Intensity:
    extra = rules.rule("gber.art7.advance_points")
    points = min(extra.value, 100 - intensity.percent)
    step = Step(msg("advance repaid with interest on success"), points, extra.article)
    basis = Basis.LAPSED if Basis.LAPSED in (intensity.basis, extra.basis) else Basis.IN_FORCE
    confirm = intensity.to_confirm or extra.to_confirm
    return Intensity(intensity.percent + points, (*intensity.steps, step), intensity.article, basis, confirm)


def standing(rules: list[Rule]) -> tuple[Basis, bool]:
    """Return whether one of the rules has lapsed, and whether one is to confirm."""
    lapsed = any(rule.basis is Basis.LAPSED for rule in rules)
    return Basis.LAPSED if lapsed else Basis.IN_FORCE, any(rule.to_confirm for rule in rules)


def _category_name(category: Category) -> Message:
    return {
        Category.FUNDAMENTAL: msg("fundamental research"),
        Category.INDUSTRIAL: msg("industrial research"),
        Category.EXPERIMENTAL: msg("experimental development"),
        Category.FEASIBILITY: msg("feasibility study"),
    }[category]
