"""Lives of machines followed to their failure: one line a reading, with any sensors.

A file has a column for the machine, one for the time or the cycle, any sensors, and, if some machines never failed, ``failed``
(1 on the reading where the machine fails). Without it every machine fails on its last reading. The columns of the NASA
turbofan files (C-MAPSS: unit, cycle, op1 to op3, s1 to s21, with or without a header) are known.

Columns called ``op…`` say how the machine is run, not how it is: readings are compared within the same way of running.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.uses.preview import Finding
from campus5g.uses.table import Kind, Table, Wanted, read_table

Floats = NDArray[np.float64]

CMAPSS = ("unit", "cycle", "op1", "op2", "op3", *(f"s{i}" for i in range(1, 22)))
"""Columns of the NASA files, which have no header. A. Saxena, K. Goebel, D. Simon, N. Eklund (2008), « Damage propagation
modeling for aircraft engine run-to-failure simulation », PHM08."""
MACHINE = ("unit", "asset", "machine", "engine", "equipment", "equipement", "bearing", "unite", "moteur", "palier", "id")
TIME = (
    "cycle",
    "cycles",
    "time",
    "t",
    "timestamp",
    "datetime",
    "date",
    "snap",
    "horodatage",
    "temps",
    "heure",
    "heures",
    "hours",
)
FAILED = ("failed", "failure", "panne", "defaillance")
_RUN = re.compile(r"^(op|setting|regime|consigne)\w*\d*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Life:
    """One machine: time (n,) of its readings, sensors (n, m), ways of running (n, k), and whether it failed at the end."""

    machine: str
    time: Floats
    sensors: Floats
    run: Floats
    failed: bool


@dataclass(frozen=True, slots=True)
class Lives:
    """Machines with the same m sensors (names (m,)); counted: time is a count (cycles), else in days."""

    name: str
    sensors: tuple[str, ...]
    lives: tuple[Life, ...]
    counted: bool
    table: Table

    @property
    def failures(self) -> tuple[Life, ...]:
        return tuple(life for life in self.lives if life.failed)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.table.findings


def read_lives(path: Path, *, to_failure: bool = True) -> Lives:
    """Read a file of lives. to_failure: without a column ``failed``, every machine fails on its last reading."""
    wanted = (
        Wanted("machine", MACHINE, msg("name of the machine"), Kind.TEXT),
        Wanted("time", TIME, msg("time or cycle of the reading"), Kind.TIME),
        Wanted("failed", FAILED, msg("1 on the reading where the machine fails"), required=False, least=0, most=1),
    )
    table = read_table(path, wanted, others=True, group="machine", headerless=CMAPSS)
    names = [key for key in table.numbers if key != "failed"]
    sensors = tuple(name for name in names if not _RUN.match(name))
    if not sensors:
        raise BadInput(path.name, msg("no column of numbers beside the machine and the time"), msg("one sensor at least"))
    failed = table.numbers.get("failed")
    lives = []
    assert table.time_s is not None
    for machine in dict.fromkeys(table.texts["machine"].tolist()):
        mine = table.texts["machine"] == machine
        ends = to_failure if failed is None else bool(np.nansum(failed[mine]) > 0)
        until = np.flatnonzero(mine)
        if failed is not None and ends:  # what comes after the repair is another life
            until = until[: int(np.flatnonzero(failed[mine] > 0)[0]) + 1]
        lives.append(
            Life(
                machine,
                table.time_s[until] / (1 if table.counted else 86400),
                _filled(np.column_stack([table.numbers[name][until] for name in sensors])),
                _filled(np.column_stack([np.zeros(len(until)), *(table.numbers[n][until] for n in names if _RUN.match(n))])),
                ends,
            )
        )
    return Lives(path.name, sensors, tuple(lives), table.counted, table)


def _filled(values: Floats) -> Floats:
    """Return (n, m) values where a gap holds the last value before it (the first after it, at the start; 0 where there is none)."""
    places = np.where(np.isfinite(values), np.arange(len(values))[:, None], -1)
    last = np.maximum.accumulate(places, axis=0)
    first = np.where((places >= 0).any(axis=0), np.argmax(places >= 0, axis=0), 0)
    taken = np.where(last >= 0, last, first[None, :])
    return np.nan_to_num(np.take_along_axis(values, taken, axis=0))
