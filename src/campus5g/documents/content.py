"""What a document says, as plain data: whoever composes a study fills these types, this room draws them.

Nothing here knows a language: sentences are ``Message``, people's own words are ``str`` and stay as they were written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from campus5g.core.benefit import NotAssessed, UseAssessment
from campus5g.core.business import BusinessCase
from campus5g.core.calls import Call, Eligibility, Match
from campus5g.core.figures import Assumption
from campus5g.core.message import Message
from campus5g.core.project import FinancingPlan, Project
from campus5g.core.service import ConnectivityCost, ServiceLevel
from campus5g.core.site import Site

Floats = NDArray[np.floating]


class AntennaLike(Protocol):
    """A radio: local metres, degrees clockwise from north (``None``: alike in every direction), tilt down from the horizon."""

    @property
    def id(self) -> str: ...
    @property
    def x_m(self) -> float: ...
    @property
    def y_m(self) -> float: ...
    @property
    def height_m(self) -> float: ...
    @property
    def azimuth_deg(self) -> float | None: ...
    @property
    def tilt_deg(self) -> float: ...
    @property
    def eirp_dbm(self) -> float: ...


class FindingLike(Protocol):
    """One regulatory check on the plan: ``ok`` is ``None`` when it could not be judged."""

    @property
    def key(self) -> str: ...
    @property
    def ok(self) -> bool | None: ...
    @property
    def message(self) -> Message: ...


@dataclass(frozen=True, slots=True)
class Antenna:
    """A plain ``AntennaLike``."""

    id: str
    x_m: float
    y_m: float
    height_m: float
    azimuth_deg: float | None
    tilt_deg: float
    eirp_dbm: float


@dataclass(frozen=True, slots=True)
class Finding:
    """A plain ``FindingLike``."""

    key: str
    ok: bool | None
    message: Message


@dataclass(frozen=True, slots=True, eq=False)
class CoverageGrid:
    """Signal over the site, at cell centres.

    x_m: (nx,) ascending, east. y_m: (ny,) ascending, north. rsrp_dbm, sinr_db: (ny, nx), row 0 is the southernmost;
    NaN where there is no value (outside the site). ``sinr_db`` may be absent, as may the rates of a terminal alone in its cell
    (uplink_bps, downlink_bps) and best_server (index of the antenna, NaN without any).
    """

    x_m: Floats
    y_m: Floats
    rsrp_dbm: Floats
    sinr_db: Floats | None = None
    best_server: Floats | None = None
    uplink_bps: Floats | None = None
    downlink_bps: Floats | None = None

    def __post_init__(self) -> None:
        shape = (len(self.y_m), len(self.x_m))
        for name in ("rsrp_dbm", "sinr_db", "best_server", "uplink_bps", "downlink_bps"):
            values = getattr(self, name)
            if values is not None and values.shape != shape:
                raise ValueError(f"{name} has shape {values.shape}, expected {shape} (ny, nx)")


@dataclass(frozen=True, slots=True, eq=False)
class NetworkSection:
    """The network plan and the service each connectivity gives. ``band`` names the spectrum used."""

    antennas: tuple[AntennaLike, ...]
    grid: CoverageGrid | None
    services: tuple[ServiceLevel, ...]
    costs: tuple[ConnectivityCost, ...]
    findings: tuple[FindingLike, ...]
    band: Message | None = None


@dataclass(frozen=True, slots=True)
class RankedCall:
    """A call in its rank, with what matched and whether the project may apply."""

    call: Call
    match: Match
    eligibility: Eligibility


@dataclass(frozen=True, slots=True)
class Financing:
    """A project and the plan that pays for it. ``titles``: names of the calls that pay, by id."""

    project: Project
    plan: FinancingPlan
    titles: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class StudyReport:
    """All that the study report says. ``language`` is the language of ``text``, in the company's own words.

    day: the day of the study; it dates the document and decides which calls are open.
    demonstration: the company and the need are fictitious, and every page says so.
    """

    title: str
    organisation: str
    text: str
    language: str
    territory: str
    day: date
    site: Site
    network: NetworkSection | None = None
    uses: tuple[UseAssessment | NotAssessed, ...] = ()
    business: BusinessCase | None = None
    calls: tuple[RankedCall, ...] = ()
    financing: Financing | None = None
    assumptions: tuple[Assumption, ...] = ()
    warnings: tuple[Message, ...] = ()
    demonstration: bool = False


class OutcomeKind(StrEnum):
    """What comes out of a work package: a milestone is passed, everything else is handed over."""

    MILESTONE = "milestone"
    REPORT = "report"
    SOFTWARE = "software"
    EQUIPMENT = "equipment"
    DEMONSTRATION = "demonstration"
    DATA = "data"
    TRAINING = "training"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A deliverable or a milestone, due at the end of ``month``."""

    title: str
    month: int
    kind: OutcomeKind


@dataclass(frozen=True, slots=True)
class Effort:
    """The work of one partner in one work package, in person-months."""

    partner_id: str
    person_months: Decimal


@dataclass(frozen=True, slots=True)
class WorkPackage:
    """A part of the work. Months count from 1, the first month of the project."""

    id: str
    title: str
    text: str
    partner_ids: tuple[str, ...]
    first_month: int
    months: int
    outcomes: tuple[Outcome, ...] = ()
    efforts: tuple[Effort, ...] = ()

    @property
    def last_month(self) -> int:
        return self.first_month + self.months - 1


@dataclass(frozen=True, slots=True)
class Indicator:
    """What the project promises to change; an unknown value is ``None`` and reads « to be measured », never zero."""

    label: Message | str
    unit: str
    baseline: float | None
    target: float | None


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One thing a dossier must hold. ``done`` is ``None`` when only a person can tell.

    key: its name for programs. blocks: nothing is sent without it. place: where it is mended (``chain``, ``call``, ``project``,
    ``plan``, ``work``, ``write``, ``papers``).
    """

    label: Message | str
    done: bool | None
    key: str = ""
    blocks: bool = False
    place: str = ""

    @property
    def stops(self) -> bool:
        return self.blocks and self.done is False


@dataclass(frozen=True, slots=True)
class Answer:
    """A section that people wrote, in their words. title: of a question that this call alone asks; else that of its key."""

    key: str
    text: str
    partner_id: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that the call asks, of the project or of one partner; ``files``: names of what answers it."""

    label: Message | str
    done: bool
    partner: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Company:
    """What a partner says of itself, the same in every dossier."""

    partner_id: str
    description: str
    references: str = ""
    people: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Dossier:
    """A study carried to a call: who does what, what is promised, what is still missing.

    Without ``indicators``, those of the uses are taken (today's way of working against private 5G); without
    ``checklist``, what can be told from the data is checked.
    """

    study: StudyReport
    call: Call | None = None
    work: tuple[WorkPackage, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    checklist: tuple[CheckItem, ...] = ()
    answers: tuple[Answer, ...] = ()
    papers: tuple[Paper, ...] = ()
    companies: tuple[Company, ...] = ()
