"""What one euro asked of an industry makes the others produce: Leontief's quantity model, and its part within a zone.

    A_d = Z_d x^-1      x = (I - A_d)^-1 f      m_j = sum_i ((I - A_d)^-1)_ij

Z_d: domestic flows between n industries, x: output, f: final demand, m: output multipliers of type I. What is imported leaks:
value added and imports in the chain of one euro sum to one. In a zone, each coefficient is multiplied by Flegg's quotient, never
above one, so that no multiplier of a zone exceeds the national one:

    FLQ_ij = min(1, SLQ_i / SLQ_j x lambda)  (SLQ_i on the diagonal)      lambda = log2(1 + E_zone / E_nation)^delta

Sources: R. E. Miller and P. D. Blair, Input-Output Analysis, 2009, chapters 2 and 8; A. T. Flegg and C. D. Webber, Regional
Studies 31 (1997) 795-805.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import isfinite
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from campus5g.core.dated import DatedTable, load_table
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg

Floats = NDArray[np.float64]
ROUNDING = 0.01
"""Share of an industry's output by which a row may miss its total: published tables are rounded."""


@dataclass(frozen=True, slots=True)
class FlowTable:
    """A national table over n industries, in any one unit of money.

    domestic, imported: (n, n) from industry i to industry j; final: (n,) domestic output that no industry buys; output: (n,).
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    domestic: Floats
    imported: Floats
    final: Floats
    output: Floats
    title: str = ""

    def __post_init__(self) -> None:
        n = len(self.codes)
        if {self.domestic.shape, self.imported.shape} != {(n, n)} or {self.final.shape, self.output.shape} != {(n,)}:
            raise BadInput(self.title, msg("the parts of the table are not of one size"), msg("square flows of the industries"))
        miss = np.abs(self.domestic.sum(1) + self.final - self.output)
        worst = int(np.argmax(miss / np.maximum(self.output, 1e-12)))
        if miss[worst] > ROUNDING * self.output[worst]:
            raise BadInput(
                self.title,
                msg(
                    "the row of %(name)s does not balance: uses of %(uses)s for an output of %(output)s",
                    name=self.names[worst],
                    uses=round(float(self.domestic[worst].sum() + self.final[worst])),
                    output=round(float(self.output[worst])),
                ),
                msg("rows whose uses are their output within %(share)s %%", share=100 * ROUNDING),
            )

    @property
    def coefficients(self) -> Floats:
        """Return (n, n) A_d: what industry j buys at home from i for one euro of its output."""
        return _per_output(self.domestic, self.output)

    def imports(self) -> Floats:
        """Return (n,) what each industry buys abroad for one euro of its output."""
        return np.asarray(_per_output(self.imported, self.output).sum(0))

    def place(self, code: str) -> int:
        if code not in self.codes:
            raise BadInput(code, msg("not an industry of this table"), msg("one of: %(names)s", names=", ".join(self.codes)))
        return self.codes.index(code)


@dataclass(frozen=True, slots=True)
class Zone:
    """Employment of a zone and of its nation, (n,) by industry of the table, and what had to be assumed (``None``: nothing)."""

    name: str
    jobs: Floats
    national_jobs: Floats
    assumed: Message | None = None

    @property
    def share(self) -> float:
        return float(self.jobs.sum() / self.national_jobs.sum())


def _per_output(flows: Floats, output: Floats) -> Floats:
    return np.divide(flows, output, out=np.zeros_like(flows), where=output > 0)


def output_multipliers(coefficients: Floats) -> Floats:
    """Return (n,) the output of all industries for one euro of final demand of each."""
    return np.asarray(leontief(coefficients).sum(0))


def leontief(coefficients: Floats) -> Floats:
    """Return (n, n) the inverse of I - A."""
    return np.asarray(np.linalg.inv(np.eye(len(coefficients)) - coefficients))


def leak(table: FlowTable) -> Floats:
    """Return (n,) the share of one euro of final demand of each industry that is paid abroad along its whole chain."""
    return np.asarray(table.imports() @ leontief(table.coefficients))


def evenly(name: str, jobs: float, national_jobs: float, industries: int) -> Zone:
    """Return a zone of which only the total employment is known: every industry weighs there what it weighs in the nation."""
    share = np.full(industries, 1 / industries)
    return Zone(
        name,
        jobs * share,
        national_jobs * share,
        msg(
            "employment of %(zone)s by industry is not imported: its industries are assumed to weigh what they weigh in the nation",
            zone=name,
        ),
    )


@cache
def figures() -> DatedTable:
    """Return the dated figures of ``flows.yaml``: Flegg's exponent, its range and source."""
    return load_table(files("campus5g.territory") / "flows.yaml")


def local_coefficients(table: FlowTable, zone: Zone, delta: float | None = None) -> Floats:
    """Return (n, n) what industry j buys within the zone from i: A_d times Flegg's quotient, of the typical exponent by default."""
    if delta is None:
        delta = float(figures().latest("delta").value["typical"])
    if not 0 < zone.share <= 1 or (zone.jobs < 0).any() or len(zone.jobs) != len(table.codes):
        raise BadInput(
            zone.name, msg("employment does not fit that of the nation"), msg("jobs by industry, at most those of the nation")
        )
    weight = np.divide(zone.jobs, zone.national_jobs, out=np.zeros_like(zone.jobs), where=zone.national_jobs > 0)
    quotient = weight / zone.share
    buyers = np.where(quotient > 0, quotient, 1.0)
    cross = quotient[:, None] / buyers[None, :]
    np.fill_diagonal(cross, quotient)
    size = np.log2(1 + zone.share) ** delta
    return np.asarray(table.coefficients * np.minimum(1.0, cross * size))


def chain(coefficients: Floats, demand: Floats) -> Floats:
    """Return (n,) the output that ``demand``, (n,) euros, makes the industries produce: (I - A)^-1 f."""
    return np.asarray(np.linalg.solve(np.eye(len(coefficients)) - coefficients, demand))


def read_flow_table(domestic: Path, imported: Path, final: Path) -> FlowTable:
    """Read a table of three CSV files, industry codes in their first column.

    domestic, imported: squares headed by the codes. final: ``industry`` (its name), ``output``, and one column a final use;
    ``value_added`` is not one.
    """
    codes, names, uses, output = _final(final)
    return FlowTable(codes, names, _square(domestic, codes), _square(imported, codes), uses, output, domestic.name)


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError:
        raise BadInput(path.name, msg("no such file"), msg("a table in CSV")) from None
    except UnicodeDecodeError:
        raise BadInput(path.name, msg("not UTF-8"), msg("a table in CSV")) from None


def _number(text: str | None, where: str) -> float:
    try:
        value = float(text or "")
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise BadInput(where, msg("“%(text)s” is not a number", text=str(text)), msg("a number"))
    return value


def _final(path: Path) -> tuple[tuple[str, ...], tuple[str, ...], Floats, Floats]:
    rows = _rows(path)
    if not rows or "output" not in rows[0] or "industry" not in rows[0]:
        raise BadInput(path.name, msg("no column output or industry"), msg("code, industry, final uses and output"))
    head = next(iter(rows[0]))
    kinds = [name for name in rows[0] if name not in (head, "industry", "output", "value_added")]
    where = [f"{path.name}, {row[head]}" for row in rows]
    uses = [sum(_number(row[kind], place) for kind in kinds) for row, place in zip(rows, where, strict=True)]
    output = [_number(row["output"], place) for row, place in zip(rows, where, strict=True)]
    return tuple(r[head] for r in rows), tuple(r["industry"] for r in rows), np.array(uses), np.array(output)


def _square(path: Path, codes: tuple[str, ...]) -> Floats:
    rows: Mapping[str, dict[str, str]] = {next(iter(row.values())): row for row in _rows(path)}
    missing = [code for code in codes if code not in rows or code not in rows[code]]
    if missing:
        raise BadInput(
            path.name, msg("industry %(code)s is missing", code=missing[0]), msg("a row and a column for each industry")
        )
    return np.array([[_number(rows[i][j], f"{path.name}, {i}, {j}") for j in codes] for i in codes], dtype=np.float64)
