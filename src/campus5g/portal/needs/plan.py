"""A site as lines of text: what a keyboard edits and the map draws, one truth for both.

Coordinates are metres east and north of the origin. A ring is ``x y, x y, x y``; a building is
``name | height | walls | ring`` and, where it has one, ``| kind``; a mast is ``name | x y | height`` and, where somebody said
them, ``| what carries it | the building below``. A path is a line of points, as a ring is of corners.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from django.utils.translation import gettext as _

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.site import Building, Mast, Ring, Wall

WALLS = ", ".join(wall.value for wall in Wall)


def write_ring(ring: Ring) -> str:
    return ", ".join(f"{_short(x)} {_short(y)}" for x, y in ring)


def write_buildings(buildings: tuple[Building, ...]) -> str:
    return "\n".join(_building_line(building) for building in buildings)


def _building_line(building: Building) -> str:
    cells = [_cell(building.id), _short(building.height_m), building.wall.value, write_ring(building.footprint)]
    return " | ".join(cells if building.kind == "building" else [*cells, _cell(building.kind)])


def write_masts(masts: tuple[Mast, ...]) -> str:
    return "\n".join(_mast_line(mast) for mast in masts)


def _mast_line(mast: Mast) -> str:
    cells = [_cell(mast.id), f"{_short(mast.x_m)} {_short(mast.y_m)}", _short(mast.height_m)]
    more = [_cell(mast.kind), _cell(mast.building)]
    while more and not more[-1]:
        more.pop()
    return " | ".join([*cells, *more])


def read_ring(text: str, where: str) -> Ring:
    """Read ``x y, x y, x y``; a last corner equal to the first is dropped."""
    corners = [_point(pair, where) for pair in text.replace(";", ",").split(",") if pair.strip()]
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if len(corners) < 3:
        raise BadInput(where, msg("%(n)s corners", n=len(corners)), msg("at least 3 corners, such as 0 0, 100 0, 100 50"))
    return tuple(corners)


def read_line(text: str, where: str) -> Ring:
    """Read the points of a path, ``x y, x y``, in the order of travel."""
    points = [_point(pair, where) for pair in text.replace(";", ",").split(",") if pair.strip()]
    if len(points) < 2:
        raise BadInput(where, msg("%(n)s points", n=len(points)), msg("at least 2 points, such as 0 0, 100 0"))
    return tuple(points)


def read_buildings(text: str) -> tuple[Building, ...]:
    found = []
    for where, cells in _lines(text, _("buildings")):
        if len(cells) not in (4, 5):
            raise BadInput(where, msg("%(n)s parts", n=len(cells)), msg("name | height | walls | corners"))
        if cells[2] not in set(Wall):
            raise BadInput(where, msg("walls “%(text)s”", text=cells[2][:40]), msg("one of %(walls)s", walls=WALLS))
        ring, kind = read_ring(cells[3], where), cells[4] if len(cells) == 5 else "building"
        found.append(Building(cells[0], ring, _number(cells[1], where), Wall(cells[2]), kind))
    return tuple(found)


def read_masts(text: str) -> tuple[Mast, ...]:
    found = []
    for where, cells in _lines(text, _("masts")):
        if not 3 <= len(cells) <= 5:
            raise BadInput(where, msg("%(n)s parts", n=len(cells)), msg("name | x y | height"))
        x, y = _point(cells[1], where)
        found.append(Mast(cells[0], x, y, _number(cells[2], where), *cells[3:]))
    return tuple(found)


def _lines(text: str, what: str) -> Iterator[tuple[str, list[str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield _("%(what)s, line %(n)s") % {"what": what, "n": number}, [cell.strip() for cell in line.split("|")]


def _point(text: str, where: str) -> tuple[float, float]:
    parts = text.split()
    if len(parts) != 2:
        raise BadInput(
            where, msg("“%(text)s” is not a point", text=text.strip()[:40]), msg("metres east and north, such as 12.5 -40")
        )
    return _number(parts[0], where), _number(parts[1], where)


def _number(text: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise BadInput(where, msg("“%(text)s” is not a number", text=text[:40]), msg("a number such as 12.5"))
    return value


def _short(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ").strip()
