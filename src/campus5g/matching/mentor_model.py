"""The integer programme behind the choice of mentors: four aims, one after the other, each solved to proof by CP-SAT."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Pair = tuple[str, str]
"""A venture and a mentor."""
_SEED = 5
_EFFORT = 5.0
"""Of one search, in the deterministic seconds of CP-SAT: a campus is settled in hundredths of one."""
_ALL = 100


@dataclass(frozen=True, slots=True)
class Found:
    """placed: the mentor of each venture. served, least, total, most: the four aims, in their order."""

    placed: Mapping[str, str]
    served: int
    least: int
    total: int
    most: int
    proved: bool


class MentorModel:
    """hours: asked by each venture; given: by each mentor; worths: of the pairs that may be, 0 to 100; fixed: pairs that must be."""

    def __init__(
        self, hours: Mapping[str, int], given: Mapping[str, int], worths: Mapping[Pair, int], fixed: frozenset[Pair]
    ) -> None:
        self._hours, self._given, self._worths, self._fixed = hours, given, worths, fixed

    def best(self, *, evenly: bool = True) -> Found | None:
        """Return the best choice, or ``None`` where the fixed pairs do not hold together; not ``evenly``: without the last aim."""
        from ortools.sat.python import cp_model  # a large library, which pages need not wait for

        if not self._fixed <= self._worths.keys():
            return None
        model = cp_model.CpModel()
        chosen = {pair: model.new_bool_var("") for pair in sorted(self._worths)}
        self._write_rows(model, chosen)
        least, most = model.new_int_var(0, _ALL, ""), model.new_int_var(0, len(self._hours), "")
        for pair, x in chosen.items():
            model.add(least <= self._worths[pair]).only_enforce_if(x)
        for mentor in self._given:
            model.add(sum(x for (_, key), x in chosen.items() if key == mentor) <= most)
        total = sum(self._worths[pair] * x for pair, x in chosen.items())
        solver, proved = _solver(cp_model), True
        for aim, sense in ((sum(chosen.values()), 1), (least, 1), (total, 1), (most, -1))[: 4 if evenly else 3]:
            model.maximize(sense * aim)
            status = solver.solve(model)
            if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                return None
            proved = proved and status == cp_model.OPTIMAL
            model.add(sense * aim >= round(solver.objective_value))
        return self._read({pair for pair, x in chosen.items() if solver.value(x)}, proved)

    def _write_rows(self, model: Any, chosen: Mapping[Pair, Any]) -> None:
        for venture in self._hours:
            model.add(sum(x for (key, _), x in chosen.items() if key == venture) <= 1)
        for mentor, hours in self._given.items():
            model.add(sum(self._hours[venture] * x for (venture, key), x in chosen.items() if key == mentor) <= hours)
        for pair in self._fixed:
            model.add(chosen[pair] == 1)

    def _read(self, pairs: set[Pair], proved: bool) -> Found:
        worths = [self._worths[pair] for pair in pairs]
        loads = Counter(mentor for _, mentor in pairs)
        return Found(
            dict(sorted(pairs)), len(pairs), min(worths, default=_ALL), sum(worths), max(loads.values(), default=0), proved
        )


def _solver(cp_model: Any) -> Any:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.random_seed = 1, _SEED
    solver.parameters.max_deterministic_time = _EFFORT
    return solver
