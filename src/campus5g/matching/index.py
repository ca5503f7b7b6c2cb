"""BM25 over documents in French and English, with the reasons of each rank.

Each language is its own collection: its own word frequencies and typical length. A query is read in the language of each
collection; what is written in the other language is also read through the glossary of the field.
"""

from __future__ import annotations

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from math import log1p
from typing import Any, Self

import numpy as np
import scipy  # its parts load at their first use
from numpy.typing import NDArray

from campus5g.core.calls import Match, Passage
from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.matching.glossary import Glossary, field_glossary
from campus5g.matching.passages import Heard, cut, explain
from campus5g.matching.words import LANGUAGES, Language, detect, stems, stop_words

K1, B = 1.2, 0.75
"""Saturation and length of BM25 (Robertson and Zaragoza 2009); other values measured no better on the public parts."""


Reason = tuple[tuple[str, ...], tuple[Passage, ...]]
"""The words that match, most telling first, and the passages that hold them."""
_NO_REASON: Reason = ((), ())


@dataclass(frozen=True, slots=True)
class Document:
    """What can be found: a call, a need, a solution, a partner.

    context: what the document belongs to (name of the call, destination). language: ``fr``, ``en``, or empty when it is
    to be found out from the text. families: what it has in common with others, by name (its call, its programme's part).
    """

    id: str
    title: str
    text: str
    language: str = ""
    context: str = ""
    families: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Laureate:
    """A project that a call paid for: its title says, in a company's words, what the call is for."""

    document_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A document that came after an index was built. words: how many times each stem counts."""

    document: Document
    language: Language
    words: Counter[str]


@dataclass(frozen=True, slots=True)
class Weights:
    """How many times a word counts by where it stands. Tuned on the public parts of the matching tasks."""

    title: int = 2
    context: int = 1
    text: int = 1
    laureate: int = 1


@dataclass(slots=True)
class _Collection:
    """The documents of one language. ``members`` are their places in the index, in file order.

    weights: (members, words) what each word adds to the score of each document, one column a word. length: words of a document,
    on average.
    """

    language: Language
    members: list[int] = field(default_factory=list)
    vocabulary: dict[str, int] = field(default_factory=dict)
    weights: Any = None  # scipy ships no types for its sparse arrays
    length: float = 1.0

    def idf(self, stem: str) -> float:
        """Return ln(1 + (N - df + 0.5) / (df + 0.5)), as the ranker counts it; a word never met is in no document."""
        word = self.vocabulary.get(stem)
        df = 0 if word is None else int(self.weights.indptr[word + 1] - self.weights.indptr[word])
        return log1p((len(self.members) - df + 0.5) / (df + 0.5))

    def scores(self, asked: Sequence[str]) -> NDArray[np.float32]:
        """Return (members,) the score of each for stems, a repeated one counting as often as it is asked for."""
        times = Counter(self.vocabulary[stem] for stem in asked if stem in self.vocabulary)
        words = sorted(times)
        found: NDArray[np.float32] = self.weights[:, words] @ np.array([times[word] for word in words], dtype=np.float32)
        return found


class Index:
    """Documents ready to be searched; make one with ``Index.build``."""

    def __init__(
        self,
        documents: Sequence[Document],
        collections: Sequence[_Collection],
        glossary: Glossary,
        lent: Mapping[str, Sequence[str]],
        weights: Weights,
    ) -> None:
        """lent: the titles of the laureates of each document that has some, by its id."""
        self.documents = tuple(documents)
        self._collections = {collection.language: collection for collection in collections}
        self._glossary, self._lent, self._weights = glossary, lent, weights
        self._rows = {c.language: np.array(c.members, dtype=np.int64) for c in collections}
        self._spoken = {self.documents[place].id: c.language for c in collections for place in c.members}

    @classmethod
    def build(
        cls,
        documents: Sequence[Document],
        past: Sequence[Laureate] = (),
        *,
        weights: Weights | None = None,
        glossary: Glossary | None = None,
    ) -> Index:
        """Read ``documents``, each extended by the titles of the ``past`` laureates of its call.

        Two documents with one id are refused. ``glossary``: the field's by default; ``Glossary([])`` turns it off.
        """
        _refuse_twins(documents)
        weights = weights or Weights()
        titles: dict[str, list[str]] = defaultdict(list)
        for laureate in past:
            titles[laureate.document_id].append(laureate.title)
        collections = {language: _Collection(language) for language in LANGUAGES}
        bags: dict[Language, list[list[int]]] = {language: [] for language in LANGUAGES}
        for place, (document, language) in enumerate(zip(documents, languages_of(documents), strict=True)):
            collection = collections[language]
            bag = bag_of(document, language, weights) + _stems_of(titles[document.id], language) * weights.laureate
            collection.members.append(place)
            bags[language].append([collection.vocabulary.setdefault(stem, len(collection.vocabulary)) for stem in bag])
        filled = [collection for collection in collections.values() if collection.vocabulary]
        for collection in filled:
            collection.length = sum(map(len, bags[collection.language])) / len(collection.members)
            collection.weights = _weighed(bags[collection.language], collection.vocabulary)
        lent = {name: tuple(said) for name, said in titles.items() if said}
        return cls(documents, filled, glossary if glossary is not None else field_glossary(), lent, weights)

    def lean(self) -> Self:
        """Return the same index without the texts of its documents: whoever keeps those gives them to ``reasons``."""
        kept = copy(self)
        kept.documents = tuple(replace(document, title="", text="", context="") for document in self.documents)
        return kept

    def rank(self, text: str, language: str | None = None, k: int = 50) -> list[tuple[int, float]]:
        """Return (place of the document, score) of the ``k`` best, best first; equal scores keep the order of the file.

        score = Σ over the words of the query of idf · tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length)), without
        the constant (k1 + 1), as Lucene. Documents that share no word are left out.
        """
        scores = self.scores(text, language)
        best = first(scores, max(k, 0))
        return list(zip(best.tolist(), scores[best].tolist(), strict=True))

    def scores(self, text: str, language: str | None = None) -> NDArray[np.float32]:
        """Return (documents,) the score of each, 0 for those that share no word."""
        scores = np.zeros(len(self.documents), dtype=np.float32)
        for spoken, asked in self._asked(text, language).items():
            scores[self._rows[spoken]] = self._collections[spoken].scores(asked)
        return scores

    def newcomer(self, document: Document) -> Newcomer:
        """Read a document that is not of this index, for ``scores_of``."""
        spoken = self.language_for(document)
        return Newcomer(document, spoken, Counter(bag_of(document, spoken, self._weights)))

    def scores_of(self, newcomers: Sequence[Newcomer], text: str, language: str | None = None) -> list[float]:
        """Return the score that each would have here, by the frequencies of words that this index knows."""
        asked = {spoken: Counter(stems) for spoken, stems in self._asked(text, language).items()}
        return [self._score_of(came, asked.get(came.language, Counter())) for came in newcomers]

    def _score_of(self, came: Newcomer, asked: Counter[str]) -> float:
        collection = self._collections.get(came.language)
        if collection is None:
            return 0.0
        drag = K1 * (1 - B + B * came.words.total() / collection.length)
        said = [stem for stem in asked if stem in came.words]
        return sum(asked[stem] * collection.idf(stem) * came.words[stem] / (came.words[stem] + drag) for stem in said)

    def search(self, text: str, language: str | None = None, k: int = 50) -> tuple[Match, ...]:
        """Return the ``k`` best documents for ``text``, with the words and the passages that matched.

        language: ``fr``, ``en``, or ``None`` to find it out. A text without any word is refused.
        """
        return self.explained(text, self.rank(text, language, k), language)

    def explained(self, text: str, ranked: Sequence[tuple[int, float]], language: str | None = None) -> tuple[Match, ...]:
        """Return places that were ranked for ``text`` (here or by another index of the same documents), with the reasons."""
        found = self.reasons(text, [self.documents[place] for place, _ in ranked], language)
        return tuple(
            Match(self.documents[place].id, rank, score, terms, passages)
            for rank, ((place, score), (terms, passages)) in enumerate(zip(ranked, found, strict=True), start=1)
        )

    def reasons(self, text: str, documents: Sequence[Document], language: str | None = None) -> list[Reason]:
        """Return, for documents of this index or others, the words that match ``text`` (most telling first) and the passages.

        Passages of the document itself, or else the titles of its laureates.
        """
        heard = {spoken: Heard(stems, spoken) for spoken, stems in self._asked(text, language).items()}
        found = []
        for document in documents:
            spoken = self.language_for(document)
            if spoken not in heard:
                found.append(_NO_REASON)
                continue
            own = [piece for part in (document.title, document.context, document.text) for piece in cut(part)]
            idf = self._collections[spoken].idf
            terms, passages = explain(own, heard[spoken], idf)
            found.append((terms, passages) if passages else explain(self._lent.get(document.id, ()), heard[spoken], idf))
        return found

    def language_for(self, document: Document) -> Language:
        """Return the language under which a document is found here; of one that is not here, its own or that of most."""
        known = self._spoken.get(document.id)
        usual = max(self._collections.values(), key=lambda c: len(c.members), default=None)
        return known or own_language(document) or (usual.language if usual else "en")

    def _asked(self, text: str, language: str | None) -> dict[Language, list[str]]:
        """Return, for each collection, the stems that the query asks for there."""
        if not re.search(r"[^\W_]", text):
            raise BadInput("query", msg("no word to search for"), msg("a need in a few words"))
        spoken = checked_language(language) or detect(text)
        return {known: self._read_for(known, text, spoken) for known in self._collections}

    def _read_for(self, language: Language, text: str, spoken: Language | None) -> list[str]:
        """Return the stems of a query for one collection: its own words, and those the glossary gives.

        A query in the other language keeps its own words too: many are the same in both (hydrogen, transport, 5G).
        """
        if spoken == language:
            return stems(text, language)
        other: Language = "en" if language == "fr" else "fr"
        return stems(text, language, stop_words(other)) + self._glossary.translate(text, other)


def first(scores: NDArray[np.floating[Any]], k: int) -> NDArray[np.int64]:
    """Return the places of the ``k`` highest scores above 0, equal ones in their order, without sorting all the others."""
    found = np.flatnonzero(scores > 0)
    return found[highest(scores[found], k)]


def highest(scores: NDArray[np.floating[Any]], k: int) -> NDArray[np.int64]:
    """Return the places of the ``k`` highest scores, as ``first``, whatever they are."""
    if not 0 < k < scores.size:
        return np.argsort(-scores, kind="stable")[:k]
    found = np.flatnonzero(scores >= np.partition(scores, scores.size - k)[scores.size - k])
    return found[np.argsort(-scores[found], kind="stable")][:k]


def checked_language(language: str | None) -> Language | None:
    """Return ``language`` if the index reads it, ``None`` for nothing said; refuse any other."""
    match language:
        case None | "":
            return None
        case "fr" | "en" as known:
            return known
    raise BadInput("language", msg("“%(language)s” is not read here", language=language), msg("fr or en"))


def language_of(document: Document) -> Language:
    """Return the language a document says it is in, or else the one its words show (English when nothing tells)."""
    return languages_of([document])[0]


def languages_of(documents: Sequence[Document]) -> list[Language]:
    """Return the language each document says it is in, or else the one its words show.

    A title of two words shows nothing: it is taken to be in the language of most others (English when none tells).
    """
    found = [own_language(document) for document in documents]
    usual: Language = "fr" if found.count("fr") > found.count("en") else "en"
    return [language or usual for language in found]


def own_language(document: Document) -> Language | None:
    """Return the language that a document says it is in, or else the one its words show; ``None`` when nothing tells."""
    return checked_language(document.language) or detect(f"{document.title} {document.text}")


def _refuse_twins(documents: Sequence[Document]) -> None:
    twins = [name for name, count in Counter(document.id for document in documents).items() if count > 1]
    if twins:
        raise BadInput("documents", msg("the id %(id)s occurs twice", id=twins[0]), msg("one document for each id"))


def bag_of(document: Document, language: Language, weights: Weights) -> list[str]:
    """Return the stems of a document, repeated by the weight of where they stand."""
    parts = ((document.title, weights.title), (document.context, weights.context), (document.text, weights.text))
    return [stem for text, weight in parts for stem in stems(text, language) * weight]


def _stems_of(texts: Sequence[str], language: Language) -> list[str]:
    return [stem for text in texts for stem in stems(text, language)]


def _weighed(bags: list[list[int]], vocabulary: dict[str, int]) -> Any:
    """Return (bags, words) the BM25 weights, a column after the other."""
    from bm25s import BM25  # brings a compiler along: imported when something is indexed, not when the portal starts

    logging.getLogger("bm25s").setLevel(logging.WARNING)  # at import it asks for every detail
    ranker = BM25(k1=K1, b=B)
    ranker.index((bags, dict(vocabulary)), show_progress=False)
    found = ranker.scores
    return scipy.sparse.csc_array((found["data"], found["indices"], found["indptr"]), shape=(len(bags), len(vocabulary)))
