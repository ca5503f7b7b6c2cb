"""The kinds of log that the use reads, told to the person who prepares one, and what one of them holds."""

from __future__ import annotations

from campus5g.core.message import Message, msg
from campus5g.uses.logistics.terminal.logs import Log
from campus5g.uses.preview import Column, DataPreview, FileKind


def _column(name: str, meaning: Message) -> Column:
    return Column(name, meaning, "", 0)


FILE_KINDS = (
    FileKind(
        "calls",
        msg("calls of ships, one line each"),
        (
            _column("ship", msg("name of the ship")),
            _column("announced", msg("arrival as it was announced a day before (may be left empty)")),
            _column("arrival", msg("arrival in port, as 2026-11-21T10:30:00")),
            _column("berth", msg("berth")),
            _column("begin", msg("begin of the handling")),
            _column("end", msg("end of the handling")),
        ),
        "ship,announced,arrival,berth,begin,end\n"
        "Alba,2026-11-20T08:00:00,2026-11-20T09:10:00,1,2026-11-20T09:40:00,2026-11-21T04:00:00\n"
        "Brise,,2026-11-20T16:00:00,2,2026-11-20T16:30:00,2026-11-21T06:30:00\n",
    ),
    FileKind(
        "visits",
        msg("visits of trucks, one line each"),
        (
            _column("truck", msg("truck, as a number that names nobody")),
            _column("announced", msg("when it was announced (may be left empty)")),
            _column("in", msg("passes the gate, as 2026-11-21T10:30:00")),
            _column("out", msg("leaves")),
        ),
        "truck,announced,in,out\n1041,2026-11-20T07:00:00,2026-11-20T08:02:00,2026-11-20T08:51:00\n"
        "1042,,2026-11-20T08:05:00,2026-11-20T09:12:00\n",
    ),
    FileKind(
        "moves",
        msg("moves of boxes in the yard, one line each"),
        (
            _column("box", msg("box")),
            _column("time", msg("time of the move, as 2026-11-21T10:30:00")),
            _column("move", msg("“in” to the yard, “out” to a truck, or “aside” to reach another")),
        ),
        "box,time,move\nK100,2026-11-20T08:02:00,aside\nK207,2026-11-20T08:04:00,out\n",
    ),
)


def preview(log: Log) -> DataPreview:
    """Return what a log holds: how many of its lines are used, what is wrong, and how much happens each day."""
    kind = next(kind for kind in FILE_KINDS if kind.key == log.kind)
    return DataPreview(
        name=log.name,
        kind=kind.title,
        rows=log.rows,
        used=log.used,
        columns=log.columns,
        covers=log.covers,
        findings=log.findings,
        axis=msg("day"),
        axis_unit="d",
        glance=(log.glance,),
    )
