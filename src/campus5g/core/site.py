"""An industrial site in local metres: x east, y north, ground at 0."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from math import cos, radians

Ring = tuple[tuple[float, float], ...]
"""A closed polygon as its corners, the first not repeated at the end."""

_METRES_PER_DEGREE = 111_320.0


class Wall(StrEnum):
    """What the walls let through (TR 38.901 7.4.3 classes, and sheet metal, which has none there)."""

    LOW_LOSS = "low_loss"
    HIGH_LOSS = "high_loss"
    METAL = "metal"


@dataclass(frozen=True, slots=True)
class Origin:
    """The geographic point (WGS84, degrees) at x = 0, y = 0."""

    latitude: float
    longitude: float

    def to_local(self, longitude: float, latitude: float) -> tuple[float, float]:
        """WGS84 degrees to local metres: equirectangular, within 1 m over 10 km at Dunkirk's latitude."""
        scale = _METRES_PER_DEGREE * cos(radians(self.latitude))
        return (longitude - self.longitude) * scale, (latitude - self.latitude) * _METRES_PER_DEGREE

    def to_geographic(self, x_m: float, y_m: float) -> tuple[float, float]:
        """Local metres to (longitude, latitude) in WGS84 degrees; inverse of ``to_local``."""
        scale = _METRES_PER_DEGREE * cos(radians(self.latitude))
        return self.longitude + x_m / scale, self.latitude + y_m / _METRES_PER_DEGREE


@dataclass(frozen=True, slots=True)
class Building:
    """A prism: its footprint and the height of its roof."""

    id: str
    footprint: Ring
    height_m: float
    wall: Wall = Wall.HIGH_LOSS
    kind: str = "building"


@dataclass(frozen=True, slots=True)
class Mast:
    """A place where an antenna may stand; ``height_m`` above ground.

    ``kind`` is what carries it (``pole``, ``roof``, ``crane``, ``lamp``…, empty where nobody said), ``building`` the
    identity of the building whose roof it stands on.
    """

    id: str
    x_m: float
    y_m: float
    height_m: float
    kind: str = ""
    building: str = ""


@dataclass(frozen=True, slots=True)
class DeviceGroup:
    """Devices of one kind in a zone, and the service they ask for.

    ``period_s`` between two messages of ``packet_bytes`` (uplink); ``reliability`` is the share of messages
    that must arrive within ``latency_s``. ``uplink_bps`` and ``downlink_bps`` are per device. ``service_class`` names
    the class of TS 22.104 that the group is held against; empty: the nearest.
    """

    name: str
    count: int
    packet_bytes: int
    period_s: float
    latency_s: float
    reliability: float
    uplink_bps: float
    downlink_bps: float = 0.0
    antenna_height_m: float = 1.5
    speed_mps: float = 0.0
    service_class: str = ""


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the site where devices move or stand."""

    id: str
    name: str
    ring: Ring
    devices: tuple[DeviceGroup, ...]
    indoor: bool = False


class PathKind(StrEnum):
    """What moves along a path."""

    RAIL = "rail"
    ROAD = "road"
    CRANE = "crane"
    CORRIDOR = "corridor"


PATH_WIDTH_M = {PathKind.RAIL: 5.0, PathKind.ROAD: 8.0, PathKind.CRANE: 30.0, PathKind.CORRIDOR: 4.0}
"""Width that a path takes when its file says none: a track with its clearance, two lanes, a quay crane's gauge, an aisle."""


@dataclass(frozen=True, slots=True)
class Path:
    """A line along which devices move: a rail, a road, a crane's track or the corridor of an automated vehicle.

    ``points`` in local metres in the order of travel; ``devices`` are spread along it, at their own speeds.
    """

    id: str
    name: str
    kind: PathKind
    points: tuple[tuple[float, float], ...]
    width_m: float = 8.0
    devices: tuple[DeviceGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """All that the network plan needs to know of a place."""

    name: str
    boundary: Ring
    buildings: tuple[Building, ...]
    masts: tuple[Mast, ...]
    zones: tuple[Zone, ...]
    origin: Origin
    licence: str = ""
    paths: tuple[Path, ...] = ()

    def with_zones(self, zones: tuple[Zone, ...]) -> Site:
        return replace(self, zones=zones)
