"""What a company's file holds, before anything is computed from it: columns, a glance, and what is wrong with it.

A file that cannot be used at all raises ``BadInput``. One that can be used in part says which part, and is used only when
the person agrees; the result then says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from campus5g.core.benefit import Series
from campus5g.core.message import Message


class Severity(StrEnum):
    """How far a fault of a file goes: it may only be told, it leaves rows out, or nothing can be done."""

    NOTE = "note"
    PARTIAL = "partial"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a file: where, what is wrong, and what to do about it."""

    severity: Severity
    where: str
    problem: Message
    remedy: Message


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file as it was understood; ``meaning`` is ``None`` for one that is not used."""

    name: str
    meaning: Message | None
    unit: str
    filled: int


@dataclass(frozen=True, slots=True)
class DataPreview:
    """A file as read: ``rows`` in all and ``used`` of them, its columns, what it covers, what is wrong, and a glance.

    covers: « 4 bearings, 984 readings from 12 to 19 February 2004 ». glance: a few curves to recognise one's own data,
    over ``axis``.
    """

    name: str
    kind: Message
    rows: int
    used: int
    columns: tuple[Column, ...]
    covers: Message
    findings: tuple[Finding, ...]
    axis: Message
    axis_unit: str
    glance: tuple[Series, ...]

    @property
    def needs_consent(self) -> bool:
        """Whether it can be used in part only, so that the person has to agree."""
        return any(finding.severity is Severity.PARTIAL for finding in self.findings)

    @property
    def refused(self) -> tuple[Finding, ...]:
        """Return the faults for which it is not assessed, though it was read."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.REFUSED)


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that a use reads, told to the person who has to prepare it.

    columns: name, meaning and unit of each; ``example`` is a small csv of that kind, to download and fill.
    """

    key: str
    title: Message
    columns: tuple[Column, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Question:
    """A figure of the site that the use cannot do without (number of machines, power): asked before anything."""

    key: str
    label: Message
    unit: str
    least: float
    most: float
    hint: Message
