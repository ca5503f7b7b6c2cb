"""What makes a site unusable (``check_site``) or merely surprising (``site_warnings``)."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

import shapely
from shapely import Point, Polygon, STRtree
from shapely.validation import explain_validity

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.site import DeviceGroup, Ring, Site, Zone

_MARGIN_M = 1.0
"""A zone may stand out of the boundary by this much: two drawings of one fence never agree to the centimetre."""

_TALLEST_M = 500.0
_WIDEST_M = 50_000.0


def check_site(site: Site) -> None:
    """Refuse (``BadInput``) the first thing that no plan could use: shapes, heights, places, identities, devices."""
    outline = _checked_polygon(site.boundary, "boundary")
    west, south, east, north = outline.bounds
    if max(east - west, north - south) > _WIDEST_M:
        raise BadInput(
            "boundary",
            msg("a site %(km)s km wide", km=round(max(east - west, north - south) / 1000)),
            msg("at most 50 km, in metres"),
        )
    _refuse_duplicates("building", [b.id for b in site.buildings])
    _refuse_duplicates("mast", [m.id for m in site.masts])
    _refuse_duplicates("zone", [z.id for z in site.zones])
    footprints = []
    for building in site.buildings:
        footprints.append(_checked_polygon(building.footprint, f"building {building.id}"))
        _check_height(building.height_m, f"building {building.id}")
    _check_masts(site, outline, footprints)
    for zone in site.zones:
        _check_zone(zone, outline)


def _checked_polygon(ring: Ring, where: str) -> Polygon:
    if len(set(ring)) < 3:
        raise BadInput(where, msg("a shape with %(n)s corners", n=len(set(ring))), msg("at least 3 corners"))
    if not all(isfinite(v) for corner in ring for v in corner):
        raise BadInput(where, msg("a corner that is not a number"), msg("coordinates in metres"))
    polygon = Polygon(ring)
    if not polygon.is_valid:
        raise BadInput(
            where,
            msg("the shape crosses itself (%(place)s)", place=explain_validity(polygon)),
            msg("a polygon whose sides do not cross"),
        )
    return polygon


def _check_height(height_m: float, where: str) -> None:
    if not (isfinite(height_m) and 0 < height_m <= _TALLEST_M):
        raise BadInput(
            where,
            msg("a height of %(height)s m", height=f"{height_m:g}"),
            msg("more than 0 and at most %(most)s m", most=_TALLEST_M),
        )


def _refuse_duplicates(kind: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise BadInput(f"{kind} {name}", msg("the identity “%(name)s” is used twice", name=name), msg("one identity each"))
        seen.add(name)


def _check_masts(site: Site, outline: Polygon, footprints: list[Polygon]) -> None:
    tree = STRtree(footprints)
    fence = outline.buffer(_MARGIN_M)
    for mast in site.masts:
        where = f"mast {mast.id}"
        if not (isfinite(mast.x_m) and isfinite(mast.y_m)):
            raise BadInput(where, msg("a place that is not a number"), msg("coordinates in metres"))
        _check_height(mast.height_m, where)
        point = Point(mast.x_m, mast.y_m)
        if not fence.covers(point):
            raise BadInput(
                where,
                msg("it stands outside the site (%(x)s, %(y)s)", x=mast.x_m, y=mast.y_m),
                msg("a place inside the boundary"),
            )
        for index in sorted(tree.query(point, predicate="within")):
            building = site.buildings[index]
            if mast.height_m <= building.height_m:
                raise BadInput(
                    where,
                    msg(
                        "it is %(height)s m high inside building %(building)s, whose roof is at %(roof)s m",
                        height=mast.height_m,
                        building=building.id,
                        roof=building.height_m,
                    ),
                    msg("an antenna above the roof, or a mast beside the building"),
                )


def _check_zone(zone: Zone, outline: Polygon) -> None:
    where = f"zone {zone.id}"
    shape = _checked_polygon(zone.ring, where)
    if not outline.buffer(_MARGIN_M).covers(shape):
        far = shapely.hausdorff_distance(shape.difference(outline), outline)
        raise BadInput(
            where,
            msg("“%(name)s” reaches outside the boundary by up to %(far)s m", name=zone.name, far=round(float(far))),
            msg("a zone inside the boundary"),
        )
    if not zone.devices:
        raise BadInput(where, msg("“%(name)s” has no devices", name=zone.name), msg("at least one group of devices"))
    for group in zone.devices:
        _check_devices(group, f"{where}, devices {group.name}")


def _check_devices(group: DeviceGroup, where: str) -> None:
    above_zero = ("count", "packet_bytes", "period_s", "latency_s", "antenna_height_m")
    at_least_zero = ("uplink_bps", "downlink_bps", "speed_mps")
    for name in (*above_zero, *at_least_zero):
        value = getattr(group, name)
        if not isfinite(value) or value < 0 or (value == 0 and name in above_zero):
            raise BadInput(
                f"{where}, {name}",
                msg("%(value)s", value=f"{value:g}"),
                msg("a number above 0") if name in above_zero else msg("a number, 0 or more"),
            )
    if not 0 < group.reliability < 1:
        raise BadInput(
            f"{where}, reliability",
            msg("%(value)s", value=f"{group.reliability:g}"),
            msg("a share above 0 and below 1, such as 0.999"),
        )


def site_warnings(site: Site) -> tuple[Message, ...]:
    """Say what is allowed but may be a mistake: overlapping or outlying buildings, no mast, no zone."""
    found: list[Message] = []
    footprints = [Polygon(b.footprint) for b in site.buildings]
    overlaps = _overlaps(footprints)
    if overlaps:
        a, b = (site.buildings[index].id for index in overlaps[0])
        found.append(
            msg(
                "%(n)s pairs of buildings overlap (first %(a)s and %(b)s): the taller one counts there", n=len(overlaps), a=a, b=b
            )
        )
    fence = Polygon(site.boundary).buffer(_MARGIN_M)
    outside = sum(1 for shape in footprints if not fence.intersects(shape))
    if outside:
        found.append(msg("%(n)s buildings stand wholly outside the boundary; they still cast shadows", n=outside))
    if not site.masts:
        found.append(msg("the site has no candidate mast"))
    if not site.zones:
        found.append(msg("the site has no zone: nobody is there to be served"))
    return tuple(found)


def _overlaps(footprints: list[Polygon]) -> list[tuple[int, int]]:
    if not footprints:
        return []
    pairs = STRtree(footprints).query(footprints, predicate="intersects").T
    ordered = sorted((int(i), int(j)) for i, j in pairs if i < j)
    return [(i, j) for i, j in ordered if footprints[i].intersection(footprints[j]).area > 1.0]
