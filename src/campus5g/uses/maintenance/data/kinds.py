"""The kinds of condition file that are read, and what one of them holds, told to the person who brings it."""

from __future__ import annotations

import numpy as np

from campus5g.core.benefit import Series
from campus5g.core.message import msg
from campus5g.uses.maintenance.data.history import AssetHistory, History
from campus5g.uses.preview import Column, DataPreview, FileKind

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
)


def preview(history: History) -> DataPreview:
    """Return what ``history`` holds: each machine with its readings, and a curve of the first few."""
    rows = sum(len(asset.hours) for asset in history.assets)
    return DataPreview(
        name=history.name,
        kind=FILE_KINDS[0].title,
        rows=rows,
        used=rows,
        columns=tuple(Column(a.asset, msg("a machine"), "", len(a.hours)) for a in history.assets),
        covers=msg(
            "%(machines)s machines, of which %(failures)s fail; %(rows)s readings",
            machines=len(history.assets),
            failures=len(history.failures),
            rows=rows,
        ),
        findings=(),
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
