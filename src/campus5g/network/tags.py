"""What a feature's properties mean, in the house's own words and in those of OpenStreetMap and of IGN's BD TOPO.

House: ``role``, ``height``, ``wall``, ``support``, ``path``. OpenStreetMap: ``height``, ``building:levels``, ``building:material``,
``railway``, ``highway``, ``man_made``. BD TOPO: ``hauteur``, ``nombre_d_etages``, ``materiaux_des_murs``, ``nature``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.site import PathKind, Wall

Properties = Mapping[str, Any]

ROLES = ("boundary", "building", "mast", "zone", "path")
STOREY_M = 3.0
"""Height of one storey when a file gives only their number (OpenStreetMap's convention)."""

_FOOT_M = 0.3048
_LENGTH = re.compile(r"^\s*(-?\d+(?:[.,]\d+)?)\s*(m|ft|')?\s*$")
_HSTORE = re.compile(r'"((?:[^"\\]|\\.)*)"\s*=>\s*"((?:[^"\\]|\\.)*)"')
_HEIGHTS = (
    ("height_m", 1.0), ("height", 1.0), ("hauteur", 1.0), ("building:levels", STOREY_M), ("nombre_d_etages", STOREY_M),
)  # fmt: skip
_MATERIALS = ("material", "building:material", "building:facade:material", "building:cladding", "materiaux_des_murs")
_WALLS = {
    Wall.METAL: ("metal", "metal_sheet", "steel", "aluminium", "tin", "corrugated_iron", "sheet_metal", "bardage"),
    Wall.LOW_LOSS: ("glass", "wood", "timber_framing", "brick", "plastic", "4", "6"),
    Wall.HIGH_LOSS: ("concrete", "stone", "sandstone", "limestone", "cement_block", "plaster", "earth", "1", "2", "3", "5"),
}
_WALL_OF = {material: wall for wall, materials in _WALLS.items() for material in materials}
"""4 and 6 are brick and wood, 1, 2, 3 and 5 stone, millstone, concrete and blocks, in the land registry's code of BD TOPO."""

_MASTS = {
    "mast": "pole", "tower": "tower", "communications_tower": "tower", "lighting": "lamp", "chimney": "chimney", "crane": "crane",
    "silo": "silo", "water_tower": "tower", "street_lamp": "lamp", "pole": "pole", "flagpole": "pole", "portal": "tower",
}  # fmt: skip
_CARRIES_NOTHING = {"natural", "entrance", "barrier", "amenity"}
_NO_BUILDING = {"natural", "landuse", "barrier"}
_RAILS = ("rail", "light_rail", "narrow_gauge", "tram", "preserved", "construction", "miniature")
_ROADS = (
    "motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "service", "living_street", "road",
    "track", "busway",
)  # fmt: skip


def properties_of(feature: Mapping[str, Any]) -> dict[str, Any]:
    """Return a feature's properties under lower-case names: flat, nested in ``tags``, or packed in GDAL's ``other_tags``."""
    said = feature.get("properties")
    found: dict[str, Any] = {}
    if not isinstance(said, Mapping):
        return found
    if isinstance(packed := said.get("other_tags"), str):
        found.update({key.lower(): value for key, value in _HSTORE.findall(packed)})
    if isinstance(nested := said.get("tags"), Mapping):
        found.update({str(key).lower(): value for key, value in nested.items()})
    found.update({str(key).lower(): value for key, value in said.items() if value is not None})
    if "id" not in found and (name := _name_elsewhere(found, feature)):
        found["id"] = name
    return found


def _name_elsewhere(properties: Properties, feature: Mapping[str, Any]) -> str:
    for value in (feature.get("id"), *(properties.get(key) for key in ("@id", "full_id", "osm_id", "osm_way_id", "cleabs"))):
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return str(value)
    return ""


def is_number(value: Any) -> bool:
    """Whether a parsed JSON value is a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def role_of(properties: Properties, shape: str) -> str:
    """Return what a feature is (one of ``ROLES``), or nothing when it is none of them."""
    said = properties.get("role", properties.get("kind"))
    if said in ROLES:
        return str(said)
    if shape == "Point":
        return "mast" if _carries_antennas(properties) else ""
    if shape in ("LineString", "MultiLineString"):
        return "path" if path_kind(properties) else ""
    if shape in ("Polygon", "MultiPolygon") and not properties.keys() & _NO_BUILDING:
        return "building" if _has_height(properties) or properties.get("building", "no") != "no" else ""
    return ""


def _carries_antennas(properties: Properties) -> bool:
    """A point with a height is a high point, unless it is known to be something that carries nothing: a tree, a gate."""
    return _has_height(properties) and not properties.keys() & _CARRIES_NOTHING


def _has_height(properties: Properties) -> bool:
    return any(key in properties for key, _ in _HEIGHTS)


def length_m(value: Any, key: str, where: str) -> float:
    """Read a length as maps write it: ``12``, ``12.5 m``, ``12,5``, ``40 ft``, ``40'``."""
    if is_number(value):
        return float(value)
    found = _LENGTH.match(str(value))
    if not found:
        raise BadInput(where, msg("%(key)s is “%(value)s”", key=key, value=str(value)[:40]), msg("a height in metres"))
    metres = float(found[1].replace(",", "."))
    return round(metres * _FOOT_M, 3) if found[2] in ("ft", "'") else metres


def height_of(properties: Properties, where: str) -> float | None:
    """Return the height above ground, from metres or from storeys; ``None`` when the map is silent about it."""
    for key, scale in _HEIGHTS:
        if key in properties:
            return length_m(properties[key], key, where) * scale
    return None


def wall_of(properties: Properties, where: str) -> Wall:
    """Return the wall class: as said by ``wall``, else from the material, else high loss (TR 38.901 7.4.3.1)."""
    said = properties.get("wall")
    if said is None:
        materials = (str(properties.get(key, "")).lower() for key in _MATERIALS)
        return next((_WALL_OF[material] for material in materials if material in _WALL_OF), Wall.HIGH_LOSS)
    try:
        return Wall(said)
    except ValueError:
        raise BadInput(where, msg("wall is “%(value)s”", value=str(said)), msg("low_loss, high_loss or metal")) from None


def building_kind(properties: Properties) -> str:
    """Return what a building is for, as the map says it."""
    said = properties.get("use")
    if said is None:
        said = next((properties[key] for key in ("kind", "building", "man_made", "usage_1", "nature") if key in properties), "")
        said = "building" if str(said).lower() in (*ROLES, "yes", "") else said
    return str(said)


def mast_kind(properties: Properties) -> str:
    """Return what carries the antennas (``pole``, ``roof``, ``tower``, ``crane``…), empty when the map does not say."""
    if (said := properties.get("support")) is not None:
        return str(said)
    for key in ("tower:type", "man_made", "power", "highway"):
        if (kind := _MASTS.get(str(properties.get(key, "")))) is not None:
            return kind
    return ""


def path_kind(properties: Properties) -> PathKind | None:
    """Return what moves along a line, or ``None`` for lines that are no path of a vehicle (walls, pipes, footways)."""
    said = str(properties.get("path", properties.get("kind", "")))
    if said in tuple(PathKind):
        return PathKind(said)
    nature = str(properties.get("nature", "")).lower()
    if properties.get("man_made") == "crane":
        return PathKind.CRANE
    if properties.get("railway") in _RAILS or nature.startswith("voie ferrée"):
        return PathKind.RAIL
    if properties.get("highway") in _ROADS or nature.startswith(("route", "rond-point", "bretelle", "chemin")):
        return PathKind.ROAD
    return None
