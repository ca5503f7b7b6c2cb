"""How much fibre joins the radios to the core, from the geometry of the site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial.distance import cdist
from shapely import Polygon

from campus5g.core.site import Site
from campus5g.network.carriers import Figures
from campus5g.network.plan import Antenna

Place = tuple[float, float]

_LEAST_RUN_M = 0.001
"""A radio over the very room of the core: the solver takes zero, and all that is close to it, for no edge."""


@dataclass(frozen=True, slots=True)
class Cabling:
    """Fibre of a plan: the room of the core, the runs between places as the crow flies, and the metres to lay."""

    room: Place
    runs: tuple[tuple[Place, Place], ...]
    metres: float


def cabling_of(site: Site, antennas: Sequence[Antenna], figures: Figures) -> Cabling:
    """Join every radio site, and every hall that has cells, to the core by the shortest tree (Kruskal's, straight runs).

    Laid length: tree × ``fibre.detour`` + ``fibre.drop_m`` at each place. Cables inside a hall are in the price of its cells. The
    core stands in the building from which the tree is shortest to begin with: the nearest to the middle of the places.
    """
    places = _places(antennas)
    room = _room(site, places)
    if not places:
        return Cabling(room, (), 0.0)
    nodes = [room, *places]
    apart = np.maximum(cdist(nodes, nodes), _LEAST_RUN_M)
    np.fill_diagonal(apart, 0.0)
    tree = minimum_spanning_tree(apart).tocoo()
    runs = tuple((nodes[a], nodes[b]) for a, b in sorted(zip(tree.row.tolist(), tree.col.tolist(), strict=True)))
    metres = float(tree.data.sum()) * figures["fibre.detour"] + figures["fibre.drop_m"] * len(places)
    return Cabling(room, runs, metres)


def _places(antennas: Sequence[Antenna]) -> list[Place]:
    """Return where fibre has to come: each mast, and the middle of the cells of each hall (``hall/1``, ``hall/2``…)."""
    groups: dict[str, list[Place]] = {}
    for antenna in antennas:
        name = antenna.mast_id.rpartition("/")[0] if antenna.kind == "indoor" else antenna.mast_id
        groups.setdefault(name or antenna.mast_id, []).append((antenna.x_m, antenna.y_m))
    return [(float(x), float(y)) for x, y in (np.mean(group, axis=0) for group in groups.values())]


def _room(site: Site, places: list[Place]) -> Place:
    middle = np.median(places, axis=0) if places else np.mean(site.boundary, axis=0)
    rooms = [Polygon(building.footprint).representative_point() for building in site.buildings]
    spots = [(room.x, room.y) for room in rooms] or places or [(float(middle[0]), float(middle[1]))]
    x, y = min(spots, key=lambda spot: float(np.hypot(spot[0] - middle[0], spot[1] - middle[1])))
    return float(x), float(y)
