"""The three logs that a port may bring: calls of ships, visits of trucks, moves of boxes; each known by its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from campus5g.core.benefit import Series
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.uses.cells import places, read_cells
from campus5g.uses.clock import read_clock
from campus5g.uses.logistics.data.quay import Quay
from campus5g.uses.preview import Column, Finding, Severity
from campus5g.uses.table import PARIS, Kind, Table, Wanted, agreed_to, read_table
from campus5g.uses.units import split_header

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]
SHIP = ("ship", "vessel", "navire", "bateau")
TRUCK = ("truck", "camion", "plate", "immatriculation", "poids_lourd")
BOX = ("box", "container", "conteneur")
HOUR, DAY = 3600.0, 86400.0
FEWEST = 5
"""Calls or visits below which a log says nothing of a year."""
MOST_NOTICE_MIN = 120.0
NOTICE_MIN = 5.0
"""A truck told of less than this before it is there was not announced."""


@dataclass(frozen=True, slots=True)
class Log:
    """A log as understood: its sound rows, what it says of the site, and what is wrong with it.

    figures: assumption or question key → value that the log measures. ships: of a log of calls, hours since the first arrival.
    """

    name: str
    kind: str
    rows: int
    used: int
    columns: tuple[Column, ...]
    findings: tuple[Finding, ...]
    covers: Message
    glance: Series
    figures: Mapping[str, float] = field(default_factory=dict)
    ships: Ships | None = None

    def agreed(self, partial: bool) -> Log:
        """Return the log when it is whole, or ``partial`` use was agreed to; else refuse with its first fault."""
        agreed_to(self.name, self.findings, partial)
        return self


@dataclass(frozen=True, slots=True)
class Ships:
    """(n,) arrival and handling of each call, in hours, in order of arrival; berths: how many there are."""

    arrival_h: Floats
    handling_h: Floats
    berths: int

    def quays(self, unit_h: float, most: int, windows: int) -> tuple[Quay, ...]:
        """Return up to ``windows`` quays of at most ``most`` calls that follow one another, spread over the log."""
        count = len(self.arrival_h)
        starts = range(0, max(1, count - most // 2), most)
        chosen = list(starts)[:: max(1, -(-len(starts) // windows))]
        return tuple(self._quay(slice(start, min(start + most, count)), unit_h) for start in chosen)

    def _quay(self, part: slice, unit_h: float) -> Quay:
        arrivals = np.rint((self.arrival_h[part] - self.arrival_h[part][0]) / unit_h).astype(np.int64)
        handling = np.maximum(1, np.rint(self.handling_h[part] / unit_h)).astype(np.int64)
        latest = np.iinfo(np.int32).max
        opening, closing = np.zeros(self.berths, dtype=np.int64), np.full(self.berths, latest, dtype=np.int64)
        each = np.repeat(handling[:, None], self.berths, axis=1)
        return Quay("log", arrivals, opening, each, closing, np.full(len(arrivals), latest, dtype=np.int64))


def read_log(path: Path) -> Log:
    """Read a log of calls, visits or moves; ``BadInput`` when its columns are those of none, or nothing of it is sound."""
    heads = {split_header(head)[0] for head in read_cells(path).header}
    if heads & set(SHIP):
        return _calls(path)
    if heads & set(TRUCK):
        return _visits(path)
    if heads & set(BOX):
        return _moves(path)
    raise BadInput(
        path.name,
        msg("no column “%(column)s”", column="ship”, “truck”, “box"),
        msg("a log of calls of ships, of visits of trucks, or of moves of boxes"),
    )


def _time(table: Table, key: str, faults: list[Finding]) -> Floats:
    """Return (n,) seconds of a column of times, NaN where it is empty; what cannot be read is told."""
    cells = table.texts.get(key)
    found = np.full(table.used, np.nan)
    if cells is None:
        return found
    filled = np.flatnonzero(cells != "")
    if filled.size:
        clock = read_clock(table.name, [str(cells[row]) for row in filled], table.lines[filled], PARIS)
        if clock.counted:
            raise BadInput(table.name, msg("times that are a count"), msg("times such as 2026-11-21T10:30:00"))
        found[filled] = clock.seconds
        faults.extend(clock.findings)
    return found


def _told(table: Table, bad: Rows, problem: Message, remedy: Message, faults: list[Finding]) -> None:
    if bad.any():
        faults.append(Finding(Severity.PARTIAL, places(table.lines[bad]), problem, remedy))


def _calls(path: Path) -> Log:
    wanted = (
        Wanted("ship", SHIP, msg("name of the ship"), Kind.TEXT),
        Wanted("arrival", ("arrival", "arrivee", "ata"), msg("arrival in port"), Kind.TEXT),
        Wanted("berth", ("berth", "poste", "quai"), msg("berth"), Kind.TEXT),
        Wanted("begin", ("begin", "start", "debut", "berthing", "accostage"), msg("begin of the handling"), Kind.TEXT),
        Wanted("end", ("end", "fin", "departure", "depart", "atd"), msg("end of the handling"), Kind.TEXT),
        Wanted("announced", ("announced", "eta", "annonce"), msg("arrival as it was announced"), Kind.TEXT, required=False),
    )
    table = read_table(path, wanted)
    faults = list(table.findings)
    arrival, begin, end = _time(table, "arrival", faults), _time(table, "begin", faults), _time(table, "end", faults)
    announced, berth = _time(table, "announced", faults), table.texts["berth"]
    lacking = np.isnan(arrival) | np.isnan(begin) | np.isnan(end) | (berth == "")
    disorder = ~lacking & ((begin < arrival) | (end <= begin))
    twice = _twice(table.texts["ship"], arrival, end, ~lacking & ~disorder)
    _told(table, lacking, msg("no arrival, berth, begin or end"), msg("fill them in, or leave these calls out"), faults)
    _told(
        table, disorder, msg("times out of order, or in another zone: arrival, begin and end must follow one another"),
        msg("correct them, or leave these calls out"), faults,
    )  # fmt: skip
    _told(
        table, twice, msg("one ship is in port twice at a time: two ships with one name?"),
        msg("give each ship its own name, or leave these calls out"), faults,
    )  # fmt: skip
    sound = np.flatnonzero(~(lacking | disorder | twice))
    _enough(table, sound, faults)
    sound = sound[np.argsort(arrival[sound], kind="stable")]
    days = max((arrival[sound].max() - arrival[sound].min()) / DAY, 1.0)
    handling = (end - begin)[sound] / HOUR
    ships = Ships((arrival[sound] - arrival[sound][0]) / HOUR, handling, len(set(berth[sound].tolist())))
    figures = {"calls": len(sound) / days * 365, "handling_h": float(handling.mean()), "berths": float(ships.berths)}
    slips = ((arrival - announced)[sound] / HOUR)[~np.isnan(announced[sound])]
    if len(slips) >= FEWEST:
        figures["sea_error"] = float(np.sqrt(np.mean(slips**2)) / handling.mean())
    covers = msg("%(calls)s calls at %(berths)s berths in %(days)s days", calls=len(sound), berths=ships.berths, days=round(days))
    return _log(table, "calls", sound, faults, covers, _daily(arrival[sound], msg("calls a day")), figures, ships)


def _twice(names: NDArray[np.str_], arrival: Floats, end: Floats, there: Rows) -> Rows:
    """Return the calls of a ship that had not left since the call before."""
    found = np.zeros(len(names), dtype=np.bool_)
    for name in set(names[there].tolist()):
        mine = np.flatnonzero(there & (names == name))
        mine = mine[np.argsort(arrival[mine], kind="stable")]
        found[mine[1:]] = arrival[mine[1:]] < np.maximum.accumulate(end[mine])[:-1]
    return found


def _visits(path: Path) -> Log:
    wanted = (
        Wanted("truck", TRUCK, msg("truck"), Kind.TEXT),
        Wanted("in", ("in", "gate_in", "entree", "arrivee"), msg("passes the gate"), Kind.TEXT),
        Wanted("out", ("out", "gate_out", "sortie"), msg("leaves"), Kind.TEXT),
        Wanted("announced", ("announced", "annonce"), msg("when it was announced"), Kind.TEXT, required=False),
    )
    table = read_table(path, wanted)
    faults = list(table.findings)
    entered, left, announced = _time(table, "in", faults), _time(table, "out", faults), _time(table, "announced", faults)
    lacking = np.isnan(entered) | np.isnan(left)
    disorder = ~lacking & (left <= entered)
    _told(table, lacking, msg("no entry or no exit"), msg("fill it in, or leave these visits out"), faults)
    _told(
        table, disorder, msg("the exit is before the entry: times out of order, or in another zone"),
        msg("correct them, or leave these visits out"), faults,
    )  # fmt: skip
    sound = np.flatnonzero(~(lacking | disorder))
    _enough(table, sound, faults)
    days = len(set(np.floor(entered[sound] / DAY).tolist()))
    minutes = (left - entered)[sound] / 60
    figures = {"trucks_per_day": len(sound) / days, "truck_turn_time_min": float(minutes.mean())}
    if "announced" in table.texts:
        notice = (entered - announced)[sound] / 60
        early = notice >= NOTICE_MIN
        figures["announced_share"] = float(early.mean())
        if early.any():
            figures["announced_min"] = float(min(np.median(notice[early]), MOST_NOTICE_MIN))
    covers = msg(
        "%(visits)s visits on %(days)s days, %(minutes)s minutes each",
        visits=len(sound),
        days=days,
        minutes=round(minutes.mean()),
    )
    return _log(table, "visits", sound, faults, covers, _daily(entered[sound], msg("visits a day")), figures)


def _moves(path: Path) -> Log:
    wanted = (
        Wanted("box", BOX, msg("box"), Kind.TEXT),
        Wanted("time", ("time", "heure", "date"), msg("time of the move"), Kind.TEXT),
        Wanted("move", ("move", "mouvement", "kind", "type"), msg("“out” to a truck, or “aside” to reach another"), Kind.TEXT),
    )
    table = read_table(path, wanted)
    faults = list(table.findings)
    times = _time(table, "time", faults)
    words = np.char.lower(table.texts["move"]) if table.used else table.texts["move"]
    out, aside = np.isin(words, ("out", "sortie", "retrieval")), np.isin(words, ("aside", "rehandle", "ecart", "remaniement"))
    other = ~(out | aside) & ~np.isin(words, ("in", "entree"))
    _told(table, other, msg("moves that are neither “in”, “out” nor “aside”"), msg("name them, or leave them out"), faults)
    timeless = np.isnan(times)
    _told(table, timeless, msg("no time"), msg("fill it in, or leave these moves out"), faults)
    sound = np.flatnonzero(~(other | timeless))
    out, aside = out[sound], aside[sound]
    _enough(table, sound, faults)
    if not out.any():
        raise BadInput(table.name, msg("no move “out”"), msg("the boxes that trucks took"))
    each = aside.sum() / out.sum()
    covers = msg("%(out)s boxes taken, %(aside)s moved aside", out=int(out.sum()), aside=int(aside.sum()))
    return _log(table, "moves", sound, faults, covers, _daily(times[sound], msg("moves a day")), {"rehandles_today": float(each)})


def _enough(table: Table, sound: NDArray[np.intp], faults: list[Finding]) -> None:
    if len(sound) < FEWEST:
        fault = next((one for one in faults if one.severity is Severity.PARTIAL), None)
        if fault is not None:
            raise BadInput(f"{table.name}, {fault.where}", fault.problem, fault.remedy)
        raise BadInput(table.name, msg("%(n)s sound lines: too few", n=len(sound)), msg("at least %(n)s", n=FEWEST))


def _daily(times: Floats, label: Message) -> Series:
    day = np.floor((times - times.min()) / DAY).astype(int)
    count = np.bincount(day)
    return Series("daily", label, "", tuple(map(float, range(len(count)))), tuple(map(float, count)))


def _log(
    table: Table,
    kind: str,
    sound: NDArray[np.intp],
    faults: list[Finding],
    covers: Message,
    glance: Series,
    figures: Mapping[str, float],
    ships: Ships | None = None,
) -> Log:
    return Log(table.name, kind, table.rows, len(sound), table.columns, tuple(faults), covers, glance, figures, ships)
