"""A linear or mixed-integer program put together from blocks of columns and rows, and solved by HiGHS.

Rows are gathered as coordinates and given to the solver as arrays: a year of quarters of an hour is built in a tenth of a
second, where a symbolic layer takes seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from campus5g.core.message import Message
from campus5g.uses.parameters import Floats

Status = Literal["optimal", "infeasible", "unbounded", "stopped"]
Places = NDArray[np.intp]
INF = float(highspy.kHighsInf)


@dataclass(frozen=True, slots=True)
class Term:
    """Coefficients on columns: row k of the block has ``values[k]`` on column ``columns[k]``, in rows ``rows`` of the block."""

    columns: Places
    values: Floats
    rows: Places


def along(columns: Places, value: float | Floats = 1.0, rows: Places | None = None) -> Term:
    """Return one coefficient in each row: ``value`` (a number, or one for each column)."""
    places = np.arange(len(columns)) if rows is None else rows
    return Term(columns, np.broadcast_to(np.asarray(value, dtype=np.float64), columns.shape), places)


@dataclass(frozen=True, slots=True)
class Rows:
    """A block of rows that stands for one constraint of the site: ``label`` and the (rows,) steps of time it speaks of."""

    label: Message
    first: int
    steps: Places
    unit: str
    yields: bool


@dataclass(frozen=True, slots=True)
class Solution:
    """What the solver found: ``status`` of HiGHS, the objective, the value of each column; ``gap`` is 0 for a pure LP."""

    status: Status
    objective: float
    values: Floats
    gap: float = 0.0


@dataclass(slots=True)
class Program:
    """Minimise cost · x + offset where lower ≤ A x ≤ upper and bounds hold; ``integer`` columns take whole values."""

    offset: float = 0.0
    columns: int = 0
    blocks: list[Rows] = field(default_factory=list)
    _cost: list[Floats] = field(default_factory=list)
    _lower: list[Floats] = field(default_factory=list)
    _upper: list[Floats] = field(default_factory=list)
    whole: list[Places] = field(default_factory=list)
    _charges: list[tuple[Places, Floats]] = field(default_factory=list)
    _terms: list[Term] = field(default_factory=list)
    _row_lower: list[Floats] = field(default_factory=list)
    _row_upper: list[Floats] = field(default_factory=list)
    _rows: int = 0

    def add_columns(
        self,
        size: int,
        *,
        lower: float | Floats = 0.0,
        upper: float | Floats = INF,
        cost: float | Floats = 0.0,
        integer: bool = False,
    ) -> Places:
        """Add ``size`` columns and return their places."""
        places = np.arange(self.columns, self.columns + size)
        for kept, given in ((self._lower, lower), (self._upper, upper), (self._cost, cost)):
            kept.append(np.broadcast_to(np.asarray(given, dtype=np.float64), (size,)).copy())
        if integer:
            self.whole.append(places)
        self.columns += size
        return places

    def add_rows(
        self,
        label: Message,
        terms: Sequence[Term],
        lower: float | Floats,
        upper: float | Floats,
        *,
        steps: Places,
        unit: str = "MW",
        yields: bool = False,
    ) -> Rows:
        """Add one row for each of ``steps``. ``yields``: it is a wish of the site that may be what makes it infeasible."""
        size = len(steps)
        block = Rows(label, self._rows, steps, unit, yields)
        self.blocks.append(block)
        self._terms += [Term(term.columns, term.values, term.rows + self._rows) for term in terms]
        self._row_lower.append(np.broadcast_to(np.asarray(lower, dtype=np.float64), (size,)))
        self._row_upper.append(np.broadcast_to(np.asarray(upper, dtype=np.float64), (size,)))
        self._rows += size
        return block

    def charge(self, columns: Places, eur: Floats) -> None:
        """Add ``eur`` to the cost of columns, whichever block they belong to."""
        self._charges.append((columns, eur))

    def solve(self, *, gap: float = 1e-6) -> Solution:
        """Solve by HiGHS: dual simplex for an LP, branch and cut (relative ``gap``) when some columns are whole."""
        return Solver(self, gap).solve()

    def elastic(self) -> tuple[Program, list[tuple[Rows, Places]]]:
        """Return the program in which each block that yields may be missed, at a cost of 1 for each unit missed.

        Beside it, the (2 rows,) places of what each block lacks below and above. Its optimum is the smallest total change
        that makes the site possible: where a lack is above zero is what was impossible.
        """
        relaxed = Program(0.0, self.columns, list(self.blocks), [np.zeros(self.columns)], list(self._lower), list(self._upper))
        relaxed._terms = list(self._terms)
        relaxed._row_lower, relaxed._row_upper, relaxed._rows = list(self._row_lower), list(self._row_upper), self._rows
        lacks = []
        for block in self.blocks:
            if block.yields:  # bounds of columns and the laws of stores do not yield
                size = len(block.steps)
                below, above = relaxed.add_columns(size, cost=1.0), relaxed.add_columns(size, cost=1.0)
                rows = np.arange(block.first, block.first + size)
                relaxed._terms += [along(below, 1.0, rows), along(above, -1.0, rows)]
                lacks.append((block, np.concatenate([below, above])))
        return relaxed, lacks

    def _costs(self) -> Floats:
        cost = np.concatenate(self._cost)
        for columns, eur in self._charges:
            np.add.at(cost, columns, eur)
        return cost

    def highs(self, gap: float) -> Any:
        matrix = sparse.coo_array(
            (
                np.concatenate([term.values for term in self._terms]),
                (np.concatenate([term.rows for term in self._terms]), np.concatenate([term.columns for term in self._terms])),
            ),
            shape=(self._rows, self.columns),
        ).tocsc()
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_, lp.offset_ = self.columns, self._rows, self.offset
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = self._costs(), np.concatenate(self._lower), np.concatenate(self._upper)
        lp.row_lower_, lp.row_upper_ = np.concatenate(self._row_lower), np.concatenate(self._row_upper)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
        if self.whole:
            whole = np.zeros(self.columns, dtype=bool)
            whole[np.concatenate(self.whole)] = True
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            lp.integrality_ = [kinds[int(flag)] for flag in whole]
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("mip_rel_gap", gap)
        if not self.whole:
            solver.setOptionValue("solver", "simplex")  # half the time of interior points here, and exact at a vertex
        solver.setOptionValue("simplex_dual_edge_weight_strategy", 1)  # Devex: a third faster than steepest edge here
        solver.passModel(lp)
        return solver


class Solver:
    """A program kept in the solver, so that columns can be closed one after another and the basis serves again."""

    def __init__(self, program: Program, gap: float = 1e-6) -> None:
        self._highs, self._whole = program.highs(gap), bool(program.whole)

    def solve(self) -> Solution:
        self._highs.run()
        return _read(self._highs, self._whole)

    def close(self, columns: Places) -> None:
        """Hold ``columns`` at zero."""
        none = np.zeros(len(columns))
        self._highs.changeColsBounds(len(columns), columns.astype(np.int32), none, none)


def _read(solver: Any, whole: bool) -> Solution:
    kinds = highspy.HighsModelStatus
    names: dict[Any, Status] = {
        kinds.kOptimal: "optimal",
        kinds.kInfeasible: "infeasible",
        kinds.kUnboundedOrInfeasible: "infeasible",
        kinds.kUnbounded: "unbounded",
    }
    info = solver.getInfo()
    found = np.array(solver.getSolution().col_value, dtype=np.float64)
    status = names.get(solver.getModelStatus(), "stopped")
    return Solution(status, float(info.objective_function_value), found, float(info.mip_gap) if whole else 0.0)
