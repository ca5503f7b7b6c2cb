"""Customers with time windows before one depot, from the files of the benchmark (VRPLIB, Gehring and Homberger 1999).

Node 0 is the depot and customer k the k-th after it, as published solutions number them. Distances are Euclidean, truncated to a
tenth as the DIMACS challenge of 2021 does, and one unit of distance takes one of time; all are kept as whole tenths.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg

Ints = NDArray[np.int64]
SCALE = 10
"""Tenths in a unit."""
MOST_CUSTOMERS = 5_000
_HEADS = ("NAME", "COMMENT", "TYPE", "DIMENSION", "VEHICLES", "CAPACITY", "SERVICE_TIME", "EDGE_WEIGHT_TYPE")
_SECTIONS = {
    "NODE_COORD_SECTION": 2,
    "DEMAND_SECTION": 1,
    "TIME_WINDOW_SECTION": 2,
    "SERVICE_TIME_SECTION": 1,
    "DEPOT_SECTION": 0,
}
Line = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Rounds:
    """n customers and the depot (node 0): places (n + 1, 2); demand, opens, closes, service (n + 1,), times in tenths of a unit.

    distance (n + 1, n + 1): tenths. Vehicles: how many there are at most; capacity: of each, in units of demand.
    """

    name: str
    places: NDArray[np.float64]
    demand: Ints
    opens: Ints
    closes: Ints
    service: Ints
    vehicles: int
    capacity: int
    distance: Ints

    @property
    def customers(self) -> int:
        return len(self.demand) - 1


def read_rounds(path: Path) -> Rounds:
    """Read an instance; ``BadInput`` with the line where it is cut or cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadInput(path.name, msg("it cannot be read as text"), msg("customers in a VRPLIB text file")) from fault
    heads, sections = _parts(path.name, text)
    kind = heads.get("EDGE_WEIGHT_TYPE", (0, [""]))
    if kind[1] != ["EUC_2D"]:
        raise BadInput(f"{path.name}, EDGE_WEIGHT_TYPE", msg("distances that are not said"), msg("EUC_2D"))
    nodes = _head(path.name, heads, "DIMENSION", MOST_CUSTOMERS + 1)
    if nodes < 2:
        raise BadInput(f"{path.name}, DIMENSION", msg("no customer"), msg("a depot and at least one customer"))
    places = _section(path.name, sections, "NODE_COORD_SECTION", nodes)
    windows = (SCALE * _section(path.name, sections, "TIME_WINDOW_SECTION", nodes)).astype(np.int64)
    if "SERVICE_TIME_SECTION" in sections:
        service = (SCALE * _section(path.name, sections, "SERVICE_TIME_SECTION", nodes)[:, 0]).astype(np.int64)
    else:
        service = np.full(nodes, SCALE * _head(path.name, heads, "SERVICE_TIME", 10**6, least=0), dtype=np.int64)
    service[0] = 0
    _check_depot(path.name, sections)
    apart = np.sqrt(((places[:, None, :] - places[None, :, :]) ** 2).sum(axis=2))
    return checked(
        Rounds(
            path.name,
            places,
            _section(path.name, sections, "DEMAND_SECTION", nodes)[:, 0].astype(np.int64),
            windows[:, 0],
            windows[:, 1],
            service,
            _head(path.name, heads, "VEHICLES", 10**5) if "VEHICLES" in heads else nodes - 1,
            _head(path.name, heads, "CAPACITY", 10**9),
            (SCALE * apart).astype(np.int64),
        )
    )


def checked(rounds: Rounds) -> Rounds:
    """Return the instance when a truck of its own can serve each customer; else refuse it with the first that none can."""
    out = rounds.distance[0] + rounds.opens[0]
    begin = np.maximum(out, rounds.opens)
    home = begin + rounds.service + rounds.distance[:, 0]
    faults: tuple[tuple[NDArray[np.bool_], Message, Message], ...] = (
        (rounds.opens > rounds.closes, msg("its time window closes before it opens"), msg("an opening before its closing")),
        (rounds.demand < 0, msg("a demand below 0"), msg("at least 0")),
        (rounds.service < 0, msg("a time of service below 0"), msg("at least 0")),
        (rounds.demand > rounds.capacity, msg("more than one truck can carry"), msg("at most %(n)s", n=rounds.capacity)),
        (begin > rounds.closes, msg("no truck can be there before its time window closes"), msg("a later closing")),
        (home > rounds.closes[0], msg("no truck can be back before the depot closes"), msg("a depot open for longer")),
    )
    for wrong, what, expected in faults:
        if wrong.any():
            node = int(np.flatnonzero(wrong)[0])
            raise BadInput(f"{rounds.name}, node {node + 1}", what, expected)
    return rounds


def _parts(name: str, text: str) -> tuple[dict[str, Line], dict[str, list[Line]]]:
    """Return the heads and the sections with their lines; refuse a file that stops before its end."""
    heads: dict[str, Line] = {}
    sections: dict[str, list[Line]] = {}
    here: list[Line] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words:
            continue
        if words[0] == "EOF":
            return heads, sections
        key = words[0].rstrip(":")
        if key in _SECTIONS:
            if key in sections:
                raise BadInput(f"{name}, line {number}", msg("%(what)s comes twice", what=key), msg("one of each"))
            here = sections.setdefault(key, [])
        elif here is None and key in _HEADS:
            heads[key] = (number, line.partition(":")[2].split())
        elif here is not None:
            here.append((number, words))
        else:
            raise BadInput(f"{name}, line {number}", msg("an unknown heading: %(what)s", what=key), msg("a VRPLIB file"))
    raise BadInput(name, msg("the file ends before its EOF"), msg("a whole file: is it cut?"))


def _head(name: str, heads: Mapping[str, Line], key: str, most: int, *, least: int = 1) -> int:
    if key not in heads:
        raise BadInput(name, msg("%(what)s is missing", what=key), msg("a line that says it"))
    number, words = heads[key]
    try:
        value = int(words[0])
    except (ValueError, IndexError) as fault:
        raise BadInput(f"{name}, line {number}", msg("%(what)s is no whole number", what=key), msg("a whole number")) from fault
    if not least <= value <= most:
        raise BadInput(
            f"{name}, line {number}",
            msg("%(what)s: %(value)s", what=key, value=value),
            msg("from %(least)s to %(most)s", least=least, most=most),
        )
    return value


def _section(name: str, sections: Mapping[str, Sequence[Line]], key: str, nodes: int) -> NDArray[np.float64]:
    """Return (nodes, columns) the figures of a section, whatever the order of its lines."""
    if key not in sections:
        raise BadInput(name, msg("%(what)s is missing", what=key), msg("a line for each node"))
    found = np.full((nodes, _SECTIONS[key]), np.nan)
    for number, words in sections[key]:
        where = f"{name}, line {number}"
        try:
            values = [float(word) for word in words]
        except ValueError as fault:
            raise BadInput(where, msg("%(what)s: a value that is no number", what=key), msg("numbers")) from fault
        if len(values) != 1 + _SECTIONS[key] or not np.isfinite(values).all():
            raise BadInput(
                where, msg("%(what)s: %(n)s values", what=key, n=len(values)), msg("%(n)s values", n=1 + _SECTIONS[key])
            )
        node = int(values[0])
        if not 1 <= node <= nodes or not np.isnan(found[node - 1, 0]):
            raise BadInput(where, msg("a node that is unknown or comes twice: %(n)s", n=node), msg("each node once"))
        found[node - 1] = values[1:]
    missing = np.flatnonzero(np.isnan(found[:, 0]))
    if len(missing):
        raise BadInput(
            name, msg("%(what)s lacks node %(n)s", what=key, n=int(missing[0]) + 1), msg("each node: is the file cut?")
        )
    return found


def _check_depot(name: str, sections: Mapping[str, Sequence[Line]]) -> None:
    """Refuse what is not one depot, the first node."""
    words = [words[0] for _, words in sections.get("DEPOT_SECTION", [])]
    if words != ["1", "-1"]:
        raise BadInput(name, msg("a depot that is not the first node alone"), msg("DEPOT_SECTION with 1 and -1"))
