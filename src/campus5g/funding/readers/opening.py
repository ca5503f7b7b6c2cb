"""From a file to its text: gzip or not, UTF-8, whole; and to its records, with their line."""

from __future__ import annotations

import csv
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg

_GZIP = b"\x1f\x8b"
_LONGEST_FIELD = 10_000_000
_WHOLE = msg("a whole file")


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a feed, where it stands, and its fields; ``fault`` when it cannot be read."""

    line: int
    fields: dict[str, Any]
    fault: Message | None = None


def read_text(path: Path) -> str:
    """Return the text of a file, unpacked. A cut, damaged or wrongly encoded file is refused with its line."""
    try:
        data = path.read_bytes()
    except OSError:
        raise BadInput(path.name, msg("the file cannot be read"), msg("an existing file")) from None
    if data.startswith(_GZIP):
        data = _unpack(data, path.name)
    if not data.strip():
        raise BadInput(path.name, msg("the file is empty"), msg("one call or more"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{path.name}, line {line}", msg("bytes that are not UTF-8"), msg("a file encoded in UTF-8")) from None


def json_lines(text: str, file: str) -> Iterator[Record]:
    """Yield one record a line of JSON. A last line that stops short means that the file was cut."""
    lines = text.split("\n")
    last = max(number for number, line in enumerate(lines, start=1) if line.strip())
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except ValueError:
            if number == last:
                raise _cut(file, number) from None
            yield Record(number, {}, msg("the line is not JSON"))
            continue
        yield Record(number, fields) if isinstance(fields, dict) else Record(number, {}, msg("the line is not an object"))


def json_document(text: str, file: str) -> dict[str, Any]:
    """Return one JSON object that fills the file."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise _cut(file, error.lineno) from None
    if not isinstance(document, dict):
        raise BadInput(f"{file}, line 1", msg("not an object"), msg("a JSON object"))
    return document


def csv_records(text: str, file: str) -> Iterator[Record]:
    """Yield one record a row, its header's names as keys. A last row that stops short means that the file was cut."""
    csv.field_size_limit(_LONGEST_FIELD)
    header_line = text.split("\n", 1)[0]
    delimiter = ";" if header_line.count(";") > header_line.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names: list[str] = []
    pending: Record | None = None
    start = 1
    try:
        for row in reader:
            if pending is not None:
                yield pending
                pending = None
            if not names:
                names = [name.strip() for name in row]
            elif len(row) == len(names):
                yield Record(start, dict(zip(names, row, strict=True)))
            elif row:
                pending = Record(start, {}, msg("%(found)s columns instead of %(count)s", found=len(row), count=len(names)))
            start = reader.line_num + 1
    except csv.Error:
        raise _cut(file, start) from None
    if pending is not None:
        raise _cut(file, pending.line)


def _cut(file: str, line: int) -> BadInput:
    return BadInput(f"{file}, line {line}", msg("the file is cut or broken here"), _WHOLE)


def _unpack(data: bytes, file: str) -> bytes:
    parts: list[bytes] = []
    while data:
        unpacker = zlib.decompressobj(wbits=31)
        try:
            parts.append(unpacker.decompress(data))
        except zlib.error:
            raise _cut(file, b"".join(parts).count(b"\n") + 1) from None
        if not unpacker.eof:
            raise _cut(file, b"".join(parts).count(b"\n") + 1)
        data = unpacker.unused_data
    return b"".join(parts)
