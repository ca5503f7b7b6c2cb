"""An index that ranks by what past projects teach and gives its reasons by words: what a portal with laureates searches by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from campus5g.core.calls import Match
from campus5g.matching.index import Document, Index, Laureate, Newcomer, Reason
from campus5g.matching.learned import LearnedIndex
from campus5g.matching.semantic import Encode, Encoder, encode_now

_HALF_AT = 50
"""How far behind the first a score is half of its own."""


class ReasonedIndex:
    """Documents ranked with the memory of past projects; make one with ``ReasonedIndex.build``."""

    def __init__(self, words: Index, learned: LearnedIndex) -> None:
        self.documents = words.documents
        self.words, self._learned = words, learned

    @classmethod
    def build(
        cls,
        documents: Sequence[Document],
        past: Sequence[Laureate],
        *,
        encoders: Sequence[Encoder] = (),
        encode: Encode = encode_now,
    ) -> ReasonedIndex:
        """Read the documents and the projects that they paid for; ``encoders``, ``encode``: as ``LearnedIndex.build``."""
        return cls(Index.build(documents, past), LearnedIndex.build(documents, past, encoders=encoders, encode=encode))

    def lean(self) -> ReasonedIndex:
        """Return the same index without the texts of its documents, as ``Index.lean``."""
        words = self.words.lean()
        return ReasonedIndex(words, self._learned.of(words.documents))

    def rank(self, text: str, language: str | None = None, k: int = 50) -> list[tuple[int, float]]:
        """Return (place, score) of the ``k`` best that share a word with ``text``, themselves or by their past projects, or that
        an encoder finds near in meaning.

        score = 1 / (1 + (rank - 1) / 50): what is learned orders the candidates of one question, and compares no further.
        """
        asked = self._learned.read(text, language)
        known = self.words.scores(text, language) > 0
        known[list(self._learned.near(asked))] = True
        return [(place, _worth(rank)) for rank, (place, _) in enumerate(self._learned.ranked(asked, k, known))]

    def newcomer(self, document: Document) -> Newcomer:
        """Read a document that is not of this index, as ``Index.newcomer``."""
        return self.words.newcomer(document)

    def scores_of(self, newcomers: Sequence[Newcomer], text: str, language: str | None = None) -> list[float]:
        """Return the score of each: no past speaks for it, so it stands where its words alone would put it."""
        known = np.sort(self.words.scores(text, language))
        said = self.words.scores_of(newcomers, text, language)
        ahead = [known.size - int(np.searchsorted(known, score, side="right")) for score in said]
        return [_worth(rank - 0.5) if score > 0 else 0.0 for score, rank in zip(said, ahead, strict=True)]

    def search(self, text: str, language: str | None = None, k: int = 50) -> tuple[Match, ...]:
        """Return the ``k`` best documents with the words and the passages that matched."""
        return self.explained(text, self.rank(text, language, k), language)

    def explained(self, text: str, ranked: Sequence[tuple[int, float]], language: str | None = None) -> tuple[Match, ...]:
        """Return places that were ranked for ``text``, with the reasons."""
        return self.words.explained(text, ranked, language)

    def reasons(self, text: str, documents: Sequence[Document], language: str | None = None) -> list[Reason]:
        """Return the words and passages that match, as ``Index.reasons``."""
        return self.words.reasons(text, documents, language)


def _worth(rank: float) -> float:
    return 1 / (1 + rank / _HALF_AT)
