"""The figures of the yearly return of a training body (bilan pédagogique et financier, Cerfa 10443, C. trav. art. L6352-11).

The frames keep the letters of the form. Sessions count in the year in which they end; a learner counts who followed at least one
half-day; hours are those followed, signed and not refused; income is the price agreed, before tax. What the room cannot know
(frame D, costs) comes from the sheet of the body.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from campus5g.core.message import Message, msg
from campus5g.portal.directory.models import Organisation
from campus5g.portal.training.models import BodySheet, Booking, Presence, Registration

FRAMES = {
    "C": msg("C. Income of the training activity, before tax"),
    "D": msg("D. Costs of the training activity"),
    "E": msg("E. People who teach"),
    "F-1": msg("F-1. Trainees by kind"),
    "F-3": msg("F-3. Trainees by objective"),
    "F-4": msg("F-4. Trainings"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the return; what a frame does not count is ``None``."""

    frame: str
    label: Message | str
    people: int | None = None
    hours: Decimal | None = None
    cents: int | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """A year of one body."""

    year: int
    lines: tuple[Line, ...]

    def frame(self, letter: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.frame == letter)

    @property
    def frames(self) -> list[tuple[Message, tuple[Line, ...]]]:
        return [(title, self.frame(letter)) for letter, title in FRAMES.items() if self.frame(letter)]

    def total(self, letter: str) -> Line:
        """Return the sum of a frame: people, hours and cents each add up."""
        lines = self.frame(letter)
        return Line(
            letter, msg("Total"), sum(line.people or 0 for line in lines), sum((line.hours or Decimal(0) for line in lines), Decimal(0)),
            sum(line.cents or 0 for line in lines),
        )  # fmt: skip


def yearly_return(organisation: Organisation, year: int) -> Return:
    """Return the figures of a year. Four questions to the database."""
    minutes: dict[int, int] = defaultdict(int)
    there = Presence.objects.filter(
        half_day__session__training__organisation=organisation,
        half_day__session__ends_on__year=year,
        present=True,
        refused_at=None,
    )
    for presence in there.select_related("half_day"):
        minutes[presence.registration_id] += presence.half_day.minutes
    rows = list(Registration.objects.filter(pk__in=minutes).select_related("session__training"))
    lines = [
        *_income(rows),
        *_costs(organisation),
        *_teachers(organisation, year),
        *_kinds(rows, minutes),
        *_objectives(rows, minutes),
    ]
    return Return(year, (*lines, *_trainings(rows, minutes)))


def _income(rows: list[Registration]) -> Iterator[Line]:
    for payer in Registration.Payer:
        paid = [row for row in rows if row.payer == payer]
        yield Line("C", str(payer.label), cents=sum(row.price_cents for row in paid))


def _costs(organisation: Organisation) -> Iterator[Line]:
    sheet = BodySheet.objects.filter(organisation=organisation).first()
    if sheet is not None and sheet.costs_cents is not None:
        yield Line("D", msg("Total costs, as written on the sheet of the body"), cents=sheet.costs_cents)


def _teachers(organisation: Organisation, year: int) -> Iterator[Line]:
    held: QuerySet[Booking] = Booking.objects.filter(
        trainer__organisation=organisation, half_day__session__ends_on__year=year, trainer__isnull=False
    ).exclude(half_day__session__state="cancelled")
    own: dict[bool, tuple[set[int], int]] = {False: (set(), 0), True: (set(), 0)}
    for booking in held.select_related("trainer", "half_day"):
        people, taught = own[booking.trainer.external]
        own[booking.trainer.external] = (people | {booking.trainer_id}, taught + booking.half_day.minutes)
    for external, label in ((False, msg("People of the body")), (True, msg("People from outside (subcontracting)"))):
        people, taught = own[external]
        yield Line("E", label, len(people), _hours(taught))


def _kinds(rows: list[Registration], minutes: dict[int, int]) -> Iterator[Line]:
    for kind in Registration.Kind:
        mine = [row for row in rows if row.kind == kind]
        yield Line("F-1", str(kind.label), len(mine), _hours(sum(minutes[row.pk] for row in mine)))


def _objectives(rows: list[Registration], minutes: dict[int, int]) -> Iterator[Line]:
    for certified, label in ((True, msg("Registered certification")), (False, msg("Other vocational training"))):
        mine = [row for row in rows if bool(row.session.training.certification) == certified]
        yield Line("F-3", label, len(mine), _hours(sum(minutes[row.pk] for row in mine)))


def _trainings(rows: list[Registration], minutes: dict[int, int]) -> Iterator[Line]:
    titles = sorted({(row.session.training.title, row.session.training_id) for row in rows})
    for title, number in titles:
        mine = [row for row in rows if row.session.training_id == number]
        yield Line("F-4", title, len(mine), _hours(sum(minutes[row.pk] for row in mine)))


def _hours(minutes: int) -> Decimal:
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"))
