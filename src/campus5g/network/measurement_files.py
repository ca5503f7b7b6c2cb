"""Reading a drive or walk test from CSV: comma, semicolon or tabulator, decimal point or comma, plain or ``.gz``.

Columns are known by their usual names (``NAMES``) or by a mapping the reader gives. Nothing is half-read: a file is used whole,
less the rows without a level or a place, which are counted; or it is refused with one sentence.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.site import Origin, Site
from campus5g.network.measurements import Measurements, Quantity, Vector, check_measurements, with_floor

NAMES: dict[str, tuple[str, ...]] = {
    "x": ("x_m", "x", "east_m", "easting", "rx_x_m"),
    "y": ("y_m", "y", "north_m", "northing", "rx_y_m"),
    "longitude": ("longitude", "lon", "lng", "long"),
    "latitude": ("latitude", "lat"),
    "rsrp": ("ss_rsrp_dbm", "rsrp_dbm", "ss_rsrp", "rsrp", "ssrsrp"),
    "strength": ("rss_db", "rss_dbm", "rssi_dbm", "rssi", "rss", "level_dbm", "received_power_dbm"),
    "path_loss": ("path_loss_db", "pathloss_db", "path_loss", "pathloss"),
    "path_gain": ("path_gain_db", "path_gain"),
    "station": ("station", "tx", "receiver", "mast", "antenna", "cell", "pci", "cell_id", "transmitter", "bs"),
    "station_x": ("station_x_m", "tx_x_m", "mast_x_m", "bs_x_m", "tx_x"),
    "station_y": ("station_y_m", "tx_y_m", "mast_y_m", "bs_y_m", "tx_y"),
    "station_height": ("station_height_m", "tx_height_m", "mast_height_m", "bs_height_m", "tx_z_m"),
    "group": ("group", "run", "block", "track", "session", "day"),
    "zone": ("zone", "zone_class", "area", "level"),
    "sinr": ("ss_sinr_db", "sinr_db", "ss_sinr", "sinr"),
    "mcs": ("dl_mcs", "mcs", "mcs_index"),
    "floor": ("noise_floor_db", "noise_floor_dbm", "floor_db", "floor_dbm"),
}
"""What a column means, and the names by which it is known, the likeliest first."""

_LEVELS = (("path_gain", 1.0), ("path_loss", -1.0), ("rsrp", 1.0), ("strength", 1.0))
_QUANTITY = {"rsrp": Quantity.RSRP, "strength": Quantity.STRENGTH}
_EMPTY = {"", "nan", "na", "n/a", "null", "none", "-", "inf", "-inf"}
_MOST_EMPTY = 0.5


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a file as text, by the meaning of their column; ``names`` are the file's own."""

    source: str
    cells: dict[str, list[str]]
    names: dict[str, str]
    rows: int

    def __contains__(self, meaning: object) -> bool:
        return meaning in self.cells

    def numbers(self, meaning: str) -> Vector:
        """Return a column as numbers, NaN where it is empty; a word where a number should be is refused with its line."""
        out = np.full(self.rows, np.nan)
        for at, text in enumerate(self.cells.get(meaning, ())):
            plain = text.strip()
            if plain.lower() in _EMPTY:
                continue
            try:
                out[at] = float(plain.replace(",", ".").replace("\u2212", "-"))
            except ValueError:
                raise BadInput(
                    f"{self.source}, line {at + 2}, {self.names[meaning]}",
                    msg("“%(value)s” is not a number", value=plain[:40]),
                    msg("a number"),
                ) from None
        return out

    def words(self, meaning: str, default: str) -> NDArray[np.str_]:
        if meaning not in self.cells:
            return np.full(self.rows, default)
        return np.array([text.strip() or default for text in self.cells[meaning]])


def read_measurements(
    path: Path,
    *,
    site: Site | None = None,
    mapping: Mapping[str, str] | None = None,
    floor_db: float | None = None,
) -> Measurements:
    """Read and check a walk test.

    site: gives the origin of WGS84 positions, the masts' places by their id, and the ground on which the readings must lie.
    mapping: meaning (a key of ``NAMES``) to the file's column name. floor_db: the receiver's noise floor, when it is known
    (of path losses: the highest that can be measured).
    Raises ``BadInput`` with one sentence: unreadable file, unknown column, wrong unit, swapped or foreign positions, too few.
    """
    table = read_table(path, mapping or {})
    x, y = _places(table, site)
    quantity, level = _levels(table)
    floor = table.numbers("floor")
    height = table.numbers("station_height")
    station, station_x, station_y = table.words("station", ""), table.numbers("station_x"), table.numbers("station_y")
    known = np.isfinite(x) & np.isfinite(y) & np.isfinite(level)
    if float(np.mean(~known)) > _MOST_EMPTY:
        raise BadInput(
            path.name,
            msg("%(n)s of %(total)s rows have no level or no position", n=int(np.sum(~known)), total=table.rows),
            msg("a level and a position in most rows"),
        )
    found = Measurements(
        source=path.name,
        quantity=quantity,
        x_m=x,
        y_m=y,
        level_db=level,
        floor_db=np.where(np.isfinite(floor), floor if quantity is not Quantity.PATH_GAIN else -floor, -np.inf),
        station=station,
        station_x_m=station_x,
        station_y_m=station_y,
        station_height_m=height,
        group=table.words("group", ""),
        zone=table.words("zone", ""),
        has_groups="group" in table,
    )
    notes = () if bool(np.all(known)) else (msg("%(n)s rows without level or position were left out", n=int(np.sum(~known))),)
    found = _standing_end(_masts_of(found.these(known).noted(*notes), site))
    if floor_db is not None and quantity is Quantity.PATH_GAIN:
        floor_db = -abs(floor_db)
    return with_floor(check_measurements(found, site), floor_db)


def read_table(path: Path, mapping: Mapping[str, str]) -> Table:
    """Read the cells of a CSV file by the meaning of their columns."""
    text = _text(path)
    first = text.splitlines()[0] if text else ""
    delimiter = max(";\t,", key=first.count)
    rows = [row for row in csv.reader(text.splitlines(), delimiter=delimiter) if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise BadInput(path.name, msg("no rows of readings"), msg("a line of column names, then one line for each reading"))
    header = [name.strip().strip("\ufeff") for name in rows[0]]
    if delimiter == "," and any(len(row) != len(header) for row in rows[1:]):
        line = next(at for at, row in enumerate(rows[1:], start=2) if len(row) != len(header))
        raise BadInput(
            f"{path.name}, line {line}",
            msg("%(n)s cells under %(columns)s columns", n=len(rows[line - 1]), columns=len(header)),
            msg("as many cells as columns (with decimal commas, separate columns by semicolons)"),
        )
    names = _columns(path.name, header, mapping)
    where = {meaning: header.index(name) for meaning, name in names.items()}
    cells = {meaning: [row[at] if at < len(row) else "" for row in rows[1:]] for meaning, at in where.items()}
    return Table(path.name, cells, names, len(rows) - 1)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig")
    except (OSError, EOFError):
        raise BadInput(path.name, msg("the file cannot be opened, or is cut"), msg("a readable CSV file")) from None
    except UnicodeDecodeError:
        raise BadInput(path.name, msg("the file is not text"), msg("CSV in UTF-8")) from None


def _columns(source: str, header: list[str], mapping: Mapping[str, str]) -> dict[str, str]:
    for meaning, name in mapping.items():
        if meaning not in NAMES:
            raise BadInput(
                "--map", msg("“%(name)s” is not a meaning", name=meaning), msg("one of: %(names)s", names=", ".join(NAMES))
            )
        if name not in header:
            raise BadInput(source, msg("no column “%(name)s”", name=name), msg("one of: %(names)s", names=", ".join(header)))
    lower = {name.lower(): name for name in reversed(header)}
    usual = {
        meaning: next(lower[name] for name in names if name in lower)
        for meaning, names in NAMES.items()
        if any(name in lower for name in names)
    }
    return {**usual, **mapping}


def _levels(table: Table) -> tuple[Quantity, Vector]:
    for meaning, sign in _LEVELS:
        if meaning in table:
            return _QUANTITY.get(meaning, Quantity.PATH_GAIN), sign * table.numbers(meaning)
    raise BadInput(
        table.source, msg("no column of levels"), msg("rsrp_dbm, rss_db or path_loss_db, or a name given with --map rsrp=NAME")
    )


def _places(table: Table, site: Site | None) -> tuple[Vector, Vector]:
    """Local metres from metres or from WGS84 degrees, whichever the columns hold; a mix-up of the two is refused."""
    if "longitude" in table and "latitude" in table:
        return _from_degrees(table, site)
    if "x" not in table or "y" not in table:
        raise BadInput(table.source, msg("no column of positions"), msg("x_m and y_m, or longitude and latitude"))
    x, y = table.numbers("x"), table.numbers("y")
    far = float(np.nanmax(np.hypot(x - np.nanmedian(x), y - np.nanmedian(y)), initial=0.0))
    looks_like_degrees = np.nanmax(np.abs(x), initial=0) <= 180 and np.nanmax(np.abs(y), initial=0) <= 180
    if looks_like_degrees and 0 < far < 0.5:
        raise BadInput(
            table.source,
            msg("positions within %(span)s of each other under a name for metres: these look like degrees", span=round(far, 4)),
            msg("metres, or columns named longitude and latitude"),
        )
    return x, y


def _from_degrees(table: Table, site: Site | None) -> tuple[Vector, Vector]:
    longitude, latitude = table.numbers("longitude"), table.numbers("latitude")
    worst = max(float(np.nanmax(np.abs(longitude), initial=0)) / 180, float(np.nanmax(np.abs(latitude), initial=0)) / 90)
    origin = site.origin if site else Origin(float(np.nanmedian(latitude)), float(np.nanmedian(longitude)))
    if worst > 1:
        swapped = np.nanmax(np.abs(longitude)) <= 90 and np.nanmax(np.abs(latitude)) <= 180
        what = msg("longitude and latitude look swapped") if swapped else msg("longitudes beyond 180 or latitudes beyond 90")
        raise BadInput(table.source, what, msg("degrees (WGS84), or metres under x_m and y_m"))
    if site is not None:
        _refuse_swapped_degrees(table.source, longitude, latitude, origin)
    places = [origin.to_local(east, north) for east, north in zip(longitude.tolist(), latitude.tolist(), strict=True)]
    x, y = np.array(places, dtype=np.float64).reshape(-1, 2).T
    return x, y


def _refuse_swapped_degrees(source: str, longitude: Vector, latitude: Vector, origin: Origin) -> None:
    here = np.nanmedian(np.hypot(longitude - origin.longitude, latitude - origin.latitude))
    exchanged = np.nanmedian(np.hypot(latitude - origin.longitude, longitude - origin.latitude))
    if exchanged < 0.2 < here:
        raise BadInput(source, msg("longitude and latitude look swapped"), msg("longitude east, latitude north, in degrees"))


def _masts_of(found: Measurements, site: Site | None) -> Measurements:
    """Give the stations that bear the name of a mast of the site its place and height."""
    if site is None:
        return found
    masts = {mast.id: mast for mast in site.masts}
    x, y, height = found.station_x_m.copy(), found.station_y_m.copy(), found.station_height_m.copy()
    for name in set(found.station.tolist()) & masts.keys():
        mine = found.station == name
        x[mine], y[mine], height[mine] = masts[name].x_m, masts[name].y_m, masts[name].height_m
    return _with_stations(found, found.station, x, y, height)


def _standing_end(found: Measurements) -> Measurements:
    """Make the end with fewer places the station, and name stations that have none by their place.

    Campaigns with fixed receivers and a transmitter that walks are the same links seen from the other end.
    """
    if not found.located:
        return found
    here = np.unique(np.column_stack((found.x_m, found.y_m)), axis=0).shape[0]
    there, which = np.unique(np.column_stack((found.station_x_m, found.station_y_m)), axis=0, return_inverse=True)
    if here < there.shape[0]:
        turned = _with_stations(found, found.station, found.x_m, found.y_m, found.station_height_m)
        return _moved(turned, found.station_x_m, found.station_y_m)
    if np.all(found.station == ""):
        names = np.array([f"{x:.0f}, {y:.0f}" for x, y in there])[which.ravel()]
        return _with_stations(found, names, found.station_x_m, found.station_y_m, found.station_height_m)
    return found


def _with_stations(found: Measurements, name: NDArray[np.str_], x: Vector, y: Vector, height: Vector) -> Measurements:
    return replace(found, station=name, station_x_m=x, station_y_m=y, station_height_m=height)


def _moved(found: Measurements, x: Vector, y: Vector) -> Measurements:
    note = msg("the receivers stand still and the transmitters move: each receiver is taken as a station")
    return replace(found, x_m=x, y_m=y).noted(note)
