"""Matrices that remember which project went to which call, and what each of them says of a new one.

Nine members speak of each candidate call; ``learned.py`` weighs them. Rows are documents unless said otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from campus5g.matching.glossary import Glossary
from campus5g.matching.index import K1, B, Document, Laureate, language_of
from campus5g.matching.words import Language, detect, fold, stems

MEMBERS = ("words", "letters", "family", "kin", "alike", "vote", "nearest", "bayes", "often")
"""What each member says: see ``Memory.opinions``."""
CANDIDATES = 500
"""Calls weighed by all members: the best by words, and those that like projects went to. The others follow by words."""
_NEAREST, _SHARPNESS = 50, 3
_TITLE = 2
_PSEUDO_WORDS = 60.0
_LETTERS = (3, 4, 5)
_LONGEST_QUERY = 600
_WORD = re.compile(r"[^\W_]+")

Matrix = Any  # scipy ships no types for its sparse arrays
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as the members read it: (1, words) counts and (1, letters) weights."""

    words: Matrix
    letters: Matrix


class Shelf:
    """The documents alone, read once: their words, their letters, the families they belong to."""

    def __init__(self, documents: Sequence[Document], past: Sequence[Laureate], glossary: Glossary) -> None:
        self.size, self._glossary = len(documents), glossary
        self.place = {document.id: place for place, document in enumerate(documents)}
        self._languages = [language_of(document) for document in documents]
        self._spoken = set(self._languages)
        self._vocabulary: dict[str, int] = {}
        self._letters: dict[str, int] = {}
        bags = [self._bag(document, language) for document, language in zip(documents, self._languages, strict=True)]
        told = [(laureate, self.place[laureate.document_id]) for laureate in past if laureate.document_id in self.place]
        self.past = [(place, self._numbers(laureate.title, self._languages[place], grow=True)) for laureate, place in told]
        pieces = [self._pieces(f"{d.title} {d.title} {d.context}", grow=True) for d in documents]
        self.words = counts(bags, len(self._vocabulary))
        grams = counts(pieces, len(self._letters))
        self._rarity = np.log((1 + self.size) / (1 + _df(grams))) + 1
        self.letters = _unit(_weighed(grams, self._rarity)).T.tocsr()
        self.meaning = _unit(_weighed(self.words, np.log((1 + self.size) / (1 + _df(self.words))) + 1))
        self.families = _families(documents)

    def read(self, text: str, language: str | None) -> Asked:
        """Read a query in its language, and through the glossary where documents are in the other one."""
        spoken: Language = "fr" if (language or detect(text)) == "fr" else "en"
        numbers = self._numbers(text, spoken, grow=False)
        if self._spoken - {spoken}:
            translated = self._glossary.translate(text, spoken)
            numbers += [self._vocabulary[stem] for stem in translated if stem in self._vocabulary]
        words = counts([numbers], len(self._vocabulary))
        words.data = np.sqrt(words.data)
        letters = counts([self._pieces(text[:_LONGEST_QUERY], grow=False)], len(self._letters))
        return Asked(words, _unit(_weighed(letters, self._rarity)))

    def _bag(self, document: Document, language: Language) -> list[int]:
        title = self._numbers(document.title, language, grow=True)
        return title * _TITLE + self._numbers(f"{document.context}\n{document.text}", language, grow=True)

    def _numbers(self, text: str, language: Language, *, grow: bool) -> list[int]:
        return _numbered(stems(text, language), self._vocabulary, grow=grow)

    def _pieces(self, text: str, *, grow: bool) -> list[int]:
        """The runs of 3, 4 and 5 letters of each word, its two ends marked: near spellings and compounds meet."""
        padded = (f" {word} " for word in _WORD.findall(fold(text)))
        runs = (word[i : i + n] for word in padded for n in _LETTERS for i in range(len(word) - n + 1))
        return _numbered(runs, self._letters, grow=grow)


class Memory:
    """What is known of the past: which project (its words) went to which document."""

    def __init__(self, shelf: Shelf, past: Sequence[tuple[int, list[int]]]) -> None:
        self._shelf = shelf
        breadth, projects = shelf.words.shape[1], counts([numbers for _, numbers in past], shelf.words.shape[1])
        owners = self._owners = np.array([place for place, _ in past], dtype=np.int64)
        self._went = sparse.csr_array((np.ones(len(past)), (np.arange(len(past)), owners)), shape=(len(past), shelf.size))
        expanded = (shelf.words + self._went.T @ projects).tocsr()
        self._words = bm25(expanded).T.tocsr()
        self._projects = bm25(projects).T.tocsr()
        self._family = bm25((shelf.families.T @ expanded).tocsr()).T.tocsr()
        rare = np.log(shelf.size / np.maximum(np.asarray(shelf.families.sum(axis=0)).ravel(), 1))
        self._kin = _unit(shelf.families @ sparse.diags_array(rare)) if shelf.families.shape[1] else shelf.families
        lengths = np.asarray(expanded.sum(axis=1)).ravel()
        self._bayes = _likelihoods(expanded, breadth)
        self._unsaid = np.log(_PSEUDO_WORDS / (lengths + _PSEUDO_WORDS))
        self._often = np.log1p(np.asarray(self._went.sum(axis=0)).ravel())

    def opinions(self, asked: Asked) -> tuple[NDArray[np.int64], Floats, Floats]:
        """Return the candidates' places, (members, candidates) what each says, and (documents,) the score by words.

        words: BM25 over a call and its laureates. letters: cosine of runs of letters. family: BM25 over all the calls and
        laureates of a family (one programme, one destination), over the families of a call. vote: the share of the nearest
        past projects that went to it; nearest: how near the nearest of them is. kin and alike: votes for calls of its
        families, and for calls of like words, its own not counted. bayes: log-likelihood of the query among its words,
        Dirichlet-smoothed. often: ln(1 + laureates). Each is centred and scaled over the candidates, save the last, which
        says the same of every query.
        """
        shelf = self._shelf
        words = _row(asked.words @ self._words)
        near = _row(asked.words @ self._projects)
        vote, nearest = self._votes(near), np.zeros(shelf.size)
        np.maximum.at(nearest, self._owners, near)
        best = np.argsort(-words, kind="stable")[:CANDIDATES]
        places = np.union1d(best, np.flatnonzero(vote))
        family = _row(asked.words @ self._family)
        like = (vote @ shelf.meaning) if vote.any() else np.zeros(shelf.meaning.shape[1])
        kin = self._kin[places]
        said = np.stack(
            [
                words[places],
                _row(asked.letters @ shelf.letters)[places],
                kin @ family,
                kin @ (vote @ self._kin) - vote[places],
                shelf.meaning[places] @ like - vote[places],
                vote[places],
                nearest[places],
                _row(asked.words @ self._bayes)[places] + asked.words.sum() * self._unsaid[places],
            ]
        )
        said -= said.mean(axis=1, keepdims=True)
        said /= said.std(axis=1, keepdims=True) + 1e-9
        return places, np.vstack([said, self._often[places]]), words

    def _votes(self, near: Floats) -> Floats:
        """Return (documents,) the votes of the nearest past projects, by the cube of their nearness; their sum is 1 or 0."""
        if not near.any():
            return np.zeros(self._shelf.size)
        first = np.argsort(-near, kind="stable")[:_NEAREST]
        voices = np.zeros(near.size)
        voices[first] = (near[first] / near.max()) ** _SHARPNESS
        return np.asarray((voices / voices.sum()) @ self._went)


def counts(bags: Sequence[Sequence[int]], breadth: int) -> Matrix:
    """Return (bags, breadth) how many times each number is in each bag."""
    ends = np.cumsum([0, *(len(bag) for bag in bags)])
    flat = np.fromiter((number for bag in bags for number in bag), dtype=np.int64, count=int(ends[-1]))
    found = sparse.csr_array((np.ones(flat.size), flat, ends), shape=(len(bags), breadth))
    found.sum_duplicates()
    return found


def bm25(found: Matrix) -> Matrix:
    """Return the BM25 weight of each word in each row: idf · tf / (tf + k1 (1 - b + b length / mean length))."""
    rows, df = found.tocoo(), _df(found)
    idf = np.log1p((found.shape[0] - df + 0.5) / (df + 0.5))
    length = np.asarray(found.sum(axis=1)).ravel()
    mean = length.mean() if length.size and length.any() else 1.0
    weight = idf[rows.col] * rows.data / (rows.data + K1 * (1 - B + B * length[rows.row] / mean))
    return sparse.csr_array((weight, (rows.row, rows.col)), shape=found.shape)


def _likelihoods(found: Matrix, breadth: int) -> Matrix:
    """Return (words, documents) ln(1 + tf / (μ p(word))): what a word said adds to the log-likelihood of a document."""
    overall = np.asarray(found.sum(axis=0)).ravel() + 0.5
    overall /= overall.sum()
    rows = found.tocoo()
    said = np.log1p(rows.data / (_PSEUDO_WORDS * overall[rows.col]))
    return sparse.csr_array((said, (rows.col, rows.row)), shape=(breadth, found.shape[0]))


def _families(documents: Sequence[Document]) -> Matrix:
    """Return (documents, families) 1 where a document belongs; a family of one, or of nearly all, tells nothing."""
    numbers: dict[str, int] = {}
    belongs = counts([_numbered(sorted(set(d.families)), numbers, grow=True) for d in documents], len(numbers))
    size = np.asarray(belongs.sum(axis=0)).ravel()
    return belongs[:, np.flatnonzero((size > 1) & (size < 0.9 * max(len(documents), 1)))]


def _numbered(names: Iterable[str], numbers: dict[str, int], *, grow: bool) -> list[int]:
    if grow:
        return [numbers.setdefault(name, len(numbers)) for name in names]
    return [numbers[name] for name in names if name in numbers]


def _df(found: Matrix) -> NDArray[np.int64]:
    return np.bincount(found.indices, minlength=found.shape[1])


def _weighed(found: Matrix, rarity: Floats) -> Matrix:
    weighed = found.copy()
    weighed.data = (1 + np.log(weighed.data)) * rarity[weighed.indices]
    return weighed


def _unit(found: Matrix) -> Matrix:
    """Return the rows at length 1; an empty row stays empty."""
    length = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    return (sparse.diags_array(1 / np.where(length > 0, length, 1.0)) @ found).tocsr()


def _row(found: Matrix) -> Floats:
    return np.asarray(found.toarray(), dtype=np.float64).ravel()
