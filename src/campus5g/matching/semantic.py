"""What an encoder of sentences adds to the ranking: closeness of meaning where no word is shared, and across languages.

An encoder is optional (``encoders.py``); nothing here needs one. Vectors are centred: what all calls have in common, and what
all projects have in common, says nothing of which belongs to which, and in a multilingual encoder it is mostly the language.
So the mean of the calls of a language is taken from each of them, and the mean of past projects (or, where there are few, of
the field's own terms in that language) from each project. With few calls their mean is too much their own: nothing is centred.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import scipy  # its parts load at their first use
from numpy.typing import NDArray

from campus5g.matching.glossary import Glossary
from campus5g.matching.index import Document, Laureate, first
from campus5g.matching.matrices import Floats, Places
from campus5g.matching.words import LANGUAGES, Language, detect

Vectors = NDArray[np.float32]

LONGEST_DOCUMENT, LONGEST_QUERY = 1000, 800
"""Characters read of a text: what follows changes its vector little and costs as much."""
LEAST_CENTRED = 50
"""Texts of a language from which their mean is taken from them."""
SENSES = ("meant", "company", "like", "voted", "evened", "owned")
"""What each encoder says: see ``Sense.say``."""
_HEARD = 0.95
_TERMS = 96
_NEAREST, _SHARPNESS = 50, 12.0
_NOTHING = 1e-9


class Encoder(Protocol):
    """A model that turns texts into vectors; texts of like meaning get vectors of like direction."""

    @property
    def name(self) -> str:
        """What made the vectors, with its version: vectors of two names are never compared."""
        ...

    @property
    def languages(self) -> frozenset[Language]:
        """The languages it reads."""
        ...

    def encode(self, texts: Sequence[str], *, asked: bool) -> Vectors:
        """Return (texts, dimensions) rows of length 1. asked: the texts look for something, they are not what is looked for."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Meanings:
    """What an encoder makes of the documents, (documents, dimensions), and of the past, (past, dimensions), both centred.

    centres: what is taken from a query, by its language.
    """

    encoder: Encoder
    documents: Vectors
    past: Vectors
    centres: dict[Language, Vectors]

    def read(self, text: str, language: Language) -> Vectors | None:
        """Return (dimensions,) the vector of a query; ``None`` in a language that the encoder does not read."""
        if language not in self.encoder.languages:
            return None
        found: Vectors = unit(self.encoder.encode([text[:LONGEST_QUERY]], asked=True) - self.centres[language])[0]
        return found


class Sense:
    """An encoder's memory: what it says of each document, knowing which past projects went to which."""

    def __init__(self, meanings: Meanings, past: Places, owners: Places) -> None:
        """past: the rows of the past that are remembered. owners: the place of the document that each went to."""
        self._documents, self._past, self._owners = meanings.documents, meanings.past[past], owners
        ones = np.ones(owners.size, dtype=np.float32)
        went = scipy.sparse.csr_array((ones, (owners, np.arange(owners.size))), shape=(len(self._documents), owners.size))
        self._company = unit(self._documents + went @ self._past)
        self._even = _evening(np.vstack([self._documents, self._past]))
        self._lengths = _lengths(self._documents, self._even)

    def say(self, asked: Vectors | None) -> Floats:
        """Return (senses, documents) for a query's vector; zeros where there is none.

        meant: cosine with the document. company: cosine with the sum of the document and its laureates. like: cosine with
        the nearest of its laureates, 0 without any. voted: its share of the nearest past projects, by their softmax. evened:
        cosine with the document where the directions in which all texts differ most count less. owned: product with the
        mean of the calls that the nearest past projects went to, by their softmax: it finds a call like theirs that nobody
        has won yet.
        """
        size = len(self._documents)
        said = np.zeros((len(SENSES), size))
        if asked is None:
            return said
        near = self._past @ asked
        said[0], said[1] = self._documents @ asked, self._company @ asked
        np.maximum.at(said[2], self._owners, near)
        nearest = first(near, _NEAREST)
        voices = np.exp(_SHARPNESS * (near[nearest] - near.max(initial=-1.0)))
        voices /= max(voices.sum(), _NOTHING)
        said[3] = np.bincount(self._owners[nearest], weights=voices, minlength=size)
        said[4] = self._documents @ (self._even @ asked) / (self._lengths * _lengths(asked[None, :], self._even))
        said[5] = self._documents @ (voices @ self._documents[self._owners[nearest]])
        return said


def _evening(known: Vectors) -> Vectors:
    """Return (dimensions, dimensions) the inverse of C + m: C the second moments of ``known``, m the mean of its diagonal.

    Products by it even out the directions, half-way to whitening (ZCA; Kessy, Lewin and Strimmer 2018): whitened in full, those
    that are mere noise would count most.
    """
    moments = known.T.astype(np.float64) @ known / max(len(known), 1)
    mean = max(float(np.trace(moments)) / len(moments), _NOTHING)
    return np.asarray(np.linalg.inv(moments + mean * np.eye(len(moments))), dtype=np.float32)


def _lengths(rows: Vectors, product: Vectors) -> Vectors:
    """Return (rows,) the length of each under a product; what has none is given one, so that it can be divided by."""
    return np.asarray(np.sqrt(np.maximum(np.einsum("ij,ij->i", rows @ product, rows), _NOTHING)), dtype=np.float32)


Encode = Callable[..., Vectors]
"""As ``VectorStore.encode``: (encoder, texts, *, asked) to vectors."""


def encode_now(encoder: Encoder, texts: Sequence[str], *, asked: bool) -> Vectors:
    """Encode without keeping anything."""
    return encoder.encode(texts, asked=asked)


def heard(encoders: Sequence[Encoder], languages: Sequence[Language]) -> tuple[Encoder, ...]:
    """Return the encoders that read the language of nearly all documents: what they make of the others is noise."""
    spoken = Counter(languages)
    return tuple(e for e in encoders if sum(spoken[name] for name in e.languages) >= _HEARD * max(len(languages), 1))


def read_meanings(
    encoder: Encoder,
    documents: Sequence[Document],
    languages: Sequence[Language],
    past: Sequence[Laureate],
    glossary: Glossary,
    encode: Encode = encode_now,
) -> Meanings:
    """Encode the documents and the past, and centre them. ``encode``: how, such as with a store that keeps vectors."""
    whole = read_documents(encoder, documents, encode)
    told = encode(encoder, [laureate.title[:LONGEST_QUERY] for laureate in past], asked=True)
    spoken = np.array(languages)
    centred = False
    for language in LANGUAGES:
        rows = np.flatnonzero(spoken == language)
        if rows.size >= LEAST_CENTRED:
            whole[rows] = unit(whole[rows] - whole[rows].mean(axis=0))
            centred = True
    usual: Language = max(LANGUAGES, key=languages.count)
    asked_in = [detect(laureate.title) or usual for laureate in past]
    centres = {
        language: _centre(encoder, told, [i for i, name in enumerate(asked_in) if name == language], language, glossary, encode)
        if centred
        else np.zeros(whole.shape[1], dtype=np.float32)
        for language in LANGUAGES
    }
    if asked_in:
        told = unit(told - np.stack([centres[language] for language in asked_in]))
    return Meanings(encoder, whole, told.reshape(-1, whole.shape[1]), centres)


def unit(found: Vectors) -> Vectors:
    """Return the rows at length 1; an empty row stays empty."""
    length = np.linalg.norm(found, axis=-1, keepdims=True)
    return np.asarray(found / np.where(length > 0, length, 1), dtype=np.float32)


def read_documents(encoder: Encoder, documents: Sequence[Document], encode: Encode = encode_now) -> Vectors:
    """Return one row a document: its title and its text, and its title once more where it has a text."""
    titles = encode(encoder, [document.title[:LONGEST_DOCUMENT] for document in documents], asked=False).copy()
    long = [place for place, document in enumerate(documents) if document.text.strip()]
    if long:
        texts = [f"{documents[place].title}. {documents[place].text}"[:LONGEST_DOCUMENT] for place in long]
        titles[long] = unit(titles[long] + encode(encoder, texts, asked=False))
    return titles


def _centre(encoder: Encoder, told: Vectors, rows: list[int], language: Language, glossary: Glossary, encode: Encode) -> Vectors:
    """Return the mean of the past projects of a language, or of the field's terms in it where they are too few."""
    terms = glossary.terms(language)
    if len(rows) >= LEAST_CENTRED or not terms or language not in encoder.languages:
        return np.asarray(told[rows].mean(axis=0) if rows else np.zeros(told.shape[1]), dtype=np.float32)
    spread = terms[:: max(len(terms) // _TERMS, 1)][:_TERMS]
    return np.asarray(encode(encoder, spread, asked=True).mean(axis=0), dtype=np.float32)
