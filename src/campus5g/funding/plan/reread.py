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
    """The most aid that some lines may receive together. advance: where all of it is advances repaid with interest on success.

    of_money: public money of any kind is counted, not aid.
    """

    about: str
    cents: int
    lines: tuple[CostLine, ...]
    advance: int | None = None
    of_money: bool = False


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
        """What each undertaking may receive, its partners together; then what the project may."""
        firms = [partner for partner in self.project.partners if partner.size is not OUTSIDE]
        for party in {partner.party for partner in firms}:
            yield from self._of_undertaking([partner for partner in firms if partner.party == party])
        for kind, name in (("training", "art31"), ("cluster", "art27"), ("test_infrastructure", "art26a")):
            yield Limit(kind, self.cents(f"gber.threshold.{name}"), self._of(firms, (kind,)))

    def _of_undertaking(self, tied: list[Partner]) -> Iterator[Limit]:
        """De minimis, start-up and advice amounts, adjusted regional aid and its own part, notification thresholds."""
        name = tied[0].name
        left = self.cents("de_minimis.ceiling") - sum(map(self._recent, tied))
        yield Limit(f"{name}: de minimis", max(0, left), self._of(tied, ("de_minimis",)))
        ordinary, advance = self._research_thresholds()
        yield Limit(f"{name}: research", ordinary, self._of(tied, R_AND_D), advance)
        yield Limit(f"{name}: environment", self.cents("gber.threshold.environment"), self._of(tied, _GREEN))
        yield Limit(f"{name}: start_up", self._start_up(tied), self._of(tied, ("start_up",)))
        regional = self._of(tied, ("regional_investment",))
        yield Limit(f"{name}: regional_investment", self._regional_amount(regional), regional)
        public = int((100 - self.number("gber.art14.own_contribution")) * sum(line.cents for line in regional) // 100)
        yield Limit(f"{name}: public money on its investment (GBER Art. 14(14))", public, regional, of_money=True)
        advice = tuple(line for line in self._of(tied, ("sme_innovation",)) if Circumstance.ADVICE in line.circumstances)
        yield Limit(f"{name}: advice", self.cents("gber.art28.advice_amount"), advice)
        for kind, article in (
            ("process_innovation", 29),
            ("sme_investment", 17),
            ("sme_consultancy", 18),
            ("sme_innovation", 28),
        ):
            yield Limit(f"{name}: {kind}", self.cents(f"gber.threshold.art{article}"), self._of(tied, (kind,)))

    def number(self, key: str) -> Decimal:
        return self.rules.rule(key).value

    def cents(self, key: str) -> int:
        return self.rules.rule(key).cents

    def _of(self, partners: list[Partner], kinds: tuple[str, ...]) -> tuple[CostLine, ...]:
        names = {partner.id for partner in partners}
        return tuple(line for line in self.project.lines if line.partner_id in names and line.category.value in kinds)

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
        tied = [other for other in self.project.partners if other.party == partner.party]
        invested = self._of(tied, ("regional_investment",))
        small = sum(other.cents for other in invested) <= self.cents("gber.art14.large_project")
        percent = (line.rate + (self._size("art14", partner) if small else 0)) if line.rate is not None else Decimal(0)
        alone = sum(other.cents for other in invested) == line.cents
        return min(percent, 100 - self.number("gber.art14.own_contribution") if alone else Decimal(100))

    def _regional_amount(self, lines: tuple[CostLine, ...]) -> int:
        rates, invested = [line.rate for line in lines if line.rate is not None], sum(line.cents for line in lines)
        if not rates:
            return 0
        costs = [self.cents("gber.threshold.art14_cost")]
        if invested > self.cents("gber.art14.large_project"):
            costs.append(invested)
        first, second = self.cents("gber.art14.adjusted.first"), self.cents("gber.art14.adjusted.second")
        weight = self.number("gber.art14.adjusted.second_weight")
        return min(
            int(min(rates) * (100 * min(c, first) + weight * (min(max(c, first), second) - first)) // 10_000) for c in costs
        )

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

    def _start_up(self, tied: list[Partner]) -> int:
        """The lowest amount of the start-ups of one undertaking, which share it."""
        amounts = []
        for partner in tied:
            mine = self._of([partner], ("start_up",))
            place = "a_area" if partner.a_area else "c_area" if partner.c_area else "none"
            innovative = any(Circumstance.INNOVATIVE in line.circumstances for line in mine)
            if mine and partner.size is Size.SMALL:
                factor = int(self.number("gber.art22.innovative_factor")) if innovative else 1
                amounts.append(self.cents(f"gber.art22.grant.{place}") * factor)
        return min(amounts, default=0)

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

    def _research_thresholds(self) -> tuple[int, int]:
        """Article 4(1)(i): points (i) to (iii), or (vi) for a study; and what point (v) makes of them for a whole advance."""
        cost = {kind: sum(line.cents for line in self.project.lines if line.category.value == kind) for kind in R_AND_D}
        total, half = sum(cost.values()), self.number("gber.threshold.art25.predominant_share")
        if cost["feasibility"] == total:
            study = self.cents("gber.threshold.art25.feasibility")
            return study, study
        if cost["fundamental"] * 100 > half * total:
            kind = "fundamental"
        elif (cost["fundamental"] + cost["industrial"]) * 100 > half * total:
            kind = "industrial"
        else:
            kind = "experimental"
        ordinary = self.cents(f"gber.threshold.art25.{kind}")
        return ordinary, int(ordinary * (100 + self.number("gber.threshold.art25.advance_points")) // 100)

    def _recent(self, partner: Partner) -> int:
        """De minimis awards of the three years up to the grant; an award counts on its third anniversary."""
        on, years = self.project.granted, int(self.number("de_minimis.years"))
        since = (on.year - years, on.month, on.day)
        awards = [a for a in partner.de_minimis if a.granted <= on and (a.granted.year, a.granted.month, a.granted.day) >= since]
        return sum(award.cents for award in awards)
