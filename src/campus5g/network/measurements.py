"""Measured signal levels of a drive or walk test, and the checks that every set passes before anything is fitted to it.

A *station* is the end of the links that stands still: the antenna of the network, or the fixed receiver when transmitters move
(path loss is the same both ways). A *group* is what is kept together when the fit is judged on readings it has not seen: a run,
a block, a day. Levels are RSRP (dBm), received strength (dB, uncalibrated) or path gain (minus the path loss, dB).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.site import Site

Vector = NDArray[np.float64]

LEAST_READINGS = 30
"""Fewer say nothing about a slope and a spread."""

_FAR_SHARE = 0.2
_PILE_DB = 3.0
_PILE_SHARE = 0.12


class Quantity(StrEnum):
    """What a level is."""

    RSRP = "rsrp"
    STRENGTH = "strength"
    PATH_GAIN = "path_gain"


@dataclass(frozen=True, slots=True, eq=False)
class Measurements:
    """Readings, one row each [n]; what is not known is NaN (numbers) or empty (names).

    x_m, y_m: the place, local metres. level_db: see ``quantity``; floor_db: what the receiver shows where it hears nothing,
    minus infinity where it has no floor. station, group, zone: names. station_x_m, station_y_m, station_height_m: of the
    end that stands still. has_groups: the groups come from the file. notes: what had to be supposed or left out.
    """

    source: str
    quantity: Quantity
    x_m: Vector
    y_m: Vector
    level_db: Vector
    floor_db: Vector
    station: NDArray[np.str_]
    station_x_m: Vector
    station_y_m: Vector
    station_height_m: Vector
    group: NDArray[np.str_]
    zone: NDArray[np.str_]
    has_groups: bool
    notes: tuple[Message, ...] = ()

    @property
    def size(self) -> int:
        return self.level_db.size

    @property
    def located(self) -> bool:
        """Whether both ends of every link are known."""
        return bool(np.all(np.isfinite(self.station_x_m)))

    @property
    def at_floor(self) -> NDArray[np.bool_]:
        return np.asarray(self.level_db <= self.floor_db)

    @property
    def distance_m(self) -> Vector:
        """Ground distance of each link."""
        return np.hypot(self.x_m - self.station_x_m, self.y_m - self.station_y_m)

    def these(self, rows: NDArray[Any] | slice) -> Measurements:
        """Return the readings at ``rows`` (indices, a mask or a slice)."""
        arrays = {
            name: getattr(self, name)[rows] for name in self.__dataclass_fields__ if isinstance(getattr(self, name), np.ndarray)
        }
        return replace(self, **arrays)

    def noted(self, *notes: Message) -> Measurements:
        return replace(self, notes=(*self.notes, *notes))


def check_measurements(found: Measurements, site: Site | None = None) -> Measurements:
    """Refuse (``BadInput``, one sentence) what cannot be a walk test of this site; note what is odd but usable."""
    if found.size < LEAST_READINGS:
        raise BadInput(found.source, msg("%(n)s usable readings", n=found.size), msg("at least %(n)s", n=LEAST_READINGS))
    _refuse_wrong_unit(found)
    if np.ptp(found.level_db) == 0:
        raise BadInput(
            found.source,
            msg("every reading is %(level)s dB", level=round(float(found.level_db[0]), 1)),
            msg("levels that differ from place to place"),
        )
    if np.ptp(found.x_m) == 0 and np.ptp(found.y_m) == 0:
        raise BadInput(found.source, msg("every reading is at the same place"), msg("a drive or a walk"))
    return _without_repeats(found if site is None else _on_site(found, site))


def _refuse_wrong_unit(found: Measurements) -> None:
    middle = float(np.median(found.level_db))
    highest = float(np.max(found.level_db))
    shown = f"{middle:g}"
    if found.quantity is Quantity.PATH_GAIN:
        if middle > 0:
            raise BadInput(
                found.source,
                msg("the path loss is negative (median %(level)s dB)", level=f"{-middle:g}"),
                msg("a path loss in dB, positive, or a path gain named as such"),
            )
        if middle < -300:
            raise BadInput(found.source, msg("a median path loss of %(level)s", level=f"{-middle:g}"), msg("dB, 40 to 200"))
        return
    if middle < -250:
        raise BadInput(
            found.source,
            msg("a median level of %(level)s: this looks like tenths of dB", level=shown),
            msg("dBm, between -140 and -30"),
        )
    if np.all(found.level_db >= 0) and highest < 1.0:
        raise BadInput(
            found.source,
            msg("levels between 0 and 1 (median %(level)s): this looks like milliwatts", level=shown),
            msg("dBm, between -140 and -30"),
        )
    if middle >= 0:
        raise BadInput(
            found.source,
            msg("received levels are positive (median %(level)s)", level=shown),
            msg("dBm, between -140 and -30; a path loss belongs in a column named path_loss_db"),
        )


def _on_site(found: Measurements, site: Site) -> Measurements:
    """Positions must fall on the site; swapped or foreign ones are named for what they are."""
    corners = np.array(site.boundary)
    (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)

    def share_inside(x: Vector, y: Vector) -> float:
        return float(np.mean((x >= west) & (x <= east) & (y >= south) & (y <= north)))

    inside, swapped = share_inside(found.x_m, found.y_m), share_inside(found.y_m, found.x_m)
    if inside < 0.5 and swapped > 0.8:
        raise BadInput(
            found.source,
            msg("x and y look swapped: %(share)s %% of the readings fall on the site once exchanged", share=round(100 * swapped)),
            msg("x to the east, y to the north"),
        )
    if inside < _FAR_SHARE:
        raise BadInput(
            found.source,
            msg("%(share)s %% of the readings are on the site “%(site)s”", share=round(100 * inside), site=site.name),
            msg("positions in the site's own metres, or WGS84 longitude and latitude"),
        )
    width, height = east - west, north - south
    near = (found.x_m >= west - width / 2) & (found.x_m <= east + width / 2)
    near &= (found.y_m >= south - height / 2) & (found.y_m <= north + height / 2)
    if np.all(near):
        return found
    return found.these(near).noted(msg("%(n)s readings far outside the site were left out", n=int(np.sum(~near))))


def _without_repeats(found: Measurements) -> Measurements:
    """Leave out rows that say the same of the same place twice in a row: a logger that writes faster than it measures."""
    same = np.zeros(found.size, np.bool_)
    same[1:] = found.station[1:] == found.station[:-1]
    same[1:] &= found.group[1:] == found.group[:-1]
    for column in (found.x_m, found.y_m, found.level_db):
        same[1:] &= column[1:] == column[:-1]
    if not np.any(same):
        return found
    return found.these(~same).noted(msg("%(n)s repeated readings were counted once", n=int(np.sum(same))))


def with_floor(found: Measurements, floor_db: float | None) -> Measurements:
    """Return the readings with their noise floor: the one given, that of the file, or one found in each station's readings."""
    if floor_db is not None:
        return replace(found, floor_db=np.full(found.size, floor_db))
    if np.any(np.isfinite(found.floor_db)):
        return found
    floor = np.full(found.size, -np.inf)
    for station in np.unique(found.station):
        mine = found.station == station
        floor[mine] = detected_floor_db(found.level_db[mine])
    if not np.any(np.isfinite(floor)):
        return found
    share = 100 * float(np.mean(found.level_db <= floor))
    note = msg("a noise floor was found: %(share)s %% of the readings are at it and count as “this or less”", share=round(share))
    return replace(found, floor_db=floor).noted(note)


def detected_floor_db(level_db: Vector) -> float:
    """Return the level at which readings pile up at their low end, minus infinity when they do not.

    A receiver that hears nothing shows its own noise, a heap one or two dB wide: more than 12 % of the readings within 3 dB of
    their 2nd percentile, where a normal spread of 6 dB has less than 5 %. Repeats of exactly the lowest value are a hard floor.
    """
    if level_db.size < LEAST_READINGS:
        return -np.inf
    lowest = float(np.min(level_db))
    if float(np.mean(level_db == lowest)) > 0.05:
        return lowest
    top = float(np.percentile(level_db, 2)) + _PILE_DB
    return top if float(np.mean(level_db <= top)) > _PILE_SHARE else -np.inf
