"""Ranking calls by what past projects teach, without any model: words, letters, families of calls and votes, weighed.

The weights are learned from the past itself: each fifth of the past projects is ranked with the memory of the others only,
and the weights are those that give their calls the highest probability. They fit what the past can teach: where calls come
back each year votes weigh much, where every call is new they weigh little.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from campus5g.matching.glossary import Glossary, field_glossary
from campus5g.matching.index import Document, Laureate
from campus5g.matching.memory import MEMBERS, Asked, Floats, Memory, Shelf
from campus5g.matching.words import fold

TAUGHT = 1000
"""How many past projects at most teach the weights: nine numbers need no more."""
_LEAST, _FOLDS = 40, 5
_START = np.array([0.5, 0.35, 0.2, 0.2, 0.2, 0.1, 0.1, 0.2, 0.5])
"""The weights with too little past to learn from, by member; the learned ones are pulled towards them."""
_PULL = 1.0


class LearnedIndex:
    """Documents ranked with the memory of past projects; make one with ``LearnedIndex.build``."""

    def __init__(self, documents: Sequence[Document], shelf: Shelf, memory: Memory, weights: Floats) -> None:
        self.documents = tuple(documents)
        self._shelf, self._memory, self._weights = shelf, memory, weights

    @classmethod
    def build(cls, documents: Sequence[Document], past: Sequence[Laureate], *, glossary: Glossary | None = None) -> LearnedIndex:
        """Read the documents and the past, and learn how much each member is to be believed."""
        known = glossary if glossary is not None else field_glossary()
        shelf = Shelf(documents, past, known)
        told = [laureate for laureate in past if laureate.document_id in shelf.place]
        return cls(documents, shelf, Memory(shelf, shelf.past), _learn(shelf, told))

    @property
    def weights(self) -> dict[str, float]:
        """How much each member is believed, by its name (see ``memory.MEMBERS``)."""
        return dict(zip(MEMBERS, map(float, self._weights), strict=True))

    def rank(self, text: str, language: str | None = None, k: int = 50) -> list[tuple[int, float]]:
        """Return (place, score) of the ``k`` best, best first; equal scores keep the order of the file.

        score = Σ of the members' opinions by their weights; documents beyond the candidates follow, by words.
        """
        places, said, words = self._memory.opinions(self._shelf.read(text, language))
        weighed = self._weights @ said
        scores = words - words.max(initial=0.0) + (weighed.min() if weighed.size else 0.0) - 1
        scores[places] = weighed
        best = np.argsort(-scores, kind="stable")[: max(k, 0)]
        return [(int(place), float(scores[place])) for place in best]


def _learn(shelf: Shelf, past: Sequence[Laureate]) -> Floats:
    """Return the weights that rank each fold of the past best, with the memory of the others."""
    if len(past) < _LEAST:
        return _START.copy()
    fold_of = np.array([crc32(fold(laureate.title).encode()) % _FOLDS for laureate in past])  # twins of one title stay together
    lessons: list[tuple[Floats, Floats]] = []
    for taught in range(_FOLDS):
        memory = Memory(shelf, [shelf.past[i] for i in np.flatnonzero(fold_of != taught)])
        pupils = np.flatnonzero(fold_of == taught)
        step = -(-pupils.size * _FOLDS // TAUGHT)
        for i in pupils[:: max(step, 1)]:
            asked = shelf.read(past[i].title, None)
            lessons += _lesson(memory, asked, shelf.past[i][0])
    return _most_likely(lessons) if lessons else _START.copy()


def _lesson(memory: Memory, asked: Asked, right: int) -> list[tuple[Floats, Floats]]:
    """Return what the members say of the candidates, and which one is right; nothing when it is not among them."""
    places, said, _ = memory.opinions(asked)
    answer = (places == right).astype(np.float64)
    return [_shortened(said, answer)] if answer.any() else []


def _shortened(said: Floats, answer: Floats, most: int = 150) -> tuple[Floats, Floats]:
    """Keep the right candidate and those that the starting weights rank best: the others teach nothing and cost much."""
    best: NDArray[np.int64] = np.argsort(-(_START @ said) - 1e9 * answer, kind="stable")[:most]
    return said[:, best], answer[best]


def _most_likely(lessons: Sequence[tuple[Floats, Floats]]) -> Floats:
    """Return the weights w that make Σ ln softmax(w · said)[right] - pull · |w - start|² largest."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        cost, slope = _PULL * float(np.sum((weights - _START) ** 2)), 2 * _PULL * (weights - _START)
        for said, answer in lessons:
            scores = weights @ said
            odds = np.exp(scores - scores.max())
            odds /= odds.sum()
            cost -= float(np.log(answer @ odds + 1e-300))
            slope -= said @ (answer - odds)
        return cost / len(lessons), slope / len(lessons)

    return np.asarray(minimize(loss, _START, jac=True, method="L-BFGS-B", options={"maxiter": 60}).x)
