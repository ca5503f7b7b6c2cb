"""The law read a second time, for the checker: each line's highest intensity and each limit on several lines.

It shares nothing with the planner but the numbers of the law: another table, another way of adding up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from campus5g.core.project import Category, Circumstance, CostLine, Partner, Project, Size
from campus5g.funding.rules import RulesOn

R_AND_D = ("fundamental", "industrial", "experimental", "feasibility")
OUTSIDE = Size.RESEARCH_NON_ECONOMIC
_SMALLER = (Size.SMALL, Size.MEDIUM)
_GREEN = ("environment", "energy_efficiency", "renewables", "resource_efficiency", "environment_study")
_LADDERS = {
    "sme_investment": "17 sme size", "sme_consultancy": "18 sme base", "cluster": "27 base area", "sme_innovation": "28 sme base",
    "environment": "36 base size area half", "energy_efficiency": "38 base size area half", "renewables": "41 base size",
    "resource_efficiency": "47 base size area", "environment_study": "49 base size cap",
}  # fmt: skip
"""What each article adds up."""
_WHOLE = {
    ("27", Circumstance.RUNNING): "gber.art27.running",
    ("28", Circumstance.ADVICE): "gber.art28.advice",
    ("41", Circumstance.BIDDING): "gber.art41.bidding",
}
_BASES = {("36", Circumstance.ZERO_EMISSION): "zero_emission", ("41", Circumstance.OTHER_ENERGY): "other"}


@dataclass(frozen=True, slots=True)
class Limit:
    """The most aid that some lines may receive together."""

    about: str
    cents: int
    lines: tuple[CostLine, ...]


class Reread:
    """What the law allows on a project, by a second reading."""

    def __init__(self, project: Project, rules: RulesOn) -> None:
        self.project, self.rules = project, rules
        self.partners = {partner.id: partner for partner in project.partners}
        self.collaborative = self._collaborative()

    def percent(self, line: CostLine) -> Decimal:
        """The highest lawful intensity of a line, in % of its cost."""
        kind, partner = line.category.value, self.partners[line.partner_id]
        small = partner.size in _SMALLER
        if partner.size is OUTSIDE:
            return self.number("gber.art25.non_economic")
        if kind in _LADDERS:
            return self._ladder(line, partner, _LADDERS[kind].split())
        if kind in ("de_minimis", "start_up"):
            return Decimal(100) if kind == "de_minimis" or partner.size is Size.SMALL else Decimal(0)
        if kind == "process_innovation":
            return self.number("gber.art29.sme" if small else "gber.art29.large") if small or self._smes_bear() else Decimal(0)
        if kind == "training":
            extra = self._size("art31", partner) + (
                self.number("gber.art31.bonus.disabled") if Circumstance.DISABLED in line.circumstances else 0
            )
            return min(self.number("gber.art31.base") + extra, self.number("gber.art31.cap"))
        if kind == "union_cofunded":
            return line.rate or Decimal(0)
        if kind == "regional_investment":
            return self._regional(line, partner)
        return self._infrastructure(line, partner) if kind == "test_infrastructure" else self._research(line, partner)

    def limits(self) -> Iterator[Limit]:
        """De minimis, start-up and advice amounts, adjusted regional aid, notification thresholds."""
        firms = [partner for partner in self.project.partners if partner.size is not OUTSIDE]
        for party in {partner.party for partner in firms}:
            tied = [partner for partner in firms if partner.party == party]
            left = self.cents("de_minimis.ceiling") - sum(map(self._recent, tied))
            lines = tuple(line for partner in tied for line in self._of(partner, ("de_minimis",)))
            yield Limit(f"{tied[0].name}: de minimis", max(0, left), lines)
        for partner in firms:
            yield self._limit(partner, R_AND_D, self._research_threshold())
            yield self._limit(partner, _GREEN, self.cents("gber.threshold.environment"))
            yield self._limit(partner, ("start_up",), self._start_up(partner))
            yield self._limit(partner, ("regional_investment",), self._regional_amount(partner))
            advice = tuple(line for line in self._of(partner, ("sme_innovation",)) if Circumstance.ADVICE in line.circumstances)
            yield Limit(f"{partner.name}: advice", self.cents("gber.art28.advice_amount"), advice)
            for kind, article in (
                ("process_innovation", 29),
                ("sme_investment", 17),
                ("sme_consultancy", 18),
                ("sme_innovation", 28),
            ):
                yield self._limit(partner, (kind,), self.cents(f"gber.threshold.art{article}"))
        for kind, name in (("training", "art31"), ("cluster", "art27"), ("test_infrastructure", "art26a")):
            lines = tuple(line for partner in firms for line in self._of(partner, (kind,)))
            yield Limit(kind, self.cents(f"gber.threshold.{name}"), lines)

    def number(self, key: str) -> Decimal:
        return self.rules.rule(key).value

    def cents(self, key: str) -> int:
        return self.rules.rule(key).cents

    def _limit(self, partner: Partner, kinds: tuple[str, ...], cents: int) -> Limit:
        return Limit(f"{partner.name}: {kinds[0]}", cents, self._of(partner, kinds))

    def _of(self, partner: Partner, kinds: tuple[str, ...]) -> tuple[CostLine, ...]:
        lines = self.project.lines
        return tuple(line for line in lines if line.partner_id == partner.id and line.category.value in kinds)

    def _size(self, article: str, partner: Partner) -> Decimal:
        return self.number(f"gber.{article}.size.{partner.size.value}") if partner.size in _SMALLER else Decimal(0)

    def _area(self, article: str, partner: Partner) -> Decimal:
        place = "a_area" if partner.a_area else "c_area" if partner.c_area else ""
        return self.number(f"gber.{article}.bonus.{place}") if place else Decimal(0)

    def _ladder(self, line: CostLine, partner: Partner, words: list[str]) -> Decimal:
        number, article = words[0], f"art{words[0]}"
        if "sme" in words and partner.size not in _SMALLER:
            return Decimal(0)
        for circumstance in Circumstance:
            if (
                circumstance in line.circumstances
                and (number, circumstance) in _WHOLE
                and not self._overruled(number, circumstance, line)
            ):
                return self.number(_WHOLE[number, circumstance])
        base = next(
            (name for (n, circumstance), name in _BASES.items() if n == number and circumstance in line.circumstances), "base"
        )
        percent = self.number(f"gber.{article}.{base}") if "base" in words else Decimal(0)
        percent += self._size(article, partner) if "size" in words else 0
        percent += self._area(article, partner) if "area" in words else 0
        if "cap" in words:
            percent = min(percent, self.number(f"gber.{article}.cap"))
        if "half" in words and Circumstance.NO_COUNTERFACTUAL in line.circumstances:
            percent = percent * self.number(f"gber.{article}.no_counterfactual") / 100
        return percent

    def _overruled(self, number: str, circumstance: Circumstance, line: CostLine) -> bool:
        """A bid for energy outside the higher class is read as that class: the lower reading of two circumstances."""
        return number == "41" and circumstance is Circumstance.BIDDING and Circumstance.OTHER_ENERGY in line.circumstances

    def _regional(self, line: CostLine, partner: Partner) -> Decimal:
        small = self._invested(partner) <= self.cents("gber.art14.large_project")
        percent = (line.rate + (self._size("art14", partner) if small else 0)) if line.rate is not None else Decimal(0)
        return min(percent, 100 - self.number("gber.art14.own_contribution"))

    def _regional_amount(self, partner: Partner) -> int:
        rates = [line.rate for line in self._of(partner, ("regional_investment",)) if line.rate is not None]
        if not rates:
            return 0
        costs = [self.cents("gber.threshold.art14_cost")]
        if self._invested(partner) > self.cents("gber.art14.large_project"):
            costs.append(self._invested(partner))
        first, second = self.cents("gber.art14.adjusted.first"), self.cents("gber.art14.adjusted.second")
        weight = self.number("gber.art14.adjusted.second_weight")
        return min(
            int(min(rates) * (100 * min(c, first) + weight * (min(max(c, first), second) - first)) // 10_000) for c in costs
        )

    def _invested(self, partner: Partner) -> int:
        return sum(line.cents for line in self._of(partner, ("regional_investment",)))

    def _infrastructure(self, line: CostLine, partner: Partner) -> Decimal:
        percent = self.number("gber.art26a.base") + self._size("art26a", partner)
        for circumstance, name in ((Circumstance.CROSS_BORDER, "cross_border"), (Circumstance.SME_CAPACITY, "sme_capacity")):
            percent += self.number(f"gber.art26a.bonus.{name}") if circumstance in line.circumstances else 0
        return min(percent, self.number(f"gber.art26a.cap.{partner.size.value}"))

    def _research(self, line: CostLine, partner: Partner) -> Decimal:
        kind = line.category.value
        percent = self.number(f"gber.art25.base.{kind}")
        if kind == "fundamental":
            return percent
        if partner.size in _SMALLER:
            family = "feasibility" if kind == "feasibility" else "size"
            percent += self.number(f"gber.art25.{family}.{partner.size.value}")
        if kind == "feasibility":
            return percent
        names = [
            circumstance.value
            for circumstance in (Circumstance.DISSEMINATION, Circumstance.LICENCES, Circumstance.MULTI_COUNTRY)
            if circumstance in line.circumstances
        ]
        names += [name for name in ("a_area", "c_area") if getattr(partner, name)] + ["collaboration"] * self.collaborative
        best = max((self.number(f"gber.art25.bonus.{name}") for name in names), default=Decimal(0))
        return min(percent + best, self.number("gber.art25.cap"))

    def _start_up(self, partner: Partner) -> int:
        place = "a_area" if partner.a_area else "c_area" if partner.c_area else "none"
        innovative = any(Circumstance.INNOVATIVE in line.circumstances for line in self._of(partner, ("start_up",)))
        return self.cents(f"gber.art22.grant.{place}") * (int(self.number("gber.art22.innovative_factor")) if innovative else 1)

    def _collaborative(self) -> bool:
        borne: dict[str, int] = {}
        for line in self.project.lines:
            if line.category.value in R_AND_D and line.cents:
                borne[line.partner_id] = borne.get(line.partner_id, 0) + line.cents
        total = sum(borne.values())
        firms = [self.partners[name] for name in borne if self.partners[name].size is not OUTSIDE]
        labs = total - sum(borne[firm.id] for firm in firms)
        parties = {firm.party: sum(borne[other.id] for other in firms if other.party == firm.party) for firm in firms}
        if firms and labs and labs * 100 >= self.number("gber.art25.collaboration.research_share") * total:
            return True
        varied = any(firm.size is not Size.LARGE for firm in firms) or len({firm.country for firm in firms}) >= 2
        most = self.number("gber.art25.collaboration.largest_share") * total
        return len(parties) >= 2 and varied and all(cents * 100 <= most for cents in parties.values())

    def _smes_bear(self) -> bool:
        process = [line for line in self.project.lines if line.category is Category.PROCESS_INNOVATION]
        smes = [line for line in process if self.partners[line.partner_id].size in _SMALLER]
        needed = self.number("gber.art29.sme_share") * sum(line.cents for line in process)
        return sum(line.cents for line in smes) * 100 >= needed

    def _research_threshold(self) -> int:
        cost = {kind: sum(line.cents for line in self.project.lines if line.category.value == kind) for kind in R_AND_D}
        total, half = sum(cost.values()), self.number("gber.threshold.art25.predominant_share")
        if cost["feasibility"] == total:
            kind = "feasibility"
        elif cost["fundamental"] * 100 > half * total:
            kind = "fundamental"
        elif (cost["fundamental"] + cost["industrial"]) * 100 > half * total:
            kind = "industrial"
        else:
            kind = "experimental"
        return self.cents(f"gber.threshold.art25.{kind}")

    def _recent(self, partner: Partner) -> int:
        """De minimis awards of the three years up to the grant; an award counts on its third anniversary."""
        on, years = self.project.granted, int(self.number("de_minimis.years"))
        since = (on.year - years, on.month, on.day)
        awards = [a for a in partner.de_minimis if a.granted <= on and (a.granted.year, a.granted.month, a.granted.day) >= since]
        return sum(award.cents for award in awards)
