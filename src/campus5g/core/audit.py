"""A hash chain of events: changing, deleting, inserting or swapping one event is found and located.

``digest(n) = SHA-256(digest(n-1) || canonical JSON of event n)``, the first digest being 64 zeros. Verification needs
the events alone, so an outsider can check an export without the database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from campus5g.core.message import Message, msg

GENESIS = "0" * 64


def canonical(payload: Mapping[str, Any]) -> bytes:
    """Return the one way to write ``payload``: sorted keys, no spaces, UTF-8."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def link(previous: str, payload: Mapping[str, Any]) -> str:
    """Return the digest of ``payload`` chained to the digest before it."""
    return hashlib.sha256(previous.encode("ascii") + canonical(payload)).hexdigest()


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """The outcome: how many events hold, and where the first fault is."""

    events: int
    head: str
    fault_at: int | None = None
    fault: Message | None = None

    @property
    def intact(self) -> bool:
        return self.fault_at is None


def verify(events: Iterable[Mapping[str, Any]], head: str | None = None) -> ChainCheck:
    """Check ``events`` (each with ``prev``, ``digest`` and ``payload``), in order; ``head`` is the digest to end on."""
    previous, count = GENESIS, 0
    for count, event in enumerate(events, start=1):
        if event["prev"] != previous:
            return ChainCheck(count - 1, previous, count, msg("event %(n)s does not follow the one before it", n=count))
        if link(previous, event["payload"]) != event["digest"]:
            return ChainCheck(count - 1, previous, count, msg("event %(n)s was changed", n=count))
        previous = event["digest"]
    if head is not None and head != previous:
        return ChainCheck(count, previous, count + 1, msg("the chain ends before its recorded head: events are missing"))
    return ChainCheck(count, previous)
