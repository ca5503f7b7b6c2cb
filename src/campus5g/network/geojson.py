"""A site as GeoJSON: reading features, in degrees or in local metres, and writing them back.

A feature says what it is by ``role`` (or ``kind``): ``boundary``, ``building``, ``mast``, ``zone``. A polygon with a height, a
number of storeys or a ``building`` tag is a building, as OpenStreetMap and BD TOPO export them; a courtyard counts as roof.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from math import isfinite
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.site import Building, DeviceGroup, Mast, Origin, Ring, Site, Wall, Zone

ROLES = ("boundary", "building", "mast", "zone")
STOREY_M = 3.0
"""Height of one storey when a file gives only ``building:levels`` (OpenStreetMap's convention)."""

_WALLS = {"metal": Wall.METAL, "steel": Wall.METAL, "glass": Wall.LOW_LOSS, "wood": Wall.LOW_LOSS, "brick": Wall.LOW_LOSS}
_NUMBER = re.compile(r"^\s*(-?\d+(?:[.,]\d+)?)\s*m?\s*$")


@dataclass(frozen=True, slots=True)
class Frame:
    """How the coordinates of a file become local metres; ``origin`` is ``None`` for a file already in metres."""

    origin: Origin | None

    def point(self, pair: Any, where: str) -> tuple[float, float]:
        """Return local metres, to the millimetre."""
        if not isinstance(pair, list | tuple) or len(pair) < 2 or not all(_is_number(v) for v in pair[:2]):
            raise BadInput(where, msg("“%(value)s” is not a point", value=str(pair)[:60]), msg("two numbers"))
        first, second = float(pair[0]), float(pair[1])
        x, y = self.origin.to_local(first, second) if self.origin else (first, second)
        return round(x, 3) + 0.0, round(y, 3) + 0.0


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


@dataclass(slots=True)
class Parts:
    """The features of a file, sorted by what they are."""

    boundaries: list[Ring]
    buildings: list[Building]
    masts: list[Mast]
    zones: list[Zone]
    ignored: int = 0


def read_features(features: list[Any], frame: Frame) -> Parts:
    """Read every feature; ``BadInput`` names the place of the first that cannot be used."""
    parts = Parts([], [], [], [])
    for index, feature in enumerate(features):
        where = f"features[{index}]"
        if not isinstance(feature, Mapping) or not isinstance(feature.get("geometry"), Mapping):
            raise BadInput(where, msg("not a feature with a geometry"), msg("a GeoJSON feature"))
        _sort_in(parts, feature, frame, index, where)
    return parts


def _sort_in(parts: Parts, feature: Mapping[str, Any], frame: Frame, index: int, where: str) -> None:
    properties = feature.get("properties") or {}
    role, geometry = _role(properties, feature["geometry"]), feature["geometry"]
    if role == "mast":
        parts.masts.append(_mast(properties, geometry, frame, index, where))
    elif role in ("boundary", "building", "zone"):
        for part, ring in enumerate(_rings(geometry, frame, where)):
            if role == "boundary":
                parts.boundaries.append(ring)
            elif role == "zone":
                parts.zones.append(_zone(properties, ring, index, part, where))
            else:
                parts.buildings.append(_building(properties, ring, index, part, where))
    else:
        parts.ignored += 1


def _role(properties: Mapping[str, Any], geometry: Mapping[str, Any]) -> str:
    said = properties.get("role", properties.get("kind"))
    if said in ROLES:
        return str(said)
    if geometry.get("type") == "Point" and ("height" in properties or "height_m" in properties):
        return "mast"
    is_building = any(key in properties for key in ("height", "height_m", "building", "building:levels"))
    return "building" if is_building and geometry.get("type") in ("Polygon", "MultiPolygon") else ""


def _rings(geometry: Mapping[str, Any], frame: Frame, where: str) -> Iterator[Ring]:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates if kind == "MultiPolygon" else None
    if not isinstance(polygons, list) or not polygons:
        raise BadInput(where, msg("a geometry of type %(kind)s", kind=str(kind)), msg("a Polygon or a MultiPolygon"))
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon or not isinstance(polygon[0], list):
            raise BadInput(where, msg("a polygon without a ring"), msg("at least 3 corners"))
        corners = [frame.point(pair, where) for pair in polygon[0]]
        yield tuple(corners[:-1] if len(corners) > 1 and corners[0] == corners[-1] else corners)


def _height(properties: Mapping[str, Any], where: str) -> float:
    for key, scale in (("height_m", 1.0), ("height", 1.0), ("building:levels", STOREY_M)):
        value = properties.get(key)
        if value is None:
            continue
        found = _NUMBER.match(str(value))
        if not found:
            raise BadInput(where, msg("%(key)s is “%(value)s”", key=key, value=str(value)[:40]), msg("a height in metres"))
        return float(found[1].replace(",", ".")) * scale
    raise BadInput(where, msg("no height"), msg("height in metres, or building:levels"))


def _identity(properties: Mapping[str, Any], prefix: str, index: int, part: int = 0) -> str:
    said = properties.get("id")
    name = str(said) if said not in (None, "") else f"{prefix}{index}"
    return f"{name}.{part}" if part else name


def _wall(properties: Mapping[str, Any], where: str) -> Wall:
    said = properties.get("wall")
    if said is None:
        return _WALLS.get(str(properties.get("material", properties.get("building:material", ""))), Wall.HIGH_LOSS)
    try:
        return Wall(said)
    except ValueError:
        raise BadInput(where, msg("wall is “%(value)s”", value=str(said)), msg("low_loss, high_loss or metal")) from None


def _building(properties: Mapping[str, Any], ring: Ring, index: int, part: int, where: str) -> Building:
    said = str(properties.get("kind", properties.get("building", "building")))
    kind = "building" if said in (*ROLES, "yes") else said
    return Building(
        _identity(properties, "b", index, part),
        ring,
        _height(properties, where),
        _wall(properties, where),
        properties.get("use", kind),
    )


def _mast(properties: Mapping[str, Any], geometry: Mapping[str, Any], frame: Frame, index: int, where: str) -> Mast:
    if geometry.get("type") != "Point":
        raise BadInput(where, msg("a mast of type %(kind)s", kind=str(geometry.get("type"))), msg("a Point"))
    x, y = frame.point(geometry.get("coordinates"), where)
    return Mast(_identity(properties, "m", index), x, y, _height(properties, where))


def _zone(properties: Mapping[str, Any], ring: Ring, index: int, part: int, where: str) -> Zone:
    name = _identity(properties, "z", index, part)
    groups = properties.get("devices", [])
    if not isinstance(groups, list):
        raise BadInput(f"{where}, devices", msg("not a list"), msg("a list of groups of devices"))
    devices = tuple(read_devices(group, f"{where}, devices[{at}]") for at, group in enumerate(groups))
    return Zone(name, str(properties.get("name", name)), ring, devices, bool(properties.get("indoor", False)))


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
        if key != "name" and not _is_number(value):
            raise BadInput(f"{where}, {key}", msg("“%(value)s” is not a number", value=str(value)[:40]), msg("a number"))
    whole = {key: int(group[key]) for key in ("count", "packet_bytes")}
    return DeviceGroup(**{**dict(group), **whole, "name": str(group["name"])})


def write_geojson(site: Site) -> dict[str, Any]:
    """Return ``site`` as a WGS84 FeatureCollection that ``read_site`` reads back unchanged (to the millimetre)."""
    features = [_feature("boundary", _polygon(site.boundary, site.origin), {})]
    for building in site.buildings:
        said = {"id": building.id, "height": building.height_m, "wall": building.wall.value, "use": building.kind}
        features.append(_feature("building", _polygon(building.footprint, site.origin), said))
    for mast in site.masts:
        point = {"type": "Point", "coordinates": _degrees(site.origin, mast.x_m, mast.y_m)}
        features.append(_feature("mast", point, {"id": mast.id, "height": mast.height_m}))
    for zone in site.zones:
        devices = [{f.name: getattr(group, f.name) for f in fields(DeviceGroup)} for group in zone.devices]
        said = {"id": zone.id, "name": zone.name, "indoor": zone.indoor, "devices": devices}
        features.append(_feature("zone", _polygon(zone.ring, site.origin), said))
    origin = {"latitude": site.origin.latitude, "longitude": site.origin.longitude}
    return {"type": "FeatureCollection", "name": site.name, "licence": site.licence, "origin": origin, "features": features}


def _feature(role: str, geometry: dict[str, Any], properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"role": role, **properties}, "geometry": geometry}


def _degrees(origin: Origin, x_m: float, y_m: float) -> list[float]:
    return [round(v, 9) for v in origin.to_geographic(x_m, y_m)]


def _polygon(ring: Ring, origin: Origin) -> dict[str, Any]:
    corners = [_degrees(origin, x, y) for x, y in ring]
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}
