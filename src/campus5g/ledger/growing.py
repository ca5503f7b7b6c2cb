"""Sequences and registers that grow without being changed: each addition gives a new value that shares the old one's memory.

A book of a hundred thousand entries is a value like a number is one; copying it at each entry would cost the square of its length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Generic, TypeVar
from zlib import crc32

T = TypeVar("T")
_CHUNK = 256
_DRAWERS = 256


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """A sequence that is only added to: full chunks, and the open one."""

    full: tuple[tuple[T, ...], ...] = ()
    rest: tuple[T, ...] = ()

    def add(self, item: T) -> Row[T]:
        """Return the sequence with one more item."""
        if len(self.rest) < _CHUNK - 1:
            return Row(self.full, (*self.rest, item))
        return Row((*self.full, (*self.rest, item)), ())

    def __iter__(self) -> Iterator[T]:
        return chain(chain.from_iterable(self.full), self.rest)

    def __len__(self) -> int:
        return len(self.full) * _CHUNK + len(self.rest)

    def __getitem__(self, place: int) -> T:
        if not 0 <= place < len(self):
            raise IndexError(place)
        chunk, within = divmod(place, _CHUNK)
        return self.full[chunk][within] if chunk < len(self.full) else self.rest[within]


@dataclass(frozen=True, slots=True)
class Register:
    """The place of each key in a sequence. Keys lie in drawers chosen by their checksum, so that one addition copies one drawer."""

    drawers: tuple[dict[str, int], ...] = ({},) * _DRAWERS

    def add(self, key: str, place: int) -> Register:
        """Return the register with one more key; one that is there is given its new place."""
        chosen = _drawer(key)
        drawer = {**self.drawers[chosen], key: place}
        return Register((*self.drawers[:chosen], drawer, *self.drawers[chosen + 1 :]))

    def get(self, key: str) -> int | None:
        """Return the place of a key, or ``None``."""
        return self.drawers[_drawer(key)].get(key)


def _drawer(key: str) -> int:
    return crc32(key.encode()) % _DRAWERS
