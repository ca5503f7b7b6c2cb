"""An index that ranks by what past projects teach and gives its reasons by words: what a portal with laureates searches by."""

from __future__ import annotations

from collections.abc import Sequence

from campus5g.core.calls import Match
from campus5g.matching.index import Document, Index, Laureate
from campus5g.matching.learned import LearnedIndex

_HALF_AT = 50
"""How far behind the first a score is half of its own."""


class ReasonedIndex:
    """Documents ranked with the memory of past projects; make one with ``ReasonedIndex.build``."""

    def __init__(self, words: Index, learned: LearnedIndex) -> None:
        self.documents = words.documents
        self._words, self._learned = words, learned

    @classmethod
    def build(cls, documents: Sequence[Document], past: Sequence[Laureate]) -> ReasonedIndex:
        """Read the documents and the projects that they paid for."""
        return cls(Index.build(documents, past), LearnedIndex.build(documents, past))

    def rank(self, text: str, language: str | None = None, k: int = 50) -> list[tuple[int, float]]:
        """Return (place, score) of the ``k`` best that share a word with ``text``, themselves or by their past projects.

        score = 1 / (1 + (rank - 1) / 50): what is learned orders the candidates of one question, and compares no further.
        """
        known = {place for place, _ in self._words.rank(text, language, len(self.documents))}
        learned = (place for place, _ in self._learned.rank(text, language, len(self.documents)))
        best = [place for place in learned if place in known][: max(k, 0)]
        return [(place, 1 / (1 + rank / _HALF_AT)) for rank, place in enumerate(best)]

    def search(self, text: str, language: str | None = None, k: int = 50) -> tuple[Match, ...]:
        """Return the ``k`` best documents with the words and the passages that matched."""
        return self.explained(text, self.rank(text, language, k), language)

    def explained(self, text: str, ranked: Sequence[tuple[int, float]], language: str | None = None) -> tuple[Match, ...]:
        """Return places that were ranked for ``text``, with the reasons."""
        return self._words.explained(text, ranked, language)
