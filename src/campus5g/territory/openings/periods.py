"""Months that nobody tells apart are planned as one, then the sessions are laid into them: the same best plan, found sooner.

Two months that follow one another are one period when the same demands may be served in both. With the half-days of its months
added up, a period allows at least what they allow, so that no plan by months is better than the best by periods; if its sessions
can then be laid into the months, the plan is proven. Otherwise the months are planned one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from campus5g.territory.openings.programme import Programme, Slot, Solution
from campus5g.territory.openings.question import Bench, Months, Question, Room, Trainer

_Thing = TypeVar("_Thing", Room, Trainer, Bench)


def solve(programme: Programme, least: Mapping[str, int] | None = None) -> Solution | None:
    """Return the best plan of the months; ``least``: sessions of a course that must be opened."""
    question = programme.question
    periods = periods_of(question)
    if len(set(periods.values())) == len(periods):
        return programme.solve(least)
    whole = Programme.of(_by_periods(question, periods)).solve(least)
    if whole is None:
        return None
    laid = programme.solve(exactly=[(_slots(programme, slot, periods), count) for slot, count in whole.opened.items()])
    if laid is not None and laid.cents == whole.cents:
        return replace(laid, short_cents=whole.short_cents)
    return programme.solve(least)


def periods_of(question: Question) -> dict[str, str]:
    """Return the first month of the period of each month."""
    found: dict[str, str] = {}
    last, served = "", frozenset[str]()
    for month in sorted({*question.months, *(offer.month for offer in question.offered)}):
        now = frozenset(wanted.id for wanted in question.wanted if wanted.opens <= month <= wanted.due)
        found[month] = found[last] if last and now == served else month
        last, served = month, now
    return found


def _by_periods(question: Question, periods: Mapping[str, str]) -> Question:
    """Return the question in which each period is its first month."""

    def whole(thing: _Thing) -> _Thing:
        return replace(thing, free=_added(thing.free, periods))

    return replace(
        question,
        wanted=tuple(
            replace(wanted, opens=min(inside, key=str), due=max(inside, key=str))
            if (inside := [periods[m] for m in periods if wanted.opens <= m <= wanted.due])
            else wanted
            for wanted in question.wanted
        ),
        rooms=tuple(map(whole, question.rooms)),
        trainers=tuple(map(whole, question.trainers)),
        benches=tuple(map(whole, question.benches)),
        offered=tuple(replace(offer, month=periods.get(offer.month, offer.month)) for offer in question.offered),
    )


def _added(free: Months, periods: Mapping[str, str]) -> Months:
    found: dict[str, int] = {}
    for month, half_days in free.items():
        period = periods.get(month, month)
        found[period] = found.get(period, 0) + half_days
    return found


def _slots(programme: Programme, whole: Slot, periods: Mapping[str, str]) -> list[Slot]:
    """Return the slots of the months of a period that are alike in all else."""
    return [slot for slot in programme.slots if periods[slot.month] == whole.month and replace(slot, month=whole.month) == whole]
