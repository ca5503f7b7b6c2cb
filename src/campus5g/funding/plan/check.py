"""An independent check of a financing plan, in integers.

It shares nothing with the planner but the numbers of the law: it reads them again and adds them up its own way, so that a fault
on one side is seen by the other. Percentages are compared as ``aid x 100 <= percent x cost``, without any division.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from campus5g.core.message import Amount, Message, msg
from campus5g.core.project import Allocation, CallTerms, Category, CostLine, FinancingPlan, Partner, Project
from campus5g.funding.plan.reread import OUTSIDE, Reread
from campus5g.funding.rules import Basis, RulesOn, law


def verify_plan(plan: FinancingPlan, project: Project, calls: Sequence[CallTerms], on: date) -> tuple[Message, ...]:
    """Return every violation found in a plan; empty when it is legal, complete and consistent. ``on`` is today."""
    if plan.refused:
        return (msg("a refused plan gives no money"),) if plan.allocations or plan.cash else ()
    auditor = _Auditor(plan, project, {call.call_id: call for call in calls}, law().on(project.granted))
    return tuple(auditor.violations())


class _Auditor:
    """The facts of one check, and the tests."""

    def __init__(self, plan: FinancingPlan, project: Project, calls: dict[str, CallTerms], rules: RulesOn) -> None:
        self.plan, self.project, self.calls, self.rules = plan, project, calls, rules
        self.partners = {partner.id: partner for partner in project.partners}
        self.lines = {line.id: line for line in project.lines}
        self.law = Reread(project, rules)

    def violations(self) -> Iterator[Message]:
        unknown = list(self._rows_that_name_nobody())
        yield from unknown
        if unknown:
            return
        yield from self._entry()
        yield from self._parts()
        yield from self._intensities()
        yield from self._sums()
        yield from self._calls()
        yield from self._ceilings()
        yield from self._cash()

    def _rows_that_name_nobody(self) -> Iterator[Message]:
        for row in self.plan.allocations:
            line = self.lines.get(row.line_id)
            if line is None or line.partner_id != row.partner_id or (row.call_id and row.call_id not in self.calls):
                yield msg("an allocation names an unknown line, partner or call: %(line)s", line=row.line_id)

    def _entry(self) -> Iterator[Message]:
        """Incentive effect, difficulty, standing of the rules."""
        for line in self.project.lines:
            partner = self.partners[line.partner_id]
            if line.category is Category.DE_MINIMIS or partner.size is OUTSIDE or not self._aid(line):
                continue
            if min(self.project.starts, line.starts or self.project.starts) <= self.project.applied:
                yield msg("aid to %(name)s without incentive effect (GBER Art. 6)", name=partner.name)
            if partner.in_difficulty is not False:
                yield msg("aid to %(name)s, not known to be out of difficulty (GBER Art. 1(4)(c))", name=partner.name)
        firms = [line for line in self.project.lines if self.partners[line.partner_id].size is not OUTSIDE]
        exempted = any(line.category is not Category.DE_MINIMIS for line in firms)
        lapsed = exempted and self.rules.rule("gber.art25.cap").basis is Basis.LAPSED
        if (self.plan.basis == "lapsed") != lapsed:
            yield msg("the plan says its rules are %(basis)s, which is wrong on the day of the grant", basis=self.plan.basis)

    def _parts(self) -> Iterator[Message]:
        """Each line's parts add up to its cost, none is negative, each call's split is kept, each loan counts what it must."""
        for line in self.project.lines:
            rows = self._rows(line)
            if sum(row.grant_cents + row.advance_cents + row.loan_cents + row.own_cents for row in rows) != line.cents:
                yield msg("the parts of “%(label)s” do not add up to %(cost)s", label=line.label, cost=Amount(line.cents))
        for row in self.plan.allocations:
            if min(row.grant_cents, row.advance_cents, row.loan_cents, row.own_cents) < 0:
                yield msg("a negative part on %(line)s", line=row.line_id)
            if _money(row) and not row.call_id:
                yield msg("aid without a call on %(line)s", line=row.line_id)
            elif _money(row):
                yield from self._split(row, self.calls[row.call_id])

    def _split(self, row: Allocation, call: CallTerms) -> Iterator[Message]:
        money = _money(row)
        if not call.free_split and not 0 <= money * call.grant_share - row.grant_cents < 1:
            yield msg("%(line)s: the grant is not the share that “%(title)s” gives", line=row.line_id, title=call.title)
        if not call.free_split and not -1 <= money * call.loan_share - row.loan_cents < 1:
            yield msg("%(line)s: the loan is not the share that “%(title)s” gives", line=row.line_id, title=call.title)
        least = loan_aid(row.loan_cents, call, self.partners[row.partner_id].rating, self.law.rules)
        if not least <= row.equivalent_cents < least + 1:
            yield msg("%(line)s: the loan does not count at its gross grant equivalent", line=row.line_id)

    def _intensities(self) -> Iterator[Message]:
        for line in self.project.lines:
            percent = self._percent(line)
            if self._aid(line) * 100 > percent * line.cents:
                yield msg("“%(label)s” receives %(aid)s, above %(percent)s %% of its cost", label=line.label,
                          aid=Amount(self._aid(line)), percent=float(percent))  # fmt: skip

    def _percent(self, line: CostLine) -> Decimal:
        """The law's, ten points more where every euro is an advance that success repays with interest."""
        percent = self.law.percent(line)
        firm = self.partners[line.partner_id].size is not OUTSIDE
        raised = line.category not in (Category.REGIONAL_INVESTMENT, Category.START_UP, Category.UNION_COFUNDED)
        if not (firm and raised and percent and self._advances_alone([line])):
            return percent
        return min(Decimal(100), percent + self.law.number("gber.art7.advance_points"))

    def _advances_alone(self, lines: Sequence[CostLine]) -> bool:
        """Whether some lines are paid, and by nothing but advances that success repays with interest."""
        rows = [row for line in lines for row in self._rows(line) if _money(row)]
        return bool(rows) and all(_money(row) == row.advance_cents and self.calls[row.call_id].advance_interest for row in rows)

    def _sums(self) -> Iterator[Message]:
        """Amounts per undertaking and notification thresholds."""
        for limit in self.law.limits():
            money = sum(_money(row) for line in limit.lines for row in self._rows(line))
            aid = money if limit.of_money else sum(self._aid(line) for line in limit.lines)
            most = limit.advance if limit.advance is not None and self._advances_alone(limit.lines) else limit.cents
            if aid > most:
                yield msg("%(about)s receives %(aid)s, above %(limit)s", about=limit.about, aid=Amount(aid), limit=Amount(most))

    def _calls(self) -> Iterator[Message]:
        total = sum(line.cents for line in self.project.lines)
        for call in self.calls.values():
            rows = [row for row in self.plan.allocations if row.call_id == call.call_id]
            paid = sum(_money(row) for row in rows)
            if not paid:
                continue
            if paid < call.min_aid_cents or (call.max_aid_cents is not None and paid > call.max_aid_cents):
                yield msg("“%(title)s” pays %(aid)s, outside its bounds", title=call.title, aid=Amount(paid))
            if total < call.min_cost_cents:
                yield msg("“%(title)s” asks for a larger project", title=call.title)
            for row in rows:
                cost = self.lines[row.line_id].cents
                if call.rate_cap is not None and _money(row) * 100 > call.rate_cap * cost:
                    yield msg("“%(title)s” pays more than its rate on %(line)s", title=call.title, line=row.line_id)

    def _ceilings(self) -> Iterator[Message]:
        """What the plan says of its own ceilings: all respected, and each line's used amount true."""
        told = {ceiling.key: ceiling for ceiling in self.plan.ceilings}
        for ceiling in self.plan.ceilings:
            if not ceiling.respected:
                yield msg("the plan passes its own ceiling: %(about)s", about=ceiling.about)
        for line in self.project.lines:
            shown = told.get(f"line.{line.id}")
            percent = self._percent(line)
            if shown is None or shown.used_cents != self._aid(line) or shown.limit_cents * 100 > percent * line.cents:
                yield msg("the ceiling shown for “%(label)s” is not the law's", label=line.label)

    def _cash(self) -> Iterator[Message]:
        for partner in self.project.partners:
            flows = [flow for flow in self.plan.cash if flow.partner_id == partner.id]
            rows = [row for row in self.plan.allocations if row.partner_id == partner.id]
            advances, loans = sum(row.advance_cents for row in rows), sum(row.loan_cents for row in rows)
            expected = (sum(row.grant_cents for row in rows), advances, loans, advances + loans, self._cost(partner))
            parts = ("grant", "advance", "loan", "repaid", "spent")
            found = tuple(sum(getattr(flow, f"{part}_cents") for flow in flows) for part in parts)
            if found != expected:
                yield msg("%(name)s: the cash by quarter does not add up to the plan", name=partner.name)

    def _rows(self, line: CostLine) -> list[Allocation]:
        return [row for row in self.plan.allocations if row.line_id == line.id]

    def _aid(self, line: CostLine) -> int:
        return sum(row.grant_cents + row.advance_cents + row.equivalent_cents for row in self._rows(line))

    def _cost(self, partner: Partner) -> int:
        return sum(line.cents for line in self.project.lines if line.partner_id == partner.id)


def _money(row: Allocation) -> int:
    return row.grant_cents + row.advance_cents + row.loan_cents


def loan_aid(cents: int, call: CallTerms, rating: str, rules: RulesOn) -> Fraction:
    """The gross grant equivalent of a loan, exact: the interest forgone each year, discounted, year by year."""
    base = Fraction(rules.rule("rates.base.FR").value) / 10_000
    margin = rules.rule(f"rates.margin.{rating}.normal" if rating else "rates.unrated_margin").value
    spread = max(Fraction(0), base + Fraction(margin) / 10_000 - Fraction(call.loan_rate) / 100)
    yearly = 1 + base + Fraction(rules.rule("rates.discount_margin").value) / 10_000
    owed, total, worth = Fraction(cents), Fraction(0), Fraction(1)
    for year in range(1, call.loan_grace_years + call.loan_years + 1):
        worth /= yearly
        total += owed * spread * worth
        if year > call.loan_grace_years:
            owed -= Fraction(cents, call.loan_years)
    return total
