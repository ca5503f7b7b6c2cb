"""Ceilings that do not depend on one cost line: notification thresholds, adjusted regional aid, cumulation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from campus5g.core.errors import BadInput
from campus5g.core.message import Amount, Message, msg
from campus5g.core.money import floor_share
from campus5g.core.project import Category, Size
from campus5g.funding.intensity import RESEARCH
from campus5g.funding.rules import Rule, RulesOn


@dataclass(frozen=True, slots=True)
class Threshold:
    """The aid above which an award must be notified to the Commission before it is granted."""

    cents: int
    article: str
    to_confirm: bool
    why: Message


def research_threshold(
    costs: Mapping[Category, int], rules: RulesOn, *, eureka: bool = False, repayable_advance: bool = False
) -> Threshold:
    """Return the notification threshold of Article 4(1)(i) per undertaking and project, from the costs by category (cents).

    « Predominantly » means more than half of the eligible costs: fundamental; else fundamental and industrial together; else
    experimental. ``eureka`` doubles; ``repayable_advance`` (the whole aid is advances that success repays with at least the
    discount rate) adds 50 %. A feasibility study alone has its own threshold, point (vi), which neither changes.
    """
    total = sum(costs.get(category, 0) for category in RESEARCH)
    half = rules.rule("gber.threshold.art25.predominant_share").value
    early = costs.get(Category.FUNDAMENTAL, 0)
    applied = early + costs.get(Category.INDUSTRIAL, 0)
    if total and costs.get(Category.FEASIBILITY, 0) == total:
        name, why, eureka, repayable_advance = "feasibility", msg("a feasibility study"), False, False
    elif early * 100 > half * total:
        name, why = "fundamental", msg("predominantly fundamental research")
    elif applied * 100 > half * total:
        name, why = "industrial", msg("predominantly industrial research")
    else:
        name, why = "experimental", msg("predominantly experimental development")
    rule = rules.rule(f"gber.threshold.art25.{name}")
    factor = rules.rule("gber.threshold.art25.eureka_factor").value if eureka else Decimal(1)
    if repayable_advance:
        factor *= 1 + rules.rule("gber.threshold.art25.advance_points").value / 100
    return Threshold(floor_share(rule.cents, factor * 100), rule.article, rule.to_confirm, why)


def adjusted_aid_cents(cost_cents: int, map_percent: Decimal, rules: RulesOn, size: Size = Size.LARGE) -> int:
    """Return the maximum regional investment aid of Article 14 (cents, rounded down).

    Up to 50 M€: (R + size bonus) x cost. Above (a large project, no size bonus): R x (A + 0.50 B + 0 C), where A is the cost up
    to 55 M€, B from 55 to 110 M€, C beyond (Art. 2(20)).
    """
    if cost_cents <= rules.rule("gber.art14.large_project").cents:
        bonus = rules.find(f"gber.art14.size.{size.value}")
        return floor_share(cost_cents, map_percent + (bonus.value if bonus else 0))
    first, second = rules.rule("gber.art14.adjusted.first").cents, rules.rule("gber.art14.adjusted.second").cents
    weight = rules.rule("gber.art14.adjusted.second_weight").value
    middle = max(0, min(cost_cents, second) - first)
    return floor_share(min(cost_cents, first) * 100 + int(middle * weight), map_percent / 100)


@dataclass(frozen=True, slots=True)
class Room:
    """What may still be granted on the same costs, and what limits it."""

    allowed_cents: int
    reason: Message


def cumulation_room(
    cost_cents: int,
    highest_percent: Decimal,
    asked_cents: int,
    *,
    state_aid: Sequence[int] = (),
    de_minimis: Sequence[int] = (),
    union_money: Sequence[int] = (),
    union_percent: Decimal = Decimal(100),
) -> Room:
    """Apply GBER Article 8 to aid asked on costs that already receive money (all in cents).

    State aid (State, Region, ERDF, JTF) and de minimis on the same costs stay within the highest intensity that one of the
    measures allows (Art. 8(3), 8(5)). Money that the Union manages centrally is not State aid, but all public money together
    stays within the Union programme's most favourable rate (Art. 8(2)).
    """
    if cost_cents < 0 or asked_cents < 0:
        raise BadInput("cumulation", msg("a negative amount"), msg("zero or more"))
    aided = sum(state_aid) + sum(de_minimis)
    within_law = floor_share(cost_cents, highest_percent) - aided
    room, reason = within_law, msg("State aid and de minimis on these costs stay within %(percent)s %% (GBER Art. 8(3) and 8(5))",
                                   percent=float(highest_percent))  # fmt: skip
    if union_money:
        overall = floor_share(cost_cents, union_percent) - aided - sum(union_money)
        if overall < room:
            room = overall
            reason = msg(
                "all public money on these costs stays within %(percent)s %% (GBER Art. 8(2))", percent=float(union_percent)
            )
    if room >= asked_cents:
        return Room(asked_cents, msg("%(room)s of room is left on these costs", room=Amount(room)))
    return Room(max(0, room), reason)


def threshold_of(rule: Rule, why: Message) -> Threshold:
    """Return a threshold that is one number of the law."""
    return Threshold(rule.cents, rule.article, rule.to_confirm, why)
