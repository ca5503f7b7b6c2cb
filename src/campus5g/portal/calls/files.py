"""Files of calls that a person gives: what is taken, what they are, and what stands in their columns."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.core.files.uploadedfile import UploadedFile

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.funding.readers import recognised
from campus5g.funding.readers.table import guess_columns, sample_rows
from campus5g.portal.base.attachments import NAME_LENGTH, check

MOST_BYTES = 300 * 1024 * 1024
TAKEN = (".csv", ".json", ".jsonl", ".csv.gz", ".json.gz", ".jsonl.gz", ".xlsx")
SAMPLES = 3
FIELD_NAMES: dict[str, Message] = {
    "id": msg("Identifier"),
    "title": msg("Title"),
    "text": msg("Description"),
    "funder": msg("Funder"),
    "programme": msg("Programme"),
    "opens": msg("Opening"),
    "closes": msg("Deadlines"),
    "territories": msg("Places (codes such as FR, REG-32, DEP-59)"),
    "budget_eur": msg("Budget of the call"),
    "min_aid_eur": msg("Lowest aid"),
    "max_aid_eur": msg("Highest aid"),
    "url": msg("Address"),
    "conditions": msg("Conditions"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it lies in its file: its headers, the first values of each, and where each of our fields seems to be."""

    samples: Mapping[str, tuple[str, ...]]
    guessed: Mapping[str, str]

    @property
    def headers(self) -> list[str]:
        return list(self.samples)


def checked(uploaded: UploadedFile) -> str:
    """Return the name under which a file of calls is kept; refuse what is too big, of another kind, or a workbook that is none."""
    path = PurePath((uploaded.name or "").replace("\\", "/"))
    name = path.name[-NAME_LENGTH:]
    if not name.lower().endswith(TAKEN):
        raise BadInput(name, msg("a file of a kind that is not taken"), msg("one of %(kinds)s", kinds=", ".join(TAKEN)))
    if (uploaded.size or 0) > MOST_BYTES:
        size, most = round((uploaded.size or 0) / 1e6), MOST_BYTES // 2**20
        raise BadInput(name, msg("%(n)s MB", n=size), msg("at most %(n)s MB", n=most))
    if name.lower().endswith(".xlsx"):
        check(uploaded)
        uploaded.seek(0)
    return name


@contextmanager
def uploaded_copy(uploaded: UploadedFile) -> Iterator[Path]:
    """Lend a file that was sent under its own name, for as long as it is read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / PurePath((uploaded.name or "file").replace("\\", "/")).name
        with path.open("wb") as copy:
            copy.writelines(uploaded.chunks())
        yield path


def known_format(path: Path) -> str:
    """Return the name of a file's format, empty for a table whose columns a person must lay out."""
    found = "" if path.suffix.lower() == ".xlsx" else recognised(path)
    if not found:
        guess_columns(path)  # refuses what is no table, in one sentence
    return found


def table_of(path: Path) -> Table:
    """Look into a table."""
    return Table(sample_rows(path, SAMPLES), guess_columns(path))
