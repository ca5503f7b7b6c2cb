"""Where on the floor the network stops vehicles: in the holes of the plan's map, and where one antenna hands over to another.

How often a vehicle is stopped is the network's (``stops``); the map says where. A floor is laid over the places of its zone,
long side along long side. With h the handovers' part of the stops, o the outages' and l the losses', a step in cell i from
cell j is stopped with a chance of ``l + o · u_i / mean(u) + h · [server_i ≠ server_j] / share of such steps``, u = 1 − served.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from campus5g.core.service import ServedPlaces
from campus5g.uses.links import Link
from campus5g.uses.parameters import Draws, Floats
from campus5g.uses.robots.data.grid import Grid
from campus5g.uses.robots.simulate.stops import stops

LEAST = 1e-3
"""A place that is always served is still given this chance of not being so: outages have other causes than the map's."""


@dataclass(frozen=True, slots=True)
class Under:
    """What lies under the (cells,) free cells of a floor: chance of service, and the antenna that serves."""

    served: Floats
    server: NDArray[np.int64]

    def outage(self) -> Floats:
        """Return (cells,) how much likelier than on average an outage is at each cell; its mean is 1."""
        missing = np.maximum(1 - self.served, LEAST)
        return np.asarray(missing / missing.mean())

    def handover(self, grid: Grid) -> Floats:
        """Return (cells, 4) how much likelier than on average a handover is on each way out of a cell; the mean of all is 1."""
        ways = grid.neighbours >= 0
        change = ways & (self.server[:, None] != self.server[np.maximum(grid.neighbours, 0)])
        if not change.any():
            return ways.astype(float)
        return np.asarray(change * (ways.sum() / change.sum()))


@dataclass(frozen=True, slots=True)
class Pattern:
    """Where stops fall, relative to their mean: cell (cells,) in each step spent there, side (cells, 4) when left that way."""

    cell: Floats
    side: Floats

    @classmethod
    def even(cls, grid: Grid) -> Pattern:
        """Return stops that fall anywhere alike, where no map says more."""
        return cls(np.ones(grid.cells), np.zeros((grid.cells, 4)))

    @classmethod
    def of(cls, under: Under, grid: Grid, outages: float, handovers: float) -> Pattern:
        """Return the map's pattern; outages, handovers: their shares of the stops, the rest falling anywhere alike."""
        return cls(1 - outages - handovers + outages * under.outage(), handovers * under.handover(grid))


def laid(places: ServedPlaces, grid: Grid) -> Under:
    """Lay the floor over the places of a zone: its rectangle over theirs, turned when that lays long side along long side."""
    at = np.column_stack([places.x_m, places.y_m])
    low, size = at.min(axis=0), np.ptp(at, axis=0)
    height, width = grid.free.shape
    down, across = ((grid.places + 0.5) / (height, width)).T
    turned = (size[0] < size[1]) != (width < height)
    right, up = (1 - down, 1 - across) if turned else (across, 1 - down)
    nearest = cKDTree(at).query(low + np.column_stack([right, up]) * size)[1]
    return Under(np.array(places.served)[nearest], np.array(places.server, dtype=np.int64)[nearest])


def spread(links: Sequence[Link], under: Under, grid: Grid, a: Draws) -> Pattern | None:
    """Return where the stops over ``links`` fall at the assumptions ``a`` (one draw); ``None`` where nothing can drive."""
    met = [stops(link.service, a) for link in links]
    parts = np.array([[m.per_hour[0], m.outages[0], m.handovers[0]] for m in met])
    rate, outages, handovers = np.array([link.share for link in links]) @ parts
    if not np.isfinite(rate) or rate <= 0:
        return None
    return Pattern.of(under, grid, outages / rate, handovers / rate)
