"""What a connectivity changes for an industrial use."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from campus5g.core.figures import Assumption, Interval
from campus5g.core.message import Message
from campus5g.core.service import Connectivity


class Use(StrEnum):
    """The four industrial uses of the campus."""

    MAINTENANCE = "maintenance"
    ROBOTS = "robots"
    LOGISTICS = "logistics"
    ENERGY = "energy"


class DataOrigin(StrEnum):
    """What a result rests on; shown beside it."""

    COMPANY = "company"
    SAMPLE = "sample"
    DEFAULTS = "defaults"


class Worth(StrEnum):
    """The plain answer."""

    WORTH_IT = "worth_it"
    NOT_WORTH_IT = "not_worth_it"
    NOT_KNOWN_YET = "not_known_yet"


@dataclass(frozen=True, slots=True)
class Kpi:
    """An indicator of the use, with its range."""

    key: str
    label: Message
    value: Interval
    unit: str


@dataclass(frozen=True, slots=True)
class Benefit:
    """The yearly effect of one connectivity on one use, against doing nothing new.

    gross_eur: gains before the cost of the connectivity. net_eur: after its yearly cost (annualised).
    exposure_h: hours a year that people spend in danger; shown, never priced.
    """

    use: Use
    connectivity: Connectivity
    kpis: tuple[Kpi, ...]
    gross_eur: Interval
    net_eur: Interval
    co2_t: Interval
    exposure_h: Interval


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How far one assumption moves the answer (€ a year at its low and high value, all else at its median)."""

    assumption: str
    label: Message
    at_low_eur: float
    at_high_eur: float


@dataclass(frozen=True, slots=True)
class Series:
    """A curve of a replay: (n,) values of ``unit`` over the (n,) places of the replay's axis."""

    key: str
    label: Message
    unit: str
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """What happened at one place of a replay's axis: an alarm, a failure, a peak."""

    x: float
    label: Message


@dataclass(frozen=True, slots=True)
class Shade:
    """What lies under a scene: ``values`` (0 to 1) of ``rows`` × ``columns`` equal blocks over the whole floor, row by row."""

    label: Message
    rows: int
    columns: int
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """What moves on a floor, seen from above: ``rows`` × ``columns`` cells, numbered row by row from the top left.

    walls: rectangles that nothing enters (column, row, width, height). at: places of the replay's axis, (frames,). cells: where
    each thing stands in each frame, (frames, things). standing: which of them are held up there, by frame. shade: what they
    move over.
    """

    rows: int
    columns: int
    walls: tuple[tuple[int, int, int, int], ...]
    at: tuple[float, ...]
    cells: tuple[tuple[int, ...], ...]
    standing: tuple[tuple[int, ...], ...]
    moving_label: Message
    standing_label: Message
    shade: Shade | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """A bar of a timetable: ``thing`` holds ``row`` from ``begin`` to ``end``, as it is planned between ``told`` and ``untold``.

    changed: the plan made at ``told`` moved it. done: it has begun and will not be moved.
    """

    row: int
    thing: str
    begin: float
    end: float
    told: float
    untold: float
    changed: bool = False
    done: bool = False


@dataclass(frozen=True, slots=True)
class Timetable:
    """A plan that changes while it is carried out (ships at berths, jobs on machines), over the replay's own axis."""

    row_label: Message
    rows: tuple[str, ...]
    stays: tuple[Stay, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """One simulated story shown again: curves over one axis (time, in ``axis_unit``), and what happened when.

    connectivity: whose story it is; ``None`` when it compares several. title says what one sees. scene: the same story seen
    from above, where things move. timetable: the plan as it stood at each place of the axis.
    """

    key: str
    title: Message
    connectivity: Connectivity | None
    axis: Message
    axis_unit: str
    series: tuple[Series, ...]
    marks: tuple[Mark, ...] = ()
    scene: Scene | None = None
    timetable: Timetable | None = None


@dataclass(frozen=True, slots=True)
class UseAssessment:
    """One use, compared over the connectivities, with what the answer rests on.

    data_notes: what was done with the company's file (rows left out, gaps, clock changes), empty for a sample.
    would_change: the sentences « what would change the answer ». replays: short stories of the simulation.
    """

    use: Use
    benefits: tuple[Benefit, ...]
    worth: Worth
    answer: Message
    reasons: tuple[Message, ...]
    sensitivities: tuple[Sensitivity, ...]
    break_even: tuple[Message, ...]
    assumptions: tuple[Assumption, ...]
    origin: DataOrigin
    data_notes: tuple[Message, ...] = ()
    would_change: tuple[Message, ...] = ()
    replays: tuple[Replay, ...] = ()

    def benefit(self, connectivity: Connectivity) -> Benefit | None:
        return next((b for b in self.benefits if b.connectivity == connectivity), None)


@dataclass(frozen=True, slots=True)
class NotAssessed:
    """A use that has no engine yet, or whose input is missing: never shown as zero."""

    use: Use
    reason: Message
