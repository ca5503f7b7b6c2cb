"""The files that a company brings for the uses of its need."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from campus5g.core.benefit import Use
from campus5g.core.errors import BadInput
from campus5g.core.message import msg


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file of the company; ``partial``: it agrees that the sound part of a file with faults is used."""

    path: Path
    partial: bool = False


OwnFiles = Mapping[Use, OwnFile]


@dataclass(frozen=True, slots=True)
class FilePrint:
    """What tells the file of a use from another, wherever it lies."""

    use: Use
    name: str
    sha256: str
    partial: bool


def prints_of(files: OwnFiles) -> tuple[FilePrint, ...]:
    """Return the prints of ``files`` in the order of the uses; one that cannot be read is refused with its name."""
    return tuple(_print(use, files[use]) for use in Use if use in files)


def _print(use: Use, file: OwnFile) -> FilePrint:
    try:
        content = file.path.read_bytes()
    except OSError as error:
        raise BadInput(
            file.path.name, msg("cannot be read (%(fault)s)", fault=error.strerror or str(error)), msg("a file of the company")
        ) from None
    return FilePrint(use, file.path.name, hashlib.sha256(content).hexdigest(), file.partial)
