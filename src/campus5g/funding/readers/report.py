"""What an import read, kept and refused, line by line."""

from __future__ import annotations

from dataclasses import dataclass

from campus5g.core.message import Message, msg


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Counts of one file. ``refused`` and ``merged``: (line or result number, reason). read = kept + refused + merged."""

    file: str
    format: str
    read: int
    kept: int
    refused: tuple[tuple[int, Message], ...] = ()
    merged: tuple[tuple[int, Message], ...] = ()

    @property
    def sentence(self) -> Message:
        return msg(
            "%(file)s (%(format)s): %(read)s read, %(kept)s kept, %(merged)s merged, %(refused)s refused",
            file=self.file, format=self.format, read=self.read, kept=self.kept,
            merged=len(self.merged), refused=len(self.refused),
        )  # fmt: skip
