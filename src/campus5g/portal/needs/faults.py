"""What is wrong on a plan, shape by shape, so that each sentence stands beside the shape that it blames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.site import Building, Mast, Origin, Path, PathKind, Ring, Site, Zone
from campus5g.network.site_checks import site_warnings
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.needs import plan
from campus5g.portal.needs.sites import check_loose

_HERE = Origin(51.0, 2.0)
"""Faults are found in metres: where on Earth the site lies plays no part."""

_WIDE = ((-24_000.0, -24_000.0), (24_000.0, -24_000.0), (24_000.0, 24_000.0), (-24_000.0, 24_000.0))
"""Stands in for a boundary that cannot be read, so that the other shapes are still looked at."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One sentence about one shape: its role, and its place among the shapes of that role (from 0; -1: the site as a whole)."""

    role: str
    index: int
    sentence: str


_T = TypeVar("_T")


@dataclass(slots=True)
class _Found:
    faults: list[Fault] = field(default_factory=list)
    ids: set[tuple[str, str]] = field(default_factory=set)

    def blame(self, role: str, index: int, what: Message) -> None:
        self.faults.append(Fault(role, index, say(what)))

    def attempt(self, role: str, index: int, make: Callable[..., _T], *args: Any) -> _T | None:
        try:
            return make(*args)
        except BadInput as fault:
            self.blame(role, index, msg("%(what)s; expected %(expected)s", what=fault.what, expected=fault.expected))
            return None

    def alone(self, role: str, index: int, name: str) -> None:
        if (role, name) in self.ids:
            self.blame(role, index, msg("the name “%(name)s” is used twice; expected one name each", name=name))
        self.ids.add((role, name))


def faults_of(values: Mapping[str, Any], zones: Sequence[Mapping[str, Any]], paths: Sequence[Mapping[str, Any]]) -> list[Fault]:
    """Look at every shape of a plan as it was typed: each alone, masts with the buildings under them, then the whole."""
    found = _Found()
    boundary = _boundary(str(values.get("boundary") or ""), found)
    fence = boundary or _WIDE
    buildings = _buildings(str(values.get("buildings") or ""), fence, found)
    masts = _masts(str(values.get("masts") or ""), fence, buildings, found)
    made_zones = [zone for n, row in enumerate(zones) if (zone := _zone(row, n, fence, found))]
    made_paths = [path for n, row in enumerate(paths) if (path := _path(row, n, fence, found))]
    if boundary and not found.faults:
        whole = Site("", boundary, tuple(buildings), tuple(masts), tuple(made_zones), _HERE, paths=tuple(made_paths))
        found.attempt("site", -1, check_loose, whole)
    return found.faults


def notes_of(site: Site) -> list[str]:
    """Return what is surprising on a site that can be used."""
    return [say(warning) for warning in site_warnings(site)]


def plain(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    return [asdict(fault) for fault in faults]


def _boundary(text: str, found: _Found) -> Ring | None:
    if not text.strip():
        return None
    ring = found.attempt("boundary", 0, plan.read_ring, text, "")
    if ring is None:
        return None
    before = len(found.faults)
    found.attempt("boundary", 0, check_loose, Site("", ring, (), (), (), _HERE))
    return ring if len(found.faults) == before else None


def _written(text: str) -> Iterator[tuple[int, str]]:
    return enumerate(line for line in text.splitlines() if line.strip())


def _buildings(text: str, fence: Ring, found: _Found) -> list[Building]:
    good = []
    for n, line in _written(text):
        before = len(found.faults)
        for read in found.attempt("building", n, plan.read_buildings, line) or ():
            found.alone("building", n, read.id)
            found.attempt("building", n, check_loose, Site("", fence, (read,), (), (), _HERE))
            if len(found.faults) == before:
                good.append(read)
    return good


def _masts(text: str, fence: Ring, buildings: Sequence[Building], found: _Found) -> list[Mast]:
    good = []
    for n, line in _written(text):
        for read in found.attempt("mast", n, plan.read_masts, line) or ():
            found.alone("mast", n, read.id)
            below = tuple(building for building in buildings if _around(building, read))
            found.attempt("mast", n, check_loose, Site("", fence, below, (read,), (), _HERE))
            good.append(read)
    return good


def _around(building: Building, mast: Mast) -> bool:
    """Whether the mast stands in the rectangle around the building, or names it as the one below."""
    xs, ys = [x for x, _ in building.footprint], [y for _, y in building.footprint]
    inside = min(xs) <= mast.x_m <= max(xs) and min(ys) <= mast.y_m <= max(ys)
    return inside or building.id == mast.building


def _zone(row: Mapping[str, Any], n: int, fence: Ring, found: _Found) -> Zone | None:
    if not str(row.get("corners") or "").strip() and not str(row.get("name") or "").strip():
        return None
    ring = found.attempt("zone", n, plan.read_ring, str(row.get("corners") or ""), "")
    if ring is None:
        return None
    zone = Zone(str(row.get("id") or n), str(row.get("name") or n + 1), ring, ())
    found.attempt("zone", n, check_loose, Site("", fence, (), (), (zone,), _HERE))
    return zone


def _path(row: Mapping[str, Any], n: int, fence: Ring, found: _Found) -> Path | None:
    if not str(row.get("points") or "").strip() and not str(row.get("name") or "").strip():
        return None
    points = found.attempt("path", n, plan.read_line, str(row.get("points") or ""), "")
    if points is None:
        return None
    path = Path(str(row.get("id") or n), str(row.get("name") or n + 1), PathKind.ROAD, points)
    found.attempt("path", n, check_loose, Site("", fence, (), (), (), _HERE, paths=(path,)))
    return path
