"""What was published about an investment: statements that may contradict one another, and the few that may be added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from campus5g.core.figures import SourcedFigure, add_figures
from campus5g.core.message import Message, msg


class Quantity(StrEnum):
    """What a statement measures. Those of the area are kept apart from those of one investment.

    power: as announced, where the source does not say of what; connection: power of the grid connection.
    """

    CAPEX = "capex"
    DIRECT_JOBS = "direct_jobs"
    INDIRECT_JOBS = "indirect_jobs"
    POWER = "power"
    CONNECTION = "connection"
    WATER = "water"
    LAND = "land"
    FIRST_PRODUCTION = "first_production"
    AREA_JOBS = "area_jobs"
    AREA_RETIREMENTS = "area_retirements"
    AREA_POWER = "area_power"
    AREA_GRID = "area_grid"


UNITS: dict[Quantity, frozenset[str]] = {
    Quantity.CAPEX: frozenset({"EUR"}),
    Quantity.DIRECT_JOBS: frozenset({"jobs"}),
    Quantity.INDIRECT_JOBS: frozenset({"jobs"}),
    Quantity.POWER: frozenset({"MW"}),
    Quantity.CONNECTION: frozenset({"MW"}),
    Quantity.WATER: frozenset({"m3/a"}),
    Quantity.LAND: frozenset({"ha"}),
    Quantity.FIRST_PRODUCTION: frozenset({"year"}),
    Quantity.AREA_JOBS: frozenset({"jobs"}),
    Quantity.AREA_RETIREMENTS: frozenset({"jobs"}),
    Quantity.AREA_POWER: frozenset({"MW"}),
    Quantity.AREA_GRID: frozenset({"MW"}),
}
"""The one unit in which each quantity is written: 3.1 GW is entered as 3 100 MW."""


class Confidence(StrEnum):
    """How far a statement binds whoever made it, from the firmest to the loosest."""

    MEASURED = "measured"
    CONTRACT = "contract"
    ANNOUNCED = "announced"
    PROJECTION = "projection"
    TARGET = "target"
    PROMOTER = "promoter"


class Status(StrEnum):
    ANNOUNCED = "announced"
    PERMITTED = "permitted"
    BUILDING = "building"
    OPERATING = "operating"
    ABANDONED = "abandoned"
    PROJECTION = "projection"


@dataclass(frozen=True, slots=True)
class Statement:
    """One published figure. trade: an occupation or a trade when the source splits by one; year: when it holds for one year.

    investment: the key of what it is said of.
    """

    investment: str
    quantity: Quantity
    figure: SourcedFigure
    confidence: Confidence
    trade: str = ""
    year: int | None = None

    @property
    def lacking(self) -> tuple[str, ...]:
        """Return which of source and date the statement lacks; one that lacks either is shown, never counted."""
        source = self.figure.source
        return tuple(name for name, held in (("source", source.title), ("date", source.date)) if not held)

    @property
    def mark(self) -> Message | None:
        """Return why the statement is in no total, or ``None``."""
        match self.lacking:
            case ():
                return None
            case ("source",):
                return msg("this figure has no source: it is kept, and counted in no total")
            case ("date",):
                return msg("this figure has no date: it is kept, and counted in no total")
            case _:
                return msg("this figure has neither source nor date: it is kept, and counted in no total")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an investment stands on a map, at its town: latitude and longitude in degrees (WGS84)."""

    name: str
    latitude: float
    longitude: float
    to_confirm: bool = False


@dataclass(frozen=True, slots=True)
class Investment:
    """A site or a programme. kinds: of plant, as ``staffing.yaml`` names them; warning: what a reader must know first.

    part_of: key of a wider announcement, over several sites, that may hold what is not said of this one. outside: it
    does not stand in the area, or not all of it: it enters no balance of the area.
    places: its towns, empty where it has none of its own.
    """

    key: str
    name: str
    investor: str
    site: str
    kinds: tuple[str, ...]
    status: Status
    statements: tuple[Statement, ...]
    warning: str = ""
    part_of: str = ""
    outside: bool = False
    places: tuple[Place, ...] = ()

    def of(self, quantity: Quantity) -> tuple[Statement, ...]:
        return tuple(s for s in self.statements if s.quantity is quantity)


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of statements of one perimeter, and those that it leaves out with the reason on each (``Statement.mark``)."""

    low: float
    high: float
    unit: str
    counted: tuple[Statement, ...]
    left_out: tuple[Statement, ...]


def total(statements: Sequence[Statement]) -> Total | Message:
    """Add what may be added: ``low`` with ``low``, ``high`` with ``high``; statements without source or date are left out.

    Refuses, with the reason, figures of two quantities, units, perimeters, counts or horizons; years and first productions; and
    two statements of one investment for the same trade and year, which are two tellings of one thing.
    """
    counted = tuple(s for s in statements if not s.lacking)
    left_out = tuple(s for s in statements if s.lacking)
    if not counted:
        return msg("none of these figures has a source and a date: there is nothing to add")
    quantities = {s.quantity for s in counted}
    if len(quantities) > 1:
        return msg("these figures do not measure the same thing and cannot be added")
    if quantities == {Quantity.FIRST_PRODUCTION}:
        return msg("years are not added")
    told = [(s.investment, s.trade, s.year) for s in counted]
    if len(set(told)) < len(told):
        return msg("two of these figures tell the same thing of one investment: they stand side by side and are not added")
    added = add_figures([s.figure for s in counted])
    if isinstance(added, Message):
        return added
    return Total(added[0], added[1], counted[0].figure.unit, counted, left_out)


@dataclass(frozen=True, slots=True)
class Contrast:
    """Statements of one quantity about one thing that stand side by side, lowest first, and why each differs from the first."""

    quantity: Quantity
    statements: tuple[Statement, ...]
    why: tuple[Message | None, ...]


def contrasts(investments: Iterable[Investment]) -> tuple[Contrast, ...]:
    """Return each quantity that several sources tell, or that one source tells in several ways, of one investment."""
    found = []
    for investment in investments:
        for quantity in Quantity:
            said = sorted(investment.of(quantity), key=lambda s: (s.figure.low, s.figure.high, s.figure.key))
            if len(said) > 1:
                why = (None, *(why_differs(said[0], other) for other in said[1:]))
                found.append(Contrast(quantity, tuple(said), why))
    return tuple(found)


_PARTS = {
    "counted": msg("what is counted"),
    "perimeter": msg("the perimeter"),
    "horizon": msg("the horizon"),
    "author": msg("the author"),
    "date": msg("the date"),
}


def why_differs(one: Statement, other: Statement) -> Message:
    """Return the parts of two statements that are not the same, in one sentence."""
    mine, theirs = one.figure, other.figure
    pairs = {
        "counted": (mine.counted, theirs.counted),
        "perimeter": (mine.perimeter, theirs.perimeter),
        "horizon": (mine.horizon, theirs.horizon),
        "author": (mine.source.author, theirs.source.author),
        "date": (mine.source.date, theirs.source.date),
    }
    parts = [_PARTS[name] for name, (a, b) in pairs.items() if a != b]
    if not parts:
        return msg("the same perimeter, horizon, author and date: one of the two must be wrong")
    listed = parts[0]
    for part in parts[1:]:
        listed = msg("%(first)s, %(next)s", first=listed, next=part)
    return msg("not the same: %(parts)s", parts=listed)
