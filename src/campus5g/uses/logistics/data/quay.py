"""Ships and berths of a discrete quay, from the files of the benchmark (Cordeau et al. 2005, Lalla-Ruiz et al. 2012).

A file holds, line by line: number of ships n, number of berths m, n arrivals, m openings of the berths, n lines of m handling
times (99999 where the ship does not fit), m closings, n latest departures. Some published files have surplus closings and
departures: the first m and the first n count.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg

Ints = NDArray[np.int64]
FORBIDDEN = 90_000
"""A handling time of this or more says that the ship does not fit the berth."""
LONGEST = 100_000
"""Latest time of a quay: beyond it, the bound would take hours."""
MOST_SHIPS = 5_000


@dataclass(frozen=True, slots=True)
class Quay:
    """n ships before m berths, all times in the same whole unit.

    arrivals (n,); openings (m,); handling (n, m), ``FORBIDDEN`` where the ship does not fit; closings (m,); departures (n,):
    the latest that each ship may leave.
    """

    name: str
    arrivals: Ints
    openings: Ints
    handling: Ints
    closings: Ints
    departures: Ints

    @property
    def ships(self) -> int:
        return len(self.arrivals)

    @property
    def berths(self) -> int:
        return len(self.openings)


def read_quay(path: Path) -> Quay:
    """Read a quay; ``BadInput`` with the line where it is cut or cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadInput(path.name, msg("it cannot be read as text"), msg("a quay as a text file")) from fault
    lines = [(number, line.split()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    ships = _count(path.name, lines, 0, msg("number of ships"), MOST_SHIPS)
    berths = _count(path.name, lines, 1, msg("number of berths"), MOST_SHIPS)
    arrivals = _row(path.name, lines, 2, ships, msg("arrivals of the ships"), exact=True)
    openings = _row(path.name, lines, 3, berths, msg("openings of the berths"), exact=True)
    handling = [
        _row(path.name, lines, 4 + i, berths, msg("handling times of ship %(n)s", n=i + 1), exact=True) for i in range(ships)
    ]
    closings = _row(path.name, lines, 4 + ships, berths, msg("closings of the berths"))
    departures = _row(path.name, lines, 5 + ships, ships, msg("latest departures of the ships"))
    return checked(Quay(path.name, arrivals, openings, np.minimum(np.array(handling), FORBIDDEN), closings, departures))


def checked(quay: Quay) -> Quay:
    """Return the quay when each ship fits a berth in time; else refuse it with the first ship that does not."""
    if (quay.handling < 1).any():
        ship = int(np.flatnonzero((quay.handling < 1).any(axis=1))[0]) + 1
        raise BadInput(f"{quay.name}, ship {ship}", msg("a handling time below 1"), msg("at least one unit of time"))
    if max(int(quay.closings.max()), int(quay.departures.max())) > LONGEST:
        raise BadInput(quay.name, msg("times beyond %(n)s", n=LONGEST), msg("times in minutes or longer units"))
    ends = np.maximum(quay.arrivals[:, None], quay.openings[None, :]) + quay.handling
    fits = (ends <= np.minimum(quay.closings[None, :], quay.departures[:, None])).any(axis=1)
    if not fits.all():
        ship = int(np.flatnonzero(~fits)[0])
        problem = (
            msg("no berth takes this ship: it is too long or too deep for all of them")
            if (quay.handling[ship] >= FORBIDDEN).all()
            else msg("no berth can be done with this ship before it closes or the ship must leave")
        )
        raise BadInput(f"{quay.name}, ship {ship + 1}", problem, msg("a berth that fits, or the ship left out"))
    return quay


def _count(name: str, lines: list[tuple[int, list[str]]], place: int, what: Message, most: int) -> int:
    value = int(_row(name, lines, place, 1, what, exact=True)[0])
    if not 1 <= value <= most:
        raise BadInput(
            f"{name}, line {lines[place][0]}",
            msg("%(what)s: %(value)s", what=what, value=value),
            msg("from 1 to %(most)s", most=most),
        )
    return value


def _row(name: str, lines: list[tuple[int, list[str]]], place: int, count: int, what: Message, *, exact: bool = False) -> Ints:
    """Return ``count`` whole numbers of one line; surplus ones are left out unless ``exact``."""
    if place >= len(lines):
        raise BadInput(name, msg("the file ends before this: %(what)s", what=what), msg("a whole file: is it cut?"))
    number, words = lines[place]
    where = f"{name}, line {number}"
    if len(words) < count or (exact and len(words) > count):
        raise BadInput(
            where,
            msg("%(what)s: %(n)s values", what=what, n=len(words)),
            msg("%(n)s values: is the file cut?", n=count),
        )
    try:
        values = np.array([float(word) for word in words[:count]])
    except ValueError as fault:
        raise BadInput(where, msg("%(what)s: a value that is no number", what=what), msg("whole numbers")) from fault
    if not np.isfinite(values).all() or (values < 0).any() or (values != np.rint(values)).any():
        raise BadInput(where, msg("%(what)s: a value that is negative or not whole", what=what), msg("whole numbers from 0"))
    return values.astype(np.int64)
