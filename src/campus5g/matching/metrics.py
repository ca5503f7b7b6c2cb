"""How good a ranking is: recall, MRR and nDCG, documents of one title counted as one.

Topics come back year after year under the same title; finding the twin of the right topic is finding it. A ranking is
therefore read as a list of titles (folded, words only), each kept at its first place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.matching.glossary import Glossary
from campus5g.matching.index import Document, Index, Laureate, Weights
from campus5g.matching.words import fold

DEPTHS = (1, 5, 10, 50)


@dataclass(frozen=True, slots=True)
class Judged:
    """A query and the ids of the documents that answer it."""

    text: str
    relevant: tuple[str, ...]
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over the queries that have an answer among the documents. ``recall`` is by depth."""

    queries: int
    recall: Mapping[int, float]
    mrr_10: float
    ndcg_10: float


def same_title(title: str) -> str:
    """Return what makes two titles one: their words, folded."""
    return " ".join(re.findall(r"[^\W_]+", fold(title)))


def recall_at(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Return the share of ``relevant`` found among the first ``k``."""
    return len(set(ranked[:k]) & set(relevant)) / len(set(relevant))


def mrr_at(ranked: Sequence[str], relevant: Collection[str], k: int = 10) -> float:
    """Return 1 / rank of the first right answer among the first ``k``, or 0."""
    return next((1 / rank for rank, found in enumerate(ranked[:k], start=1) if found in relevant), 0.0)


def ndcg_at(ranked: Sequence[str], relevant: Collection[str], k: int = 10) -> float:
    """Return Σ 1 / log2(rank + 1) over the right answers among the first ``k``, over its best possible value."""
    gained = sum(1 / log2(rank + 1) for rank, found in enumerate(ranked[:k], start=1) if found in relevant)
    return gained / sum(1 / log2(rank + 1) for rank in range(1, min(k, len(set(relevant))) + 1))


def evaluate(
    documents: Sequence[Document],
    truth: Iterable[Judged],
    past: Sequence[Laureate] = (),
    *,
    weights: Weights | None = None,
    glossary: Glossary | None = None,
) -> Scores:
    """Rank every query of ``truth`` over ``documents`` and return the mean scores."""
    return score(Index.build(documents, past, weights=weights, glossary=glossary), truth)


def score(index: Index, truth: Iterable[Judged]) -> Scores:
    """Rank every query of ``truth`` with ``index``; refuse a truth none of whose answers is among the documents."""
    titles = [same_title(document.title) or document.id for document in index.documents]
    title_of = {document.id: title for document, title in zip(index.documents, titles, strict=True)}
    deepest = max(DEPTHS)
    judged = []
    for query in truth:
        relevant = {title_of[name] for name in query.relevant if name in title_of}
        if relevant:
            places = index.rank(query.text, query.language, k=len(titles))
            judged.append((list(dict.fromkeys(titles[place] for place, _ in places))[:deepest], relevant))
    if not judged:
        raise BadInput("truth", msg("no answer is among the documents"), msg("ids of the documents"))
    return Scores(
        queries=len(judged),
        recall={k: fmean(recall_at(ranked, relevant, k) for ranked, relevant in judged) for k in DEPTHS},
        mrr_10=fmean(mrr_at(ranked, relevant) for ranked, relevant in judged),
        ndcg_10=fmean(ndcg_at(ranked, relevant) for ranked, relevant in judged),
    )
