"""An index that goes on growing: what came or changed since it was built is found beside it, before it is built again."""

from __future__ import annotations

from collections.abc import Sequence

from campus5g.matching.index import Document, Index, Reason
from campus5g.matching.reasoned import ReasonedIndex


class GrowingIndex:
    """An index, and documents that came since. One whose id the index knows stands instead of what the index read of it.

    Newcomers are scored by the frequencies of words that the index knows, so that their scores compare with the others; each
    costs a query some twenty microseconds, so they should be few.
    """

    def __init__(self, index: Index | ReasonedIndex, came: Sequence[Document] = ()) -> None:
        self._index = index
        self._ids = [document.id for document in index.documents]
        self._came = tuple(index.newcomer(document) for document in came)
        self._replaced = frozenset(document.id for document in came)

    def rank(self, text: str, language: str | None = None, k: int = 50) -> list[tuple[str, float]]:
        """Return (id, score) of the ``k`` best, best first; of equal scores, what the index read comes before what came since."""
        known = self._index.rank(text, language, k + len(self._came))
        kept = [(self._ids[place], score) for place, score in known if self._ids[place] not in self._replaced]
        if not self._came:
            return kept
        scores = self._index.scores_of(self._came, text, language)
        kept += [(came.document.id, score) for came, score in zip(self._came, scores, strict=True) if score > 0]
        return sorted(kept, key=lambda pair: -pair[1])[: max(k, 0)]

    def reasons(self, text: str, documents: Sequence[Document]) -> list[Reason]:
        """Return the words and passages of documents that match, as ``Index.reasons``."""
        return self._index.reasons(text, documents)
