"""A hash chain of events: changing, deleting, inserting or swapping one event is found and located.

``digest(n) = SHA-256(digest(n-1) || canonical JSON of event n)``, the first digest being 64 zeros. Verification needs
the events alone, so an outsider can check an export without the database.

Free words (a reason that somebody typed) can name a person, whom the law may ask to forget. The chain therefore holds their
seal, ``SHA-256(salt || words)``, and the words with their salt stand beside the event: taken away, they are forgotten, nobody
can guess them from the seal, and the chain still holds; changed, they no longer fit their seal.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from campus5g.core.message import Message, msg

GENESIS = "0" * 64
SEALED = "sealed"
_CODE = re.compile(r"[a-z0-9_.:/+-]*|[A-Z]{1,3}|(?=[^0-9]*[0-9])[A-Za-z0-9_.:/+-]*")
"""What is no free text: a name of the code, a country, or a reference, a date, a number written out."""


def canonical(payload: Mapping[str, Any]) -> bytes:
    """Return the one way to write ``payload``: sorted keys, no spaces, UTF-8."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def link(previous: str, payload: Mapping[str, Any]) -> str:
    """Return the digest of ``payload`` chained to the digest before it."""
    return hashlib.sha256(previous.encode("ascii") + canonical(payload)).hexdigest()


Words = Mapping[str, Mapping[str, str]]
"""Seal → ``salt`` and ``text``."""


def seal(facts: Any, salt: Callable[[], str]) -> tuple[Any, dict[str, dict[str, str]]]:
    """Return ``facts`` with each free text replaced by its seal, and the words by seal; ``salt`` gives a new secret each time."""
    words: dict[str, dict[str, str]] = {}

    def sealed(value: Any) -> Any:
        if isinstance(value, str) and not _CODE.fullmatch(value):
            drawn = salt()
            mark = _mark(drawn, value)
            words[mark] = {"salt": drawn, "text": value}
            return {SEALED: mark}
        if isinstance(value, Mapping):
            return {key: sealed(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [sealed(inner) for inner in value]
        return value

    return sealed(facts), words


def unseal(facts: Any, words: Words, forgotten: str = "") -> Any:
    """Return ``facts`` with the words put back; ``forgotten`` stands where they were taken away."""
    if isinstance(facts, Mapping):
        if set(facts) == {SEALED}:
            return words[facts[SEALED]]["text"] if facts[SEALED] in words else forgotten
        return {key: unseal(inner, words, forgotten) for key, inner in facts.items()}
    return [unseal(inner, words, forgotten) for inner in facts] if isinstance(facts, list) else facts


def _mark(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()


def _fits(event: Mapping[str, Any]) -> bool:
    words: Words = event.get("words") or {}
    if not words:
        return True
    written = canonical(event["payload"]).decode()
    return all(_mark(said["salt"], said["text"]) == mark and mark in written for mark, said in words.items())


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
    """Check ``events`` in order (each with ``prev``, ``digest``, ``payload`` and, where kept, ``words``).

    ``head`` is the digest to end on. Words that were taken away are no fault; words that do not fit their seal are.
    """
    previous, count = GENESIS, 0
    for count, event in enumerate(events, start=1):
        if event["prev"] != previous:
            return ChainCheck(count - 1, previous, count, msg("event %(n)s does not follow the one before it", n=count))
        if link(previous, event["payload"]) != event["digest"]:
            return ChainCheck(count - 1, previous, count, msg("event %(n)s was changed", n=count))
        if not _fits(event):
            return ChainCheck(count - 1, previous, count, msg("the words of event %(n)s were changed", n=count))
        previous = event["digest"]
    if head is not None and head != previous:
        return ChainCheck(count, previous, count + 1, msg("the chain ends before its recorded head: events are missing"))
    return ChainCheck(count, previous)
