"""The kinds of file that the use reads, and what one of them holds, told to the person who brings it."""

from __future__ import annotations

import numpy as np

from campus5g.core.benefit import Series
from campus5g.core.message import msg
from campus5g.uses.preview import Column, DataPreview, FileKind, Finding, Severity
from campus5g.uses.robots.data.grid import Grid

FILE_KINDS = (
    FileKind(
        "floor_map",
        msg("floor map, one sign for each cell"),
        (
            Column("height", msg("rows of the map"), "", 0),
            Column("width", msg("cells of a row"), "", 0),
            Column("map", msg("then the rows: “.” free, “@” blocked"), "", 0),
        ),
        "type octile\nheight 5\nwidth 9\nmap\n.........\n.@@@.@@@.\n.........\n.@@@.@@@.\n.........\n",
    ),
)


def preview(grid: Grid) -> DataPreview:
    """Return what a floor holds: its size, its free cells row by row, and parts that robots cannot reach."""
    height, width = grid.free.shape
    joined = len(grid.largest_region())
    free = grid.free.sum(axis=1)
    return DataPreview(
        name=grid.name,
        kind=FILE_KINDS[0].title,
        rows=grid.cells,
        used=joined,
        columns=(Column("map", msg("free cells"), "", grid.cells),),
        covers=msg("%(width)s × %(height)s cells, of which %(free)s are free", width=width, height=height, free=grid.cells),
        findings=_findings(grid, joined),
        axis=msg("row of the map"),
        axis_unit="",
        glance=(Series("free", msg("free cells of the row"), "", tuple(map(float, np.arange(height))), tuple(map(float, free))),),
    )


def _findings(grid: Grid, joined: int) -> tuple[Finding, ...]:
    if joined == grid.cells:
        return ()
    return (
        Finding(
            Severity.PARTIAL,
            grid.name,
            msg("%(n)s free cells are cut off from the rest", n=grid.cells - joined),
            msg("open a way to them, or agree to leave them out"),
        ),
    )
