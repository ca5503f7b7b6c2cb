"""A continuous quay from JSON: sections with their depth, heights of water, ships. Every time carries its offset from UTC."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.uses.logistics.quay.shore import Floats, Ships, Shore, steps_of

CELL = 10.0
STEP = 15
MOST_SHIPS = 500
MOST_DAYS = 31
MOST_METRES = 10_000


def is_continuous(path: Path) -> bool:
    """Return whether a file is of this kind: it begins with a brace."""
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(200).lstrip().startswith("{")
    except (OSError, UnicodeDecodeError):
        return False


def read_shore(path: Path) -> Shore:
    """Read a quay; ``BadInput`` with the place of what is cut, missing, out of order or in another zone."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadInput(path.name, msg("it cannot be read as text"), msg("a quay as a text file")) from fault
    try:
        found = json.loads(text)
    except json.JSONDecodeError as fault:
        cut = fault.pos >= len(text.rstrip())
        what = msg("the file ends in the middle") if cut else msg("this is not JSON")
        raise BadInput(f"{path.name}, line {fault.lineno}", what, msg("a whole file: is it cut?")) from fault
    if not isinstance(found, dict):
        raise BadInput(path.name, msg("no quay"), msg("begins, sections, tides and ships"))
    return shore_of(found, path.name)


def shore_of(found: Mapping[str, Any], name: str) -> Shore:
    """Return the quay that a mapping describes (see ``generator.as_json`` for one)."""
    for key in ("begins", "sections", "tides", "ships"):
        if key not in found:
            missing = msg("the tides are missing") if key == "tides" else msg("%(what)s is missing", what=key)
            raise BadInput(name, missing, msg("begins, sections, tides and ships"))
    begins = _instant(found["begins"], f"{name}, begins")
    step = int(_number(found.get("step_minutes", STEP), f"{name}, step_minutes", 1, 120))
    cell = _number(found.get("cell_metres", CELL), f"{name}, cell_metres", 1, 100)
    depths = _depths(found["sections"], cell, name)
    water = _water(found["tides"], begins, step, name)
    cranes = int(_number(found.get("cranes", 0), f"{name}, cranes", 0, 100))
    channel = found.get("channel_depth")
    return Shore(
        name,
        begins.isoformat(),
        step,
        cell,
        depths,
        water,
        _number(found.get("spacing", 0), f"{name}, spacing", 0, 200),
        float("inf") if channel is None else _number(channel, f"{name}, channel_depth", 0, 50),
        _number(found.get("clearance", 0), f"{name}, clearance", 0, 10),
        cranes,
        _ships(found["ships"], begins, step, len(water) - 1, cranes, name),
    )


def _depths(sections: Any, cell: float, name: str) -> Floats:
    """Return the depth of each cell; the sections must follow one another from 0."""
    if not isinstance(sections, list) or not sections:
        raise BadInput(f"{name}, sections", msg("no section"), msg("from, to and depth of at least one"))
    edge, found = 0.0, []
    for number, section in enumerate(sections):
        where = f"{name}, sections[{number}]"
        first = _number(_of(section, "from", where), f"{where}, from", 0, MOST_METRES)
        last = _number(_of(section, "to", where), f"{where}, to", 0, MOST_METRES)
        depth = _number(_of(section, "depth", where), f"{where}, depth", -5, 50)
        if first != edge or last <= first:
            raise BadInput(
                where, msg("from %(first)s to %(last)s", first=first, last=last), msg("a section from %(edge)s on", edge=edge)
            )
        found.append((last, depth))
        edge = last
    cells = int(edge / cell + 1e-9)
    if cells < 1:
        raise BadInput(f"{name}, sections", msg("a quay shorter than a cell"), msg("at least %(metres)s m", metres=cell))
    # a cell that two sections share is as deep as the shallower one
    bounds = [(0.0 if i == 0 else found[i - 1][0], last, depth) for i, (last, depth) in enumerate(found)]
    return np.array(
        [min(d for a, b, d in bounds if a < (x + 1) * cell - 1e-9 and b > x * cell + 1e-9) for x in range(cells)],
        dtype=np.float64,
    )


def _water(tides: Any, begins: datetime, step: int, name: str) -> Floats:
    """Return the height of water at each step: straight lines between the instants that are given."""
    if not isinstance(tides, list) or len(tides) < 2:
        raise BadInput(f"{name}, tides", msg("the tides are missing"), msg("heights of water at two instants at least"))
    minutes: list[int] = []
    heights: list[float] = []
    for number, tide in enumerate(tides):
        where = f"{name}, tides[{number}]"
        if not isinstance(tide, list) or len(tide) != 2:
            raise BadInput(where, msg("no instant with its height"), msg('["2026-03-02T00:00+00:00", 3.2]'))
        at = _minutes(tide[0], begins, where)
        if minutes and at <= minutes[-1]:
            raise BadInput(where, msg("an instant that is not after the one before"), msg("times in order"))
        minutes.append(at)
        heights.append(_number(tide[1], where, -20, 20))
    if minutes[0] > 0:
        raise BadInput(f"{name}, tides[0]", msg("the tides begin after the plan"), msg("a height at or before its begin"))
    if minutes[-1] > MOST_DAYS * 1440 or minutes[-1] < step:
        raise BadInput(
            f"{name}, tides", msg("the plan would last %(n)s minutes", n=minutes[-1]), msg("up to %(n)s days", n=MOST_DAYS)
        )
    steps = minutes[-1] // step
    return np.interp(np.arange(steps + 1) * step, minutes, heights).astype(np.float64)


def _ships(found: Any, begins: datetime, step: int, steps: int, cranes: int, name: str) -> Ships:
    if not isinstance(found, list) or not 1 <= len(found) <= MOST_SHIPS:
        raise BadInput(f"{name}, ships", msg("no ship, or too many"), msg("from 1 to %(most)s", most=MOST_SHIPS))
    names: list[str] = []
    rows: list[tuple[float, ...]] = []
    for number, ship in enumerate(found):
        where = f"{name}, ships[{number}]"
        called = str(_of(ship, "name", where)).strip()
        if called in names:
            raise BadInput(where, msg("two ships with one name: %(name)s", name=called), msg("a name for each ship"))
        names.append(called)
        arrival = _minutes(_of(ship, "arrival", where), begins, f"{where}, arrival")
        latest = _minutes(ship["latest"], begins, f"{where}, latest") if "latest" in ship else steps * step
        if latest <= arrival:
            raise BadInput(where, msg("its latest departure is not after its arrival"), msg("times in order"))
        if not 0 <= arrival < steps * step:
            raise BadInput(where, msg("it arrives outside the plan"), msg("an arrival while the tides are given"))
        draught = _number(_of(ship, "draught", where), f"{where}, draught", 0, 30)
        least, most = _cranes(ship, cranes, where)
        rows.append(
            (
                _number(_of(ship, "length", where), f"{where}, length", 1, MOST_METRES),
                draught,
                _number(ship.get("draught_out", draught), f"{where}, draught_out", 0, 30),
                steps_of(arrival, step),
                min(steps, latest // step),
                60 * _number(_of(ship, "hours", where), f"{where}, hours", 0.01, 24 * MOST_DAYS) / step,
                _number(ship.get("desired", 0), f"{where}, desired", 0, MOST_METRES),
                least,
                most,
            )
        )
    columns = np.array(rows, dtype=np.float64).T
    whole = columns.astype(np.int64)
    return Ships(tuple(names), columns[0], columns[1], columns[2], whole[3], whole[4], columns[5], columns[6], whole[7], whole[8])


def _cranes(ship: Mapping[str, Any], cranes: int, where: str) -> tuple[int, int]:
    if not cranes:
        return 1, 1
    least = int(_number(ship.get("least_cranes", 1), f"{where}, least_cranes", 1, cranes))
    return least, int(_number(ship.get("most_cranes", cranes), f"{where}, most_cranes", least, cranes))


def _of(found: Any, key: str, where: str) -> Any:
    if not isinstance(found, dict) or key not in found:
        raise BadInput(where, msg("%(what)s is missing", what=key), msg("all of its figures: is the file cut?"))
    return found[key]


def _number(found: Any, where: str, least: float, most: float) -> float:
    good = isinstance(found, int | float) and not isinstance(found, bool) and isfinite(found) and least <= found <= most
    if not good:
        raise BadInput(
            where, msg("%(value)s", value=str(found)), msg("a number from %(least)s to %(most)s", least=least, most=most)
        )
    return float(found)


def _instant(found: Any, where: str) -> datetime:
    try:
        at = datetime.fromisoformat(found)
    except (TypeError, ValueError) as fault:
        raise BadInput(
            where, msg("%(value)s is no instant", value=str(found)), msg("a time such as 2026-03-02T00:00+00:00")
        ) from fault
    if at.utcoffset() is None:
        raise BadInput(where, msg("a time without its zone"), msg("its offset from UTC, such as +00:00"))
    return at


def _minutes(found: Any, begins: datetime, where: str) -> int:
    """Return the minutes since the begin of the plan; a time in another zone is refused: mixed zones hide a wrong clock."""
    at = _instant(found, where)
    if at.utcoffset() != begins.utcoffset():
        raise BadInput(where, msg("a time in another zone than the plan's begin"), msg("the same offset in the whole file"))
    return round((at - begins).total_seconds() / 60)
