"""Greedy choice of antennas: at each step the one that newly serves most devices per euro.

Three goals in turn, each only for the zones that have not reached it: devices served (``plan.coverage``), a second mast for
groups that ask for more than one mast's availability, and cells that are not full. Greedy is the first real version; its
state (margins by mast, chance by place) is what a linear model would start from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from campus5g.core.message import msg
from campus5g.core.progress import Progress
from campus5g.network.antennas import wrapped_deg
from campus5g.network.candidates import Candidate, Reach
from campus5g.network.demand import Points
from campus5g.network.diversity import Diversity, diversity_of, single
from campus5g.network.link import Link
from campus5g.network.load import Loads, cell_loads

Array = NDArray[np.float64]
_LEAST_GAIN = 1e-4
_LEAST_ANGLE_DEG = 90.0
_SECTORS_PER_MAST = 3
_TRIALS = 12
_LEAST_RELIEF = 0.01
_SPARE = 0.7
"""Part of the allowed loss that radio sites may use; the rest is left to the air and the core."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """When a zone is content, and what antennas cost (euros) while choosing."""

    coverage: float
    coverage_critical: float
    station_availability: float
    strong: float
    full_load: float
    least_load: float
    interference_db: float
    correlation: float
    site_eur: float
    sector_eur: float
    indoor_eur: float
    most_antennas: int = 60


@dataclass(slots=True)
class Choice:
    """The candidates chosen, in order, and for which goal each was."""

    picked: list[int] = field(default_factory=list)
    goals: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    """What is already served: failures by place and mast, their product, and which masts serve well."""

    by_place: dict[str, NDArray[np.float32]]
    product: NDArray[np.float32]
    strong: dict[str, NDArray[np.bool_]]


class Greedy:
    """The choice for one set of candidates and points."""

    def __init__(self, candidates: tuple[Candidate, ...], reach: Reach, points: Points, link: Link, criteria: Criteria) -> None:
        self.candidates, self.reach, self.points, self.link, self.criteria = candidates, reach, points, link, criteria
        self.diversity: Diversity = diversity_of(criteria.correlation)
        margin = margins_db(candidates, reach, points, link, criteria.interference_db)
        self.failures = self.diversity.failures(margin, reach.sigma_db)  # [node, candidate, point]
        self.alone = single(margin, reach.sigma_db) >= criteria.strong  # [candidate, point]
        ones = np.ones(self.failures.shape[::2], np.float32)
        self.state = _State({}, ones, {})
        self.choice = Choice()

    def run(self, progress: Progress) -> Choice:
        """Choose antennas until every zone is content or nothing helps any more."""
        goals: tuple[tuple[str, Callable[[], NDArray[np.intp]], Callable[[NDArray[np.intp]], Array]], ...] = (
            ("coverage", self._hungry_for_coverage, self._coverage_gain),
            ("redundancy", self._hungry_for_redundancy, self._redundancy_gain),
            ("capacity", self._hungry_for_capacity, self._capacity_gain),
        )
        for at, (goal, hungry, gain) in enumerate(goals):
            while len(self.choice.picked) < self.criteria.most_antennas:
                progress(at / len(goals), msg("choosing antennas: %(n)s so far", n=len(self.choice.picked)))
                wanting = hungry()
                if wanting.size == 0:
                    break
                gains = gain(wanting)
                gains[self._taken()] = 0.0
                best = self._best(gains, wanting) if goal != "capacity" else self._best_relief(gains)
                if best is None:
                    break
                self._take(best, goal)
        return self.choice

    def _taken(self) -> list[int]:
        """Candidates already chosen, or whose mast already has a sector looking almost the same way, or is full."""
        chosen = [self.candidates[i] for i in self.choice.picked]
        sectors = Counter(c.place for c in chosen)

        def clashes(one: Candidate, other: Candidate) -> bool:
            if one.place != other.place or one.azimuth_deg is None or other.azimuth_deg is None:
                return one is other
            return abs(float(wrapped_deg(one.azimuth_deg - other.azimuth_deg))) < _LEAST_ANGLE_DEG

        return [
            index
            for index, candidate in enumerate(self.candidates)
            if sectors[candidate.place] >= _SECTORS_PER_MAST or any(clashes(candidate, other) for other in chosen)
        ]

    def _best(self, gains: Array, wanting: NDArray[np.intp]) -> int | None:
        """The candidate with the largest gain per euro, unless it gains next to nothing."""
        best = int(np.argmax(gains / self._prices()))
        return best if gains[best] >= _LEAST_GAIN * float(self.points.weight[wanting].sum()) else None

    def _best_relief(self, gains: Array) -> int | None:
        """The candidate that lets most devices in per euro, the interference it makes included; ``None`` when none helps.

        A further cell on the same carrier also disturbs: so the likeliest few are tried with the coupled loads.
        """
        prices = self._prices()
        likely = [int(i) for i in np.argsort(-gains / prices, kind="stable")[:_TRIALS] if gains[i] > 0]
        now = self.crowded_out(self.choice.picked)
        relief = [(now - self.crowded_out([*self.choice.picked, i])) / prices[i] for i in likely]
        if not likely or max(relief) * float(prices[likely[int(np.argmax(relief))]]) < _LEAST_RELIEF * now:
            return None
        return likely[int(np.argmax(relief))]

    def crowded_out(self, picked: list[int]) -> float:
        """How many devices a set of cells reaches but has no room for, or drowns in interference."""
        loads = self._loads(picked)
        fullest = np.maximum(loads.downlink, loads.uplink)[loads.server]
        room = np.minimum(1.0, self.criteria.full_load / np.maximum(fullest, 1e-9))
        heard = loads.can_serve & (loads.downlink_bps > 0)
        return float(self.points.weight @ (1 - np.where(heard, room, 0.0)))

    def _prices(self) -> Array:
        opened = {self.candidates[i].place for i in self.choice.picked}
        c = self.criteria
        return np.array(
            [
                c.indoor_eur if k.kind == "indoor" else c.sector_eur + (0.0 if k.place in opened else c.site_eur)
                for k in self.candidates
            ]
        )

    def _take(self, index: int, goal: str) -> None:
        place, state = self.candidates[index].place, self.state
        before = state.by_place.get(place)
        mine = self.failures[:, index]
        after = mine if before is None else np.minimum(before, mine)
        state.by_place[place] = after
        strong = state.strong.get(place)
        state.strong[place] = self.alone[index] if strong is None else strong | self.alone[index]
        product = np.ones_like(state.product)
        for part in state.by_place.values():
            product *= part
        state.product = product
        self.choice.picked.append(index)
        self.choice.goals.append(goal)

    def served(self) -> Array:
        """Chance of service at each point."""
        return self.diversity.served(self.state.product)

    def _in_zones(self, content: Callable[[int, NDArray[np.intp]], bool]) -> NDArray[np.intp]:
        wanting = []
        for index in range(len(self.points.crowds)):
            mine = np.flatnonzero(self.points.crowd == index)
            if not content(index, mine):
                wanting.append(mine)
        return np.concatenate(wanting) if wanting else np.empty(0, np.intp)

    def _hungry_for_coverage(self) -> NDArray[np.intp]:
        served, c = self.served(), self.criteria

        def content(index: int, mine: NDArray[np.intp]) -> bool:
            target = c.coverage_critical if self.points.crowds[index].critical else c.coverage
            return float(served[mine].mean()) >= target

        return self._in_zones(content)

    def _coverage_gain(self, wanting: NDArray[np.intp]) -> Array:
        """Devices newly served by each candidate; one pass per place so that sectors of one mast share their shadow."""
        gains = np.zeros(len(self.candidates))
        product = self.state.product[:, wanting].astype(np.float64)
        now = 1 - np.tensordot(self.diversity.weights, product, axes=1)
        weight = self.points.weight[wanting]
        for place, members in self._members().items():
            before = self.state.by_place.get(place)
            mine = self.failures[:, members][:, :, wanting]
            if before is not None:
                old = np.maximum(before[:, None, wanting], np.float32(1e-30))
                mine = np.minimum(1, mine / old)
            then = 1 - np.einsum("k,kp,kcp->cp", self.diversity.weights, product, mine, optimize=True)
            gains[members] = np.maximum(then - now, 0) @ weight
        return gains

    def _members(self) -> dict[str, list[int]]:
        groups: dict[str, list[int]] = {}
        for index, candidate in enumerate(self.candidates):
            groups.setdefault(candidate.place, []).append(index)
        return groups

    def _strong_count(self) -> NDArray[np.int64]:
        count = np.zeros(self.points.size, np.int64)
        for strong in self.state.strong.values():
            count += strong
        return count

    def _hungry_for_redundancy(self) -> NDArray[np.intp]:
        count, c = self._strong_count(), self.criteria
        missing = (1 - c.station_availability) ** np.maximum(count, 1)

        def content(index: int, mine: NDArray[np.intp]) -> bool:
            allowed = 1 - self.points.crowds[index].group.reliability
            return not self.points.crowds[index].critical or float(missing[mine].mean()) <= _SPARE * allowed

        return self._in_zones(content)

    def _redundancy_gain(self, wanting: NDArray[np.intp]) -> Array:
        count, gains = self._strong_count()[wanting], np.zeros(len(self.candidates))
        weight = self.points.weight[wanting] * (count <= 1)
        nothing = np.zeros(wanting.size, np.bool_)
        for place, members in self._members().items():
            before = self.state.strong.get(place)
            had = nothing if before is None else before[wanting]
            gains[members] = (self.alone[members][:, wanting] & ~had) @ weight
        return gains

    def _loads(self, picked: list[int]) -> Loads:
        cells = tuple(self.candidates[i] for i in picked)
        return cell_loads(cells, self.reach.gain_db[picked], self.points, self.link, self.criteria.least_load)

    def _hungry_for_capacity(self) -> NDArray[np.intp]:
        if not self.choice.picked:
            return np.empty(0, np.intp)
        loads = self._loads(self.choice.picked)
        full = np.flatnonzero(np.maximum(loads.downlink, loads.uplink) > self.criteria.full_load)
        return np.flatnonzero(np.isin(loads.server, full) & loads.can_serve)

    def _capacity_gain(self, wanting: NDArray[np.intp]) -> Array:
        """Devices that each candidate would take from full cells: those it reaches better than their server."""
        power = np.array([c.power_dbm for c in self.candidates])[:, None]
        received = self.reach.gain_db[:, wanting] + power
        better = received > received[self.choice.picked].max(axis=0)
        return np.asarray(better @ self.points.weight[wanting])


def margins_db(
    candidates: tuple[Candidate, ...], reach: Reach, points: Points, link: Link, interference_db: float
) -> NDArray[np.float32]:
    """Return by how much each antenna's link exceeds what each point needs (``Link.margin_db``); [antenna, point].

    The downlink counts ``interference_db`` above the noise; the uplink its noise rise.
    """
    power = np.array([c.power_dbm for c in candidates])[:, None]
    received = link.rsrp_dbm(power, reach.gain_db)
    snr = received - link.element_noise_dbm - interference_db
    return link.margin_db(received, snr, reach.gain_db, points.need_sinr_db, points.need_gain_db).astype(np.float32)
