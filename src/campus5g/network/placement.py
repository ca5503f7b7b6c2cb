"""The choice of antennas: the linear model to a proven gap, then the coupled network until the plan holds.

1. The linear model (``linear``) is begun greedily and solved to its gap (``branching``).
2. Its answer is judged on the coupled network. Where a group gets more or less than the model promised (diversity of shadows,
   interference, full cells), its target is moved by the difference and the model solved again, a few times; the cheapest
   answer that holds is kept.
3. What is still short is mended antenna by antenna, what is not needed is taken out, and azimuths, tilts and powers are
   turned while that helps (``local_search``).

With a budget that the least cost exceeds, the model turns round and serves as many devices as the money allows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus5g.core.message import Message, msg
from campus5g.core.progress import Progress, part
from campus5g.network.branching import Solution, reachable, solve
from campus5g.network.candidates import Candidate
from campus5g.network.coupled import Cells, Coupled, Verdict
from campus5g.network.formulation import Instance, Prices, rescaled
from campus5g.network.frontier import Curve, curve_of
from campus5g.network.local_search import Limits, may_go, repaired, thinned, tuned
from campus5g.network.plan import Optimality, Recheck
from campus5g.network.wishes import Wishes

GAP = 0.01
MOST_NODES = 200
_ROUNDS = 3
_HALVINGS, _BUDGET_GAP, _BUDGET_NODES = 4, 0.02, 60
_MOST_RAISED = 0.02
"""Most by which the re-check raises a target of the linear model."""

_MOST_LOAD = 1.5
"""Most by which it raises what the cells must carry."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The antennas chosen, what is proven of the linear model, what the re-check changed, the curve.

    least_cents: the least bill found without a budget, where the budget is below it; least_serves: it leaves no group short.
    """

    cells: Cells
    optimality: Optimality
    recheck: Recheck
    curve: Curve
    least_cents: int | None = None
    least_serves: bool = False


class Placement:
    """The choice for one instance of the linear model and one judge of the coupled network."""

    def __init__(
        self,
        instance: Instance,
        judge: Coupled,
        prices: Prices,
        bill: Callable[[Cells], int],
        wishes: Wishes,
        full_power: Callable[[Candidate], float],
    ) -> None:
        self.instance, self.judge, self.prices, self.bill = instance, judge, prices, bill
        self.wishes, self.full_power = wishes, full_power
        self.model, self.start = reachable(instance.model) if instance.model.size else (instance.model, [])

    def run(self, progress: Progress) -> Placed:
        """Choose. Deterministic: nothing here looks at a clock or draws at random."""
        progress(0.0, msg("choosing antennas: the linear model of %(n)s candidates", n=self.model.size))
        if not self.model.size:  # nothing reaches anything: there is nothing to choose from
            nothing = Solution((), 0.0, 0.0, 0.0, 0, "gap", ())
            return Placed((), _optimality(0, nothing), self._recheck((), ()), Curve((), 0))
        first = solve(self.model, GAP, MOST_NODES, self.start)
        before = self.instance.cells(first.chosen)
        cells = self._held(first, part(progress, 0.2, 0.5))
        cells = self._refined(cells, part(progress, 0.5, 0.8))
        budget, least, enough = self.wishes.budget_cents, None, False
        if budget is not None and self.bill(cells) > budget:
            least = self.bill(cells)
            enough = self.judge.verdict(cells).content
            cells = self._within(budget, cells, part(progress, 0.6, 0.8))
        curve = curve_of(self.model, self.prices, first, part(progress, 0.8, 1.0))
        return Placed(cells, _optimality(self.model.size, first), self._recheck(before, cells), curve, least, enough)

    def _limits(self, budget_cents: int | None) -> Limits:
        def affordable(cells: Cells) -> bool:
            return budget_cents is None or self.bill(cells) <= budget_cents

        tilts = self.wishes.tilts_deg
        standing = frozenset(f.id for f in self.wishes.fixed)
        return Limits(frozenset(self.wishes.pinned), standing, (min(tilts), max(tilts)), affordable)

    def price(self, candidate: Candidate, beside: Cells) -> int:
        """Return what ``candidate`` costs beside others, in cents of the model."""
        if candidate.kind == "indoor":
            return self.prices.indoor
        opened = any(c.place == candidate.place for c in beside)
        return self.prices.sector + (0 if opened else self.prices.site.get(candidate.place, 0))

    def _held(self, first: Solution, progress: Progress) -> Cells:
        """Solve again with what the coupled network taught, mend each answer; return the cheapest that is least short."""
        solution, answers = first, [first.chosen]
        shift = np.zeros(self.judge.targets.coverage.size)
        for _ in range(_ROUNDS - 1):
            progress(len(answers) / _ROUNDS, msg("checking %(n)s antennas with their loads", n=len(solution.chosen)))
            cells = self.instance.cells(solution.chosen)
            verdict = self.judge.verdict(cells)
            shift = self._learnt(shift, solution.chosen, verdict)
            model, start = reachable(rescaled(self.model, shift, self._loads(cells, verdict)))
            solution = solve(model, GAP, MOST_NODES // 4, start, solution.tangents)
            if solution.chosen in answers:
                break
            answers.append(solution.chosen)
        limits = self._limits(None)
        mended = [self._mended(self.instance.cells(chosen), limits) for chosen in answers]
        return min(mended, key=lambda cells: (round(self.judge.verdict(cells).short, 3), self.bill(cells)))

    def _mended(self, cells: Cells, limits: Limits) -> Cells:
        return thinned(repaired(cells, self.judge, self.instance, self.price, limits), self.judge, self.price, limits)

    def _learnt(self, shift: NDArray[np.float64], chosen: tuple[int, ...], verdict: Verdict) -> NDArray[np.float64]:
        """Return how much less (or more) the model should ask of each group, after an answer was judged; [crowd].

        When all are content the model may ask less of those that get more than it promised; otherwise it asks more of those
        that are short, by what they lack, within bounds: a group that no antenna helps would drive the model to absurdity.
        """
        if verdict.content:
            return np.maximum(self._promised_too_little(chosen, verdict), 0.0)
        lacking = np.maximum(self.judge.targets.coverage - verdict.coverage, 0.0)
        return np.asarray(np.maximum(shift - lacking, -_MOST_RAISED))

    def _promised_too_little(self, chosen: tuple[int, ...], verdict: Verdict) -> NDArray[np.float64]:
        """Return by how much each group gets more than the model promises; negative where it gets less; [crowd]."""
        promised = np.zeros_like(verdict.coverage)
        for r in self.model.requirements:
            if r.kind == "coverage":
                promised[r.crowd] = r.reached(chosen)
        return np.asarray(verdict.coverage - promised)

    def _loads(self, cells: Cells, verdict: Verdict) -> dict[str, float]:
        """Return the cells that the devices fill on the coupled network, each way, where some have no room."""
        if verdict.crowded <= 0 or not cells:
            return {}
        loads = self.judge.radio(cells).loads
        found = {"up": float(loads.uplink.sum()), "down": float(loads.downlink.sum())}
        return {c.way: min(found[c.way], _MOST_LOAD * c.least) for c in self.model.capacities}

    def _refined(self, cells: Cells, progress: Progress) -> Cells:
        limits = self._limits(None)
        return thinned(tuned(cells, self.judge, limits, self.full_power, progress), self.judge, self.price, limits)

    def _within(self, budget_cents: int, whole: Cells, progress: Progress) -> Cells:
        """Serve as many devices as ``budget_cents`` allows; nothing at all where not even what must be there fits in it.

        Two ways are tried and the better one kept: ``whole`` less what is least missed, and the linear model with a budget, whose
        prices of fibre are not quite those of the bill: the room it is given is halved in on.
        """
        limits = self._limits(budget_cents)
        options = [self._reduced(whole, budget_cents), *self._by_model(budget_cents)]
        able = [cells for cells in options if cells and self.bill(cells) <= budget_cents]
        if not able:
            return ()
        filled = [repaired(cells, self.judge, self.instance, self.price, limits) for cells in able]
        best = min(filled, key=lambda cells: (round(self.judge.verdict(cells).short, 3), self.bill(cells)))
        return tuned(best, self.judge, limits, self.full_power, progress)

    def _by_model(self, budget_cents: int) -> list[Cells]:
        low, high = 0, budget_cents - self.bill(())
        found: list[Cells] = []
        room = high
        for _ in range(_HALVINGS):
            if room <= low:
                break
            cells = self.instance.cells(solve(self.model.within(room), _BUDGET_GAP, _BUDGET_NODES).chosen)
            if cells and self.bill(cells) <= budget_cents:
                found, low = [cells], room
            else:
                high = room
            room = (low + high) // 2
        return found

    def _reduced(self, cells: Cells, budget_cents: int) -> Cells:
        """Take antennas out until the bill fits, each time the one that leaves fewest devices short for each euro saved."""
        limits = self._limits(budget_cents)
        while cells and self.bill(cells) > budget_cents:
            bill, short = self.bill(cells), self.judge.verdict(cells).short
            rests = [tuple(c for c in cells if c is not one) for one in cells if may_go(one, cells, limits)]
            saving = [rest for rest in rests if self.bill(rest) < bill]
            if not saving:
                return ()
            cells = min(saving, key=lambda rest: (self.judge.verdict(rest).short - short) / (bill - self.bill(rest)))
        return cells

    def _recheck(self, before: Cells, after: Cells) -> Recheck:
        first, last = self.judge.verdict(before), self.judge.verdict(after)
        settings = {(c.place, c.azimuth_deg, c.tilt_deg, c.power_dbm) for c in before}
        moved = sum((c.place, c.azimuth_deg, c.tilt_deg, c.power_dbm) not in settings for c in after)
        return Recheck(
            served_before=float(f"{first.served:.6g}"),
            served_after=float(f"{last.served:.6g}"),
            short_before=float(f"{first.short:.4g}"),
            short_after=float(f"{last.short:.4g}"),
            antennas_before=len(before),
            antennas_after=len(after),
            moved=moved,
            sentences=_told(first, last, len(before), len(after), moved),
        )


def _told(first: Verdict, last: Verdict, before: int, after: int, moved: int) -> tuple[Message, ...]:
    found = [
        msg(
            "the linear model asks for %(n)s antennas; with loads and interference they serve %(share)s %% of the devices",
            n=before,
            share=round(100 * first.served, 2),
        )
    ]
    if first.short >= 0.5:
        found.append(msg("%(n)s devices would have been short of what they ask", n=round(first.short)))
    if moved or after != before:
        found.append(
            msg(
                "the re-check with loads, interference and shadows leaves %(n)s antennas, %(moved)s of them added or set otherwise: "
                "%(share)s %% are served",
                n=after,
                moved=moved,
                share=round(100 * last.served, 2),
            )
        )
    return tuple(found)


def _optimality(candidates: int, solution: Solution) -> Optimality:
    return Optimality(
        objective_eur=solution.value / 100,
        bound_eur=solution.bound / 100,
        gap=float(f"{solution.gap:.4g}"),
        greedy_eur=solution.start / 100,
        nodes=solution.nodes,
        status=solution.status,
        candidates=candidates,
    )
