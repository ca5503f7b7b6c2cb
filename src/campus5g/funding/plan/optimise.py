"""The mixed-integer programme: which call pays how much of which line.

maximise sum v(k) x(l,k), x in cents of money, under: aid on a line within its room, money within its cost and within each
call's own rate; groups of lines within their limit; a call pays nothing or between its floor and its cap. A cent of grant or
advance is a cent of aid, a cent lent is less (``weights``). Without loans, and given which calls are used, every constraint is the
bound of a flow from groups to lines to calls, so that the vertices of the linear programme are whole cents and nothing is lost in
rounding; with loans, or an aim that comes before the value, at most a few cents are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import highspy

_KNIFE_EDGE = 1e-9
_EASED: tuple[dict[str, str | float], ...] = (
    {"presolve": "off"},
    {"presolve": "choose", "mip_feasibility_tolerance": 1e-6, "primal_feasibility_tolerance": 1e-7},
    {"presolve": "off"},
)
"""Settings tried one after the other where the solver ends without an answer."""
_SMALL = 10_000
"""Amounts up to which loans are solved in whole cents: above, a cent is lost in the precision of the programme."""

Pair = tuple[str, str]
Solution = dict[Pair, int]


@dataclass(frozen=True, slots=True)
class Group:
    """A limit on the aid of several lines, or on their money. raised: the limit where ``pure`` options alone pay them."""

    lines: tuple[str, ...]
    limit: int
    raised: int = 0
    of_money: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Limits in cents. ``pairs``: the most money that option k may pay of line l; absent pairs pay nothing.

    An option is a call, or one of the two ways a call leaves free (``calls``: the call of such an option). weights: aid counted for
    a cent of money, 1 unless said. costs: the most money of a line. boosted: the aid limit of a line paid by ``pure`` options
    alone (Art. 7(5)). demands: money that some pairs must bring together. first: lines to be paid before all. peaks: (money
    spent by some day, share of each option received by then), of which the largest difference is made small before all.
    """

    pairs: Mapping[Pair, int]
    line_limits: Mapping[str, int]
    groups: Sequence[Group]
    floors: Mapping[str, int]
    caps: Mapping[str, int]
    values: Mapping[str, float]
    weights: Mapping[Pair, Fraction] = field(default_factory=dict)
    costs: Mapping[str, int] = field(default_factory=dict)
    calls: Mapping[str, str] = field(default_factory=dict)
    boosted: Mapping[str, int] = field(default_factory=dict)
    pure: frozenset[str] = frozenset()
    demands: Sequence[tuple[frozenset[Pair], int]] = ()
    first: frozenset[str] = frozenset()
    peaks: Sequence[tuple[int, Mapping[str, float]]] = ()

    def call(self, pair: Pair) -> str:
        return self.calls.get(pair[1], pair[1])

    def weight(self, pair: Pair) -> Fraction:
        return self.weights.get(pair, Fraction(1))

    def most(self, pair: Pair) -> int:
        """The most money of a pair, its line's room counted where each cent of money is one of aid."""
        if self.weight(pair) != 1:
            return self.pairs[pair]
        room = self.line_limits[pair[0]]
        return min(self.pairs[pair], max(room, self.boosted.get(pair[0], room)) if pair[1] in self.pure else room)

    def aided(self, group: Group, pair: Pair) -> Fraction:
        """What one cent of a pair counts for within a group."""
        return Fraction(1) if group.of_money else self.weight(pair)

    @property
    def whole(self) -> bool:
        """Whether the amounts are declared whole: loans, and all amounts small."""
        return bool(self.weights) and max(self.pairs.values(), default=0) <= _SMALL


def solve(problem: Problem) -> Solution | None:
    """Return the best amounts in whole cents, ``None`` when no amounts meet the demands. Deterministic.

    A call that cannot reach its floor pays nothing.
    """
    calls = sorted({problem.call(pair) for pair in problem.pairs})
    while True:
        model = _Model(problem, calls)
        if not model.optimise():
            return None
        amounts = _whole_cents(problem, model.amounts())
        paid = {call: sum(v for pair, v in amounts.items() if problem.call(pair) == call) for call in calls}
        short = [call for call in model.open_calls() if 0 < paid[call] < problem.floors.get(call, 0)]
        if not short:
            return amounts
        calls = [call for call in calls if call not in short]


class _Model:
    """The programme with its variables: money of each pair, a switch for each call with a floor and for each limit that rises."""

    def __init__(self, problem: Problem, calls: list[str]) -> None:
        self.problem, self.calls = problem, calls
        self.highs = _quiet()
        kind = highspy.HighsVarType.kInteger if problem.whole else highspy.HighsVarType.kContinuous
        self.money = {
            pair: self.highs.addVariable(0, problem.most(pair), type=kind)
            for pair in sorted(problem.pairs)
            if problem.call(pair) in calls
        }
        self.switches: dict[str, highspy.highs.highs_var] = {}
        self.rises: list[highspy.highs.highs_var] = []
        self._lines()
        self._groups()
        self._calls()
        for pairs, least in problem.demands:
            self.highs.addConstr(self._sum(pair for pair in self.money if pair in pairs) >= least)

    def optimise(self) -> bool:
        """Solve stage by stage, then once more with the switches fixed, for amounts at a vertex."""
        if not self.money:
            return not any(least > 0 for _, least in self.problem.demands)
        if not self._stages():
            return False
        if self.switches or self.rises:
            solution = self.highs.getSolution().col_value
            for switch in (*self.switches.values(), *self.rises):
                held = float(round(solution[switch.index]))
                self.highs.changeColBounds(switch.index, held, held)
            return self._run(self._value())
        return True

    def amounts(self) -> dict[Pair, float]:
        solution = self.highs.getSolution().col_value
        return {pair: solution[variable.index] for pair, variable in self.money.items()}

    def open_calls(self) -> list[str]:
        solution = self.highs.getSolution().col_value
        return [call for call in self.calls if call not in self.switches or solution[self.switches[call].index] > 0.5]

    def _stages(self) -> bool:
        if self.problem.first:
            wanted = self._sum(pair for pair in self.money if pair[0] in self.problem.first)
            if not self._run(wanted):
                return False
            self.highs.addConstr(wanted >= self.highs.getObjectiveValue() - 0.5)
        if self.problem.peaks:
            peak = self.highs.addVariable(0, highspy.kHighsInf)
            for spent, shares in self.problem.peaks:
                received = [shares.get(pair[1], 0.0) * variable for pair, variable in self.money.items()]
                self.highs.addConstr(sum(received) + peak >= spent)
            if not self._run(-1 * peak):
                return False
            self.highs.addConstr(peak <= 0.5 - self.highs.getObjectiveValue())
        return self._run(self._value())

    def _value(self) -> highspy.highs.highs_linear_expression:
        return sum(self.problem.values[pair[1]] * variable for pair, variable in self.money.items())

    def _run(self, objective: highspy.highs.highs_linear_expression) -> bool:
        """Solve; the solver may give up on its strictest settings, which says nothing about the plan: then they are eased.

        Amounts are brought back under every limit in exact integers afterwards, whatever the settings.
        """
        decided = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible)
        for options in ({}, *_EASED):
            for option, value in options.items():
                self.highs.setOptionValue(option, value)
            self.highs.maximize(objective)
            if self.highs.getModelStatus() in decided:
                return bool(self.highs.getModelStatus() == decided[0])
        raise RuntimeError(f"the solver decided nothing: {self.highs.getModelStatus()}")

    def _lines(self) -> None:
        problem = self.problem
        for line, limit in sorted(problem.line_limits.items()):
            mine = [pair for pair in self.money if pair[0] == line]
            if not mine:
                continue
            self._aid_within(mine, limit, problem.boosted.get(line, limit))
            if line in problem.costs:
                self.highs.addConstr(self._sum(mine) <= problem.costs[line])

    def _groups(self) -> None:
        for group in self.problem.groups:
            mine = [pair for pair in self.money if pair[0] in group.lines]
            if mine and group.of_money:
                self.highs.addConstr(self._sum(mine) <= group.limit)
            elif mine:
                self._aid_within(mine, group.limit, group.raised)

    def _aid_within(self, pairs: list[Pair], limit: int, raised: int) -> None:
        """Hold the aid of some pairs within a limit, or within a raised one where no impure pair is paid."""
        problem = self.problem
        if raised <= limit or not any(pair[1] in problem.pure for pair in pairs):
            self.highs.addConstr(self._aid(pairs) <= limit)
            return
        switch = self.highs.addBinary()
        self.rises.append(switch)
        self.highs.addConstr(self._aid(pairs) <= limit + (raised - limit) * switch)
        for pair in pairs:
            if pair[1] not in problem.pure:
                self.highs.addConstr(self.money[pair] + problem.most(pair) * switch <= problem.most(pair))

    def _calls(self) -> None:
        for call in self.calls:
            mine = [pair for pair in self.money if self.problem.call(pair) == call]
            if call in self.problem.caps:
                self.highs.addConstr(self._sum(mine) <= self.problem.caps[call])
            if floor := self.problem.floors.get(call, 0):
                switch = self.switches[call] = self.highs.addBinary()
                self.highs.addConstr(self._sum(mine) >= floor * switch)
                for pair in mine:
                    self.highs.addConstr(self.money[pair] <= self.problem.most(pair) * switch)

    def _sum(self, pairs: Iterable[Pair]) -> highspy.highs.highs_linear_expression:
        return highspy.highs.highs_linear_expression() + sum(self.money[pair] for pair in pairs)

    def _aid(self, pairs: Iterable[Pair]) -> highspy.highs.highs_linear_expression:
        return sum(float(self.problem.weight(pair)) * self.money[pair] for pair in pairs)


def _quiet() -> highspy.Highs:
    model = highspy.Highs()
    for option, value in (
        ("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0),
        ("mip_feasibility_tolerance", _KNIFE_EDGE), ("primal_feasibility_tolerance", _KNIFE_EDGE), ("solver", "simplex"),
    ):  # fmt: skip
        model.setOptionValue(option, value)
    return model


def _whole_cents(problem: Problem, amounts: dict[Pair, float]) -> Solution:
    """Round to cents, then take back what floating point may have put above a limit, last pair first."""
    whole = {pair: min(max(0, round(value)), problem.most(pair)) for pair, value in amounts.items()}
    for line in problem.line_limits:
        group = Group((line,), problem.line_limits[line], problem.boosted.get(line, 0))
        _take_back(problem, whole, group)
        _take_money(whole, [pair for pair in whole if pair[0] == line], problem.costs.get(line))
    for group in problem.groups:
        _take_back(problem, whole, group)
    for call, limit in problem.caps.items():
        _take_money(whole, [pair for pair in whole if problem.call(pair) == call], limit)
    if problem.weights:
        _use_last_cents(problem, whole)
    return {pair: cents for pair, cents in whole.items() if cents}


def _use_last_cents(problem: Problem, whole: Solution) -> None:
    """Give the cents that rounding left to the pairs that are paid already, the most valuable first."""
    for pair in sorted(whole, key=lambda pair: (-problem.values[pair[1]], pair)):
        if whole[pair] and problem.values[pair[1]] > 0:
            whole[pair] += max(0, min(_slacks(problem, whole, pair)))


def _slacks(problem: Problem, whole: Solution, pair: Pair) -> Iterator[int]:
    """How much more money each limit on a pair allows."""
    line = pair[0]
    mine = [other for other in whole if other[0] == line]
    groups = [Group((line,), problem.line_limits[line], problem.boosted.get(line, 0))]
    groups += [group for group in problem.groups if line in group.lines]
    yield problem.most(pair) - whole[pair]
    yield problem.costs.get(line, problem.most(pair) + sum(whole[o] for o in mine)) - sum(whole[o] for o in mine)
    call = problem.call(pair)
    if call in problem.caps:
        yield problem.caps[call] - sum(cents for other, cents in whole.items() if problem.call(other) == call)
    for group in groups:
        if (weight := problem.aided(group, pair)) > 0:
            yield int(-_excess(problem, whole, group) // weight)


def _excess(problem: Problem, whole: Solution, group: Group) -> Fraction:
    """How far the exact sum of a group passes its limit: the raised one where pure options alone pay. Negative: room is left."""
    paid = {pair: cents for pair, cents in whole.items() if cents and pair[0] in group.lines}
    pure = all(pair[1] in problem.pure for pair in paid)
    used = sum((problem.aided(group, pair) * cents for pair, cents in paid.items()), Fraction(0))
    return used - (max(group.limit, group.raised) if pure else group.limit)


def _take_back(problem: Problem, whole: Solution, group: Group) -> None:
    """Lower the money of a group's pairs, last first, until their exact sum is within its limit."""
    over = _excess(problem, whole, group)
    for pair in reversed([pair for pair in whole if pair[0] in group.lines]):
        weight = problem.aided(group, pair)
        if over > 0 and weight > 0:
            taken = min(-(-over // weight), whole[pair])
            whole[pair] -= int(taken)
            over -= weight * int(taken)


def _take_money(whole: Solution, pairs: list[Pair], limit: int | None) -> None:
    over = sum(whole[pair] for pair in pairs) - limit if limit is not None else 0
    for pair in reversed(pairs):
        taken = min(max(over, 0), whole[pair])
        whole[pair] -= taken
        over -= taken
