"""Rings of polygons: which way round, without courtyards, and how devices are shared between the pieces of one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import shapely
from shapely import Polygon
from shapely.validation import explain_validity

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.site import DeviceGroup, Ring

LEAST_COURTYARD_M2 = 9.0
"""A light well smaller than this is roof: no device stands in it and no ray finds its way down."""


def signed_area(ring: Ring) -> float:
    """Return the area of a ring in m², positive when it turns counter-clockwise (shoelace formula)."""
    if not ring:
        return 0.0
    x0, y0 = ring[0]
    turns = ((a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0) for a, b in zip(ring, (*ring[1:], ring[0]), strict=True))
    return sum(turns) / 2


def counter_clockwise(ring: Ring) -> Ring:
    """Return the ring the way RFC 7946 wants an outline (counter-clockwise), from the same first corner."""
    return (ring[0], *reversed(ring[1:])) if signed_area(ring) < 0 else ring


def checked_polygon(ring: Ring, where: str) -> Polygon:
    """Return a ring as a polygon; ``BadInput`` for too few corners, corners that are no number and sides that cross."""
    if len(set(ring)) < 3:
        raise BadInput(where, msg("a shape with %(n)s corners", n=len(set(ring))), msg("at least 3 corners"))
    if not all(abs(v) < float("inf") for corner in ring for v in corner):
        raise BadInput(where, msg("a corner that is not a number"), msg("coordinates in metres"))
    polygon = Polygon(ring)
    if not polygon.is_valid:
        raise BadInput(
            where,
            msg("the shape crosses itself (%(place)s)", place=explain_validity(polygon)),
            msg("a polygon whose sides do not cross"),
        )
    return polygon


def pieces_around(outline: Ring, courtyards: Sequence[Ring], where: str) -> list[Ring]:
    """Cut a polygon with courtyards into polygons without, which touch along the cuts and cover the same ground.

    Buildings are prisms on plain rings everywhere in the house; a block around a yard is then several prisms of one height, and
    the yard is outdoors as it is on the ground. Each cut runs north to south through the middle of one yard.
    """
    yards = [yard for yard in courtyards if abs(signed_area(yard)) >= LEAST_COURTYARD_M2]
    if not yards:
        return [counter_clockwise(outline)]
    whole = checked_polygon(outline, where).difference(shapely.union_all([checked_polygon(yard, where) for yard in yards]))
    waiting, done = list(shapely.get_parts(whole)), []
    while waiting:
        piece = waiting.pop()
        if not piece.interiors:
            done.append(piece)
            continue
        west, south, east, north = piece.bounds
        left, _, right, _ = piece.interiors[0].bounds
        for half in (shapely.box(west, south, (left + right) / 2, north), shapely.box((left + right) / 2, south, east, north)):
            waiting += [part for part in shapely.get_parts(piece.intersection(half)) if part.area > 0]
    return [_rounded(piece) for piece in sorted(done, key=lambda p: p.bounds)]


def _rounded(polygon: Polygon) -> Ring:
    corners = [(round(x, 3) + 0.0, round(y, 3) + 0.0) for x, y in polygon.exterior.coords[:-1]]
    return counter_clockwise(tuple(dict.fromkeys(corners)))


def share_devices(devices: tuple[DeviceGroup, ...], sizes: Sequence[float]) -> list[tuple[DeviceGroup, ...]]:
    """Share the devices of one place between its pieces in proportion to their sizes; the counts add up (largest remainders)."""
    if len(sizes) == 1:
        return [devices]
    shared: list[list[DeviceGroup]] = [[] for _ in sizes]
    for group in devices:
        exact = [group.count * size / sum(sizes) for size in sizes]
        counts = [int(share) for share in exact]
        order = sorted(range(len(sizes)), key=lambda at: counts[at] - exact[at])
        for at in order[: group.count - sum(counts)]:
            counts[at] += 1
        for piece, count in zip(shared, counts, strict=True):
            if count:
                piece.append(replace(group, count=count))
    return [tuple(piece) for piece in shared]
