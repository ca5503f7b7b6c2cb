"""The one reader of a company's tables, for every use: wanted columns found by name, in the unit asked, with each fault told.

    table = read_table(path, (
        Wanted("time", ("time", "date", "horodatage"), msg("time of the reading"), Kind.TIME),
        Wanted("load_kw", ("load", "puissance"), msg("load of the site"), unit="kW"),
    ))
    table.agreed(partial)            # BadInput when the sound part may be used only if the person agrees

Rows whose time cannot be read, or comes a second time, are left out and told. A number that cannot be read, or lies outside
what is possible, is not-a-number and told. Nothing is filled in: that is the use's business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.uses.cells import Cells, Lines, places, read_cells
from campus5g.uses.clock import ordered, read_clock
from campus5g.uses.numbers import read_numbers
from campus5g.uses.preview import Column, Finding, Severity
from campus5g.uses.shifted import shifted_rows
from campus5g.uses.units import converted, mixed_with, plain, same_dimension, split_header

Floats = NDArray[np.float64]
PARIS = "Europe/Paris"


class Kind(StrEnum):
    """What the cells of a wanted column are."""

    NUMBER = "number"
    TIME = "time"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column that a use asks for.

    names: how it may be called, best first, in either language, without unit, as ``units.plain`` writes it (``load_factor``).
    unit: what values are converted to; a column of another dimension is not this one. least, most: what is possible.
    """

    key: str
    names: tuple[str, ...]
    meaning: Message
    kind: Kind = Kind.NUMBER
    unit: str = ""
    required: bool = True
    least: float = -inf
    most: float = inf


@dataclass(frozen=True, slots=True)
class Table:
    """A table as understood: n rows, in order of time within each group when it has a time.

    numbers: key → (n,) in the wanted unit, NaN where missing; other numeric columns by their header, when asked for.
    texts: key → (n,). time_s: (n,) seconds since 1970 UTC, or the file's own count when ``counted``. rows: lines of data.
    """

    name: str
    rows: int
    lines: Lines
    numbers: Mapping[str, Floats]
    texts: Mapping[str, NDArray[np.str_]]
    time_s: Floats | None
    columns: tuple[Column, ...]
    findings: tuple[Finding, ...] = ()
    counted: bool = False

    @property
    def used(self) -> int:
        return len(self.lines)

    def agreed(self, partial: bool) -> Table:
        """Return the table when it is whole, or ``partial`` use was agreed to; else refuse with its first fault."""
        agreed_to(self.name, self.findings, partial)
        return self


def agreed_to(name: str, findings: Sequence[Finding], partial: bool) -> None:
    """Refuse a file that can be used in part only, unless ``partial`` use was agreed to."""
    fault = next((finding for finding in findings if finding.severity is Severity.PARTIAL), None)
    if fault is not None and not partial:
        raise BadInput(f"{name}, {fault.where}", fault.problem, msg("a whole file, or your consent to use its sound part"))


def read_table(
    path: Path,
    wanted: Sequence[Wanted],
    *,
    others: bool = False,
    group: str | tuple[str, ...] = (),
    zone: str = PARIS,
    headerless: Sequence[str] = (),
) -> Table:
    """Read the ``wanted`` columns of a CSV or Parquet file.

    others: also every other column that holds numbers. group: keys of the wanted TEXT columns that tell series apart (machines).
    zone: of times written without one. headerless: column names of a file that has none.
    A file that cannot be used at all is refused with its place, what is wrong and what is expected.
    """
    cells = read_cells(path, headerless)
    found = _found(cells, wanted)
    findings = list(cells.findings)
    texts = {w.key: _text(cells.columns[found[w.key]]) for w in wanted if w.kind is Kind.TEXT and w.key in found}
    series = _series([texts[key] for key in ((group,) if isinstance(group, str) else group) if key in texts])
    time_s, counted = None, False
    for want in wanted:
        if want.kind is Kind.TIME and want.key in found:
            clock = read_clock(cells.name, cells.columns[found[want.key]], cells.lines, zone, series.tolist())
            time_s, counted, findings = clock.seconds, clock.counted, findings + list(clock.findings)
    read: dict[str, _Read] = {}
    units: dict[int, str] = {}
    for want in wanted:
        if want.kind is Kind.NUMBER and want.key in found:
            read[want.key] = _numbers(cells, found[want.key], want, series)
            units[found[want.key]] = read[want.key].unit
    if others:
        read |= _others(cells, set(found.values()), series)
    findings += [finding for column in read.values() for finding in column.findings]
    numbers = {key: column.values for key, column in read.items()}
    bad, told = _shifted(cells, [column.as_written for column in read.values()])
    rows, late = _rows(cells, time_s, series, bad)
    columns = _columns(cells, wanted, found, numbers, units)
    return Table(
        cells.name,
        cells.rows,
        cells.lines[rows],
        {key: values[rows] for key, values in numbers.items()},
        {key: values[rows] for key, values in texts.items()},
        None if time_s is None else time_s[rows],
        columns,
        (*findings, *told, *late),
        counted,
    )


def _found(cells: Cells, wanted: Sequence[Wanted]) -> dict[str, int]:
    """Return key → place of its column: by whole name first, then by name without its unit; each column used once."""
    heads = [(plain(head), *split_header(head)) for head in cells.header]
    found: dict[str, int] = {}
    for want in wanted:
        for name in want.names:
            for place, (whole, bare, unit) in enumerate(heads):
                fits = not (unit and want.unit) or same_dimension(unit, want.unit)
                if place not in found.values() and name in (whole, bare) and fits:
                    found.setdefault(want.key, place)
        if want.key not in found and want.required:
            asked = msg("%(meaning)s (%(unit)s)", meaning=want.meaning, unit=want.unit) if want.unit else want.meaning
            raise BadInput(cells.name, msg("no column “%(column)s”", column=want.names[0]), asked)
    return found


def _text(cells: Sequence[Any]) -> NDArray[np.str_]:
    return np.array(["" if cell is None else str(cell) for cell in cells], dtype=np.str_)


def _series(names: list[NDArray[np.str_]]) -> NDArray[np.str_]:
    """Return (n,) which series each row is of, (0,) when the file is one."""
    return np.array([", ".join(row) for row in zip(*names, strict=True)], dtype=np.str_)


@dataclass(frozen=True, slots=True)
class _Read:
    """A column of numbers: (n,) values in the wanted unit, impossible ones left out; as written, with them; the unit it was in."""

    values: Floats
    as_written: Floats
    unit: str
    findings: tuple[Finding, ...]


def _numbers(cells: Cells, place: int, want: Wanted, series: NDArray[np.str_]) -> _Read:
    """Return a column of numbers with what is wrong with them."""
    head = cells.header[place]
    unit = split_header(head)[1] or want.unit
    read = read_numbers(cells.columns[place], unit)
    values, findings = read.values.copy(), []

    def tell(severity: Severity, rows: NDArray[np.bool_], problem: Message, remedy: Message) -> None:
        findings.append(Finding(severity, f"{head}, {places(cells.lines[rows])}", problem, remedy))

    if read.unread.any():
        text = str(cells.columns[place][int(np.flatnonzero(read.unread)[0])])[:40]
        problem = msg("%(n)s cells hold no number (“%(text)s”)", n=int(read.unread.sum()), text=text)
        tell(Severity.PARTIAL, read.unread, problem, msg("correct them, or leave them out"))
    if read.converted.any():
        problem = msg("%(n)s cells are in another unit than the column", n=int(read.converted.sum()))
        tell(Severity.NOTE, read.converted, problem, msg("carried to %(unit)s", unit=unit))
    if mixed := _mixed(values, unit, series):
        suspect, other = mixed
        problem = msg("%(n)s values look as if they were in %(other)s", n=int(suspect.sum()), other=other)
        tell(Severity.PARTIAL, suspect, problem, msg("write the whole column in %(unit)s; they are left out", unit=unit))
        values[suspect] = np.nan
    values = converted(values, unit, want.unit) if want.unit else values
    written = values.copy()
    with np.errstate(invalid="ignore"):
        outside = (values < want.least) | (values > want.most) | np.isinf(values)
    if outside.any():
        n, value = int(outside.sum()), float(values[outside][0])
        problem = msg("%(n)s values are not possible (%(value)s)", n=n, value=value)
        if want.unit:
            problem = msg("%(n)s values are not possible (%(value)s %(unit)s)", n=n, value=value, unit=want.unit)
        tell(Severity.PARTIAL, outside, problem, msg("correct them, or leave them out"))
        values[outside] = np.nan
    empty = np.isnan(values) & ~read.unread & ~outside
    if empty.any() and not mixed:
        tell(Severity.NOTE, empty, msg("%(n)s cells are empty", n=int(empty.sum())), msg("nothing is made up there"))
    return _Read(values, written, unit, tuple(findings))


def _mixed(values: Floats, unit: str, series: NDArray[np.str_]) -> tuple[NDArray[np.bool_], str] | None:
    """Return what looks as if it were in another unit: beside the whole column, or beside the rest of its own series."""
    if (found := mixed_with(values, unit)) is not None or not series.size:
        return found
    suspect, others = np.zeros(len(values), dtype=np.bool_), []
    for name in dict.fromkeys(series.tolist()):
        mine = np.flatnonzero(series == name)
        if (there := mixed_with(values[mine], unit)) is not None:
            suspect[mine[there[0]]] = True
            others.append(there[1])
    return (suspect, others[0]) if others else None


def _others(cells: Cells, used: set[int], series: NDArray[np.str_]) -> dict[str, _Read]:
    """Return every other column of which nine filled cells in ten are numbers, by its header."""
    found: dict[str, _Read] = {}
    for place, (head, column) in enumerate(zip(cells.header, cells.columns, strict=True)):
        if place in used or head in found:
            continue
        read = read_numbers(column, split_header(head)[1])
        if np.isfinite(read.values).sum() > 9 * read.unread.sum():
            found[head] = _numbers(cells, place, Wanted(head, (), msg("a sensor")), series)
    return found


def _shifted(cells: Cells, numbers: Sequence[Floats]) -> tuple[NDArray[np.bool_], list[Finding]]:
    bad = shifted_rows(numbers) if numbers else np.zeros(len(cells.lines), dtype=np.bool_)
    if not bad.any():
        return bad, []
    problem = msg("%(n)s lines have values that belong one column further: they are shifted", n=int(bad.sum()))
    return bad, [Finding(Severity.PARTIAL, places(cells.lines[bad]), problem, msg("correct these lines, or leave them out"))]


def _rows(
    cells: Cells, time_s: Floats | None, series: NDArray[np.str_], bad: NDArray[np.bool_]
) -> tuple[NDArray[np.intp], list[Finding]]:
    """Return the rows to keep, series by series in order of time."""
    if time_s is None:
        return np.flatnonzero(~bad), []
    time_s = np.where(bad, np.nan, time_s)
    names = list(dict.fromkeys(series.tolist())) if series.size else [""]
    rows: list[NDArray[np.intp]] = []
    findings: list[Finding] = []
    for name in names:
        mine = np.flatnonzero(series == name) if series.size else np.arange(len(time_s))
        kept, more = ordered(cells.name, time_s[mine], cells.lines[mine], name)
        rows.append(mine[kept])
        findings += more
    return np.concatenate(rows), findings


def _columns(
    cells: Cells, wanted: Sequence[Wanted], found: Mapping[str, int], numbers: Mapping[str, Floats], units: Mapping[int, str]
) -> tuple[Column, ...]:
    """Return the columns of the file in its order, each with what it was taken for."""
    by_place = {found[want.key]: want for want in wanted if want.key in found}
    columns = []
    for place, head in enumerate(cells.header):
        want = by_place.get(place)
        values = numbers.get(want.key if want and want.kind is Kind.NUMBER else head)
        filled = (
            sum(cell not in ("", None) for cell in cells.columns[place]) if values is None else int(np.isfinite(values).sum())
        )
        unit = units.get(place, split_header(head)[1])
        columns.append(Column(head, want.meaning if want else None, unit, filled))
    return tuple(columns)
