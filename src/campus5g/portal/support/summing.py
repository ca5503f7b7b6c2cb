"""A cohort in figures: what its ventures said, added up and compared as far as the numbers allow, each with its trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from campus5g.portal.base import attachments
from campus5g.portal.base.models import Attachment
from campus5g.portal.incubator.models import Venture
from campus5g.portal.support.models import Cohort, Figure, Member
from campus5g.territory.cohorts import (
    Comparison,
    Curve,
    Estimate,
    Kind,
    Life,
    Total,
    compare_amounts,
    compare_lives,
    compare_rates,
    median,
    rate,
    survival,
    total_of,
)
from campus5g.territory.cohorts.statements import counted

LOOKED_AT = (12, 24, 36)
"""Months after joining at which survival is told, as far as somebody has lived so long."""
_ENDED = (Venture.State.STOPPED, Venture.State.MERGED)


@dataclass(frozen=True, slots=True)
class Trail:
    """One figure with what it rests on."""

    figure: Figure
    files: tuple[Attachment, ...]

    @property
    def evidenced(self) -> bool:
        return bool(self.files or self.figure.evidence)


@dataclass(frozen=True, slots=True)
class Summary:
    """A cohort on a day. median_jobs, median_private: over the ventures that said theirs; alive: those that have not stopped."""

    cohort: Cohort
    members: tuple[Member, ...]
    on: date
    totals: tuple[Total, ...]
    alive: Estimate | None
    curve: Curve
    jobs: tuple[float, ...]
    private: tuple[float, ...]
    lives: tuple[Life, ...]
    trails: tuple[Trail, ...]

    @property
    def median_jobs(self) -> Estimate | None:
        return median(self.jobs)

    @property
    def median_private(self) -> Estimate | None:
        return median(self.private)

    @property
    def survivals(self) -> tuple[tuple[int, Estimate], ...]:
        return tuple((months, found) for months in LOOKED_AT if (found := self.curve.at(months)) is not None)

    @property
    def ended(self) -> int:
        return sum(life.stopped for life in self.lives)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two cohorts side by side: each point with what may be said of the difference."""

    other: Summary
    alive: Comparison
    lives: Comparison
    jobs: Comparison
    private: Comparison


def summary_of(cohort: Cohort, on: date, *, with_files: bool = True) -> Summary:
    """Add up a cohort: figures from the day it began to ``on``; what was taken back counts for nothing. Without its files, evidence is
    what words say of it: enough to compare sums."""
    members = tuple(
        Member.objects.filter(cohort=cohort).select_related("venture__organisation", "venture__merged_into", "cohort")
    )
    trails = trails_of([member.venture_id for member in members], cohort.starts_on, on, with_files=with_files)
    stated = [trail.figure.stated(evidenced=trail.evidenced) for trail in trails]
    names, since = [str(member.venture_id) for member in members], cohort.starts_on
    lives = _lives(members, trails, on)
    jobs = [one.value for one in counted(Kind.JOBS, stated, since, on)]
    private = [one for one in stated if one.kind == Kind.PRIVATE]
    raised = [sum(one.value for one in private if one.venture == name) for name in dict.fromkeys(one.venture for one in private)]
    return Summary(
        cohort, members, on, tuple(total_of(kind, stated, names, since, on) for kind in Kind),
        rate(sum(member.venture.state != Venture.State.STOPPED for member in members), len(members)), survival(lives), tuple(jobs),
        tuple(raised), tuple(lives), trails,
    )  # fmt: skip


def compare(first: Summary, second: Summary) -> Compared:
    living = [(sum(not life.stopped for life in one.lives), len(one.lives)) for one in (first, second)]
    return Compared(
        second, compare_rates(*living), compare_lives(first.lives, second.lives), compare_amounts(first.jobs, second.jobs),
        compare_amounts(first.private, second.private),
    )  # fmt: skip


def trails_of(ventures: Sequence[int], since: date | None, on: date, *, with_files: bool = True) -> tuple[Trail, ...]:
    """Return the figures that stand, oldest first, each with its files."""
    rows = Figure.objects.filter(venture__in=ventures, withdrawn_at=None, on__lte=on)
    rows = rows.filter(on__gte=since) if since else rows
    figures = list(rows.select_related("venture", "said_by").order_by("on", "pk"))
    files = attachments.files_of(figures) if with_files else {}
    return tuple(Trail(figure, tuple(files.get(figure.pk, ()))) for figure in figures)


def _lives(members: Sequence[Member], trails: Sequence[Trail], on: date) -> list[Life]:
    """A venture in the cohort is seen today; one that left, on the last day it was heard of; one that ended, until then."""
    heard: dict[int, date] = {trail.figure.venture_id: trail.figure.on for trail in trails}
    return [_life(member, heard.get(member.venture_id), on) for member in members]


def _life(member: Member, heard: date | None, on: date) -> Life:
    venture, stopped = member.venture, False
    if venture.state in _ENDED and venture.since <= on:
        seen, stopped = venture.since, venture.state == Venture.State.STOPPED
    elif member.left_on is None:
        seen = on
    else:
        seen = max(member.left_on, heard or member.left_on)
    return Life(member.joined_on, max(member.joined_on, min(seen, on)), stopped)
