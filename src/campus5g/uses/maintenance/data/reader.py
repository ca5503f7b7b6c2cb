"""Reading condition histories from CSV files."""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from campus5g.core.dated import load_table
from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.core.message import msg
from campus5g.uses.maintenance.data.history import AssetHistory, History, checked

_WIDE = re.compile(r"^(?P<asset>.+)_rms_(?P<rate>\d+)$")
_LONG = ("asset", "time", "rate_hz", "rms")
_YES = {"1", "true", "yes", "oui", "vrai"}

Row = tuple[int, dict[str, str]]
"""A line number of the file and its cells."""


def sample_history() -> History:
    """Return the bundled sample: test 2 of the IMS bearings, whose bearing 1 fails."""
    home = files("campus5g.uses.maintenance.data")
    failures = load_table(home / "sample.yaml")
    ends = {entry.key: datetime.fromisoformat(entry.value) for entry in failures.entries}
    with as_file(home / "ims_test2_features.csv.gz") as path:
        return read_history(path, ends, failures.entries[0].source)


def read_history(path: Path, failed: Mapping[str, datetime] | None = None, source: Source | None = None) -> History:
    """Read a file of either layout. ``failed``: when each machine failed, in place of what the file says.

    A file that cannot be read, or learnt from, is refused with its line and what is expected.
    """
    header, rows = _rows(path)
    if any(_WIDE.match(column) for column in header):
        history, lines = _wide(path.name, header, rows, failed or {})
    else:
        history, lines = _long(path.name, header, rows, failed or {})
    return checked(History(path.name, history, source or Source(path.name)), lines)


def _rows(path: Path) -> tuple[list[str], list[Row]]:
    try:
        packed = path.read_bytes()
        text = (gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed).decode("utf-8-sig")
    except FileNotFoundError:
        raise BadInput(path.name, msg("no such file"), msg("a CSV file, plain or gzip")) from None
    except (OSError, EOFError, zlib.error, UnicodeDecodeError):
        raise BadInput(path.name, msg("not readable as text, or cut short"), msg("a CSV file in UTF-8, plain or gzip")) from None
    lines = text.splitlines()
    if len(lines) < 2:
        raise BadInput(path.name, msg("no reading"), msg("a header and one line a reading"))
    mark = ";" if lines[0].count(";") > lines[0].count(",") else ","
    header = [cell.strip() for cell in lines[0].split(mark)]
    rows: list[Row] = []
    for number, cells in enumerate(csv.reader(lines[1:], delimiter=mark), start=2):
        if cells and len(cells) != len(header):
            raise BadInput(
                f"{path.name}, line {number}",
                msg("%(n)s cells", n=len(cells)),
                msg("%(n)s, as in the header", n=len(header)),
            )
        if cells:
            tidy = (cell.strip().replace(",", ".") if mark == ";" else cell.strip() for cell in cells)
            rows.append((number, dict(zip(header, tidy, strict=True))))
    return header, rows


def _wide(
    name: str, header: list[str], rows: list[Row], failed: Mapping[str, datetime]
) -> tuple[tuple[AssetHistory, ...], dict[str, list[int]]]:
    if "t" not in header:
        raise BadInput(name, msg("no column “%(column)s”", column="t"), msg("the time of each reading"))
    columns: dict[str, dict[int, str]] = {}
    for column in header:
        if found := _WIDE.match(column):
            columns.setdefault(found["asset"], {})[int(found["rate"])] = column
    times = _times(name, [(number, cells["t"]) for number, cells in rows])
    ends = dict(failed) or _wide_ends(name, header, rows, times, list(columns))
    unknown = sorted(set(ends) - set(columns))
    if unknown:
        raise BadInput(
            name,
            msg("“failed” names %(asset)s, which has no column", asset=unknown[0]),
            msg("one of: %(names)s", names=", ".join(columns)),
        )
    hours = np.array([(time - times[0]).total_seconds() / 3600 for time in times])
    assets = tuple(
        AssetHistory(
            asset,
            hours,
            {rate: np.array([_number(cells[column]) for _, cells in rows]) for rate, column in by_rate.items()},
            (ends[asset] - times[0]).total_seconds() / 3600 if asset in ends else None,
        )
        for asset, by_rate in columns.items()
    )
    numbers = [number for number, _ in rows]
    return assets, dict.fromkeys(columns, numbers)


def _wide_ends(name: str, header: list[str], rows: list[Row], times: list[datetime], assets: list[str]) -> dict[str, datetime]:
    if "failed" in header:
        return {cells["failed"]: time for (_, cells), time in zip(rows, times, strict=True) if cells["failed"]}
    if len(assets) == 1:
        return {assets[0]: times[-1]}
    raise BadInput(name, msg("the file does not say which machine failed"), msg("a column “failed” with its name where it fails"))


def _long(
    name: str, header: list[str], rows: list[Row], failed: Mapping[str, datetime]
) -> tuple[tuple[AssetHistory, ...], dict[str, list[int]]]:
    for column in _LONG:
        if column not in header:
            raise BadInput(
                name,
                msg("no column “%(column)s”", column=column),
                msg("%(columns)s, or t and <machine>_rms_<rate>", columns=", ".join(_LONG)),
            )
    by_asset: dict[str, dict[int, list[Row]]] = {}
    for number, cells in rows:
        rate = _number(cells["rate_hz"])
        if not rate > 0:
            raise BadInput(
                f"{name}, line {number}", msg("“%(text)s” is not a sampling rate", text=cells["rate_hz"]), msg("a number of Hz")
            )
        by_asset.setdefault(cells["asset"], {}).setdefault(round(rate), []).append((number, cells))
    lines: dict[str, list[int]] = {}
    assets = []
    for asset, by_rate in by_asset.items():
        history, lines[asset] = _one_long(name, asset, by_rate, failed.get(asset))
        assets.append(history)
    return tuple(assets), lines


def _one_long(name: str, asset: str, by_rate: dict[int, list[Row]], failed: datetime | None) -> tuple[AssetHistory, list[int]]:
    first = next(iter(by_rate.values()))
    times = _times(name, [(number, cells["time"]) for number, cells in first])
    for rate, rows in by_rate.items():
        if [cells["time"] for _, cells in rows] != [cells["time"] for _, cells in first]:
            raise BadInput(
                f"{name}, line {rows[0][0]}",
                msg("%(asset)s has other times at %(rate)s Hz", asset=asset, rate=rate),
                msg("the same times at each rate"),
            )
    marked = [time for (_, cells), time in zip(first, times, strict=True) if cells.get("failed", "").lower() in _YES]
    end = failed or (marked[0] if marked else None)
    hours = np.array([(time - times[0]).total_seconds() / 3600 for time in times])
    rms = {rate: np.array([_number(cells["rms"]) for _, cells in rows]) for rate, rows in by_rate.items()}
    until = None if end is None else (end - times[0]).total_seconds() / 3600
    return AssetHistory(asset, hours, rms, until), [number for number, _ in first]


def _times(name: str, cells: list[tuple[int, str]]) -> list[datetime]:
    times: list[datetime] = []
    for number, text in cells:
        try:
            time = datetime.fromisoformat(text)
        except ValueError:
            raise BadInput(
                f"{name}, line {number}", msg("“%(text)s” is not a time", text=text), msg("a time such as 2026-11-21T10:30:00")
            ) from None
        if times and (time.tzinfo is None) != (times[0].tzinfo is None):
            raise BadInput(
                f"{name}, line {number}", msg("times with and without a time zone are mixed"), msg("all with one, or all without")
            )
        times.append(time)
    return times


def _number(text: str) -> float:
    """Return a number, or not-a-number for what is not one: the checks then name its line."""
    try:
        return float(text)
    except ValueError:
        return float("nan")
