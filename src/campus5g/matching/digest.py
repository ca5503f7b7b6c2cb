"""What is new for a saved search: calls that came since, each told once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from campus5g.core.calls import Call, CallStatus, Match
from campus5g.matching.index import Document, Index


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """Words that somebody looks for again and again. ``told``: the calls already shown, by ``mark``; never shown twice."""

    words: str
    language: str | None = None
    told: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Digest:
    """The calls to tell now, best first, and the search that knows it told them."""

    found: tuple[tuple[Call, Match], ...]
    search: SavedSearch


def mark(call: Call) -> str:
    """Return what makes a call worth telling once: its identifier, whichever feed or letter case it came in."""
    return call.id.casefold()


def digest(search: SavedSearch, calls: Sequence[Call], on: date, most: int = 10, hidden: Collection[str] = ()) -> Digest:
    """Return the ``most`` best calls for the search that take applications on a day (or will) and were never told.

    hidden: marks of calls that the person set aside. Told once is told for ever, whatever the feed says afterwards.
    """
    known = {mark(call): call for call in calls if mark(call) not in search.told and mark(call) not in hidden}
    live = [call for call in known.values() if call.status(on) is not CallStatus.CLOSED]
    if not live:
        return Digest((), search)
    index = Index.build([Document(c.id, c.title, f"{c.text}\n{c.conditions}", _read_in(c), c.programme) for c in live])
    by_id = {call.id: call for call in live}
    found = index.search(search.words, search.language, most)
    return tell(search, [(by_id[match.id], match) for match in found], on, most)


def tell(search: SavedSearch, found: Sequence[tuple[Call, Match]], on: date, most: int = 10) -> Digest:
    """Return what a search found elsewhere, cut to what may be told: never told before, not closed, ``most`` at most."""
    fresh = [(c, m) for c, m in found if mark(c) not in search.told and c.status(on) is not CallStatus.CLOSED][:most]
    return Digest(tuple(fresh), replace(search, told=search.told | {mark(call) for call, _ in fresh}))


def _read_in(call: Call) -> str:
    return call.language if call.language in ("fr", "en") else ""
