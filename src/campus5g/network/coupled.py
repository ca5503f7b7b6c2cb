"""The coupled network judged on a set of points: what every group gets, and how many devices are left short.

Only the antennas that change are computed anew: the gains of an antenna are kept, so that turning one costs one row. Loads,
interference and the diversity of shadows are those of ``service.radio_of``, the judge of the whole plan.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from campus5g.network.candidates import Candidate, Places, Reach, reach_of
from campus5g.network.carriers import Carrier, Figures
from campus5g.network.demand import Points
from campus5g.network.link import Link
from campus5g.network.service import Radio, equipment_availability, radio_of

Array = NDArray[np.float64]
Cells = tuple[Candidate, ...]

SPARE = 0.7
"""Part of the allowed loss that radio sites may use; the rest is left to the air and the core."""


@dataclass(frozen=True, slots=True)
class Targets:
    """What each group asks for, [crowd]: share served; share within reach of two masts (0: one is enough)."""

    coverage: Array
    second: Array


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a set of antennas gives. coverage, second: [crowd]. served: share of all devices.

    short: devices that the groups lack to their targets, those beyond the room of their cells included.
    """

    coverage: Array
    second: Array
    served: float
    crowded: float
    short: float

    @property
    def content(self) -> bool:
        return self.short < 1e-6


def targets_of(points: Points, figures: Figures) -> Targets:
    """Return the targets: coverage by data file; a second mast where one mast's failures alone would break the reliability."""
    coverage = [figures["plan.coverage_critical" if c.critical else "plan.coverage"] for c in points.crowds]
    alone, two = (1 - equipment_availability(np.array([1, 2]), figures, figures["core.availability"])).tolist()
    second = []
    for crowd in points.crowds:
        allowed = SPARE * (1 - crowd.group.reliability)
        wanted = (alone - allowed) / max(alone - two, 1e-12) if crowd.critical else 0.0
        second.append(min(max(wanted, 0.0), 1.0))
    return Targets(np.array(coverage), np.array(second))


class Coupled:
    """A judge on one set of points."""

    def __init__(
        self,
        points: Points,
        places: Places,
        carrier: Carrier,
        link: Link,
        figures: Figures,
        targets: Targets,
        may_fail: str = "",
    ) -> None:
        """``may_fail``: every group is to keep its coverage without any one ``antenna``, or ``mast``; empty: not asked."""
        self.points, self.places, self.targets, self.may_fail = points, places, targets, may_fail
        self.carrier, self.link, self.figures = carrier, link, figures
        self._rows: dict[Candidate, tuple[NDArray[np.float32], NDArray[np.float32]]] = {}
        self._devices = np.array([c.group.count for c in points.crowds], dtype=np.float64)
        self._inverse = 1 / np.maximum(np.bincount(points.crowd, weights=points.weight, minlength=self._devices.size), 1e-12)

    def reach(self, cells: Cells) -> Reach:
        """Return the gains of ``cells``; those seen before are not computed again."""
        for cell in cells:
            if cell not in self._rows:
                row = reach_of((cell,), self.places, self.carrier)
                self._rows[cell] = row.gain_db[0], row.sigma_db[0]
        return Reach(np.stack([self._rows[c][0] for c in cells]), np.stack([self._rows[c][1] for c in cells]))

    def radio(self, cells: Cells) -> Radio:
        return radio_of(cells, self.reach(cells), self.points, self.link, self.figures)

    def verdict(self, cells: Cells) -> Verdict:
        """Judge ``cells``; where one may fail, devices that the worst failure leaves short count as well."""
        healthy = self.healthy(cells)
        if not self.may_fail or not cells:
            return healthy
        left = np.min([self.healthy(rest).coverage for rest in self._without_one(cells)], axis=0)
        lost = np.maximum(self.targets.coverage - left, 0) - np.maximum(self.targets.coverage - healthy.coverage, 0)
        return replace(healthy, short=healthy.short + float(self._devices @ np.maximum(lost, 0)))

    def _without_one(self, cells: Cells) -> list[Cells]:
        if self.may_fail == "antenna":
            return [cells[:at] + cells[at + 1 :] for at in range(len(cells))]
        return [tuple(c for c in cells if c.place != place) for place in dict.fromkeys(c.place for c in cells)]

    def healthy(self, cells: Cells) -> Verdict:
        """Judge ``cells`` with every one of them at work."""
        if not cells:
            nothing = np.zeros(self._devices.size)
            return self._judged(nothing, nothing, 0.0)
        radio = self.radio(cells)
        room = np.where(radio.loads.can_serve, radio.fits[radio.loads.server], 1.0)
        return self._judged(
            self._by_crowd(radio.served),
            self._by_crowd((radio.masts >= 2).astype(np.float64)),
            float(self.points.weight @ (1 - room)),
        )

    def _judged(self, coverage: Array, second: Array, crowded: float) -> Verdict:
        lacking = np.maximum(self.targets.coverage - coverage, 0) + np.maximum(self.targets.second - second, 0)
        served = float(self._devices @ coverage / self._devices.sum())
        return Verdict(coverage, second, served, crowded, float(self._devices @ lacking) + crowded)

    def _by_crowd(self, at_point: Array) -> Array:
        weighted = np.bincount(self.points.crowd, weights=self.points.weight * at_point, minlength=self._devices.size)
        return np.asarray(weighted * self._inverse)
