"""One plan of several sites, side by side: what a collective need is studied on when no single site stands for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from campus5g.core.site import Building, Mast, Origin, Path, Ring, Site, Zone

GAP_M = 50.0


def side_by_side(sites: Sequence[Site], name: str, origin: Origin) -> Site:
    """Lay ``sites`` from west to east, ``GAP_M`` metres apart, within one rectangle.

    Identities are prefixed by the number of the site (``2-hall``), so that no two are the same. The distances between the sites
    are not the true ones: a plan of it gives the size of the network, not its antennas.
    """
    if not sites:
        raise ValueError("no site to lay")
    laid, east, top = [], 0.0, 0.0
    for number, site in enumerate(sites, start=1):
        xs, ys = zip(*site.boundary, strict=True)
        laid.append(_moved(site, f"{number}-", east - min(xs), -min(ys)))
        east += max(xs) - min(xs) + GAP_M
        top = max(top, max(ys) - min(ys))
    boundary = ((0.0, 0.0), (east - GAP_M, 0.0), (east - GAP_M, top), (0.0, top))
    return Site(
        name, boundary, tuple(b for s in laid for b in s.buildings), tuple(m for s in laid for m in s.masts),
        tuple(z for s in laid for z in s.zones), origin, "", tuple(p for s in laid for p in s.paths),
    )  # fmt: skip


def _moved(site: Site, prefix: str, dx: float, dy: float) -> Site:
    def ring(points: Ring) -> Ring:
        return tuple((round(x + dx, 3), round(y + dy, 3)) for x, y in points)

    def building(one: Building) -> Building:
        return replace(one, id=prefix + one.id, footprint=ring(one.footprint))

    def mast(one: Mast) -> Mast:
        below = prefix + one.building if one.building else ""
        return replace(one, id=prefix + one.id, x_m=round(one.x_m + dx, 3), y_m=round(one.y_m + dy, 3), building=below)

    def zone(one: Zone) -> Zone:
        return replace(one, id=prefix + one.id, ring=ring(one.ring))

    def path(one: Path) -> Path:
        return replace(one, id=prefix + one.id, points=ring(one.points))

    return replace(
        site, buildings=tuple(map(building, site.buildings)), masts=tuple(map(mast, site.masts)),
        zones=tuple(map(zone, site.zones)), paths=tuple(map(path, site.paths)),
    )  # fmt: skip
