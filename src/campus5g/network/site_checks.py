"""What makes a site unusable (``check_site``) or merely surprising (``site_warnings``)."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

import shapely
from shapely import LineString, Point, Polygon, STRtree

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.site import DeviceGroup, Path, Site, Zone
from campus5g.network.rings import checked_polygon

_MARGIN_M = 1.0
"""A zone may stand out of the boundary by this much: two drawings of one fence never agree to the centimetre."""

_OVERLAP_SHARE = 0.05
"""Share of the smaller of two buildings from which their overlap is worth a word: under it, two drawings of one wall."""

_DRAWN_TWICE = 0.5
_SMALLEST_M2, _LARGEST_M2 = 2.0, 250_000.0
_NAMED = 8
_TALLEST_M = 500.0
_WIDEST_M = 50_000.0


def check_site(site: Site) -> None:
    """Refuse (``BadInput``) the first thing that no plan could use: shapes, heights, places, identities, devices.

    What is only surprising (overlaps, outlying or tiny buildings, an outdoor zone under a roof) is for ``site_warnings``.
    """
    outline = checked_polygon(site.boundary, "boundary")
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
    _refuse_duplicates("path", [p.id for p in site.paths])
    footprints = []
    for building in site.buildings:
        footprints.append(checked_polygon(building.footprint, f"building {building.id}"))
        _check_height(building.height_m, f"building {building.id}")
    _refuse_a_layer_twice(site)
    _check_masts(site, outline, footprints)
    fence = outline.buffer(_MARGIN_M)
    shapely.prepare(fence)
    for zone in site.zones:
        _check_zone(zone, outline, fence)
    for path in site.paths:
        _check_path(path)


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


def _refuse_a_layer_twice(site: Site) -> None:
    """Refuse a file in which most buildings stand twice on the same ground: a layer was pasted or exported two times."""
    drawn = [frozenset(building.footprint) for building in site.buildings]
    again = len(drawn) - len(set(drawn))
    if len(drawn) >= 4 and again >= _DRAWN_TWICE * len(set(drawn)):
        raise BadInput(
            "buildings",
            msg("%(again)s of %(n)s buildings stand on the very ground of another", again=again, n=len(drawn)),
            msg("each building once: the same layer seems to be in the file twice"),
        )


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


def _check_zone(zone: Zone, outline: Polygon, fence: Polygon) -> None:
    where = f"zone {zone.id}"
    shape = checked_polygon(zone.ring, where)
    if not fence.covers(shape):
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


def _check_path(path: Path) -> None:
    where = f"path {path.id}"
    if not all(isfinite(v) for point in path.points for v in point):
        raise BadInput(where, msg("a point that is not a number"), msg("coordinates in metres"))
    if len(set(path.points)) < 2:
        raise BadInput(where, msg("a line of %(n)s points", n=len(set(path.points))), msg("at least 2 points apart"))
    if not (isfinite(path.width_m) and path.width_m > 0):
        raise BadInput(f"{where}, width_m", msg("%(value)s", value=f"{path.width_m:g}"), msg("a number above 0"))
    for group in path.devices:
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
    """Say what is allowed but may be a mistake, and name it: overlaps, odd sizes, places at odds with roofs and boundary."""
    footprints = [Polygon(b.footprint) for b in site.buildings]
    roofs = STRtree(footprints)
    found = [*_overlap_warnings(site, footprints, roofs), *_size_warnings(site, footprints)]
    fence = Polygon(site.boundary).buffer(_MARGIN_M)
    shapely.prepare(fence)
    outside = sum(1 for shape in footprints if not fence.intersects(shape))
    if outside:
        found.append(msg("buildings wholly outside the boundary: %(n)s; they still cast shadows", n=outside))
    found += [warning for zone in site.zones for warning in _roof_warnings(zone, footprints, roofs)]
    for path in site.paths:
        beyond = LineString(path.points).difference(fence).length
        if path.devices and beyond > 0:
            found.append(msg("path “%(name)s” runs %(far)s m outside the boundary", name=path.name, far=round(beyond)))
    if not site.masts:
        found.append(msg("the site has no candidate mast"))
    if not site.zones:
        found.append(msg("the site has no zone: nobody is there to be served"))
    return tuple(found)


def overlaps(site: Site) -> tuple[tuple[str, str], ...]:
    """Return the pairs of buildings that share more than 5 % of the smaller one's ground, in the order of the file."""
    footprints = [Polygon(b.footprint) for b in site.buildings]
    pairs = _overlapping(footprints, STRtree(footprints))
    return tuple((site.buildings[a].id, site.buildings[b].id) for a, b in pairs)


def _overlapping(footprints: list[Polygon], roofs: STRtree) -> list[tuple[int, int]]:
    if not footprints:
        return []
    pairs = sorted((int(i), int(j)) for i, j in roofs.query(footprints, predicate="intersects").T if i < j)

    def much(i: int, j: int) -> bool:
        shared = float(footprints[i].intersection(footprints[j]).area)
        return shared > _OVERLAP_SHARE * float(min(footprints[i].area, footprints[j].area))

    return [(i, j) for i, j in pairs if much(i, j)]


def _overlap_warnings(site: Site, footprints: list[Polygon], roofs: STRtree) -> Iterable[Message]:
    pairs = [f"{site.buildings[i].id} / {site.buildings[j].id}" for i, j in _overlapping(footprints, roofs)]
    if len(pairs) > _NAMED:
        first = ", ".join(pairs[:_NAMED])
        yield msg("%(n)s pairs of buildings overlap (%(pairs)s…): the taller one counts there", n=len(pairs), pairs=first)
    elif len(pairs) > 1:
        yield msg(
            "%(n)s pairs of buildings overlap (%(pairs)s): the taller one counts there", n=len(pairs), pairs=", ".join(pairs)
        )
    elif pairs:
        yield msg("two buildings overlap (%(pairs)s): the taller one counts there", pairs=pairs[0])


def _size_warnings(site: Site, footprints: list[Polygon]) -> Iterable[Message]:
    for building, shape in zip(site.buildings, footprints, strict=True):
        if shape.area > _LARGEST_M2:
            yield msg("building %(id)s covers %(ha)s ha: is it one roof?", id=building.id, ha=round(shape.area / 1e4, 1))
    tiny = [b.id for b, shape in zip(site.buildings, footprints, strict=True) if shape.area < _SMALLEST_M2]
    if tiny:
        first = ", ".join(tiny[:_NAMED])
        yield msg("buildings of less than %(least)s m²: %(n)s (%(first)s)", n=len(tiny), least=_SMALLEST_M2, first=first)


def _roof_warnings(zone: Zone, footprints: list[Polygon], roofs: STRtree) -> Iterable[Message]:
    """Compare what a zone says of itself (indoor or not) with the roofs above it."""
    shape = Polygon(zone.ring)
    above = shapely.union_all([footprints[i] for i in roofs.query(shape, predicate="intersects")])
    covered = shape.intersection(above).area / shape.area
    if zone.indoor and covered < 0.5:
        yield msg(
            "zone “%(name)s” is said to be indoors, yet %(share)s %% of it is under a roof",
            name=zone.name,
            share=round(100 * covered),
        )
    if not zone.indoor and covered > 0.95:
        yield msg("zone “%(name)s” is said to be outdoors, yet a roof covers all of it", name=zone.name)
