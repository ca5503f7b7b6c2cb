"""The integer programme behind the meetings of an event: its rows once, read by a linear solver and by CP-SAT.

The linear relaxation is nearly whole: slots are alike, so its weights are shaken by a hundred thousandth at most, which picks
one of the many equal answers and keeps the simplex from wandering among them. What is still halved goes to CP-SAT.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor

import numpy as np
import scipy  # its parts load at their first use
from numpy.typing import NDArray

Pair = tuple[str, str]
"""Two participants, the smaller key first: who asked whom makes no other meeting."""
Placed = dict[Pair, int]
"""The slot of each pair that meets."""
SEED = 5
EFFORT = 2.0
"""Of one search, in the deterministic seconds of CP-SAT."""
_SHAKEN = 1e-5
_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen. slots: of each pair, those in which it can meet; fixed: pairs that meet whatever happens."""

    slots: Mapping[Pair, Sequence[int]]
    fixed: frozenset[Pair]
    weights: Mapping[Pair, int]
    wanted: tuple[str, ...]
    tables: int
    most: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; ``bound``: no choice is worth more."""

    placed: Placed
    value: int
    bound: int


class MeetingModel:
    """x[p, t] for each pair and slot, then z[g] for each participant who is wanted; every row says Σ a·x ≤ b."""

    def __init__(self, choices: Choices) -> None:
        self._choices = choices
        self._columns = [(pair, slot) for pair in sorted(choices.slots) for slot in choices.slots[pair]]
        self._served = {key: len(self._columns) + place for place, key in enumerate(choices.wanted)}
        self._rows: list[dict[int, int]] = []
        self._limits: list[int] = []
        self._write_rows()

    @property
    def _size(self) -> int:
        return len(self._columns) + len(self._served)

    def most_served(self, start: Placed) -> Found:
        """Serve as many as can be."""
        worth = np.zeros(self._size)
        worth[list(self._served.values())] = 1
        return self._search(worth, start, self._rows, self._limits)

    def most_wished(self, start: Placed, serve: int) -> Found:
        """Meet the wishes that weigh most, ``serve`` participants served at least."""
        worth = np.zeros(self._size)
        worth[: len(self._columns)] = [self._choices.weights.get(pair, 0) for pair, _ in self._columns]
        rows, limits = [*self._rows, dict.fromkeys(self._served.values(), -1)], [*self._limits, -serve]
        return self._search(worth, start, rows, limits)

    def _write_rows(self) -> None:
        once, there, at_tables, held = (defaultdict[object, list[int]](list) for _ in range(4))
        for column, (pair, slot) in enumerate(self._columns):
            once[pair].append(column)
            at_tables[slot].append(column)
            for key in pair:
                there[key, slot].append(column)
                held[key].append(column)
        for groups, limit in ((once, 1), (there, 1), (at_tables, self._choices.tables), (held, self._choices.most)):
            for columns in groups.values():
                if len(columns) > limit:
                    self._rows.append(dict.fromkeys(columns, 1))
                    self._limits.append(limit)
        for key, served in self._served.items():  # z[g] ≤ Σ x: who has no meeting is not served
            self._rows.append({served: 1, **dict.fromkeys(held[key], -1)})
            self._limits.append(0)

    def _search(self, worth: NDArray[np.float64], start: Placed, rows: list[dict[int, int]], limits: list[int]) -> Found:
        begin = Found(start, self._worth(worth, start), 0)
        if begin.value == self._ceiling(worth):
            return Found(start, begin.value, begin.value)
        relaxed, bound = self._relaxed(worth, rows, limits)
        near = max(begin, self._rounded(worth, rows, limits, relaxed), key=lambda found: found.value)
        for open_ in (relaxed > _NEAR, np.ones(self._size, dtype=bool)):
            if near.value < bound:
                near = self._chosen(worth, rows, limits, near, open_, bound)
        return Found(near.placed, near.value, max(near.value, min(bound, near.bound)) if near.bound else bound)

    def _rounded(
        self, worth: NDArray[np.float64], rows: list[dict[int, int]], limits: list[int], relaxed: NDArray[np.float64]
    ) -> Found:
        """Take what the relaxation takes whole, then what else fits; worth nothing if some row still does not hold."""
        within = defaultdict[int, list[int]](list)
        for row, coefficients in enumerate(rows):
            for column in coefficients:
                within[column].append(row)
        left, placed = np.array(limits), Placed()
        upper = len(self._columns)
        for column in sorted(np.flatnonzero(relaxed > _NEAR).tolist(), key=lambda c: (-relaxed[c], c)):
            if column < upper and all(left[row] >= rows[row][column] for row in within[column]):
                for row in within[column]:
                    left[row] -= rows[row][column]
                placed[self._columns[column][0]] = self._columns[column][1]
        met = {key for pair in placed for key in pair}
        for key, column in self._served.items():
            for row in within[column] if key in met else ():
                left[row] -= rows[row][column]
        holds = bool((left >= 0).all()) and self._choices.fixed <= placed.keys()
        return Found(placed, self._worth(worth, placed), 0) if holds else Found({}, -1, 0)

    def _relaxed(
        self, worth: NDArray[np.float64], rows: list[dict[int, int]], limits: list[int]
    ) -> tuple[NDArray[np.float64], int]:
        """Return the relaxation's answer and what no whole answer exceeds: shaken weights are only ever greater."""
        places = [(row, column, a) for row, coefficients in enumerate(rows) for column, a in coefficients.items()]
        at, columns, values = zip(*places, strict=True) if places else ((), (), ())
        matrix = scipy.sparse.csr_matrix((values, (at, columns)), shape=(len(rows), self._size))
        shaken = worth * (1 + _SHAKEN * np.random.default_rng(SEED).random(self._size))
        fixed = [pair in self._choices.fixed for pair, _ in self._columns] + [False] * len(self._served)
        answer = scipy.optimize.linprog(
            -shaken, A_ub=matrix, b_ub=limits, bounds=[(float(f), 1.0) for f in fixed], method="highs-ds"
        )
        if answer.x is None:
            return np.zeros(self._size), self._ceiling(worth)
        return answer.x, floor(-answer.fun + _NEAR)

    def _chosen(
        self, worth: NDArray[np.float64], rows: list[dict[int, int]], limits: list[int], begin: Found, open_: NDArray[np.bool_],
        ceiling: int,
    ) -> Found:  # fmt: skip
        """Search with CP-SAT among the open columns, those of ``begin`` included; never return anything worth less."""
        from ortools.sat.python import cp_model  # a large library, which pages need not wait for

        model, solver = cp_model.CpModel(), cp_model.CpSolver()
        there = {column for column, (pair, slot) in enumerate(self._columns) if begin.placed.get(pair) == slot}
        met = {key for pair in begin.placed for key in pair}
        there |= {column for key, column in self._served.items() if key in met}
        used = {column: model.new_bool_var("") for column in range(self._size) if open_[column] or column in there}
        for column, chosen in used.items():
            model.add_hint(chosen, column in there)
            if column < len(self._columns) and self._columns[column][0] in self._choices.fixed:
                model.add(chosen == 1)
        for coefficients, limit in zip(rows, limits, strict=True):
            model.add(sum(a * used[column] for column, a in coefficients.items() if column in used) <= limit)
        total = sum(int(worth[column]) * chosen for column, chosen in used.items())
        model.add(total <= ceiling)  # as good as proved: the search stops there
        model.maximize(total)
        solver.parameters.num_workers, solver.parameters.random_seed = 1, SEED
        solver.parameters.max_deterministic_time = EFFORT
        status = solver.solve(model)
        bound = floor(solver.best_objective_bound + _NEAR) if open_.all() else 0  # of some columns alone, it says nothing
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE) or solver.objective_value < begin.value:
            return Found(begin.placed, begin.value, bound)
        placed = {self._columns[c][0]: self._columns[c][1] for c, x in used.items() if c < len(self._columns) and solver.value(x)}
        return Found(placed, round(solver.objective_value), bound)

    def _ceiling(self, worth: NDArray[np.float64]) -> int:
        """What everything wished would be worth, could it all be had."""
        columns = {pair: column for column, (pair, _) in enumerate(self._columns)}
        return int(worth[[*columns.values(), *self._served.values()]].sum())

    def _worth(self, worth: NDArray[np.float64], placed: Placed) -> int:
        met = {key for pair in placed for key in pair}
        columns = [column for column, (pair, slot) in enumerate(self._columns) if placed.get(pair) == slot]
        return int(worth[columns + [column for key, column in self._served.items() if key in met]].sum())
