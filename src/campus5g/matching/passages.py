"""Which passages of a document explain a match.

A document is cut once, when it is indexed, into segments (a title, a sentence, or part of a very long sentence). For a
query, the passages shown are the segments whose matched words carry the most information: the sum of the inverse
document frequencies of the *distinct* words they add to those already shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus5g.core.calls import Passage
from campus5g.matching.words import Language, words

LONGEST = 320
"""Characters of the longest passage: about three lines on a page."""

_SENTENCE_END = re.compile(r"(?<=[.!?…;:])\s+(?=\S)|\n+")


@dataclass(frozen=True, slots=True)
class Page:
    """The segments of a document and all their words, in order.

    ids: (n,) number of each word. places: (n, 2) its start and end in its segment. segment: (n,) which segment it is in.
    """

    texts: tuple[str, ...]
    ids: NDArray[np.int32]
    places: NDArray[np.int32]
    segment: NDArray[np.int32]


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


def read_page(texts: Sequence[str], language: Language, vocabulary: dict[str, int]) -> Page:
    """Read the words of ``texts``; a stem not met before gets the next number of ``vocabulary``."""
    found = [
        (vocabulary.setdefault(w.stem, len(vocabulary)), w.start, w.end, i)
        for i, t in enumerate(texts)
        for w in words(t, language)
    ]
    table = np.array(found, dtype=np.int32).reshape(-1, 4)
    return Page(tuple(texts), table[:, 0].copy(), table[:, 1:3].copy(), table[:, 3].copy())


def explain(
    page: Page, asked: NDArray[np.bool_], idf: Callable[[int], float], most: int = 3
) -> tuple[tuple[str, ...], tuple[Passage, ...]]:
    """Return the matched words as the document writes them (most telling first) and up to ``most`` passages.

    ``asked``: (words of the vocabulary,) whether the query asks for each. ``idf``: the information of a word. Equal
    passages keep the order of the document.
    """
    hits = np.flatnonzero(asked[page.ids])
    if not hits.size:
        return (), ()
    by_segment: dict[int, list[int]] = {}
    spelling: dict[int, str] = {}
    for hit, word, where in zip(hits.tolist(), page.ids[hits].tolist(), page.segment[hits].tolist(), strict=True):
        by_segment.setdefault(where, []).append(hit)
        if word not in spelling:
            start, end = page.places[hit]
            spelling[word] = page.texts[where][start:end]
    worth = {word: idf(word) for word in spelling}
    chosen = _choose({where: {int(page.ids[hit]) for hit in found} for where, found in by_segment.items()}, worth, most)
    passages = [Passage(page.texts[i], tuple((int(a), int(b)) for a, b in page.places[by_segment[i]])) for i in chosen]
    ordered = sorted(spelling, key=lambda word: -worth[word])
    return tuple(spelling[word] for word in ordered), tuple(passages)


def _choose(words_of: Mapping[int, set[int]], worth: Mapping[int, float], most: int) -> list[int]:
    """Return up to ``most`` segments: each time the one whose words not yet shown are worth most."""
    shown: set[int] = set()
    chosen: list[int] = []
    while len(chosen) < most:
        gains = {where: sum(worth[word] for word in sorted(found - shown)) for where, found in words_of.items()}
        best = max(gains, key=lambda where: (gains[where], -where))
        if gains[best] <= 0:
            break
        shown |= words_of[best]
        chosen.append(best)
    return chosen
