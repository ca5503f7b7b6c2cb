"""Ranking calls by what past projects teach: words, letters, families of calls, votes, and meanings where an encoder is there.

The weights are learned from the past itself: each fifth of the past projects is ranked with the memory of the others only,
and the weights are those that give their calls the highest probability. They fit what the past can teach: where calls come
back each year votes weigh much, where every call is new they weigh little.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
import scipy  # its parts load at their first use
from numpy.typing import NDArray

from campus5g.matching.glossary import Glossary, field_glossary
from campus5g.matching.index import Document, Laureate, highest
from campus5g.matching.matrices import Floats, Places
from campus5g.matching.memory import MEMBERS, Asked, Memory, Shelf
from campus5g.matching.semantic import SENSES, Encode, Encoder, encode_now
from campus5g.matching.words import fold

TAUGHT = 1000
"""How many past projects at most teach the weights: so few numbers need no more."""
_LEAST, _FOLDS = 40, 5
_START = (0.5, 0.35, 0.2, 0.2, 0.2, 0.1, 0.1, 0.2, 0.5, 0.5, 0.0, 0.0)
_START_SENSES = (0.5, 0.5, 0.1, 0.1, 0.0, 0.0)
"""The weights with too little past to learn from, by member; the learned ones are pulled towards them."""
_PULL = 1.0


class LearnedIndex:
    """Documents ranked with the memory of past projects; make one with ``LearnedIndex.build``."""

    def __init__(self, documents: Sequence[Document], shelf: Shelf, memory: Memory, weights: Floats) -> None:
        self.documents = tuple(documents)
        self._shelf, self._memory, self._weights = shelf, memory, weights

    @classmethod
    def build(
        cls,
        documents: Sequence[Document],
        past: Sequence[Laureate],
        *,
        glossary: Glossary | None = None,
        encoders: Sequence[Encoder] = (),
        encode: Encode = encode_now,
    ) -> LearnedIndex:
        """Read the documents and the past, and learn how much each member is to be believed.

        encoders: models of meaning to be heard too; those that do not read the documents' language are left out.
        encode: how they encode documents and past, such as ``VectorStore.encode``, which keeps what was encoded.
        """
        shelf = Shelf(documents, past, glossary if glossary is not None else field_glossary(), encoders, encode)
        return cls(documents, shelf, Memory(shelf, np.arange(len(shelf.told))), _learn(shelf))

    def of(self, documents: Sequence[Document]) -> LearnedIndex:
        """Return the same index holding ``documents`` for those it was built of, such as the same without their texts."""
        return LearnedIndex(documents, self._shelf, self._memory, self._weights)

    @property
    def weights(self) -> dict[str, float]:
        """How much each member is believed, by its name (``memory.MEMBERS``, and those of each encoder)."""
        names = [*MEMBERS, *(f"{encoder} {sense}" for encoder in self._shelf.encoders for sense in SENSES)]
        return dict(zip(names, map(float, self._weights), strict=True))

    def rank(self, text: str, language: str | None = None, k: int = 50) -> list[tuple[int, float]]:
        """Return (place, score) of the ``k`` best, best first; equal scores keep the order of the file.

        score = Σ of the members' opinions by their weights; documents beyond the candidates follow, by words.
        """
        return self.ranked(self.read(text, language), k)

    def read(self, text: str, language: str | None = None) -> Asked:
        """Read a query once, for ``ranked`` and ``near``."""
        return self._shelf.read(text, language)

    def ranked(self, asked: Asked, k: int = 50, known: NDArray[np.bool_] | None = None) -> list[tuple[int, float]]:
        """Return what ``rank`` returns, for a query that was read; ``known``: (documents,) the only ones that may be there."""
        places, said, words = self._memory.opinions(asked)
        weighed = self._weights @ said
        best = np.argsort(-weighed, kind="stable")
        best = (best if known is None else best[known[places[best]]])[: max(k, 0)]
        ranked = list(zip(places[best].tolist(), weighed[best].tolist(), strict=True))
        if k > best.size:
            rest = np.ones(words.size, dtype=np.bool_) if known is None else known.copy()
            rest[places] = False
            ranked += _others(np.flatnonzero(rest), words, float(weighed.min(initial=0.0)), k - best.size)
        return ranked

    def near(self, asked: Asked) -> set[int]:
        """Return the places that the encoders find near in meaning, whether they share a word or not; none without encoder."""
        return self._memory.near(asked)


def _others(left: Places, words: Floats, below: float, k: int) -> list[tuple[int, float]]:
    """Return the ``k`` best by words of the documents ``left``, which are no candidates, all scored under ``below``."""
    best = left[highest(words[left], k)]
    return list(zip(best.tolist(), (words[best] - words.max(initial=0.0) + below - 1).tolist(), strict=True))


def _learn(shelf: Shelf) -> Floats:
    """Return the weights that rank each fold of the past best, with the memory of the others."""
    start = np.array([*_START, *_START_SENSES * len(shelf.encoders)])
    if len(shelf.told) < _LEAST:
        return start
    fold_of = np.array([crc32(fold(laureate.title).encode()) % _FOLDS for laureate in shelf.told])  # twins stay together
    lessons: list[tuple[Floats, Floats]] = []
    for taught in range(_FOLDS):
        memory = Memory(shelf, np.flatnonzero(fold_of != taught))
        pupils = np.flatnonzero(fold_of == taught)
        step = -(-pupils.size * _FOLDS // TAUGHT)
        for pupil in pupils[:: max(step, 1)]:
            places, said, _ = memory.opinions(shelf.reread(int(pupil)))
            answer = (places == shelf.owners[pupil]).astype(np.float64)
            lessons += [_shortened(said, answer, start)] if answer.any() else []
    return _most_likely(lessons, start) if lessons else start


def _shortened(said: Floats, answer: Floats, start: Floats, most: int = 150) -> tuple[Floats, Floats]:
    """Keep the right candidate and those that the starting weights rank best: the others teach nothing and cost much."""
    best: NDArray[np.int64] = np.argsort(-(start @ said) - 1e9 * answer, kind="stable")[:most]
    return said[:, best], answer[best]


def _most_likely(lessons: Sequence[tuple[Floats, Floats]], start: Floats) -> Floats:
    """Return the weights w that make Σ ln softmax(w · said)[right] - pull · |w - start|² largest."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        cost, slope = _PULL * float(np.sum((weights - start) ** 2)), 2 * _PULL * (weights - start)
        for said, answer in lessons:
            scores = weights @ said
            odds = np.exp(scores - scores.max())
            odds /= odds.sum()
            cost -= float(np.log(answer @ odds + 1e-300))
            slope -= said @ (answer - odds)
        return cost / len(lessons), slope / len(lessons)

    return np.asarray(scipy.optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 60}).x)
