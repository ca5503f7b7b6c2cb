"""Aims in order of importance, each solved to proof and held in the next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_SEED = 5
_EFFORT = 0.5
"""Of one aim, in the deterministic seconds of CP-SAT, never of the clock: the same question gets the same answer."""


def solve_in_order(model: Any, aims: Iterable[Any]) -> tuple[Any, bool]:
    """Maximise ``aims`` one after the other; return the solver with the last answer, and whether each was proved best.

    The model always has an answer: nobody need read or be heard.
    """
    from ortools.sat.python import cp_model  # a large library, which pages need not wait for

    proved, last = True, None
    for aim in aims:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers, solver.parameters.random_seed = 1, _SEED
        solver.parameters.max_deterministic_time = _EFFORT
        model.maximize(aim)
        status = solver.solve(model)
        if status == cp_model.UNKNOWN and last is not None:
            return last, False  # the aims before it are met as they were; this one was not looked for long enough
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise ArithmeticError(f"no answer to a question that always has one: {solver.status_name(status)}")
        proved, last = proved and status == cp_model.OPTIMAL, solver
        model.add(aim >= round(solver.objective_value))
        _begin_from(model, solver)
    return last, proved


def _begin_from(model: Any, solver: Any) -> None:
    """Let the next aim begin from this answer, which meets the ones before it."""
    model.clear_hints()
    for place, value in enumerate(solver.response_proto.solution):
        model.add_hint(model.get_int_var_from_proto_index(place), int(value))
