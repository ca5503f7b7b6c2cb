"""The mixed-integer programme: which call pays how much of which line.

maximise sum v(k) x(l,k), x in cents, under: aid on a line within its room, within each call's own rate; groups of lines within
their limit; a call pays nothing or between its floor and its cap. Given which calls are used, every constraint is the bound of
a flow from groups to lines to calls, so that the vertices of the linear programme are whole cents: nothing is lost in rounding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy

_KNIFE_EDGE = 1e-9


@dataclass(frozen=True, slots=True)
class Problem:
    """Limits in cents. ``pairs``: the most that call k may pay of line l; absent pairs pay nothing."""

    pairs: Mapping[tuple[str, str], int]
    line_limits: Mapping[str, int]
    groups: Sequence[tuple[tuple[str, ...], int]]
    floors: Mapping[str, int]
    caps: Mapping[str, int]
    values: Mapping[str, float]


Solution = dict[tuple[str, str], int]


def solve(problem: Problem) -> Solution:
    """Return the best amounts in whole cents; calls that cannot reach their floor pay nothing. Deterministic."""
    calls = sorted({call for _, call in problem.pairs})
    while calls:
        used = _choose_calls(problem, calls)
        amounts = _whole_cents(problem, _amounts(problem, used)) if used else {}
        short = [call for call in used if sum(v for (_, k), v in amounts.items() if k == call) < problem.floors.get(call, 0)]
        if not short:
            return amounts
        calls = [call for call in calls if call not in short]
    return {}


def _choose_calls(problem: Problem, calls: list[str]) -> list[str]:
    """Solve with one binary for each call that has a floor; the others are always open."""
    if not any(problem.floors.get(call, 0) for call in calls):
        return calls
    model, amounts = _model(problem, calls)
    switches = {}
    for call in calls:
        floor = problem.floors.get(call, 0)
        if not floor:
            continue
        switches[call] = model.addBinary()
        mine = {pair: variable for pair, variable in amounts.items() if pair[1] == call}
        model.addConstr(sum(mine.values()) >= floor * switches[call])
        for pair, variable in mine.items():
            model.addConstr(variable <= _pair_limit(problem, pair) * switches[call])
    model.run()
    solution = model.getSolution().col_value
    return [call for call in calls if call not in switches or solution[switches[call].index] > 0.5]


def _amounts(problem: Problem, calls: list[str]) -> dict[tuple[str, str], float]:
    """Solve the linear programme with the chosen calls open and held to their floor."""
    model, amounts = _model(problem, calls)
    for call in calls:
        if floor := problem.floors.get(call, 0):
            model.addConstr(sum(variable for (_, k), variable in amounts.items() if k == call) >= floor)
    model.run()
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return {}
    solution = model.getSolution().col_value
    return {pair: solution[variable.index] for pair, variable in amounts.items()}


def _model(problem: Problem, calls: list[str]) -> tuple[highspy.Highs, dict[tuple[str, str], highspy.highs.highs_var]]:
    model = highspy.Highs()
    for option, value in (
        ("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0),
        ("mip_feasibility_tolerance", _KNIFE_EDGE), ("primal_feasibility_tolerance", _KNIFE_EDGE), ("solver", "simplex"),
    ):  # fmt: skip
        model.setOptionValue(option, value)
    amounts = {
        pair: model.addVariable(0, _pair_limit(problem, pair), obj=problem.values[pair[1]])
        for pair in sorted(problem.pairs)
        if pair[1] in calls
    }
    for line, limit in sorted(problem.line_limits.items()):
        _bound(model, [v for (name, _), v in amounts.items() if name == line], limit)
    for lines, limit in problem.groups:
        _bound(model, [v for (name, _), v in amounts.items() if name in lines], limit)
    for call in calls:
        if call in problem.caps:
            _bound(model, [v for (_, k), v in amounts.items() if k == call], problem.caps[call])
    model.changeObjectiveSense(highspy.ObjSense.kMaximize)
    return model, amounts


def _bound(model: highspy.Highs, variables: list[highspy.highs.highs_var], limit: int) -> None:
    if variables:
        model.addConstr(sum(variables) <= limit)


def _pair_limit(problem: Problem, pair: tuple[str, str]) -> int:
    return min(problem.pairs[pair], problem.line_limits[pair[0]])


def _whole_cents(problem: Problem, amounts: dict[tuple[str, str], float]) -> Solution:
    """Round to cents, then take back what floating point may have put above a limit, cent by cent, last pair first."""
    whole = {pair: min(max(0, round(value)), _pair_limit(problem, pair)) for pair, value in amounts.items()}
    limits: list[tuple[list[tuple[str, str]], int]] = [
        ([pair for pair in whole if pair[0] == line], limit) for line, limit in problem.line_limits.items()
    ]
    limits += [([pair for pair in whole if pair[0] in lines], limit) for lines, limit in problem.groups]
    limits += [([pair for pair in whole if pair[1] == call], limit) for call, limit in problem.caps.items()]
    for pairs, limit in limits:
        over = sum(whole[pair] for pair in pairs) - limit
        for pair in reversed(pairs):
            taken = min(max(over, 0), whole[pair])
            whole[pair] -= taken
            over -= taken
    return {pair: cents for pair, cents in whole.items() if cents}
