"""BM25 over documents in French and English, with the reasons of each rank.

Each language is its own collection: its own word frequencies and typical length. A query is read in the language of each
collection; what is written in the other language is also read through the glossary of the field.
"""

from __future__ import annotations

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import log1p
from typing import Any

import bm25s
import numpy as np
from numpy.typing import NDArray

from campus5g.core.calls import Match
from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.matching.glossary import Glossary, field_glossary
from campus5g.matching.passages import Page, cut, explain, read_page
from campus5g.matching.words import LANGUAGES, STOP_WORDS, Language, detect, stems

logging.getLogger("bm25s").setLevel(logging.WARNING)  # at import it asks for every detail

K1, B = 1.2, 0.75
"""Saturation and length of BM25 (Robertson and Zaragoza 2009); other values measured no better on the public parts."""


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
class Weights:
    """How many times a word counts by where it stands. Tuned on the public parts of the matching tasks."""

    title: int = 2
    context: int = 1
    text: int = 1
    laureate: int = 1


@dataclass(slots=True)
class _Collection:
    """The documents of one language. ``members`` are their places in the index, in file order."""

    language: Language
    members: list[int] = field(default_factory=list)
    own: list[Page] = field(default_factory=list)
    lent: list[Page] = field(default_factory=list)
    vocabulary: dict[str, int] = field(default_factory=dict)
    frequency: Counter[int] = field(default_factory=Counter)
    ranker: bm25s.BM25 | None = None

    def idf(self, word: int) -> float:
        """Return ln(1 + (N - df + 0.5) / (df + 0.5)), as the ranker counts it."""
        df = self.frequency[word]
        return log1p((len(self.members) - df + 0.5) / (df + 0.5))

    def numbers(self, asked: Iterable[str]) -> list[int]:
        """Return the numbers of the words of a query that occur here, sorted so that their order says nothing."""
        return sorted(self.vocabulary[stem] for stem in asked if stem in self.vocabulary)

    def mask(self, numbers: Sequence[int]) -> NDArray[np.bool_]:
        """Return (words of the vocabulary,) whether each is among ``numbers``."""
        mask = np.zeros(len(self.vocabulary), dtype=np.bool_)
        mask[list(numbers)] = True
        return mask


class Index:
    """Documents ready to be searched; make one with ``Index.build``."""

    def __init__(self, documents: Sequence[Document], collections: Sequence[_Collection], glossary: Glossary) -> None:
        self.documents = tuple(documents)
        self._collections = tuple(collections)
        self._glossary = glossary
        self._rows = {c.language: np.array(c.members, dtype=np.int64) for c in collections}
        self._home = {place: (c, row) for c in self._collections for row, place in enumerate(c.members)}

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
            bags[language].append(_read(collections[language], place, document, titles[document.id], weights))
        filled = [collection for collection in collections.values() if collection.vocabulary]
        for collection in filled:
            collection.ranker = _ranker(bags[collection.language], collection.vocabulary)
        return cls(documents, filled, glossary if glossary is not None else field_glossary())

    def rank(self, text: str, language: str | None = None, k: int = 50) -> list[tuple[int, float]]:
        """Return (place of the document, score) of the ``k`` best, best first; equal scores keep the order of the file.

        score = Σ over the words of the query of idf · tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length)), without
        the constant (k1 + 1), as Lucene. Documents that share no word are left out.
        """
        scores = np.zeros(len(self.documents), dtype=np.float32)
        for collection, asked in self._asked(text, language):
            if asked and collection.ranker is not None:
                scores[self._rows[collection.language]] = collection.ranker.get_scores_from_ids(asked)
        best = first(scores, max(k, 0))
        return [(int(place), float(scores[place])) for place in best]

    def search(self, text: str, language: str | None = None, k: int = 50) -> tuple[Match, ...]:
        """Return the ``k`` best documents for ``text``, with the words and the passages that matched.

        language: ``fr``, ``en``, or ``None`` to find it out. A text without any word is refused.
        """
        return self.explained(text, self.rank(text, language, k), language)

    def explained(self, text: str, ranked: Sequence[tuple[int, float]], language: str | None = None) -> tuple[Match, ...]:
        """Return places that were ranked for ``text`` (here or by another index of the same documents), with the reasons."""
        asked = {c.language: c.mask(numbers) for c, numbers in self._asked(text, language)}
        matches = []
        for rank, (place, score) in enumerate(ranked, start=1):
            collection, row = self._home[place]
            mask = asked[collection.language]
            terms, passages = explain(collection.own[row], mask, collection.idf)
            if not passages:
                terms, passages = explain(collection.lent[row], mask, collection.idf)
            matches.append(Match(self.documents[place].id, rank, score, terms, passages))
        return tuple(matches)

    def _asked(self, text: str, language: str | None) -> list[tuple[_Collection, list[int]]]:
        """Return, for each collection, the numbers of the words that the query asks for there."""
        if not re.search(r"[^\W_]", text):
            raise BadInput("query", msg("no word to search for"), msg("a need in a few words"))
        spoken = checked_language(language) or detect(text)
        return [(c, c.numbers(self._read_for(c.language, text, spoken))) for c in self._collections]

    def _read_for(self, language: Language, text: str, spoken: Language | None) -> list[str]:
        """Return the stems of a query for one collection: its own words, and those the glossary gives.

        A query in the other language keeps its own words too: many are the same in both (hydrogen, transport, 5G).
        """
        if spoken == language:
            return stems(text, language)
        other: Language = "en" if language == "fr" else "fr"
        return stems(text, language, STOP_WORDS[other]) + self._glossary.translate(text, other)


def first(scores: NDArray[np.floating[Any]], k: int) -> NDArray[np.int64]:
    """Return the places of the ``k`` highest scores above 0, equal ones in their order, without sorting all the others."""
    found = np.flatnonzero(scores > 0)
    if 0 < k < found.size:
        held = scores[found]
        found = found[held >= np.partition(held, found.size - k)[found.size - k]]
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
    found = [checked_language(document.language) or detect(f"{document.title} {document.text}") for document in documents]
    usual: Language = "fr" if found.count("fr") > found.count("en") else "en"
    return [language or usual for language in found]


def _refuse_twins(documents: Sequence[Document]) -> None:
    twins = [name for name, count in Counter(document.id for document in documents).items() if count > 1]
    if twins:
        raise BadInput("documents", msg("the id %(id)s occurs twice", id=twins[0]), msg("one document for each id"))


def _read(collection: _Collection, place: int, document: Document, laureates: list[str], weights: Weights) -> list[int]:
    """Add a document to its collection; return its words, repeated by their weight, for the ranker."""
    parts = ((document.title, weights.title), (document.context, weights.context), (document.text, weights.text))
    pieces = [(piece, weight) for text, weight in parts for piece in cut(text)]
    own = read_page([piece for piece, _ in pieces], collection.language, collection.vocabulary)
    lent = read_page(laureates, collection.language, collection.vocabulary)
    times = np.array([weight for _, weight in pieces], dtype=np.int32)
    bag = np.repeat(own.ids, times[own.segment]).tolist() + np.repeat(lent.ids, weights.laureate).tolist()
    collection.members.append(place)
    collection.own.append(own)
    collection.lent.append(lent)
    collection.frequency.update(set(bag))
    return bag


def _ranker(bags: list[list[int]], vocabulary: dict[str, int]) -> bm25s.BM25:
    ranker = bm25s.BM25(k1=K1, b=B)
    ranker.index((bags, dict(vocabulary)), show_progress=False)
    return ranker
