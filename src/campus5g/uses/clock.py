"""The time column of a company's file: zones, daylight saving, and what is wrong with it.

A time without a zone is that of a clock on the wall (``Europe/Paris`` unless told otherwise). If the file has readings in the
hour that the spring change skips, or passes the autumn change without the hour that comes twice, its clock does not follow
daylight saving: it is read as winter time all year. Else the second passage of the autumn hour is told from the first by the
order of the readings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.uses.cells import Lines, places
from campus5g.uses.preview import Finding, Severity

Floats = NDArray[np.float64]
_FRENCH = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T]+(\d{1,2})[:h](\d{2})(?::(\d{2}))?)?$")
_EPOCH_S = 1e8
"""Above it a plain number is a time since 1970 (1973 and later), below it a count."""
_GAP = 3.0
"""A pause longer than three usual intervals is told."""


@dataclass(frozen=True, slots=True)
class Clock:
    """seconds: (n,) since 1970 in UTC, NaN where unreadable; the file's own count (cycles, hours) when it is ``counted``."""

    seconds: Floats
    findings: tuple[Finding, ...]
    counted: bool = False


def read_clock(name: str, cells: Sequence[Any], lines: Lines, zone: str, groups: Sequence[Any] = ()) -> Clock:
    """Read a time column: ISO 8601, day/month/year, seconds since 1970, or a count of its own.

    groups: (n,) which machine each reading is of, when one file holds several series.
    """
    if (counted := _counted(cells)) is not None:
        return Clock(counted, (), counted=bool(np.nanmedian(counted) < _EPOCH_S))
    stamps = [_stamp(cell) for cell in cells]
    unread = np.array([stamp is None for stamp in stamps])
    if unread.mean() > 0.5:
        first = lines[np.flatnonzero(unread)[0]]
        text = str(cells[int(np.flatnonzero(unread)[0])])
        raise BadInput(
            f"{name}, line {first}", msg("“%(text)s” is not a time", text=text), msg("a time such as 2026-11-21T10:30:00")
        )
    findings = []
    if unread.any():
        problem = msg("%(n)s times cannot be read", n=int(unread.sum()))
        findings.append(Finding(Severity.PARTIAL, places(lines[unread]), problem, msg("write times as 2026-11-21T10:30:00")))
    aware = np.array([stamp is not None and stamp.tzinfo is not None for stamp in stamps])
    naive = ~aware & ~unread
    if aware.any() and naive.any():
        fewer = naive if naive.sum() <= aware.sum() else aware
        findings.append(
            Finding(
                Severity.PARTIAL,
                places(lines[fewer]),
                msg("times with and without a time zone are mixed; the fewer, %(n)s, are left out", n=int(fewer.sum())),
                msg("give all times a zone, or none"),
            )
        )
        stamps = [None if left_out else stamp for stamp, left_out in zip(stamps, fewer, strict=True)]
    if not (aware & np.array([stamp is not None for stamp in stamps])).any():
        stamps, more = _on_the_wall(stamps, groups, lines, zone)
        findings += more
    seconds = np.array([np.nan if stamp is None else stamp.timestamp() for stamp in stamps])
    return Clock(seconds, tuple(findings))


def ordered(name: str, seconds: Floats, lines: Lines, of: str = "") -> tuple[NDArray[np.intp], tuple[Finding, ...]]:
    """Return the places of the readings of one series in order of time, each time once, and what had to be put right.

    Time that never changes is refused. of: the machine that the series is of.
    """
    kept = np.flatnonzero(np.isfinite(seconds))
    where = f"{of}, " if of else ""
    if len(kept) > 1 and np.ptp(seconds[kept]) == 0:
        raise BadInput(f"{name}, {where}line {lines[kept[1]]}", msg("time never changes"), msg("the time of each reading"))
    findings: list[Finding] = []
    steps = np.diff(seconds[kept])
    if len(steps) and np.all(steps <= 0):
        kept = kept[::-1]
        findings.append(Finding(Severity.NOTE, f"{name}{', ' + of if of else ''}", msg("newest first"), msg("read from the end")))
        steps = np.diff(seconds[kept])
    if np.any(steps < 0):
        back = lines[kept[1:][steps < 0]]
        problem = msg("time goes back %(n)s times", n=len(back))
        remedy = msg("check the clock of the recorder; the readings are put in order of time")
        findings.append(Finding(Severity.PARTIAL, where + places(back), problem, remedy))
        kept = kept[np.argsort(seconds[kept], kind="stable")]
        steps = np.diff(seconds[kept])
    if np.any(steps == 0):
        again = lines[kept[1:][steps == 0]]
        problem = msg("%(n)s readings have the time of another", n=len(again))
        findings.append(Finding(Severity.PARTIAL, where + places(np.sort(again)), problem, msg("only the first is kept")))
        kept = kept[np.r_[True, steps > 0]]
        steps = np.diff(seconds[kept])
    if len(steps) > 2 and (gaps := np.flatnonzero(steps > _GAP * np.median(steps))).size:
        times = round(float(steps[gaps].max() / np.median(steps)), 1)
        problem = msg("%(n)s pauses, the longest %(times)s times the usual interval", n=len(gaps), times=times)
        findings.append(Finding(Severity.NOTE, where + places(lines[kept[gaps + 1]]), problem, msg("nothing is made up there")))
    return kept, tuple(findings)


def _counted(cells: Sequence[Any]) -> Floats | None:
    """Return a column of plain numbers as it is: a count of time, or seconds since 1970."""
    if not cells or isinstance(cells[0], datetime | date):
        return None
    try:
        found = np.array([np.nan if cell in ("", None) else float(cell) for cell in cells])
    except ValueError:
        return None
    if np.nanmedian(found) > 1000 * _EPOCH_S:  # milliseconds
        return found / 1000
    return found


def _stamp(cell: Any) -> datetime | None:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)  # a day on the wall
    text = str(cell or "").strip()
    try:
        if found := _FRENCH.match(text):
            day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
            if month > 12 >= day:
                day, month = month, day
            return datetime(year, month, day, hour, minute, second)
        return datetime.fromisoformat(text)
    except ValueError:
        return None


Stamps = list[datetime | None]


def _on_the_wall(stamps: Stamps, groups: Sequence[Any], lines: Lines, zone: str) -> tuple[Stamps, list[Finding]]:
    """Give a zone to times without one: the wall's, or winter time all year when the file ignores the changes."""
    wall = ZoneInfo(zone)
    days = _change_days({stamp.date() for stamp in stamps if stamp is not None}, wall)
    near = [(place, stamp) for place, stamp in enumerate(stamps) if stamp is not None and stamp.date() in days]
    skipped = [place for place, stamp in near if _skipped(stamp, wall)]
    twice = [(place, stamp) for place, stamp in near if _twice(stamp, wall)]
    second, ignored = _second_passage(twice, groups, _newest_first(stamps))
    if skipped or ignored:
        winter = _winter(near[0][1], wall)
        fixed: Stamps = [None if stamp is None else (stamp - winter).replace(tzinfo=UTC) for stamp in stamps]
        where = places(lines[np.array(skipped[:1] or [twice[0][0]])])
        problem = msg("the clock does not follow daylight saving (%(zone)s)", zone=zone)
        return fixed, [Finding(Severity.NOTE, where, problem, msg("read as winter time all year"))]
    given: Stamps = [None if s is None else s.replace(tzinfo=wall, fold=int(p in second)) for p, s in enumerate(stamps)]
    if not second:
        return given, []
    where = places(lines[np.array(sorted(second)[:1])])
    problem = msg("the hour of the autumn change comes twice (%(zone)s)", zone=zone)
    return given, [Finding(Severity.NOTE, where, problem, msg("told apart by the order of readings"))]


def _second_passage(twice: list[tuple[int, datetime]], groups: Sequence[Any], newest_first: bool) -> tuple[frozenset[int], bool]:
    """Return the places that come after the clock was put back, and whether several readings of that hour show no such turn."""
    by_series: dict[tuple[Any, date], list[tuple[int, datetime]]] = {}
    for place, stamp in reversed(twice) if newest_first else twice:
        by_series.setdefault((groups[place] if len(groups) else "", stamp.date()), []).append((place, stamp))
    second: set[int] = set()
    for found in by_series.values():
        turn = next((i for i in range(1, len(found)) if found[i][1] <= found[i - 1][1]), None)
        if turn is not None:
            second |= {place for place, _ in found[turn:]}
    return frozenset(second), not second and any(len(found) > 1 for found in by_series.values())


def _newest_first(stamps: Stamps) -> bool:
    known = [stamp for stamp in stamps if stamp is not None]
    return sum(b < a for a, b in pairwise(known)) > len(known) / 2


def _change_days(days: set[date], wall: ZoneInfo) -> set[date]:
    """Return the days of ``days`` on which the wall's clock changes."""

    def offset(day: date) -> timedelta | None:
        return datetime(day.year, day.month, day.day, tzinfo=wall).utcoffset()

    return {day for day in days if offset(day) != offset(day + timedelta(days=1))}


def _skipped(stamp: datetime, wall: ZoneInfo) -> bool:
    """Whether this wall time does not exist: there and back through UTC it is another."""
    return stamp.replace(tzinfo=wall).astimezone(UTC).astimezone(wall).replace(tzinfo=None) != stamp


def _twice(stamp: datetime, wall: ZoneInfo) -> bool:
    first, second = (stamp.replace(tzinfo=wall, fold=fold).utcoffset() for fold in (0, 1))
    return first != second and not _skipped(stamp, wall)


def _winter(stamp: datetime, wall: ZoneInfo) -> timedelta:
    offsets = (datetime(stamp.year, month, 1, tzinfo=wall).utcoffset() for month in (1, 7))
    return min(offset for offset in offsets if offset is not None)
