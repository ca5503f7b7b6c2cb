"""A company's file as cells: delimited text (``,`` ``;`` tab or blanks; plain or gzip) or Parquet, with what is wrong in its shape.

A line with another number of cells than the header is left out and told; when most lines are so, the columns are shifted and
the file is refused.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.uses.preview import Finding, Severity

MOST_BYTES = 1 << 29
"""A file above 512 MiB, once unpacked, is not for one machine's memory."""
_A_TABLE = msg("a table as CSV or Parquet, plain or gzip")

Lines = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cells:
    """header: names (m,). columns: (m,) sequences of (n,) raw cells. lines: (n,) where each row stands in the file.

    rows: lines of data in the file, those left out for their shape included.
    """

    name: str
    rows: int
    header: tuple[str, ...]
    columns: tuple[Sequence[Any], ...]
    lines: Lines
    findings: tuple[Finding, ...] = ()


def read_cells(path: Path, headerless: Sequence[str] = ()) -> Cells:
    """Read ``path``. headerless: names of the columns of a file that may have no header (all its first cells are numbers)."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
            file.seek(0)
            if start == b"PAR1":
                return _parquet(path)
            data = _unpacked(file) if start[:2] == b"\x1f\x8b" else file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise BadInput(path.name, msg("no such file"), _A_TABLE) from None
    except (OSError, EOFError, zlib.error):
        raise BadInput(path.name, msg("not readable as text, or cut short"), _A_TABLE) from None
    if len(data) > MOST_BYTES:
        raise BadInput(path.name, msg("too large"), msg("at most %(mib)s MiB once unpacked", mib=MOST_BYTES >> 20))
    return _delimited(path.name, _text(path.name, data), headerless)


def _unpacked(file: BinaryIO) -> bytes:
    with gzip.open(file) as unpacked:
        return unpacked.read(MOST_BYTES + 1)


def places(lines: Lines) -> str:
    """Return « line 12 », or « lines 12…40 (3) », for the rows of a fault."""
    return f"line {lines[0]}" if len(lines) == 1 else f"lines {lines[0]}…{lines[-1]} ({len(lines)})"


def _text(name: str, data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") and len(data) % 2 == 0:
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        raise BadInput(name, msg("not readable as text, or cut short"), _A_TABLE)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")  # what spreadsheets write on French desks


def _delimited(name: str, text: str, headerless: Sequence[str]) -> Cells:
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = next((m for m in (";", "\t", ",") if m in first), None)
    if mark is None and len(first.split()) > 2:
        rows = [(number, line.split()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    else:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark or ",")
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(map(str.strip, row))]
    if rows and all(map(_is_number, rows[0][1])):
        if len(rows[0][1]) != len(headerless):
            raise BadInput(f"{name}, line 1", msg("numbers where the names of the columns should be"), msg("a header"))
        header = tuple(headerless)
    else:
        header, rows = (tuple(rows[0][1]), rows[1:]) if rows else ((), [])
    if not rows:
        raise BadInput(name, msg("no reading"), msg("a header and one line a reading"))
    return _rectangular(name, header, rows)


def _rectangular(name: str, header: tuple[str, ...], rows: list[tuple[int, list[str]]]) -> Cells:
    """Keep the lines that have the header's number of cells; an empty last cell too many or too few is no fault."""
    width = len(header)
    while header and not header[-1]:
        header = header[:-1]
    whole: list[tuple[int, list[str]]] = []
    odd: list[tuple[int, int]] = []
    for number, row in rows:
        if len(row) == width or len(row) == len(header) or (len(row) > len(header) and not any(row[len(header) :])):
            whole.append((number, row))
        else:
            odd.append((number, len(row)))
    expected = msg("%(n)s, as in the header", n=len(header))
    if len(odd) > len(rows) / 2:
        raise BadInput(f"{name}, line {odd[0][0]}", msg("%(n)s cells", n=odd[0][1]), expected)
    findings = []
    if odd:
        lines = np.array([number for number, _ in odd])
        problem = msg(
            "%(n)s lines have another number of cells than the header (%(cells)s instead of %(width)s on the first): their "
            "columns are shifted",
            n=len(odd),
            cells=odd[0][1],
            width=len(header),
        )
        findings.append(Finding(Severity.PARTIAL, places(lines), problem, msg("correct these lines, or leave them out")))
    columns = tuple(zip(*(row[: len(header)] for _, row in whole), strict=True))
    return Cells(name, len(rows), header, columns, np.array([number for number, _ in whole]), tuple(findings))


def _parquet(path: Path) -> Cells:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError):
        raise BadInput(path.name, msg("not readable as Parquet, or cut short"), _A_TABLE) from None
    if not table.num_rows:
        raise BadInput(path.name, msg("no reading"), msg("a header and one line a reading"))
    columns = tuple(column.to_pylist() for column in table.columns)
    return Cells(path.name, table.num_rows, tuple(table.column_names), columns, np.arange(1, table.num_rows + 1))


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
