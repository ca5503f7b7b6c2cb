"""Matrices that remember which project went to which call, and what each of them says of a new one.

Twelve members speak of each candidate call, and six more for each encoder; ``learned.py`` weighs them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy  # its parts load at their first use
from numpy.typing import NDArray

from campus5g.matching.glossary import Glossary
from campus5g.matching.index import Document, Laureate, checked_language, first, languages_of
from campus5g.matching.matrices import (
    PSEUDO_WORDS,
    Floats,
    Matrix,
    Places,
    bm25,
    counts,
    likelihoods,
    numbered,
    rarity,
    row,
    tf_idf,
    unit,
)
from campus5g.matching.semantic import Encode, Encoder, Meanings, Sense, Vectors, encode_now, heard, read_meanings
from campus5g.matching.taught import Taught
from campus5g.matching.words import LANGUAGES, Language, detect, fold, stems, stop_words

MEMBERS = ("words", "letters", "family", "kin", "alike", "vote", "nearest", "bayes", "taught", "often", "unwon", "favour")
"""What each member says: see ``Memory.opinions``."""
CANDIDATES = 500
"""Calls weighed by all members: the best by words, and those that like projects went to. The others follow by words."""
_BY_MEANING = 150
_NEAREST, _SHARPNESS = 50, 3
_TITLE = 2
_LETTERS = (3, 4, 5)
_LONGEST_QUERY = 600
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as the members read it: (1, words) counts, (1, letters) weights, a vector for each encoder (``None``: it does
    not read the query's language)."""

    words: Matrix
    letters: Matrix
    vectors: tuple[Vectors | None, ...] = field(default=())


class Shelf:
    """The documents alone, read once: their words, their letters, their families, their meanings."""

    def __init__(
        self,
        documents: Sequence[Document],
        past: Sequence[Laureate],
        glossary: Glossary,
        encoders: Sequence[Encoder] = (),
        encode: Encode = encode_now,
    ) -> None:
        self.size, self._glossary = len(documents), glossary
        self.place = {document.id: place for place, document in enumerate(documents)}
        self._languages = languages_of(documents)
        self._spoken = set(self._languages)
        self._usual: Language = max(LANGUAGES, key=self._languages.count)
        self._vocabulary: dict[str, int] = {}
        self._letters: dict[str, int] = {}
        bags = [self._bag(document, language) for document, language in zip(documents, self._languages, strict=True)]
        self.told = [laureate for laureate in past if laureate.document_id in self.place]
        self.owners = np.array([self.place[laureate.document_id] for laureate in self.told], dtype=np.int64)
        projects = [self._numbers(each.title, self._languages[self.place[each.document_id]], grow=True) for each in self.told]
        pieces = [self._pieces(f"{d.title} {d.title} {d.context}", grow=True) for d in documents]
        self.words = counts(bags, len(self._vocabulary))
        self.projects = counts(projects, len(self._vocabulary))
        grams = counts(pieces, len(self._letters))
        self._rarity, self._worth = rarity(grams), rarity(self.projects)
        self.letters = tf_idf(grams, self._rarity)
        self.meaning = tf_idf(self.words, rarity(self.words))
        self.families = _families(documents)
        rare = np.log(self.size / np.maximum(np.asarray(self.families.sum(axis=0)).ravel(), 1))
        self.kin = unit(self.families @ scipy.sparse.diags_array(rare)) if self.families.shape[1] else self.families
        self._encoders = heard(encoders, self._languages)
        self.meanings: tuple[Meanings, ...] = tuple(
            read_meanings(encoder, documents, self._languages, self.told, glossary, encode) for encoder in self._encoders
        )

    @property
    def encoders(self) -> tuple[str, ...]:
        """The names of the encoders that are heard."""
        return tuple(encoder.name for encoder in self._encoders)

    def read(self, text: str, language: str | None) -> Asked:
        """Read a query in its language, and through the glossary where documents are in the other one."""
        asked, spoken = self._read(text, language)
        vectors = tuple(meaning.read(text, spoken) for meaning in self.meanings)
        return Asked(asked.words, asked.letters, vectors)

    def reread(self, past: int) -> Asked:
        """Read a past project as if it were asked now; what encoders made of it is known."""
        asked, _ = self._read(self.told[past].title, None)
        return Asked(asked.words, asked.letters, tuple(meaning.past[past] for meaning in self.meanings))

    def lesson(self, past: NDArray[np.int64]) -> Matrix:
        """Return (past, words) the TF-IDF rows of past projects."""
        return tf_idf(self.projects[past], self._worth)

    def weigh(self, words: Matrix) -> Matrix:
        """Return the words of a query, roots of counts, as ``lesson`` weighs them."""
        return tf_idf(words.power(2), self._worth)

    def _read(self, text: str, language: str | None) -> tuple[Asked, Language]:
        """Read the words. A text whose language nothing tells is in that of most documents; one in a language that no
        document is in keeps, by the stems of theirs, the words that are the same in both."""
        spoken = checked_language(language) or detect(text) or self._usual
        known = spoken if spoken in self._spoken else self._usual
        also_stop = frozenset() if known == spoken else stop_words(spoken)
        numbers = self._numbers(text, known, also_stop)
        if self._spoken - {spoken}:
            translated = self._glossary.translate(text, spoken)
            numbers += [self._vocabulary[stem] for stem in translated if stem in self._vocabulary]
        words = counts([numbers], len(self._vocabulary))
        words.data = np.sqrt(words.data)
        letters = counts([self._pieces(text[:_LONGEST_QUERY], grow=False)], len(self._letters))
        return Asked(words, tf_idf(letters, self._rarity)), spoken

    def _bag(self, document: Document, language: Language) -> list[int]:
        title = self._numbers(document.title, language, grow=True)
        return title * _TITLE + self._numbers(f"{document.context}\n{document.text}", language, grow=True)

    def _numbers(
        self, text: str, language: Language, also_stop: frozenset[str] = frozenset(), *, grow: bool = False
    ) -> list[int]:
        return numbered(stems(text, language, also_stop), self._vocabulary, grow=grow)

    def _pieces(self, text: str, *, grow: bool) -> list[int]:
        """The runs of 3, 4 and 5 letters of each word, its two ends marked: near spellings and compounds meet."""
        padded = (f" {word} " for word in _WORD.findall(fold(text)))
        runs = (word[i : i + n] for word in padded for n in _LETTERS for i in range(len(word) - n + 1))
        return numbered(runs, self._letters, grow=grow)


class Memory:
    """What is known of the past: which project (its words, its meaning) went to which document."""

    def __init__(self, shelf: Shelf, past: Places) -> None:
        """past: which of the shelf's past projects are remembered."""
        self._shelf = shelf
        projects, owners = shelf.projects[past], shelf.owners[past]
        self._owners = owners
        went = scipy.sparse.csr_array((np.ones(past.size), (np.arange(past.size), owners)), shape=(past.size, shelf.size))
        expanded = (shelf.words + went.T @ projects).tocsr()
        self._words = bm25(expanded).T.tocsr()
        self._projects = bm25(projects).T.tocsr()
        self._family = bm25((shelf.families.T @ expanded).tocsr()).T.tocsr()
        self._bayes = likelihoods(expanded)
        self._unsaid = np.log(PSEUDO_WORDS / (np.asarray(expanded.sum(axis=1)).ravel() + PSEUDO_WORDS))
        self._taught = Taught.by(shelf.lesson(past), owners)
        laureates = np.bincount(owners, minlength=shelf.size).astype(np.float64)
        self._apart = np.stack([np.log1p(laureates), laureates == 0, _favour(shelf.families, shelf.kin, laureates)])
        self._senses = tuple(Sense(meaning, past, owners) for meaning in shelf.meanings)

    def opinions(self, asked: Asked) -> tuple[Places, Floats, Floats]:
        """Return the candidates' places, (members, candidates) what each says, and (documents,) the score by words.

        words: BM25 over a call and its laureates. letters: cosine of runs of letters. family: BM25 over all the calls and
        laureates of a family (one programme, one destination), over the families of a call. vote: the share of the nearest
        past projects that went to it; nearest: how near the nearest of them is. kin and alike: votes for calls of its
        families, and for calls of like words, its own not counted. bayes: log-likelihood of the query among its words,
        Dirichlet-smoothed. taught: log-odds by a classifier of past projects. often: ln(1 + laureates); unwon: 1 for a
        call without any; favour: how often its families are won. Then, for each encoder, the members of ``semantic.Sense``.
        Each is centred and scaled over the candidates, save taught, whose size is its certainty, and the three after it,
        which say the same of every query.
        """
        shelf = self._shelf
        words, near = row(asked.words @ self._words), row(asked.words @ self._projects)
        voted, votes = self._votes(near)
        meant = self._meant(asked)
        found = _nearest(meant)
        places = np.union1d(np.concatenate([_best(words, CANDIDATES), voted]), np.array(found, dtype=np.int64))
        vote, nearest = np.zeros(shelf.size), np.zeros(shelf.size)
        vote[voted] = votes
        np.maximum.at(nearest, self._owners, near)
        kin, ballot = shelf.kin[places], scipy.sparse.csr_array(votes[None, :])
        said = np.stack(
            [
                words[places],
                row(shelf.letters[places] @ asked.letters.T),
                kin @ row(asked.words @ self._family),
                kin @ row(ballot @ shelf.kin[voted]) - vote[places],
                row(shelf.meaning[places] @ (ballot @ shelf.meaning[voted]).T) - vote[places],
                vote[places],
                nearest[places],
                row(self._bayes[places] @ asked.words.T) + asked.words.sum() * self._unsaid[places],
                *(member[places] for said in meant for member in said),
            ]
        )
        said -= said.mean(axis=1, keepdims=True)
        said /= said.std(axis=1, keepdims=True) + 1e-9
        plain = np.vstack([self._taught.say(shelf.weigh(asked.words), places), self._apart[:, places]])
        return places, np.insert(said, [len(MEMBERS) - len(plain)], plain, axis=0), words

    def near(self, asked: Asked) -> set[int]:
        """Return the places that come to be candidates by their meaning."""
        return set(_nearest(self._meant(asked)))

    def _meant(self, asked: Asked) -> list[Floats]:
        return [sense.say(vector) for sense, vector in zip(self._senses, asked.vectors, strict=True)]

    def _votes(self, near: Floats) -> tuple[Places, Floats]:
        """Return the places that the nearest past projects vote for, by the cube of their nearness, and their shares."""
        nearest = first(near, _NEAREST)
        voted, which = np.unique(self._owners[nearest], return_inverse=True)
        voices = (near[nearest] / near.max(initial=1e-300)) ** _SHARPNESS
        shares: Floats = np.bincount(which, weights=voices / max(voices.sum(), 1e-300), minlength=voted.size).astype(np.float64)
        return voted, shares


def _nearest(meant: Sequence[Floats]) -> list[int]:
    """Return the places that encoders find nearest, by the document and by it with its laureates."""
    return [int(place) for said in meant for member in said[:2] for place in first(member, _BY_MEANING)]


def _best(words: Floats, k: int) -> Places:
    """Return ``k`` places, the best by words; where fewer share a word, the first of the file that share none."""
    found = first(words, k)
    if found.size in (k, words.size):
        return found
    return np.concatenate([found, np.flatnonzero(words <= 0)[: k - found.size]])


def _favour(families: Matrix, kin: Matrix, laureates: Floats) -> Floats:
    """Return (documents,) the mean of ln((1 + laureates) / (1 + calls)) over the families of each, by their rarity as in ``kin``.

    A call of no family is as the mean of all families: nothing is known of it.
    """
    if not families.shape[1]:
        return np.zeros(laureates.size)
    rate = np.log((1 + families.T @ laureates) / (1 + np.asarray(families.sum(axis=0)).ravel()))
    weight = np.asarray(kin.sum(axis=1)).ravel()
    return np.asarray(np.where(weight > 0, (kin @ rate) / np.where(weight > 0, weight, 1.0), rate.mean()), dtype=np.float64)


def _families(documents: Sequence[Document]) -> Matrix:
    """Return (documents, families) 1 where a document belongs; a family of one, or of nearly all, tells nothing."""
    numbers: dict[str, int] = {}
    belongs = counts([numbered(sorted(set(d.families)), numbers, grow=True) for d in documents], len(numbers))
    size = np.asarray(belongs.sum(axis=0)).ravel()
    return belongs[:, np.flatnonzero((size > 1) & (size < 0.9 * max(len(documents), 1)))]
