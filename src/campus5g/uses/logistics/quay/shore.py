"""A continuous quay, its water and its ships, on a grid of cells along the quay and steps of time.

Cell x is ``cell`` metres wide, step t lasts ``step`` minutes. Handling of ship i at cell x by q cranes, in steps::

    hᵢ(x, q) = ⌈ workᵢ · (1 + β · |x − desiredᵢ| · cell / 10 m) / q^α ⌉

α (interference of cranes) and β (longer ways to the yard) are those of Meisel and Bierwirth 2009 (*Heuristics for the integration of
crane productivity in the berth allocation problem*). A ship floats where depth + height of water ≥ draught + clearance: over its whole
stay at the quay, and in the channel when it comes and when it leaves. One that is done stays until the water lets it go.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import msg

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
INTERFERENCE = 0.9
"""α: q cranes do the work of q^α."""
LONGER_WAY = 0.01
"""β: share by which each 10 m away from the desired place lengthens the handling."""


@dataclass(frozen=True, slots=True)
class Ships:
    """n ships. length (n,) metres; draught_in, draught_out (n,) metres; arrival, latest (n,) steps; work (n,) crane-steps;

    desired (n,) metres of the ship's bow end (its lower one); least, most (n,) cranes.
    """

    names: tuple[str, ...]
    length: Floats
    draught_in: Floats
    draught_out: Floats
    arrival: Ints
    latest: Ints
    work: Floats
    desired: Floats
    least: Ints
    most: Ints


@dataclass(frozen=True, slots=True)
class Shore:
    """The quay: depths (cells,) metres below chart datum; water (steps + 1,) its height above it; cranes 0: as many as are asked.

    begins: the instant of step 0 (ISO 8601); spacing: metres between ships; channel: depth of the way in, ``inf`` when it never
    holds anybody; clearance: metres under the keel.
    """

    name: str
    begins: str
    step: int
    cell: float
    depths: Floats
    water: Floats
    spacing: float
    channel: float
    clearance: float
    cranes: int
    ships: Ships

    @property
    def steps(self) -> int:
        return len(self.water) - 1

    @property
    def count(self) -> int:
        return len(self.ships.names)

    def instant(self, step: int) -> str:
        """Return when a step begins (ISO 8601, in the zone of the plan)."""
        return (datetime.fromisoformat(self.begins) + timedelta(minutes=step * self.step)).isoformat()


@dataclass(frozen=True, slots=True)
class Tables:
    """What the search reads: all in cells and steps.

    wide (n,): cells that a ship takes, its spacing included; places (n,): last cell + 1 where it may begin; kind (n, cells): class of
    the depth under it there, −1 where it never floats; handling (n, cells, cranes): with 1, 2, … cranes; afloat (n, kinds, steps + 1):
    first step at which it would touch the ground, from each step on; enters (n, steps + 1); leaves (n, steps + 1): first step from
    each on when it may leave, steps + 1 when none.
    """

    wide: Ints
    places: Ints
    desired: Ints
    kind: Ints
    handling: Ints
    afloat: Ints
    enters: Flags
    leaves: Ints


def tables(shore: Shore) -> Tables:
    """Return the tables; ``BadInput`` with the first ship that fits nowhere or at no time."""
    ships, cells, steps = shore.ships, len(shore.depths), shore.steps
    hull = np.ceil(ships.length / shore.cell - 1e-9).astype(np.int64)
    wide = np.ceil((ships.length + shore.spacing) / shore.cell - 1e-9).astype(np.int64)
    room = int((cells * shore.cell + shore.spacing) / shore.cell + 1e-9)
    places = np.minimum(room - wide, cells - hull) + 1
    _refuse(shore, places <= 0, "long")
    desired = np.clip(np.rint(ships.desired / shore.cell).astype(np.int64), 0, places - 1)
    least_under = [np.array([shore.depths[x : x + hull[i]].min() for x in range(places[i])]) for i in range(shore.count)]
    depths = np.unique(np.concatenate(least_under))
    low = np.minimum(shore.water[:-1], shore.water[1:])
    deepest = np.maximum(ships.draught_in, ships.draught_out) + shore.clearance
    afloat = np.zeros((shore.count, len(depths), steps + 1), dtype=np.int64)
    for k, depth in enumerate(depths):
        afloat[:, k] = _until(depth + low[None, :] >= deepest[:, None])
    kind = np.full((shore.count, cells), -1, dtype=np.int64)
    for i in range(shore.count):
        found = np.searchsorted(depths, least_under[i])
        floats = (afloat[i] > np.arange(steps + 1)).any(axis=1)
        kind[i, : places[i]] = np.where(floats[found], found, -1)
    _refuse(shore, kind.max(axis=1) < 0, "deep")
    enters: Flags = shore.channel + shore.water[None, :] >= (ships.draught_in + shore.clearance)[:, None]
    _refuse(shore, enters.max(axis=1) < 1, "channel")
    may_leave: Flags = shore.channel + shore.water[None, :] >= (ships.draught_out + shore.clearance)[:, None]
    made = Tables(wide, places, desired, kind, _handling(shore, desired), afloat, enters, _next(may_leave))
    _refuse(shore, ~np.array([_fits(shore, made, i) for i in range(shore.count)]), "late")
    return made


def cranes_of(shore: Shore) -> int:
    """Return the most cranes that one ship may have; 1 where cranes are not counted."""
    return int(shore.ships.most.max()) if shore.cranes else 1


def earliest(shore: Shore, made: Tables, ship: int, place: int, cranes: int, begin: int) -> tuple[int, int]:
    """Return the first begin from ``begin`` on, and its end, that the water allows a ship at a place; (steps + 1, steps + 1): none."""
    none = shore.steps + 1
    hours = int(made.handling[ship, place, cranes - 1])
    for start in range(max(begin, int(shore.ships.arrival[ship])), shore.steps - hours + 1):
        if made.enters[ship, start]:
            end = int(made.leaves[ship, start + hours])
            if end <= shore.steps and made.afloat[ship, made.kind[ship, place], start] >= end:
                return start, end
    return none, none


def _fits(shore: Shore, made: Tables, ship: int) -> bool:
    """Return whether the ship, alone, can be done before its latest departure."""
    most = int(shore.ships.most[ship]) if shore.cranes else 1
    latest = int(shore.ships.latest[ship])
    order = np.argsort(np.abs(np.arange(made.places[ship]) - made.desired[ship]), kind="stable")
    return any(earliest(shore, made, ship, int(x), most, 0)[1] <= latest for x in order if made.kind[ship, x] >= 0)


def _handling(shore: Shore, desired: Ints) -> Ints:
    cells, most = len(shore.depths), cranes_of(shore)
    away = np.abs(np.arange(cells)[None, :] - desired[:, None]) * shore.cell / 10
    longer = shore.ships.work[:, None] * (1 + LONGER_WAY * away)
    rate = np.arange(1, most + 1) ** INTERFERENCE
    hours: Ints = np.maximum(1, np.ceil(longer[:, :, None] / rate - 1e-9)).astype(np.int64)
    return hours


def _until(good: Flags) -> Ints:
    """Return (n, steps + 1) for each step the first one from it on that is not good; the last is its own."""
    ships, steps = good.shape
    found = np.full((ships, steps + 1), steps, dtype=np.int64)
    for t in range(steps - 1, -1, -1):
        found[:, t] = np.where(good[:, t], found[:, t + 1], t)
    return found


def _next(good: Flags) -> Ints:
    """Return (n, steps + 1) for each step the first one from it on that is good; steps + 1 when none is."""
    ships, count = good.shape
    found = np.full((ships, count), count, dtype=np.int64)
    for t in range(count - 1, -1, -1):
        later = found[:, t + 1] if t + 1 < count else np.full(ships, count)
        found[:, t] = np.where(good[:, t], t, later)
    return found


def _refuse(shore: Shore, wrong: Flags, why: str) -> None:
    if not wrong.any():
        return
    ship = int(np.flatnonzero(wrong)[0])
    ships = shore.ships
    needed = round(float(max(ships.draught_in[ship], ships.draught_out[ship])) + shore.clearance, 2)
    high = float(shore.water.max())
    sentences = {
        "long": (
            msg("a ship of %(metres)s m, longer than the quay", metres=round(float(ships.length[ship]), 1)),
            msg("at most %(metres)s m", metres=round(len(shore.depths) * shore.cell, 1)),
        ),
        "deep": (
            msg("a ship that needs %(metres)s m of water, more than any place gives even at high water", metres=needed),
            msg("at most %(metres)s m, its clearance included", metres=round(float(shore.depths.max()) + high, 2)),
        ),
        "channel": (
            msg("a ship that needs %(metres)s m of water, more than the channel gives even at high water", metres=needed),
            msg("at most %(metres)s m, its clearance included", metres=round(shore.channel + high, 2)),
        ),
        "late": (
            msg("no place and no tide let this ship be done before its latest departure"),
            msg("a later departure, or the ship left out"),
        ),
    }
    raise BadInput(f"{shore.name}, ships, {ships.names[ship]}", *sentences[why])


def steps_of(minutes: float, step: int) -> int:
    """Return how many steps hold so many minutes."""
    return ceil(minutes / step - 1e-9)
