"""The kinds of condition file that are read, and what one of them holds, told to the person who brings it."""

from __future__ import annotations

import numpy as np

from campus5g.core.benefit import Series
from campus5g.core.message import msg
from campus5g.uses.maintenance.data.history import AssetHistory, History
from campus5g.uses.preview import Column, DataPreview, FileKind
from campus5g.uses.units import plain

MOST_CURVES = 6
MOST_POINTS = 300

FILE_KINDS = (
    FileKind(
        "condition_long",
        msg("vibration readings, one line each"),
        (
            Column("asset", msg("name of the machine"), "", 0),
            Column("time", msg("time of the reading, as 2026-11-21T10:30:00"), "", 0),
            Column("rate_hz", msg("sampling rate of the sensor"), "Hz", 0),
            Column("rms", msg("effective value of the vibration"), "", 0),
            Column("failed", msg("1 on the reading where the machine fails"), "", 0),
        ),
        "asset,time,rate_hz,rms,failed\nfan 1,2026-11-21T10:30:00,10240,0.112,\nfan 1,2026-11-21T10:40:00,10240,0.115,\n",
    ),
    FileKind(
        "condition_wide",
        msg("vibration readings, one column for each machine and sampling rate"),
        (
            Column("t", msg("time of the reading, as 2026-11-21T10:30:00"), "", 0),
            Column("fan1_rms_10240", msg("effective value of the vibration of a machine at a sampling rate in Hz"), "", 0),
            Column("failed", msg("name of the machine on the reading where it fails"), "", 0),
        ),
        "t,fan1_rms_10240,fan1_rms_1280,failed\n2026-11-21T10:30:00,0.112,0.051,\n2026-11-21T10:40:00,0.115,0.050,\n",
    ),
    FileKind(
        "signals",
        msg("any signals of machines over time (CSV or Parquet)"),
        (
            Column("machine", msg("name of the machine"), "", 0),
            Column("time", msg("time of the reading, or a count of days or cycles"), "", 0),
            Column("…", msg("any signals, one a column, their unit in brackets"), "", 0),
            Column("failed", msg("1 on the reading where the machine fails"), "", 0),
        ),
        "machine,time,temperature [°C],current [A],failed\npump 1,2026-11-21T10:00:00,41.2,18.4,0\n"
        "pump 1,2026-11-21T11:00:00,41.4,18.6,0\n",
    ),
)


def preview(history: History) -> DataPreview:
    """Return what ``history`` holds: each machine with its readings, and a curve of the first few."""
    read = sum(len(asset.hours) for asset in history.assets)
    long = history.measured and any(plain(column.name) == "rate_hz" for column in history.columns)
    if long:
        kind, used = FILE_KINDS[0], sum(len(asset.hours) * len(asset.rms) for asset in history.assets)
    elif history.measured:
        kind, used = FILE_KINDS[1], max(len(asset.hours) for asset in history.assets)
    else:
        kind, used = FILE_KINDS[2], read
    return DataPreview(
        name=history.name,
        kind=kind.title,
        rows=history.rows,
        used=used,
        columns=history.columns,
        covers=msg(
            "%(machines)s machines, of which %(failures)s fail; %(rows)s readings",
            machines=len(history.assets),
            failures=len(history.failures),
            rows=read,
        ),
        findings=history.findings,
        axis=msg("time since the first reading"),
        axis_unit="h",
        glance=tuple(_curve(asset) for asset in history.assets[:MOST_CURVES]),
    )


def _curve(asset: AssetHistory) -> Series:
    best = asset.rms[max(asset.rms)]
    kept = np.unique(np.linspace(0, len(asset.hours) - 1, MOST_POINTS).astype(int))
    return Series(
        asset.asset,
        msg("%(machine)s", machine=asset.asset),
        "",
        tuple(float(hour) for hour in asset.hours[kept]),
        tuple(float(value) for value in best[kept]),
    )
