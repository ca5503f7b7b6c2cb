"""Reading condition histories: vibration at several sampling rates, or any signals of machines over time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from campus5g.core.dated import load_table
from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.core.message import msg
from campus5g.uses.cells import Lines, places, read_cells
from campus5g.uses.maintenance.data.history import AssetHistory, Floats, History, sound
from campus5g.uses.maintenance.data.lives import FAILED, MACHINE, TIME, read_lives
from campus5g.uses.maintenance.data.signals import health_history
from campus5g.uses.preview import Finding, Severity
from campus5g.uses.table import PARIS, Kind, Table, Wanted, read_table
from campus5g.uses.units import plain

_WIDE = re.compile(r"^(?P<asset>.+)_rms_(?P<rate>\d+)$")
_YES = {"1", "1.0", "true", "yes", "oui", "vrai"}
_TIME = Wanted("time", ("t", *TIME), msg("the time of each reading"), Kind.TIME)
_FAILED = Wanted("failed", FAILED, msg("where the machine fails"), Kind.TEXT, required=False)

Found = list[tuple[AssetHistory, Lines]]


def sample_history() -> History:
    """Return the bundled sample: test 2 of the IMS bearings, whose bearing 1 fails."""
    home = files("campus5g.uses.maintenance.data")
    failures = load_table(home / "sample.yaml")
    ends = {entry.key: datetime.fromisoformat(entry.value) for entry in failures.entries}
    with as_file(home / "ims_test2_features.csv.gz") as path:
        return read_history(path, ends, failures.entries[0].source)


def read_history(path: Path, failed: Mapping[str, datetime] | None = None, source: Source | None = None) -> History:
    """Read a file of any layout. ``failed``: when each machine failed, in place of what the file says.

    What is wrong but leaves a sound part is in its ``findings``; a file that cannot be read, or learnt from, is refused.
    """
    header = read_cells(path).header
    source = source or Source(path.name)
    if any(_WIDE.match(column) for column in header):
        table, found, findings = _wide(path, failed or {})
    elif "rate_hz" in map(plain, header):
        table, found, findings = _long(path)
    else:
        lives = read_lives(path)
        return _with_failure(health_history(lives, source), marked=bool(lives.failures))
    assets, more = sound(path.name, found)
    if table.counted:
        problem = msg("time is a count: each is taken as an hour")
        more = (Finding(Severity.NOTE, "time", problem, msg("give the time of each reading, if a count is not an hour")), *more)
    findings = (*table.findings, *findings, *more)
    marked = any(asset.failed_h is not None for asset, _ in found)
    history = _with_failure(History(path.name, assets, source, True, table.rows, table.columns, findings), marked)
    if not history.rates_hz:
        raise BadInput(path.name, msg("the machines share no sampling rate"), msg("one rate that all of them have"))
    return history


def _with_failure(history: History, marked: bool) -> History:
    """Refuse a history without a failure; ``marked``: one was, on a machine that had to be left out for its faults."""
    if history.failures:
        return history
    fault = next((finding for finding in history.findings if finding.severity is Severity.PARTIAL), None)
    if marked and fault is not None:
        raise BadInput(f"{history.name}, {fault.where}", fault.problem, fault.remedy)
    raise BadInput(history.name, msg("no machine fails in this file"), msg("at least one failure, marked in “failed”"))


def _wide(path: Path, failed: Mapping[str, datetime]) -> tuple[Table, Found, tuple[Finding, ...]]:
    table = read_table(path, (_TIME, _FAILED), others=True)
    columns: dict[str, dict[int, str]] = {}
    for column in table.numbers:
        if found := _WIDE.match(column):
            columns.setdefault(found["asset"], {})[int(found["rate"])] = column
    time_s = _seconds(table)
    ends = {asset: _moment(moment) for asset, moment in failed.items()} or _wide_ends(table, time_s, list(columns))
    unknown = sorted(set(ends) - set(columns))
    if unknown:
        raise BadInput(
            table.name,
            msg("“failed” names %(asset)s, which has no column", asset=unknown[0]),
            msg("one of: %(names)s", names=", ".join(columns)),
        )
    hours = (time_s - time_s[0]) / 3600
    return (
        table,
        [
            (
                AssetHistory(
                    asset,
                    hours,
                    {rate: table.numbers[column] for rate, column in by_rate.items()},
                    (ends[asset] - time_s[0]) / 3600 if asset in ends else None,
                ),
                table.lines,
            )
            for asset, by_rate in columns.items()
        ],
        (),
    )


def _wide_ends(table: Table, time_s: Floats, assets: list[str]) -> dict[str, float]:
    if "failed" in table.texts:
        return {str(name): float(time) for name, time in zip(table.texts["failed"], time_s, strict=True) if name}
    if len(assets) == 1:
        return {assets[0]: float(time_s[-1])}
    raise BadInput(
        table.name, msg("the file does not say which machine failed"), msg("a column “failed” with its name where it fails")
    )


def _long(path: Path) -> tuple[Table, Found, tuple[Finding, ...]]:
    wanted = (
        Wanted("asset", ("asset", *MACHINE), msg("name of the machine"), Kind.TEXT),
        _TIME,
        Wanted("rate", ("rate_hz", "rate"), msg("sampling rate of the sensor"), Kind.TEXT),
        Wanted("rms", ("rms", "vibration"), msg("effective value of the vibration")),
        _FAILED,
    )
    table = read_table(path, wanted, group=("asset", "rate"))
    rates = np.array([_rate(table, place, text) for place, text in enumerate(table.texts["rate"])])
    time_s = _seconds(table)
    found: Found = []
    findings: list[Finding] = []
    for asset in dict.fromkeys(table.texts["asset"].tolist()):
        mine = table.texts["asset"] == asset
        by_rate = {int(rate): np.flatnonzero(mine & (rates == rate)) for rate in dict.fromkeys(rates[mine].tolist())}
        shared = _shared_times(time_s, list(by_rate.values()))
        for rate, rows in by_rate.items():
            alone = rows[~np.isin(time_s[rows], shared)]
            if alone.size:
                problem = msg("%(asset)s has other times at %(rate)s Hz", asset=asset, rate=rate)
                findings.append(
                    Finding(Severity.PARTIAL, places(table.lines[alone]), problem, msg("the same times at each rate"))
                )
        kept = {rate: rows[np.isin(time_s[rows], shared)] for rate, rows in by_rate.items()}
        marked = [time_s[row] for row in np.flatnonzero(mine).tolist() if _failed(table, row)]
        start = float(shared[0]) if shared.size else 0.0
        end = (min(marked) - start) / 3600 if marked else None
        rms = {rate: table.numbers["rms"][rows] for rate, rows in kept.items()}
        found.append((AssetHistory(asset, (shared - start) / 3600, rms, end), table.lines[next(iter(kept.values()))]))
    return table, found, tuple(findings)


def _shared_times(time_s: Floats, groups: list[NDArray[np.intp]]) -> Floats:
    shared = time_s[groups[0]]
    for rows in groups[1:]:
        shared = shared[np.isin(shared, time_s[rows])]
    return shared


def _rate(table: Table, place: int, text: str) -> int:
    try:
        rate = round(float(text))
    except ValueError:
        rate = 0
    if rate <= 0:
        where = f"{table.name}, line {table.lines[place]}"
        raise BadInput(where, msg("“%(text)s” is not a sampling rate", text=text), msg("a number of Hz"))
    return rate


def _failed(table: Table, row: int) -> bool:
    return "failed" in table.texts and str(table.texts["failed"][row]).strip().lower() in _YES


def _seconds(table: Table) -> Floats:
    assert table.time_s is not None
    return table.time_s * 3600 if table.counted else table.time_s


def _moment(moment: datetime) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(PARIS))).timestamp()
