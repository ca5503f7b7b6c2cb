"""The floor on which robots move, as a grid of free cells joined to their four neighbours.

Format: the ``.map`` of movingai (octile), also used by the League of Robot Runners. Free cells are ``. G E S``, blocked ones
``@ T O W``; a robot takes one cell and one step to the next one.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg

FREE, BLOCKED = ".GES", "@TOW"
MOST_CELLS = 4_000_000
Cells = NDArray[np.int32]
"""Indices of free cells, in reading order of the map."""


@dataclass(frozen=True, slots=False)
class Grid:
    """A floor: ``free`` (height, width) is true where a robot can stand; ``name`` is the file's."""

    name: str
    free: NDArray[np.bool_]

    @cached_property
    def index(self) -> NDArray[np.int32]:
        """(height, width) index of each free cell, -1 where blocked."""
        found = np.full(self.free.shape, -1, dtype=np.int32)
        found[self.free] = np.arange(self.cells, dtype=np.int32)
        return found

    @cached_property
    def cells(self) -> int:
        return int(self.free.sum())

    @cached_property
    def places(self) -> NDArray[np.int32]:
        """(cells, 2) row and column of each free cell."""
        return np.argwhere(self.free).astype(np.int32)

    @cached_property
    def neighbours(self) -> NDArray[np.int32]:
        """(cells, 4) the cell to the east, west, south and north; -1 where none."""
        height, width = self.free.shape
        found = np.full((self.cells, 4), -1, dtype=np.int32)
        for side, (down, right) in enumerate(((0, 1), (0, -1), (1, 0), (-1, 0))):
            row, column = self.places[:, 0] + down, self.places[:, 1] + right
            inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
            found[inside, side] = self.index[row[inside], column[inside]]
        return found

    @cached_property
    def regions(self) -> NDArray[np.int32]:
        """(cells,) number of the connected part of the floor that each cell belongs to."""
        found = np.full(self.cells, -1, dtype=np.int32)
        count = 0
        for first in range(self.cells):
            if found[first] >= 0:
                continue
            found[first] = count
            queue = deque([first])
            while queue:
                for cell in self.neighbours[queue.popleft()]:
                    if cell >= 0 and found[cell] < 0:
                        found[cell] = count
                        queue.append(int(cell))
            count += 1
        return found

    def largest_region(self) -> Cells:
        """Return the cells of the largest connected part."""
        return np.flatnonzero(self.regions == np.bincount(self.regions).argmax()).astype(np.int32)

    def cell(self, row: int, column: int, where: str) -> int:
        """Return the free cell at a row and column; refuses a wall and a place off the map."""
        height, width = self.free.shape
        if not (0 <= row < height and 0 <= column < width):
            raise BadInput(
                where,
                msg("column %(x)s, row %(y)s lies off the map", x=column, y=row),
                msg("a place on a map of %(w)s columns and %(h)s rows", w=width, h=height),
            )
        if not self.free[row, column]:
            raise BadInput(where, msg("column %(x)s, row %(y)s is a wall", x=column, y=row), msg("a free cell"))
        return int(self.index[row, column])


def read_map(path: Path) -> Grid:
    """Read a ``.map`` file."""
    return parse_map(_text(path), path.name)


def parse_map(text: str, name: str) -> Grid:
    """Return the grid that a ``.map`` text holds; anything that is cut, longer or unknown is refused with its line."""
    lines = text.splitlines()
    head: dict[str, str] = {}
    number = next((n for n, line in enumerate(lines[:10], 1) if line.strip() == "map"), 0)
    if not number:
        raise BadInput(name, msg("no line “map” in the first ten"), msg("a map of movingai: type, height, width, map, then rows"))
    for line in lines[: number - 1]:
        word, _, value = line.partition(" ")
        head[word] = value.strip()
    height, width = (_size(head, key, name) for key in ("height", "width"))
    if height * width > MOST_CELLS:
        raise BadInput(name, msg("%(n)s cells", n=height * width), msg("at most %(n)s", n=MOST_CELLS))
    rows = lines[number : number + height]
    if len(rows) < height:
        raise BadInput(
            f"{name}, line {len(lines)}",
            msg("the map stops after %(found)s rows", found=len(rows)),
            msg("%(height)s rows: is the file cut?", height=height),
        )
    for place, row in enumerate(rows, number + 1):
        if len(row) != width:
            raise BadInput(f"{name}, line {place}", msg("%(n)s cells", n=len(row)), msg("%(n)s cells", n=width))
        strange = sorted(set(row) - set(FREE + BLOCKED))
        if strange:
            raise BadInput(f"{name}, line {place}", msg("the sign “%(sign)s”", sign=strange[0]), _signs())
    free = np.array([[sign in FREE for sign in row] for row in rows], dtype=np.bool_)
    if not free.any():
        raise BadInput(name, msg("no free cell"), msg("a floor on which robots can stand"))
    return Grid(name, free)


def _signs() -> Message:
    return msg("free cells %(free)s, blocked cells %(blocked)s", free=" ".join(FREE), blocked=" ".join(BLOCKED))


def _size(head: dict[str, str], key: str, name: str) -> int:
    found = head.get(key, "")
    if not found.isdigit() or int(found) < 1:
        raise BadInput(f"{name}, {key}", msg("“%(value)s”", value=found), msg("a whole number of cells"))
    return int(found)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(path.name, msg("the file cannot be read"), msg("a text file")) from error
    except UnicodeDecodeError as error:
        raise BadInput(path.name, msg("the file is not text"), msg("a text file in UTF-8")) from error
