"""Cost against coverage: what it would cost to leave more devices, or fewer, without service.

Each point is the linear model again with other targets: ``1 - k (1 - tau)``, that is k times as many devices left out as the
plan allows itself; the points of 4 and more ask for no second mast or antenna either. The rows found for one point hold for the
next, and an answer to a stricter point is one to a laxer point too, so that the curve never falls.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from campus5g.core.message import msg
from campus5g.core.progress import Progress
from campus5g.network.branching import Solution, reachable, solve
from campus5g.network.formulation import Prices
from campus5g.network.linear import Model, Requirement

LEFT_OUT = (8.0, 4.0, 2.0, 1.0, 0.5)
"""How many times as many devices are left out, from the laxest point to the strictest; 1 is the plan's own target."""

_ALONE_FROM = 4.0
_GAP = 0.02
_NODES = 40


@dataclass(frozen=True, slots=True)
class Step:
    """One point of the curve, in the linear model. target, served: shares of all devices; cents: the model's cost."""

    left_out: float
    target: float
    served: float
    cents: int
    antennas: int
    gap: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The points, laxest first; ``chosen`` is the index of the plan's own target."""

    steps: tuple[Step, ...]
    chosen: int


def curve_of(model: Model, prices: Prices, own: Solution, progress: Progress) -> Curve:
    """Compute the curve around ``own``, the solution of ``model`` (whose targets are those of the plan)."""
    found: list[tuple[float, Model, Solution]] = []
    for at, times in enumerate(reversed(LEFT_OUT)):  # strictest first: its answer begins the next
        progress(at / len(LEFT_OUT), msg("cost against coverage: point %(n)s of %(all)s", n=at + 1, all=len(LEFT_OUT)))
        if times == 1.0:
            found.append((times, model, own))
            continue
        asked = model.with_targets([_target(r, times) for r in model.requirements])
        asked, start = reachable(asked)
        if found and asked.meets(found[-1][2].chosen) and asked.cents(found[-1][2].chosen) < asked.cents(start):
            start = list(found[-1][2].chosen)
        found.append((times, asked, solve(asked, _GAP, _NODES, start, own.tangents)))
    steps = [_step(times, asked, solution, prices) for times, asked, solution in reversed(found)]
    return Curve(_never_falling(steps), LEFT_OUT.index(1.0))


def _target(r: Requirement, times: float) -> float:
    if r.order > 1 and times >= _ALONE_FROM:
        return 0.0
    return max(1 - times * (1 - r.target), 0.0)


def _step(times: float, model: Model, solution: Solution, prices: Prices) -> Step:
    rows = [r for r in model.requirements if r.kind == "coverage"]
    devices = sum(r.devices for r in rows)
    return Step(
        left_out=times,
        target=sum(r.devices * r.target for r in rows) / devices,
        served=sum(r.devices * r.reached(solution.chosen) for r in rows) / devices,
        cents=prices.base + int(solution.value),
        antennas=len(solution.chosen),
        gap=solution.gap,
    )


def _never_falling(steps: list[Step]) -> tuple[Step, ...]:
    """Let a laxer point take the answer of a stricter one that is cheaper (both are within their gaps)."""
    kept = list(steps)
    for at in range(len(kept) - 2, -1, -1):
        if kept[at].cents > kept[at + 1].cents:
            kept[at] = replace(kept[at], cents=kept[at + 1].cents, antennas=kept[at + 1].antennas, served=kept[at + 1].served)
    return tuple(kept)
