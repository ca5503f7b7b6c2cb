"""Branch and cut on the linear model: HiGHS solves every relaxation, tangents (``cutting``) are added where they are needed.

Branching goes from what decides most to what decides least: the larger core, how many places, how many antennas of each
family, which places, which antennas; where few of a family may be chosen, the sets that do are listed (``patterns``). A bound
is lifted to the next cost that prices add up to. The search stops at the gap asked for, or after a number of nodes: never after
a time, so that the same model gives the same answer on every machine.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import inf

import highspy
import numpy as np
from numpy.typing import NDArray

from campus5g.network.cutting import Tangent, tangent
from campus5g.network.linear import CLOSE, LEAST_ANGLE_DEG, SECTORS_PER_PLACE, Array, Model, greedy, pruned
from campus5g.network.patterns import MOST_TOGETHER, Pattern, Patterns, patterns_of
from campus5g.network.price_steps import lifted, steps_of

_ROOT_ROUNDS, _ROUNDS = 60, 4
"""Most times that the first node and another are tightened; the rest is left to their children."""

_MOST_ROWS = 300
"""Tangents kept in the relaxation; beyond, those that do not bind leave it."""

_SOLVES_PER_NODE = 6
_VIOLATED = 3e-4
_WHOLE = 1e-6
_LEAST_RISE = 1e-4
_DIVE_EVERY = 4
_LAST_SHARE = 0.005
_SETS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Solution:
    """The best choice found, what it is worth and what none can beat.

    value, bound: cents, or devices served where the model has a budget (then bound >= value). status: ``gap`` (proven within
    what was asked) or ``nodes`` (stopped before). tangents: the rows found, by requirement, of use to a neighbouring model.
    """

    chosen: tuple[int, ...]
    value: float
    bound: float
    start: float
    nodes: int
    status: str
    tangents: tuple[tuple[int, Tangent], ...]

    @property
    def gap(self) -> float:
        """How far the choice may be from the best one, as a share of its value."""
        return abs(self.value - self.bound) / max(abs(self.value), 1e-9)


def solve(
    model: Model,
    gap: float,
    most_nodes: int,
    start: Sequence[int] | None = None,
    tangents: Sequence[tuple[int, Tangent]] = (),
) -> Solution:
    """Return a choice proven within ``gap`` of the best one of ``model``, or the best found in ``most_nodes`` nodes.

    start: a choice to begin with, which the model must meet (``reachable``); the greedy one by default. tangents: of a solution
    of the same model with other targets.
    """
    return _Search(model, gap, start, tangents).run(most_nodes)


def reachable(model: Model) -> tuple[Model, list[int]]:
    """Lower each target to what can be reached, so that the model has a solution; return it with the greedy choice, which is one.

    A target that all antennas together miss becomes what they reach less ``_LAST_SHARE``: the last devices in reach of
    nothing good would otherwise take antenna after antenna.
    """
    everything = list(range(model.size))
    most = [r.reached(everything) for r in model.requirements]
    model = model.with_targets(
        [r.target if full >= r.target else max(full - _LAST_SHARE, 0.0) for r, full in zip(model.requirements, most, strict=True)]
    )
    chosen = greedy(model)
    capacities = tuple(replace(c, least=min(c.least, float(c.most[chosen].sum()))) for c in model.capacities)
    lowered = model.with_targets([min(r.target, r.reached(chosen)) for r in model.requirements])
    return replace(lowered, capacities=tuple(c for c in capacities if c.least > 0)), chosen


@dataclass(order=True, slots=True)
class _Node:
    """Bounds of the columns. ``sets``: what is left of the patterns, which replaces the relaxation of this node."""

    key: tuple[float, int, int]
    low: Array = field(compare=False)
    high: Array = field(compare=False)
    sets: Sequence[Pattern] | None = field(default=None, compare=False)


class _Search:
    """One run. Columns: antennas, places, totals by family, number of places, larger core, share of each requirement."""

    def __init__(self, model: Model, gap: float, start: Sequence[int] | None, tangents: Sequence[tuple[int, Tangent]]) -> None:
        self.model, self.gap = model, gap
        self.by_budget = model.budget_cents is not None
        begun = list(start) if start is not None else greedy(model)
        self.best = begun if self.by_budget else pruned(model, begun)
        self.value = self.start = self._worth(self.best)
        self.found: list[tuple[int, Tangent]] = []
        self.rows: list[tuple[NDArray[np.int32], Array, float]] = []
        families, places = int(model.family.max(initial=-1)) + 1, model.place_cents.size
        self.first_place = model.size
        self.first_total = self.first_place + places
        self.core = self.first_total + families + 1
        self.first_share = self.core + 1
        self.columns = self.first_share + len(model.requirements)
        self.low, self.high = self._bounds(families)
        self.solver = self._relaxation(families)
        self.fixed_rows = int(self.solver.getNumRow())
        self.solves = self.made = 0
        self.steps = None if self.by_budget else steps_of(model, self.value)
        self.patterns: Patterns | None = None if self.by_budget else patterns_of(model)
        for index, known in tangents:
            self._add(index, known)

    def _worth(self, chosen: Sequence[int]) -> float:
        if not self.by_budget:
            return float(self.model.cents(chosen))
        return -sum(r.devices * min(r.reached(chosen), r.target) for r in self.model.requirements)

    def _bounds(self, families: int) -> tuple[Array, Array]:
        model = self.model
        low, high = np.zeros(self.columns), np.ones(self.columns)
        low[list(model.standing)] = 1.0
        low[[self.first_place + m for m in model.kept]] = 1.0
        high[self.first_total : self.first_total + families] = np.bincount(model.family, minlength=families)
        high[self.first_total + families] = model.place_cents.size
        for at, r in enumerate(model.requirements):
            high[self.first_share + at] = r.target
            low[self.first_share + at] = 0.0 if self.by_budget else r.target
        return low, high

    def _relaxation(self, families: int) -> highspy.Highs:
        solver, model = highspy.Highs(), self.model
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("presolve", "off"),
            ("random_seed", 0),
            ("solver", "simplex"),
        ):
            solver.setOptionValue(option, value)
        solver.addVars(self.columns, self.low, self.high)
        solver.changeColsCost(self.columns, np.arange(self.columns, dtype=np.int32), self._costs())
        for place in range(model.place_cents.size):
            self._place_rows(solver, place)
        for family in range(families):
            _row(solver, np.flatnonzero(model.family == family), 1.0, self.first_total + family, -1.0, 0.0, 0.0)
        paid = np.flatnonzero(model.place_cents > 0) + self.first_place
        _row(solver, paid, 1.0, self.first_total + families, -1.0, 0.0, 0.0)
        if model.core:
            _row(solver, np.arange(model.size), 1.0, self.core, -float(model.size), -inf, float(model.core.radios))
        for capacity in model.capacities:
            most = np.minimum(capacity.most, capacity.least) / max(capacity.least, 1e-12)
            _row(solver, np.arange(model.size), most, None, 0.0, 1.0 - CLOSE, inf)
        if self.by_budget:
            spent = np.concatenate([model.antenna_cents, model.place_cents]) / (model.budget_cents or 1)
            dearer = model.core.cents / (model.budget_cents or 1) if model.core else 0.0
            _row(solver, np.arange(self.first_total), spent, self.core, dearer, -inf, 1.0)
        return solver

    def _costs(self) -> Array:
        model, cost = self.model, np.zeros(self.columns)
        if self.by_budget:
            cost[self.first_share :] = [-r.devices for r in model.requirements]
            return cost
        cost[: model.size] = model.antenna_cents
        cost[self.first_place : self.first_total] = model.place_cents
        cost[self.core] = model.core.cents if model.core else 0.0
        return cost

    def _place_rows(self, solver: highspy.Highs, place: int) -> None:
        model, column = self.model, self.first_place + place
        mine = np.flatnonzero(model.place == place)
        if mine.size == 0:
            return
        azimuth = model.azimuth_deg[mine]
        _row(solver, mine, 1.0, column, -float(SECTORS_PER_PLACE), -inf, 0.0)
        if place in model.kept:
            _row(solver, mine, 1.0, None, 0.0, 1.0, inf)
        for start in np.unique(azimuth[~np.isnan(azimuth)]):
            together = np.isnan(azimuth) | ((azimuth - start) % 360 < LEAST_ANGLE_DEG - CLOSE)
            _row(solver, mine[together], 1.0, column, -1.0, -inf, 0.0)
        if np.isnan(azimuth).all():
            _row(solver, mine, 1.0, column, -1.0, -inf, 0.0)

    def run(self, most_nodes: int) -> Solution:
        heap = [_Node((-inf, 0, 0), self.low, self.high)]
        nodes = 0
        status, bound = "gap", inf
        self._polish()
        while heap:
            node = heapq.heappop(heap)
            spent = nodes >= most_nodes or self.solves >= _SOLVES_PER_NODE * most_nodes
            if self._hopeless(node.key[0]) or spent:  # every other open node is at least as dear
                status = "gap" if self._hopeless(node.key[0]) else "nodes"
                bound = min(bound, self._lifted(node.key[0]))
                break
            if node.sets is not None:
                self._expand(heap, node, node.sets)
                continue
            nodes += 1
            x, cost = self._tightened(node, _ROOT_ROUNDS if nodes == 1 else _ROUNDS)
            self._forget()
            if x is None:
                continue
            if nodes % _DIVE_EVERY == 1:
                self._dive(x)
            split = None if self._hopeless(cost) else self._branch(x, node)
            if split is None:
                bound = min(bound, self._lifted(cost))
            elif (sets := self._sets_within(node)) is not None:
                if sets:
                    self._push(heap, max(cost, float(sets[0].cents)), node.low, node.high, sets)
            else:
                for low, high in self._children(node, *split):
                    self._push(heap, cost, low, high)
        return self._answer(min(bound, self.value), nodes, status)

    def _answer(self, bound: float, nodes: int, status: str) -> Solution:
        sign = -1.0 if self.by_budget else 1.0
        chosen = tuple(sorted(self.best))
        return Solution(chosen, sign * self.value, sign * bound, sign * self.start, nodes, status, tuple(self.found))

    def _lifted(self, cost: float) -> float:
        return cost if self.steps is None else lifted(cost, self.steps)

    def _hopeless(self, cost: float) -> bool:
        """Whether nothing below a node of this bound can beat the best choice by more than the gap."""
        return self._lifted(cost) >= self.value - self.gap * abs(self.value) - 1e-9

    def _tightened(self, node: _Node, most_rounds: int) -> tuple[Array | None, float]:
        """Solve the relaxation of a node and add tangents until it holds, or the node is hopeless; (None, inf): no solution."""
        solver = self.solver
        solver.changeColsBounds(self.columns, np.arange(self.columns, dtype=np.int32), node.low, node.high)
        before, rounds = -inf, 0
        while True:
            solver.run()
            self.solves += 1
            if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return None, inf
            x = np.array(solver.getSolution().col_value)
            cost = float(solver.getInfo().objective_function_value)
            if self._hopeless(cost):
                return x, cost
            whole = bool((np.abs(x[: self.first_share] - np.round(x[: self.first_share])) < _WHOLE).all())
            added = self._separate(x, 0.8 * CLOSE if whole else _VIOLATED)
            if not added:
                if whole:
                    self._take(np.flatnonzero(x[: self.model.size] > 0.5).tolist())
                return x, cost
            rounds += 1
            slow = rounds > 1 and cost - before < _LEAST_RISE * abs(cost)
            if not whole and (rounds >= most_rounds or slow):
                return x, cost
            before = cost

    def _separate(self, x: Array, tolerance: float) -> int:
        added = 0
        for index, r in enumerate(self.model.requirements):
            share = float(x[self.first_share + index])
            if share <= CLOSE:
                continue
            laid = tangent(r, x[: self.model.size])
            if laid.here < share - tolerance:
                added += self._add(index, laid)
                self.found.append((index, laid))
        return added

    def _add(self, index: int, laid: Tangent) -> int:
        target = self.model.requirements[index].target
        antennas, least = laid.capped(target)
        if least <= CLOSE:
            return 0
        # share <= constant + a x, written as a x - share >= -constant and divided by what is missing
        used = np.flatnonzero(antennas > 1e-9 * least).astype(np.int32)
        columns = np.append(used, np.int32(self.first_share + index))
        values = np.append(antennas[used], -1.0) / least
        self.solver.addRow(-(laid.constant + CLOSE / 2) / least, inf, columns.size, columns, values)
        return 1

    def _take(self, chosen: list[int]) -> None:
        affordable = self.by_budget and self.model.cents(chosen) <= (self.model.budget_cents or 0)
        if affordable or self.model.meets(chosen):
            worth = self._worth(chosen)
            if worth < self.value - 1e-9:
                self.best, self.value = chosen, worth

    def _dive(self, x: Array) -> None:
        """Make a whole choice of what the relaxation is sure of, completed greedily."""
        sure = np.flatnonzero(x[: self.model.size] > 0.99)
        chosen = greedy(self.model, sure.tolist())
        if self.by_budget:
            if not self.model.blocked(chosen)[chosen].any():
                self._take(chosen)
        elif self.model.meets(chosen):
            self._take(pruned(self.model, chosen))

    def _forget(self) -> None:
        """Take tangents that do not bind out of a relaxation that has many."""
        if self.solver.getNumRow() - self.fixed_rows <= _MOST_ROWS:
            return
        dual = np.array(self.solver.getSolution().row_dual)[self.fixed_rows :]
        idle = (np.flatnonzero(np.abs(dual) < 1e-9) + self.fixed_rows).astype(np.int32)
        self.solver.deleteRows(idle.size, idle)

    def _polish(self) -> None:
        """Take each place, then each antenna, out of the best choice and complete it greedily; keep what is cheaper."""
        if self.by_budget:
            return
        model = self.model
        for place in sorted({int(model.place[j]) for j in self.best}):
            rest = [j for j in self.best if model.place[j] != place]
            chosen = greedy(model, rest)
            if model.meets(chosen):
                self._take(pruned(model, chosen))

    def _branch(self, x: Array, node: _Node) -> tuple[int, float] | None:
        """Return the column to branch on and where: the most fractional of the first class that has one; ``None``: all are whole.

        Before places, the total of the patterns' family, whole as it may be: few enough are listed.
        """
        fraction = np.abs(x - np.round(x))
        if fraction[self.core] <= _WHOLE and self.patterns is not None:
            total = self.first_total + self.patterns.family
            if fraction[:total].max() > _WHOLE and x[total] <= MOST_TOGETHER + _WHOLE < node.high[total]:
                return total, float(x[total])
        for first, last in (
            (self.core, self.core + 1),
            (self.first_total, self.core),
            (self.first_place, self.first_total),
            (0, self.first_place),
        ):
            if last > first and fraction[first:last].max() > _WHOLE:
                column = first + int(np.argmax(fraction[first:last]))
                return column, float(x[column])
        return None

    def _children(self, node: _Node, column: int, value: float) -> list[tuple[Array, Array]]:
        floor = float(np.floor(value + _WHOLE))
        below, above = node.high.copy(), node.low.copy()
        below[column], above[column] = floor, floor + 1
        return [(node.low, below), (above, node.high)]

    def _push(self, heap: list[_Node], cost: float, low: Array, high: Array, sets: Sequence[Pattern] | None = None) -> None:
        self.made += 1
        heapq.heappush(heap, _Node((cost, -self.made, self.made), low, high, sets))

    def _sets_within(self, node: _Node) -> list[Pattern] | None:
        """Return what a node with few antennas of the patterns' family may choose of it; ``None``: many, or chosen already."""
        if self.patterns is None:
            return None
        total, mine = self.first_total + self.patterns.family, self.patterns.antennas
        if node.high[total] > MOST_TOGETHER or (node.low[mine] == node.high[mine]).all():
            return None
        together = range(round(node.low[total]), round(node.high[total]) + 1)
        standing = set(self.model.standing) & set(mine.tolist())
        sets = self.patterns.sets(node.high[: self.model.size] > 0.5, together)
        return [one for one in sets if standing <= set(one.chosen)]

    def _expand(self, heap: list[_Node], node: _Node, sets: Sequence[Pattern]) -> None:
        """Make a child of each of the next few sets; what comes after them costs no less than the first of it."""
        assert self.patterns is not None
        for pattern in (self.patterns.closer(p) for p in sets[:_SETS_AT_ONCE]):
            low, high = node.low.copy(), node.high.copy()
            high[self.patterns.antennas] = 0.0
            low[list(pattern.chosen)] = high[list(pattern.chosen)] = 1.0
            self._push(heap, max(node.key[0], float(pattern.cents)), low, high)
        if rest := sets[_SETS_AT_ONCE:]:
            self._push(heap, max(node.key[0], float(rest[0].cents)), node.low, node.high, rest)


def _row(
    solver: highspy.Highs,
    columns: NDArray[np.intp],
    values: Array | float,
    extra: int | None,
    extra_value: float,
    low: float,
    high: float,
) -> None:
    at = np.asarray(columns, np.int32)
    each = np.broadcast_to(np.asarray(values, np.float64), at.shape)
    if extra is not None:
        at, each = np.append(at, np.int32(extra)), np.append(each, extra_value)
    solver.addRow(low, high, at.size, at, np.ascontiguousarray(each))
