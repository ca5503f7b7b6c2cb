"""Where robots start and what they have to reach: scenarios of movingai, agents and tasks of the League of Robot Runners."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.uses.robots.data.grid import Cells, Grid, _text


@dataclass(frozen=True, slots=True)
class Trips:
    """One trip for each robot: (robots,) cell to start from and cell to reach."""

    starts: Cells
    goals: Cells


def read_scenario(path: Path, grid: Grid, agents: int) -> Trips:
    """Read the first ``agents`` lines of a ``.scen`` file (bucket, map, width, height, start x, y, goal x, y, length).

    Refused with its line: a place off the map or in a wall, a goal cut off from its start, two robots at one place.
    """
    name, lines = path.name, _text(path).splitlines()
    rows = [(number, line.split("\t")) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("version")]
    if agents < 1 or agents > grid.cells:
        raise BadInput(
            "agents", msg("%(n)s robots on %(cells)s free cells", n=agents, cells=grid.cells), msg("from 1 to as many")
        )
    if len(rows) < agents:
        raise BadInput(name, msg("%(n)s trips", n=len(rows)), msg("at least %(n)s, one for each robot", n=agents))
    starts, goals = [], []
    for number, row in rows[:agents]:
        where = f"{name}, line {number}"
        places = _places(row, grid, where)
        start, goal = grid.cell(places[1], places[0], where), grid.cell(places[3], places[2], where)
        starts.append(start)
        goals.append(goal)
    return check_trips(grid, np.array(starts, dtype=np.int32), np.array(goals, dtype=np.int32), name)


def _places(row: list[str], grid: Grid, where: str) -> list[int]:
    if len(row) < 8 or not all(value.strip().isdigit() for value in row[2:8]):
        raise BadInput(
            where, msg("%(n)s values", n=len(row)), msg("bucket, map, width, height, start x, start y, goal x, goal y")
        )
    width, height = int(row[2]), int(row[3])
    if (height, width) != grid.free.shape:
        raise BadInput(
            where,
            msg("a scenario for a map of %(w)s columns and %(h)s rows", w=width, h=height),
            msg("one for %(w)s columns and %(h)s rows", w=grid.free.shape[1], h=grid.free.shape[0]),
        )
    return [int(value) for value in row[4:8]]


def check_trips(grid: Grid, starts: Cells, goals: Cells, name: str) -> Trips:
    """Return trips that can be made: no place taken twice, each goal joined to its start."""
    for cells, twice in ((starts, msg("two robots start at one cell")), (goals, msg("two robots have one goal"))):
        found, first = np.unique(cells, return_index=True)
        if len(found) < len(cells):
            place = int(np.setdiff1d(np.arange(len(cells)), first)[0]) + 1
            raise BadInput(f"{name}, robot {place}", twice, msg("a cell of its own for each robot"))
    cut = np.flatnonzero(grid.regions[starts] != grid.regions[goals])
    if cut.size:
        raise BadInput(f"{name}, robot {int(cut[0]) + 1}", msg("its goal is cut off from its start"), msg("a goal it can reach"))
    return Trips(starts, goals)


def read_cells(path: Path, grid: Grid) -> list[tuple[int, ...]]:
    """Read ``.agents`` or ``.tasks`` of the League of Robot Runners: a count, then one line each of row × width + column.

    A line may name several cells, to be reached in turn; lines that begin with ``#`` are comments.
    """
    name = path.name
    lines = [(n, line.strip()) for n, line in enumerate(_text(path).splitlines(), 1) if line.strip() and line[0] != "#"]
    if not lines or not lines[0][1].isdigit():
        raise BadInput(name, msg("no count on the first line"), msg("how many lines follow"))
    count = int(lines[0][1])
    if len(lines) - 1 < count:
        raise BadInput(name, msg("%(n)s lines", n=len(lines) - 1), msg("%(n)s lines: is the file cut?", n=count))
    width = grid.free.shape[1]
    found = []
    for number, line in lines[1 : count + 1]:
        where = f"{name}, line {number}"
        values = line.split(",")
        if not all(value.strip().isdigit() for value in values):
            raise BadInput(where, msg("“%(value)s”", value=line[:40]), msg("cells as row × width + column, between commas"))
        found.append(tuple(grid.cell(int(value) // width, int(value) % width, where) for value in values))
    return found


def read_fleet(path: Path, grid: Grid, agents: int) -> Cells:
    """Return the cells where the first ``agents`` robots of an ``.agents`` file start, each at a cell of its own."""
    found = read_cells(path, grid)
    if agents > len(found):
        raise BadInput(path.name, msg("%(n)s robots", n=len(found)), msg("at least %(n)s, one for each robot", n=agents))
    starts = np.array([cells[0] for cells in found[:agents]], dtype=np.int32)
    return check_trips(grid, starts, starts, path.name).starts


def read_tasks(path: Path, grid: Grid) -> Cells:
    """Return the cells of a ``.tasks`` file, one after another; a chain of cells is as many tasks."""
    return np.array([cell for task in read_cells(path, grid) for cell in task], dtype=np.int32)
