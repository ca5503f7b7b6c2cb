"""What an investment means in jobs: curves by year with their ranges, occupations, and trainings to open.

Every figure names what it rests on (``basis``): keys of the outcome's ``assumptions`` and ``figures``, each of which says its
source, perimeter, horizon, author and date. Intervals are the 10th, 50th and 90th percentiles of the draws, year by year.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption, Interval, Source, SourcedFigure
from campus5g.core.message import Message, msg
from campus5g.territory.jobs.scenario import Scenario
from campus5g.territory.openings import Offered


class Line(StrEnum):
    """A curve of jobs by year. Building work is temporary and never added to what stays.

    indirect: at suppliers within the zone; induced: sheltered jobs that wages and suppliers feed there; removed: posts that
    automation takes away, beside those created; retirements, hires: people in the year, of the direct jobs.
    """

    DIRECT = "direct"
    CONSTRUCTION = "construction"
    INDIRECT = "indirect"
    INDUCED = "induced"
    REMOVED = "removed"
    RETIREMENTS = "retirements"
    HIRES = "hires"


@dataclass(frozen=True, slots=True)
class Curve:
    """values: (years,) jobs, or people in the year. perimeter: where they are counted. basis: keys that it rests on."""

    line: Line
    label: Message
    perimeter: Message
    values: tuple[Interval, ...]
    basis: tuple[str, ...]
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A name of the data in both languages."""

    fr: str
    en: str

    def say(self, language: str = "en") -> str:
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True)
class Skill:
    name: Text
    esco: str = ""
    """Address of the skill in ESCO, where it is known."""


class Cause(StrEnum):
    """Why an occupation is scarce, as Dares tells it apart; each calls for a lever of its own."""

    TRAINING = "training"
    PEOPLE = "people"
    LASTING = "lasting"
    CONDITIONS = "conditions"
    PLACE = "place"
    HIRING = "hiring"


LEVERS: dict[Cause, Message] = {
    Cause.TRAINING: msg("train: the occupation asks for a training of its own"),
    Cause.PEOPLE: msg("attract: too few people seek this work in the area"),
    Cause.LASTING: msg("offer lasting contracts: too many are short or part-time"),
    Cause.CONDITIONS: msg("improve the conditions of work: they put people off"),
    Cause.PLACE: msg("house and carry: people and posts are not in the same places"),
    Cause.HIRING: msg("plan hiring ahead: firms hire many at once"),
}


@dataclass(frozen=True, slots=True)
class Tension:
    """How scarce an occupation is: 1 (not) to 5 (very), in which area and year; causes: the strongest first."""

    level: int
    area: str
    year: int
    causes: tuple[Cause, ...]
    source: Source

    @property
    def levers(self) -> tuple[Message, ...]:
        return tuple(LEVERS[cause] for cause in self.causes)


@dataclass(frozen=True, slots=True)
class Hiring:
    """What employers of the area said they would hire in a year for this occupation and its like; difficult: of these, not easy."""

    projects: int
    difficult: int
    year: int
    source: Source


class Part(StrEnum):
    """Which part of the investment an occupation works in."""

    OPERATION = "operation"
    BUILDING = "building"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class OccupationNeed:
    """An occupation of the investment. posts, hires: (years,) at work, and to be hired in the year. removed: by automation.

    part: ``network`` is the line of what 5G itself needs.
    """

    part: Part
    rome: str
    isco08: str
    esco: str
    name: Text
    posts: tuple[Interval, ...]
    hires: tuple[Interval, ...]
    removed: tuple[Interval, ...]
    skills: tuple[Skill, ...]
    tension: Tension | None
    basis: tuple[str, ...]
    note: Message | None = None
    hiring: Hiring | None = None

    @property
    def peak(self) -> Interval:
        """Return the posts of the year in which most are held."""
        return max(self.posts, key=lambda one: (one.p50, one.p90))

    @property
    def key(self) -> str:
        return f"{self.part}.{self.rome}"


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays a training, by which scheme, and on which condition."""

    key: str
    name: Text
    condition: Text
    source: Source


@dataclass(frozen=True, slots=True)
class Feeder:
    """An occupation from which people can be retrained: what they have already, what they must learn, the rarest first."""

    rome: str
    title: str
    score: float
    shared: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrainingNeed:
    """A training to open. opens, due: months (2027-09) between which people learn; year: the first in which they are hired.

    people: to be hired locally and trained until all posts are held. places: to be opened for them, since not all finish;
    yearly: (years,) those of each year, replacements included. offered: places already planned in the catalogue that fit, by
    session; missing: places that nobody offers yet.
    """

    part: Part

    rome: str
    name: Text
    year: int
    opens: str
    due: str
    hours: int
    diploma: Text
    people: Interval
    places: Interval
    yearly: tuple[Interval, ...]
    offered: tuple[Offered, ...]
    missing: Interval
    payers: tuple[Payer, ...]
    feeders: tuple[Feeder, ...]
    skills: tuple[Skill, ...]
    why: Message
    basis: tuple[str, ...]

    @property
    def seats(self) -> int:
        return sum(one.seats for one in self.offered)


@dataclass(frozen=True, slots=True)
class SupplyNeed:
    """What is bought of companies within the zone. eur: while building in all, in operation a year.

    competences: of the directory, by which a supplier is found.
    """

    part: Part
    item: str
    label: Message
    eur: Interval
    competences: tuple[str, ...]
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One scenario of one investment. curves: one of each line, in their order. warnings: always said with the figures.

    reasons: how the figures are made and what was assumed. assumptions: all in effect, as drawn. figures: the published ones
    that the outcome starts from. eur_per_job: investment per direct job, said only with the warnings.
    """

    investment: str
    name: str
    zone: str
    scenario: Scenario
    years: tuple[int, ...]
    curves: tuple[Curve, ...]
    occupations: tuple[OccupationNeed, ...]
    trainings: tuple[TrainingNeed, ...]
    supplies: tuple[SupplyNeed, ...]
    eur_per_job: Interval | None
    warnings: tuple[Message, ...]
    reasons: tuple[Message, ...]
    assumptions: tuple[Assumption, ...]
    figures: tuple[SourcedFigure, ...]
    draws: int
    seed: int

    def curve(self, line: Line) -> Curve:
        return next(one for one in self.curves if one.line is line)

    def rests_on(self, basis: Iterable[str]) -> tuple[Assumption | SourcedFigure, ...]:
        """Return the assumptions and published figures that keys of a ``basis`` name."""
        known: dict[str, Assumption | SourcedFigure] = {one.key: one for one in self.assumptions}
        known.update({one.key: one for one in self.figures})
        lost = [key for key in basis if key not in known]
        if lost:
            raise BadInput(lost[0], msg("not an assumption of this outcome"), msg("one of its assumptions or figures"))
        return tuple(known[key] for key in basis)
