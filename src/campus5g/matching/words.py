"""Words of a text as the index sees them: without accents or case, without stop words, cut to their stem.

Accents are folded before stemming, so that « prediction » and « prédiction » are one word however they are typed.
Stop words are those that bm25s ships; stems are Snowball's (PyStemmer), French or English.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Literal, NamedTuple

import Stemmer

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

_SNOWBALL = {"fr": "french", "en": "english"}
WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
"""A word as it is written."""
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"})


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Return ``word`` in lower case without accents or ligatures: « Œuvrée » and « oeuvree » are one."""
    plain = unicodedata.normalize("NFKD", word.translate(_LIGATURES))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


@cache
def stop_words(language: Language) -> frozenset[str]:
    """Return the words, folded, that say nothing by themselves. Imported when first asked: the package brings a compiler along."""
    from bm25s.stopwords import STOPWORDS_EN_PLUS, STOPWORDS_FRENCH

    return frozenset(map(fold, STOPWORDS_FRENCH if language == "fr" else STOPWORDS_EN_PLUS))


class Word(NamedTuple):
    """A word that counts: its stem and its place (``text[start:end]``)."""

    stem: str
    start: int
    end: int


def words(text: str, language: Language, also_stop: frozenset[str] = frozenset()) -> list[Word]:
    """Return the words of ``text`` that count in ``language``, in order; ``also_stop`` are further stop words (folded)."""
    found = []
    for match in WORD.finditer(text):
        folded, stem = root(match.group(), language)
        if stem and folded not in also_stop:
            found.append(Word(stem, *match.span()))
    return found


def stems(text: str, language: Language, also_stop: frozenset[str] = frozenset()) -> list[str]:
    """Return the stems of ``words(text, language)``."""
    read = (root(raw, language) for raw in WORD.findall(text))
    return [stem for folded, stem in read if stem and folded not in also_stop]


def detect(text: str) -> Language | None:
    """Return the language of ``text`` by its stop words and accents; ``None`` when nothing tells.

    A stop word of one language only is one voice for it; a word with an accent is one voice for French.
    """
    voices = sum(map(_voice, WORD.findall(text)))
    return None if voices == 0 else "fr" if voices > 0 else "en"


@lru_cache(maxsize=400_000)
def root(raw: str, language: Language) -> tuple[str, str]:
    """Return a word folded, and its stem: empty for a stop word."""
    folded = fold(raw)
    return folded, "" if folded in stop_words(language) else _stemmer(language).stemWord(folded)


@lru_cache(maxsize=200_000)
def _voice(raw: str) -> int:
    """Return the voices of a word for French, less its voices for English."""
    folded = fold(raw)
    return (folded in stop_words("fr")) - (folded in stop_words("en")) + (raw.casefold() != folded)


@cache
def _stemmer(language: Language) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_SNOWBALL[language])
