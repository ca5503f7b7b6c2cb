"""Which needs and calls fit a venture: by its published solutions, and by its own words, as far as its people see them."""

from __future__ import annotations

from dataclasses import dataclass

from campus5g.core.calls import CallStatus, Verdict
from campus5g.core.message import Message, msg
from campus5g.portal.base.clock import today
from campus5g.portal.base.scope import acting
from campus5g.portal.calls.models import Call
from campus5g.portal.calls.ranking import explain, find
from campus5g.portal.directory.people import actor_of, people_of
from campus5g.portal.solutions.models import Solution
from campus5g.portal.solutions.pairing import needs_for
from campus5g.portal.studies.sources import applicant_of
from campus5g.portal.support.models import Lead, Member
from campus5g.study.finding import judge_calls

NEEDS, CALLS = 3, 3
"""Brought at most at one time, of each: more would be noise."""
_WORDS = 5
_GOING = (CallStatus.OPEN, CallStatus.PERMANENT)


@dataclass(frozen=True, slots=True)
class Found:
    """A need (by a solution of the venture) or a call that fits. reasons: whether each speaks for it, and its sentence."""

    need_id: int | None
    call_id: int | None
    solution_id: int | None
    score: float
    reasons: tuple[tuple[bool, Message], ...]


def found_for(member: Member) -> list[Found]:
    """Return what fits a venture and was not brought to it yet, best first; nothing for one without an organisation."""
    organisation = member.venture.organisation
    person = people_of(organisation.pk).first() if organisation is not None else None
    if person is None or organisation is None:
        return []
    had = Lead._base_manager.filter(member=member)
    needs, calls = set(had.values_list("need_id", flat=True)), set(had.values_list("call_id", flat=True))
    with acting(actor_of(person, organisation.pk)) as actor:
        offered = list(Solution.objects.filter(organisation=organisation, state=Solution.State.PUBLISHED))
        matched = [(one, solution) for solution in offered for one in needs_for(solution, actor, NEEDS)]
        asked = _needs(matched, needs)
        found = _calls(member, offered, calls)
    return [*asked, *found]


def _needs(matched: list, had: set[int | None]) -> list[Found]:
    best: dict[int, Found] = {}
    for one, solution in matched:
        if one.thing.pk in had:
            continue
        reasons = tuple((reason.speaks_for, reason.sentence) for reason in one.pair.reasons)
        found = Found(one.thing.pk, None, solution.pk, one.pair.score, reasons)
        if one.thing.pk not in best or best[one.thing.pk].score < found.score:
            best[one.thing.pk] = found
    return sorted(best.values(), key=lambda found: -found.score)[:NEEDS]


def _calls(member: Member, offered: list[Solution], had: set[int | None]) -> list[Found]:
    """Calls that speak as the venture does, and for which its organisation is not refused by what is known of it."""
    organisation, on = member.venture.organisation, today()
    words = "\n".join([member.venture.pitch, *(f"{one.title} {one.summary}" for one in offered)])
    ranks = find(words, limit=20)
    rows = [row for row in Call.objects.filter(pk__in=ranks) if row.pk not in had]
    rows.sort(key=lambda row: ranks[row.pk])
    told = [(1.0 / ranks[row.pk], row.core) for row in rows]
    judged = [
        (rows[place], told[place][0], eligibility)
        for place, eligibility in judge_calls(told, on=on, applicant=applicant_of(organisation, on))
        if eligibility.verdict != Verdict.NO and told[place][1].status(on) in _GOING
    ][:CALLS]
    why = explain(words, [row for row, _, _ in judged]) if judged else {}
    found = []
    for row, score, eligibility in judged:
        said = (
            [(True, msg("Both speak of: %(words)s.", words=", ".join(why[row.pk].terms[:_WORDS])))] if why[row.pk].terms else []
        )
        said += [(one.verdict == Verdict.YES, one.reason) for one in eligibility.criteria]
        found.append(Found(None, row.pk, None, score, tuple(said)))
    return found
