"""What a saved search finds, and what is new or changed in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from campus5g.core.call_changes import changes, weighty
from campus5g.core.calls import CallStatus
from campus5g.core.message import Message
from campus5g.portal.calls.filters import Wanted
from campus5g.portal.calls.models import Call, SavedSearch
from campus5g.portal.calls.ranking import find

NEAR = 50
"""The best calls that a search follows: further down, one common word is chance."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A call that says something else than before, and what."""

    row: Call
    said: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What is new in a search, and what changed; both the best first."""

    new: tuple[Call, ...]
    changed: tuple[Changed, ...]

    def __len__(self) -> int:
        return len(self.new) + len(self.changed)


def found_now(search: SavedSearch) -> list[Call]:
    """Return the calls that a search follows today, the best first; without words, those that came last."""
    wanted = Wanted.of(search.filters)
    if search.words.strip():
        order = find(search.words, NEAR, wanted)
        return sorted(Call.objects.filter(pk__in=order), key=lambda row: order[row.pk])
    return list(wanted.among(Call.objects.live()).order_by("-first_seen_at", "-pk")[:NEAR])


def news_since(search: SavedSearch, then: datetime, *, told: Sequence[str] | None = None) -> News:
    """Return what came into a search since an instant, and what changed in the calls that were there.

    told: the marks of the calls that were told: what is among them is never new again, and changes are told of them alone, and
    only those that weigh (dates, money, closed).
    """
    new: list[Call] = []
    changed: list[Changed] = []
    known = None if told is None else set(told)
    for row in found_now(search):
        fresh = row.first_seen_at > then if known is None else row.name_key not in known
        if fresh:
            new.append(row)
        elif row.imported_at > then and (said := _changes(row, then, all_of_them=known is None)):
            changed.append(Changed(row, said))
    return News(tuple(row for row in new if row.status is not CallStatus.CLOSED), tuple(changed))


def _changes(row: Call, then: datetime, *, all_of_them: bool) -> tuple[Message, ...]:
    before = row.changed_since(then)
    if before is None:
        return ()
    return (changes if all_of_them else weighty)(before, row.core)
