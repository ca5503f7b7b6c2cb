"""Condition readings with the failures that came with them: one line a reading, any sensors, and whether the machine failed.

Columns: ``failure`` (1 where the machine failed), any sensors with their unit in the header, and if there are: the machine, the
time, a ``type`` of machine. Columns that name a kind of failure are only known once it has failed: left aside, and told. So are
columns that number the lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.uses.maintenance.data.lives import MACHINE, TIME
from campus5g.uses.preview import Finding, Severity
from campus5g.uses.table import Kind, Table, Wanted, read_table
from campus5g.uses.units import plain, split_header

Floats = NDArray[np.float64]

FAILURE = ("machine_failure", "failure", "failed", "fault", "target", "panne", "defaillance", "label")
TYPE = ("type", "product_type", "machine_type", "model", "modele", "variante")
_MODES = {"twf", "hdf", "pwf", "osf", "rnf"}
"""Kinds of failure in AI4I 2020 (UCI 601): tool wear, heat dissipation, power, overstrain, random."""
FEWEST_FAILURES = 10


@dataclass(frozen=True, slots=True)
class Conditions:
    """n readings: sensors (n, m) with their names and units (m,), type (n,) and failed (n,) or ``None`` when not said.

    machine_years: what the file covers, from its machines and times; ``None`` when it does not say.
    """

    name: str
    names: tuple[str, ...]
    units: tuple[str, ...]
    sensors: Floats
    type: NDArray[np.str_] | None
    failed: NDArray[np.bool_] | None
    lines: NDArray[np.int64]
    machine_years: float | None
    findings: tuple[Finding, ...]


def read_conditions(path: Path, *, labelled: bool = True) -> Conditions:
    """Read a file of readings. labelled: it must say which readings are failures."""
    wanted = (
        Wanted("failed", FAILURE, msg("1 where the machine failed"), required=labelled, least=0, most=1),
        Wanted("type", TYPE, msg("type of machine"), Kind.TEXT, required=False),
        Wanted("machine", MACHINE, msg("name of the machine"), Kind.TEXT, required=False),
        Wanted("time", TIME, msg("time of the reading"), Kind.TIME, required=False),
    )
    table = read_table(path, wanted, others=True, group="machine")
    failed = None
    if "failed" in table.numbers:
        failed = np.nan_to_num(table.numbers["failed"]) > 0.5
    if labelled and failed is not None and not FEWEST_FAILURES <= failed.sum() <= len(failed) / 2:
        raise BadInput(
            path.name,
            msg("%(n)s readings are failures", n=int(failed.sum())),
            msg("%(n)s failures at least, and no more than half of the readings", n=FEWEST_FAILURES),
        )
    aside = [name for name in table.numbers if name == "failed" or _tells_after(name, table.numbers[name], failed)]
    names = tuple(name for name in table.numbers if name not in aside)
    if not names:
        raise BadInput(path.name, msg("no sensor"), msg("one column of numbers at least, beside the failure"))
    known_after = [name for name in aside if name != "failed"]
    findings = table.findings
    if known_after:
        problem = msg("known only after the failure, or a number of the line: not used")
        findings = (*findings, Finding(Severity.NOTE, ", ".join(known_after), problem, msg("nothing to do")))
    return Conditions(
        path.name,
        names,
        tuple(split_header(name)[1] for name in names),
        np.column_stack([table.numbers[name] for name in names]),
        table.texts.get("type"),
        failed,
        table.lines,
        _machine_years(table),
        findings,
    )


def _tells_after(name: str, values: Floats, failed: NDArray[np.bool_] | None) -> bool:
    """Whether a column names a kind of failure (0 or 1, and nearly always a failure when 1), or numbers the lines."""
    if plain(name) in _MODES:
        return True
    known = values[np.isfinite(values)]
    if len(known) > 50 and np.all(np.diff(known) > 0) and np.all(known == np.round(known)):
        return True
    flags = values == 1
    binary = bool(np.isin(known, (0.0, 1.0)).all())
    return failed is not None and binary and bool(flags.any()) and bool(failed[flags].mean() > 0.95)


def _machine_years(table: Table) -> float | None:
    if table.time_s is None or table.counted:
        return None
    machines = table.texts.get("machine")
    groups = [table.time_s] if machines is None else [table.time_s[machines == m] for m in np.unique(machines)]
    return float(sum(np.ptp(times) for times in groups) / (365.25 * 86400)) or None
