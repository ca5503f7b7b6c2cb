"""The same project granted on another day: what each partner would get, and which limits differ. Nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from campus5g.core import project as core
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.funding.plan import Wishes, plan_financing, public_value_cents
from campus5g.funding.plan.lapse import adjustment_ends
from campus5g.funding.rules import law

_STANDING = {
    "in_force": msg("rules in force"),
    "adjustment": msg("adjustment period of existing schemes"),
    "continued": msg("after it: present rules, assumed continued"),
}


@dataclass(frozen=True, slots=True)
class Share:
    """What one partner receives and brings under one plan."""

    name: str
    grant_cents: int
    advance_cents: int
    loan_cents: int
    own_cents: int


@dataclass(frozen=True, slots=True)
class Column:
    """One day of grant with its plan. ``net_cents``: public money less the present value of what is repaid."""

    day: date
    own_day: bool
    standing: Message
    plan: core.FinancingPlan
    net_cents: int
    shares: tuple[Share, ...]
    adjusted_cents: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A limit that is not the same on every day; ``None`` where it is not tested."""

    about: Message
    article: str
    limits: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    columns: tuple[Column, ...]
    differences: tuple[Difference, ...]

    @property
    def lends(self) -> bool:
        return any(share.loan_cents for column in self.columns for share in column.shares)

    @property
    def least(self) -> int | None:
        return min((column.plan.public_cents for column in self.columns if not column.plan.refused), default=None)

    @property
    def most(self) -> int | None:
        return max((column.plan.public_cents for column in self.columns if not column.plan.refused), default=None)

    @property
    def partners(self) -> list[tuple[str, list[Share]]]:
        """Each partner with its share on each day; no share where there is no plan."""
        names = next((tuple(share.name for share in column.shares) for column in self.columns if column.shares), ())
        return [(name, [c.shares[i] if c.shares else None for c in self.columns]) for i, name in enumerate(names)]


def usual_days(project: core.Project) -> tuple[date, date, date]:
    """Return the last day of the rules, the last of the adjustment period (Art. 58(4)) and the end of that year.

    The project's own day of grant takes the place of the one whose period it falls in.
    """
    ended, until = ends(project.granted)
    usual = [ended, until, date(until.year, 12, 31)]
    place = 0 if project.granted <= ended else 1 if project.granted <= until else 2
    usual[place] = project.granted
    return usual[0], usual[1], usual[2]


def ends(granted: date) -> tuple[date, date]:
    """Return the last day of the rules of research aid as they stand on a day, and of the adjustment period after it."""
    rules = law().on(granted)
    ended = rules.last_day("gber.art25.cap")
    return ended, adjustment_ends(ended, int(rules.rule("gber.art58.months").value))


def compare(
    project: core.Project, terms: Sequence[core.CallTerms], days: Sequence[date], on: date, aim: str, wishes: Wishes
) -> Comparison:  # fmt: skip
    """Compute the plan of each day of grant. A day that the law's data do not reach is told as a refusal."""
    columns = tuple(_column(project, terms, day, on, aim, wishes) for day in days)
    return Comparison(columns, _differences([column.plan for column in columns]))


def _column(
    project: core.Project, terms: Sequence[core.CallTerms], day: date, on: date, aim: str, wishes: Wishes
) -> Column:  # fmt: skip
    moved = replace(project, granted=day)
    try:
        plan = plan_financing(moved, terms, on, objective=aim, wishes=wishes)
        _, until = ends(day)
    except BadInput as error:
        plan, until = core.FinancingPlan((), (), (), "in_force", (), (error.sentence,)), day
    standing = "in_force" if plan.basis == "in_force" else "adjustment" if day <= until else "continued"
    net = 0 if plan.refused else public_value_cents(plan.allocations, terms, day)
    shares = () if plan.refused else tuple(_share(partner, plan) for partner in project.partners)
    adjusted = next((way.public_cents for way in plan.ways if way.way is core.Way.ADJUSTMENT and way.open), None)
    return Column(day, day == project.granted, _STANDING[standing], plan, net, shares, adjusted)


def _share(partner: core.Partner, plan: core.FinancingPlan) -> Share:
    mine = [row for row in plan.allocations if row.partner_id == partner.id]
    parts = ("grant_cents", "advance_cents", "loan_cents", "own_cents")
    return Share(partner.name, *(sum(getattr(row, part) for row in mine) for part in parts))


def _differences(plans: Sequence[core.FinancingPlan]) -> tuple[Difference, ...]:
    """The limits that differ, tested by two plans at least; those of a plan that is refused do not count."""
    tested = [{ceiling.key: ceiling for ceiling in plan.ceilings} for plan in plans]
    found = []
    for key, ceiling in {key: ceiling for each in tested for key, ceiling in each.items()}.items():
        limits = tuple(each[key].limit_cents if key in each else None for each in tested)
        known = {limit for limit in limits if limit is not None}
        if len(known) > 1:
            found.append(Difference(ceiling.about, ceiling.article, limits))
    return tuple(found)
