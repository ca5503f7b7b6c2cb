"""Where imported tables are kept: ``files/territory/tables`` of the data directory, each as the columns of its kind, with its source.

``KIND.csv`` holds the rows, ``KIND.json`` the source, date and licence that were asked, and the version where the kind has several.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from campus5g.core.errors import BadInput
from campus5g.core.figures import Source, parse_day
from campus5g.core.files import write_whole
from campus5g.core.message import msg
from campus5g.territory.tables.kinds import KINDS, Kind, kind
from campus5g.territory.tables.rows import Row, read_rows

FOLDER = Path("files") / "territory" / "tables"
"""Within the data directory of a campus: among its files, which a backup takes whole."""


@dataclass(frozen=True, slots=True)
class Held:
    """A table that was imported. version: of its codes, where its publisher numbers them."""

    kind: str
    rows: tuple[Row, ...]
    source: Source
    version: str = ""


def keep(key: str, path: Path, folder: Path, source: Source, version: str = "") -> Held:
    """Check a file as a table of ``key`` and keep it in ``folder``. Source, date and licence must be said."""
    wanted = kind(key)
    for name, text in (("source", source.title), ("date", source.date), ("licence", source.licence)):
        if not text.strip():
            raise BadInput(name, msg("nothing is said"), msg("who publishes the table, of which day, under which licence"))
    parse_day(source.date, "date")
    rows = read_rows(path, wanted.fields)
    wanted.check(rows, path.name)
    _same_version(wanted, rows, path.name, folder)
    found = Held(key, rows, source, version)
    write_whole(folder / f"{key}.csv", _written(wanted, rows))
    said = {"title": source.title, "author": source.author, "date": source.date, "url": source.url, "licence": source.licence}
    write_whole(folder / f"{key}.json", json.dumps({**said, "version": version}, ensure_ascii=False, indent=1).encode())
    return found


def drop(key: str, folder: Path) -> None:
    """Keep the table of ``key`` no more; nothing happens where none is kept."""
    for place in (folder / f"{kind(key).key}.json", folder / f"{key}.csv"):
        place.unlink(missing_ok=True)


def held(folder: Path) -> dict[str, Held]:
    """Return the tables kept in ``folder``, by kind, checked as they were when they came in."""
    found = {}
    for key, one in KINDS.items():
        place, said = folder / f"{key}.csv", folder / f"{key}.json"
        if place.exists() and said.exists():
            told = json.loads(said.read_text(encoding="utf-8"))
            version = str(told.pop("version", ""))
            found[key] = Held(key, read_rows(place, one.fields), Source(**told), version)
    return found


def _written(wanted: Kind, rows: Sequence[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field.names[0] for field in wanted.fields])
    for row in rows:
        writer.writerow([row.numbers.get(f.key, "") if f.number else row.texts.get(f.key, "") for f in wanted.fields])
    return text.getvalue().encode()


_CODED = {"training": ("rome",), "fap_rome": ("rome",), "mobility": ("occupation", "target")}
"""Columns that hold ROME codes, by kind."""


def _same_version(wanted: Kind, rows: Sequence[Row], name: str, folder: Path) -> None:
    """Refuse ROME codes that the table of occupations kept here does not know: they are those of another version."""
    known = held(folder).get("rome") if wanted.key in _CODED else None
    if known is None:
        return
    codes = {row.texts["occupation"] for row in known.rows} | {""}
    for row in rows:
        strange = [code for key in _CODED[wanted.key] if (code := row.texts.get(key, "")) not in codes]
        if strange:
            raise BadInput(
                f"{name}, line {row.line}",
                msg("no occupation of ROME %(version)s has the code %(code)s", version=known.version, code=strange[0]),
                msg("codes of the version that was imported"),
            )
