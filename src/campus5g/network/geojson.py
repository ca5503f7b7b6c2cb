"""A site as GeoJSON: reading features, in degrees or in local metres, and writing them back (RFC 7946).

A feature says what it is by ``role`` (or ``kind``): ``boundary``, ``building``, ``mast``, ``zone``, ``path``. Without it, what
OpenStreetMap and BD TOPO say is understood (``tags``): polygons with a height are buildings, points with a height are masts,
rails and roads are paths. Courtyards are open ground; a place in several pieces shares its devices between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from itertools import pairwise
from math import dist
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.site import PATH_WIDTH_M, Building, DeviceGroup, Mast, Origin, Path, PathKind, Ring, Site, Zone
from campus5g.network.rings import counter_clockwise, pieces_around, share_devices, signed_area
from campus5g.network.tags import (
    STOREY_M,
    Properties,
    building_kind,
    height_of,
    is_number,
    length_m,
    mast_kind,
    path_kind,
    properties_of,
    role_of,
    wall_of,
)  # fmt: skip

STAND_IN_HEIGHT_M = 2 * STOREY_M
"""Height of a building of OpenStreetMap or BD TOPO that gives none: two storeys. Reading says how many there are."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How the coordinates of a file become local metres; ``origin`` is ``None`` for a file already in metres."""

    origin: Origin | None

    def point(self, pair: Any, where: str) -> tuple[float, float]:
        """Return local metres, to the millimetre. A third coordinate (an altitude) is left out."""
        if not isinstance(pair, list | tuple) or len(pair) < 2 or not all(is_number(v) for v in pair[:2]):
            raise BadInput(where, msg("“%(value)s” is not a point", value=str(pair)[:60]), msg("two numbers"))
        first, second = float(pair[0]), float(pair[1])
        x, y = self.origin.to_local(first, second) if self.origin else (first, second)
        return round(x, 3) + 0.0, round(y, 3) + 0.0

    def line(self, coordinates: Any, where: str) -> Ring:
        """Return a list of points."""
        if not isinstance(coordinates, list):
            raise BadInput(where, msg("“%(value)s” is not a line", value=str(coordinates)[:60]), msg("a list of points"))
        return tuple(self.point(pair, where) for pair in coordinates)


@dataclass(slots=True)
class Parts:
    """The features of a file, sorted by what they are; ``guessed_heights`` counts buildings that gave none."""

    boundaries: list[Ring] = field(default_factory=list)
    buildings: list[Building] = field(default_factory=list)
    masts: list[Mast] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    on_roofs: dict[int, tuple[str, float]] = field(default_factory=dict)
    ignored: int = 0
    guessed_heights: int = 0


def read_features(features: list[Any], frame: Frame) -> Parts:
    """Read every feature; ``BadInput`` names the place of the first that cannot be used."""
    parts = Parts()
    for index, feature in enumerate(features):
        where = f"features[{index}]"
        if not isinstance(feature, Mapping) or not isinstance(feature.get("geometry"), Mapping):
            raise BadInput(where, msg("not a feature with a geometry"), msg("a GeoJSON feature"))
        _sort_in(parts, properties_of(feature), feature["geometry"], frame, index, where)
    _raise_onto_roofs(parts)
    return parts


def _sort_in(parts: Parts, properties: Properties, geometry: Mapping[str, Any], frame: Frame, index: int, where: str) -> None:
    match role_of(properties, str(geometry.get("type"))):
        case "boundary":
            parts.boundaries += [counter_clockwise(outline) for outline, _ in _polygons(geometry, frame, where)]
        case "building":
            _add_buildings(parts, properties, _pieces(geometry, frame, where), index, where)
        case "zone":
            parts.zones += _zones(properties, _pieces(geometry, frame, where), index, where)
        case "mast":
            _add_mast(parts, properties, geometry, frame, index, where)
        case "path":
            parts.paths += _paths(properties, geometry, frame, index, where)
        case _:
            parts.ignored += 1


def _polygons(geometry: Mapping[str, Any], frame: Frame, where: str) -> Iterator[tuple[Ring, list[Ring]]]:
    """Return the outline and the courtyards of each polygon."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates if kind == "MultiPolygon" else None
    if not isinstance(polygons, list) or not polygons:
        raise BadInput(where, msg("a geometry of type %(kind)s", kind=str(kind)), msg("a Polygon or a MultiPolygon"))
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon or not isinstance(polygon[0], list):
            raise BadInput(where, msg("a polygon without a ring"), msg("at least 3 corners"))
        outline, *courtyards = (_open(frame.line(ring, where)) for ring in polygon)
        yield outline, courtyards


def _open(corners: Ring) -> Ring:
    """Return the corners without a repeated last one and without a corner said twice in a row."""
    kept = [corner for at, corner in enumerate(corners) if at == 0 or corner != corners[at - 1]]
    return tuple(kept[:-1] if len(kept) > 1 and kept[0] == kept[-1] else kept)


def _pieces(geometry: Mapping[str, Any], frame: Frame, where: str) -> list[Ring]:
    return [ring for outline, yards in _polygons(geometry, frame, where) for ring in pieces_around(outline, yards, where)]


def _identity(properties: Properties, prefix: str, index: int, part: int = 0) -> str:
    said = properties.get("id")
    name = str(said) if said not in (None, "") else f"{prefix}{index}"
    return f"{name}.{part}" if part else name


def _add_buildings(parts: Parts, properties: Properties, pieces: list[Ring], index: int, where: str) -> None:
    height = height_of(properties, where)
    if height is None:
        if properties.get("role", properties.get("kind")) == "building":
            raise BadInput(where, msg("no height"), msg("height in metres, or building:levels"))
        height = STAND_IN_HEIGHT_M
        parts.guessed_heights += 1
    wall, kind = wall_of(properties, where), building_kind(properties)
    for part, ring in enumerate(pieces):
        parts.buildings.append(Building(_identity(properties, "b", index, part), ring, height, wall, kind))


def _add_mast(parts: Parts, properties: Properties, geometry: Mapping[str, Any], frame: Frame, index: int, where: str) -> None:
    """Read a mast: its height above ground, or ``building`` and ``above_roof_m``, which wait until all roofs are known."""
    if geometry.get("type") != "Point":
        raise BadInput(where, msg("a mast of type %(kind)s", kind=str(geometry.get("type"))), msg("a Point"))
    x, y = frame.point(geometry.get("coordinates"), where)
    height, roof = height_of(properties, where), str(properties.get("building", ""))
    roof = "" if roof in ("yes", "no") else roof
    if "above_roof_m" in properties:
        parts.on_roofs[len(parts.masts)] = (where, length_m(properties["above_roof_m"], "above_roof_m", where))
        height = 0.0
    if height is None:
        raise BadInput(where, msg("no height"), msg("height in metres, or building and above_roof_m"))
    parts.masts.append(Mast(_identity(properties, "m", index), x, y, height, mast_kind(properties), roof))


def _raise_onto_roofs(parts: Parts) -> None:
    roofs = {building.id: building.height_m for building in parts.buildings}
    for at, (where, above_m) in parts.on_roofs.items():
        mast = parts.masts[at]
        if mast.building not in roofs:
            raise BadInput(where, msg("no building “%(id)s” to stand on", id=mast.building), msg("the id of a building"))
        height = round(roofs[mast.building] + above_m, 3)
        parts.masts[at] = Mast(mast.id, mast.x_m, mast.y_m, height, mast.kind or "roof", mast.building)


def _devices(properties: Properties, where: str) -> tuple[DeviceGroup, ...]:
    groups = properties.get("devices", [])
    if not isinstance(groups, list):
        raise BadInput(f"{where}, devices", msg("not a list"), msg("a list of groups of devices"))
    return tuple(read_devices(group, f"{where}, devices[{at}]") for at, group in enumerate(groups))


def _zones(properties: Properties, pieces: list[Ring], index: int, where: str) -> Iterator[Zone]:
    name, indoor = _identity(properties, "z", index), bool(properties.get("indoor", False))
    shares = share_devices(_devices(properties, where), [max(abs(signed_area(ring)), 1e-9) for ring in pieces])
    for part, (ring, devices) in enumerate(zip(pieces, shares, strict=True)):
        yield Zone(_identity(properties, "z", index, part), str(properties.get("name", name)), ring, devices, indoor)


def _paths(properties: Properties, geometry: Mapping[str, Any], frame: Frame, index: int, where: str) -> Iterator[Path]:
    shape, coordinates = geometry.get("type"), geometry.get("coordinates")
    lines = [coordinates] if shape == "LineString" else coordinates if shape == "MultiLineString" else None
    kind = path_kind(properties)
    if not isinstance(lines, list) or not lines:
        raise BadInput(where, msg("a path of type %(kind)s", kind=str(shape)), msg("a LineString or a MultiLineString"))
    if kind is None:
        said = str(properties.get("path", ""))
        raise BadInput(where, msg("path is “%(value)s”", value=said), msg("one of: %(names)s", names=", ".join(PathKind)))
    tracks = [frame.line(line, where) for line in lines]
    lengths = [max(sum(dist(a, b) for a, b in pairwise(track)), 1e-9) for track in tracks]
    said_width = properties.get("width_m", properties.get("width"))
    width = PATH_WIDTH_M[kind] if said_width is None else length_m(said_width, "width", where)
    name = str(properties.get("name", _identity(properties, "p", index)))
    for part, (track, devices) in enumerate(zip(tracks, share_devices(_devices(properties, where), lengths), strict=True)):
        yield Path(_identity(properties, "p", index, part), name, kind, track, width, devices)


_WORDS = ("name", "service_class")


def read_devices(group: Any, where: str) -> DeviceGroup:
    """Read one group of devices from a mapping of ``DeviceGroup``'s fields; a missing or unknown field is named."""
    known = {f.name for f in fields(DeviceGroup)}
    needed = ("name", "count", "packet_bytes", "period_s", "latency_s", "reliability", "uplink_bps")
    if not isinstance(group, Mapping):
        raise BadInput(where, msg("not a group of devices"), msg("a mapping with name, count, packet_bytes…"))
    for key in group:
        if key not in known:
            raise BadInput(
                where, msg("unknown field %(name)s", name=str(key)), msg("one of: %(names)s", names=", ".join(sorted(known)))
            )
    for key in needed:
        if key not in group:
            raise BadInput(where, msg("%(name)s is missing", name=key), msg("one of each: %(names)s", names=", ".join(needed)))
    for key, value in group.items():
        if key not in _WORDS and not is_number(value):
            raise BadInput(f"{where}, {key}", msg("“%(value)s” is not a number", value=str(value)[:40]), msg("a number"))
    whole = {key: int(group[key]) for key in ("count", "packet_bytes")}
    words = {key: str(group[key]) for key in _WORDS if key in group}
    return DeviceGroup(**{**dict(group), **whole, **words})


def write_geojson(site: Site) -> dict[str, Any]:
    """Return ``site`` as a WGS84 FeatureCollection that ``read_site`` reads back unchanged (to the millimetre).

    Outlines are counter-clockwise, as RFC 7946 wants and as ``read_site`` keeps them.
    """
    origin = site.origin
    features = [_feature("boundary", _polygon(site.boundary, origin), {})]
    for building in site.buildings:
        said = {"id": building.id, "height": building.height_m, "wall": building.wall.value, "use": building.kind}
        features.append(_feature("building", _polygon(building.footprint, origin), said))
    for mast in site.masts:
        point = {"type": "Point", "coordinates": _degrees(origin, mast.x_m, mast.y_m)}
        said = {"id": mast.id, "height": mast.height_m}
        said |= {key: value for key, value in (("support", mast.kind), ("building", mast.building)) if value}
        features.append(_feature("mast", point, said))
    for zone in site.zones:
        said = {"id": zone.id, "name": zone.name, "indoor": zone.indoor, "devices": _plain(zone.devices)}
        features.append(_feature("zone", _polygon(zone.ring, origin), said))
    for path in site.paths:
        line = {"type": "LineString", "coordinates": [_degrees(origin, x, y) for x, y in path.points]}
        said = {
            "id": path.id,
            "name": path.name,
            "path": path.kind.value,
            "width_m": path.width_m,
            "devices": _plain(path.devices),
        }
        features.append(_feature("path", line, said))
    place = {"latitude": origin.latitude, "longitude": origin.longitude}
    return {"type": "FeatureCollection", "name": site.name, "licence": site.licence, "origin": place, "features": features}


def _plain(devices: tuple[DeviceGroup, ...]) -> list[dict[str, Any]]:
    return [{f.name: getattr(group, f.name) for f in fields(DeviceGroup)} for group in devices]


def _feature(role: str, geometry: dict[str, Any], properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"role": role, **properties}, "geometry": geometry}


def _degrees(origin: Origin, x_m: float, y_m: float) -> list[float]:
    return [round(v, 9) for v in origin.to_geographic(x_m, y_m)]


def _polygon(ring: Ring, origin: Origin) -> dict[str, Any]:
    corners = [_degrees(origin, x, y) for x, y in counter_clockwise(ring)]
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}
