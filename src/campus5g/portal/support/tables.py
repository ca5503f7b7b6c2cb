"""What lists and exports of the room show: each row stands on its own, with its identifiers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from campus5g.matching.mentors import Accompanied
from campus5g.portal.base.templatetags.campus import cents, number
from campus5g.portal.support.models import Cohort, Figure, Member, Mentor, Mentoring
from campus5g.portal.support.summing import Summary, Trail
from campus5g.territory.cohorts import Level, Signal


def counts(cohort: Cohort, members: Sequence[Member], told: Mapping[int, Signal]) -> tuple[int, int, int]:
    """Ventures of a cohort, those still in it, and those that ask for a talk."""
    mine = [member for member in members if member.cohort_id == cohort.pk]
    live = [member for member in mine if member.live]
    return len(mine), len(live), sum(told[member.pk].level == Level.TALK for member in live)


@dataclass(frozen=True, slots=True)
class PairRow:
    """A venture and a mentor, with the reasons in the reader's language."""

    member: Member
    mentor: Mentor
    worth: int
    covered: str
    missing: str
    wish: int
    mentoring: Mentoring | None = None


def pair_row(
    pair: Accompanied, members: Mapping[str, Member], mentors: Mapping[str, Mentor], labels: Mapping[str, str]
) -> PairRow:
    return PairRow(
        members[pair.venture],
        mentors[pair.mentor],
        pair.worth,
        named(pair.covered, labels),
        named(pair.missing, labels),
        pair.wish,
    )


def settled_row(one: Mentoring, labels: Mapping[str, str]) -> PairRow:
    return PairRow(one.member, one.mentor, one.worth, named(one.covered, labels), named(one.missing, labels), 0, one)


def named(keys: Iterable[str], labels: Mapping[str, str]) -> str:
    return ", ".join(labels[key] for key in keys if key in labels)


def value_of(figure: Figure) -> str:
    """A figure as it is read: euros, or full-time equivalents."""
    return number(figure.amount, 2) if figure.is_jobs else cents(figure.hundredths)


def trail_header() -> list[str]:
    return [
        _("Cohort"), _("Reference"), _("Venture"), _("What"), _("Day"), _("Value"), _("Unit"), _("With or from whom"),
        _("What shows it"), _("Files"), _("SHA-256 of the files"), _("Said by"), _("Said on"),
    ]  # fmt: skip


def trail_row(trail: Trail, cohort: str) -> list[Any]:
    figure = trail.figure
    return [
        cohort, figure.venture.reference, figure.venture.name, figure.get_kind_display(), figure.on,
        Decimal(figure.hundredths) / 100, _("full-time equivalents") if figure.is_jobs else "EUR", figure.other, figure.evidence,
        ", ".join(file.name for file in trail.files), ", ".join(file.sha256 for file in trail.files),
        figure.said_by.full_name if figure.said_by else "", localdate(figure.said_at),
    ]  # fmt: skip


def trail_rows(summary: Summary) -> Iterator[list[Any]]:
    for trail in summary.trails:
        yield trail_row(trail, summary.cohort.name)
