"""How the ventures of a cohort are doing: what the engine of signals asks, read for all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from campus5g.portal.support.models import Figure, Hours, Member, Mentoring, MentorNote, Milestone, Question
from campus5g.territory.cohorts import Signal, Standing, signal_of


@dataclass(frozen=True, slots=True)
class Known:
    """What a page has read already, so that it is not asked again; ``None`` for what it has not.

    plans, notes: of the memberships; mentored: numbers of those with a mentor; hours, asked, said: the last by number (``said``: by
    the number of the venture).
    """

    plans: Iterable[Milestone] | None = None
    notes: Iterable[MentorNote] | None = None
    mentored: frozenset[int] | None = None
    hours: Mapping[int, date] | None = None
    asked: Mapping[int, datetime] | None = None
    said: Mapping[int, datetime] | None = None


def signals(members: Sequence[Member], on: date, known: Known | None = None) -> dict[int, Signal]:
    """Return the signal of each membership, by its number; at most six questions to the database however many there are."""
    known = known or Known()
    numbers = [member.pk for member in members]
    plans: dict[int, list[Milestone]] = {}
    for milestone in Milestone.objects.filter(member__in=numbers) if known.plans is None else known.plans:
        if milestone.dropped_at is None:
            plans.setdefault(milestone.member_id, []).append(milestone)
    hours, asked, news = _hours(numbers, known), _asked(numbers, known), _news(members, known)
    mentored = known.mentored
    if mentored is None:
        mentored = frozenset(Mentoring.objects.filter(member__in=numbers, ended_on=None).values_list("member_id", flat=True))
    return {
        member.pk: signal_of(
            _standing(member, plans.get(member.pk, []), on, hours.get(member.pk), member.pk in mentored, news.get(member.pk),
                      asked.get(member.pk)), on,
        )
        for member in members
    }  # fmt: skip


def _hours(numbers: Sequence[int], known: Known) -> Mapping[int, date]:
    if known.hours is not None:
        return known.hours
    given = Hours.objects.filter(mentoring__member__in=numbers, withdrawn_at=None)
    return dict(given.values_list("mentoring__member_id").annotate(last=Max("on")))


def _asked(numbers: Sequence[int], known: Known) -> Mapping[int, datetime]:
    if known.asked is not None:
        return known.asked
    return dict(Question.objects.filter(member__in=numbers, answered_at=None).values_list("member_id", "asked_at"))


def _standing(
    member: Member, plan: list[Milestone], on: date, hours: date | None, mentored: bool, news: date | None, asked: datetime | None
) -> Standing:
    reached = [one.reached_on for one in plan if one.reached_on is not None]
    last = max([day for day in (news, *reached) if day is not None], default=None)
    return Standing(
        member.joined_on, tuple(days for one in plan if (days := one.late(on))), len(reached), len(plan), mentored, hours, last,
        timezone.localtime(asked).date() if asked else None,
    )  # fmt: skip


def _news(members: Sequence[Member], known: Known) -> dict[int, date]:
    """The last day on which each was heard of: a figure said, a note that it shares."""
    by_venture = {member.venture_id: member.pk for member in members}
    said = known.said
    if said is None:
        figures = Figure.objects.filter(venture__in=by_venture, withdrawn_at=None)
        said = dict(figures.values_list("venture_id").annotate(last=Max("said_at")))
    if known.notes is None:
        shared = MentorNote.objects.filter(member__in=by_venture.values(), shared=True)
        notes = list(shared.values_list("member_id").annotate(last=Max("at")))
    else:
        notes = [(note.member_id, note.at) for note in known.notes if note.shared]
    heard = [(by_venture[venture], at) for venture, at in said.items() if venture in by_venture]
    found: dict[int, date] = {}
    for number, at in (*heard, *notes):
        day = timezone.localtime(at).date()
        found[number] = max(day, found.get(number, day))
    return found
