"""What the search has read of the catalogue: the index that is ready, and beside it what came or changed since.

Calls that changed since are few most of the time: they are read at once, beside the index. When they are many they wait for the
worker, and until then the search answers with the last good index, leaving out the calls whose words it no longer knows. What is
archived or hidden is left out by the database, always.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings

from campus5g.portal.calls.index_file import read_index
from campus5g.portal.calls.models import Call, PastProject, Reading

if TYPE_CHECKING:
    from campus5g.matching import Document, GrowingIndex, Index, Laureate, ReasonedIndex
    from campus5g.matching.semantic import Encoder

BESIDE = 200
"""Calls read at once beside the index; more wait for the worker."""
_lock = threading.Lock()
_known: Known | None = None


@dataclass(slots=True, eq=False)
class Known:
    """An index in this process. read: the edition of the catalogue that it read; hears: past projects, encoders, by their names."""

    index: Index | ReasonedIndex
    read: int
    file: str
    mark: str
    hears: tuple[str, ...]
    grown: Grown | None = field(default=None)


@dataclass(frozen=True, slots=True, eq=False)
class Grown:
    """The index with what came since, up to an edition. waiting: how many calls wait to be read."""

    edition: int
    index: GrowingIndex
    waiting: int
    read: int
    hears: tuple[str, ...]
    beside: frozenset[int]


def known_calls(now: Reading | None = None) -> Grown:
    """Return what the search knows now: the newest index that is ready and, beside it, the few calls that changed since."""
    now = now or Reading.current()
    known = _ready(now)
    if known.grown is None or known.grown.edition != now.edition:
        known.grown = _grown(known, now.edition)
    return known.grown


def is_stale(now: Reading) -> bool:
    """Return whether something is there that the ready index has not read."""
    if now.taught > now.read or now.encoders != ",".join(settings.CALLS_MODELS) or not now.file:
        return True
    return not (settings.CALLS_INDEX / now.file).is_file() or Call.objects.filter(worded__gt=now.read).exists()


def build(encoders: Sequence[Encoder] = ()) -> tuple[Index | ReasonedIndex, tuple[str, ...]]:
    """Read the whole catalogue; return its index, without the texts, and what ranks besides words."""
    from campus5g.matching import Index, ReasonedIndex  # the text engine loads slowly: not before somebody searches
    from campus5g.matching.vectors import VectorStore

    rows = list(Call.objects.filter(archived_at=None).order_by("pk").only("name_key", "hidden_by", "data"))
    documents, past = [read_row(row) for row in rows], _past(rows)
    hears = (*(("past",) if past else ()), *(encoder.name for encoder in encoders))
    if not hears:
        return Index.build(documents).lean(), ()
    store = VectorStore(settings.CALLS_INDEX / "vectors")
    return ReasonedIndex.build(documents, past, encoders=encoders, encode=store.encode).lean(), hears


def read_row(row: Call) -> Document:
    """Return a call as the index reads it, under its number."""
    from dataclasses import replace

    from campus5g.study.finding import document_of

    return replace(document_of(row.core), id=str(row.pk))


def _ready(now: Reading) -> Known:
    global _known  # noqa: PLW0603 (guarded by the lock)
    last = _usable(_known, now)
    if last is not None and (last.file == now.file or not _lock.acquire(blocking=False)):
        return last  # while another thread reads the newer one, the last good one answers
    if last is None:
        _lock.acquire()
    try:
        found = _usable(_known, now)
        if found is None or found.file != now.file:
            found = _known = _loaded(now) or _loaded(Reading.current()) or _built(now)
        return found
    finally:
        _lock.release()


def _usable(found: Known | None, now: Reading) -> Known | None:
    """Return an index if it is of this catalogue (not of another test, or of what a backup replaced) and not of an empty one."""
    if found is None or found.mark != now.mark or found.read > now.edition:
        return None
    return found if found.index.documents or found.read == now.edition else None


def _loaded(now: Reading) -> Known | None:
    found: Any = read_index(settings.CALLS_INDEX / now.file, encoders_asked) if now.file else None
    return None if found is None else _usable(Known(found[0], now.read, now.file, now.mark, found[1]), now)


def encoders_asked() -> tuple[Encoder, ...]:
    """Make the encoders that the settings name; ``BadInput`` for one that is not installed."""
    from campus5g.matching import encoders

    return encoders.load(settings.CALLS_MODELS) if settings.CALLS_MODELS else ()


def _built(now: Reading) -> Known:
    """Read the catalogue here and now: nothing is ready at the first start. Models of meaning are left to the worker."""
    index, hears = build()
    return Known(index, now.edition, now.file, now.mark, hears)


def _grown(known: Known, edition: int) -> Grown:
    from campus5g.matching import GrowingIndex

    since = Call.objects.live().filter(worded__gt=known.read)
    rows = list(since.order_by("pk").only("data")[: BESIDE + 1])
    if len(rows) > BESIDE:
        return Grown(edition, GrowingIndex(known.index), since.count(), known.read, known.hears, frozenset())
    came = GrowingIndex(known.index, [read_row(row) for row in rows])
    return Grown(edition, came, 0, known.read, known.hears, frozenset(row.pk for row in rows))


def _past(rows: Sequence[Call]) -> list[Laureate]:
    """Return the past projects of the calls, as the ranking learns from them."""
    from campus5g.matching import Laureate

    shown = (row for row in rows if row.hidden_by_id is None)
    numbers = {row.name_key: str(row.pk) for row in shown} if PastProject.objects.exists() else {}
    told = PastProject.objects.filter(name_key__in=list(numbers)) if numbers else ()
    return [Laureate(numbers[project.name_key], project.title) for project in told]
