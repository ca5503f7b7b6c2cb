"""Which passages of a document explain a match.

A document is cut into segments (a title, a sentence, or part of a very long sentence). For a query, the passages shown are
the segments whose matched words carry the most information: the sum of the inverse document frequencies of the *distinct*
words they add to those already shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from campus5g.core.calls import Passage
from campus5g.matching.words import WORD, Language, root

LONGEST = 320
"""Characters of the longest passage: about three lines on a page."""

_SENTENCE_END = re.compile(r"(?<=[.!?…;:])\s+(?=\S)|\n+")


class Heard(dict[str, str]):
    """A query as documents answer it: a word as it is written, and its stem where the query asks for that, else nothing.

    Documents repeat their words, and so do the documents of one page: each is read once.
    """

    def __init__(self, asked: Iterable[str], language: Language) -> None:
        super().__init__()
        self._asked, self._language = frozenset(asked), language

    def __missing__(self, raw: str) -> str:
        _, stem = root(raw, self._language)
        self[raw] = heard = stem if stem in self._asked else ""
        return heard


def cut(text: str) -> list[str]:
    """Cut ``text`` into sentences, and sentences longer than ``LONGEST`` at a space."""
    pieces: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        rest = sentence.strip()
        while len(rest) > LONGEST:
            space = rest.rfind(" ", LONGEST // 2, LONGEST)
            stop = space if space > 0 else LONGEST
            pieces.append(rest[:stop].rstrip())
            rest = rest[stop:].lstrip()
        if rest:
            pieces.append(rest)
    return pieces


def explain(
    pieces: Sequence[str], heard: Heard, idf: Callable[[str], float], most: int = 3
) -> tuple[tuple[str, ...], tuple[Passage, ...]]:
    """Return the matched words as the document writes them (most telling first) and up to ``most`` passages.

    ``pieces``: the segments of a document. ``idf``: the information of a stem. Equal passages keep the order of the document.
    """
    spelling: dict[str, str] = {}
    stems_of: dict[int, set[str]] = {}
    for place, piece in enumerate(pieces):
        for raw in WORD.findall(piece):
            if stem := heard[raw]:
                spelling.setdefault(stem, raw)
                stems_of.setdefault(place, set()).add(stem)
    worth = {stem: idf(stem) for stem in spelling}
    ordered = sorted(spelling, key=lambda stem: -worth[stem])
    return tuple(spelling[stem] for stem in ordered), tuple(_passage(pieces[i], heard) for i in _choose(stems_of, worth, most))


def _passage(piece: str, heard: Heard) -> Passage:
    return Passage(piece, tuple(match.span() for match in WORD.finditer(piece) if heard[match.group()]))


def _choose(stems_of: Mapping[int, set[str]], worth: Mapping[str, float], most: int) -> list[int]:
    """Return up to ``most`` segments: each time the one whose stems not yet shown are worth most."""
    shown: set[str] = set()
    chosen: list[int] = []
    while stems_of and len(chosen) < most:
        gains = {where: sum(worth[word] for word in sorted(found - shown)) for where, found in stems_of.items()}
        best = max(gains, key=lambda where: (gains[where], -where))
        if gains[best] <= 0:
            break
        shown |= stems_of[best]
        chosen.append(best)
    return chosen
