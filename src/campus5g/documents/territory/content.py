"""What the four pages say, as plain data: sentences and figures that engines made, names that are already in one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from campus5g.core.figures import Interval, Source
from campus5g.core.message import Message

Text = Message | str


@dataclass(frozen=True, slots=True)
class Said:
    """One published figure: what is counted, by whom, for when. mark: why it is counted in no total, where it is so."""

    what: Text
    low: float
    high: float
    unit: str
    counted: str
    perimeter: str
    horizon: str
    source: Source
    confidence: Text
    mark: Message | None = None


@dataclass(frozen=True, slots=True)
class Contrast:
    """Figures of one thing that contradict one another, lowest first; ``why``: in what each differs from the first."""

    title: Text
    said: tuple[Said, ...]
    why: tuple[Message | None, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """(years,) intervals. lasting: ``False`` for what ends with the building."""

    label: Text
    values: tuple[Interval, ...]
    lasting: bool = True


@dataclass(frozen=True, slots=True)
class Occupation:
    """posts: in the year in which most are held. tension: from 1 (not scarce) to 5, ``None`` when nobody measured it."""

    name: str
    code: str
    part: Text
    posts: Interval
    tension: int | None = None
    lever: Text = ""


@dataclass(frozen=True, slots=True)
class Training:
    """part: of the investment, in which people will work; opens: the day by which it must begin; offered: places already planned.

    payers: names of those who may pay.
    """

    name: str
    part: Text
    opens: date
    places: Interval
    offered: int
    missing: Interval
    payers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Supply:
    """What is bought nearby (€ while building in all, or a year in operation), and who of the directory could supply it."""

    what: Text
    when: Text
    eur: Interval
    companies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Worth:
    """What one means of flexibility is worth a year, and frees at the highest hour."""

    label: Text
    eur: Interval
    freed_mw: Interval


@dataclass(frozen=True, slots=True)
class DayCurve:
    """(24,) MW over the hours of a day."""

    label: Text
    mw: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Power:
    """years; connection: MW; site, area, balance: TWh. day: curves of one day. notes: what the figures rest on."""

    years: tuple[int, ...]
    connection: tuple[Interval, ...]
    site_twh: tuple[Interval, ...]
    balance_twh: tuple[Interval, ...]
    worths: tuple[Worth, ...]
    day: tuple[DayCurve, ...]
    notes: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """One investment. kept: what must always be said with its figures. Parts that nobody computed are ``None`` or empty.

    missing: why a part is absent. fictitious: the companies named are those of a demonstration.
    sources: of the assumptions, beside those of the published figures.
    """

    name: str
    investor: str
    site: str
    territory: str
    day: date
    said: tuple[Said, ...]
    contrasts: tuple[Contrast, ...]
    kept: tuple[Message, ...]
    scenario: Text = ""
    years: tuple[int, ...] = ()
    jobs: tuple[Curve, ...] = ()
    jobs_notes: tuple[Message, ...] = ()
    eur_per_job: Interval | None = None
    occupations: tuple[Occupation, ...] = ()
    trainings: tuple[Training, ...] = ()
    supplies: tuple[Supply, ...] = ()
    power: Power | None = None
    missing: tuple[Message, ...] = ()
    sources: tuple[Source, ...] = ()
    fictitious: bool = False
